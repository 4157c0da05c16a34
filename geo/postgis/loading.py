"""A published build into PostGIS, in one transaction: readers see the old one or the new one."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import StoreError
from geo.footprints.boundaries import Boundaries, load_boundaries
from geo.layers.export import read_cell
from geo.model import LonLat, Place
from geo.postgis.connection import connected, fetch_row, find_postgis
from geo.postgis.tables import SCHEMA, TABLES, Table, fingerprint, layout

if TYPE_CHECKING:
    import psycopg

PATIENCE_S = 30.0
_LOCK_KEY = 7_246_115_190_005
_SETTINGS = (
    # Another build writes, or an administrator holds a table.
    "SET lock_timeout = '60s'",
    "SET statement_timeout = '15min'",
    "SET client_min_messages = warning",
)
_CELL_CHARS = 1 << 30
# A division is looked for at so many of its incidents.
_TRIES = 5


def load_build(folder: Path, url: str, *, patience_s: float = PATIENCE_S) -> int:
    """
    Let PostGIS hold a build: all of it, or what it held before.

    Only rows that differ are written. Readers are never waited for, nor do they wait.

    Parameters
    ----------
    folder
        Of the build, whole.
    url
        Of the database, `postgresql://…`; its schema is `dateline`, made when it
        is missing and may be.
    patience_s
        How long to wait for a server that is not there yet, in seconds.

    Returns
    -------
    count
        Of rows written or removed.

    Raises
    ------
    StoreError
        When the database cannot be used; it is then as it was.
    """
    try:
        with connected(url, patience_s) as db:
            _prepare(db)
            _make_tables(db)
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            for table in TABLES:
                _stage(db, table, folder)
            count = _merge(db)
            _note_build(db, manifest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{folder} is damaged ({error}): build again, or show an older one."
        raise StoreError(msg) from error
    return count


def _prepare(db: psycopg.Connection) -> None:
    for setting in _SETTINGS:
        db.execute(setting)
    db.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_KEY])
    schema, _ = find_postgis(db)
    db.execute("SELECT set_config('search_path', quote_ident(%s), true)", [schema])


def _make_tables(db: psycopg.Connection) -> None:
    mark = f"[layout {fingerprint()}]"
    found = fetch_row(db, "SELECT obj_description(to_regnamespace(%s), 'pg_namespace')", SCHEMA)
    if found and found[0] and str(found[0]).endswith(mark):
        return
    if fetch_row(db, "SELECT to_regnamespace(%s)", SCHEMA) == (None,):
        db.execute(f"CREATE SCHEMA {SCHEMA}")
    for statement in layout():
        db.execute(statement)
    note = f"What news articles report, by Dateline {mark}"
    db.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{note}'")


def _stage(db: psycopg.Connection, table: Table, folder: Path) -> None:
    """Bring the new rows into a table that only this connection sees."""
    columns = ", ".join(table.all_columns)
    db.execute(
        f"CREATE TEMPORARY TABLE new_{table.name} ON COMMIT DROP AS"
        f" SELECT {columns} FROM {SCHEMA}.{table.name} WITH NO DATA"
    )
    if not table.file:
        rows = _divisions(folder, load_boundaries())
    elif table.file.endswith(".csv"):
        rows = _read_csv(folder / table.file, table)
    else:
        rows = _read_geojson(folder / table.file, table)
    with db.cursor() as cursor:
        into = f"COPY pg_temp.new_{table.name} ({columns}) FROM STDIN"
        with cursor.copy(into) as copy:
            for row in rows:
                copy.write_row([_clean(row.get(name)) for name in table.all_columns])
    db.execute(f"ANALYZE pg_temp.new_{table.name}")


def _merge(db: psycopg.Connection) -> int:
    count = 0
    for table in reversed(TABLES):
        same = " AND ".join(f"new.{name} = old.{name}" for name in table.key)
        count += db.execute(
            f"DELETE FROM {SCHEMA}.{table.name} old WHERE NOT EXISTS"
            f" (SELECT 1 FROM pg_temp.new_{table.name} new WHERE {same})"
        ).rowcount
    for table in TABLES:
        count += db.execute(_upsert(table)).rowcount
    return count


def _upsert(table: Table) -> str:
    columns = ", ".join(table.all_columns)
    rest = [name for name in table.all_columns if name not in table.key]
    values = ", ".join(f"{name} = excluded.{name}" for name in rest)
    old = ", ".join(f"old.{name}" for name in rest)
    new = ", ".join(f"excluded.{name}" for name in rest)
    return (
        f"INSERT INTO {SCHEMA}.{table.name} AS old ({columns})"
        f" SELECT {columns} FROM pg_temp.new_{table.name}"
        f" ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {values}"
        f" WHERE ({old}) IS DISTINCT FROM ({new})"
    )


def _note_build(db: psycopg.Connection, manifest: dict[str, Any]) -> None:
    told = {name: value for name, value in manifest.items() if name != "files"}
    build_id = manifest["build_id"]
    db.execute(
        f"UPDATE {SCHEMA}.builds SET is_current = false WHERE is_current AND build_id <> %s",
        [build_id],
    )
    db.execute(
        f"INSERT INTO {SCHEMA}.builds (build_id, built_at, is_current, manifest)"
        " VALUES (%s, %s, true, %s::jsonb) ON CONFLICT (build_id) DO UPDATE"
        " SET is_current = true, loaded_at = now(), manifest = excluded.manifest",
        [build_id, manifest["built_at"], json.dumps(told)],
    )


def _read_geojson(path: Path, table: Table) -> Iterator[dict[str, Any]]:
    # One feature a line, as `geo.layers.export.write_geojson` writes them.
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith('{"type":"Feature",'):
                continue
            feature = json.loads(line.rstrip().removesuffix(","))
            geometry = shapely.geometry.shape(feature["geometry"])
            yield feature["properties"] | {"geom": _wkb(geometry, table.geometry)}


def _read_csv(path: Path, table: Table) -> Iterator[dict[str, Any]]:
    csv.field_size_limit(_CELL_CHARS)
    texts = {column.name for column in table.columns if column.kind == "text"}
    numbers: dict[str, int] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for cells in csv.DictReader(lines):
            if cells.get("state", "") != {"articles": "read", "rejected": "rejected"}.get(
                table.name, ""
            ):
                continue
            row: dict[str, Any] = {
                name: (read_cell(cell) if name in texts else cell) or None
                for name, cell in cells.items()
            }
            if row.get("lon") and row.get("lat"):
                row["geom"] = f"SRID=4326;POINT({row['lon']} {row['lat']})"
            counted = row.get("article_id") or ""
            row["number"] = numbers[counted] = numbers.get(counted, 0) + 1
            yield row


def _divisions(folder: Path, boundaries: Boundaries) -> Iterator[dict[str, Any]]:
    """Draw the divisions in which incidents lie; one without known borders is left out."""
    points: dict[tuple[str, str], list[LonLat]] = {}
    with (folder / "events.geojson").open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith('{"type":"Feature",'):
                continue
            feature = json.loads(line.rstrip().removesuffix(","))
            told = feature["properties"]
            if told["country_code"]:
                key = (told["country_code"], told["admin1_name"] or "")
                points.setdefault(key, []).append(LonLat(*feature["geometry"]["coordinates"]))
    for (country_code, admin1_name), found in sorted(points.items()):
        if admin1_name:
            land = _division(country_code, admin1_name, found[:_TRIES], boundaries)
        else:
            land = boundaries.country(country_code)
        if land is not None:
            yield {
                "division_id": ".".join(filter(None, (country_code, admin1_name))),
                "country_code": country_code,
                "admin1_name": admin1_name or None,
                "geom": _wkb(land, "MultiPolygon"),
            }


def _division(
    country_code: str, admin1_name: str, points: Sequence[LonLat], boundaries: Boundaries
) -> BaseGeometry | None:
    for point in points:
        found = boundaries.division_at(point)
        if found and (found.country_code, found.admin1_name) == (country_code, admin1_name):
            inside = Place("", None, "", *point, "", "", country_code, found.admin1_code)
            return boundaries.admin1(inside)
    return None


def _wkb(geometry: BaseGeometry, kind: str) -> str:
    if kind == "MultiPolygon":
        parts = shapely.get_parts(geometry)
        geometry = shapely.multipolygons(parts[shapely.get_dimensions(parts) == 2])
    return str(shapely.to_wkb(shapely.set_srid(geometry, 4326), hex=True, include_srid=True))


def _clean(value: Any) -> Any:
    # A database's text ends at a NUL.
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value
