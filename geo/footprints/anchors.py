"""The place that a relation starts from: its polygon or circle, and what is near it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from geo.footprints.boundaries import Boundaries
from geo.footprints.islands import island
from geo.footprints.shapes import beside, generalise, reach_km, sector
from geo.model import LonLat, Place, Relation
from geo.resources import read_rows

__all__ = [
    "NEAR_LINE_KM",
    "Anchor",
    "Shape",
    "anchor",
    "cone",
    "extent_km",
    "middle",
    "precision_km",
    "towards",
]

# Inhabitants per square kilometre of a town's circle where `data/town_densities.csv` has no region.
TOWN_DENSITY = 4000.0
MIN_TOWN_KM = 0.5
# How far a gazetteer's point may lie from the middle of the town that it stands for: many were
# read off maps to the minute of arc. The circle around it held 27, 52 and 82 % of Natural Earth's
# points for 271 towns of up to 5,000, 796 of up to 20,000 and 2,229 of up to 100,000 people when
# it was drawn for their inhabitants alone; with this 89, 96 and 98 %.
POSITION_KM = 5.0
# "Near" and "outside" a town reach beyond its edge as far again as the town itself, within
# these limits: 5 km is an hour's walk, beyond 20 km another town is nearer.
NEAR_KM = (5.0, 20.0)
# The same beyond the border of a division or country, and to either side of a border or coast.
NEAR_LINE_KM = 20.0
# To either side of a river: the valley floor and the towns on its banks.
RIVER_KM = 10.0
WATERCOURSES = ("STM", "CNL", "WAD")
# Islands below this share of a country's land and beyond so many times its reach are islets.
ISLET_SHARE = 0.01
ISLET_REACH = 2.0
KM_PER_MILE, KM_PER_NAUTICAL_MILE = 1.609344, 1.852

# A geometry, a point to draw it at, and its `where_prec`.
Shape = tuple[BaseGeometry, LonLat, int]


@dataclass(frozen=True, slots=True)
class Anchor:
    """
    A place that something is related to.

    Attributes
    ----------
    place
        The entry.
    at
        Its point.
    extent
        How far it reaches from there, in kilometres.
    area
        Its polygon; None for a town and for a division of unknown borders, which
        are circles of that extent.
    prec
        `where_prec` of what happens at the place itself.
    boundaries
        Where lines and divisions around it are looked up.
    """

    place: Place
    at: LonLat
    extent: float
    area: BaseGeometry | None
    prec: int
    boundaries: Boundaries

    @property
    def nearness(self) -> float:
        """How far "near" and "outside" reach beyond the edge, in kilometres."""
        if self.area is not None:
            return NEAR_LINE_KM
        return min(max(self.extent, NEAR_KM[0]), NEAR_KM[1])

    @property
    def edge(self) -> float:
        """
        Where the outskirts of a town begin at the latest, in kilometres from its point.

        They are the outer half of it; how large it is, is an estimate, and its point may be off.
        """
        return max(self.extent / 2 - POSITION_KM, 0.0)

    @property
    def offset_prec(self) -> int:
        """The precision of what lies beside the place: no better than 2, nor than the place."""
        return max(self.prec, 2)

    def reach(self, share: float = 1.0) -> float:
        """Return how many kilometres from its point something in it, or in its middle, can be."""
        unsure = POSITION_KM if self.place.feature_class == "P" else 0.0
        return math.hypot(share * self.extent, unsure)

    @property
    def itself(self) -> BaseGeometry:
        """Its own polygon or circle."""
        return sector(self.at, 0.0, self.reach()) if self.area is None else self.area

    def around(self, inner_km: float, outer_km: float) -> BaseGeometry:
        """Return what lies between two distances from a town's centre or a polygon's edge."""
        if self.area is None:
            return sector(self.at, inner_km, outer_km)
        ring = beside(self.area.boundary, outer_km).difference(self.area)
        if inner_km > 0:
            ring = ring.difference(beside(self.area.boundary, inner_km))
        return ring


@lru_cache(maxsize=1024)
def anchor(place: Place, boundaries: Boundaries) -> Anchor:
    """
    Look up how far a place reaches, and its polygon.

    The polygon is generalised to what is worth publishing, and goes without
    faraway islets: what happens on Easter Island is not told to be in Valparaíso.
    """
    radius, prec = _extent(place)
    area = island(place, boundaries) if place.feature_code == "ISL" else boundaries.area(place)
    if place.feature_code.startswith(WATERCOURSES) and (course := boundaries.river(place)):
        area = generalise(beside(course, RIVER_KM))
    elif area is not None:
        area = generalise(_without_islets(area, LonLat(place.lon, place.lat)))
    if place.feature_class == "P":
        radius = extent_km(place)
    elif area is None:
        radius = boundaries.radius_km(place) or radius
    return Anchor(place, LonLat(place.lon, place.lat), radius, area, prec, boundaries)


def _without_islets(area: BaseGeometry, at: LonLat) -> BaseGeometry:
    parts = shapely.get_parts(area)
    large = shapely.area(parts) >= ISLET_SHARE * area.area
    limit = ISLET_REACH * max(reach_km(at, part) for part in parts[large])
    kept = [
        part for part, keep in zip(parts, large, strict=True) if keep or reach_km(at, part) <= limit
    ]
    return area if len(kept) == len(parts) else shapely.MultiPolygon(kept)


def extent_km(place: Place) -> float:
    """
    Estimate how far a place reaches from its point.

    Returns
    -------
    radius
        Of a populated place with known population, that of a circle as densely
        settled as `data/town_densities.csv` says for its country, at least
        0.5 km; of anything else the row of `data/extents.csv` for its feature
        code or class.

    Examples
    --------
    >>> from dataclasses import replace
    >>> million = Place("gn:1", 1, "", 0, 0, "P", "PPLA", population=1_000_000)
    >>> [round(extent_km(replace(million, country_code=c)), 1) for c in ("IQ", "DE", "US")]
    [6.6, 10.0, 15.6]
    >>> extent_km(Place("gn:2", 2, "", 0, 0, "P", "PPL")), extent_km(
    ...     Place("gn:3", 3, "", 0, 0, "S", "AIRB")
    ... )
    (1.0, 4.0)
    """
    if place.feature_class == "P" and place.population > 0:
        density = _densities().get(place.country_code, TOWN_DENSITY)
        return max(math.sqrt(place.population / density / math.pi), MIN_TOWN_KM)
    return _extent(place)[0]


def cone(relation: Relation) -> tuple[float, float]:
    """
    Return bearing and half-width of what a compass point covers.

    45° for the four, 22.5° for the eight, 11.25° for the sixteen (Wieczorek 2004);
    all directions without a bearing, with the south to draw a point at.
    """
    bearing = relation.bearing_deg
    if bearing is None:
        return 180.0, 180.0
    if bearing % 90 == 0:
        return bearing, 45.0
    return bearing, 22.5 if bearing % 45 == 0 else 11.25


def towards(place: Anchor, relation: Relation, shape: BaseGeometry) -> BaseGeometry:
    """Return the part of a shape that lies in the direction told, all of it without one."""
    if relation.bearing_deg is None:
        return shape
    bearing, half_width = cone(relation)
    wedge = sector(place.at, 0.0, 1.05 * reach_km(place.at, shape), bearing, half_width)
    cut = shape.intersection(wedge)
    return cut if cut.area > 0 else shape


def precision_km(distance: float) -> float:
    """
    Return by how much a stated distance may be off: half its last significant digit.

    "20 km" is told to the next ten, "25 km" to the next five, "23 km" to the next
    one (Wieczorek 2004). Miles are recognised by giving a whole number.
    """
    for unit in (1.0, KM_PER_MILE, KM_PER_NAUTICAL_MILE):
        number = distance / unit
        if number >= 0.99 and abs(number - round(number)) < 0.002:
            steps = (1000, 100, 10, 5, 1)
            step = next(step for step in steps if round(number) % step == 0)
            return min(step * unit / 2, distance / 2)
    return min(0.25 * distance, 0.5)


def middle(shape: BaseGeometry) -> LonLat:
    """Return a point well inside the largest piece."""
    largest = max(shapely.get_parts(shape), key=lambda part: float(part.area))
    point = largest.centroid
    if not largest.contains(point):
        point = largest.representative_point()
    return LonLat(point.x, point.y)


def _extent(place: Place) -> tuple[float, int]:
    table = _extents()
    return table.get(place.feature_code) or table.get(place.feature_class) or table["L"]


@cache
def _densities() -> dict[str, float]:
    return {
        code: float(row["people_per_km2"])
        for row in read_rows("town_densities.csv")
        for code in row["country_codes"].split(";")
    }


@cache
def _extents() -> dict[str, tuple[float, int]]:
    return {
        row["code"]: (float(row["radius_km"]), int(row["where_prec"]))
        for row in read_rows("extents.csv")
    }
