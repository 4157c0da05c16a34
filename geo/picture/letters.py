"""Text as outlines of letters, and how long it is, at any size."""

from __future__ import annotations

import re
import warnings
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path

# Drawn from these files, so that pictures are the same on all machines.
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_FACES = {
    "regular": "DejaVuSans.ttf",
    "bold": "DejaVuSans-Bold.ttf",
    "italic": "DejaVuSans-Oblique.ttf",
    "serif": "DejaVuSerif-Bold.ttf",
}
_OTHER_SCRIPT = re.compile("[\u0590-\u08ff\ufb1d-\ufeff]")
# Outlines of letters by font and glyph: a map is written with a few hundred.
_LETTERS: dict[str, Any] = {}


# The card and the sheet of a build say mostly the same.
@lru_cache(maxsize=1024)
def spell(words: str, face: str) -> Outline:
    """
    Outline a line of text.

    Parameters
    ----------
    words
        Any; what the font lacks becomes a box.
    face
        `regular`, `bold`, `italic` or `serif`.

    Returns
    -------
    outline
        In letters of size 1, y down, from a left end and a baseline at 0; of no points where
        there is nothing to see.
    """
    font = get_font(_file(words, face))
    font.set_size(text_to_path.FONT_SCALE, text_to_path.DPI)
    with _any_script():
        letters, outlines, _ = text_to_path.get_glyphs_with_font(font, words, _LETTERS)
    points = [outlines[letter][0] + (x, y) for letter, x, y, _ in letters]
    codes = [outlines[letter][1] for letter, *_ in letters]
    if not points:
        return Outline(np.empty((0, 2)))
    size = text_to_path.FONT_SCALE
    return Outline(np.concatenate(points) / (size, -size), np.concatenate(codes))


def length(words: str, face: str) -> float:
    """
    Measure a line of text.

    Parameters
    ----------
    words, face
        As for `spell`.

    Returns
    -------
    length
        How far it moves the pen, in letters of size 1.
    """
    # To lay a line out takes half a millisecond, and a full map has hundreds of names.
    if not _OTHER_SCRIPT.search(words):
        return sum(_advance(_FACES[face], character) for character in words)
    font = FontProperties(fname=str(_file(words, face)), size=1)
    with _any_script():
        wide, _, _ = text_to_path.get_text_width_height_descent(words, font, ismath=False)
    return float(wide)


def _file(words: str, face: str) -> Path:
    # The serif face knows Latin, Greek and Cyrillic only.
    if face == "serif" and _OTHER_SCRIPT.search(words):
        face = "bold"
    return _FONTS / _FACES[face]


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
