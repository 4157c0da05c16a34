"""Labels in the XML that QGIS 3 reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from geo.gis.xml import MM, colour, data_defined
from geo.layers.symbols import HALO

FONT = "Noto Sans"
# How QGIS places labels, by its own numbers.
AROUND_POINT, OVER_POINT, ON_LINE, CARTOGRAPHIC = "0", "1", "2", "6"


@dataclass(frozen=True, slots=True)
class Label:
    """
    What to write beside some features of a layer.

    Attributes
    ----------
    text
        An expression.
    where
        An expression; empty for all features.
    size
        Points.
    colour, halo
        `#rrggbb`.
    placement
        QGIS's number.
    priority
        0 to 10: whose label stays where there is room for one.
    expressions
        What follows the feature, by QGIS's name of the property.
    min_scale
        Denominator from which on the labels are left out; 0 for none.
    is_obstacle
        Whether labels of other layers keep off the symbols.
    is_written
        Whether there is a label; else the features are only obstacles.
    """

    text: str
    where: str = ""
    size: float = 8.0
    colour: str = "#1c1d1f"
    halo: str = HALO
    is_bold: bool = False
    is_italic: bool = False
    is_spaced: bool = False
    placement: str = CARTOGRAPHIC
    distance_mm: float = 0.6
    priority: int = 5
    expressions: Mapping[str, str] = field(default_factory=dict)
    min_scale: int = 0
    is_obstacle: bool = True
    is_written: bool = True


def labelling(labels: Sequence[Label], layer_type: str) -> Element:
    """
    Make the labels of a layer.

    Parameters
    ----------
    labels
        The first whose condition a feature meets, and all others that it meets.
    layer_type
        `PointGeometry`, `LineGeometry` or `PolygonGeometry`.

    Returns
    -------
    labelling
        An element; without labels one that draws none.
    """
    element = Element("labeling", {"type": "rule-based"})
    rules = SubElement(element, "rules", {"key": "{labels}"})
    for number, label in enumerate(labels):
        rule = SubElement(rules, "rule", {"key": f"{{label-{number}}}"})
        if label.where:
            rule.set("filter", label.where)
        if label.min_scale:
            rule.set("scalemaxdenom", str(label.min_scale))
            rule.set("scalemindenom", "1")
        rule.append(_settings(label, layer_type))
    return element


def _settings(label: Label, layer_type: str) -> Element:
    settings = Element("settings", {"calloutType": "simple"})
    style = SubElement(
        settings,
        "text-style",
        {
            "fieldName": label.text,
            "isExpression": "1",
            "fontFamily": FONT,
            "fontSize": f"{label.size:g}",
            "fontSizeUnit": "Point",
            "fontWeight": "75" if label.is_bold else "50",
            "fontItalic": "1" if label.is_italic else "0",
            "fontLetterSpacing": "1.2" if label.is_spaced else "0",
            "capitalization": "1" if label.is_spaced else "0",
            "textColor": colour(label.colour),
            "textOpacity": "1",
            "allowHtml": "0",
        },
    )
    SubElement(
        style,
        "text-buffer",
        {
            "bufferDraw": "1",
            "bufferSize": f"{2.6 * MM:.2f}",
            "bufferSizeUnits": "MM",
            "bufferColor": colour(label.halo),
            "bufferOpacity": "0.9",
            "bufferJoinStyle": "128",
        },
    )
    SubElement(settings, "text-format", {"wrapChar": "", "autoWrapLength": "28"})
    SubElement(
        settings,
        "placement",
        {
            "placement": label.placement,
            "placementFlags": "10",
            "dist": f"{label.distance_mm:g}",
            "distUnits": "MM",
            "offsetType": "1",
            "priority": str(label.priority),
            "predefinedPositionOrder": "R,L,TR,BR,TL,BL,T,B",
            "layerType": layer_type,
            "quadOffset": "4",
            "repeatDistance": "80" if layer_type == "LineGeometry" else "0",
            "repeatDistanceUnits": "MM",
            "maxCurvedCharAngleIn": "25",
            "maxCurvedCharAngleOut": "-25",
        },
    )
    SubElement(
        settings,
        "rendering",
        {
            "drawLabels": "1" if label.is_written else "0",
            "obstacle": "1" if label.is_obstacle else "0",
            "obstacleFactor": "2",
            "obstacleType": "1",
            "scaleVisibility": "0",
            "mergeLines": "1" if layer_type == "LineGeometry" else "0",
            "zIndex": "0",
            "displayAll": "0",
            "upsidedownLabels": "0",
        },
    )
    data_defined(settings, "dd_properties", label.expressions)
    return settings
