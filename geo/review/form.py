"""The review sheet in QGIS: lists of words to choose from, what may be changed, what is left."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from geo.gis.forms import Form
from geo.gis.renderers import rule_renderer
from geo.gis.styles import LayerStyle
from geo.gis.tips import escaped
from geo.gis.xml import MM, colour, symbol, symbol_layer
from geo.layers.codebook import AFFECTED_KINDS, SUB_EVENT_TYPES, Column
from geo.layers.symbols import HALO, HATCH, INK, STATUS_WORDS, TYPE_COLOURS, TYPE_WORDS
from geo.review.corrections import SCOPES
from geo.review.sheet import ADVICE, ANCHORS, AREAS_LAYER, COLUMNS, CONTEXT, LAYER

_YES = {"yes": "yes"}
_SCOPE_WORDS = {
    "this": "only here",
    "article": "the same name in this article",
    "context": "wherever an article names that country too",
    "name": "everywhere",
}
_CHOICES = {
    "confirm": _YES,
    "strike": _YES,
    "lock": {"yes": "yes", "no": "no"},
    "scope": {code: _SCOPE_WORDS[code] for code in SCOPES},
    "event_type": TYPE_WORDS,
    "sub_event_type": {
        code: f"{TYPE_WORDS[kind]}: {code.replace('_', ' ')}"
        for kind, codes in SUB_EVENT_TYPES.items()
        for code in codes
    },
    "status": STATUS_WORDS,
    "affected_kind": {kind: kind for kind in AFFECTED_KINDS},
}
_FORM = Form(
    choices=_CHOICES,
    fixed=frozenset({*ADVICE, *CONTEXT, "quote"}),
    hidden=frozenset(ANCHORS),
)
_DONE = 'coalesce("confirm", "strike", "lock", "comment", \'\') <> \'\''
_WHY, _QUOTE = escaped('"why"'), escaped('"quote"')
_TIP = (
    '<div style="max-width:340px;font-family:sans-serif">'
    f"<p><b>[% {_WHY} %]</b></p><blockquote><i>[% {_QUOTE} %]</i></blockquote></div>"
)


def sheet_styles() -> dict[str, LayerStyle]:
    """
    Style the layers of a review sheet.

    Returns
    -------
    styles
        By layer. Points whose row says something are grey, the others stand out.
    """
    columns = [Column(name, "text") for name in COLUMNS]
    marks = [_point("0", TYPE_COLOURS["explosion"]), _point("1", HATCH)]
    rules = [("To be looked at", f"NOT ({_DONE})", "0", True), ("Looked at", _DONE, "1", True)]
    outline = symbol_layer(
        "SimpleFill",
        {"style": "no", "outline_color": colour(HATCH), "outline_width": f"{1.5 * MM:.3f}"},
    )
    return {
        LAYER: LayerStyle(
            "Point",
            rule_renderer(rules, marks),
            columns=columns,
            display='"rank" || \': \' || "why"',
            map_tip=_TIP,
            form=_FORM,
        ),
        AREAS_LAYER: LayerStyle(
            "Polygon",
            rule_renderer([("Footprint", "", "0", True)], [symbol("fill", "0", [outline])]),
            columns=[Column(name, "text") for name in (*ADVICE, "quote", "shown")],
            display='"rank" || \': \' || "why"',
            map_tip=_TIP,
            form=_FORM,
        ),
    }


def _point(name: str, paint: str) -> Element:
    ring = {
        "name": "circle",
        "color": colour(paint),
        "outline_color": colour(INK),
        "outline_width": f"{MM:.3f}",
        "size": "3.4",
    }
    halo = {"name": "circle", "color": colour(HALO), "outline_style": "no", "size": "4.4"}
    return symbol(
        "marker", name, [symbol_layer("SimpleMarker", halo), symbol_layer("SimpleMarker", ring)]
    )
