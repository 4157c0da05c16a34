"""How the published layers lie in PostGIS: tables, keys, indexes, comments and views."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from geo.layers import codebook
from geo.layers.codebook import Column, columns
from geo.layers.column_notes import describe_column

SCHEMA = "dateline"
_TYPES = {"text": "text", "int": "bigint", "number": "double precision", "date": "date"}
_GEOMETRY_NOTE = "In WGS 84 (EPSG:4326)"


@dataclass(frozen=True, slots=True)
class Table:
    """
    One table of a build's rows.

    Attributes
    ----------
    name
        In the schema.
    note
        Its comment.
    columns
        Without the geometry.
    key
        Columns of the primary key.
    file
        Of a build, from which it is filled; empty when it is made from others.
    geometry
        PostGIS type of the column `geom`; empty without one.
    references
        Column and the table whose key it is.
    indexes
        Columns of further indexes, joined by commas.
    """

    name: str
    note: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    file: str = ""
    geometry: str = ""
    references: tuple[tuple[str, str], ...] = ()
    indexes: tuple[str, ...] = ()

    @property
    def all_columns(self) -> tuple[str, ...]:
        """Names of all columns, the geometry last."""
        names = tuple(column.name for column in self.columns)
        return (*names, "geom") if self.geometry else names


_READ = tuple(c for c in codebook.ARTICLE_COLUMNS if c.name not in {"state", "reason"})
_NUMBER = (Column("number", "int"),)

# Ordered so that what is referred to comes first.
TABLES = (
    Table(
        "articles",
        "Articles of the build shown, one row each",
        _READ,
        ("article_id",),
        "articles.csv",
        indexes=("published",),
    ),
    Table(
        "rejected",
        "Inputs of the build shown that could not be read, and why",
        _NUMBER + columns("reason path line"),
        ("number",),
        "articles.csv",
    ),
    Table(
        "places",
        "Places named in the articles, one row each",
        codebook.PLACE_COLUMNS,
        ("place_id",),
        "places.geojson",
        "Point",
        references=(("article_id", "articles"),),
        indexes=("country_code, admin1_name",),
    ),
    Table(
        "events",
        "Incidents as points, one row each: what all reports of the same happening tell together",
        codebook.EVENT_COLUMNS,
        ("event_id",),
        "events.geojson",
        "Point",
        indexes=(
            *("date_start, date_end", "event_type, sub_event_type"),
            *("country_code, admin1_name", "place_id"),
        ),
    ),
    Table(
        "areas",
        "Footprints of incidents: where each is reported to lie",
        codebook.AREA_COLUMNS,
        ("event_id",),
        "areas.geojson",
        "MultiPolygon",
        references=(("event_id", "events"),),
        indexes=("date_start, date_end",),
    ),
    Table(
        "reports",
        "Accounts of incidents by single articles, one row each",
        codebook.REPORT_COLUMNS,
        ("report_id",),
        "reports.csv",
        "Point",
        references=(("event_id", "events"), ("article_id", "articles")),
        indexes=("date_start, date_end", "published", "place_id"),
    ),
    Table(
        "toponyms",
        "Names of places found in the articles, resolved or not, one row each",
        _NUMBER + codebook.TOPONYM_COLUMNS,
        ("article_id", "number"),
        "toponyms.csv",
        "Point",
        references=(("article_id", "articles"), ("place_id", "places")),
        indexes=("name",),
    ),
    Table(
        "divisions",
        "First-order divisions in which incidents lie, generalised (Natural Earth)",
        columns("division_id country_code admin1_name"),
        ("division_id",),
        geometry="MultiPolygon",
    ),
)
_OWN_NOTES = {
    "number": "Counts the rows in the order of publication",
    "division_id": "Country code and name of the division",
}

_BUILDS = f"""
CREATE TABLE IF NOT EXISTS {SCHEMA}.builds (
  build_id text PRIMARY KEY,
  built_at timestamptz,
  loaded_at timestamptz NOT NULL DEFAULT now(),
  is_current boolean NOT NULL,
  manifest jsonb NOT NULL
)"""
_BUILD_NOTES = {
    "build_id": "Name of the build",
    "built_at": "When it was begun",
    "loaded_at": "When it was last written into this database",
    "is_current": "Whether the other tables hold it",
    "manifest": "What it was made from: inputs, counts, versions, licences with attribution",
}

_VIEWS = {
    "incidents_current": (
        "Incidents of the build shown: point, footprint, and the build they come from",
        f"""
SELECT {", ".join(f"e.{column.name}" for column in codebook.EVENT_COLUMNS)},
  e.geom, a.geom AS footprint, b.build_id, b.built_at
FROM {SCHEMA}.events e
LEFT JOIN {SCHEMA}.areas a USING (event_id)
CROSS JOIN (SELECT build_id, built_at FROM {SCHEMA}.builds WHERE is_current) b""",
    ),
    "incidents_by_division": (
        "Incidents of the build shown that took place or are claimed, counted by division",
        f"""
SELECT e.division_id, e.country_code, e.admin1_name, d.geom,
  e.n_incidents, e.first_day, e.last_day, e.killed_low, e.killed_best, e.injured_best,
  e.n_reports
FROM (
  SELECT concat_ws('.', country_code, admin1_name) AS division_id, country_code, admin1_name,
    count(*) AS n_incidents, min(date_start) AS first_day, max(date_end) AS last_day,
    sum(killed_low)::bigint AS killed_low, sum(killed_best)::bigint AS killed_best,
    sum(injured_best)::bigint AS injured_best, sum(n_reports)::bigint AS n_reports
  FROM {SCHEMA}.events
  WHERE status IN ('occurred', 'claimed') AND country_code IS NOT NULL
  GROUP BY country_code, admin1_name
) e
LEFT JOIN {SCHEMA}.divisions d USING (division_id)""",
    ),
}
_VIEW_NOTES = {
    "geom": _GEOMETRY_NOTE,
    "footprint": "The region inside which it is reported to lie; in WGS 84 (EPSG:4326)",
    "build_id": _BUILD_NOTES["build_id"],
    "built_at": _BUILD_NOTES["built_at"],
    "division_id": "Country code and name of the division; of the country alone where none is told",
    "n_incidents": "Incidents that took place or are claimed",
    "first_day": "Earliest first day of an incident",
    "last_day": "Latest last day of an incident",
    "killed_low": "Sum of the fewest people killed",
    "killed_best": "Sum of the people killed, of incidents that state a number",
    "injured_best": "Sum of the people injured, of incidents that state a number",
    "n_reports": "Reports of these incidents",
}
_DIVISION_COLUMNS = (
    *("division_id", "country_code", "admin1_name", "geom", "n_incidents", "first_day"),
    *("last_day", "killed_low", "killed_best", "injured_best", "n_reports"),
)


def layout() -> tuple[str, ...]:
    """
    Write the statements that make the tables, or bring older ones up to date.

    Returns
    -------
    statements
        In order. Columns that another version put there stay; nothing is dropped
        but the views, which are made anew.
    """
    return tuple(_statements())


def fingerprint() -> str:
    """
    Name the layout: a database that says so needs none of its statements.

    Returns
    -------
    digest
        Twelve hexadecimal digits.
    """
    return hashlib.sha256("\n".join(layout()).encode()).hexdigest()[:12]


def _statements() -> Iterator[str]:
    yield _BUILDS
    yield (
        f"CREATE UNIQUE INDEX IF NOT EXISTS builds_current ON {SCHEMA}.builds (is_current)"
        " WHERE is_current"
    )
    yield from _comments("TABLE", "builds", "Builds that were written here", _BUILD_NOTES)
    for name in _VIEWS:
        yield f"DROP VIEW IF EXISTS {SCHEMA}.{name}"
    for table in TABLES:
        yield from _table(table)
    for name, (note, query) in _VIEWS.items():
        yield f"CREATE VIEW {SCHEMA}.{name} AS {query}"
        yield from _comments("VIEW", name, note, _notes_of_view(name))


def _table(table: Table) -> Iterator[str]:
    types = {column.name: _TYPES[column.kind] for column in table.columns}
    if table.geometry:
        types["geom"] = f"geometry({table.geometry}, 4326)"
    keys = ", ".join(f"{name} {types[name]}" for name in table.key)
    primary = f"CONSTRAINT {table.name}_key PRIMARY KEY ({', '.join(table.key)})"
    full = f"{SCHEMA}.{table.name}"
    yield f"CREATE TABLE IF NOT EXISTS {full} ({keys}, {primary})"
    for name, kind in types.items():
        yield f"ALTER TABLE {full} ADD COLUMN IF NOT EXISTS {name} {kind}"
    for column, target in table.references:
        name = f"{table.name}_{column}"
        yield f"ALTER TABLE {full} DROP CONSTRAINT IF EXISTS {name}"
        # Checked at the end: while a build is written, a report may change its incident.
        yield (
            f"ALTER TABLE {full} ADD CONSTRAINT {name} FOREIGN KEY ({column})"
            f" REFERENCES {SCHEMA}.{target} DEFERRABLE INITIALLY DEFERRED"
        )
        if column != table.key[0]:
            yield f"CREATE INDEX IF NOT EXISTS {name} ON {full} ({column})"
    for indexed in table.indexes:
        name = f"{table.name}_{indexed.replace(', ', '_')}"
        yield f"CREATE INDEX IF NOT EXISTS {name} ON {full} ({indexed})"
    if table.geometry:
        yield f"CREATE INDEX IF NOT EXISTS {table.name}_geom ON {full} USING gist (geom)"
    notes = {name: _note(name, table.name) for name in types}
    yield from _comments("TABLE", table.name, table.note, notes)


def _note(column: str, layer: str) -> str:
    if column == "geom":
        return _GEOMETRY_NOTE
    return _OWN_NOTES.get(column) or describe_column(column, layer)


def _notes_of_view(name: str) -> dict[str, str]:
    if name == "incidents_by_division":
        return {c: _VIEW_NOTES.get(c) or describe_column(c, "events") for c in _DIVISION_COLUMNS}
    extra = {c: _VIEW_NOTES[c] for c in ("geom", "footprint", "build_id", "built_at")}
    return {c.name: describe_column(c.name, "events") for c in codebook.EVENT_COLUMNS} | extra


def _comments(kind: str, name: str, note: str, notes: dict[str, str]) -> Iterator[str]:
    yield f"COMMENT ON {kind} {SCHEMA}.{name} IS {_quoted(note)}"
    for column, words in notes.items():
        yield f"COMMENT ON COLUMN {SCHEMA}.{name}.{column} IS {_quoted(words)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
