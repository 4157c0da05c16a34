"""A published layer held in memory, to be asked by box, days and values."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.errors import InputError

Feature = dict[str, Any]
# Days as text sort like days; these two stand before and after all others.
_FIRST, _LAST = "0000-00-00", "9999-99-99"


@dataclass(frozen=True, slots=True, eq=False)
class PublishedLayer:
    """
    The features of one GeoJSON file of a build.

    Attributes
    ----------
    features
        In the file's order, with `id`, `geometry` and `properties`.
    by_id
        Positions among the features.
    tree
        Of their geometries, in the same order.
    days
        First and last day of each, ISO 8601, shape (n, 2); empty texts for a
        feature without days.
    """

    features: Sequence[Feature]
    by_id: Mapping[str, int]
    tree: shapely.STRtree
    days: np.ndarray

    def select(
        self,
        box: Sequence[float] = (),
        days: tuple[date | None, date | None] | None = None,
        values: Sequence[tuple[str, str]] = (),
    ) -> list[Feature]:
        """
        Find features.

        Parameters
        ----------
        box
            West, south, east, north in degrees; west may be greater than east,
            across the antimeridian. Empty for everywhere.
        days
            First and last, each None for open; features without days are left
            out when it is given.
        values
            Property and text: both must be equal, as GeoJSON writes them.

        Returns
        -------
        features
            In the file's order, whose geometry meets the box and whose days
            meet the days.
        """
        found = np.ones(len(self.features), dtype=bool)
        if len(box):
            found &= self._within(box)
        if days is not None:
            first, last = (day.isoformat() if day else "" for day in days)
            start, end = self.days.T
            found &= (start != "") & (end >= (first or _FIRST)) & (start <= (last or _LAST))
        return [
            feature
            for feature in itertools.compress(self.features, found)
            if all(_text(feature["properties"].get(name)) == value for name, value in values)
        ]

    def _within(self, box: Sequence[float]) -> np.ndarray:
        west, south, east, north = box
        halves = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
        boxes = [shapely.box(left, south, right, north) for left, right in halves]
        found = np.zeros(len(self.features), dtype=bool)
        found[self.tree.query(boxes, predicate="intersects")[1]] = True
        return found


def read_layer(path: Path) -> PublishedLayer:
    """
    Read a layer of a build.

    Parameters
    ----------
    path
        A GeoJSON file as `geo.layers.export.write_geojson` makes it.

    Returns
    -------
    layer
        All of it, in memory.

    Raises
    ------
    InputError
        When the file is missing or is no such file.
    """
    try:
        features = json.loads(path.read_bytes())["features"]
        geometries = shapely.from_geojson([json.dumps(f["geometry"]) for f in features])
        by_id = {feature["id"]: at for at, feature in enumerate(features)}
        days = [_days(feature["properties"]) for feature in features]
    except (OSError, ValueError, KeyError, TypeError, shapely.errors.GEOSException) as error:
        msg = f"{path} is no published layer ({error}). Run `dateline map` first."
        raise InputError(msg) from error
    return PublishedLayer(
        features, by_id, shapely.STRtree(geometries), np.array(days, dtype="U10").reshape(-1, 2)
    )


def _days(properties: Mapping[str, Any]) -> tuple[str, str]:
    start = properties.get("date_start") or ""
    return start, properties.get("date_end") or start


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
