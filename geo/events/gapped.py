"""Places that a clause leaves its verb out for: "took A on Monday and B the next day"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.dates.days import DateMention
from geo.events.sites import Attachment, Site
from geo.grammar.clauses import governing_verb
from geo.language import Doc, Span, Token
from geo.model import When

__all__ = ["placed_by_day"]

# Between one item and the next: " and then in ", ", another three policemen in ".
_MOST_WORDS = 7
_JOINTS = frozenset({",", ";", "and", "then"})
# Between a name and its day: "in Kano (northern Nigeria) late on Monday".
_BESIDE_DAY = frozenset({"on", "in", "at", "late", "early", "then", "again", "only", "just", "("})
_NO_GAP = frozenset({"VERB", "AUX", "SCONJ", "PRON"})

_Item = tuple[Site, When]


def placed_by_day(
    trigger: Token, place: Attachment | None, sites: Sequence[Site], dates: Sequence[DateMention]
) -> tuple[Attachment | None, tuple[tuple[int, When], ...]]:
    """
    Give an event that a clause tells of several places the day of each.

    Parameters
    ----------
    trigger
        The word that tells the event.
    place
        Where its clause puts it.
    sites
        The places of its sentence, in text order.
    dates
        Of the article.

    Returns
    -------
    place
        With the places that the clause goes on to: Jos, Bauchi and Kaduna of "Jos was hit
        on Friday, Bauchi on Saturday and Kaduna on Sunday"; as it was without such.
    days
        By the first token of each place; empty without such.
    """
    if place is None or not place.sites or len(sites) < 2:
        return place, ()
    sentence = trigger.sent
    here = [d for d in dates if sentence.start <= d.token < sentence.end and not d.is_said]
    found = _shared(trigger.doc, place.sites, here) or _items(trigger.doc, sites, here)
    if place.sites[0] not in [site for site, _ in found]:
        return place, ()
    together = tuple(site for site, _ in found if site.resolution.place is not None)
    if not together:
        return place, ()
    return replace(place, sites=together), tuple((site.first, when) for site, when in found)


def _items(doc: Doc, sites: Sequence[Site], dates: Sequence[DateMention]) -> list[_Item]:
    """Read "A on Friday, B on Saturday and C on Sunday", of which only A has a verb."""
    spans = [(_words(doc, day), day) for day in dates if day.when.start is not None]
    found: list[_Item] = []
    for site in sites:
        day = next((d for words, d in spans if _is_beside(doc, site, words)), None)
        if day is None or _has_own_verb(doc, site, day):
            continue
        before = [
            (words, d)
            for words, d in spans
            if d is not day and words.end <= site.first and _is_gap(_between(doc, words, site, day))
        ]
        if not before:
            continue
        if not found:
            words, first = before[-1]
            heads = [s for s in sites if s.last < words.start] or [
                s for s in sites if words.end <= s.first < site.first
            ]
            if not heads:
                continue
            found.append((heads[-1], first.when))
        found.append((site, day.when))
    return found


def _words(doc: Doc, day: DateMention) -> Span:
    return (
        doc.char_span(day.start, day.end, alignment_mode="expand") or doc[day.token : day.token + 1]
    )


def _is_beside(doc: Doc, site: Site, words: Span) -> bool:
    """Tell "Kaduna on Sunday" and "on Sunday in Kaduna"."""
    if words.start > site.last:
        between = doc[site.last + 1 : words.start]
    else:
        between = doc[words.end : site.first]
        if not between or between[0].lower_ not in {"in", "at", "near"}:
            return False
    return all(word.lower_ in _BESIDE_DAY | {"near"} for word in between)


def _has_own_verb(doc: Doc, site: Site, day: DateMention) -> bool:
    """Tell ", and in Bauchi on Saturday police arrested four", which is no gap."""
    return any(governing_verb(doc[i]).i > max(site.last, day.token) for i in (site.head, day.token))


def _between(doc: Doc, before: Span, site: Site, day: DateMention) -> Span:
    """Return what stands between the day of one item and the next item."""
    own = _words(doc, day)
    return doc[before.end : min(site.first, own.start)]


def _is_gap(words: Span) -> bool:
    """Tell " and ", ", another three policemen in " from ", where police arrested two in "."""
    is_joined = 0 < len(words) <= _MOST_WORDS and words[0].lower_ in _JOINTS
    return is_joined and not any(word.pos_ in _NO_GAP for word in words)


def _shared(doc: Doc, sites: Sequence[Site], dates: Sequence[DateMention]) -> list[_Item]:
    """Read "A and B fell on Saturday and Sunday respectively"."""
    if len(sites) != 2 or not dates:
        return []
    words = _words(doc, dates[-1])
    is_each = "respectively" in {word.lower_ for word in words.sent}
    when = dates[-1].when
    if not is_each or when.start is None or when.end is None or when.start == when.end:
        return []
    days = (replace(when, end=when.start, prec=1), replace(when, start=when.end, prec=1))
    return list(zip(sites, days, strict=True))
