"""Places that the gazetteer lacks: what the words beside their names say that they lie in."""

from __future__ import annotations

from collections.abc import Sequence

from geo.casualties.words import hints
from geo.events.sites import Attachment, Site, contains, place_of
from geo.language import Doc

__all__ = ["CONTAINER_WORDS", "around_unknown", "is_street"]

# "Aschaffenburg, in north-western Bavaria"
CONTAINER_WORDS = 7


def around_unknown(
    doc: Doc,
    unknown: Site,
    cost: float,
    named: Sequence[Site],
    spoken: Attachment | None,
    sentence: Sequence[Site],
) -> Attachment:
    """
    Take the place that holds one without an entry, or a bank of a river.

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
    sentence
        All places of the sentence.

    Returns
    -------
    attachment
        The finest that holds it by the words: "X, in Y province", else "the
        province", else the only division of the sentence, as in "a police
        spokesman for Nangarhar province"; without sites when there is none.
    """
    toponym = unknown.resolution.toponym
    is_listed = unknown.resolution.place is not None
    why = "only tells a bank" if is_listed else "is not in the gazetteer"
    holding = [s for s in named if s.resolution.place is not None and _holds(doc, s, unknown)]
    if not holding and spoken is not None:
        holding = [spoken.sites[0]]
    holding = holding or _only_division(doc, sentence)
    if not holding:
        rule = f"{toponym.name!r} {why}"
        return Attachment((), cost, rule, unknown=toponym)
    finest = next(s for s in holding if not any(_is_inside(other, s) for other in holding))
    name = finest.resolution.toponym.name
    rule = f"{toponym.name!r} {why}; {name!r} holds it"
    return Attachment((finest,), cost, rule, unknown=toponym)


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
    return place.unknown.name.lower().split()[-1] in hints("street")


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
    return all(t.pos_ not in {"VERB", "AUX", "CCONJ"} for t in between)


def _only_division(doc: Doc, sentence: Sequence[Site]) -> list[Site]:
    divisions = [
        site
        for site in sentence
        if (place := site.resolution.place) is not None
        and place.feature_code.startswith("ADM")
        and doc[site.head].head.lower_ != "from"
    ]
    return divisions if len({place_of(site).place_id for site in divisions}) == 1 else []


def _is_inside(site: Site, region: Site) -> bool:
    return contains(place_of(region), place_of(site))
