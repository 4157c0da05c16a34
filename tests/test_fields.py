"""What strikes, breaks, spreads and kills is found by whole fields of words."""

from __future__ import annotations

import pytest
from test_events import read
from told import passages, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(("text", "expected"), passages("fields"))
def test_fields(nlp, text, expected):
    assert told(read(nlp, text)) == expected
