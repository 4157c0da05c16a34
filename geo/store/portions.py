"""As many rows at once as one statement can take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

# Bound variables stay far below every database's limit.
PORTION = 500


def portions(items: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut into pieces that one statement can take."""
    for start in range(0, len(items), PORTION):
        yield items[start : start + PORTION]


def insert(db: Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, if there are any."""
    if rows:
        db.execute(sa.insert(table), rows)
