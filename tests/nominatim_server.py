"""A real Nominatim on this machine, over a few places made up for tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import ROOT, require
from postgresql_server import Server, free_port

PLACES = ROOT / "tests" / "data" / "tiny.osm"
# Made as `.ci/run` does it, from tests/data/nominatim.txt.
DEFAULT_ENVIRONMENT = "~/.cache/dateline-nominatim"


@contextmanager
def running_nominatim(database: Server, folder: Path) -> Iterator[str]:
    """Import the places, serve them, and yield the server's address."""
    home = Path(os.environ.get("DATELINE_NOMINATIM") or DEFAULT_ENVIRONMENT).expanduser()
    require((home / "bin/nominatim").is_file(), f"Nominatim is missing in {home}: see .ci/run")
    require(shutil.which("osm2pgsql") is not None, "osm2pgsql is missing: apt-get install it")
    nominatim = [f"{home}/bin/python", f"{home}/bin/nominatim"]
    database.sql(
        "DROP DATABASE IF EXISTS nominatim WITH (FORCE);"
        'DROP ROLE IF EXISTS "www-data"; CREATE ROLE "www-data" LOGIN'
    )
    dsn = f"pgsql:host={database.folder};port={database.port};user=dateline;dbname=nominatim"
    environment = {**os.environ, "NOMINATIM_DATABASE_DSN": dsn}
    project = ["--project-dir", str(folder)]
    options = ["--osm-file", str(PLACES), "--offline", "-j", "1", "--no-partitions"]
    done = subprocess.run(
        [*nominatim, "import", *options, *project],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    address = f"127.0.0.1:{free_port()}"
    quiet = subprocess.DEVNULL
    command = [*nominatim, "serve", "--server", address, *project]
    with subprocess.Popen(command, env=environment, cwd=folder, stdout=quiet, stderr=quiet) as web:
        try:
            _wait_for(f"http://{address}/status")
            yield f"http://{address}"
        finally:
            web.terminate()


def _wait_for(url: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            assert time.monotonic() < end, f"no answer from {url}"
            time.sleep(0.2)
