"""Layers in the formats that GDAL gives: KML, FlatGeobuf, Shapefile."""

from __future__ import annotations

import html
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.gis.geopackage import write_layer

# dBase names and texts end here, in bytes.
_DBF_NAME, _DBF_TEXT = 10, 254
# Told as the time of writing, so that the same rows give the same bytes.
_DAY, _TIME = "1980-01-01", (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Format:
    """A format of GDAL's with how it is written."""

    driver: str
    suffix: str
    options: Mapping[str, str] = field(default_factory=dict)


SPATIAL = {
    "kml": Format("LIBKML", ".kml"),
    "flatgeobuf": Format("FlatGeobuf", ".fgb"),
    "shapefile": Format(
        "ESRI Shapefile", ".shp.zip", {"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": _DAY}
    ),
}
_GEOMETRIES = {"events": "Point", "areas": "MultiPolygon", "places": "Point"}


def write_spatial(frame: gpd.GeoDataFrame, path: Path, kind: str, layer: str) -> None:
    """
    Write a layer by GDAL.

    Parameters
    ----------
    frame
        The layer, as read from a build.
    path
        Does not exist, or is replaced.
    kind
        A key of `SPATIAL`.
    layer
        Its name.

    Notes
    -----
    KML gets the columns `name` and `description` that Google Earth shows, the
    quote as text and not as HTML, after a warning where the point is only a
    label. In a Shapefile names of columns end after ten bytes and texts after 254.
    """
    form = SPATIAL[kind]
    path.unlink(missing_ok=True)
    table = frame
    if kind == "kml":
        table = _for_earth(frame, layer)
    elif kind == "shapefile":
        table = _for_dbase(frame)
    write_layer(
        path, layer, table, _GEOMETRIES[layer], driver=form.driver, layer_options=form.options
    )
    if kind == "shapefile":
        _without_time(path)


def _without_time(path: Path) -> None:
    """Pack a zip file anew, without the time at which its members were written."""
    with zipfile.ZipFile(path) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, content)


def _for_earth(frame: gpd.GeoDataFrame, layer: str) -> gpd.GeoDataFrame:
    shown = "name" if layer == "places" else "place_text"
    names = frame[shown].fillna(frame.get("place_name", frame[shown]))
    quotes = frame["quote"].fillna("").map(lambda text: html.escape(str(text)))
    if layer == "events":
        # Google Earth draws a pin for each point: its balloon says when that is none.
        radius = frame["radius_km"].map("Somewhere within {:.0f} km of this pin. ".format)
        quotes = radius.where(frame["point_kind"] == "label", "") + quotes
    return frame.drop(columns="quote").assign(name=names, description=quotes)


def _for_dbase(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    table = frame.rename(columns=dbase_names(frame.columns.drop("geometry").to_list()))
    for name in table.columns.drop("geometry"):
        if pd.api.types.is_string_dtype(table[name]) or table[name].dtype == np.dtype(object):
            if name in {"date_start", "date_end", "published", "reviewed"}:
                continue
            table[name] = table[name].map(_cut, na_action="ignore")
    return table


def _cut(text: object) -> object:
    if not isinstance(text, str):
        return text
    return text.encode("utf-8", "replace")[:_DBF_TEXT].decode("utf-8", "ignore")


def dbase_names(names: list[str]) -> dict[str, str]:
    """
    Shorten names of columns to what dBase allows, keeping them apart.

    Parameters
    ----------
    names
        In order.

    Returns
    -------
    short
        By name, at most ten characters.

    Examples
    --------
    >>> dbase_names(["actor1", "actor1_role", "date_start", "sub_event_type", "sub_event_time"])
    {'actor1': 'actor1', 'actor1_role': 'actor1_rol', 'date_start': 'date_start', \
'sub_event_type': 'sub_event_', 'sub_event_time': 'sub_event1'}
    """
    short: dict[str, str] = {}
    for name in names:
        candidate, attempt = name[:_DBF_NAME], 0
        while candidate in short.values():
            attempt += 1
            candidate = f"{name[: _DBF_NAME - len(str(attempt))]}{attempt}"
        short[name] = candidate
    return short
