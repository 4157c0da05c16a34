"""Which builds there were, and which incidents they published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

import geo.store.schema as tables
from geo.errors import StoreError
from geo.incidents.identity import IdChange, Trace, Traces, trace_changes
from geo.store.database import Database
from geo.store.portions import insert, portions

_TRACE_COLUMNS = tuple(tables.incident_report.c[name] for name in Trace._fields)


@dataclass(frozen=True, slots=True)
class Build:
    """
    One build.

    Attributes
    ----------
    build_id
        Its name.
    state
        `running` (or killed since), `failed`, `published` (the one shown) or
        `superseded`.
    started, ended
        Aware, in UTC; no end while it runs.
    summary
        What was said when it ended: counts, versions, seconds of each stage; of a
        failed one the reason.
    """

    build_id: str
    state: str
    started: datetime
    ended: datetime | None
    summary: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """
    What `geo.incidents.identity.assign_ids` needs of earlier builds.

    Attributes
    ----------
    previous
        Of the incidents shown now.
    retired
        Of those withdrawn or merged earlier that tonight's may be.
    used
        All ids ever published.
    """

    previous: Traces
    retired: Traces
    used: Collection[str]


class Builds:
    """
    The builds of a store and the incidents they published.

    Parameters
    ----------
    database
        Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, build_id: str, started: datetime) -> None:
        """
        Note that a build begins; any other one that did not end was killed.

        Parameters
        ----------
        build_id
            Of no build before.
        started
            Aware.
        """
        with self._database.writing() as db:
            db.execute(
                sa.update(tables.build)
                .where(tables.build.c.state == "running")
                .values(state="failed", summary={"reason": "interrupted"})
            )
            insert(db, tables.build, [_build_row(build_id, "running", started)])

    def check_running(self, build_id: str) -> None:
        """
        Make sure that no other build has begun since this one did.

        Parameters
        ----------
        build_id
            A running one.

        Raises
        ------
        StoreError
            When one has: the store's server was restarted, and this build lost its
            sole right to it.
        """
        table = tables.build
        with self._database.reading() as db:
            state = db.scalar(sa.select(table.c.state).where(table.c.build_id == build_id))
        if state != "running":
            msg = (
                "Another build began with this store, whose server was restarted meanwhile."
                " Nothing was published: what was found is kept, and the next build has it."
            )
            raise StoreError(msg)

    def fail(self, build_id: str, ended: datetime, reason: str) -> None:
        """
        Note that a build came to nothing.

        Parameters
        ----------
        build_id
            A running one; one that was published stays so.
        ended
            Aware.
        reason
            For whoever looks.
        """
        table = tables.build
        with self._database.writing() as db:
            db.execute(
                sa.update(table)
                .where(table.c.build_id == build_id, table.c.state == "running")
                .values(state="failed", ended=ended, summary={"reason": reason})
            )

    def record(
        self, build_id: str, now: Traces, *, ended: datetime, summary: Mapping[str, Any]
    ) -> tuple[IdChange, ...]:
        """
        Note that a build is the one shown, and what became of all ids.

        Parameters
        ----------
        build_id
            Of this build, or of an earlier one that is shown again.
        now
            Its incidents, by id.
        ended
            Aware.
        summary
            JSON-able.

        Returns
        -------
        changes
            Against the build shown before; all noted in one step with the build.
        """
        with self._database.writing() as db:
            previous = _current(db)
            retired = set(db.scalars(sa.select(tables.incident.c.event_id))) - previous.keys()
            changes = trace_changes(previous, now, retired)
            _record_build(db, build_id, ended, summary)
            _record_incidents(db, build_id, previous, now, retired)
            _record_changes(db, build_id, changes)
        return changes

    def known(self, report_ids: Iterable[str], event_ids: Iterable[str]) -> Known:
        """
        Recall which incidents there were.

        Parameters
        ----------
        report_ids
            Of all of tonight's reports.
        event_ids
            As tonight's incidents are called without any history.

        Returns
        -------
        known
            Of retired incidents only those with one of these ids: over the years
            there are many.
        """
        table, told = tables.incident, tables.incident_report
        with self._database.reading() as db:
            previous = _current(db)
            used = set(db.scalars(sa.select(table.c.event_id)))
            wanted = set(event_ids) & used - previous.keys()
            if len(used) > len(previous):
                joined = sa.select(table.c.event_id).join(told).distinct()
                for ids in portions(sorted(set(report_ids))):
                    is_meant = (table.c.retired_in.is_not(None)) & told.c.report_id.in_(ids)
                    wanted |= set(db.scalars(joined.where(is_meant)))
            retired: dict[str, tuple[Trace, ...]] = {}
            for ids in portions(sorted(wanted)):
                retired |= _traces(db, table.c.event_id.in_(ids))
        return Known(previous, retired, used)

    def reports_of(self, event_ids: Iterable[str]) -> dict[str, tuple[Trace, ...]]:
        """
        Recall which reports incidents had in the last build that had them.

        Parameters
        ----------
        event_ids
            Those never published are left out.
        """
        found: dict[str, tuple[Trace, ...]] = {}
        with self._database.reading() as db:
            for ids in portions(sorted(set(event_ids))):
                found |= _traces(db, tables.incident.c.event_id.in_(ids))
        return found

    def current(self) -> Build | None:
        """Return the build that is shown, None before the first."""
        with self._database.reading() as db:
            found = db.execute(_select_builds().where(tables.build.c.state == "published"))
            row = found.one_or_none()
        return _build(row) if row else None

    def history(self, limit: int = 30) -> list[Build]:
        """Return the latest builds of any state, the last to start first."""
        with self._database.reading() as db:
            rows = db.execute(_select_builds().limit(limit)).all()
        return [_build(row) for row in rows]

    def ids(self) -> set[str]:
        """Return the ids of all builds ever begun."""
        with self._database.reading() as db:
            return set(db.scalars(sa.select(tables.build.c.build_id)))

    def changes(self, build_id: str) -> list[IdChange]:
        """Return what a build changed, by id; what it kept is left out."""
        table = tables.incident_change
        query = sa.select(table.c.kind, table.c.event_id, table.c.others)
        query = query.where(table.c.build_id == build_id).order_by(table.c.event_id)
        with self._database.reading() as db:
            rows = db.execute(query).tuples().all()
        return [
            IdChange(kind, event_id, tuple(filter(None, others.split(";"))))
            for kind, event_id, others in rows
        ]


def _current(db: Connection) -> dict[str, tuple[Trace, ...]]:
    return _traces(db, tables.incident.c.retired_in.is_(None))


def _traces(db: Connection, which: sa.ColumnElement[bool]) -> dict[str, tuple[Trace, ...]]:
    table, told = tables.incident, tables.incident_report
    query = sa.select(told.c.event_id, *_TRACE_COLUMNS).join(table).where(which)
    found = defaultdict(list)
    for event_id, *fields in db.execute(query.order_by(told.c.event_id, told.c.number)):
        found[event_id].append(Trace(*fields))
    return {event_id: tuple(traces) for event_id, traces in found.items()}


def _record_build(
    db: Connection, build_id: str, ended: datetime, summary: Mapping[str, Any]
) -> None:
    table = tables.build
    shown = table.c.state == "published"
    db.execute(sa.update(table).where(shown).values(state="superseded"))
    this = table.c.build_id == build_id
    if db.scalar(sa.select(table.c.build_id).where(this)) is None:
        # A build of a store that was lost.
        insert(db, table, [_build_row(build_id, "running", ended)])
    values = {"state": "published", "ended": ended, "summary": dict(summary)}
    db.execute(sa.update(table).where(this).values(values))


def _record_incidents(
    db: Connection, build_id: str, previous: Traces, now: Traces, retired: Collection[str]
) -> None:
    table, told = tables.incident, tables.incident_report
    gone = sorted(previous.keys() - now.keys())
    for ids in portions(gone):
        is_gone = table.c.event_id.in_(ids)
        db.execute(sa.update(table).where(is_gone).values(retired_in=build_id))
    back = sorted(now.keys() & set(retired))
    for ids in portions(back):
        is_back = table.c.event_id.in_(ids)
        db.execute(sa.update(table).where(is_back).values(retired_in=None))
    changed = sorted(
        event_id for event_id, traces in now.items() if tuple(traces) != previous.get(event_id)
    )
    for ids in portions(changed):
        db.execute(sa.delete(told).where(told.c.event_id.in_(ids)))
    known = {*previous, *retired}
    fresh = [event_id for event_id in changed if event_id not in known]
    insert(db, table, [{"event_id": event_id, "first_build": build_id} for event_id in fresh])
    insert(
        db,
        told,
        [
            {"event_id": event_id, "number": number, **trace._asdict()}
            for event_id in changed
            for number, trace in enumerate(now[event_id])
        ],
    )


def _record_changes(db: Connection, build_id: str, changes: Iterable[IdChange]) -> None:
    table = tables.incident_change
    db.execute(sa.delete(table).where(table.c.build_id == build_id))
    rows = [
        {
            "build_id": build_id,
            "event_id": change.event_id,
            "kind": change.kind,
            "others": ";".join(change.others),
        }
        for change in changes
        if change.kind != "kept"
    ]
    insert(db, table, rows)


def _build_row(build_id: str, state: str, started: datetime) -> dict[str, Any]:
    return {"build_id": build_id, "started": started, "state": state, "summary": {}}


def _select_builds() -> sa.Select[Any]:
    table = tables.build
    columns = (table.c.build_id, table.c.state, table.c.started, table.c.ended, table.c.summary)
    # By name and not by time: clocks are set back, names stay in order.
    return sa.select(*columns).order_by(table.c.build_id.desc())


def _build(row: Row[Any]) -> Build:
    build_id, state, started, ended, summary = row
    return Build(build_id, state, started, ended, summary)
