"""Where an event is put: the place it befell, not one that only stands near it in the text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from builders import resolution
from test_events import read

import geo
from geo.events.finding import find_reports
from geo.footprints.boundaries import load_boundaries
from geo.language import parse
from geo.model import Article

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    "text",
    [
        "Officials in Baghdad said that the coalition had bombed an oil depot.",
        "A spokesman told reporters in Baghdad that rebels had shelled a hospital.",
        "The minister, speaking in Mosul, condemned the attack.",
    ],
)
def test_where_it_was_said_is_no_place(nlp, text):
    assert read(nlp, text) == ()


def test_metonym_is_no_place(nlp):
    text = "Baghdad denied that its troops had shelled a hospital."
    assert read(nlp, text, Baghdad="metonym") == ()


def test_the_city_is_the_one_named_before(nlp):
    text = "Life in Kirkuk was slow. On Sunday a bomb exploded in the city."
    (report,) = read(nlp, text)
    assert report.resolution.place.name == "Kirkuk"
    assert "speaks of 'Kirkuk'" in report.rule


def test_a_slogan_is_no_place(nlp):
    text = 'Protesters marched through Aden on Sunday, chanting "free Mosul" and "no more war".'
    assert [r.resolution.place.name for r in read(nlp, text)] == ["Aden"]


@pytest.mark.parametrize("dateline", ["BAGHDAD", "KABUL/BAGHDAD"])
def test_dateline_is_not_where_its_country_acts(nlp, dateline):
    text = f"{dateline} - In Iraq, gunmen shot dead two men on Sunday, police said."
    places = [
        resolution("Baghdad", text.index("BAGHDAD")),
        resolution("Iraq", text.index("Iraq")),
    ]
    article = Article("a", text, published=date(2016, 10, 24))
    (doc,) = parse(nlp, [text])
    reports = find_reports(doc, article, places, load_boundaries())
    assert [r.resolution.place.name for r in reports] == ["Iraq"]


def test_the_city_itself_is_not_north_of_it(nlp):
    text = "A bomb went off north of Kirkuk on Friday. On Sunday police shot a man in the city."
    relations = {r.sub_event_type: r.relation.kind for r in read(nlp, text)}
    assert relations == {"bombing": "direction", "attack": "at"}


def test_the_city_is_the_large_town_named_before(nlp):
    text = "Gunmen hid in Mosul. A road leads to Gogjali. Commanders sent troops to the city."
    town = resolution("Gogjali", text.index("Gogjali"))
    city = resolution("Mosul", text.index("Mosul"))
    city = replace(city, place=replace(city.place, population=900_000))
    article = Article("a", text, published=date(2016, 10, 24))
    reports = find_reports(nlp(text), article, (city, town), load_boundaries())
    assert [r.resolution.place.name for r in reports] == ["Mosul"]


def test_dateline_is_not_where_it_happened(nlp):
    text = "BAGHDAD (Wire) -- A landslide buried a village near Kunduz on Sunday."
    assert [r.resolution.place.name for r in read(nlp, text)] == ["Kunduz"]


def test_footprint_holds_the_place(nlp):
    (report,) = read(nlp, "A bomb killed two men in Kirkuk on Sunday.")
    assert report.footprint.where_prec == 1
    assert report.footprint.radius_km < 30


def test_between_two_towns_is_one_place(nlp):
    text = "A strong earthquake struck near Mosul and Kirkuk on Sunday, killing nine people."
    (report,) = read(nlp, text)
    assert report.relation.kind == "between"
    assert report.casualties.killed.best == 9


def test_headline_names_the_scene(nlp):
    text = "Three men have been arrested. Police had searched a flat on Friday."
    reports = read(nlp, text + " Kirkuk is quiet.", title="Three arrested in Kirkuk")
    assert reports
    assert {r.resolution.place.name for r in reports} == {"Kirkuk"}


def test_what_comes_under_fire_is_the_place(nlp):
    text = "Drones hit Rutba on Sunday. Baghdad itself also came under missile fire overnight."
    assert [r.resolution.place.name for r in read(nlp, text)] == ["Rutba", "Baghdad"]


def test_the_strike_is_the_missile_told_before(nlp):
    text = (
        "A missile tore through a market in Kirkuk on Sunday, killing 17 people. Hours before the"
        " strike, drones hit a depot in Rutba."
    )
    assert sorted(r.resolution.place.name for r in read(nlp, text)) == ["Kirkuk", "Rutba"]


def test_the_weather_of_a_crash_is_no_storm(nlp):
    text = "A jet crashed near Kirkuk on Sunday as it came in to land in a thunderstorm."
    assert [r.event_type for r in read(nlp, text)] == ["accident"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Soldiers attacked in Trat province, on the Gulf of Thailand, on Saturday.",
            ["Trat"],
            id="a province on a gulf",
        ),
        pytest.param(
            "SOUSSE, Tunisia - Gunmen killed 38 people at Sousse in June. A court in Tunis heard"
            " survivors by video from London. A bus of the guard was blown up in the capital in"
            " August.",
            ["Sousse", "Tunis"],
            id="the capital of the country that the text is about",
        ),
        pytest.param(
            "TOAMASINA, Madagascar - Plague has killed 40 people in Antananarivo. Hotels on the"
            " Indian Ocean were shut. An outbreak on the island killed at least 50 in August.",
            ["Antananarivo"],
            id="an ocean is no island",
        ),
        pytest.param(
            "A bus fell into the River Derwent at Workington on Sunday, killing six.",
            ["Workington"],
            id="a river at a town",
        ),
        pytest.param(
            "Police in Hamilton, Ontario, are looking for a driver who fled after knocking down a"
            " man on Upper James Street on Sunday.",
            ["Hamilton"],
            id="a street is in the town of its sentence, not in the province",
        ),
    ],
)
def test_waters_and_capitals_elsewhere_are_not_where_it_was(text, expected):
    found = geo.find_events(text, published="2016-10-24").reports
    assert [r.resolution.place.name for r in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Aid workers were evacuated on Tuesday from Bangui to Douala in Cameroon.",
            ["Bangui"],
            id="from where, though the goal tells its country",
        ),
        pytest.param(
            "Marines evacuated 700 foreigners by sea from Aden to Berbera in Somalia.",
            ["Aden"],
            id="by sea from where",
        ),
        pytest.param(
            "Patients were evacuated by helicopter from Kindu on Sunday.",
            ["Kindu"],
            id="by helicopter from where",
        ),
        pytest.param(
            "Six men were kidnapped and shot dead near Kumanovo before troops raided homes in"
            " Tetovo.",
            ["Kumanovo", "Kumanovo", "Tetovo"],
            id="two deeds told with one place",
        ),
        pytest.param(
            "Gunmen killed a man in Kumanovo, and two boys were kidnapped in Tetovo.",
            ["Kumanovo", "Tetovo"],
            id="two deeds with a place each",
        ),
        pytest.param(
            "Troops clashed on Sunday in Phu Sing district of Sisaket, in Thailand.",
            ["Amphoe Phu Sing"],
            id="a district of a town or province",
        ),
        pytest.param(
            "Quetta is in Balochistan. Two soldiers were killed on Sunday in the Sui area of the"
            " same province.",
            ["Sui"],
            id="an area of the province",
        ),
        pytest.param(
            "Gunmen shot dead a guard on Sunday in the Brussels district of Molenbeek.",
            ["Molenbeek-Saint-Jean"],
            id="a town's district of a name",
        ),
    ],
)
def test_the_place_of_a_phrase_is_that_of_what_hangs_together(text, expected):
    found = geo.find_events(text, published="2016-10-24").reports
    assert sorted(r.resolution.place.name for r in found) == expected
