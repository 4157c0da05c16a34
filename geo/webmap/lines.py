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
    out: list[str] = []
    for delta in np.diff(cells, axis=0, prepend=0).ravel().tolist():
        value = delta * 2 if delta >= 0 else -delta * 2 - 1
        while value >= 32:
            out.append(chr((32 | (value & 31)) + 63))
            value >>= 5
        out.append(chr(value + 63))
    return "".join(out)


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
