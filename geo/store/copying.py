"""A store's whole content into another database, in one transaction, checked before it counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geo.errors import StoreError
from geo.store.database import Database
from geo.store.portions import PORTION
from geo.store.schema import VERSION, metadata


def copy_store(
    source: str, target: str, on_table: Callable[[str, int], None] = lambda _, __: None
) -> dict[str, int]:
    """
    Copy a store, whatever kinds of database the two are.

    Both are held for this while, so that no build begins. The target gets all or
    nothing: killed at any moment, it is as empty as before.

    Parameters
    ----------
    source
        URL of the store to read; it stays as it is.
    target
        URL of a database without rows; its tables are made when missing.
    on_table
        Told the name and the rows of each table once it is written.

    Returns
    -------
    counts
        Rows of each table, read back from the target and found to be the same.

    Raises
    ------
    StoreError
        When the source is missing or of another version, when the target holds
        rows or is of another version, when a build holds either, or when what
        arrived is not what was sent.
    """
    with _opened(source) as old, _opened(target) as new:
        if old.url == new.url:
            msg = f"Source and target are the same store, {old.shown}. Name another target."
            raise StoreError(msg)
        _check_version(old, "build with it once, or update dateline, then copy")
        if new.version() is not None:
            _check_version(new, "choose an empty database")
        new.migrate()
        with old.exclusive(), new.exclusive():
            return _copy(old, new, on_table)


def _opened(url: str) -> Database:
    return Database(url, migrate=False)


def _check_version(database: Database, remedy: str) -> None:
    found = database.version()
    if found != VERSION:
        told = f"has version {found}" if found else "holds no store"
        msg = f"{database.shown} {told}, {VERSION} is needed: {remedy}."
        raise StoreError(msg)


def _copy(old: Database, new: Database, on_table: Callable[[str, int], None]) -> dict[str, int]:
    counts = {}
    with old.snapshot() as reading, new.writing() as writing:
        for table in metadata.sorted_tables:
            if writing.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
                msg = f"{new.shown} holds rows already ({table.name}): choose an empty database."
                raise StoreError(msg)
        for table in metadata.sorted_tables:
            sent = _send(reading, writing, table)
            arrived = _digest(_rows(writing, table))
            if arrived != sent:
                msg = (
                    f"Table {table.name} did not arrive whole in {new.shown}: {sent[0]} rows were"
                    f" sent, {arrived[0]} read back. Nothing was kept there: please report this."
                )
                raise StoreError(msg)
            counts[table.name] = sent[0]
            on_table(table.name, sent[0])
    return counts


def _send(reading: Connection, writing: Connection, table: sa.Table) -> tuple[int, str]:
    def passing() -> Iterator[Any]:
        portion = []
        for row in _rows(reading, table):
            portion.append(row._asdict())
            if len(portion) == PORTION:
                writing.execute(sa.insert(table), portion)
                portion.clear()
            yield row
        if portion:
            writing.execute(sa.insert(table), portion)

    found = _digest(passing())
    counter = table.autoincrement_column
    if counter is not None and writing.dialect.name == "postgresql":
        # Numbers were given with the rows; the next one follows the greatest.
        top = sa.select(sa.func.max(counter)).scalar_subquery()
        sequence = sa.func.pg_get_serial_sequence(table.name, counter.name)
        writing.execute(sa.select(sa.func.setval(sequence, top)))
    return found


def _rows(db: Connection, table: sa.Table) -> Iterator[sa.Row[Any]]:
    query = sa.select(table).order_by(*table.primary_key.columns)
    # Of the statement alone: a connection would keep the option for what it writes.
    yield from db.execute(query.execution_options(yield_per=PORTION))


def _digest(rows: Iterator[sa.Row[Any]]) -> tuple[int, str]:
    """Count and fingerprint rows by what they mean, which is the same in every database."""
    count, digest = 0, hashlib.sha256()
    for row in rows:
        count += 1
        digest.update(json.dumps(list(row), default=_plain, sort_keys=True).encode())
    return count, digest.hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, date | datetime):
        return value.isoformat()
    msg = f"A table holds {type(value).__name__}, which has no fingerprint."
    raise TypeError(msg)
