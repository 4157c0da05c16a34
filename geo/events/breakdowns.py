"""A number broken down by places: "six died: three in A, two near B and one in C"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.grammar.numerals import Quantity, find_quantities
from geo.language import Token

__all__ = ["is_of_some"]

_OF_SOME = re.compile(r"\bof (?:them|whom|those) [^,;:]{0,60}$")
# From a number to the name of its place.
_TO_PLACE = re.compile(
    r"(?: [a-z]+){0,3}? (?:in|at|near|outside|around|on)(?: the)?(?: [a-z]+){0,3} $"
)
# From the number of one item to the next: " in Sonoma County, ".
_ITEM = re.compile(r"(?: [a-z]+){0,3}? (?:in|at|near|outside|around|on) [^,;:]*(?:,|;)? (?:and )?$")
# What opens a breakdown, whatever its parts add up to.
_OPENING = re.compile(
    r"(?::|[\u2013\u2014]|\bincluding|\bamong them,?|\bamong whom|\bthem,)\s*$", re.IGNORECASE
)
_COMMA = re.compile(r"[,(]\s*$")


def is_of_some(place: Token) -> bool:
    """
    Tell a place where only some of those counted were, and not where it all happened.

    Parameters
    ----------
    place
        First token of its name.

    Returns
    -------
    is_of_some
        True in "killed 90, most of them in Aden" and for all three places of
        "six died: three in Aden, two near Kunduz and one in Oran"; False in
        "killed six in Aden, two near Kunduz", which goes on counting.
    """
    start = place.sent.start_char
    text, name = place.sent.text, place.idx - start
    if _OF_SOME.search(text, 0, name) is not None:
        return True
    if not any(token.like_num for token in place.doc[place.sent.start : place.i]):
        return False
    numbers = list(find_quantities(text))
    at = sum(number.end <= name for number in numbers) - 1
    if at < 0 or _TO_PLACE.fullmatch(text, numbers[at].end, name) is None:
        return False
    first = _first_item(text, numbers, at)
    if _OPENING.search(text, 0, numbers[first].start) is not None:
        return True
    return any(_adds_up(text, numbers, part) for part in range(max(1, first), at + 1))


def _first_item(text: str, numbers: Sequence[Quantity], item: int) -> int:
    """Return the first number of the list in which one stands."""
    while item and not _OPENING.search(text, 0, numbers[item].start):
        if not _ITEM.fullmatch(text, numbers[item - 1].end, numbers[item].start):
            break
        item -= 1
    return item


def _adds_up(text: str, numbers: Sequence[Quantity], first: int) -> bool:
    """Tell "killed five, three in A and two in B" from "killed five in A, three in B"."""
    if _COMMA.search(text, 0, numbers[first].start) is None:
        return False
    total, parts = numbers[first - 1].count.best, 0
    for item in range(first, len(numbers)):
        if item > first and not _ITEM.fullmatch(text, numbers[item - 1].end, numbers[item].start):
            break
        parts += numbers[item].count.best or 0
    return total is not None and parts == total
