"""
The layered map as one self-contained page.

`render_map` is all that other modules need. The parts: `payload` packs the
frames, `basemap` cuts the map under them from the `world`, `page` lets Folium lay the map out,
`inline` puts the code in `assets` into it and seals it with a security policy. `assets`
holds the page's own scripts, in the order of `page.SCRIPTS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import geopandas as gpd
import pandas as pd

from geo.builds.changes import Change
from geo.geocoding.licences import licences_of
from geo.layers.codebook import SUB_EVENT_TYPES
from geo.layers.first_view import Bounds, FirstView, first_view
from geo.webmap.basemap import cut_basemap
from geo.webmap.changed import pack_changes
from geo.webmap.divisions import divisions_of
from geo.webmap.inline import island, safe_text
from geo.webmap.pack import pack
from geo.webmap.page import assemble, build_map, event_layers
from geo.webmap.payload import Layers, build_payload, cut_quote, site_positions

__all__ = ["render_map"]

QUOTE_CHARS = 400
LICENCES = "Map: Natural Earth. Names: GeoNames (CC BY 4.0). Code: Leaflet (BSD-2-Clause)."


def render_map(
    events: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    reports: pd.DataFrame,
    *,
    title: str,
    view: FirstView | None = None,
    subtitle: str = "",
    source: str = "",
    lang: str = "en",
    quote_chars: int = QUOTE_CHARS,
    changes: Sequence[Change] = (),
    since: str = "",
) -> str:
    """
    Draw a build as a page that needs nothing outside of itself.

    Parameters
    ----------
    events, areas, places, reports
        As `geo.layers.frames` makes them, EPSG:4326. An incident whose `point_kind` is
        not `position` is drawn as its footprint, which `areas` must then hold.
    title, subtitle
        Headline and the line below it; plain text.
    view
        What to open with, where it is known already; None to choose it.
    source
        Who made the map, for the line at the foot; plain text.
    lang
        BCP 47 tag of the language of title and quotations.
    quote_chars
        Most characters of an article to quote.
    changes
        Against the build before; none when there was no other.
    since
        When that was, in words; plain text.

    Returns
    -------
    document
        HTML. The same inputs give the same text.

    Raises
    ------
    DataError
        When a library or the basemap is not installed.
    """
    layers = Layers(events, areas, places, reports)
    payload = build_payload(layers, quote_chars=quote_chars)
    basemap, numbers = cut_basemap(site_positions(layers))
    payload["events"]["division"] = pack(divisions_of(layers, numbers).astype(float))
    if changes:
        ids = [str(event_id) for event_id in events["event_id"]]
        payload["changes"] = pack_changes(changes, ids, partial(cut_quote, limit=quote_chars))
    view = view or first_view(events, areas, places)
    payload["bounds"] = view.bounds
    payload["elsewhere"] = [
        {"place": one.place, "events": one.rows, "km": one.distance_km} for one in view.elsewhere
    ]
    payload["meta"] = {
        "title": title,
        "subtitle": subtitle,
        "source": source,
        "licences": " ".join([LICENCES, *_geocoders(places)]),
        "lang": lang,
        "since": since,
    }
    folium_map = build_map(_center(view.bounds), event_layers(_types(events)))
    parts = {
        "TITLE": safe_text(title),
        "DATA": island(payload),
        "BASEMAP": island(basemap),
    }
    return assemble(folium_map, parts)


def _types(events: gpd.GeoDataFrame) -> list[str]:
    """Return the types that occur, in the codebook's order."""
    found = set(events["event_type"].dropna().unique()) if len(events) else set()
    return [kind for kind in SUB_EVENT_TYPES if kind in found]


def _center(bounds: Bounds | None) -> tuple[float, float]:
    if bounds is None:
        return 25.0, 15.0
    west, south, east, north = bounds
    return (south + north) / 2, (west + east) / 2


def _geocoders(places: gpd.GeoDataFrame) -> list[str]:
    if "gazetteer" not in places.columns:
        return []
    used = licences_of(zip(places["place_id"], places["gazetteer"], strict=True))
    return [f"{row['attribution']}." for row in used]
