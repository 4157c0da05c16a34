"""Cut the map under the data: all detail near them, a coarse world around."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import DataError
from geo.resources import data_path, read_rows
from geo.webmap.lines import Cells, decode_lines, encode_lines
from geo.webmap.thinning import split, thin_lines

Positions = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Detail:
    """
    How much of the world to keep.

    Attributes
    ----------
    near_deg, mid_deg
        Distances from the data, in whole degrees: full detail, some detail.
    mid_tolerance, far_tolerance
        Degrees that lines may move there.
    town_zoom
        Towns near the data are kept up to this zoom.
    """

    near_deg: int
    mid_deg: int
    mid_tolerance: float
    far_tolerance: float
    town_zoom: int


# From the finest: the first whose result is below the budget is taken.
DETAILS = (
    Detail(3, 9, 0.03, 0.25, 9),
    Detail(2, 6, 0.04, 0.25, 9),
    Detail(1, 4, 0.06, 0.25, 8),
    Detail(0, 3, 0.12, 0.25, 8),
    Detail(0, 2, 0.2, 0.3, 7),
    Detail(0, 1, 0.2, 0.3, 6),
    Detail(0, 0, 0.3, 0.3, 6),
)
BUDGET_BYTES = 320_000
# Around so few degree cells the finest cut is seldom too large.
_FEW_CELLS = 12
_NEAR, _MID, _FAR = 0, 1, 2
# Far away, islands, lakes and rivers below these are left out (degrees; rank).
_MIN_FAR_ISLAND = 1.5
_MIN_FAR_LAKE = 1.5
_MAX_RANK = {_NEAR: 99, _MID: 6, _FAR: 2}
_MAX_TOWN_ZOOM = {_MID: 7, _FAR: 4}


@dataclass(frozen=True, slots=True)
class World:
    """The whole basemap, lines read; see `data/make_basemap.py` for the members."""

    table: dict[str, Any]
    grid: int
    arcs: list[Cells]
    lakes: list[Cells]
    rivers: list[Cells]


@cache
def load_world() -> World:
    """
    Read the shipped basemap.

    Returns
    -------
    world
        The same object each time.

    Raises
    ------
    DataError
        When the file is missing or damaged.
    """
    path = data_path("basemap.json")
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return World(
            table=table,
            grid=int(table["grid"]),
            arcs=decode_lines(table["arcs"]),
            lakes=decode_lines(table["lakes"]),
            rivers=decode_lines([row[2] for row in table["rivers"]]),
        )
    except (ValueError, KeyError) as error:
        msg = f"{path} is damaged ({error!r}). Reinstall dateline or run data/make_basemap.py."
        raise DataError(msg) from error


class Zones:
    """Which degree cells are near the data, which further, which far."""

    def __init__(self, positions: Positions, detail: Detail) -> None:
        self._zone = np.full((360, 180), _FAR, np.int8)
        cells = {(int(np.floor(lon)), int(np.floor(lat))) for lon, lat in positions.tolist()}
        for reach, zone in ((detail.mid_deg, _MID), (detail.near_deg, _NEAR)):
            for lon, lat in cells:
                # A degree of longitude shrinks towards the poles.
                wide = min(180, round(reach / max(np.cos(np.radians(lat)), 0.1)))
                columns = np.arange(lon - wide, lon + wide + 1) % 360
                south, north = max(lat - reach + 90, 0), min(lat + reach + 91, 180)
                self._zone[columns, south:north] = zone

    def of(self, degrees: Positions) -> NDArray[np.int8]:
        """Return the zone of each position."""
        lon = np.floor(degrees[:, 0]).astype(int) % 360
        lat = np.clip(np.floor(degrees[:, 1]).astype(int) + 90, 0, 179)
        found: NDArray[np.int8] = self._zone[lon, lat]
        return found


class _Cut:
    """One attempt at cutting, with one choice of detail."""

    def __init__(self, world: World, positions: Positions, detail: Detail) -> None:
        self.world = world
        self.detail = detail
        self.zones = Zones(positions, detail)
        self._zone_rows = self._zones_each(world.arcs)
        starts = np.cumsum([0, *(len(arc) for arc in world.arcs[:-1])])
        rows = np.concatenate(self._zone_rows)
        self._best: list[int] = np.minimum.reduceat(rows, starts).tolist()
        self._worst: list[int] = np.maximum.reduceat(rows, starts).tolist()
        self.number: dict[int, int] = {}

    def _zones_each(self, lines: Sequence[Cells]) -> list[NDArray[np.int8]]:
        zones = self.zones.of(np.concatenate(lines) / self.world.grid)
        return split(zones, [len(line) for line in lines])

    def arc(self, number: int) -> int:
        """Keep an arc and return its number in the page, ~ for backwards."""
        forward = max(number, ~number)
        kept = self.number.setdefault(forward, len(self.number))
        return kept if number >= 0 else ~kept

    def arcs(self) -> list[str]:
        """Return the arcs kept, by their numbers in the page."""
        world, wanted = self.world, list(self.number)
        thinned = [number for number in wanted if self._worst[number] > _NEAR]
        texts = self._thinned(
            [world.arcs[number] for number in thinned],
            [self._zone_rows[number] for number in thinned],
        )
        thin = dict(zip(thinned, texts, strict=True))
        return [thin.get(number) or world.table["arcs"][number] for number in wanted]

    def _thinned(self, lines: Sequence[Cells], zones: Sequence[NDArray[np.int8]]) -> list[str]:
        """Thin lines out where they are not near; their ends stay, so that lines still meet."""
        tolerances = (0.0, self.detail.mid_tolerance, self.detail.far_tolerance)
        return encode_lines(thin_lines(lines, zones, tolerances, self.world.grid))

    def land(self) -> list[list[int]]:
        """Return the coast's rings; small islands far away are left out."""
        rings = []
        for ring in self.world.table["land"]:
            arcs = [max(n, ~n) for n in ring]
            if min(self._best[n] for n in arcs) == _FAR:
                cells = np.concatenate([self.world.arcs[n] for n in arcs])
                if np.ptp(cells, axis=0).max() < _MIN_FAR_ISLAND * self.world.grid:
                    continue
            rings.append([self.arc(n) for n in ring])
        return rings

    def borders(self) -> dict[str, list[int]]:
        """Return the arcs by kind: all borders, divisions where there is detail."""
        found: dict[str, list[int]] = {"b": [], "x": [], "d": []}
        for number, kind in enumerate(self.world.table["kinds"]):
            if kind in "bx" or (kind == "d" and self._best[number] < _FAR):
                found[kind].append(self.arc(number))
        return found

    def divisions(self) -> tuple[list[list[Any]], list[int]]:
        """Return divisions near the data, and their row numbers in the world."""
        rows, numbers = [], []
        for index, (country, name, lon, lat, rings) in enumerate(self.world.table["divisions"]):
            arcs = [max(n, ~n) for polygon in rings for ring in polygon for n in ring]
            if not arcs or min(self._best[n] for n in arcs) > (
                _MID if self.detail.mid_deg else _NEAR
            ):
                continue
            kept = [[[self.arc(n) for n in ring] for ring in polygon] for polygon in rings]
            rows.append([country, name, lon, lat, kept])
            numbers.append(index)
        return rows, numbers

    def water(self) -> dict[str, list[Any]]:
        """Return lakes and rivers."""
        lakes = [
            (cells, zones)
            for cells, zones in zip(
                self.world.lakes, self._zones_each(self.world.lakes), strict=True
            )
            if zones.min() < _FAR or np.ptp(cells, axis=0).max() >= _MIN_FAR_LAKE * self.world.grid
        ]
        rivers = [
            (cells, zones, row)
            for cells, zones, row in zip(
                self.world.rivers,
                self._zones_each(self.world.rivers),
                self.world.table["rivers"],
                strict=True,
            )
            if row[0] <= _MAX_RANK[int(zones.min())]
        ]
        courses = self._thinned([river[0] for river in rivers], [river[1] for river in rivers])
        return {
            "lakes": self._thinned([lake[0] for lake in lakes], [lake[1] for lake in lakes]),
            "rivers": [
                [row[0], row[1], text] for (_, _, row), text in zip(rivers, courses, strict=True)
            ],
        }

    def towns(self) -> list[list[Any]]:
        """Return towns, the most important first."""
        names, degrees, ranks = _towns()
        zones = self.zones.of(degrees)
        limit = np.array([self.detail.town_zoom, *_MAX_TOWN_ZOOM.values()])[zones]
        return [
            [names[index], *degrees[index].tolist(), *ranks[index].tolist()]
            for index in np.flatnonzero(ranks[:, 0] <= limit).tolist()
        ]

    def build(self) -> tuple[dict[str, Any], list[int]]:
        """Return the page's basemap and the numbers of its divisions in the world."""
        land, borders = self.land(), self.borders()
        divisions, numbers = self.divisions()
        return {
            "grid": self.world.grid,
            "land": land,
            "borders": borders["b"],
            "disputed": borders["x"],
            "claims": self.world.table["claims"],
            "lines": borders["d"],
            "divisions": divisions,
            "countries": self.world.table["countries"],
            **self.water(),
            "towns": self.towns(),
            "arcs": self.arcs(),
        }, numbers


@cache
def _towns() -> tuple[list[str], Positions, NDArray[np.int64]]:
    rows = read_rows("basemap_towns.csv")
    degrees = np.array([(float(row["lon"]), float(row["lat"])) for row in rows])
    ranks = np.array([(int(row["zoom"]), int(row["rank"])) for row in rows])
    return [row["name"] for row in rows], degrees, ranks


def cut_basemap(
    positions: Positions, *, budget_bytes: int = BUDGET_BYTES
) -> tuple[dict[str, Any], list[int]]:
    """
    Cut the shipped world for a page.

    Parameters
    ----------
    positions
        Of what the map shows, shape (n, 2), degrees, lon first; may be empty.
    budget_bytes
        Size to stay below, as JSON. The coarsest cut, about 100 kB, is taken
        even when it is larger.

    Returns
    -------
    basemap
        JSON-able, for `basemap.js`. Not to be changed: the same object for the
        same degree cells.
    divisions
        For each of its divisions, the row in `World.table["divisions"]`.
    """
    return _cut_around(degree_cells(positions), budget_bytes)


def degree_cells(positions: Positions) -> tuple[tuple[float, float], ...]:
    """
    Name the degree cells that hold positions: all that a cut of the world depends on.

    Parameters
    ----------
    positions
        Shape (n, 2), degrees, lon first.

    Returns
    -------
    cells
        Their south-western corners, in order.

    Examples
    --------
    >>> degree_cells(np.array([(44.4, 33.3), (43.1, 36.3), (44.0, 33.9)]))
    ((43.0, 36.0), (44.0, 33.0))
    """
    cells = np.unique(np.floor(np.asarray(positions, np.float64).reshape(-1, 2)), axis=0)
    return tuple((lon, lat) for lon, lat in cells.tolist())


# The page, the picture and the project of a build lie on the same map.
@lru_cache(maxsize=2)
def _cut_around(
    cells: tuple[tuple[float, float], ...], budget_bytes: int
) -> tuple[dict[str, Any], list[int]]:
    """Cut the world around degree cells, each told by its south-western corner."""
    world, positions = load_world(), np.array(cells, np.float64).reshape(-1, 2)
    # Sizes fall along the list: maps of a region take the first, the others are halved in on
    # without it, since the finest cut of half the world costs most.
    first, last = 0, len(DETAILS) - 1
    middle = 0 if len(cells) <= _FEW_CELLS else last // 2
    best = None
    while first <= last:
        cut = _Cut(world, positions, DETAILS[middle]).build()
        if _size(cut[0]) <= budget_bytes:
            best, last = cut, middle - 1
        else:
            first = middle + 1
        middle = (first + last) // 2
    return best or _Cut(world, positions, DETAILS[-1]).build()


def _size(basemap: dict[str, Any]) -> int:
    return len(json.dumps(basemap, ensure_ascii=False, separators=(",", ":")).encode())


def divisions_holding(positions: Positions, numbers: Sequence[int]) -> list[int]:
    """
    Find the division that each position lies in.

    Parameters
    ----------
    positions
        Shape (n, 2), degrees, lon first.
    numbers
        Rows of `World.table["divisions"]` to choose from.

    Returns
    -------
    indices
        Into `numbers`; -1 outside of all.
    """
    found = [-1] * len(positions)
    if not len(positions) or not numbers:
        return found
    world = load_world()
    shapes = [_shape(world, world.table["divisions"][number][4]) for number in numbers]
    tree = shapely.STRtree(shapes)
    pairs = tree.query(shapely.points(positions), predicate="intersects").T.tolist()
    for position, index in sorted(pairs, reverse=True):
        found[position] = index
    return found


def _shape(world: World, polygons: Iterable[Sequence[Sequence[int]]]) -> Any:
    parts = []
    for rings in polygons:
        loops = [_loop(world, ring) / world.grid for ring in rings]
        parts.append(shapely.Polygon(loops[0], loops[1:]))
    return shapely.make_valid(shapely.MultiPolygon(parts))


def _loop(world: World, ring: Sequence[int]) -> Cells:
    arcs = [world.arcs[n] if n >= 0 else world.arcs[~n][::-1] for n in ring]
    return np.concatenate([arcs[0], *(arc[1:] for arc in arcs[1:])])
