"""Whose dead are whose, where one sentence tells of several places."""

from __future__ import annotations

import pytest
from test_events import read

pytestmark = pytest.mark.model


def killed(nlp, text, **options):
    """Write how many were killed at each place."""
    return {
        r.resolution.place.name: (r.casualties.killed.low, r.casualties.killed.high)
        for r in read(nlp, text, **options)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "A powerful quake shook Aden on Sunday, killing 40 people. Eleven people were killed"
            " in Kaduna, three of them in a lift, and seven in Suva.",
            {"Aden": (40, 40), "Kaduna": (11, 11), "Suva": (7, 7)},
            id="a number without its verb",
        ),
        pytest.param(
            "Thirty soldiers based in Kaduna, in the north, were killed in an ambush near Kirkuk on"
            " Sunday.",
            {"Kirkuk": (30, 30)},
            id="where they were stationed",
        ),
        pytest.param(
            "Aircraft kept up their bombardment of Anbar on Sunday, killing at least 27 people,"
            " among them 10 in the town of Rutba, which was hit by barrel bombs.",
            {"Anbar": (27, None), "Rutba": (10, 10)},
            id="a town of the region, told again",
        ),
        pytest.param(
            "The toll from Friday's fire in Kaduna climbed to 31.",
            {"Kaduna": (31, 31)},
            id="a fire told by its toll",
        ),
        pytest.param(
            "Officials raised the toll of Friday's flood in Kaduna to 40.",
            {"Kaduna": (40, 40)},
            id="a flood told by its toll",
        ),
        pytest.param(
            "The storm hit Iraq on Sunday and killed 1,200 people, more than 1,000 of them in"
            " Mosul and 90 in Rutba.",
            {"Iraq": (1200, 1200), "Mosul": (1001, None), "Rutba": (90, 90)},
            id="parts of a sum are at places of their own",
        ),
        pytest.param(
            "Gunmen killed seven people in Kirkuk and four in Rutba on Saturday.",
            {"Kirkuk": (7, 7), "Rutba": (4, 4)},
            id="each has the number before it",
        ),
        pytest.param(
            "Gunmen killed nine people in Kirkuk on Sunday. In March last year, 39 people died"
            " in Rutba.",
            {"Kirkuk": (9, 9)},
            id="the dead of another year and town are not this raid's",
        ),
        pytest.param(
            "A quake hit Mosul on Saturday, killing 240. In neighbouring Aden, where houses fell,"
            " 53 people died.",
            {"Mosul": (240, 240), "Aden": (53, 53)},
            id="the place that the sentence begins with",
        ),
        pytest.param(
            "A storm hit Aden on Friday. In Kaduna, where it struck on Saturday, the toll rose to"
            " 65, with miners feared buried under a landslide in Kunduz.",
            {"Aden": (None, None), "Kaduna": (65, 65), "Kunduz": (None, None)},
            id="the toll of another event than its neighbour's",
        ),
        pytest.param(
            "A drought in Iraq goes on. In Rutba, 20 children died in September.",
            {"Iraq": (None, None), "Rutba": (20, 20)},
            id="a drought's dead in a town are a part of it",
        ),
        pytest.param(
            "SUVA - At least two people died and 55 others were hurt on Friday in a gas explosion"
            " at a bar in Kaduna.",
            {"Kaduna": (2, None)},
            id="a dateline before a number",
        ),
        pytest.param(
            "A blast in Kunduz killed 18 on Thursday.",
            {"Kunduz": (18, 18)},
            id="no hour of the day",
        ),
        pytest.param(
            "Car bombs killed 12 people in Iraq on Sunday: six in Kirkuk, four in Rutba and two"
            " in Mosul, police and medics said.",
            {"Kirkuk": (6, 6), "Rutba": (4, 4), "Mosul": (2, 2)},
            id="a sum broken down behind a colon",
        ),
        pytest.param(
            "A storm killed 12 people in Iraq on Sunday, seven in Kirkuk and five in Rutba.",
            {"Iraq": (12, 12), "Kirkuk": (7, 7), "Rutba": (5, 5)},
            id="parts that add up to the sum",
        ),
        pytest.param(
            "Six people died as storms crossed Iraq on Sunday, including four in Kirkuk and two"
            " in Rutba.",
            {"Iraq": (6, 6), "Kirkuk": (4, 4), "Rutba": (2, 2)},
            id="including",
        ),
        pytest.param(
            "Cholera has killed 90 people: 60 in Kirkuk, 20 in Rutba and ten in Mosul.",
            {"Kirkuk": (60, 60), "Rutba": (20, 20), "Mosul": (10, 10)},
            id="parts of what is told without a place",
        ),
        pytest.param(
            "Bombs went off in Kirkuk, Rutba and Mosul on Sunday. The blasts killed nine, seven of"
            " them in Kirkuk.",
            {"Kirkuk": (7, 7), "Rutba": (0, 9), "Mosul": (0, 9)},
            id="the blasts speak of all three",
        ),
        pytest.param(
            "Ten people died in two separate crashes in Iraq on Sunday. Six died when a van hit a"
            " lorry in Kirkuk, and four were killed in a crash near Rutba.",
            {"Kirkuk": (6, 6), "Rutba": (4, 4)},
            id="a sum of what is then told one by one",
        ),
    ],
)
def test_the_dead_are_those_of_the_place_beside_their_number(nlp, text, expected):
    assert killed(nlp, text) == expected


def test_cases_of_a_disease_named_before_are_counted_where_they_are(nlp):
    text = (
        "A measles outbreak in Iraq has sickened 59 people. Two of the cases were in Baghdad and"
        " three in Mosul."
    )
    counts = {r.resolution.place.name: r.casualties.affected.best for r in read(nlp, text)}
    assert counts == {"Iraq": 59, "Baghdad": 2, "Mosul": 3}


def test_places_tell_their_own_dead(nlp):
    text = (
        "The cholera outbreak in Iraq goes on. Anbar recorded 29 deaths on Sunday and Baghdad 17."
    )
    assert killed(nlp, text) == {"Iraq": (None, None), "Anbar": (29, 29), "Baghdad": (17, 17)}
