"""When a happening took place: by its own words, else by the time the story is at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from geo.dates.days import DateMention
from geo.events.happenings import Happening, overlap
from geo.events.later import day_told_later
from geo.events.links import family
from geo.events.mentions import EventMention
from geo.events.sites import place_of
from geo.grammar.clauses import governing_verb, is_class
from geo.language import Doc, Token
from geo.model import When

__all__ = ["date_happenings"]

_AHEAD = frozenset({"planned", "hypothetical"})
# Of a day that only dates somebody's words.
_SAID_PREC = 5
# Of a stated span of days; weeks and months only say roughly when.
_DAYS_PREC = 2
_ROUGH_PREC = 3
# Of what is counted over some days; over a year it is a sum beside the news.
_COUNTED = {_DAYS_PREC, _ROUGH_PREC}
# So many days are told as one: "on Sunday night and early Monday".
_SHORT = timedelta(days=2)
# A beginning further back is that of something else.
_LONGEST_STORY = timedelta(days=31)
# What follows an event in its own time: an arrest comes when it comes.
_UNDATED_TYPES = frozenset({"strategic", "aid"})
# What falls down in a quake falls on its day.
_DISASTER = {"hazard", "accident"}


def date_happenings(
    doc: Doc,
    happenings: Sequence[Happening],
    dates: Sequence[DateMention],
    published: date | None,
    preface: When | None = None,
) -> tuple[tuple[When, str], ...]:
    """
    Date the happenings of an article.

    Parameters
    ----------
    doc
        The parsed article.
    happenings
        In text order.
    dates
        All dates of the article.
    published
        The article's day; nothing that took place is dated after it.
    preface
        The day of all items of a round-up, from its preface.

    Returns
    -------
    dates
        For each happening its date, and how it was found.
    """
    found: list[tuple[When, str]] = []
    frame = _frame(doc, dates, published)
    if preface is not None and not frame[0].text:
        frame = (preface, f"told of {preface.text!r}")
    for position, happening in enumerate(happenings):
        before = list(zip(happenings[:position], found, strict=True))
        when, rule = (
            _own(doc, happening, dates)
            or _in_sentence(happening, before)
            or _long_past(happening, published)
            or _later(doc, happening, happenings, dates)
            or _inherited(doc, happening, before, frame)
        )
        if happening.best.verdict.status not in _AHEAD:
            when = _not_after(when, published)
        found.append((when, rule))
    return tuple(found)


def _own(doc: Doc, happening: Happening, dates: Sequence[DateMention]) -> tuple[When, str] | None:
    """Choose among the dates that its own sentences give."""
    dated = [m for m in happening.dated if m.when.start is not None] or happening.dated
    if not dated:
        return None
    # "The night before the stabbing" dates something else, if the stabbing was dated already.
    dated = [m for m in dated if not _is_beside(m)] or dated
    dated = [m for m in dated if not _is_loose(doc, m, dates)] or dated
    counted = [m for m in dated if m.when.prec in _COUNTED and _is_counted(doc, m)]
    base = counted[0] if counted else min(dated, key=lambda m: (m.when.prec, m.trigger.index))
    return _stretched(doc, base, dated)


def _stretched(doc: Doc, base: EventMention, dated: Sequence[EventMention]) -> tuple[When, str]:
    """Let a beginning told apart set the first day, and a span from that day the last."""
    when, rule = base.when, base.when_rule
    for other in dated:
        start = other.when.start
        if start is None or when.start is None:
            continue
        is_start = _begins(doc, other) or (other.is_open and when.prec == _DAYS_PREC)
        is_start = is_start and timedelta() < when.start - start <= _LONGEST_STORY
        if is_start:
            when, rule = replace(when, start=start, prec=2), other.when_rule
        elif start == when.start and _ends(other.when) > _ends(when):
            when, rule = replace(when, end=other.when.end, prec=other.when.prec), other.when_rule
    return when, rule


def _begins(doc: Doc, mention: EventMention) -> bool:
    """Tell "the assault began on Friday"."""
    token = doc[mention.trigger.index]
    # "The unrest began on Saturday", of which today's killing is a part.
    is_it = mention.trigger.is_noun and mention.trigger.role != "join"
    return is_it and is_class(token.head, "begin_verb")


def _is_beside(mention: EventMention) -> bool:
    """Tell "the day before the attack" from "the attack on Sunday"."""
    is_relative = mention.when.text.lower().split()[-1:] in (["before"], ["after"])
    return mention.trigger.is_definite and is_relative


def _is_loose(doc: Doc, mention: EventMention, dates: Sequence[DateMention]) -> bool:
    """Tell "dug on Saturday in ruins left by a bomb", if "the bomb went off on Friday"."""
    token = doc[mention.trigger.index]
    days = [
        doc[d.token]
        for d in dates
        if d.when == mention.when and doc[d.token].sent.start == mention.sentence
    ]
    verb = governing_verb(token)
    is_inside = verb.dep_ in {"acl", "relcl"}
    return is_inside and bool(days) and all(verb not in {*d.ancestors, d} for d in days)


def _ends(when: When) -> date:
    return when.end or when.start or date.min


def _is_counted(doc: Doc, mention: EventMention) -> bool:
    """Tell "32 strikes in the week of 17 October": a number for the whole span."""
    token = doc[mention.trigger.index]
    return mention.trigger.is_noun and any(child.dep_ == "nummod" for child in token.children)


_Dated = Sequence[tuple[Happening, tuple[When, str]]]


def _in_sentence(happening: Happening, before: _Dated) -> tuple[When, str] | None:
    """Take over the time of another event of its sentence."""
    first = happening.mentions[0]
    for other, (when, _) in reversed(before):
        if any(m.sentence == first.sentence for m in other.dated) and when.start is not None:
            # What led to a curfew of ten days did not last so long.
            is_measure = other.code[0] in _UNDATED_TYPES and happening.code[0] != other.code[0]
            day = replace(when, end=when.start) if is_measure else when
            return day, f"the time of {other.best.trigger.text!r} in its sentence"
    return None


def _long_past(happening: Happening, published: date | None) -> tuple[When, str] | None:
    """Take the year of "in 1976 he led the column that advanced", though it is another verb's."""
    first = happening.mentions[0]
    last = first.when.end or first.when.start
    is_told = first.when_rule.startswith("dated by")
    if published is None or last is None or not is_told or published - last <= _LONGEST_STORY:
        return None
    return first.when, first.when_rule


def _later(
    doc: Doc, happening: Happening, others: Sequence[Happening], dates: Sequence[DateMention]
) -> tuple[When, str] | None:
    when = day_told_later(doc, happening, others, dates)
    return None if when is None else (when, f"{when.text!r} told later of it")


def _inherited(
    doc: Doc, happening: Happening, before: _Dated, frame: tuple[When, str]
) -> tuple[When, str]:
    """Take over the time of the story, which an event of the same kind told before gave."""
    first = happening.mentions[0]
    said = [m for m in happening.mentions if m.when.text and m.when.prec == _SAID_PREC]
    if said and said[0].when.start is not None:
        return said[0].when, f"said {said[0].when.text!r}"
    if happening.code[0] not in _UNDATED_TYPES:
        for other, (when, _) in reversed(before):
            kinds = {other.code[0], happening.code[0]}
            is_kin = len(kinds) == 1 or kinds == _DISASTER
            is_same = other.code == happening.code or family(other.best) == family(first)
            is_kind = is_same or (is_kin and not _are_abroad(happening, other))
            if is_kind and other.dated and when.start is not None and not other.is_past:
                if frame[0].text and overlap(when, frame[0]):
                    return frame  # what is told of a month, beside a day in it
                rule = f"the time of {other.best.trigger.text!r} told before it"
                return _at_last(when), rule
    scene = next((m for m in happening.mentions if _has_time_beside(doc, m)), None)
    return frame if frame[0].text or scene is None else (scene.when, scene.when_rule)


def _has_time_beside(doc: Doc, mention: EventMention) -> bool:
    """Tell the time of the story, and "lost power on Saturday after a storm felled trees"."""
    if mention.when_rule.startswith("still"):
        return True
    clause = next((t for t in _up(doc[mention.trigger.index]) if t.dep_ == "advcl"), None)
    words = {child.lower_ for child in clause.children} if clause is not None else set()
    return mention.when_rule.startswith("dated") and "after" in words and "had" not in words


def _up(token: Token) -> Iterator[Token]:
    yield token
    yield from token.ancestors


def _frame(doc: Doc, dates: Sequence[DateMention], published: date | None) -> tuple[When, str]:
    """Return the month or week that an article opens with: "In May, clashes were widespread."."""
    told = (d for d in dates if not (d.is_said or _is_dateline(d, published)))
    first = next(told, None)
    opens = first is not None and not doc.text[: first.start].strip()
    if first is not None and opens and first.when.prec == _ROUGH_PREC and not first.is_ahead:
        end = first.when.end
        if end is not None and (published is None or end < published):
            return first.when, f"within {first.when.text!r}, of which the article tells"
    if first is not None and _is_lately(first.when) and first.kind == "window":
        return first.when, f"within {first.when.text!r}, of which the article tells"
    return When(published, published, "", 5), "the article's own date"


def _is_dateline(date_: DateMention, published: date | None) -> bool:
    return date_.kind == "day" and date_.when.start == published


def _is_lately(when: When) -> bool:
    """Tell "over the past 24 hours", of which a briefing tells."""
    if when.start is None or when.end is None or when.prec != _DAYS_PREC:
        return False
    return when.end - when.start <= _SHORT


def _are_abroad(one: Happening, other: Happening) -> bool:
    """Tell what happened in different countries, and need not share a time."""
    if not one.sites or not other.sites:
        return False
    return place_of(one.sites[0]).country_code != place_of(other.sites[0]).country_code


def _at_last(when: When) -> When:
    """Return the day that a story told of some days stands at."""
    is_short = when.start and when.end and when.end - when.start <= _SHORT
    if when.prec != _DAYS_PREC or is_short:
        return when
    day = when.end or when.start
    return replace(when, start=day, end=day)


def _not_after(when: When, published: date | None) -> When:
    """Keep what took place behind us; a curfew "for ten days" has begun, and ends when it ends."""
    if published is None or when.start is None or when.start <= published:
        return when
    return replace(when, start=published, end=published)
