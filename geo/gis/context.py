"""The map under a build for QGIS: land, water, borders, divisions and towns as layers."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.gis.labels import ON_LINE, OVER_POINT, Label
from geo.gis.styles import LayerStyle
from geo.gis.xml import MM, choose, colour, symbol, symbol_layer
from geo.layers.frames import CRS
from geo.layers.symbols import BORDER, COAST, COUNTRY, DIVISION, LAND, RIVER, TOWN, WATER
from geo.webmap.basemap import cut_basemap, degree_cells
from geo.webmap.lines import Cells, decode_lines

_BORDER_KINDS = {"border": BORDER, "disputed": BORDER, "division": DIVISION}
_NOWHERE = np.empty((0, 2))


def context_layers(
    positions: NDArray[np.float64], places: gpd.GeoDataFrame
) -> dict[str, gpd.GeoDataFrame]:
    """
    Turn a cut of the basemap into layers.

    Parameters
    ----------
    positions
        What the cut is made around, shape (n, 2), degrees, lon first.
    places
        Named by the build's own layer; their names are not written twice.

    Returns
    -------
    layers
        By name, from the bottom up: `land`, `lakes`, `rivers`, `borders`,
        `towns`, `countries`; EPSG:4326. Not to be changed.
    """
    basemap, _ = cut_basemap(positions)
    towns = _unnamed(basemap["towns"], places)
    named = set(places["country_code"][places["feature_code"].str.startswith("PCL", na=False)])
    countries = [row for row in basemap["countries"] if row[0] not in named]
    return {
        **_land_and_lines(degree_cells(positions)),
        "towns": _layer(
            {
                "name": [row[0] for row in towns],
                "zoom": [row[3] for row in towns],
                "rank": [row[4] for row in towns],
            },
            shapely.points([row[1:3] for row in towns] or _NOWHERE),
        ),
        "countries": _layer(
            {
                "country_code": [row[0] for row in countries],
                "name": [row[1] for row in countries],
                "zoom": [row[4] for row in countries],
            },
            shapely.points([row[2:4] for row in countries] or _NOWHERE),
        ),
    }


# Pictures and GIS files of a build lie on the same map.
@lru_cache(maxsize=1)
def _land_and_lines(cells: tuple[tuple[float, float], ...]) -> dict[str, gpd.GeoDataFrame]:
    basemap, _ = cut_basemap(np.array(cells, np.float64).reshape(-1, 2))
    grid = basemap["grid"]
    arcs = [steps / grid for steps in decode_lines(basemap["arcs"])]
    lakes = [steps / grid for steps in decode_lines(basemap["lakes"])]
    kinds = {"border": "borders", "disputed": "disputed", "division": "lines"}
    borders = [
        (kind, arcs[max(number, ~number)])
        for kind, member in kinds.items()
        for number in basemap[member]
    ]
    borders += [("disputed", steps / grid) for steps in decode_lines(basemap["claims"])]
    rivers = decode_lines([row[2] for row in basemap["rivers"]])
    return {
        "land": _layer({}, _land([_ring(arcs, numbers) for numbers in basemap["land"]])),
        "lakes": _layer({}, [shapely.Polygon(line) for line in lakes if len(line) > 3]),
        "rivers": _layer(
            {
                "name": [row[1] or None for row in basemap["rivers"]],
                "rank": [row[0] for row in basemap["rivers"]],
            },
            _lines([steps / grid for steps in rivers]),
        ),
        "borders": _layer(
            {"kind": [kind for kind, _ in borders]}, _lines([line for _, line in borders])
        ),
    }


def _lines(lines: Sequence[NDArray[np.float64]]) -> Any:
    numbers = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    return shapely.linestrings(np.concatenate([_NOWHERE, *lines]), indices=numbers)


def _unnamed(towns: list[Any], places: gpd.GeoDataFrame) -> list[Any]:
    if not towns or places.empty:
        return towns
    # The same town under the data's own name lies about two kilometres around.
    points = shapely.points([row[1:3] for row in towns])
    tree = shapely.STRtree(places.geometry.to_list())
    near_any = set(tree.query(points, "dwithin", distance=0.025)[0].tolist())
    return [row for number, row in enumerate(towns) if number not in near_any]


def _land(rings: list[Any]) -> list[Any]:
    """Make polygons of the coast's rings; one inside another is an inland sea."""
    # Thinned out far away, a ring may touch itself: that is mended, not drawn twice.
    whole = [shapely.Polygon(ring) for ring in rings if len(ring) > 3]
    shapes = np.asarray(shapely.make_valid(whole, method="structure", keep_collapsed=False))
    shapes = shapes[np.argsort(-shapely.area(shapes), kind="stable")]
    tree = shapely.STRtree(shapes)
    inner, outer = tree.query(shapely.point_on_surface(shapes), predicate="within")
    depth = np.bincount(inner[inner != outer], minlength=len(shapes))
    for hole in np.flatnonzero(depth % 2):
        around = outer[(inner == hole) & (outer != hole)].max()
        shapes[around] = shapely.difference(shapes[around], shapes[hole])
    parts = shapely.get_parts(shapes[depth % 2 == 0])
    polygons: list[Any] = parts[
        (shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)
    ].tolist()
    return polygons


def _ring(arcs: list[Cells], numbers: list[int]) -> Any:
    lines = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([lines[0], *(line[1:] for line in lines[1:])])


def _layer(columns: dict[str, list[Any]], geometries: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(geometries, crs=CRS), crs=CRS)


def context_styles() -> dict[str, LayerStyle]:
    """
    Show the map under the data as quietly as on the page.

    Returns
    -------
    styles
        By layer of `context_layers`.
    """
    edges = {"border": "1.4", "disputed": "1.4", "division": "0.9"}
    line_symbols = [
        symbol("line", kind, [_line(_BORDER_KINDS[kind], float(width), kind)])
        for kind, width in edges.items()
    ]
    dot = symbol_layer(
        "SimpleMarker",
        {"name": "circle", "color": colour(TOWN), "outline_style": "no", "size": "0.9"},
        {"name": choose("rank", {"2": "square"}, "'circle'")},
    )
    nothing = symbol_layer("SimpleMarker", {"name": "circle", "size": "0", "outline_style": "no"})
    return {
        "land": LayerStyle("Polygon", _single(symbol("fill", "0", [_fill(LAND, COAST)]))),
        "lakes": LayerStyle("Polygon", _single(symbol("fill", "0", [_fill(WATER, WATER)]))),
        "rivers": LayerStyle(
            "Line",
            _single(symbol("line", "0", [_river()])),
            (
                Label(
                    '"name"',
                    where='"name" IS NOT NULL',
                    size=7.5,
                    is_italic=True,
                    colour="#6b93ab",
                    halo=LAND,
                    placement=ON_LINE,
                    priority=1,
                    min_scale=6_000_000,
                ),
            ),
        ),
        "borders": LayerStyle("Line", _categories("kind", line_symbols)),
        "towns": LayerStyle(
            "Point",
            _towns_by_scale(dot),
            tuple(_town_label(zoom) for zoom in range(3, 10)),
        ),
        "countries": LayerStyle(
            "Point",
            _single(symbol("marker", "0", [nothing], 0.0)),
            (
                Label(
                    '"name"',
                    size=8.5,
                    colour=COUNTRY,
                    halo=LAND,
                    is_spaced=True,
                    placement=OVER_POINT,
                    priority=2,
                    is_obstacle=False,
                ),
            ),
        ),
    }


def _denominator(zoom: int) -> int:
    """Return the scale at which a web map has this zoom, a little later than on the page."""
    return 559_082_264 >> zoom


def _town_label(zoom: int) -> Label:
    return Label(
        '"name"',
        where=f'"zoom" = {zoom}' if zoom > 3 else '"zoom" <= 3',
        size=7.5,
        colour=TOWN,
        halo=LAND,
        distance_mm=0.8,
        priority=max(0, 5 - zoom // 2),
        min_scale=_denominator(zoom),
        is_obstacle=False,
    )


def _towns_by_scale(dot: Element) -> Element:
    renderer = Element("renderer-v2", {"type": "RuleRenderer"})
    rules = SubElement(renderer, "rules", {"key": "{towns}"})
    for zoom in range(3, 10):
        rule = SubElement(rules, "rule", {"key": f"{{towns-{zoom}}}", "symbol": str(zoom)})
        rule.set("filter", f'"zoom" = {zoom}' if zoom > 3 else '"zoom" <= 3')
        rule.set("label", "Town")
        rule.set("scalemaxdenom", str(_denominator(zoom)))
        rule.set("scalemindenom", "1")
    # Each rule takes its symbol away from the others.
    symbols = [symbol("marker", str(zoom), [deepcopy(dot)]) for zoom in range(3, 10)]
    SubElement(renderer, "symbols").extend(symbols)
    return renderer


def _single(only: Element) -> Element:
    renderer = Element("renderer-v2", {"type": "singleSymbol"})
    SubElement(renderer, "symbols").append(only)
    return renderer


def _categories(column: str, symbols: list[Element]) -> Element:
    renderer = Element("renderer-v2", {"type": "categorizedSymbol", "attr": column})
    categories = SubElement(renderer, "categories")
    for one in symbols:
        code = one.get("name", "")
        SubElement(
            categories,
            "category",
            {
                "value": code,
                "type": "string",
                "label": code.capitalize(),
                "symbol": code,
                "render": "true",
            },
        )
    SubElement(renderer, "symbols").extend(symbols)
    return renderer


def _fill(inside: str, edge: str) -> Element:
    return symbol_layer(
        "SimpleFill",
        {
            "style": "solid",
            "color": colour(inside),
            "outline_style": "solid",
            "outline_color": colour(edge),
            "outline_width": f"{0.8 * MM:.3f}",
            "outline_width_unit": "MM",
        },
    )


def _line(paint: str, width: float, kind: str) -> Element:
    dashes = {"disputed": "1.3;1.06", "division": "0.27;0.93"}
    return symbol_layer(
        "SimpleLine",
        {
            "line_color": colour(paint),
            "line_width": f"{width * MM:.3f}",
            "line_width_unit": "MM",
            "joinstyle": "round",
            "capstyle": "flat",
            "use_custom_dash": "1" if kind in dashes else "0",
            "customdash": dashes.get(kind, "5;2"),
            "customdash_unit": "MM",
        },
    )


def _river() -> Element:
    options = {
        "line_color": colour(RIVER),
        "line_width": "0.3",
        "joinstyle": "round",
        "capstyle": "round",
    }
    return symbol_layer("SimpleLine", options, {"outlineWidth": '0.6 - 0.05 * "rank"'})
