"""A connection to PostGIS: what is there, what may be done, and what is wrong in one line."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from geo.errors import StoreError
from geo.postgis.tables import SCHEMA

if TYPE_CHECKING:
    import psycopg

_RETRY_S = 0.5
# What passes by itself: the server starts, ends, or is not reached just now.
_PASSING = (
    "starting up",
    "shutting down",
    "refused",
    "No such file",
    "timeout",
    "closed",
    "not yet",
)
# What a build does there: it makes the schema and its tables, or changes those it owns.
_RIGHTS = """
    SELECT current_user,
           coalesce(has_schema_privilege(to_regnamespace(%s)::oid, 'CREATE'),
                    has_database_privilege(current_database(), 'CREATE'))
           AND NOT EXISTS (SELECT 1 FROM pg_class
                           WHERE relnamespace = to_regnamespace(%s) AND relkind IN ('r', 'v')
                           AND NOT pg_has_role(relowner, 'USAGE'))
"""


@contextmanager
def connected(url: str, patience_s: float = 0) -> Iterator[psycopg.Connection]:
    """
    Connect for a block of statements: all of them count, or none.

    Parameters
    ----------
    url
        Of the database, `postgresql://…`.
    patience_s
        How long to wait for a server that is not there yet, in seconds.

    Yields
    ------
    db
        In a transaction.

    Raises
    ------
    StoreError
        In place of any error of the database, in one line and without a password.
    """
    try:
        import psycopg
    except ModuleNotFoundError as error:
        msg = f"PostGIS needs the package {error.name}: install dateline[postgres]."
        raise StoreError(msg) from error
    try:
        with _connect(url, patience_s) as db:
            yield db
    except psycopg.Error as error:
        raise StoreError(_explain(error, url)) from error


def loaded_build(url: str) -> str:
    """
    Tell which build PostGIS holds.

    Parameters
    ----------
    url
        Of the database.

    Returns
    -------
    build_id
        Empty when it holds none.

    Raises
    ------
    StoreError
        When the database cannot be used.
    """
    with connected(url) as db:
        if fetch_row(db, "SELECT to_regclass(%s)", f"{SCHEMA}.builds") == (None,):
            return ""
        found = fetch_row(db, f"SELECT build_id FROM {SCHEMA}.builds WHERE is_current")
        return str(found[0]) if found else ""


def check_database(url: str) -> str:
    """
    Look whether a build could be loaded; nothing is changed.

    Parameters
    ----------
    url
        Of the database.

    Returns
    -------
    told
        Where it is, and who may write there.

    Raises
    ------
    StoreError
        When a build could not: no server, no PostGIS, not the rights.
    """
    with connected(url) as db:
        _, version = find_postgis(db)
        user, may_write = fetch_row(db, _RIGHTS, SCHEMA, SCHEMA) or ("", False)
    where = _without_password(url)
    if not may_write:
        msg = f"PostGIS at {where}: {user} may not write. Give it its rights (docs/postgis.md)."
        raise StoreError(msg)
    return f"{version} at {where}, where {user} may write"


def find_postgis(db: psycopg.Connection) -> tuple[str, str]:
    """Return in which schema PostGIS is, and its version."""
    found = fetch_row(
        db,
        "SELECT n.nspname, e.extversion FROM pg_extension e"
        " JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'",
    )
    if found is None:
        name = db.info.dbname
        msg = (
            f"The database {name} has no PostGIS: let its administrator run CREATE EXTENSION"
            " postgis in it, once (docs/postgis.md)."
        )
        raise StoreError(msg)
    return str(found[0]), str(found[1])


def fetch_row(db: psycopg.Connection, query: str, *values: Any) -> tuple[Any, ...] | None:
    """Return the first row of what a query finds, None without one."""
    return db.execute(query, values).fetchone()


def _connect(url: str, patience_s: float) -> psycopg.Connection:
    import psycopg

    end = time.monotonic() + patience_s
    while True:
        try:
            return psycopg.connect(
                _libpq(url),
                connect_timeout=10,
                application_name="dateline",
                keepalives_idle=20,
                keepalives_interval=10,
                keepalives_count=3,
                tcp_user_timeout=60_000,
            )
        except psycopg.OperationalError as error:
            if time.monotonic() > end or not any(word in str(error) for word in _PASSING):
                raise
            time.sleep(_RETRY_S)


def _explain(error: psycopg.Error, url: str) -> str:
    from psycopg import errors

    first = str(error).strip().partition("\n")[0]
    where = f"PostGIS at {_without_password(url)}"
    if isinstance(error, errors.LockNotAvailable):
        return (
            f"{where}: another build or an administrator holds its tables; the next build goes on."
        )
    if isinstance(error, errors.InsufficientPrivilege):
        return f"{where}: {first}. Give the writer its rights (docs/postgis.md)."
    return f"{where}: {first}. Check the server and the address."


def _without_password(url: str) -> str:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        told = conninfo_to_dict(_libpq(url))
    except psycopg.Error:
        return "postgresql:…"
    return f"{told.get('host') or 'localhost'}/{told.get('dbname') or ''}"


def _libpq(url: str) -> str:
    return url.replace("postgresql+psycopg:", "postgresql:", 1)
