"""The dead that a text goes on telling, without a word of harm: "in Aden it was a boy of six"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from geo.casualties.tolls import CasualtyMention
from geo.casualties.words import is_person_noun
from geo.grammar.clauses import is_aged
from geo.grammar.numerals import find_quantities
from geo.language import Span, Token
from geo.model import Count

__all__ = ["find_verbless"]

_AT = r"(?:in|at|near|outside|around)"
_ORDINAL = r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|further|last)"
# "In Aden, it was", "Near Oran, a resort on the coast, the victims were".
_OPENING = re.compile(
    rf"(?:(?:And|But|Meanwhile,|Also)\s+)?{_AT}\s[^;.]{{2,90}}?,?\s"
    r"(?:it|the\s+(?:dead|victims?|casualt(?:y|ies))|those\s+killed)\s(?:was|were|included)\s+",
    re.IGNORECASE,
)
# "; in Oran, a man in a car"
_ITEM = re.compile(rf"\s*[;,]\s(?:and\s)?{_AT}\s[^,;.]{{2,40}},\s(?=(?:an?|one|two|three|his)\s)")
# "A fifth death was reported from", "another victim was a nurse in".
_ONE_MORE = re.compile(
    rf"(?:(?:an?|the)\s+{_ORDINAL}|another|one\s+more)\s+(?:death|fatality|victim|person)\s"
    rf"(?:(?:was|came|occurred|happened)\s(?:reported\s|recorded\s|confirmed\s)?"
    rf"(?:[a-z-]+\s){{0,3}}?)(?:from|{_AT})\s(?=(?:the\s)?[A-Z])",
    re.IGNORECASE,
)
# "Three of the dead were in".
_SOME = re.compile(
    rf"\sof\sthe\s(?:dead|deaths|victims|fatalities)\s(?:was|were)\s{_AT}\s(?=[A-Z])"
)
_END_OF_NOUNS = re.compile(r"[,;.:]|\s(?:who|whose|which|when|as|after)\s|$")


def find_verbless(sentence: Span) -> Iterator[CasualtyMention]:
    """
    Find the dead in a sentence that goes on from one with a word of death.

    Parameters
    ----------
    sentence
        Parsed, without a word of harm; whether people died before it the
        caller knows.

    Yields
    ------
    mention
        In text order: of killed people.

    Examples
    --------
    >>> from geo.language import load_model
    >>> doc = load_model()("In Aden, it was a boy of six; in Suva, two monks.")
    >>> for mention in find_verbless(next(doc.sents)):
    ...     print(doc.text[mention.start : mention.end], mention.count.best)
    a boy of six 1
    two monks 2
    """
    text = sentence.text
    opening = _OPENING.match(text)
    while opening is not None:
        end = _end_of(text, opening.end())
        people = sentence.char_span(opening.end(), end, alignment_mode="contract")
        if people is not None and (noun := _first_person(people)) is not None:
            yield _dead(sentence, people.start_char, people.end_char, noun, _number(people))
        opening = _ITEM.match(text, end)
    if one := _ONE_MORE.match(text):
        # Up to the place, which stands right behind.
        yield _whole(sentence, one.start(), one.end(), 1)
    if (some := _SOME.search(text)) and (before := find_quantities(text[: some.start()])):
        number = before[-1].count.best
        if number is not None and before[-1].end == some.start():
            yield _whole(sentence, before[-1].start, some.end(), number)


def _end_of(text: str, start: int) -> int:
    found = _END_OF_NOUNS.search(text, start)
    return found.start() if found is not None else len(text)


def _first_person(people: Span) -> Token | None:
    """Return the noun for those told: the boy of "a 6-year-old boy"."""
    return next((t for t in people if t.pos_ in {"NOUN", "PROPN"} and _is_person(t)), None)


def _is_person(noun: Token) -> bool:
    return is_person_noun(noun.lemma_.lower()) or is_aged(noun)


def _number(people: Span) -> int:
    """Count "a farmer and his two sons" as three."""
    found = 0
    for noun in people:
        is_inner = noun.dep_ == "compound" or (noun.dep_ == "pobj" and noun.head.i >= people.start)
        if noun.pos_ != "NOUN" or not _is_person(noun) or is_inner:
            continue
        numbers = [child for child in noun.children if child.dep_ == "nummod"]
        counted = find_quantities(numbers[0].text) if numbers else ()
        found += (counted[0].count.best or 1) if counted else 1
    return found or 1


def _whole(sentence: Span, start: int, end: int, number: int) -> CasualtyMention:
    """Make a mention of words up to a place."""
    words = sentence.char_span(start, end, alignment_mode="expand") or sentence
    return _dead(sentence, words.start_char, words.end_char, words.root, number)


def _dead(sentence: Span, start: int, end: int, noun: Token, number: int) -> CasualtyMention:
    return CasualtyMention(
        start=start,
        end=end,
        kind="killed",
        count=Count(number, number, number),
        who="",
        label=str(number),
        is_more=True,
        trigger=noun.i,
        sentence=sentence.start,
    )
