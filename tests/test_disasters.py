"""Disasters, accidents and labour news: what is one event, of which kind, and what is none."""

from __future__ import annotations

import pytest
from test_events import read
from told import told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "At least 30 passengers drowned after their boat caught fire and sank off Aden on"
            " Saturday.",
            {("accident/crash", "Aden", "2016-10-22")},
            id="fire, wreck and drowning are one",
        ),
        pytest.param(
            "Several wildfires caused by a heatwave in Kaduna killed nine people on Sunday.",
            {("hazard/fire", "Kaduna", "2016-10-23")},
            id="what caused a fire is no event of its own",
        ),
        pytest.param(
            "A train derailed in Iraq on Sunday, killing ten. It was a few miles from Rutba when"
            " four carriages jumped the tracks.",
            {("accident/crash", "Rutba", "2016-10-23")},
            id="the spot told after the country",
        ),
        pytest.param(
            "Rescuers used their bare hands after a quake devastated Kunduz on Friday.",
            {("hazard/earthquake", "Kunduz", "2016-10-21")},
            id="hands beside a quake",
        ),
        pytest.param(
            "A woman was killed by a falling tree in Kaduna on Sunday.",
            {("accident/other", "Kaduna", "2016-10-23")},
            id="a tree is no attacker",
        ),
        pytest.param(
            "In Aden, seamen began a 48-hour strike on Sunday.",
            {("protest/peaceful", "Aden", "2016-10-23")},
            id="a strike by its length",
        ),
        pytest.param(
            "Gunmen took a priest hostage in Mosul on Sunday. It was the worst case since 2004,"
            " when militants stormed a school in Rutba and more than 300 people were killed.",
            {
                ("civilian_violence/abduction", "Mosul", "2016-10-23"),
                ("civilian_violence/attack", "Rutba", "2004-01-01"),
            },
            id="since a year when something else happened",
        ),
        pytest.param(
            "Hundreds of migrants walked towards Kunduz on Sunday.",
            {("displacement/flight", "Kunduz", "2016-10-23")},
            id="migrants on foot",
        ),
        pytest.param(
            "A tanker overturned near Kaduna on Sunday, forcing 2,000 residents to leave.",
            {
                ("accident/crash", "Kaduna", "2016-10-23"),
                ("displacement/flight", "Kaduna", "2016-10-23"),
            },
            id="forced to leave",
        ),
        pytest.param(
            "Workers died at the plant in Mosul that was bombed on the first day, officials said.",
            {("explosion/bombing", "Mosul", "2016-10-17")},
            id="the first day of what the news is about is not its last",
        ),
    ],
)
def test_disasters_are_told_as_a_careful_reader_would(nlp, text, expected):
    assert told(read(nlp, text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("An avalanche of mail reached Kaduna on Sunday.", id="an avalanche of mail"),
        pytest.param("The desk in Kaduna was flooded with orders.", id="a flood of orders"),
        pytest.param("The glacier sent a wall of water down on Kunduz.", id="a wall of water"),
        pytest.param("Quake-proof flats were sold in Aden on Sunday.", id="proof against quakes"),
        pytest.param("The film opened a storm of debate in Kaduna.", id="a storm of debate"),
    ],
)
def test_images_tell_no_disaster(nlp, text):
    assert told(read(nlp, text)) == set()


def test_what_is_the_worst_this_year_has_a_toll_of_its_own(nlp):
    text = "The world's worst storm this year hit Aden on Sunday, killing two people."
    (report,) = read(nlp, text)
    assert report.casualties.killed.best == 2


def test_a_fire_is_told_by_its_relative_clause(nlp):
    text = "The fire that broke out in Kaduna on Sunday trapped families in their homes."
    (report,) = read(nlp, text)
    assert (report.sub_event_type, report.resolution.place.name) == ("fire", "Kaduna")


def test_a_quake_near_a_town_may_be_far_from_it(nlp):
    (report,) = read(nlp, "A strong earthquake struck near Kirkuk on Sunday, killing 40 people.")
    assert report.relation.distance_km is None
    assert report.footprint.radius_km > 60
    (report,) = read(nlp, "A bomb exploded near Kirkuk on Sunday, killing four people.")
    assert report.footprint.radius_km < 30
