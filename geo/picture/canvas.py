"""A canvas in units of one 1200th of its width, y down; text that knows its size."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D, Bbox
from numpy.typing import NDArray
from PIL import Image

from geo.picture.letters import length, spell

WIDTH = 1200.0
Box = tuple[float, float, float, float]
# Where the pattern begins; lengths of dashes and of gaps between them, by the line's width.
Dash = tuple[float, Sequence[float]]
_Colour = tuple[float, float, float, float]
# Hatches and names in SVG files are called by what they are, not by chance.
_SALT = "dateline"
# Of a halo around letters: by their size, and how much of what is below it hides.
_HALO_WIDTH, _HALO_ALPHA = 0.26, 0.92
# Of 9: a picture is 7 % larger than by the usual 6, and written in two thirds of the time.
_PNG_LEVEL = 3


class Shape(NamedTuple):
    """
    An outline and how it is painted.

    Attributes
    ----------
    outline
        In units.
    z
        What lies above what.
    fill, edge
        None where there is nothing to paint.
    width
        Of the edge, in units.
    words
        That letters spell; empty for all other shapes.
    """

    outline: Outline
    z: float
    fill: _Colour | None = None
    edge: _Colour | None = None
    width: float = 0.0
    dash: Dash | None = None
    join: Any = "miter"
    clip: Box | None = None
    words: str = ""


class Canvas:
    """
    A figure to draw on.

    Parameters
    ----------
    height
        In units; the width is always 1200.
    width_in
        Inches on paper.

    Attributes
    ----------
    shapes
        All that was drawn, in the order in which it was.
    """

    def __init__(self, height: float, width_in: float) -> None:
        self.height = height
        self.shapes: list[Shape] = []
        inch = width_in / WIDTH
        self._figure = Figure(figsize=(width_in, height * inch), dpi=100, facecolor="white")
        FigureCanvasAgg(self._figure)
        inches = Affine2D().scale(inch, -inch).translate(0, height * inch)
        drawing = _Drawing(self.shapes, points=inch * 72)
        drawing.set_transform(inches + self._figure.dpi_scale_trans)
        self._figure.add_artist(drawing)

    def draw(
        self,
        outline: Outline,
        *,
        z: float,
        fill: str = "",
        edge: str = "",
        alpha: float = 1.0,
        **look: Any,
    ) -> None:
        """Draw an outline, in colours of `#rrggbb`; for the rest see `Shape`."""
        paint, line = (to_rgba(colour, alpha) if colour else None for colour in (fill, edge))
        self.shapes.append(Shape(outline, z, paint, line, **look))

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        colour: str,
        face: str = "regular",
        z: float = 50,
        halo: str = "",
        align: float = 0.0,
    ) -> None:
        """Write with the share `align` of the words left of x; `size` in units, y the baseline."""
        letters = spell(words, face)
        left = x - align * self.width(words, size, face) if align else x
        outline = Outline(vertices(letters) * size + (left, y), letters.codes)
        if halo:
            width = size * _HALO_WIDTH
            self.draw(outline, z=z, edge=halo, alpha=_HALO_ALPHA, width=width, join="round")
        self.draw(outline, z=z, fill=colour, words=words)

    def width(self, words: str, size: float, face: str = "regular") -> float:
        """Measure a line of text, in units."""
        return size * length(words, face)

    def wrap(self, words: str, size: float, most: float, face: str = "regular") -> list[str]:
        """Break a text into lines of a width in units."""
        lines: list[str] = []
        for word in words.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer, size, face) <= most:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def save(self, path: Path, *, dpi: float) -> Path:
        """Write the picture; the same drawing gives the same bytes."""
        with mpl.rc_context({"svg.hashsalt": _SALT, "savefig.facecolor": "white"}):
            if path.suffix == ".svg":
                metadata: dict[str, Any] = {"Date": None, "Creator": "Dateline"}
                self._figure.savefig(path, dpi=dpi, metadata=metadata)
            else:
                self._save_pixels(path, dpi)
        return path

    def _save_pixels(self, path: Path, dpi: float) -> None:
        # Nothing shines through: without that channel it is written in half the time.
        self._figure.set_dpi(dpi)
        canvas: Any = FigureCanvasAgg(self._figure)
        canvas.draw()
        pixels = np.ascontiguousarray(np.asarray(canvas.buffer_rgba())[..., :3])
        Image.fromarray(pixels).save(path, dpi=(dpi, dpi), compress_level=_PNG_LEVEL)


class _Drawing(Artist):
    """Shapes as one artist: one for each would cost more than to draw it."""

    def __init__(self, shapes: list[Shape], points: float) -> None:
        super().__init__()
        self._shapes = shapes
        self._points = points

    def draw(self, renderer: RendererBase) -> None:
        """Draw all shapes, the lowest first."""
        transform = Affine2D(self.get_transform().get_matrix())
        for shape in sorted(self._shapes, key=attrgetter("z")):
            look = renderer.new_gc()
            look.set_linewidth(0.0)
            if shape.clip:
                left, top, right, bottom = shape.clip
                # A box, upright in pixels: to clip by a path costs a mask of the whole picture.
                look.set_clip_rectangle(Bbox(transform.transform([(left, bottom), (right, top)])))
            if shape.edge:
                width = shape.width * self._points
                look.set_linewidth(width)
                look.set_foreground(shape.edge, isRGBA=True)
                look.set_joinstyle(shape.join)
                if shape.dash:
                    start, lengths = shape.dash
                    look.set_dashes(start * width, [width * long for long in lengths])
            renderer.draw_path(look, shape.outline, transform, shape.fill)
            look.restore()


def vertices(outline: Outline) -> NDArray[np.float64]:
    """
    Give the points of an outline.

    Parameters
    ----------
    outline
        In units.

    Returns
    -------
    points
        Shape (n, 2).
    """
    return np.asarray(outline.vertices, dtype=np.float64)


def circle(x: float, y: float, radius: float) -> Outline:
    """
    Outline a circle.

    Parameters
    ----------
    x, y, radius
        In units.

    Returns
    -------
    outline
        To draw.
    """
    return Outline.circle((x, y), radius)


def polygon(corners: Sequence[tuple[float, float]]) -> Outline:
    """
    Outline a polygon.

    Parameters
    ----------
    corners
        In units, not closed.

    Returns
    -------
    outline
        Closed.
    """
    return Outline([*corners, corners[0]], closed=True)


def outline_of(geometries: Sequence[Any], *, is_closed: bool) -> Outline | None:
    """
    Make one outline of many shapes.

    Parameters
    ----------
    geometries
        Polygons or lines, in units.
    is_closed
        Whether they are polygons.

    Returns
    -------
    outline
        None when nothing is left of them.
    """
    parts = shapely.get_parts(np.array(geometries, dtype=object))
    if is_closed:
        parts = (
            shapely.get_parts(parts[shapely.get_type_id(parts) == 6]).tolist()
            + parts[shapely.get_type_id(parts) == 3].tolist()
        )
        parts = shapely.get_rings(np.array(parts, dtype=object))
    points, codes = [], []
    for part in parts:
        line = shapely.get_coordinates(part)
        if len(line) < 2 or not np.isfinite(line).all():
            continue
        points.append(line)
        code = np.full(len(line), Outline.LINETO, dtype=np.uint8)
        code[0] = Outline.MOVETO
        if is_closed:
            code[-1] = Outline.CLOSEPOLY
        codes.append(code)
    return Outline(np.concatenate(points), np.concatenate(codes)) if points else None


class Room:
    """Which boxes of the canvas are taken."""

    def __init__(self, frame: Box) -> None:
        self._frame = frame
        self._cells: dict[tuple[int, int], list[Box]] = {}

    def is_free(self, box: Box) -> bool:
        """Tell whether a box lies in the frame and touches none that is taken."""
        left, top, right, bottom = self._frame
        if box[0] < left or box[1] < top or box[2] > right or box[3] > bottom:
            return False
        return not any(
            box[0] < other[2] and box[2] > other[0] and box[1] < other[3] and box[3] > other[1]
            for cell in self._cells_of(box)
            for other in self._cells.get(cell, ())
        )

    def take(self, box: Box) -> None:
        """Take a box."""
        for cell in self._cells_of(box):
            self._cells.setdefault(cell, []).append(box)

    @staticmethod
    def _cells_of(box: Box) -> list[tuple[int, int]]:
        size = 64
        return [
            (column, row)
            for column in range(int(box[0] // size), int(box[2] // size) + 1)
            for row in range(int(box[1] // size), int(box[3] // size) + 1)
        ]
