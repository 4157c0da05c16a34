"""Shapes on the ellipsoid as polygons of degrees: circles, sectors, strips along lines."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from geo.model import LonLat, Place

__all__ = [
    "beside",
    "distance_km",
    "finish",
    "gap_km",
    "generalise",
    "halfway",
    "move",
    "reach_km",
    "sector",
    "strip",
]

GEOD = Geod(ellps="WGS84")
DECIMALS = 6
# Of a full circle; the polygon lies at most 0.13 % of the radius inside it.
CIRCLE_POINTS = 64
# Straight lines in degrees leave the geodesic by little over this length.
STEP_KM = 100.0
# A band of latitudes in which a degree of longitude keeps its length to a few per cent, up
# to where it no longer does.
BAND = 2.0
POLAR = 80.0
KM_PER_DEGREE = 111.2
MAX_CORNERS = 500
# One projection serves a piece of line this long.
PIECE_KM = 300.0


def move(at: LonLat, bearing_deg: float, distance_km: float) -> LonLat:
    """
    Return the point at a distance and bearing along the geodesic.

    Examples
    --------
    >>> move(LonLat(179.9, 0.0), 90.0, 111.319)
    LonLat(lon=-179.100004, lat=0.0)
    """
    lon, lat, _ = GEOD.fwd(at.lon, at.lat, bearing_deg, distance_km * 1000)
    return LonLat(round(float(lon), DECIMALS), round(float(lat), DECIMALS) + 0.0)


def halfway(a: LonLat, b: LonLat) -> LonLat:
    """Return the middle of the geodesic between two points."""
    azimuth, _, metres = GEOD.inv(a.lon, a.lat, b.lon, b.lat)
    return move(a, float(azimuth), float(metres) / 2000)


def distance_km(a: LonLat, b: LonLat) -> float:
    """Return the length of the geodesic between two points."""
    return float(GEOD.inv(a.lon, a.lat, b.lon, b.lat)[2]) / 1000


def gap_km(one: Place, other: Place) -> float:
    """Return the distance between the points of two entries, in km."""
    return distance_km(LonLat(one.lon, one.lat), LonLat(other.lon, other.lat))


def reach_km(at: LonLat, geometry: BaseGeometry) -> float:
    """Return the distance from a point to the farthest corner of a geometry."""
    corners = shapely.get_coordinates(geometry)
    lon, lat = np.full(len(corners), at.lon), np.full(len(corners), at.lat)
    return float(np.max(GEOD.inv(lon, lat, corners[:, 0], corners[:, 1])[2])) / 1000


def sector(
    at: LonLat,
    inner_km: float,
    outer_km: float,
    bearing_deg: float = 0.0,
    half_width_deg: float = 180.0,
) -> BaseGeometry:
    """
    Return a circle, ring, or sector of one.

    Parameters
    ----------
    at
        The centre.
    inner_km, outer_km
        Radii; an inner one of 0 leaves no hole.
    bearing_deg
        Of the middle of the sector, clockwise from north.
    half_width_deg
        To either side of it; 180 for all directions.

    Returns
    -------
    geometry
        Polygon or MultiPolygon, split at the antimeridian; it may hold a pole.
    """
    if half_width_deg >= 180:
        disc = _region(_arc(at, outer_km, np.arange(CIRCLE_POINTS) * 360 / CIRCLE_POINTS))
        if inner_km <= 0:
            return disc
        hole = _region(_arc(at, inner_km, np.arange(CIRCLE_POINTS) * 360 / CIRCLE_POINTS))
        return disc.difference(hole)
    points = max(3, int(CIRCLE_POINTS * half_width_deg / 360) + 1)
    arc = np.linspace(bearing_deg - half_width_deg, bearing_deg + half_width_deg, points)
    steps = max(1, int((outer_km - inner_km) / STEP_KM))
    radii = np.linspace(inner_km, outer_km, steps + 1)[1:-1]
    rim = [
        _arc(at, max(inner_km, 0.0), arc[::-1] if inner_km > 0 else arc[:1]),
        _along(at, radii, arc[0]),
        _arc(at, outer_km, arc),
        _along(at, radii[::-1], arc[-1]),
    ]
    return _region(np.concatenate(rim))


def strip(a: LonLat, b: LonLat, half_width_km: float) -> BaseGeometry:
    """Return all within a distance of the geodesic between two points."""
    length = distance_km(a, b)
    if length == 0:
        return sector(a, 0.0, half_width_km)
    steps = max(1, min(20, int(length / STEP_KM)))
    line = [a, *(LonLat(*p) for p in GEOD.npts(*a, *b, steps - 1)), b] if steps > 1 else [a, b]
    starts = np.array(line)
    ahead = np.array(GEOD.inv(*starts[:-1].T, *starts[1:].T)[0])
    back = GEOD.inv(*b, *line[-2])[0] + 180
    headings = np.append(ahead, back)
    half = np.linspace(-90, 90, CIRCLE_POINTS // 4 + 1)
    sides = [
        [_arc(p, half_width_km, np.array([h + turn])) for p, h in zip(line, headings, strict=True)]
        for turn in (-90, 90)
    ]
    ring = [
        *sides[0],
        _arc(b, half_width_km, headings[-1] + half),
        *sides[1][::-1],
        _arc(a, half_width_km, headings[0] + 180 + half),
    ]
    return _region(np.concatenate(ring))


def beside(line: BaseGeometry, half_width_km: float) -> BaseGeometry:
    """
    Return all within a distance of lines, such as a border or the outline of a polygon.

    The width is right to about an eighth, which spares most of the corners.
    """
    simple = shapely.simplify(line, half_width_km / KM_PER_DEGREE / 8)
    _, south, _, north = simple.bounds
    strips = []
    for low in np.arange(np.floor(south / BAND) * BAND, min(north, POLAR), BAND):
        if low < -POLAR:
            continue
        band = shapely.clip_by_rect(simple, -180, low, 180, low + BAND)
        if not band.is_empty:
            strips.append(_beside_in_band(band, low + BAND / 2, half_width_km))
    if max(abs(south), abs(north)) > POLAR:
        polar = shapely.union(
            shapely.clip_by_rect(simple, -180, POLAR, 180, 90),
            shapely.clip_by_rect(simple, -180, -90, 180, -POLAR),
        )
        strips += [_beside_at_pole(piece, half_width_km) for piece in _pieces(polar)]
    return shapely.union_all(strips)


def _beside_in_band(line: BaseGeometry, lat: float, half_width_km: float) -> BaseGeometry:
    """Widen lines that all lie near one latitude, where a degree of longitude is of one length."""
    squeeze = np.array([math.cos(math.radians(lat)), 1.0])
    flat = shapely.transform(line, lambda degrees: degrees * squeeze)
    wide = shapely.buffer(flat, half_width_km / KM_PER_DEGREE, quad_segs=4)
    return _fold(shapely.transform(wide, lambda plane: plane / squeeze))


def _beside_at_pole(piece: np.ndarray, half_width_km: float) -> BaseGeometry:
    """Widen a short line in a projection of its own."""
    middle = piece[len(piece) // 2]
    plane = CRS.from_proj4(
        f"+proj=aeqd +lon_0={middle[0]} +lat_0={middle[1]} +datum=WGS84 +units=m"
    )
    there = Transformer.from_crs("EPSG:4326", plane, always_xy=True)
    flat = shapely.LineString(np.column_stack(there.transform(piece[:, 0], piece[:, 1])))
    wide = shapely.buffer(flat, half_width_km * 1000, quad_segs=4)
    regions = []
    for polygon in shapely.get_parts(wide):
        ring = shapely.get_coordinates(polygon.exterior)[:-1]
        back = there.transform(ring[:, 0], ring[:, 1], direction="INVERSE")
        regions.append(_region(np.column_stack(back)))
    return shapely.union_all(regions)


def generalise(geometry: BaseGeometry) -> BaseGeometry:
    """
    Return a geometry with at most `MAX_CORNERS` corners that covers the given one.

    Lines are moved outward by as little as that takes, for a country by a few
    kilometres; islands grow together.
    """
    tolerance = math.sqrt(geometry.area) / 400
    simple = geometry
    while shapely.get_num_coordinates(simple) > MAX_CORNERS:
        wide = geometry.buffer(tolerance, quad_segs=2)
        simple = wide.simplify(tolerance).intersection(shapely.box(-180, -90, 180, 90))
        tolerance *= 1.5
    return simple


def finish(geometry: BaseGeometry) -> BaseGeometry:
    """
    Make a geometry fit for publication.

    Returns
    -------
    geometry
        Polygon or MultiPolygon, valid, rounded to 6 decimals, exteriors
        counter-clockwise (RFC 7946); lines and points that were left are gone.
    """
    rounded = shapely.set_precision(shapely.make_valid(geometry), 10.0**-DECIMALS)
    # Twice, since a collection may hold multi-polygons.
    parts = shapely.get_parts(shapely.get_parts(rounded))
    polygons = [part for part in parts if isinstance(part, shapely.Polygon)]
    whole = polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
    return shapely.orient_polygons(whole, exterior_cw=False)


def _arc(at: LonLat, radius_km: float, bearings: np.ndarray) -> np.ndarray:
    """Return the points at one distance in several directions."""
    repeat = np.ones(len(bearings))
    lon, lat, _ = GEOD.fwd(at.lon * repeat, at.lat * repeat, bearings, radius_km * 1000 * repeat)
    return np.column_stack([lon, lat])


def _along(at: LonLat, radii_km: np.ndarray, bearing: float) -> np.ndarray:
    """Return the points at several distances in one direction."""
    if not len(radii_km):
        return np.empty((0, 2))
    repeat = np.ones(len(radii_km))
    lon, lat, _ = GEOD.fwd(at.lon * repeat, at.lat * repeat, bearing * repeat, radii_km * 1000)
    return np.column_stack([lon, lat])


def _pieces(line: BaseGeometry) -> Iterator[np.ndarray]:
    """Yield runs of corners, each short enough for one projection."""
    for part in shapely.get_parts(line):
        corners = shapely.get_coordinates(shapely.segmentize(part, 2.0))
        run = [corners[0]]
        length = 0.0
        for before, corner in pairwise(corners):
            run.append(corner)
            length += distance_km(LonLat(*before), LonLat(*corner))
            if length > PIECE_KM:
                yield np.array(run)
                run, length = [corner], 0.0
        if len(run) > 1:
            yield np.array(run)


def _region(ring: np.ndarray) -> BaseGeometry:
    """Return the polygon inside a ring, which may cross the antimeridian or go round a pole."""
    # Degrees as small as 1e-222 make GEOS divide by zero.
    ring = ring.round(DECIMALS + 3)
    lon = np.unwrap(np.append(ring[:, 0], ring[0, 0]), period=360)
    lat = np.append(ring[:, 1], ring[0, 1])
    corners = np.column_stack([lon, lat])
    if abs(lon[-1] - lon[0]) > 180:
        pole = 90.0 if np.mean(lat) > 0 else -90.0
        corners = np.vstack([corners, [[lon[-1], pole], [lon[0], pole]]])
    return _fold(shapely.make_valid(shapely.Polygon(corners)))


def _fold(geometry: BaseGeometry) -> BaseGeometry:
    """Bring what lies beyond the antimeridian to the other side of the map."""
    west, _, east, _ = geometry.bounds
    if west >= -180 and east <= 180:
        return geometry
    folded = []
    for turn in range(math.floor((west + 180) / 360), math.ceil((east - 180) / 360) + 1):
        window = shapely.box(360 * turn - 180, -90, 360 * turn + 180, 90)
        folded.append(translate(geometry.intersection(window), -360.0 * turn))
    return shapely.union_all(folded)
