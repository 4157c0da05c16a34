"""Polygons of countries and their divisions, read a country at a time when asked for."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.footprints.rivers import course, read_rivers
from geo.model import LonLat, Place
from geo.resources import data_path, read_rows

__all__ = ["Boundaries", "Division", "load_boundaries"]

# Degrees, about 2 km: borders are simplified by up to 1 km, and ports stand at the very coast.
SLACK = 0.02
# Square degrees; the same figure as in `data/make_boundaries.py`.
MICROSTATE = 0.1
MAP_EDGES = shapely.MultiLineString([[(x, -90), (x, 90)] for x in (-180, 180)])
# GeoNames codes of what `country` draws: independent, dependent, freely associated and so on.
COUNTRY_CODES = frozenset({"PCL", "PCLD", "PCLF", "PCLH", "PCLI", "PCLIX", "PCLS", "TERR"})


class Division(NamedTuple):
    """A first-order division; code and name empty, id None where its borders are unknown."""

    country_code: str
    admin1_code: str
    admin1_name: str
    geonameid: int | None


@dataclass(frozen=True, slots=True)
class _Part:
    """A polygon of the archive: a division of the first or second order, or a former one."""

    geonameid: int | None
    division: Division
    geometry: BaseGeometry


class Boundaries:
    """
    Countries and divisions by code or position.

    Polygons come from Natural Earth, generalised to about 1 km; which country
    disputed land is drawn to follows GeoNames.

    Parameters
    ----------
    path
        The archive that `data/make_boundaries.py` writes, with
        `rivers.geojson.gz` beside it. It is opened on the first question, and
        of it only the countries asked about are read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: dict[str, tuple[_Part, ...]] = {}
        self._index: tuple[shapely.STRtree, np.ndarray] | None = None
        self._borders: dict[tuple[str, str], BaseGeometry | None] = {}
        self._coasts: dict[str, BaseGeometry | None] = {}
        self._trees: dict[str, shapely.STRtree] = {}
        self._countries: dict[str, BaseGeometry] = {}

    def country(self, country_code: str) -> BaseGeometry | None:
        """
        Return the land of a country or territory, or None when it is not drawn.

        Parameters
        ----------
        country_code
            ISO 3166-1 alpha-2, `XK` for Kosovo. Overseas territories that have a
            code of their own are not part of the motherland.
        """
        if country_code not in self._countries:
            parts = [part.geometry for part in self._parts(country_code)]
            if not parts:
                return None
            self._countries[country_code] = shapely.coverage_union_all(parts)
        return self._countries[country_code]

    def area(self, place: Place) -> BaseGeometry | None:
        """
        Return the polygon of a country or division itself.

        None for towns and for divisions whose present borders are unknown: the
        land around such a place is in `admin1`.
        """
        if place.feature_code in COUNTRY_CODES:
            return self.country(place.country_code)
        if place.feature_class != "A":
            return None
        if place.feature_code == "ADM1":
            return self.admin1(place)
        if place.geonameid is not None:
            own = [p for p in self._parts(place.country_code) if p.geonameid == place.geonameid]
            if own:
                return shapely.coverage_union_all([part.geometry for part in own])
        return None

    def admin1(self, place: Place) -> BaseGeometry | None:
        """Return the first-order division that a place is or lies in, None when unknown."""
        chosen = [
            part.geometry
            for part in self._parts(place.country_code)
            if (place.geonameid is not None and part.division.geonameid == place.geonameid)
            or (place.admin1_code and part.division.admin1_code == place.admin1_code)
        ]
        return shapely.coverage_union_all(chosen) if chosen else None

    def river(self, place: Place) -> BaseGeometry | None:
        """
        Return the course of a river or canal, None when it is not drawn.

        The one of that name nearest to the place's point, if within 3 degrees
        of it: there are many Black and White Rivers.
        """
        return course(read_rivers(self._path.parent / "rivers.geojson.gz"), place)

    def radius_km(self, place: Place) -> float | None:
        """
        Return how far a division reaches from its point, also where its borders are unknown.

        Then it is an estimate from the towns that lie in it; None for anything
        but the divisions of `data/admin1.csv`.
        """
        return _radii().get(place.geonameid) if place.geonameid is not None else None

    def division_at(self, at: LonLat) -> Division | None:
        """
        Return the division that holds a point.

        A point up to 2 km off the drawn coast belongs to the nearest land; one
        farther out lies in none.
        """
        point = Point(at)
        found = []
        tree, codes = self._load_index()
        for code in set(codes[tree.query(point, "dwithin", SLACK)].tolist()):
            parts = self._parts(code)
            if code not in self._trees:
                self._trees[code] = shapely.STRtree([part.geometry for part in parts])
            for i in self._trees[code].query(point, "dwithin", SLACK):
                # Microstates are drawn finer than what surrounds them: the smaller one holds.
                geometry = parts[i].geometry
                found.append((geometry.distance(point), geometry.area, parts[i].division))
        return min(found, key=lambda entry: entry[:2])[2] if found else None

    def border(self, a: str, b: str) -> BaseGeometry | None:
        """
        Return the line between two countries.

        Parameters
        ----------
        a, b
            ISO 3166-1 alpha-2, in any order.

        Returns
        -------
        line
            LineString or MultiLineString, None when they do not touch.
        """
        key = (min(a, b), max(a, b))
        if key not in self._borders:
            self._borders[key] = self._border(*key)
        return self._borders[key]

    def _border(self, a: str, b: str) -> BaseGeometry | None:
        first, second = self.country(a), self.country(b)
        if first is None or second is None or a == b:
            return None
        small, large = sorted((first, second), key=lambda land: float(land.area))
        if small.area < MICROSTATE:
            # The two sides are drawn with different detail.
            return _lines(small.boundary.intersection(large.buffer(SLACK)))
        return _lines(small.boundary.intersection(large.boundary))

    def neighbours(self, country_code: str) -> tuple[str, ...]:
        """Return the codes of countries with which one shares a border, in order."""
        tree, codes = self._load_index()
        boxes = tree.geometries[codes == country_code]
        touching = set(codes[tree.query(boxes, "intersects")[1]].tolist()) - {country_code}
        return tuple(code for code in sorted(touching) if self.border(country_code, code))

    def countries_in(self, west: float, south: float, east: float, north: float) -> frozenset[str]:
        """Return the codes of countries of which some land may lie in a box of degrees."""
        tree, codes = self._load_index()
        found = codes[tree.query(shapely.box(west, south, east, north))]
        return frozenset(str(code) for code in found)

    def coast(self, country_code: str) -> BaseGeometry | None:
        """Return the shoreline of a country, None when it has none or is not drawn."""
        if country_code not in self._coasts:
            self._coasts[country_code] = self._coast(country_code)
        return self._coasts[country_code]

    def _coast(self, country_code: str) -> BaseGeometry | None:
        land = self.country(country_code)
        if land is None:
            return None
        # Where the map is cut at 180° there is no shore.
        line = land.boundary.difference(MAP_EDGES)
        for code in self.neighbours(country_code):
            if (other := self.country(code)) is not None:
                line = line.difference(other.buffer(SLACK / 10))
        return _lines(line)

    def _load_index(self) -> tuple[shapely.STRtree, np.ndarray]:
        """Return the boxes around all polygons, and the country of each."""
        if self._index is None:
            bounds = json.loads(self._member("index.json"))
            codes = np.array([code for code, boxes in bounds.items() for _ in boxes])
            corners = np.concatenate([np.array(boxes) for boxes in bounds.values()])
            self._index = shapely.STRtree(shapely.box(*corners.T)), codes
        return self._index

    def _parts(self, country_code: str) -> tuple[_Part, ...]:
        if country_code not in self._read:
            if country_code not in self._load_index()[1]:
                return ()
            text = self._member(f"{country_code}.geojson")
            geometries = shapely.get_parts(shapely.from_geojson(text))
            features = json.loads(text)["features"]
            self._read[country_code] = tuple(
                _part(country_code, feature["properties"], geometry)
                for feature, geometry in zip(features, geometries, strict=True)
            )
        return self._read[country_code]

    def _member(self, name: str) -> bytes:
        with zipfile.ZipFile(self._path) as archive:
            return archive.read(name)


def _part(country_code: str, properties: dict[str, object], geometry: BaseGeometry) -> _Part:
    def number(key: str) -> int | None:
        value = properties[key]
        return value if isinstance(value, int) else None

    division = Division(
        country_code,
        str(properties["admin1_code"]),
        str(properties["admin1_name"]),
        number("admin1_geonameid"),
    )
    return _Part(number("geonameid"), division, geometry)


def _lines(geometry: BaseGeometry) -> BaseGeometry | None:
    """Return the lines of a mixed geometry joined where they meet, None without any."""
    parts = shapely.get_parts(geometry)
    lines = parts[(shapely.get_dimensions(parts) == 1) & ~shapely.is_empty(parts)]
    return shapely.line_merge(shapely.multilinestrings(lines)) if len(lines) else None


@cache
def _radii() -> dict[int, float]:
    return {int(row["geonameid"]): float(row["radius_km"]) for row in read_rows("admin1.csv")}


@cache
def load_boundaries() -> Boundaries:
    """
    Return the boundaries that come with Dateline; every call the same object.

    Examples
    --------
    >>> boundaries = load_boundaries()
    >>> boundaries.division_at(LonLat(43.12, 36.34))
    Division(country_code='IQ', admin1_code='15', admin1_name='Nineveh', geonameid=92877)
    >>> boundaries.neighbours("IQ")
    ('IR', 'JO', 'KW', 'SA', 'SY', 'TR')
    """
    return Boundaries(data_path("boundaries.zip"))
