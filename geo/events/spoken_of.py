"""The place that "the city", "there" and "the capital, Baku," in the clause of an event mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.events.anaphors import (
    anaphor_level,
    best_fitting,
    is_left_behind,
    is_level,
    nation_of,
    sites_of_there,
)
from geo.events.distances import only_measures
from geo.events.listed import is_container
from geo.events.paths import Path
from geo.events.sites import Attachment, Site, contains, place_of
from geo.footprints.relations import find_relation
from geo.grammar.clauses import is_class
from geo.language import Doc, Token
from geo.model import Resolution, Toponym

__all__ = ["Anaphora"]


class Anaphora:
    """
    The words of one article that speak of places without their names.

    Parameters
    ----------
    doc
        The parsed article.
    sites
        Its places, in text order.
    resolutions
        Of its toponyms.
    """

    def __init__(self, doc: Doc, sites: Sequence[Site], resolutions: Sequence[Resolution]) -> None:
        self._doc = doc
        self._sites = sites
        self._resolutions = resolutions
        self._named = frozenset(i for site in sites for i in range(site.first, site.last + 1))

    def _beside(self, token: Token) -> tuple[Site, ...]:
        """Return the places named in the sentence of a token."""
        start, end = token.sent.start, token.sent.end
        return tuple(site for site in self._sites if start <= site.head < end)

    def find(
        self, trigger: Token, path: Path, most: float, *, is_measure: bool = False
    ) -> Attachment | None:
        """
        Find "the city" in the clause of an event and what it speaks of.

        Parameters
        ----------
        trigger
            The word that tells the event.
        path
            From it.
        most
            Cost from which on a word belongs to another clause.
        is_measure
            Whether to ask for those that another place is only measured from.

        Returns
        -------
        attachment
            The nearest; None without one.
        """
        best: Attachment | None = None
        for token in trigger.sent:
            level = anaphor_level(token)
            if token.lower_ == "there" and token.dep_ == "advmod":
                level = "anaphor_town"
            elif not level or self._is_named(token):
                continue
            if only_measures(self._doc, token, self._beside(token)) != is_measure:
                continue
            cost = path.cost(token)
            if cost > most or (best is not None and cost >= best.cost):
                continue
            site = self._spoken_of(token, level)
            if site is not None:
                name = site.resolution.toponym.name
                site = self._with_relation(site, token)
                rule = f"{token.text!r} speaks of {name!r}"
                is_vague = site.relation is not None and site.relation.kind == "direction"
                best = Attachment((site,), cost, rule, is_vague=is_vague)
        return best

    def _with_relation(self, site: Site, token: Token) -> Site:
        """Keep what is said beside "the country": "in the south of the country"."""
        span = self._doc[token.i : token.i + 1]
        toponym = Toponym(span.start_char, span.end_char, span.text, rule="speaks of a place")
        place = site.resolution.place
        relation = find_relation(self._doc, toponym, (toponym,), place=place)
        phrase = self._doc[token.left_edge.i : token.i + 1].text
        text = phrase if relation.text == token.text else relation.text
        relation = replace(relation, text=f"{text} [{site.resolution.toponym.name}]")
        return replace(site, relation=relation)

    def _is_named(self, noun: Token) -> bool:
        """Tell "the village of X" from "the village" and from "Syria's largest city"."""
        region = self._region_of(noun)
        inside = {t.i for t in noun.subtree} - ({region.first, region.last} if region else set())
        return any(i in self._named for i in inside)

    def _region_of(self, noun: Token) -> Site | None:
        """Return the region that possesses a town spoken of."""
        owners = {child.i for child in noun.children if child.dep_ == "poss"}
        return next((site for site in self._beside(noun) if site.head in owners), None)

    def _spoken_of(self, token: Token, level: str) -> Site | None:
        named = self._named_behind(token)
        if named is not None:
            return named
        before = [s for s in self._sites if s.last < token.i and s.resolution.place is not None]
        if token.lower_ == "there":
            before = sites_of_there(token, before)
        region = self._region_of(token)
        if region is not None and region.resolution.place is not None:
            holder = region.resolution.place
            before = [s for s in before if contains(holder, place_of(s))]
        codes = nation_of(token, self._resolutions)
        before = [s for s in before if not codes or place_of(s).country_code in codes]
        fitting = [site for site in reversed(before) if self._may_be_meant(site, level)]
        return best_fitting(token, fitting)

    def _named_behind(self, noun: Token) -> Site | None:
        """Return Baku in "the capital, Baku,"."""
        for site in self._sites:
            marks = {self._doc[i : i + 1].text for i in (noun.i + 1, site.last + 1)}
            is_next = site.first == noun.i + 2 and marks <= {",", "."}
            if is_next and site.resolution.place is not None:
                return site
        return None

    def _may_be_meant(self, site: Site, level: str) -> bool:
        toponym, place = site.resolution.toponym, site.resolution.place
        if place is None or toponym.role != "place":
            return False
        head = self._doc[site.head]
        is_told_of = head.dep_ in {"pobj", "dobj", "nsubjpass"} or is_class(
            head.head, "sufferer_verb"
        )
        if level == "anaphor_country" and not is_told_of:
            return False
        if (
            level == "anaphor_town"
            and place.feature_class == "A"
            and is_container(self._doc, site, self._sites)
        ):
            return False  # "the city" after "MACON, Ga."
        if level == "anaphor_area" and head.dep_ == "pobj" and head.head.lower_ in {"to", "from"}:
            return False  # a flight's goal
        if is_left_behind(head):
            return False
        return is_level(place, level, toponym.hint)
