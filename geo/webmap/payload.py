"""Frames to the columns that the page reads: packed, inert, whatever the text is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.layers.first_view import positions_of
from geo.layers.symbols import AREA_CODES, WIDEST_CODES
from geo.webmap.footprints import SHAPE_GRID, footprints_of
from geo.webmap.pack import (
    Sites,
    Texts,
    days_of,
    grouped,
    listed,
    numbers_of,
    pack,
    pack_parts,
    pack_texts,
    sites_of,
    texts_of,
)

# Anything else in a link could run: javascript:, data:, file:.
LINK_SCHEMES = frozenset({"http", "https"})

_EVENT_TEXTS = (
    *("event_id", "event_type", "sub_event_type", "status", "date_text"),
    *("actor1", "actor1_role", "actor2", "actor2_role"),
    *("place_text", "place_name", "feature_code", "country_code", "admin1_name", "admin2_name"),
    *("relation", "point_kind", "alternatives", "affected_kind", "casualties", "quote", "rule"),
    *("edited", "comment"),
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
# Most characters of all quotations together: with more, a page of 100,000 incidents
# would grow beyond 15 MB.
QUOTES_BUDGET = 16_000_000
_PLAIN_LINK = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::\d+)?(?:[/?#][!-~]*)?")
_HIDDEN = re.compile(r"[\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True)
class Layers:
    """The four frames of a build, as `geo.layers.frames` makes them."""

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
    if not isinstance(url, str) or _HIDDEN.search(url):
        return ""
    if _PLAIN_LINK.fullmatch(url):
        return url
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
    'Five people died …'
    """
    if len(text) <= limit:
        return text
    head = text[: max(limit - 1, 0)]
    # A word that fits to its last letter stays.
    if text[len(head)] != " ":
        end = head.rfind(" ")
        head = head[:end] if end > 0 else head
    return f"{head.rstrip()} …"


def fitting_limit(texts: Iterable[Texts], limit: int, budget: int) -> int:
    """
    Find how long quotations may be for all of them to fit in.

    Parameters
    ----------
    texts
        The quotations.
    limit
        Most characters of one.
    budget
        Most characters of all.

    Returns
    -------
    limit
        Lower when there are very many, at least 40.

    Examples
    --------
    >>> fitting_limit([np.array(["a" * 90, "a" * 500], dtype=object)], 400, 250)
    160
    """
    lengths = np.sort(np.concatenate([np.zeros(1, np.int64), *map(_lengths, texts)]))
    if np.minimum(lengths, limit).sum() <= budget:
        return limit
    # With all up to the k-th whole, the others share what is left.
    left = budget - np.concatenate([[0], np.cumsum(lengths)[:-1]])
    shares = left / np.arange(len(lengths), 0, -1)
    fitting = shares[shares < lengths]
    return int(min(max(fitting[0] if len(fitting) else limit, 40), limit))


def _lengths(texts: Texts) -> NDArray[np.int64]:
    return np.fromiter(map(len, texts), np.int64, len(texts))


def _cut(texts: Texts, limit: int) -> Texts:
    cut = texts.copy()
    rows = np.flatnonzero(_lengths(texts) > limit)
    cut[rows] = [cut_quote(text, limit) for text in texts[rows]]
    return cut


def page_positions(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """
    Return where the rows lie, as the page tells it.

    Parameters
    ----------
    frame
        With points, EPSG:4326.

    Returns
    -------
    positions
        Shape (n, 2), degrees to five places, lon first.
    """
    return np.round(positions_of(frame), 5)


def _articles(frame: pd.DataFrame) -> tuple[dict[str, Any], NDArray[np.int64]]:
    """Return the articles' columns, each article once, and the article number of each report."""
    articles = grouped([texts_of(frame, "article_id")], len(frame))
    once = frame.iloc[articles.first]
    kept = {name: texts_of(once, name) for name in _ARTICLE_TEXTS}
    kept["url"] = np.array([safe_link(url) for url in kept["url"]], dtype=object)
    kept["published"] = np.array([text[:10] for text in kept["published"]], dtype=object)
    return {name: pack(values) for name, values in kept.items()}, articles.codes


def _reports(layers: Layers, quotes_of_events: Texts, limit: int) -> dict[str, Any]:
    """Return the reports' columns and the articles; a quote like the incident's is left out."""
    frame = layers.reports
    event = pd.Index(texts_of(layers.events, "event_id")).get_indexer(
        pd.Index(texts_of(frame, "event_id"))
    )
    quotes = texts_of(frame, "quote")
    if len(quotes_of_events):
        quotes[(quotes == quotes_of_events[event]) & (event >= 0)] = ""
    quotes = _cut(quotes, limit)
    articles, numbers = _articles(frame)
    start = numbers_of(frame, "char_start")
    columns = {
        "event": _whole(event),
        "article": _whole(numbers),
        "start": pack(start),
        "length": pack(numbers_of(frame, "char_end") - start),
        "quote": listed(quotes),
        "rule": pack_parts(texts_of(frame, "rule"), "; ", 3),
    }
    return {
        "count": len(frame),
        "reports": columns,
        "articleCount": int(numbers.max()) + 1 if len(numbers) else 0,
        "articles": articles,
    }


def _whole(numbers: NDArray[np.int64]) -> Any:
    return pack(numbers.astype(np.float64))


def _events(layers: Layers, sites: Sites, quotes: Texts) -> tuple[dict[str, Any], list[Any]]:
    frame = layers.events
    rows = pd.Index(texts_of(frame, "event_id")).get_indexer(
        pd.Index(texts_of(layers.areas, "event_id"))
    )
    footprints = np.asarray(layers.areas.geometry.values, dtype=object)
    shape_of, shapes = footprints_of(footprints, rows, positions_of(frame), sites)
    columns: dict[str, Any] = {
        name: pack_texts(frame, name, sites) for name in _EVENT_TEXTS if name != "quote"
    }
    columns["quote"] = listed(quotes)
    columns.update({name: pack(numbers_of(frame, name), sites) for name in _EVENT_NUMBERS})
    start, end = days_of(frame, "date_start"), days_of(frame, "date_end")
    columns["start"] = pack(np.where(np.isnan(start), end, start))
    columns["reviewed"] = pack(days_of(frame, "reviewed"))
    columns["days"] = pack(np.where(np.isnan(end) | np.isnan(start), 0, end - start))
    positions = page_positions(frame)
    columns["lon"], columns["lat"] = (pack(values, sites) for values in positions.T)
    columns["site"] = sites.codes.tolist()
    columns["shape"] = pack(shape_of.astype(np.float64), sites)
    return columns, shapes


def _places(frame: gpd.GeoDataFrame, limit: int) -> dict[str, Any]:
    texts = {name: texts_of(frame, name) for name in (*_PLACE_TEXTS, "title", "source")}
    texts["quote"] = _cut(texts["quote"], limit)
    texts["published"] = np.array([text[:10] for text in texts_of(frame, "published")], object)
    texts["url"] = np.array([safe_link(url) for url in texts_of(frame, "url")], object)
    columns = {name: pack(values) for name, values in texts.items()}
    columns.update({name: pack(numbers_of(frame, name)) for name in _PLACE_NUMBERS})
    positions = page_positions(frame)
    columns["lon"], columns["lat"] = (pack(values) for values in positions.T)
    return columns


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
        JSON-able. Positions in degrees, days as days since 1970, each column as
        `pack` writes it.
    """
    quotes = texts_of(layers.events, "quote")
    limit = fitting_limit([quotes, texts_of(layers.reports, "quote")], quote_chars, QUOTES_BUDGET)
    sites = sites_of(page_positions(layers.events))
    events, shapes = _events(layers, sites, _cut(quotes, limit))
    told = _reports(layers, quotes, limit)
    return {
        "count": len(layers.events),
        "events": events,
        "shapeGrid": SHAPE_GRID,
        "shapes": shapes,
        "reportCount": told.pop("count"),
        **told,
        "placeCount": len(layers.places),
        "places": _places(layers.places, limit),
        "areaCodes": AREA_CODES,
        "widestCodes": WIDEST_CODES,
    }


def site_positions(layers: Layers) -> NDArray[np.float64]:
    """
    Return where there is anything to show, each position once.

    Parameters
    ----------
    layers
        A build's frames.

    Returns
    -------
    positions
        Shape (n, 2), degrees, lon first: of incidents, else of places; numbered
        as in the page's column `site`.
    """
    positions = page_positions(layers.events if len(layers.events) else layers.places)
    return positions[sites_of(positions).first]
