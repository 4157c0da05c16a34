"""A staged build is looked at before anybody sees it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.builds.faults import Limits, find_faults
from geo.builds.manifest import file_sha256

LIMITS = Limits()


def make_build(folder: Path, n_incidents: int, **manifest: Any) -> Path:
    folder.mkdir()
    point = {"type": "Point", "coordinates": [43, 36]}
    for layer in ("events", "areas", "places"):
        features = ",\n".join(
            json.dumps(
                {"type": "Feature", "id": str(number), "geometry": point, "properties": {}},
                separators=(",", ":"),
            )
            for number in range(n_incidents)
        )
        text = f'{{"type":"FeatureCollection","name":"{layer}","features":[\n{features}\n]}}\n'
        (folder / f"{layer}.geojson").write_text(text)
    (folder / "toponyms.csv").write_text("name\n")
    (folder / "map.html").write_text("<!doctype html><html></html>\n")
    seal(folder, n_incidents, **manifest)
    return folder


def seal(folder: Path, n_incidents: int, **manifest: Any) -> None:
    files = sorted(path for path in folder.iterdir() if path.name != "manifest.json")
    told: dict[str, Any] = {
        "inputs": {"articles": 100, "rejected": 0, "from": "here"},
        "counts": {"toponyms": 100, "resolved": 90},
        "layers": {f"{name}.geojson": n_incidents for name in ("events", "areas", "places")},
        "files": {path.name: {"sha256": file_sha256(path)} for path in files},
    }
    told.update(manifest)
    (folder / "manifest.json").write_text(json.dumps(told))


def test_a_whole_build_has_no_fault(tmp_path: Path) -> None:
    first = make_build(tmp_path / "a", 100)
    assert find_faults(make_build(tmp_path / "b", 71), first, LIMITS) == []


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        pytest.param(lambda f: (f / "manifest.json").unlink(), "manifest.json is missing", id="-m"),
        pytest.param(lambda f: (f / "map.html").unlink(), "map.html is not what", id="no-page"),
        pytest.param(
            lambda f: (f / "events.geojson").write_text("{"), "events.geojson is not", id="changed"
        ),
    ],
)
def test_damage_is_named(tmp_path: Path, damage: Callable[[Path], Any], words: str) -> None:
    folder = make_build(tmp_path / "a", 3)
    damage(folder)
    assert any(words in fault for fault in find_faults(folder, None, LIMITS))


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("events.geojson", '{"features": [', "no GeoJSON"),
        ("events.geojson", '{"type":"FeatureCollection","features":[\n]}', "holds 0 features"),
        ("map.html", "<html>", "cut off"),
    ],
)
def test_a_file_that_was_written_wrong_is_named(
    tmp_path: Path, name: str, text: str, words: str
) -> None:
    folder = make_build(tmp_path / "a", 3)
    (folder / name).write_text(text)
    seal(folder, 3)
    assert any(words in fault for fault in find_faults(folder, None, LIMITS))


def test_a_fall_from_the_same_sources_stops(tmp_path: Path) -> None:
    first = make_build(tmp_path / "a", 100)
    [fault] = find_faults(make_build(tmp_path / "b", 69), first, LIMITS)
    assert "from 100 to 69" in fault
    assert "--accept-fall" in fault
    assert find_faults(tmp_path / "b", first, Limits(greatest_fall=1.0)) == []


def test_other_sources_may_give_fewer(tmp_path: Path) -> None:
    first = make_build(tmp_path / "a", 100)
    inputs = {"articles": 5, "rejected": 0, "from": "elsewhere"}
    assert find_faults(make_build(tmp_path / "b", 2, inputs=inputs), first, LIMITS) == []


def test_too_little_read_or_resolved_stops(tmp_path: Path) -> None:
    folder = make_build(
        tmp_path / "a",
        3,
        inputs={"articles": 3, "rejected": 97, "from": "here"},
        counts={"toponyms": 100, "resolved": 5},
    )
    faults = find_faults(folder, None, LIMITS)
    assert ["3 of 100 inputs" in faults[0], "5 of 100 toponyms" in faults[1]] == [True, True]


def test_a_lost_build_before_is_no_reason_to_stop(tmp_path: Path) -> None:
    first = make_build(tmp_path / "a", 100)
    shutil.rmtree(first)
    assert find_faults(make_build(tmp_path / "b", 1), first, LIMITS) == []
