"""One database by its URL: opened, migrated and locked; its troubles in a user's words."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, OperationalError

from geo.errors import StoreError
from geo.store.schema import VERSION, metadata

_MIGRATIONS = Path(__file__).resolve().parent / "migrations"
# Writers wait for each other; the longest transaction is a batch of a few seconds.
_BUSY_TIMEOUT_S = 60
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # A commit survives a power cut. There is one per batch, so that it costs nothing to
    # speak of, and a build that was recorded as published stays so.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)
_SQLITE, _POSTGRESQL = "sqlite", "postgresql"
_SQLITE_PREFIX = "sqlite:///"
# Any number that other programs are unlikely to lock on.
_LOCK_KEY = 7_246_115_190_003
_WRITES = "dateline_writes"

# A server that is restarted is back within seconds; one that is gone fails the build.
_PATIENCE_S, _RETRY_S = 30.0, 0.2
_COMING = ("starting up", "shutting down", "not yet accepting")
_SERVER_OPTIONS: dict[str, int] = {
    "connect_timeout": 10,
    # A server that falls silent, network or machine, is given up after about a minute.
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}

_REASONS = {
    "SQLITE_BUSY": "another process has been writing to it for {wait} s: wait for it to end.",
    "SQLITE_LOCKED": "another process is writing to it: wait for it to end.",
    "SQLITE_FULL": "its disk is full: make room, then run again.",
    "SQLITE_READONLY": "it may not be written: correct the permissions of file and folder.",
    "SQLITE_CANTOPEN": "it cannot be opened: its folder must exist and be writable.",
    "SQLITE_IOERR": "its disk failed to read or write: check the disk, and make room on it.",
}
_DAMAGED = (
    "it is damaged. Move it away ({name}, with {name}-wal and {name}-shm if they are there) and run"
    " again: articles are then analysed anew, and incidents keep their ids, which are read from"
    " the published builds."
)


class Database:
    """
    One database, opened and brought to this program's version.

    Parameters
    ----------
    url
        `sqlite:///<path>`, made when missing, or `postgresql+psycopg://…`.
    migrate
        Bring its tables to this program's version at once.

    Raises
    ------
    StoreError
        When it cannot be opened or is damaged, or was written by a newer program.
    """

    def __init__(self, url: str, *, migrate: bool = True) -> None:
        self.url = _checked(url)
        self._was_up = False
        self._engine = self._make_engine()
        self._writer = self._engine.execution_options(**{_WRITES: True})
        try:
            if migrate:
                self.migrate()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Hold one state of all tables while the block reads; keep it short."""
        with self._explained(), self._begun(self._engine) as db:
            yield db

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Hold one state of all tables for many questions; for a whole copy, not for a build."""
        with self.reading() as db:
            if self.url.get_backend_name() == _POSTGRESQL:
                db.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Keep all that the block writes, or nothing of it."""
        with self._explained(), self._begun(self._writer) as db:
            yield db

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """
        Hold the right to build with this store; it ends with the process, however that ends.

        Raises
        ------
        StoreError
            When another build holds it.
        """
        if self.url.get_backend_name() == _POSTGRESQL:
            with self._explained(), self._connected(self._engine) as db:
                free = db.scalar(sa.select(sa.func.pg_try_advisory_lock(_LOCK_KEY)))
                db.commit()
                self._check_free(is_free=bool(free))
                try:
                    yield
                finally:
                    # The lock belongs to the connection, which goes back to others; one
                    # that was cut has none any more.
                    with suppress(DatabaseError):
                        db.execute(sa.select(sa.func.pg_advisory_unlock(_LOCK_KEY)))
                        db.commit()
            return
        path = Path(f"{self.url.database}.lock")
        try:
            lock = path.open("a")
        except OSError as error:
            msg = f"Cannot write {path}: {error.strerror}. Correct the permissions of its folder."
            raise StoreError(msg) from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._check_free(is_free=False)
            yield

    def check(self) -> None:
        """
        Read through all tables, as their database can tell whether they are whole.

        Raises
        ------
        StoreError
            When they are not.
        """
        with self.reading() as db:
            if self.url.get_backend_name() == _SQLITE:
                is_whole = db.scalar(sa.text("PRAGMA quick_check(1)")) == "ok"
            else:
                # Every page is read; one that was damaged on the disk is an error.
                for table in metadata.tables.values():
                    db.scalar(sa.select(sa.func.count()).select_from(table))
                failures = "SELECT checksum_failures FROM pg_stat_database WHERE datname = "
                is_whole = not db.scalar(sa.text(f"{failures}current_database()"))
        if not is_whole:
            msg = f"The store {self.shown}: {self.damaged()}"
            raise StoreError(msg)

    def _check_free(self, *, is_free: bool) -> None:
        if not is_free:
            msg = f"Another build is using the store {self.shown}. Wait for it to end."
            raise StoreError(msg)

    @property
    def shown(self) -> str:
        """The URL, without a password."""
        return self.url.render_as_string(hide_password=True)

    def _make_engine(self) -> Engine:
        is_sqlite = self.url.get_backend_name() == _SQLITE
        options = {"timeout": _BUSY_TIMEOUT_S} if is_sqlite else _SERVER_OPTIONS
        try:
            # A server that was restarted between two batches costs nothing.
            engine = sa.create_engine(self.url, connect_args=options, pool_pre_ping=not is_sqlite)
        except ModuleNotFoundError as error:
            msg = f"The store {self.shown} needs the package {error.name}: install it."
            raise StoreError(msg) from error
        if is_sqlite:
            sa.event.listen(engine, "connect", _prepare)
            sa.event.listen(engine, "begin", _begin)
        return engine

    def version(self) -> str | None:
        """Return the version of its tables; None when there are none, and nothing is made."""
        path = self.url.database or ""
        if self.url.get_backend_name() == _SQLITE and not Path(path).exists():
            return None
        with self.reading() as db:
            return _version(db)

    def migrate(self) -> None:
        """Bring its tables to this program's version, making them when missing."""
        with self.reading() as db:
            if _version(db) == VERSION:
                return
        with self.writing() as db:
            if self.url.get_backend_name() == _POSTGRESQL:
                db.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_KEY + 1)))
            # Another process may have been first.
            version = _version(db)
            if version != VERSION:
                self._upgrade(db, version)

    def _upgrade(self, db: Connection, version: str | None) -> None:
        from alembic import command
        from alembic.config import Config
        from alembic.script import ScriptDirectory
        from alembic.util import CommandError

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = db
        try:
            if version is not None:
                ScriptDirectory.from_config(config).get_revision(version)
        except CommandError as error:
            msg = (
                f"The store {self.shown} was written by a newer dateline (its version is"
                f" {version}, this one knows {VERSION}): update dateline, or use another store."
            )
            raise StoreError(msg) from error
        command.upgrade(config, "head")

    @contextmanager
    def _begun(self, engine: Engine) -> Iterator[Connection]:
        with self._connected(engine) as db, db.begin():
            yield db

    def _connected(self, engine: Engine) -> Connection:
        """Connect; wait for a server that comes up, or comes back after it was there."""
        end = time.monotonic() + _PATIENCE_S
        while True:
            try:
                db = engine.connect()
            except OperationalError as error:
                is_hopeful = self._was_up or any(word in str(error.orig) for word in _COMING)
                if not is_hopeful or time.monotonic() > end:
                    raise
                time.sleep(_RETRY_S)
            else:
                self._was_up = self.url.get_backend_name() == _POSTGRESQL
                return db

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise  # ours to answer for, not the user's
        except DatabaseError as error:
            msg = f"The store {self.shown}: {self._reason(error)}"
            raise StoreError(msg) from error

    def _reason(self, error: DatabaseError) -> str:
        code = getattr(error.orig, "sqlite_errorname", "")
        for known, reason in _REASONS.items():
            if code.startswith(known):
                return reason.format(wait=_BUSY_TIMEOUT_S)
        if self.url.get_backend_name() == _SQLITE:
            return self.damaged()
        first = str(error.orig).strip().partition("\n")[0]
        return f"it cannot be used: {first}. Check the server and the address."

    def damaged(self) -> str:
        """Say what to do when a store is damaged."""
        if self.url.get_backend_name() == _POSTGRESQL:
            return "it is damaged: restore it from a backup."
        return _DAMAGED.format(name=Path(self.url.database or "").name)


def _checked(text: str) -> URL:
    """Read a URL, and say which ones can be used."""
    if text.startswith(_SQLITE_PREFIX) and text not in (
        _SQLITE_PREFIX,
        f"{_SQLITE_PREFIX}:memory:",
    ):
        # Not parsed: a folder may have a question mark in its name.
        return URL.create(_SQLITE, database=text.removeprefix(_SQLITE_PREFIX))
    try:
        url = sa.make_url(text)
    except ArgumentError:
        url = URL.create("none")
    if url.drivername == _POSTGRESQL:
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername == "postgresql+psycopg":
        return url
    # The rest may hold a password.
    kind = text.partition(":")[0]
    msg = f"No store is at {kind}:…; write sqlite:///<path> or postgresql://<server>/<name>."
    raise StoreError(msg)


def _prepare(connection: Any, _: object) -> None:
    # Transactions are begun below: sqlite3 would begin them late, and a reader that
    # turns into a writer then fails at once instead of waiting.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _version(db: Connection) -> str | None:
    """Return the version of a store's tables, None when it has none yet."""
    if not sa.inspect(db).has_table("alembic_version"):
        return None
    version: str | None = db.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return version
