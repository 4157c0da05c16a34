"""Lay out the candidates of all names of an article as one table of readable features."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from geo.model import Match, Place
from geo.resources import read_rows

__all__ = [
    "FIXED",
    "Array",
    "Group",
    "Home",
    "Ints",
    "Table",
    "agrees",
    "build_table",
    "haversine_km",
]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
EARTH_RADIUS_KM = 6371.0088

# Features that a candidate has by itself or by its mates in a "Paris, Texas".
FIXED = (
    "alternate name",
    "short name",
    "other script",
    "near spelling",
    "unlike spelling",
    "population",
    "population below the largest",
    "no population",
    "rank",
    "is country",
    "is first-order division",
    "is second-order division",
    "is capital",
    "is town",
    "is region or continent",
    "is physical",
    "is other",
    "hint agrees",
    "hint disagrees",
    "inside the region named after it",
    "outside the region named after it",
    "holds the place named before it",
    "holds nothing named before it",
    "namesake of a town in it",
    "namesake of a small town in it",
    "its seat bears its name",
    "division around it bears its name",
    "division with fewer people than a town",
    "famous by far",
    "meant more often than its size tells",
    "home country",
    "home division",
    "home nearness",
)
_CLASSES = ("is country", "is first-order division", "is second-order division", "is capital")
# A home's pull fades over this distance in km.
_HOME_REACH = 100.0
# A division is seldom meant where a town of so many bears its name.
_LARGE_TOWN = 20_000
# What things without inhabitants are worth beside towns, as log10 of people, by code or class.
_STANDINGS = {
    "CONT": 8.5,
    "OCN": 8.0,
    "RGN": 6.5,
    "SEA": 7.0,
    "GULF": 6.5,
    "STRT": 6.5,
    "DSRT": 6.5,
    "MTS": 6.0,
    "PEN": 6.0,
    "STM": 5.0,
    "H": 4.5,
    "T": 4.5,
    "L": 4.5,
    "V": 4.0,
    "A": 5.0,
    # Only those that news names are in the gazetteer.
    "BLDG": 4.5,
    # Seats and villages that no census tells of; the first three letters tell a town.
    "PPLA": 4.7,
    "PPLA2": 4.2,
    "PPLA3": 3.7,
    "P": 2.5,
}
# A name is its greatest bearer's where all others together are so much smaller.
_FAMOUS_PEOPLE = 300_000
_FAMOUS_RATIO = 15
_CLASS_OF_CODE = {
    "TERR": "is country",
    "PPLC": "is capital",
    "CONT": "is region or continent",
    "RGN": "is region or continent",
    "ZN": "is region or continent",
    "AREA": "is region or continent",
}


@dataclass
class Group:
    """
    The mentions of one name that share a sense, and its candidates.

    Attributes
    ----------
    name
        Folded.
    matches
        Candidates, likeliest by size first; never empty.
    hint
        GeoNames class or code that the wording demands, or empty.
    count
        How often the name stands in the text.
    positions
        Indices of its toponyms among the article's, in text order.
    inside, outside, holds, holds_not
        One flag a candidate, of the containment features.
    is_misplaced
        Whether a region is named after it that holds none of its candidates.
    voice
        How much it says about other names, 0 to 1: less when it may be no
        toponym, or stands in the name of a body (Bank of America).
    """

    name: str
    matches: tuple[Match, ...]
    hint: str
    count: int
    positions: tuple[int, ...]
    inside: list[bool] = field(default_factory=list)
    outside: list[bool] = field(default_factory=list)
    holds: list[bool] = field(default_factory=list)
    holds_not: list[bool] = field(default_factory=list)
    is_misplaced: bool = False
    voice: float = 1.0


@dataclass(frozen=True)
class Home:
    """Where a source is at home: a country, perhaps a division of it, perhaps a position."""

    country_code: str = ""
    admin1_code: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class Table:
    """
    All candidates of an article as columns; rows of a group follow each other.

    Attributes
    ----------
    group
        Index of the row's group.
    first_row
        Where each group begins.
    lon, lat
        Radians.
    country, division
        Small integers, equal for the same country or division; -1 for none.
    is_point
        Whether the row is a town or other point, so that distances mean something.
    level
        0 country, 1 first-order division, 2 anything else.
    fixed
        The `FIXED` features, one column each.
    demonyms
        How often each country's people are named, by country integer.
    """

    groups: tuple[Group, ...]
    group: Ints
    first_row: Ints
    lon: Array
    lat: Array
    country: Ints
    division: Ints
    is_point: NDArray[np.bool_]
    level: Ints
    fixed: Array
    demonyms: Array
    countries: int
    divisions: int
    near: Array
    weight: Array
    same: Array
    beside: Array
    voice: Array


def agrees(hint: str, match: Match) -> bool:
    """Tell whether a candidate is of the class or code that a hint demands."""
    place = match.place
    if not hint:
        return True
    if len(hint) == 1:
        return place.feature_class == hint
    if hint == "RGN":
        return place.feature_code in ("RGN", "ADM1", "AREA", "ZN")
    if hint.startswith("ADM"):
        # "District" and "township" are levels that differ from country to country.
        return place.feature_code.startswith("ADM1" if hint == "ADM1" else ("ADM2", "ADM3", "ADM4"))
    return place.feature_code.startswith(hint if hint[:3] == "PPL" else hint[:3])


def build_table(
    groups: Sequence[Group],
    demonyms: Sequence[tuple[str, int]],
    home: Home,
    sentences: Sequence[int] = (),
) -> Table:
    """
    Lay out the candidates of an article.

    Parameters
    ----------
    groups
        At least one.
    demonyms
        Of inhabitants named: a country code and the sentence's number, one for each mention.
    home
        Of the article's source.
    sentences
        The number of each toponym's sentence; without them, every sentence holds one name.

    Returns
    -------
    table
        With every fixed feature computed.
    """
    rows = [(g, match) for g, group in enumerate(groups) for match in group.matches]
    group = np.array([g for g, _ in rows], dtype=np.int64)
    first_row = np.searchsorted(group, np.arange(len(groups)))
    country_of: dict[str, int] = {}
    division_of: dict[tuple[str, str], int] = {}
    country = np.full(len(rows), -1, dtype=np.int64)
    division = np.full(len(rows), -1, dtype=np.int64)
    for i, (_, match) in enumerate(rows):
        code, admin1 = match.place.country_code, match.place.admin1_code
        if code:
            country[i] = country_of.setdefault(code, len(country_of))
        if code and admin1 and admin1 != "00":
            division[i] = division_of.setdefault((code, admin1), len(division_of))
    named = np.zeros(len(country_of) + 1)
    for code, _ in demonyms:
        if code in country_of:
            named[country_of[code]] += 1
    places_in = [
        frozenset(sentences[i] for i in g.positions) if sentences else frozenset[int]()
        for g in groups
    ]
    beside = np.zeros((len(groups), len(country_of)))
    for code, sentence in demonyms:
        if code in country_of:
            beside[[sentence in found for found in places_in], country_of[code]] = 1
    lon = np.radians(np.array([match.place.lon for _, match in rows]))
    lat = np.radians(np.array([match.place.lat for _, match in rows]))
    kinds = [_class_of(match) for _, match in rows]
    level = np.array([_CLASSES.index(k) if k in _CLASSES[:2] else 2 for k in kinds], dtype=np.int64)
    is_point = np.array(
        [
            k not in ("is country", "is first-order division", "is region or continent")
            for k in kinds
        ]
    )
    fixed = _fixed_features(groups, rows, kinds, group, first_row)
    _add_home(fixed, rows, lon, lat, is_point, home)
    voice = np.array([g.voice for g in groups])
    weight = np.sqrt(np.array([g.count for g in groups], dtype=float)) * voice
    return Table(
        tuple(groups), group, first_row, lon, lat, country, division, is_point, level, fixed,
        named, len(country_of), len(division_of), _nearness(groups) * voice, weight,
        _same_sentence(groups, places_in) * voice, beside, voice,
    )  # fmt: skip


def _class_of(match: Match) -> str:
    place = match.place
    code = place.feature_code
    if code.startswith("PCL"):
        return "is country"
    if code.startswith("ADM"):
        return f"is {'first' if code.startswith('ADM1') else 'second'}-order division"
    if code in _CLASS_OF_CODE:
        return _CLASS_OF_CODE[code]
    if place.feature_class == "P":
        return "is town"
    return "is physical" if place.feature_class in "HTLV" else "is other"


def _fixed_features(
    groups: Sequence[Group],
    rows: Sequence[tuple[int, Match]],
    kinds: Sequence[str],
    group: Ints,
    first_row: Ints,
) -> Array:
    column = {name: i for i, name in enumerate(FIXED)}
    table = np.zeros((len(rows), len(FIXED)))
    population = np.log10(np.array([match.place.population for _, match in rows], dtype=float) + 1)
    table[:, column["no population"]] = population == 0
    for i, (_, match) in enumerate(rows):
        if not population[i]:
            population[i] = _standing(match.place)
    table[:, column["population"]] = population / 7
    largest = np.maximum.reduceat(population, first_row)
    table[:, column["population below the largest"]] = (largest[group] - population) / 7
    for i, (g, match) in enumerate(rows):
        table[i, column[kinds[i]]] = 1
        table[i, column["rank"]] = np.log1p(i - first_row[g]) / 3
        for name, value in _name_features(match, groups[g].hint):
            table[i, column[name]] = value
    for group_rows in _rows_by_group(rows):
        for i, name in _namesakes({i: rows[i][1].place for i in group_rows}):
            # Casablanca is not what White House means.
            is_own_name = rows[i][1].name_kind in ("preferred", "short")
            table[i, column[name]] = name != "famous by far" or is_own_name
    for name, flags in (
        ("inside the region named after it", [f for g in groups for f in g.inside]),
        ("outside the region named after it", [f for g in groups for f in g.outside]),
        ("holds the place named before it", [f for g in groups for f in g.holds]),
        ("holds nothing named before it", [f for g in groups for f in g.holds_not]),
    ):
        table[:, column[name]] = flags
    return table


def _name_features(match: Match, hint: str) -> list[tuple[str, float]]:
    """Return what a candidate's name and kind say about how well it fits."""
    found: list[tuple[str, float]] = []
    if match.name_kind in ("alternate", "short"):
        found.append((f"{match.name_kind} name", 1.0))
    elif match.name_kind == "near":
        found += [("near spelling", 1.0), ("unlike spelling", 1 - match.similarity)]
    if match.place.place_id in _prominent():
        found.append(("meant more often than its size tells", 1.0))
    if not match.name.isascii() and _is_other_script(match.name):
        found.append(("other script", 1.0))
    if hint:
        found.append(("hint agrees" if agrees(hint, match) else "hint disagrees", 1.0))
    return found


@cache
def _prominent() -> frozenset[str]:
    return frozenset(row["place_id"] for row in read_rows("prominence.csv"))


def _standing(place: Place) -> float:
    """Return what a place without inhabitants is worth, as log10 of people."""
    return _STANDINGS.get(place.feature_code, _STANDINGS.get(place.feature_class, 0.0))


def _is_other_script(name: str) -> bool:
    return not any("LATIN" in unicodedata.name(letter, "") for letter in name[:4])


def _rows_by_group(rows: Sequence[tuple[int, Match]]) -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for i, (g, _) in enumerate(rows):
        found.setdefault(g, []).append(i)
    return list(found.values())


def _namesakes(places: Mapping[int, Place]) -> Iterator[tuple[int, str]]:
    """Yield the features of places that follow from others of their name, by row."""
    towns = [p for p in places.values() if p.feature_class == "P"]
    most = max((p.population for p in towns), default=0)
    is_country = any(p.feature_code.startswith(("PCL", "TERR")) for p in places.values())
    divisions = {_division(p) for p in places.values() if p.feature_code.startswith("ADM")}
    for i, place in places.items():
        if place.feature_code.startswith("ADM"):
            inside = [p for p in towns if _division(p) == _division(place)]
            if any(p.population > _LARGE_TOWN for p in inside):
                yield i, "namesake of a town in it"
            elif inside:
                yield i, "namesake of a small town in it"
            if any(p.feature_code in ("PPLA", "PPLC") for p in inside):
                yield i, "its seat bears its name"
            if place.population < most:
                yield i, "division with fewer people than a town"
        elif place.feature_class == "P":
            if _division(place) in divisions:
                yield i, "division around it bears its name"
            others = sum(p.population for p in towns) - place.population
            # Mexico is the country before it is its capital.
            is_great = place.population >= _FAMOUS_PEOPLE or place.feature_code == "PPLC"
            if is_great and not is_country and place.population > _FAMOUS_RATIO * others:
                yield i, "famous by far"


def _division(place: Place) -> tuple[str, str]:
    return place.country_code, place.admin1_code


def _add_home(
    fixed: Array,
    rows: Sequence[tuple[int, Match]],
    lon: Array,
    lat: Array,
    is_point: NDArray[np.bool_],
    home: Home,
) -> None:
    if not home.country_code:
        return
    column = {name: i for i, name in enumerate(FIXED)}
    for i, (_, match) in enumerate(rows):
        if match.place.country_code == home.country_code:
            fixed[i, column["home country"]] = 1
            same = home.admin1_code and match.place.admin1_code == home.admin1_code
            fixed[i, column["home division"]] = bool(same)
    if home.lon is not None and home.lat is not None:
        km = haversine_km(lon, lat, np.radians(home.lon), np.radians(home.lat))
        fixed[:, column["home nearness"]] = np.exp(-km / _HOME_REACH) * is_point


def _same_sentence(groups: Sequence[Group], places_in: Sequence[frozenset[int]]) -> Array:
    """Return in what share of a group's sentences each other group is named."""
    same = np.zeros((len(groups), len(groups)))
    for a, mine in enumerate(places_in):
        for b, theirs in enumerate(places_in):
            if a != b and mine & theirs:
                same[a, b] = len(mine & theirs) / len(mine)
    return same


def _nearness(groups: Sequence[Group]) -> Array:
    """Return how near in the text every two groups stand; rows sum to 1 at most."""
    order = sorted((position, g) for g, group in enumerate(groups) for position in group.positions)
    near = np.zeros((len(groups), len(groups)))
    sequence = [g for _, g in order]
    for step, pull in ((1, 1.0), (2, 0.5), (3, 0.25)):
        for left, right in zip(sequence, sequence[step:], strict=False):
            if left != right:
                near[left, right] += pull
                near[right, left] += pull
    total = near.sum(axis=1, keepdims=True)
    shares: Array = near / np.maximum(total, 1.0)
    return shares


def haversine_km(lon1: Array, lat1: Array, lon2: Array | float, lat2: Array | float) -> Array:
    """Return great-circle distances between positions in radians, broadcast as numpy does."""
    h = (
        np.sin((lat2 - lat1) / 2) ** 2
        + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    )
    km: Array = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1)))
    return km
