"""Courses of rivers: known lengths, many names, and namesakes told apart."""

from __future__ import annotations

import pytest
from pyproj import Geod
from shapely.geometry import Point

from geo.footprints.boundaries import load_boundaries
from geo.model import Place
from geo.resources import data_path

GEOD = Geod(ellps="WGS84")


def river(name: str, lon: float, lat: float) -> Place:
    return Place(f"dl:{name}", None, name, lon, lat, "H", "STM")


@pytest.mark.parametrize(
    ("place", "km"),
    [
        # Lengths as encyclopaedias give them; the lines are generalised, lakes left out.
        pytest.param(river("Tigris", 43.6, 35.2), 1900, id="tigris-with-turkish-part"),
        pytest.param(river("River Euphrates", 40.8, 34.5), 2800, id="euphrates-three-names"),
        pytest.param(river("Danube", 19.0, 46.5), 2850, id="danube"),
        pytest.param(river("Mekong River", 104.5, 16.5), 4350, id="mekong"),
        pytest.param(river("Thames", -0.8, 51.5), 346, id="thames"),
    ],
)
def test_lengths(place: Place, km: float) -> None:
    line = load_boundaries().river(place)
    assert line is not None
    assert 0.7 * km < GEOD.geometry_length(line) / 1000 < 1.1 * km


def test_namesakes_are_told_apart_by_position() -> None:
    west = load_boundaries().river(river("Colorado River", -111.0, 36.0))
    texas = load_boundaries().river(river("Colorado River", -98.0, 31.0))
    assert west is not None
    assert west.distance(Point(-111.5, 36.9)) < 0.2  # Glen Canyon
    assert texas is None or texas.distance(Point(-97.7, 30.3)) < 0.3  # Austin


@pytest.mark.parametrize(
    "place", [river("Thames", 120.0, 30.0), river("No Such Brook", 0.0, 51.0)], ids=["far", "none"]
)
def test_no_course(place: Place) -> None:
    assert load_boundaries().river(place) is None


def test_the_file_is_small() -> None:
    assert data_path("rivers.geojson.gz").stat().st_size < 600_000
