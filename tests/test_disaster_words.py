"""Disasters and accidents told without the word for them, and what only sounds like one."""

from __future__ import annotations

import pytest
from test_events import read
from told import passages, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(("text", "expected"), passages("disaster_words"))
def test_a_disaster_is_told_in_many_words(nlp, text, expected):
    assert told(read(nlp, text)) == expected
