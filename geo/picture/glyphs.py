"""Single symbols, alike on the map and in its legend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.path import Path as Outline

from geo.layers.symbols import EDGE, HALO, INK, STATUS_BADGES, TYPE_COLOURS, shape
from geo.picture.canvas import Canvas, circle, polygon, vertices


def draw_symbol(
    canvas: Canvas, kind: str, x: float, y: float, radius: float, *, is_open: bool, z: float = 20
) -> None:
    """
    Draw a type's symbol: filled where the place is known, open where it is not.

    Parameters
    ----------
    canvas
        To draw on.
    kind
        Type of the incident.
    x, y, radius
        In units.
    is_open
        Whether the place is only roughly known.
    z
        What lies above what.
    """
    corners = shape(kind)
    outline = (
        circle(x, y, radius)
        if corners is None
        else polygon([(x + radius * cx, y + radius * cy) for cx, cy in corners])
    )
    paint = TYPE_COLOURS.get(kind, TYPE_COLOURS["other"])
    width = 5.0 if is_open else 3.4
    look: dict[str, Any] = {"join": "round", "z": z}
    canvas.draw(outline, fill=HALO, edge=HALO, width=width, **look)
    if is_open:
        canvas.draw(outline, fill=HALO, edge=paint, width=2.0, **look)
    else:
        canvas.draw(outline, fill=paint, edge=EDGE, width=0.9, **look)


def draw_badge(canvas: Canvas, status: str, x: float, y: float, z: float = 30) -> None:
    """
    Draw the sign of what is not told as a fact.

    Parameters
    ----------
    canvas
        To draw on.
    status
        Of the codebook; `occurred` has no sign.
    x, y
        Its middle.
    z
        What lies above what.
    """
    sign = STATUS_BADGES.get(status)
    if not sign:
        return
    canvas.draw(circle(x, y, 6.2), z=z, fill=HALO, edge=INK, width=1.0)
    canvas.text(x, y + 3.6, sign, 10, face="bold", z=z, align=0.5, colour=INK)


def draw_crowd(
    canvas: Canvas,
    spot: tuple[float, float, float],
    kinds: Sequence[str],
    *,
    is_open: bool = False,
    z: float = 18,
) -> None:
    """
    Draw a counted circle, its ring by the share of each type.

    Parameters
    ----------
    canvas
        To draw on.
    spot
        x, y and radius, in units.
    kinds
        Types of the incidents.
    is_open
        Whether their places are only roughly known: the ring is then dashed.
    z
        What lies above what.
    """
    x, y, radius = spot
    look: dict[str, Any] = {"width": 4.5}
    if is_open:
        look = {"width": 2.5, "dash": (0, (1.6, 1.1))}
    canvas.draw(circle(x, y, radius + 1.5), z=z, fill=HALO)
    start = -90.0
    for kind in TYPE_COLOURS:
        share = 360.0 * kinds.count(kind) / len(kinds)
        if not share:
            continue
        arc = Outline.arc(start, start + share) if share < 360 else Outline.unit_circle()
        ring = Outline(vertices(arc) * (radius - 2) + np.array([x, y]), arc.codes)
        canvas.draw(ring, z=z, edge=TYPE_COLOURS[kind], **look)
        start += share
    size = 12.0 if radius > 17 else 10.5
    words = f"{len(kinds):,}"
    baseline = y + size * 0.36
    canvas.text(x, baseline, words, size, face="bold", z=z, align=0.5, colour=INK)
