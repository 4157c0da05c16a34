"""The published layers, asked over HTTP by a program, by GDAL and by QGIS."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from builders import analysis, report, write_data_files
from conftest import require
from hypothesis import assume, given
from hypothesis import strategies as st
from qgis_runs import run_qgis
from served import dateline, environment, started, wait_for
from test_frames import incident

from geo.builds.published import PublishedLayer, read_layer
from geo.errors import InputError

MOSUL = report("a-1", at="Mosul", kind="explosion/air_strike", on="2016-10-20")
RUTBA = report("b-1", at="Rutba", killed="5+", kind="civilian_violence/execution")
UNDATED = report("c-1", at="Anbar", prec=4, radius_km=150, kind="battle/armed_clash", on=None)
TOLD = {"one": MOSUL, "two": RUTBA, "three": UNDATED}


def publish(out: Path, name: str, ids: list[str]) -> None:
    folder = out / "builds" / name
    folder.mkdir(parents=True)
    analyses = [analysis(told) for told in TOLD.values()]
    write_data_files(folder, [incident(key, TOLD[key]) for key in ids], analyses)
    fresh = out / "latest.new"
    fresh.symlink_to(folder)
    fresh.replace(out / "latest")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Path]]:
    out = tmp_path_factory.mktemp("served")
    publish(out, "first", list(TOLD))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = out / "log.txt"
    command = dateline("api", "--out", out, "--port", port)
    with started(command, log, environment()), httpx.Client() as client:
        client.base_url = f"http://127.0.0.1:{port}"
        wait_for(lambda: answers(client), log)
        yield client, out


def answers(client: httpx.Client) -> bool:
    try:
        return client.get("/").is_success
    except httpx.TransportError:
        return False


def ids(client: httpx.Client, query: str, layer: str = "events") -> list[str]:
    answer = client.get(f"/collections/{layer}/items?{query}").raise_for_status().json()
    assert answer["numberReturned"] == len(answer["features"])
    return [feature["id"] for feature in answer["features"]]


def test_it_says_what_it_is(service) -> None:
    client, _ = service
    conformance = client.get("/conformance").json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in conformance
    collections = {item["id"] for item in client.get("/collections").json()["collections"]}
    assert collections == {"events", "areas", "places"}
    assert "/collections/events/items" in client.get("/openapi").json()["paths"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["one", "three", "two"]),
        ("limit=1&offset=1", ["three"]),
        ("bbox=43,36,44,37", ["one"]),
        ("bbox=43,36,0,44,37,100", ["one"]),
        ("bbox=60,-90,10,90", []),
        ("datetime=2016-10-20", ["one"]),
        ("datetime=2016-10-20T12:00:00Z/..", ["one", "two"]),
        ("datetime=../2016-10-21", ["one"]),
        ("sub_event_type=execution", ["two"]),
        ("killed_low=5", ["two"]),
        ("sortby=-date_start", ["two", "one", "three"]),
        ("sortby=date_start", ["one", "two", "three"]),
    ],
)
def test_it_finds(service, query, found) -> None:
    assert ids(service[0], query) == found


def test_areas_are_found_by_their_whole_extent(service) -> None:
    # Anbar's label lies east of this box, its footprint reaches into it.
    client, _ = service
    assert "three" in ids(client, "bbox=39,32,40,33", "areas")


def test_a_feature_is_the_published_one(service) -> None:
    client, out = service
    told = json.loads((out / "latest" / "events.geojson").read_text("utf-8"))["features"]
    answer = client.get("/collections/events/items/two")
    assert answer.headers["content-type"].startswith("application/geo+json")
    assert answer.json()["properties"] == next(f["properties"] for f in told if f["id"] == "two")


def test_only_what_is_wished_is_sent(service) -> None:
    answer = service[0].get("/collections/events/items?properties=status&skipGeometry=true")
    [first, *_] = answer.json()["features"]
    assert first["geometry"] is None
    assert first["properties"] == {"status": "occurred"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/collections/events/items/nobody", 404),
        ("/collections/nothing/items", 404),
        ("/collections/events/items?datetime=soon", 400),
        ("/collections/events/items?bbox=1,2,3", 400),
        ("/collections/events/items?filter=a%3D1", 400),
        ("/collections/events/items?q=Mosul", 400),
        ("/collections/events/items?limit=none", 400),
        ("/collections/../../etc/passwd", 404),
    ],
)
def test_mistakes_are_told(service, path, status) -> None:
    answer = service[0].get(path)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "PATCH"])
def test_nothing_can_be_written(service, method) -> None:
    client, out = service
    before = (out / "latest" / "events.geojson").read_bytes()
    assert client.request(method, "/collections/events/items/one", content=b"{}").is_error
    assert (out / "latest" / "events.geojson").read_bytes() == before


def test_a_browser_gets_json_and_asks_nobody_else(service) -> None:
    accept = "text/html,application/xhtml+xml,*/*;q=0.8"
    answer = service[0].get("/", headers={"accept": accept})
    assert answer.headers["content-type"].startswith("application/json")
    for path in ("", "collections/events", "collections/events/items", "openapi"):
        page = service[0].get(f"/{path}?f=html")
        assert page.is_success
        assert "json" in page.headers["content-type"]
    found = service[0].get("/collections/events/items?limit=1").json()["features"][0]
    assert service[0].get(f"/collections/events/items/{found['id']}?f=html").json() == (
        service[0].get(f"/collections/events/items/{found['id']}").json()
    )


@pytest.mark.qgis
def test_gdal_reads_it(service) -> None:
    require(shutil.which("ogrinfo") is not None, "GDAL is missing: apt-get install gdal-bin")
    command = ["ogrinfo", "-so", "-json", f"OAPIF:{service[0].base_url}", "events"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "Unknown option" in done.stdout + done.stderr:
        command.remove("-json")
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "killed_low" in done.stdout
    assert "Point" in done.stdout


QGIS = """
import json, sys
from qgis.core import QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False)
app.initQgis()
layer = QgsVectorLayer(f"url='{sys.argv[1]}' typename='events'", "events", "OAPIF")
box = QgsFeatureRequest().setFilterRect(QgsRectangle(43, 36, 44, 37))
print(json.dumps({
    "valid": layer.isValid(),
    "error": layer.error().message(),
    "crs": layer.crs().authid(),
    "types": {field.name(): field.typeName() for field in layer.fields()},
    "ids": sorted(feature["event_id"] for feature in layer.getFeatures()),
    "in_box": sorted(feature["event_id"] for feature in layer.getFeatures(box)),
}))
sys.stdout.flush()
import os
os._exit(0)
"""


@pytest.mark.qgis
def test_qgis_reads_it(service, tmp_path) -> None:
    url = str(service[0].base_url).rstrip("/")
    told = json.loads(run_qgis("-c", QGIS, url, home=tmp_path).splitlines()[-1])
    assert told["valid"], told["error"]
    assert told["crs"] in {"EPSG:4326", "OGC:CRS84"}
    assert told["ids"] == ["one", "three", "two"]
    assert told["in_box"] == ["one"]
    assert told["types"]["killed_low"].lower().startswith("int")


def test_a_new_build_is_served_at_once(service) -> None:
    client, out = service
    publish(out, "second", ["two"])
    assert ids(client, "") == ["two"]
    publish(out, "third", list(TOLD))
    assert ids(client, "") == ["one", "three", "two"]


def test_nothing_published_yet(tmp_path) -> None:
    done = subprocess.run(
        dateline("api", "--out", tmp_path), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Run `dateline map` first" in done.stderr


class TestSelection:
    @pytest.fixture(scope="class")
    @classmethod
    def layer(cls, tmp_path_factory) -> PublishedLayer:
        folder = tmp_path_factory.mktemp("layer")
        write_data_files(
            folder,
            [incident(key, told) for key, told in TOLD.items()],
            [analysis(told) for told in TOLD.values()],
        )
        return read_layer(folder / "events.geojson")

    @given(
        st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
        st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
    )
    def test_a_box_and_the_rest_of_its_belt_part_the_features(self, layer, one, two) -> None:
        assume(one[0] != two[0])
        south, north = sorted((one[1], two[1]))
        belt = {f["id"] for f in layer.select((-180, south, 180, north))}
        inside = {f["id"] for f in layer.select((one[0], south, two[0], north))}
        outside = {f["id"] for f in layer.select((two[0], south, one[0], north))}
        assert inside | outside == belt

    def test_a_damaged_file_is_named(self, tmp_path) -> None:
        (tmp_path / "events.geojson").write_text('{"features": [{"id": 1}]}')
        with pytest.raises(InputError, match=r"events\.geojson is no published layer"):
            read_layer(tmp_path / "events.geojson")

    def test_an_empty_layer_has_nothing(self, tmp_path) -> None:
        write_data_files(tmp_path, [], [])
        assert read_layer(tmp_path / "areas.geojson").select((0, 0, 1, 1)) == []
