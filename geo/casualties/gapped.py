"""Numbers that go on with a count before them: "eleven died in Nepal, seven in Tibet"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from geo.casualties.counted import Counted
from geo.casualties.tolls import CasualtyMention
from geo.language import text_of

__all__ = ["find_gapped"]

_JOINT = re.compile(r"(?:[,;:\u2013\u2014]|\b(?:and|plus|including|among (?:them|whom),?))\s+$")
_AT_PLACE = re.compile(
    r"(?:\s+of\s+(?:them|whom|those))?\s+(?:in|at|on|near|outside|around)"
    r"\s+(?:[a-z]+\s+){0,3}[A-Z]"
)
# The tagger's kinds of names that a place may be given.
_PLACE_KINDS = frozenset({"", "GPE", "LOC", "NORP"})


def find_gapped(
    counted: Sequence[Counted], told: Sequence[CasualtyMention]
) -> Iterator[CasualtyMention]:
    """
    Read on in "eleven died in Nepal, seven in Tibet" and "Mali had 29 deaths and Togo 17".

    Parameters
    ----------
    counted
        All quantities of a sentence that may count people.
    told
        The statements that it makes with a word of harm.

    Yields
    ------
    mention
        Of the same harm as the one before it.
    """
    last: CasualtyMention | None = None
    for match in counted:
        start = match.quantity.start
        same = next((m for m in told if m.start <= start < m.end), None)
        if same is not None or last is None or not _is_of_list(match):
            last = same or last
            continue
        last = replace(
            last,
            start=start,
            end=match.quantity.end,
            count=match.quantity.count,
            who="others" if match.is_more else "",
            label=match.quantity.label,
            is_part=match.is_part or last.is_part,
            is_more=match.is_more,
            is_total=False,
        )
        yield last


def _is_of_list(match: Counted) -> bool:
    """Tell a number that stands for a clause of its own: a place right after or before it."""
    is_anybody = match.is_bare or match.noun.lemma_ in {"person", "people", "other"}
    if not is_anybody or match.top.dep_ in {"nsubj", "nsubjpass"}:
        return False
    doc, name = match.number.doc, match.number.doc[match.begin - 1]
    last = doc[match.last]
    if _AT_PLACE.match(text_of(doc), last.idx + len(last)):
        return _JOINT.search(text_of(doc), 0, match.quantity.start) is not None
    is_name = name.pos_ == "PROPN" and name.ent_type_ in _PLACE_KINDS
    return is_name and _JOINT.search(text_of(doc), 0, name.left_edge.idx) is not None
