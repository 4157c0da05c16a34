"""People told dead without a word for what killed them, and charges worn or driven."""

from __future__ import annotations

import pytest
from test_events import read

from geo.casualties.victims import are_several

pytestmark = pytest.mark.model


def told(nlp, text):
    """Write each report as its code, place, day and the killed at least."""
    return {
        (
            f"{r.event_type}/{r.sub_event_type}",
            r.resolution.place.name,
            str(r.when.start),
            r.casualties.killed.low,
        )
        for r in read(nlp, text)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "The bodies of 31 people were found in a container on a quay in Aden on Sunday.",
            {("accident/other", "Aden", "2016-10-23", 31)},
            id="bodies",
        ),
        pytest.param(
            "On Sunday 19 migrants were found dead in a van left on a motorway near Kaduna.",
            {("accident/other", "Kaduna", "2016-10-23", 19)},
            id="found dead",
        ),
        pytest.param(
            "The bodies of nine men, their hands bound, were dumped in Mosul on Saturday. Four more"
            " corpses turned up in a canal in Rutba.",
            {
                ("civilian_violence/attack", "Mosul", "2016-10-22", 9),
                ("civilian_violence/attack", "Rutba", "2016-10-22", 4),
            },
            id="signs of slaying, and more of the same elsewhere",
        ),
        pytest.param(
            "Sixty bodies of migrants washed ashore near Aden on Sunday.",
            {("accident/other", "Aden", "2016-10-23", 60)},
            id="washed ashore",
        ),
        pytest.param(
            "Five pilgrims lost their lives on Sunday on a hill in Kunduz.",
            {("accident/other", "Kunduz", "2016-10-23", 5)},
            id="lives lost",
        ),
        pytest.param(
            "A ferry sank off Aden on Friday. Divers had recovered 31 bodies by Sunday.",
            {("accident/crash", "Aden", "2016-10-21", 31)},
            id="bodies of a wreck told before, days after it",
        ),
        pytest.param(
            "Tainted liquor killed 31 villagers in Kaduna last Friday; eleven more died in Suva.",
            {
                ("accident/other", "Kaduna", "2016-10-21", 31),
                ("accident/other", "Suva", "2016-10-21", 11),
            },
            id="what people drank",
        ),
        pytest.param(
            "A hostel that belonged to a mosque fell in Aden on Sunday, killing 11 people.",
            {("accident/collapse", "Aden", "2016-10-23", 11)},
            id="a building falls",
        ),
        pytest.param(
            "Four nuns burned to death when their house went up in flames in Aden on Sunday.",
            {("hazard/fire", "Aden", "2016-10-23", 4)},
            id="burned to death in a fire",
        ),
        pytest.param(
            "Sixty sheep were found dead near Aden on Sunday. A hiker was found dead in Kaduna.",
            set(),
            id="beasts, and one man",
        ),
        pytest.param(
            "Both of her parents died in Aden. Forty climbers have died in Kunduz since 1953.",
            set(),
            id="deaths that are no news",
        ),
    ],
)
def test_deaths(nlp, text, expected):
    assert told(nlp, text) == expected


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
    expected = {(f"explosion/{sub}", "Kaduna", "2016-10-23", 19)}
    assert told(nlp, f"{text} in Kaduna on Sunday.") == expected


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
