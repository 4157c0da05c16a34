"""A copy of all corrections that people can read, beside the store: neither loses one alone."""

from __future__ import annotations

import csv
import fcntl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import pandas as pd

from geo.errors import DataError, InputError, StoreError
from geo.layers.export import read_cell, write_csv
from geo.review.applying import Outcome
from geo.review.corrections import Correction, correction_from_text, correction_to_text
from geo.review.taking import Problem

FOLDER, COPY, OUTCOMES, PROBLEMS = "review", "corrections.csv", "outcomes.csv", "problems.csv"
INBOX = "inbox"
_COLUMNS = (
    *("correction_id", "made_at", "made_by", "field", "target", "was", "value", "scope"),
    *("comment", "origin", "source", "anchors"),
)
_LONGEST_CELL = 10_000_000


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """
    Wait until no other process changes corrections and their copy, and keep others waiting.

    Parameters
    ----------
    folder
        Of the copy; made when missing.

    Raises
    ------
    StoreError
        When nothing can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("a")
    except OSError as error:
        msg = f"Cannot write to {folder}: {error.strerror or error}. Nothing was taken in."
        raise StoreError(msg) from error
    with lock:
        # The system drops the lock of a process that dies.
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_copy(folder: Path, corrections: Sequence[Correction]) -> Path:
    """
    Write all corrections, in one step: a killed process leaves the copy before.

    Parameters
    ----------
    folder
        Made when missing.
    corrections
        All of the store.

    Returns
    -------
    path
        Of the copy.
    """
    rows = [correction_to_text(each) for each in sorted(corrections, key=lambda c: c.order)]
    return _write(folder / COPY, rows, _COLUMNS)


def read_copy(folder: Path) -> tuple[list[Correction], list[str]]:
    """
    Read the copy back, row by row.

    Parameters
    ----------
    folder
        Where it lies, if there is one.

    Returns
    -------
    corrections
        Those that are whole.
    damaged
        What is wrong with the other rows.

    Raises
    ------
    InputError
        When the file cannot be read at all.
    """
    path = folder / COPY
    if not path.is_file():
        return [], []
    found, damaged = [], []
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            rows = csv.DictReader(file)
            for row in rows:
                try:
                    cells = {name: read_cell(text or "") for name, text in row.items() if name}
                    found.append(correction_from_text(cells))
                except (DataError, TypeError) as error:
                    damaged.append(f"{path}, line {rows.line_num}: {error}")
    except (OSError, csv.Error) as error:
        msg = f"Cannot read {path}: {error}. Correct it, or move it away: the store has them too."
        raise InputError(msg) from error
    finally:
        csv.field_size_limit(before)
    return found, damaged


def set_aside(folder: Path, now: datetime) -> Path:
    """Keep a copy in which rows are damaged, before it is written anew."""
    kept = folder / f"corrections-damaged-{now:%Y%m%dT%H%M%SZ}.csv"
    (folder / COPY).replace(kept)
    return kept


def write_outcomes(folder: Path, outcomes: Iterable[Outcome]) -> Path:
    """
    Write what became of each correction in a build, those that could not be applied first.

    Parameters
    ----------
    folder
        Made when missing.
    outcomes
        Of all corrections.

    Returns
    -------
    path
        Of the file.
    """
    states = ("contradicted", "not applied", "applied", "replaced", "undone")
    ordered = sorted(outcomes, key=lambda each: (states.index(each.state), each.correction.order))
    rows = []
    for each in ordered:
        told = correction_to_text(each.correction)
        rows.append(
            {
                **{name: told[name] for name in _COLUMNS[:5]},
                "state": each.state,
                "n_applied": str(each.n_applied),
                "reason": each.reason,
                "value": told["value"],
            }
        )
    names = (*_COLUMNS[:5], "state", "n_applied", "reason", "value")
    return _write(folder / OUTCOMES, rows, names)


def read_outcomes(folder: Path) -> dict[str, tuple[str, str]]:
    """
    Read back what became of each correction in the last build.

    Parameters
    ----------
    folder
        Where `write_outcomes` wrote.

    Returns
    -------
    outcomes
        State and reason by the id of the correction; empty before the first build.
    """
    path = folder / OUTCOMES
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["correction_id"]: (row["state"], read_cell(row["reason"]))
            for row in csv.DictReader(file)
        }


def write_problems(folder: Path, problems: Iterable[Problem]) -> Path:
    """
    Write what was wrong with sheets that were handed in.

    Parameters
    ----------
    folder
        Made when missing.
    problems
        Of all files of one import.

    Returns
    -------
    path
        Of the file.
    """
    rows = [
        {
            "file": each.file,
            "row": str(each.row or ""),
            "column": each.column,
            "taken": "no" if each.is_rejected else "yes",
            "problem": each.text,
        }
        for each in problems
    ]
    return _write(folder / PROBLEMS, rows, ("file", "row", "column", "taken", "problem"))


def _write(path: Path, rows: Sequence[dict[str, str]], columns: Sequence[str]) -> Path:
    fresh = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_csv(pd.DataFrame(rows, columns=list(columns), dtype="object"), fresh)
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        msg = f"Cannot write {path}: {error.strerror or error}. What was corrected is in the store."
        raise StoreError(msg) from error
    return path
