"""Records to frames: the one place where they cross over, and are checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from operator import itemgetter
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.errors import BuildError
from geo.layers import codebook
from geo.layers import rows as rows_of
from geo.layers.codebook import Column, Row, Value
from geo.layers.named import Named, named_in
from geo.model import Analysis, Article, Incident, LonLat, Rejected, Report

CRS = "EPSG:4326"
# Python's own strings: Arrow's, the default beside pyarrow, refuse lone surrogates.
_TEXT: Any = pd.StringDtype("python", na_value=np.nan)
_DTYPES = {"text": _TEXT, "int": "Int64", "number": "float64", "date": "datetime64[s]"}


def events_frame(incidents: Sequence[Incident], analyses: Iterable[Analysis]) -> gpd.GeoDataFrame:
    """
    Lay out incidents as points, one row each.

    Parameters
    ----------
    incidents
        With unique `event_id`.
    analyses
        Of every article that reports one of them.

    Returns
    -------
    frame
        Columns `codebook.EVENT_COLUMNS`, then `geometry` (EPSG:4326); index
        `event_id`, which is a column too; ordered by it. Where `point_kind` is
        `label`, the point only says where to write, and the footprint in
        `areas_frame` is what is known. Title, source, address
        and day of publication are those of the article quoted.

    Raises
    ------
    BuildError
        When an id stands twice, a code is unknown or a geometry is not valid
        WGS 84.
    """
    articles = _articles_by_id(analyses)
    ordered = sorted(incidents, key=lambda incident: incident.event_id)
    rows = [rows_of.event_row(item, _article(articles, item.reports[0])) for item in ordered]
    geometries = [_point(incident.reports[0].footprint.point) for incident in ordered]
    return _geo_frame("events", codebook.EVENT_COLUMNS, rows, geometries)


def areas_frame(incidents: Sequence[Incident]) -> gpd.GeoDataFrame:
    """
    Lay out the footprints of incidents, one row each.

    Parameters
    ----------
    incidents
        With unique `event_id`.

    Returns
    -------
    frame
        Columns `codebook.AREA_COLUMNS`, then `geometry` (EPSG:4326), always a
        MultiPolygon, so that the layer has one type; index and order as in
        `events_frame`.

    Raises
    ------
    BuildError
        As `events_frame`.
    """
    ordered = sorted(incidents, key=lambda incident: incident.event_id)
    rows = [rows_of.area_row(incident) for incident in ordered]
    geometries = [_multi(incident.reports[0].footprint.geometry) for incident in ordered]
    return _geo_frame("areas", codebook.AREA_COLUMNS, rows, geometries)


def places_frame(analyses: Iterable[Analysis]) -> gpd.GeoDataFrame:
    """
    Lay out the places named, one row each.

    Parameters
    ----------
    analyses
        Of all articles.

    Returns
    -------
    frame
        Columns `codebook.PLACE_COLUMNS`, then `geometry` (EPSG:4326); index
        `place_id`, ordered by it. Demonyms are not in it; a place that is only
        ever a metonym or part of an organisation's name has `n_located` 0.

    Raises
    ------
    BuildError
        As `events_frame`.
    """
    mentions: dict[str, list[tuple[Article, Named]]] = {}
    for analysis in unique_analyses(analyses):
        for named in named_in(analysis):
            # Demonyms have none.
            if named.place_id is not None:
                mentions.setdefault(named.place_id, []).append((analysis.article, named))
    ordered = sorted(mentions)
    rows = [rows_of.place_row(mentions[place_id]) for place_id in ordered]
    positions = [_position(mentions[place_id][0][1]) for place_id in ordered]
    geometries = np.asarray(shapely.points(np.array(positions, np.float64).reshape(-1, 2)))
    return _geo_frame("places", codebook.PLACE_COLUMNS, rows, geometries)


def unique_analyses(analyses: Iterable[Analysis]) -> list[Analysis]:
    """
    Order analyses as the layers do.

    Parameters
    ----------
    analyses
        Of all articles.

    Returns
    -------
    ordered
        By article id; an article given twice counts once.
    """
    by_id: dict[str, Analysis] = {}
    for analysis in sorted(analyses, key=lambda a: (a.article.article_id, a.article.text)):
        by_id.setdefault(analysis.article.article_id, analysis)
    return list(by_id.values())


def toponym_rows(analyses: Iterable[Analysis]) -> list[tuple[Value, ...]]:
    """
    Lay out every toponym found, one row each.

    Parameters
    ----------
    analyses
        Of all articles.

    Returns
    -------
    rows
        Values of `codebook.TOPONYM_COLUMNS`, ordered by article and position; no frame,
        for nothing but the CSV is made of them.
        `reason` says why the place was chosen, or why none was. A demonym has
        no position, whatever country it points to.
    """
    return list(rows_of.toponym_rows(unique_analyses(analyses)))


def reports_frame(incidents: Sequence[Incident], analyses: Iterable[Analysis]) -> pd.DataFrame:
    """
    Lay out every report with the incident it was merged into, one row each.

    Parameters
    ----------
    incidents
        All of them.
    analyses
        Of every article that reports one of them.

    Returns
    -------
    frame
        Columns `codebook.REPORT_COLUMNS`, ordered by `event_id`, then as in
        the incident. `char_start` and `char_end` are the quote's.

    Raises
    ------
    BuildError
        When a report's article is not among the analyses.
    """
    articles = _articles_by_id(analyses)
    rows = [
        rows_of.report_row(incident.event_id, report, _article(articles, report))
        for incident in sorted(incidents, key=lambda incident: incident.event_id)
        for report in incident.reports
    ]
    return _frame("reports", codebook.REPORT_COLUMNS, rows)


def articles_frame(analyses: Iterable[Analysis], rejected: Iterable[Rejected]) -> pd.DataFrame:
    """
    Lay out every input, one row each.

    Parameters
    ----------
    analyses
        Of the readable ones.
    rejected
        The others.

    Returns
    -------
    frame
        Columns `codebook.ARTICLE_COLUMNS`; `state` is `read` or `rejected`,
        `reason` the rejection's. The readable ones come first, by id; `sha256`
        is of the text in UTF-8. Demonyms are not counted as toponyms.

    Raises
    ------
    BuildError
        When a column is missing.
    """
    rows = [rows_of.article_row(analysis) for analysis in unique_analyses(analyses)]
    nothing: Row = dict.fromkeys(column.name for column in codebook.ARTICLE_COLUMNS)
    rows += [
        {**nothing, "state": "rejected", "reason": bad.reason, "path": bad.path, "line": bad.line}
        for bad in sorted(rejected, key=lambda bad: (bad.path, bad.line or 0, bad.reason))
    ]
    return _frame("articles", codebook.ARTICLE_COLUMNS, rows)


def frame_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """
    Turn a frame's rows into JSON-able values.

    Parameters
    ----------
    frame
        From this module; its geometry is left out.

    Returns
    -------
    rows
        Missing values as None, days as `YYYY-MM-DD`, numbers as int or float.
    """
    columns = frame_columns(frame)
    rows = zip(*columns.values(), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def frame_columns(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """
    Turn a frame's columns into JSON-able values.

    Parameters
    ----------
    frame
        From this module; its geometry is left out.

    Returns
    -------
    columns
        By name, in order; values as from `frame_rows`.
    """
    table = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    return {str(name): _json_values(table[name]) for name in table.columns}


def _json_values(series: pd.Series[Any]) -> list[Any]:
    if pd.api.types.is_datetime64_any_dtype(series):
        series = series.dt.strftime("%Y-%m-%d")
    values = np.array(series.array, dtype=object)
    values[series.isna().to_numpy()] = None
    cells: list[Any] = values.tolist()
    return cells


def _articles_by_id(analyses: Iterable[Analysis]) -> dict[str, Article]:
    return {analysis.article.article_id: analysis.article for analysis in unique_analyses(analyses)}


def _article(articles: Mapping[str, Article], report: Report) -> Article:
    article = articles.get(report.article_id)
    if article is None:
        msg = (
            f"Report {report.report_id} stands in article {report.article_id},"
            " which is not among the analyses given."
        )
        raise BuildError(msg)
    return article


def _point(position: LonLat) -> Point:
    return Point(*codebook.rounded_point(position))


def _position(named: Named) -> LonLat:
    assert named.lon is not None  # noqa: S101 - what has a place has a position
    assert named.lat is not None  # noqa: S101
    return LonLat(named.lon, named.lat)


def _multi(geometry: BaseGeometry) -> BaseGeometry:
    return MultiPolygon([geometry]) if isinstance(geometry, Polygon) else geometry


def _frame(
    layer: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Value]]
) -> pd.DataFrame:
    picked = itemgetter(*(column.name for column in columns))
    cells = zip(*map(picked, rows), strict=True) if rows else repeat((), len(columns))
    try:
        series = {
            name: pd.Series(
                [value or None for value in values] if kind == "text" else values,
                dtype=_DTYPES[kind],
            )
            for (name, kind), values in zip(columns, cells, strict=True)
        }
    except (TypeError, ValueError) as error:
        msg = f"Layer {layer}: a value has the wrong type: {error}"
        raise BuildError(msg) from error
    return pd.DataFrame(series, columns=[column.name for column in columns])


def _geo_frame(
    layer: str,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, Value]],
    geometries: Sequence[BaseGeometry] | NDArray[Any],
) -> gpd.GeoDataFrame:
    table = _frame(layer, columns, rows)
    geometry = gpd.GeoSeries(geometries, crs=CRS, index=table.index)
    frame = gpd.GeoDataFrame(table, geometry=geometry, crs=CRS)
    frame = frame.set_index(columns[0].name, drop=False)
    frame.index.name = None
    check_layer(layer, frame)
    return frame


def check_layer(layer: str, frame: gpd.GeoDataFrame) -> None:
    """
    Check a layer before it is written.

    Parameters
    ----------
    layer
        Its name, for the message.
    frame
        Index of unique ids.

    Raises
    ------
    BuildError
        Naming layer, row and fault: an id that is missing or stands twice, an
        unknown code, another CRS, or a geometry that is missing, invalid or
        outside of WGS 84's bounds (so one that crosses the antimeridian unsplit).
    """
    if frame.crs != CRS:
        msg = f"Layer {layer}: expected CRS {CRS}, got {frame.crs}. Call .to_crs({CRS!r}) first."
        raise BuildError(msg)
    ids = pd.Series(frame.index, index=frame.index, dtype=object)
    bounds = frame.geometry.bounds
    outside = (bounds.minx < -180) | (bounds.maxx > 180) | (bounds.miny < -90) | (bounds.maxy > 90)
    faults = {
        "has no id": ids.isna(),
        "has the id of another row": ids.duplicated(),
        "has no geometry": frame.geometry.isna() | frame.geometry.is_empty,
        "has an invalid geometry": ~frame.geometry.is_valid,
        "lies outside of -180..180, -90..90": outside,
        **_unknown_codes(frame),
    }
    for fault, rows in faults.items():
        if rows.any():
            where = ids[rows].iloc[0]
            why = shapely.is_valid_reason(frame.geometry.array[rows.argmax()])
            msg = f"Layer {layer}: {where} {fault} ({why})."
            raise BuildError(msg)


def _unknown_codes(frame: gpd.GeoDataFrame) -> dict[str, pd.Series[bool]]:
    allowed: dict[str, set[Any]] = {
        "event_type": set(codebook.SUB_EVENT_TYPES),
        "sub_event_type": {sub for subs in codebook.SUB_EVENT_TYPES.values() for sub in subs},
        "status": set(codebook.STATUSES),
        "relation": set(codebook.RELATIONS),
        "point_kind": set(codebook.POINT_KINDS),
        "affected_kind": set(codebook.AFFECTED_KINDS),
        "where_prec": set(range(1, 8)),
        "date_prec": set(range(1, 6)),
    }
    return {
        f"has a {name} that the codebook lacks": frame[name].notna() & ~frame[name].isin(codes)
        for name, codes in allowed.items()
        if name in frame.columns
    }
