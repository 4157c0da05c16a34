"""The days of events whose words give them by a length of time, from another day or later."""

from __future__ import annotations

import pytest
from test_events import read
from told import passages, timed, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(("text", "expected"), passages("dated"))
def test_dated(nlp, text, expected):
    assert told(read(nlp, text)) == expected


@pytest.mark.parametrize(("text", "expected"), passages("lasting"))
def test_lasting(nlp, text, expected):
    assert timed(read(nlp, text)) == expected
