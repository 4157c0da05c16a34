"""Spans of days that a date makes with the words and the dates beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from geo.dates.days import DAY, DateMention
from geo.dates.tenses import tense_words
from geo.grammar.clauses import governing_verb, is_class
from geo.language import Doc, Token, text_of
from geo.model import When

__all__ = ["begins", "bounded", "lasting_noun", "printed", "with_spans"]

_BOUND = re.compile(
    r"(?:(?P<since>\bsince)|(?P<until>\b(?:until|till))|\b(?:the\s+)?week\s+(?P<week>of|beginning|starting"
    r"|ending|to)|(?P<starting>\b(?:starting|beginning)(?:\s+on)?))\s+(?:the\s+)?"
    r"(?:(?:early|late)\s+)?$",
    re.IGNORECASE,
)
_OWN_BOUND = re.compile(r"(?P<since>since)|(?P<until>until|till)", re.IGNORECASE)
_SIX_DAYS = timedelta(days=6)
# Of lengths in days; those in weeks and months are rougher.
_DAYS_PREC = 2


def begins(doc: Doc, mention: DateMention) -> bool:
    """
    Tell whether something that goes on for days is told to have begun on a day.

    Parameters
    ----------
    doc
        The parsed article.
    mention
        One of its dates.

    Returns
    -------
    begins
        True in "has lasted since Friday" and "began bombing on Friday".
    """
    if mention.when.prec > _DAYS_PREC or mention.is_ahead:
        return False
    return mention.kind == "since" or is_class(governing_verb(doc[mention.token]), "begin_verb")


def bounded(mention: DateMention, doc: Doc, published: date | None) -> DateMention:
    """
    Read "since X" as lasting until publication, "the week of X" as seven days.

    Parameters
    ----------
    mention
        As its own words give it.
    doc
        The parsed article.
    published
        Its day.

    Returns
    -------
    mention
        Itself where no such words stand before it.
    """
    bound = _BOUND.search(text_of(doc), max(0, mention.start - 30), mention.start)
    own = _OWN_BOUND.match(text_of(doc), mention.start)
    groups = {**(bound.groupdict() if bound else {}), **(own.groupdict() if own else {})}
    when, start = mention.when, bound.start() if bound else mention.start
    text = printed(doc, start, mention.end)
    if groups.get("since") or groups.get("starting"):
        span = When(when.start, published or when.end, text, max(when.prec, 2))
        return replace(mention, start=start, when=span, kind="since")
    if groups.get("until"):
        is_on = published is not None and when.end is not None and when.end > published
        span = When(published if is_on else None, when.end, text, max(when.prec, 2))
        return replace(mention, start=start, when=span, kind="until")
    if groups.get("week") and when.prec == 1 and when.start:
        first = when.start - _SIX_DAYS if groups["week"].lower() in {"ending", "to"} else when.start
        span = When(first, first + _SIX_DAYS, text, 3)
        return replace(mention, start=start, when=span, kind="range")
    return mention if not bound else replace(mention, start=start, when=replace(when, text=text))


def printed(doc: Doc, start: int, end: int) -> str:
    """Return characters of the text on one line."""
    return re.sub(r"\s+", " ", text_of(doc)[start:end])


_DAYS = frozenset({"weekday", "day", "deictic"})
_AND = re.compile(r"\s*,?\s*and(?:\s+again)?\s*")
# Days further apart are told of two events.
_APART = timedelta(days=2)


def with_spans(
    doc: Doc, mentions: Sequence[DateMention], published: date | None
) -> tuple[DateMention, ...]:
    """
    Read dates together that stand together.

    Parameters
    ----------
    doc
        The parsed article.
    mentions
        Of the article, in text order.
    published
        Its day.

    Returns
    -------
    mentions
        "On Saturday and early on Sunday" as one; "three-day" of what began or
        ended on a day that its sentence tells, counted from there, and of what
        somebody declared, from the day told last; without "two days after"
        before what the sentence gives a day itself.
    """
    joined = list(_joined(doc, mentions))
    days = [m for m in joined if m.kind in _DAYS and m.when.prec == 1 and not m.is_said]
    starts = [m for m in joined if m.kind == "since" and m.when.start is not None]
    return tuple(
        _from_its_day(doc, mention, [*days, *starts], published)
        for mention in joined
        if not any(_is_inside(doc, day, mention) for day in days)
    )


def _joined(doc: Doc, mentions: Sequence[DateMention]) -> Iterator[DateMention]:
    last: DateMention | None = None
    for mention in mentions:
        if last is not None and _is_one_span(doc, last, mention):
            text = printed(doc, last.start, mention.end)
            when = When(last.when.start, mention.when.end, text, 2)
            last = replace(last, end=mention.end, when=when, kind="range")
            continue
        if last is not None:
            yield last
        last = mention
    if last is not None:
        yield last


def _is_one_span(doc: Doc, one: DateMention, other: DateMention) -> bool:
    if not {one.kind, other.kind} <= _DAYS or not one.when.start or not other.when.start:
        return False
    if not timedelta() < other.when.start - one.when.start <= _APART:
        return False
    if not _AND.fullmatch(text_of(doc), one.end, other.start):
        return False
    return governing_verb(doc[one.token]).i == governing_verb(doc[other.token]).i


def _is_inside(doc: Doc, day: DateMention, mention: DateMention) -> bool:
    """Tell "two days after gunmen killed six on Friday", where Friday says when."""
    if mention.scope < 0 or day.token < mention.scope:
        return False
    return day is not mention and doc[mention.scope] in doc[day.token].ancestors


def lasting_noun(token: Token) -> Token:
    """Return the noun whose length "three-day" or "three days of" gives."""
    return token if token.pos_ == "NOUN" and token.dep_ != "compound" else token.head


def _from_its_day(
    doc: Doc, mention: DateMention, days: Sequence[DateMention], published: date | None
) -> DateMention:
    start, end = mention.when.start, mention.when.end
    if mention.kind != "duration" or start is None or end is None or start == end:
        return mention
    token = doc[mention.token]
    # "Three-day" counts its first day; "for two weeks" ends on the weekday on which it began.
    length = end - start if mention.when.prec == _DAYS_PREC else end - start + DAY
    for day in days:
        first = day.when.start
        if first is None or doc[day.token].sent.start != token.sent.start:
            continue
        if _opens(doc, day, lasting_noun(token)):
            return replace(mention, when=replace(mention.when, start=first, end=first + length))
        if _is_of(doc, day, lasting_noun(token), "last"):
            when = replace(mention.when, start=first - (end - start), end=first)
            return replace(mention, when=when)
    declared = _day_declared(lasting_noun(token), days, published)
    if declared is None:
        return mention
    return replace(mention, when=replace(mention.when, start=declared, end=declared + length))


def _day_declared(noun: Token, days: Sequence[DateMention], published: date | None) -> date | None:
    """Return the day of "declared a three-day curfew": told last, or today for "has declared"."""
    verb = governing_verb(noun)
    if noun.dep_ not in {"dobj", "pobj", "nsubjpass"} or verb.lemma_ not in tense_words("first"):
        return None
    told = [m.when.start for m in days if m.is_story and m.token < verb.i]
    has_begun = verb.tag_ == "VBD" or any(child.tag_ == "VBD" for child in verb.children)
    return told[-1] if told and has_begun else published


_FROM = re.compile(r"\bfrom\s+(?:the\s+)?$", re.IGNORECASE)


def _opens(doc: Doc, day: DateMention, noun: Token) -> bool:
    """Tell "began a three-day visit on Sunday" and "a three-day curfew from Sunday"."""
    is_from = day.kind == "since" or _FROM.search(text_of(doc), max(0, day.start - 10), day.start)
    if is_from:
        above = {word.i for word in (doc[day.token], *doc[day.token].ancestors)}
        return bool(above & {governing_verb(noun).i, noun.i})
    return _is_of(doc, day, noun, "first")


def _is_of(doc: Doc, day: DateMention, noun: Token, use: str) -> bool:
    """Tell whether a day is that of a verb that begins or ends what a noun names."""
    verb = governing_verb(doc[day.token])
    is_its = verb.i == governing_verb(noun).i or verb.i in _own_verbs(noun)
    return is_its and verb.lemma_ in tense_words(use)


def _own_verbs(noun: Token) -> set[int]:
    return {child.i for child in noun.children if child.dep_ in {"relcl", "acl"}}
