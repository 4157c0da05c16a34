"""One thing told twice is one event, another of its kind beside it is one more."""

from __future__ import annotations

import pytest
from test_events import read

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param(
            "Gunmen shot dead two teachers in Kunduz on Sunday. On Sunday gunmen also shot dead"
            " five policemen in Kunduz.",
            2,
            id="others were killed",
        ),
        pytest.param(
            "Two gunmen held off police for an hour in Kunduz on Sunday. In the hills south of"
            " Kunduz, meanwhile, five soldiers were wounded when their column came under fire.",
            2,
            id="meanwhile",
        ),
        pytest.param(
            "A bomb killed four people in Kunduz on Sunday. Elsewhere, a bomb at a Kunduz"
            " market wounded six people.",
            2,
            id="elsewhere",
        ),
        pytest.param(
            "Gunmen killed nine people in Kunduz on Sunday. Separately, a car crash in Kunduz"
            " killed two.",
            2,
            id="separately",
        ),
        pytest.param(
            "Rebels attacked a village near Kunduz on Sunday, killing ten people. Police in"
            " Kunduz, meanwhile, said the attack lasted an hour.",
            1,
            id="the attack, meanwhile",
        ),
        pytest.param(
            "Gunmen shot dead three policemen in Kunduz on Sunday. The attackers shot the officers"
            " at a checkpoint in Kunduz, police said.",
            1,
            id="the officers",
        ),
        pytest.param(
            "A bomb killed four people in Kunduz on Sunday. It went off near a market in Kunduz.",
            1,
            id="it went off",
        ),
    ],
)
def test_number_of_events(nlp, text, number):
    assert len(read(nlp, text)) == number


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The army was about to clash with rebels near Kunduz.", id="about to"),
        pytest.param("The two sides are on the verge of fighting near Kunduz.", id="on the verge"),
        pytest.param("Raids have grown more frequent around Kunduz this year.", id="frequent"),
    ],
)
def test_no_event(nlp, text):
    assert read(nlp, text) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(
            "In Kunduz, officers on Sunday detained Marco Arana, a former priest who leads the"
            " movement against the mine, as he sat on a bench.",
            "arrest",
            id="an object taken for a subject",
        ),
        pytest.param(
            'The detachment at Kunduz was stormed early on Sunday by "armed terrorist groups".',
            "armed_clash",
            id="a detachment stormed",
        ),
        pytest.param(
            "Militants in speedboats sank two patrol boats near Aden on Sunday.",
            "armed_clash",
            id="boats sunk by militants",
        ),
        pytest.param(
            "Four soldiers died in two mine explosions near Kunduz on Sunday.",
            "bombing",
            id="mines that kill soldiers",
        ),
        pytest.param(
            "Eighteen miners were killed on Sunday after accidents at two pits near Kunduz.",
            "other",
            id="killed after accidents",
        ),
    ],
)
def test_kind(nlp, text, code):
    assert [report.sub_event_type for report in read(nlp, text)] == [code]
