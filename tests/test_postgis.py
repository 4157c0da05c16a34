"""Published layers in a real PostGIS: whole, described, guarded, and unharmed by failures."""

from __future__ import annotations

import csv
import json
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from conftest import ROOT, require
from nights import QUIET, article, publish_night
from postgresql_server import Server, free_port
from qgis_runs import run_qgis

from flows.cli import cli
from flows.lookout import Finding, look_in
from flows.postgis import load_postgis
from flows.watch import watch
from geo.errors import StoreError
from geo.layers.codebook import EVENT_COLUMNS
from geo.layers.export import read_cell
from geo.postgis.connection import check_database, loaded_build
from geo.postgis.loading import load_build
from geo.postgis.tables import TABLES

pytestmark = pytest.mark.postgres

DATABASE = "maps"
ADMIN_SQL = re.search(
    r"```sql\n(CREATE EXTENSION.*?)```", (ROOT / "docs/postgis.md").read_text("utf-8"), re.DOTALL
)[1]
HOSTILE = 'O\'Hara said "no"\t\\N \\. $$; DROP TABLE x; -- é 🗺 =1+1'
LOAD = f"""
import sys
sys.path[:0] = [{str(ROOT)!r}]
from pathlib import Path
from geo.postgis.loading import load_build
load_build(Path(sys.argv[1]), sys.argv[2])
"""
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


@pytest.fixture(scope="module")
def admin(postgresql: Server) -> Server:
    controls = list(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))
    require(bool(controls), "PostGIS is missing: apt-get install postgresql-15-postgis-3")
    return postgresql


@pytest.fixture
def database(admin: Server) -> Iterator[Server]:
    admin.new_database(DATABASE)
    admin.sql(ADMIN_SQL, DATABASE)
    yield admin
    admin.sql(f"DROP DATABASE {DATABASE} WITH (FORCE)")
    admin.sql("DROP ROLE dateline_reader; DROP ROLE dateline_writer")


@pytest.fixture
def writer(database: Server) -> str:
    return database.url(DATABASE, "dateline_writer")


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two builds: of three articles, then of three others."""
    out = tmp_path_factory.mktemp("nights") / "maps"
    first = [
        article("a", {"at": "Mosul", "killed": 5}, {"at": "Kirkuk", "kind": "hazard/flood"}),
        article("b", {"at": "Baghdad", "quote": HOSTILE}),
        article("c", {"at": "Aden", "status": "planned"}),
    ]
    publish_night(out, first)
    second = [
        article("a", {"at": "Mosul", "killed": 7}),
        article("c", {"at": "Aden", "status": "planned"}),
        article("d", {"at": "Suva", "kind": "hazard/storm"}, {"at": "Rutba"}, {"at": "Anbar"}),
    ]
    publish_night(out, second)
    old, new = sorted((out / "builds").iterdir())
    return old, new


def rows(server: Server, query: str) -> list[tuple]:
    return server.sql(query, DATABASE, "dateline_reader")


def held(server: Server) -> tuple[str, int]:
    """Return the build that readers see, and its number of incidents, in one look."""
    return rows(server, "SELECT min(build_id), count(*) FROM dateline.incidents_current")[0]


def expected(folder: Path) -> tuple[str, int]:
    features = json.loads((folder / "events.geojson").read_text("utf-8"))["features"]
    return folder.name, len(features)


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


def test_the_reader_only_reads(database: Server, writer: str, builds: tuple[Path, Path]) -> None:
    load_build(builds[0], writer)
    views = ["builds", "incidents_current", "incidents_by_division"]
    for table in [*(table.name for table in TABLES), *views]:
        assert rows(database, f"SELECT count(*) FROM dateline.{table}")
    for attempt in (
        "INSERT INTO dateline.rejected (number) VALUES (99)",
        "UPDATE dateline.events SET quote = ''",
        "DELETE FROM dateline.toponyms",
        "TRUNCATE dateline.toponyms",
        "DROP TABLE dateline.toponyms",
        "CREATE TABLE dateline.mine (x int)",
        "CREATE TABLE public.mine (x int)",
        "CREATE TABLE store.mine (x int)",
        "COMMENT ON TABLE dateline.events IS 'mine'",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            rows(database, attempt)
    with pytest.raises(StoreError, match=r"Give the writer its rights \(docs/postgis.md\)"):
        load_build(builds[1], database.url(DATABASE, "dateline_reader"))
    assert held(database) == expected(builds[0])


def test_the_writer_is_no_superuser(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    load_build(builds[0], writer)
    query = (
        "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    )
    assert database.sql(query, DATABASE, "dateline_writer") == [(False,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        database.sql("CREATE TABLE public.mine (x int)", DATABASE, "dateline_writer")


def test_a_database_without_postgis_says_who_can_help(
    database: Server, builds: tuple[Path, Path]
) -> None:
    url = database.new_database("plain", "dateline_writer")
    url = url.replace("dateline@", "dateline_writer@")
    for use in (partial(load_build, builds[0]), check_database):
        with pytest.raises(StoreError, match="let its administrator run CREATE EXTENSION postgis"):
            use(url)
    database.sql("DROP DATABASE plain")


def test_a_look_tells_who_may_write_and_changes_nothing(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    reader = database.url(DATABASE, "dateline_reader")
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'dateline'"
    for count in (0, len(TABLES) + 1):
        with pytest.raises(StoreError, match="dateline_reader may not write"):
            check_database(reader)
        assert check_database(writer).endswith("where dateline_writer may write")
        assert database.sql(tables, DATABASE) == [(count,)]
        load_build(builds[0], writer)
    database.sql("ALTER TABLE dateline.places OWNER TO dateline", DATABASE)
    with pytest.raises(StoreError, match="dateline_writer may not write"):
        check_database(writer)


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


def test_readers_see_one_build_whole_and_never_wait(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    load_build(builds[0], writer)
    seen, slowest, stop = set(), 0.0, threading.Event()

    def look() -> None:
        nonlocal slowest
        url = database.url(DATABASE, "dateline_reader")
        query = (
            "SELECT (SELECT min(build_id) FROM dateline.incidents_current),"
            " (SELECT count(*) FROM dateline.events), (SELECT count(*) FROM dateline.areas),"
            " (SELECT count(*) FROM dateline.reports), (SELECT count(*) FROM dateline.toponyms)"
        )
        with psycopg.connect(url, autocommit=True) as db:
            while not stop.is_set():
                begun = time.monotonic()
                seen.add(db.execute(query).fetchone())
                slowest = max(slowest, time.monotonic() - begun)

    with psycopg.connect(database.url(DATABASE, "dateline_reader")) as slow:
        # One that forgot to end its transaction.
        slow.execute("SELECT count(*) FROM dateline.events")
        reader = threading.Thread(target=look)
        reader.start()
        try:
            for folder in [*builds[::-1], *builds[::-1]]:
                load_build(folder, writer)
        finally:
            stop.set()
            reader.join()
    assert len(seen) == 2
    assert {build_id for build_id, *_ in seen} == {folder.name for folder in builds}
    assert slowest < 5


def stall(server: Server) -> None:
    """Let a build come to a stop when half of it is written."""
    server.sql(
        "CREATE FUNCTION stall() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN PERFORM pg_sleep(60); RETURN NULL; END$$;\n"
        "CREATE TRIGGER stall BEFORE INSERT ON dateline.reports EXECUTE FUNCTION stall()",
        DATABASE,
    )


def go_on(server: Server) -> None:
    drop = "DROP TRIGGER IF EXISTS stall ON dateline.reports; DROP FUNCTION IF EXISTS stall"
    server.sql(drop, DATABASE)


WRITING = (
    "SELECT count(*) = 1 FROM pg_stat_activity"
    " WHERE application_name = 'dateline' AND wait_event = 'PgSleep'"
)


def cut(server: Server) -> None:
    server.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dateline'"
    )


def restart(server: Server) -> None:
    server.stop("fast")
    server.start()


def crash(server: Server) -> None:
    server.stop("immediate")
    server.start()


@pytest.mark.parametrize("trouble", [cut, restart, crash])
def test_trouble_in_the_middle_leaves_the_old_build(
    database: Server, writer: str, builds: tuple[Path, Path], trouble: Callable[[Server], None]
) -> None:
    load_build(builds[0], writer)
    stall(database)
    caught: list[Exception] = []

    def load() -> None:
        try:
            load_build(builds[1], writer)
        except StoreError as error:
            caught.append(error)

    loading = threading.Thread(target=load)
    loading.start()
    database.wait_for(WRITING)
    assert held(database) == expected(builds[0])
    trouble(database)
    loading.join(timeout=30)
    assert not loading.is_alive()
    assert "PostGIS at " in str(caught[0])
    assert held(database) == expected(builds[0])
    go_on(database)
    load_build(builds[1], writer)
    assert held(database) == expected(builds[1])


def test_a_killed_build_leaves_the_old_one(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    load_build(builds[0], writer)
    stall(database)
    with subprocess.Popen([sys.executable, "-c", LOAD, str(builds[1]), writer]) as child:
        database.wait_for(WRITING)
        child.send_signal(signal.SIGKILL)
    assert held(database) == expected(builds[0])
    # The server notices when it next speaks to its client; nobody has to wait for that.
    cut(database)
    go_on(database)
    load_build(builds[1], writer)
    assert held(database) == expected(builds[1])


def test_two_builds_at_once_come_one_after_the_other(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    load_build(builds[0], writer)
    commands = [[sys.executable, "-c", LOAD, str(folder), writer] for folder in builds]
    children = [subprocess.Popen(command) for command in commands]
    assert [child.wait(timeout=120) for child in children] == [0] * 2
    assert held(database) in [expected(folder) for folder in builds]
    assert load_build(builds[1], writer) in (0, load_build(builds[0], writer))


def test_a_server_that_comes_up_is_waited_for(
    database: Server, writer: str, builds: tuple[Path, Path]
) -> None:
    database.stop("fast")
    late = threading.Timer(1.5, database.start)
    late.start()
    try:
        load_build(builds[0], writer, patience_s=30)
    finally:
        late.join()
    assert held(database) == expected(builds[0])


def test_a_server_that_is_away_costs_only_postgis(
    builds: tuple[Path, Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    url = f"postgresql://writer:secret@127.0.0.1:{free_port()}/maps"
    told: list[bytes] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Hook) as hook, watch(tmp_path, QUIET) as stages:
        threading.Thread(target=hook.handle_request).start()
        stages.build_id = builds[0].name
        address = f"http://127.0.0.1:{hook.server_port}/"
        assert not load_postgis(builds[0], url, stages, address, patience_s=0)
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [(row["level"], row["stage"]) for row in log] == [("error", "Loading PostGIS")]
    assert "The map and files are published" in log[0]["message"]
    assert "secret" not in str(log) + str(told) + "".join(capfd.readouterr())
    row = json.loads(told[0])
    assert (row["event"], row["stage"]) == ("postgis_failed", "Loading PostGIS")


def test_a_missing_driver_is_said(
    builds: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for ask in (partial(load_build, builds[0]), loaded_build):
        with pytest.raises(StoreError, match=r"install dateline\[postgres\]"):
            ask("postgresql://writer@db/maps")


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
