"""
Still pictures of a build: a card to share, a sheet to print, drawn by matplotlib.

`write_pictures` is all that other modules need. The parts: `compose` ties all
together, `view` chooses the projection, `marks` places the symbols, `drawing`,
`glyphs` and `names` draw the map, `panel` what stands beside it, on a `canvas` that is measured
in units, with `letters` as outlines.
"""

from __future__ import annotations

from pathlib import Path

from geo.layers.making import Layers

__all__ = ["PICTURE_FILES", "write_pictures"]

PICTURE_FILES = ("map.png", "map-print.png", "map.svg")


def write_pictures(folder: Path, layers: Layers, *, title: str, subtitle: str) -> list[Path]:
    """
    Draw a build for sharing and for print.

    Parameters
    ----------
    folder
        Exists already.
    layers
        The build's rows.
    title, subtitle
        Plain text.

    Returns
    -------
    files
        `PICTURE_FILES`, in this order. The same arguments give the same bytes.
    """
    # Only a build draws: matplotlib takes half a second to load.
    from geo.picture.compose import draw_files

    files = [folder / name for name in PICTURE_FILES]
    return draw_files(files, layers, title=title, subtitle=subtitle)
