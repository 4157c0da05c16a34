"""Pictures and GIS files are drawn anew when anything in them is new, and only then."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import analysis, report

import geo.builds.build
import geo.builds.redrawn
from geo.builds.build import write_build
from geo.gis import GIS_FILES
from geo.incidents.merging import merge_reports
from geo.model import Analysis
from geo.picture import PICTURE_FILES

FILES = (*GIS_FILES, *PICTURE_FILES)
KARRADA = analysis(report("a-1", at="Karrada", killed=3))
MOSUL = analysis(report("b-1", at="Mosul", kind="battle/armed_clash"))


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what is drawn."""
    noted: list[str] = []

    def noting(name: str) -> Callable[..., list[Path]]:
        real = getattr(geo.builds.build, name)

        def draw(folder: Path, *args: object, **kwargs: object) -> list[Path]:
            noted.append(folder.name)
            files: list[Path] = real(folder, *args, **kwargs)
            return files

        return draw

    for name in ("write_gis", "write_pictures"):
        monkeypatch.setattr(geo.builds.build, name, noting(name))
    return noted


def build(
    folder: Path, *analyses: Analysis, previous: Path | None = None, title: str = "T"
) -> Path:
    folder.mkdir()
    write_build(
        folder,
        build_id=folder.name,
        analyses=analyses,
        incidents=merge_reports(analyses),
        rejected=(),
        model_version="m",
        gazetteer_version="g",
        built_at=datetime(2016, 10, 25, tzinfo=UTC),
        title=title,
        previous=previous,
    )
    return folder


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build once; not to be changed."""
    return build(tmp_path_factory.mktemp("before") / "0", KARRADA, MOSUL)


@pytest.fixture
def first(before: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(before, tmp_path / "0"))


def test_the_same_rows_are_not_drawn_again_and_give_the_same_files(first, drawn, tmp_path) -> None:
    second = build(tmp_path / "2", MOSUL, KARRADA, previous=first)
    alone = build(tmp_path / "3", KARRADA, MOSUL)
    assert drawn == ["3", "3"]
    for name in FILES:
        assert (second / name).read_bytes() == (alone / name).read_bytes(), name
        assert (second / name).stat().st_ino != (first / name).stat().st_ino, name
    listed = json.loads((second / "manifest.json").read_text())["files"]
    for name in FILES:
        sha256 = hashlib.sha256((second / name).read_bytes()).hexdigest()
        assert listed[name]["sha256"] == sha256, name


CHANGED = {
    "a toll": ({}, (analysis(report("a-1", at="Karrada", killed=4)), MOSUL)),
    "a place less": ({}, (KARRADA,)),
    "a hair's breadth": (
        {},
        (analysis(report("a-1", at="Karrada", killed=3, radius_km=8.0000000001)), MOSUL),
    ),
    "the title": ({"title": "Other"}, (KARRADA, MOSUL)),
    "the last day": (
        {},
        (KARRADA, MOSUL, analysis(published="2016-10-25", article_id="c", text="No news.")),
    ),
}


@pytest.mark.parametrize(("words", "analyses"), CHANGED.values(), ids=CHANGED)
def test_whatever_changed_is_drawn(first, drawn, tmp_path, words, analyses) -> None:
    build(tmp_path / "2", *analyses, previous=first, **words)
    assert drawn == ["2", "2"]


def break_picture(folder: Path) -> None:
    (folder / "map.svg").write_text("scribble")


def break_geopackage(folder: Path) -> None:
    (folder / "dateline.gpkg").unlink()


def break_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"files": [')


def age_manifest(folder: Path) -> None:
    """Leave it as a version of this program wrote it that took nothing over."""
    told = json.loads((folder / "manifest.json").read_text())
    del told["drawn_from"]
    (folder / "manifest.json").write_text(json.dumps(told))


@pytest.mark.parametrize(
    "harm",
    [break_picture, break_geopackage, break_manifest, age_manifest],
    ids=lambda f: f.__name__,
)
def test_what_was_harmed_is_drawn_again(first, before, drawn, tmp_path, harm) -> None:
    harm(first)
    second = build(tmp_path / "2", KARRADA, MOSUL, previous=first)
    assert drawn == ["2", "2"]
    for name in FILES:
        assert (second / name).read_bytes() == (before / name).read_bytes(), name


def test_another_program_draws_anew(first, drawn, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(geo.builds.redrawn, "program_version", lambda: "another")
    build(tmp_path / "2", KARRADA, MOSUL, previous=first)
    assert drawn == ["2", "2"]
