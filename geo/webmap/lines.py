"""Lines as short strings: zigzag differences in base 32, as in Google's polyline format."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.int64]


def encode_line(cells: Cells) -> str:
    """
    Write grid points as a string.

    Parameters
    ----------
    cells
        Shape (n, 2), whole grid steps, x first.

    Returns
    -------
    text
        Of the characters `?` to `~`; empty for no points.

    Examples
    --------
    >>> encode_line(np.array([[1, -1], [3, -1], [-90, 700]]))
    'A@C?xDyj@'
    """
    return encode_lines([cells])[0]


def encode_lines(lines: Sequence[Cells]) -> list[str]:
    """
    Write many lines at once.

    Parameters
    ----------
    lines
        Each as for `encode_line`.

    Returns
    -------
    texts
        One per line.

    Examples
    --------
    >>> encode_lines([np.array([[1, -1], [3, -1]]), np.empty((0, 2), int), np.array([[-90, 700]])])
    ['A@C?', '', 'rDwj@']
    """
    if not lines:
        return []
    ends = np.cumsum([len(line) for line in lines])
    cells = np.concatenate(lines).astype(np.int64)
    deltas = np.diff(cells, axis=0, prepend=0)
    firsts = ends[:-1][ends[:-1] < len(cells)]
    deltas[firsts] = cells[firsts]
    numbers = deltas.ravel()
    values = np.where(numbers < 0, -2 * numbers - 1, 2 * numbers)
    lengths = np.ones(len(values), np.int64)
    most = int(values.max(initial=0))
    for digit in range(1, (most.bit_length() + 4) // 5):
        lengths += values >= 32**digit
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    codes = np.empty(int(offsets[-1]), np.uint8)
    for digit in range(int(lengths.max(initial=0))):
        has = lengths > digit
        more = np.where(lengths[has] > digit + 1, 32, 0)
        codes[offsets[:-1][has] + digit] = (values[has] >> (5 * digit) & 31) + more + 63
    text = codes.tobytes().decode("ascii")
    edges = offsets[2 * np.concatenate([[0], ends])].tolist()
    return [text[first:end] for first, end in pairwise(edges)]


def decode_lines(texts: Sequence[str]) -> list[Cells]:
    """
    Read many strings of `encode_line` at once.

    Parameters
    ----------
    texts
        Any number; an empty one gives no points.

    Returns
    -------
    lines
        One array of shape (n, 2) per text.

    Examples
    --------
    >>> decode_lines(["A@C?xDyj@"])[0].tolist()
    [[1, -1], [3, -1], [-90, 700]]
    """
    codes = np.frombuffer("".join(texts).encode("ascii"), dtype=np.uint8).astype(np.int64) - 63
    if not len(codes):
        return [np.empty((0, 2), np.int64) for _ in texts]
    last = codes < 32
    starts = np.concatenate([[0], np.flatnonzero(last)[:-1] + 1])
    ended = np.concatenate([[0], np.cumsum(last)])
    shift = 5 * (np.arange(len(codes)) - starts[ended[:-1]])
    values = np.add.reduceat((codes & 31) << shift, starts)
    deltas = np.where(values & 1, -(values + 1) // 2, values // 2).reshape(-1, 2)
    # Characters to numbers to points: each line ends where its text ends.
    ends = ended[np.cumsum([0, *map(len, texts)])] // 2
    return [np.cumsum(deltas[first:end], axis=0) for first, end in pairwise(ends.tolist())]
