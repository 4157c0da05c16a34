"""Frames to files: GeoJSON, CSV, JSON lines; the same records give the same bytes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.layers import frames
from geo.layers.codebook import TOPONYM_COLUMNS, Row
from geo.layers.geojson import geometry_members
from geo.layers.json_bytes import json_bytes
from geo.layers.making import Layers
from geo.layers.named import KeptResolutions
from geo.layers.pieces import Piece, Pieces, digest_of
from geo.layers.rows import shown_of
from geo.model import Analysis

# What spreadsheets take for a formula, behind apostrophes that we put there.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_SUSPECT = frozenset("'=+-@\t\r")
_FORMULA_SHOWN = re.compile(r"'+[=+\-@\t\r]")


def write_geojson(frame: gpd.GeoDataFrame, path: Path, pieces: Pieces | None = None) -> Path:
    """
    Write a layer as an RFC 7946 feature collection, one feature a line.

    Parameters
    ----------
    frame
        From `geo.layers.frames`, in EPSG:4326; its index gives each feature's `id`.
    path
        The file; its stem becomes the collection's `name`, by which GDAL and
        QGIS call the layer.
    pieces
        Of the build before, worth it for areas: a point is written as soon as looked up.

    Returns
    -------
    path
        As given. There is no `crs` member; coordinates have at most six
        decimals and right-hand rings; properties are flat, null when missing,
        days are `YYYY-MM-DD`, lists text joined by `;`.
    """
    head = b'{"type":"FeatureCollection","name":%b,"features":[\n' % json_bytes(path.stem)
    features = _features(frame, pieces)
    return (pieces or Pieces()).write(path, head, [*features, Piece("", lambda: b"\n]}\n")])


def _features(frame: gpd.GeoDataFrame, pieces: Pieces | None) -> Iterator[Piece]:
    rows, shapes = frames.frame_rows(frame), frame.geometry.to_numpy()
    digests = [""] * len(rows)
    if pieces:
        digests = [
            digest_of("feature", number == 0, frame.index[number], shape, *row.values())
            for number, (shape, row) in enumerate(zip(shapely.to_wkb(shapes), rows, strict=True))
        ]
    new = [number for number in range(len(rows)) if not (pieces and pieces.has(digests[number]))]
    members = dict(zip(new, geometry_members(shapes[new]), strict=True))
    for number, (digest, row) in enumerate(zip(digests, rows, strict=True)):
        make = partial(_feature, number, frame.index[number], members.get(number, {}), row)
        yield Piece(digest, make)


def _feature(number: int, feature_id: str, geometry: Mapping[str, Any], row: Row) -> bytes:
    feature = {"type": "Feature", "id": feature_id, "geometry": geometry, "properties": row}
    return (b",\n" if number else b"") + json_bytes(feature)


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    r"""
    Write a layer as RFC 4180 CSV in UTF-8, without a byte order mark.

    Parameters
    ----------
    frame
        From `geo.layers.frames`. A point layer gets columns `lon` and `lat` at its
        end; another geometry is left out.
    path
        The file.

    Returns
    -------
    path
        As given. Missing values are empty cells.

    Notes
    -----
    Article text is not ours: a quote such as `=HYPERLINK(…)` would run as a
    formula in a spreadsheet. So a text cell that begins with `=`, `+`, `-`,
    `@`, a tab or a carriage return gets an apostrophe in front, and so does one
    that begins with apostrophes before such a character: taking one apostrophe
    away restores every cell (`read_cell`). Numbers are left alone, and the
    GeoJSON files hold the texts as they are.
    """
    table = frame
    if isinstance(frame, gpd.GeoDataFrame):
        table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
        if (frame.geometry.geom_type == "Point").all():
            table = table.assign(lon=frame.geometry.x, lat=frame.geometry.y)
    columns = {
        name: _cells(values) if pd.api.types.is_string_dtype(table[name]) else values
        for name, values in frames.frame_columns(table).items()
    }
    path.write_bytes(_csv([list(columns), *zip(*columns.values(), strict=True)]))
    return path


def write_toponyms(analyses: Iterable[Analysis], path: Path, pieces: Pieces | None = None) -> Path:
    """
    Write every toponym found as `write_csv` writes a frame.

    Parameters
    ----------
    analyses
        From `Layers`.
    path
        The file.
    pieces
        Of the build before; none is as good.

    Returns
    -------
    path
        As given.
    """
    head = _csv([[column.name for column in TOPONYM_COLUMNS]])
    return (pieces or Pieces()).write(path, head, map(_toponyms_of, analyses))


def _toponyms_of(analysis: Analysis) -> Piece:
    article, digest = analysis.article, ""
    if isinstance(analysis.resolutions, KeptResolutions):
        told = (article.article_id, *shown_of(article).values(), article.quote_chars)
        digest = digest_of("toponyms", analysis.resolutions.digest, *told)
    return Piece(digest, lambda: _csv(map(_cells, frames.toponym_rows([analysis]))))


def read_cell(text: str) -> str:
    """
    Take away what `write_csv` put in front of a text against formulas.

    Parameters
    ----------
    text
        A cell as read from the file.

    Returns
    -------
    text
        As it was before.

    Examples
    --------
    >>> read_cell("'=1+1"), read_cell("'tis"), read_cell("-5")
    ('=1+1', "'tis", '-5')
    """
    return text[1:] if _FORMULA_SHOWN.match(text) else text


def write_layers(folder: Path, layers: Layers, pieces: Pieces | None = None) -> list[Path]:
    """
    Write the text files of a build, each usable alone.

    Parameters
    ----------
    folder
        Exists already.
    layers
        The build's rows.
    pieces
        As for `write_toponyms`.

    Returns
    -------
    files
        `events.geojson`, `areas.geojson`, `places.geojson`, `events.csv`,
        `toponyms.csv`, `reports.csv` and `articles.csv`.
    """
    return [
        write_geojson(layers.events, folder / "events.geojson"),
        write_geojson(layers.areas, folder / "areas.geojson", pieces),
        write_geojson(layers.places, folder / "places.geojson"),
        write_csv(layers.events, folder / "events.csv"),
        write_toponyms(layers.analyses, folder / "toponyms.csv", pieces),
        write_csv(layers.reports, folder / "reports.csv"),
        write_csv(layers.articles, folder / "articles.csv"),
    ]


def _csv(rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def _cells(values: Sequence[Any]) -> list[Any]:
    # Nearly all are as they should be: a call for each would take most of the time.
    return [
        _cell(value)
        if isinstance(value, str) and (value[:1] in _SUSPECT or "\0" in value)
        else value
        for value in values
    ]


def _cell(text: str) -> str:
    # Readers of CSV, Python's among them, stop at a NUL.
    text = text.replace("\0", "\ufffd")
    return f"'{text}" if _FORMULA.match(text) else text
