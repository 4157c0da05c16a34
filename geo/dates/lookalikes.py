"""Words that look like dates and are none: house numbers, first names, newspapers, a dateline's."""

from __future__ import annotations

import re

from geo.articles.entries import find_entries
from geo.casualties.words import hints
from geo.dates.words import Expression
from geo.grammar.clauses import is_class
from geo.language import Doc, Span, Token, text_of

__all__ = ["is_before_dash", "is_date"]

_DASH = re.compile(r"[ \t]*(?:--|[\u2013\u2014-])[ \t]")
# Before the number of a house, not "the 1989 Tiananmen Square protests".
_OF_HOUSE = frozenset({"of", "at", ",", "("})
_ADDRESS_WORDS = 4
_NAMED_WEEKDAYS = re.compile(
    r"\b(?:Bloody|Black|Good|Super|Palm|Easter|Ash|Cyber|Shrove|Maundy|Sheffield)\s+$"
)


def is_date(doc: Doc, expression: Expression) -> bool:
    """
    Tell a date from words that look like one.

    Parameters
    ----------
    doc
        The parsed article.
    expression
        Found by its words alone.

    Returns
    -------
    is_date
        False for a house number, "the Christmas market", USA Today, and a date
        that heads the whole text.
    """
    match, text = expression.match, text_of(doc)
    is_first = not text[: match.start()].strip() and not find_entries(text)
    if (is_first and is_before_dash(text, match.end())) or text.startswith(" block", match.end()):
        return False  # "16 September 2005 -- Two officers", "in the 1600 block of Elm Street"
    if expression.kind == "month":
        return _is_month(doc, match)
    if expression.kind == "season":
        return _is_season(match)
    if expression.kind == "weekday":
        return not _is_named_weekday(doc, match)
    if "name" in match.groupdict():
        return not _is_attribute(doc, match)
    is_number = expression.kind == "year" and _is_number(doc, match)
    return not (is_number or _is_newspaper(doc, match))


def is_before_dash(text: str, end: int) -> bool:
    """Tell a date that heads a text: "16 September 2005 -- Two officers"."""
    return _DASH.match(text, end) is not None


def _is_month(doc: Doc, match: re.Match[str]) -> bool:
    """Tell the month of May from the verb and the minister, April from the woman."""
    groups = match.groupdict()
    if any(groups.get(name) for name in ("m2", "y", "prep", "mod")):
        return True
    span = doc.char_span(*match.span("m"), alignment_mode="expand")
    if not span or span[0].pos_ not in {"PROPN", "NOUN"}:
        return False
    return span[0].ent_type_ == "DATE" and span[0].dep_ not in {"nsubj", "nsubjpass"}


def _is_season(match: re.Match[str]) -> bool:
    """Accept a season with a year, "last" or "in the" before it, never "fall" the verb."""
    if match["y"] or match["mod"]:
        return True
    return match[0].lower().startswith(("in ", "over ", "during ", "since ")) and (
        match["s"].lower() != "fall"
    )


def _is_number(doc: Doc, match: re.Match[str]) -> bool:
    """Tell a house, "of 1935 Orchard St.", and a model, "drove a 2003 pickup", from a year."""
    span = doc.char_span(*match.span("y"), alignment_mode="expand")
    if not span:
        return False
    before = match[0].lower().split()[0]
    if before in _OF_HOUSE and _is_address(doc[span.end : span.end + _ADDRESS_WORDS]):
        return True
    head = span.root.head
    is_make = before in {"a", "an"} and head.pos_ == "PROPN"
    return head.i >= span.end and (is_make or is_class(head, "vehicle"))


def _is_address(words: Span) -> bool:
    """Tell "Orchard St." and "North Main Street" behind the number of a house."""
    end = next((n for n, word in enumerate(words) if word.lower_ in hints("street")), 0)
    return end > 0 and all(word.is_title for word in words[: end + 1])


def _is_named_weekday(doc: Doc, match: re.Match[str]) -> bool:
    before = text_of(doc)[max(0, match.start("wd") - 12) : match.start("wd")]
    if _NAMED_WEEKDAYS.search(before):
        return True
    span = doc.char_span(*match.span("wd"), alignment_mode="expand")
    if not span:
        return False
    return span[0].ent_type_ in {"ORG", "PERSON", "WORK_OF_ART"} or _is_first_name(span[0])


def _is_first_name(day: Token) -> bool:
    """Tell Sunday Okoro, a chief, from the day."""
    name = day.head
    is_name = day.dep_ == "compound" and name.pos_ == "PROPN" and name.i == day.i + 1
    return is_name and name.dep_ in {"nsubj", "nsubjpass"} and name.ent_type_ != "ORG"


def _is_attribute(doc: Doc, match: re.Match[str]) -> bool:
    """Tell "the Christmas market" from "on Christmas"."""
    if match["name"].lower().endswith((" day", " eve")) or match["name"][0].isdecimal():
        return False
    span = doc.char_span(*match.span("name"), alignment_mode="expand")
    following = doc[span.end : span.end + 1] if span else ()
    return any(word.pos_ in {"NOUN", "PROPN"} for word in following)


def _is_newspaper(doc: Doc, match: re.Match[str]) -> bool:
    """Tell USA Today and Russia Today from today."""
    word = match[0]
    return word == "Today" and text_of(doc)[: match.start()].rstrip()[-1:].isalpha()
