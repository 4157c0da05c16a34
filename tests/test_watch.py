"""A build that fails: its line in the log, its word to the webhook, its one error."""

from __future__ import annotations

import errno
import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from nights import QUIET

from flows.journal import Journal
from flows.watch import post, watch
from geo.errors import BuildError, StoreError


def rows(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]


def fail(error: Exception) -> None:
    raise error


@pytest.fixture
def told() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Run a server that keeps what it is told; return its URL and that list."""
    bodies: list[dict[str, Any]] = []

    class Keep(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            bodies.append(json.loads(self.rfile.read(length)))
            self.send_response(500 if self.path == "/broken" else 204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Keep) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", bodies
        server.shutdown()
        thread.join()


@pytest.fixture
def hanging() -> Iterator[str]:
    """Return the URL of a server that sends a header's byte now and then and never ends."""
    ended = threading.Event()

    def drip(listener: socket.socket) -> None:
        client, _ = listener.accept()
        with client:
            client.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not ended.wait(0.05):
                client.sendall(b"a")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener,))
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        ended.set()
        thread.join()


def test_a_line_has_all_that_a_program_looks_for(tmp_path: Path) -> None:
    Journal(tmp_path).write("info", "Grüße aus Köln", build="b", stage="Reading", seconds=1.5)
    (row,) = rows(tmp_path)
    assert list(row) == ["time", "level", "build", "stage", "message", "seconds"]
    assert row["message"] == "Grüße aus Köln"
    assert row["time"].endswith("Z")


def test_the_log_is_put_aside_by_size_and_the_oldest_goes(tmp_path: Path) -> None:
    journal = Journal(tmp_path, max_bytes=300, kept=2)
    for number in range(40):
        journal.write("info", f"line {number}")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("log.jsonl", "log.jsonl.1", "log.jsonl.2"),
    ]
    assert all(path.stat().st_size < 450 for path in tmp_path.iterdir())
    last = journal.read_last()
    assert last is not None
    assert last["message"] == "line 39"


def test_the_last_error_is_found_behind_half_a_line(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write("error", "first")
    journal.write("info", "later")
    with journal.path.open("a") as log:
        log.write('{"level": "err')
    found = journal.read_last(level="error")
    assert found is not None
    assert found["message"] == "first"
    assert Journal(tmp_path / "none").read_last() is None


def test_a_log_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").mkdir()
    Journal(tmp_path).write("error", "lost")


def test_stages_are_timed_in_the_log(tmp_path: Path) -> None:
    with watch(tmp_path, QUIET) as watching:
        watching.build_id = "20161024T021500Z"
        with watching.stage("Reading articles"):
            pass
    (row,) = rows(tmp_path)
    assert (row["level"], row["build"], row["stage"]) == (
        *("info", "20161024T021500Z", "Reading articles"),
    )
    assert row["seconds"] >= 0


def test_a_failure_is_noted_with_its_stage_and_told(
    tmp_path: Path, told: tuple[str, list[dict[str, Any]]]
) -> None:
    url, bodies = told
    with (
        pytest.raises(StoreError),
        watch(tmp_path, QUIET, webhook=url) as watching,
        watching.stage("Merging reports"),
    ):
        fail(StoreError("It is damaged."))
    row = rows(tmp_path)[-1]
    assert (row["level"], row["stage"], row["message"]) == (
        *("error", "Merging reports", "It is damaged."),
    )
    assert [(body["event"], body["stage"], body["message"]) for body in bodies] == [
        ("build_failed", "Merging reports", "It is damaged.")
    ]


def test_a_webhook_that_fails_is_noted_without_its_address(
    tmp_path: Path, told: tuple[str, list[dict[str, Any]]]
) -> None:
    with pytest.raises(StoreError), watch(tmp_path, QUIET, webhook=f"{told[0]}/broken"):
        fail(StoreError("It is damaged."))
    assert [row["level"] for row in rows(tmp_path)] == ["error", "warning"]
    assert "500" in rows(tmp_path)[1]["message"]
    assert "/broken" not in (tmp_path / "log.jsonl").read_text()


def test_a_hanging_webhook_costs_its_time_and_no_more(hanging: str) -> None:
    begun = time.monotonic()
    assert "no answer" in post(hanging, {}, timeout_s=0.5)
    assert time.monotonic() - begun < 3


def test_nobody_listening_is_said_at_once() -> None:
    assert "refused" in post("http://127.0.0.1:9/", {})


def test_trouble_with_files_is_one_clear_error(tmp_path: Path) -> None:
    with (
        pytest.raises(BuildError, match=r"latest is as before\. Cannot use .*No space left"),
        watch(tmp_path, QUIET),
    ):
        raise OSError(errno.ENOSPC, "No space left on device", "/maps/x")


def test_a_bug_is_noted_and_stays_a_bug(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), watch(tmp_path, QUIET):
        fail(ZeroDivisionError("by nothing"))
    assert "ZeroDivisionError: by nothing" in rows(tmp_path)[0]["message"]


def test_a_build_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    begun = time.monotonic()
    with (
        pytest.raises(BuildError, match="longer than its limit"),
        watch(tmp_path, QUIET, limit_s=0.2),
    ):
        time.sleep(30)
    assert time.monotonic() - begun < 5
    time.sleep(0.3)  # the alarm of a build that ended must not go off later
