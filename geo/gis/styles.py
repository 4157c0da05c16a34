"""How QGIS shows a layer: symbols, labels, map tips, names of fields, time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from geo.gis.forms import Form, form_elements
from geo.gis.labels import Label, labelling
from geo.gis.xml import QGIS_VERSION
from geo.layers.codebook import (
    AREA_COLUMNS,
    EVENT_COLUMNS,
    PLACE_COLUMNS,
    REPORT_COLUMNS,
    Column,
)
from geo.resources import read_rows


@dataclass(frozen=True, slots=True, eq=False)
class LayerStyle:
    """
    All that QGIS needs to show a layer.

    Attributes
    ----------
    geometry
        `Point`, `Line`, `Polygon` or `No geometry`.
    renderer
        The `renderer-v2` element; None without geometry.
    labels
        What to write.
    columns
        The fields that get names.
    display
        An expression that names a feature.
    map_tip
        HTML with expressions in it; empty for none.
    is_dated
        Whether its features have their time in `date_start` and `date_end`.
    form
        How its rows are edited.
    """

    geometry: str
    renderer: Element | None = None
    labels: Sequence[Label] = ()
    columns: Sequence[Column] = ()
    display: str = ""
    map_tip: str = ""
    is_dated: bool = False
    form: Form = field(default_factory=Form)


def qml(style: LayerStyle) -> str:
    """
    Write a style as a file that QGIS finds by its name beside a layer.

    Parameters
    ----------
    style
        Of one layer.

    Returns
    -------
    text
        XML.
    """
    root = Element(
        "qgis",
        {
            "version": QGIS_VERSION,
            "styleCategories": "AllStyleCategories",
            "labelsEnabled": "1" if style.labels else "0",
            "hasScaleBasedVisibilityFlag": "0",
            "simplifyDrawingHints": "1" if style.geometry in {"Line", "Polygon"} else "0",
        },
    )
    root.extend(style_elements(style))
    indent(root)
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + tostring(root, encoding="unicode") + "\n"


def style_elements(style: LayerStyle) -> list[Element]:
    """
    Make what a style file and a project's layer have in common.

    Parameters
    ----------
    style
        Of one layer.

    Returns
    -------
    elements
        In QGIS's order.
    """
    flags = Element("flags")
    for name in ("Identifiable", "Removable", "Searchable"):
        SubElement(flags, name).text = "1" if style.columns or name != "Identifiable" else "0"
    elements = [flags, _temporal(style.is_dated)]
    if style.renderer is not None:
        elements.append(style.renderer)
        elements.append(labelling(style.labels, f"{style.geometry}Geometry"))
    elements += form_elements(style.columns, column_names(), style.form)
    table = Element("attributetableconfig", {"actionWidgetStyle": "dropDown"})
    SubElement(table, "columns")
    elements.append(table)
    for tag, text in (("previewExpression", style.display), ("mapTip", style.map_tip)):
        element = Element(tag)
        element.text = text
        elements.append(element)
    kinds = {"Point": "0", "Line": "1", "Polygon": "2", "No geometry": "4"}
    element = Element("layerGeometryType")
    element.text = kinds[style.geometry]
    return [*elements, element]


def _temporal(is_dated: bool) -> Element:  # noqa: FBT001
    # Mode 3: from the day in one field to the day in another; a day that is
    # missing does not hide the feature.
    element = Element(
        "temporal",
        {
            "mode": "3" if is_dated else "0",
            "enabled": "1" if is_dated else "0",
            "startField": "date_start" if is_dated else "",
            "endField": "date_end" if is_dated else "",
            "startExpression": "",
            "endExpression": "",
            "durationField": "",
            "fixedDuration": "0",
            "durationUnit": "d",
            "accumulate": "0",
            "limitMode": "0",
        },
    )
    fixed = SubElement(element, "fixedRange")
    SubElement(fixed, "start")
    SubElement(fixed, "end")
    return element


def column_names() -> dict[str, str]:
    """
    Read what the columns are called for people.

    Returns
    -------
    names
        By column.
    """
    return {row["column"]: row["name"] for row in read_rows("column_names.csv")}


IMPRECISE = "\"point_kind\" IS NOT 'position'"
PRECISE = "\"point_kind\" = 'position'"
LAYER_COLUMNS = {
    "events": EVENT_COLUMNS,
    "areas": AREA_COLUMNS,
    "places": PLACE_COLUMNS,
    "reports": REPORT_COLUMNS,
}
