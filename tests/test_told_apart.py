"""Words of violence and protest used of other things, and kinds of violence told apart."""

from __future__ import annotations

import pytest
from test_events import read
from told import passages, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(("text", "expected"), passages("told_apart"))
def test_told_apart(nlp, text, expected):
    assert told(read(nlp, text), killed=True) == expected
