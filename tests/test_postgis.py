"""Published layers in a real PostGIS: whole, valid, described, and open to QGIS."""

from __future__ import annotations

import csv
import json
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from postgis_database import DATABASE, HOSTILE, expected, held, rows
from postgresql_server import Server, free_port
from qgis_runs import run_qgis

from flows.cli import cli
from flows.lookout import Finding, look_in
from geo.layers.codebook import EVENT_COLUMNS
from geo.layers.export import read_cell
from geo.postgis.connection import loaded_build
from geo.postgis.loading import load_build
from geo.postgis.tables import TABLES

pytestmark = pytest.mark.postgres

QGIS = """
import json, sys
from qgis.core import QgsApplication, QgsDataSourceUri, QgsVectorLayer
app = QgsApplication([], False)
app.initQgis()
found = {}
for name, geometry, key in json.loads(sys.argv[3]):
    uri = QgsDataSourceUri()
    uri.setConnection("127.0.0.1", sys.argv[1], sys.argv[2], "dateline_reader", "")
    uri.setDataSource("dateline", name, geometry, "", key)
    layer = QgsVectorLayer(uri.uri(False), name, "postgres")
    fields = layer.fields()
    found[name + "." + geometry] = {
        "valid": layer.isValid(),
        "count": len(list(layer.getFeatures())) if layer.isValid() else -1,
        "drawn": sum(1 for f in layer.getFeatures() if f.geometry().isGeosValid()),
        "crs": layer.crs().authid(),
        "comment": fields[fields.indexOf("country_code")].comment(),
        "types": {f.name(): f.typeName() for f in fields},
        "extent": [layer.extent().xMinimum(), layer.extent().yMaximum()],
    }
print(json.dumps(found))
app.exitQgis()
"""


def test_every_row_of_the_files_is_there(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    for folder in builds:
        load_build(folder, writer)
        assert loaded_build(writer) == folder.name
        assert held(database) == expected(folder)
        for table in TABLES:
            if table.file.endswith(".csv"):
                with (folder / table.file).open(encoding="utf-8", newline="") as lines:
                    states = [line.get("state", "read") for line in csv.DictReader(lines)]
                n_rows = states.count("rejected" if table.name == "rejected" else "read")
            elif table.file:
                n_rows = len(json.loads((folder / table.file).read_text("utf-8"))["features"])
            else:
                continue
            counted = rows(database, f"SELECT count(*) FROM dateline.{table.name}")
            assert counted == [(n_rows,)], table.name


def test_values_are_those_of_the_files(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    load_build(builds[0], writer)
    names = [column.name for column in EVENT_COLUMNS]
    query = f"SELECT {', '.join(f'{n}::text' for n in names)} FROM dateline.events ORDER BY 1"
    with (builds[0] / "events.csv").open(encoding="utf-8", newline="") as lines:
        cells = sorted([read_cell(cell) or None for cell in row] for row in csv.reader(lines))
    ours = [list(row) for row in rows(database, query)]
    header = next(row for row in cells if row[0] == "event_id")
    cells.remove(header)
    picked = [[row[header.index(name)] for name in names] for row in cells]
    floats = {i for i, column in enumerate(EVENT_COLUMNS) if column.kind == "number"}
    for mine, theirs in zip(ours, picked, strict=True):
        for i, (a, b) in enumerate(zip(mine, theirs, strict=True)):
            assert (float(a), i) == (float(b), i) if i in floats and a else a == b
    quotes = [quote for (quote,) in rows(database, "SELECT quote FROM dateline.reports")]
    assert HOSTILE in quotes


def test_geometry_is_typed_valid_and_where_the_files_have_it(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    load_build(builds[1], writer)
    typed = rows(database, "SELECT f_table_name, type, srid FROM geometry_columns ORDER BY 1, 2")
    assert {srid for *_, srid in typed} == {4326}
    assert ("incidents_current", "MULTIPOLYGON", 4326) in typed
    for table in TABLES:
        if table.geometry:
            query = f"SELECT count(*) FROM dateline.{table.name} WHERE NOT ST_IsValid(geom)"
            assert rows(database, query) == [(0,)]
    inside = "SELECT bool_and(ST_Intersects(geom, footprint)) FROM dateline.incidents_current"
    assert rows(database, inside) == [(True,)]
    point = "SELECT ST_X(geom), ST_Y(geom) FROM dateline.events WHERE place_name = 'Suva'"
    assert rows(database, point) == [(178.44149, -18.14161)]


def test_divisions_count_what_took_place(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    load_build(builds[0], writer)
    query = (
        "SELECT division_id, n_incidents, killed_best,"
        " ST_Contains(geom, ST_SetSRID(ST_MakePoint(43.119, 36.335), 4326))"
        " FROM dateline.incidents_by_division WHERE admin1_name = 'Nineveh'"
    )
    assert rows(database, query) == [("IQ.Nineveh", 1, 5, True)]
    # What is only planned did not take place.
    yemen = "SELECT 1 FROM dateline.incidents_by_division WHERE country_code = 'YE'"
    assert rows(database, yemen) == []


def test_every_table_and_column_is_described(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    load_build(builds[0], writer)
    query = """
        SELECT c.relname, a.attname FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum >= 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'dateline'::regnamespace AND c.relkind IN ('r', 'v')
          AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid) IS NULL)"""
    assert rows(database, query) == []
    tables = (
        "SELECT count(*) FROM pg_class"
        " WHERE relnamespace = 'dateline'::regnamespace AND relkind IN ('r', 'v')"
    )
    assert rows(database, tables) == [(len(TABLES) + 3,)]


def test_keys_and_indexes_are_there(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    load_build(builds[0], writer)
    kinds = (
        "SELECT conrelid::regclass::text, contype::text FROM pg_constraint"
        " WHERE connamespace = 'dateline'::regnamespace"
    )
    found = rows(database, kinds)
    for table in TABLES:
        name = f"dateline.{table.name}"
        assert (name, "p") in found
        assert found.count((name, "f")) == len(table.references)
        methods = rows(
            database,
            "SELECT am.amname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            f" JOIN pg_am am ON am.oid = c.relam WHERE i.indrelid = '{name}'::regclass",
        )
        assert (("gist",) in methods) == bool(table.geometry)


def test_the_same_build_changes_nothing_and_another_only_what_differs(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    whole = load_build(builds[0], writer)
    assert load_build(builds[0], writer) == 0
    assert 0 < load_build(builds[1], writer) < whole + load_build(builds[0], writer)
    listed = rows(database, "SELECT build_id, is_current FROM dateline.builds ORDER BY 1")
    assert listed == [(builds[0].name, True), (builds[1].name, False)]


def test_an_older_layout_gets_the_new_columns_and_keeps_foreign_ones(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    load_build(builds[0], writer)
    database.sql(
        "ALTER TABLE dateline.events DROP COLUMN rule CASCADE;"
        "ALTER TABLE dateline.events ADD COLUMN mine text;"
        "UPDATE dateline.events SET mine = 'kept';"
        "COMMENT ON SCHEMA dateline IS 'older'",
        DATABASE,
    )
    load_build(builds[0], writer)
    query = "SELECT DISTINCT rule IS NOT NULL, mine FROM dateline.events"
    assert rows(database, query) == [(True, "kept")]
    assert held(database) == expected(builds[0])


def test_the_command_catches_up_and_follows_a_rollback(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    out = builds[0].parents[1]
    run = CliRunner().invoke
    done = run(cli, ["postgis", "load", "--out", str(out), "--url", writer])
    assert (done.exit_code, held(database)) == (0, expected(builds[1]))
    assert run(cli, ["rollback", "--out", str(out)]).exit_code == 0
    done = run(cli, ["postgis", "load", "--out", str(out)], env={"DATELINE_POSTGIS": writer})
    assert (done.exit_code, held(database)) == (0, expected(builds[0]))
    assert run(cli, ["rollback", builds[1].name, "--out", str(out)]).exit_code == 0


def test_status_tells_whether_postgis_holds_what_is_shown(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    out, now = builds[0].parents[1], datetime.now(UTC)

    def look(url: str) -> Finding:
        found = look_in(out, f"sqlite:///{out}/store.sqlite", now, postgis=url)
        return next(each for each in found if each.name == "PostGIS")

    assert look(writer).text == "holds no build"
    load_build(builds[0], writer)
    assert "dateline postgis load" in look(writer).remedy
    load_build(builds[1], writer)
    assert look(writer) == Finding("PostGIS", f"holds {builds[1].name}")
    gone = look(f"postgresql://writer:secret@127.0.0.1:{free_port()}/maps")
    assert gone.text == "cannot be looked at"
    assert "secret" not in gone.remedy


def test_qgis_opens_every_layer(
    database: Server, writer: str, builds: tuple[Path, Path], tmp_path: Path
) -> None:
    load_build(builds[1], writer)
    layers = [
        ("events", "geom", "event_id"),
        ("areas", "geom", "event_id"),
        ("places", "geom", "place_id"),
        ("reports", "geom", "report_id"),
        ("incidents_current", "geom", "event_id"),
        ("incidents_current", "footprint", "event_id"),
        ("incidents_by_division", "geom", "division_id"),
    ]
    told = run_qgis("-c", QGIS, str(database.port), DATABASE, json.dumps(layers), home=tmp_path)
    found = json.loads(told.splitlines()[-1])
    for name, _, _ in layers:
        counted = rows(database, f"SELECT count(*) FROM dateline.{name}")[0][0]
        for key, layer in found.items():
            if key.startswith(f"{name}."):
                assert layer["valid"], key
                assert (layer["count"], layer["crs"]) == (counted, "EPSG:4326"), key
                assert layer["comment"] == "Country of the entry, ISO 3166-1 alpha-2"
    assert found["events.geom"]["drawn"] == found["events.geom"]["count"] > 0
    types = found["incidents_current.footprint"]["types"]
    assert (types["date_start"], types["killed_best"]) == ("date", "int8")


def test_ten_thousand_incidents_load_in_seconds(
    database: Server, writer: str, builds: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "big"
    shutil.copytree(builds[0], folder)
    grow(folder, 2500)
    begun = time.monotonic()
    load_build(folder, writer)
    assert time.monotonic() - begun < 60
    assert held(database)[1] == 2500 * expected(builds[0])[1]
    begun = time.monotonic()
    assert load_build(folder, writer) == 0
    assert time.monotonic() - begun < 30


def grow(folder: Path, times: int) -> None:
    """Repeat all incidents of a build under new ids."""
    for name in ("events.geojson", "areas.geojson"):
        head, *features, tail = (folder / name).read_text("utf-8").splitlines()
        many = []
        for line in features:
            feature = json.loads(line.removesuffix(","))
            for n in range(times):
                event_id = f"{feature['id']}-{n}"
                feature["properties"]["event_id"] = event_id
                many.append(json.dumps(feature | {"id": event_id}, separators=(",", ":")))
        text = "\n".join([head, ",\n".join(many), tail])
        (folder / name).write_text(text, "utf-8")
    header = (folder / "reports.csv").read_text("utf-8").partition("\n")[0]
    (folder / "reports.csv").write_text(header + "\n", "utf-8")
