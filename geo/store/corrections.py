"""What analysts corrected: rows are only ever added."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

import geo.store.schema as tables
from geo.errors import DataError, StoreError
from geo.review.corrections import Correction, correction_from_text, correction_to_text
from geo.store.database import Database
from geo.store.portions import portions

# The one statement that SQL does not have for both.
_INSERTS: Mapping[str, Callable[[sa.Table], Any]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}


class Corrections:
    """
    The corrections of a store.

    Parameters
    ----------
    database
        Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, corrections: Iterable[Correction]) -> list[Correction]:
        """
        Keep corrections: all of them, or none when the process dies.

        Parameters
        ----------
        corrections
            New ones, and such that are there already.

        Returns
        -------
        added
            Those that were not there, in the order given.
        """
        by_id = {each.correction_id: each for each in corrections}
        table = tables.correction
        with self._database.writing() as db:
            for ids in portions(sorted(by_id)):
                is_known = table.c.correction_id.in_(ids)
                for known in db.scalars(sa.select(table.c.correction_id).where(is_known)):
                    del by_id[known]
            rows = [
                {
                    "correction_id": each.correction_id,
                    "made_at": each.made_at,
                    "made_by": each.made_by,
                    "field": each.field,
                    "target": each.target,
                    "payload": json.dumps(correction_to_text(each)),
                }
                # In one order: two sites that add the same rows never wait for each other.
                for _, each in sorted(by_id.items())
            ]
            if rows:
                # Another site on this store may have added the same a moment ago.
                db.execute(_INSERTS[db.dialect.name](table).on_conflict_do_nothing(), rows)
        return list(by_id.values())

    def all(self) -> list[Correction]:
        """
        Return every correction ever made, the earliest first.

        Raises
        ------
        StoreError
            When a row is damaged.
        """
        table = tables.correction
        query = sa.select(table.c.payload).order_by(table.c.made_at, table.c.correction_id)
        with self._database.reading() as db:
            payloads = list(db.scalars(query))
        try:
            return [correction_from_text(json.loads(payload)) for payload in payloads]
        except (ValueError, TypeError, DataError) as error:
            msg = f"The store {self._database.shown}: {self._database.damaged()}"
            raise StoreError(msg) from error
