"""Where a project can be looked at: its first view, all incidents, each place far from the rest."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.layers.first_view import Bounds, Elsewhere, bounds_of, positions_of
from geo.layers.making import Layers

_EARTH_M = 6_378_137.0
# Metres: a single incident is shown with this much around it.
_LEAST_VIEW_M = 120_000.0
_MAX_LATITUDE = 85.0
# Beyond it the map has no place.
_HALF_WORLD_M = math.pi * _EARTH_M
_WORLD: Bounds = (-1.6e7, -8e6, 1.6e7, 1.4e7)
# More places have no bookmark of their own, and fewer are named in a sentence.
_MOST_MARKED, _MOST_NAMED = 30, 4


class View(NamedTuple):
    """
    What a bookmark shows.

    Attributes
    ----------
    name
        Plain text.
    bounds
        Metres in EPSG:3857, west, south, east, north.
    """

    name: str
    bounds: Bounds


def views_of(layers: Layers) -> list[View]:
    """
    List what to look at.

    Parameters
    ----------
    layers
        The build's rows.

    Returns
    -------
    views
        What the project opens with; then, where that leaves incidents out, all of them and
        each place left out.
    """
    first = layers.view
    views = [View("First view", _metres(first.bounds))]
    if first.elsewhere:
        views.append(View("All incidents", _metres(bounds_of(shown_positions(layers)))))
    for one in first.elsewhere[:_MOST_MARKED]:
        name = f"{one.place or 'Elsewhere'} ({_plural(len(one.rows), 'incident')})"
        views.append(View(name, _metres((one.lon, one.lat, one.lon, one.lat))))
    return views


def shown_positions(layers: Layers) -> NDArray[np.float64]:
    """
    Return where there is anything to show.

    Parameters
    ----------
    layers
        The build's rows.

    Returns
    -------
    positions
        Shape (n, 2), degrees, lon first: of incidents, else of places.
    """
    return positions_of(layers.events if len(layers.events) else layers.places)


def outside_words(layers: Layers, bounds: Bounds) -> str:
    """
    Say what a map does not show.

    Parameters
    ----------
    layers
        The build's rows.
    bounds
        Of the map, metres in EPSG:3857.

    Returns
    -------
    sentence
        Empty if it shows all incidents.
    """
    x, y = _project(shown_positions(layers)).T
    west, south, east, north = bounds
    left = layers.view.without((west <= x) & (x <= east) & (south <= y) & (y <= north))
    if not left:
        return ""
    named = ", ".join(f"{one.place or 'elsewhere'}{_number(one)}" for one in left[:_MOST_NAMED])
    others = len(left) - _MOST_NAMED
    more = f" and {_plural(others, 'other place')}" if others > 0 else ""
    count = _plural(sum(len(one.rows) for one in left), "incident")
    return f"Not on this map: {count} in {named}{more}."


def _number(one: Elsewhere) -> str:
    return f" ({len(one.rows):,})" if len(one.rows) > 1 else ""


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _project(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn lon, lat (n, 2) into metres in EPSG:3857."""
    lat = np.clip(degrees[:, 1], -_MAX_LATITUDE, _MAX_LATITUDE)
    y = _EARTH_M * np.log(np.tan(math.pi / 4 + np.radians(lat) / 2))
    return np.column_stack([_EARTH_M * np.radians(degrees[:, 0]), y])


def _metres(bounds: Bounds | None) -> Bounds:
    """Return a box in EPSG:3857, with a margin."""
    if bounds is None:
        return _WORLD
    x, y = _project(np.array(bounds).reshape(2, 2)).T
    wide = max(float(np.ptp(x)), float(np.ptp(y)) * 0.5, _LEAST_VIEW_M) * 1.2
    high = max(float(np.ptp(y)), wide * 0.5) * 1.2
    middle_x, middle_y = float(x.mean()), float(y.mean())
    # QGIS shows nothing beyond the antimeridian.
    if wide > 2 * _HALF_WORLD_M or x.max() > _HALF_WORLD_M:
        return -_HALF_WORLD_M, middle_y - high / 2, _HALF_WORLD_M, middle_y + high / 2
    return middle_x - wide / 2, middle_y - high / 2, middle_x + wide / 2, middle_y + high / 2
