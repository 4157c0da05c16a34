"""Tolls told as a figure: "the death toll rose from 30 to 43"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geo.grammar.numerals import Quantity, find_quantities
from geo.language import Span, Token
from geo.model import Count

__all__ = ["TollFigure", "find_toll_figures", "is_of_other_side"]


@dataclass(frozen=True, slots=True)
class TollFigure:
    """
    The number that a toll came to.

    Attributes
    ----------
    start, end
        Characters of the document: the number.
    kind
        `killed` unless the toll is said to be of others; empty for "put the
        number at six", of what the sentence counted before.
    count
        By the codebook's rules; the later one of "from 30 to 43".
    label
        For display.
    trigger
        The word "toll" or "number".
    """

    start: int
    end: int
    kind: str
    count: Count
    label: str
    trigger: Token


_OF = (
    r"dead|deaths|fatalities|bodies|victims|killed|injured|wounded|injuries|missing|displaced|infected"
    r"|infections"
)
# What one side says of the other: "put the rebels' losses at 30".
_LOSSES = (
    r"(?P<losses>put(?:s|ting)?\s+(?!(?:its|their|his|our|own)\b)(?:[\w'\u2019-]+\s+){1,4}?losses"
    r"(?=\s+at\b))"
)
_FALLEN = re.compile(
    r"\s*(?:[.,;]|$|(?:dead|killed|men|though|although|but|and|while)\b)", re.IGNORECASE
)
_MOST_FALLEN = 100_000
_TOLL = re.compile(
    rf"\b(?:{_LOSSES}|(?:death\s+|casualty\s+)?tolls?|(?<=\bput\sthe\s)(?P<same>number|figure)(?=\sat\b)|body\s+count|(?:number|count|tally)\s+of\s+(?:the\s+)?"
    rf"(?:\w+\s+)?(?:who\s+(?:have|had)\s+)?"
    rf"(?:(?:confirmed|reported|known|thought|believed|found|left)\s+(?:to\s+(?:be|have\s+been|have)"
    rf"\s+)?)?(?P<kind>{_OF}|died|arrests))\b"
    rf"(?:\s+of\s+(?:the\s+)?(?P<kind2>{_OF})\b)?",
    re.IGNORECASE,
)
_OTHER_SIDE = re.compile(rf"\b{_LOSSES}\s+at\s+$", re.IGNORECASE)
# "The road toll", of no one crash.
_OF_MANY = re.compile(r"\b(?:road|traffic|annual|yearly|holiday|weekly|monthly)\s+$", re.IGNORECASE)
# Verbs and prepositions between a toll and its number.
_GAP = re.compile(
    r"\s*:\s*|(?:.*\s)?(?:to|at|as|of|is|was|were|reach(?:ed|es)|hits?|pass(?:ed|es)|top(?:ped|s)"
    r"|exceed(?:ed|s)|surpass(?:ed|es)|stands?|stood)\s+",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_GAP = 120
_BREAK = re.compile(r"[.;]\s|:\s+\w")
_KINDS = {
    "injured": "injured", "wounded": "injured", "injuries": "injured", "missing": "missing",
    "displaced": "displaced", "infected": "infected", "infections": "infected",
    "arrests": "detained",
}  # fmt: skip


def find_toll_figures(sentence: Span) -> Iterator[TollFigure]:
    """
    Find the number that each toll of a sentence came to.

    Parameters
    ----------
    sentence
        Parsed.

    Yields
    ------
    figure
        In text order, at most one for each word such as "toll".
    """
    text, offset = sentence.text, sentence.start_char
    for toll in _TOLL.finditer(text):
        quantity = _number_of(text, toll)
        if quantity is None or _OF_MANY.search(text, 0, toll.start()):
            continue
        count, label = quantity.count, quantity.label
        if _is_rise(text, quantity) and count.high is not None:
            count, label = Count(count.high, count.high, count.high), f"{count.high:,}"
        span = sentence.char_span(*toll.span(), alignment_mode="expand")
        yield TollFigure(
            start=offset + quantity.start,
            end=offset + quantity.end,
            kind="" if toll["same"] else _kind_of(toll),
            count=count,
            label=label,
            trigger=span.root if span else sentence.root,
        )


def is_of_other_side(text: str, start: int) -> bool:
    """
    Tell the fallen of the other side from the toll that takes in all.

    Parameters
    ----------
    text
        Of the article.
    start
        Where the number begins.

    Returns
    -------
    is_of_other_side
        True for "put the rebels' losses at 30", not for "put its losses at 30".
    """
    return _OTHER_SIDE.search(text, 0, start) is not None


def _kind_of(toll: re.Match[str]) -> str:
    return _KINDS.get((toll["kind"] or toll["kind2"] or "dead").lower(), "killed")


def _number_of(text: str, toll: re.Match[str]) -> Quantity | None:
    for quantity in find_quantities(text):
        gap = text[toll.end() : quantity.start]
        if quantity.start < toll.end() or len(gap) > _LONGEST_GAP or _BREAK.search(gap):
            continue
        if toll["losses"] and not _is_of_fallen(text, quantity):
            return None
        if _is_rise(text, quantity) or _GAP.fullmatch(gap):
            return quantity
    return None


def _is_of_fallen(text: str, quantity: Quantity) -> bool:
    """Tell the fallen from money, shares and fields: "put farmers' losses at 30 million"."""
    is_few = (quantity.count.low or 0) < _MOST_FALLEN
    return is_few and _FALLEN.match(text, quantity.end) is not None


def _is_rise(text: str, quantity: Quantity) -> bool:
    return text[quantity.start : quantity.start + 4].lower() == "from"
