"""From a number to the people it counts, wherever the parse puts their noun."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geo.casualties.flags import is_none
from geo.casualties.words import hints, hit_words, is_person_noun
from geo.dates.words import grammar_part
from geo.grammar.clauses import is_aged, is_class
from geo.grammar.numerals import Quantity, find_quantities
from geo.language import Span, Token, text_of
from geo.model import Count

__all__ = ["NOBODY", "Counted", "count_without_number", "counted_people", "is_pronoun"]

NOBODY = Count(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Counted:
    """
    A quantity with the people it counts.

    Attributes
    ----------
    quantity
        Offsets count characters of the document.
    begin
        Index of the number's first token.
    number
        The token that governs the number's others.
    noun
        The noun that it counts; the number itself where it stands alone.
    top
        The token that governs both in the parse.
    first, last
        Indices of the first token after the number and of the noun, so far as
        there is one; else both of the number's last token.
    is_part
        Said of people counted before: "five of them", "including three nuns".
    is_more
        Said to come on top of others: "another 12", "46 other people".
    """

    quantity: Quantity
    begin: int
    number: Token
    noun: Token
    top: Token
    first: int
    last: int
    is_part: bool
    is_more: bool

    @property
    def is_bare(self) -> bool:
        """No noun follows the number: "killed six"."""
        return self.noun.i == self.number.i

    @property
    def is_whole(self) -> bool:
        """Another number takes a part of it: the 14 of "four of the 14"."""
        return self.top.dep_ == "pobj" and self.top.head.head.like_num

    def holds(self, token: Token) -> bool:
        """Tell whether a token is the number, its noun or what governs them."""
        return self.begin <= token.i <= self.last or token.i == self.top.i


_MORE = frozenset({"other", "others", "more", "another", "additional", "further"})
_WHOLE = frozenset(
    {"dead", "slain", "killed", "injured", "wounded", "victims", "missing", "casualties"}
)
_PRONOUNS = frozenset({"them", "whom", "us", "these", "those", "which", "you"})
# No verb may stand between the cue and the number: it would start a new count.
_PART_CUE = re.compile(
    r"(?:\bincluding|\bincludes?|\bincluded|\bamong\s+(?:them|whom|those|the\s+\w+)\b[^.;]{0,40}"
    r"|\bof\s+(?:whom|which|those|the\s+(?:dead|killed|injured|wounded|victims|missing))\b"
    r"[^.;]{0,24}|\bthem,)[^.;:]{0,60}$",
    re.IGNORECASE,
)
_ANOTHER = re.compile(r"\b(?:another|further)\s+[\w,.-]+$", re.IGNORECASE)
_DAY_WORDS = frozenset({"today", "yesterday", "overnight", "tonight"})
_AGE = re.compile(
    r"[-\u2010\u2011\s]years?[-\u2010\u2011\s]old|[-\u2010\u2011](?!year)\w", re.IGNORECASE
)
_BEFORE_NO_PEOPLE = re.compile(
    r"(?:[$\u20ac\u00a3\u00a5#]|\baged?(?:\s+(?:about|around|just|only|between|under|over))?|\bage\s+of|\bNo\.|\b[Nn]o-?|\beach|\bany|\bevery"
    r"|\b[Aa]ll\s+but|\bnot)\s*$"
)
# "A girl of 12", where the parse may take the age for a count.
_ONE_OF_AGE = re.compile(
    r"\b(?:an?|the|his|her|their|one)\s+(?:[\w-]+\s+){0,2}(?:boy|girl|man|woman|child|baby|infant|toddler"
    r"|teenager|youth|pupil|pensioner|son|daughter|grandmother|grandfather)\s+of\s*$",
    re.IGNORECASE,
)
# Classes of words for what no toll counts.
_MADE = ("building", "structure", "vehicle", "ship")
# Long enough for "as many as" before the number.
_LEAD = 20
_AFTER_NO_PEOPLE = re.compile(r"\s*(?:%|\u00b0)")


def counted_people(sentence: Span, dates: Sequence[tuple[int, int]]) -> tuple[Counted, ...]:
    """
    Pair each quantity of a sentence that may count people with its noun.

    Parameters
    ----------
    sentence
        Parsed.
    dates
        Character spans of date expressions in the sentence: no counts.

    Returns
    -------
    counted
        In text order. Ages, money, shares, measures and animals are left out.
    """
    return tuple(_counted(sentence, dates))


def _counted(sentence: Span, dates: Sequence[tuple[int, int]]) -> Iterator[Counted]:
    # A sentence that the parser cut short may have left "At" in the one before.
    lead = text_of(sentence.doc)[max(0, sentence.start_char - _LEAD) : sentence.start_char]
    lead = lead[lead.rfind("\n") + 1 :]
    text, offset = lead + sentence.text, sentence.start_char - len(lead)
    for quantity in find_quantities(text):
        if quantity.number_start < len(lead):
            continue
        if any(
            start < quantity.end - len(lead) and quantity.number_start - len(lead) < end
            for start, end in dates
        ):
            continue
        if _is_something_else(text, quantity):
            continue
        span = sentence.doc.char_span(
            offset + quantity.number_start, offset + quantity.end, alignment_mode="expand"
        )
        if not span:
            continue
        noun, first, is_more, is_part = _noun_after(sentence, span)
        if _is_age_of(span.root) if noun is None else _is_no_person(noun):
            continue
        last = span[-1].i if noun is None else noun.i
        following = sentence.doc[last + 1 : min(last + 3, sentence.end)].text.lower()
        count = quantity.count  # of "450 people or more" the least
        count = replace(count, high=None) if following == "or more" else count
        number = span[0] if span.root.i > last else span.root
        before = text[: quantity.start]
        yield Counted(
            quantity=replace(
                quantity,
                count=count,
                start=offset + quantity.start,
                end=offset + quantity.end,
                number_start=offset + quantity.number_start,
            ),
            begin=span.start,
            number=number,
            noun=number if noun is None else noun,
            top=_top(number),
            first=min(first, last),
            last=last,
            is_part=is_part or _PART_CUE.search(before) is not None,
            is_more=is_more or _ANOTHER.search(text, 0, quantity.end) is not None,
        )


def _is_something_else(text: str, quantity: Quantity) -> bool:
    """Tell ages, sums and shares from counts."""
    before = text[: quantity.number_start]
    if _BEFORE_NO_PEOPLE.search(before) or _ONE_OF_AGE.search(before):
        return True
    if _AGE.match(text, quantity.end) or _AFTER_NO_PEOPLE.match(text, quantity.end):
        return True
    # "Ali Hassan, 24, was": a number between commas is an age.
    between = (
        text[max(0, quantity.start - 2) : quantity.start],
        text[quantity.end : quantity.end + 1],
    )
    return between == (", ", ",") and quantity.count.high == quantity.count.low


def _is_age_of(number: Token) -> bool:
    """Tell "a boy of 12" and "girls of six and eight" from "a family of six"."""
    while number.dep_ == "conj":
        number = number.head
    if number.dep_ != "pobj" or number.head.lower_ != "of":
        return False
    lemma = number.head.head.lemma_.lower()
    return is_person_noun(lemma) and lemma not in hints("group")


def _is_no_person(noun: Token) -> bool:
    """Tell a beast, a measure, a house or a car, or the street of an address."""
    lemma = noun.lemma_.lower()
    # "Vehicles" take in who drives them.
    if not is_person_noun(lemma) and any(is_class(noun, name) for name in _MADE):
        return True
    return lemma in hints("thing") | hints("animal") or (
        noun.pos_ == "PROPN" and (noun.ent_type_ in {"FAC", "LOC"} or lemma in hints("street"))
    )


def _top(number: Token) -> Token:
    top = number
    while top.dep_ in {"nummod", "quantmod", "compound", "advmod"} and top.i < top.head.i:
        top = top.head
    return top


def _noun_after(sentence: Span, number: Span) -> tuple[Token | None, int, bool, bool]:
    """Read on from a number: its noun, the token after it, "others", and "of them"."""
    doc = sentence.doc
    i, is_more = number.end, False
    if i < sentence.end and doc[i].lower_ == "of":
        i += 1
        if i < sentence.end and doc[i].lower_ in _PRONOUNS:
            return None, number.end, False, True
        while i < sentence.end and (doc[i].pos_ == "DET" or doc[i].tag_ == "PRP$"):
            i += 1
        if i < sentence.end and doc[i].like_num:
            # "Four of the 14 passengers": the noun is counted by the second number.
            return None, number.end, False, False
        if i < sentence.end and doc[i].lower_ in _WHOLE:
            return None, number.end, False, True
    noun: Token | None = None
    for token in doc[i : sentence.end]:
        if not _goes_on(token, sentence):
            break
        is_more = is_more or token.lower_ in _MORE
        if token.pos_ in {"NOUN", "PROPN"} or token.text == "IS":
            noun = token
    return noun, i, is_more, False


def _goes_on(token: Token, sentence: Span) -> bool:
    """Tell whether a token may stand inside a counted noun phrase."""
    if token.is_space or token.text in {"-", "\u2011", "'s", "\u2019s", "\u2019", "/"}:
        return True
    if token.lower_ in _DAY_WORDS or re.fullmatch(grammar_part("ANY_WEEKDAY"), token.text):
        return False
    # "IS" is the Islamic State even where the parser takes it for the verb.
    if token.text == "IS" or token.lower_ in _MORE:
        return True
    if token.lower_ in hit_words("state") or token.tag_ in {"VBN", "VBG"}:
        # "Two dead soldiers", never "two dead".
        following = token.doc[token.i + 1 : min(token.i + 2, sentence.end)]
        return any(word.pos_ in {"NOUN", "PROPN"} for word in following)
    if token.pos_ == "NUM":
        # "Three 16-year-old girls".
        return token.doc[token.i + 1 : token.i + 2].text.startswith("-")
    return token.pos_ in {"NOUN", "PROPN", "ADJ"}


_ORDINALS = frozenset({"second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"})


def is_pronoun(victim: Token) -> bool:
    """
    Tell words that stand for people told of: "both", "a third".

    Parameters
    ----------
    victim
        Head of the words for them.

    Returns
    -------
    is_pronoun
        True in "two died and a third was hurt", not of "a third of the men".
    """
    words = [child.lower_ for child in victim.children]
    is_one_more = victim.lower_ in _ORDINALS and "a" in words and "of" not in words
    return is_one_more or victim.lower_ == "both"


def _are_both(victim: Token) -> bool:
    """Tell "both pilots" and "both of them" from "both soldiers and civilians"."""
    own = [victim, *(c for c in victim.children if c.dep_ in {"det", "predet"})]
    return any(word.lower_ == "both" for word in own) and not victim.conjuncts


def count_without_number(victim: Token) -> Count | None:
    """
    Count victims told without a number: a nurse, nobody, both pilots.

    Parameters
    ----------
    victim
        Head of the words for them.

    Returns
    -------
    count
        Without bounds for "civilians"; None where nobody is told.
    """
    lemma = victim.lemma_.lower()
    if is_none(victim):
        return NOBODY
    if victim.pos_ in {"PRON", "NUM"} and not _are_both(victim):
        return Count(1, 1, 1) if victim.lower_ in {"he", "she", "him", "her"} else None
    if lemma in hints("pair") or _are_both(victim):
        return Count(2, 2, 2)
    if victim.lower_ in _ORDINALS:
        return Count(1, 1, 1) if is_pronoun(victim) else None
    is_person = (victim.ent_type_ == "PERSON" and victim.pos_ == "PROPN") or is_aged(victim)
    if not is_person and (lemma in hints("group") or victim.tag_ in {"NNS", "NNPS"}):
        return Count()
    return Count(1, 1, 1) if is_person or victim.tag_ == "NN" else None
