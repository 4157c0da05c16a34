"""Lines made simpler where less detail is wanted, many at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.webmap.lines import Cells

_Numbers = NDArray[np.int64]
_Scalar = TypeVar("_Scalar", bound=np.generic)


def thin_lines(
    lines: Sequence[Cells],
    zones: Sequence[NDArray[np.int8]],
    tolerances: Sequence[float],
    grid: int,
) -> list[Cells]:
    """
    Thin lines out zone by zone; where zones meet, and at the ends, points stay.

    Parameters
    ----------
    lines
        Of at least two points, in steps of the grid.
    zones
        The zone of each point of each line.
    tolerances
        For each zone, degrees that a line may move; 0 leaves it as it is.
    grid
        Steps per degree.

    Returns
    -------
    lines
        In order; equal lines with equal zones give equal lines.
    """
    if not lines:
        return []
    cells, zone = np.concatenate(lines), np.concatenate(zones)
    ends = np.cumsum([len(line) for line in lines])
    is_first = np.zeros(len(cells), bool)
    is_first[0] = is_first[ends[:-1]] = True
    starts = np.flatnonzero(is_first | np.diff(zone, prepend=zone[0]).astype(bool))
    # A run ends with the first point of the next one of its line.
    after = np.append(starts[1:], len(cells))
    goes_on = ~np.append(is_first, True)[after]
    lengths = after - starts + goes_on
    tolerance = np.asarray(tolerances)[zone[starts]]
    is_thinned = (tolerance > 0) & (lengths > 2)
    kept, kept_runs = _points(starts[~is_thinned], lengths[~is_thinned])
    points, runs = _simplified(
        cells, starts[is_thinned], lengths[is_thinned], tolerance[is_thinned], grid
    )
    runs = np.concatenate(
        [np.flatnonzero(~is_thinned)[kept_runs], np.flatnonzero(is_thinned)[runs]]
    )
    order = np.argsort(runs, kind="stable")
    points, runs = np.concatenate([cells[kept], points])[order], runs[order]
    # The point that two runs share stands once.
    opens = np.diff(runs, prepend=-1).astype(bool)
    stays = ~opens | is_first[starts[runs]]
    line = np.searchsorted(ends, starts[runs[stays]], side="right")
    return split(points[stays], np.bincount(line, minlength=len(lines)))


def split(rows: NDArray[_Scalar], counts: Sequence[int] | _Numbers) -> list[NDArray[_Scalar]]:
    """
    Cut an array into pieces, faster than `np.split` does for many.

    Parameters
    ----------
    rows
        Along its first axis.
    counts
        Rows of each piece; together all of them.

    Returns
    -------
    pieces
        Views, in order.

    Examples
    --------
    >>> [piece.tolist() for piece in split(np.arange(5), [2, 0, 3])]
    [[0, 1], [], [2, 3, 4]]
    """
    ends = np.cumsum(counts).tolist()
    return [rows[first:end] for first, end in pairwise([0, *ends])]


def _points(starts: _Numbers, lengths: _Numbers) -> tuple[_Numbers, _Numbers]:
    """Return the numbers of the points of runs, and for each point the run's number."""
    runs = np.repeat(np.arange(len(starts)), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(len(runs)) - before[runs] + starts[runs], runs


def _simplified(
    cells: Cells, starts: _Numbers, lengths: _Numbers, tolerances: NDArray[np.float64], grid: int
) -> tuple[Cells, _Numbers]:
    """Return the points of simplified runs, and for each point the run's number."""
    numbers, runs = _points(starts, lengths)
    if not len(numbers):
        return np.empty((0, 2), np.int64), runs
    lines = shapely.linestrings(cells[numbers] / grid, indices=runs)
    simple = shapely.simplify(lines, tolerances, preserve_topology=False)
    degrees, found = shapely.get_coordinates(simple, return_index=True)
    return np.rint(degrees * grid).astype(np.int64), found
