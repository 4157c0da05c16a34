"""Published files: valid, safe, and the same bytes for the same records."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pandas as pd
import pyogrio
import pytest
from builders import analysis, circle, report, write_data_files
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, box
from test_frames import ANALYSES, INCIDENTS, incident

from geo.layers import codebook
from geo.layers.export import read_cell, write_csv, write_geojson
from geo.layers.frames import areas_frame, events_frame, frame_rows
from geo.model import Footprint, LonLat, Rejected

HOSTILE = [
    '=HYPERLINK("http://e.org")', "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''@x", "'tis",
    'a;b,c"d\ne', "{{ 7*7 }}", "</script><img onerror=x>", "\u202eevil", "nul\0nul", "قرية", "",
]  # fmt: skip


@pytest.fixture
def layers(tmp_path):
    files = write_data_files(tmp_path, INCIDENTS, ANALYSES, [Rejected("z.txt", "empty file")])
    return {path.name: path for path in files}


class TestGeoJson:
    def test_members(self, layers) -> None:
        collection = json.loads(layers["events.geojson"].read_bytes())
        assert set(collection) == {"type", "name", "features"}
        assert collection["name"] == "events"
        first = collection["features"][0]
        assert set(first) == {"type", "id", "geometry", "properties"}
        assert first["id"] == first["properties"]["event_id"] == "e1"
        assert first["geometry"] == {"type": "Point", "coordinates": [40.28586, 33.03718]}
        assert first["properties"]["date_start"] == "2016-10-23"
        assert first["properties"]["killed_high"] is None
        assert not any(isinstance(value, dict | list) for value in first["properties"].values())

    def test_gdal_reads_what_the_codebook_says(self, layers) -> None:
        info = pyogrio.read_info(layers["events.geojson"])
        assert info["crs"] == "EPSG:4326"
        assert info["geometry_type"] == "Point"
        assert info["features"] == 2
        assert info["layer_name"] == "events"
        types = dict(zip(info["fields"], info["ogr_types"], strict=True))
        assert types["date_start"] == "OFTDate"
        assert types["killed_low"] == types["where_prec"] == types["geonameid"] == "OFTInteger"
        assert types["radius_km"] == "OFTReal"
        assert types["quote"] == types["articles"] == "OFTString"

    def test_gdal_reads_back_what_the_frame_held(self, layers) -> None:
        frame = events_frame(INCIDENTS, ANALYSES)
        back = pyogrio.read_dataframe(layers["events.geojson"])
        assert back.geometry.geom_equals(frame.geometry.reset_index(drop=True)).all()
        for written, read in zip(frame_rows(frame), back.to_dict("records"), strict=True):
            for name, value in written.items():
                found = read[name]
                if value is None:
                    assert pd.isna(found), name
                elif name in {"date_start", "date_end", "published"}:
                    assert pd.Timestamp(found) == pd.Timestamp(value)
                else:
                    assert found == value, name

    def test_areas_are_one_type_and_wound_right(self, layers) -> None:
        assert pyogrio.read_info(layers["areas.geojson"])["geometry_type"] == "MultiPolygon"
        back = pyogrio.read_dataframe(layers["areas.geojson"])
        assert back.geometry.is_valid.all()
        assert all(part.exterior.is_ccw for shape in back.geometry for part in shape.geoms)

    def test_antimeridian_stays_split(self, tmp_path) -> None:
        split = MultiPolygon([box(179, -19, 180, -17), box(-180, -19, -179, -17)])
        fiji = replace(
            report("c-1", at="Suva"), footprint=Footprint(split, LonLat(178.4, -18.1), 150, 4)
        )
        path = write_geojson(areas_frame([incident("e3", fiji)]), tmp_path / "areas.geojson")
        geometry = json.loads(path.read_bytes())["features"][0]["geometry"]
        lons = sorted({lon for part in geometry["coordinates"] for lon, _ in part[0]})
        assert lons == [-180, -179, 179, 180]

    def test_decimals(self, layers) -> None:
        def decimals(value) -> int:
            if isinstance(value, list):
                return max(map(decimals, value))
            return len(repr(value).partition(".")[2])

        for name in ("events", "areas", "places"):
            for feature in json.loads(layers[f"{name}.geojson"].read_bytes())["features"]:
                assert decimals(feature["geometry"]["coordinates"]) <= 6

    def test_no_features(self, tmp_path) -> None:
        path = write_geojson(events_frame([], []), tmp_path / "events.geojson")
        assert json.loads(path.read_bytes())["features"] == []
        assert pyogrio.read_info(path)["features"] == 0

    @pytest.mark.parametrize("text", [*HOSTILE, "lone \ud800 surrogate"])
    def test_any_text_passes(self, tmp_path, text) -> None:
        told = report("a-1", quote=f"x{text}")
        frame = events_frame([incident("e1", told)], [analysis(told, title=text)])
        path = write_geojson(frame, tmp_path / "events.geojson")
        properties = json.loads(path.read_bytes())["features"][0]["properties"]
        assert properties["quote"] == f"x{text}".replace("\ud800", "?")
        assert properties["title"] == (text.replace("\ud800", "?") or None)


class TestCsv:
    def test_header_and_rows(self, layers) -> None:
        raw = layers["events.csv"].read_bytes()
        assert raw.startswith(b"event_id,event_type,")
        assert raw.count(b"\r\n") == 3
        with layers["events.csv"].open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert list(rows[0]) == [c.name for c in codebook.EVENT_COLUMNS] + ["lon", "lat"]
        assert (rows[0]["lon"], rows[0]["lat"]) == ("40.28586", "33.03718")
        assert (rows[0]["killed_low"], rows[0]["killed_high"]) == ("5", "")
        assert rows[1]["date_start"] == ""

    def test_no_cell_is_a_formula(self, tmp_path) -> None:
        reports = [report(f"{i}-1", quote=text or "x") for i, text in enumerate(HOSTILE)]
        incidents = [incident(f"e{i:02}", told) for i, told in enumerate(reports)]
        frame = events_frame(incidents, [analysis(told) for told in reports])
        path = write_csv(frame, tmp_path / "events.csv")
        with path.open(encoding="utf-8", newline="") as file:
            quotes = [row["quote"] for row in csv.DictReader(file)]
        assert not any(quote.startswith(("=", "+", "-", "@", "\t", "\r")) for quote in quotes)
        assert [read_cell(quote) for quote in quotes] == [
            (text or "x").replace("\0", "\ufffd") for text in HOSTILE
        ]

    def test_negative_numbers_stay_numbers(self, tmp_path) -> None:
        told = report("a-1", at="Suva")
        path = write_csv(
            events_frame([incident("e1", told)], [analysis(told)]), tmp_path / "events.csv"
        )
        assert pd.read_csv(path).lat[0] == -18.14161

    @settings(max_examples=100)
    @given(
        text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
    )
    def test_every_text_comes_back(self, tmp_path_factory, text) -> None:
        path = tmp_path_factory.mktemp("csv") / "x.csv"
        write_csv(pd.DataFrame({"text": pd.Series([text], dtype="str")}), path)
        with path.open(encoding="utf-8", newline="") as file:
            assert [read_cell(cell) for (cell,) in csv.reader(file)] == ["text", text]


class TestLayers:
    def test_files(self, layers, tmp_path) -> None:
        assert sorted(layers) == sorted(path.name for path in tmp_path.iterdir())
        assert {"events.geojson", "areas.geojson", "places.geojson", "toponyms.csv", "events.csv",
                "articles.csv", "reports.jsonl"} <= set(layers)  # fmt: skip

    def test_same_bytes_in_any_order(self, layers, tmp_path) -> None:
        again = tmp_path / "again"
        again.mkdir()
        rejected = [Rejected("z.txt", "empty file")]
        for path in write_data_files(again, INCIDENTS[::-1], ANALYSES[::-1], rejected):
            assert path.read_bytes() == layers[path.name].read_bytes(), path.name

    def test_report_lines_lead_back_to_the_text(self, layers) -> None:
        texts = {item.article.article_id: item.article.text for item in ANALYSES}
        lines = [json.loads(line) for line in layers["reports.jsonl"].read_text().splitlines()]
        assert [line["event_id"] for line in lines] == ["e1", "e2"]
        for line in lines:
            text = texts[line["article_id"]]
            assert text[line["char_start"] : line["char_end"]] == line["quote"]
            assert line["candidates"][0]["score"] == 0.9
            assert line["merged"] == "1 report"

    def test_footprint_holds_its_point(self, layers) -> None:
        events = pyogrio.read_dataframe(layers["events.geojson"]).set_index("event_id")
        areas = pyogrio.read_dataframe(layers["areas.geojson"]).set_index("event_id")
        assert events.geometry.within(areas.geometry).all()
        assert circle(0, 0, 1).is_valid
