"""Builds ended by whoever may end them: Ctrl-C at a terminal, systemd, `kill`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import (
    DEEDS,
    PATIENCE_S,
    TOWNS,
    build_map,
    dateline,
    environment,
    find_builds,
    find_children,
    is_alive,
    published,
    read_log,
    started,
    wait_for,
)

pytestmark = [pytest.mark.faults, pytest.mark.prefect, pytest.mark.model]

N_ARTICLES = 60
# systemd waits 90 s before it kills; this leaves room for a busy machine.
MOST_S = 60


@pytest.fixture(autouse=True)
def _sigint_is_heard() -> Iterator[None]:
    """Let Ctrl-C reach what is started, also where a shell runs the tests in its background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    rows = (
        {"id": f"s{n}", "text": f"{DEEDS[n % 3].format(town=TOWNS[n % 9], n=3 + n)} people."}
        for n in range(N_ARTICLES)
    )
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return path


def end_all(running: subprocess.Popen[bytes], how: int) -> None:
    """Signal a process and its children at once, as systemd and terminals do; time the end."""
    all_of_it = [running.pid, *find_children(running.pid)]
    begun = time.monotonic()
    for process in all_of_it:
        os.kill(process, how)
    running.wait(PATIENCE_S)
    assert time.monotonic() - begun < MOST_S


def check_next_build(news: Path, out: Path, env: dict[str, str]) -> None:
    build_map(news, out, env)
    note = json.loads((out / "build.json").read_text())
    assert note["articles"]["read"] == N_ARTICLES
    # What was analysed before the end is not done again.
    assert note["articles"]["analysed"] < N_ARTICLES
    assert len(published(out)) == 1
    assert not list((out / "builds").glob(".*"))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=lambda how: how.name)
def test_a_build_at_a_terminal_ends_at_once(
    news: Path, env: dict[str, str], tmp_path: Path, how: int
) -> None:
    out, log = tmp_path / "out", tmp_path / "log"
    own_server = environment(PREFECT_HOME=str(tmp_path / "prefect"), DATELINE_BATCH="10")
    with started(dateline("map", news, "--out", out), log, own_server) as running:
        wait_for(lambda: log.read_text().count("Finding places") > 1, log)
        end_all(running, how)
    assert running.returncode != 0
    assert "Traceback" not in log.read_text()
    assert not (out / "latest").exists()
    (told,) = [row["message"] for row in read_log(out) if row["level"] != "info"]
    assert told == "The build was ended by a signal. The next one goes on from there."
    check_next_build(news, out, env)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=lambda how: how.name)
def test_a_service_ends_with_its_build(
    news: Path, env: dict[str, str], tmp_path: Path, how: int
) -> None:
    out, log = tmp_path / "out", tmp_path / "log"
    own_server = environment(PREFECT_HOME=str(tmp_path / "prefect"), DATELINE_BATCH="10")
    with started(dateline("serve", news, "--out", out, "--every", 3), log, own_server) as serving:
        (build,) = wait_for(lambda: find_builds(serving.pid), log)
        wait_for(lambda: log.read_text().count("Finding places") > 1, log)
        end_all(serving, how)
        wait_for(lambda: not is_alive(build), log)
    assert serving.returncode == 0, log.read_text()
    assert "Traceback" not in log.read_text()
    assert log.read_text().endswith("Ended.\n")
    assert not (out / ".serve.json").exists()
    check_next_build(news, out, env)
