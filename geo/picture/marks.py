"""Where symbols stand: incidents at one place side by side, crowds as one counted circle."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

# More incidents than this within reach become one circle: the fuller, the sooner.
# At least so many incidents, reach, limit.
_LIMITS = ((1500, 46.0, 2), (400, 40.0, 5), (150, 34.0, 5), (0, 30.0, 12))
_GAP = 1.5
_ROUNDS = 60
_GOLDEN = math.pi * (3 - math.sqrt(5))


@dataclass(slots=True)
class Mark:
    """
    A symbol on the canvas.

    Attributes
    ----------
    number
        The row of the incident.
    x, y
        Where it stands.
    true_x, true_y
        Where the incident lies.
    radius
        Of a circle of the same area, in units.
    """

    number: int
    x: float
    y: float
    true_x: float
    true_y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Crowd:
    """A counted circle in place of many symbols; rough if they tell of areas and not of places."""

    numbers: tuple[int, ...]
    x: float
    y: float
    radius: float
    is_rough: bool = False


def arrange(
    spots: Sequence[tuple[float, float]], radii: Sequence[float], rough: Sequence[bool]
) -> tuple[list[Mark], list[Crowd]]:
    """
    Place symbols so that none hides another.

    Parameters
    ----------
    spots
        Where incidents lie on the canvas.
    radii
        Of their symbols, in units.
    rough
        Whether each is only roughly placed: it is then not counted with those that are known.

    Returns
    -------
    marks, crowds
        Every incident is in one of them; marks that were moved keep the true
        position. The largest come first, so that small ones are drawn on top.
    """
    reach, limit = next(rest for least, *rest in _LIMITS if len(spots) >= least)
    crowds: list[Crowd] = []
    single: list[int] = []
    for is_rough in (False, True):
        numbers = [number for number, one in enumerate(rough) if bool(one) == is_rough]
        found, left = _crowds({number: spots[number] for number in numbers}, reach, int(limit))
        crowds += [replace(crowd, is_rough=is_rough) for crowd in found]
        single += left
    crowds = _apart(crowds)
    marks = [_mark(number, spots, radii, order) for order, number in enumerate(sorted(single))]
    _spread(marks, [_standing(crowd, -1) for crowd in crowds])
    # The fullest circle last: it is never covered.
    crowds.sort(key=lambda crowd: (len(crowd.numbers), crowd.numbers))
    return sorted(marks, key=lambda mark: (-mark.radius, mark.number)), crowds


def _mark(
    number: int, spots: Sequence[tuple[float, float]], radii: Sequence[float], order: int
) -> Mark:
    x, y = spots[number]
    # A hair's breadth off, each in its own direction, so that pushing has one.
    angle = order * _GOLDEN
    return Mark(number, x + 0.1 * math.cos(angle), y + 0.1 * math.sin(angle), x, y, radii[number])


def _crowds(
    spots: Mapping[int, tuple[float, float]], reach: float, limit: int
) -> tuple[list[Crowd], list[int]]:
    sites = Counter(spots.values())
    cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for site in sites:
        cells.setdefault(_cell(site, reach), []).append(site)
    at: dict[tuple[float, float], list[int]] = {}
    for number, spot in spots.items():
        at.setdefault(spot, []).append(number)
    crowds: list[Crowd] = []
    used: set[tuple[float, float]] = set()
    for site, _ in sorted(sites.items(), key=lambda item: (-item[1], item[0])):
        if site in used:
            continue
        near = [other for other in _near(site, cells, reach) if other not in used]
        numbers = [number for other in near for number in at[other]]
        if len(numbers) <= limit:
            continue
        used.update(near)
        x = sum(spots[number][0] for number in numbers) / len(numbers)
        y = sum(spots[number][1] for number in numbers) / len(numbers)
        radius = min(26.0, max(13.0, 9.0 + 2.2 * math.log2(len(numbers))))
        crowds.append(Crowd(tuple(sorted(numbers)), x, y, radius))
    return crowds, [number for number, spot in spots.items() if spot not in used]


def _cell(spot: tuple[float, float], reach: float) -> tuple[int, int]:
    return math.floor(spot[0] / reach), math.floor(spot[1] / reach)


def _near(
    site: tuple[float, float],
    cells: dict[tuple[int, int], list[tuple[float, float]]],
    reach: float,
) -> Iterable[tuple[float, float]]:
    column, row = _cell(site, reach)
    return [
        other
        for across in (-1, 0, 1)
        for down in (-1, 0, 1)
        for other in cells.get((column + across, row + down), ())
        if math.dist(site, other) <= reach
    ]


def _apart(crowds: Sequence[Crowd]) -> list[Crowd]:
    circles = [_standing(crowd, number) for number, crowd in enumerate(crowds)]
    _spread(circles, [])
    return [
        replace(crowd, x=circle.x, y=circle.y)
        for crowd, circle in zip(crowds, circles, strict=True)
    ]


def _standing(crowd: Crowd, number: int) -> Mark:
    """Let a circle stand among symbols; a number below zero never moves."""
    return Mark(number, crowd.x, crowd.y, crowd.x, crowd.y, crowd.radius)


def _spread(marks: Sequence[Mark], fixed: Sequence[Mark]) -> None:
    for _ in range(_ROUNDS):
        moved = False
        everything = sorted([*marks, *fixed], key=lambda mark: mark.x)
        reach = 2 * max((mark.radius for mark in everything), default=0.0) * 1.2
        for place, one in enumerate(everything):
            for other in everything[place + 1 :]:
                if other.x - one.x > reach:
                    break
                if abs(other.y - one.y) <= reach:
                    moved |= _push(one, other)
        if not moved:
            return


def _push(one: Mark, other: Mark) -> bool:
    dy = other.y - one.y
    # At the same spot, to the sides.
    dx = other.x - one.x or (0.0 if dy else 0.01)
    distance = math.hypot(dx, dy)
    overlap = (one.radius + other.radius) * 1.08 + _GAP - distance
    if overlap <= 0.05 or (one.number < 0 and other.number < 0):
        return False
    if one.number < 0 or other.number < 0:
        share = 0.0 if other.number < 0 else 1.0
    else:
        # The smaller gives way more.
        share = one.radius**2 / (one.radius**2 + other.radius**2)
    push = 0.6 * overlap / distance
    one.x -= dx * push * (1 - share)
    one.y -= dy * push * (1 - share)
    other.x += dx * push * share
    other.y += dy * push * share
    return True
