"""Builds killed at any moment: nothing is lost, nothing counted twice, the next night is right."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import shutil
import signal
import sqlite3
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from served import (
    DEEDS,
    PATIENCE_S,
    TOWNS,
    build_map,
    dateline,
    environment,
    find_children,
    is_alive,
    published,
    read_log,
    started,
    wait_for,
)

pytestmark = [pytest.mark.faults, pytest.mark.prefect, pytest.mark.model]

# What tells of the build itself, and of the one before it.
OF_THE_BUILD = ("manifest.json", "changes", "feed", "map.html")
STAGES = ("Reading articles", "Finding places and events", "Merging reports", "Writing map")
# With the server as a child of the build, as `dateline map` runs; and with one for all, which
# is quicker, so that the moments can lie closer.
KILLS_OF_ALL, KILLS = 4, 16


def write_article(folder: Path, number: int, title: str = "") -> None:
    deed = DEEDS[number % 3].format(town=TOWNS[number % 9], n=3 + number)
    # In weeks of their own: an incident with a report more keeps its id, and ids then tell
    # of the nights that were.
    day = date(2014, 1, 1) + timedelta(days=8 * number)
    head = f"---\nid: s{number:03}\ntitle: {title or f'Story {number}'}\ndate: {day}\n---\n"
    (folder / f"{number:03}.md").write_text(f"{head}{deed} people on Monday, police said.\n")


def change_articles(folder: Path, night: int) -> None:
    """Add, edit and remove some, so that each night has work to do."""
    for number in range(40 + 5 * night, 45 + 5 * night):
        write_article(folder, number)
    for number in range(night, 35, 13):
        write_article(folder, number, f"Edited in night {night}")
    (folder / f"{35 + 5 * night:03}.md").unlink()


def check_whole(folder: Path) -> None:
    """Check every file of a build against its manifest."""
    listed = json.loads((folder / "manifest.json").read_text())["files"]
    written = {path.name: path for path in folder.iterdir() if path.name != "manifest.json"}
    assert set(listed) == set(written)
    for name, told in listed.items():
        assert hashlib.sha256(written[name].read_bytes()).hexdigest() == told["sha256"], name


def check_nothing_lost(out: Path, before: list[str]) -> list[str]:
    """Check what a kill left; return the builds that are there."""
    now = published(out)
    assert set(before) <= set(now)
    for name in now[-2:]:
        check_whole(out / "builds" / name)
    assert (out / "latest").resolve().name in now
    with sqlite3.connect(out / "store.sqlite") as db:
        assert db.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    db.close()
    return now


def content(folder: Path) -> dict[str, bytes]:
    """Return the files that the articles alone decide."""
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if not path.name.startswith(OF_THE_BUILD)
    }


def rules_of(out: Path) -> str:
    rules = json.loads((out / "build.json").read_text())["rules"]
    assert isinstance(rules, str)
    return rules


def write_seconds(out: Path) -> float:
    """Return how long the last build wrote: nights write less than the first build."""
    seconds = json.loads((out / "build.json").read_text())["seconds"]["write"]
    assert isinstance(seconds, float)
    return seconds


def kill_in_a_stage(
    news: Path, out: Path, log: Path, env: dict[str, str], chance: random.Random, longest_s: float
) -> bool:
    """Kill a build some time after a stage began; tell whether it was still running."""
    stage = chance.choices(STAGES, weights=(1, 2, 1, 4))[0]
    log.write_bytes(b"")
    with started(dateline("map", news, "--out", out), log, env) as running:
        deadline = time.monotonic() + PATIENCE_S
        while stage not in log.read_text() and running.poll() is None:
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.01)
        time.sleep(chance.uniform(0, longest_s if stage == STAGES[-1] else 0.3))
        is_killed = running.poll() is None
        running.send_signal(signal.SIGKILL)
        running.wait(PATIENCE_S)
    return is_killed


def kill_with_its_server(
    news: Path, out: Path, log: Path, env: dict[str, str], wait_s: float
) -> bool:
    """Kill a build that has a server of its own; the server must not outlive it."""
    with started(dateline("map", news, "--out", out), log, env) as running:
        time.sleep(wait_s)
        children = find_children(running.pid)
        is_killed = running.poll() is None
        running.send_signal(signal.SIGKILL)
        running.wait(PATIENCE_S)
        wait_for(lambda: not any(map(is_alive, children)), log)
    return is_killed


def test_a_build_killed_at_twenty_moments_loses_and_doubles_nothing(
    tmp_path: Path, env: dict[str, str]
) -> None:
    # Many commits, so that there are many moments to be killed at.
    env = {**env, "DATELINE_BATCH": "10"}
    home = environment(PREFECT_HOME=str(tmp_path / "prefect"), DATELINE_BATCH="10")
    news, out, log = tmp_path / "news", tmp_path / "killed", tmp_path / "killed.log"
    news.mkdir()
    for number in range(40):
        write_article(news, number)
    begun = time.monotonic()
    build_map(news, out, home)
    whole_s = time.monotonic() - begun
    chance, before, n_kills = random.Random(20161024), published(out), 0
    for night in range(KILLS_OF_ALL):
        change_articles(news, night)
        n_kills += kill_with_its_server(news, out, log, home, chance.uniform(0.1, 1.0) * whole_s)
        before = check_nothing_lost(out, before)
    for night in range(KILLS_OF_ALL, KILLS_OF_ALL + KILLS):
        change_articles(news, night)
        n_kills += kill_in_a_stage(news, out, log, env, chance, write_seconds(out))
        before = check_nothing_lost(out, before)
    # A moment may come just too late.
    assert n_kills >= KILLS
    assert not [row for row in read_log(out) if row["level"] == "error"]

    build_map(news, out, env)
    before = check_nothing_lost(out, before)
    assert before[-1] == (out / "latest").resolve().name
    assert not list((out / "builds").glob(".*"))
    build_map(news, tmp_path / "undisturbed", env)
    assert rules_of(out) == rules_of(tmp_path / "undisturbed"), "the program was edited meanwhile"
    assert content(out / "latest") == content(tmp_path / "undisturbed" / "latest")
    with (out / "latest" / "articles.csv").open(encoding="utf-8") as lines:
        ids = sorted(row["article_id"] for row in csv.DictReader(lines))
    n_nights = KILLS_OF_ALL + KILLS
    assert ids == sorted(set(ids))
    assert len(ids) == len(list(news.iterdir())) == 40 + 4 * n_nights
    shutil.rmtree(tmp_path / "undisturbed")
