"""Fixtures and rules for all tests: no network beyond this machine, no silent skips in CI."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
# A program for QGIS's own Python, which alone has its modules.
collect_ignore = ["qgis_look.py"]
# CI sets it: a missing component is then a failure and not a skip.
COMPONENTS_REQUIRED = os.environ.get("DATELINE_REQUIRE_COMPONENTS") == "1"
# A busy machine is no fault: an example may wait for seconds until it is run at all.
settings.register_profile("dateline", deadline=None)
settings.load_profile("dateline")


def require(available: bool, reason: str) -> None:
    """Skip the test when a component is missing, or fail where skipping is forbidden."""
    if available:
        return
    if COMPONENTS_REQUIRED:
        pytest.fail(f"component required here: {reason}", pytrace=False)
    pytest.skip(reason)


def _is_loopback(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let workers begin with the files that take minutes, or one ends long after the others."""
    if hasattr(config, "workerinput"):
        slow = {
            item.path for item in items if any(map(item.get_closest_marker, ("faults", "prefect")))
        }
        items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if not _is_loopback(address):
            msg = f"tests must not reach the network: {address!r}"
            raise RuntimeError(msg)
        connect(self, address)  # type: ignore[arg-type]

    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _no_own_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what the developer added to the gazetteer out of the tests."""
    patch = pytest.MonkeyPatch()
    patch.setenv("DATELINE_DATA", str(tmp_path_factory.mktemp("data")))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of reference texts beside the checkout."""
    require(SHARED.is_dir(), f"reference texts are not at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the system's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    require(path is not None, "Chromium is missing: apt-get install chromium")
    assert path is not None
    return path


@pytest.fixture(scope="session")
def nlp():
    """Return the loaded language model, shared by all tests."""
    from geo.language import load_model

    return load_model()


@pytest.fixture(scope="session")
def gazetteer():
    """Return the compiled gazetteer; the first test of all compiles it into the user's cache."""
    import platformdirs

    from geo.gazetteer.lookup import open_gazetteer

    cache = os.environ.get("DATELINE_CACHE") or platformdirs.user_cache_dir("dateline")
    return open_gazetteer(Path(cache))


@pytest.fixture(scope="session")
def env(tmp_path_factory: pytest.TempPathFactory):
    """Return an environment with one Prefect server for all: each of its own costs seconds."""
    from served import environment

    from flows.server import prefect_server

    environ = environment(PREFECT_HOME=str(tmp_path_factory.mktemp("prefect")))
    with prefect_server(environ) as server:
        server.wait()
        yield dict(environ)


@pytest.fixture
def desk(tmp_path: Path):
    """Return a site of no articles yet, whose analysts hand in sheets."""
    from desks import Desk

    return Desk(tmp_path)


@pytest.fixture(scope="session")
def postgresql():
    """Return a running PostgreSQL server of our own."""
    from postgresql_server import Server

    server = Server()
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture
def database(postgresql):
    """Return that server with a PostGIS database that holds no build yet."""
    from postgis_database import made

    with made(postgresql):
        yield postgresql


@pytest.fixture
def writer(database) -> str:
    """Return the address by which builds are loaded into that database."""
    from postgis_database import DATABASE

    return database.url(DATABASE, "dateline_writer")


@pytest.fixture(scope="session")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the folders of two builds, one night's and the next's."""
    from postgis_database import publish_two

    return publish_two(tmp_path_factory.mktemp("nights") / "maps")
