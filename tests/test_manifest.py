"""The manifest says what is there, and how to check it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from builders import analysis, report, write_data_files
from test_frames import ANALYSES, INCIDENTS

from geo.builds.manifest import count_rows, inputs_sha256, write_manifest
from geo.model import Rejected

REJECTED = [Rejected("in/z.txt", "empty file")]


@pytest.fixture
def manifest(tmp_path):
    write_data_files(tmp_path, INCIDENTS, ANALYSES, REJECTED)
    (tmp_path / "map.html").write_text("<!doctype html>")
    path = write_manifest(
        tmp_path,
        build_id="20161024T020000Z",
        analyses=ANALYSES,
        rejected=REJECTED,
        model_version="core_web_sm 3.8.0",
        gazetteer_version="test 1",
        built_at=datetime(2016, 10, 24, 4, 0, tzinfo=timezone(timedelta(hours=2))),
    )
    return json.loads(path.read_bytes())


def test_what_it_was_made_from(manifest) -> None:
    assert manifest["build_id"] == "20161024T020000Z"
    assert manifest["built_at"] == "2016-10-24T02:00:00Z"
    assert manifest["inputs"]["articles"] == 2
    assert manifest["inputs"]["rejected"] == 1
    assert manifest["model"] == "core_web_sm 3.8.0"
    assert manifest["gazetteer"] == "test 1"


def test_rows_per_layer(manifest) -> None:
    assert manifest["layers"] == {
        "areas.geojson": 2,
        "articles.csv": 3,
        "events.csv": 2,
        "events.geojson": 2,
        "places.geojson": 2,
        "reports.csv": 2,
        "reports.jsonl": 2,
        "toponyms.csv": 2,
    }


def test_every_file_but_itself_can_be_checked(manifest, tmp_path) -> None:
    on_disk = {path.name for path in tmp_path.iterdir()} - {"manifest.json"}
    assert set(manifest["files"]) == on_disk
    for name, facts in manifest["files"].items():
        content = (tmp_path / name).read_bytes()
        assert facts == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def test_licences_are_named(manifest) -> None:
    licences = {row["name"]: row["licence"] for row in manifest["licences"]}
    assert licences["GeoNames"] == "CC BY 4.0"
    assert licences["Natural Earth"] == "public domain"
    assert licences["spaCy English pipeline"] == "MIT"
    assert all(row["attribution"] for row in manifest["licences"])


class TestInputs:
    def test_order_and_folder_do_not_count(self) -> None:
        moved = [replace(REJECTED[0], path="elsewhere/z.txt")]
        assert inputs_sha256(ANALYSES[::-1], moved) == inputs_sha256(ANALYSES, REJECTED)

    @pytest.mark.parametrize(
        "other",
        [
            [*ANALYSES, analysis(report("c-1"))],
            [ANALYSES[0], replace(ANALYSES[1], article=replace(ANALYSES[1].article, text="New."))],
            [ANALYSES[0], replace(ANALYSES[1], article=replace(ANALYSES[1].article, source="X"))],
        ],
        ids=["one more", "edited", "other source"],
    )
    def test_content_counts(self, other) -> None:
        assert inputs_sha256(other, REJECTED) != inputs_sha256(ANALYSES, REJECTED)


def test_line_breaks_in_cells_are_not_rows(tmp_path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b'a,b\r\n1,"two\r\nlines ""q"""\r\n3,4\r\n')
    assert count_rows(path) == 2


def test_without_a_time_the_bytes_repeat(tmp_path) -> None:
    facts = {"build_id": "b", "analyses": [], "rejected": [], "model_version": "",
             "gazetteer_version": ""}  # fmt: skip
    first = write_manifest(tmp_path, **facts).read_bytes()
    assert write_manifest(tmp_path, **facts).read_bytes() == first
    assert datetime.now(UTC).strftime("%Y-%m-%d").encode() not in first
