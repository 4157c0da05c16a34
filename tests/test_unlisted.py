"""Events in places that the gazetteer lacks or only seems to have, and on the way elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from builders import resolution
from test_events import read
from told import placed

from geo.events.finding import find_reports
from geo.events.sites import find_sites
from geo.footprints.boundaries import load_boundaries
from geo.model import Article

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Rebels attacked the village of Tell Afan, the governor of Anbar said on Sunday, and"
            " killed four people.",
            {("Anbar", "within", 4)},
            id="the province of who speaks",
        ),
        pytest.param(
            "Gunmen killed six people in Tell Afan village, in Iraq's Anbar province, on Sunday.",
            {("Anbar", "within", 4)},
            id="the smaller of two that hold it",
        ),
        pytest.param(
            "A bomb wounded two people in Kirkuk on Sunday. In Tell Afan village, gunmen killed six"
            " people on Sunday.",
            {("Kirkuk", "at", 1), ("Kirkuk", "within", 3)},
            id="the district of the scene",
        ),
        pytest.param(
            "A bomb wounded two people in Kirkuk on Sunday. In Tell Afan village, gunmen killed six"
            " people in 2009.",
            {("Kirkuk", "at", 1)},
            id="what is recalled may lie anywhere",
        ),
        pytest.param(
            "A bus travelling from Mosul to Kirkuk overturned near Rutba on Sunday, killing 12.",
            {("Rutba", "near", 2)},
            id="the ends of a route",
        ),
        pytest.param(
            "Rockets fired from Mosul hit Kirkuk on Sunday, wounding two people.",
            {("Kirkuk", "at", 1)},
            id="where rockets come from",
        ),
        pytest.param(
            "The governor of Anbar imposed a curfew on Sunday after riots in Kaduna.",
            {("Anbar", "within", 4), ("Kaduna", "at", 1)},
            id="a curfew is where its governor governs",
        ),
    ],
)
def test_where(nlp, text, expected):
    assert placed(read(nlp, text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "A bomb exploded on Sunday in Tell Afan, a village 30 km north of Kirkuk.",
            {("Kirkuk", "offset", 0.0, 30.0, "Tell Afan, a village 30 km north of Kirkuk")},
            id="what it is and how far",
        ),
        pytest.param(
            "Belmour, a farming town that lies about 12 miles (20 km) east of Kirkuk, was"
            " shelled on Sunday.",
            {
                (
                    "Kirkuk",
                    "offset",
                    90.0,
                    19.312,
                    "Belmour, a farming town that lies about 12 miles (20 km) east of Kirkuk",
                )
            },
            id="where it lies",
        ),
        pytest.param(
            "Militants attacked the village of Tell Afan on Sunday, killing six people. Tell Afan"
            " lies 60 km south of Kirkuk.",
            {("Kirkuk", "offset", 180.0, 60.0, "Tell Afan [60 km south of Kirkuk]")},
            id="told later",
        ),
        pytest.param(
            "Rebels seized Tell Afan, 20 km west of Kirkuk, on Sunday.",
            {("Kirkuk", "offset", 270.0, 20.0, "Tell Afan, 20 km west of Kirkuk")},
            id="no word calls it a place",
        ),
        pytest.param(
            "Some 20 km south of Kirkuk, in the village of Tell Afan, a bomb killed two on Sunday.",
            {("Kirkuk", "offset", 180.0, 20.0, "Tell Afan [20 km south of Kirkuk]")},
            id="told before",
        ),
        pytest.param(
            "A bomb wounded two people in Kirkuk on Sunday. In Tell Afan, 20 km to the west,"
            " gunmen shot dead a teacher on Sunday.",
            {
                ("Kirkuk", "at", None, None, "Kirkuk"),
                ("Kirkuk", "offset", 270.0, 20.0, "Tell Afan, 20 km to the west"),
            },
            id="from the town told before",
        ),
        pytest.param(
            "A bomb wounded two people in Kirkuk on Sunday. Gunmen shot dead a teacher in Tell"
            " Afan, 12 miles or so further south, on Sunday.",
            {
                ("Kirkuk", "at", None, None, "Kirkuk"),
                ("Kirkuk", "offset", 180.0, 19.312, "Tell Afan, 12 miles or so further south"),
            },
            id="further on",
        ),
        pytest.param(
            "Gunmen killed six people in Tell Afan village, in Anbar province, some 90 km from"
            " Rutba, on Sunday.",
            {
                (
                    "Rutba",
                    "offset",
                    None,
                    90.0,
                    "Tell Afan village, in Anbar province, some 90 km from Rutba",
                )
            },
            id="the finer of two",
        ),
    ],
)
def test_where_the_text_says_it_lies(nlp, text, expected):
    found = {
        (
            r.resolution.place.name,
            r.relation.kind,
            r.relation.bearing_deg,
            r.relation.distance_km,
            r.relation.text,
        )
        for r in read(nlp, text)
    }
    assert found == expected


def test_a_distance_of_something_else_places_nothing(nlp):
    text = "Police in Tell Afan said gunmen had killed six people 20 km south of Kirkuk on Sunday."
    assert placed(read(nlp, text)) == {("Kirkuk", "offset", 2)}


def test_the_words_name_the_village(nlp):
    text = "A bomb hurt two in Kirkuk on Sunday. Gunmen killed six in Tell Afan village on Sunday."
    texts = {report.relation.text for report in read(nlp, text)}
    assert texts == {"Kirkuk", "Tell Afan [Kirkuk]"}


def test_a_namesake_too_unsure_is_no_place_of_an_event(nlp):
    text = "Gunmen killed six people in Rutba on Sunday."
    (site,) = find_sites(nlp(text), (resolution("Rutba", text.index("Rutba"), 0.29),))
    assert site.resolution.place is None
    (site,) = find_sites(nlp(text), (resolution("Rutba", text.index("Rutba"), 0.31),))
    assert site.resolution.place is not None


def test_a_town_beside_a_river_says_more_than_the_river(nlp):
    text = "A ferry capsized on the Benue near Kaduna on Sunday, killing 40 people."
    river = resolution("Benue", text.index("Benue"))
    assert river.place is not None
    river = replace(river, place=replace(river.place, feature_class="H", feature_code="STM"))
    found = (river, resolution("Kaduna", text.index("Kaduna")))
    article = Article("a", text, published=date(2016, 10, 24))
    assert placed(find_reports(nlp(text), article, found, load_boundaries())) == {
        ("Kaduna", "near", 2)
    }


def test_the_capital_is_that_of_the_country(nlp):
    text = "Baghdad, Sunday — Troops fought in Kirkuk. On Saturday a bomb hurt two in the capital."
    assert placed(read(nlp, text)) == {("Kirkuk", "at", 1), ("Baghdad", "at", 1)}


def test_police_who_tell_of_what_was_seized_did_not_seize_it_in_their_town(nlp):
    text = "Kaduna police have confirmed that the pills were in drugs seized on Sunday."
    assert placed(read(nlp, text)) == set()
