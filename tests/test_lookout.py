"""`dateline status` and `dateline doctor`: what they see, and what they advise."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import ROOT
from nights import article, publish_night
from packaging.requirements import Requirement
from test_geocoding_services import send, served
from test_sources_feeds import rss
from webserver import Clock, make_wire, serve

from flows.doctor import examine, find_unmet, look_at_workers, read_lock
from flows.doctor_site import examine_site
from flows.journal import Journal
from flows.lookout import Finding, look_in
from geo.settings import Settings

LINES = ({"name": "Rutba"}, {"name": "Mosul"})


def by_name(findings: object) -> dict[str, Finding]:
    return {found.name: found for found in findings}  # type: ignore[attr-defined]


def look(out: Path, *, after: float = 0, max_age_h: float = 0) -> dict[str, Finding]:
    now = datetime.now(UTC) + timedelta(hours=after)
    return by_name(look_in(out, f"sqlite:///{out}/store.sqlite", now, max_age_h=max_age_h))


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("night")
    publish_night(out, [article("a", {}), article("b", {"bad": "line"})])
    return out


def test_nothing_published_is_trouble_and_nothing_is_made(tmp_path: Path) -> None:
    found = look(tmp_path)
    assert found["Shown"].remedy.startswith("Run `dateline map")
    assert list(tmp_path.iterdir()) == []


def test_the_last_build_is_told_with_counts_and_age(night: Path) -> None:
    found = look(night, after=30)
    assert not [each for each in found.values() if each.remedy]
    assert "30 h ago" in found["Last build"].text
    assert found["Articles"].text == "2 read, 2 of them new or edited; 1 set aside"
    assert found["Not analysed"].text.startswith("1 of them; tried again when")
    assert found["Incidents"].text.startswith("1")
    assert "nothing serves" in found["Next build"].text


@pytest.mark.parametrize(("hours", "is_trouble"), [(25, False), (27, True)])
def test_too_old_a_build_is_trouble(night: Path, hours: float, is_trouble: bool) -> None:
    assert bool(look(night, after=hours, max_age_h=26)["Last build"].remedy) == is_trouble


def test_a_server_that_is_gone_is_trouble(night: Path) -> None:
    note = {"pid": 1, "url": "http://127.0.0.1:9/api", "deployment": "x", "when": "at night"}
    (night / ".serve.json").write_text(json.dumps(note))
    try:
        assert look(night)["Next build"].remedy == "Start `dateline serve` again."
    finally:
        (night / ".serve.json").unlink()


def test_a_failed_build_is_told_with_its_reason_until_one_succeeds(tmp_path: Path) -> None:
    from nights import ANALYST, QUIET

    from flows.workspace import open_workspace

    publish_night(tmp_path, [article("a", {})])
    url = f"sqlite:///{tmp_path}/store.sqlite"
    with pytest.raises(ZeroDivisionError), open_workspace(url, ANALYST, tmp_path, QUIET):
        raise ZeroDivisionError
    Journal(tmp_path).write("error", "The disk is full.")
    found = look(tmp_path)
    assert "ZeroDivisionError" in found["Failed"].text
    assert "The disk is full." in found["Last error"].text
    publish_night(tmp_path, [article("a", {})])
    assert "Failed" not in look(tmp_path)


def test_a_damaged_store_is_told_with_the_remedy(tmp_path: Path) -> None:
    publish_night(tmp_path, [article("a", {})])
    for left in tmp_path.glob("store.sqlite-*"):
        left.unlink()
    (tmp_path / "store.sqlite").write_bytes(b"no database at all" * 1000)
    assert "Move it away" in look(tmp_path)["Store"].remedy


@pytest.mark.model
def test_a_sound_setup_is_found_sound(tmp_path: Path, gazetteer: object) -> None:
    found = list(examine(tmp_path / "out", Settings.from_env(os.environ), {}))
    assert [each for each in found if each.remedy] == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.model
def test_what_is_in_the_way_is_named_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "gazetteer.sqlite").write_bytes(b"cut")
    settings = Settings(tmp_path, model="en_core_web_trf")
    environ = {"PREFECT_HOME": str(tmp_path / "file" / "prefect")}
    found = by_name(examine(tmp_path / "file" / "out", settings, environ))
    assert [name for name, each in found.items() if each.remedy] == [
        *("Model", "Gazetteer", "Outputs", "Prefect"),
    ]


def test_a_missing_and_an_older_package_are_named() -> None:
    wanted = [Requirement("nosuchpackage==1"), Requirement("click==0.1"), Requirement("click>=8")]
    missing, older = find_unmet(wanted)
    assert missing == "nosuchpackage is missing"
    assert older.startswith("click is 8.")


def test_the_lock_is_read_for_this_machine() -> None:
    names = {wanted.name for wanted in read_lock(ROOT / "requirements.lock")}
    assert {"click", "prefect", "spacy"} <= names
    assert "pywin32" not in names


@pytest.mark.parametrize("command", ["status", "doctor"])
def test_trouble_is_exit_status_1(command: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", command, "--out", str(tmp_path / "file" / "out")],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=120,
    )
    assert done.returncode == 1
    assert "→" in done.stdout
    assert done.stderr == ""


SITE = """
[schedule]
cron = "15 2 * * *"
timezone = "Europe/Berlin"

[fetch]
delay_s = 0
wait_s = 2

[[source]]
name = "Archive"
kind = "folder"
path = "archive"

[[source]]
name = "Wire"
kind = "newswire"
path = "nowhere"

[[source]]
name = "Desk"
kind = "feed"
url = "{url}"
"""


def test_the_sources_and_the_schedule_of_a_site_are_looked_at(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    config = tmp_path / "dateline.toml"
    with serve() as site:
        site.page("/feed", rss(1, 2), Content_Type="application/rss+xml")
        config.write_text(SITE.format(url=site.url("/feed")))
        asked = [f.text for f in examine_site(config, {}, make_wire(Clock())) if f.name == "Source"]
        site.page("/feed", status=500)
        broken = [f for f in examine_site(config, {}, make_wire(Clock())) if f.remedy]
        count = len(site.requests)
        told = list(examine_site(config, {}))
        assert len(site.requests) == count
    assert asked[2].endswith("lists 2 articles")
    assert "status 500" in broken[-1].text
    assert [found.remedy for found in told if found.remedy] == [
        "Correct its `path`, or who may read it."
    ]
    assert [found.text.partition(",")[2] for found in told if found.name == "Source"] == [
        " empty as yet", "", " not asked (--fetch asks)",
    ]  # fmt: skip
    assert re.search(r"Europe/Berlin time: next at .* 0[01]:15 UTC", told[-1].text)
    config.write_text("[[source]]\n")
    assert "has no `name`" in next(iter(examine_site(config, {}))).remedy


GEOCODERS = """
[geocoding]
user_agent = "maps.example (desk@maps.example)"
[[geocoding.service]]
kind = "nominatim"
url = "{url}"
[[geocoding.service]]
kind = "geonames"
key_env = "NAMES_USER"
url = "{url}"
[[source]]
name = "Archive"
kind = "folder"
path = "."
"""


@pytest.mark.parametrize(
    ("status", "told", "remedies"),
    [(200, "answers, and does not know Vienna", 0), (500, "it failed", 1)],
)
def test_the_geocoders_of_a_site_are_asked_for_a_town(
    tmp_path: Path, status: int, told: str, remedies: int
) -> None:
    config, key = tmp_path / "dateline.toml", {"NAMES_USER": "desk"}
    with served(send([], status)) as (service, server):
        config.write_text(GEOCODERS.format(url=service.service.url))
        missing = by_name(examine_site(config, {}))["Geocoder"]
        quiet = [f for f in examine_site(config, key) if f.name == "Geocoder"]
        assert server.requests == []
        first, *_ = [
            f for f in examine_site(config, key, make_wire(Clock())) if f.name == "Geocoder"
        ]
    assert "set the variable NAMES_USER" in missing.remedy
    assert [f.text.rpartition(", ")[2] for f in quiet] == ["not asked (--fetch asks)"] * 2
    assert told in first.text
    assert bool(first.remedy) == bool(remedies)


@pytest.mark.parametrize(
    ("where", "text", "remedy"),
    [
        ("4", "4 processes of this machine", ""),
        ("tcp://127.0.0.1:1", "nothing answers at tcp://127.0.0.1:1", "Start Dask's scheduler"),
    ],
)
def test_where_batches_are_analysed_is_looked_at(where: str, text: str, remedy: str) -> None:
    found = look_at_workers(where)
    assert (found.text, found.remedy[: len(remedy) or None]) == (text, remedy)


def test_what_is_served_tells_which_database_holds_the_layers(night: Path, tmp_path: Path) -> None:
    config, note = tmp_path / "dateline.toml", night / ".serve.json"
    served = {"url": "http://127.0.0.1:9/api", "deployment": "x", "when": "at night"}
    note.write_text(json.dumps({**served, "config": str(config)}))
    try:
        assert look(night)["Config"].text == f"{config} cannot be used"
        config.write_text(
            '[publish]\npostgis = "postgresql://127.0.0.1:9/maps"\n'
            '[[source]]\nname = "A"\nkind = "folder"\npath = "."\n'
        )
        assert look(night)["PostGIS"].text == "cannot be looked at"
    finally:
        note.unlink()


@pytest.mark.model
def test_what_was_added_to_the_gazetteer_is_looked_at(tmp_path: Path) -> None:
    places = tmp_path / "data" / "gazetteer" / "places"
    places.mkdir(parents=True)
    (places / "ours.csv").write_text("name,lat,lon\nCamp Nowhere,36.1,43.2\n")
    settings = Settings(tmp_path / "cache", data_dir=tmp_path / "data")
    found = by_name(examine(tmp_path / "out", settings, {}))
    assert found["Gazetteer"].text.endswith("gazetteer-added.sqlite")
