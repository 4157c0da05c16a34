"""Which part of the world a picture shows, and in which projection."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

Positions = NDArray[np.float64]

# Kilometres: a single incident is shown with this much around it.
LEAST_KM = 90.0
# Beyond this, a plane around one point no longer suits; the whole world is shown.
_WIDEST_KM = 9_000.0
_WORLD_KM = 36_000.0
_WORLD_LON = 10.0
# Degrees: without anything to show there, a world map ends where Antarctica begins.
_ANTARCTICA = -59.0
# Share of the frame that incidents keep free at each side.
_MARGIN = 0.14
EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """
    A frame on the canvas and the plane it shows.

    Attributes
    ----------
    left, top, width, height
        Of the frame, in units of the canvas, y down.
    km_per_unit
        Scale at the centre.
    centre
        Of the frame, in kilometres of the plane.
    lon0, lat0
        Of the plane, degrees.
    is_world
        Whether it is a world map (Equal Earth), else an equal-area plane
        around its centre (Lambert).
    south
        Where a world map ends, degrees.
    """

    left: float
    top: float
    width: float
    height: float
    km_per_unit: float
    centre: tuple[float, float]
    lon0: float
    lat0: float
    is_world: bool
    south: float = -90.0

    def project(self, degrees: Positions) -> Positions:
        """Turn lon, lat (n, 2) into units of the canvas; what has no place becomes inf."""
        x, y = _plane(self.lon0, self.lat0, is_world=self.is_world)(degrees[:, 0], degrees[:, 1])
        middle_x, middle_y = self.left + self.width / 2, self.top + self.height / 2
        return np.column_stack(
            [
                middle_x + (x / 1000 - self.centre[0]) / self.km_per_unit,
                middle_y - (y / 1000 - self.centre[1]) / self.km_per_unit,
            ]
        )

    def clip(self, geometries: NDArray[Any]) -> list[Any]:
        """Cut geometries in degrees to what the frame can show, and project them."""
        west, south, east, north = self._bounds()
        found = []
        for turn in (-360.0, 0.0, 360.0):
            moved = shapely.transform(geometries, partial(np.add, (turn, 0.0)))
            boxes = shapely.bounds(moved)
            touching = (boxes[:, 0] <= east) & (boxes[:, 2] >= west)
            touching &= (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
            if touching.any():
                near = shapely.clip_by_rect(moved[touching], west, south, east, north)
                found += near[~shapely.is_empty(near)].tolist()
        shown = shapely.transform(np.array(found, dtype=object), self.project)
        return list(shown)

    def globe(self) -> Positions:
        """Return the outline of a world map, in units."""
        west, south, east, north = self._bounds()
        lat = np.linspace(south, north, 90)
        lon = np.repeat([west, east], len(lat))
        return self.project(np.column_stack([lon, np.concatenate([lat, lat[::-1]])]))

    def ends(self, y: float) -> tuple[float, float]:
        """Return where the map begins and ends at a height, in units."""
        if not self.is_world:
            return self.left, self.left + self.width
        west, east = np.split(self.globe(), 2)
        # Upwards y falls; the east is told downwards.
        begin = np.interp(y, west[::-1, 1], west[::-1, 0])
        return float(begin), float(np.interp(y, east[:, 1], east[:, 0]))

    def _bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north of the frame; lon runs on beyond ±180."""
        if self.is_world:
            return self.lon0 - 179.99, max(self.south, -89.9), self.lon0 + 179.99, 89.9
        edge = np.linspace(-0.53, 0.53, 25)
        across, along = np.meshgrid(edge, edge)
        x = (self.centre[0] + across.ravel() * self.width * self.km_per_unit) * 1000
        y = (self.centre[1] + along.ravel() * self.height * self.km_per_unit) * 1000
        plane = _plane(self.lon0, self.lat0, is_world=False)
        lon, lat = plane(x, y, inverse=True)
        lon = self.lon0 + (lon - self.lon0 + 180) % 360 - 180
        if np.ptp(lon) > 300:
            return self.lon0 - 180, float(lat.min()), self.lon0 + 180, 90.0
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


# Making one takes a millisecond, and a picture has thousands of shapes.
@cache
def _plane(lon0: float, lat0: float, *, is_world: bool) -> pyproj.Proj:
    name = (
        f"+proj=eqearth +lon_0={lon0:.4f}"
        if is_world
        else (f"+proj=laea +lon_0={lon0:.4f} +lat_0={lat0:.4f}")
    )
    return pyproj.Proj(f"{name} +R=6371000 +units=m")


def choose_view(degrees: Positions, frame: tuple[float, float, float, float]) -> View:
    """
    Choose what to show of the world.

    Parameters
    ----------
    degrees
        What must be seen, shape (n, 2), lon first; may be empty.
    frame
        Left, top, width, height on the canvas.

    Returns
    -------
    view
        Holding all of it with a margin; the world when it lies too far apart
        or there is nothing.

    Examples
    --------
    >>> view = choose_view(np.array([[179.0, -17.0], [-179.0, -18.0]]), (0, 0, 100, 50))
    >>> abs(round(view.lon0)), round(view.lat0), view.is_world
    (180, -18, False)
    """
    left, top, width, height = frame
    if not len(degrees):
        return _world(frame, degrees)
    lon0, lat0 = _middle(degrees)
    x, y = (axis / 1000 for axis in _plane(lon0, lat0, is_world=False)(*degrees.T))
    wide, high = max(float(np.ptp(x)), LEAST_KM), max(float(np.ptp(y)), LEAST_KM * height / width)
    if max(wide, high) > _WIDEST_KM or not np.isfinite(x).all():
        return _world(frame, degrees)
    room = 1 - 2 * _MARGIN
    scale = max(wide / (width * room), high / (height * room))
    centre = (float(x.min() + x.max()) / 2, float(y.min() + y.max()) / 2)
    return View(left, top, width, height, scale, centre, lon0, lat0, is_world=False)


def _world(frame: tuple[float, float, float, float], degrees: Positions) -> View:
    has_antarctica = bool((degrees[:, 1] < _ANTARCTICA).any())
    south = -90.0 if has_antarctica else _ANTARCTICA
    lower, upper = _plane(_WORLD_LON, 0.0, is_world=True)([_WORLD_LON] * 2, [south, 90.0])[1]
    middle = (lower + upper) / 2000
    return View(
        *frame, _WORLD_KM / frame[2], (0.0, middle), _WORLD_LON, 0.0, is_world=True, south=south
    )


def _middle(degrees: Positions) -> tuple[float, float]:
    """Return the middle of positions on the sphere, whatever side of the antimeridian."""
    lon, lat = np.radians(degrees).T
    mean = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]).mean(
        axis=1
    )
    if np.linalg.norm(mean) < 0.2:
        return 10.0, 0.0
    return (
        float(np.degrees(np.arctan2(mean[1], mean[0]))),
        float(np.degrees(np.arcsin(mean[2] / np.linalg.norm(mean)))),
    )
