"""PostGIS unharmed by failures: readers see one whole build, whatever is killed, cut or away."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psycopg
import pytest
from conftest import ROOT
from nights import QUIET
from postgis_database import DATABASE, expected, held
from postgresql_server import Server, free_port

from flows.postgis import load_postgis
from flows.watch import watch
from geo.errors import StoreError
from geo.postgis.connection import loaded_build
from geo.postgis.loading import load_build

pytestmark = pytest.mark.postgres

LOAD = f"""
import sys
sys.path[:0] = [{str(ROOT)!r}]
from pathlib import Path
from geo.postgis.loading import load_build
load_build(Path(sys.argv[1]), sys.argv[2])
"""


def test_readers_see_one_build_whole_and_never_wait(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    load_build(builds[0], writer)
    seen, slowest, stop = set(), 0.0, threading.Event()

    def look() -> None:
        nonlocal slowest
        url = database.url(DATABASE, "dateline_reader")
        query = (
            "SELECT (SELECT min(build_id) FROM dateline.incidents_current),"
            " (SELECT count(*) FROM dateline.events), (SELECT count(*) FROM dateline.areas),"
            " (SELECT count(*) FROM dateline.reports), (SELECT count(*) FROM dateline.toponyms)"
        )
        with psycopg.connect(url, autocommit=True) as db:
            while not stop.is_set():
                begun = time.monotonic()
                seen.add(db.execute(query).fetchone())
                slowest = max(slowest, time.monotonic() - begun)

    with psycopg.connect(database.url(DATABASE, "dateline_reader")) as slow:
        # One that forgot to end its transaction.
        slow.execute("SELECT count(*) FROM dateline.events")
        reader = threading.Thread(target=look)
        reader.start()
        try:
            for folder in [*builds[::-1], *builds[::-1]]:
                load_build(folder, writer)
        finally:
            stop.set()
            reader.join()
    assert len(seen) == 2
    assert {build_id for build_id, *_ in seen} == {folder.name for folder in builds}
    assert slowest < 5


def stall(server: Server) -> None:
    """Let a build come to a stop when half of it is written."""
    server.sql(
        "CREATE FUNCTION stall() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN PERFORM pg_sleep(60); RETURN NULL; END$$;\n"
        "CREATE TRIGGER stall BEFORE INSERT ON dateline.reports EXECUTE FUNCTION stall()",
        DATABASE,
    )


def go_on(server: Server) -> None:
    drop = "DROP TRIGGER IF EXISTS stall ON dateline.reports; DROP FUNCTION IF EXISTS stall"
    server.sql(drop, DATABASE)


WRITING = (
    "SELECT count(*) = 1 FROM pg_stat_activity"
    " WHERE application_name = 'dateline' AND wait_event = 'PgSleep'"
)


def cut(server: Server) -> None:
    server.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dateline'"
    )


def restart(server: Server) -> None:
    server.stop("fast")
    server.start()


def crash(server: Server) -> None:
    server.stop("immediate")
    server.start()


@pytest.mark.parametrize("trouble", [cut, restart, crash])
def test_trouble_in_the_middle_leaves_the_old_build(
    database: Server, writer: str, builds: tuple[Path, Path], trouble: Callable[[Server], None]
) -> None:
    load_build(builds[0], writer)
    stall(database)
    caught: list[Exception] = []

    def load() -> None:
        try:
            load_build(builds[1], writer)
        except StoreError as error:
            caught.append(error)

    loading = threading.Thread(target=load)
    loading.start()
    database.wait_for(WRITING)
    assert held(database) == expected(builds[0])
    trouble(database)
    loading.join(timeout=30)
    assert not loading.is_alive()
    assert "PostGIS at " in str(caught[0])
    assert held(database) == expected(builds[0])
    go_on(database)
    load_build(builds[1], writer)
    assert held(database) == expected(builds[1])


def test_a_killed_build_leaves_the_old_one(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    load_build(builds[0], writer)
    stall(database)
    with subprocess.Popen([sys.executable, "-c", LOAD, str(builds[1]), writer]) as child:
        database.wait_for(WRITING)
        child.send_signal(signal.SIGKILL)
    assert held(database) == expected(builds[0])
    # The server notices when it next speaks to its client; nobody has to wait for that.
    cut(database)
    go_on(database)
    load_build(builds[1], writer)
    assert held(database) == expected(builds[1])


def test_two_builds_at_once_come_one_after_the_other(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    load_build(builds[0], writer)
    commands = [[sys.executable, "-c", LOAD, str(folder), writer] for folder in builds]
    children = [subprocess.Popen(command) for command in commands]
    assert [child.wait(timeout=120) for child in children] == [0] * 2
    assert held(database) in [expected(folder) for folder in builds]
    assert load_build(builds[1], writer) in (0, load_build(builds[0], writer))


def test_a_server_that_comes_up_is_waited_for(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    database.stop("fast")
    late = threading.Timer(1.5, database.start)
    late.start()
    try:
        load_build(builds[0], writer, patience_s=30)
    finally:
        late.join()
    assert held(database) == expected(builds[0])


def test_a_server_that_is_away_costs_only_postgis(
    builds: tuple[Path, Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    url = f"postgresql://writer:secret@127.0.0.1:{free_port()}/maps"
    told: list[bytes] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Hook) as hook, watch(tmp_path, QUIET) as stages:
        threading.Thread(target=hook.handle_request).start()
        stages.build_id = builds[0].name
        address = f"http://127.0.0.1:{hook.server_port}/"
        assert not load_postgis(builds[0], url, stages, address, patience_s=0)
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [(row["level"], row["stage"]) for row in log] == [("error", "Loading PostGIS")]
    assert "The map and files are published" in log[0]["message"]
    assert "secret" not in str(log) + str(told) + "".join(capfd.readouterr())
    row = json.loads(told[0])
    assert (row["event"], row["stage"]) == ("postgis_failed", "Loading PostGIS")


def test_a_missing_driver_is_said(
    builds: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for ask in (partial(load_build, builds[0]), loaded_build):
        with pytest.raises(StoreError, match=r"install dateline\[postgres\]"):
            ask("postgresql://writer@db/maps")
