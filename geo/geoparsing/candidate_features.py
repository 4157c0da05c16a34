"""What speaks for each candidate by itself, as columns with readable names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from geo.geoparsing.candidates import Group, Home, agrees
from geo.model import Match, Place
from geo.resources import read_rows

__all__ = ["FIXED", "Array", "Ints", "add_home", "class_of", "fixed_features", "haversine_km"]

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


def class_of(match: Match) -> str:
    """Return the feature that names a candidate's kind: `is town`, `is country` and so on."""
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


def fixed_features(
    groups: Sequence[Group],
    rows: Sequence[tuple[int, Match]],
    kinds: Sequence[str],
    group: Ints,
    first_row: Ints,
) -> Array:
    """
    Compute what candidates have by themselves, home apart.

    Parameters
    ----------
    groups
        Of the article.
    rows
        Each candidate with the index of its group, those of a group together.
    kinds
        Of each row, as `class_of` tells it.
    group
        The group's index of each row.
    first_row
        Where each group begins.

    Returns
    -------
    features
        A row a candidate, a column for each of `FIXED`.
    """
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


def add_home(
    fixed: Array,
    rows: Sequence[tuple[int, Match]],
    lon: Array,
    lat: Array,
    is_point: NDArray[np.bool_],
    home: Home,
) -> None:
    """
    Fill in what the home of the article's source says for candidates.

    Parameters
    ----------
    fixed
        From `fixed_features`; changed in place.
    rows
        As there.
    lon, lat
        Of each row, in radians.
    is_point
        Of each row; how near a country lies means nothing.
    home
        A country, perhaps a division of it, perhaps a position.
    """
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


def haversine_km(lon1: Array, lat1: Array, lon2: Array | float, lat2: Array | float) -> Array:
    """Return great-circle distances between positions in radians, broadcast as numpy does."""
    h = (
        np.sin((lat2 - lat1) / 2) ** 2
        + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    )
    km: Array = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1)))
    return km
