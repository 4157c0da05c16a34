"""The QGIS project: layers by relative path, title, extent, time and licences."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import pyproj

from geo.gis.geopackage import clean_text
from geo.gis.layout import print_layout
from geo.gis.styles import LayerStyle, style_elements
from geo.gis.views import View
from geo.gis.xml import QGIS_VERSION, colour
from geo.layers.first_view import Bounds
from geo.layers.symbols import WATER

# Zip files cannot tell earlier times.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_WKB_NAMES = {"Point": "Point", "Line": "LineString", "Polygon": "MultiPolygon"}


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """
    A layer of the project.

    Attributes
    ----------
    source
        The file beside the project.
    layer
        The layer's name in it.
    title
        What people read.
    description
        A sentence on what it holds.
    group
        The group of the layer tree; empty for none.
    """

    source: str
    layer: str
    title: str
    description: str
    style: LayerStyle
    group: str = ""
    is_shown: bool = True
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """
    What the project says of itself.

    Attributes
    ----------
    outside
        A sentence on what its first view does not show; empty if it shows all.
    """

    title: str
    abstract: str
    licences: Sequence[Mapping[str, str]]
    outside: str = ""


def write_project(
    path: Path,
    entries: Sequence[Entry],
    words: Words,
    views: Sequence[View],
    period: tuple[date, date] | None,
) -> Path:
    """
    Write a project that opens the files beside it, wherever they are moved.

    Parameters
    ----------
    path
        Ends in `.qgz`.
    entries
        From the top down.
    words
        Title, abstract, licences.
    views
        What to show at first; this and the others as bookmarks.
    period
        First and last day, for the Temporal Controller; None when no incident
        is dated.

    Returns
    -------
    path
        As given; the same arguments give the same bytes.
    """
    root = _project(entries, words, views, period)
    indent(root)
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    text = head + tostring(root, encoding="unicode") + "\n"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        info = zipfile.ZipInfo(f"{path.stem}.qgs", _ZIP_TIME)
        info.compress_type = zipfile.ZIP_DEFLATED
        packed.writestr(info, text)
    return path


def _project(
    entries: Sequence[Entry],
    words: Words,
    views: Sequence[View],
    period: tuple[date, date] | None,
) -> Element:
    bounds = views[0].bounds
    root = Element("qgis", {"version": QGIS_VERSION, "projectname": words.title})
    SubElement(root, "homePath", {"path": ""})
    SubElement(root, "title").text = words.title
    SubElement(root, "projectCrs").append(_crs("EPSG:3857"))
    root.append(_tree(entries))
    root.append(_canvas(bounds))
    layers = SubElement(root, "projectlayers")
    for entry in entries:
        layers.append(_layer(entry, words))
    order = SubElement(root, "layerorder")
    for entry in entries:
        SubElement(order, "layer", {"id": _id(entry)})
    root.append(_properties(period))
    root.append(_metadata(words))
    legend = {_id(entry): (entry.title, _source(entry)) for entry in entries if entry.is_open}
    root.append(_bookmarks(views))
    root.append(print_layout(words.title, _sources(words), bounds, legend))
    view = SubElement(root, "ProjectViewSettings", {"UseProjectScales": "0", "rotation": "0"})
    names = ("xmin", "ymin", "xmax", "ymax")
    extent = {name: f"{value:.3f}" for name, value in zip(names, bounds, strict=True)}
    SubElement(view, "DefaultViewExtent", extent).append(_crs("EPSG:3857"))
    if period:
        root.append(_time(period))
    return root


def _sources(words: Words) -> list[str]:
    told = "Incidents as told by news articles, found and placed by a program; each may be wrong."
    attributions = [f"{licence['attribution']}." for licence in words.licences]
    return [sentence for sentence in (words.outside, told, *attributions) if sentence]


def _id(entry: Entry) -> str:
    return f"dateline_{entry.layer}"


def _source(entry: Entry) -> str:
    return f"./{entry.source}|layername={entry.layer}"


@cache
def _definition(code: str) -> tuple[str, str]:
    system = pyproj.CRS(code)
    return system.to_wkt("WKT2_2019"), system.name


def _crs(code: str) -> Element:
    system = Element("spatialrefsys")
    wkt, name = _definition(code)
    is_geographic = code == "EPSG:4326"
    SubElement(system, "wkt").text = wkt
    SubElement(system, "srid").text = code.partition(":")[2]
    SubElement(system, "authid").text = code
    SubElement(system, "description").text = name
    SubElement(system, "projectionacronym").text = "longlat" if is_geographic else "merc"
    SubElement(system, "ellipsoidacronym").text = "EPSG:7030"
    SubElement(system, "geographicflag").text = "true" if is_geographic else "false"
    return system


def _tree(entries: Sequence[Entry]) -> Element:
    top = Element("layer-tree-group")
    groups: dict[str, Element] = {"": top}
    for entry in entries:
        if entry.group not in groups:
            groups[entry.group] = SubElement(
                top,
                "layer-tree-group",
                {"name": entry.group, "checked": "Qt::Checked", "expanded": "0"},
            )
        SubElement(
            groups[entry.group],
            "layer-tree-layer",
            {
                "id": _id(entry),
                "name": entry.title,
                "source": _source(entry),
                "providerKey": "ogr",
                "checked": "Qt::Checked" if entry.is_shown else "Qt::Unchecked",
                "expanded": "1" if entry.is_open else "0",
            },
        )
    return top


def _canvas(bounds: Bounds) -> Element:
    canvas = Element("mapcanvas", {"name": "theMapCanvas", "annotationsVisible": "1"})
    SubElement(canvas, "units").text = "meters"
    extent = SubElement(canvas, "extent")
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), bounds, strict=True):
        SubElement(extent, name).text = f"{value:.3f}"
    SubElement(canvas, "rotation").text = "0"
    SubElement(canvas, "destinationsrs").append(_crs("EPSG:3857"))
    return canvas


def _bookmarks(views: Sequence[View]) -> Element:
    bookmarks = Element("Bookmarks")
    for number, view in enumerate(views):
        west, south, east, north = view.bounds
        corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
        ring = ", ".join(f"{x:.3f} {y:.3f}" for x, y in corners)
        look = {"id": f"dateline_{number}", "name": clean_text(view.name), "group": ""}
        bookmark = SubElement(bookmarks, "Bookmark", {**look, "extent": f"POLYGON(({ring}))"})
        bookmark.append(_crs("EPSG:3857"))
    return bookmarks


def _layer(entry: Entry, words: Words) -> Element:
    style = entry.style
    layer = Element(
        "maplayer",
        {
            "type": "vector",
            "geometry": style.geometry,
            "wkbType": _WKB_NAMES.get(style.geometry, "NoGeometry"),
            "styleCategories": "AllStyleCategories",
            "labelsEnabled": "1" if style.labels else "0",
            "hasScaleBasedVisibilityFlag": "0",
            "readOnly": "1" if entry.group else "0",
        },
    )
    SubElement(layer, "id").text = _id(entry)
    SubElement(layer, "datasource").text = _source(entry)
    SubElement(layer, "layername").text = entry.title
    SubElement(layer, "srs").append(_crs("EPSG:4326"))
    metadata = SubElement(layer, "resourceMetadata")
    SubElement(metadata, "title").text = entry.title
    SubElement(metadata, "abstract").text = entry.description
    SubElement(metadata, "type").text = "dataset"
    SubElement(metadata, "links")
    for licence in words.licences:
        SubElement(metadata, "license").text = f"{licence['name']}: {licence['licence']}"
        SubElement(metadata, "rights").text = licence["attribution"]
    SubElement(metadata, "crs").append(_crs("EPSG:4326"))
    SubElement(layer, "provider", {"encoding": "UTF-8"}).text = "ogr"
    manager = SubElement(layer, "map-layer-style-manager", {"current": "default"})
    SubElement(manager, "map-layer-style", {"name": "default"})
    layer.extend(style_elements(style))
    return layer


def _properties(period: tuple[date, date] | None) -> Element:
    properties = Element("properties")

    def put(group: str, name: str, kind: str, value: str) -> None:
        parent = properties.find(group)
        parent = SubElement(properties, group) if parent is None else parent
        SubElement(parent, name, {"type": kind}).text = value

    put("Paths", "Absolute", "bool", "false")
    put("SpatialRefSys", "ProjectionsEnabled", "int", "1")
    shades = colour(WATER).split(",")
    for part, shade in zip(("Red", "Green", "Blue"), shades[:3], strict=True):
        put("Gui", f"CanvasColor{part}Part", "int", shade)
    put("Measure", "Ellipsoid", "QString", "EPSG:7030")
    put("Measurement", "DistanceUnits", "QString", "km")
    put("Measurement", "AreaUnits", "QString", "km2")
    if period:
        # What the Temporal Controller shows when it is opened; it does not
        # filter anything before somebody starts it.
        start, end = _range(period)
        put("TemporalControllerWidget", "StartDateTime", "QString", start)
        put("TemporalControllerWidget", "EndDateTime", "QString", end)
        put("TemporalControllerWidget", "NavigationMode", "int", "0")
    return properties


def _metadata(words: Words) -> Element:
    metadata = Element("projectMetadata")
    SubElement(metadata, "title").text = words.title
    SubElement(metadata, "abstract").text = words.abstract
    links = SubElement(metadata, "links")
    for licence in words.licences:
        SubElement(
            links,
            "link",
            {
                "name": licence["name"],
                "type": "WWW:LINK",
                "url": licence["url"],
                "description": licence["attribution"],
                "format": "",
                "mimeType": "",
                "size": "",
            },
        )
    SubElement(metadata, "author").text = "Dateline"
    return metadata


def _range(period: tuple[date, date]) -> tuple[str, str]:
    first, last = period
    return f"{first:%Y-%m-%d}T00:00:00Z", f"{last + timedelta(days=1):%Y-%m-%d}T00:00:00Z"


def _time(period: tuple[date, date]) -> Element:
    settings = Element(
        "ProjectTimeSettings",
        {"timeStep": "1", "timeStepUnit": "d", "frameRate": "2", "cumulativeTemporalRange": "0"},
    )
    span = SubElement(settings, "TemporalRange")
    start, end = _range(period)
    SubElement(span, "start").text = start
    SubElement(span, "end").text = end
    return settings
