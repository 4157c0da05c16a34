"""Layers to GeoPackage: types as told by the codebook, styles inside, the same bytes each time."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import pyogrio.raw
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError

from geo.gis.styles import LayerStyle, column_names, qml
from geo.layers.column_notes import describe_column
from geo.layers.frames import CRS

# Before there was anything to publish.
_NO_DAY = date(1970, 1, 1)
# As QGIS makes this table when it stores a style.
_STYLES = (
    "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,"
    " f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),"
    " f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,"
    " useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME)"
)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """
    One layer of a GeoPackage.

    Attributes
    ----------
    frame
        With geometry in EPSG:4326, or without.
    geometry
        OGR's name of its geometry type, such as `MultiPolygon`; empty without.
    title, description
        What people read in place of the layer's name, and a sentence on it.
    style
        Stored as the layer's default.
    """

    frame: pd.DataFrame
    geometry: str
    title: str
    description: str
    style: LayerStyle


def last_change(published: Iterable[Any]) -> str:
    """
    Choose the time that a GeoPackage must tell as that of its last change.

    Parameters
    ----------
    published
        Days of publication, some of them missing.

    Returns
    -------
    time
        The end of the newest day: a property of the data and not of the clock,
        so that the same inputs give the same file.

    Examples
    --------
    >>> last_change([date(2016, 10, 24), None])
    '2016-10-24T00:00:00.000Z'
    """
    days = [day for day in published if day is not None and not pd.isna(day)]
    newest = max(days, default=_NO_DAY)
    return f"{newest:%Y-%m-%d}T00:00:00.000Z"


def write_geopackage(
    path: Path, tables: Mapping[str, Table], changed: str, about: Mapping[str, str] | None = None
) -> Path:
    """
    Write layers into one new GeoPackage with spatial indexes and styles.

    Parameters
    ----------
    path
        Does not exist yet.
    tables
        By name, in the order to list them.
    changed
        From `last_change`.
    about
        What the file's metadata say: title, licences and the like.

    Returns
    -------
    path
        As given. Days are of type Date, counts Integer64; empty texts are NULL.
    """
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": changed})
    try:
        for name, table in tables.items():
            _write_table(path, name, table, about)
        with closing(sqlite3.connect(path)) as base, base:
            _add_column_names(base, tables)
    except (DataLayerError, DataSourceError, sqlite3.Error) as error:
        # GDAL tells of a table that is missing where its disk could not take it.
        raise _unwritten(path, error) from error
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
    add_styles(path, {name: table.style for name, table in tables.items()}, changed)
    return path


def _unwritten(path: Path, error: Exception) -> OSError:
    reason = f"it could not be written, as when its disk is full ({str(error)[:200]})"
    return OSError(errno.EIO, reason, str(path))


def _write_table(path: Path, name: str, table: Table, about: Mapping[str, str] | None) -> None:
    write_layer(
        path,
        name,
        table.frame,
        table.geometry,
        driver="GPKG",
        layer_options={"IDENTIFIER": table.title, "DESCRIPTION": table.description},
        dataset_options={} if path.exists() else {"VERSION": "1.3"},
        about=about,
    )


def write_layer(
    path: Path,
    name: str,
    frame: pd.DataFrame,
    geometry: str,
    *,
    driver: str,
    layer_options: Mapping[str, str],
    dataset_options: Mapping[str, str] | None = None,
    about: Mapping[str, str] | None = None,
) -> None:
    """
    Let GDAL write a layer with the types that its columns have.

    Parameters
    ----------
    path
        A new file, or one that gets a further layer.
    name
        Of the layer.
    frame
        With geometry in EPSG:4326, or without.
    geometry
        OGR's name of its geometry type; empty without.
    driver
        GDAL's name of the format.
    layer_options, dataset_options
        The format's own.
    about
        Metadata of the file.
    """
    cells = {name: _column(frame[name]) for name in frame.columns if name != "geometry"}
    is_spatial = isinstance(frame, gpd.GeoDataFrame)
    if is_spatial:
        cells["geom"] = _wkb(np.asarray(frame.geometry.array, object), geometry)
    pyogrio.raw.write_arrow(
        pa.table(cells),
        path,
        layer=name,
        driver=driver,
        geometry_name="geom" if is_spatial else None,
        geometry_type=geometry or None,
        crs=CRS if is_spatial else None,
        append=path.exists(),
        dataset_options=dict(dataset_options or {}) or None,
        layer_options=dict(layer_options),
        dataset_metadata=None if path.exists() else about,
    )


def _wkb(geometries: NDArray[Any], kind: str) -> pa.Array:
    if kind == "MultiPolygon":
        single = shapely.get_type_id(geometries) == 3
        geometries[single] = shapely.multipolygons(geometries[single][:, None])
    return pa.array(shapely.to_wkb(geometries), pa.binary())


def _column(series: pd.Series[Any]) -> pa.Array:
    """Give a column as Arrow knows it: types are told, a column without any value has one too."""
    missing = series.isna().to_numpy()
    if pd.api.types.is_datetime64_any_dtype(series):
        return pa.array(series.to_numpy().astype("datetime64[D]"), mask=missing)
    if pd.api.types.is_integer_dtype(series):
        return pa.array(series.fillna(0).to_numpy(dtype=np.int64), mask=missing)
    if pd.api.types.is_float_dtype(series):
        return pa.array(series.to_numpy(dtype=np.float64), mask=missing)
    return pa.array(clean_texts(series), pa.string())


def clean_texts(series: pd.Series[Any]) -> list[str | None]:
    """
    Clean a column of texts.

    Parameters
    ----------
    series
        With missing values, perhaps.

    Returns
    -------
    texts
        Each as `clean_text` gives it; None where there is none.
    """
    held = np.array(series.array, dtype=object)
    held[series.isna().to_numpy()] = None
    texts: list[str | None] = held.tolist()
    together = "".join(text for text in texts if text)
    # Nearly always there is nothing to replace, and one look at all of them tells.
    if clean_text(together) == together:
        return texts
    return [None if text is None else clean_text(text) for text in texts]


def clean_text(text: str) -> str:
    r"""
    Replace what a C string in UTF-8 cannot hold.

    Parameters
    ----------
    text
        From an article.

    Returns
    -------
    text
        NUL as U+FFFD, a lone surrogate as a question mark.

    Examples
    --------
    >>> clean_text("a\0b"), clean_text("\ud800")
    ('a�b', '?')
    """
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def add_styles(path: Path, styles: Mapping[str, LayerStyle], changed: str) -> None:
    """
    Store styles in a GeoPackage, where QGIS looks for them.

    Parameters
    ----------
    path
        Of a GeoPackage whose geometries are in the column `geom`.
    styles
        By layer; each becomes its default.
    changed
        When, as `last_change` writes it.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    rows = [
        (name, "" if style.renderer is None else "geom", qml(style), changed)
        for name, style in styles.items()
    ]
    try:
        with closing(sqlite3.connect(path)) as base, base:
            base.execute(_STYLES)
            base.executemany(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
                " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description,"
                " owner, update_time)"
                " VALUES ('', '', ?, ?, 'dateline', ?, '', 1, '', 'dateline', ?)",
                rows,
            )
            base.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, description,"
                " last_change) VALUES ('layer_styles', 'attributes', 'layer_styles',"
                " 'Styles for QGIS', ?)",
                (changed,),
            )
    except sqlite3.Error as error:
        raise _unwritten(path, error) from error


def _add_column_names(base: sqlite3.Connection, tables: Mapping[str, Table]) -> None:
    """Name the columns by the schema extension of GeoPackage (annex F.9)."""
    titles = column_names()
    rows = [
        (
            name,
            column,
            f"{name}.{column}",
            titles.get(column),
            describe_column(column, name),
        )
        for name, table in tables.items()
        for column, _ in table.style.columns
    ]
    if not rows:
        return
    base.execute(
        "CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,"
        " name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT,"
        " CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),"
        " CONSTRAINT gdc_tn UNIQUE (table_name, name))"
    )
    base.execute(
        "CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL,"
        " constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,"
        " max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,"
        " CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))"
    )
    base.executemany(
        "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_schema',"
        " 'http://www.geopackage.org/spec121/#extension_schema', 'read-write')",
        [("gpkg_data_columns",), ("gpkg_data_column_constraints",)],
    )
    base.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description)"
        " VALUES (?, ?, ?, ?, ?)",
        rows,
    )
