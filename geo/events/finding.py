"""From a parsed and geoparsed article to its reports: what happened, where, when, to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from geo.actors import can_act, canonical_actor, counted, find_actor
from geo.articles.quotes import sentence_around
from geo.casualties.finding import CasualtyMention, combine
from geo.events.assignment import assign_casualties
from geo.events.happenings import Happening
from geo.events.headlines import headline_end, running_headline
from geo.events.mentions import EventMention, find_mentions
from geo.events.roundups import Item, item_days, part_items
from geo.events.sites import Site, is_country, place_of
from geo.events.story import find_happenings
from geo.events.timing import date_happenings
from geo.footprints.boundaries import Boundaries
from geo.footprints.locate import locate
from geo.footprints.relations import find_relation
from geo.grammar.clauses import is_class
from geo.language import Doc, Token
from geo.model import (
    Actor,
    Article,
    Casualties,
    Footprint,
    Relation,
    Report,
    Resolution,
    When,
)

__all__ = ["find_reports"]

# What comes first counts: a fact told anywhere outweighs a denial elsewhere.
_STATUS_ORDER = ("occurred", "claimed", "denied", "planned", "hypothetical")
# How far from the town that it was "near" an earthquake's centre may lie: that of Nepal in 2015 lay
# 77 km from Kathmandu, that of Kobe in 1995 some 20 km from there.
_QUAKE_KM = 60.0
# Words that only speak of what others tell.
_SPOKEN_OF = frozenset({"join", "call"})
# Characters from which a line without an end is one of a wrapped paragraph.
_WRAPPED = 60
# Classes of words that do nothing of themselves.
_NO_SIDES = ("explosive", "projectile", "fire_word")
# Codes whose doer is no initiator and whose object no target.
_PARTIES = frozenset({"armed_clash", "agreement"})
_GROUND = frozenset({"territory_taken", "territory_lost"})
# What is done there is done to people and sides, not to things.
_OF_PEOPLE = frozenset({"strategic", "protest"})
_VICTIMS = frozenset({"civilian_violence", "displacement", "hazard", "accident", "aid"})


def find_reports(
    doc: Doc,
    article: Article,
    resolutions: Sequence[Resolution],
    boundaries: Boundaries,
) -> tuple[Report, ...]:
    """
    Find the events that an article reports and that can be put on a map.

    Parameters
    ----------
    doc
        The parsed text of the article.
    article
        Its text and day.
    resolutions
        Of all its toponyms.
    boundaries
        Divisions and borders for the footprints.

    Returns
    -------
    reports
        In text order; one for each of several places named alike. What the
        text puts nowhere, denies without anybody having claimed it, or only
        imagines is left out. The items of a round-up are read one by one.
    """
    items = part_items(doc, resolutions)
    days = item_days(doc, items, article.published)
    return tuple(
        report
        for item, day in zip(items, days, strict=True)
        for report in _reports_of(item, article, boundaries, day)
    )


def _reports_of(
    item: Item, article: Article, boundaries: Boundaries, day: When | None
) -> list[Report]:
    doc, resolutions, heading_end = item
    mentions, scenery, dates = find_mentions(doc, resolutions, article.published, heading_end)
    title = "" if heading_end else article.title or running_headline(doc)
    happenings = find_happenings(doc, mentions, scenery, title)
    start = heading_end or headline_end(doc.text, title)
    told_of = assign_casualties(doc, happenings, mentions, scenery.sites, start)
    told_of = tuple((happening, _beyond(told, start)) for happening, told in told_of)
    found = [happening for happening, _ in told_of]
    days = date_happenings(doc, found, dates, article.published, day)
    words = frozenset(mention.trigger.index for mention in mentions)
    maker = _Maker(doc, article, resolutions, boundaries, words)
    reports: list[Report] = []
    for (happening, told), dated in zip(told_of, days, strict=True):
        if not happening.sites:
            continue
        status, why = _status(happening)
        if not _is_publishable(happening, status, told, article.published):
            continue
        reports += [
            maker.report(happening, site, (status, why), dated, told) for site in happening.sites
        ]
    return reports


def _beyond(told: Sequence[CasualtyMention], start: int) -> tuple[CasualtyMention, ...]:
    """Leave out whom the headline counts where the text counts them: "kills man", "a father"."""
    counted_again = {casualty.kind for casualty in told if casualty.start >= start}
    return tuple(c for c in told if c.start >= start or c.kind not in counted_again)


def _status(happening: Happening) -> tuple[str, str]:
    """Choose among what the mentions say: what anybody tells as a fact took place."""
    told = [m for m in happening.mentions if m.trigger.role not in _SPOKEN_OF] or happening.mentions
    # "The attack" takes for granted what another sentence says of it.
    told = [m for m in told if not m.trigger.is_definite] or told
    verdicts = [mention.verdict for mention in told]
    best = min(verdicts, key=lambda verdict: _STATUS_ORDER.index(verdict.status))
    return best.status, best.rule


def _is_publishable(
    happening: Happening,
    status: str,
    told: Sequence[CasualtyMention],
    published: date | None,
) -> bool:
    """Keep what an analyst would list: told as a fact, or planned for a day and place."""
    has_own_place = any(m.place is not None and m.place.sites for m in happening.mentions)
    if happening.sites and place_of(happening.sites[0]).feature_code == "CONT":
        return False
    if status == "hypothetical":
        return happening.code[0] == "hazard" and has_own_place
    if status == "denied":
        return has_own_place
    if status == "planned":
        return has_own_place and any(_lies_ahead(m, published) for m in happening.dated)
    if is_country(happening.sites[0]):
        return bool(happening.dated or told) or happening.code[0] in {"hazard", "strategic"}
    return True


def _lies_ahead(mention: EventMention, published: date | None) -> bool:
    start = mention.when.start
    return start is not None and (published is None or start > published)


class _Maker:
    """Turns happenings of one article into reports."""

    def __init__(
        self,
        doc: Doc,
        article: Article,
        resolutions: Sequence[Resolution],
        boundaries: Boundaries,
        events: frozenset[int],
    ) -> None:
        self.doc = doc
        self.article = article
        self.toponyms = tuple(resolution.toponym for resolution in resolutions)
        self.by_start = {resolution.toponym.start: resolution for resolution in resolutions}
        self.boundaries = boundaries
        self.unwrapped = _unwrapped(article.text)
        self.events = events

    def report(
        self,
        happening: Happening,
        site: Site,
        verdict: tuple[str, str],
        dated: tuple[When, str],
        told: Sequence[CasualtyMention],
    ) -> Report:
        """Fill in one report."""
        shown = _shown(happening)
        resolution = site.resolution
        relation = site.relation or find_relation(
            self.doc, resolution.toponym, self.toponyms, place=resolution.place
        )
        quote_span = sentence_around(self.unwrapped, happening.toll or shown.trigger.span)
        sub = happening.code[1]
        first, second = self._actors(happening)
        return Report(
            report_id=f"{self.article.article_id}#{shown.trigger.span.start}-{resolution.toponym.start}",
            article_id=self.article.article_id,
            event_type=happening.code[0],
            sub_event_type=sub,
            status=verdict[0],
            when=dated[0],
            resolution=resolution,
            relation=relation,
            footprint=self._footprint(site, _as_felt(relation, sub)),
            casualties=combine(told) if told else Casualties(),
            actor1=first,
            actor2=second,
            quote=self.article.text[quote_span.start : quote_span.end],
            quote_span=quote_span,
            trigger=shown.trigger.text,
            trigger_span=shown.trigger.span,
            rule=f"place: {happening.place_rule}; date: {dated[1]}; status: {verdict[1]}",
        )

    def _footprint(self, site: Site, relation: Relation) -> Footprint:
        other = self.by_start.get(relation.other.start) if relation.other else None
        return locate(
            place_of(site),
            relation,
            self.boundaries,
            other=other.place if other else None,
        )

    def _actors(self, happening: Happening) -> tuple[Actor, Actor]:
        doer = self._first_name(happening, "agents")
        target = self._first_name(happening, "patients")
        event_type, sub = happening.code
        is_party = sub in _PARTIES
        first = Actor(doer, "party" if is_party else "initiator") if doer else Actor()
        role = "party" if is_party else "victim" if event_type in _VICTIMS else "target"
        second = Actor(target, role) if target and target != doer else Actor()
        return first, second

    def _first_name(self, happening: Happening, role: str) -> str:
        told = [m for m in happening.mentions if m.trigger.role != "call"]
        for mention in sorted(told, key=lambda m: m.trigger.role == "join"):
            for index in getattr(mention, role):
                token = counted(self.doc[index])
                if token.pos_ in {"PRON", "DET", "NUM", "VERB"} or not self._can_act(token):
                    continue
                if self._is_own_place(token, happening):
                    continue
                if role == "patients" and self._is_scene(token, happening):
                    continue
                name = canonical_actor(find_actor(token))
                if name:
                    return name
        return ""

    def _is_scene(self, token: Token, happening: Happening) -> bool:
        """Tell the town that people fled, or what was taken, closed or fired, from somebody."""
        event_type, sub = happening.code
        if sub in _GROUND:
            return not is_class(token, "force")
        if event_type in _OF_PEOPLE and sub not in {"seizure", "arrest"}:
            return not can_act(token)
        if event_type != "displacement":
            return False
        is_place = any(is_class(token, name) for name in ("settlement", "building"))
        return is_place or any(t.start <= token.idx < t.end for t in self.toponyms)

    def _is_own_place(self, token: Token, happening: Happening) -> bool:
        """Tell the town itself in "Kunduz fell" and "visited Havana" from its government."""
        return any(
            site.first <= token.i <= site.last and not is_country(site) for site in happening.sites
        )

    def _can_act(self, token: Token) -> bool:
        """Tell a side or victim from another event, a weapon, a day or "fire" opened."""
        if token.i in self.events or token.ent_type_ in {"DATE", "TIME"}:
            return False
        return not any(is_class(token, name) for name in _NO_SIDES)


def _as_felt(relation: Relation, sub_event_type: str) -> Relation:
    """Widen "near" for an earthquake, which is named after the next town that all know."""
    is_wide = sub_event_type == "earthquake" and relation.kind == "near"
    if not is_wide or relation.distance_km is not None:
        return relation
    return replace(relation, distance_km=_QUAKE_KM)


def _unwrapped(text: str) -> str:
    """Put a space for each line break inside a sentence; all offsets stay."""
    lines = text.split("\n")
    joints = [" " if _goes_on(line, following) else "\n" for line, following in pairwise(lines)]
    return "".join(line + joint for line, joint in zip(lines, (*joints, ""), strict=True))


def _goes_on(line: str, following: str) -> bool:
    ends = line.rstrip().endswith((".", "!", "?", ":", '"', "”", ")"))
    start = following.strip()[:1]
    is_wrapped = len(line.strip()) >= _WRAPPED and following[:1].isspace()
    return bool(line.strip() and start) and not ends and (start.islower() or is_wrapped)


def _shown(happening: Happening) -> EventMention:
    """Choose the mention whose sentence is quoted: the code's, where the place is told."""
    code = happening.code
    return max(
        happening.mentions,
        key=lambda m: (
            m.code == code,
            m.trigger.role == "found",
            m.place is not None and bool(m.place.sites),
            m.has_own_date,
            -m.trigger.index,
        ),
    )
