"""GIS files: types, styles and project as written, without QGIS."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyarrow.parquet
import pyogrio
import pytest
from gis_layers import make

from geo.geocoding.licences import source_of
from geo.geocoding.setup import KINDS, PREFIX, Service
from geo.gis import GIS_FILES, write_gis
from geo.gis.styles import column_names
from geo.layers import codebook
from geo.layers.making import make_layers

TITLE = "Zagros <watch> & more"


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gis")
    write_gis(folder, make(), title=TITLE, description="39 articles")
    return folder


def query(path, sql):
    with closing(sqlite3.connect(path)) as base:
        return base.execute(sql).fetchall()


def project_xml(folder):
    with zipfile.ZipFile(folder / "dateline.qgz") as packed:
        assert packed.namelist() == ["dateline.qgs"]
        return ET.fromstring(packed.read("dateline.qgs"))


def test_files(build, tmp_path) -> None:
    assert sorted(path.name for path in build.iterdir()) == sorted(GIS_FILES)


def test_same_inputs_same_bytes(build, tmp_path) -> None:
    write_gis(tmp_path, make(), title=TITLE, description="39 articles")
    differing = [
        name for name in GIS_FILES if (tmp_path / name).read_bytes() != (build / name).read_bytes()
    ]
    assert differing == []


class TestGeoPackage:
    def test_layers(self, build) -> None:
        found = query(build / "dateline.gpkg", "SELECT table_name, data_type FROM gpkg_contents")
        assert sorted(found) == [
            ("areas", "features"),
            ("events", "features"),
            ("layer_styles", "attributes"),
            ("places", "features"),
            ("reports", "attributes"),
        ]

    @pytest.mark.parametrize(
        ("layer", "columns"),
        [
            ("events", codebook.EVENT_COLUMNS),
            ("areas", codebook.AREA_COLUMNS),
            ("places", codebook.PLACE_COLUMNS),
            ("reports", codebook.REPORT_COLUMNS),
        ],
    )
    def test_types_are_the_codebook_s(self, build, layer, columns) -> None:
        types = {"text": "TEXT", "int": "INTEGER", "number": "REAL", "date": "DATE"}
        rows = query(build / "dateline.gpkg", f"PRAGMA table_info({layer})")
        found = {name: kind for _, name, kind, *_ in rows if name not in {"fid", "geom"}}
        assert found == {column.name: types[column.kind] for column in columns}

    def test_is_whole_and_indexed(self, build) -> None:
        for name in ("dateline.gpkg", "basemap.gpkg"):
            assert query(build / name, "PRAGMA integrity_check") == [("ok",)]
            layers = query(build / name, "SELECT table_name FROM gpkg_geometry_columns")
            for (layer,) in layers:
                rows = query(build / name, f"SELECT count(*) FROM {layer}")
                assert query(build / name, f"SELECT count(*) FROM rtree_{layer}_geom") == rows

    def test_values(self, build) -> None:
        rows = query(
            build / "dateline.gpkg",
            "SELECT date_start, killed_low, killed_best, killed_high, status FROM events"
            " ORDER BY event_id",
        )
        assert len(rows) == 39
        assert rows[0] == ("2016-10-10", None, None, None, "occurred")
        assert rows[3] == ("2016-10-13", 20, None, 99, "occurred")
        assert rows[5][0] is None

    def test_any_text_passes(self, build) -> None:
        sql = "SELECT quote FROM events WHERE event_id = 'ev-0003'"
        ((quote,),) = query(build / "dateline.gpkg", sql)
        assert quote.startswith("<img src=x onerror=")
        assert "\0" not in quote
        assert quote.endswith("� ? بعشيقة")

    def test_every_layer_has_a_style(self, build) -> None:
        sql = "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles"
        rows = query(build / "dateline.gpkg", sql)
        assert {(name, column) for name, column, *_ in rows} == {
            ("events", "geom"),
            ("areas", "geom"),
            ("places", "geom"),
            ("reports", ""),
        }
        for name, _, is_default, text in rows:
            assert is_default == 1
            assert ET.fromstring(text).tag == "qgis"
            if name != "reports":
                assert text == (build / f"{name}.qml").read_text(encoding="utf-8")

    def test_columns_are_explained(self, build) -> None:
        sql = (
            "SELECT title FROM gpkg_data_columns WHERE table_name='events' AND column_name='quote'"
        )
        assert query(build / "dateline.gpkg", sql) == [("Quote",)]

    def test_time_of_change_is_the_data_s(self, build) -> None:
        sql = "SELECT DISTINCT last_change FROM gpkg_contents"
        assert query(build / "dateline.gpkg", sql) == [("2016-10-24T00:00:00.000Z",)]

    def test_licences_are_told_of_the_services_asked_too(self, tmp_path) -> None:
        layers, terms = make(), KINDS["photon"].terms
        places = layers.places.copy()
        places.loc[places.index[0], "place_id"] = f"{PREFIX}ours-1"
        service = Service("ours", "photon", "http://127.0.0.1", terms=terms)
        places.loc[places.index[0], "gazetteer"] = source_of(service)
        write_gis(tmp_path, replace(layers, places=places), title=TITLE)
        about = pyogrio.read_info(tmp_path / "dateline.gpkg", layer="events")["dataset_metadata"]
        assert about["TITLE"] == TITLE
        assert "GeoNames: CC BY 4.0; " in about["LICENCES"]
        assert f"ours: {terms.licence}" in about["LICENCES"]
        assert terms.attribution in about["ATTRIBUTION"]
        links = [link.get("name") for link in project_xml(tmp_path).iter("link")]
        assert "ours" in links


class TestParquet:
    def test_is_geoparquet_1_1_with_boxes(self, build) -> None:
        table = pyarrow.parquet.read_table(build / "events.parquet")
        told = json.loads(table.schema.metadata[b"geo"])
        assert told["version"] == "1.1.0"
        assert told["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
        types = {"text": {"string", "large_string"}, "int": {"int64"}, "number": {"double"}}
        types["date"] = {"date32[day]"}
        for column in codebook.EVENT_COLUMNS:
            assert str(table.schema.field(column.name).type) in types[column.kind], column.name

    def test_rows_come_back(self, build) -> None:
        frame = gpd.read_parquet(build / "events.parquet")
        assert list(frame["event_id"]) == list(make().events["event_id"])
        assert frame.crs == "EPSG:4326" or frame.crs.to_authority() == ("OGC", "CRS84")
        assert frame["date_start"][0] == date(2016, 10, 10)
        inside = gpd.read_parquet(build / "events.parquet", bbox=(43, 36, 44, 37))
        assert 0 < len(inside) < len(frame)


class TestProject:
    def test_paths_are_relative(self, build) -> None:
        root = project_xml(build)
        sources = [element.text for element in root.iter("datasource")]
        assert len(sources) == 10
        assert all(source.startswith(("./dateline.gpkg|", "./basemap.gpkg|")) for source in sources)
        assert root.find("properties/Paths/Absolute").text == "false"
        assert str(build) not in ET.tostring(root, encoding="unicode")

    def test_time(self, build) -> None:
        root = project_xml(build)
        span = root.find("ProjectTimeSettings/TemporalRange")
        assert (span.find("start").text, span.find("end").text) == (
            "2016-10-10T00:00:00Z",
            "2016-10-25T00:00:00Z",
        )
        dated = {
            layer.find("id").text: layer.find("temporal").get("startField")
            for layer in root.iter("maplayer")
            if layer.find("temporal").get("enabled") == "1"
        }
        assert dated == {"dateline_events": "date_start", "dateline_areas": "date_start"}

    def test_title_and_licences(self, build) -> None:
        root = project_xml(build)
        assert root.find("title").text == TITLE
        rights = {element.text for element in root.iter("rights")}
        assert {"Made with Natural Earth", "Place data © GeoNames, CC BY 4.0"} <= rights


def test_a_build_without_incidents(tmp_path) -> None:
    write_gis(tmp_path, make_layers([], []), title="Nothing yet")
    assert query(tmp_path / "dateline.gpkg", "SELECT count(*) FROM events") == [(0,)]
    assert len(gpd.read_parquet(tmp_path / "events.parquet")) == 0
    assert project_xml(tmp_path).find("ProjectTimeSettings") is None


def test_a_name_for_every_column() -> None:
    names = {
        column.name
        for table, columns in vars(codebook).items()
        if table.endswith("_COLUMNS") and isinstance(columns, tuple)
        for column in columns
    }
    assert set(column_names()) == names
    assert all(column_names().values())
