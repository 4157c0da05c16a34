"""Crimes, fires and accidents as local papers tell them: the place is seldom in the clause."""

from __future__ import annotations

import re
from datetime import date

import pytest
from builders import PLACES, resolution
from test_events import line
from test_events import read as read_cased

from geo.boundaries import load_boundaries
from geo.events import find_reports
from geo.model import Article

pytestmark = pytest.mark.model


def read(nlp, text, *, title=""):
    """Find the reports of a text whose dateline may be in capitals."""
    if not text[:2].isupper():
        return read_cased(nlp, text, title=title)
    places = [
        resolution(name, match.start())
        for name in PLACES
        for match in re.finditer(rf"\b{name}\b", text, re.IGNORECASE)
    ]
    article = Article("a", text, title=title, published=date(2016, 10, 24))
    places.sort(key=lambda found: found.toponym.start)
    return find_reports(nlp(text), article, places, load_boundaries())


def placed(reports):
    """Tell codes and places alone."""
    return [
        (f"{r.event_type}/{r.sub_event_type}", r.resolution.place.name, str(r.when.start))
        for r in reports
    ]


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        pytest.param(
            "More than thirty firefighters battled the blaze at a sawmill on Saturday night. "
            "Nobody knows yet how it began.",
            "Police look into Kaduna sawmill fire",
            [],
            id="no place in the text",
        ),
        pytest.param(
            "KADUNA (KTV) -- Investigators were back on Sunday. It took everything, a guard said. "
            "People had seen the smoke from far away. They stood and watched. "
            "Thirty crews battled the blaze at the sawmill on Saturday night.",
            "Police look into Kaduna sawmill fire",
            [("hazard/fire", "Kaduna", "2016-10-22")],
            id="headline",
        ),
        pytest.param(
            "KADUNA (KTV) -- Thirty crews battled a blaze at a sawmill on Saturday night.",
            "",
            [("hazard/fire", "Kaduna", "2016-10-22")],
            id="dateline",
        ),
        pytest.param(
            "Musa Ali, 40, of Maiduguri, was arrested by Kaduna police on Saturday.",
            "",
            [("strategic/arrest", "Kaduna", "2016-10-22")],
            id="whose police",
        ),
        pytest.param(
            "A suspect in an early September theft near Maiduguri has been arrested in Kaduna.",
            "",
            [("strategic/arrest", "Kaduna", "2016-10-24")],
            id="place and day of the crime",
        ),
        pytest.param(
            "After they had searched for him in Kaduna, officers in Yola said they had detained "
            "the driver when his car left the road near Maiduguri on Saturday.",
            "",
            [
                ("strategic/arrest", "Maiduguri", "2016-10-22"),
                ("accident/crash", "Maiduguri", "2016-10-22"),
            ],
            id="when-clause",
        ),
    ],
)
def test_place(nlp, text, title, expected):
    assert placed(read(nlp, text, title=title)) == expected


def test_one_shooting_told_of_the_county_and_of_a_road_in_it(nlp):
    text = (
        "A man was shot in Kirkuk on Saturday. Police said the man, 25, was shot on Mill Road in "
        "Kirkuk at dawn on Saturday."
    )
    assert len(read(nlp, text)) == 1


def test_the_day_of_the_charge_is_not_that_of_the_arrest(nlp):
    (report,) = read(nlp, "A man was arrested in Kaduna on Friday and charged the following day.")
    assert str(report.when.start) == "2016-10-21"


def test_what_follows_a_bare_infinitive_of_a_plan_is_planned(nlp):
    text = (
        "Prosecutors said he planned to kill an officer at home, film it, and then use petrol "
        "bombs to attack a police station in Kirkuk."
    )
    assert "occurred" not in [report.status for report in read(nlp, text)]


def test_an_accusation_is_a_claim_that_is_told(nlp):
    text = (
        "On Wednesday the truce in Aden broke down, as residents accused the army and other "
        "forces of heavy shelling."
    )
    found = [line(report)[:3] for report in read(nlp, text)]
    assert ("explosion/shelling", "claimed", "Aden") in found


def test_people_are_not_kicked_by_those_who_kick_them_out(nlp):
    text = "Many people in Kaduna lost their jobs last year after being kicked out of their homes."
    assert read(nlp, text) == ()
