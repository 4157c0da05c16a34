"""Fire that comes from one place and hits another, and the fire that answers it."""

from __future__ import annotations

import pytest
from test_events import read
from told import passages, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(("text", "expected"), passages("exchanges_of_fire"))
def test_exchanges(nlp, text, expected):
    assert told(read(nlp, text), killed=True) == expected
