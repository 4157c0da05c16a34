"""Places told by how far they are from others: "X, a village 30 km north of Y"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.casualties.words import hints
from geo.events.sites import Site
from geo.footprints.relations import find_offset_from_here, find_relation
from geo.grammar.clauses import is_class
from geo.language import Doc, Token, text_of
from geo.model import Relation, Span

__all__ = ["measured_from", "measured_from_here", "only_measures", "told_by_distance"]

# "Tarin army base, 80 miles from the capital": from the name to what measures.
_THING_WORDS = 4
# Words that can describe a village before its distance from elsewhere is told.
_DESCRIPTION_WORDS = 20
# The same where the distance comes first: "in the small village of".
_LEAD_WORDS = 6
_MEASURES = frozenset({"offset", "direction", "near", "outside", "between"})
_PARTS_OF_SPEECH = frozenset({"ADJ", "ADP", "ADV", "DET", "NOUN", "NUM", "PROPN", "PUNCT", "SYM"})
_LEADING = frozenset({"ADJ", "ADP", "DET", "NOUN", "PUNCT"})
_WHICH = frozenset({"which", "that"})


def told_by_distance(doc: Doc, reference: Site, beside: Sequence[Site]) -> Site | None:
    """
    Find X of "attacked a base at X, 50 km north of Y, killing 12": they died at X.

    Parameters
    ----------
    doc
        The parsed article.
    reference
        Y.
    beside
        All places of its sentence.

    Returns
    -------
    unknown
        None where Y tells where nothing without an entry lies.
    """
    unknown = (site for site in beside if site.resolution.place is None)
    return next((site for site in unknown if measured_from(doc, site, [reference])), None)


def only_measures(doc: Doc, noun: Token, beside: Sequence[Site]) -> bool:
    """
    Tell "Tarin, 65 km (40 miles) east of the capital", which says where Tarin lies.

    Parameters
    ----------
    doc
        The parsed article.
    noun
        "The capital".
    beside
        The places of its sentence.

    Returns
    -------
    only_measures
        False for "in the capital" and "north of the capital".
    """
    if noun.dep_ != "pobj" or noun.head.lower_ not in {"of", "from"}:
        return False
    start = noun.head.head if is_class(noun.head.head, "compass") else noun.head
    first = start.left_edge.i
    while first > 1 and _is_of_measure(doc[first - 1]):
        first -= 1
    is_apart = first > 0 and doc[first - 1].text == ","
    gaps = [first - site.last for site in beside]
    return is_apart and any(0 < gap <= _THING_WORDS for gap in gaps)


def _is_of_measure(token: Token) -> bool:
    return token.text in "()" or token.like_num or token.lemma_.lower() in hints("thing")


def measured_from(doc: Doc, name: Site, beside: Sequence[Site]) -> list[Site]:
    """
    Return the places that a name is told to be near, or so far from, with what is told.

    Parameters
    ----------
    doc
        The parsed article.
    name
        Of what may have no entry.
    beside
        All places of its sentence.

    Returns
    -------
    references
        Each with its relation to `name`; Y of "X, a village 30 km north of Y".
    """
    found = []
    toponyms = tuple(site.resolution.toponym for site in beside)
    for site in beside:
        place = site.resolution.place
        if place is None or site.relation is not None or not _is_close(name, site):
            continue
        toponym = site.resolution.toponym
        relation = find_relation(doc, toponym, toponyms, place=place)
        if relation.kind in _MEASURES and _is_said_of(doc, name, relation):
            found.append(replace(site, relation=_with_name(doc, name, relation)))
    return found


def measured_from_here(doc: Doc, name: Site, sites: Sequence[Site]) -> list[Site]:
    """
    Return the town told last for "in X, 20 km to the west".

    Parameters
    ----------
    doc
        The parsed article.
    name
        X.
    sites
        All places of the article, in text order.

    Returns
    -------
    references
        That town with its relation to `name`, or nothing.
    """
    start = doc[name.last].idx + len(doc[name.last])
    relation = find_offset_from_here(doc, start)
    towns = [
        site
        for site in sites
        if site.last < name.first
        and site.resolution.place is not None
        and site.resolution.place.feature_class == "P"
    ]
    if relation is None or not towns:
        return []
    return [replace(towns[-1], relation=_with_name(doc, name, relation))]


def _is_close(name: Site, site: Site) -> bool:
    is_after = 0 < site.first - name.last <= _DESCRIPTION_WORDS
    return is_after or 0 < name.first - site.last <= _LEAD_WORDS


def _is_said_of(doc: Doc, name: Site, relation: Relation) -> bool:
    """Tell whether only what describes a place stands between its name and the relation."""
    span = doc.char_span(*relation.span, alignment_mode="expand")
    if span is None:
        return False
    if span.start > name.last:
        between = doc[name.last + 1 : span.start]
        return all(_describes(token) for token in between)
    leading = doc[span.end : name.first]
    return len(leading) > 0 and all(t.pos_ in _LEADING for t in leading)


def _describes(token: Token) -> bool:
    if token.pos_ in {"VERB", "AUX"}:
        return is_class(token, "lying_verb")
    return token.pos_ in _PARTS_OF_SPEECH or token.lower_ in _WHICH


def _with_name(doc: Doc, name: Site, relation: Relation) -> Relation:
    """Put the name before the words of the relation, as the text has it where it can."""
    start, end = name.resolution.toponym.start, relation.span.end
    if doc[name.first].idx == start and start < relation.span.start:
        return replace(relation, text=text_of(doc)[start:end], span=Span(start, end))
    return replace(relation, text=f"{name.resolution.toponym.name} [{relation.text}]")
