"""The verbs and nouns of whole fields tell their kind of event, their other senses tell none."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.events.triggers import find_triggers
from geo.language import parse

pytestmark = pytest.mark.model

_, *PARTS = (
    Path(__file__).with_name("data").joinpath("event_words.txt").read_text("utf-8").split("== ")
)
FIELDS = {kind: texts for kind, *texts in (part.splitlines() for part in PARTS)}


def kinds(nlp, texts):
    """Code each text; a name behind a preposition is taken for a place."""
    for doc in parse(nlp, texts):
        named = {t.i for t in doc if t.pos_ == "PROPN" and t.head.pos_ == "ADP"}
        places = named | {t.i for t in doc if t.ent_type_ in {"GPE", "LOC"}}
        found = [t for t in find_triggers(doc, places) if t.role in {"found", "toll"}]
        yield doc.text, {f"{t.event_type}/{t.sub_event_type}" for t in found}


@pytest.mark.parametrize("kind", [kind for kind in FIELDS if kind != "nothing"])
def test_field(nlp, kind):
    assert [text for text, found in kinds(nlp, FIELDS[kind]) if kind not in found] == []


def test_other_senses(nlp):
    assert {text: found for text, found in kinds(nlp, FIELDS["nothing"]) if found} == {}
