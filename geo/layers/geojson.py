"""Geometries as RFC 7946 wants them: six decimals, right-hand rings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

# RFC 7946, section 11.2: six decimals are about 10 cm, finer than any source.
DECIMALS = 6
_GRID = 10.0**-DECIMALS


def geometry_member(geometry: BaseGeometry) -> dict[str, Any]:
    """
    Write a geometry as the `geometry` member of a GeoJSON feature.

    Parameters
    ----------
    geometry
        WGS 84 degrees, split at the antimeridian.

    Returns
    -------
    member
        `type` and `coordinates`: at most six decimals, exterior rings
        counter-clockwise and holes clockwise, still valid after rounding, and
        with the same first vertex for the same shape.

    Examples
    --------
    >>> from shapely.geometry import Point, box
    >>> geometry_member(Point(43.3520400004, 36.38393))
    {'type': 'Point', 'coordinates': [43.35204, 36.38393]}
    >>> geometry_member(box(0, 0, 1, 1).reverse())["coordinates"]
    [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]]
    """
    return geometry_members([geometry])[0]


def geometry_members(geometries: Sequence[BaseGeometry] | NDArray[Any]) -> list[dict[str, Any]]:
    """
    Write many geometries at once, each as `geometry_member` does.

    Parameters
    ----------
    geometries
        As there.

    Returns
    -------
    members
        In order.
    """
    given = np.array(geometries, dtype=object)
    if (shapely.get_type_id(given) == 0).all() and not shapely.is_empty(given).any():
        positions = _rounded(shapely.get_coordinates(given)).tolist()
        return [{"type": "Point", "coordinates": position} for position in positions]
    snapped = shapely.set_precision(given, _GRID)
    # Narrower than 10 cm: a collapsed shape still says where, none does not.
    kept = np.where(shapely.is_empty(snapped), given, snapped)
    shapes = shapely.transform(shapely.orient_polygons(shapely.normalize(kept)), _rounded)
    # Read again and not written as it is: it has now and then more digits than a number needs.
    return list(map(orjson.loads, shapely.to_geojson(shapes)))


def _rounded(coordinates: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    # Nobody needs a zero below zero.
    return np.round(coordinates, DECIMALS) + 0.0
