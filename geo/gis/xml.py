"""Symbols and labels in the XML that QGIS 3 reads."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement

from geo.layers.symbols import shape

# Millimetres of a pixel of 1/96 inch: sizes in QGIS are in millimetres.
MM = 25.4 / 96
# Half of the drawing of `svg_symbol`, in radii: no shape reaches further.
REACH = 1.6
QGIS_VERSION = "3.22.16-Białowieża"


def expression_text(text: str) -> str:
    """
    Quote a text for an expression of QGIS.

    Parameters
    ----------
    text
        Any.

    Returns
    -------
    literal
        With quotes around it.

    Examples
    --------
    >>> expression_text("it's")
    "'it''s'"
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def choose(column: str, values: Mapping[str, str], otherwise: str) -> str:
    r"""
    Write an expression that chooses a text by a column's code.

    Parameters
    ----------
    column
        Its name.
    values
        Text by code.
    otherwise
        For any other code, an expression.

    Returns
    -------
    expression
        For QGIS.

    Examples
    --------
    >>> choose("status", {"denied": "×"}, "NULL")
    'CASE WHEN "status" = \'denied\' THEN \'×\' ELSE NULL END'
    """
    cases = " ".join(
        f'WHEN "{column}" = {expression_text(code)} THEN {expression_text(value)}'
        for code, value in values.items()
    )
    return f"CASE {cases} ELSE {otherwise} END"


def colour(code: str, alpha: float = 1.0) -> str:
    """
    Turn a colour into QGIS's notation.

    Parameters
    ----------
    code
        `#rrggbb`.
    alpha
        0 to 1.

    Returns
    -------
    colour
        Red, green, blue and alpha from 0 to 255.

    Examples
    --------
    >>> colour("#c0272d", 0.5)
    '192,39,45,128'
    """
    red, green, blue = (int(code[k : k + 2], 16) for k in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * alpha)}"


def option_map(parent: Element, values: Mapping[str, str | Mapping[str, str]]) -> Element:
    """
    Add a map of options.

    Parameters
    ----------
    parent
        Gets an `Option` element.
    values
        By name; a mapping becomes a nested map.

    Returns
    -------
    element
        The map.
    """
    top = SubElement(parent, "Option", {"type": "Map"})
    for name, value in values.items():
        if isinstance(value, str):
            SubElement(top, "Option", {"type": "QString", "name": name, "value": value})
        else:
            nested = option_map(top, value)
            nested.set("name", name)
    return top


def data_defined(parent: Element, tag: str, expressions: Mapping[str, str]) -> None:
    """
    Let properties follow expressions.

    Parameters
    ----------
    parent
        Gets a child of this tag.
    tag
        `data_defined_properties`, or `dd_properties` for labels.
    expressions
        By the name of the property.
    """
    top = SubElement(SubElement(parent, tag), "Option", {"type": "Map"})
    SubElement(top, "Option", {"type": "QString", "name": "name", "value": ""})
    named = SubElement(top, "Option", {"type": "Map", "name": "properties"})
    for name, expression in expressions.items():
        one = SubElement(named, "Option", {"type": "Map", "name": name})
        SubElement(one, "Option", {"type": "bool", "name": "active", "value": "true"})
        SubElement(one, "Option", {"type": "QString", "name": "expression", "value": expression})
        SubElement(one, "Option", {"type": "int", "name": "type", "value": "3"})
    SubElement(top, "Option", {"type": "QString", "name": "type", "value": "collection"})


def symbol(kind: str, name: str, layers: Sequence[Element], alpha: float = 1.0) -> Element:
    """
    Put layers together into a symbol.

    Parameters
    ----------
    kind
        `marker`, `line` or `fill`.
    name
        By which a renderer finds it.
    layers
        From the bottom up, by `symbol_layer`.
    alpha
        0 to 1, for all of it.

    Returns
    -------
    symbol
        An element.
    """
    element = Element(
        "symbol",
        {
            "type": kind,
            "name": name,
            "alpha": f"{alpha:g}",
            "clip_to_extent": "1",
            "force_rhr": "0",
        },
    )
    element.extend(layers)
    return element


def symbol_layer(
    kind: str,
    options: Mapping[str, str],
    expressions: Mapping[str, str] | None = None,
    parts: Sequence[Element] = (),
) -> Element:
    """
    Make one layer of a symbol.

    Parameters
    ----------
    kind
        QGIS's class, such as `SimpleFill`.
    options
        Its settings; the others keep QGIS's defaults. Sizes are millimetres.
    expressions
        What follows the feature.
    parts
        Symbols that it is made of.

    Returns
    -------
    layer
        An element.
    """
    element = Element("layer", {"class": kind, "enabled": "1", "pass": "0", "locked": "0"})
    option_map(element, options)
    data_defined(element, "data_defined_properties", expressions or {})
    element.extend(parts)
    return element


def svg_symbol(event_type: str) -> str:
    """
    Draw a type's symbol for QGIS, which fills it with the layer's colours.

    Parameters
    ----------
    event_type
        Of the codebook.

    Returns
    -------
    name
        The drawing itself, in base 64: no file is needed beside the style.
    """
    corners = shape(event_type)
    paint = (
        'fill="param(fill)" stroke="param(outline)" stroke-width="param(outline-width)"'
        ' stroke-linejoin="round"'
    )
    if corners is None:
        drawn = f'<circle cx="0" cy="0" r="1" {paint}/>'
    else:
        points = " ".join(f"{x:.4f},{y:.4f}" for x, y in corners)
        drawn = f'<polygon points="{points}" {paint}/>'
    box = f'viewBox="{-REACH} {-REACH} {2 * REACH} {2 * REACH}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="36" height="36" {box}>{drawn}</svg>'
    return "base64:" + base64.b64encode(svg.encode()).decode()
