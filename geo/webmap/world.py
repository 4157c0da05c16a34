"""The whole world that maps are cut from, read once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.errors import DataError
from geo.resources import data_path
from geo.webmap.lines import Cells, decode_lines

Positions = NDArray[np.float64]
# Degrees: far away, islands below this are left out.
_MIN_FAR_ISLAND = 1.5


class Members:
    """Which arcs make up each of many shapes, to ask about all of them at once."""

    def __init__(self, shapes: Sequence[Sequence[int]]) -> None:
        self.counts = np.array([len(shape) for shape in shapes])
        signed = np.array([number for shape in shapes for number in shape], np.int64)
        # ~ is an arc run backwards.
        self.arcs = np.maximum(signed, ~signed)
        self._starts = np.cumsum(self.counts) - self.counts

    def least(self, of_arcs: NDArray[Any]) -> NDArray[Any]:
        """Return for each shape the least of its arcs' values."""
        return np.minimum.reduceat(of_arcs[self.arcs], self._starts)

    def arcs_of(self, is_kept: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the arcs of some of the shapes, in their order."""
        return self.arcs[np.repeat(is_kept, self.counts)]


@dataclass(frozen=True, slots=True)
class World:
    """
    The whole basemap, lines read; see `data/make_basemap.py` for the members.

    Attributes
    ----------
    points, starts
        The points of all arcs in degrees, and at which of them each arc begins.
    land, divisions
        Which arcs make up each ring of the coast, and each division.
    is_island
        Which rings are so small that they are left out far away.
    boxes
        Of the divisions: west, south, east, north in degrees.
    """

    table: dict[str, Any]
    grid: int
    arcs: list[Cells]
    lakes: list[Cells]
    rivers: list[Cells]
    points: Positions
    starts: NDArray[np.int64]
    land: Members
    divisions: Members
    is_island: NDArray[np.bool_]
    boxes: Positions


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
        arcs = decode_lines(table["arcs"])
        points = np.concatenate(arcs) / int(table["grid"])
        starts = np.cumsum([0, *(len(arc) for arc in arcs[:-1])])
        land = Members(table["land"])
        divisions = Members([_flat(row[4]) for row in table["divisions"]])
        west, south, east, north = _boxes(points, starts, land).T
        return World(
            table=table,
            grid=int(table["grid"]),
            arcs=arcs,
            lakes=decode_lines(table["lakes"]),
            rivers=decode_lines([row[2] for row in table["rivers"]]),
            points=points,
            starts=starts,
            land=land,
            divisions=divisions,
            is_island=np.maximum(east - west, north - south) < _MIN_FAR_ISLAND,
            boxes=_boxes(points, starts, divisions),
        )
    except (ValueError, KeyError) as error:
        msg = f"{path} is damaged ({error!r}). Reinstall dateline or run data/make_basemap.py."
        raise DataError(msg) from error


def _flat(polygons: Sequence[Sequence[Sequence[int]]]) -> list[int]:
    return [number for polygon in polygons for ring in polygon for number in ring]


def _boxes(points: Positions, starts: NDArray[np.int64], shapes: Members) -> Positions:
    low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    return np.column_stack([shapes.least(low), -shapes.least(-high)])
