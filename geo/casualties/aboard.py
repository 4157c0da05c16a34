"""Wrecks that nobody survived: the dead are those who were on board."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from geo.casualties.tolls import CasualtyMention
from geo.grammar.numerals import Quantity, find_quantities
from geo.language import Span
from geo.model import Count

__all__ = ["find_lost_with_all"]

# So many sentences on, "there were no survivors" still speaks of them.
_REACH = 4
_ABOARD = r"(?:on\s?board|aboard|inside|in\s+it)"
_THOSE = r"(?:everyone|everybody|all\s+(?:of\s+)?(?:those|(?:the\s+)?(?:people|passengers))?)"
# "62 people on board", "nine passengers and crew aboard".
_THEIR_NUMBER = re.compile(
    r"(?:\s+(?!(?:and|of)\b)[a-z]+){0,2}(?:\s+and\s+(?:[a-z]+\s+)?crew)?\s+(?:on\s?board|aboard)\b"
)
_CREW_OF = re.compile(r"\bcrew\s+of\s+(?:[a-z]+\s+){0,2}$")
_CARRYING = re.compile(r"\bcarrying\s+(?:[a-z]+\s+){0,3}$")
_PEOPLE = re.compile(
    r"\s+(?:[a-z]+\s+)?(?:people|passengers?|soldiers?|migrants?|refugees?|workers?|miners?|men|women"
    r"|pilgrims?|tourists?|pupils|students|villagers|troops|officers|crew)\b"
)
_NOBODY_LEFT = re.compile(
    rf"\bno\s+(?:known\s+|other\s+)?survivors\b"
    rf"|\b(?:no\s?one|nobody|none\s+of\s+[\w\s-]{{2,40}}?)\s+(?:{_ABOARD}\s+)?"
    rf"(?:is\s+\w+\s+to\s+have\s+|could\s+have\s+|had\s+|has\s+)?survived\b"
    rf"|\bkill(?:ed|ing)\s+{_THOSE}\s*{_ABOARD}"
    rf"|\b{_THOSE}\s*{_ABOARD}\s+(?:\w+\s+){{0,3}}?(?:dead|killed|died|perished|drowned)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:only|just)\s+$", re.IGNORECASE)
_SURVIVED = re.compile(r"\s+(?:[a-z]+\s+){0,2}survived\b")
_ALL_BUT = re.compile(r"\ball\s+but\s+$", re.IGNORECASE)
_OF_THEM = re.compile(
    rf"\s+of\s+(?:those|them|the\s+\w+)(?:\s+{_ABOARD})?\s+(?:\w+\s+){{0,2}}?(?:died|perished|drowned|killed|dead)\b"
)


def find_lost_with_all(sentences: Sequence[Span]) -> Iterator[CasualtyMention]:
    """
    Count the dead of "a plane with 62 people on board crashed. There were no survivors".

    Parameters
    ----------
    sentences
        Of an article, parsed.

    Yields
    ------
    mention
        Of killed people, for each sentence that says that all of those on
        board, or all but a few, died, where their number was told by then.

    Examples
    --------
    >>> from geo.language import load_model
    >>> doc = load_model()("A jet with 62 people on board crashed. None of them survived.")
    >>> [mention.count.best for mention in find_lost_with_all(list(doc.sents))]
    [62]
    """
    aboard, told = 0, -_REACH - 1
    for number, sentence in enumerate(sentences):
        text = sentence.text
        if (own := _number_aboard(text)) is not None:
            aboard, told = own, number
        if number - told > _REACH:
            continue
        lost = _lost(text, aboard)
        if lost is not None:
            yield _dead(sentence, *lost)
            told = -_REACH - 1


def _number_aboard(text: str) -> int | None:
    if not any(word in text for word in ("board", "carrying", "crew")):
        return None
    for quantity in find_quantities(text):
        is_aboard = (
            _THEIR_NUMBER.match(text, quantity.end)
            or _CREW_OF.search(text, 0, quantity.start)
            or (_CARRYING.search(text, 0, quantity.start) and _PEOPLE.match(text, quantity.end))
        )
        if is_aboard and quantity.count.best and quantity.count.low:
            return quantity.count.best
    return None


def _lost(text: str, aboard: int) -> tuple[int, int, int] | None:
    """Return where a sentence says that all were lost, and how many were."""
    are_some = " but " in text or "survived" in text
    for quantity in find_quantities(text) if are_some else ():
        if _is_rest(text, quantity) and 0 < (quantity.count.best or 0) < aboard:
            return quantity.start, quantity.end, aboard - (quantity.count.best or 0)
    found = _NOBODY_LEFT.search(text)
    return None if found is None else (*found.span(), aboard)


def _is_rest(text: str, quantity: Quantity) -> bool:
    """Tell "all but two of those on board drowned" and "only two survived"."""
    for before, after in ((_ALL_BUT, _OF_THEM), (_ONLY, _SURVIVED)):
        if before.search(text, 0, quantity.number_start) and after.match(text, quantity.end):
            return True
    return False


def _dead(sentence: Span, start: int, end: int, number: int) -> CasualtyMention:
    words = sentence.char_span(start, end, alignment_mode="expand") or sentence
    return CasualtyMention(
        start=words.start_char,
        end=words.end_char,
        kind="killed",
        count=Count(number, number, number),
        who="people",
        label=str(number),
        trigger=words.root.i,
        sentence=sentence.start,
    )
