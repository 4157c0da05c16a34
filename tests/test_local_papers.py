"""Mishaps, robberies and rallies in the words and the word order of local papers."""

from __future__ import annotations

import pytest
from test_events import line
from test_events import read as read_cased

from geo.events.elsewhere import qualifies_person

pytestmark = pytest.mark.model


def told(nlp, text):
    """Tell codes, towns, first days, killed and injured."""
    return [line(report)[:1] + line(report)[2:] for report in read_cased(nlp, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Two men were shot and killed Saturday night in Kaduna.",
            [("civilian_violence/attack", "Kaduna", "2016-10-22", 2, None)],
            id="a bare weekday is no victim",
        ),
        pytest.param(
            "A boy, 9, was hit and killed by a freight train early Sunday in Kaduna.",
            [("accident/crash", "Kaduna", "2016-10-23", 1, None)],
            id="killed by a train",
        ),
        pytest.param(
            "Attic fire injures two in Kaduna. A fire tore through an attic in Kaduna on Sunday.",
            [("hazard/fire", "Kaduna", "2016-10-23", None, 2)],
            id="a fire that injures in the headline",
        ),
        pytest.param(
            "A labourer was crushed to death under the wheels of a lorry in Kaduna on Sunday.",
            [("accident/crash", "Kaduna", "2016-10-23", 1, None)],
            id="under the wheels",
        ),
        pytest.param(
            "A bear mauled a hiker in Kaduna on Sunday.",
            [("accident/other", "Kaduna", "2016-10-23", None, None)],
            id="beast",
        ),
        pytest.param(
            "A jeweller was found fatally stabbed at his shop in Kaduna on Sunday.",
            [("civilian_violence/attack", "Kaduna", "2016-10-23", 1, None)],
            id="found fatally stabbed",
        ),
        pytest.param(
            "A youth held a knife to a driver's throat in Kaduna on Sunday and demanded cash.",
            [("civilian_violence/attack", "Kaduna", "2016-10-23", None, None)],
            id="knife to the throat",
        ),
        pytest.param(
            "Nurses rallied outside an office in Kaduna on Sunday to demand higher wages.",
            [("protest/peaceful", "Kaduna", "2016-10-23", None, None)],
            id="rally that demands",
        ),
        pytest.param("House fires kill hundreds in Iraq every year.", [], id="habit"),
        pytest.param(
            "A chef in Kaduna held a knife on Sunday and demanded silence for the show.",
            [],
            id="knife of a cook",
        ),
        pytest.param("Dog shows in Kaduna charge visitors a fee.", [], id="dog shows"),
        pytest.param("Police took a bag and a knife from a boy in Kaduna.", [], id="police take"),
        pytest.param("A fare rise hurts workers in Kaduna.", [], id="hurt by prices"),
        pytest.param(
            "Parents rallied outside the town hall in Kaduna on Sunday against school closures.",
            [("protest/peaceful", "Kaduna", "2016-10-23", None, None)],
            id="parents rally",
        ),
    ],
)
def test_harm_is_told_as_a_careful_reader_would(nlp, text, expected):
    assert told(nlp, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Two boys were stabbed on West Street on Saturday. Kaduna police Chief Musa Bello said "
            "both would live.",
            [("civilian_violence/attack", "Kaduna", "2016-10-22", None, 2)],
            id="whose police speak",
        ),
        pytest.param(
            "A fire destroyed a shop in Kaduna. Crews were called to Doncaster Road on Sunday.",
            [("hazard/fire", "Kaduna", "2016-10-23", None, None)],
            id="a street of the town",
        ),
        pytest.param(
            "A cyclist died at a hospital in Yola on Monday after a lorry hit him near Kaduna.",
            [("accident/crash", "Kaduna", "2016-10-24", 1, None)],
            id="died in hospital elsewhere",
        ),
        pytest.param(
            "A masked man robbed a shop in Kaduna on Sunday. Police said the raid took place at "
            "dusk.",
            [("civilian_violence/attack", "Kaduna", "2016-10-23", None, None)],
            id="raid of a robber",
        ),
    ],
)
def test_the_town_is_told_beside_the_story(nlp, text, expected):
    assert told(nlp, text) == expected


def test_who_dies_in_the_headline_is_who_dies_in_the_text(nlp):
    title = "Attic fire kills man, 84, in Kaduna"
    text = (
        f"{title}. A house fire in Kaduna was put out so fast on Sunday that nobody looked for "
        "anyone until firemen found the body of a retired baker in the attic."
    )
    assert [line(report)[4] for report in read_cased(nlp, text, title=title)] == [1]


def test_a_lorry_rolls_down_a_gorge(nlp):
    text = "Five people were killed when the lorry they rode in rolled down a gorge near Kaduna."
    assert [line(report)[0] for report in read_cased(nlp, text)] == ["accident/crash"]


def test_what_people_protest_against_is_no_mishap(nlp):
    text = "Teachers marched in Kaduna on Sunday in protest against power cuts."
    assert [line(report)[0] for report in read_cased(nlp, text)] == ["protest/peaceful"]


@pytest.mark.parametrize(
    ("text", "qualifies"),
    [
        ("An Ohio man was jailed.", True),
        ("A Salem High School student was hurt.", True),
        ("The Ohio river rose.", False),
        ("A man died in Ohio.", False),
    ],
    ids=["man", "student", "river", "place"],
)
def test_whom_a_place_qualifies(nlp, text, qualifies):
    doc = nlp(text)
    name = next(token for token in doc if token.text in {"Ohio", "Salem"})
    assert qualifies_person(name) is qualifies
