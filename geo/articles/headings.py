"""Headings of the items of a round-up: the place before each, "BASRA - ", "Basra: " or a line."""

from __future__ import annotations

import re
from itertools import groupby
from typing import NamedTuple

__all__ = ["Heading", "find_headings"]

# Fewer items make no round-up.
_FEWEST = 2
_CAPITALS = r"[^\W\d_][^\W\d_a-z]+(?:[ /.'\u2019-]+[^\W\d_a-z]+)*"
_TITLE = r"[A-Z][^\W\d_]+(?:[ '\u2019-](?:(?:al|el|de|la|do|da|of)[ -])?[A-Z][^\W\d_]*){0,3}"
# "* BASRA - ", "2) NEAR TIKRIT, Iraq (Desk) -- ", "• Basra province: ".
_HEADING = re.compile(
    rf"^[ \t]*(?:(?:[*\u2022\u00b7\u25aa\u25cf\u2013\u2014-]|\d{{1,2}}[.)])[ \t]*)?"
    rf"(?P<name>{_CAPITALS}|{_TITLE})(?: (?:province|state|region|district|county|city))?"
    r"(?:,(?: [A-Z\d][\w.'\u2019]*)+)*,? ?(?:\([^()\n]{2,40}\))?"
    r"(?: ?(?:\u2013|\u2014|--)| -(?= )|:(?=\s)) *(?=\S)",
    re.MULTILINE,
)
# "ADEN" or "South Sudan" alone on a line above its news.
_LINE = re.compile(rf"(?:\A|(?<=\n\n))(?P<name>{_CAPITALS}|{_TITLE})[ \t]*\n{{1,2}}(?=[^\n]{{15}})")


class Heading(NamedTuple):
    """
    The head of an item.

    Attributes
    ----------
    start, name_end
        Characters of its name, behind a bullet or number.
    end
        Where the item's own text begins.
    """

    start: int
    name_end: int
    end: int


def find_headings(text: str) -> tuple[Heading, ...]:
    r"""
    Find what may be headings of items at the heads of lines.

    Parameters
    ----------
    text
        An article.

    Returns
    -------
    headings
        In text order; none when there are fewer than two, and none where the
        same few come back, as those who speak do. Whether they name places
        only a gazetteer can tell.

    Examples
    --------
    >>> text = "Bombs on Friday:\n* BASRA - One hurt two.\n* KIRKUK - Another hurt nobody."
    >>> [text[heading.start : heading.name_end] for heading in find_headings(text)]
    ['BASRA', 'KIRKUK']
    >>> find_headings("BASRA, Iraq - A bomb hurt two.\nNobody was arrested.")
    ()
    """
    matches = (*_HEADING.finditer(text), *_LINE.finditer(text))
    found = sorted(
        Heading(match.start("name"), match.end("name"), match.end()) for match in matches
    )
    names = [name for name, _ in groupby(text[each.start : each.name_end] for each in found)]
    is_talk = len(set(names)) * 3 < len(names) * 2
    return () if is_talk or len(found) < _FEWEST else tuple(found)
