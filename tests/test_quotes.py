"""The sentence around a toponym."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.articles import quotes
from geo.articles.quotes import MAX_CHARS, sentence_around
from geo.model import Span


def around(text: str, word: str) -> str:
    start = text.index(word)
    sentence = sentence_around(text, Span(start, start + len(word)))
    return text[sentence.start : sentence.end]


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("It rained in Mosul.", "Mosul", "It rained in Mosul."),
        ("One. Two in Rutba today. Three.", "Rutba", "Two in Rutba today."),
        ("One.\nTwo in Rutba\nThree.", "Rutba", "Two in Rutba"),
        ("A word. Gen. Omar left Kirkuk on Oct. 5. He slept.", "Kirkuk",
         "Gen. Omar left Kirkuk on Oct. 5."),
        ("They met. The U.S. Embassy in Baghdad closed. Then?", "Baghdad",
         "The U.S. Embassy in Baghdad closed."),
        ('He said so. "Why Suva?" she asked. No.', "Suva", '"Why Suva?" she asked.'),
        ("He left. “We hold Aden.” So it went.", "Aden", "“We hold Aden.”"),
        ("Is it St. Louis? Yes.", "Louis", "Is it St. Louis?"),
        ("At 3 p.m. in Kunduz it ended.", "Kunduz", "At 3 p.m. in Kunduz it ended."),
        ("Mosul", "Mosul", "Mosul"),
        ("It rained. Lorries with flour and medicine for the town of\nRutba stopped.", "Rutba",
         "Lorries with flour and medicine for the town of\nRutba stopped."),
        ("They went to\nRutba on Sunday.", "Rutba", "Rutba on Sunday."),
        ("They got to\nthe town of Rutba.", "Rutba", "They got to\nthe town of Rutba."),
        ("Nobody knows yet how many people are still under the rubble of it\n\nRutba slept.",
         "Rutba", "Rutba slept."),
    ],
    ids=["only", "middle", "lines", "rank", "initials", "question", "closing quote", "saint",
         "lower case after", "whole text", "wrapped line", "headline", "short wrapped line",
         "blank line"],
)  # fmt: skip
def test_sentence(text: str, word: str, expected: str) -> None:
    assert around(text, word) == expected


def test_a_very_long_line_is_cut_around_the_name() -> None:
    text = "word " * 100_000 + "Mosul " + "word " * 100_000
    quote = around(text, "Mosul")
    assert len(quote) <= MAX_CHARS + 10
    assert " Mosul " in quote
    assert quote.startswith("word")


@given(st.text(alphabet="Ab .\n?“”U", max_size=900), st.data())
def test_it_holds_the_span_and_has_no_loose_ends(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    sentence = sentence_around(text, Span(start, end))
    assert 0 <= sentence.start <= start
    assert end <= sentence.end <= len(text)
    assert sentence.end - sentence.start <= max(MAX_CHARS, end - start) + 2


@given(
    st.lists(
        st.sampled_from(["Rain fell. ", "Gen. Ali ", "left\n", "\n\n", "«Ja?» ", "x" * 90, " "])
    ),
    st.integers(0, 300),
    st.integers(0, 30),
)
def test_long_articles_are_searched_around_the_span_to_the_same_end(
    pieces: list[str], start: int, length: int
) -> None:
    text = "".join(pieces) + "An end.\n"
    span = Span(min(start, len(text)), min(start + length, len(text)))
    with mock.patch.object(quotes, "_REMEMBERED_CHARS", -1):
        expected = sentence_around(text, span)
    assert sentence_around(text, span) == expected
