"""What a build added, moved, revised, merged, split or withdrew against the one before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pyproj

from geo.incidents.identity import IdChange
from geo.layers.json_bytes import json_bytes

NAMES = ("changes.json", "changes.geojson")
KINDS = ("added", "moved", "revised", "merged", "split", "withdrawn")
# Below it a point has not moved but was computed anew.
MOVED_KM = 1.0
# Say how an incident was told, decided or is drawn, not what happened.
_QUIET = frozenset(
    [
        "event_id",
        "alternatives",
        "geo_confidence",
        "rule",
        "title",
        "source",
        "url",
        "published",
        "point_kind",
    ]
)
_GEOD = pyproj.Geod(ellps="WGS84")

Feature = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """
    What became of one incident.

    Attributes
    ----------
    kind
        The first that holds of `merged`, `split`, `withdrawn`, `added`, `moved`
        and `revised`.
    event_id
        The incident.
    others
        The incident it was merged into, or those split off from it.
    moved_km
        Between the points of both builds, km; 0 for one that stayed.
    columns
        For each column that differs its value before and after.
    feature
        The GeoJSON feature of the newest build that has it.
    moved_from
        Its point in the older build, lon and lat, if it has moved.
    """

    kind: str
    event_id: str
    others: tuple[str, ...] = ()
    moved_km: float = 0.0
    columns: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    feature: Feature = field(default_factory=dict)
    moved_from: tuple[float, float] | None = None


def read_features(path: Path) -> dict[str, Feature]:
    """
    Read the features of a published layer.

    Parameters
    ----------
    path
        A GeoJSON file of a build; without one there are no features.

    Returns
    -------
    features
        By id, in file order.
    """
    if not path.is_file():
        return {}
    features = orjson.loads(path.read_bytes())["features"]
    return {feature["id"]: feature for feature in features}


def compare(
    before: Mapping[str, Feature],
    after: Mapping[str, Feature],
    id_changes: Iterable[IdChange] = (),
) -> tuple[Change, ...]:
    """
    Compare the incidents of two builds.

    Parameters
    ----------
    before, after
        Features of `events.geojson` by id.
    id_changes
        Which incidents were merged or split; without it a merged one counts as
        withdrawn.

    Returns
    -------
    changes
        Ordered by id; none for an incident that is the same in both.
    """
    ids = {change.event_id: change for change in id_changes if change.kind in ("merged", "split")}
    found = (
        _change(event_id, before.get(event_id), after.get(event_id), ids.get(event_id))
        for event_id in sorted({*before, *after})
    )
    return tuple(change for change in found if change is not None)


def write_changes(
    folder: Path, build_id: str, previous_id: str, changes: Sequence[Change]
) -> list[Path]:
    """
    Write changes as a list and as a layer.

    Parameters
    ----------
    folder
        Of the build.
    build_id, previous_id
        The builds compared; the latter empty for the first build.
    changes
        From `compare`.

    Returns
    -------
    files
        `changes.json` and `changes.geojson`; the layer's points have the
        properties `event_id`, `change`, `columns` (names joined by `;`),
        `others`, `moved_km` and what identifies the incident to a reader.
    """
    body = {
        "build_id": build_id,
        "previous_build_id": previous_id or None,
        "counts": {kind: sum(c.kind == kind for c in changes) for kind in KINDS},
        "changes": [_row(change) for change in changes],
    }
    table, layer = (folder / name for name in NAMES)
    table.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    lines = b",\n".join(json_bytes(_feature(change)) for change in changes)
    head = b'{"type":"FeatureCollection","name":"changes","features":[\n'
    layer.write_bytes(b"%b%b\n]}\n" % (head, lines))
    return [table, layer]


def _change(
    event_id: str, before: Feature | None, after: Feature | None, told: IdChange | None
) -> Change | None:
    others = told.others if told else ()
    if before is None or after is None:
        gone = "merged" if told and told.kind == "merged" else "withdrawn"
        return Change(
            "added" if before is None else gone,
            event_id,
            others,
            feature=after or before or {},
        )
    columns = _differences(before["properties"], after["properties"])
    moved_km = _distance_km(before, after)
    kind = "moved" if moved_km >= MOVED_KM else "revised"
    if told and told.kind == "split":
        kind = "split"
    elif kind == "revised" and not columns:
        return None
    lon, lat = before["geometry"]["coordinates"]
    start = (lon, lat) if moved_km >= MOVED_KM else None
    return Change(kind, event_id, others, round(moved_km, 2), columns, after, start)


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {
        name: (before.get(name), value)
        for name, value in after.items()
        if name not in _QUIET and before.get(name) != value
    }


def _distance_km(before: Feature, after: Feature) -> float:
    start, end = before["geometry"]["coordinates"], after["geometry"]["coordinates"]
    return float(_GEOD.inv(*start, *end)[2]) / 1000.0


def _row(change: Change) -> dict[str, Any]:
    row: dict[str, Any] = {"event_id": change.event_id, "change": change.kind}
    if change.others:
        row["others"] = list(change.others)
    if change.moved_km:
        row["moved_km"] = change.moved_km
    if change.columns:
        row["columns"] = {
            name: {"before": old, "after": new} for name, (old, new) in change.columns.items()
        }
    return row


def _feature(change: Change) -> dict[str, Any]:
    told = change.feature["properties"]
    shown = ("event_type", "sub_event_type", "status", "date_start", "place_name", "quote")
    return {
        "type": "Feature",
        "id": change.event_id,
        "geometry": change.feature["geometry"],
        "properties": {
            "event_id": change.event_id,
            "change": change.kind,
            "columns": ";".join(change.columns) or None,
            "others": ";".join(change.others) or None,
            "moved_km": change.moved_km or None,
            **{name: told.get(name) for name in shown},
        },
    }
