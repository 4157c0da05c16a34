"""Events whose verb a clause leaves out: "took A on Monday and B the next day"."""

from __future__ import annotations

import pytest
from test_events import read
from told import passages, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(("text", "expected"), passages("gapped"))
def test_gapped(nlp, text, expected):
    assert told(read(nlp, text), killed=True) == expected
