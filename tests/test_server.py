"""The private Prefect server: up beside the work, gone with its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from flows.server import prefect_server, set_prefect_defaults
from geo.errors import DatelineError

pytestmark = pytest.mark.prefect

CHILD = """
import os, time
from flows.server import prefect_server
with prefect_server(os.environ) as server:
    server.wait()
    print(os.environ["PREFECT_API_URL"], flush=True)
    time.sleep(120)
"""


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def test_a_named_server_is_used_and_none_started() -> None:
    environ = {"PREFECT_API_URL": "http://127.0.0.1:9/api"}
    with prefect_server(environ) as server:
        server.wait()
    assert environ["PREFECT_API_URL"] == "http://127.0.0.1:9/api"


def test_what_the_user_set_stays() -> None:
    environ = {"PREFECT_HOME": "/elsewhere", "PREFECT_LOGGING_LEVEL": "DEBUG"}
    set_prefect_defaults(environ)
    assert environ["PREFECT_HOME"] == "/elsewhere"
    assert environ["PREFECT_LOGGING_LEVEL"] == "DEBUG"
    assert environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


def test_the_server_ends_with_a_killed_parent(tmp_path: Path) -> None:
    environ = {**os.environ, "PREFECT_HOME": str(tmp_path)}
    environ.pop("PREFECT_API_URL", None)
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], stdout=subprocess.PIPE, text=True, env=environ
    ) as parent:
        assert parent.stdout is not None
        url = parent.stdout.readline().strip()
        assert _answers(url)
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while _answers(url) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _answers(url)


def test_a_server_that_cannot_start_is_told_at_once_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "prefect.db").mkdir()
    environ = {**os.environ, "PREFECT_HOME": str(tmp_path)}
    environ.pop("PREFECT_API_URL", None)
    begun = time.monotonic()
    with (
        prefect_server(environ) as server,
        pytest.raises(DatelineError, match=r"unable to open database file.*dateline-server\.log"),
    ):
        server.wait()
    assert time.monotonic() - begun < 60


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    environ = {"PREFECT_HOME": str(tmp_path / "file" / "prefect")}
    with (
        pytest.raises(DatelineError, match="Cannot write to Prefect's home"),
        prefect_server(environ),
    ):
        pass
