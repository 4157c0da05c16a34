"""Thinning and writing of many lines at once, against one at a time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.webmap.lines import Cells, decode_lines, encode_lines
from geo.webmap.thinning import thin_lines

GRID = 100
TOLERANCES = (0.0, 0.05, 0.3)

points = st.tuples(st.integers(-18_000, 18_000), st.integers(-9_000, 9_000))


@st.composite
def zoned_lines(draw: st.DrawFn) -> list[tuple[Cells, np.ndarray]]:
    lines = draw(st.lists(st.lists(points, min_size=2, max_size=12), max_size=6))
    return [
        (
            np.array(line, np.int64),
            np.array([draw(st.integers(0, 2)) for _ in line], np.int8),
        )
        for line in lines
    ]


def thin_one(cells: Cells, zones: np.ndarray) -> list[list[int]]:
    """Thin each stretch of one zone, with the first point of the next."""
    edges = [0, *(np.flatnonzero(np.diff(zones)) + 1).tolist(), len(cells) - 1]
    kept = cells[:1].tolist()
    for first, last in pairwise(edges):
        run = cells[first : last + 1]
        tolerance = TOLERANCES[zones[first]]
        if tolerance and len(run) > 2:
            line = shapely.LineString(run / GRID).simplify(tolerance, preserve_topology=False)
            run = np.rint(shapely.get_coordinates(line) * GRID).astype(np.int64)
        kept += run[1:].tolist()
    return kept


@settings(max_examples=200)
@given(drawn=zoned_lines())
def test_many_lines_are_thinned_as_each_alone(drawn: list[tuple[Cells, np.ndarray]]) -> None:
    lines, zones = [line for line, _ in drawn], [zone for _, zone in drawn]
    thinned = thin_lines(lines, zones, TOLERANCES, GRID)
    assert [line.tolist() for line in thinned] == [thin_one(*each) for each in drawn]


def test_what_is_far_loses_points_and_what_is_near_none() -> None:
    line = np.array([[0, 0], [100, 1], [200, 0], [300, 1], [400, 0]])
    near, far = np.zeros(5, np.int8), np.full(5, 2, np.int8)
    kept, thinned = thin_lines([line, line], [near, far], TOLERANCES, GRID)
    assert kept.tolist() == line.tolist()
    assert thinned.tolist() == [[0, 0], [400, 0]]


@given(st.lists(st.lists(points, max_size=5), max_size=6))
def test_lines_written_together_are_read_again(drawn: list[list[tuple[int, int]]]) -> None:
    lines = [np.array(line, np.int64).reshape(-1, 2) for line in drawn]
    texts = encode_lines(lines)
    assert [line.tolist() for line in decode_lines(texts)] == [line.tolist() for line in lines]
    assert texts == [encode_lines([line])[0] for line in lines]
