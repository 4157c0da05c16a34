"""An article that kills the process is found out and set aside; the others are analysed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from crashing import DEADLY, ENDLESS, GOOD, make_crasher

from flows.apart import analyse_apart
from geo.model import Rejected
from geo.store import Store


def spend_night(out: Path) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return subprocess.run(
        [sys.executable, ROOT / "tests" / "crashing.py", out],
        capture_output=True, text=True, check=False, timeout=300,
        env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip


def test_after_two_deaths_the_culprit_is_set_aside(tmp_path: Path) -> None:
    assert [spend_night(tmp_path).returncode for _ in range(2)] == [-signal.SIGABRT] * 2
    third = spend_night(tmp_path)
    assert third.returncode == 0, third.stderr
    reason = "could not be analysed: it ended the process (SIGABRT). Please report this."
    assert third.stdout == f"4 [('b', '{reason}')]\n"
    # What is known to kill is not tried again, and nobody is suspected any more.
    fourth = spend_night(tmp_path)
    assert fourth.stdout == f"0 [('b', '{reason}')]\n", fourth.stderr
    with Store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        assert store.articles.begin([*(one.article_id for one in GOOD), "b"]) == []


def test_two_culprits_one_of_them_endless(tmp_path: Path) -> None:
    articles = sorted([*GOOD, DEADLY, ENDLESS], key=lambda one: one.article_id)
    with Store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        store.articles.see("night", articles)
        analyse_apart(
            store, make_crasher(), "rules", [one.article_id for one in articles], limit_s=3
        )
        found = list(store.articles.analyses("night", "rules"))
    rejected = {one.path: one.reason for one in found if isinstance(one, Rejected)}
    assert [one.article for one in found if not isinstance(one, Rejected)] == GOOD
    assert "SIGABRT" in rejected.pop("b")
    assert "longer than 3 s" in rejected.pop("d")
    assert not rejected


@pytest.mark.parametrize("deaths", [0, 1])
def test_one_death_makes_nobody_suspect(tmp_path: Path, deaths: int) -> None:
    with Store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        store.articles.see("night", GOOD)
        ids = [one.article_id for one in GOOD]
        for _ in range(deaths):
            store.articles.begin(ids)
        assert store.articles.begin(ids) == []
        assert store.articles.begin(ids[:1]) == ids[:1] * deaths
