"""Published incidents that may be one: near each other in place and time, and told alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np

from geo.gazetteer.sphere import distance_km
from geo.model import LonLat
from geo.names import fold

# From here on they may be one.
LEAST_ALIKE = 0.55
_DAYS_APART, _KM_APART = 3, 30.0
# No degree of latitude is shorter.
_KM_PER_DEGREE = 110.0


def likely_twins(events: Mapping[str, Any]) -> dict[str, list[tuple[float, str]]]:
    """
    Find incidents that may be the same one.

    Parameters
    ----------
    events
        Features of the layer `events` by id.

    Returns
    -------
    twins
        For each incident how alike which others are, the most alike first.
    """
    by_type: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for event_id, event in events.items():
        row = event["properties"]
        if row["date_start"] and row["where_prec"] < 6:
            day = date.fromisoformat(row["date_start"]).toordinal()
            by_type[row["event_type"]].append((day, event_id))
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for dated in by_type.values():
        for one, two, days in _near_in_time(sorted(dated), events):
            alike = _alike(events[one], events[two], days)
            if alike >= LEAST_ALIKE:
                found[one].append((alike, two))
                found[two].append((alike, one))
    return {event_id: sorted(others, reverse=True) for event_id, others in found.items()}


def _near_in_time(
    dated: Iterable[tuple[int, str]], events: Mapping[str, Any]
) -> Iterator[tuple[str, str, int]]:
    """Yield pairs within days, without those that lie too far north or south of each other."""
    days, ids = zip(*dated, strict=True)
    ordinals = np.array(days)
    lats = np.array([events[event_id]["geometry"]["coordinates"][1] for event_id in ids])
    radii = np.array([events[event_id]["properties"]["radius_km"] for event_id in ids])
    ends = np.searchsorted(ordinals, ordinals + _DAYS_APART, side="right")
    for at, end in enumerate(ends):
        others = slice(at + 1, end)
        near_km = np.maximum(_KM_APART, radii[others] + radii[at])
        is_near = np.abs(lats[others] - lats[at]) * _KM_PER_DEGREE <= near_km
        for number in np.flatnonzero(is_near) + at + 1:
            yield ids[at], ids[number], days[number] - days[at]


def _alike(one: Mapping[str, Any], two: Mapping[str, Any], days: int) -> float:
    first, second = one["properties"], two["properties"]
    positions = (LonLat(*each["geometry"]["coordinates"]) for each in (one, two))
    near = max(_KM_APART, first["radius_km"] + second["radius_km"])
    apart = distance_km(*positions)
    if apart > near:
        return 0.0
    return float(
        0.3 * (first["sub_event_type"] == second["sub_event_type"])
        + 0.3 * (1 - apart / near)
        + 0.2 * (1 - days / (_DAYS_APART + 1))
        + 0.3 * _overlap(_words(first["quote"]), _words(second["quote"]))
    )


def _words(quote: str | None) -> frozenset[str]:
    return frozenset(word for word in fold(quote or "").split() if len(word) > 3)


def _overlap(one: frozenset[str], two: frozenset[str]) -> float:
    return len(one & two) / max(1, min(len(one), len(two)))
