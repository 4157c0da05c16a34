"""The day that a later sentence gives to what was told without one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from geo.casualties.victims import subjects_of
from geo.dates.days import DateMention
from geo.events.happenings import Happening
from geo.events.triggers import load_entries
from geo.grammar.clauses import governing_verb, is_class
from geo.language import Doc, Token
from geo.model import When

__all__ = ["day_told_later"]

# Sentences after a telling in which its day may still come.
_REACH = 3
# News is no older when it is told without a day.
_LONGEST = timedelta(days=7)
_DAYS = frozenset({"weekday", "day", "deictic", "overnight", "night_of_weekday"})
_PRONOUNS = frozenset({"it", "they", "he", "she"})
_DEFINITE = frozenset({"the", "these", "both"})
_SITES = ("locative", "vehicle")
_VICTIMS = ("perpetrator", "perpetrator_strict", "victim")


def day_told_later(
    doc: Doc, happening: Happening, others: Sequence[Happening], dates: Sequence[DateMention]
) -> When | None:
    """
    Find the day that sentences behind a telling give: "The gunmen came late on Sunday".

    Parameters
    ----------
    doc
        The parsed article.
    happening
        Without a day of its own.
    others
        All happenings of the article.
    dates
        All dates of the article.

    Returns
    -------
    when
        None unless the sentence goes on with this happening: by "the gunmen"
        or "it", or by a later mention that stands in its time.
    """
    taken = {m.when for other in others if other is not happening for m in other.dated}
    carried = {m.when for m in happening.mentions if m.when_rule.startswith("still")}
    for date_ in _fitting(doc, happening, dates):
        if date_.when in taken:
            continue
        is_carried = date_.when in carried
        if is_carried or _goes_on(doc, date_, happening, others):
            return date_.when
    return None


def _fitting(doc: Doc, happening: Happening, dates: Sequence[DateMention]) -> Iterator[DateMention]:
    """Yield the days told in the sentences behind a telling, and not after it was told."""
    first = happening.mentions[0]
    told = first.when.start
    numbers = {m.number for m in happening.mentions}
    starts = [sentence.start for sentence in doc.sents]
    for date_ in dates:
        start = date_.when.start
        if start is None or not date_.is_story or date_.kind not in _DAYS:
            continue
        number = sum(begin <= date_.token for begin in starts) - 1
        is_near = any(0 < number - other <= _REACH for other in numbers)
        if is_near and (told is None or timedelta() <= told - start <= _LONGEST):
            yield date_


def _goes_on(
    doc: Doc, date_: DateMention, happening: Happening, others: Sequence[Happening]
) -> bool:
    """Tell "the gunmen came on Sunday" and "it happened on Sunday" of what was told last."""
    verb = governing_verb(doc[date_.token])
    if verb.tag_ not in {"VBD", "VBN"} or verb.pos_ != "VERB":
        return False
    before = [(m.trigger.index, h) for h in others for m in h.all_mentions]
    before = [item for item in before if item[0] < date_.token and doc[item[0]].sent != verb.sent]
    if not before or max(before, key=lambda item: item[0])[1] is not happening:
        return False
    names = {doc[i].lemma_ for m in happening.mentions for i in (*m.agents, *m.patients)}
    is_harm = verb.tag_ == "VBN" and ("v", verb.lemma_) in load_entries()
    return any(
        _is_known(subject, names) or (is_harm and _is_site(subject))
        for subject in subjects_of(verb)
    )


def _is_known(subject: Token, names: set[str]) -> bool:
    if subject.lower_ in _PRONOUNS:
        return True
    if not _is_definite(subject) or subject.lemma_ == "suspect":
        return False  # suspects are held later than they did it
    is_event = ("n", subject.lemma_.lower()) in load_entries()
    is_side = any(is_class(subject, name) for name in _VICTIMS) or subject.lemma_ in names
    return is_event or is_side


def _is_site(subject: Token) -> bool:
    """Tell "the clinic was hit", of which was told before by whatever word."""
    return _is_definite(subject) and any(is_class(subject, name) for name in _SITES)


def _is_definite(subject: Token) -> bool:
    return any(child.lower_ in _DEFINITE for child in subject.children)
