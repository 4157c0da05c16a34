"""
Compile what a user added (country dumps, own places, further names) onto the shipped gazetteer.

What was added lies as files in the user's data folder, so that it survives a
new version of the program and an emptied cache:

- `dumps/IQ.zip`, as GeoNames serves it;
- `places/NAME.csv` or `.geojson`, as the user gave it;
- `aliases.csv`, pairs of a name and the id of a place.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from geo.errors import DataError, InputError
from geo.gazetteer import dumps as gazetteer_dumps
from geo.gazetteer import user_places
from geo.gazetteer.compiling import add_rows, finish, place_number
from geo.gazetteer.dumps import is_dump_name, read_dump
from geo.gazetteer.sources import Row
from geo.gazetteer.user_places import read_aliases, read_places
from geo.resources import data_path

# Beside the shipped one, which stays to compile the next from.
ADDED_FILE_NAME = "gazetteer-added.sqlite"
ALIASES = "aliases.csv"
_PLACE_SUFFIXES = (".csv", ".geojson", ".json")


@dataclass(frozen=True, slots=True)
class Added:
    """
    One file that a user added.

    Attributes
    ----------
    name
        Below the folder of additions: `dumps/IQ.zip`, `places/mine.csv`, `aliases.csv`.
    path
        Where its bytes lie: there, or elsewhere before they are accepted.
    """

    name: str
    path: Path


def find_added(folder: Path) -> tuple[Added, ...]:
    """
    Find what was added, in the order it is compiled in: dumps, places, further names.

    Parameters
    ----------
    folder
        May be missing. Files of other names in it are left alone.
    """
    dumps = sorted(p for p in folder.glob("dumps/*") if is_dump_name(p.name))
    places = sorted(p for p in folder.glob("places/[!.]*") if p.suffix.lower() in _PLACE_SUFFIXES)
    aliases = [path for path in (folder / ALIASES,) if path.is_file()]
    return tuple(
        Added(path.relative_to(folder).as_posix(), path) for path in (*dumps, *places, *aliases)
    )


def with_added(present: Iterable[Added], new: Iterable[Added]) -> tuple[Added, ...]:
    """Return what is there together with new files, which replace those of their names."""
    by_name = {added.name: added for added in (*present, *new)}
    order = ("dumps/", "places/", ALIASES)
    return tuple(
        by_name[name] for start in order for name in sorted(by_name) if name.startswith(start)
    )


def added_version(base_version: str, additions: Iterable[Added]) -> str:
    """
    Return the version of a file compiled of a base and these additions.

    Files are told apart by name, size and time of change: a dump is too large to
    be read at every start.

    Parameters
    ----------
    base_version
        Of the shipped gazetteer.
    additions
        In any order; they must exist.
    """
    digest = hashlib.sha256(base_version.encode())
    for module in (gazetteer_dumps.__file__, user_places.__file__, __file__):
        digest.update(Path(module).read_bytes())
    digest.update(data_path("feature_codes.csv").read_bytes())
    for added in sorted(additions, key=lambda added: added.name):
        status = added.path.stat()
        digest.update(f"{added.name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def install_added(
    base: Path,
    base_version: str,
    additions: tuple[Added, ...],
    accept: Callable[[], None] | None = None,
) -> Path:
    """
    Compile a gazetteer with additions, and put it beside its base in one step.

    A row of a dump that tells of a known place wins with its position, feature
    code, divisions and population. Its names are added to those known; the name to
    show stays, because shipped ones are in English. A plain `PPL` says nothing
    against a known `PPLA`. When anything fails, all stays as it was.

    Parameters
    ----------
    base
        A complete file, under the `write_lock` of its folder. It is only read.
    base_version
        Of that file.
    additions
        From `with_added` or `find_added`, in their order.
    accept
        Called when all is compiled, just before it is put in place: to move new
        files to where the next run looks for them.

    Returns
    -------
    path
        Of the new file.

    Raises
    ------
    InputError
        In one line, naming the file that cannot be taken in and what to do.
    DataError
        When the disk is full or the base damaged.
    """
    path = base.with_name(ADDED_FILE_NAME)
    # Begins as those that `write_lock` removes when this process is killed.
    temporary = base.with_name(f".{base.name}.{os.getpid()}.tmp")
    try:
        _compile(base, temporary, additions, added_version(base_version, additions))
        if accept:
            accept()
        temporary.replace(path)
    except (sqlite3.Error, OSError) as error:
        msg = f"Cannot add to the gazetteer {path}: {error}. Is the disk full?"
        raise DataError(msg) from error
    finally:
        temporary.unlink(missing_ok=True)
    return path


def _compile(base: Path, temporary: Path, additions: Iterable[Added], version: str) -> None:
    shutil.copyfile(base, temporary)
    with closing(sqlite3.connect(temporary)) as db:
        # Nobody reads the file before it is complete, so it needs no journal.
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        db.executescript("PRAGMA cache_size = -65536; PRAGMA temp_store = FILE;")
        for added in additions:
            add_rows(db, _rows(db, added))
        finish(db, version)
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())


def _rows(db: sqlite3.Connection, added: Added) -> Iterator[Row]:
    if added.name == ALIASES:
        return _aliased(db, added.path)
    if added.name.startswith("places/"):
        return iter(read_places(added.path))
    return _merged(db, read_dump(added.path, Path(added.name).stem))


def _merged(db: sqlite3.Connection, rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows of a dump, those of known places under the name to show and a fine code."""
    for told in rows:
        known = db.execute(
            "SELECT name, feature_class, feature_code FROM place WHERE id = ?",
            (place_number(told.place_id),),
        ).fetchone()
        if known is None:
            yield told
            continue
        name, *kind = known
        is_plain = told.feature_code == "PPL" and kind[0] == "P"
        yield replace(
            told,
            name=name,
            feature_code=kind[1] if is_plain else told.feature_code,
            names=((told.name, "preferred"), *told.names),
        )


def _aliased(db: sqlite3.Connection, path: Path) -> Iterator[Row]:
    """Yield places as they are, with a further name."""
    for name, place_id in read_aliases(path):
        known = db.execute(
            "SELECT slug, place.name, lon, lat, feature_class, feature_code, country_code, "
            "admin1_code, admin2_code, population, source.name FROM place "
            "JOIN source ON source.id = place.source WHERE place.id = ?",
            (place_number(place_id),),
        ).fetchone()
        if known is None or (known[0] and f"dl:{known[0]}" != place_id):
            msg = f"No place {place_id} to call {name!r} is in the gazetteer. "
            advice = "Look it up with `dateline gazetteer lookup`, or add its country's dump first."
            raise InputError(msg + advice)
        # As good as its first name: an "alternate" that is a word would be dropped.
        row = Row(place_id, *known[1:])
        yield replace(row, names=((name, "preferred"),))
