"""When something happened: the date expression that dates a word, or the time still told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from geo.articles.datelines import find_publication_date
from geo.dates.days import DateMention
from geo.dates.mentions import find_dates
from geo.dates.nearness import nearest_date
from geo.dates.spans import lasting_noun
from geo.dates.tenses import tense_words
from geo.grammar.clauses import governing_verb
from geo.grammar.reporting import reaction_verbs
from geo.language import Token, text_of
from geo.model import When

__all__ = ["date_of", "entry_of", "find_dates", "find_publication_date"]

# A scene that lies further back is history, not the time of the next paragraph.
_RECENT = timedelta(days=14)
_NEAR_PARAGRAPHS = 2
_PARAGRAPH = re.compile(r"[.!?:\"'\u201d\u2019)\]]\s*\n|\n\s*\n")


def date_of(
    trigger: Token,
    mentions: Sequence[DateMention],
    published: date | None,
    *,
    is_ahead: bool = False,
) -> tuple[When, str]:
    """
    Choose the date of what a word tells.

    Parameters
    ----------
    trigger
        The verb or noun that tells the event.
    mentions
        All of the article, from `find_dates`.
    published
        The article's day.
    is_ahead
        The event is planned or supposed, so that it may lie after publication.

    Returns
    -------
    when
        Its days; prec 5 when only the article's own date, or the day on which
        somebody spoke of it, is known.
    rule
        How it was found, in words.
    """
    allowed = [m for m in mentions if is_ahead or not _is_after(m, published)]
    here = [m for m in allowed if _is_in_sentence(trigger, m)]
    own = _own(trigger, [m for m in here if not m.is_said and _tells(m, published)])
    entry = entry_of(trigger, allowed)
    if entry is not None and (own is None or own.when.prec > entry.when.prec):
        return entry.when, f"listed under {entry.when.text!r}"
    if own is not None and own.kind == "until" and own.when.start is None:
        return _on_last(trigger, own), f"dated by {own.when.text!r} in its sentence"
    if own is not None:
        return _until_said(own, here, published), f"dated by {own.when.text!r} in its sentence"
    if not is_ahead and _carries_on(trigger):
        scene = _scene(trigger, allowed, published)
        if scene is not None:
            return scene.when, f"still the time of {scene.when.text!r}"
    return _fallback(trigger, here, published, is_ahead=is_ahead)


def entry_of(trigger: Token, mentions: Sequence[DateMention]) -> DateMention | None:
    """
    Return the date at the head of a line of a chronology.

    Parameters
    ----------
    trigger
        The verb or noun that tells an event.
    mentions
        All dates of the article.

    Returns
    -------
    mention
        "Jan 5, 1998" for "Jan 5, 1998 - Gunmen kill six"; None where fewer
        than two lines begin so.
    """
    return next((m for m in mentions if m.end <= trigger.idx < m.entry_end), None)


def _own(trigger: Token, telling: Sequence[DateMention]) -> DateMention | None:
    """Choose among the dates of a sentence."""
    # "For three hours" tells only that it is the day of the story.
    days = [m for m in telling if m.kind != "duration" or m.when.prec > 1]
    days = [m for m in days if not (m.kind == "until" and m.is_ahead)] or days
    own = nearest_date(trigger, days) or nearest_date(trigger, telling)
    return None if own is None else _whole(trigger, own, telling)


def _whole(trigger: Token, own: DateMention, here: Iterable[DateMention]) -> DateMention:
    """Return "three-day" for "Sunday" of a visit of three days that began or ended then."""
    verb = governing_verb(trigger)
    for other in here:
        noun = lasting_noun(trigger.doc[other.token])
        is_beside = governing_verb(noun).i == verb.i
        if other.kind == "until" and other.is_ahead and is_beside:
            return replace(own, when=replace(other.when, start=own.when.start))
        days = {other.when.start, other.when.end}
        if other.kind != "duration" or own.when.prec > 1 or own.when.start not in days:
            continue
        # "Imposed a three-day curfew", "arrived for a three-day visit", "a curfew for ten days".
        is_its = noun.i == verb.i and trigger.dep_ in {"dobj", "nsubjpass"}
        is_its = is_its or (verb.i == trigger.i and noun.dep_ in {"dobj", "pobj"} and is_beside)
        if noun.i == trigger.i or (is_its and verb.lemma_ in tense_words("first")):
            return other
    return own


def _until_said(own: DateMention, here: Sequence[DateMention], published: date | None) -> When:
    """Let "three days of rain" and "since Monday" reach to the day when somebody said so."""
    when = own.when
    said = [m.when.start for m in here if m.is_said and m.when.prec == 1 and m.when.start]
    if own.kind not in {"duration", "since"} or when.end != published or not said:
        return when
    last = said[-1]
    if when.start is None or when.end is None or not when.start < last <= when.end:
        return when
    first = when.start if own.kind == "since" else when.start - (when.end - last)
    return replace(when, start=first, end=last)


def _on_last(trigger: Token, own: DateMention) -> When:
    """Return Sunday for "raged until Sunday, when a truce was agreed"."""
    is_then = any(
        word.dep_ == "relcl" and own.start <= word.head.idx < own.end
        for word in (trigger, *trigger.ancestors)
    )
    return replace(own.when, start=own.when.end, prec=1) if is_then else own.when


def _fallback(
    trigger: Token, here: Iterable[DateMention], published: date | None, *, is_ahead: bool
) -> tuple[When, str]:
    if is_ahead:
        return When(None, None, "", 5), "no date told"
    said = [m for m in here if m.when.prec <= 2 and (m.is_said or _is_reaction(trigger, m))]
    if said:
        mention = min(said, key=lambda m: abs(m.token - trigger.i))
        when = When(mention.when.start, mention.when.end, mention.when.text, 5)
        return when, f"reported {mention.when.text!r}"
    return When(published, published, "", 5), "the article's own date"


def _is_reaction(trigger: Token, mention: DateMention) -> bool:
    """Tell "searched on Tuesday for the survivors of a quake", on Tuesday at the latest."""
    verb = governing_verb(trigger.doc[mention.token])
    return verb.lemma_ in reaction_verbs() and verb in trigger.ancestors


def _is_after(mention: DateMention, published: date | None) -> bool:
    start = mention.when.start
    return published is not None and start is not None and start > published


def _tells(mention: DateMention, published: date | None) -> bool:
    """Tell whether words give days, or could not since the article has no date."""
    return mention.when.end is not None or published is None


def _is_in_sentence(trigger: Token, mention: DateMention) -> bool:
    sentence = trigger.sent
    return sentence.start <= mention.token < sentence.end


def _carries_on(trigger: Token) -> bool:
    """
    Tell whether a clause goes on with the story told.

    "Has arrested", "had suffered" and "are searching" step out of it.
    """
    verb = governing_verb(trigger)
    children = {child.lower_ for child in verb.children if child.dep_ in {"aux", "auxpass"}}
    if children & {"has", "have", "had", "'ve", "\u2019ve", "is", "are"}:
        return False
    return verb.tag_ not in {"VBZ", "VBP"} or verb.lemma_ in tense_words("light")


def _scene(
    trigger: Token, mentions: Sequence[DateMention], published: date | None
) -> DateMention | None:
    """Return the day still told: in the paragraph or the one before, else the article's."""
    start, text = trigger.sent.start_char, text_of(trigger.doc)
    days = [m for m in mentions if m.is_story and m.end <= start and _is_recent(m, published)]
    days = [m for m in days if _tells(m, published)]
    if not days:
        return None
    breaks = len(_PARAGRAPH.findall(text, days[-1].end, trigger.idx))
    return days[-1] if breaks <= _NEAR_PARAGRAPHS else days[0]


def _is_recent(mention: DateMention, published: date | None) -> bool:
    start = mention.when.start
    return published is None or start is None or published - start <= _RECENT
