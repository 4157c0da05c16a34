"""Fronts, which are places of their own although they have no name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from geo.events.sites import Attachment, Site, place_of
from geo.footprints.relation_words import bearing_of
from geo.language import Doc, Token
from geo.model import Relation, Span

__all__ = ["front_of_scene"]

_COMPASS = frozenset(
    {"north", "south", "east", "west", "northern", "southern", "eastern", "western",
     "northeastern", "northwestern", "southeastern", "southwestern"},
)  # fmt: skip


def front_of_scene(doc: Doc, front: Token, cost: float, sites: Sequence[Site]) -> Attachment:
    """
    Put the southern front south of the town that the text has spoken of most.

    Parameters
    ----------
    doc
        The parsed article.
    front
        Its word.
    cost
        How far it stands from the event's word.
    sites
        The article's places, in text order.

    Returns
    -------
    attachment
        Without sites where no town or no direction is told.
    """
    words = doc[front.left_edge.i : front.i + 1]
    rule = f"on {words.text!r}"
    point = next((c for c in front.children if c.lower_ in _COMPASS), None)
    towns = [s for s in sites if s.last < front.i and _is_town(s)]
    if point is None or not towns:
        return Attachment((), cost, rule, is_vague=True)
    counts = Counter(place_of(site).place_id for site in towns)
    most = counts.most_common(1)[0][0]
    town = next(site for site in reversed(towns) if place_of(site).place_id == most)
    span = Span(words.start_char, words.end_char)
    bearing = bearing_of(point.lower_)
    relation = Relation("direction", words.text, span, bearing_deg=bearing)
    rule = f"{rule} of {town.resolution.toponym.name!r}"
    return Attachment((replace(town, relation=relation),), cost, rule, is_vague=True)


def _is_town(site: Site) -> bool:
    place = site.resolution.place
    is_plain = site.relation is None and site.resolution.toponym.role == "place"
    return is_plain and place is not None and place.feature_class == "P"
