"""A sheet to print from QGIS: title, map, legend, scale bar, sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from geo.gis.labels import FONT
from geo.gis.xml import colour, symbol, symbol_layer
from geo.layers.first_view import Bounds
from geo.layers.symbols import INK, SOFT, STATUS_BADGES, STATUS_WORDS, WATER

NAME = "Map sheet"
# Millimetres from the upper left corner: x, y, width, height.
Box = tuple[float, float, float, float]

_PAGE: Box = (0, 0, 297, 210)
_MAP: Box = (84, 8, 205, 184)
_TITLE: Box = (8, 8, 70, 27)
_SUBTITLE: Box = (8, 36, 70, 9)
_LEGEND: Box = (6, 46, 72, 100)
_NOTES: Box = (8, 152, 70, 50)
_SCALE_BAR: Box = (83, 193, 40, 8)
# QGIS's numbers for the kinds of items.
_PAGE_ITEM, _MAP_ITEM, _LABEL_ITEM, _LEGEND_ITEM, _BAR_ITEM = (
    *("65638", "65639", "65641"),
    *("65642", "65646"),
)
_MAP_ID = "{dateline-map}"
# Metres in EPSG:3857: a wider map has no one scale.
_WIDEST_SCALED = 12_000_000.0
# As QGIS writes fonts: family, points, and weight as the fifth number.
_TITLE_FONT = "DejaVu Serif,{size},-1,5,75,0,0,0,0,0"
_TEXT_FONT = f"{FONT},{{size}},-1,5,{{weight}},0,0,0,0,0"


def print_layout(
    title: str, sources: Sequence[str], bounds: Bounds, legend: Mapping[str, tuple[str, str]]
) -> Element:
    """
    Lay out a sheet of A4 across.

    Parameters
    ----------
    title
        The project's; the sheet shows whatever it is changed to.
    sources
        Sentences for the foot: notes and attributions.
    bounds
        What to show, as the project's first view.
    legend
        Layers to explain: their title and source by their id.

    Returns
    -------
    layouts
        The element of a project that holds this one layout.
    """
    layouts = Element("Layouts")
    layout = SubElement(layouts, "Layout", {"name": NAME, "units": "mm", "printResolution": "300"})
    pages = SubElement(layout, "PageCollection")
    white = symbol_layer("SimpleFill", {"color": colour("#ffffff"), "outline_style": "no"})
    pages.append(symbol("fill", "", [white]))
    pages.append(_item(_PAGE_ITEM, _PAGE, "{dateline-page}"))
    signs = " · ".join(
        f"{STATUS_BADGES[code]} {STATUS_WORDS[code].lower()}" for code in STATUS_BADGES
    )
    size = 20 if len(title) <= 40 else 16 if len(title) <= 80 else 12
    layout.extend(
        [
            _map(bounds),
            # Not the text itself: QGIS would run an expression in it.
            _label(
                "[% @project_title %]",
                _TITLE,
                "{dateline-title}",
                _TITLE_FONT.format(size=size),
                INK,
            ),
            # What the build was made from: the first sentence of the project's abstract.
            _label(
                "[% regexp_substr(@project_abstract, '^([^.:]*)') %]",
                _SUBTITLE,
                "{dateline-subtitle}",
                _TEXT_FONT.format(size=9, weight=50),
                SOFT,
            ),
            _legend(legend),
            _label(
                "\n".join(["Number in a symbol: people killed.", f"Signs: {signs}.", *sources]),
                _NOTES,
                "{dateline-notes}",
                _TEXT_FONT.format(size=7, weight=50),
                SOFT,
                at_foot=True,
            ),
        ]
    )
    if bounds[2] - bounds[0] < _WIDEST_SCALED:
        layout.append(_scale_bar())
    return layouts


def on_sheet(bounds: Bounds) -> Bounds:
    """
    Fit a view to the sheet's map.

    Parameters
    ----------
    bounds
        Metres in EPSG:3857, west, south, east, north.

    Returns
    -------
    bounds
        With as much more above and below, or at the sides, as the frame is high or wide.
    """
    west, south, east, north = bounds
    wide = max(east - west, (north - south) * _MAP[2] / _MAP[3])
    high = wide * _MAP[3] / _MAP[2]
    x, y = (west + east) / 2, (south + north) / 2
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _item(kind: str, box: Box, key: str, **more: str) -> Element:
    x, y, width, height = box
    place = f"{x:g},{y:g},mm"
    return Element(
        "LayoutItem",
        {
            "type": kind,
            "uuid": key,
            "templateUuid": key,
            "position": place,
            "positionOnPage": place,
            "size": f"{width:g},{height:g},mm",
            "referencePoint": "0",
            "visibility": "1",
            "opacity": "1",
            "frame": "false",
            "background": "false",
            **more,
        },
    )


def _paint(parent: Element, tag: str, code: str) -> None:
    red, green, blue, alpha = colour(code).split(",")
    SubElement(parent, tag, {"red": red, "green": green, "blue": blue, "alpha": alpha})


def _map(bounds: Bounds) -> Element:
    item = _item(
        _MAP_ITEM,
        _MAP,
        _MAP_ID,
        id="Map",
        background="true",
        frame="true",
        outlineWidthM="0.2,mm",
        keepLayerSet="false",
        followPreset="false",
        mapRotation="0",
        drawCanvasItems="true",
    )
    _paint(item, "FrameColor", SOFT)
    _paint(item, "BackgroundColor", WATER)
    extent = dict(zip(("xmin", "ymin", "xmax", "ymax"), on_sheet(bounds), strict=True))
    SubElement(item, "Extent", {name: f"{value:.3f}" for name, value in extent.items()})
    SubElement(item, "LayerSet")
    return item


def _label(
    text: str, box: Box, key: str, font: str, paint: str, *, at_foot: bool = False
) -> Element:
    # Qt's numbers: 1 is left, 32 top, 64 bottom.
    item = _item(
        _LABEL_ITEM,
        box,
        key,
        labelText=text,
        htmlState="0",
        halign="1",
        valign="64" if at_foot else "32",
        marginX="0",
        marginY="0",
    )
    SubElement(item, "LabelFont", {"description": font, "style": ""})
    _paint(item, "FontColor", paint)
    return item


def _legend(layers: Mapping[str, tuple[str, str]]) -> Element:
    item = _item(
        _LEGEND_ITEM,
        _LEGEND,
        "{dateline-legend}",
        id="Legend",
        title="",
        map_uuid=_MAP_ID,
        legendFilterByMap="1",
        resizeToContents="1",
        columnCount="1",
        boxSpace="2",
        symbolWidth="5",
        symbolHeight="4",
        wrapChar="",
        fontColor=INK,
    )
    styles = SubElement(item, "styles")
    for name, size, weight, margin in (
        *(("title", 10, 75, "2"), ("group", 9, 75, "2"), ("subgroup", 9, 75, "2.5")),
        *(("symbol", 8, 50, "1.2"), ("symbolLabel", 8, 50, "1")),
    ):
        style = SubElement(styles, "style", {"name": name, "marginTop": margin, "alignment": "1"})
        if name == "symbolLabel":
            style.set("marginLeft", "2")
        font = _TEXT_FONT.format(size=size, weight=weight)
        SubElement(style, "styleFont", {"description": font, "style": ""})
    tree = SubElement(item, "layer-tree-group")
    for layer, (title, source) in layers.items():
        look: dict[str, Any] = {"id": layer, "name": title, "source": source}
        SubElement(
            tree,
            "layer-tree-layer",
            {**look, "providerKey": "ogr", "checked": "Qt::Checked", "expanded": "1"},
        )
    return item


def _scale_bar() -> Element:
    item = _item(
        _BAR_ITEM,
        _SCALE_BAR,
        "{dateline-scale}",
        id="Scale bar",
        mapUuid=_MAP_ID,
        style="Single Box",
        unitType="km",
        unitLabel="km",
        numMapUnitsPerScaleBarUnit="1",
        numSegments="2",
        numSegmentsLeft="0",
        segmentSizeMode="1",
        minBarWidth="25",
        maxBarWidth="60",
        height="2",
        labelBarSpace="1",
        boxContentSpace="1",
        alignment="0",
        outlineWidth="0.2",
    )
    font = _TEXT_FONT.format(size=8, weight=50)
    SubElement(item, "scaleBarFont", {"description": font, "style": ""})
    for tag, code in (("fillColor", INK), ("fillColor2", "#ffffff"), ("strokeColor", INK)):
        _paint(item, tag, code)
    return item
