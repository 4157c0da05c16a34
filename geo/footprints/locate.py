"""Where something lies that is told in relation to a place: a polygon, a point, a radius."""

from __future__ import annotations

from collections.abc import Callable

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.footprints.along import along, between
from geo.footprints.anchors import (
    NEAR_LINE_KM,
    Anchor,
    Shape,
    anchor,
    cone,
    extent_km,
    middle,
    precision_km,
    towards,
)
from geo.footprints.boundaries import Boundaries
from geo.footprints.shapes import beside, finish, generalise, move, reach_km, sector
from geo.model import Footprint, LonLat, Place, Relation

__all__ = ["DIRECTION_KM", "extent_km", "locate"]

# "South of" a town without a distance is told of what lies within a day's fighting or an
# hour's drive of it, and mostly in the same division.
DIRECTION_KM = 50.0
# As in `data/extents.csv` for a second-order division.
DISTRICT_KM = 30.0
RADIUS_DECIMALS = 2


def locate(
    place: Place, relation: Relation, boundaries: Boundaries, *, other: Place | None = None
) -> Footprint:
    """
    Tell where that is which a text relates to a place.

    Parameters
    ----------
    place
        The anchor: "Mosul" of "20 km south of Mosul"; the country of the scene
        for "near the Jordanian border".
    relation
        From `geo.footprints.relations.find_relation`.
    boundaries
        From `geo.footprints.boundaries.load_boundaries`.
    other
        The second place of "between A and B" and "the road from A to B"; at the
        border of `place` itself ("the border with Turkey", anchored on Turkey)
        the country of the start. Without one, the surroundings of `place`.

    Returns
    -------
    footprint
        Never empty. `radius_km` is the smallest around `point` that covers the
        geometry; for an offset that is the uncertainty of the point-radius
        method (Wieczorek, Guo and Hijmans 2004, International
        Journal of Geographical Information Science 18(8)).

    Examples
    --------
    >>> from geo.footprints.boundaries import load_boundaries
    >>> town = Place("gn:1", 1, "", 43.1, 36.3, "P", "PPL", "IQ", "15", population=91_735)
    >>> south = Relation("offset", distance_km=20.0, bearing_deg=180.0)
    >>> footprint = locate(town, south, load_boundaries())
    >>> footprint.point, footprint.radius_km, footprint.where_prec
    (LonLat(lon=43.1, lat=36.11976), 21.54, 2)
    """
    start = anchor(place, boundaries)
    shape = _HANDLERS[relation.kind](start, relation, other) or _near(start, relation, other)
    return _footprint(*shape)


def _footprint(shape: BaseGeometry, point: LonLat, where_prec: int) -> Footprint:
    geometry = finish(generalise(shape))
    shown = LonLat(round(point.lon, 6), round(point.lat, 6))
    if not geometry.intersects(Point(shown)):
        inside = geometry.representative_point()
        shown = LonLat(round(inside.x, 6), round(inside.y, 6))
    return Footprint(geometry, shown, round(reach_km(shown, geometry), RADIUS_DECIMALS), where_prec)


def _itself(start: Anchor, _relation: Relation, _other: Place | None) -> Shape:
    return start.itself, start.at, start.prec


def _inside(start: Anchor, relation: Relation, other: Place | None) -> Shape:
    """Return the place, or the district of a town: it has the size that districts have."""
    if start.place.feature_class != "P":
        return _itself(start, relation, other)
    return sector(start.at, 0.0, max(start.reach(), DISTRICT_KM)), start.at, 3


def _near(start: Anchor, relation: Relation, _other: Place | None) -> Shape:
    reach = relation.distance_km or start.nearness
    if start.area is not None:
        return shapely.union(start.area, beside(start.area.boundary, reach)), start.at, 5
    return sector(start.at, 0.0, start.extent + reach), start.at, start.offset_prec


def _outside(start: Anchor, relation: Relation, _other: Place | None) -> Shape:
    if start.area is not None:
        ring = start.around(0.0, start.nearness)
        return towards(start, relation, ring), start.at, 5
    outer = start.extent + start.nearness
    bearing, half_width = cone(relation)
    ring = sector(start.at, start.edge, outer, bearing, half_width)
    return ring, move(start.at, bearing, (start.extent + outer) / 2), start.offset_prec


def _in_part(start: Anchor, relation: Relation, _other: Place | None) -> Shape:
    # Part of a country is a fuzzy region; part of a division is no better placed than it.
    prec = 5 if start.prec == 6 else max(start.prec, 2)
    bearing = relation.bearing_deg
    if start.area is None:
        if bearing is None:
            return sector(start.at, 0.0, start.reach(0.5)), start.at, prec
        half = sector(start.at, 0.0, start.reach(), bearing, 90.0)
        return half, move(start.at, bearing, start.extent / 2), prec
    whole = reach_km(start.at, start.area)
    if bearing is None:
        cut = sector(start.at, 0.0, whole / 2)
    else:
        cut = sector(start.at, 0.0, 1.05 * whole, bearing, 90.0)
    part = start.area.intersection(cut)
    if part.area == 0:
        return start.area, start.at, start.prec
    return part, middle(part), prec


def _offset(start: Anchor, relation: Relation, _other: Place | None) -> Shape:
    distance = relation.distance_km
    if distance is None:
        return _near(start, relation, _other)
    unsure = precision_km(distance)
    if start.area is not None:
        ring = start.around(max(distance - unsure, 0.0), distance + unsure)
        return towards(start, relation, ring), start.at, 5
    unsure += start.reach()
    bearing, half_width = cone(relation)
    inner = max(distance - unsure, 0.0)
    ring = sector(start.at, inner, distance + unsure, bearing, half_width)
    return ring, move(start.at, bearing, distance), start.offset_prec


def _direction(start: Anchor, relation: Relation, _other: Place | None) -> Shape:
    if relation.bearing_deg is None:
        return _near(start, relation, _other)
    if start.area is not None:
        # "South of Syria" is said of its south and of what lies beyond.
        whole = shapely.union(start.area, start.around(0.0, NEAR_LINE_KM))
        return towards(start, relation, whole), start.at, 5
    outer = start.extent + DIRECTION_KM
    bearing, half_width = cone(relation)
    wedge = sector(start.at, start.edge, outer, bearing, half_width)
    division = start.boundaries.admin1(start.place)
    point = move(start.at, bearing, (start.extent + outer) / 2)
    if division is not None:
        cut = wedge.intersection(division)
        if cut.area > 0:
            return cut, middle(cut), start.offset_prec
    return wedge, point, start.offset_prec


_HANDLERS: dict[str, Callable[[Anchor, Relation, Place | None], Shape | None]] = {
    "at": _itself,
    "within": _inside,
    "near": _near,
    "outside": _outside,
    "in_part": _in_part,
    "offset": _offset,
    "direction": _direction,
    "between": between,
    "along": along,
}
