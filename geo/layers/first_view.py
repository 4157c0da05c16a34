"""Which part of the world a build's maps show at first, and what lies outside of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.gazetteer.sphere import EARTH_RADIUS_KM

Positions = NDArray[np.float64]
Bounds = tuple[float, float, float, float]

# Kilometres: nearer to the middle nothing is left out for the sake of a larger scale.
_LEAST_KM = 60.0
# Times as large as before: for less, nobody misses what is left out.
_LEAST_GAIN = 3.0
# At most a fifth is left out, and for each doubling of the scale at most a twentieth: one stray
# incident in five if the others are in one city, one in twenty if they are all over a country.
_MOST_OUTSIDE, _SHARE_A_DOUBLING = 0.2, 0.05
# A footprint that runs off the view still has its symbol there: so do all but half of them.
_MOST_CUT, _CUT_A_DOUBLING = 0.49, 0.2
_ROUNDS = 50
# Degrees: what is rounded differently is not outside.
_HAIR = 1e-4


class Elsewhere(NamedTuple):
    """
    A place outside of the first view with the incidents there.

    Attributes
    ----------
    place
        Its name; empty if unknown.
    rows
        Of the incidents.
    lon, lat
        Of the first of them.
    distance_km
        From the middle of the incidents, to two digits.
    """

    place: str
    rows: tuple[int, ...]
    lon: float
    lat: float
    distance_km: int


@dataclass(frozen=True, slots=True, eq=False)
class FirstView:
    """
    What maps open with.

    Attributes
    ----------
    held
        Positions that the view must hold, shape (n, 2), degrees, lon first: of incidents, and
        corners of the boxes around footprints. Empty for the whole world.
    elsewhere
        The other incidents by place, the fullest places first.
    """

    held: Positions
    elsewhere: Sequence[Elsewhere]

    @property
    def bounds(self) -> Bounds | None:
        """The smallest box around all that is held, by `bounds_of`; None for the world."""
        return bounds_of(self.held) if len(self.held) else None

    def without(self, is_shown: NDArray[np.bool_]) -> list[Elsewhere]:
        """Return what is left elsewhere where a map shows more: it tells of each incident."""
        left = [
            one._replace(rows=tuple(row for row in one.rows if not is_shown[row]))
            for one in self.elsewhere
        ]
        return sorted(filter(lambda one: one.rows, left), key=_fullest_first)


def bounds_of(positions: Positions) -> Bounds:
    """
    Return the smallest box around positions, across the antimeridian if that is smaller.

    Parameters
    ----------
    positions
        At least one, shape (n, 2), degrees, lon first.

    Returns
    -------
    bounds
        West, south, east, north; east is above 180 when the box crosses the
        antimeridian.

    Examples
    --------
    >>> bounds_of(np.array([(43.1, 36.3), (44.4, 35.5)]))
    (43.1, 35.5, 44.4, 36.3)
    >>> bounds_of(np.array([(179.0, -17.0), (-179.5, -16.0)]))
    (179.0, -17.0, 180.5, -16.0)
    """
    lons = np.unique(positions[:, 0])
    gaps = np.round(np.diff(lons, append=lons[0] + 360), 6)
    # The box is what the widest empty gap leaves; a tie keeps it off the antimeridian.
    last = int(np.flatnonzero(gaps == gaps.max())[-1])
    west = float(lons[(last + 1) % len(lons)])
    east = west + 360 - float(gaps[last])
    lats = positions[:, 1]
    west, south, east, north = (
        round(float(bound), 6) for bound in (west, lats.min(), east, lats.max())
    )
    return west, south, east, north


def first_view(
    events: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, places: gpd.GeoDataFrame
) -> FirstView:
    """
    Choose what maps of a build show at first: the bulk of the incidents, as large as may be.

    A few that lie far from all others would shrink these to a blob. They are left out where the
    scale gains enough for their number, and told by `elsewhere`; of places that matter alike
    none is left out, however far apart.

    Parameters
    ----------
    events, areas, places
        As `geo.layers.frames` makes them, EPSG:4326.

    Returns
    -------
    view
        Holding four fifths of the incidents or more, with the footprints of those that are only
        roughly placed unless few of them are far larger than the rest; without incidents, all
        places named.
    """
    if not len(events):
        return FirstView(positions_of(places), ())
    spots = positions_of(events)
    middle = _middle(spots)
    apart = _distances(spots, middle)
    kept = apart <= _reach(apart, _MOST_OUTSIDE, _SHARE_A_DOUBLING)
    rows, corners = _footprint_corners(events, areas)
    rows, corners = rows[kept[rows]], corners[kept[rows]]
    far = _distances(corners, middle)
    widest = apart.copy()
    np.maximum.at(widest, rows, far)
    reach = max(_reach(widest[kept], _MOST_CUT, _CUT_A_DOUBLING), float(apart[kept].max()))
    held = np.concatenate([spots[kept], corners[widest[rows] <= reach]])
    held = np.unique(held, axis=0)
    outside = np.flatnonzero(~_inside(spots, bounds_of(held)))
    return FirstView(held, _by_place(events, spots, outside, middle))


def positions_of(frame: gpd.GeoDataFrame) -> Positions:
    """
    Return where the rows lie.

    Parameters
    ----------
    frame
        With points; may be empty.

    Returns
    -------
    positions
        Shape (n, 2), lon first in EPSG:4326.
    """
    return np.asarray(shapely.get_coordinates(frame.geometry.values), np.float64).reshape(-1, 2)


def _reach(distances: NDArray[np.float64], most: float, share: float) -> float:
    """Return how far to go: all the way, unless leaving out a small share pays."""
    ordered = np.sort(distances)
    spans = np.maximum(ordered, _LEAST_KM)
    left_out = np.arange(len(ordered))[::-1] / len(ordered)
    cost = np.log2(spans) + left_out / share
    cost[left_out > most] = np.inf
    best = int(np.argmin(cost))
    pays = spans[-1] >= _LEAST_GAIN * spans[best]
    return float(ordered[best if pays else -1])


def _vectors(degrees: Positions) -> Positions:
    lon, lat = np.radians(degrees).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _middle(degrees: Positions) -> Positions:
    """
    Return the geometric median as a vector of length 1.

    Half of the positions would have to move to pull it away. Weiszfeld's algorithm (1937), in
    space and not on a map, so that neither pole nor antimeridian matters.
    """
    vectors = _vectors(degrees)
    middle = vectors.mean(axis=0)
    for _ in range(_ROUNDS):
        weights = 1 / np.maximum(np.linalg.norm(vectors - middle, axis=1), 1e-6)
        middle = weights @ vectors / weights.sum()
    length = np.linalg.norm(middle)
    # Of places on opposite sides of the earth none is in the middle.
    return np.asarray(middle / length if length > 1e-6 else vectors[0])


def _distances(degrees: Positions, middle: Positions) -> NDArray[np.float64]:
    """Return kilometres along the ground."""
    chords = np.linalg.norm(_vectors(degrees) - middle, axis=1)
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.clip(chords / 2, 0, 1)))


def _footprint_corners(
    events: gpd.GeoDataFrame, areas: gpd.GeoDataFrame
) -> tuple[NDArray[np.int64], Positions]:
    """Return corners of the boxes of roughly placed incidents, and the row of each."""
    rows = events["event_id"].astype(str).reset_index(drop=True)
    rows = rows[(events["point_kind"].astype(object) != "position").to_numpy(bool)]
    numbers = dict(zip(rows, rows.index, strict=True))
    of_event = areas["event_id"].astype(str).map(numbers)
    drawn = of_event.notna().to_numpy()
    owners, shapes = of_event[drawn].to_numpy(np.int64), np.asarray(areas.geometry.array)[drawn]
    boxes = shapely.bounds(shapes).reshape(-1, 4)
    # What crosses the antimeridian has parts at either side of the world.
    is_split = boxes[:, 2] - boxes[:, 0] > 180
    parts, part_of = shapely.get_parts(shapes[is_split], return_index=True)
    boxes = np.concatenate([boxes[~is_split], shapely.bounds(parts).reshape(-1, 4)])
    owners = np.concatenate([owners[~is_split], owners[is_split][part_of]])
    corners = boxes[:, [0, 1, 0, 3, 2, 1, 2, 3]].reshape(-1, 2)
    return np.repeat(owners, 4), corners


def _inside(degrees: Positions, bounds: Bounds) -> NDArray[np.bool_]:
    west, south, east, north = bounds
    along = (degrees[:, 0] - west + _HAIR) % 360 <= east - west + 2 * _HAIR
    lat = degrees[:, 1]
    return np.asarray(along & (lat >= south - _HAIR) & (lat <= north + _HAIR))


def _by_place(
    events: gpd.GeoDataFrame, spots: Positions, rows: NDArray[np.int64], middle: Positions
) -> list[Elsewhere]:
    names = events["place_name"].fillna("").astype(str).to_list()
    countries = events["country_code"].fillna("").astype(str).to_list()
    found: dict[tuple[str, str], list[int]] = {}
    for row in rows.tolist():
        found.setdefault((names[row], countries[row]), []).append(row)
    firsts = spots[[held[0] for held in found.values()]].reshape(-1, 2)
    apart = _distances(firsts, middle).tolist()
    elsewhere = [
        Elsewhere(name, tuple(held), float(lon), float(lat), _to_two_digits(distance_km))
        for ((name, _), held), (lon, lat), distance_km in zip(
            found.items(), firsts, apart, strict=True
        )
    ]
    return sorted(elsewhere, key=_fullest_first)


def _to_two_digits(number: float) -> int:
    step = 10.0 ** max(len(str(int(number))) - 2, 0)
    return int(round(number / step) * step)


def _fullest_first(one: Elsewhere) -> tuple[int, str]:
    return -len(one.rows), one.place
