"""Numbers of people hit, given to the events that they are told of."""

from __future__ import annotations

import pytest
from test_events import read
from told import passages, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(("text", "expected"), passages("tolls"))
def test_tolls(nlp, text, expected):
    assert told(read(nlp, text), killed=True) == expected
