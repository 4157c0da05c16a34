"""Fire that comes from one place and hits another, and the fire that answers it."""

from __future__ import annotations

import pytest
from test_events import read

pytestmark = pytest.mark.model


def told(nlp, text):
    """Write each report as its code, place and the killed at least."""
    return {
        (f"{r.event_type}/{r.sub_event_type}", r.resolution.place.name, r.casualties.killed.low)
        for r in read(nlp, text)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Rockets fired from Kirkuk in Iraq hit a school near Rutba on Sunday.",
            {("explosion/shelling", "Rutba", None)},
            id="the country of where they come from is no scene either",
        ),
        pytest.param(
            "Drones launched from Aden hit two depots in Mosul and Kirkuk on Sunday.",
            {("explosion/drone_strike", "Mosul", None), ("explosion/drone_strike", "Kirkuk", None)},
            id="taken for drones that launch",
        ),
        pytest.param(
            "Rebels fired rockets at Kaduna on Sunday. Jets answered with strikes on depots near"
            " Aden and on a radar in Rutba, killing five soldiers.",
            {
                ("explosion/shelling", "Kaduna", None),
                ("explosion/air_strike", "Aden", 0),
                ("explosion/air_strike", "Rutba", 0),
            },
            id="answered near one place and in another",
        ),
        pytest.param(
            "Troops shelled villages near Kunduz on Sunday and the army replied with heavy fire on"
            " posts in Kaduna.",
            {("explosion/shelling", "Kunduz", None), ("explosion/shelling", "Kaduna", None)},
            id="replied with fire",
        ),
        pytest.param(
            "NATO aircraft struck Aden and Kunduz on Sunday.",
            {("explosion/air_strike", "Aden", None), ("explosion/air_strike", "Kunduz", None)},
            id="aircraft of an alliance",
        ),
        pytest.param(
            "The minister replied to a letter from Kaduna on Sunday and fired back at critics in"
            " Aden.",
            set(),
            id="words",
        ),
    ],
)
def test_exchanges(nlp, text, expected):
    assert told(nlp, text) == expected
