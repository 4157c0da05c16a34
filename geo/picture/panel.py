"""What stands beside the map of a picture: title, legend, scale, sources."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from geo.layers.codebook import SUB_EVENT_TYPES
from geo.layers.symbols import (
    HALO,
    HATCH,
    INK,
    SOFT,
    STATUS_WORDS,
    TYPE_WORDS,
    radius_px,
)
from geo.picture.canvas import Canvas, circle, polygon
from geo.picture.drawing import frame_of, hatch_lines, is_rough
from geo.picture.glyphs import draw_badge, draw_crowd, draw_symbol
from geo.picture.marks import Crowd
from geo.picture.view import View

LEFT = 28.0
PANEL = 344.0
_LINE = "#dcdcd8"
# What the parts of the legend below the types need, the last with its own text's depth.
_STATUSES, _FOOTPRINTS, _CROWD = 24.0, 39.0, 36.0
# People killed, for the sizes of symbols; the last is where they stop growing.
_STEPS = (5, 25, 100, 180)


def draw_panel(
    canvas: Canvas,
    events: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    sources: Sequence[str],
    scale: float,
    crowds: Sequence[Crowd],
) -> None:
    """
    Write what the map shows, and how to read it.

    Parameters
    ----------
    canvas
        To draw on.
    events
        The build's incidents.
    title, subtitle
        Plain text.
    sources
        Lines at the foot.
    scale
        Units of the canvas to a pixel of the page, for the sizes of symbols.
    crowds
        The counted circles to explain.
    """
    most = PANEL - LEFT - 22
    y = 30.0
    size = next(
        (
            size
            for size in (31.0, 27.0, 23.0, 20.0)
            if len(canvas.wrap(title, size, most, "serif")) <= 3
        ),
        18.0,
    )
    for line in canvas.wrap(title, size, most, "serif")[:4]:
        y += size * 1.14
        canvas.text(LEFT, y, line, size, face="serif", colour=INK)
    y += 10
    for line in canvas.wrap(subtitle, 15, most)[:3]:
        y += 19
        canvas.text(LEFT, y, line, 15, colour=SOFT)
    foot = _sources(canvas, [part for text in sources for part in canvas.wrap(text, 10.5, most)])
    circles = [
        (is_open, words)
        for is_open, words in ((False, "incidents close together"), (True, "only roughly placed"))
        if any(crowd.is_rough == is_open for crowd in crowds)
    ]
    below = _STATUSES + _FOOTPRINTS * is_rough(events).any() + _CROWD * len(circles)
    y = _types(canvas, events, y + 20, foot - below)
    y = _statuses(canvas, events, y)
    y = _footprints(canvas, events, y)
    for is_open, words in circles:
        y = _crowds(canvas, events, y, words, is_open=is_open)
    _sizes(canvas, events, y, scale)


def _sources(canvas: Canvas, lines: Sequence[str]) -> float:
    """Write the lines at the foot; return where they begin."""
    y = canvas.height - 20
    for line in reversed(lines):
        canvas.text(LEFT, y, line, 10.5, colour=SOFT)
        y -= 13.5
    return y


def _types(canvas: Canvas, events: pd.DataFrame, y: float, bottom: float) -> float:
    """Write the types and their counts, closer where the legend would run into the foot."""
    counts = events["event_type"].value_counts()
    known = [kind for kind in SUB_EVENT_TYPES if counts.get(kind, 0)]
    pitch = min(25.0, max(19.0, (bottom - y - 30) / max(len(known), 1)))
    canvas.draw(
        polygon([(LEFT, y), (PANEL - 22, y), (PANEL - 22, y + 1), (LEFT, y + 1)]),
        z=5,
        fill=_LINE,
    )
    y += 10
    for kind in known:
        y += pitch
        draw_symbol(canvas, kind, LEFT + 10, y - 5.5, 7.6, is_open=False)
        canvas.text(LEFT + 30, y, TYPE_WORDS[kind], 15, colour=INK)
        count = f"{int(counts[kind]):,}"
        canvas.text(PANEL - 22, y, count, 15, colour=SOFT, align=1.0)
    return y + 8


def _statuses(canvas: Canvas, events: pd.DataFrame, y: float) -> float:
    present = set(events["status"])
    shown = [code for code in STATUS_WORDS if code in present and code != "occurred"]
    x = LEFT
    if shown:
        y += 20
    for code in shown:
        words = STATUS_WORDS[code].split(" by ")[0].lower()
        wide = 20 + canvas.width(words, 13) + 14
        if x + wide > PANEL - 10 and x > LEFT:
            x, y = LEFT, y + 20
        draw_badge(canvas, code, x + 10, y - 4.5)
        canvas.text(x + 22, y, words, 13, colour=SOFT)
        x += wide
    return y + 4


def _footprints(canvas: Canvas, events: pd.DataFrame, y: float) -> float:
    rough = is_rough(events)
    if not rough.any():
        return y
    kind = events["event_type"][rough].iloc[0]
    y += 27
    box = (LEFT - 2, y - 18, LEFT + 34, y + 5)
    corners = [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])]
    canvas.draw(hatch_lines(box), z=6, edge=HATCH, width=1.0, alpha=0.5, clip=box)
    dots = (0, (1.2, 2.2))
    canvas.draw(polygon(corners), z=6, edge=HATCH, width=1.2, dash=dots)
    draw_symbol(canvas, kind, LEFT + 16, y - 6.5, 6.2, is_open=True)
    canvas.text(LEFT + 44, y - 7, "open symbol: somewhere", 13, colour=SOFT)
    canvas.text(LEFT + 44, y + 9, "inside the hatched area", 13, colour=SOFT)
    return y + 12


def _crowds(canvas: Canvas, events: pd.DataFrame, y: float, words: str, *, is_open: bool) -> float:
    y += 30
    kinds = events["event_type"].to_list()[:12]
    draw_crowd(canvas, (LEFT + 14, y - 5, 14.0), kinds, is_open=is_open)
    canvas.text(LEFT + 44, y, words, 13, colour=SOFT)
    return y + 4


def _sizes(canvas: Canvas, events: pd.DataFrame, y: float, scale: float) -> None:
    killed = events["killed_best"].fillna(events["killed_low"]).max()
    if pd.isna(killed) or killed < _STEPS[0] or y > canvas.height - 120:
        return
    steps = [step for step in _STEPS if step <= killed * 1.3][-3:]
    # The largest size stands for all above it.
    words = [f"{step}+" if step == _STEPS[-1] else str(step) for step in steps]
    rings = list(zip(("none told", *words), map(radius_px, (0, *steps)), strict=True))

    def wide(words: str, radius: float) -> float:
        return 2 * radius * scale + 4 + canvas.width(words, 13) + 11

    unit = "killed"
    while sum(wide(*ring) for ring in rings) + canvas.width(unit, 13) > PANEL - LEFT - 10:
        del rings[1]
    y += 34
    x = LEFT
    for told, radius in rings:
        ring = circle(x + radius * scale, y - 4.5, radius * scale)
        canvas.draw(ring, z=6, fill=HALO, edge=SOFT, width=1.2)
        canvas.text(x + 2 * radius * scale + 4, y, told, 13, colour=SOFT)
        x += wide(told, radius)
    canvas.text(x - 4, y, unit, 13, colour=SOFT)


def draw_scale_bar(canvas: Canvas, view: View) -> None:
    """
    Draw how long some kilometres are at the map's centre.

    Parameters
    ----------
    canvas
        To draw on.
    view
        What of the world; a map of all of it has no one scale.
    """
    if view.is_world:
        return
    longest = view.width * view.km_per_unit * 0.24
    power = 10 ** math.floor(math.log10(longest))
    km = next(step * power for step in (5, 2, 1) if step * power <= longest)
    _, _, right, bottom = frame_of(view)
    long = km / view.km_per_unit
    x, y = right - 22 - long, bottom - 20
    halo = polygon([(x - 8, y - 23), (right - 12, y - 23), (right - 12, y + 9), (x - 8, y + 9)])
    canvas.draw(halo, z=59, fill="white", alpha=0.72)
    for first, last, paint in ((0.0, 0.5, INK), (0.5, 1.0, HALO)):
        bar = polygon(
            [
                (x + first * long, y - 4),
                (x + last * long, y - 4),
                (x + last * long, y),
                (x + first * long, y),
            ]
        )
        canvas.draw(bar, z=60, fill=paint, edge=INK, width=1.0)
    canvas.text(x, y - 9, "0", 11, z=60, colour=INK)
    words = f"{km:,.0f} km" if km >= 1 else f"{km * 1000:.0f} m"
    canvas.text(right - 22, y - 9, words, 11, z=60, colour=INK, align=1.0)
