"""Places named together: the items of a list, and one place that is told to lie in another."""

from __future__ import annotations

from collections.abc import Sequence

from geo.events.sites import Site, contains
from geo.grammar.clauses import is_class
from geo.language import Doc, Span, Token

__all__ = [
    "is_container",
    "is_of_many",
    "is_said_where",
    "lies_on",
    "listed_with",
]

_LISTING = frozenset(
    {"in", "at", "near", "outside", "on", "around", "inside", "along", "between", "against"}
)
# Between a town and what it lies by.
_ASIDE = frozenset({"near", "outside", "off", "close", "beside", "just", "not", "far"})
_AND = frozenset({"and", "or"})
_JOINTS = _AND | {",", "both", "also", "then", "later", "as", "well"}
# What has no single place.
_MASS_KINDS = frozenset({"shelling", "flight", "evacuation", "withdrawal"})
_MASS = frozenset({"fighting", "shelling", "bombardment", "violence", "unrest"})
# From the name of one item to the preposition of the next, and what stands beside its number.
_NEXT_ITEM = 7
_BESIDE_NUMBER = frozenset(
    {"and", "some", "about", "around", "another", "more", "others", "other", "people", "almost",
     "nearly", "over", "of", "them", "men", "women", "only", "just"},
)  # fmt: skip


def listed_with(doc: Doc, site: Site, sites: Sequence[Site]) -> set[int]:
    """
    Return where the rest of a list is: "A and B", "schools in A and clinics in B".

    Parameters
    ----------
    doc
        The parsed article.
    site
        The first place.
    sites
        All of the article, in text order.

    Returns
    -------
    heads
        Indices of tokens that may be the heads of the other places' names, told
        by the parse, or by the words where it takes the list apart.
    """
    place = doc[site.head]
    together = {token.i for token in place.conjuncts}
    return together | _listed_in_parse(place) | _listed_in_words(doc, site, sites)


def _listed_in_parse(place: Token) -> set[int]:
    """Return the heads of "schools in A and clinics in B", "at A and in B", from A's on."""
    preposition = place.head
    if place.dep_ != "pobj" or preposition.lower_ not in _LISTING:
        return set()
    head = preposition.head
    # The parser hangs "and outside a shop in B" on any preposition of the verb, "and
    # mosques in B" also on the verb.
    steps = [word for word in head.children if word.pos_ == "ADP"] or [preposition]
    # "Answered with strikes on depots near A and on a post in B".
    steps += [word for word in head.ancestors if word.pos_ == "ADP" and word.sent == head.sent]
    above = [word for step in steps for word in step.conjuncts]
    above += [word for word in head.conjuncts if word.pos_ in {"NOUN", "NUM", "PROPN"}]
    verb = next((word for word in head.ancestors if word.pos_ == "VERB"), head)
    above += [word for word in verb.conjuncts if is_class(word, "ordinal") and word.i > place.i]
    found = _counted_on(place)
    for word in above:
        own = (word,) if word.pos_ == "ADP" else word.children
        for step in own:
            if step.pos_ != "ADP" or step.lower_ not in _LISTING or step.i < place.i:
                continue
            for noun in step.children:
                if noun.dep_ == "pobj":
                    together = (noun, *noun.conjuncts)
                    found |= {i for word in together for i in (word.i, *_inner_places(word))}
    return found


def _listed_in_words(doc: Doc, site: Site, sites: Sequence[Site]) -> set[int]:
    """Return the heads of "in A, B and outside C"; none without an "and"."""
    found, last, is_whole = set[int](), site, False
    for other in sites:
        if other.first <= last.last:
            continue
        between = [word.lower_ for word in doc[last.last + 1 : other.first]]
        is_told = doc[other.head].dep_ in {"nsubj", "nsubjpass", "poss", "compound"}
        if is_told or not _goes_on(between, doc[site.first - 1].lower_):
            break
        found.add(other.head)
        is_whole |= not _AND.isdisjoint(between)
        last = other
    return found if is_whole else set()


def is_container(doc: Doc, site: Site, sites: Sequence[Site]) -> bool:
    """
    Tell the state in "Nashville and London, Kentucky" from a third place.

    Parameters
    ----------
    doc
        The parsed article.
    site
        Kentucky.
    sites
        All places of the article.

    Returns
    -------
    is_container
        Only of what follows the comma behind the place that it holds.
    """
    if doc[site.first - 1].text != ",":
        return False
    inner = next((s for s in sites if s.last == site.first - 2), None)
    places = (inner.resolution.place if inner else None, site.resolution.place)
    return places[0] is not None and places[1] is not None and contains(places[1], places[0])


def lies_on(doc: Doc, site: Site, water: Site) -> bool:
    """
    Tell that a place is said to lie on a sea: "in Trat province, on the Gulf of Thailand".

    Parameters
    ----------
    doc
        The parsed article.
    site
        The place.
    water
        What follows it.

    Returns
    -------
    lies_on
        False for "on the Congo near Mbandaka".
    """
    between = [word.lower_ for word in doc[site.last + 1 : water.first]]
    return between[-2:] in (["on", "the"], ["off", "the"]) and "," in between[:-2]


def is_said_where(between: Span) -> bool:
    """
    Tell whether the words between two names say where the first of them lies.

    Parameters
    ----------
    between
        From a town to what is named next.

    Returns
    -------
    is_said_where
        True for "A on the island of B", whose entry may be a town of that name, for
        "A, near B", for "A, in the north of B" and for "at A, in B"; "in A, in B" may be a list.
    """
    words = [token.lower_ for token in between]
    if words[:2] == [",", "in"] and len(words) == 2 + (words[-1] == "the"):
        name = between.doc[between.start - 1]
        return name.dep_ == "pobj" and name.head.lower_ not in {"in", "from", "to", "for"}
    sides = [t for t in between[1:] if t.lower_ in _ASIDE or is_class(t, "compass")]
    if words[:1] == [","] and sides:
        return all(t in sides or t.pos_ in {"ADP", "DET", "NUM"} for t in between[1:])
    is_kind = bool(words) and any(
        is_class(between[-1].head, kind) for kind in ("anaphor_division", "anaphor_area")
    )
    is_in = not {"in", "on"}.isdisjoint(words)
    return is_kind and is_in and "of" in words and {"and", "to"}.isdisjoint(words)


def _goes_on(between: Sequence[str], preposition: str) -> bool:
    """Tell what joins a list from "in A, near B", which only says where A is."""
    if _JOINTS.isdisjoint(between):
        return False
    rest = [word for word in between if word not in _JOINTS]
    if not rest or rest == [preposition]:
        return True
    return len(rest) == 1 and rest[0] in _LISTING and not _AND.isdisjoint(between)


def _counted_on(place: Token) -> set[int]:
    """Return the places of "rallied in Leeds, 200 in York and some 50 in Hull"."""
    doc, last, found = place.doc, place, set[int]()
    while True:
        steps = doc[last.i + 1 : last.i + _NEXT_ITEM]
        prep = next((word for word in steps if word.lower_ in _LISTING), None)
        if prep is None or not _counts(doc[last.i + 1 : prep.i]) or prep.i + 1 >= len(doc):
            return found
        last = doc[prep.i + 1]
        while last.pos_ == "PROPN" and last.i + 1 < len(doc) and last.nbor().pos_ == "PROPN":
            last = last.nbor()
        if last.pos_ != "PROPN":
            return found
        found |= set(range(prep.i + 1, last.i + 1))


def _counts(words: Span) -> bool:
    """Tell ", some 50 people" and " and two"."""
    is_joined = len(words) > 0 and words[0].lower_ in {",", ";", "and"}
    numbers = [word for word in words if word.like_num]
    others = [word for word in words[1:] if word not in numbers]
    return is_joined and len(numbers) == 1 and all(word.lower_ in _BESIDE_NUMBER for word in others)


def is_of_many(trigger: Token, kind: str) -> bool:
    """
    Tell what is near A and near B from what is at one spot near both.

    Parameters
    ----------
    trigger
        The word that tells an event.
    kind
        Its sub-type.

    Returns
    -------
    is_of_many
        True for shelling, "fighting", "clashes" and "fled from A and B", False for
        "a clash near A and B".
    """
    is_mass = kind in _MASS_KINDS or trigger.lower_ in _MASS
    return is_mass or trigger.tag_ == "NNS"


def _inner_places(noun: Token) -> set[int]:
    """Return what stands in "the embassy in London"."""
    return {
        inner.i
        for step in noun.children
        if step.dep_ == "prep" and step.lower_ in _LISTING
        for inner in step.children
        if inner.dep_ == "pobj"
    }
