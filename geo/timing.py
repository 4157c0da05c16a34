"""When a happening took place: by its own words, else by the time the story is at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from geo.event_mentions import EventMention
from geo.happenings import Happening
from geo.language import Doc
from geo.links import family
from geo.model import When

__all__ = ["date_happenings"]

_AHEAD = frozenset({"planned", "hypothetical"})
# What follows an event in its own time: an arrest comes when it comes.
_UNDATED_TYPES = frozenset({"strategic", "aid"})


def date_happenings(
    doc: Doc, happenings: Sequence[Happening], published: date | None
) -> tuple[tuple[When, str], ...]:
    """
    Date the happenings of an article.

    Parameters
    ----------
    doc
        The parsed article.
    happenings
        In text order.
    published
        The article's day; nothing that took place is dated after it.

    Returns
    -------
    dates
        For each happening its date, and how it was found.
    """
    found: list[tuple[When, str]] = []
    for position, happening in enumerate(happenings):
        when, rule = _own(doc, happening) or _inherited(
            happening, list(zip(happenings[:position], found, strict=True)), published
        )
        if happening.best.verdict.status not in _AHEAD:
            when = _not_after(when, published)
        found.append((when, rule))
    return tuple(found)


def _own(doc: Doc, happening: Happening) -> tuple[When, str] | None:
    """Choose among the dates that its own sentences give."""
    dated = [m for m in happening.dated if m.when.start is not None] or happening.dated
    if not dated:
        return None
    # "The night before the stabbing" dates something else, if the stabbing was dated already.
    dated = [m for m in dated if not m.trigger.is_definite] or dated
    counted = [m for m in dated if m.when.prec > 1 and _is_counted(doc, m)]
    base = counted[0] if counted else min(dated, key=lambda m: (m.when.prec, m.trigger.index))
    when = base.when
    for other in dated:
        if other.when.start == when.start and _ends(other.when) > _ends(when):
            return replace(when, end=other.when.end, prec=other.when.prec), other.when_rule
    return when, base.when_rule


def _ends(when: When) -> date:
    return when.end or when.start or date.min


def _is_counted(doc: Doc, mention: EventMention) -> bool:
    """Tell "32 strikes in the week of 17 October": a number for the whole span."""
    token = doc[mention.trigger.index]
    return mention.trigger.is_noun and any(child.dep_ == "nummod" for child in token.children)


def _inherited(
    happening: Happening,
    before: Sequence[tuple[Happening, tuple[When, str]]],
    published: date | None,
) -> tuple[When, str]:
    """Take over the time of the story, which an event of the same kind told before gave."""
    first = happening.mentions[0]
    for other, (when, _) in reversed(before):
        if any(m.sentence == first.sentence for m in other.dated) and when.start is not None:
            return when, f"the time of {other.best.trigger.text!r} in its sentence"
    if happening.code[0] not in _UNDATED_TYPES:
        for other, (when, _) in reversed(before):
            is_kind = family(other.best) == family(first) or other.code[0] == happening.code[0]
            if is_kind and other.dated and when.start is not None and not other.is_past:
                return when, f"the time of {other.best.trigger.text!r} told before it"
    return When(published, published, "", 5), "the article's own date"


def _not_after(when: When, published: date | None) -> When:
    if published is None or when.end is None or when.end <= published:
        return when
    start = min(when.start, published) if when.start is not None else published
    return replace(when, start=start, end=published)
