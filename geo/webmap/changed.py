"""What the build before had otherwise, as the page shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from geo.builds.changes import Change

# Beyond it the page only counts what else changed in an incident.
MOST_COLUMNS = 12


def pack_changes(
    changes: Sequence[Change], event_ids: Sequence[str], shorten: Callable[[str], str]
) -> list[dict[str, Any]]:
    """
    Write changes for the page.

    Parameters
    ----------
    changes
        From `geo.builds.changes.compare`.
    event_ids
        Of the page's incidents, in their order.
    shorten
        Cuts a quotation to the length allowed.

    Returns
    -------
    rows
        JSON-able: `kind`, and `i`, the number of the incident, -1 for one that the
        build no longer has, which then brings what is needed to show it.
    """
    number = {event_id: index for index, event_id in enumerate(event_ids)}
    rows = []
    for change in changes:
        row: dict[str, Any] = {"kind": change.kind, "i": number.get(change.event_id, -1)}
        if change.others:
            row["others"] = list(change.others)
        if change.moved_from is not None:
            row["km"], row["from"] = change.moved_km, [round(x, 5) for x in change.moved_from]
        if change.columns:
            told = list(change.columns.items())[:MOST_COLUMNS]
            row["columns"] = [
                [name, _shown(before, shorten), _shown(after, shorten)]
                for name, (before, after) in told
            ]
        if row["i"] < 0:
            row.update(_ghost(change.event_id, change.feature, shorten))
        rows.append(row)
    return rows


def _shown(value: Any, shorten: Callable[[str], str]) -> Any:
    return shorten(value) if isinstance(value, str) else value


def _ghost(
    event_id: str, feature: Mapping[str, Any], shorten: Callable[[str], str]
) -> dict[str, Any]:
    told = feature.get("properties", {})
    lon, lat = feature["geometry"]["coordinates"][:2]
    return {
        "id": event_id,
        "lon": round(lon, 5),
        "lat": round(lat, 5),
        "type": told.get("event_type") or "",
        "sub": told.get("sub_event_type") or "",
        "day": told.get("date_start") or "",
        "place": told.get("place_name") or told.get("place_text") or "",
        "quote": shorten(told.get("quote") or ""),
    }
