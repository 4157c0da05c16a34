"""Places that the gazetteer lacks, and what the text says they lie in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from geo.casualties.words import hints
from geo.events.anaphors import anaphor_level
from geo.events.distances import measured_from, measured_from_here
from geo.events.sites import Attachment, Site, contains, place_of
from geo.footprints.locate import DIRECTION_KM, extent_km
from geo.grammar.clauses import is_class, word_class
from geo.language import Doc, text_of
from geo.model import Toponym

__all__ = [
    "CONTAINER_WORDS",
    "around_unknown",
    "is_street",
]

# "Aschaffenburg, in north-western Bavaria"
CONTAINER_WORDS = 7
# Sentences after a name in which "the village" is it.
_SENTENCES = 3
_SETTLED = frozenset({"anaphor_town", "anaphor_area"})
_WATERS = frozenset({"river", "creek", "brook", "stream", "lake", "canal", "bayou", "weir"})
_THERE = frozenset({"in", "at", "near"})
# How far what is "near" a place is from it, where the finer of two descriptions is chosen.
_NEAR_KM = 10.0


def around_unknown(
    doc: Doc,
    unknown: Site,
    cost: float,
    named: Sequence[Site],
    spoken: Attachment | None,
    sites: Sequence[Site],
) -> Attachment:
    """
    Say where one without an entry lies, or a bank of a river.

    Parameters
    ----------
    doc
        The parsed article.
    unknown
        The place without an entry, or the river.
    cost
        How far it stands from the event's word.
    named
        Places that its clause names besides.
    spoken
        What "the province" in its clause speaks of.
    sites
        All places of the article, in text order.

    Returns
    -------
    attachment
        The finest that the words tell: "X, in Y province", "X, a village 30 km
        north of Y", here or where the article names X again; else "the
        province", else the only town in the sentence of a street, bridge or
        river, or its only division, as in "a police spokesman for Nangarhar
        province"; without sites when there is none.
    """
    toponym = unknown.resolution.toponym
    is_listed = unknown.resolution.place is not None
    why = "only tells a bank" if is_listed else "is not in the gazetteer"
    sentence = _beside(doc, unknown, sites)
    if is_listed:
        told = _holding(doc, unknown, named)
    else:
        told = (
            _told_of(doc, unknown, named, sentence)
            or _told_elsewhere(doc, unknown, sites)
            or measured_from_here(doc, unknown, sites)
        )
    if not told and spoken is not None:
        told = [spoken.sites[0]]
    if not told and not _is_in_town(toponym, sentence, sites):
        told = _town_around(doc, toponym, sentence) or _only_division(doc, sentence)
    if not told:
        return Attachment((), cost, f"{toponym.name!r} {why}", unknown=toponym)
    outer = [s for s in told if s.relation is None]
    holding = [s for s in told if not any(_is_inside(other, s) for other in outer)]
    finest = min(holding, key=_radius_km)
    name = finest.resolution.toponym.name
    how = "holds it" if finest.relation is None else "is told to be near"
    return Attachment((finest,), cost, f"{toponym.name!r} {why}; {name!r} {how}", unknown=toponym)


def is_street(place: Attachment) -> bool:
    """
    Tell a street without an entry, which lies in the town that the text is about.

    Parameters
    ----------
    place
        Of an event.

    Returns
    -------
    is_street
        False where its words name the town, too.
    """
    if place.unknown is None or place.sites:
        return False
    return _names_street(place.unknown)


def _names_street(toponym: Toponym) -> bool:
    return toponym.name.lower().split()[-1] in hints("street")


def _is_in_town(unknown: Toponym, sentence: Sequence[Site], sites: Sequence[Site]) -> bool:
    """Tell a street of the town that other sentences name from one in the coroner's county."""
    return _names_street(unknown) and any(
        site not in sentence
        and site.resolution.place is not None
        and site.resolution.place.feature_class == "P"
        for site in sites
    )


def _beside(doc: Doc, name: Site, sites: Sequence[Site]) -> list[Site]:
    """Return the places that the sentence of a name tells besides."""
    sentence = doc[name.head].sent
    return [s for s in sites if sentence.start <= s.head < sentence.end and s is not name]


def _holds(doc: Doc, region: Site, inner: Site) -> bool:
    """Tell by the words whether one name stands for what holds another."""
    head = doc[inner.head]
    noun = head.head if head.dep_ in {"compound", "nmod"} else head
    if head.dep_ == "pobj" and head.head.lower_ == "of":
        noun = head.head.head  # "the Brussels district of X"
    if region.head in {token.i for token in noun.subtree} and region.last < inner.first:
        return True  # "Giza's Haram district"
    if not 0 < region.first - inner.last <= CONTAINER_WORDS:
        return False
    between = doc[inner.last + 1 : region.first]
    # "At Fair Street and Main Avenue in Arzew" names one corner.
    is_corner = any(other in between for other in doc[inner.head].conjuncts)
    apart = {"VERB", "AUX"} if is_corner else {"VERB", "AUX", "CCONJ"}
    return all(t.pos_ not in apart or is_class(t, "lying_verb") for t in between)


def _holding(doc: Doc, inner: Site, sites: Sequence[Site]) -> list[Site]:
    return [s for s in sites if s.resolution.place is not None and _holds(doc, s, inner)]


def _told_of(doc: Doc, name: Site, named: Sequence[Site], beside: Sequence[Site]) -> list[Site]:
    """Return what holds a name, of the places named with it, and what its distance is told from."""
    measured = measured_from(doc, name, beside)
    anchors = {site.first for site in measured}
    return measured + [s for s in _holding(doc, name, named) if s.first not in anchors]


def _told_elsewhere(doc: Doc, unknown: Site, sites: Sequence[Site]) -> list[Site]:
    """Return what another sentence says of a name: "Dorbak lies 60 km south of Maiduguri"."""
    for again in chain(_named_again(doc, unknown), _spoken_of(doc, unknown, sites)):
        beside = _beside(doc, again, sites)
        told = _told_of(doc, again, [s for s in beside if s.first > again.last], beside)
        if told:
            return told
    return []


def _named_again(doc: Doc, unknown: Site) -> Iterator[Site]:
    """Find the other mentions of a name, as written."""
    name = re.escape(doc[unknown.first : unknown.last + 1].text)
    for match in re.finditer(name, text_of(doc)):
        span = doc.char_span(*match.span())
        if span is not None and span.start != unknown.first:
            yield replace(unknown, first=span.start, head=span.root.i, last=span.end - 1)


def _spoken_of(doc: Doc, unknown: Site, sites: Sequence[Site]) -> Iterator[Site]:
    """Find "the village", which "lies in Macomia district", while no other town is named."""
    towns = [s.first for s in sites if s.first > unknown.first and _is_town(s)]
    start, end = doc[unknown.head].sent.end, min(towns, default=len(doc))
    for _ in range(_SENTENCES):
        if start >= end:
            return
        sentence = doc[start].sent
        noun = next((t for t in sentence if t.dep_ in {"nsubj", "nsubjpass"}), None)
        if noun is not None and noun.i < end and anaphor_level(noun) in _SETTLED:
            yield replace(unknown, first=noun.i, head=noun.i, last=noun.i)
            return
        start = sentence.end


def _is_town(site: Site) -> bool:
    place = site.resolution.place
    return place is None or place.feature_class == "P"


def _radius_km(site: Site) -> float:
    """Estimate how far what is told of a place can be from it."""
    place, relation = place_of(site), site.relation
    if relation is None:
        return extent_km(place)
    beyond = 0.0 if place.feature_class == "P" else extent_km(place)
    if relation.distance_km is not None:
        return beyond + relation.distance_km * (1.0 if relation.bearing_deg is None else 0.5)
    return beyond + (DIRECTION_KM if relation.kind == "direction" else _NEAR_KM)


def _only_division(doc: Doc, sentence: Sequence[Site]) -> list[Site]:
    divisions = [
        site
        for site in sentence
        if (place := site.resolution.place) is not None
        and place.feature_code.startswith("ADM")
        and doc[site.head].head.lower_ != "from"
    ]
    return divisions if len({place_of(site).place_id for site in divisions}) == 1 else []


def _town_around(doc: Doc, spot: Toponym, sentence: Sequence[Site]) -> list[Site]:
    """Return Penrith for "left a home in Penrith when the River Eamont flooded it"."""
    words = spot.name.lower().split()
    is_water = not _WATERS.isdisjoint({words[0], words[-1]})
    is_built = words[-1] in word_class("way") or words[-1] in word_class("building")
    if not (is_water or is_built or _names_street(spot)):
        return []
    towns = [
        site
        for site in sentence
        if site.resolution.place is not None
        and site.resolution.place.feature_class == "P"
        and doc[site.head].head.lower_ in _THERE
    ]
    return towns if len({place_of(site).place_id for site in towns}) == 1 else []


def _is_inside(site: Site, region: Site) -> bool:
    return contains(place_of(region), place_of(site))
