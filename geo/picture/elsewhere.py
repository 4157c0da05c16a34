"""What lies outside of a picture's map: at its edge, with where to and how far."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo.layers.first_view import Elsewhere
from geo.layers.symbols import INK, SOFT
from geo.picture.canvas import Box, Canvas, Room, polygon
from geo.picture.drawing import frame_of, is_rough
from geo.picture.glyphs import draw_crowd, draw_symbol
from geo.picture.marks import Crowd, Mark
from geo.picture.names import SCALE_BAR, around
from geo.picture.view import View

# More places than this are counted in one line.
_MOST = 3
_INSET, _HIGH, _GAP = 12.0, 30.0, 6.0
# Of the arrow and of the symbol beside it.
_ARROW, _SYMBOL = 20.0, 31.0
_SIZE = 13.0
_STEP, _MOST_STEPS = 8.0, 100


def draw_elsewhere(
    canvas: Canvas,
    view: View,
    elsewhere: Sequence[Elsewhere],
    events: pd.DataFrame,
    obstacles: Sequence[Mark | Crowd],
) -> list[Box]:
    """
    Point from the edge of the map to incidents outside of it.

    Parameters
    ----------
    canvas
        To draw on.
    view
        What of the world.
    elsewhere
        Places that it does not show, the fullest first.
    events
        The build's incidents.
    obstacles
        Symbols and counted circles: nothing is written over one, where there is room.

    Returns
    -------
    boxes
        Where no name may be written.
    """
    left, top, right, bottom = frame_of(view)
    room = Room((left, top, right, bottom))
    room.take((right - SCALE_BAR[0], bottom - SCALE_BAR[1], right, bottom))
    for one in obstacles:
        room.take(around(one.x, one.y, one.radius + 3))
    boxes: list[Box] = []
    for place in elsewhere[:_MOST]:
        words = (place.place or "Elsewhere", f"{place.distance_km:,} km")
        wide = _ARROW + _SYMBOL + sum(_widths(canvas, words)) + _GAP + 10
        box = _stand(view, room, place, wide)
        boxes.append(box)
        _row(canvas, view, box, place, words, events)
    rest = elsewhere[_MOST:]
    if rest:
        told = f"{sum(len(place.rows) for place in rest):,} more elsewhere"
        wide = canvas.width(told, _SIZE) + 16
        box = _free(room, (left + _INSET, bottom - _INSET - _HIGH), wide)
        boxes.append(box)
        _ground(canvas, box)
        canvas.text(box[0] + 8, box[3] - 10, told, _SIZE, z=60, colour=INK)
    return boxes


def _widths(canvas: Canvas, words: tuple[str, str]) -> tuple[float, float]:
    return canvas.width(words[0], _SIZE, "bold"), canvas.width(words[1], _SIZE)


def _bearing(view: View, one: Elsewhere) -> tuple[float, float]:
    """Return where a place lies as seen from the middle of the map, as a vector of length 1."""
    at = view.project(np.array([[one.lon, one.lat]]))[0]
    x = float(at[0]) - view.left - view.width / 2
    y = float(at[1]) - view.top - view.height / 2
    length = math.hypot(x, y)
    # On the far side of the earth every way is as good.
    return (x / length, y / length) if math.isfinite(length) and length else (-1.0, 0.0)


def _stand(view: View, room: Room, one: Elsewhere, wide: float) -> Box:
    """Take the place nearest to where the way to a place leaves the map."""
    left, top, right, bottom = frame_of(view)
    x, y = _bearing(view, one)
    longest = min(
        view.width / 2 / abs(x) if x else math.inf, view.height / 2 / abs(y) if y else math.inf
    )
    at_x = view.left + view.width / 2 + x * longest - wide / 2
    at_y = view.top + view.height / 2 + y * longest - _HIGH / 2
    spot = (
        min(max(at_x, left + _INSET), right - _INSET - wide),
        min(max(at_y, top + _INSET), bottom - _INSET - _HIGH),
    )
    return _free(room, spot, wide)


def _free(room: Room, spot: tuple[float, float], wide: float) -> Box:
    x, y = spot
    # Above and below in turn, farther and farther.
    steps = [(step + 1) // 2 * (1 if step % 2 else -1) * _STEP for step in range(_MOST_STEPS)]
    boxes = [(x, y + step, x + wide, y + step + _HIGH) for step in steps]
    box = next(filter(room.is_free, boxes), boxes[0])
    room.take(box)
    return box


def _ground(canvas: Canvas, box: Box) -> None:
    left, top, right, bottom = box
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    canvas.draw(polygon(corners), z=59, fill="white", alpha=0.82)


def _row(
    canvas: Canvas,
    view: View,
    box: Box,
    one: Elsewhere,
    words: tuple[str, str],
    events: pd.DataFrame,
) -> None:
    _ground(canvas, box)
    x, y = _bearing(view, one)
    middle = (box[1] + box[3]) / 2
    # The arrow stands at the side that it points to.
    is_right = x > 0.5
    at = box[2] - _ARROW / 2 - 2 if is_right else box[0] + _ARROW / 2 + 2
    tips = ((8.0, 0.0), (-5.0, 5.5), (-5.0, -5.5))
    arrow = [(at + x * along - y * side, middle + y * along + x * side) for along, side in tips]
    canvas.draw(polygon(arrow), z=60, fill=INK)
    start = box[0] + 4 if is_right else box[0] + _ARROW
    kinds = events["event_type"].iloc[list(one.rows)].to_list()
    is_open = bool(is_rough(events.iloc[list(one.rows)]).all())
    if len(kinds) == 1:
        draw_symbol(canvas, kinds[0], start + 14, middle, 7.6, is_open=is_open, z=60)
    else:
        draw_crowd(canvas, (start + 14, middle, 11.0), kinds, is_open=is_open, z=60)
    text, baseline = start + _SYMBOL, middle + _SIZE * 0.36
    canvas.text(text, baseline, words[0], _SIZE, face="bold", z=60, colour=INK)
    text += _widths(canvas, words)[0] + _GAP
    canvas.text(text, baseline, words[1], _SIZE, z=60, colour=SOFT)
