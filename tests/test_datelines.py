"""The dateline at the head of a text is no part of its first sentence."""

from __future__ import annotations

import pytest

from geo.articles.datelines import dateline_end
from geo.language import Language, parse


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("NEAR TARIN, Iraq — Troops left.", "Troops left."),
        ("GABES/SFAX - Troops left.", "Troops left."),
        ("OSLO, May 3 – Troops left.", "Troops left."),
        ("BALTA COUNTY, Ky. (WXYZ) -- Troops left.", "Troops left."),
        ("By our desk\nSÃO TOMÉ (Desk) -  Troops left.", "Troops left."),
        ("NATO-led troops left the town - slowly.", None),
        ("UN aid came, Mr Bell said - at last.", None),
        ("Troops left OSLO - slowly.", None),
    ],
    ids=["near", "two towns", "date", "agency", "byline", "compound", "acronym", "no head"],
)
def test_running_text_begins_behind_the_dateline(text: str, rest: str | None) -> None:
    end = dateline_end(text)
    assert text[end:] == (text if rest is None else rest)


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "QARA, Iraq — The army and the police captured Dura on Monday.",
        "QARA (Desk) - Suspected rebels abducted nine girls in Dura on Monday.",
        "Long night in the north\n\nThe army captured Dura on Monday.",
    ],
    ids=["dash", "agency", "heading"],
)
def test_the_first_sentence_keeps_its_own_subject(nlp: Language, text: str) -> None:
    (doc,) = parse(nlp, [text])
    verb = next(token for token in doc if token.lower_ in {"captured", "abducted"})
    words = doc[verb.sent.start : verb.i].text
    assert words in {"The army and the police", "Suspected rebels", "The army"}
