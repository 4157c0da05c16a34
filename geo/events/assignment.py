"""Which happening the people hit belong to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from geo.casualties.finding import CasualtyMention, find_casualties
from geo.events.habits import is_retold, is_usual
from geo.events.happenings import Happening, dates_agree, firm_place, is_ahead
from geo.events.links import HARMFUL, link
from geo.events.mentions import EventMention
from geo.events.sites import Attachment, Site, contains, place_of, places_agree
from geo.events.telling import is_looked_back_on, is_several
from geo.events.toll_places import place_of_toll
from geo.events.toll_sums import is_told_by_place, without_running, without_sums
from geo.events.triggers import load_entries
from geo.grammar.clauses import is_class
from geo.language import Doc, Token
from geo.model import Count, Span

__all__ = ["assign_casualties"]

# What people hit otherwise can belong to.
_KINDS: dict[str, frozenset[str]] = {
    "killed": HARMFUL,
    "injured": HARMFUL,
    "missing": HARMFUL | {"displacement"},
    "displaced": frozenset({"displacement", "hazard", "battle", "explosion"}),
    "evacuated": frozenset({"displacement", "hazard", "accident"}),
    "infected": frozenset({"hazard"}),
    "detained": frozenset({"strategic", "protest"}),
    "abducted": frozenset({"civilian_violence"}),
}
# A town hit by barrel bombs is one of those where the bombardment of a region killed.
_ATTACKS = frozenset({"explosion", "civilian_violence"})
_LASTING = frozenset({"hazard", "displacement"})
# A toll in a sentence of its own belongs to what was told so many sentences before.
_NEAR = 3
_OTHER_CLAUSE = 100
_OVER_DAYS = re.compile(r"\b(?:past|last)\s+[\w-]+\s+(?:hours|days|weeks|months|years)\b")
# Of when something was, told by its years.
_YEARS_PREC = 4
# The number of the last sentence that can be a lead behind a headline.
_HEADLINE = 1
# The day after, a toll is still that of the day before.
_SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Told:
    """What tolls are given out by."""

    doc: Doc
    casualties: Sequence[CasualtyMention]
    happenings: Sequence[Happening]
    mentions: Mapping[int, EventMention]
    sites: Sequence[Site]
    numbers: Mapping[int, int]

    def mention_of(self, casualty: CasualtyMention) -> EventMention | None:
        """Return the mention that tells a toll: "lost" of "lost their lives"."""
        if casualty.trigger < 0:
            return None
        token = self.doc[casualty.trigger]
        return self.mentions.get(token.i) or self.mentions.get(token.head.i)

    def sentence_of(self, casualty: CasualtyMention) -> int:
        """Return the first token of the sentence that tells a toll."""
        if casualty.trigger < 0:
            return casualty.sentence
        start: int = self.doc[casualty.trigger].sent.start
        return start


def assign_casualties(
    doc: Doc,
    happenings: Sequence[Happening],
    mentions: Sequence[EventMention],
    sites: Sequence[Site],
    heading_end: int = 0,
) -> tuple[tuple[Happening, tuple[CasualtyMention, ...]], ...]:
    """
    Give each toll of an article to the happening that it was told of.

    Parameters
    ----------
    doc
        The parsed article.
    happenings
        All of it, in text order.
    mentions
        All words that tell events, those of no happening too: their days and
        places keep a toll of last year from this year's disaster.
    sites
        The places of the article, in text order.
    heading_end
        Where the headline ends: it names the one place that the text does.

    Returns
    -------
    told
        Each happening with its tolls, in the same order. A cumulative toll goes
        to none, unless it stands in the very clause of the campaign it counts.
        Behind a happening stand its parts: "five died in Nepal and seven in
        Tibet" of a quake told without either.
    """
    numbers = {sentence.start: n for n, sentence in enumerate(doc.sents)}
    by_trigger = {mention.trigger.index: mention for mention in mentions}
    casualties = tuple(
        c
        for c in find_casualties(doc)
        if not (is_retold(doc[c.trigger]) or is_usual(doc[c.trigger]))
        and not _is_grievance(doc[c.trigger])
    )
    told = _Told(doc, casualties, happenings, by_trigger, sites, numbers)
    tolls: list[list[CasualtyMention]] = [[] for _ in happenings]
    parts: dict[tuple[int, str], tuple[Happening, list[CasualtyMention]]] = {}
    for casualty in told.casualties:
        if _is_told_before(told, casualty):
            continue
        is_text = casualty.start >= heading_end
        site = place_of_toll(doc, casualty, sites) if is_text else None
        owner = _owner(told, casualty, has_place=site is not None)
        if owner is None:
            continue
        there = None if site is None else _of_place(told, owner, site)
        if site is not None and there is None:
            if happenings[owner].code[0] == "accident":
                continue  # a crash is at one place, and who died elsewhere died otherwise
            key = (owner, place_of(site).place_id)
            part = parts.setdefault(key, (_part(told, owner, casualty, site), []))
            part[1].append(replace(casualty, is_part=False))
            continue
        sharing = [there] if there is not None else _sharing(told, casualty, owner)
        for sharer in sharing:
            own = _own_total(casualty, happenings[sharer])
            is_shared = len(sharing) > 1 or len(happenings[sharer].sites) > 1
            tolls[sharer].append(_at_most(own) if is_shared else own)
    found: list[tuple[Happening, tuple[CasualtyMention, ...]]] = []
    for position, own_tolls in enumerate(without_sums(doc, happenings, tolls)):
        of_day = without_running(doc, happenings[position], own_tolls)
        found.append((happenings[position], tuple(of_day)))
        found += [(h, tuple(own)) for (owner, _), (h, own) in parts.items() if owner == position]
    for happening, dead in found:
        if is_told_by_place(doc, happening, dead, found):
            happening.place = None  # its day still dates the others
    return tuple(found)


def _is_grievance(word: Token) -> bool:
    """Tell "protests over the death of a student", who died before them."""
    return word.dep_ == "pobj" and word.head.lower_ in {"over", "about", "against"}


_KNOWN = frozenset({"the", "these", "those"})


def _is_told_before(told: _Told, casualty: CasualtyMention) -> bool:
    """Tell "the seven deaths" of the seven told dead before, in whatever event."""
    number = told.doc.char_span(casualty.start, casualty.end, alignment_mode="expand")
    if casualty.count.best is None or not number or not number.start:
        return False
    is_known = number[0].lower_ in _KNOWN or number[0].nbor(-1).lower_ in _KNOWN
    return is_known and any(
        other.kind == casualty.kind
        and other.count.best == casualty.count.best
        and other.sentence < casualty.sentence
        for other in told.casualties
    )


def _of_place(told: _Told, owner: int, site: Site) -> int | None:
    """Return the happening of the owner's kind at the place of a toll; the owner if it may be."""
    place = place_of(site)
    own = told.happenings[owner]
    for position, happening in enumerate(told.happenings):
        same = any(place_of(other).place_id == place.place_id for other in happening.sites)
        is_alike = happening.code == own.code or {happening.code[0], own.code[0]} <= _ATTACKS
        # "Six in Kano on Monday and two in Jos on Tuesday": the Jos that has a day of its own.
        is_it = any(other.first == site.first for other in happening.sites)
        if same and is_alike and (is_it or dates_agree(own, happening)):
            return position
    is_around = any(contains(place, place_of(other)) for other in own.sites)
    return owner if is_around else None


def _part(told: _Told, owner: int, casualty: CasualtyMention, site: Site) -> Happening:
    """Make what the happening was at a place where only some of its dead fell."""
    whole = told.happenings[owner]
    sentence = told.sentence_of(casualty)
    here = [m for m in whole.mentions if m.sentence == sentence]
    own = told.mention_of(casualty)
    if own is not None and own.has_own_date:
        here = [own]  # "lashed A on Friday after killing nine in B three days earlier"
    mentions = here or (list(whole.mentions) if own is None else [own])
    name = site.resolution.toponym.name
    place = Attachment((site,), 0.0, f"{name!r} beside the number of its dead")
    return Happening(
        mentions,
        place=place,
        place_rule=place.rule,
        is_past=whole.is_past,
        kind=whole.code,
        toll=Span(casualty.start, casualty.end),
    )


def _sharing(told: _Told, casualty: CasualtyMention, position: int) -> list[int]:
    """Return the happenings, told in one breath of several places, that share a toll."""
    sentence = told.sentence_of(casualty)
    own = {m.trigger.index for m in told.happenings[position].mentions if m.sentence == sentence}
    return [
        other
        for other, happening in enumerate(told.happenings)
        if other == position or own & {m.trigger.index for m in happening.mentions}
    ]


def _own_total(casualty: CasualtyMention, happening: Happening) -> CasualtyMention:
    """Let "floods have killed 164 since Monday" count for what has gone on since."""
    told = [m for m in happening.mentions if m.sentence == casualty.sentence]
    goes_on = any(m.is_open or m.is_sum for m in told) and (
        happening.code[0] in _LASTING or all(m.is_open for m in happening.dated)
    )
    # "In 1991 an epidemic killed 3,000": that epidemic, and the war of "a war from 1971 to 1985".
    is_it = happening.code[0] == "hazard" or all(
        m.when.prec >= _YEARS_PREC for m in happening.dated
    )
    goes_on = goes_on or (is_it and any(m.has_own_date for m in told))
    return replace(casualty, is_cumulative=False) if goes_on else casualty


def _at_most(casualty: CasualtyMention) -> CasualtyMention:
    """Let a toll of several places be the most that each of them can have."""
    high = casualty.count.high
    return replace(casualty, count=Count(0 if high else None, None, high), is_shared=True)


def _owner(told: _Told, casualty: CasualtyMention, *, has_place: bool) -> int | None:
    allowed = _KINDS.get(casualty.kind, HARMFUL)
    happened = [(n, h) for n, h in enumerate(told.happenings) if not is_ahead(h)]
    fitting = [n for n, h in happened if h.code[0] in allowed]
    sentence = told.sentence_of(casualty)
    beside = [
        (_distance(told.doc, casualty.trigger, mention.trigger.index), position)
        for position in fitting
        for mention in told.happenings[position].all_mentions
        if mention.sentence == sentence and mention.trigger.role != "call"
    ]
    if casualty.is_total:  # "the toll rose to 65, with miners buried by a landslide"
        beside = [(distance, position) for distance, position in beside if distance < _OTHER_CLAUSE]
    if beside:
        return min(beside)[1]
    if any(is_several(token) and _is_event_noun(token) for token in told.doc[sentence].sent):
        return None  # "at least 20 died in the two attacks"
    own = told.mention_of(casualty)
    # Bodies are found days later, and elsewhere.
    if own is not None and is_class(told.doc[own.trigger.index], "find_dead"):
        own = None
    alone = Happening([own], place=own.place) if own is not None else None
    if alone is not None:
        fitting = [n for n in fitting if dates_agree(alone, told.happenings[n], _SLACK)]
    if has_place:
        return _most_told(told, sentence, fitting)
    if alone is not None:
        place = firm_place(alone)
        fitting = [n for n in fitting if places_agree(place, told.happenings[n].place)]
    number = told.numbers.get(sentence, 0)
    before = _told_before(told.doc, number, fitting, told.happenings)
    are_several = (casualty.count.best or 0) > 1
    is_lead = before is None and number <= _HEADLINE and are_several
    return _told_next(told, sentence, fitting) if is_lead else before


def _told_next(told: _Told, sentence: int, fitting: Sequence[int]) -> int | None:
    """Return what is told right behind a lead that only gives a toll, unless of some days."""
    if _OVER_DAYS.search(told.doc[sentence].sent.text):
        return None
    starts = {n: min(m.number for m in told.happenings[n].all_mentions) for n in fitting}
    first = min(starts, key=lambda n: (starts[n], n), default=None)
    return first if first is not None and starts[first] <= _NEAR else None


def _most_told(told: _Told, sentence: int, fitting: Sequence[int]) -> int | None:
    """Return what the text has told most of lately: people at other places died of it too."""
    number = told.numbers.get(sentence, 0)
    near = [
        n
        for n in fitting
        if not told.happenings[n].is_past
        and any(0 < number - m.number <= _NEAR for m in told.happenings[n].all_mentions)
    ]
    return max(near, key=lambda n: (len(told.happenings[n].mentions), n), default=None)


def _is_event_noun(token: Token) -> bool:
    return ("n", token.lemma_.lower()) in load_entries()


def _distance(doc: Doc, one: int, other: int) -> int:
    if one == other:
        return 0
    tie = link(doc[one], doc[other])
    return abs(one - other) + (0 if tie else _OTHER_CLAUSE)


def _told_before(
    doc: Doc, number: int, fitting: Sequence[int], happenings: Sequence[Happening]
) -> int | None:
    """Return the happening last spoken of before a sentence that only gives a toll."""
    best: tuple[int, int] | None = None
    for position in fitting:
        told = [
            m
            for m in happenings[position].all_mentions
            if m.trigger.role != "call" and not is_looked_back_on(doc[m.trigger.index])
        ]
        before = [m.number for m in told if m.number < number]
        if before and number - max(before) <= _NEAR and (best is None or max(before) >= best[0]):
            best = (max(before), position)
    return best[1] if best else None
