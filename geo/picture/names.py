"""Names on a picture that do not run into each other or over symbols."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.layers.symbols import AREA_CODES, COUNTRY, HALO, INK, LAND, SOFT, TOWN, WIDEST_CODES
from geo.picture.canvas import Box, Canvas, Room, circle, polygon
from geo.picture.drawing import frame_of
from geo.picture.marks import Crowd, Mark
from geo.picture.view import View

_EMPTY = np.empty((0, 2))
# Units from the place: symbols that were pushed farther away leave it without its name.
_FARTHEST = 34.0
# Kilometres to a unit: with more, a counted circle reaches over a hundred.
_NEARBY = 2.5
# Units: what lies so near a place lies at it.
_OWN = 2.0
# Units kept free before and behind a name.
_EDGE = 1.5
# Of the names in a cell of so many units, only so many are tried: there is no room for more.
_CELL = (60.0, 30.0)
_MOST_IN_CELL = 4
# Kept free in the lower right corner.
SCALE_BAR = (250.0, 46.0)


@dataclass(frozen=True, slots=True)
class Name:
    """A name with where it belongs, the more important first."""

    words: str
    x: float
    y: float
    mentions: int
    is_area: bool


def draw_names(
    canvas: Canvas,
    view: View,
    places: gpd.GeoDataFrame,
    ground: Mapping[str, gpd.GeoDataFrame],
    obstacles: tuple[Sequence[Mark], Sequence[Crowd], Sequence[Box]],
    spots: Sequence[tuple[float, float]],
) -> None:
    """
    Write the names of places told, then of countries and towns where room is left.

    Parameters
    ----------
    canvas
        To draw on.
    view
        What of the world.
    places
        The build's layer.
    ground
        Layers of the map under the data.
    obstacles
        Symbols, counted circles and what else is written: no name covers one.
    spots
        Where each incident lies, in units.
    """
    marks, crowds, taken = obstacles
    frame = frame_of(view)
    room = Room(_shrunk(frame, 6))
    if not view.is_world:
        room.take((frame[2] - SCALE_BAR[0], frame[3] - SCALE_BAR[1], *frame[2:]))
    for mark in marks:
        room.take(around(mark.x, mark.y, mark.radius + 3))
    for crowd in crowds:
        room.take(around(crowd.x, crowd.y, crowd.radius + 2))
    for box in taken:
        room.take(box)
    told = _told(view, places)
    towns = [name for name in told if not name.is_area]
    covered = _covered(towns, marks, crowds)
    dots = [name for name, is_covered in zip(towns, covered, strict=True) if not is_covered]
    for name in dots:
        room.take(around(name.x, name.y, 4.5))
    dotted = set(dots)
    is_near = view.km_per_unit < _NEARBY
    for name, gap in _with_gaps(towns, marks, crowds, spots, is_near=is_near):
        if _beside(canvas, name, room, gap, 14.5, "bold", INK) and name in dotted:
            canvas.draw(circle(name.x, name.y, 3.4), z=12, fill=HALO, edge=INK, width=1.5)
    written = {
        name.words
        for name in told
        if name.is_area
        and _spaced(canvas, name.words, *_whole(canvas, view, name), 13.5, SOFT, room)
    }
    _draw_countries(canvas, view, ground, room, written)
    _draw_towns(canvas, view, ground["towns"], room)


def _told(view: View, places: gpd.GeoDataFrame) -> list[Name]:
    """Give the names in view, the more often told first; of many close together only some."""
    x, y = _projected(view, places).T
    left, top, right, bottom = frame_of(view)
    seen = places[(left < x) & (x < right) & (top < y) & (y < bottom)]
    code = seen["feature_code"].fillna("")
    is_widest, is_area = code.str.startswith(WIDEST_CODES), code.str.startswith(AREA_CODES)
    across = view.width * view.km_per_unit
    # From afar a country's name, from nearby the names inside it.
    suits = ~(is_widest & (across < 700)) & ~(is_area & ~is_widest & (across > 2500))
    x, y = _projected(view, seen).T
    table = pd.DataFrame(
        {
            "words": seen["name"].to_numpy(),
            "x": x,
            "y": y,
            "mentions": seen["n_mentions"].fillna(0).to_numpy(int),
            "located": seen["n_located"].fillna(0).to_numpy(int),
            "is_area": is_area.to_numpy(bool),
        }
    )[suits.to_numpy(bool)]
    table = table.sort_values(
        ["mentions", "located", "words"], ascending=[False, False, True], kind="stable"
    )
    cells = [table["x"] // _CELL[0], table["y"] // _CELL[1], table["is_area"]]
    table = table[table.groupby(cells).cumcount() < _MOST_IN_CELL].drop(columns="located")
    return [Name(*row) for row in table.itertuples(index=False)]


def _projected(view: View, layer: gpd.GeoDataFrame) -> Any:
    if layer.empty:
        return _EMPTY
    return view.project(np.column_stack([layer.geometry.x, layer.geometry.y]))


def _with_gaps(
    towns: Sequence[Name],
    marks: Sequence[Mark],
    crowds: Sequence[Crowd],
    spots: Sequence[tuple[float, float]],
    *,
    is_near: bool,
) -> Iterator[tuple[Name, float]]:
    """Give each name with how far it must stand off: beside its symbols, where it has some."""
    named: set[int] = set()
    crowd_of = {number: at for at, crowd in enumerate(crowds) for number in crowd.numbers}
    incidents = np.array(spots, float).reshape(-1, 2)
    symbols = np.array([(mark.true_x, mark.true_y) for mark in marks], float).reshape(-1, 2)
    all_held, all_own = _near(towns, incidents), _near(towns, symbols)
    for name, held, near in zip(towns, all_held, all_own, strict=True):
        inside = [crowd_of[number] for number in held if number in crowd_of]
        if inside:
            crowd = crowds[inside[0]]
            # Nearby, a counted circle goes by the name that is told most often inside it; from
            # afar it counts half a country, and has a name only if most of it lies there.
            suits = is_near or 2 * len(inside) > len(crowd.numbers)
            if inside[0] not in named and suits:
                named.add(inside[0])
                yield replace(name, x=crowd.x, y=crowd.y), crowd.radius + 5
            continue
        own = [marks[at] for at in near]
        if not own:
            yield name, 7.0
            continue
        x, y = (sum(axis) / len(own) for axis in zip(*((m.x, m.y) for m in own), strict=True))
        if math.dist((x, y), (name.x, name.y)) <= _FARTHEST:
            reach = max(math.hypot(mark.x - x, mark.y - y) + mark.radius for mark in own)
            yield replace(name, x=x, y=y), reach + 5


def _near(names: Sequence[Name], positions: NDArray[np.float64]) -> list[list[int]]:
    """Return for each name the numbers of the positions that are its own."""
    found: list[list[int]] = [[] for _ in names]
    tree = shapely.STRtree(_points(positions))
    pairs = tree.query(_spots(names), "dwithin", distance=_OWN)
    for name, position in sorted(pairs.T.tolist()):
        found[name].append(position)
    return found


def _spots(names: Sequence[Name]) -> NDArray[Any]:
    return _points(np.array([(name.x, name.y) for name in names], float).reshape(-1, 2))


def _points(positions: NDArray[np.float64]) -> NDArray[Any]:
    return np.asarray(shapely.points(positions))


def _draw_countries(
    canvas: Canvas,
    view: View,
    ground: Mapping[str, gpd.GeoDataFrame],
    room: Room,
    done: Container[str],
) -> None:
    layer = ground["countries"]
    layer = layer[layer.geometry.y > view.south]
    frame = _shrunk(frame_of(view), 30)
    seen = ground["divisions"]
    parts: dict[str, list[tuple[float, float]]] = {}
    for words, (x, y) in zip(seen["country"], _projected(view, seen).tolist(), strict=True):
        if frame[0] < x < frame[2] and frame[1] < y < frame[3]:
            parts.setdefault(str(words), []).append((x, y))
    for words, zoom, (x, y) in zip(
        layer["name"], layer["zoom"], _projected(view, layer).tolist(), strict=True
    ):
        # On a map of the world a long name covers three countries.
        too_long = view.is_world and len(words) > 12
        if zoom > _zoom(view) + 2 or words in done or too_long:
            continue
        written = frame[0] < x < frame[2] and frame[1] < y < frame[3]
        written = written and _spaced(canvas, str(words).upper(), x, y, 11.5, COUNTRY, room)
        # Only a part of the country is in view: write its name in the middle of that.
        spots = [] if written else parts.get(str(words), [])
        middle = np.mean(spots, axis=0) if spots else _EMPTY
        for spot in sorted(spots, key=lambda one: math.dist(one, middle)):
            if _spaced(canvas, str(words).upper(), *spot, 11.5, COUNTRY, room):
                break


def _draw_towns(canvas: Canvas, view: View, layer: gpd.GeoDataFrame, room: Room) -> None:
    spots = _projected(view, layer).tolist()
    for words, zoom, rank, (x, y) in zip(
        layer["name"], layer["zoom"], layer["rank"], spots, strict=True
    ):
        name = Name(str(words), x, y, 0, is_area=False)
        dot = around(x, y, 3)
        if zoom > _zoom(view) + 0.4 or not _is_inside(name, view) or not room.is_free(dot):
            continue
        if _beside(canvas, name, room, 6, 11.5, "regular", TOWN):
            room.take(dot)
            square = [(x - 2, y - 2), (x + 2, y - 2), (x + 2, y + 2), (x - 2, y + 2)]
            canvas.draw(polygon(square) if rank == 2 else circle(x, y, 1.9), z=12, fill=TOWN)


def _zoom(view: View) -> float:
    """Return the zoom at which a web map would show as much, at the view's latitude."""
    at_zoom_0 = 156.543 * math.cos(math.radians(view.lat0))
    return math.log2(at_zoom_0 / view.km_per_unit)


def _whole(canvas: Canvas, view: View, name: Name) -> tuple[float, float]:
    """Return where to write an area's name so that it does not hang over the edge of the globe."""
    begin, end = view.ends(name.y)
    half = canvas.width(_letters(name.words), 13.5) / 2 + 6
    return min(max(name.x, begin + half), end - half), name.y


def _letters(words: str) -> str:
    # Letters of other scripts may be joined.
    return "\u200a".join(words) if words.isascii() else words


def _spaced(
    canvas: Canvas, words: str, x: float, y: float, size: float, paint: str, room: Room
) -> bool:
    shown = _letters(words)
    wide = canvas.width(shown, size)
    box = (x - wide / 2 - 3, y - size * 0.6, x + wide / 2 + 3, y + size * 0.6)
    if not room.is_free(box):
        return False
    room.take(box)
    canvas.text(x - wide / 2, y + size * 0.36, shown, size, colour=paint, halo=LAND, z=10)
    return True


def _beside(
    canvas: Canvas,
    name: Name,
    room: Room,
    gap: float,
    size: float,
    face: str,
    paint: str,
) -> bool:
    """Write a name on the first free side of its dot; tell whether there was one."""
    high = size * 1.16
    reaches = (gap,) if gap < 8 else (gap, gap + 8)
    # Measuring costs most, and on a full map few names find room: not even a bar would.
    if not any(_free(room, name, 0.0, high, reach) for reach in reaches):
        return False
    wide = canvas.width(name.words, size, face)
    for reach in reaches:
        box = _free(room, name, wide, high, reach)
        if box:
            room.take(box)
            left, baseline = box[0] + _EDGE, box[1] + high * 0.78
            canvas.text(left, baseline, name.words, size, face=face, colour=paint, halo=LAND, z=40)
            return True
    return False


def _free(room: Room, name: Name, wide: float, high: float, gap: float) -> Box | None:
    """Return the first free box beside a dot for a name of a width."""
    for left, top in _sides(name.x, name.y, wide, high, gap):
        box = (left - _EDGE, top, left + wide + _EDGE, top + high)
        if room.is_free(box):
            return box
    return None


def _sides(
    x: float, y: float, wide: float, high: float, gap: float
) -> Iterable[tuple[float, float]]:
    near = gap * 0.72
    return (
        (x + gap, y - high / 2),
        (x - gap - wide, y - high / 2),
        (x + near, y - near - high),
        (x + near, y + near),
        (x - near - wide, y - near - high),
        (x - near - wide, y + near),
        (x - wide / 2, y - gap - high),
        (x - wide / 2, y + gap),
    )


def _covered(
    names: Sequence[Name], marks: Sequence[Mark], crowds: Sequence[Crowd]
) -> NDArray[np.bool_]:
    """Tell of each name whether a symbol lies over its place."""
    circles = np.array(
        [(mark.x, mark.y, mark.radius) for mark in marks]
        + [(crowd.x, crowd.y, crowd.radius) for crowd in crowds],
        float,
    ).reshape(-1, 3)
    tree = shapely.STRtree(_points(circles[:, :2]))
    spots = _spots(names)
    place, ring = tree.query(spots, "dwithin", distance=circles[:, 2].max(initial=0.0) + 3)
    apart = shapely.distance(spots[place], tree.geometries[ring])
    covered = np.zeros(len(spots), np.bool_)
    covered[place[apart < circles[ring, 2] + 3]] = True
    return covered


def _is_inside(name: Name, view: View) -> bool:
    left, top, right, bottom = frame_of(view)
    return left < name.x < right and top < name.y < bottom


def around(x: float, y: float, reach: float) -> Box:
    """Return the square around a spot."""
    return x - reach, y - reach, x + reach, y + reach


def _shrunk(box: Box, by: float) -> Box:
    return box[0] + by, box[1] + by, box[2] - by, box[3] - by
