"""A `dateline.toml` decides what a build is made from, shows and keeps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pytest
from nights import ANALYST, QUIET

from flows import steps
from flows.site import Site, open_site
from flows.workspace import Published, open_workspace
from geo.builds.publish import build_lock, published_builds
from geo.errors import BuildError, ConfigError

TOML = """
[site]
title = "Rain watch"

[publish]
keep_builds = 2
keep_days = 1

[[source]]
name = "Desk"
kind = "folder"
path = "desk"

[[source]]
name = "Closed"
kind = "folder"
path = "closed"
rights = { quotes = false }
"""


def told(place: str, quote: str, **fields: str) -> str:
    return json.dumps({"at": place, "quote": quote, "kind": "hazard/flood", **fields})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("desk", "closed"):
        (tmp_path / name).mkdir()
    (tmp_path / "dateline.toml").write_text(TOML)
    (tmp_path / "desk" / "a.txt").write_text(told("Baghdad", "Rain fell on Baghdad."))
    (tmp_path / "closed" / "b.txt").write_text(told("Suva", "Secretly, rain fell on Suva."))
    return tmp_path


def build(out: Path, site: Site) -> Published:
    with (
        build_lock(out),
        open_workspace(f"sqlite:///{out}/store.sqlite", ANALYST, out, QUIET, site) as work,
    ):
        steps.analyse_batch(work, steps.read_inputs(work))
        steps.merge_incidents(work)
        return steps.publish_build(work)


def places(out: Path) -> Sequence[str]:
    layer = json.loads((out / "latest" / "events.geojson").read_text())
    return sorted(feature["properties"]["place_name"] for feature in layer["features"])


def test_the_configured_sources_are_read_under_the_configured_title(folder: Path) -> None:
    out = folder / "out"
    published = build(out, open_site([], str(folder / "dateline.toml")))
    assert published.n_read == 2
    assert places(out) == ["Baghdad", "Suva"]
    assert "Rain watch" in (out / "latest" / "map.html").read_text()


def test_no_word_of_a_closed_source_is_published(folder: Path) -> None:
    out = folder / "out"
    build(out, open_site([], str(folder / "dateline.toml")))
    files = {path.name: path.read_bytes() for path in (out / "latest").iterdir()}
    assert [name for name, content in files.items() if b"Secretly" in content] == []
    assert b"Rain fell on Baghdad." in files["events.csv"]
    # Its columns are compressed.
    quotes = gpd.read_parquet(out / "latest" / "events.parquet")["quote"]
    assert not quotes.str.contains("Secretly").any()


def test_old_builds_go_as_configured(folder: Path) -> None:
    out, site = folder / "out", open_site([], str(folder / "dateline.toml"))
    for year in ("2001", "2002", "2003"):
        (out / "builds" / f"{year}0101T000000Z").mkdir(parents=True)
    build(out, site)
    assert [path.name[:4] for path in published_builds(out)][:-1] == ["2003"]
    assert places(out) == ["Baghdad", "Suva"]


def test_a_fall_stops_until_it_is_accepted(folder: Path) -> None:
    out, config = folder / "out", str(folder / "dateline.toml")
    for number in range(24):
        day = f"2016-{number // 2 + 1:02}-{1 + 14 * (number % 2):02}"
        (folder / "desk" / f"{number}.txt").write_text(told("Suva", f"Rain {number}.", on=day))
    assert build(out, open_site([], config)).n_incidents >= 24
    for path in (folder / "desk").glob("[0-9]*.txt"):
        path.unlink()
    with pytest.raises(BuildError, match="--accept-fall"):
        build(out, open_site([], config))
    assert len(places(out)) >= 24
    assert build(out, open_site([], config, accept_fall=True)).n_incidents == 2


def test_mistakes_in_the_file_are_named_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "dateline.toml"
    path.write_text('[[source]]\nname = "Desk"\nkind = "gopher"\n')
    with pytest.raises(ConfigError, match=r"dateline\.toml:3.*gopher"):
        open_site([], str(path))


def test_the_environment_names_another_postgis_than_the_file(tmp_path: Path) -> None:
    source = '[[source]]\nname = "A"\nkind = "folder"\npath = "a"\n'
    path = tmp_path / "dateline.toml"
    path.write_text(f'[publish]\npostgis = "postgresql://one/maps"\n{source}')
    assert open_site([], str(path)).publishing.postgis == "postgresql://one/maps"
    other = open_site([], str(path), postgis="postgresql://two/maps")
    assert other.publishing.postgis == "postgresql://two/maps"
    path.write_text(f'[publish]\npostgis = "mysql://one/maps"\n{source}')
    with pytest.raises(ConfigError, match=r"dateline.toml:2: .*postgresql://"):
        open_site([], str(path))


def test_trust_decides_between_two_sources_that_contradict_each_other(folder: Path) -> None:
    config = folder / "dateline.toml"
    bomb = {"kind": "explosion/bombing", "on": "2016-10-23"}
    for name, killed, quote in (
        ("desk", 5, "A bomb in Mosul killed five people at the bus station, police said."),
        ("closed", 7, "Seven died when a bomb went off in the city of Mosul, medics told us."),
    ):
        for old in (folder / name).iterdir():
            old.unlink()
        line = json.dumps({"at": "Mosul", "killed": killed, "quote": quote, **bomb})
        (folder / name / "m.txt").write_text(line)
    shown = {}
    for trusted, text in (
        ("Closed", TOML.replace('path = "desk"', 'path = "desk"\ntrust = 0.5')),
        ("Desk", TOML.replace('path = "closed"', 'path = "closed"\ntrust = 0.5')),
    ):
        config.write_text(text)
        out = folder / "out"
        build(out, open_site([], str(config)))
        (feature,) = json.loads((out / "latest" / "events.geojson").read_text())["features"]
        shown[trusted] = feature["properties"]["killed_best"]
    assert shown == {"Closed": 7, "Desk": 5}
