"""Who may do what with published layers in PostGIS, and what is said where a right is missing."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import psycopg
import pytest
from postgis_database import DATABASE, expected, held, rows
from postgresql_server import Server

from geo.errors import StoreError
from geo.postgis.connection import check_database
from geo.postgis.loading import load_build
from geo.postgis.tables import TABLES

pytestmark = pytest.mark.postgres


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
