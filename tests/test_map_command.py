"""`dateline map` from articles to a published build, in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, require
from webmap_reader import Opener, page_opener, started_browser  # noqa: F401 - fixtures

pytestmark = [pytest.mark.prefect, pytest.mark.model]

# Loaded by every Python process of a run: notes each address anyone connects to
# or asks the name service for.
AUDIT = """
import os, sys

def note(event, args):
    if event == "socket.connect":
        target = args[1]
    elif event == "socket.getaddrinfo":
        target = (args[0], args[1])
    else:
        return
    if isinstance(target, tuple):
        with open(os.environ["AUDIT_LOG"], "a") as log:
            log.write(f"{target[0]}\\n")

sys.addaudithook(note)
"""


def run_dateline(*args: str, **environ: str) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if key != "PREFECT_API_URL"}
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *args],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**env, **environ},
        timeout=300,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, set[str]]:
    """Publish the seeds once; return the outputs, what was printed, and who was called."""
    folder = tmp_path_factory.mktemp("map")
    (folder / "sitecustomize.py").write_text(AUDIT)
    log = folder / "calls.log"
    log.touch()
    done = run_dateline(
        "map",
        "--out",
        str(folder / "outputs"),
        PYTHONPATH=str(folder),
        AUDIT_LOG=str(log),
        PREFECT_HOME=str(folder / "prefect"),
    )
    assert done.returncode == 0, done.stderr
    return folder / "outputs", done.stdout, set(log.read_text().split())


def test_the_closing_table_tells_what_was_published(built: tuple[Path, str, set[str]]) -> None:
    out, printed, _ = built
    for label in ("Articles read", "Toponyms found", "resolved", "unresolved", "Incidents", "Map"):
        assert label in printed
    assert (out / "latest" / "map.html").is_file()
    assert (out / "latest").is_symlink()


@pytest.mark.browser
def test_the_map_opens_on_iraq_and_leads_to_paris(
    built: tuple[Path, str, set[str]], open_page: Opener
) -> None:
    page = open_page((built[0] / "latest" / "map.html").read_text(encoding="utf-8"))
    west, south, east, north = map(
        float, page.evaluate("map_dateline.getBounds().toBBoxString()").split(",")
    )
    assert 30 < west < 40.3 < 44.5 < east < 55
    assert 28 < south < 33 < 36.5 < north < 42
    page.get_by_role("button", name="Paris, 1 incident").click()
    popup = page.locator(".leaflet-popup")
    popup.wait_for()
    assert "In Paris, ministers from some twenty countries met" in popup.inner_text()


def test_nobody_outside_is_called(built: tuple[Path, str, set[str]]) -> None:
    _, _, called = built
    assert called, "the run must at least have called its own Prefect server"
    assert called <= {"127.0.0.1", "localhost", "::1"}


def test_every_file_is_listed_with_its_hash(built: tuple[Path, str, set[str]]) -> None:
    latest = built[0] / "latest"
    manifest = json.loads((latest / "manifest.json").read_text())
    written = {path.name for path in latest.iterdir()} - {"manifest.json"}
    assert {"map.html", "events.geojson", "areas.geojson", "places.geojson"} <= written
    assert set(manifest["files"]) == written


def test_explain_traces_an_incident_to_its_sentence(built: tuple[Path, str, set[str]]) -> None:
    out = built[0]
    events = json.loads((out / "latest" / "events.geojson").read_text())["features"]
    done = run_dateline("explain", events[0]["id"], "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert events[0]["properties"]["quote"][:40] in done.stdout


def test_the_same_articles_give_the_same_bytes(
    built: tuple[Path, str, set[str]], env: dict[str, str], tmp_path: Path
) -> None:
    again = run_dateline("map", "--out", str(tmp_path), **env)
    assert again.returncode == 0, again.stderr
    for name in ("events.geojson", "areas.geojson", "places.geojson", "toponyms.csv", "events.csv"):
        assert (tmp_path / "latest" / name).read_bytes() == (
            built[0] / "latest" / name
        ).read_bytes(), name


def test_nothing_readable_publishes_nothing(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    out = tmp_path / "outputs"
    done = run_dateline(
        "map",
        str(tmp_path / "empty.txt"),
        "--out",
        str(out),
        **env,
    )
    assert done.returncode == 1
    assert "No article could be read" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (out / "latest").exists()


def test_the_whole_run_works_with_the_network_cut(tmp_path: Path) -> None:
    require(shutil.which("unshare") is not None, "unshare is missing: apt-get install util-linux")
    require(shutil.which("ip") is not None, "ip is missing: apt-get install iproute2")
    script = (
        f"ip link set lo up && exec '{sys.executable}' -m flows.cli map --out '{tmp_path}/outputs'"
    )
    done = subprocess.run(
        ["unshare", "--map-root-user", "--net", "sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PREFECT_HOME": str(tmp_path / "prefect")},
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "outputs" / "latest" / "map.html").is_file()
