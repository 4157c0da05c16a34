"""The land of an island: all that hangs together around its point, and is no continent."""

from __future__ import annotations

import math

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.footprints.boundaries import Boundaries
from geo.model import LonLat, Place

__all__ = ["island"]

# Square degrees at the equator: New Guinea has 64, Australia 620. Greenland, with 175, is a
# country, and looked up as one.
CONTINENT = 100.0


def island(place: Place, boundaries: Boundaries) -> BaseGeometry | None:
    """
    Return the land of an island.

    Parameters
    ----------
    place
        Of GeoNames' code `ISL`.
    boundaries
        Where land is looked up.

    Returns
    -------
    land
        Across borders, as on Borneo. None where no land is drawn, and where
        the map draws no strait between the island and a continent.

    Examples
    --------
    >>> from geo.footprints.boundaries import load_boundaries
    >>> java = Place("gn:1642673", 1642673, "Java", 110.0, -7.5, "T", "ISL")
    >>> [round(degrees) for degrees in island(java, load_boundaries()).bounds]
    [105, -9, 115, -6]
    """
    at = Point(place.lon, place.lat)
    home = boundaries.division_at(LonLat(place.lon, place.lat))
    pieces = _pieces(boundaries, home.country_code, at) if home else []
    if home is None or not pieces:
        return None
    land = pieces[0]
    seen = frozenset({home.country_code})
    while land.area * math.cos(math.radians(place.lat)) < CONTINENT:
        beside = boundaries.countries_in(*land.bounds) - seen
        joined = [piece for code in beside for piece in _pieces(boundaries, code, land)]
        if not joined:
            return land
        land = shapely.union_all([land, *joined])
        seen |= beside
    return None


def _pieces(boundaries: Boundaries, code: str, beside: BaseGeometry) -> list[BaseGeometry]:
    """Return the pieces of a country's land that touch something."""
    country = boundaries.country(code)
    return [piece for piece in shapely.get_parts(country) if piece.intersects(beside)]
