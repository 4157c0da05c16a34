"""What is only recalled beside the news has its own place and day, or is left out."""

from __future__ import annotations

import pytest
from test_events import read
from told import passages, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(("text", "expected"), passages("recalled"))
def test_recalled(nlp, text, expected):
    assert told(read(nlp, text), killed=True) == expected
