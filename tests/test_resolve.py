"""Resolution of names that mean several places, on sentences of our own."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import platformdirs
import pytest

from geo.gazetteer.lookup import Gazetteer, open_gazetteer
from geo.geoparsing.recognize import recognize
from geo.geoparsing.resolve import resolve
from geo.language import Language, parse
from geo.model import Resolution, Toponym


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return open_gazetteer(Path(platformdirs.user_cache_dir("dateline")))


def toponyms(text: str, *names: str) -> list[Toponym]:
    """Mark names in a text, in order, as recognition would."""
    found, at = [], 0
    for name in names:
        start = text.index(name, at)
        at = start + len(name)
        found.append(Toponym(start, at, name))
    return found


def decide(gazetteer: Gazetteer, text: str, *names: str, home: str = "") -> list[Resolution]:
    return list(resolve(text, toponyms(text, *names), gazetteer, home=home))


# The text, the names in it, and country and division of each.
GOLDEN = {
    "Paris alone": ("Rain fell in Paris.", ["Paris"], [("FR", "11")]),
    "Paris, Texas": (
        "Rain fell in Paris, Texas.",
        ["Paris", "Texas"],
        [("US", "TX"), ("US", "TX")],
    ),
    "Georgia, the country": (
        "Russia and Georgia met in Tbilisi.",
        ["Russia", "Georgia", "Tbilisi"],
        [("RU", ""), ("GE", ""), ("GE", "51")],
    ),
    "Georgia, the state": (
        "Atlanta, Georgia, and Savannah were hit.",
        ["Atlanta", "Georgia", "Savannah"],
        [("US", "GA")] * 3,
    ),
    "Springfield, Illinois": (
        "Lawmakers left Springfield for Chicago. Illinois has no budget.",
        ["Springfield", "Chicago", "Illinois"],
        [("US", "IL")] * 3,
    ),
    "one sense an article": (
        "Oxford, Mississippi, was calm. Oxford has a university.",
        ["Oxford", "Mississippi", "Oxford"],
        [("US", "MS")] * 3,
    ),
    "Washington, D.C.": ("He flew to Washington, D.C.", ["Washington", "D.C."], [("US", "DC")] * 2),
    "Kosovo": ("Serbia and Kosovo agreed.", ["Serbia", "Kosovo"], [("RS", ""), ("XK", "")]),
    "Turkey": ("Turkey closed its border.", ["Turkey"], [("TR", "")]),
    "Nice": ("Trains from Nice to Marseille stopped.", ["Nice", "Marseille"], [("FR", "93")] * 2),
    "Reading": (
        "He took the train from London to Reading.",
        ["London", "Reading"],
        [("GB", "ENG")] * 2,
    ),
    "Mobile": ("The ship left Mobile, Alabama.", ["Mobile", "Alabama"], [("US", "AL")] * 2),
    "near-spelling": (
        "Shells fell on Raqa in Syria.",
        ["Raqa", "Syria"],
        [("SY", "04"), ("SY", "")],
    ),
}


@pytest.mark.parametrize(("text", "names", "expected"), GOLDEN.values(), ids=GOLDEN)
def test_context_tells_namesakes_apart(gazetteer, text, names, expected):
    places = [r.place for r in decide(gazetteer, text, *names)]
    assert [(p.country_code, p.admin1_code) for p in places if p] == expected


def test_a_capital_that_speaks_is_no_state_of_that_name(gazetteer):
    toponym = Toponym(0, 10, "Washington", role="metonym")
    (resolution,) = resolve("Washington criticised the deal.", [toponym], gazetteer)
    assert resolution.place is not None
    assert resolution.place.feature_code == "PPLC"


def test_a_seat_of_power_comes_before_towns_of_its_name(gazetteer):
    (seat,) = decide(gazetteer, "He spoke at the White House on Monday.", "White House")
    assert seat.place is not None
    assert seat.place.place_id == "dl:white-house"
    town, _ = decide(gazetteer, "A tornado hit White House, Tennessee.", "White House", "Tennessee")
    assert town.place is not None
    assert town.place.admin1_name == "Tennessee"


@pytest.mark.parametrize(
    ("name", "geonameid"),
    [
        ("Bethlehem", 284315),
        ("Dundalk", 2964540),
        ("Sudbury", 5964700),
        ("Salvador", 3450554),
        ("Sucre", 3903987),
        ("St. Louis", 4407066),
        ("Savannah", 4221552),
        ("Shire", 334227),
    ],
)
def test_without_context_a_name_means_what_news_means_by_it(gazetteer, name, geonameid):
    found = decide(gazetteer, f"Two people were hurt in {name} on Monday.", name)
    assert [r.place and r.place.geonameid for r in found] == [geonameid]


@pytest.mark.parametrize(
    ("text", "names", "country"),
    [
        ("A barn burned in Bethlehem, Pennsylvania.", ("Bethlehem", "Pennsylvania"), "US"),
        ("Baltimore firefighters were called to Dundalk.", ("Baltimore", "Dundalk"), "US"),
    ],
)
def test_context_outweighs_what_is_usually_meant(gazetteer, text, names, country):
    assert {r.place.country_code for r in decide(gazetteer, text, *names) if r.place} == {country}


@pytest.mark.parametrize(
    ("hint", "code"), [("RGN", "ADM1"), ("ADM1", "ADM1"), ("", "PPLA"), ("P", "PPLA")]
)
def test_the_wording_tells_a_division_from_its_seat(gazetteer, hint, code):
    text = "Three died in Donetsk, Ukraine."
    donetsk, ukraine = toponyms(text, "Donetsk", "Ukraine")
    (found, _) = resolve(text, [replace(donetsk, hint=hint), ukraine], gazetteer)
    assert found.place is not None
    assert (found.place.feature_code, found.place.country_code) == (code, "UA")


def test_a_division_keeps_a_name_whose_seat_is_called_city(gazetteer):
    text = "Floods hit Quebec and Ontario."
    (quebec, _) = decide(gazetteer, text, "Quebec", "Ontario")
    assert quebec.place is not None
    assert quebec.place.feature_code == "ADM1"


def test_a_country_is_not_the_province_of_its_name(gazetteer):
    text = "Taiwan's strongest earthquake in years hit Hualien."
    (taiwan, _) = decide(gazetteer, text, "Taiwan", "Hualien")
    assert taiwan.place is not None
    assert taiwan.place.feature_code == "PCLI"


def test_a_quarter_lies_in_its_city(gazetteer):
    text = (
        "Police searched the Brussels district of Molenbeek. Linwood is a suburb of Christchurch."
    )
    names = ("Brussels", "Molenbeek", "Linwood", "Christchurch")
    _, quarter, suburb, _ = decide(gazetteer, text, *names)
    assert quarter.place is not None
    assert quarter.place.name == "Molenbeek-Saint-Jean"
    assert suburb.place is None


def test_a_capital_comes_before_what_only_goes_by_its_name_too(gazetteer):
    text = "Pakistan's office put it at 6.1. Tremors were felt in Islamabad and across India."
    _, islamabad, _ = decide(gazetteer, text, "Pakistan", "Islamabad", "India")
    assert islamabad.place is not None
    assert islamabad.place.country_code == "PK"


def test_a_forest_is_no_misspelt_town(gazetteer):
    text = "They hid near Sambizza."
    (name,) = toponyms(text, "Sambizza")
    (found,) = resolve(text, [replace(name, hint="V")], gazetteer)
    assert all(c.place.feature_class == "V" for c in found.candidates)


@pytest.mark.parametrize(
    ("text", "name", "country_code"),
    [
        ("Rebels seized Marzouka, 20 km west of Palmyra.", "Palmyra", None),
        ("Rebels seized Marzouka, a town in Libya's south.", "Libya", "LY"),
    ],
)
def test_a_misspelt_name_is_of_a_country_of_the_text(gazetteer, text, name, country_code):
    found, _ = decide(gazetteer, text, "Marzouka", name)
    assert (found.place and found.place.country_code) == country_code


def test_the_home_of_a_source_decides_between_namesakes(gazetteer):
    text = "The mayor of Springfield spoke on Monday."
    (at_home,) = decide(gazetteer, text, "Springfield", home="US.MA")
    assert at_home.place is not None
    assert at_home.place.admin1_code == "MA"


def test_an_unknown_name_stays_unresolved_with_a_reason(gazetteer):
    (resolution,) = decide(gazetteer, "They met in Qwxzytown.", "Qwxzytown")
    assert resolution.place is None
    assert resolution.confidence == 0
    assert resolution.note


def test_inhabitants_are_a_clue_and_never_a_place(gazetteer):
    toponym = Toponym(0, 5, "Iraqi", role="demonym")
    (resolution,) = resolve("Iraqi forces", [toponym], gazetteer)
    assert resolution.place is None
    assert resolution.candidates[0].place.country_code == "IQ"


def test_runners_up_are_few_ordered_and_led_by_the_winner(gazetteer):
    (resolution,) = decide(gazetteer, "Rain fell in Springfield.", "Springfield")
    scores = [c.score for c in resolution.candidates]
    assert 1 < len(scores) <= 5
    assert scores == sorted(scores, reverse=True)
    assert resolution.place == resolution.candidates[0].place
    assert 0 < resolution.confidence < 1


def test_a_doubtful_toponym_is_less_sure_as_a_place(gazetteer):
    sure, doubtful = Toponym(13, 18, "Mosul"), Toponym(13, 18, "Mosul", chance=0.5)
    (first,) = resolve("Rain fell in Mosul.", [sure], gazetteer)
    (second,) = resolve("Rain fell in Mosul.", [doubtful], gazetteer)
    assert math.isclose(second.confidence, first.confidence / 2, abs_tol=1e-3)


def test_a_town_outside_the_region_named_after_it_is_less_sure(gazetteer):
    inside, _ = decide(gazetteer, "Rain fell in Mosul, Iraq.", "Mosul", "Iraq")
    outside, _ = decide(gazetteer, "Rain fell in Mosul, Norway.", "Mosul", "Norway")
    assert outside.confidence < inside.confidence - 0.1


def test_resolving_twice_gives_the_same(gazetteer):
    text = "Paris, Georgia, Springfield and Victoria sent teams to Reading."
    names = ["Paris", "Georgia", "Springfield", "Victoria", "Reading"]
    assert decide(gazetteer, text, *names) == decide(gazetteer, text, *names)


# Position (lon, lat) of places of the wire report, from public maps.
MOSUL_REPORT = {
    "Mosul": (43.11889, 36.335),
    "Qaraqosh": (43.37758, 36.27093),
    "Bashiqa": (43.35082, 36.44744),
    "Rutba": (40.28586, 33.03718),
    "Kirkuk": (44.39222, 35.46806),
    "Tob Zawa": (43.35204, 36.38393),
}


@pytest.mark.corpus
@pytest.mark.model
def test_the_wire_report_is_located_within_three_km(nlp: Language, gazetteer, shared):
    text = (shared / "seeds" / "mosul-2016-10-24.txt").read_text(encoding="utf-8")
    (doc,) = parse(nlp, [text])
    resolutions = resolve(doc, recognize(doc, gazetteer), gazetteer)
    seen = set()
    for resolution in resolutions:
        place, name = resolution.place, resolution.toponym.name
        assert (place is None) == (resolution.toponym.role == "demonym")
        if name in MOSUL_REPORT:
            lon, lat = MOSUL_REPORT[name]
            seen.add(name)
            km = 111.2 * math.hypot(
                (place.lon - lon) * math.cos(math.radians(lat)), place.lat - lat
            )
            assert km < 3, name
    assert seen == set(MOSUL_REPORT)


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        (
            "The United States and Iran met in Geneva.",
            ["United States", "Iran", "Geneva"],
            ("CH", "PPLA"),
        ),
        ("The typhoon hit Isabela province; Manila sent aid.", ["Isabela"], ("PH", "ADM2")),
        ("Philippine police found them in Isabela province.", ["Isabela"], ("PH", "ADM2")),
        ("In Chile, a quake shook Santiago and Los Angeles.", ["Los Angeles"], ("CL", "PPLA2")),
    ],
    ids=["known the world over", "a province", "its people named", "a great city elsewhere"],
)
def test_the_country_of_a_text_weighs_less_than_a_city_all_know(
    nlp: Language, gazetteer, text, names, expected
):
    (doc,) = parse(nlp, [text])
    found = {r.toponym.name: r.place for r in resolve(doc, recognize(doc, gazetteer), gazetteer)}
    assert set(names) <= set(found)
    place = found[names[-1]]
    assert (place.country_code, place.feature_code) == expected
