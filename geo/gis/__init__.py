"""
What analysts load: GeoPackage, GeoParquet, styles and a project for QGIS.

`write_gis` is all that other modules need. The parts: `geopackage` writes layers
with their types, `incidents` and `context` say how they look, `styles`, `labels`
and `xml` put that into QGIS's words, `views` says where to look, `project` ties all together.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa

from geo.geocoding.licences import licences_of
from geo.gis.context import context_layers, context_styles
from geo.gis.geopackage import Table, clean_text, clean_texts, last_change, write_geopackage
from geo.gis.incidents import footprint_style, incident_style, place_style, report_style
from geo.gis.layout import on_sheet
from geo.gis.project import Entry, Words, write_project
from geo.gis.styles import qml
from geo.gis.views import outside_words, shown_positions, views_of
from geo.layers.making import Layers
from geo.resources import data_path

__all__ = ["GIS_FILES", "write_gis"]

GIS_FILES = (
    "dateline.gpkg",
    "basemap.gpkg",
    "dateline.qgz",
    "events.qml",
    "areas.qml",
    "places.qml",
    "events.parquet",
)
_TITLES = {
    "events": ("Incidents", "One point for each incident; only a label where point_kind says so."),
    "areas": ("Footprints", "The area inside which each incident is reported to lie."),
    "places": ("Places named", "Every place that the articles name, and how often."),
    "reports": ("Reports", "One row for each article's account of an incident."),
}
_GEOMETRIES = {"events": "Point", "areas": "MultiPolygon", "places": "Point", "reports": ""}
_CONTEXT_GEOMETRIES = {"Point": "Point", "Line": "LineString", "Polygon": "Polygon"}
_CONTEXT_GROUP = "Map below"
# More incidents, at one spot or in all, do not stand around their places: their
# rings would cover the map.
_MOST_AT_SPOT, _MOST_SPREAD = 24, 600
# Nor do more than so many over so many degrees, in either direction.
_MOST_AFAR, _AFAR_DEG = 60, 40.0


def write_gis(folder: Path, layers: Layers, *, title: str, description: str = "") -> list[Path]:
    """
    Write everything of a build that a GIS opens, beside its GeoJSON files.

    Parameters
    ----------
    folder
        Exists already and holds none of these files.
    layers
        The build's rows.
    title
        Headline of the project.
    description
        What the build was made from.

    Returns
    -------
    files
        `GIS_FILES`, in this order. The same arguments write the same bytes.
    """
    styles = {
        "events": incident_style(is_spread=_fits_around(layers)),
        "areas": footprint_style(),
        "places": place_style(),
        "reports": report_style(),
    }
    frames = {name: getattr(layers, name) for name in styles}
    tables = {
        name: Table(frames[name], _GEOMETRIES[name], *_TITLES[name], style)
        for name, style in styles.items()
    }
    changed = last_change(layers.articles["published"])
    views = views_of(layers)
    outside = outside_words(layers, on_sheet(views[0].bounds))
    words = _words(title, description, layers.places, clean_text(outside))
    about = {
        "TITLE": words.title,
        "ABSTRACT": words.abstract,
        "LICENCES": "; ".join(f"{row['name']}: {row['licence']}" for row in words.licences),
        "ATTRIBUTION": "; ".join(row["attribution"] for row in words.licences),
    }
    below = _context_tables(shown_positions(layers), layers.places)
    files = [
        write_geopackage(folder / "dateline.gpkg", tables, changed, about),
        write_geopackage(folder / "basemap.gpkg", below, last_change([])),
        write_project(
            folder / "dateline.qgz",
            _entries(tables, below),
            words,
            views,
            _period(layers.events),
        ),
    ]
    for name in ("events", "areas", "places"):
        path = folder / f"{name}.qml"
        path.write_text(qml(styles[name]), encoding="utf-8", newline="\n")
        files.append(path)
    return [*files, write_parquet(layers.events, folder / "events.parquet")]


def write_parquet(frame: gpd.GeoDataFrame, path: Path) -> Path:
    """
    Write a layer as GeoParquet 1.1 with a column of bounding boxes.

    Parameters
    ----------
    frame
        From `geo.layers.frames`, in EPSG:4326.
    path
        The file.

    Returns
    -------
    path
        As given. Days are `date32`, counts `int64`; readers that know the
        column `bbox` skip what lies elsewhere.
    """
    table = frame.reset_index(drop=True)
    # Types are told and not guessed: a column without any value has one too.
    for name in table.columns.drop("geometry"):
        series = table[name]
        if pd.api.types.is_datetime64_any_dtype(series):
            table[name] = series.astype(pd.ArrowDtype(pa.date32()))
        elif pd.api.types.is_string_dtype(series):
            table[name] = pd.Series(clean_texts(series), dtype=pd.ArrowDtype(pa.string()))
    table.to_parquet(path, index=False, schema_version="1.1.0", write_covering_bbox=True)
    return path


def _fits_around(layers: Layers) -> bool:
    events = layers.events
    spots = pd.DataFrame({"x": events.geometry.x, "y": events.geometry.y})
    if layers.view.bounds is None or not len(spots):
        return True
    west, south, east, north = layers.view.bounds
    is_afar = max(east - west, north - south) > _AFAR_DEG
    most = _MOST_AFAR if is_afar else _MOST_SPREAD
    return len(spots) <= most and bool(spots.value_counts().max() <= _MOST_AT_SPOT)


def _context_tables(positions: np.ndarray[Any, Any], places: gpd.GeoDataFrame) -> dict[str, Table]:
    styles = context_styles()
    return {
        name: Table(
            frame,
            _CONTEXT_GEOMETRIES[styles[name].geometry],
            name.capitalize(),
            "Made with Natural Earth; towns by GeoNames (CC BY 4.0).",
            styles[name],
        )
        for name, frame in context_layers(positions, places).items()
    }


def _entries(tables: dict[str, Table], below: dict[str, Table]) -> list[Entry]:
    order = ("events", "places", "areas", "reports")
    entries = [
        Entry(
            "dateline.gpkg",
            name,
            tables[name].title,
            tables[name].description,
            tables[name].style,
            is_open=name in {"events", "areas"},
        )
        for name in order
    ]
    return entries + [
        Entry("basemap.gpkg", name, table.title, table.description, table.style, _CONTEXT_GROUP)
        for name, table in reversed(below.items())
    ]


def _words(title: str, description: str, places: gpd.GeoDataFrame, outside: str) -> Words:
    licences = json.loads(data_path("licences.json").read_text(encoding="utf-8"))
    # The page's parts are not in these files.
    used = [row for row in licences if row["name"] not in {"Leaflet", "OpenStreetMap"}]
    used += licences_of(zip(places["place_id"], places["gazetteer"], strict=True))
    abstract = (
        f"{description}. Incidents told by news articles, found and placed by a program:"
        " filled symbols are known places, open ones only labels of the hatched footprint"
        " inside which the incident is reported to lie. Every incident carries the sentence"
        " that reports it; the table Reports leads to the characters of the article."
    )
    return Words(clean_text(title), clean_text(abstract), used, outside)


def _period(events: gpd.GeoDataFrame) -> tuple[date, date] | None:
    days = pd.concat([events["date_start"], events["date_end"]]).dropna()
    return None if days.empty else (days.min().date(), days.max().date())
