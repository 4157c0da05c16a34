"""How incidents look: one shape, colour and word for each type, the same on every map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from geo.layers.codebook import STATUSES

Corners = tuple[tuple[float, float], ...]

# Feature codes of what is no spot, by their beginnings: a name in spaced letters, without a dot.
WIDEST_CODES = ("PCL", "CONT", "OCN")
AREA_CODES = (
    *WIDEST_CODES,
    *("ADM", "RGN", "AREA", "TERR", "ZN", "SEA", "GULF", "DSRT", "VAL", "STM", "LK", "MTS", "ISL"),
)


def _regular(corners: int, turn: float) -> Corners:
    return tuple(
        (math.sin(2 * math.pi * k / corners + turn), -math.cos(2 * math.pi * k / corners + turn))
        for k in range(corners)
    )


def _star(points: int, inner: float) -> Corners:
    return tuple(
        (reach * math.sin(math.pi * k / points), -reach * math.cos(math.pi * k / points))
        for k in range(2 * points)
        for reach in ((inner if k % 2 else 1.0),)
    )


def _plus(arm: float) -> Corners:
    quarter = ((-arm, -1.0), (arm, -1.0), (arm, -arm))
    return tuple(
        turned
        for quarter_turns in range(4)
        for x, y in quarter
        for turned in (((x, y), (-y, x), (-x, -y), (y, -x))[quarter_turns],)
    )


# x to the right, y down, as on screens; None is a circle. The shape alone tells the type.
_SHAPES: dict[str, Corners | None] = {
    "battle": _regular(4, 0.0),
    "explosion": _star(8, 0.52),
    "civilian_violence": _regular(3, 0.0),
    "strategic": _regular(4, math.pi / 4),
    "protest": None,
    "displacement": (
        *((-1.0, -0.85), (0.15, -0.85), (1.1, 0.0)),
        *((0.15, 0.85), (-1.0, 0.85), (-0.35, 0.0)),
    ),
    "aid": _plus(0.38),
    "hazard": ((-1.0, -1.0), (1.0, -1.0), (0.3, 0.0), (1.0, 1.0), (-1.0, 1.0), (-0.3, 0.0)),
    "accident": _regular(3, math.pi),
    "other": _regular(5, 0.0),
}
TYPE_COLOURS = {
    "battle": "#c0272d",
    "explosion": "#e07b00",
    "civilian_violence": "#7a3b9a",
    "strategic": "#4a5d70",
    "protest": "#2273b5",
    "displacement": "#0b8571",
    "aid": "#5b8f14",
    "hazard": "#8a5a1a",
    "accident": "#67676b",
    "other": "#33363a",
}
TYPE_WORDS = {
    "battle": "Battle",
    "explosion": "Explosion, air strike",
    "civilian_violence": "Violence against civilians",
    "strategic": "Strategic development",
    "protest": "Protest",
    "displacement": "Displacement",
    "aid": "Aid",
    "hazard": "Natural hazard",
    "accident": "Accident",
}
STATUS_WORDS = dict(
    zip(
        STATUSES,
        ("Reported as fact", "Claimed by one side", "Denied", "Planned", "Hypothetical"),
        strict=True,
    )
)
STATUS_BADGES = {"claimed": "?", "denied": "×", "planned": "→", "hypothetical": "…"}
# The map under the data.
LAND, WATER, RIVER, COAST = "#f6f4ef", "#d3dfe6", "#b5cbd8", "#b3c2cb"
# Around a globe.
PAPER = "#f1f4f6"
BORDER, DIVISION, TOWN, COUNTRY = "#a9a399", "#c3bcb0", "#77746c", "#8e887c"
INK, SOFT, HALO, EDGE, HATCH = "#1c1d1f", "#5d6167", "#ffffff", "#3a3a3a", "#6d6258"

# Radii in pixels of 1/96 inch.
BASE_RADIUS, MAX_RADIUS = 6.0, 20.0
# Square pixels of radius² for each person killed: 75 killed give a radius of 14.
PER_PERSON = 2.0


def shape(event_type: str) -> Corners | None:
    """
    Give the outline of a type's symbol.

    Parameters
    ----------
    event_type
        A type of the codebook; any other gives a pentagon.

    Returns
    -------
    corners
        x to the right, y down, around an area of π, so that size means the
        same for all; None for the unit circle.

    Examples
    --------
    >>> [(round(x, 2), round(y, 2)) for x, y in shape("battle")]
    [(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)]
    """
    corners = _SHAPES.get(event_type, _SHAPES["other"])
    if corners is None:
        return None
    grow = math.sqrt(math.pi / _area(corners))
    return tuple((round(x * grow, 6) + 0.0, round(y * grow, 6) + 0.0) for x, y in corners)


def radius_px(killed: float | None) -> float:
    """
    Size a symbol by the number of people killed.

    Parameters
    ----------
    killed
        None when it is not known.

    Returns
    -------
    radius
        Pixels of 1/96 inch; the area grows with the toll, up to a limit.

    Examples
    --------
    >>> radius_px(None), round(radius_px(75), 1), radius_px(5000)
    (6.0, 13.6, 20.0)
    """
    return min(MAX_RADIUS, math.sqrt(BASE_RADIUS**2 + PER_PERSON * (killed or 0)))


@cache
def ink_on(ground: str) -> str:
    """
    Choose dark or light for figures on a colour, whichever stands out more.

    Parameters
    ----------
    ground
        `#rrggbb`.

    Returns
    -------
    ink
        `#rrggbb`; by the relative luminance of WCAG 2.2.

    Examples
    --------
    >>> ink_on(TYPE_COLOURS["battle"]), ink_on(TYPE_COLOURS["explosion"])
    ('#ffffff', '#1c1d1f')
    """
    return max((HALO, INK), key=lambda ink: _contrast(ink, ground))


def mixed(one: str, other: str, share: float) -> str:
    """
    Mix two colours.

    Parameters
    ----------
    one, other
        `#rrggbb`.
    share
        How much of the first, 0 to 1.

    Returns
    -------
    code
        `#rrggbb`.

    Examples
    --------
    >>> mixed("#ff0000", "#ffffff", 0.5)
    '#ff8080'
    """
    parts = (
        round(share * int(one[at : at + 2], 16) + (1 - share) * int(other[at : at + 2], 16))
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(code: str) -> float:
    parts = (int(code[k : k + 2], 16) / 255 for k in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _area(corners: Sequence[tuple[float, float]]) -> float:
    following = [*corners[1:], corners[0]]
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(corners, following, strict=True))) / 2
