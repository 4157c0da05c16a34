"""Courses of named rivers, as lines."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.model import Place
from geo.names import fold

__all__ = ["course", "read_rivers", "river_key"]

# Degrees: the point of a river may stand for any part of it.
SLACK = 3.0
_WORDS = frozenset({"the", "river", "rio", "canal", "fleuve"})


def river_key(name: str) -> str:
    """
    Fold a river's name and take the word "river" off.

    Examples
    --------
    >>> river_key("The River Thames"), river_key("Niger River"), river_key("Río Negro")
    ('thames', 'niger', 'negro')
    """
    words = [word for word in fold(name).split() if word not in _WORDS]
    return " ".join(words)


@cache
def read_rivers(path: Path) -> Mapping[str, Sequence[BaseGeometry]]:
    """
    Read the courses by each of their folded names.

    Parameters
    ----------
    path
        What `data/make_rivers.py` writes.
    """
    text = gzip.decompress(path.read_bytes())
    lines = shapely.get_parts(shapely.from_geojson(text))
    rivers: dict[str, list[BaseGeometry]] = {}
    for feature, line in zip(json.loads(text)["features"], lines, strict=True):
        for name in feature["properties"]["names"].split(";"):
            rivers.setdefault(river_key(name), []).append(line)
    return rivers


def course(rivers: Mapping[str, Sequence[BaseGeometry]], place: Place) -> BaseGeometry | None:
    """Return the river of a place's name nearest to its point, None without one near by."""
    point = Point(place.lon, place.lat)
    line = min(rivers.get(river_key(place.name), ()), key=point.distance, default=None)
    return line if line is not None and line.distance(point) <= SLACK else None
