"""The first view: the bulk of the incidents, and none that is left out untold."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box

from geo.layers.first_view import FirstView, bounds_of, first_view

MOSUL, BAGHDAD, BASRA, RUTBA = (43.12, 36.34), (44.4, 33.34), (47.8, 30.5), (40.29, 33.04)
KYIV, GAZA, PARIS, NEW_YORK = (30.5, 50.4), (34.4, 31.5), (2.35, 48.85), (-74.0, 40.7)
SUVA, TAVEUNI, LAU = (178.44, -18.14), (-179.97, -16.8), (-178.8, -18.2)
WORLD = [NEW_YORK, PARIS, GAZA, KYIV, (77.2, 28.6), (116.4, 39.9), (151.2, -33.9), (-58.4, -34.6)]
IRAQ = box(38.8, 29.1, 48.6, 37.4)
PLAIN = box(42.4, 35.9, 43.7, 36.9)
FIJI = MultiPolygon([box(177, -19, 180, -16), box(-180, -19, -178.5, -16)])


def view(spots, footprints=None) -> FirstView:
    """Choose for incidents; those with a footprint, by their number, are only roughly placed."""
    footprints = footprints or {}
    ids = [f"e{number}" for number in range(len(spots))]
    events = gpd.GeoDataFrame(
        {
            "event_id": ids,
            "point_kind": ["label" if n in footprints else "position" for n in range(len(spots))],
            "place_name": [f"at {lon}, {lat}" for lon, lat in spots],
            "country_code": None,
        },
        geometry=[Point(spot) for spot in spots],
        crs=4326,
    )
    areas = gpd.GeoDataFrame(
        {"event_id": [ids[number] for number in footprints]},
        geometry=list(footprints.values()),
        crs=4326,
    )
    places = gpd.GeoDataFrame(geometry=[Point(PARIS), Point(MOSUL)], crs=4326)
    return first_view(events, areas, places)


def left_out(found: FirstView) -> list[int]:
    return sorted(row for one in found.elsewhere for row in one.rows)


def holds(found: FirstView, spot) -> bool:
    west, south, east, north = found.bounds
    hair = 1e-4
    is_along = (spot[0] - west + hair) % 360 <= east - west + 2 * hair
    return is_along and south - hair <= spot[1] <= north + hair


@pytest.mark.parametrize(
    ("spots", "outside"),
    [
        pytest.param([MOSUL] * 9 + [PARIS], [9], id="one far from a town"),
        pytest.param([MOSUL] * 4 + [PARIS], [4], id="one of five"),
        pytest.param([MOSUL] * 3 + [PARIS], [], id="one of four"),
        pytest.param([MOSUL, PARIS], [], id="two"),
        pytest.param([MOSUL, BASRA, RUTBA] * 8 + [PARIS], [24], id="one far from a country"),
        pytest.param([MOSUL] * 8 + [RUTBA] * 2, [], id="all in a country"),
        pytest.param([KYIV] * 10 + [GAZA] * 10, [], id="two clusters alike"),
        pytest.param([KYIV, GAZA] * 10 + [NEW_YORK], [20], id="two clusters and a stray"),
        pytest.param([MOSUL, BASRA] * 4 + [PARIS] * 2, [], id="a fifth, not far enough"),
        pytest.param(WORLD, [], id="the world"),
        pytest.param(WORLD * 5 + [KYIV] * 30, [], id="the world, and more in one place"),
        pytest.param([SUVA, TAVEUNI, LAU] * 3 + [PARIS], [9], id="over the antimeridian"),
        pytest.param([PARIS], [], id="one"),
        pytest.param([(0.0, 0.0), (180.0, 0.0)], [], id="at opposite sides"),
        pytest.param([(0.0, 90.0)] * 6 + [(20.0, -90.0)], [6], id="at both poles"),
    ],
)
def test_the_bulk_is_framed(spots, outside) -> None:
    found = view(spots)
    assert left_out(found) == outside
    assert all(holds(found, spot) for n, spot in enumerate(spots) if n not in outside)


@pytest.mark.parametrize(
    ("spots", "footprints", "lon"),
    [
        pytest.param([MOSUL] * 4, {3: PLAIN}, (42.4, 43.7), id="a plain around the town"),
        pytest.param([MOSUL] * 4, {3: IRAQ}, (43.12, 43.12), id="a country for one of four"),
        pytest.param([MOSUL] * 4, {2: IRAQ, 3: IRAQ}, (38.8, 48.6), id="for half of them"),
        pytest.param([MOSUL], {0: IRAQ}, (38.8, 48.6), id="for the only one"),
        pytest.param([SUVA], {0: FIJI}, (177, 181.5), id="over the antimeridian"),
        pytest.param([MOSUL] * 9 + [PARIS], {9: box(-5, 42, 8, 51)}, (43.12, 43.12), id="afar"),
    ],
)
def test_footprints_count_unless_few_are_huge(spots, footprints, lon) -> None:
    west, _, east, _ = view(spots, footprints).bounds
    assert (west, east) == pytest.approx(lon)


def test_what_is_left_out_is_told_by_place() -> None:
    found = view([MOSUL] * 20 + [PARIS, NEW_YORK, PARIS])
    paris, new_york = found.elsewhere
    assert (paris.place, paris.rows, paris.lon, paris.lat) == ("at 2.35, 48.85", (20, 22), *PARIS)
    assert paris.distance_km == 3600
    assert (new_york.rows, new_york.distance_km) == ((21,), 9300)
    is_shown = np.ones(23, bool)
    is_shown[20] = False
    assert [one.rows for one in found.without(is_shown)] == [(20,)]


def test_without_incidents_all_places_are_framed() -> None:
    found = view([])
    assert found.bounds == (*PARIS[:1], MOSUL[1], MOSUL[0], PARIS[1])
    assert not found.elsewhere


def test_without_anything_there_is_the_world() -> None:
    nothing = gpd.GeoDataFrame(geometry=[], crs=4326)
    assert first_view(nothing, nothing, nothing).bounds is None


@given(
    st.lists(
        st.tuples(st.floats(-180, 180), st.floats(-85, 85)) | st.sampled_from([MOSUL, PARIS]),
        min_size=1,
        max_size=40,
    )
)
def test_none_is_hidden_untold(spots) -> None:
    found = view(spots)
    outside = left_out(found)
    assert len(outside) <= len(spots) / 5
    assert len(set(outside)) == len(outside)
    for number, spot in enumerate(spots):
        assert number in outside or holds(found, spot)


@given(
    st.lists(st.sampled_from([MOSUL, BAGHDAD, BASRA, KYIV, PARIS, NEW_YORK]), min_size=1),
    st.integers(-180, 180),
    st.randoms(),
)
def test_neither_order_nor_meridian_matter(spots, turn, shuffling) -> None:
    found = view(spots)
    shuffled = list(spots)
    shuffling.shuffle(shuffled)
    assert view(shuffled).bounds == found.bounds
    turned = view([((lon + turn + 180) % 360 - 180, lat) for lon, lat in spots])
    assert left_out(turned) == left_out(found)


@pytest.mark.parametrize(
    ("positions", "bounds"),
    [
        ([(10, 50)], (10, 50, 10, 50)),
        ([(-10, 1), (20, 2)], (-10, 1, 20, 2)),
        ([(179, -17), (-178, -16)], (179, -17, 182, -16)),
        ([(-179, -17), (-120, 30), (170, 0)], (170, -17, 240, 30)),
    ],
    ids=["one", "across Greenwich", "Fiji", "Pacific"],
)
def test_the_smallest_box_wins(positions, bounds) -> None:
    assert bounds_of(np.array(positions, float)) == bounds
