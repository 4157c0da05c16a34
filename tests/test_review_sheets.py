"""Sheets as spreadsheets and QGIS leave them: read as meant, or refused with the remedy."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
from desks import Desk, FewPlaces
from hypothesis import given
from hypothesis import strategies as st
from nights import article
from shapely.geometry import MultiPolygon, Point, Polygon

from geo.errors import InputError
from geo.layers.export import read_cell as without_apostrophe
from geo.model import LonLat
from geo.review.cells import CellError, is_yes, read_cell
from geo.review.queue import Item
from geo.review.reading import read_sheet
from geo.review.sheet import outline_digest
from geo.review.writing import write_sheet

BLAST = {
    "at": "Baghdad",
    "killed": 5,
    "quote": "A car bomb killed five people in Baghdad on Sunday, police said.",
}


class TestCells:
    @pytest.mark.parametrize(
        ("column", "text", "expected"),
        [
            pytest.param("killed_low", "12", "12", id="number"),
            pytest.param("killed_low", "12.0", "12", id="number-as-float"),
            pytest.param("killed_low", "1,200", "1200", id="grouped-by-commas"),
            pytest.param("killed_low", "1.200.000", "1200000", id="grouped-by-points"),
            pytest.param("killed_low", " 0 ", "0", id="nobody"),
            pytest.param("date_start", "2016-10-23", "2016-10-23", id="iso"),
            pytest.param("date_start", "2016-10-23T00:00:00", "2016-10-23", id="moment"),
            pytest.param("date_start", "23/10/2016", "2016-10-23", id="british"),
            pytest.param("date_start", "10/23/2016", "2016-10-23", id="american"),
            pytest.param("date_start", "3.4.2016", "2016-04-03", id="german"),
            pytest.param("lon", "43,35", "43.350000", id="decimal-comma"),
            pytest.param("lat", "-0.0", "0.000000", id="equator"),
            pytest.param("status", "Occurred", "occurred", id="capital"),
            pytest.param("sub_event_type", "armed clash", "armed_clash", id="space-in-code"),
            pytest.param("strike", "X", "yes", id="cross"),
            pytest.param("lock", "no", "", id="no"),
            pytest.param("comment", "a\0b\u2028c", "a b c", id="control-characters"),
        ],
    )
    def test_read_as_meant(self, column: str, text: str, expected: str) -> None:
        assert read_cell(column, text) == expected

    @pytest.mark.parametrize(
        ("column", "text", "words"),
        [
            ("killed_low", "about 12", "a number of people, such as 12"),
            ("killed_low", "-3", "a number of people"),
            ("killed_low", "12.5", "a number of people"),
            ("killed_low", "99999999999", "a number of people"),
            ("date_start", "10/09/2016", "either 2016-09-10 or 2016-10-09"),
            ("date_start", "2016-02-30", "is no day"),
            ("date_start", "31.2.2016", "is no day"),
            ("date_end", "9999-12-31", "expected a year from 1500 to 2999"),
            ("date_start", "1.1.0001", "is no day"),
            ("date_start", "Sunday", "such as 2016-10-23"),
            ("lat", "143.3", "are lon and lat swapped?"),
            ("lon", "east", "a number"),
            ("radius_km", "0", "kilometres from 0 to 5000"),
            ("status", "happened", "one of occurred, claimed"),
            ("strike", "maybe", "yes or nothing"),
            ("footprint_wkt", "POLYGON((1 1", "expected WKT"),
            ("footprint_wkt", "POINT (43 36)", "a polygon with an area"),
            ("footprint_wkt", "POLYGON ((0 0, 500 0, 500 9, 0 0))", "leaves the world"),
        ],
    )
    def test_refused_with_the_remedy(self, column: str, text: str, words: str) -> None:
        with pytest.raises(CellError, match=None) as caught:
            read_cell(column, text)
        assert words in str(caught.value)
        assert caught.value.column == column

    def test_shown_day_tells_which_of_two_is_meant(self) -> None:
        assert read_cell("date_start", "10/09/2016", "2016-10-09") == "2016-10-09"

    def test_crossing_rings_are_repaired(self) -> None:
        found = read_cell("footprint_wkt", "POLYGON Z ((0 0 5, 2 2 5, 2 0 5, 0 2 5, 0 0 5))")
        assert found.startswith("MULTIPOLYGON ((")

    @given(st.text(max_size=60))
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        for column in ("killed_low", "date_start", "lon", "radius_km", "comment", "footprint_wkt"):
            try:
                once = read_cell(column, text)
            except CellError:
                continue
            assert read_cell(column, once) == once

    def test_marks_of_several_tongues(self) -> None:
        assert is_yes("lock", "ja")
        assert not is_yes("lock", "Non")


class TestCsv:
    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(b"event_id,killed_best\nx,7\n", id="plain"),
            pytest.param("\ufeffevent_id,killed_best\r\nx,7\r\n".encode(), id="byte-order-mark"),
            pytest.param(b"event_id;killed_best\r\nx;7\r\n", id="semicolons"),
            pytest.param(b"sep=;\r\nevent_id;killed_best\r\nx;7\r\n", id="excel-hint"),
            pytest.param(b"event_id\tkilled_best\nx\t7\n", id="tabs"),
            pytest.param("event_id,killed_best\nx,7\n".encode("utf-16"), id="utf-16"),
            pytest.param(b'"Event_ID" , "KILLED_BEST"\nx,7\n', id="capitals-and-spaces"),
            pytest.param(b"event_id,killed_best\n,\n\nx,7\n", id="empty-lines"),
        ],
    )
    def test_every_spreadsheet(self, tmp_path: Path, data: bytes) -> None:
        path = tmp_path / "sheet.csv"
        path.write_bytes(data.replace(b'"Event_ID" , "KILLED_BEST"', b"Event_ID, KILLED_BEST"))
        (row,) = read_sheet(path).rows
        assert (row.cells["event_id"], row.cells["killed_best"]) == ("x", "7")

    def test_windows_file_is_read_with_a_note(self, tmp_path: Path) -> None:
        path = tmp_path / "sheet.csv"
        path.write_bytes("event_id;comment\nx;Café “sûr”\n".encode("cp1252"))
        sheet = read_sheet(path)
        assert sheet.rows[0].cells["comment"] == "Café “sûr”"
        assert "Windows-1252" in sheet.notes[0]

    def test_formulas_come_back_as_they_were(self, tmp_path: Path) -> None:
        item = Item("event:x", 1.0, "=why", {"comment": "", "quote": "'=HYPERLINK(1)"})
        path = write_sheet([item], "b1", tmp_path / "sheet.csv")
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        assert without_apostrophe("''=HYPERLINK(1)") == "'=HYPERLINK(1)"
        (row,) = read_sheet(path).rows
        assert (row.cells["quote"], row.cells["why"]) == ("'=HYPERLINK(1)", "=why")

    def test_misspelt_column_is_pointed_out(self, tmp_path: Path) -> None:
        path = tmp_path / "sheet.csv"
        path.write_text("event_id,killed_bst\nx,7\n")
        assert "is it killed_best?" in read_sheet(path).notes[0]

    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("a.csv", b"name,lon\nx,1\n", "expected a column row_id, event_id or report_id"),
            ("a.csv", b"event_id,event_id\nx,1\n", "stands there twice"),
            ("a.csv", b"", "expected a column row_id"),
            ("a.xlsx", b"PK", "must end in .csv or .gpkg"),
            ("a.gpkg", b"no database", "cannot be read as a GeoPackage"),
        ],
    )
    def test_refused(self, tmp_path: Path, name: str, data: bytes, words: str) -> None:
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(InputError, match=words):
            read_sheet(path)


def write_layer(path: Path, layer: str, rows: list[dict[str, Any]], crs: str | None) -> None:
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=crs)
    pyogrio.write_dataframe(frame, path, layer=layer, driver="GPKG", append=path.exists())


class TestGeoPackage:
    def test_other_coordinates_and_heights(self, tmp_path: Path) -> None:
        path = tmp_path / "sheet.gpkg"
        at = gpd.GeoSeries([Point(44.4, 33.3, 120.0)], crs="EPSG:4326").to_crs("EPSG:3857")
        write_layer(path, "review", [{"row_id": "event:x", "geometry": at[0]}], "EPSG:3857")
        (row,) = read_sheet(path).rows
        assert (row.cells["lon"], row.cells["lat"]) == ("44.400000", "33.300000")

    def test_outline_counts_only_when_it_was_drawn_anew(self, tmp_path: Path) -> None:
        path = tmp_path / "sheet.gpkg"
        points = [{"row_id": f"event:{name}", "geometry": Point(44.4, 33.3)} for name in ("x", "y")]
        write_layer(path, "review", points, "EPSG:4326")
        old, new = Point(44, 33).buffer(1), Polygon([(44, 33, 9), (45, 33, 9), (45, 34, 9)])
        areas = [
            {"row_id": "event:x", "shown": outline_digest(old), "geometry": MultiPolygon([old])},
            {"row_id": "event:y", "shown": outline_digest(old), "geometry": MultiPolygon([new])},
        ]
        write_layer(path, "review_areas", areas, "EPSG:4326")
        first, second = read_sheet(path).rows
        assert "footprint_wkt" not in first.cells
        assert second.cells["footprint_wkt"].startswith("MULTIPOLYGON (((")

    def test_missing_coordinate_system_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "sheet.gpkg"
        with pytest.warns(UserWarning, match="crs"):
            write_layer(path, "review", [{"row_id": "event:x", "geometry": Point(1, 2)}], None)
        with pytest.raises(InputError, match="Set it to EPSG:4326"):
            read_sheet(path)

    def test_layer_of_another_name_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "sheet.gpkg"
        write_layer(path, "other", [{"row_id": "x", "geometry": Point(1, 2)}], "EPSG:4326")
        with pytest.raises(InputError, match=r"has no layer `review` \(it has other\)"):
            read_sheet(path)

    def test_what_is_written_comes_back_unchanged(self, tmp_path: Path) -> None:
        area = {"type": "Polygon", "coordinates": [[[44, 33], [45, 33], [45, 34], [44, 33]]]}
        cells = {"killed_best": "5", "place_id": "gn:1", "date_start": "2016-10-23"}
        item = Item("event:x", 1.0, "why", cells, LonLat(44.5, 33.25), area)
        path = write_sheet([item, Item("toponym:a:3", 0.5, "", {})], "b1", tmp_path / "q.gpkg")
        first, second = read_sheet(path).rows
        assert first.cells["lon"] == "44.500000"
        assert json.loads(first.cells["shown"]) == cells
        assert {name: first.cells[name] for name in cells} == cells
        assert "footprint_wkt" not in first.cells
        assert "lon" not in second.cells


class TestRows:
    @pytest.fixture
    def desk(self, tmp_path: Path) -> Desk:
        desk = Desk(tmp_path)
        desk.night(article("a", BLAST))
        return desk

    @pytest.mark.parametrize(
        ("cells", "column", "words"),
        [
            ({"killed_best": "x"}, "killed_best", "a number of people"),
            ({"killed_low": "9", "killed_high": "3"}, "killed_best", "in order"),
            ({"event_type": "battle"}, "sub_event_type", "battle has armed_clash"),
            (
                {"date_start": "2016-10-25", "date_end": "2016-10-24"},
                "date_end",
                "before the first",
            ),
            ({"place_id": "gn:1"}, "place_id", "no entry gn:1 is in the gazetteer"),
            ({"place_id": "Mosul"}, "place_id", "Expected a GeoNames id"),
            ({"place_id": "none"}, "place_id", "strike it out"),
            ({"merge_with": "20160101-XX-attack-aaaaaa"}, "merge_with", "no build ever had"),
            ({"split": "4"}, "split", "a number from the column reports, 1 to 1"),
            ({"split": "1"}, "split", "all reports stand there"),
            ({"affected_best": "30"}, "affected_kind", "need a kind"),
            ({"row_id": "incident:5"}, "row_id", "as it was exported"),
            ({"shown": "{", "status": "denied"}, "shown", "leave it as it was exported"),
        ],
    )
    def test_bad_row_is_named_and_the_good_one_taken(
        self, desk: Desk, cells: dict[str, str], column: str, words: str
    ) -> None:
        ((event_id, _),) = desk.shown().items()
        bad = {"event_id": event_id, **cells}
        receipt = desk.hand_in(bad, {"event_id": event_id, "status": "claimed"})
        (problem,) = receipt.problems
        assert (problem.file, problem.row, problem.column) == ("sheet.csv", 2, column)
        assert words in problem.text
        assert [each.field for each in receipt.added] == ["status"]
        assert words in (desk.out / "review" / "problems.csv").read_text("utf-8")

    def test_broken_line_is_named_by_its_number(self, desk: Desk, tmp_path: Path) -> None:
        ((event_id, _),) = desk.shown().items()
        path = tmp_path / "broken.csv"
        path.write_text(f'event_id,status,comment\n{event_id},claimed,"two\nlines"\nx,y,z,w\n')
        receipt = desk.hand_in(path=path)
        assert [(each.row, each.column) for each in receipt.problems] == [(4, "")]
        assert [each.comment for each in receipt.added] == ["two\nlines"]

    def test_unchanged_cells_of_an_old_sheet_change_nothing(self, desk: Desk) -> None:
        """A number that rose since the export is not taken back by handing the sheet in."""
        ((event_id, row),) = desk.shown().items()
        shown = json.dumps({"killed_best": "5", "status": row["status"]})
        later = {
            **BLAST,
            "killed": 9,
            "quote": "Nine people died of the bomb in Baghdad by Monday.",
        }
        desk.night(article("a", BLAST), article("b", later, published="2016-10-25"))
        old = {"row_id": f"event:{event_id}", "killed_best": "5", "build_id": "b1", "shown": shown}
        receipt = desk.hand_in({**old, "status": "claimed"})
        assert [each.field for each in receipt.added] == ["status"]

    def test_point_moved_abroad_is_pointed_out(self, desk: Desk) -> None:
        ((event_id, _),) = desk.shown().items()
        receipt = desk.hand_in({"event_id": event_id, "lon": "38.0", "lat": "35.0"})
        (problem,) = receipt.problems
        assert "the point lies in SY and its place in IQ" in problem.text
        assert (len(receipt.added), problem.is_rejected) == (1, False)

    def test_who_and_when_are_kept(self, desk: Desk) -> None:
        ((event_id, _),) = desk.shown().items()
        desk.hand_in({"event_id": event_id, "status": "claimed", "by": "ben"})
        (made,) = desk.corrections()
        assert (made.made_by, made.made_at, made.was["status"]) == ("ben", desk.now, "occurred")
        assert made.made_at > datetime(2016, 11, 1, 12, tzinfo=UTC)
        assert FewPlaces().place("gn:99071") is not None
