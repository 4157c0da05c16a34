"""Crimes, fires and accidents as local papers tell them: the place is seldom in the clause."""

from __future__ import annotations

import re
from datetime import date

import pytest
from builders import PLACES, resolution
from test_events import line
from test_events import read as read_cased
from told import told

from geo.events.finding import find_reports
from geo.footprints.boundaries import load_boundaries
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


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        pytest.param(
            "More than thirty firefighters battled the blaze at a sawmill on Saturday night. "
            "Nobody knows yet how it began.",
            "Police look into Kaduna sawmill fire",
            set(),
            id="no place in the text",
        ),
        pytest.param(
            "KADUNA (KTV) -- Investigators were back on Sunday. It took everything, a guard said. "
            "People had seen the smoke from far away. They stood and watched. "
            "Thirty crews battled the blaze at the sawmill on Saturday night.",
            "Police look into Kaduna sawmill fire",
            {("hazard/fire", "Kaduna", "2016-10-22")},
            id="headline",
        ),
        pytest.param(
            "KADUNA (KTV) -- Thirty crews battled a blaze at a sawmill on Saturday night.",
            "",
            {("hazard/fire", "Kaduna", "2016-10-22")},
            id="dateline",
        ),
        pytest.param(
            "Musa Ali, 40, of Maiduguri, was arrested by Kaduna police on Saturday.",
            "",
            {("strategic/arrest", "Kaduna", "2016-10-22")},
            id="whose police",
        ),
        pytest.param(
            "A fair opened in Aden. Police in Kaduna said on Sunday they had arrested a thief.",
            "",
            {("strategic/arrest", "Kaduna", "2016-10-23")},
            id="whose police tell it",
        ),
        pytest.param(
            "A suspect in an early September theft near Maiduguri has been arrested in Kaduna.",
            "",
            {("strategic/arrest", "Kaduna", "2016-10-24")},
            id="place and day of the crime",
        ),
        pytest.param(
            "After they had searched for him in Kaduna, officers in Yola said they had detained "
            "the driver when his car left the road near Maiduguri on Saturday.",
            "",
            {
                ("strategic/arrest", "Maiduguri", "2016-10-22"),
                ("accident/crash", "Maiduguri", "2016-10-22"),
            },
            id="when-clause",
        ),
    ],
)
def test_place(nlp, text, title, expected):
    assert told(read(nlp, text, title=title)) == expected


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


def test_day_on_which_a_crew_was_called_dates_what_it_was_called_to(nlp):
    text = (
        "A car hit a tree in Kaduna, and a woman died. Police were called to the crossing just "
        "after 5 p.m. on Saturday."
    )
    assert [line(report)[3] for report in read(nlp, text)] == ["2016-10-22"]


def test_a_call_alone_is_no_event(nlp):
    assert read(nlp, "Firefighters were called to a school in Kaduna on Saturday.") == ()


def test_a_headline_above_the_text_is_no_second_event(nlp):
    text = "Bomb kills five in Kirkuk\n\nA car bomb killed five people in Kirkuk on Sunday."
    assert [line(report)[3:5] for report in read(nlp, text)] == [("2016-10-23", 5)]


def test_a_sum_of_attacks_belongs_to_none_of_them(nlp):
    text = (
        "A suicide bomber killed nine people at a checkpoint in Mosul on Sunday. In Kirkuk, "
        "another bomber killed 11 pilgrims. At least 20 people died in the two attacks."
    )
    found = {report.resolution.place.name: line(report)[4] for report in read(nlp, text)}
    assert found == {"Mosul": 9, "Kirkuk": 11}


def test_a_toll_of_two_places_is_the_most_for_each_until_one_is_told_apart(nlp):
    text = "Twin bomb attacks killed 20 people in Mosul and Kirkuk on Sunday."
    both = {r.resolution.place.name: r.casualties.killed for r in read(nlp, text)}
    assert {(c.low, c.best, c.high) for c in both.values()} == {(0, None, 20)}
    told = read(nlp, f"{text} A doctor said that 11 people had died in Kirkuk.")
    assert {r.resolution.place.name: r.casualties.killed.best for r in told}["Kirkuk"] == 11


def test_people_flee_from_where_they_left(nlp):
    (report,) = read(nlp, "Villagers fled from Gogjali to Kirkuk on Sunday.")
    assert report.resolution.place.name == "Gogjali"


def test_where_people_fled_to_is_no_scene(nlp):
    text = "Many families fled to Kirkuk on Sunday. A bomb wounded three people."
    assert "explosion/bombing" not in [line(report)[0] for report in read(nlp, text)]


def test_place_words_name_what_the_city_speaks_of(nlp):
    text = "A bomb went off north of Kirkuk on Friday. On Sunday police shot a man in the city."
    words = {r.sub_event_type: r.relation.text for r in read(nlp, text)}
    assert words["attack"] == "the city [Kirkuk]"


@pytest.mark.parametrize(
    ("text", "injured"),
    [
        ("A man died in Kaduna on Saturday after a stabbing. The victim had a wound.", None),
        ("A man was stabbed to death in Kaduna on Saturday. Nobody else was injured.", 0),
        ("A man was shot dead in Kaduna on Saturday. The driver was wounded.", 1),
    ],
    ids=["victim", "nobody else", "somebody else"],
)
def test_wounds_of_the_dead_are_no_further_injured(nlp, text, injured):
    (report,) = read(nlp, text)
    assert line(report)[4:] == (1, injured)


def test_those_of_whom_some_were_shot_are_counted(nlp):
    text = "Militants seized eleven men in Rutba on Sunday, at least five of whom they shot dead."
    assert 5 in [line(report)[4] for report in read(nlp, text)]


def test_the_next_sentence_narrows_a_region_down(nlp):
    text = (
        "A woman was killed when a large tree fell on a wedding party in Iraq on Saturday. "
        "Several people were trapped under the tree in Kirkuk, a witness said."
    )
    assert [line(report)[2] for report in read(nlp, text)] == ["Kirkuk"]


def test_where_a_victim_died_in_hospital_is_not_where_he_was_hurt(nlp):
    text = "A girl, 18, died in a Baghdad hospital from wounds received in a crash in Kirkuk."
    assert {line(report)[2] for report in read(nlp, text)} == {"Kirkuk"}


def test_the_victim_is_the_one_told_of(nlp):
    text = (
        "A woman was stabbed in Mosul on Sunday. The victim, 54, was stabbed several times while "
        "running near Gogjali, police said."
    )
    assert len(read(nlp, text)) == 1


def test_a_name_with_an_age_is_no_town(nlp):
    text = "On Sunday Abu Aden, 51, was found shot dead at his home in Kaduna."
    assert [line(report)[2] for report in read(nlp, text)] == ["Kaduna"]


def test_the_title_at_the_head_of_the_text_is_told_once(nlp):
    title = "Man gets 15 years for killing baby in Kaduna"
    text = f"{title}. A man was jailed on Sunday for killing a baby in Kaduna."
    assert [line(report)[4] for report in read(nlp, text, title=title)] == [1]


def test_who_answers_a_call_and_is_shot_at_is_hurt_in_the_shooting(nlp):
    text = (
        "Police received reports of a house fire in Kaduna on Sunday. Officers responding to the "
        "call came under fire from gunmen. Two policemen were wounded."
    )
    hurt = {report.event_type: line(report)[5] for report in read(nlp, text)}
    assert hurt["hazard"] is None
    assert hurt["battle"] == 2


def test_reinforcements_from_a_town_go_to_the_scene(nlp):
    text = (
        "Gunmen attacked Rutba on Sunday. Reinforcements were sent from the provincial capital, "
        "Kirkuk, on Monday."
    )
    found = {report.sub_event_type: report.resolution.place.name for report in read(nlp, text)}
    assert found["deployment"] == "Rutba"


def test_near_a_town_says_more_than_the_direction_from_another(nlp):
    text = (
        "Northwest of Mosul, suicide bombers broke into a power station on Sunday that was being "
        "built near the town of Gogjali. They killed 13 workers."
    )
    assert {report.resolution.place.name for report in read(nlp, text)} == {"Gogjali"}


def test_what_is_told_to_ministers_abroad_is_not_abroad(nlp):
    text = (
        "Troops took Bazwaya on Sunday. In Aden, ministers from twenty countries met to talk. The "
        "president told them by video that his soldiers were advancing faster than planned."
    )
    found = {(r.sub_event_type, r.resolution.place.name) for r in read(nlp, text)}
    assert ("advance", "Aden") not in found
