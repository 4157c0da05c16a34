"""Rows of a review sheet -> corrections: each row checked, the good ones taken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from geo.footprints.boundaries import load_boundaries
from geo.model import LonLat
from geo.review.cells import CellError, is_yes, read_cell, refuse
from geo.review.corrections import Correction, ReportAnchor, ToponymAnchor
from geo.review.known import Known
from geo.review.lessons import with_new_names
from geo.review.reading import Sheet, SheetRow
from geo.review.sheet import EDITABLE, EVENT, REPORT, TOPONYM
from geo.review.values import LOCKABLE, READERS, Changed, lock_value, read_name

_DIGEST_CHARS = 12
_OURS = "this column belongs to the program: leave it as it was exported"


@dataclass(frozen=True, slots=True)
class Problem:
    """
    Why a row, or a cell of it, was not taken.

    Attributes
    ----------
    file, row, column
        Where; row 0 is the file as a whole.
    text
        What is wrong, and what to do.
    is_rejected
        Whether the row was left out for it.
    """

    file: str
    row: int
    column: str
    text: str
    is_rejected: bool = True


@dataclass(frozen=True, slots=True)
class Taken:
    """
    What a sheet gave.

    Attributes
    ----------
    corrections
        To be kept; some may be known already.
    problems
        In row order.
    n_rows, n_unchanged
        Rows there were, and those that nothing was changed in.
    """

    corrections: list[Correction] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    n_rows: int = 0
    n_unchanged: int = 0


def take_sheet(sheet: Sheet, known: Known, *, now: datetime, by: str) -> Taken:
    """
    Turn a sheet into corrections.

    Parameters
    ----------
    sheet
        As it came back.
    known
        What its rows are about.
    now
        Aware; the moment that the corrections are made at.
    by
        Who hands it in; a row's own `by` counts first.

    Returns
    -------
    taken
        A row with a mistake gives none, and a problem; all others count.
    """
    problems = [Problem(sheet.name, 0, "", note, is_rejected=False) for note in sheet.notes]
    corrections: list[Correction] = []
    n_unchanged = 0
    moment = now.replace(microsecond=0)
    for row in sheet.rows:
        try:
            taker = _Row(row, known)
            found = taker.corrections(moment, by, f"{sheet.name}, row {row.number}")
        except CellError as error:
            problems.append(Problem(sheet.name, row.number, error.column, str(error)))
            continue
        n_unchanged += not found
        corrections += (with_new_names(each, known) for each in found)
        problems += [
            Problem(sheet.name, row.number, "place_id", doubt, is_rejected=False)
            for doubt in _doubts(found, known)
        ]
    return Taken(corrections, problems, len(sheet.rows), n_unchanged)


class _Row:
    """One row, what it is about, and which of its cells were changed."""

    def __init__(self, row: SheetRow, known: Known) -> None:
        if row.mistake:
            refuse("", row.mistake)
        self.known = known
        self.cells = row.cells
        self.kind, self.key = _target(row.cells)
        self.told = self._told()
        self.now: dict[str, str] = {}
        self.changed: set[str] = set()
        for column in EDITABLE:
            self._read(column)

    def corrections(self, now: datetime, by: str, source: str) -> list[Correction]:
        """Return what the row says that was not said before."""
        changes = self._changes()
        comment = self.now.get("comment", "")
        if not changes and "comment" in self.changed and comment:
            changes = {"comment": {"text": comment}}
        if not changes:
            return []
        reports, toponym = self._anchors()
        facts = self.known.facts(self.kind, self.key)
        first = Correction(
            field="",
            target=f"{self.kind}:{self.key}",
            value={},
            was={},
            made_at=now,
            made_by=self.now.get("by") or by,
            scope=self.now.get("scope") or "this",
            comment=comment,
            source=source,
            reports=reports,
            toponym=toponym,
        )
        return [
            replace(
                first,
                field=name,
                value=value,
                was=self._was(name, facts),
                origin=self._origin(name),
                reports=self._reports_of(name, value, reports),
            )
            for name, value in changes.items()
        ]

    def _told(self) -> Mapping[str, Any]:
        """Return what the analyst was shown; of a sheet made by hand, what is shown now."""
        text = self.cells.get("shown", "")
        if not text:
            return self.known.shown(self.kind, self.key)
        try:
            told = json.loads(text)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            refuse("shown", _OURS)
        return {str(name): value for name, value in told.items()}

    def _read(self, column: str) -> None:
        if column not in self.cells:
            return
        shown = str(self.told.get(column, "") or "")
        text = self.cells[column]
        self.now[column] = shown if text == shown else read_cell(column, text, shown)
        if _is_other(column, self.now[column], shown):
            # Without what was exported, an empty cell says nothing.
            if text.strip() or self.cells.get("shown"):
                self.changed.add(column)
            else:
                self.now[column] = shown

    def value(self, column: str) -> str:
        """Return what a column says now: its cell, else what was shown."""
        return self.now.get(column, str(self.told.get(column, "") or ""))

    def _changes(self) -> dict[str, dict[str, Any]]:
        changed = Changed(self.kind, self.key, self.value, frozenset(self.changed), self.known)
        if self.kind == TOPONYM:
            return read_name(changed)
        changes: dict[str, dict[str, Any]] = {}
        for name, (columns, read) in READERS.items():
            if self.changed & set(columns):
                changes[name] = read(changed)
        # What is locked stays so with its new values.
        was_locked = bool(self.told.get("lock"))
        is_changed = bool(set(changes) & LOCKABLE)
        if "lock" in changes or (was_locked and is_changed):
            if self.kind != EVENT:
                refuse("lock", "only a whole incident can be locked")
            facts = self.known.facts(self.kind, self.key)
            changes["lock"] = lock_value(changed, facts, set(changes))
        return changes

    def _anchors(self) -> tuple[tuple[ReportAnchor, ...], ToponymAnchor | None]:
        if self.kind == TOPONYM:
            toponym = self.known.toponym(self.key)
            if isinstance(toponym, str):
                refuse("row_id", toponym)
            return (), toponym
        look_up = self.known.event_reports if self.kind == EVENT else self.known.report
        reports = look_up(self.key)
        if isinstance(reports, str):
            refuse("row_id", reports)
        return reports, None

    def _reports_of(
        self, name: str, value: Mapping[str, Any], reports: tuple[ReportAnchor, ...]
    ) -> tuple[ReportAnchor, ...]:
        if name == "merge":
            merged = list(reports)
            for event_id in value["events"]:
                others = self.known.event_reports(event_id)
                if isinstance(others, str):
                    refuse("merge_with", others)
                merged += others
            return tuple({each.report_id: each for each in merged}.values())
        if name == "split" or "split" not in self.changed:
            return reports
        # What else the row says is about the incident without what is split off.
        groups = READERS["split"][1](self._as_changed())["groups"]
        off = {report_id for group in groups for report_id in group}
        return tuple(each for each in reports if each.report_id not in off)

    def _origin(self, name: str) -> str:
        """Name what a field was read from: handed in again, it is the same correction."""
        columns = READERS[name][0] if name in READERS else ("comment",)
        # A lock keeps all that the row says.
        columns = EDITABLE if name == "lock" else columns
        cells = [self.cells.get(column, "").strip() for column in (*columns, "scope")]
        digest = hashlib.sha256(json.dumps(cells).encode()).hexdigest()[:_DIGEST_CHARS]
        return f"{self.cells.get('build_id', '')}/{digest}"

    def _as_changed(self) -> Changed:
        return Changed(self.kind, self.key, self.value, frozenset(self.changed), self.known)

    def _was(self, name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
        columns = READERS[name][0] if name in READERS else ()
        was = {column: str(self.told.get(column, "") or "") for column in columns}
        if facts.get("geo_confidence") is not None and name in ("place", "geometry", "confirm"):
            was["geo_confidence"] = facts["geo_confidence"]
        drawn = self.cells.get("drawn", "")
        if drawn:
            if not drawn.rpartition("/")[2].isdecimal():
                refuse("drawn", _OURS)
            was["drawn"] = drawn
        if name == "geometry":
            was |= {column: str(self.told.get(column, "") or "") for column in ("lon", "lat")}
        return was


def _target(cells: Mapping[str, str]) -> tuple[str, str]:
    row_id = cells.get("row_id", "").strip()
    if row_id:
        kind, _, key = row_id.partition(":")
        if kind not in (EVENT, REPORT, TOPONYM) or not key:
            refuse("row_id", f"expected an id as it was exported, found {row_id[:60]!r}")
        return kind, key
    for kind, column in ((REPORT, "report_id"), (EVENT, "event_id")):
        if cells.get(column, "").strip():
            return kind, cells[column].strip()
    problem = "the row names neither row_id, event_id nor report_id: what is it about?"
    raise CellError(column="row_id", problem=problem)


def _is_other(column: str, now: str, shown: str) -> bool:
    if column in ("lon", "lat", "radius_km") and now and shown:
        return abs(float(now) - float(shown)) > 2e-6
    if column in ("strike", "lock", "confirm"):
        return bool(now) != is_yes(column, shown)
    return now != shown and column not in ("scope", "by")


def _doubts(found: Sequence[Correction], known: Known) -> Iterator[str]:
    """Point out a point that was moved abroad, while its place stays at home."""
    if any(each.field == "place" for each in found):
        return
    for each in found:
        point = each.value.get("point") if each.field == "geometry" else None
        division = load_boundaries().division_at(LonLat(*point)) if point else None
        kind, _, key = each.target.partition(":")
        home = known.facts(kind, key).get("country_code")
        if division and home and division.country_code != home:
            yield (
                f"taken, but the point lies in {division.country_code} and its place in {home}:"
                " name the right entry too"
            )
