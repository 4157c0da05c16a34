"""Candidates that are meant although another of the name was weighed likelier."""

from __future__ import annotations

from geo.gazetteer.lookup import Gazetteer
from geo.geoparsing.candidate_features import FIXED, Array
from geo.geoparsing.candidates import Group, agrees
from geo.geoparsing.ranker import CONTEXT
from geo.model import Match, Place

__all__ = ["is_of_the_story", "meant_instead"]

_DIVISION_HINTS = frozenset(["ADM1", "RGN"])
# What only also goes by a capital's name is meant from the one belief up, the capital at least
# from the other.
_SURE, _LIKELY = 0.75, 0.1
# Below this belief, more speaks against each namesake than for it.
_OPEN = 0.5
# A city of so many people, so many times those of its namesake, is known the world over.
_WORLD_CITY, _WORLD_RATIO = 100_000, 8
# What ties a name to a town by more than the country, and from where on.
_TIES = {
    "inside the region named after it": 0.0,
    "holds the place named before it": 0.0,
    "home division": 0.0,
    "home nearness": 0.0,
    "division named": 0.0,
    "division of the others": 0.05,
    "town within 150 km": 0.3,
}
_SEAT_CODES = frozenset(["PPLA", "PPLC"])
_COLUMNS = {name: column for column, name in enumerate((*FIXED, *CONTEXT))}
# What tells that a text is about the country of a candidate.
_OF_COUNTRY = ("country of the others", "country or its people named", "home country")
# Less known places are hardly meant where nothing else is of their country.
_WELL_KNOWN = 100_000
_NOT_OUT = 0.05
# What a namesake elsewhere in the text brings in, and what a country of the story has at least.
_STRAY, _NAMED = 0.15, 0.25


def meant_instead(
    group: Group,
    winner: int,
    scores: Array,
    features: Array,
    gazetteer: Gazetteer,
) -> int | None:
    """
    Find the candidate that what weighing cannot tell speaks for.

    Parameters
    ----------
    group
        With the candidates of a name.
    winner
        The likeliest of them.
    scores
        The belief in each.
    features
        A row for each.
    gazetteer
        Where cities named after their division are looked up.

    Returns
    -------
    index
        None to leave it at the winner.
    """
    mate = _level_mate(group, winner, gazetteer)
    if mate is None and not features[winner, _COLUMNS["division named"]]:
        mate = _capital_instead(group, winner, scores)
    if mate is None and scores[winner] < _OPEN and not _is_tied(features[winner]):
        mate = _world_city_instead(group, winner)
    if mate is None:
        mate = _countryman_instead(group, winner, scores, features)
        other = None if mate is None else _level_mate(group, mate, gazetteer)
        mate = mate if other is None else other
    return mate


def is_of_the_story(features: Array) -> bool:
    """
    Tell whether a text is about the country of a candidate.

    Parameters
    ----------
    features
        The candidate's row.

    Returns
    -------
    is_of_the_story
        True where the country or its people are named, other names lie in it,
        or the source is at home there.
    """
    return any(features[_COLUMNS[name]] > _STRAY for name in _OF_COUNTRY)


def _level_mate(group: Group, winner: int, gazetteer: Gazetteer) -> int | None:
    """Return the candidate that the wording means rather than its namesake in the same division."""
    best = group.matches[winner].place
    mates = [
        (k, match)
        for k, match in enumerate(group.matches)
        if (match.place.country_code, match.place.admin1_code)
        == (best.country_code, best.admin1_code)
    ]
    if group.hint in _DIVISION_HINTS and best.feature_class == "P":
        # The Donetsk region is not the city.
        region = next((k for k, m in mates if m.place.feature_code == "ADM1"), None)
        is_province = region is None and group.hint == "ADM1"
        return _province(group, best) if is_province else region
    if best.feature_code != "ADM1" or group.hint:
        return None
    country = next(
        (k for k, match in enumerate(group.matches) if _is_country_of(match, best)), None
    )
    if country is not None or group.holds[winner]:
        return country
    # Without "region" or the like, a name is its seat's, unless that is called Quebec City.
    kind = group.matches[winner].name_kind
    cities = {
        match.place.place_id for match in gazetteer.lookup(f"{group.matches[winner].name} City")
    }
    return next(
        (
            k
            for k, m in mates
            if m.place.feature_code in _SEAT_CODES
            and m.name_kind == kind
            and m.place.place_id not in cities
        ),
        None,
    )


def _province(group: Group, town: Place) -> int | None:
    """Return Isabela province rather than a town of its name elsewhere in the Philippines."""
    return next(
        (
            k
            for k, match in enumerate(group.matches)
            if match.place.feature_code == "ADM2"
            and match.place.country_code == town.country_code
            and "provinc" in match.place.name.lower()
        ),
        None,
    )


def _capital_instead(group: Group, winner: int, scores: Array) -> int | None:
    """Return the capital that bears a name rather than a town that only also goes by it."""
    best = group.matches[winner]
    if best.name_kind == "preferred" or group.inside[winner] or scores[winner] >= _SURE:
        return None
    return next(
        (
            k
            for k, match in enumerate(group.matches)
            if match.place.feature_code == "PPLC"
            and match.name_kind == "preferred"
            and scores[k] >= _LIKELY
        ),
        None,
    )


def _is_tied(features: Array) -> bool:
    """Tell whether more than its country speaks for a candidate."""
    return any(features[_COLUMNS[name]] > least for name, least in _TIES.items())


def _world_city_instead(group: Group, winner: int) -> int | None:
    """Return the Geneva that all know rather than one in a country that is named besides."""
    best = group.matches[winner].place
    if best.feature_class != "P":
        return None
    greatest = max(
        (k for k, match in enumerate(group.matches) if match.place.feature_class == "P"),
        key=lambda k: group.matches[k].place.population,
    )
    city = group.matches[greatest]
    is_great = city.place.population >= max(_WORLD_CITY, _WORLD_RATIO * best.population)
    is_own_name = city.name_kind == "preferred" and agrees(group.hint, city)
    return greatest if is_great and is_own_name else None


def _is_country_of(match: Match, division: Place) -> bool:
    """Tell Taiwan from the province in it, Luxembourg from its canton."""
    place = match.place
    is_country = place.feature_code.startswith("PCL")
    return is_country and place.country_code == division.country_code


def _countryman_instead(group: Group, winner: int, scores: Array, features: Array) -> int | None:
    """Return a namesake in a country of the text rather than one in a country never named."""
    place = group.matches[winner].place
    if place.population >= _WELL_KNOWN or place.feature_class not in "PA":
        return None
    if is_of_the_story(features[winner]) or group.inside[winner]:
        return None
    named = features[:, [_COLUMNS[name] for name in _OF_COUNTRY]].max(axis=1)
    fitting = [k for k in range(len(scores)) if named[k] >= _NAMED and scores[k] >= _NOT_OUT]
    return max(fitting, key=lambda k: float(scores[k]), default=None)
