"""What articles on subjects that no rule was written for have shown to be missed or misread."""

from __future__ import annotations

import pytest
from test_events import read

pytestmark = pytest.mark.model


def told(nlp, text, **options):
    """Write each report as its code, place and day."""
    return {
        (f"{r.event_type}/{r.sub_event_type}", r.resolution.place.name, str(r.when.start))
        for r in read(nlp, text, **options)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Four people were hurt when grenades were tossed into a bar in Kaduna on Sunday,"
            " witnesses said.",
            {("explosion/bombing", "Kaduna", "2016-10-23")},
            id="grenades that are thrown; a day before who says so",
        ),
        pytest.param(
            "Soldiers retook the hamlet of Bazwaya, some 12 km east of Mosul, on Friday.",
            {("battle/territory_taken", "Bazwaya", "2016-10-21")},
            id="retook",
        ),
        pytest.param(
            "Rebels captured Rutba, 300 km west of the capital, on Saturday.",
            {("battle/territory_taken", "Rutba", "2016-10-22")},
            id="an apposition that tells where the town lies",
        ),
        pytest.param(
            "A strong earthquake hit Kunduz on Sunday. In the port city of Aden, at least 14 people"
            " died.",
            {
                ("hazard/earthquake", "Kunduz", "2016-10-23"),
                ("hazard/earthquake", "Aden", "2016-10-23"),
            },
            id="a toll at a place of its own",
        ),
        pytest.param(
            "Typhoon Bonita slammed into Suva on Friday, killing 12 people.",
            {("hazard/storm", "Suva", "2016-10-21")},
            id="a storm by its name",
        ),
        pytest.param(
            "A blast shook the harbour of Aden on Saturday, flattening sheds and killing eleven.",
            {("accident/blast", "Aden", "2016-10-22")},
            id="one participle after another",
        ),
        pytest.param(
            "An assailant killed two policemen during a protest in Baghdad on Sunday.",
            {
                ("civilian_violence/attack", "Baghdad", "2016-10-23"),
                ("protest/peaceful", "Baghdad", "2016-10-23"),
            },
            id="killed at a protest, not by it",
        ),
        pytest.param(
            "Protests were held in Kaduna on Sunday and outside a consulate in Aden.",
            {
                ("protest/peaceful", "Kaduna", "2016-10-23"),
                ("protest/peaceful", "Aden", "2016-10-23"),
            },
            id="in one place and outside a building in another",
        ),
        pytest.param(
            "Bombs hit two hotels in Baghdad and mosques in Kirkuk on Saturday.",
            {
                ("explosion/bombing", "Baghdad", "2016-10-22"),
                ("explosion/bombing", "Kirkuk", "2016-10-22"),
            },
            id="one thing here and another there",
        ),
        pytest.param(
            "Marches took place in Kunduz on Sunday. The governor of Anbar imposed a curfew.",
            {
                ("protest/peaceful", "Kunduz", "2016-10-23"),
                ("strategic/curfew", "Anbar", "2016-10-24"),
            },
            id="the realm of who imposes a curfew",
        ),
        pytest.param(
            "A bus fell into a ravine near Suva on Friday, killing seven passengers.",
            {("accident/crash", "Suva", "2016-10-21")},
            id="a bus that kills attacks nobody",
        ),
        pytest.param(
            "Rebels in Kunduz agreed to a ceasefire on Sunday.",
            {("strategic/agreement", "Kunduz", "2016-10-23")},
            id="who does it where they are",
        ),
        pytest.param(
            "Rescuers in Suva searched on Sunday for survivors of a quake. The quake struck"
            " near Kunduz late on Saturday and killed nine.",
            {("hazard/earthquake", "Kunduz", "2016-10-22")},
            id="the day of a search is not that of the disaster",
        ),
        pytest.param(
            "In Aden, a grenade attack on a cafe killed three last week. The camp at Rutba was"
            " put on alert.",
            {("explosion/bombing", "Aden", "2016-10-17")},
            id="a place that the parser hangs above the event",
        ),
        pytest.param(
            "Wildfires in the south of Iraq forced thousands of people from their homes on Sunday.",
            {
                ("hazard/fire", "Iraq", "2016-10-23"),
                ("displacement/flight", "Iraq", "2016-10-23"),
            },
            id="people leave where the fires are",
        ),
        pytest.param(
            "Shells fell on Kirkuk on Sunday. Residents of Rutba fled the same day.",
            {
                ("explosion/shelling", "Kirkuk", "2016-10-23"),
                ("displacement/flight", "Rutba", "2016-10-23"),
            },
            id="residents of a town leave it",
        ),
        pytest.param(
            "A dam burst near Kaduna on Friday, leaving nine people dead.",
            {("accident/collapse", "Kaduna", "2016-10-21")},
            id="a dam that bursts",
        ),
        pytest.param(
            "Fighting went on in Kunduz on Sunday. A cholera outbreak there has killed 30 people.",
            {
                ("battle/armed_clash", "Kunduz", "2016-10-23"),
                ("hazard/epidemic", "Kunduz", "2016-10-24"),
            },
            id="there",
        ),
        pytest.param(
            "Protesters clashed with police in Kaduna and Maiduguri on Sunday over fuel.",
            {("protest/riot", "Kaduna", "2016-10-23"), ("protest/riot", "Maiduguri", "2016-10-23")},
            id="with somebody in two towns",
        ),
        pytest.param(
            "Gunmen killed seven people in Kirkuk and wounded four in Rutba on Saturday.",
            {
                ("civilian_violence/attack", "Kirkuk", "2016-10-22"),
                ("civilian_violence/attack", "Rutba", "2016-10-22"),
            },
            id="killed here and wounded there",
        ),
        pytest.param(
            "A lorry hit a wall late on Friday. Musa Bello, 18, of Kaduna died. Ali Sani, 20, of"
            " Kaduna was driving.",
            {("accident/crash", "Kaduna", "2016-10-21")},
            id="local news whose only town is where people are from",
        ),
    ],
)
def test_passages_are_read_as_a_careful_reader_would(nlp, text, expected):
    assert told(nlp, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Shoppers fled buildings in Aden when lifts stopped.", id="left a building"),
        pytest.param(
            "The Aden Fire Department bought engines on Sunday.", id="a fire brigade's name"
        ),
        pytest.param("Hurricane Center staff met in Aden on Sunday.", id="an office for storms"),
    ],
)
def test_words_alike_tell_no_event(nlp, text):
    assert told(nlp, text) == set()


def test_the_town_that_people_leave_is_nobody(nlp):
    (report,) = read(nlp, "Some 900 villagers fled Bazwaya on Sunday.")
    assert report.actor2.name == ""


def test_a_campaign_keeps_the_toll_that_it_has_run_up(nlp):
    (report,) = read(nlp, "Floods in Kaduna have killed 64 people since October 8.")
    assert report.casualties.killed.low == 64


def test_a_toll_of_several_places_is_no_toll_of_each(nlp):
    text = "Suicide bombers killed 21 people in Kirkuk and Rutba on Sunday."
    counts = {r.resolution.place.name: r.casualties.killed for r in read(nlp, text)}
    assert {name: (c.low, c.high) for name, c in counts.items()} == {
        "Kirkuk": (0, 21),
        "Rutba": (0, 21),
    }


def test_the_number_of_a_house_block_is_no_year(nlp):
    text = "A man was shot in the 1600 block of Elm Street in Kaduna on Sunday."
    assert {str(r.when.start) for r in read(nlp, text)} == {"2016-10-23"}
