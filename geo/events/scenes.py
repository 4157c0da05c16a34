"""Where an event took place: the place name that its clause licenses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import inf

from geo.articles.datelines import dateline_end
from geo.events.breakdowns import is_of_some
from geo.events.distances import told_by_distance
from geo.events.elsewhere import is_cried, is_end_of_route, is_goal
from geo.events.fronts import front_of_scene
from geo.events.jurisdictions import realm_of
from geo.events.listed import (
    is_container,
    is_of_many,
    is_said_where,
    lies_on,
    listed_with,
)
from geo.events.paths import Path
from geo.events.sites import Attachment, Site, contains, find_sites, is_isle_of, place_of
from geo.events.spoken_of import Anaphora
from geo.events.unlisted import CONTAINER_WORDS, around_unknown
from geo.footprints.relations import find_relation
from geo.footprints.shapes import gap_km
from geo.grammar.clauses import governor, is_class
from geo.language import Doc, Token
from geo.model import Resolution

__all__ = ["OWN_COST", "Scenery"]

# A place whose link costs more belongs to another clause.
OWN_COST = 4.5
_PART_COST = 3.0
# From here on a place stands with something else that the clause tells.
_ASIDE = 3.0
# Up to this cost a list of places is the event's own.
_CLOSE = 1.6
# Words that say "beside it": such a place list is one place.
_BESIDE = frozenset({"near", "between", "outside", "around", "along", "from", "off"})
# "NEW YORK, " before the state's name.
_DATELINE_WORDS = 3
# How far a town is from what it is said to lie in or by.
_NEAR_KM = 150.0
# How far what lies "northwest of" a town can be from it.
_AROUND_KM = 60.0
_FRONTS = frozenset({"front", "frontline", "flank"})


class Scenery:
    """
    The places of one article, and which of them locates what.

    Parameters
    ----------
    doc
        The parsed article.
    resolutions
        Of its toponyms.
    heading_end
        Of an item of a round-up, where its text begins; 0 for a whole article.
    """

    def __init__(self, doc: Doc, resolutions: Sequence[Resolution], heading_end: int = 0) -> None:
        self.doc = doc
        self.is_item = heading_end > 0
        self.resolutions = resolutions
        self.sites = find_sites(doc, resolutions)
        self.tokens = frozenset(i for site in self.sites for i in range(site.first, site.last + 1))
        self._by_sentence: dict[int, list[Site]] = {}
        for site in self.sites:
            self._by_sentence.setdefault(doc[site.head].sent.start, []).append(site)
        self._anaphora = Anaphora(doc, self.sites, resolutions)
        self._triggers: frozenset[int] = frozenset()
        self._dateline_end = heading_end or dateline_end(doc.text)

    def set_triggers(self, indices: Iterable[int]) -> None:
        """Tell which tokens tell events, since a place next to one is that one's."""
        self._triggers = frozenset(indices)

    def in_sentence(self, token: Token) -> tuple[Site, ...]:
        """Return the places named in the sentence of a token."""
        return tuple(self._by_sentence.get(token.sent.start, ()))

    def own(self, trigger: Token, event_type: str, sub_event_type: str) -> Attachment | None:
        """
        Find the place that the clause of an event gives it.

        Parameters
        ----------
        trigger
            The word that tells the event.
        event_type, sub_event_type
            Its code.

        Returns
        -------
        attachment
            None when the clause names no place.
        """
        kind = {event_type, sub_event_type}
        path = Path(trigger, kind, self._triggers)
        named = self._named(trigger, path)
        spoken = self._anaphora.find(trigger, path, OWN_COST)
        if spoken is not None and (not named or spoken.cost < min(c for c, _ in named)):
            return spoken
        if not named or min(c for c, _ in named) > _ASIDE:
            realm = realm_of(trigger, self.in_sentence(trigger), kind, OWN_COST)
            if realm is not None or not named:
                return realm or self._front(trigger, path)
        cost, best = min(named, key=lambda item: (item[0], item[1].first))
        finest = self._finest(best, cost, named)
        if self._is_reference(finest):
            cost, finest = min(
                (
                    (c, s)
                    for c, s in named
                    if s.head in self._clause(trigger) and self._is_closer(s, finest)
                ),
                key=lambda item: item[0],
                default=(cost, finest),
            )
        if spoken is not None and _says_more(spoken, finest):
            return spoken
        finest = told_by_distance(self.doc, finest, self.in_sentence(trigger)) or finest
        if finest.resolution.place is None or self._is_bank(finest):
            regions = [site for _, site in named]
            spoken = spoken or self._anaphora.find(trigger, path, OWN_COST, is_measure=True)
            return around_unknown(self.doc, finest, cost, regions, spoken, self.sites)
        text = finest.resolution.toponym.name
        is_offset = self._is_reference(finest)
        alike = self._alike(finest) if cost <= _CLOSE else []
        is_between = self.doc[finest.first - 1].lower_ == "between"
        is_one = is_between or not is_of_many(trigger, sub_event_type)
        if alike and is_one and self._is_beside(finest, alike[0]):
            finest, alike = self._amid(finest, alike[0]), []
        rule = f"{text!r} in its clause"
        goal = is_goal(self.doc[finest.head], kind)
        return Attachment((finest, *alike), cost, rule, is_vague=is_offset, is_goal=goal)

    def _is_reference(self, site: Site) -> bool:
        """Tell "170 km east of Sanaa", where Sanaa only serves to measure."""
        head = self.doc[site.head]
        while head.dep_ in {"appos", "compound", "conj"} and head.head.i != head.i:
            head = head.head
        is_of = head.dep_ == "pobj" and head.head.lower_ in {"of", "from"}
        return is_of and is_class(head.head.head, "compass")

    def _is_bank(self, site: Site) -> bool:
        """Tell "east of the Tigris", which of a long river only the scene tells."""
        return self._is_reference(site) and place_of(site).feature_code.startswith("STM")

    @staticmethod
    def _clause(trigger: Token) -> frozenset[int]:
        """Return the tokens below the verb that tells an event."""
        verb = trigger if trigger.pos_ == "VERB" else governor(trigger) or trigger
        return frozenset(token.i for token in verb.subtree)

    def _is_closer(self, site: Site, reference: Site) -> bool:
        """Tell "northwest of Kirkuk, they broke into a plant near Dibis": near Dibis."""
        place = site.resolution.place
        if place is None or reference.resolution.place is None or self._is_reference(site):
            return False
        return place.feature_class == "P" and 0 < gap_km(place, place_of(reference)) <= _AROUND_KM

    def _is_beside(self, site: Site, other: Site | None = None) -> bool:
        """Tell "near A and B", one place, from "in A and B" and "near A and in B", two."""
        if other is not None and self.doc[other.head] not in self.doc[site.head].conjuncts:
            return False
        above = [t for t in self.doc[site.head].ancestors if t.pos_ == "ADP" and t.lower_ != "of"]
        return bool(above) and above[0].lower_ in _BESIDE

    def _is_town_at(self, site: Site) -> bool:
        """Tell "fell into the Derwent at Workington" from "into the Derwent in Cumbria"."""
        return place_of(site).feature_class == "P" and self.doc[site.head].head.lower_ == "at"

    def _amid(self, one: Site, other: Site) -> Site:
        toponyms = (one.resolution.toponym, other.resolution.toponym)
        place = one.resolution.place
        relation = find_relation(self.doc, toponyms[0], toponyms, place=place)
        if relation.kind != "near":
            return one
        return replace(one, relation=replace(relation, kind="between", other=toponyms[1]))

    def _named(self, trigger: Token, path: Path) -> list[tuple[float, Site]]:
        named = []
        for site in self.in_sentence(trigger):
            name = self.doc[site.first : site.last + 1]
            if self.is_dateline(site) or is_cried(name, trigger) or is_of_some(name[0]):
                continue
            place = site.resolution.place
            is_country = place is not None and place.feature_code.startswith("PCL")
            cost = path.cost(self.doc[site.head], is_country=is_country)
            inner = self._inside(site)  # "to Oran, in Algeria" is as far as Oran
            if inner is not site and inner.resolution.toponym.role == "place":
                beyond = path.cost(self.doc[inner.head])
                is_on_way = beyond < inf or is_end_of_route(self.doc[inner.head])
                cost = max(cost, beyond) if is_on_way else cost
            if not is_class(self.doc[site.head].head, "venue"):
                cost += _PART_COST * (site.resolution.toponym.role == "part")
            if cost <= OWN_COST:
                named.append((cost, site))
        return named

    def is_dateline(self, site: Site) -> bool:
        """Tell the place at the head of a text, where it was written: "BEIRUT —"."""
        if site.resolution.toponym.start < self._dateline_end:
            return True
        following = f" {self.doc[site.last + 1 : site.last + 9].text}"
        is_first = self.doc[: site.first].text.strip() == "" or self._follows_dateline(site)
        return is_first and any(sign in following for sign in ("—", "–", "--", " - ", "("))

    def _follows_dateline(self, site: Site) -> bool:
        before = self.doc[: site.first].text.strip()
        return before.endswith(",") and len(before.split()) < _DATELINE_WORDS

    def _finest(self, best: Site, cost: float, named: list[tuple[float, Site]]) -> Site:
        finest = self._inside(best)
        for other_cost, site in named:
            inner, outer = site.resolution.place, finest.resolution.place
            if inner is None or outer is None:
                continue
            # "On the Congo near Mbandaka" is near Mbandaka.
            is_vast = outer.feature_class in {"H", "L"}  # no code tells what lies in it
            is_by = self._is_beside(site) or self._is_town_at(site)
            is_bank = is_vast and is_by and other_cost <= cost + _ASIDE
            if (
                is_bank
                or (is_vast and lies_on(self.doc, site, finest))
                or (contains(outer, inner) and other_cost <= cost + 2)
            ):
                finest = site
        return finest

    def _front(self, trigger: Token, path: Path) -> Attachment | None:
        """Find "on the southern front": a place of its own, although without a name."""
        for token in trigger.sent:
            if token.lower_ in _FRONTS and token.dep_ == "pobj":
                cost = path.cost(token)
                if cost <= OWN_COST:
                    return front_of_scene(self.doc, token, cost, self.sites)
        return None

    def _inside(self, region: Site) -> Site:
        """Return the place named just before the region that holds it: "A, in northern B"."""
        before = [s for s in self.sites if 0 < region.first - s.last <= CONTAINER_WORDS]
        for site in reversed(before):
            if self.is_dateline(site):
                continue  # "KABUL - Afghanistan signed": written there
            inner, outer = site.resolution.place, region.resolution.place
            between = self.doc[site.last + 1 : region.first]
            if any(t.pos_ in {"VERB", "AUX"} for t in between):
                continue
            if inner is None or outer is None or inner.country_code != outer.country_code:
                continue
            is_town = inner.feature_class == "P" and gap_km(inner, outer) <= _NEAR_KM
            is_told = is_town and is_said_where(between)
            if is_told or contains(outer, inner) or is_isle_of(outer, inner):
                return site
        return region

    def _alike(self, site: Site) -> list[Site]:
        """Return the places named together with one: "A and B"."""
        together = listed_with(self.doc, site, self.sites)
        return [
            other
            for other in self.sites
            if other.head in together
            and other.resolution.place is not None
            and site.resolution.place is not None
            and other.resolution.place.place_id != site.resolution.place.place_id
            and other.resolution.toponym.role == "place"
            and not is_container(self.doc, other, self.sites)
        ]


def _says_more(spoken: Attachment, site: Site) -> bool:
    """Tell "in the south of the country" beside the country's name."""
    (other,) = spoken.sites
    place = site.resolution.place
    return (
        other.relation is not None
        and other.relation.kind not in {"at", "within"}
        and place is not None
        and place.place_id == place_of(other).place_id
    )
