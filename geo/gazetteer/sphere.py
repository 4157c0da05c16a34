"""Distances on the mean sphere: fast, and near enough to find towns by."""

from __future__ import annotations

import math

from geo.model import LonLat

EARTH_RADIUS_KM = 6371.0088


def distance_km(a: LonLat, b: LonLat) -> float:
    """
    Return the great-circle distance on the mean sphere, by the haversine formula.

    >>> round(distance_km(LonLat(43.119, 36.335), LonLat(44.392, 35.468)))
    150
    """
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b.lon - a.lon) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def boxes_around(at: LonLat, radius_km: float) -> list[tuple[float, float, float, float]]:
    """Return south, north, west, east of the one or two boxes that hold a circle."""
    angle = radius_km / EARTH_RADIUS_KM
    south, north = at.lat - math.degrees(angle), at.lat + math.degrees(angle)
    if south <= -90 or north >= 90:
        return [(south, north, -180.0, 180.0)]
    # The circle's meridians touch it where sin(d_lon) = sin(angle) / cos(lat).
    d_lon = math.degrees(math.asin(math.sin(angle) / math.cos(math.radians(at.lat))))
    west, east = at.lon - d_lon, at.lon + d_lon
    boxes = [(south, north, west, east)]
    if west < -180:
        boxes.append((south, north, west + 360, east + 360))
    if east > 180:
        boxes.append((south, north, west - 360, east - 360))
    return boxes
