"""Answers as candidates: only for what the gazetteer lacks, only in the article's countries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.gazetteer.lookup import Gazetteer
from geo.geocoding.resolving import (
    TRUST,
    context_countries,
    is_missing,
    resolve_missing,
)
from geo.geoparsing.resolve import resolve
from geo.model import Place, Resolution, Toponym

TEXT = "Iraqi troops left Mosul and Kirkuk for Bulqizan on Friday."
VILLAGE = Place(
    "gc:osm-n1", None, "Bulqizan", 43.3, 35.9, "P", "PPL", "IQ", source="geocoder; osm; ODbL"
)


def toponyms(text: str, *names: str) -> list[Toponym]:
    roles = {"Iraqi": "demonym"}
    return [
        Toponym(text.index(name), text.index(name) + len(name), name, roles.get(name, "place"))
        for name in names
    ]


@pytest.fixture
def found(gazetteer: Gazetteer) -> tuple[Resolution, ...]:
    named = toponyms(TEXT, "Iraqi", "Mosul", "Kirkuk", "Bulqizan")
    return resolve(TEXT, named, gazetteer)


def test_only_a_place_that_nothing_goes_by_is_missing(found: tuple[Resolution, ...]) -> None:
    assert [is_missing(each) for each in found] == [False, False, False, True]
    metonym = replace(found[3], toponym=replace(found[3].toponym, role="metonym"))
    assert not is_missing(metonym)


def test_countries_come_by_how_often_they_are_named(found: tuple[Resolution, ...]) -> None:
    assert context_countries(found, "US.TX") == ("IQ",)
    assert context_countries(found[3:], "US.TX") == ("US",)
    assert context_countries(found[3:], "gn:4717560") == ()
    assert context_countries((), "") == ()


def test_an_answer_decides_and_is_never_too_sure(
    found: tuple[Resolution, ...], gazetteer: Gazetteer
) -> None:
    answers = {("bulqizan", "IQ"): (VILLAGE,)}
    again = resolve_missing(TEXT, found, gazetteer, answers)
    assert again[:3] == found[:3]
    assert again[3].place == VILLAGE
    assert 0 < again[3].confidence <= TRUST
    assert "geocoder; osm; ODbL" in again[3].note
    # Once looked at, it is not asked for again.
    assert not is_missing(again[3])


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {("bulqizan", "TR"): (replace(VILLAGE, country_code="TR"),)},
        {("bulqizan", "IQ"): ()},
        {("mosul", "IQ"): (replace(VILLAGE, name="Mosul"),)},
    ],
    ids=["none", "another country", "not found", "a name that is known"],
)
def test_other_answers_change_nothing(
    found: tuple[Resolution, ...], gazetteer: Gazetteer, answers
) -> None:
    assert resolve_missing(TEXT, found, gazetteer, answers) == found


def test_an_article_about_nowhere_gets_no_answer(gazetteer: Gazetteer) -> None:
    text = "Rain fell on Bulqizan."
    alone = resolve(text, toponyms(text, "Bulqizan"), gazetteer)
    answers = {("bulqizan", "IQ"): (VILLAGE,)}
    assert resolve_missing(text, alone, gazetteer, answers) == alone
    helped = resolve_missing(text, alone, gazetteer, answers, home="IQ")
    assert helped[0].candidates[0].place == VILLAGE
