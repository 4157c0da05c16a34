"""Footprints: figures worked out by hand, places on awkward parts of the globe, properties."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import Point

from geo.footprints.anchors import POSITION_KM
from geo.footprints.boundaries import load_boundaries
from geo.footprints.locate import extent_km, locate
from geo.footprints.shapes import (
    beside,
    distance_km,
    finish,
    halfway,
    move,
    reach_km,
    sector,
    strip,
)
from geo.model import Footprint, LonLat, Place, Relation

GEOD = Geod(ellps="WGS84")
MOSUL = Place("gn:99072", 99072, "Mosul", 43.11889, 36.335, "P", "PPLA", "IQ", "15",
              population=1_739_800)  # fmt: skip
ERBIL = Place("gn:95446", 95446, "Erbil", 44.00944, 36.19083, "P", "PPLA", "IQ", "11",
              population=932_800)  # fmt: skip
NINEVEH = Place("gn:92877", 92877, "Nineveh", 42.47443, 36.02295, "A", "ADM1", "IQ", "15")
IRAQ = Place("gn:99237", 99237, "Iraq", 44.0, 33.0, "A", "PCLI", "IQ")
TURKEY = Place("gn:298795", 298795, "Turkey", 35.0, 39.0, "A", "PCLI", "TR")
FIJI = Place("gn:2205218", 2205218, "Fiji", 178.0, -18.0, "A", "PCLI", "FJ")
TIGRIS = Place("dl:tigris", None, "Tigris", 43.6, 35.2, "H", "STM")
CREEK = Place("dl:creek", None, "Nameless Creek", 43.6, 35.2, "H", "STM")
# 7,300 inhabitants per km² on a circle of 2 km radius.
TOWN = Place("gn:1", 1, "T", 43.0, 36.0, "P", "PPL", "IQ", population=91_735)


def at(lon: float, lat: float) -> Place:
    return replace(TOWN, lon=lon, lat=lat, country_code="", population=50_265)


def found(place: Place, kind: str = "at", other: Place | None = None, **more: object) -> Footprint:
    return locate(place, Relation(kind, **more), load_boundaries(), other=other)


def in_shape(footprint: Footprint, point: LonLat) -> bool:
    return footprint.geometry.intersects(Point(point))


def check(footprint: Footprint) -> None:
    """Assert all that a footprint promises."""
    geometry = footprint.geometry
    assert geometry.geom_type in {"Polygon", "MultiPolygon"}
    assert geometry.is_valid
    assert geometry.area > 0
    for part in shapely.get_parts(geometry):
        assert part.exterior.is_ccw
        assert not any(hole.is_ccw for hole in part.interiors)
    west, south, east, north = geometry.bounds
    assert (west >= -180, south >= -90, east <= 180, north <= 90) == (True,) * 4
    corners = shapely.get_coordinates(geometry)
    assert abs(corners - corners.round(6)).max() < 1e-9
    assert geometry.intersects(Point(footprint.point))
    assert footprint.radius_km >= reach_km(footprint.point, geometry) - 0.01
    assert 1 <= footprint.where_prec <= 7


@pytest.mark.parametrize(
    ("country", "population", "area_km2"),
    [
        pytest.param("DE", 3_426_000, 892, id="berlin"),
        pytest.param("AT", 1_691_000, 415, id="vienna"),
        pytest.param("UA", 2_797_000, 839, id="kyiv"),
        pytest.param("US", 2_296_000, 1_658, id="houston"),
        pytest.param("CA", 1_019_000, 825, id="calgary"),
        pytest.param("IQ", 1_740_000, 180, id="mosul"),
        pytest.param("SY", 2_099_000, 190, id="aleppo"),
        pytest.param("TR", 3_518_000, 600, id="ankara"),
        pytest.param("KE", 4_397_000, 696, id="nairobi"),
        pytest.param("CO", 7_674_000, 379, id="bogota"),
        pytest.param("IN", 8_443_000, 741, id="bangalore"),
    ],
)
def test_the_circle_of_a_city_takes_in_its_area(
    country: str, population: int, area_km2: float
) -> None:
    place = replace(MOSUL, country_code=country, population=population)
    radius = math.sqrt(area_km2 / math.pi)
    assert 0.85 * radius <= extent_km(place) <= 2.1 * radius


def test_an_unlisted_country_has_towns_of_middling_density() -> None:
    assert extent_km(at(0, 0)) == pytest.approx(2.0, abs=0.01)


def test_extents_without_population() -> None:
    assert extent_km(replace(MOSUL, population=0)) == 5.0
    assert extent_km(replace(TOWN, population=3)) == 0.5
    assert extent_km(replace(TOWN, feature_class="Z", feature_code="ZZZ")) == 30.0


def test_point_radius_method_worked_example() -> None:
    # Wieczorek: d = 20, alpha = 45°, d' = extent 2, with what its point may be off, + half of ten.
    footprint = found(TOWN, "offset", distance_km=20.0, bearing_deg=180.0)
    d, extra = 20.0, math.hypot(2.0, POSITION_KM) + 5.0
    by_hand = math.hypot(d + extra - d * math.cos(math.pi / 4), d * math.sin(math.pi / 4))
    assert round(by_hand, 1) == 21.5
    assert footprint.radius_km == pytest.approx(by_hand, rel=0.002)
    assert footprint.where_prec == 2
    check(footprint)


@pytest.mark.parametrize(
    ("distance", "unsure"),
    [
        (20.0, 5.0),
        (25.0, 2.5),
        (23.0, 0.5),
        (300.0, 50.0),
        (5.0, 2.5),
        (19.312, 0.5 * 1.609344),  # 12 miles
        (16.093, 5.0 * 1.609344),  # 10 miles
        (12.7, 0.5),
    ],
)
def test_a_distance_is_as_precise_as_it_is_told(distance: float, unsure: float) -> None:
    footprint = found(TOWN, "offset", distance_km=distance, bearing_deg=90.0)
    outer = reach_km(LonLat(TOWN.lon, TOWN.lat), footprint.geometry)
    assert outer == pytest.approx(distance + unsure + math.hypot(2.0, POSITION_KM), rel=0.003)


@pytest.mark.parametrize(
    ("place", "kind", "more", "prec"),
    [
        (MOSUL, "at", {}, 1),
        (MOSUL, "near", {}, 2),
        (MOSUL, "near", {"distance_km": 8.0}, 2),
        (MOSUL, "outside", {}, 2),
        (MOSUL, "outside", {"bearing_deg": 90.0}, 2),
        (MOSUL, "in_part", {"bearing_deg": 90.0}, 2),
        (MOSUL, "in_part", {}, 2),
        (MOSUL, "offset", {"distance_km": 20.0}, 2),
        (MOSUL, "direction", {"bearing_deg": 180.0}, 2),
        (MOSUL, "between", {}, 2),
        (MOSUL, "along", {"line": "road"}, 5),
        (MOSUL, "within", {}, 3),
        (NINEVEH, "within", {}, 4),
        (NINEVEH, "in_part", {"bearing_deg": 0.0}, 4),
        (NINEVEH, "near", {}, 5),
        (NINEVEH, "along", {"line": "border", "country_code": "SY"}, 5),
        (IRAQ, "within", {}, 6),
        (IRAQ, "in_part", {"bearing_deg": 315.0}, 5),
        (IRAQ, "in_part", {}, 5),
        (IRAQ, "direction", {"bearing_deg": 180.0}, 5),
        (IRAQ, "outside", {}, 5),
        (IRAQ, "offset", {"distance_km": 30.0, "bearing_deg": 270.0}, 5),
        (IRAQ, "along", {"line": "coast"}, 5),
        (IRAQ, "along", {"line": "border", "country_code": "JO"}, 5),
        (FIJI, "within", {}, 6),
        (FIJI, "in_part", {"bearing_deg": 0.0}, 5),
        (FIJI, "near", {}, 5),
        (FIJI, "along", {"line": "coast"}, 5),
        (TIGRIS, "along", {"line": "river"}, 5),
        (TIGRIS, "near", {}, 5),
        (CREEK, "along", {"line": "river"}, 5),
        (replace(TIGRIS, feature_code="SEA"), "at", {}, 7),
    ],
    ids=lambda value: value.name if isinstance(value, Place) else None,
)
def test_every_relation_keeps_its_promises(
    place: Place, kind: str, more: dict[str, object], prec: int
) -> None:
    footprint = found(place, kind, **more)
    check(footprint)
    assert footprint.where_prec == prec


def test_a_town_is_a_circle_of_its_extent_and_of_what_its_point_may_be_off() -> None:
    footprint = found(TOWN)
    assert footprint.point == (43.0, 36.0)
    assert footprint.radius_km == pytest.approx(math.hypot(2.0, POSITION_KM), abs=0.01)
    assert len(shapely.get_coordinates(footprint.geometry)) <= 65


def test_somewhere_in_the_district_of_a_town() -> None:
    assert found(TOWN, "within").radius_km == pytest.approx(30.0, abs=0.01)


def test_outside_leaves_the_middle_of_a_city_out_and_near_does_not() -> None:
    city = LonLat(MOSUL.lon, MOSUL.lat)
    metropolis = replace(MOSUL, population=7_216_000)
    assert in_shape(found(metropolis, "near"), city)
    assert not in_shape(found(metropolis, "outside"), city)
    # Whether a small town's middle is meant nobody knows: its size is an estimate.
    centre = LonLat(TOWN.lon, TOWN.lat)
    ring = found(TOWN, "outside")
    assert in_shape(ring, centre)
    assert all(in_shape(ring, move(centre, bearing, 4.0)) for bearing in range(0, 360, 15))
    east = found(TOWN, "outside", bearing_deg=90.0)
    assert in_shape(east, move(centre, 90.0, 4.0))
    assert not in_shape(east, move(centre, 270.0, 4.0))


def test_direction_is_cut_to_the_division() -> None:
    south = found(MOSUL, "direction", bearing_deg=180.0)
    nineveh = load_boundaries().admin1(MOSUL)
    assert nineveh is not None
    assert nineveh.buffer(1e-5).covers(south.geometry)
    assert in_shape(south, move(LonLat(MOSUL.lon, MOSUL.lat), 180.0, 15.0))
    # Without a known division nothing is cut.
    free = found(replace(MOSUL, admin1_code=""), "direction", bearing_deg=90.0)
    assert in_shape(free, move(LonLat(MOSUL.lon, MOSUL.lat), 90.0, 55.0))


def test_half_of_a_country() -> None:
    west, east = (found(IRAQ, "in_part", bearing_deg=b).geometry for b in (270.0, 90.0))
    whole = found(IRAQ).geometry
    assert west.area + east.area == pytest.approx(whole.area, rel=1e-3)
    assert west.contains(Point(40.28, 33.04))  # Rutba
    assert east.contains(Point(47.8, 30.5))  # Basra


def test_between_two_towns_and_two_countries() -> None:
    footprint = found(MOSUL, "between", ERBIL)
    a, b = LonLat(MOSUL.lon, MOSUL.lat), LonLat(ERBIL.lon, ERBIL.lat)
    assert footprint.point == halfway(a, b)
    assert footprint.where_prec == 5
    assert footprint.radius_km >= distance_km(a, b) / 2
    check(footprint)
    border = found(IRAQ, "between", TURKEY)
    line = load_boundaries().border("IQ", "TR")
    assert line is not None
    assert border.geometry.covers(line)
    check(border)


def test_a_road_is_narrower_than_what_lies_between() -> None:
    road = found(MOSUL, "along", ERBIL, line="road")
    assert road.geometry.area < found(MOSUL, "between", ERBIL).geometry.area
    assert in_shape(road, halfway(LonLat(MOSUL.lon, MOSUL.lat), LonLat(ERBIL.lon, ERBIL.lat)))
    check(road)


def test_a_border_on_the_side_of_the_scene() -> None:
    near_syria = found(IRAQ, "along", line="border", country_code="SY")
    assert in_shape(near_syria, LonLat(41.1, 34.37))  # al-Qaim
    assert not in_shape(near_syria, LonLat(40.9, 34.45))  # the other side
    assert not in_shape(near_syria, LonLat(43.1, 36.3))
    # "The border with Turkey", anchored on Turkey, in a scene in Iraq.
    near_turkey = found(TURKEY, "along", IRAQ, line="border", country_code="TR")
    iraq = load_boundaries().country("IQ")
    assert iraq is not None
    assert iraq.buffer(1e-5).covers(near_turkey.geometry)
    # Nobody tells whose side: all of Turkey's borders.
    everywhere = found(TURKEY, "along", line="border", country_code="TR")
    assert in_shape(everywhere, LonLat(44.5, 39.7))
    both = found(IRAQ, "along", line="border", country_code="IQ;SY")
    assert in_shape(both, LonLat(41.1, 34.37))
    assert in_shape(both, LonLat(40.9, 34.45))


def test_along_a_river_and_within_a_division() -> None:
    whole = found(TIGRIS, "along", line="river")
    in_nineveh = found(TIGRIS, "along", NINEVEH, line="river")
    for footprint in (whole, in_nineveh):
        assert in_shape(footprint, LonLat(43.13, 36.34))  # Mosul
        assert not in_shape(footprint, LonLat(42.0, 36.3))
        check(footprint)
    assert in_shape(whole, LonLat(44.38, 33.32))  # Baghdad
    assert not in_shape(in_nineveh, LonLat(44.38, 33.32))


def test_the_border_of_a_division() -> None:
    footprint = found(NINEVEH, "along", line="border")
    assert in_shape(footprint, LonLat(43.8, 36.3))  # towards Erbil
    assert not in_shape(footprint, LonLat(42.47, 36.0))
    check(footprint)


def test_a_border_farther_away_is_wider() -> None:
    near = found(IRAQ, "along", line="border", country_code="JO")
    far = found(IRAQ, "along", line="border", country_code="JO", distance_km=50.0)
    assert far.geometry.area > 2 * near.geometry.area


def test_a_division_without_known_borders_keeps_an_honest_radius() -> None:
    # Almaty Region was divided in 2022: only its towns tell how far it reaches.
    almaty = Place("gn:1537162", 1537162, "Almaty Region", 77.0, 44.0, "A", "ADM1", "KZ", "01")
    footprint = found(almaty)
    assert footprint.where_prec == 4
    assert footprint.radius_km > 100
    check(footprint)


def test_fiji_is_split_at_the_antimeridian() -> None:
    footprint = found(at(179.95, -17.0), "near", distance_km=50.0)
    assert footprint.geometry.geom_type == "MultiPolygon"
    assert in_shape(footprint, LonLat(-179.8, -17.0))
    assert in_shape(footprint, LonLat(179.8, -17.0))
    assert not in_shape(footprint, LonLat(0.0, -17.0))
    crossing = found(at(179.5, 0.0), "between", at(-179.5, 0.0))
    assert in_shape(crossing, LonLat(180.0, 0.0))
    check(crossing)


@pytest.mark.parametrize("lat", [90.0, 89.99, -90.0])
def test_poles(lat: float) -> None:
    footprint = found(at(30.0, lat), "near", distance_km=100.0)
    check(footprint)
    assert in_shape(footprint, LonLat(-120.0, math.copysign(89.9, lat)))


@settings(max_examples=60)
@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-85, 85),
    bearing=st.integers(0, 15).map(lambda step: step * 22.5),
    km=st.integers(1, 500).map(float),
)
def test_offset_holds_the_point_told(lon: float, lat: float, bearing: float, km: float) -> None:
    place = at(round(lon, 5), round(lat, 5))
    footprint = found(place, "offset", distance_km=km, bearing_deg=bearing)
    check(footprint)
    start = LonLat(place.lon, place.lat)
    assert in_shape(footprint, move(start, bearing, km))
    assert not in_shape(footprint, move(start, bearing + 180, km + 10))
    assert footprint.point == pytest.approx(move(start, bearing, km), abs=1e-5)


@settings(max_examples=60)
@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-90, 90),
    kind=st.sampled_from(["at", "near", "outside", "in_part", "direction", "offset", "along"]),
    bearing=st.one_of(st.none(), st.floats(0, 360)),
    km=st.one_of(st.none(), st.floats(0.1, 800)),
    population=st.integers(0, 20_000_000),
)
@example(lon=-3.6e-222, lat=-90.0, kind="at", bearing=None, km=None, population=0)
def test_any_footprint_is_valid_and_holds_its_point(
    lon: float, lat: float, kind: str, bearing: float | None, km: float | None, population: int
) -> None:
    place = replace(at(lon, lat), population=population)
    line = "road" if kind == "along" else ""
    check(found(place, kind, bearing_deg=bearing, distance_km=km, line=line))


@settings(max_examples=40)
@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-80, 80),
    east=st.floats(-5, 5),
    north=st.floats(-5, 5),
)
def test_a_strip_holds_both_ends_and_the_middle(
    lon: float, lat: float, east: float, north: float
) -> None:
    a = LonLat(lon, lat)
    b = LonLat((lon + east + 180) % 360 - 180, lat + north)
    shape = finish(strip(a, b, 5.0))
    assert shape.is_valid
    for point in (a, b, halfway(a, b)):
        assert shape.distance(Point(point)) < 1e-5


def test_the_area_of_a_circle() -> None:
    circle = finish(sector(LonLat(43.0, 36.0), 0.0, 20.0))
    assert abs(GEOD.geometry_area_perimeter(circle)[0]) / 1e6 == pytest.approx(
        math.pi * 400, rel=0.005
    )


def test_a_belt_beside_a_long_line_keeps_its_width() -> None:
    line = load_boundaries().border("CN", "MN")
    assert line is not None
    belt = beside(line, 20.0)
    length = GEOD.geometry_length(line) / 1000
    area = abs(GEOD.geometry_area_perimeter(finish(belt))[0]) / 1e6
    assert 0.75 * 40 * length < area < 1.1 * 40 * length
