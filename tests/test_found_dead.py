"""People told dead without a word for what killed them, and charges worn or driven."""

from __future__ import annotations

import pytest
from test_events import read
from told import passages, told

from geo.casualties.victims import are_several

pytestmark = pytest.mark.model


@pytest.mark.parametrize(("text", "expected"), passages("found_dead"))
def test_deaths(nlp, text, expected):
    assert told(read(nlp, text), killed=True) == expected


@pytest.mark.parametrize(
    ("text", "sub"),
    [
        ("A bomb strapped to a girl aged about 11 killed 19 people", "suicide_bombing"),
        ("A boy with a bomb hidden under his robe killed 19 people", "suicide_bombing"),
        ("A lorry packed with explosives was driven into a gate, killing 19", "suicide_bombing"),
        ("A bomb strapped to a motorcycle killed 19 people", "bombing"),
        ("A bomb hidden in a bin killed 19 people", "bombing"),
    ],
    ids=["strapped to a girl", "under a robe", "driven", "on a motorcycle", "hidden"],
)
def test_charges_worn_or_driven(nlp, text, sub):
    expected = {(f"explosion/{sub}", "Kaduna", "2016-10-23", "19")}
    assert told(read(nlp, f"{text} in Kaduna on Sunday."), killed=True) == expected


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [
        ("The bodies of nine men were found.", 1, True),
        ("Dozens of people died.", 0, True),
        ("A couple were found dead.", 1, True),
        ("The bodies of 40 whales were found.", 1, False),
        ("A hiker was found dead.", 1, False),
        ("One died.", 0, False),
    ],
)
def test_several(nlp, text, index, expected):
    assert are_several(nlp(text)[index]) is expected
