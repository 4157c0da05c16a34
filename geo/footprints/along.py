"""Strips along lines: roads and stretches between two places, borders, coasts."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from geo.footprints.anchors import NEAR_LINE_KM, Anchor, Shape, middle, precision_km, towards
from geo.footprints.shapes import beside, distance_km, halfway, sector, strip
from geo.model import LonLat, Place, Relation

__all__ = ["along", "between"]

# What a single road without its other end may cover beyond the town's edge.
ROAD_KM = 30.0
# A road leaves the straight line by up to a tenth of its length; places "between" two others
# lie within a fifth of their distance.
ROAD_SHARE, ROAD_MIN_KM, ROAD_MAX_KM = 0.1, 3.0, 15.0
BETWEEN_SHARE, BETWEEN_MIN_KM, BETWEEN_MAX_KM = 0.2, 3.0, 50.0


def between(start: Anchor, _relation: Relation, other: Place | None) -> Shape | None:
    """Return the strip between two places, or along the border of two countries; None for one."""
    if other is None:
        return None
    if start.prec == 6 and other.feature_code == start.place.feature_code:
        line = start.boundaries.border(start.place.country_code, other.country_code)
        if line is not None:
            belt = beside(line, NEAR_LINE_KM)
            return belt, middle(belt), 5
    end = LonLat(other.lon, other.lat)
    length = distance_km(start.at, end)
    width = min(max(BETWEEN_SHARE * length, BETWEEN_MIN_KM), BETWEEN_MAX_KM)
    return strip(start.at, end, width), halfway(start.at, end), 5


def along(start: Anchor, relation: Relation, other: Place | None) -> Shape | None:
    """Return the strip along a road, border, coast or river; None where its line is unknown."""
    if relation.line == "border":
        return _along_border(start, relation, other)
    if relation.line == "road":
        return _along_road(start, other)
    if relation.line == "coast":
        return _along_coast(start, relation)
    return _along_river(start, other)


def _along_river(start: Anchor, scene: Place | None) -> Shape:
    land = None if scene is None else start.boundaries.area(scene)
    if land is not None and (cut := start.itself.intersection(land)).area > 0:
        return cut, middle(cut), 5
    return start.itself, start.at, 5


def _along_road(start: Anchor, other: Place | None) -> Shape | None:
    if other is None:
        return sector(start.at, 0.0, start.extent + ROAD_KM), start.at, 5
    end = LonLat(other.lon, other.lat)
    length = distance_km(start.at, end)
    width = min(max(ROAD_SHARE * length, ROAD_MIN_KM), ROAD_MAX_KM)
    return strip(start.at, end, width), halfway(start.at, end), 5


def _along_coast(start: Anchor, relation: Relation) -> Shape | None:
    line = start.boundaries.coast(start.place.country_code)
    if line is None or start.area is None:
        return None
    line = line.intersection(start.area)
    if line.is_empty:
        return None
    shore = beside(line, NEAR_LINE_KM)
    return towards(start, relation, shore), middle(shore), 5


def _along_border(start: Anchor, relation: Relation, other: Place | None) -> Shape | None:
    inside, line = _border_line(start, relation, other)
    if line is None:
        return None
    reach = NEAR_LINE_KM
    if relation.distance_km is not None:
        reach = relation.distance_km + precision_km(relation.distance_km)
    belt = beside(line, reach)
    # Two countries named put it on either side; a division named keeps it there.
    division = start.area if start.prec != 6 and relation.country_code else None
    for land in (start.boundaries.country(inside) if inside else None, division):
        if land is not None and (cut := belt.intersection(land)).area > 0:
            belt = cut
    return belt, middle(belt), 5


def _border_line(
    start: Anchor, relation: Relation, other: Place | None
) -> tuple[str, BaseGeometry | None]:
    """Return the country on whose side the scene lies, if told, and the border's line."""
    boundaries, own = start.boundaries, start.place.country_code
    if not relation.country_code:
        return "", None if start.area is None else start.area.boundary
    codes = relation.country_code.split(";")
    if len(codes) == 2:
        return "", boundaries.border(*codes)
    beyond = codes[0]
    inside = other.country_code if own == beyond and other is not None else own
    if inside != beyond:
        return inside, boundaries.border(inside, beyond)
    lines = [boundaries.border(beyond, code) for code in boundaries.neighbours(beyond)]
    return "", shapely.union_all([line for line in lines if line is not None]) if lines else None
