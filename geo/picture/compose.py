"""One canvas for each size of a build's picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.gis.context import context_layers
from geo.gis.geopackage import clean_text
from geo.gis.views import shown_positions
from geo.layers.first_view import positions_of
from geo.layers.frames import CRS
from geo.layers.making import Layers
from geo.layers.symbols import radius_px
from geo.picture.canvas import WIDTH, Canvas
from geo.picture.drawing import draw_footprints, draw_ground, draw_marks, frame_of, is_rough
from geo.picture.elsewhere import draw_elsewhere
from geo.picture.marks import Crowd, Mark, arrange
from geo.picture.names import draw_names
from geo.picture.panel import PANEL, draw_panel, draw_scale_bar
from geo.picture.view import View, choose_view
from geo.webmap.basemap import cut_basemap

# A social card is 1200 by 630 pixels; a sheet is A4 across.
CARD_HEIGHT, CARD_DPI, CARD_WIDTH_IN = 630.0, 100.0, 12.0
SHEET_WIDTH_IN, SHEET_DPI = 297 / 25.4, 200.0
SHEET_HEIGHT = WIDTH * 210 / 297
SOURCES = (
    (
        "Incidents as told by news articles, found and placed by a program; each may be wrong."
        " The data carry the sentence behind every symbol."
    ),
    "Map: Natural Earth. Names: GeoNames, CC BY 4.0. Made with Dateline.",
)
# Units to a pixel of the page.
_SCALE = 1.15


def draw_files(files: Sequence[Path], layers: Layers, *, title: str, subtitle: str) -> list[Path]:
    """
    Draw a build as a card, a sheet and the sheet in vectors.

    Parameters
    ----------
    files
        Three paths, in this order.
    layers
        The build's rows.
    title, subtitle
        Plain text.

    Returns
    -------
    files
        As given.
    """
    ground = make_ground(layers)
    card = Canvas(CARD_HEIGHT, CARD_WIDTH_IN)
    sheet = Canvas(SHEET_HEIGHT, SHEET_WIDTH_IN)
    for canvas in (card, sheet):
        draw_picture(canvas, layers, ground, title=title, subtitle=subtitle)
    card_path, sheet_path, vector_path = files
    return [
        card.save(card_path, dpi=CARD_DPI),
        sheet.save(sheet_path, dpi=SHEET_DPI),
        sheet.save(vector_path, dpi=72),
    ]


def make_ground(layers: Layers) -> dict[str, gpd.GeoDataFrame]:
    """
    Lay out the map under the data.

    Parameters
    ----------
    layers
        The build's rows.

    Returns
    -------
    ground
        Layers of `geo.gis.context.context_layers`; `countries` whole, and `divisions`.
    """
    # The page and the project of most builds lie on the same map, which is then cut once.
    around = layers.view.held if layers.view.elsewhere else shown_positions(layers)
    basemap, _ = cut_basemap(around)
    ground = context_layers(around, layers.places)
    countries = basemap["countries"]
    names = [row[1] for row in countries]
    # All of them: a country named in the articles may lie half outside of the frame.
    ground["countries"] = gpd.GeoDataFrame(
        {"name": names, "zoom": [row[4] for row in countries]},
        geometry=gpd.points_from_xy([row[2] for row in countries], [row[3] for row in countries]),
        crs=CRS,
    )
    divisions = [(names[row[0]], row[2], row[3]) for row in basemap["divisions"] if row[0] >= 0]
    ground["divisions"] = gpd.GeoDataFrame(
        {"country": [row[0] for row in divisions]},
        geometry=gpd.points_from_xy([row[1] for row in divisions], [row[2] for row in divisions]),
        crs=CRS,
    )
    return ground


def draw_picture(
    canvas: Canvas,
    layers: Layers,
    ground: Mapping[str, gpd.GeoDataFrame],
    *,
    title: str,
    subtitle: str,
) -> None:
    """
    Draw a build on one canvas.

    Parameters
    ----------
    canvas
        Empty.
    layers
        The build's rows.
    ground
        From `make_ground`.
    title, subtitle
        Plain text.
    """
    view = choose_view(layers.view.held, (PANEL, 0.0, WIDTH - PANEL, canvas.height))
    draw_ground(canvas, view, ground)
    marks: list[Mark] = []
    crowds: list[Crowd] = []
    spots: list[tuple[float, float]] = []
    is_shown = _is_shown(view, layers.events)
    events = layers.events[is_shown]
    if len(events):
        projected = view.project(positions_of(events))
        spots = [(x, y) for x, y in np.round(projected, 3).tolist()]
        killed = events["killed_best"].fillna(events["killed_low"]).fillna(0)
        radii = [radius_px(float(dead)) * _SCALE for dead in killed]
        marks, crowds = arrange(spots, radii, is_rough(events).tolist())
        draw_marks(canvas, marks, crowds, events)
        # What is counted in a circle has no symbol that would stand for its footprint.
        alone = events["event_id"].iloc[[mark.number for mark in marks]]
        draw_footprints(canvas, view, layers.areas[layers.areas["event_id"].isin(alone)])
    elsewhere = layers.view.without(is_shown)
    taken = draw_elsewhere(canvas, view, elsewhere, layers.events, [*marks, *crowds])
    draw_names(canvas, view, layers.places, ground, (marks, crowds, taken), spots)
    count = f"{len(layers.events):,} incident{'' if len(layers.events) == 1 else 's'}"
    draw_panel(
        canvas,
        layers.events,
        title=clean_text(title),
        subtitle=f"{count} told by {clean_text(subtitle)}" if subtitle else count,
        sources=SOURCES,
        scale=_SCALE,
        crowds=crowds,
    )
    draw_scale_bar(canvas, view)


def _is_shown(view: View, events: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Tell which incidents lie on the map."""
    spots = view.project(positions_of(events))
    left, top, right, bottom = frame_of(view)
    x, y = spots.T
    return np.asarray((left <= x) & (x <= right) & (top <= y) & (y <= bottom))
