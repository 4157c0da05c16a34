"""Places that only grammar of another kind tells: a list's second half, who rules where."""

from __future__ import annotations

from collections.abc import Sequence

from geo.events.sites import Attachment, Site, is_narrow, place_of
from geo.grammar.clauses import agents, complements, is_class
from geo.language import Doc, Span, Token

__all__ = [
    "is_of_many",
    "is_said_where",
    "lies_on",
    "listed_in_words",
    "listed_with",
    "realm_of",
    "town_of_officers",
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
_DIVISIONS = ("anaphor_town", "anaphor_division")
# "Washington County Common Pleas Court"
_COURT_WORDS = 4
_POLICE_WORK = frozenset({"arrest", "seizure", "civilian_violence"})


def listed_with(place: Token) -> set[int]:
    """
    Return where the rest of a list is: "schools in A and clinics in B", "at A and in B".

    Parameters
    ----------
    place
        Head token of the name in the first part.

    Returns
    -------
    heads
        Indices of tokens that may be the heads of the other places' names.
    """
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


def listed_in_words(doc: Doc, site: Site, sites: Sequence[Site]) -> set[int]:
    """
    Return where the rest of a list is that the parse takes apart: "in A, B and outside C".

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
        Indices of the heads of the other places' names; none without an "and".
    """
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


def realm_of(
    trigger: Token, sites: Sequence[Site], kind: set[str], cost: float
) -> Attachment | None:
    """
    Take the town of the police that made an arrest, the province whose governor imposed a curfew.

    Parameters
    ----------
    trigger
        The word that tells the event.
    sites
        The places of its sentence.
    kind
        Type and sub-type.
    cost
        How far such a place stands from the event.

    Returns
    -------
    attachment
        None for other events and when nobody's town or province is named.
    """
    if kind & _POLICE_WORK:
        # What was seized, police elsewhere may tell of.
        words = [trigger] if "seizure" in kind else [trigger, *trigger.ancestors]
        return _beat(words, sites, cost)
    return _realm(trigger, sites, cost) if "curfew" in kind else None


def town_of_officers(doc: Doc, sites: Sequence[Site]) -> Site | None:
    """
    Find the town or county whose police or firemen an article tells of.

    Parameters
    ----------
    doc
        The parsed article.
    sites
        Its places.

    Returns
    -------
    site
        The first of "Pomeroy police Chief Mark Proffitt" and "deputies in Gallia County"; None
        without one, and for several towns.
    """
    own = [
        site
        for site in sites
        if site.resolution.place is not None
        and is_narrow(place_of(site))
        and (any(is_class(word, "beat") for word in _beside(doc, site)) or _tries(doc, site))
    ]
    return own[0] if len({place_of(site).place_id for site in own}) == 1 else None


def _tries(doc: Doc, site: Site) -> bool:
    """Tell "Meigs County Court", where what happened in the county is tried."""
    is_county = place_of(site).feature_code == "ADM2"
    return is_county and any(
        is_class(word, "county_court") for word in doc[site.last + 1 : site.last + _COURT_WORDS]
    )


def _beside(doc: Doc, site: Site) -> list[Token]:
    """Return the word after a name, and the one before "in" and the name."""
    is_inside = doc[site.first - 1].lower_ in {"in", "of"} and site.first > 1
    return [*doc[site.last + 1 : site.last + 2], *([doc[site.first - 2]] if is_inside else [])]


def _realm(trigger: Token, sites: Sequence[Site], cost: float) -> Attachment | None:
    """Take the province whose governor imposed a curfew: it holds there."""
    for agent in agents(trigger):
        is_body = is_class(agent, "officialdom") or is_class(agent, "state")
        if not (is_body or any(is_class(agent, name) for name in _DIVISIONS)):
            continue
        # The county itself acts in "Adair County declared".
        inside = {word.i for word in agent.subtree if not is_body or word.i != agent.i}
        for site in sites:
            if site.head in inside and site.resolution.place is not None:
                rule = f"{site.resolution.toponym.name!r}, whose government it is"
                return Attachment((site,), cost, rule)
    return None


def _beat(words: Sequence[Token], sites: Sequence[Site], cost: float) -> Attachment | None:
    """Take the town of the police that made an arrest or tell of a crime: it is their own."""
    officers = [agent for word in words for agent in agents(word) if is_class(agent, "police")]
    heads = {word.i for officer in officers for word in _of_whom(officer)}
    for site in sites:
        place = site.resolution.place
        if site.head in heads and place is not None and is_narrow(place):
            rule = f"{site.resolution.toponym.name!r}, whose police it is"
            return Attachment((site,), cost, rule)
    return None


def _of_whom(officer: Token) -> list[Token]:
    """Return the words for whose police it is: "Leeds police", "police in Leeds"."""
    before = [c for c in officer.children if c.dep_ in {"compound", "nmod", "amod", "poss"}]
    return before + [word for prep, word in complements(officer) if prep.lower_ in {"in", "of"}]
