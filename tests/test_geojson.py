"""Geometries as RFC 7946 members."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box, shape

from geo.layers.geojson import geometry_member

SQUARE_WITH_HOLE = box(0, 0, 5, 5) - box(1, 1, 2, 2)


def is_ccw(ring) -> bool:
    return shapely.is_ccw(shapely.linearrings(ring))


class TestRings:
    @pytest.mark.parametrize(
        "polygon", [SQUARE_WITH_HOLE, SQUARE_WITH_HOLE.reverse()], ids=["as is", "reversed"]
    )
    def test_right_hand_rule(self, polygon) -> None:
        exterior, hole = geometry_member(polygon)["coordinates"]
        assert is_ccw(exterior)
        assert not is_ccw(hole)

    def test_start_of_ring_does_not_show(self) -> None:
        turned = Polygon([(1, 0), (1, 1), (0, 1), (0, 0)])
        assert geometry_member(turned) == geometry_member(box(0, 0, 1, 1))

    def test_parts_in_fixed_order(self) -> None:
        west, east = box(-180, -18, -179, -17), box(179, -18, 180, -17)
        assert geometry_member(MultiPolygon([west, east])) == geometry_member(
            MultiPolygon([east, west])
        )


class TestNumbers:
    def test_six_decimals(self) -> None:
        assert geometry_member(Point(1.23456789, -0.0000001)) == {
            "type": "Point",
            "coordinates": [1.234568, 0.0],
        }

    def test_smaller_than_the_grid_is_kept(self) -> None:
        tiny = box(0, 0, 1e-8, 1e-8)
        assert geometry_member(tiny)["type"] == "Polygon"

    @settings(max_examples=80)
    @given(
        lon=st.floats(-179, 179),
        lat=st.floats(-89, 89),
        radius=st.floats(1e-4, 0.9),
        squeeze=st.floats(0.1, 1),
    )
    def test_still_valid_and_where_it_was(self, lon, lat, radius, squeeze) -> None:
        ellipse = shapely.affinity.scale(Point(lon, lat).buffer(radius), yfact=squeeze)
        back = shape(geometry_member(ellipse))
        assert back.is_valid
        assert back.hausdorff_distance(ellipse) < 1e-5
