"""Which division an incident counts for, where the page colours divisions by count."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.webmap.lines import Cells
from geo.webmap.pack import grouped, numbers_of, sites_of, texts_of
from geo.webmap.payload import Layers, page_positions
from geo.webmap.world import Positions, World, load_world

# What is only known to lie in a country or at sea (`where_prec` of the codebook).
_COUNTRY_PREC = 6


def divisions_of(layers: Layers, numbers: Sequence[int]) -> NDArray[np.int64]:
    """
    Find the division that each incident counts for.

    Parameters
    ----------
    layers
        A build's frames.
    numbers
        Rows of `World.table["divisions"]` to choose from.

    Returns
    -------
    indices
        Into `numbers`, one for each incident: of a known place the division around it, else
        that which holds more than half of the footprint. -1 where there is none.
    """
    positions = page_positions(layers.events)
    sites = sites_of(positions)
    found = np.array(divisions_holding(positions[sites.first], numbers), np.int64)[sites.codes]
    is_label = texts_of(layers.events, "point_kind") != "position"
    found[is_label] = -1
    rows = {event_id: row for row, event_id in enumerate(texts_of(layers.events, "event_id"))}
    place = np.array([rows.get(one, -1) for one in texts_of(layers.areas, "event_id")], np.int64)
    is_wide = numbers_of(layers.events, "where_prec") >= _COUNTRY_PREC
    told = np.flatnonzero((place >= 0) & (is_label & ~is_wide)[place])
    footprints = np.asarray(layers.areas.geometry.values, dtype=object)[told]
    objects = grouped([np.array([id(one) for one in footprints])], len(footprints))
    held = _divisions_under(footprints[objects.first], numbers)
    found[place[told]] = held[objects.codes]
    return found


def _divisions_under(footprints: NDArray[Any], numbers: Sequence[int]) -> NDArray[np.int64]:
    """Return which of the divisions holds more than half of each footprint, -1 for none."""
    found = np.full(len(footprints), -1, np.int64)
    world = load_world()
    footprint, index = shapely.STRtree(_boxes(world, numbers)).query(footprints)
    held, row = np.unique(index, return_inverse=True)
    shapes = _shapes(world, [numbers[number] for number in held.tolist()])
    is_broken = ~shapely.is_valid(shapes)
    shapes[is_broken] = shapely.make_valid(shapes[is_broken])
    shared = shapely.area(shapely.intersection(footprints[footprint], shapes[row]))
    is_most = shared > shapely.area(footprints[footprint]) / 2
    found[footprint[is_most]] = index[is_most]
    return found


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
    found = np.full(len(positions), -1)
    world = load_world()
    points = np.asarray(shapely.points(np.asarray(positions).reshape(-1, 2)))
    point, index = shapely.STRtree(_boxes(world, numbers)).query(points)
    # Only what may hold one is made a polygon of: half the world may be in view.
    held, row = np.unique(index, return_inverse=True)
    # Broken ones too: that a line from a point crosses their edges an odd number of times tells
    # as well, and to look for them takes longer than all the rest.
    shapes = _shapes(world, [numbers[number] for number in held.tolist()])
    shapely.prepare(shapes)
    is_inside = shapely.intersects(shapes[row], points[point])
    # On a border, the first of both.
    order = np.argsort(-index[is_inside], kind="stable")
    found[point[is_inside][order]] = index[is_inside][order]
    numbered: list[int] = found.tolist()
    return numbered


def _boxes(world: World, numbers: Sequence[int]) -> NDArray[Any]:
    return np.asarray(shapely.box(*world.boxes[list(numbers)].reshape(-1, 4).T))


def _shapes(world: World, numbers: Sequence[int]) -> NDArray[Any]:
    """Make the shapes of divisions; a few cross themselves."""
    divisions = [world.table["divisions"][number][4] for number in numbers]
    polygons = [polygon for division in divisions for polygon in division]
    loops = [_loop(world, ring) for polygon in polygons for ring in polygon]
    points = np.concatenate([np.empty((0, 2)), *loops]) / world.grid
    # Of a polygon's rings the first is around the others.
    rings = np.asarray(shapely.linearrings(points, indices=_numbered(loops)))
    parts = np.asarray(shapely.polygons(rings, indices=_numbered(polygons)))
    return np.asarray(shapely.multipolygons(parts, indices=_numbered(divisions)))


def _numbered(groups: Sequence[Sized]) -> NDArray[np.int64]:
    """Return for each member of all groups the number of its group."""
    return np.repeat(np.arange(len(groups)), [len(group) for group in groups])


def _loop(world: World, ring: Sequence[int]) -> Cells:
    arcs = [world.arcs[n] if n >= 0 else world.arcs[~n][::-1] for n in ring]
    return np.concatenate([arcs[0], *(arc[1:] for arc in arcs[1:])])
