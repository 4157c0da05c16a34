"""Add to the user's gazetteer: all of a change, or, when anything is wrong with it, nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from geo.errors import DataError, InputError
from geo.gazetteer.added import (
    ADDED_FILE_NAME,
    ALIASES,
    Added,
    find_added,
    install_added,
    with_added,
)
from geo.gazetteer.lookup import (
    FILE_NAME,
    Gazetteer,
    compile_gazetteer,
    open_gazetteer,
    shipped_gazetteer,
    write_lock,
)
from geo.gazetteer.user_places import aliases_text, checked_alias, parse_place_id, read_aliases


@dataclass(frozen=True, slots=True)
class SourceCount:
    """
    What one source gave to a gazetteer.

    Attributes
    ----------
    name
        As in `geo.model.Place`.
    n_places
        Those that this source told of last.
    """

    name: str
    n_places: int


def add_files(cache_dir: Path, data_dir: Path, files: Mapping[str, Path]) -> Gazetteer:
    """
    Take files into the gazetteer, in place of older ones of the same names.

    Parameters
    ----------
    cache_dir
        Of the compiled gazetteer.
    data_dir
        The user's data folder; the files are copied into its `gazetteer`.
    files
        Where each lies, by its name there: `dumps/IQ.zip`, `places/mine.csv`.

    Returns
    -------
    gazetteer
        With them. Other processes get it when they next open one.

    Raises
    ------
    InputError
        What is wrong with which file; then nothing has changed.
    DataError
        When the disk is full.
    """
    with write_lock(cache_dir):
        return _add(cache_dir, data_dir / "gazetteer", files)


def add_alias(cache_dir: Path, data_dir: Path, name: str, place_id: str) -> Gazetteer:
    """
    Let a place go by one more name.

    Parameters
    ----------
    cache_dir, data_dir
        As for `add_files`.
    name
        In any script.
    place_id
        As in `geo.model.Place`, or a bare GeoNames id.

    Returns
    -------
    gazetteer
        With it.

    Raises
    ------
    InputError
        When there is no such place; then nothing has changed.
    """
    return add_aliases(cache_dir, data_dir, [(name, place_id)])


def add_aliases(cache_dir: Path, data_dir: Path, aliases: Sequence[tuple[str, str]]) -> Gazetteer:
    """
    Let places go by further names: all of them, or none.

    Parameters
    ----------
    cache_dir, data_dir
        As for `add_files`.
    aliases
        Names, each with a place id.

    Returns
    -------
    gazetteer
        With them.

    Raises
    ------
    InputError
        When there is no such place; then nothing has changed.
    """
    added = [(checked_alias(name), parse_place_id(place_id)) for name, place_id in aliases]
    folder = data_dir / "gazetteer"
    with write_lock(cache_dir):
        path = folder / ALIASES
        pairs = read_aliases(path) if path.is_file() else ()
        text = aliases_text((*pairs, *added))
        written = cache_dir / ".aliases.tmp"
        try:
            written.write_text(text, "utf-8")
            return _add(cache_dir, folder, {ALIASES: written})
        finally:
            written.unlink(missing_ok=True)


def remove_aliases(cache_dir: Path, data_dir: Path, aliases: Collection[tuple[str, str]]) -> int:
    """
    Take further names away from their places again.

    Parameters
    ----------
    cache_dir, data_dir
        As for `add_files`.
    aliases
        Names, each with a place id; those that no place goes by are passed over.

    Returns
    -------
    count
        Of those that were there.
    """
    gone = {(checked_alias(name), parse_place_id(place_id)) for name, place_id in aliases}
    folder = data_dir / "gazetteer"
    if not (folder / ALIASES).is_file():
        return 0
    with write_lock(cache_dir):
        pairs = read_aliases(folder / ALIASES)
        left = [pair for pair in pairs if pair not in gone]
        if len(left) < len(pairs):
            _keep(cache_dir, folder, find_added(folder), left)
        return len(pairs) - len(left)


def remove(cache_dir: Path, data_dir: Path, what: str) -> tuple[str, ...]:
    """
    Take something away that was added: a dump, a file of own places, or further names.

    Parameters
    ----------
    cache_dir, data_dir
        As for `add_files`.
    what
        A country code (`IQ`), the name of a file of own places (`mine.csv`), or a
        further name, which then goes from every place that it was given to.

    Returns
    -------
    removed
        What it was, for people: `dumps/IQ.zip`, or `Tob Zawa (gn:6860792)`.

    Raises
    ------
    InputError
        When nothing of that name was added, or what is left does not
        compile, as further names of a place that only the dump had; then
        nothing has changed.
    """
    folder = data_dir / "gazetteer"
    with write_lock(cache_dir):
        present = find_added(folder)
        files = {f"dumps/{what.upper()}.zip", f"places/{what}"}
        gone = [added for added in present if added.name in files]
        pairs = read_aliases(folder / ALIASES) if (folder / ALIASES).is_file() else ()
        left = [pair for pair in pairs if pair[0].casefold() != what.casefold()]
        if not gone and len(left) == len(pairs):
            msg = f"Nothing called {what!r} was added. See `dateline gazetteer list`."
            raise InputError(msg)
        if gone:
            left = list(pairs)
        _keep(cache_dir, folder, [added for added in present if added not in gone], left)
        lost = [f"{name} ({place_id})" for name, place_id in pairs if (name, place_id) not in left]
        return (*(added.name for added in gone), *lost)


def _keep(
    cache_dir: Path, folder: Path, kept: Sequence[Added], aliases: Sequence[tuple[str, str]]
) -> None:
    """Compile what is kept; only when that worked, delete the rest of what was added."""
    staging = folder / ".new"
    try:
        kept = [added for added in kept if added.name != ALIASES]
        written = staging / ALIASES
        if aliases:
            staging.mkdir(parents=True, exist_ok=True)
            written.write_text(aliases_text(tuple(aliases)), "utf-8")
            kept = [*kept, Added(ALIASES, written)]
        base = shipped_gazetteer(cache_dir)

        def accept() -> None:
            names = {added.name for added in kept}
            for added in find_added(folder):
                if added.name not in names:
                    added.path.unlink(missing_ok=True)
            if aliases:
                written.replace(folder / ALIASES)

        if kept:
            install_added(base.path, base.version, tuple(kept), accept)
        else:
            accept()
            (cache_dir / ADDED_FILE_NAME).unlink(missing_ok=True)
    except OSError as error:
        msg = f"Cannot write to {folder}: {error.strerror or error}."
        raise DataError(msg) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def rebuild(cache_dir: Path, data_dir: Path) -> Gazetteer:
    """
    Compile the gazetteer anew from its sources and what was added.

    Parameters
    ----------
    cache_dir, data_dir
        As for `add_files`.
    """
    with write_lock(cache_dir):
        # The old files stay until the new ones take their places.
        base = cache_dir / FILE_NAME
        compile_gazetteer(base)
        additions = find_added(data_dir / "gazetteer")
        if additions:
            install_added(base, Gazetteer(base).version, additions)
    return open_gazetteer(cache_dir, data_dir)


def count_sources(gazetteer: Gazetteer) -> tuple[SourceCount, ...]:
    """Count the places of each source, the most first."""
    with closing(sqlite3.connect(f"{gazetteer.path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        rows = db.execute(
            "SELECT source.name, count(*) FROM place JOIN source ON source.id = place.source "
            "GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        return tuple(SourceCount(*row) for row in rows)


def added_on(added: Added) -> date:
    """Return the day (UTC) on which a file was added."""
    return datetime.fromtimestamp(added.path.stat().st_mtime, UTC).date()


def _add(cache_dir: Path, folder: Path, files: Mapping[str, Path]) -> Gazetteer:
    # On the same disk as their places, so that they are moved there in one step.
    staging = folder / ".new"
    try:
        new = [Added(name, _stage(path, staging / name)) for name, path in files.items()]
        base = shipped_gazetteer(cache_dir)
        additions = with_added(find_added(folder), new)
        path = install_added(base.path, base.version, additions, lambda: _accept(new, folder))
    except OSError as error:
        msg = f"Cannot write to {folder}: {error.strerror or error}."
        raise DataError(msg) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Gazetteer(path)


def _stage(source: Path, temporary: Path) -> Path:
    """Copy a file and flush it to the disk."""
    temporary.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, temporary)
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    return temporary


def _accept(new: Sequence[Added], folder: Path) -> None:
    for added in new:
        target = folder / added.name
        target.parent.mkdir(parents=True, exist_ok=True)
        added.path.replace(target)
