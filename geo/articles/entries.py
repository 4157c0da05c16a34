"""Entries of a chronology: where the lines that a date heads begin, and how far they reach."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from geo.dates.words import grammar_part

__all__ = ["Entry", "find_entries"]

# Fewer such lines make no chronology.
_FEWEST = 2


class Entry(NamedTuple):
    """
    An entry of a chronology.

    Attributes
    ----------
    start
        First character of the date at its head, behind a bullet.
    text_start
        Where its own text begins.
    end
        Where the next begins, or the chronology ends.
    """

    start: int
    text_start: int
    end: int


@cache
def _head() -> re.Pattern[str]:
    """Compile "* Jan 5, 1998 - ", "May 2012: ", "-- March 3, ", "Late on Monday:", "2004" alone."""
    month, day, weekday, year = (
        grammar_part(name) for name in ("MONTH", "DAY", "ANY_WEEKDAY", "YEAR")
    )
    years = rf"{year}(?:[\u2013-](?:\d\d){{1,2}}(?!\d))?"
    days = rf"(?:{weekday},?[ ])?(?:{month}[ ]{day}|{day}[ ]{month})(?:[\u2013-]{day})?"
    return re.compile(
        rf"^[ \t]*(?P<bullet>[*\u2022\u00b7\u25aa\u25cf\u2013\u2014-]+[ \t]*)?"
        rf"(?P<date>(?i:(?:on|in|late|early|mid)[ -]){{0,2}}"
        rf"(?:{days}(?:,?[ ]{year})?|{month}(?:,?[ ]{year})?|{weekday}|{years}|\d{{4}}-\d\d-\d\d)"
        rf"(?:[ ](?:morning|afternoon|evening|night))?)"
        rf"(?:[ \t]*(?::(?=\s)|--|[\u2013\u2014]|-(?=[ \t])|$)|(?(bullet),(?=[ ])|(?!)))[ \t]*",
        re.MULTILINE,
    )


@lru_cache(maxsize=4)
def find_entries(text: str) -> tuple[Entry, ...]:
    r"""
    Find the entries of a chronology.

    Parameters
    ----------
    text
        An article.

    Returns
    -------
    entries
        In text order, such as a year alone on a line, with no text before the
        next, too; none when fewer than two have a text.

    Examples
    --------
    >>> text = "May 3 - Rebels fled.\n* May 5: They came back."
    >>> [text[entry.text_start : entry.end].strip() for entry in find_entries(text)]
    ['Rebels fled.\n*', 'They came back.']
    >>> find_entries("May 3 - Rebels fled.\nMay 5 was calm.")
    ()
    """
    heads = [(match.start("date"), match.end()) for match in _head().finditer(text)]
    if len(heads) < _FEWEST:
        return ()
    ends = [*(start for start, _ in heads[1:]), _end_of_last(text, heads)]
    entries = [Entry(*head, end) for head, end in zip(heads, ends, strict=True)]
    told = [entry for entry in entries if text[entry.text_start : entry.end].strip(" \t\n*-")]
    return tuple(entries) if len(told) >= _FEWEST else ()


def _end_of_last(text: str, heads: list[tuple[int, int]]) -> int:
    """Return where the last entry ends: with its line, if all others are of one line."""
    last = text[heads[-1][1] :]
    start = len(text) - len(last.lstrip())
    if last.startswith("\n"):  # a date alone on its line stands above all its paragraph
        end = text.find("\n\n", start)
        return end if end >= 0 else len(text)
    are_lines = all("\n" not in text[a[1] : b[0]].strip(" \t\n*-") for a, b in pairwise(heads))
    end = text.find("\n", start)
    return end if are_lines and end >= 0 else len(text)
