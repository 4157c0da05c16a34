"""Islands: their known areas, across borders, and what the map joins to a continent."""

from __future__ import annotations

import pytest
from pyproj import Geod

from geo.footprints.boundaries import load_boundaries
from geo.footprints.islands import island
from geo.footprints.locate import locate
from geo.model import Place, Relation

GEOD = Geod(ellps="WGS84")


def isle(name: str, lon: float, lat: float) -> Place:
    return Place(f"dl:{name}", None, name, lon, lat, "T", "ISL")


JAVA = isle("Java", 110.5, -7.3)


@pytest.mark.parametrize(
    ("place", "km2"),
    [
        # As encyclopaedias give them.
        pytest.param(JAVA, 128_000, id="java"),
        pytest.param(isle("Lesbos", 26.3, 39.2), 1_640, id="lesbos"),
        pytest.param(isle("Borneo", 114.0, 1.0), 743_000, id="borneo-of-three-countries"),
        pytest.param(isle("Hispaniola", -71.5, 19.0), 76_000, id="hispaniola-of-two"),
        pytest.param(isle("Baffin Island", -70.0, 68.0), 507_000, id="baffin-far-north"),
    ],
)
def test_land_of_an_island(place: Place, km2: float) -> None:
    land = island(place, load_boundaries())
    assert land is not None
    area = abs(GEOD.geometry_area_perimeter(land)[0]) / 1e6
    assert area == pytest.approx(km2, rel=0.06)


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(isle("Giudecca", 12.33, 45.55), id="drawn-with-the-mainland"),
        pytest.param(isle("Rockall", -13.69, 57.6), id="not-drawn"),
    ],
)
def test_no_land_where_none_is_drawn(place: Place) -> None:
    assert island(place, load_boundaries()) is None


def test_an_earthquake_on_java_may_be_anywhere_on_it() -> None:
    footprint = locate(JAVA, Relation("at"), load_boundaries())
    assert 450 < footprint.radius_km < 700
    assert footprint.where_prec == 5
