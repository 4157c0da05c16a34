"""Frames to the columns that the page reads: packed, inert, whatever the text is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.codebook import FIRST_IMPRECISE
from geo.webmap.lines import encode_line

# Anything else in a link could run: javascript:, data:, file:.
LINK_SCHEMES = frozenset({"http", "https"})
# Steps per degree of footprints: about 11 m.
SHAPE_GRID = 10_000
# Of the square root of a footprint's area: how far its outline may be off. A
# circle keeps some twenty corners.
SHAPE_TOLERANCE = 0.008

_EVENT_TEXTS = (
    *("event_id", "event_type", "sub_event_type", "status", "date_text"),
    *("actor1", "actor1_role", "actor2", "actor2_role"),
    *("place_text", "place_name", "feature_code", "country_code", "admin1_name", "admin2_name"),
    *("relation", "alternatives", "affected_kind", "casualties", "quote", "rule"),
)
_EVENT_NUMBERS = (
    *("date_prec", "geonameid", "distance_km", "bearing_deg", "radius_km", "where_prec"),
    *("geo_confidence", "killed_low", "killed_best", "killed_high"),
    *("injured_low", "injured_best", "injured_high"),
    *("affected_low", "affected_best", "affected_high", "n_reports", "n_sources"),
)
_PLACE_TEXTS = ("name", "names", "feature_code", "country_code", "admin1_name", "roles", "quote")
_PLACE_NUMBERS = ("geonameid", "n_mentions", "n_located", "n_articles", "geo_confidence")
_ARTICLE_TEXTS = ("article_id", "title", "source", "url", "published")
_METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Layers:
    """The four frames of a build, as `geo.frames` makes them."""

    events: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    reports: pd.DataFrame


def safe_link(url: object) -> str:
    r"""
    Let an article's address through only if it is an ordinary web address.

    Parameters
    ----------
    url
        As the input gave it.

    Returns
    -------
    url
        Empty when missing, of another scheme, or with spaces or controls in it,
        which browsers drop before they look at the scheme.

    Examples
    --------
    >>> safe_link("https://example.org/a?b=1")
    'https://example.org/a?b=1'
    >>> safe_link("java\nscript:alert(1)")
    ''
    """
    if not isinstance(url, str) or any(char <= " " or char == "\x7f" for char in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme.lower() in LINK_SCHEMES and parts.netloc else ""


def cut_quote(text: str, limit: int) -> str:
    """
    Shorten a quotation at a word, with an ellipsis.

    Parameters
    ----------
    text
        As printed.
    limit
        Most characters to show.

    Returns
    -------
    text
        Unchanged when short enough.

    Examples
    --------
    >>> cut_quote("Five people died on Sunday.", 18)
    'Five people …'
    """
    if len(text) <= limit:
        return text
    head = text[: max(limit - 1, 0)]
    # A word that fits to its last letter stays.
    whole = head.rsplit(None, 1)[0] if " " in head and text[len(head)] != " " else head
    return f"{whole.rstrip()} …"


def _column(frame: pd.DataFrame, name: str) -> list[Any]:
    """Return a column with None where a value is missing; all None without the column."""
    if name not in frame.columns:
        return [None] * len(frame)
    series = frame[name]
    return series.astype(object).where(series.notna(), None).tolist()


def _texts(frame: pd.DataFrame, name: str) -> list[str]:
    return ["" if value is None else str(value) for value in _column(frame, name)]


def _number(value: Any) -> int | float | None:
    if value is None or not math.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else round(float(value), 3)


def _numbers(frame: pd.DataFrame, name: str) -> list[int | float | None]:
    return [_number(value) for value in _column(frame, name)]


def _days(frame: pd.DataFrame, name: str) -> list[int | None]:
    """Count days since 1970; texts that are no day count as missing."""
    days = pd.to_datetime(pd.Series(_column(frame, name), dtype=object), errors="coerce")
    numbers = days.astype("datetime64[s]").to_numpy().astype("datetime64[D]").astype(np.int64)
    missing = days.isna().to_numpy()
    return [None if gone else day for day, gone in zip(numbers.tolist(), missing, strict=True)]


def _pack(values: Sequence[Any]) -> Any:
    """Write a column shorter: one value if all are alike, else an index if many repeat."""
    distinct = dict.fromkeys(values)
    if len(distinct) == 1 and len(values) > 1:
        return {"n": len(values), "v": next(iter(distinct))}
    if len(distinct) * 2 > len(values) or len(values) < 8:
        return list(values)
    number = {value: index for index, value in enumerate(distinct)}
    return {"d": list(distinct), "i": [number[value] for value in values]}


def _degrees(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    return np.asarray(shapely.get_coordinates(frame.geometry.values), dtype=float)


def _positions(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    return _degrees(frame).reshape(-1, 2) if len(frame) else np.empty((0, 2))


def _circle_radii(geometries: Any, centres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the radius in metres of footprints that are circles around `centres`, else NaN."""
    radii = np.full(len(geometries), np.nan)
    if not len(geometries):
        return radii
    parts = shapely.get_num_geometries(geometries) == 1
    whole = parts & (shapely.get_num_interior_rings(shapely.get_geometry(geometries, 0)) == 0)
    points, owner = shapely.get_coordinates(geometries, return_index=True)
    offsets = points - centres[owner]
    cosine = np.cos(np.radians(centres[owner, 1]))
    distances = _METRES_PER_DEGREE * np.hypot(offsets[:, 0] * cosine, offsets[:, 1])
    first = np.concatenate([[0], np.flatnonzero(np.diff(owner)) + 1])
    rows = owner[first]
    low, high = np.minimum.reduceat(distances, first), np.maximum.reduceat(distances, first)
    corners = np.bincount(owner, minlength=len(geometries))[rows]
    # Beyond some hundred kilometres a circle on the ground is none on the map.
    is_circle = (low > 0.97 * high) & (corners >= 16) & (high < 200_000) & whole[rows]
    radii[rows[is_circle]] = high[is_circle]
    return radii


def _outline(geometry: Any) -> list[list[str]]:
    simple = shapely.simplify(geometry, math.sqrt(geometry.area) * SHAPE_TOLERANCE)
    return [
        [
            encode_line(np.rint(shapely.get_coordinates(ring) * SHAPE_GRID).astype(np.int64))
            for ring in shapely.get_rings(part)
        ]
        for part in shapely.get_parts(simple)
    ]


def _shapes_of(layers: Layers) -> tuple[list[int], list[Any]]:
    """Return each incident's footprint number, -1 without one, and the footprints, each once."""
    centres = dict(zip(_texts(layers.events, "event_id"), _positions(layers.events), strict=True))
    held = [
        (event_id, geometry)
        for event_id, geometry in zip(
            _texts(layers.areas, "event_id"), layers.areas.geometry.values, strict=True
        )
        if event_id in centres and geometry is not None and not geometry.is_empty
    ]
    geometries = np.array([geometry for _, geometry in held], dtype=object)
    around = np.array([centres[event_id] for event_id, _ in held]).reshape(-1, 2)
    shapes: list[Any] = []
    number: dict[Any, int] = {}
    by_id: dict[str, int] = {}
    for (event_id, geometry), radius, key in zip(
        held, _circle_radii(geometries, around), shapely.to_wkb(geometries), strict=True
    ):
        # Three digits of a radius are more than any text tells.
        metres = None if math.isnan(radius) else float(f"{radius:.3g}")
        known = key if metres is None else metres
        if known not in number:
            number[known] = len(shapes)
            shapes.append(_outline(geometry) if metres is None else round(metres))
        by_id[event_id] = number[known]
    return [by_id.get(event_id, -1) for event_id in centres], shapes


def _articles(frame: pd.DataFrame) -> tuple[list[list[str]], list[int]]:
    """Return the articles, each once, and the article number of each report."""
    rows: dict[tuple[str, ...], int] = {}
    numbers = []
    columns = [_texts(frame, name) for name in _ARTICLE_TEXTS]
    for article_id, title, source, url, published in zip(*columns, strict=True):
        row = (article_id, title, source, safe_link(url), published[:10])
        numbers.append(rows.setdefault(row, len(rows)))
    return [list(row) for row in rows], numbers


def _reports(layers: Layers, limit: int) -> tuple[dict[str, Any], list[list[str]]]:
    """Return the reports' columns and the articles; a quote like the incident's is left out."""
    frame = layers.reports
    number = {event_id: i for i, event_id in enumerate(_texts(layers.events, "event_id"))}
    event = [number.get(event_id, -1) for event_id in _texts(frame, "event_id")]
    quotes_of_events = [cut_quote(text, limit) for text in _texts(layers.events, "quote")]
    quotes = [
        "" if index >= 0 and quotes_of_events[index] == quote else quote
        for index, quote in zip(
            event, (cut_quote(text, limit) for text in _texts(frame, "quote")), strict=True
        )
    ]
    articles, numbers = _articles(frame)
    return {
        "event": event,
        "article": numbers,
        "start": _numbers(frame, "char_start"),
        "end": _numbers(frame, "char_end"),
        "quote": _pack(quotes),
        "rule": _pack(_texts(frame, "rule")),
    }, articles


def _events(layers: Layers, limit: int) -> tuple[dict[str, Any], list[Any]]:
    frame = layers.events
    shape_of, shapes = _shapes_of(layers)
    columns: dict[str, Any] = {name: _texts(frame, name) for name in _EVENT_TEXTS}
    columns["quote"] = [cut_quote(text, limit) for text in columns["quote"]]
    columns.update({name: _numbers(frame, name) for name in _EVENT_NUMBERS})
    columns["start"], columns["end"] = _days(frame, "date_start"), _days(frame, "date_end")
    positions = np.round(_positions(frame), 5)
    columns["lon"], columns["lat"] = positions[:, 0].tolist(), positions[:, 1].tolist()
    columns["shape"] = shape_of
    return {name: _pack(values) for name, values in columns.items()}, shapes


def _places(frame: gpd.GeoDataFrame, limit: int) -> dict[str, Any]:
    columns: dict[str, Any] = {name: _texts(frame, name) for name in _PLACE_TEXTS}
    columns["quote"] = [cut_quote(text, limit) for text in columns["quote"]]
    columns["title"], columns["source"] = _texts(frame, "title"), _texts(frame, "source")
    columns["published"] = [text[:10] for text in _texts(frame, "published")]
    columns["url"] = [safe_link(url) for url in _column(frame, "url")]
    columns.update({name: _numbers(frame, name) for name in _PLACE_NUMBERS})
    positions = np.round(_positions(frame), 5)
    columns["lon"], columns["lat"] = positions[:, 0].tolist(), positions[:, 1].tolist()
    return {name: _pack(values) for name, values in columns.items()}


def bounds_of(positions: Iterable[Sequence[float]]) -> list[float] | None:
    """
    Return the smallest box around positions, across the antimeridian if that is smaller.

    Parameters
    ----------
    positions
        Degrees, lon first.

    Returns
    -------
    bounds
        West, south, east, north; east is above 180 when the box crosses the
        antimeridian. None without positions.

    Examples
    --------
    >>> bounds_of([(43.1, 36.3), (44.4, 35.5)])
    [43.1, 35.5, 44.4, 36.3]
    >>> bounds_of([(179.0, -17.0), (-179.5, -16.0)])
    [179.0, -17.0, 180.5, -16.0]
    """
    points = [(float(lon), float(lat)) for lon, lat in positions]
    if not points:
        return None
    lons = sorted({lon for lon, _ in points})
    gaps = [(b - a, b) for a, b in zip(lons, [*lons[1:], lons[0] + 360], strict=True)]
    # The box is what the widest empty gap leaves; a tie keeps it off the antimeridian.
    widest, after = max(gaps, key=lambda gap: (round(gap[0], 6), gap[1]))
    west = after - 360 if after > 180 else after
    east = west + 360 - widest
    lats = [lat for _, lat in points]
    return [round(bound, 6) for bound in (west, min(lats), east, max(lats))]


def view_of(layers: Layers) -> list[float] | None:
    """
    Return the box to open the map with.

    Parameters
    ----------
    layers
        A build's frames.

    Returns
    -------
    bounds
        As `bounds_of`: of the incidents that are told precisely, with the
        footprints of the others but for whole countries and seas; without
        incidents, of the places named.
    """
    corners = _positions(layers.events).tolist()
    precision = dict(
        zip(_texts(layers.events, "event_id"), _numbers(layers.events, "where_prec"), strict=True)
    )
    for event_id, geometry in zip(
        _texts(layers.areas, "event_id"), layers.areas.geometry, strict=True
    ):
        # The box of a division is context; that of a country would drown the rest.
        if FIRST_IMPRECISE <= (precision.get(event_id) or 7) < 6 and geometry is not None:
            west, south, east, north = geometry.bounds
            if east - west < 12:
                corners += [(west, south), (east, north)]
    return bounds_of(corners or _positions(layers.places).tolist())


def build_payload(layers: Layers, *, quote_chars: int) -> dict[str, Any]:
    """
    Turn a build's frames into what the page reads.

    Parameters
    ----------
    layers
        Columns of the codebook; a column that is missing counts as empty.
    quote_chars
        Most characters of an article to quote.

    Returns
    -------
    payload
        JSON-able. Positions in degrees, days as days since 1970, each column a
        list, or packed as `{"n", "v"}` (all alike) or `{"d", "i"}` (values and
        their numbers).
    """
    events, shapes = _events(layers, quote_chars)
    reports, articles = _reports(layers, quote_chars)
    return {
        "count": len(layers.events),
        "events": events,
        "shapeGrid": SHAPE_GRID,
        "shapes": shapes,
        "reports": reports,
        "articles": articles,
        "placeCount": len(layers.places),
        "places": _places(layers.places, quote_chars),
        "bounds": view_of(layers),
    }


def all_positions(layers: Layers) -> NDArray[np.float64]:
    """
    Return where there is anything to show, for cutting the basemap.

    Parameters
    ----------
    layers
        A build's frames.

    Returns
    -------
    positions
        Shape (n, 2), degrees, lon first: incidents, else places.
    """
    events = _positions(layers.events)
    return events if len(events) else _positions(layers.places)
