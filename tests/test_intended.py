"""What is meant, tried for or a figure of speech is no event; what looks like it is one."""

from __future__ import annotations

import pytest
from test_events import read
from told import passages, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(("text", "expected"), passages("intended"))
def test_intended(nlp, text, expected):
    assert told(read(nlp, text)) == expected


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        pytest.param("A mob beat a thief nearly to death in Kaduna on Sunday.", None, id="nearly"),
        pytest.param("A mob almost beat a thief to death in Kaduna on Sunday.", None, id="almost"),
        pytest.param("A mob beat a thief to death in Kaduna on Sunday.", 1, id="to death"),
    ],
)
def test_nearly_to_death(nlp, text, killed):
    [report] = read(nlp, text)
    assert report.casualties.killed.low == killed
