"""The places of those who act there by their office: the police, the court, the governor."""

from __future__ import annotations

from collections.abc import Sequence

from geo.events.sites import Attachment, Site, is_narrow, place_of
from geo.grammar.clauses import agents, complements, is_class
from geo.language import Doc, Token

__all__ = ["realm_of", "town_of_officers"]

_DIVISIONS = ("anaphor_town", "anaphor_division")
# "Washington County Common Pleas Court"
_COURT_WORDS = 4
_POLICE_WORK = frozenset({"arrest", "seizure", "civilian_violence"})


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
