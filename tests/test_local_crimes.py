"""Crashes, fires and crimes as local papers print them, headline and dateline run into the text."""

from __future__ import annotations

import pytest
from test_local_news import read
from told import passages, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(("text", "expected"), passages("local_crimes"))
def test_told_in_local_papers(nlp, text, expected):
    assert told(read(nlp, text), killed=True) == expected
