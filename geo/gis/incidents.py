"""How incidents, their footprints and the places named look in QGIS."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from geo.gis.labels import OVER_POINT, Label
from geo.gis.renderers import add_rules, counted, rule_renderer, spread
from geo.gis.styles import IMPRECISE, LAYER_COLUMNS, PRECISE, LayerStyle
from geo.gis.tips import incident_tip, place_tip
from geo.gis.xml import MM, REACH, choose, colour, svg_symbol, symbol, symbol_layer
from geo.layers.codebook import FIRST_IMPRECISE, SUB_EVENT_TYPES
from geo.layers.symbols import (
    AREA_CODES,
    BASE_RADIUS,
    EDGE,
    HALO,
    HATCH,
    INK,
    LAND,
    MAX_RADIUS,
    PER_PERSON,
    SOFT,
    STATUS_BADGES,
    STATUS_WORDS,
    TYPE_COLOURS,
    TYPE_WORDS,
    WIDEST_CODES,
    ink_on,
    mixed,
)

# Hatches are opaque tints: those of equal footprints fall on each other and grow no darker.
_TINT = choose(
    "event_type",
    {kind: mixed(paint, LAND, 0.5) for kind, paint in TYPE_COLOURS.items()},
    f"'{HATCH}'",
)
# Millimetres, as on the page: the toll sets the area, up to a limit.
_KILLED = 'coalesce("killed_best", "killed_low", 0)'
_RADIUS = f"{MM:.4f} * min({MAX_RADIUS:g}, sqrt({BASE_RADIUS**2:g} + {PER_PERSON:g} * {_KILLED}))"
_COLOUR = choose("event_type", TYPE_COLOURS, f"'{TYPE_COLOURS['other']}'")
_IS_DOUBTFUL = "\"status\" <> 'occurred'"
# A legend has no incident to ask: its symbols bear neither toll nor sign.
_UNSEEN = colour(INK, 0.0)
_LABEL_CROWDED_FROM = 250_000
# "North of Mosul" is written where its area is large enough to hold the words: from afar the
# hatched area and the town's own name say it.
_IS_BY_TOWN = f'"where_prec" < {FIRST_IMPRECISE}'
_LABEL_BY_TOWN_FROM = 800_000
# From afar the names of countries and oceans, from nearby those of divisions and regions too.
_AREAS_FROM = 16_000_000


def incident_style(*, is_spread: bool) -> LayerStyle:
    """
    Show incidents as on the page: filled where known, open where a label.

    Parameters
    ----------
    is_spread
        Whether incidents at one place stand around it; thousands of them would
        cover the map, and become counted circles.

    Returns
    -------
    style
        Of the layer `events`.
    """
    rules = _incident_rules()
    renderer = spread(rules) if is_spread else counted(rules)
    return LayerStyle(
        "Point",
        renderer,
        (
            Label("''", where=f"{PRECISE} OR {_IS_BY_TOWN}", is_written=False),
            _place_label(f"NOT {_IS_BY_TOWN}", 0 if is_spread else _LABEL_CROWDED_FROM),
            _place_label(_IS_BY_TOWN, _LABEL_BY_TOWN_FROM if is_spread else _LABEL_CROWDED_FROM),
        ),
        LAYER_COLUMNS["events"],
        display="\"place_text\" || ', ' || coalesce(to_string(\"date_start\"), 'undated')",
        map_tip=incident_tip(),
        is_dated=True,
    )


def _place_label(where: str, min_scale: int) -> Label:
    return Label(
        '"place_text"',
        where=f"{IMPRECISE} AND {where}",
        size=8.5,
        is_italic=True,
        colour=SOFT,
        priority=4,
        distance_mm=2.2,
        is_obstacle=False,
        min_scale=min_scale,
    )


def footprint_style() -> LayerStyle:
    """
    Show footprints: hatched where an incident lies somewhere inside.

    Returns
    -------
    style
        Of the layer `areas`. Footprints of precise places are there, but off.
    """
    hatch = symbol(
        "line",
        "@0@1",
        [
            symbol_layer(
                "SimpleLine",
                {"line_color": colour(HATCH), "line_width": f"{MM:.3f}", "line_width_unit": "MM"},
                {"outlineColor": _TINT},
            )
        ],
    )
    hatched = symbol(
        "fill",
        "0",
        [
            symbol_layer(
                "SimpleFill",
                {
                    "style": "no",
                    "outline_style": "dot",
                    "outline_color": colour(HATCH),
                    "outline_width": f"{1.2 * MM:.3f}",
                    "outline_width_unit": "MM",
                },
                {"outlineColor": _COLOUR},
            ),
            symbol_layer(
                "LinePatternFill",
                {"angle": "45", "distance": f"{9 * MM / 2**0.5:.3f}", "distance_unit": "MM"},
                parts=[hatch],
            ),
        ],
    )
    plain = symbol(
        "fill",
        "1",
        [
            symbol_layer(
                "SimpleFill",
                {
                    "style": "solid",
                    "color": colour(HATCH, 0.08),
                    "outline_style": "solid",
                    "outline_color": colour(HATCH),
                    "outline_width": f"{MM:.3f}",
                    "outline_width_unit": "MM",
                },
                {"outlineColor": _COLOUR, "fillColor": f"set_color_part({_COLOUR}, 'alpha', 20)"},
            )
        ],
        alpha=0.6,
    )
    return LayerStyle(
        "Polygon",
        rule_renderer(
            [
                ("Somewhere inside (roughly known)", IMPRECISE, "0", True),
                ("Around a known place", PRECISE, "1", False),
            ],
            [hatched, plain],
            order="$area",
        ),
        (),
        LAYER_COLUMNS["areas"],
        display="\"place_text\" || ', ' || coalesce(to_string(\"date_start\"), 'undated')",
        map_tip=incident_tip(),
        is_dated=True,
    )


def place_style() -> LayerStyle:
    """
    Show the places named: rings by how often, names beside them.

    Returns
    -------
    style
        Of the layer `places`. What is no spot gets its name alone.
    """
    is_area, is_widest = map(_begins, (AREA_CODES, WIDEST_CODES))
    is_town = f"NOT ({is_area})"
    ring = symbol_layer(
        "SimpleMarker",
        {
            "name": "circle",
            "color": colour(HALO),
            "outline_color": colour(INK),
            "outline_width": f"{1.4 * MM:.3f}",
            "outline_width_unit": "MM",
            "size": "1.6",
            "size_unit": "MM",
        },
        {"size": f'{2 * MM:.4f} * min(6, 1.8 + 0.7 * sqrt("n_mentions"))'},
    )
    nothing = symbol_layer("SimpleMarker", {"name": "circle", "size": "0", "outline_style": "no"})
    return LayerStyle(
        "Point",
        rule_renderer(
            [
                ("Town or site", is_town, "0", True),
                ("Area, river or sea (name only)", "ELSE", "1", True),
            ],
            [symbol("marker", "0", [ring]), symbol("marker", "1", [nothing], 0.0)],
        ),
        (
            Label('"name"', where=is_town, size=9, is_bold=True, priority=8, distance_mm=2.4),
            _area_label(is_widest, 0),
            _area_label(f"{is_area} AND NOT ({is_widest})", _AREAS_FROM),
        ),
        LAYER_COLUMNS["places"],
        display='"name"',
        map_tip=place_tip(),
    )


def _begins(codes: Sequence[str]) -> str:
    """Ask for places whose feature code begins like one of these."""
    pattern = "|".join(codes)
    return f"coalesce(regexp_match(\"feature_code\", '^({pattern})'), 0) > 0"


def _area_label(where: str, min_scale: int) -> Label:
    return Label(
        '"name"',
        where=where,
        size=10,
        colour=SOFT,
        is_spaced=True,
        placement=OVER_POINT,
        priority=3,
        is_obstacle=False,
        min_scale=min_scale,
    )


def report_style() -> LayerStyle:
    """
    Name the fields of the reports.

    Returns
    -------
    style
        Of the table `reports`.
    """
    return LayerStyle(
        "No geometry", columns=LAYER_COLUMNS["reports"], display='"event_id"', map_tip=""
    )


def _incident_rules() -> Element:
    kinds = [*SUB_EVENT_TYPES]
    known = [
        (TYPE_WORDS[kind], f"\"event_type\" = '{kind}'", str(k), True)
        for k, kind in enumerate(kinds)
    ]
    rough = [(words, where, f"rough-{key}", shown) for words, where, key, shown in known]
    signs = " · ".join(
        f"{STATUS_BADGES[code]} {STATUS_WORDS[code].lower()}" for code in STATUS_BADGES
    )
    symbols = [_mark(kind, str(k), is_open=False) for k, kind in enumerate(kinds)]
    symbols += [_mark(kind, f"rough-{k}", is_open=True) for k, kind in enumerate(kinds)]
    symbols.append(_badge_key())
    renderer = rule_renderer([], symbols, order=_KILLED)
    top = renderer.find("rules")
    assert top is not None  # noqa: S101 - made two lines above
    for number, (words, where, rules) in enumerate(
        (
            ("Place known", PRECISE, known),
            ("Roughly known: open, see the footprint", IMPRECISE, rough),
        )
    ):
        group = SubElement(
            top, "rule", {"key": f"{{group-{number}}}", "label": words, "filter": where}
        )
        add_rules(group, rules, f"group-{number}")
    # Never drawn: it explains the signs in the legend.
    add_rules(top, [(signs, "FALSE", "signs", True)], "signs")
    return renderer


def _mark(kind: str, name: str, *, is_open: bool) -> Element:
    own = TYPE_COLOURS[kind]
    size = f"{REACH * 2:g} * {_RADIUS}"
    paint = {
        "name": svg_symbol(kind),
        "size": f"{REACH * 2 * BASE_RADIUS * MM:.3f}",
        "size_unit": "MM",
        "outline_width_unit": "MM",
        "fixedAspectRatio": "0",
    }

    def drawn(fill: str, edge: str, width: float) -> Element:
        look = {"color": colour(fill), "outline_color": colour(edge)}
        width_mm = {"outline_width": f"{width * MM:.3f}"}
        return symbol_layer("SvgMarker", {**paint, **look, **width_mm}, {"size": size})

    halo = drawn(HALO, HALO, 5.0 if is_open else 3.4)
    mark = drawn(HALO, own, 2.0) if is_open else drawn(own, EDGE, 1.0)
    return symbol(
        "marker", name, [halo, mark, _toll_layer(HALO if is_open else own), *_badge_layers()]
    )


def _toll_layer(ground: str) -> Element:
    """Write the toll into the symbol: a label beside would stay behind when it is moved."""
    return symbol_layer(
        "FontMarker",
        {
            "font": "DejaVu Sans",
            "font_style": "Bold",
            "chr": "5",
            "color": _UNSEEN,
            "size": f"{9 * MM:.3f}",
            "size_unit": "MM",
        },
        {
            "enabled": f"{_KILLED} > 0",
            "char": f"to_string({_KILLED})",
            "fillColor": f"if({_KILLED} > 0, '{colour(ink_on(ground))}', '{_UNSEEN}')",
            "size": f"max({8 * MM:.3f}, 0.66 * {_RADIUS})",
        },
    )


def _badge_layers() -> list[Element]:
    place = f"{_RADIUS} * 0.8 + {2 * MM:.3f}"
    offset = f"array({place}, -({place}))"
    ring = symbol_layer(
        "SimpleMarker",
        {
            "name": "circle",
            "color": colour(HALO),
            "outline_color": colour(INK),
            "outline_width": f"{MM:.3f}",
            "size": "0",
            "size_unit": "MM",
        },
        {
            "enabled": _IS_DOUBTFUL,
            "size": f"if({_IS_DOUBTFUL}, {11 * MM:.3f}, 0)",
            "offset": offset,
        },
    )
    sign = symbol_layer(
        "FontMarker",
        {
            "font": "DejaVu Sans",
            "font_style": "Bold",
            "chr": "?",
            "color": _UNSEEN,
            "size": f"{9 * MM:.3f}",
            "size_unit": "MM",
        },
        {
            "enabled": _IS_DOUBTFUL,
            "fillColor": f"if({_IS_DOUBTFUL}, '{colour(INK)}', '{_UNSEEN}')",
            "offset": offset,
            "char": choose("status", STATUS_BADGES, "''"),
        },
    )
    return [ring, sign]


def _badge_key() -> Element:
    ring = symbol_layer(
        "SimpleMarker",
        {"name": "circle", "color": colour(HALO), "outline_color": colour(INK), "size": "2.9"},
    )
    sign = symbol_layer(
        "FontMarker",
        {"font": "DejaVu Sans", "chr": "?", "color": colour(INK), "size": "2.4"},
    )
    return symbol("marker", "signs", [ring, sign])
