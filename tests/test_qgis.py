"""The real QGIS and GDAL open every file of a build, and show it as meant."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import require
from gis_layers import LABELS, make
from qgis_runs import run_qgis
from shapely import Point

from geo.gis import write_gis
from geo.gis.tips import toll_words
from geo.layers import codebook
from geo.layers.export import write_layers

pytestmark = pytest.mark.qgis

LOOK = Path(__file__).with_name("qgis_look.py")
N_INCIDENTS = sum(map(len, codebook.SUB_EVENT_TYPES.values()))
GEOJSON = [f"{name}.geojson" for name in ("events", "areas", "places")]
LAYERS = [f"dateline.gpkg|layername={name}" for name in ("events", "areas", "places", "reports")]
COLUMNS = {
    "events": codebook.EVENT_COLUMNS,
    "areas": codebook.AREA_COLUMNS,
    "places": codebook.PLACE_COLUMNS,
    "reports": codebook.REPORT_COLUMNS,
}


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    """Write a build, then move it: nothing in it may lead back to where it was."""
    folder = tmp_path_factory.mktemp("written") / "build"
    folder.mkdir()
    layers = make()
    places = layers.places.assign(feature_code=["STM", *layers.places["feature_code"][1:]])
    layers = replace(layers, places=places)
    write_layers(folder, layers)
    write_gis(folder, layers, title="Zagros watch", description="39 articles")
    return Path(shutil.move(folder, tmp_path_factory.mktemp("moved") / "elsewhere"))


@pytest.fixture(scope="module")
def seen(moved, tmp_path_factory):
    """Return what QGIS tells of it."""
    return look(moved, tmp_path_factory.mktemp("home") / "project.png", "2016-10-13")


def look(folder, picture, *day):
    """Let QGIS open a build and tell what it sees."""
    told = run_qgis(LOOK, folder, picture, *day, home=picture.parent)
    return json.loads(told.splitlines()[-1])


def test_project_opens_where_it_was_moved(seen, moved) -> None:
    assert seen["read"]
    assert seen["title"] == "Zagros watch"
    assert "39 articles" in seen["abstract"]
    assert seen["crs"] == "EPSG:3857"
    assert seen["relative"] == "false"
    assert len(seen["layers"]) == 10
    for name, layer in seen["layers"].items():
        assert layer["valid"], name
        assert layer["source"].startswith(str(moved)), name
        assert layer["bad_expressions"] == [], name


def test_layers_lie_in_order(seen) -> None:
    assert seen["order"][:3] == ["Incidents", "Places named", "Footprints"]
    assert seen["order"][-1] == "Land"


def test_view_holds_the_incidents(seen) -> None:
    west, south, east, north = seen["view"]
    assert west < 40.29
    assert east > 44.41
    assert south < 33.0
    assert north > 36.39


def test_a_sheet_is_ready_to_print(seen) -> None:
    """Exported by QGIS as PNG and PDF; nothing lies outside of the paper."""
    sheet = seen["sheets"]["Map sheet"]
    assert sheet["results"] == [0, 0]
    assert sheet["page"] == [297, 210]
    assert sheet["outside"] == []
    assert sheet["legend"] == ["Incidents", "Footprints"]
    assert sheet["bar"] == ["km"]
    assert {"Zagros watch", "39 articles"} <= set(sheet["texts"])
    (notes,) = (text for text in sheet["texts"] if "each may be wrong" in text)
    assert "GeoNames, CC BY 4.0" in notes
    assert "Natural Earth" in notes
    assert sheet["colours"] > 200


def test_time(seen) -> None:
    assert seen["period"] == ["2016-10-10T00:00:00Z", "2016-10-25T00:00:00Z"]
    for name in ("Incidents", "Footprints"):
        told = seen["layers"][name]["temporal"]
        # 3: from the day in one field to that in the other.
        assert told == {"active": True, "mode": 3, "fields": ["date_start", "date_end"]}


@pytest.mark.parametrize("name", [*GEOJSON, *LAYERS])
def test_types(seen, name) -> None:
    fields = seen["files"][name]["fields"]
    allowed = {
        "int": {"Integer", "Integer64"},
        "number": {"Real"},
        "text": {"String"},
        "date": {"Date"},
    }
    stem = re.split(r"\.geojson|=", name)[0 if name in GEOJSON else 1]
    for column in COLUMNS[stem]:
        # GeoJSON has no types of its own: a column without values is text.
        kinds = allowed[column.kind] | ({"String"} if name in GEOJSON else set())
        assert fields[column.name] in kinds, column.name
    if stem in {"events", "areas"}:
        assert fields["date_start"] == "Date"
        assert fields["where_prec"].startswith("Integer")
        assert fields["radius_km"] == "Real"


@pytest.mark.parametrize("name", [*GEOJSON, *LAYERS])
def test_rows_and_position(seen, name) -> None:
    layer = seen["files"][name]
    assert layer["valid"]
    if "places" in name:
        assert layer["rows"] == 7
    else:
        assert layer["rows"] == N_INCIDENTS
    if "reports" not in name:
        assert layer["crs"] == "EPSG:4326"
        assert layer["geometry"] == (6 if "areas" in name else 1)


@pytest.mark.parametrize("name", [*GEOJSON, *LAYERS])
def test_styles_load_by_themselves(seen, name) -> None:
    layer = seen["files"][name]
    assert "Killed" in layer["aliases"].values() or "Times named" in layer["aliases"].values()
    if "events" in name:
        assert layer["renderer"] == "pointDisplacement"
        assert {"Battle", "Natural hazard", "Place known"} <= set(layer["legend"])
        assert layer["symbols"] == N_INCIDENTS
    if "areas" in name:
        # Hatched where an incident lies somewhere inside; the others are off.
        imprecise = sum((number % 7) in LABELS for number in range(N_INCIDENTS))
        assert layer["symbols"] == imprecise
    if "reports" not in name:
        assert layer["labels"] == ("areas" not in name)


def test_a_symbol_is_open_where_the_point_is_only_a_label(seen) -> None:
    """What lies 47 km about, north of a town, looks like what lies in a province."""
    labels = {number for number in range(N_INCIDENTS) if number % 7 in LABELS}
    rules = {name: seen["layers"][name]["rules"] for name in ("Incidents", "Footprints")}
    known, rough = (
        {number for number, keys in enumerate(rules["Incidents"]) if group in keys}
        for group in ("{group-0}", "{group-1}")
    )
    assert rough == labels
    assert known == set(range(N_INCIDENTS)) - labels
    hatched = {number for number, keys in enumerate(rules["Footprints"]) if "{rule-0}" in keys}
    assert hatched == labels


def test_map_tips_show_the_quote_and_nothing_runs(seen) -> None:
    tips = seen["layers"]["Incidents"]["tips"]
    assert len(tips) == N_INCIDENTS
    assert "Something happened in Mosul on day 0." in tips[0]
    assert "Battle · armed clash" in tips[0]
    assert "10 October 2016" in tips[0]
    assert "&lt;img src=x" in tips[3]
    assert "[% 1+1 %]" in tips[3]
    assert not any("<img" in tip for tip in tips)
    assert any("Denied" in tip for tip in tips)
    # Whose words they are, and how the gazetteer calls the place.
    assert "=1+1 &lt;b&gt;, 2016-10-24" in tips[0]
    assert "<small>Mosul, Nineveh, IQ</small>" in tips[0]
    assert "corrected by an analyst" not in tips[0]


def test_map_tips_tell_bounds_as_the_page_does(tmp_path) -> None:
    words = {
        ("NULL", "NULL", "NULL"): "",
        ("0", "0", "0"): " · 0 killed",
        ("5", "5", "5"): " · 5 killed",
        ("5", "5", "NULL"): " · at least 5 killed",
        ("5", "NULL", "NULL"): " · at least 5 killed",
        ("NULL", "5", "NULL"): " · about 5 killed",
        ("5", "6", "9"): " · about 6 killed",
        ("NULL", "NULL", "9"): " · up to 9 killed",
        ("5", "NULL", "9"): " · 5 to 9 killed",
    }
    asked = []
    for bounds in words:
        expression = toll_words("killed")
        for end, value in zip(("low", "best", "high"), bounds, strict=True):
            expression = expression.replace(f'"killed_{end}"', value)
        asked.append(expression)
    program = (
        "import json, sys; from qgis.core import QgsExpression;"
        "print(json.dumps([QgsExpression(one).evaluate() for one in json.loads(sys.argv[1])]))"
    )
    told = run_qgis("-c", program, json.dumps(asked), home=tmp_path)
    assert json.loads(told) == list(words.values())


def test_only_what_is_a_spot_has_a_ring(seen) -> None:
    rules = seen["layers"]["Places named"]["rules"]
    names = ["{rule-1}" in keys for keys in rules]
    # A river; Iraq and one of its divisions.
    assert names == [True, False, False, False, False, True, True]


def test_pictures_show_something(seen) -> None:
    # Land, borders, hatches, symbols, text: blank canvases have one colour.
    assert seen["picture"]["errors"] == []
    assert seen["picture"]["colours"] > 300
    # On one day there is less to see.
    assert 50 < seen["day"]["colours"] < seen["picture"]["colours"]


@pytest.mark.parametrize(
    "name", [*GEOJSON, "dateline.gpkg", "basemap.gpkg", "events.csv", "reports.csv"]
)
def test_gdal_reads(moved, name) -> None:
    require(shutil.which("ogrinfo") is not None, "ogrinfo is missing: apt-get install gdal-bin")
    done = subprocess.run(
        ["ogrinfo", "-ro", "-so", "-al", str(moved / name)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.strip() == ""
    counts = [int(count) for count in re.findall(r"Feature Count: (\d+)", done.stdout)]
    assert counts
    assert all(counts)


def test_thousands_of_incidents_become_counted_circles(tmp_path, seen) -> None:
    layers = make()
    events = pd.concat([layers.events] * 20)
    events.index = events["event_id"] = [f"ev-{number:05}" for number in range(len(events))]
    areas = layers.areas.iloc[:1]
    write_gis(tmp_path, replace(layers, events=events, areas=areas), title="Many")
    done = look(tmp_path, tmp_path / "many.png")
    layer = done["layers"]["Incidents"]
    assert layer["renderer"] == "pointCluster"
    assert layer["symbols"] == layer["rows"] == 20 * N_INCIDENTS
    assert done["picture"]["errors"] == []


def test_what_lies_far_away_is_a_bookmark(tmp_path, seen) -> None:
    layers = make()
    spots = list(layers.events.geometry)
    spots[0] = Point(2.35, 48.85)
    events = layers.events.set_geometry(spots, crs=4326).assign(place_name="Paris")
    write_gis(tmp_path, replace(layers, events=events), title="One far away")
    done = look(tmp_path, tmp_path / "far.png")
    assert done["view"] == pytest.approx(seen["view"], abs=0.5)
    assert done["bookmarks"] == ["First view", "All incidents", "Paris (1 incident)"]
    assert any(
        "Not on this map: 1 incident in Paris." in text
        for text in done["sheets"]["Map sheet"]["texts"]
    )
    assert seen["bookmarks"] == ["First view"]
