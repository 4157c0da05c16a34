"""What a text tells place by place is an event at each, and their sum is none beside them."""

from __future__ import annotations

import pytest
from test_events import read
from told import passages, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(("text", "expected"), passages("by_place"))
def test_by_place(nlp, text, expected):
    assert told(read(nlp, text), killed=True) == expected


def test_a_chronology_dates_each_line_by_its_head(nlp):
    text = (
        "Here are some of the attacks in Iraq:\nJan 5, 2016 - Gunmen kill six people in Mosul.\n"
        "March 27, 2016 - A bomb goes off in Kirkuk, killing nine.\nMay 2016: A plane crashes in"
        " Rutba."
    )
    assert told(read(nlp, text)) == {
        ("civilian_violence/attack", "Mosul", "2016-01-05"),
        ("explosion/bombing", "Kirkuk", "2016-03-27"),
        ("accident/crash", "Rutba", "2016-05-01"),
    }


def test_two_measures_from_the_capital_move_nothing(nlp):
    (report,) = read(
        nlp, "A bomb killed nine in Kirkuk, 235 km (146 miles) north of the capital, on Sunday."
    )
    assert (report.resolution.place.name, report.relation.kind) == ("Kirkuk", "at")
