"""Look places up in the compiled gazetteer."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import weakref
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from geo.errors import DataError, InputError
from geo.gazetteer.added import ADDED_FILE_NAME, Added, added_version, find_added, install_added
from geo.gazetteer.compiling import (
    KINDS,
    compile_gazetteer,
    compile_version,
    name_hash,
    place_number,
)
from geo.gazetteer.sphere import boxes_around, distance_km
from geo.model import LonLat, Match, Place
from geo.names import fold, folded_similarity, is_latin, lookup_keys, skeleton

__all__ = ["FILE_NAME", "Gazetteer", "compile_gazetteer", "open_gazetteer", "write_lock"]

FILE_NAME = "gazetteer.sqlite"
# A place is meant less by a name that is not its first: so many powers of ten of population.
_KIND_PENALTY = {"preferred": 0.0, "short": 0.0, "alternate": 2.0}
# Of near-spellings: the least similarity, how many are compared well, how many are read.
_NEAR_CUTOFF = 0.8
_NEAR_NAMES = 50
_NEAR_READ = 12


class Gazetteer:
    """
    A compiled gazetteer, read only.

    One object serves all threads, and survives a fork and pickling.

    Parameters
    ----------
    path
        A file that `compile_gazetteer` wrote.

    Attributes
    ----------
    path
        That file.
    version
        Of its sources and of the rules it was compiled by.

    Raises
    ------
    DataError
        When the file is missing, cut off or damaged; by any method.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pid = 0
        meta = dict(self._rows("SELECT key, value FROM meta"))
        ((pages,),) = self._rows("PRAGMA page_count")
        ((page_size,),) = self._rows("PRAGMA page_size")
        if "complete" not in meta or pages * page_size != path.stat().st_size:
            raise DataError(_damaged(path, "it is cut off"))
        self.version = str(meta["version"])
        self._hashes = memoryview(meta["hashes"]).cast("Q")
        self._lookup = lru_cache(maxsize=8192)(self._lookup_uncached)
        self._near = lru_cache(maxsize=2048)(self._near_uncached)

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[Path]]:
        return Gazetteer, (self.path,)

    def lookup(self, name: str) -> tuple[Match, ...]:
        """
        Find the places that go by a name, in any script.

        Parameters
        ----------
        name
            As written; `US` and `U.S.` are codes, `us` is not.

        Returns
        -------
        matches
            By size and rank, the greatest first, equal ones by place id; each
            place once. Empty when there is none.
        """
        return self._lookup(name)

    def lookup_near(self, name: str, *, limit: int = 10) -> tuple[Match, ...]:
        """
        Find the places whose names are spelt nearly like this one, never exactly so.

        Parameters
        ----------
        name
            As written.
        limit
            At most so many, nearest first; among equally near ones the larger.
        """
        return self._near(name)[:limit]

    def has_name(self, name: str) -> bool:
        """Tell whether `lookup` would find anything, without reading the file."""
        return any(self._has_key(key) for key in lookup_keys(name))

    def place(self, place_id: str) -> Place | None:
        """Return the place with an id, None when there is none."""
        try:
            number = place_number(place_id)
        except ValueError:
            return None
        found = [_place(row) for row in self._rows("SELECT * FROM entry WHERE id = ?", (number,))]
        # The number of an entry of our own is a hash: two ids may share it.
        return found[0] if found and found[0].place_id == place_id else None

    def country(self, country_code: str) -> Place | None:
        """Return the country with an ISO 3166-1 alpha-2 code, None when there is none."""
        return self._countries.get(country_code.upper())

    def admin1(self, country_code: str, admin1_code: str) -> Place | None:
        """Return the first-order division with a GeoNames code, None when there is none."""
        return self._divisions.get((country_code.upper(), admin1_code))

    def demonym(self, word: str) -> tuple[str, ...]:
        """Return the codes of the countries that "Iraqi", "Iraqis" or "French" tell."""
        return self._demonyms.get(fold(word), ())

    def towns_near(self, at: LonLat, radius_km: float) -> tuple[Place, ...]:
        """
        Find the populated places within a great-circle distance.

        Parameters
        ----------
        at
            The centre; poles and antimeridian are no edges.
        radius_km
            Includes towns that lie just so far.

        Returns
        -------
        towns
            Nearest first, equal ones by place id.
        """
        found = []
        for box in boxes_around(at, radius_km):
            for values in self._rows(
                "SELECT * FROM entry WHERE id IN (SELECT id FROM place INDEXED BY town "
                "WHERE lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? AND feature_class = 'P')",
                box,
            ):
                town = _place(values)
                distance = distance_km(at, LonLat(town.lon, town.lat))
                if distance <= radius_km:
                    found.append((distance, town.place_id, town))
        return tuple(town for *_, town in sorted(found, key=lambda item: item[:2]))

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            if self._pid != os.getpid():
                self._connect()
            with self._lock:
                return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise DataError(_damaged(self.path, str(error))) from error

    def _connect(self) -> None:
        # Files are replaced, never written to: a reader needs no locks and keeps what it opened.
        uri = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
        self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        # The lock is new too: a fork may have copied it while a thread held it.
        self._lock = threading.Lock()
        self._pid = os.getpid()
        weakref.finalize(self, self._db.close)

    def _has_key(self, key: str) -> bool:
        value = name_hash(key)
        at = bisect_left(self._hashes, value)
        return at < len(self._hashes) and self._hashes[at] == value

    def _lookup_uncached(self, name: str) -> tuple[Match, ...]:
        found: dict[str, tuple[float, Match]] = {}
        for key in lookup_keys(name):
            for weight, match in self._matches(key):
                found.setdefault(match.place.place_id, (weight, match))
        return _ordered(found)

    def _matches(self, key: str) -> list[tuple[float, Match]]:
        """Return the places filed under a key, with the weight of each under that name."""
        if not self._has_key(key):
            return []
        found = []
        for alias, rank, *values in self._rows(
            "SELECT name.name, kind, entry.* FROM name JOIN entry ON entry.id = name.place "
            "WHERE folded = ?",
            (key,),
        ):
            place, kind, weight = _place(values), KINDS[rank], values[1]
            match = Match(place, alias or key.title(), kind)
            found.append((weight - _KIND_PENALTY[kind], match))
        return found

    def _near_uncached(self, name: str) -> tuple[Match, ...]:
        folded = fold(name)
        key = skeleton(folded)
        if len(key) < 2:
            return ()
        block = [row[0] for row in self._rows("SELECT folded FROM near WHERE skeleton = ?", (key,))]
        # The fast comparison of the two narrows the block for the good one.
        close = process.extract(
            folded, block, scorer=JaroWinkler.similarity, score_cutoff=0.65, limit=_NEAR_NAMES
        )
        scored = [(folded_similarity(folded, other), other) for other, *_ in close]
        best: dict[str, tuple[float, Match]] = {}
        for score, other in sorted(scored, reverse=True)[:_NEAR_READ]:
            if other == folded or score < _NEAR_CUTOFF:
                continue
            for weight, match in self._matches(other):
                # Japan's 新井, romanised as Chinese, is near to nothing.
                if not is_latin(match.name):
                    continue
                # A city of a million is worth 0.06: more than a hamlet spelt a little nearer.
                found = (score + 0.01 * weight, Match(match.place, match.name, "near", score))
                best.setdefault(match.place.place_id, found)
        return _ordered(best)

    @cached_property
    def _countries(self) -> dict[str, Place]:
        # Some codes have several such entries (Australia's islands): the largest counts.
        rows = self._rows(
            "SELECT * FROM entry WHERE feature_class = 'A' AND feature_code IN "
            "('PCL', 'PCLI', 'PCLD', 'PCLF', 'PCLS', 'TERR') ORDER BY population, id DESC"
        )
        return {place.country_code: place for place in map(_place, rows)}

    @cached_property
    def _divisions(self) -> dict[tuple[str, str], Place]:
        rows = self._rows("SELECT * FROM entry WHERE feature_code = 'ADM1'")
        return {(p.country_code, p.admin1_code): p for p in map(_place, rows)}

    @cached_property
    def _demonyms(self) -> dict[str, tuple[str, ...]]:
        rows = self._rows("SELECT folded, country_codes FROM demonym")
        return {folded: tuple(codes.split(";")) for folded, codes in rows}


def open_gazetteer(cache_dir: Path, data_dir: Path | None = None) -> Gazetteer:
    """
    Open the compiled gazetteer; compile it first when it is missing, stale or damaged.

    Parameters
    ----------
    cache_dir
        The folder to keep it in; made when missing. Processes that come at
        once wait for the one that compiles.
    data_dir
        Whose `gazetteer` folder holds what the user added (see
        `geo.gazetteer.added`); None for the shipped gazetteer alone.

    Returns
    -------
    gazetteer
        Of today's sources, additions and rules.

    Raises
    ------
    InputError
        When an added file was damaged since; it names the file.
    """
    additions = find_added(data_dir / "gazetteer") if data_dir else ()
    current = _current_of_all(cache_dir, additions)
    if current is None:
        with write_lock(cache_dir):
            # Who held the lock may have added more.
            additions = find_added(data_dir / "gazetteer") if data_dir else ()
            current = _current_of_all(cache_dir, additions)
            if current is None:
                base = shipped_gazetteer(cache_dir)
                if not additions:
                    return base
                current = _with_additions(base, additions, data_dir)
    return current


def shipped_gazetteer(cache_dir: Path) -> Gazetteer:
    """Open the gazetteer without what the user added; the caller holds the `write_lock`."""
    path = cache_dir / FILE_NAME
    current = _current(path, compile_version())
    if current is None:
        compile_gazetteer(path)
        current = Gazetteer(path)
    return current


def _with_additions(
    base: Gazetteer, additions: tuple[Added, ...], data_dir: Path | None
) -> Gazetteer:
    try:
        return Gazetteer(install_added(base.path, base.version, additions))
    except InputError as error:
        msg = f"{error} Or remove the file from {data_dir}."
        raise InputError(msg) from error


def _current_of_all(cache_dir: Path, additions: tuple[Added, ...]) -> Gazetteer | None:
    if not additions:
        return _current(cache_dir / FILE_NAME, compile_version())
    version = added_version(compile_version(), additions)
    return _current(cache_dir / ADDED_FILE_NAME, version)


@contextmanager
def write_lock(cache_dir: Path) -> Iterator[None]:
    """
    Wait until no other process compiles in a folder, and keep others waiting.

    Parameters
    ----------
    cache_dir
        Made when missing. What killed compiles left in it is removed.
    """
    cache_dir.mkdir(parents=True, exist_ok=True)
    # The system drops the lock of a process that dies.
    with (cache_dir / f"{FILE_NAME}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for leftover in cache_dir.glob(f".{FILE_NAME}.*.tmp"):
            leftover.unlink(missing_ok=True)
        yield


def _current(path: Path, version: str) -> Gazetteer | None:
    if not path.is_file():
        return None
    try:
        gazetteer = Gazetteer(path)
    except DataError:
        return None
    return gazetteer if gazetteer.version == version else None


def _damaged(path: Path, reason: str) -> str:
    return f"Cannot read the gazetteer {path}: {reason}. Delete it: the next run compiles it anew."


def _place(values: tuple[Any, ...] | list[Any]) -> Place:
    number, _, slug, *rest = values
    if slug:
        return Place(f"dl:{slug}", None, *rest)
    return Place(f"gn:{number}", number, *rest)


def _ordered(found: dict[str, tuple[float, Match]]) -> tuple[Match, ...]:
    """Return matches by their weight, the greatest first, equal ones by place id."""
    return tuple(found[place_id][1] for place_id in sorted(found, key=lambda i: (-found[i][0], i)))
