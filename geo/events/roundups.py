"""Articles made of items, each with its own dateline: read apart, nothing passes their borders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from geo.articles.entries import find_entries
from geo.articles.headings import Heading, find_headings
from geo.dates.mentions import find_dates
from geo.language import Doc, cut_out
from geo.model import Resolution, When

__all__ = ["Item", "item_days", "part_items"]

# A day further back is not that of a round-up.
_LATE = timedelta(days=7)
# Characters of a title at most.
_TITLE = 80
# Fewer headings that name places make no round-up.
_FEWEST = 2


class Item(NamedTuple):
    """
    A part of an article that is read by itself.

    Attributes
    ----------
    doc
        As long as the article up to its end: offsets are the article's.
    resolutions
        Of its toponyms.
    heading_end
        Where its text begins behind the place that heads it; 0 without one.
    """

    doc: Doc
    resolutions: tuple[Resolution, ...]
    heading_end: int = 0


def part_items(doc: Doc, resolutions: Sequence[Resolution]) -> tuple[Item, ...]:
    """
    Part a round-up into its items.

    Parameters
    ----------
    doc
        The parsed article.
    resolutions
        Of its toponyms.

    Returns
    -------
    items
        In text order, with what stands before and behind the headed ones; the
        whole article when it is no round-up: when fewer than two headings, or
        most of them no places, head its lines.
    """
    headings = find_headings(doc.text)
    known = [heading for heading in headings if _names_place(heading, resolutions)]
    if len(known) < _FEWEST or len(known) * 2 < len(headings):
        return (Item(doc, tuple(resolutions)),)
    ends = {heading.start: heading.end for heading in headings}
    starts = [0, *ends, _end_of_last(doc.text, headings)]
    titles = _titles(doc.text, headings)
    items = []
    for start, following in pairwise([*starts, len(doc.text)]):
        end = titles.get(following, following)
        if doc.text[start:end].strip():
            own = tuple(r for r in resolutions if start <= r.toponym.start < end)
            items.append(Item(cut_out(doc, start, end), own, ends.get(start, 0)))
    return tuple(items)


def item_days(doc: Doc, items: Sequence[Item], published: date | None) -> tuple[When | None, ...]:
    """
    Return the day that stands above each item of a round-up.

    Parameters
    ----------
    doc
        The parsed article.
    items
        From `part_items`.
    published
        The article's day.

    Returns
    -------
    days
        For each item that of the chronology's entry in which it stands, else that of "Storm
        damage on Tuesday:", the preface; None where none or several are told.
    """
    if published is None or len(items) == 1:
        return (None,) * len(items)
    preface = None if items[0].heading_end else _only_day(items[0].doc, published)
    heads = find_dates(doc, published) if find_entries(doc.text) else ()
    return tuple(
        next((h.when for h in heads if h.end <= item.heading_end < h.entry_end), preface)
        for item in items
    )


def _only_day(preface: Doc, published: date) -> When | None:
    """Return the one day of late that the preface of a round-up tells."""
    days = [m.when for m in find_dates(preface, published) if m.when.prec <= 2]
    starts = {when.start for when in days}
    (start,) = starts if len(starts) == 1 else (None,)
    is_late = start is not None and timedelta() <= published - start <= _LATE
    return days[-1] if is_late else None


def _names_place(heading: Heading, resolutions: Sequence[Resolution]) -> bool:
    return any(
        heading.start <= r.toponym.start < heading.name_end
        and r.toponym.role == "place"
        and r.place is not None
        for r in resolutions
    )


def _titles(text: str, headings: Sequence[Heading]) -> dict[int, int]:
    """
    Return where the titles of items begin, by where their headings do.

    They sum up what the items tell. None where fewer than half of the items have one.
    """
    found = {}
    for heading in headings:
        before = text[: heading.start].rstrip()
        line = before.rsplit("\n", 1)[-1]
        is_title = 0 < len(line) <= _TITLE and line[-1].isalnum() and heading.start > len(before)
        if is_title and text[: len(before) - len(line)].rstrip(" \t")[-1:] in {"", "\n"}:
            found[heading.start] = len(before) - len(line)
    return found if len(found) * 2 > len(headings) else {}


def _end_of_last(text: str, headings: Sequence[Heading]) -> int:
    """Return where the last item ends: with its line, if all others are of one line."""
    are_lines = all("\n" not in text[a.end : b.start].strip() for a, b in pairwise(headings))
    end = text.find("\n", headings[-1].end)
    return end if are_lines and end >= 0 else len(text)
