"""Names that analysts place: the events told of there come with them, and stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import place
from desks import Desk

from flows.analysis import make_analyst
from flows.workspace import Analyst
from geo.analyse import Tools
from geo.footprints.boundaries import load_boundaries
from geo.model import Analysis, Article, Decided
from geo.store import Store

pytestmark = pytest.mark.model

TEXT = (
    "Officials in Mosul promised help on Monday. Three people were killed when shells hit the"
    " village of Zaytunabad on Sunday, police said."
)
HIT = Article("a", TEXT, "Help is promised", published=date(2016, 10, 24), source="A")
ZAYTUNABAD = {"row_id": f"toponym:a:{TEXT.index('Zaytunabad')}", "scope": "this"}
TOB_ZAWA = {**ZAYTUNABAD, "place_id": "gn:6860792"}


class Counting:
    """An analyst that counts what is read anew."""

    def __init__(self, analyst: Analyst) -> None:
        self._reread = analyst.reread
        self.analyst = replace(analyst, reread=self.reread)
        self.n_reread = 0

    def reread(self, analysis: Analysis, decided: Sequence[Decided]) -> Analysis:
        assert self._reread is not None
        self.n_reread += 1
        return self._reread(analysis, decided)


@pytest.fixture(scope="module")
def analyst(nlp: Any, gazetteer: Any) -> Analyst:
    return make_analyst(Tools(nlp, gazetteer, load_boundaries()))


@pytest.fixture
def desk(tmp_path: Path, analyst: Analyst) -> Desk:
    desk = Desk(tmp_path, analyst)
    assert desk.night(HIT) == {}
    assert len(desk.hand_in(TOB_ZAWA).added) == 1
    return desk


@pytest.mark.parametrize("scope", ["this", "article"])
def test_event_comes_with_its_place(tmp_path: Path, analyst: Analyst, scope: str) -> None:
    desk = Desk(tmp_path, analyst)
    desk.night(HIT)
    desk.hand_in({**TOB_ZAWA, "scope": scope})
    (event,) = desk.night(HIT).values()
    assert (event["place_name"], event["killed_best"], event["edited"]) == ("Tob Zawa", 3, "place")
    there = place("Tob Zawa")
    assert (event["lon"], event["lat"]) == pytest.approx((there.lon, there.lat), abs=0.01)
    assert [each["state"] for each in desk.outcomes()] == ["applied"]


def test_is_read_anew_once(desk: Desk, analyst: Analyst) -> None:
    counting = Counting(analyst)
    desk.analyst = counting.analyst
    first = desk.night(HIT)
    assert desk.night(HIT) == first
    assert counting.n_reread == 1
    desk.analyst = replace(counting.analyst, model_version="another")
    assert desk.night(HIT) == first
    assert counting.n_reread == 2


def test_stands_in_a_new_store(desk: Desk) -> None:
    before = desk.night(HIT)
    (desk.out / "store.sqlite").unlink()
    desk.night(HIT)
    assert desk.shown() == before


def test_what_was_found_can_be_corrected(desk: Desk) -> None:
    (event_id,) = desk.night(HIT)
    assert len(desk.hand_in({"event_id": event_id, "killed_best": "4"}).added) == 1
    assert desk.night(HIT)[event_id]["killed_best"] == 4
    assert {each["state"] for each in desk.outcomes()} == {"applied"}


def test_undone_all_is_as_before(desk: Desk) -> None:
    desk.night(HIT)
    desk.undo(desk.corrections()[0].correction_id)
    assert desk.night(HIT) == {}
    with Store(desk.url) as store:
        (stored,) = store.articles.recall(["a"])
    assert stored.reread is None


def test_event_moves_there_and_keeps_its_id(tmp_path: Path, analyst: Analyst) -> None:
    text = TEXT.replace("Zaytunabad on", "Zaytunabad near Mosul on")
    desk = Desk(tmp_path, analyst)
    (event_id,) = desk.night(replace(HIT, text=text))
    assert desk.shown()[event_id]["place_name"] == "Mosul"
    desk.hand_in(TOB_ZAWA)
    moved = desk.night(replace(HIT, text=text))
    assert moved[event_id]["place_name"] == "Tob Zawa"
    assert list(moved) == [event_id]
    (desk.out / "store.sqlite").unlink()
    assert list(desk.night(replace(HIT, text=text))) == [event_id]


def test_a_failing_article_costs_only_itself(desk: Desk) -> None:
    def fail(_: Analysis, __: Sequence[Decided]) -> Analysis:
        raise ZeroDivisionError

    desk.analyst = replace(desk.analyst, reread=fail)
    assert desk.night(HIT) == {}
