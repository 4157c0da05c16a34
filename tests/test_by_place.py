"""What a text tells place by place is an event at each, and their sum is none beside them."""

from __future__ import annotations

import pytest
from test_events import read
from told import passages, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(("text", "expected"), passages("by_place"))
def test_by_place(nlp, text, expected):
    assert told(read(nlp, text), killed=True) == expected
