"""What articles on subjects that no rule was written for have shown to be missed or misread."""

from __future__ import annotations

import pytest
from test_events import read
from told import passages, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(("text", "expected"), passages("anew"))
def test_passages_are_read_as_a_careful_reader_would(nlp, text, expected):
    assert told(read(nlp, text)) == expected


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
    assert told(read(nlp, text)) == set()


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
