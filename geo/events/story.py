"""One event per happening: mentions of the same thing within an article put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from geo.events.happenings import (
    FIRM,
    Happening,
    dates_agree,
    firm_place,
    is_ahead,
    is_restated,
    same_kind,
)
from geo.events.headlines import headline_end, headline_place, sums_up
from geo.events.links import HARMFUL, are_alike, family, may_be_one
from geo.events.mentions import EventMention
from geo.events.reference import goes_on_with, is_within, share_names
from geo.events.scenes import Scenery
from geo.events.settling import settle_places
from geo.events.sites import (
    finer_place,
    is_country,
    is_same_place,
    places_agree,
)
from geo.events.sums import adds_up, is_sum, is_total, spoken_of_together, unplace_sums
from geo.events.telling import (
    comes_next,
    is_anchor,
    is_another,
    is_done_by_known,
    is_done_to_known,
    is_killing,
    is_known,
    is_looked_back_on,
    is_of_victim,
    is_only_spoken_of,
    is_told,
    tells_drowned,
    tells_others,
    tells_several_dead,
)
from geo.events.ties import is_before, is_done_there, tie
from geo.grammar.clauses import head_of, is_class
from geo.language import Doc

__all__ = ["find_happenings"]

# Sentences after which "the attack" still goes on.
_NEAR = 4
# "The attack" told with a day that is one off is still that attack.
_SLACK = timedelta(days=1)
_MISHAPS = frozenset({"accident", "hazard"})
_ROUGHLY = timedelta(days=31)
_GATHERING = ("protest", "peaceful")
_PRONOUNS = frozenset({"they", "he", "she"})
# Days that make an event told in passing one of the past, and words that do.
_PAST_DAYS = 7
_LOOKS_BACK = frozenset({"after", "since", "before", "following"})


def find_happenings(
    doc: Doc, mentions: Sequence[EventMention], scenery: Scenery, title: str = ""
) -> tuple[Happening, ...]:
    """
    Put the mentions of an article together.

    Parameters
    ----------
    doc
        The parsed article.
    mentions
        In text order.
    scenery
        Its places.
    title
        Its headline: a place named there is likely the scene.

    Returns
    -------
    happenings
        In order of their first mention; `place` is None where the text puts
        one nowhere.
    """
    story = _Story(doc)
    groups = _clauses(doc, mentions)
    heading = headline_end(doc.text, title)
    # A headline only sums up what the text then tells.
    above = [g for g in groups if doc[g.mentions[0].trigger.index].idx < heading]
    for group in (g for g in groups if g not in above):
        story.add(group)
    for group in above:
        story.sum_up(group, scenery)
    story.happenings.sort(key=lambda happening: happening.all_mentions[0].trigger.index)
    happenings = settle_places(doc, scenery, title, story.happenings)
    unplace_sums(doc, happenings)
    return tuple(happenings)


def _clauses(doc: Doc, mentions: Sequence[EventMention]) -> list[Happening]:
    """Put together what the parse of one sentence ties."""
    groups: list[Happening] = []
    for mention in mentions:
        for group in reversed(groups):
            found = tie(doc, mention, group)
            if found == "effect":
                group.manner += group.mentions
                group.mentions = []
            if found:
                _join(group, mention, is_manner=found == "how")
                break
        else:
            groups.append(Happening([mention], place=mention.place))
    return groups


def _join(happening: Happening, mention: EventMention, *, is_manner: bool = False) -> None:
    is_toll = mention.trigger.role == "toll"
    is_added = is_toll and any(
        other.trigger.role == "toll" and other.sentence != mention.sentence
        for other in happening.mentions
    )
    (happening.manner if is_manner else happening.mentions).append(mention)
    if is_added:
        return  # more of its dead: where they fell is not where it all happened
    # Where some of the dead fell is not all of where a storm passed.
    is_partial = is_toll and happening.sites
    is_all = is_same_place(happening.place, mention.place)
    if is_partial and not is_all and not is_country(happening.sites[0]):
        return
    if not mention.trigger.is_definite or mention.place is None or mention.place.cost <= FIRM:
        happening.place = finer_place(happening.place, mention.place)


def _put(part: Happening, target: Happening, *, is_all: bool) -> None:
    """Let a clause, or what it tells of one of its places, join what was told before."""
    for is_manner, mentions in ((False, part.mentions), (True, part.manner)):
        for mention in mentions:
            told = mention if is_all else replace(mention, place=part.place)
            _join(target, told, is_manner=is_manner)


def _per_place(group: Happening) -> list[Happening]:
    """Make one happening for each of several places named alike: "in A and B"."""
    place = group.place
    if place is None or len(place.sites) == 1:
        return [group]
    return [
        Happening(
            [mention.at(site) for mention in group.mentions],
            [mention.at(site) for mention in group.manner],
            replace(place, sites=(site,), rule=f"{site.resolution.toponym.name!r} in its clause"),
        )
        for site in place.sites
    ] or [group]


def _is_firm(mention: EventMention) -> bool:
    place = mention.place
    return place is not None and bool(place.sites) and place.cost <= FIRM


class _Story:
    """Builds happenings clause by clause."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.happenings: list[Happening] = []

    def add(self, group: Happening) -> None:
        """Join a clause to the happenings it speaks of, or begin new ones."""
        if is_anchor(self.doc, group) or adds_up(self.doc, group, self.happenings):
            return
        parts = _per_place(group)
        targets = [self._same(part) for part in parts]
        founds = self._founds(group)
        for part, target in zip(parts, targets, strict=True):
            if target is not None:
                for each in spoken_of_together(self.doc, part, target, self.happenings):
                    _put(part, each, is_all=len(parts) == 1)
            elif founds:
                self.happenings.append(part)
                part.is_past = self._is_past(part)

    def sum_up(self, group: Happening, scenery: Scenery) -> None:
        """Let a headline join the news of its kind, whatever it calls its place."""
        lead = next(iter(self.happenings), None)
        if lead is None or self._same(group) or not sums_up(self.doc, group, lead):
            self.add(group)
            return
        place = headline_place(group, lead, scenery)
        _put(group, lead, is_all=True)
        lead.place = place

    def _founds(self, group: Happening) -> bool:
        """Tell whether a clause tells an event that was not told before."""
        best = group.best
        if best.trigger.role in {"join", "call"}:
            return False
        if best.trigger.role == "toll":
            is_find = is_class(self.doc[best.trigger.index], "find_dead")
            return (bool(best.agents) and not is_find) or self._is_reported_toll(group)
        if is_only_spoken_of(self.doc, group):
            return False
        return not best.trigger.is_noun or group.place is not None or is_told(self.doc, group)

    def _is_reported_toll(self, group: Happening) -> bool:
        """Tell "was killed on Sunday in Aden" and "nine were found dead" from a death at home."""
        tokens = [self.doc[m.trigger.index] for m in group.mentions]
        if group.place is None or self._is_past(group):
            return False
        if any(head_of(token) == "kill" for token in tokens):
            return bool(group.dated)
        is_find = any(is_class(token, "find_dead") for token in tokens)
        is_part = any(self._may_kill(h, group, is_find=is_find) for h in self.happenings)
        return not is_part and any(tells_several_dead(self.doc, m) for m in group.mentions)

    def _may_kill(self, happening: Happening, group: Happening, *, is_find: bool) -> bool:
        """Tell whether people told dead elsewhere can be a part of what was told before."""
        event_type = happening.code[0]
        if event_type not in HARMFUL or not self._is_near(group, happening):
            return False
        if is_find:
            # Bodies come to light days after a wreck or a flood, and far off.
            return event_type in _MISHAPS
        if event_type == "accident":
            return False
        return event_type == "hazard" or dates_agree(group, happening, _SLACK)

    def _same(self, group: Happening) -> Happening | None:
        """Find the happening that a clause speaks of."""
        if is_another(self.doc, group) or any(m.trigger.is_fresh for m in group.mentions):
            return None
        fitting = [h for h in self.happenings if self._fits(group, h)]
        if not fitting:
            return self._continued(group)
        if is_total(self.doc, group):
            return fitting[0]
        return max(fitting, key=lambda h: self._closeness(group, h))

    def _fits(self, group: Happening, happening: Happening) -> bool:
        if not any(self._may_be(a, b) for a in group.mentions for b in happening.mentions):
            return False
        is_item = group.place is not None and not group.best.trigger.is_definite
        if is_item and is_sum(self.doc, happening):
            return is_same_place(group.place, happening.place)
        if is_of_victim(self.doc, group) and group.code == happening.code:
            return self._is_near(group, happening)
        return self._agree(group, happening) and self._is_meant(group, happening)

    def _may_be(self, one: EventMention, other: EventMention) -> bool:
        if is_done_there(self.doc, one, other) or is_done_there(self.doc, other, one):
            return False
        if is_before(self.doc, one, other) or is_before(self.doc, other, one):
            return False
        return may_be_one(one, other) or (tells_drowned(one) and other.code[0] == "hazard")

    def _agree(self, group: Happening, happening: Happening) -> bool:
        """Tell whether a clause can be of a happening by its day and place."""
        is_definite = is_known(self.doc, group)
        place = firm_place(group) or next((m.place for m in group.mentions if _is_firm(m)), None)
        slack = _SLACK if is_definite else timedelta()
        is_there = is_definite and is_same_place(place, happening.place)
        # "Their deadliest attack there, in 2010" is not this month's.
        is_there = is_there and dates_agree(group, happening, _ROUGHLY)
        is_then = is_there or dates_agree(group, happening, slack)
        # "The attack on Kirkuk", far from what was told without a place, is another.
        is_far = bool(place and place.sites) and not happening.sites
        is_back = is_looked_back_on(self.doc[group.best.trigger.index])
        if is_far and (is_back or not self._is_near(group, happening)):
            return False
        return is_then and places_agree(place, happening.place)

    def _is_meant(self, group: Happening, happening: Happening) -> bool:
        """Tell whether a clause speaks of a happening that it agrees with."""
        trigger = group.best.trigger
        is_toll = trigger.role != "found" and not is_killing(self.doc, group)
        if is_toll or (happening.code[0] in _MISHAPS and tells_drowned(group.best)):
            is_near = self._is_near(group, happening) and not is_ahead(happening)
            # A quake's dead at a place of their own are a part of it, told apart.
            is_part = happening.code[0] == "hazard" and not is_same_place(
                group.place, happening.place
            )
            may_narrow = trigger.role != "join" and not is_part
            is_bare = group.place is None or (may_narrow and bool(happening.sites))
            return trigger.is_definite or (is_near and is_bare)
        is_definite = is_known(self.doc, group)
        is_freely = (
            is_definite
            or is_done_to_known(self.doc, group)
            or is_done_by_known(self.doc, group, happening)
            or self._is_spot_of(group, happening)
        )
        if not same_kind(group, happening, is_definite=is_freely):
            return False
        return is_definite or self._is_told_again(group, happening)

    def _is_told_again(self, group: Happening, happening: Happening) -> bool:
        """Tell a second telling of an event from another event of its kind."""
        if is_ahead(group) != is_ahead(happening) or tells_others(self.doc, group, happening):
            return False
        if group.place is None:
            return self._is_near(group, happening) or share_names(self.doc, group, happening)
        if is_same_place(group.place, happening.place):
            return not comes_next(self.doc, group)
        if is_restated(group, happening):
            return True
        if self._is_spot_of(group, happening):
            return True
        # "Detained in Turkey", and later "originally detained in Izmir".
        return group.code == happening.code and share_names(self.doc, group, happening)

    def _is_spot_of(self, group: Happening, happening: Happening) -> bool:
        """Tell "it left the rails near Kanpur" of the crash told first, somewhere in the state."""
        if happening is not self.happenings[0] or not self._is_near(group, happening):
            return False
        return is_within(group, happening) and goes_on_with(self.doc, group, happening)

    def _is_near(self, group: Happening, happening: Happening) -> bool:
        first, last = group.mentions[0].number, happening.last.number
        # A headline is read last, and sums up what the text begins with.
        gap = first - last if first >= last else happening.mentions[0].number - first
        return gap <= _NEAR

    def _closeness(self, group: Happening, happening: Happening) -> tuple[int, int, int, int]:
        """Rank what a clause may speak of: a toll has no kind, so it follows what was told last."""
        is_toll = group.best.trigger.role == "toll"
        is_alike = any(are_alike(group.best, mention) for mention in happening.mentions)
        return (
            int(is_same_place(group.place, happening.place)),
            int(not happening.is_past),
            int(happening.code != _GATHERING if is_toll else is_alike),
            happening.last.trigger.index,
        )

    def _is_past(self, happening: Happening) -> bool:
        """Tell an event recalled in passing from the news."""
        told = [m.when for m in happening.dated if m.when.start is not None]
        if not told or not self.happenings or happening is self.happenings[0]:
            return False
        news = [m.when.start for m in self.happenings[0].dated if m.when.start]
        first = min(news) if news else self.happenings[0].best.when.start
        latest = max(when.end or when.start or date.min for when in told)
        if first is None:
            return False
        # "The blast came two days after gunmen killed six" looks back; rescuers at work a day
        # after a quake do not.
        looks_back = happening.code[0] != "hazard" and any(
            _LOOKS_BACK & set(when.text.lower().split()) for when in told
        )
        return (first - latest).days >= (1 if looks_back else _PAST_DAYS)

    def _is_of_perpetrator(self, mention: EventMention) -> bool:
        """Tell "the gunman was shot by police", which ended what he had begun."""
        return family(mention) == "violence" and any(
            is_class(self.doc[i], "perpetrator")
            and any(child.lower_ == "the" for child in self.doc[i].children)
            for i in mention.patients
        )

    def _continued(self, group: Happening) -> Happening | None:
        """Return the happening of the sentence before when "they" go on with it."""
        first = group.mentions[0]
        if group.place is not None:
            return None
        agent = self.doc[first.agents[0]] if first.agents else None
        is_done_by = agent is not None and (
            agent.lower_ in _PRONOUNS or is_class(agent, "perpetrator")
        )
        is_theirs = is_done_by and first.code[0] in {"civilian_violence", "strategic"}
        if not is_theirs and not self._is_of_perpetrator(first):
            return None
        for happening in reversed(self.happenings):
            is_violence = any(family(mention) == "violence" for mention in happening.mentions)
            if is_violence and first.number - happening.last.number <= 1:
                return happening if dates_agree(group, happening) else None
        return None
