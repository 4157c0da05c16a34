"""The map of a picture: land and water, footprints, symbols."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.path import Path as Outline
from numpy.typing import NDArray

from geo.layers.symbols import (
    BORDER,
    COAST,
    DIVISION,
    EDGE,
    HALO,
    HATCH,
    LAND,
    PAPER,
    RIVER,
    TYPE_COLOURS,
    WATER,
    ink_on,
)
from geo.picture.canvas import Box, Canvas, circle, outline_of, polygon, vertices
from geo.picture.glyphs import draw_badge, draw_crowd, draw_symbol
from geo.picture.marks import Crowd, Mark
from geo.picture.view import EARTH_KM, View

_HATCH_STEP = 7.0
# Units: a symbol covers what is smaller.
_LEAST_FOOTPRINT = 12.0
# People killed: fewer are told by the size alone.
_LEAST_WRITTEN = 10


def draw_ground(canvas: Canvas, view: View, layers: Mapping[str, gpd.GeoDataFrame]) -> None:
    """
    Draw the map under the data.

    Parameters
    ----------
    canvas
        To draw on.
    view
        What of the world.
    layers
        From `geo.gis.context.context_layers`.
    """
    frame = frame_of(view)
    sea = polygon(
        [(frame[0], frame[1]), (frame[2], frame[1]), (frame[2], frame[3]), (frame[0], frame[3])]
    )
    canvas.draw(sea, z=0, fill=PAPER if view.is_world else WATER)
    if view.is_world:
        globe = polygon([(x, y) for x, y in view.globe().tolist()])
        canvas.draw(globe, z=0, fill=WATER, edge=COAST, width=0.8)
    _fill(canvas, view, layers["land"], LAND, COAST, 1)
    rivers = layers["rivers"]
    for rank in sorted(set(rivers["rank"])):
        lines = view.clip(np.asarray(rivers.geometry.array)[(rivers["rank"] == rank).to_numpy()])
        width = max(0.5, 1.9 - 0.16 * rank)
        _stroke(canvas, lines, frame, RIVER, width, None, 2)
    _fill(canvas, view, layers["lakes"], WATER, RIVER, 3)
    borders = layers["borders"]
    looks: tuple[tuple[str, str, float, Any], ...] = (
        ("division", DIVISION, 0.8, (0, (1.5, 3.5))),
        ("border", BORDER, 1.5, None),
        ("disputed", BORDER, 1.5, (0, (4, 3))),
    )
    for kind, paint, width, dash in looks:
        if kind == "division" and view.km_per_unit > 4:
            continue
        thin = 0.5 if view.km_per_unit > 8 else 1.0
        lines = view.clip(np.asarray(borders.geometry.array)[(borders["kind"] == kind).to_numpy()])
        _stroke(canvas, lines, frame, paint, width * thin, dash, 4)


def frame_of(view: View) -> Box:
    """
    Give the frame of the map.

    Parameters
    ----------
    view
        Of a picture.

    Returns
    -------
    frame
        Left, top, right, bottom in units.
    """
    return view.left, view.top, view.left + view.width, view.top + view.height


def _fill(
    canvas: Canvas, view: View, layer: gpd.GeoDataFrame, inside: str, edge: str, z: float
) -> None:
    outline = outline_of(view.clip(np.asarray(layer.geometry.array)), is_closed=True)
    if outline:
        canvas.draw(outline, z=z, clip=frame_of(view), fill=inside, edge=edge, width=0.8)


def _stroke(
    canvas: Canvas,
    lines: Sequence[Any],
    frame: Box,
    paint: str,
    width: float,
    dash: Any,
    z: float,
) -> None:
    outline = outline_of(lines, is_closed=False)
    if outline:
        canvas.draw(
            outline,
            z=z,
            clip=frame,
            edge=paint,
            width=width,
            dash=dash,
            join="round",
        )


def is_rough(layer: pd.DataFrame) -> NDArray[np.bool_]:
    """
    Tell which incidents have a point that only says where to write.

    Parameters
    ----------
    layer
        `events` or `areas`.

    Returns
    -------
    rough
        True where `point_kind` is not `position`.
    """
    return np.asarray(layer["point_kind"].astype(object) != "position", dtype=np.bool_)


def draw_footprints(canvas: Canvas, view: View, areas: gpd.GeoDataFrame) -> int:
    """
    Draw, soft and hatched, where incidents lie that are only roughly known.

    Parameters
    ----------
    canvas
        To draw on.
    view
        What of the world.
    areas
        Rows of the build's layer, of incidents that have a symbol of their own.

    Returns
    -------
    count
        Of footprints drawn; several incidents may share one, and one that is smaller than
        their symbol is left out.
    """
    rough = areas[is_rough(areas)]
    rough = rough[_across(view, rough) > _LEAST_FOOTPRINT]
    kinds: dict[bytes, set[str]] = {}
    keys = shapely.to_wkb(np.asarray(rough.geometry.array))
    for key, kind in zip(keys, rough["event_type"], strict=True):
        kinds.setdefault(key, set()).add(kind)
    shapes = shapely.from_wkb(np.array(list(kinds), dtype=object))
    # Large ones first, so that small ones stay visible.
    order = np.argsort(-shapely.area(shapes), kind="stable")
    frame = frame_of(view)
    drawn = 0
    for number in order.tolist():
        parts = view.clip(shapes[[number]])
        outline = outline_of(parts, is_closed=True)
        if not outline:
            continue
        types = kinds[shapely.to_wkb(shapes[number])]
        paint = TYPE_COLOURS.get(next(iter(types)), HATCH) if len(types) == 1 else HATCH
        # What fills the whole view says nothing about where to look: it steps back.
        across = np.ptp(vertices(outline), axis=0) / (view.width, view.height)
        strength = min(1.0, max(0.25, 1.25 - 0.6 * float(across.max())))
        canvas.draw(outline, z=5, clip=frame, fill=paint, alpha=0.08 * strength)
        hatch = _hatch(parts, frame)
        if hatch:
            paler = 0.42 * strength
            canvas.draw(hatch, z=5.5, edge=paint, width=1.0, alpha=paler)
        canvas.draw(
            outline,
            z=6,
            clip=frame,
            edge=paint,
            width=1.3,
            dash=(0, (1.2, 2.2)),
            alpha=0.3 + 0.5 * strength,
        )
        drawn += 1
    return drawn


def _across(view: View, layer: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return the longer side of the box around each shape, in units."""
    west, south, east, north = layer.geometry.bounds.to_numpy().reshape(-1, 4).T
    wide = (east - west) * np.cos(np.radians((south + north) / 2))
    longer: NDArray[np.float64] = np.radians(np.maximum(wide, north - south))
    return longer * EARTH_KM / view.km_per_unit


def _hatch(parts: Sequence[Any], frame: Box) -> Outline | None:
    """Cut slanting lines to shapes, the same on paper and screen."""
    # Far off the plane's centre there may be no place.
    placed = [part for part in parts if np.isfinite(shapely.get_coordinates(part)).all()]
    whole = shapely.union_all(shapely.make_valid(placed))
    inside = shapely.clip_by_rect(whole, *frame)
    if shapely.is_empty(inside):
        return None
    ends = vertices(hatch_lines(inside.bounds)).reshape(-1, 2, 2)
    lines = shapely.intersection(shapely.multilinestrings(ends), inside)
    return outline_of([lines], is_closed=False)


def hatch_lines(box: Box, step: float = _HATCH_STEP) -> Outline:
    """
    Fill a box with slanting lines.

    Parameters
    ----------
    box
        Left, top, right, bottom in units.
    step
        Between two lines, in units.

    Returns
    -------
    outline
        Lines that reach beyond the box; they fit those of the box beside it.
    """
    left, top, right, bottom = box
    gap = step * math.sqrt(2)
    first, last = math.floor((left + top) / gap), math.ceil((right + bottom) / gap)
    points, codes = [], []
    for number in range(first, last + 1):
        total = number * gap
        points += [(left, total - left), (right, total - right)]
        codes += [Outline.MOVETO, Outline.LINETO]
    return Outline(points, codes)


def draw_marks(
    canvas: Canvas, marks: Sequence[Mark], crowds: Sequence[Crowd], events: pd.DataFrame
) -> None:
    """
    Draw all symbols, a line from each that was moved to where it belongs.

    Parameters
    ----------
    canvas
        To draw on.
    marks, crowds
        From `geo.picture.marks.arrange`.
    events
        Rows in the order of their numbers.
    """
    kinds, statuses = events["event_type"].to_list(), events["status"].to_list()
    rough = is_rough(events)
    tolls = events["killed_best"].fillna(events["killed_low"]).fillna(0).to_list()
    for mark in marks:
        if math.hypot(mark.x - mark.true_x, mark.y - mark.true_y) > 3:
            leader = Outline([(mark.true_x, mark.true_y), (mark.x, mark.y)])
            canvas.draw(leader, z=15, edge=EDGE, width=0.9)
            canvas.draw(circle(mark.true_x, mark.true_y, 1.7), z=15, fill=EDGE)
    for order, crowd in enumerate(crowds):
        z = 17 + 2 * order / len(crowds)
        spot = (crowd.x, crowd.y, crowd.radius)
        held = [kinds[number] for number in crowd.numbers]
        draw_crowd(canvas, spot, held, is_open=crowd.is_rough, z=z)
    for order, mark in enumerate(marks):
        # Small ones come last, each above the one before.
        z = 20 + 5 * order / max(1, len(marks))
        open_ = bool(rough[mark.number])
        draw_symbol(canvas, kinds[mark.number], mark.x, mark.y, mark.radius, is_open=open_, z=z)
        _write_toll(canvas, mark, tolls[mark.number], kinds[mark.number], is_open=open_, z=z)
    for mark in marks:
        side = mark.radius * 0.8 + 2.5
        draw_badge(canvas, statuses[mark.number], mark.x + side, mark.y - side)


def _write_toll(
    canvas: Canvas, mark: Mark, killed: int, kind: str, *, is_open: bool, z: float
) -> None:
    """Write the number of people killed into a symbol that is large enough."""
    if killed < _LEAST_WRITTEN:
        return
    size = max(9.5, 0.66 * mark.radius)
    paint = TYPE_COLOURS.get(kind, TYPE_COLOURS["other"])
    ground = HALO if is_open else paint
    canvas.text(
        mark.x,
        mark.y + 0.36 * size,
        f"{killed:,}",
        size,
        face="bold",
        z=z,
        colour=ink_on(ground),
        halo=ground,
        align=0.5,
    )
