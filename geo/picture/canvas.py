"""A canvas in units of one 1200th of its width, y down; text that knows its size."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Affine2D, Bbox, TransformedBbox
from numpy.typing import NDArray

WIDTH = 1200.0
Box = tuple[float, float, float, float]
# Drawn from these files, so that pictures are the same on all machines.
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_FACES = {
    "regular": "DejaVuSans.ttf",
    "bold": "DejaVuSans-Bold.ttf",
    "italic": "DejaVuSans-Oblique.ttf",
    "serif": "DejaVuSerif-Bold.ttf",
}
_OTHER_SCRIPT = re.compile("[\u0590-\u08ff\ufb1d-\ufeff]")
# Hatches and names in SVG files are called by what they are, not by chance.
_SALT = "dateline"


class Canvas:
    """
    A figure to draw on.

    Parameters
    ----------
    height
        In units; the width is always 1200.
    width_in
        Inches on paper.
    """

    def __init__(self, height: float, width_in: float) -> None:
        self.height = height
        self.inch = width_in / WIDTH
        self.figure = Figure(figsize=(width_in, height * self.inch), dpi=100, facecolor="white")
        self._agg: Any = FigureCanvasAgg(self.figure)
        inches = Affine2D().scale(self.inch, -self.inch).translate(0, height * self.inch)
        self.transform = inches + self.figure.dpi_scale_trans
        self._points = self.inch * 72

    def points(self, units: float) -> float:
        """Return a length in points."""
        return units * self._points

    def draw(
        self, outline: Outline, *, z: float, clip: Box | None = None, **style: Any
    ) -> PathPatch:
        """Draw an outline; widths are in units."""
        style["linewidth"] = self.points(style.get("linewidth", 0.0))
        patch = PathPatch(outline, transform=self.transform, zorder=z, **style)
        self.figure.add_artist(patch)
        if clip:
            left, top, right, bottom = clip
            # A box, upright in pixels: to clip by a path costs a mask of the whole picture.
            box = Bbox([(left, bottom), (right, top)])
            patch.set_clip_box(TransformedBbox(box, self.transform))
        return patch

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        face: str = "regular",
        z: float = 50,
        halo: str = "",
        **style: Any,
    ) -> None:
        """Write at a left end and a baseline; `size` in units."""
        shown = self.figure.text(
            x,
            y,
            words,
            transform=self.transform,
            fontproperties=self._font(words, size, face),
            verticalalignment="baseline",
            parse_math=False,
            zorder=z,
            **style,
        )
        if halo:
            width = self.points(size * 0.26)
            shown.set_path_effects([withStroke(linewidth=width, foreground=halo, alpha=0.92)])

    def width(self, words: str, size: float, face: str = "regular") -> float:
        """Measure a line of text, in units."""
        # To lay a line out takes half a millisecond, and a full map has hundreds of names.
        if not _OTHER_SCRIPT.search(words):
            return size * sum(_advance(_FACES[face], character) for character in words)
        font = self._font(words, size, face)
        with _any_script():
            wide, _, _ = self._agg.get_renderer().get_text_width_height_descent(
                words, font, ismath=False
            )
        return float(wide) / (self.inch * 100)

    def _font(self, words: str, size: float, face: str) -> FontProperties:
        # The serif face knows Latin, Greek and Cyrillic only.
        if face == "serif" and _OTHER_SCRIPT.search(words):
            face = "bold"
        return FontProperties(fname=str(_FONTS / _FACES[face]), size=self.points(size))

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
        settings: Any = {
            "svg.hashsalt": _SALT,
            "svg.fonttype": "path",
            # Lines of text are as long as they were measured, at any size.
            "text.hinting": "no_hinting",
            "savefig.facecolor": "white",
        }
        nothing: dict[str, Any] = (
            {"Date": None, "Creator": "Dateline"} if path.suffix == ".svg" else {"Software": None}
        )
        with mpl.rc_context(settings), _any_script():
            self.figure.savefig(path, dpi=dpi, metadata=nothing)
        return path


class _any_script(warnings.catch_warnings):  # noqa: N801 - used as a function
    """Let a script that the font lacks be drawn as boxes, without a word."""

    def __enter__(self) -> None:
        super().__enter__()
        warnings.filterwarnings("ignore", message="Glyph .* missing from")


@cache
def _advance(file: str, character: str) -> float:
    """Return how far a character moves the pen, for letters of size 1."""
    font = get_font(_FONTS / file)
    glyph = font.load_glyph(font.get_char_index(ord(character)), flags=LoadFlags.NO_SCALE)
    return float(glyph.horiAdvance) / font.units_per_EM


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
