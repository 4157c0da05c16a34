"""Two builds are compared incident by incident, and the changes are published."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pyogrio
import pytest

from geo.builds.changes import Change, compare, read_features, write_changes
from geo.builds.feed import MAX_ENTRIES, write_feed
from geo.incidents.identity import IdChange

NIGHT = datetime(2016, 10, 25, 2, 15, tzinfo=UTC)


def feature(event_id: str, lon: float = 43.0, lat: float = 36.0, **told: Any) -> dict[str, Any]:
    properties = {
        "event_id": event_id,
        "event_type": "battle",
        "sub_event_type": "advance",
        "status": "occurred",
        "date_start": "2016-10-24",
        "place_name": "Mosul",
        "quote": "Troops advanced.",
        **told,
    }
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "id": event_id, "geometry": geometry, "properties": properties}


def kinds(changes: tuple[Change, ...]) -> dict[str, str]:
    return {change.event_id: change.kind for change in changes}


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        pytest.param(None, feature("x"), "added", id="added"),
        pytest.param(feature("x"), None, "withdrawn", id="withdrawn"),
        pytest.param(feature("x"), feature("x", lat=36.1), "moved", id="moved-11-km"),
        pytest.param(feature("x"), feature("x", killed_best=5), "revised", id="revised"),
        pytest.param(feature("x"), feature("x", lat=36.000001), None, id="same-point-anew"),
        pytest.param(feature("x"), feature("x", geo_confidence=0.9), None, id="only-confidence"),
        pytest.param(feature("x"), feature("x", point_kind="label"), None, id="drawn-otherwise"),
        pytest.param(feature("x"), feature("x"), None, id="same"),
    ],
)
def test_one_incident(
    before: dict[str, Any] | None, after: dict[str, Any] | None, kind: str | None
) -> None:
    changes = compare({"x": before} if before else {}, {"x": after} if after else {})
    assert kinds(changes) == ({"x": kind} if kind else {})
    assert [change.moved_from for change in changes if kind == "moved"] == (
        [(43.0, 36.0)] if kind == "moved" else []
    )


def test_merged_and_split_are_told_from_withdrawn_and_revised() -> None:
    before = {"a": feature("a"), "b": feature("b"), "c": feature("c")}
    after = {"a": feature("a", n_reports=2), "c": feature("c"), "d": feature("d")}
    ids = [
        IdChange("merged", "b", ("a",)),
        IdChange("split", "c", ("d",)),
        IdChange("kept", "a"),
        IdChange("new", "d"),
    ]
    changes = compare(before, after, ids)
    assert kinds(changes) == {"a": "revised", "b": "merged", "c": "split", "d": "added"}
    assert [change.others for change in changes] == [(), ("a",), ("d",), ()]


def test_a_revision_names_the_columns_with_both_values(tmp_path: Path) -> None:
    changes = compare(
        {"x": feature("x", killed_best=None)}, {"x": feature("x", lat=36.1, killed_best=5)}
    )
    table, layer = write_changes(tmp_path, "b2", "b1", changes)
    body = json.loads(table.read_text())
    assert body["counts"]["moved"] == 1
    assert body["previous_build_id"] == "b1"
    [row] = body["changes"]
    assert row["columns"] == {"killed_best": {"before": None, "after": 5}}
    assert row["moved_km"] == pytest.approx(11.1, abs=0.1)
    frame = pyogrio.read_dataframe(layer)
    assert list(frame["change"]) == ["moved"]
    assert list(frame["columns"]) == ["killed_best"]


def test_without_a_build_before_everything_is_added(tmp_path: Path) -> None:
    assert read_features(tmp_path / "events.geojson") == {}
    changes = compare({}, {"x": feature("x")})
    table, _ = write_changes(tmp_path, "b1", "", changes)
    assert json.loads(table.read_text())["previous_build_id"] is None


def test_the_feed_is_atom_and_carries_earlier_changes_on(tmp_path: Path) -> None:
    first, second = tmp_path / "b1", tmp_path / "b2"
    first.mkdir()
    second.mkdir()
    hostile = "<script>alert(1)</script> & \x00\x1b ]]> قرية"
    write_feed(first, "b1", NIGHT, compare({}, {"x": feature("x", quote=hostile)}))
    changes = compare({"x": feature("x")}, {"x": feature("x", killed_best=5)})
    path = write_feed(second, "b2", NIGHT, changes, previous=first)
    read = feedparser.parse(path.read_bytes())
    assert not read.bozo
    assert read.version == "atom10"
    assert [entry.id.rpartition("/")[2] for entry in read.entries] == ["b2", "b1"]
    assert read.entries[0].title == "Revised: advance, Mosul, 2016-10-24 (killed_best)"
    assert "&lt;script" in path.read_bytes().decode()
    assert len({entry.id for entry in read.entries}) == 2


def test_the_feed_does_not_grow_for_ever(tmp_path: Path) -> None:
    folder = tmp_path / "b0"
    folder.mkdir()
    many = {str(number): feature(str(number)) for number in range(MAX_ENTRIES + 5)}
    path = write_feed(folder, "b0", NIGHT, compare({}, many))
    assert len(feedparser.parse(path.read_bytes()).entries) == MAX_ENTRIES
