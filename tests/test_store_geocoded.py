"""What services answered stays in the store: found or not, with time and licence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders import analysis, place, report

from geo.geocoding.setup import KINDS, Answer
from geo.store import Store

ASKED = datetime(2016, 10, 24, 2, 15, tzinfo=UTC)
TERMS = KINDS["nominatim"].terms
ZENITH = replace(place("Mosul"), place_id="gc:osm-n1", geonameid=None, name="Zénith ☃")
FOUND = Answer("osm", "zenith", "IQ", (ZENITH, place("Kirkuk")), ASKED, TERMS)
UNKNOWN = Answer("osm", "nadir", "IQ", (), ASKED, TERMS)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path}/store.sqlite"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql").new_database("answers")
    with Store(url) as opened:
        yield opened


def test_what_goes_in_comes_out(store: Store) -> None:
    store.geocoded.save(FOUND)
    store.geocoded.save(UNKNOWN)
    store.geocoded.save(replace(FOUND, service="another"))
    assert list(store.geocoded.load(["osm"], unknown_since=ASKED)) == [UNKNOWN, FOUND]


def test_what_nobody_knew_is_forgotten_after_a_while_and_what_was_found_is_not(
    store: Store,
) -> None:
    store.geocoded.save(FOUND)
    store.geocoded.save(UNKNOWN)
    later = ASKED + timedelta(seconds=1)
    assert list(store.geocoded.load(["osm"], unknown_since=later)) == [FOUND]


def test_a_new_answer_takes_the_place_of_the_old_one(store: Store) -> None:
    store.geocoded.save(UNKNOWN)
    now_known = replace(UNKNOWN, places=(ZENITH,), asked_at=ASKED + timedelta(days=90))
    store.geocoded.save(now_known)
    assert list(store.geocoded.load(["osm"], unknown_since=ASKED)) == [now_known]


def test_articles_that_lack_an_entry_and_those_that_use_an_answer_are_found(
    store: Store,
) -> None:
    helped = analysis(report("a-1"))
    helped = replace(
        helped, resolutions=tuple(replace(r, place=ZENITH) for r in helped.resolutions)
    )
    lacking = analysis(report("b-1"))
    lacking = replace(
        lacking, resolutions=tuple(replace(r, place=None) for r in lacking.resolutions)
    )
    whole = analysis(report("c-1"))
    found = [helped, lacking, whole]
    store.builds.begin("b1", ASKED)
    store.articles.see("b1", [each.article for each in found])
    store.articles.save(found, "rules")
    assert store.geocoded.outdated("b1", ()) == ["a"]
    assert store.articles.unresolved("b1") == ["b"]
    assert store.geocoded.outdated("b2", ()) == store.articles.unresolved("b2") == []
