"""The model reads IS as the name of a group, and the verb as a verb."""

from __future__ import annotations

import pytest

from geo.acronyms import teach_acronyms
from geo.language import load_model

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def taught():
    # Not the shared model: it is changed here.
    return teach_acronyms(load_model())


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("The army was battling IS on Monday in the old town.", "battling"),
        ("Two days earlier, IS fighters stormed a police station.", "stormed"),
        ("Police said 12 IS militants were killed in the raid.", "said"),
    ],
)
def test_group_is_no_verb(taught, text, root):
    doc = taught(text)
    acronym = next(token for token in doc if token.text == "IS")
    assert acronym.pos_ in {"PROPN", "NOUN", "ADJ"}
    assert next(doc.sents).root.text == root
    assert doc.text == text


def test_verb_stays_a_verb(taught):
    doc = taught("The road is closed.")
    assert doc[2].pos_ == "AUX"


def test_possessive_keeps_its_tokens(taught):
    assert [t.text for t in taught("IS's fighters left.")] == ["IS", "'s", "fighters", "left", "."]
