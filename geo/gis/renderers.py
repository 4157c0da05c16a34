"""Which symbol QGIS draws for a feature, and where several at one spot go."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from geo.gis.xml import MM, colour, symbol, symbol_layer
from geo.layers.symbols import EDGE, HALO, INK


def rule_renderer(
    rules: list[tuple[str, str, str, bool]], symbols: list[Element], *, order: str = ""
) -> Element:
    """
    Draw each feature by the rules that it meets.

    Parameters
    ----------
    rules
        Words for the legend, condition, name of the symbol, whether it is
        drawn at first.
    symbols
        One for each rule, which takes it.
    order
        An expression: features with more of it are drawn first, so that small
        ones stay visible.

    Returns
    -------
    renderer
        An element.
    """
    renderer = Element(
        "renderer-v2",
        {
            "type": "RuleRenderer",
            "forceraster": "0",
            "symbollevels": "0",
            "enableorderby": "1" if order else "0",
        },
    )
    add_rules(SubElement(renderer, "rules", {"key": "{rules}"}), rules, "rule")
    SubElement(renderer, "symbols").extend(symbols)
    if order:
        ordering = SubElement(renderer, "orderby")
        clause = SubElement(ordering, "orderByClause", {"asc": "0", "nullsFirst": "0"})
        clause.text = order
    return renderer


def add_rules(parent: Element, rules: list[tuple[str, str, str, bool]], key: str) -> None:
    """
    Add rules below another.

    Parameters
    ----------
    parent
        The rule, or the root.
    rules
        As for `rule_renderer`.
    key
        Begins their keys, which must be unlike all others of the renderer.
    """
    for number, (words, where, name, is_shown) in enumerate(rules):
        rule = SubElement(
            parent,
            "rule",
            {"key": f"{{{key}-{number}}}", "label": words, "filter": where, "symbol": name},
        )
        if not is_shown:
            rule.set("checkstate", "0")


def spread(rules: Element) -> Element:
    """
    Let features at one spot stand around it.

    Parameters
    ----------
    rules
        Draws each of them.

    Returns
    -------
    renderer
        An element.
    """
    renderer = Element(
        "renderer-v2",
        {
            "type": "pointDisplacement",
            "forceraster": "0",
            "symbollevels": "0",
            "enableorderby": "0",
            "placement": "1",
            "tolerance": "0.5",
            "toleranceUnit": "MM",
            "circleWidth": "0.15",
            "circleColor": colour(EDGE, 0.35),
            "circleRadiusAddition": "0",
            "labelAttributeName": "",
        },
    )
    renderer.append(rules)
    centre = symbol_layer(
        "SimpleMarker",
        {"name": "circle", "color": colour(EDGE), "outline_style": "no", "size": "0.8"},
    )
    renderer.append(symbol("marker", "centerSymbol", [centre]))
    return renderer


def counted(rules: Element) -> Element:
    """
    Draw one circle with a number for features that are close together.

    Parameters
    ----------
    rules
        Draws those that stand alone.

    Returns
    -------
    renderer
        An element.
    """
    renderer = Element(
        "renderer-v2",
        {
            "type": "pointCluster",
            "forceraster": "0",
            "symbollevels": "0",
            "enableorderby": "0",
            "tolerance": "5",
            "toleranceUnit": "MM",
        },
    )
    renderer.append(rules)
    size = "3.4 + 1.3 * log10(@cluster_size)"
    ring = symbol_layer(
        "SimpleMarker",
        {
            "name": "circle",
            "color": colour(HALO),
            "outline_color": colour(INK),
            "outline_width": f"{1.6 * MM:.3f}",
            "size": "4",
        },
        {"size": f"1.5 * ({size})"},
    )
    number = symbol_layer(
        "FontMarker",
        {
            "font": "DejaVu Sans",
            "font_style": "Bold",
            "chr": "9",
            "color": colour(INK),
            "size": "2",
        },
        {"char": "@cluster_size", "size": "2.3"},
    )
    renderer.append(symbol("marker", "centerSymbol", [ring, number]))
    return renderer
