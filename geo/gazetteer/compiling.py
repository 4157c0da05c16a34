"""Compile the sources into one indexed SQLite file, put in place in one step."""

from __future__ import annotations

import hashlib
import math
import os
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from geo import names
from geo.gazetteer import sources as gazetteer_sources
from geo.gazetteer.sources import SOURCES, TABLES, Row
from geo.names import code_key, fold, is_latin, skeleton, strip_article
from geo.resources import data_path

# A name of a place is filed once, as the first of these that it is.
KINDS = ("preferred", "short", "alternate")
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE place (
    id INTEGER PRIMARY KEY,         -- GeoNames id; below zero for entries of our own
    slug TEXT NOT NULL,             -- place_id without "dl:"; empty with a GeoNames id
    name TEXT NOT NULL, lon REAL NOT NULL, lat REAL NOT NULL,
    feature_class TEXT NOT NULL, feature_code TEXT NOT NULL, country_code TEXT NOT NULL,
    admin1_code TEXT NOT NULL, admin2_code TEXT NOT NULL,
    population INTEGER NOT NULL,    -- as the source counts it
    people INTEGER NOT NULL,        -- the same, or those of the towns inside a division
    weight REAL NOT NULL, source INTEGER NOT NULL
);
CREATE TABLE division (
    country_code TEXT, admin1_code TEXT, admin2_code TEXT, name TEXT NOT NULL,
    PRIMARY KEY (country_code, admin1_code, admin2_code)
) WITHOUT ROWID;
-- `name` is empty where capital initials of `folded` spell it.
CREATE TABLE name (
    folded TEXT, place INTEGER, kind INTEGER NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (folded, place)
) WITHOUT ROWID;
CREATE TABLE near (skeleton TEXT, folded TEXT, PRIMARY KEY (skeleton, folded)) WITHOUT ROWID;
CREATE TABLE demonym (folded TEXT PRIMARY KEY, country_codes TEXT NOT NULL) WITHOUT ROWID;
-- A row as readers take it: id, weight, slug, then the fields of a Place from its name on.
CREATE VIEW entry (
    id, weight, slug, name, lon, lat, feature_class, feature_code,
    country_code, admin1_code, admin1_name, admin2_name, population, source
) AS SELECT
    place.id, weight, slug, place.name, lon, lat, feature_class, feature_code,
    place.country_code, place.admin1_code, coalesce(first.name, ''), coalesce(second.name, ''),
    people, source.name
FROM place JOIN source ON source.id = place.source
LEFT JOIN division AS first ON first.country_code = place.country_code
    AND first.admin1_code = place.admin1_code AND first.admin2_code = ''
LEFT JOIN division AS second ON place.admin2_code != ''
    AND second.country_code = place.country_code
    AND second.admin1_code = place.admin1_code AND second.admin2_code = place.admin2_code;
"""
_STAGE = """
CREATE TEMP TABLE IF NOT EXISTS staged (
    folded TEXT, place INTEGER, kind INTEGER, name TEXT, is_latin INTEGER
);
CREATE TEMP TABLE IF NOT EXISTS filed (folded TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX town ON place (lat, lon) WHERE feature_class = 'P';
CREATE INDEX by_feature ON place (feature_code) WHERE feature_class = 'A';
"""
_ADD_PLACE = """
INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
    name = excluded.name, lon = excluded.lon, lat = excluded.lat,
    feature_class = excluded.feature_class, feature_code = excluded.feature_code,
    country_code = coalesce(nullif(excluded.country_code, ''), country_code),
    admin1_code = coalesce(nullif(excluded.admin1_code, ''), admin1_code),
    admin2_code = coalesce(nullif(excluded.admin2_code, ''), admin2_code),
    population = coalesce(nullif(excluded.population, 0), population),
    people = coalesce(nullif(excluded.people, 0), people),
    weight = max(excluded.weight, weight), source = excluded.source
"""
_FILE_NAMES = """
INSERT INTO name SELECT folded, place, kind, name FROM staged WHERE true
ORDER BY folded, place, kind ON CONFLICT DO UPDATE SET kind = excluded.kind, name = excluded.name
WHERE excluded.kind < kind;
INSERT OR IGNORE INTO near SELECT skeleton(folded), folded
FROM (SELECT DISTINCT folded FROM staged WHERE is_latin AND folded NOT LIKE '!%') ORDER BY 1, 2;
INSERT OR IGNORE INTO filed SELECT folded FROM staged
WHERE EXISTS (SELECT 1 FROM meta WHERE key = 'hashes');
DELETE FROM staged;
"""
# Sections of a town are counted with the town.
_COUNT_PEOPLE = """
DELETE FROM division;
INSERT OR REPLACE INTO division SELECT country_code, admin1_code, '', name FROM place
WHERE feature_code = 'ADM1' AND admin1_code != '' ORDER BY id DESC;
INSERT OR REPLACE INTO division SELECT country_code, admin1_code, admin2_code, name FROM place
WHERE feature_code = 'ADM2' AND admin2_code != '' ORDER BY id DESC;
UPDATE place SET people = towns.people, weight = weigh(towns.people, 'A', feature_code)
FROM (
    SELECT country_code, admin1_code, sum(people) AS people FROM place
    WHERE feature_class = 'P' AND feature_code != 'PPLX' GROUP BY 1, 2
) AS towns
WHERE feature_code = 'ADM1' AND population = 0 AND place.country_code = towns.country_code
    AND place.admin1_code = towns.admin1_code;
UPDATE place SET people = towns.people, weight = weigh(towns.people, 'A', feature_code)
FROM (
    SELECT country_code, admin1_code, admin2_code, sum(people) AS people FROM place
    WHERE feature_class = 'P' AND feature_code != 'PPLX' GROUP BY 1, 2, 3
) AS towns
WHERE feature_code = 'ADM2' AND population = 0 AND place.country_code = towns.country_code
    AND place.admin1_code = towns.admin1_code AND place.admin2_code = towns.admin2_code
    AND place.admin2_code != '';
"""
# Where the article is Arabic, "Al Mawsil" and "Mawsil" are one name.
_ARABIC = frozenset(
    (
        *("AE", "BH", "DJ", "DZ", "EG", "IL", "IQ", "IR", "JO", "KM", "KW", "LB", "LY", "MA"),
        *("MR", "OM", "PS", "QA", "SA", "SD", "SO", "SY", "TD", "TN", "YE"),
    )
)
# Fame, in powers of ten of population: of a feature code beyond its people, ...
_FAME = {"PCLI": 2.0, "PCLD": 1.0, "PPLC": 1.0, "PPLA": 0.3, "PPLX": -1.0}
# A commune that bears its town's name and counts its people is not meant before it.
_FAME |= {"ADM3": -1.5, "ADM4": -2.0, "ADM5": -2.0, "ADM3H": -3.0, "ADM4H": -3.0}
_FAME |= {"ADM2": -1.0, "ADM1H": -1.0, "ADM2H": -2.0, "PPLH": -1.0, "PCLH": 1.0}
_FAME |= {"CONT": 3.0, "OCN": 2.0, "SEA": 1.0, "ISL": 1.0, "STM": 0.5, "MTS": 0.5, "DSRT": 0.5}
# ... and of things where nobody lives, by feature class.
_SIZE = {"A": 3.0, "P": 1.5, "H": 4.0, "L": 4.5, "T": 4.0, "S": 3.0, "R": 3.0, "V": 3.0, "U": 3.0}
_BATCH = 5000


def compile_version() -> str:
    """Return the version that a file compiled from today's sources by today's rules has."""
    digest = hashlib.sha256(";".join(gazetteer_sources.source_versions()).encode())
    # The rules are the code: a changed fold or source makes every compiled file stale.
    for module in (names.__file__, gazetteer_sources.__file__, __file__):
        digest.update(Path(module).read_bytes())
    for table in TABLES:
        digest.update(data_path(table).read_bytes())
    return digest.hexdigest()[:16]


def compile_gazetteer(path: Path, sources: Sequence[Callable[[], Iterable[Row]]] = SOURCES) -> None:
    """
    Compile the gazetteer and put it at a path in one step.

    Who has the old file open keeps reading it. When the compile fails or is
    killed, the old file stays as it was.

    Parameters
    ----------
    path
        The file to write; its folder is made.
    sources
        Iterators of rows; of rows with one id, later ones complete earlier ones.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(temporary)) as db:
            # Nobody reads the file before it is complete, so it needs no journal.
            db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            db.executescript("PRAGMA cache_size = -65536; PRAGMA temp_store = FILE;")
            db.executescript(_SCHEMA)
            for source in sources:
                add_rows(db, source())
            _add_words(db)
            db.executescript(_INDEXES)
            finish(db, compile_version())
        # A file that is moved into place must be on the disk before its name is.
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def add_rows(db: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """
    Add rows to a file that is being compiled, or to a copy of a compiled one.

    Parameters
    ----------
    db
        Has the schema.
    rows
        Are merged with those of the same id. `finish` makes them findable.
    """
    db.create_function("skeleton", 1, skeleton, deterministic=True)
    db.executescript(_STAGE)
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        sources = {row.source for row in batch}
        db.executemany("INSERT OR IGNORE INTO source (name) VALUES (?)", ((s,) for s in sources))
        known = dict(db.execute("SELECT name, id FROM source"))
        db.executemany(_ADD_PLACE, (_record(row, known) for row in batch))
        db.executemany(
            "INSERT INTO staged VALUES (?, ?, ?, ?, ?)", (r for row in batch for r in _filed(row))
        )
    db.executescript(_FILE_NAMES)


def finish(db: sqlite3.Connection, version: str) -> None:
    """Derive what depends on all rows together, and mark the file as complete."""
    db.create_function("weigh", 3, weigh, deterministic=True)
    db.executescript(_STAGE)
    db.executescript(_COUNT_PEOPLE)
    # A copy has the hashes of its first names already: they are half of the work.
    (known,) = db.execute("SELECT value FROM meta WHERE key = 'hashes'").fetchone() or (b"",)
    keys = db.execute("SELECT folded FROM filed" if known else "SELECT DISTINCT folded FROM name")
    added = {name_hash(key) for (key,) in keys}
    hashes = array("Q", sorted([*memoryview(known).cast("Q"), *added]))
    values = {"hashes": hashes.tobytes(), "version": version, "complete": 1}
    db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())
    db.commit()
    db.execute("ANALYZE")
    db.commit()


def weigh(people: int, feature_class: str, feature_code: str) -> float:
    """
    Return how likely a place is meant when nothing else is known, as a power of ten.

    >>> weigh(1_000_000, "P", "PPL"), weigh(1_000_000, "P", "PPLC"), weigh(0, "H", "STM")
    (6.0, 7.0, 4.5)
    """
    size = math.log10(people) if people else _SIZE[feature_class]
    return round(size + _FAME.get(feature_code, 0.0), 3)


def place_number(place_id: str) -> int:
    """
    Return the number that a file keeps a place under.

    >>> place_number("gn:99072")
    99072
    """
    source, _, rest = place_id.partition(":")
    # Below zero, far from any GeoNames id; 48 bits, so that a thousand entries do not collide.
    return int(rest) if source == "gn" else -1 - (name_hash(rest) >> 16)


def name_hash(key: str) -> int:
    """Return a 64-bit hash of a name key, the same on every machine and in every run."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little")


def _record(row: Row, sources: dict[str, int]) -> tuple[object, ...]:
    slug = row.place_id.removeprefix("dl:") if row.place_id.startswith("dl:") else ""
    return (
        *(place_number(row.place_id), slug, row.name, row.lon, row.lat),
        *(row.feature_class, row.feature_code, row.country_code, row.admin1_code),
        *(row.admin2_code, row.population, row.population),
        weigh(row.population, row.feature_class, row.feature_code) + row.fame,
        sources[row.source],
    )


def _filed(row: Row) -> Iterator[tuple[str, int, int, str, bool]]:
    """Yield what to file a place under: key, number, kind, name, whether in Latin letters."""
    number = place_number(row.place_id)
    # GeoNames has Vaasa under Was and Wick under Week: such a name is first or none.
    words = gazetteer_sources.common_words() if row.feature_class in "AP" else ()
    for name, kind in ((row.name, "preferred"), *row.names):
        latin = is_latin(name)
        for key in _keys(name, row.country_code):
            if kind == "alternate" and key in words:
                continue
            shown = "" if key.title() == name else name
            yield key, number, KINDS.index(kind), shown, latin


def _keys(name: str, country_code: str) -> Iterator[str]:
    code = code_key(name)
    if code:
        yield code
        return
    folded = fold(name)
    if not folded:
        return
    yield folded
    if country_code in _ARABIC and folded.startswith(("al ", "el ")):
        yield strip_article(folded)


def _add_words(db: sqlite3.Connection) -> None:
    db.executemany(
        "INSERT INTO staged VALUES (?, ?, ?, ?, 1)",
        (
            (key, place_number(place_id), KINDS.index("short"), name)
            for place_id, name in gazetteer_sources.short_names()
            for key in _keys(name, "")
        ),
    )
    db.execute("DELETE FROM staged WHERE place NOT IN (SELECT id FROM place)")
    db.executescript(_FILE_NAMES)
    for word, codes in gazetteer_sources.demonyms():
        for form in (word, f"{word}s"):
            values = (fold(form), ";".join(codes))
            db.execute("INSERT OR IGNORE INTO demonym VALUES (?, ?)", values)
