"""What `dateline doctor` looks at: everything that a build needs, before the night needs it."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import platformdirs
from packaging.requirements import Requirement

from flows.lookout import Finding
from geo.errors import ConfigError, DataError, StoreError
from geo.settings import Settings

_PYTHONS = ((3, 11), (3, 13))
# A build of 5,000 articles with its store, its staged copy and Prefect's database.
_LEAST_FREE_GB = 1.0
_SQLITE = "sqlite:///"
_INSTALL = "Install what requirements.lock names: python3 run.py map."


def examine(out: Path, settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    """
    Look at everything that a build needs.

    Parameters
    ----------
    out
        The outputs' folder; need not be there yet.
    settings
        Of the build.
    environ
        Where Prefect's settings are.

    Yields
    ------
    finding
        With a remedy where something is in the way.
    """
    yield _python()
    yield _packages()
    yield _model(settings.model)
    yield _gazetteer(settings)
    yield from _folder(out)
    yield _store(settings.store_url(out))
    if settings.postgis:
        yield look_at_postgis(settings.postgis)
    yield _prefect(environ)
    if settings.workers:
        yield look_at_workers(settings.workers)
    yield _chromium()


def _python() -> Finding:
    found = sys.version_info[:2]
    remedy = "" if _PYTHONS[0] <= found <= _PYTHONS[1] else "Use Python 3.11, 3.12 or 3.13."
    return Finding("Python", f"{sys.version.split()[0]} at {sys.executable}", remedy)


def _packages() -> Finding:
    lock = Path(__file__).resolve().parents[1] / "requirements.lock"
    # An installed package has no lock beside it; what it asks for is in its metadata.
    wanted = read_lock(lock) if lock.is_file() else _required()
    troubles = list(find_unmet(wanted))
    if not troubles:
        source = "requirements.lock" if lock.is_file() else "their metadata"
        return Finding("Packages", f"{len(wanted)} as {source} names them")
    shown = "; ".join(troubles[:5]) + ("; …" if len(troubles) > 5 else "")
    return Finding("Packages", f"{len(troubles)} of {len(wanted)} differ: {shown}", _INSTALL)


def read_lock(path: Path) -> list[Requirement]:
    """
    Read the requirements that apply on this machine.

    Parameters
    ----------
    path
        `requirements.lock`.

    Returns
    -------
    wanted
        In its order.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    texts = (line.partition("--hash")[0].strip(" \\") for line in lines if line[:1].isalnum())
    return [wanted for text in texts if _applies(wanted := Requirement(text))]


def find_unmet(wanted: list[Requirement]) -> Iterator[str]:
    """
    Name the packages that are missing or have another version.

    Parameters
    ----------
    wanted
        What should be installed.

    Yields
    ------
    trouble
        In words.

    Examples
    --------
    >>> list(find_unmet([Requirement("nosuchpackage==1.0")]))
    ['nosuchpackage is missing']
    """
    for each in wanted:
        try:
            found = version(each.name)
        except PackageNotFoundError:
            yield f"{each.name} is missing"
            continue
        if not each.specifier.contains(found, prereleases=True):
            yield f"{each.name} is {found}, not {str(each.specifier).lstrip('=')}"


def _required() -> list[Requirement]:
    found = (Requirement(text) for text in requires("dateline") or [])
    return [wanted for wanted in found if _applies(wanted)]


def _applies(wanted: Requirement) -> bool:
    return wanted.marker is None or wanted.marker.evaluate({"extra": ""})


def _model(name: str) -> Finding:
    from geo.language import load_model, model_version

    try:
        return Finding("Model", model_version(load_model(name)))
    except (ConfigError, OSError) as error:
        return Finding("Model", str(error), f"Correct DATELINE_MODEL, or: {_INSTALL}")


def _gazetteer(settings: Settings) -> Finding:
    from geo.gazetteer.added import ADDED_FILE_NAME, added_version, find_added
    from geo.gazetteer.compiling import compile_version
    from geo.gazetteer.lookup import FILE_NAME, Gazetteer

    added = find_added(settings.data_dir / "gazetteer") if settings.data_dir else ()
    wanted = added_version(compile_version(), added) if added else compile_version()
    path = settings.cache_dir / (ADDED_FILE_NAME if added else FILE_NAME)
    if not path.is_file():
        return Finding("Gazetteer", f"not compiled yet: the first build does it, into {path}")
    try:
        found = Gazetteer(path)
    except DataError as error:
        return Finding("Gazetteer", "damaged", str(error))
    if found.version != wanted:
        return Finding("Gazetteer", f"stale: the next build compiles {path} anew")
    size = path.stat().st_size / 1e6
    more = f", with {len(added)} added files" if added else ""
    return Finding("Gazetteer", f"version {found.version[:12]}{more}, {size:.0f} MB at {path}")


def _folder(out: Path) -> Iterator[Finding]:
    there = _existing(out)
    free = shutil.disk_usage(there).free / 1e9
    remedy = "" if free >= _LEAST_FREE_GB else f"Make room: at least {_LEAST_FREE_GB:g} GB."
    yield Finding("Disk", f"{free:.1f} GB free for {out}", remedy)
    trouble = _write_trouble(there)
    remedy = "Correct its permissions, or choose another folder with --out." if trouble else ""
    yield Finding("Outputs", f"{out} {trouble or 'can be written'}", remedy)


def _store(url: str) -> Finding:
    from geo.store import Store
    from geo.store.schema import VERSION

    if url.startswith(_SQLITE) and not Path(url.removeprefix(_SQLITE)).exists():
        return Finding("Store", "none yet: the first build makes it")
    try:
        with Store(url) as store:
            store.check()
            count = len(store.builds.ids())
            return Finding("Store", f"whole, version {VERSION}, and knows {count} builds")
    except StoreError as error:
        return Finding("Store", "cannot be used", str(error))


def look_at_postgis(url: str) -> Finding:
    """
    Look at the database that holds the layers too.

    Parameters
    ----------
    url
        Its address.

    Returns
    -------
    finding
        Whether a build could be loaded into it.
    """
    from geo.postgis.connection import check_database

    try:
        return Finding("PostGIS", check_database(url))
    except StoreError as error:
        return Finding("PostGIS", "cannot be loaded into", str(error))


def look_at_workers(where: str) -> Finding:
    """
    Look at what batches of articles are handed to.

    Parameters
    ----------
    where
        A number of processes, or the address of a Dask scheduler.

    Returns
    -------
    finding
        How many there are.
    """
    if where.isdecimal():
        return Finding("Workers", f"{where} processes of this machine")
    from flows.batches import count_workers

    try:
        count = count_workers(where)
    except ConfigError as error:
        return Finding("Workers", "Dask is missing", str(error))
    except OSError:
        remedy = "Start Dask's scheduler there, or correct DATELINE_WORKERS."
        return Finding("Workers", f"nothing answers at {where}", remedy)
    remedy = "" if count else "Start Dask's workers (docs/scale.md)."
    return Finding("Workers", f"{count} of the Dask scheduler at {where}", remedy)


def _prefect(environ: Mapping[str, str]) -> Finding:
    url = environ.get("PREFECT_API_URL")
    try:
        found = version("prefect")
    except PackageNotFoundError:
        return Finding("Prefect", "missing", _INSTALL)
    if url:
        return Finding("Prefect", f"{found}, with the server at {url}")
    default = Path(platformdirs.user_data_dir("dateline")) / "prefect"
    home = Path(environ.get("PREFECT_HOME") or default)
    trouble = _write_trouble(_existing(home))
    remedy = f"Set PREFECT_HOME to a folder that can be written: {home} is none." if trouble else ""
    return Finding("Prefect", f"{found}, with a server of its own in {home}", remedy)


def _chromium() -> Finding:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return Finding("Chromium", found or "missing: only the tests of the map need it")


def _existing(path: Path) -> Path:
    """Return a path, or the nearest folder above it that is there."""
    here = path.absolute()
    while not here.exists():
        here = here.parent
    return here


def _write_trouble(folder: Path) -> str:
    if not folder.is_dir():
        return "is no folder"
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"probe")
            os.fsync(probe.fileno())
    except OSError as error:
        return f"cannot be written: {error.strerror}"
    return ""
