"""Batches in other processes and on a Dask cluster give what one process gives, to the byte."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from nights import ANALYST, Quiet
from served import (
    DEEDS,
    PATIENCE_S,
    TOWNS,
    build_map,
    dateline,
    environment,
    find_children,
    is_alive,
    read_log,
    started,
    wait_for,
)

from flows.batches import analyse_elsewhere
from flows.workspace import open_workspace
from geo.settings import Settings

pytestmark = [pytest.mark.faults, pytest.mark.prefect, pytest.mark.model]

# Two whole batches and a bit: one for each worker, and one that waits.
N_ARTICLES = 210
# The table itself is not there at first.
KEPT = "SELECT count(*) > 0 FROM pg_stat_user_tables WHERE relname = 'analysis' AND n_tup_ins > 0"
# What tells of the build itself, and of the one before it.
OF_THE_BUILD = ("manifest.json", "changes")


class Noting(Quiet):
    """Keeps what it is told."""

    def __init__(self, progress: None) -> None:
        super().__init__(progress)
        self.notes: list[str] = []

    def note(self, level: str, message: str, **facts: Any) -> None:  # noqa: ARG002
        self.notes.append(message)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("news") / "news.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(N_ARTICLES):
            deed = DEEDS[n % 3].format(town=TOWNS[n % 9], n=3 + n % 40)
            day = date(2014, 1, 6) + timedelta(days=n // 4)
            row = {"id": f"s{n:03}", "date": str(day), "text": f"{deed} people, police said."}
            file.write(json.dumps(row) + "\n")
    return path


@pytest.fixture(scope="module")
def alone(news: Path, env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the outputs of a build in one process."""
    out = tmp_path_factory.mktemp("alone")
    build_map(news, out, env)
    return out


def content(out: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in (out / "latest").iterdir()
        if not path.name.startswith(OF_THE_BUILD)
    }


def warnings(out: Path) -> list[str]:
    return [row["message"] for row in read_log(out) if row["level"] == "warning"]


def analysed(out: Path) -> int:
    told: dict[str, Any] = json.loads((out / "build.json").read_text())
    return int(told["articles"]["analysed"])


def test_a_killed_build_takes_its_workers_along_and_the_next_gives_the_same_bytes(
    news, alone, env, tmp_path
) -> None:
    out, log = tmp_path / "out", tmp_path / "log"
    wanted = {**env, "DATELINE_WORKERS": "2"}
    with started(dateline("map", news, "--out", out), log, wanted) as running:
        workers = wait_for(lambda: spawned(running.pid), log)
        os.kill(running.pid, signal.SIGKILL)
        running.wait(PATIENCE_S)
        wait_for(lambda: not any(map(is_alive, workers)), log)
    build_map(news, out, wanted)
    assert warnings(out) == []
    assert analysed(out) > 0
    assert content(out) == content(alone)


def test_a_killed_worker_costs_no_article(news, alone, env, tmp_path) -> None:
    out, log = tmp_path / "out", tmp_path / "log"
    wanted = {**env, "DATELINE_WORKERS": "2"}
    with started(dateline("map", news, "--out", out), log, wanted) as running:
        workers = wait_for(lambda: spawned(running.pid), log)
        os.kill(workers[-1], signal.SIGKILL)
        assert running.wait(PATIENCE_S) == 0, log.read_text()
    assert any("A worker failed" in warning for warning in warnings(out))
    assert content(out) == content(alone)


def spawned(parent: int) -> list[int]:
    """Return the worker processes, once both are there."""
    found = []
    for child in find_children(parent):
        with suppress(OSError):
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(child)
    return found if len(found) == 2 else []


class TestDask:
    @pytest.fixture(scope="class")
    @classmethod
    def cluster(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[int]]]:
        """Start a scheduler and two workers as an operator would; return address and workers."""
        folder = tmp_path_factory.mktemp("dask")
        told, log = folder / "scheduler.json", folder / "log"
        dask = [sys.executable, "-m", "dask"]
        where = ["--scheduler-file", str(told)]
        scheduler = [*dask, "scheduler", "--port", "0", "--no-dashboard", *where]
        worker = [*dask, "worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", *where]
        with ExitStack() as running:
            running.enter_context(started(scheduler, log, environment()))
            wait_for(told.exists, log)
            workers = [
                running.enter_context(started(worker, log, environment())).pid for _ in range(2)
            ]
            wait_for(lambda: log.read_text().count("Registered to") >= 2, log)
            yield json.loads(told.read_text())["address"], workers

    def test_a_cluster_gives_the_same_bytes_though_a_worker_is_lost(
        self, news, alone, env, cluster, postgresql, tmp_path
    ) -> None:
        store = postgresql.new_database("batches")
        log = tmp_path / "log"
        address, workers = cluster
        wanted = {**env, "DATELINE_WORKERS": address, "DATELINE_STORE": store}
        with started(dateline("map", news, "--out", tmp_path), log, wanted) as running:
            postgresql.wait_for(KEPT, "batches", seconds=200)
            os.kill(workers[0], signal.SIGKILL)
            assert running.wait(PATIENCE_S) == 0, log.read_text()
        assert content(tmp_path) == content(alone)
        assert analysed(tmp_path) == N_ARTICLES

    def test_a_cluster_that_is_gone_costs_time_alone(
        self, news, alone, env, postgresql, tmp_path
    ) -> None:
        store = postgresql.new_database("batches")
        wanted = {**env, "DATELINE_WORKERS": "tcp://127.0.0.1:1", "DATELINE_STORE": store}
        begun = time.monotonic()
        build_map(news, tmp_path, {**wanted, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "3s"})
        assert time.monotonic() - begun < 300
        assert any("A worker failed" in warning for warning in warnings(tmp_path))
        assert content(tmp_path) == content(alone)

    def test_a_cluster_without_workers_is_not_waited_for(self, tmp_path) -> None:
        told, log, out = tmp_path / "scheduler.json", tmp_path / "log", tmp_path / "out"
        where = ["--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told)]
        scheduler = [sys.executable, "-m", "dask", "scheduler", "--no-dashboard", *where]
        stages = Noting(None)
        with started(scheduler, log, environment()):
            wait_for(told.exists, log)
            address = json.loads(told.read_text())["address"]
            store = "postgresql://nowhere/batches"
            settings = Settings.from_env({"DATELINE_WORKERS": address, "DATELINE_STORE": store})
            with open_workspace(f"sqlite:///{out}.sqlite", ANALYST, out, stages) as work:
                assert analyse_elsewhere(work, ("a", "b"), settings) == ("a", "b")
        assert stages.notes == ["The cluster has no workers: articles are analysed here."]
