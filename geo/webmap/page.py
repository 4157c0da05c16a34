"""The page: Folium lays the map out, this module inlines what it needs and seals it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import folium
from branca.element import Element, Figure, Link, MacroElement
from folium.map import Layer
from folium.template import Template

from geo.webmap.inline import asset, fill, library, safe_text, security_policy

MAX_ZOOM = 13
MIN_ZOOM = 1
SCRIPTS = (
    "early.js",
    "util.js",
    "words.js",
    "symbols.js",
    "store.js",
    "filters.js",
    "canvas.js",
    "basemap.js",
    "labels.js",
    "areas.js",
    "marks.js",
    "changes.js",
    "card.js",
    "list.js",
    "timeline.js",
    "panel.js",
    "share.js",
    "paper.js",
    "head.js",
    "sheet.js",
    "elsewhere.js",
    "app.js",
)
_OSM = '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a> contributors'
_CARTO = f'{_OSM} © <a href="https://carto.com/attributions">CARTO</a>'


class Tiles(NamedTuple):
    """An online tile service, off until the reader chooses it."""

    key: str
    name: str
    url: str
    host: str
    attribution: str
    max_native_zoom: int


ONLINE_TILES = (
    Tiles(
        "osm",
        "OpenStreetMap",
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        "https://tile.openstreetmap.org",
        _OSM,
        19,
    ),
    Tiles(
        "carto",
        "CARTO light",
        "https://{s}.basemaps.cartocdn.com/light_all/{z}/{x}/{y}{r}.png",
        "https://*.basemaps.cartocdn.com",
        _CARTO,
        20,
    ),
    Tiles(
        "carto_dark",
        "CARTO dark",
        "https://{s}.basemaps.cartocdn.com/dark_all/{z}/{x}/{y}{r}.png",
        "https://*.basemaps.cartocdn.com",
        _CARTO,
        20,
    ),
)


class Page(Figure):
    """The document around the map; branca's own has no language and no landmarks."""

    def __init__(self) -> None:
        super().__init__()
        self.header = Element()
        self.header._parent = self  # noqa: SLF001 - as branca's own Figure does
        self._template = Template(asset("page.html"))


class OverlayLayer(Layer):
    """A Folium layer that switches a part of the drawing on and off."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} ="
        " Dateline.layer({{ this.group|tojson }}, {{ this.key|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, group: str, key: str, *, show: bool = True, base: bool = False) -> None:
        super().__init__(name=f"{group} {key}", overlay=not base, show=show)
        self._name = "Layer"
        self._id = f"{group}_{key}"
        self.group = group
        self.key = key


class Start(MacroElement):
    """The last script: hands the finished map and its layers to the page."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "Dateline.start({{ this._parent.get_name() }}, { "
        "{% for layer in this.layers %}"
        "{{ layer._id|tojson }}: {{ layer.get_name() }}{{ ', ' if not loop.last }}"
        "{% endfor %}});"
        "{% endmacro %}"
    )

    def __init__(self, layers: Iterable[Layer]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Start"
        self._id = "page"
        self.layers = list(layers)


def _tile_layer(tiles: Tiles) -> Layer:
    layer = folium.TileLayer(
        tiles.url,
        attr=tiles.attribution,
        name=tiles.name,
        max_zoom=MAX_ZOOM,
        max_native_zoom=tiles.max_native_zoom,
        subdomains="abcd",
        overlay=False,
        show=False,
    )
    layer._id = f"tiles_{tiles.key}"  # noqa: SLF001 - Folium's ids are random
    return layer


def build_map(center: tuple[float, float], overlays: Iterable[OverlayLayer]) -> folium.Map:
    """
    Lay the map out with Folium.

    Parameters
    ----------
    center
        Latitude, longitude (Folium's order) until the page fits its data.
    overlays
        In drawing order.

    Returns
    -------
    folium_map
        Inside a `Page`; its names are fixed, so that equal inputs render alike.
    """
    folium_map = folium.Map(
        location=list(center),
        tiles=None,
        zoom_start=5,
        control_scale=False,
        zoom_control=False,
        prefer_canvas=True,
        zoom_snap=0.25,
        zoom_delta=1,
        wheel_px_per_zoom_level=90,
        keyboard_pan_delta=120,
        fade_animation=False,
    )
    folium_map._id = "dateline"  # noqa: SLF001 - Folium's ids are random
    # Without tiles Leaflet knows no limits.
    folium_map.options.update(max_zoom=MAX_ZOOM, min_zoom=MIN_ZOOM)
    page = Page()
    page.add_child(folium_map)
    layers = [*overlays, *map(_tile_layer, ONLINE_TILES)]
    for layer in layers:
        layer.add_to(folium_map)
    Start(layers).add_to(folium_map)
    return folium_map


def _drop_folium_head(page: Page, folium_map: folium.Map) -> None:
    """
    Keep of the head only what has no local replacement, which must be nothing.

    Folium's own head forbids pinch zoom and loads nine files.
    """
    names = [*folium_map.default_js, *folium_map.default_css]
    for name, _ in names:
        library(name)
    known = {name for name, _ in names} | {folium_map.get_name()}
    for name, element in list(page.header._children.items()):  # noqa: SLF001 - no other way
        if name in known:
            del page.header._children[name]  # noqa: SLF001
        elif isinstance(element, Link):
            # A plugin's file: none has a local source yet.
            library(name)


def assemble(folium_map: folium.Map, parts: Mapping[str, str]) -> str:
    """
    Render the page and put code, then data, into it.

    Parameters
    ----------
    folium_map
        From `build_map`.
    parts
        Texts for the slots of `page.html`, safe for HTML already. They are put
        in after Jinja has run, for branca compiles all that it renders again as
        a template.

    Returns
    -------
    document
        Complete.

    Raises
    ------
    DataError
        When Folium wants a file that is not installed.
    """
    page = folium_map.get_root()
    assert isinstance(page, Page)  # noqa: S101 - build_map put it there
    folium_map.render()  # type: ignore[no-untyped-call]
    _drop_folium_head(page, folium_map)
    rendered = page._template.render(this=page, kwargs={})  # noqa: SLF001 - as branca's own Figure
    code = {
        "LIBRARY": library("leaflet"),
        "STYLE": library("leaflet_css") + asset("style.css"),
        "SCRIPT": f'(async function () {{\n"use strict";\n{"".join(map(asset, SCRIPTS))}}})();\n',
    }
    document = fill(rendered, code)
    policy = safe_text(security_policy(document, (tile.host for tile in ONLINE_TILES)))
    return fill(document, {**parts, "POLICY": policy})


def event_layers(types: Iterable[str]) -> list[OverlayLayer]:
    """
    Return the overlays of a page in drawing order.

    Parameters
    ----------
    types
        Event types that occur.

    Returns
    -------
    layers
        Basemap, borders, divisions by count, footprints, places, changes, then
        one for each type.
    """
    return [
        OverlayLayer("base", "offline", base=True),
        OverlayLayer("over", "borders"),
        OverlayLayer("over", "divisions", show=False),
        OverlayLayer("over", "footprints", show=False),
        OverlayLayer("over", "places"),
        OverlayLayer("over", "changes", show=False),
        *(OverlayLayer("type", kind) for kind in types),
    ]
