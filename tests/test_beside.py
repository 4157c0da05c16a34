"""A town told with what it lies by is where it happened; "the capital" is never just any town."""

from __future__ import annotations

import pytest
from test_events import read
from told import passages, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(("text", "expected"), passages("beside"))
def test_beside(nlp, text, expected):
    assert told(read(nlp, text)) == expected
