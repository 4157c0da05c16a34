"""The analysts' desk of a site: sheets are taken in, kept, undone, and restored from the copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from geo.builds.publish import shown_build
from geo.errors import InputError
from geo.gazetteer.lookup import Gazetteer
from geo.names import fold
from geo.review.copies import FOLDER, alone, read_copy, set_aside, write_copy, write_problems
from geo.review.corrections import Correction
from geo.review.known import Known
from geo.review.lessons import Lesson, lessons_of
from geo.review.reading import SUFFIXES, read_sheet
from geo.review.taking import Problem, take_sheet
from geo.store import Store


@dataclass(frozen=True, slots=True)
class Receipt:
    """
    What became of sheets that were handed in.

    Attributes
    ----------
    added
        Corrections that are new.
    n_known, n_rows, n_unchanged
        Corrections that were there already, rows, and rows without a change.
    problems
        Rows that were left out, and what was doubtful.
    lessons
        What the gazetteer should learn.
    """

    added: tuple[Correction, ...] = ()
    n_known: int = 0
    n_rows: int = 0
    n_unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    lessons: tuple[Lesson, ...] = field(default=())


def take_files(
    store: Store, out: Path, gazetteer: Gazetteer, files: Sequence[Path], now: datetime, by: str
) -> Receipt:
    """
    Take sheets in: check every row, keep the good ones, list the others.

    Parameters
    ----------
    store
        Of the site.
    out
        The outputs' folder: the build shown is what rows are compared with, and
        `review/problems.csv` in it lists what was not taken.
    gazetteer
        For the entries that rows name.
    files
        CSV or GeoPackage; one that cannot be read is a problem, too.
    now
        Aware.
    by
        Who hands them in.

    Returns
    -------
    receipt
        All in one commit.
    """
    known = Known(store, shown_build(out), gazetteer)
    corrections: list[Correction] = []
    problems: list[Problem] = []
    n_rows = n_unchanged = 0
    for path in files:
        try:
            sheet = read_sheet(path)
        except InputError as error:
            problems.append(Problem(path.name, 0, "", str(error)))
            continue
        taken = take_sheet(sheet, known, now=now, by=by or path.stem)
        corrections += taken.corrections
        problems += taken.problems
        n_rows += taken.n_rows
        n_unchanged += taken.n_unchanged
    with alone(out / FOLDER):
        added = store.corrections.add(_unknown(corrections, store.corrections.all()))
        if added:
            write_copy(out / FOLDER, store.corrections.all())
        if files:
            write_problems(out / FOLDER, problems)
    return Receipt(
        added=tuple(added),
        n_known=len(corrections) - len(added),
        n_rows=n_rows,
        n_unchanged=n_unchanged,
        problems=tuple(problems),
        lessons=tuple(dict.fromkeys(lesson for each in added for lesson in lessons_of(each))),
    )


def undo(store: Store, out: Path, ids: Sequence[str], now: datetime, by: str) -> list[Correction]:
    """
    Undo corrections; they stay in the store, and so does who undid them.

    Parameters
    ----------
    store, out
        Of the site.
    ids
        Of corrections; so many characters of each as tell it.
    now
        Aware.
    by
        Who undoes them.

    Returns
    -------
    undone
        Those that stood until now.

    Raises
    ------
    InputError
        When an id is unknown; then nothing is undone.
    """
    moment = now.replace(microsecond=0)
    with alone(out / FOLDER):
        made = {each.correction_id: each for each in store.corrections.all()}
        undone = [_meant(made, told) for told in ids]
        earlier = {each.value["correction_id"] for each in made.values() if each.field == "undo"}
        standing = [each for each in undone if each.correction_id not in earlier]
        store.corrections.add(
            Correction("undo", name, {"correction_id": name}, {}, moment, by)
            for name in (each.correction_id for each in standing)
        )
        write_copy(out / FOLDER, store.corrections.all())
    return standing


def settled_names(store: Store) -> frozenset[str]:
    """
    Return the names, folded, that an analyst has decided about.

    Parameters
    ----------
    store
        Of the site.
    """
    made = store.corrections.all()
    undone = {each.value["correction_id"] for each in made if each.field == "undo"}
    return frozenset(
        fold(each.toponym.name)
        for each in made
        if each.toponym is not None and each.correction_id not in undone
    )


def restore_copy(store: Store, out: Path, now: datetime) -> list[str]:
    """
    Let the store and the copy beside it hold the same corrections.

    Parameters
    ----------
    store, out
        Of the site.
    now
        Aware; names a damaged copy that is set aside.

    Returns
    -------
    notes
        What was restored or damaged; empty when all was well.
    """
    folder = out / FOLDER
    with alone(folder):
        copied, damaged = read_copy(folder)
        notes = list(damaged)
        added = store.corrections.add(copied)
        if added:
            notes.append(f"Restored {len(added)} corrections from {folder / 'corrections.csv'}.")
        kept = store.corrections.all()
        if damaged:
            notes.append(f"The damaged copy is kept as {set_aside(folder, now)}.")
        if damaged or len(copied) < len(kept):
            write_copy(folder, kept)
    return notes


def inbox_files(inbox: Path) -> list[Path]:
    """
    List the sheets that wait to be taken in.

    Parameters
    ----------
    inbox
        A file, or a folder; may be missing.

    Returns
    -------
    files
        In order of their names.
    """
    if inbox.is_file():
        return [inbox]
    found = inbox.glob("[!.]*") if inbox.is_dir() else ()
    return sorted(path for path in found if path.suffix.lower() in SUFFIXES)


def _unknown(found: Sequence[Correction], made: Sequence[Correction]) -> list[Correction]:
    """Leave out what was handed in before, though what is shown has changed since."""
    known = {(each.target, each.field, each.origin) for each in made}
    said = {(each.target, each.comment) for each in made}
    return [
        each
        for each in found
        if (each.target, each.field, each.origin) not in known
        and not (each.field == "comment" and (each.target, each.comment) in said)
    ]


def _meant(made: dict[str, Correction], told: str) -> Correction:
    found = [each for name, each in made.items() if name.startswith(told.strip())]
    if len(found) != 1 or not told.strip() or found[0].field == "undo":
        problem = "several have" if len(found) > 1 else "none has"
        msg = f"{problem.capitalize()} the id {told!r}: `dateline review list` prints them."
        raise InputError(msg)
    return found[0]
