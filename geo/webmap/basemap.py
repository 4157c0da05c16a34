"""Cut the map under the data: all detail near them, a coarse world around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.layers.json_bytes import json_bytes
from geo.resources import read_rows
from geo.webmap.lines import Cells, encode_lines
from geo.webmap.thinning import split, thin_lines
from geo.webmap.world import Positions, World, load_world


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
# Around so few degree cells the finest cut is seldom too large; around so many, all but the
# coarsest are.
_FEW_CELLS, _MANY_CELLS = 12, 150
_NEAR, _MID, _FAR = 0, 1, 2
# Far away, lakes and rivers below these are left out (degrees; rank).
_MIN_FAR_LAKE = 1.5
_MAX_RANK = {_NEAR: 99, _MID: 6, _FAR: 2}
_MAX_TOWN_ZOOM = {_MID: 7, _FAR: 4}


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
        rows = self.zones.of(world.points)
        self._zone_rows = split(rows, [len(arc) for arc in world.arcs])
        self._best = np.minimum.reduceat(rows, world.starts)
        self._worst = np.maximum.reduceat(rows, world.starts)

    def _zones_each(self, lines: Sequence[Cells]) -> list[NDArray[np.int8]]:
        zones = self.zones.of(np.concatenate(lines) / self.world.grid)
        return split(zones, [len(line) for line in lines])

    def _arcs(self, wanted: Sequence[int]) -> list[str]:
        """Write arcs, thinned out where they are not near."""
        arcs = self.world.arcs
        thinned = [number for number in wanted if self._worst[number] > _NEAR]
        texts = self._thinned(
            [arcs[number] for number in thinned], [self._zone_rows[number] for number in thinned]
        )
        thin = dict(zip(thinned, texts, strict=True))
        return [thin.get(number) or self.world.table["arcs"][number] for number in wanted]

    def _thinned(self, lines: Sequence[Cells], zones: Sequence[NDArray[np.int8]]) -> list[str]:
        """Thin lines out where they are not near; their ends stay, so that lines still meet."""
        tolerances = (0.0, self.detail.mid_tolerance, self.detail.far_tolerance)
        return encode_lines(thin_lines(lines, zones, tolerances, self.world.grid))

    def _borders(self) -> dict[str, NDArray[np.int64]]:
        """Return the arcs by kind: all borders, divisions where there is detail."""
        kinds = np.array(list(self.world.table["kinds"]))
        is_kept = (kinds == "d") & (self._best < _FAR)
        return {
            "borders": np.flatnonzero(kinds == "b"),
            "disputed": np.flatnonzero(kinds == "x"),
            "lines": np.flatnonzero(is_kept),
        }

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

    def outlines(self) -> tuple[dict[str, Any], list[int], list[int]]:
        """
        Return all of the page's basemap but its lines, which take longest to make.

        Then the numbers of its divisions and of its arcs in the world.
        """
        world, table = self.world, self.world.table
        land = (world.land.least(self._best) < _FAR) | ~world.is_island
        reach = _MID if self.detail.mid_deg else _NEAR
        divisions = world.divisions.least(self._best) <= reach
        borders = self._borders()
        arcs = [world.land.arcs_of(land), *borders.values(), world.divisions.arcs_of(divisions)]
        wanted = list(dict.fromkeys(np.concatenate(arcs).tolist()))
        number = _renumbered(wanted, len(world.arcs))
        rows = np.flatnonzero(divisions).tolist()
        outlines = {
            "grid": world.grid,
            "land": [
                [number[n] for n in table["land"][ring]] for ring in np.flatnonzero(land).tolist()
            ],
            **{name: [number[n] for n in kept.tolist()] for name, kept in borders.items()},
            "claims": table["claims"],
            "divisions": [_division(table["divisions"][row], number) for row in rows],
            "countries": table["countries"],
            "towns": self.towns(),
        }
        return outlines, rows, wanted

    def lines(self, wanted: Sequence[int]) -> dict[str, Any]:
        """Return lakes, rivers and the arcs wanted."""
        return {**self.water(), "arcs": self._arcs(wanted)}


def _renumbered(wanted: Sequence[int], count: int) -> list[int]:
    """Return the number in the page of each arc, and, from the end, of each run backwards."""
    number = np.full(count, -1)
    number[wanted] = np.arange(len(wanted))
    both: list[int] = np.concatenate([number, ~number[::-1]]).tolist()
    return both


def _division(row: Sequence[Any], number: Sequence[int]) -> list[Any]:
    country, name, lon, lat, polygons = row
    kept = [[[number[n] for n in ring] for ring in polygon] for polygon in polygons]
    return [country, name, lon, lat, kept]


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
        Size to stay below, as JSON. The coarsest cut is taken even when it is
        larger: 130 kB around one town, 800 kB around a thousand.

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
    # Sizes fall along the list, which is halved in on: the finest cut of half the world costs most.
    first, last = 0, len(DETAILS) - 1
    is_wide = len(cells) > _MANY_CELLS
    middle = 0 if len(cells) <= _FEW_CELLS else last if is_wide else last // 2
    best: tuple[dict[str, Any], list[int]] | None = None
    cut: tuple[dict[str, Any], list[int]] = ({}, [])
    lines: dict[str, Any] = {}
    while first <= last:
        attempt = _Cut(world, positions, DETAILS[middle])
        outlines, rows, wanted = attempt.outlines()
        # Its own lines are no shorter than those of the best so far, which is coarser.
        is_small = _size({**outlines, **lines}) <= budget_bytes
        if is_small or best is None:
            found = attempt.lines(wanted)
            cut = ({**outlines, **found}, rows)
            is_small = _size(cut[0]) <= budget_bytes
        if is_small:
            best, lines, last = cut, found, middle - 1
        else:
            first = middle + 1
        middle = last if is_wide else (first + last) // 2
    # Where none is small enough, the last one tried is the coarsest.
    return best or cut


def _size(basemap: dict[str, Any]) -> int:
    return len(json_bytes(basemap))
