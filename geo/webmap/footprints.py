"""Footprints as the page reads them: a radius for a circle, else an outline, each once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.webmap.lines import encode_lines
from geo.webmap.pack import Codes, Numbers, Sites, grouped
from geo.webmap.thinning import split

# Steps per degree: about 11 m.
SHAPE_GRID = 10_000
# Of the square root of a footprint's area: how far its outline may be off. A
# circle keeps some twenty corners.
SHAPE_TOLERANCE = 0.008
_METRES_PER_DEGREE = 111_195.0


def footprints_of(
    geometries: NDArray[Any], rows: Codes, positions: Numbers, sites: Sites
) -> tuple[Codes, list[Any]]:
    """
    Write footprints, each once.

    Parameters
    ----------
    geometries
        Polygons, EPSG:4326; some may be missing or empty.
    rows
        Of each, the incident's row; below 0 for none.
    positions
        Of the incidents, degrees, lon first.
    sites
        Which incidents share a position.

    Returns
    -------
    numbers
        Of each incident, its footprint's; -1 without one.
    footprints
        A radius in metres around the incident for a circle, else its polygons: lists of
        rings, each as `encode_line` writes it.
    """
    found = np.full(len(positions), -1)
    held = (rows >= 0) & ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    geometries, rows = geometries[held], rows[held]
    if not len(rows):
        return found, []
    # Incidents at one place mostly share one object, else equal ones.
    objects = grouped([np.array([id(geometry) for geometry in geometries])], len(rows))
    texts = shapely.to_wkb(geometries[objects.first])
    equal = pd.factorize(np.asarray(texts, dtype=object))[0][objects.codes]
    drawn = grouped([equal, sites.codes[rows]], len(rows))
    geometries = geometries[drawn.first]
    radii = _circle_radii(geometries, positions[rows[drawn.first]])
    is_circle = ~np.isnan(radii)
    # Three digits of a radius are more than any text tells.
    rounded = np.array([float(f"{radius:.3g}") for radius in radii])
    outlines = np.where(is_circle, -1, equal[drawn.first])
    shapes = grouped([rounded, outlines], len(rounded))
    found[rows] = shapes.codes[drawn.codes]
    written: list[Any] = np.where(is_circle, np.rint(rounded), 0).astype(int)[shapes.first].tolist()
    others = np.flatnonzero(~is_circle[shapes.first]).tolist()
    for number, outline in zip(others, _outlines(geometries[shapes.first][others]), strict=True):
        written[number] = outline
    return found, written


def _circle_radii(geometries: NDArray[Any], centres: Numbers) -> Numbers:
    """Return the radius in metres of footprints that are circles around `centres`, else NaN."""
    radii = np.full(len(geometries), np.nan)
    parts = shapely.get_num_geometries(geometries) == 1
    whole = parts & (shapely.get_num_interior_rings(shapely.get_geometry(geometries, 0)) == 0)
    points, owner = shapely.get_coordinates(geometries, return_index=True)
    offsets = points - centres[owner]
    cosine = np.cos(np.radians(centres[owner, 1]))
    distances = _METRES_PER_DEGREE * np.hypot(offsets[:, 0] * cosine, offsets[:, 1])
    first = np.concatenate([[0], np.flatnonzero(np.diff(owner)) + 1])
    rows = owner[first]
    low, high = np.minimum.reduceat(distances, first), np.maximum.reduceat(distances, first)
    corners = np.bincount(owner, minlength=len(geometries))[rows]
    # Beyond some hundred kilometres a circle on the ground is none on the map.
    is_circle = (low > 0.97 * high) & (corners >= 16) & (high < 200_000) & whole[rows]
    radii[rows[is_circle]] = high[is_circle]
    return radii


def _outlines(geometries: NDArray[Any]) -> list[list[list[str]]]:
    simple = shapely.simplify(geometries, np.sqrt(shapely.area(geometries)) * SHAPE_TOLERANCE)
    parts, geometry_of = shapely.get_parts(simple, return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    cells = np.rint(points * SHAPE_GRID).astype(np.int64)
    texts = encode_lines(split(cells, np.bincount(ring_of, minlength=len(rings))))
    polygons: list[list[str]] = [[] for _ in parts]
    for part, text in zip(part_of.tolist(), texts, strict=True):
        polygons[part].append(text)
    found: list[list[list[str]]] = [[] for _ in geometries]
    for geometry, polygon in zip(geometry_of.tolist(), polygons, strict=True):
        found[geometry].append(polygon)
    return found
