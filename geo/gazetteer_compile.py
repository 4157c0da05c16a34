"""Compile the sources into one indexed SQLite file, put in place in one step."""

from __future__ import annotations

import hashlib
import math
import os
import sqlite3
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from geo import gazetteer_sources, names
from geo.gazetteer_sources import DEFAULT_SOURCES, TABLES, Row
from geo.names import code_key, fold, skeleton, strip_article
from geo.resources import data_path

KINDS = ("preferred", "short", "alternate")
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE place (
    id INTEGER PRIMARY KEY, place_id TEXT NOT NULL, name TEXT NOT NULL,
    lon REAL NOT NULL, lat REAL NOT NULL, feature_class TEXT NOT NULL, feature_code TEXT NOT NULL,
    country_code TEXT NOT NULL, admin1_code TEXT NOT NULL, admin1_name TEXT NOT NULL,
    admin2_name TEXT NOT NULL, population INTEGER NOT NULL, source TEXT NOT NULL,
    weight REAL NOT NULL
);
-- `name` is empty where it is the place's own name.
CREATE TABLE name (
    folded TEXT NOT NULL, place INTEGER NOT NULL, kind INTEGER NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (folded, place)
) WITHOUT ROWID;
CREATE TABLE near (
    skeleton TEXT NOT NULL, folded TEXT NOT NULL, PRIMARY KEY (skeleton, folded)
) WITHOUT ROWID;
CREATE TABLE demonym (folded TEXT PRIMARY KEY, country_codes TEXT NOT NULL) WITHOUT ROWID;
-- A row as `geo.gazetteer` reads it: id and weight, then the fields of a Place in order.
CREATE VIEW entry AS SELECT
    id, weight, place_id, name, lon, lat, feature_class, feature_code, country_code,
    admin1_code, admin1_name, admin2_name, population, source FROM place;
CREATE VIRTUAL TABLE town USING rtree(id, west, east, south, north);
"""
_INDEXES = "CREATE UNIQUE INDEX place_by_id ON place (place_id);"
# Where names are Arabic, "Al Mawsil" and "Mawsil" are one name.
_ARABIC = frozenset(
    ("AE", "BH", "DJ", "DZ", "EG", "IL", "IQ", "IR", "JO", "KM", "KW", "LB", "LY", "MA", "MR")
    + ("OM", "PS", "QA", "SA", "SD", "SO", "SY", "TD", "TN", "YE")
)
# Fame beyond head-count, in powers of ten of population.
_CLASS_WEIGHT = {"PCL": 2.0, "PPLC": 1.0, "ADM1": 0.5, "CONT": 3.0, "OCN": 3.0, "SEA": 2.5}
_DEFAULT_FAME = {"A": 4.0, "P": 0.0, "H": 4.0, "L": 4.5, "T": 4.0, "S": 3.0, "R": 3.0, "V": 3.0}


def compile_version() -> str:
    """Return the version that a compile of today's sources and rules has."""
    digest = hashlib.sha256(";".join(gazetteer_sources.source_versions()).encode())
    # The rules are the code: a changed fold or source makes every compiled file stale.
    for module in (names.__file__, gazetteer_sources.__file__, __file__):
        digest.update(Path(module).read_bytes())
    for table in TABLES:
        digest.update(data_path(table).read_bytes())
    return digest.hexdigest()[:16]


def compile_gazetteer(
    path: Path, sources: Sequence[Callable[[], Iterable[Row]]] = DEFAULT_SOURCES
) -> None:
    """
    Compile the gazetteer and put it at a path in one step.

    A reader of the old file keeps it until it opens anew; when the compile is
    killed or fails, the old file stays as it was.

    Parameters
    ----------
    path
        The file to write; its folder is made.
    sources
        Iterators of rows; of rows with one id, later ones complete earlier ones.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        with closing(sqlite3.connect(temporary)) as db:
            _write(db, [row for source in sources for row in source()])
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _write(db: sqlite3.Connection, rows: list[Row]) -> None:
    # Nobody reads the file before it is complete, so it needs no journal.
    db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=8192;")
    db.executescript(_SCHEMA)
    places = _merge(rows)
    _write_places(db, places)
    _write_names(db, places)
    db.executescript(_INDEXES)
    values = {"version": compile_version(), "places": len(places), "complete": 1}
    db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())
    db.commit()


def _merge(rows: Iterable[Row]) -> list[Row]:
    """Join rows with one id, add short names, order by id."""
    merged: dict[str, Row] = {}
    for row in rows:
        old = merged.get(row.place_id)
        merged[row.place_id] = row if old is None else _join(old, row)
    for place_id, name in gazetteer_sources.short_names():
        row = merged[place_id]
        merged[place_id] = replace(row, names=((name, "short"), *row.names))
    return [merged[key] for key in sorted(merged)]


def _join(old: Row, new: Row) -> Row:
    return replace(
        new,
        country_code=new.country_code or old.country_code,
        admin1_code=new.admin1_code or old.admin1_code,
        admin2_name=new.admin2_name or old.admin2_name,
        population=new.population or old.population,
        names=(*new.names, (old.name, "alternate"), *old.names),
    )


def _weight(row: Row, population: int) -> float:
    size = math.log10(population + 1) if population else _DEFAULT_FAME[row.feature_class]
    code = row.feature_code
    bonus = _CLASS_WEIGHT.get(code) or _CLASS_WEIGHT.get(code[:3], 0.0)
    return round(size + bonus, 3)


def _write_places(db: sqlite3.Connection, places: list[Row]) -> None:
    divisions: dict[tuple[str, str], str] = {}
    inhabitants: dict[tuple[str, str], int] = defaultdict(int)
    for row in places:
        key = (row.country_code, row.admin1_code)
        if row.feature_code == "ADM1":
            divisions[key] = row.name
        elif row.feature_class == "P":
            inhabitants[key] += row.population

    def records() -> Iterator[tuple[object, ...]]:
        for number, row in enumerate(places):
            key = (row.country_code, row.admin1_code)
            population = row.population
            if row.feature_code == "ADM1" and not population:
                # No source counts them: the towns known inside are a lower bound.
                population = inhabitants[key]
            yield (
                number, row.place_id, row.name, row.lon, row.lat, row.feature_class,
                row.feature_code, row.country_code, row.admin1_code, divisions.get(key, ""),
                row.admin2_name, population, row.source, _weight(row, population),
            )  # fmt: skip

    db.executemany(f"INSERT INTO place VALUES ({','.join('?' * 14)})", records())  # noqa: S608
    db.executemany(
        "INSERT INTO town VALUES (?, ?, ?, ?, ?)",
        (
            (number, row.lon, row.lon, row.lat, row.lat)
            for number, row in enumerate(places)
            if row.feature_class == "P"
        ),
    )


def _keys(name: str, row: Row) -> Iterator[str]:
    """Yield the keys to file a name of a place under."""
    code = code_key(name)
    if code:
        yield code
        return
    folded = fold(name)
    if not folded:
        return
    yield folded
    if row.country_code in _ARABIC and folded.startswith(("al ", "el ")):
        yield strip_article(folded)


def _write_names(db: sqlite3.Connection, places: list[Row]) -> None:
    records: dict[tuple[str, int], tuple[int, str]] = {}
    for number, row in enumerate(places):
        for name, kind in ((row.name, "preferred"), *row.names):
            rank = KINDS.index(kind)
            for key in _keys(name, row):
                known = records.get((key, number))
                if known is None or rank < known[0]:
                    records[key, number] = (rank, "" if name == row.name else name)
    db.executemany(
        "INSERT INTO name VALUES (?, ?, ?, ?)",
        ((key[0], key[1], *records[key]) for key in sorted(records)),
    )
    keys = {key for key, _ in records}
    spelt = sorted((skeleton(key), key) for key in keys if not key.startswith("!"))
    db.executemany("INSERT INTO near VALUES (?, ?)", spelt)
    for word, codes in gazetteer_sources.demonyms():
        for form in (word, f"{word}s"):
            db.execute("INSERT OR IGNORE INTO demonym VALUES (?, ?)", (fold(form), ";".join(codes)))
    hashes = array("Q", sorted({name_hash(key) for key in keys}))
    db.execute("INSERT INTO meta VALUES ('hashes', ?)", (hashes.tobytes(),))


def name_hash(key: str) -> int:
    """Return a 64-bit hash of a name key, the same on every machine and run."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little")
