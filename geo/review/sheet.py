"""The review sheet: its columns, and what a published incident or toponym shows in them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

ADVICE = ("row_id", "rank", "why")
# What an analyst may change.
EDITABLE = (
    *("confirm", "comment", "scope", "place_id", "lon", "lat", "radius_km", "footprint_wkt"),
    *("event_type", "sub_event_type", "status", "date_start", "date_end"),
    *("killed_low", "killed_best", "killed_high", "injured_low", "injured_best", "injured_high"),
    *("affected_low", "affected_best", "affected_high", "affected_kind", "actor1", "actor2"),
    *("merge_with", "split", "strike", "lock", "by"),
)
# What helps to decide.
CONTEXT = (
    *("toponym", "place_name", "country_code", "admin1_name", "place_text", "geo_confidence"),
    *("alternatives", "reports", "title", "source", "url", "published", "n_reports"),
)
ANCHORS = ("event_id", "report_id", "article_id", "build_id", "drawn", "shown")
COLUMNS = (*ADVICE, *CONTEXT[:1], "quote", *EDITABLE, *CONTEXT[1:], *ANCHORS)

# The layers of the GeoPackage.
LAYER, AREAS_LAYER = "review", "review_areas"
EVENT, REPORT, TOPONYM = "event", "report", "toponym"

# Columns of a published incident that are shown as they are.
_COPIED = (
    *("place_id", "radius_km", "event_type", "sub_event_type", "status", "date_start", "date_end"),
    *("killed_low", "killed_best", "killed_high", "injured_low", "injured_best", "injured_high"),
    *("affected_low", "affected_best", "affected_high", "affected_kind", "actor1", "actor2"),
)

Properties = Mapping[str, Any]


def as_text(value: object) -> str:
    """
    Write a published value as a cell.

    Parameters
    ----------
    value
        From a layer; None for nothing.

    Examples
    --------
    >>> as_text(None), as_text(43.5), as_text(7.0), as_text("x")
    ('', '43.5', '7', 'x')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def editable_cells(properties: Properties, lon: float, lat: float) -> dict[str, str]:
    """
    Return what an incident or report shows in the columns that can be changed.

    Parameters
    ----------
    properties
        A row of `events` or `reports`.
    lon, lat
        Of its point.

    Returns
    -------
    cells
        Texts; those that nothing is told for are empty.
    """
    cells = {name: as_text(properties.get(name)) for name in _COPIED}
    is_locked = "lock" in as_text(properties.get("edited")).split(";")
    return {
        **cells,
        "lon": f"{lon:.6f}",
        "lat": f"{lat:.6f}",
        "lock": "yes" if is_locked else "",
    }


def outline_digest(shape: BaseGeometry | None) -> str:
    """
    Fingerprint an outline, so that a changed one is known.

    Parameters
    ----------
    shape
        In degrees; where its rings begin does not matter.

    Returns
    -------
    digest
        Empty without a shape.
    """
    if shape is None or shape.is_empty:
        return ""
    plain = shapely.normalize(shapely.set_precision(shapely.force_2d(shape), 1e-6))
    if isinstance(plain, shapely.Polygon):
        plain = shapely.MultiPolygon([plain])
    return hashlib.sha256(shapely.to_wkb(plain, byte_order=1)).hexdigest()[:16]
