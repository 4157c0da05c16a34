"""A build in the formats of others: their columns, their codes, nothing invented."""

from __future__ import annotations

import csv
import time
import zipfile

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from click.testing import CliRunner
from gis_layers import make

from flows import export_cli
from flows.cli import cli
from geo.errors import InputError
from geo.exchange import FORMATS, LAYERS, export_build
from geo.exchange.acled import COLUMNS as ACLED_COLUMNS
from geo.exchange.acled import TYPES
from geo.exchange.coding import country_names, country_numbers
from geo.exchange.sides import side_kinds
from geo.exchange.spatial import SPATIAL
from geo.exchange.ucdp import COLUMNS as UCDP_COLUMNS
from geo.gis import write_gis
from geo.layers.codebook import SUB_EVENT_TYPES
from geo.layers.export import read_cell


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    folder = tmp_path_factory.mktemp("build")
    write_gis(folder, make(), title="Zagros watch")
    return folder


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: read_cell(cell) for name, cell in row.items()} for row in csv.DictReader(file)
        ]


class TestAcled:
    @pytest.fixture
    def rows(self, build, tmp_path):
        done = export_build(build, "acled", path=tmp_path / "a.csv")
        rows = rows_of(done.path)
        assert done.rows == len(rows)
        assert done.rows + done.left_out == 39
        return {row["event_id_cnty"]: row for row in rows}

    def test_columns(self, rows) -> None:
        assert len(ACLED_COLUMNS) == 31
        assert list(rows["ev-0000"]) == ACLED_COLUMNS

    def test_a_known_incident(self, rows) -> None:
        row = rows["ev-0000"]
        assert {name: value for name, value in row.items() if value} == {
            "event_id_cnty": "ev-0000",
            "event_date": "2016-10-10",
            "year": "2016",
            "time_precision": "1",
            "disorder_type": "Political violence",
            "event_type": "Battles",
            "sub_event_type": "Armed clash",
            "iso": "368",
            "country": "Iraq",
            "admin1": "Nineveh",
            "location": "Mosul",
            "latitude": "36.335",
            "longitude": "43.11889",
            "geo_precision": "1",
            "notes": "Something happened in Mosul on day 0.",
        }

    def test_unknown_toll_is_empty_and_none_is_zero(self, rows) -> None:
        assert rows["ev-0000"]["fatalities"] == ""
        assert rows["ev-0001"]["fatalities"] == "0"

    def test_claims_are_tagged_and_denials_left_out(self, rows) -> None:
        assert rows["ev-0001"]["tags"] == "claimed by one side"
        assert "ev-0002" not in rows

    @pytest.mark.parametrize(
        ("told", "wanted"),
        [
            pytest.param(
                ("battle", "Iraqi army", "initiator", "Turkish forces", "target"),
                ("State forces", "External/Other forces", "State forces-External/Other forces"),
                id="own and foreign army",
            ),
            pytest.param(
                ("civilian_violence", "Iraqi police", "initiator", "villagers", "target"),
                ("State forces", "Civilians", "State forces-Civilians"),
                id="civilians",
            ),
            pytest.param(
                ("battle", "Islamic State", "initiator", "Baghdad", "target"),
                (None, "State forces", None),
                id="an armed group has aims we do not know",
            ),
            pytest.param(
                ("protest", "teachers", "initiator", "", ""),
                ("Protesters", None, None),
                id="protesters",
            ),
            pytest.param(
                ("battle", "Iraqi army; Islamic State", "initiator", "two brothers", ""),
                (None, None, None),
                id="two kinds on one side, nobody known on the other",
            ),
        ],
    )
    def test_kinds_of_sides(self, told, wanted) -> None:
        names = ["event_type", "actor1", "actor1_role", "actor2", "actor2_role"]
        row = pd.DataFrame([told], columns=names).assign(sub_event_type="", country_code="IQ")
        kinds = side_kinds(row).astype(object)
        assert tuple(kinds.where(kinds.notna(), None).iloc[0]) == wanted

    def test_numbers_of_countries(self) -> None:
        numbers = country_numbers()
        assert len(set(numbers.values())) == len(numbers) == len(country_names()) - 1
        assert (numbers["IQ"], numbers["AF"], numbers["US"]) == (368, 4, 840)

    def test_every_type_is_mapped_or_left_out_on_purpose(self) -> None:
        known = {(kind, sub) for kind, subs in SUB_EVENT_TYPES.items() for sub in subs}
        assert set(TYPES) <= known
        assert {kind for kind, _ in known - set(TYPES)} == {
            *("displacement", "aid", "hazard", "accident"),
        }


class TestUcdp:
    @pytest.fixture
    def rows(self, build, tmp_path):
        done = export_build(build, "ucdp", path=tmp_path / "u.csv")
        return rows_of(done.path)

    def test_columns(self, rows) -> None:
        assert len(UCDP_COLUMNS) == 49
        assert list(rows[0]) == UCDP_COLUMNS

    def test_only_deadly_organised_violence(self, rows) -> None:
        assert rows
        assert all(int(row["low"]) >= 1 for row in rows)
        found = {row["id"] for row in rows}
        assert "ev-0001" not in found, "nobody killed"

    def test_bounds_and_precision_are_ours(self, rows) -> None:
        row = {row["id"]: row for row in rows}["ev-0003"]
        assert (row["low"], row["best"], row["high"]) == ("20", "", "99")
        assert row["where_prec"] == "3"
        assert row["date_prec"] == "1"
        assert row["type_of_violence"] == ""
        assert row["priogrid_gid"] == "180449"
        assert row["geom_wkt"] == "POINT (44.39222 35.46806)"


class TestSpatial:
    @pytest.mark.parametrize("layer", LAYERS)
    @pytest.mark.parametrize("kind", ["kml", "flatgeobuf", "shapefile"])
    def test_gdal_reads_back(self, build, tmp_path, kind, layer) -> None:
        suffix = {"kml": ".kml", "flatgeobuf": ".fgb", "shapefile": ".shp.zip"}[kind]
        done = export_build(build, kind, layer=layer, path=tmp_path / f"{layer}{suffix}")
        frame = gpd.read_file(done.path)
        assert len(frame) == done.rows == len(getattr(make(), layer))
        assert frame.crs.to_epsg() == 4326
        assert frame.geometry.is_valid.all()
        assert [path.name for path in tmp_path.iterdir()] == [done.path.name]

    def test_flatgeobuf_keeps_types(self, build, tmp_path) -> None:
        done = export_build(build, "flatgeobuf", path=tmp_path / "e.fgb")
        told = pyogrio.read_info(done.path)
        types = dict(zip(told["fields"], told["ogr_types"], strict=True))
        assert types["killed_low"] == "OFTInteger64"
        # FlatGeobuf knows no days, only times.
        assert types["date_start"] in {"OFTDate", "OFTDateTime"}

    def test_kml_shows_the_quote_as_text(self, build, tmp_path) -> None:
        done = export_build(build, "kml", path=tmp_path / "e.kml")
        text = done.path.read_text(encoding="utf-8")
        assert "pin. &lt;img src=x" in text
        assert "<img" not in text

    def test_kml_warns_of_a_pin_that_is_no_place(self, build, tmp_path) -> None:
        done = export_build(build, "kml", path=tmp_path / "e.kml")
        told = gpd.read_file(done.path).set_index("event_id")["description"]
        assert told["ev-0001"] == "Something happened in Tob Zawa on day 1."
        assert told["ev-0002"].startswith("Somewhere within 47 km of this pin. Something")

    def test_shapefile_is_one_zip(self, build, tmp_path) -> None:
        done = export_build(build, "shapefile", path=tmp_path / "e.shp.zip")
        with zipfile.ZipFile(done.path) as packed:
            suffixes = {name.rpartition(".")[2] for name in packed.namelist()}
            told = {info.date_time[:3] for info in packed.infolist()}
            (year, month, day) = packed.read("events.dbf")[1:4]
        assert suffixes >= {"shp", "shx", "dbf", "prj", "cpg"}
        assert told == {(1980, 1, 1)}
        assert (1900 + year, month, day) == (1980, 1, 1)
        assert "killed_hig" in gpd.read_file(done.path).columns


@pytest.mark.parametrize("kind", FORMATS)
def test_same_inputs_same_bytes(build, tmp_path, kind) -> None:
    written = []
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        suffix = SPATIAL[kind].suffix if kind in SPATIAL else ".csv"
        written.append(export_build(build, kind, path=folder / f"a{suffix}").path.read_bytes())
        # Zip files count time in steps of two seconds.
        time.sleep(2.1 if kind == "shapefile" and not number else 0)
    assert written[0] == written[1]


@pytest.mark.parametrize(
    ("kind", "layer", "name", "words"),
    [
        pytest.param("gpx", "events", "a.gpx", "Unknown format 'gpx'. Choose one of", id="format"),
        pytest.param("ucdp", "areas", "a.csv", "cannot hold layer 'areas'", id="layer"),
        pytest.param("kml", "events", "a.csv", "must end in .kml", id="suffix"),
    ],
)
def test_mistakes_are_explained(build, tmp_path, kind, layer, name, words) -> None:
    with pytest.raises(InputError, match=words):
        export_build(build, kind, layer=layer, path=tmp_path / name)


def test_no_build(tmp_path) -> None:
    with pytest.raises(InputError, match="--from"):
        export_build(tmp_path, "kml")


def test_a_folder_that_is_not_there(build, tmp_path) -> None:
    with pytest.raises(InputError, match="Cannot write"):
        export_build(build, "acled", path=tmp_path / "none" / "a.csv")


def test_command(build, tmp_path) -> None:
    assert (export_cli.FORMATS, export_cli.LAYERS) == (FORMATS, LAYERS)
    target = tmp_path / "ged.csv"
    done = CliRunner().invoke(
        cli, ["export", "--format", "ucdp", "--from", str(build), "--out", str(target)]
    )
    assert done.exit_code == 0, done.output
    assert f"rows in {target}" in done.output
    assert "left out" in done.output
