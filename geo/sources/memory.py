"""What must be remembered of feeds between two nights, in memory or in files."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class FeedState:
    """
    What a feed's server said last.

    Attributes
    ----------
    etag, last_modified
        To ask whether the feed changed; empty when it gave none.
    checked, not_before
        When it was fetched last, and until when its server asked to be left
        alone; ISO 8601 in UTC, empty for never.
    listed
        The day (ISO 8601) on which each item's key was listed last.
    """

    etag: str = ""
    last_modified: str = ""
    checked: str = ""
    not_before: str = ""
    listed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownItem:
    """
    An article that a feed led to.

    Attributes
    ----------
    key
        The feed's own id of it, else its address.
    url, title, published, text, note
        Of the article; the date as the feed or the page wrote it.
    etag, last_modified
        Of the page.
    first_seen
        The day, in ISO 8601.
    entry
        Hash of what the feed said: another one means an edit.
    """

    key: str
    url: str
    title: str
    published: str
    text: str
    first_seen: str
    entry: str
    etag: str = ""
    last_modified: str = ""
    note: str = ""


class FetchMemory(Protocol):
    """Keeps feeds and their articles by the name of the source."""

    def feed(self, source: str) -> FeedState:
        """Return what is known of a feed; an empty state for a new one."""

    def set_feed(self, source: str, state: FeedState) -> None:
        """Replace what is known of a feed."""

    def items(self, source: str) -> Iterator[KnownItem]:
        """Go through the articles of a source, ordered by key."""

    def item(self, source: str, key: str) -> KnownItem | None:
        """Return one article, or None."""

    def put(self, source: str, item: KnownItem) -> None:
        """Keep an article in place of an earlier one with the same key."""

    def drop(self, source: str, key: str) -> None:
        """Forget an article, if it is there."""


class FileMemory:
    """
    A memory in one file of JSON lines per source, safe against being killed.

    Lines are only added, the last one about a key counts, and a line that was
    cut off by a kill is passed over. Files that are mostly outdated are written
    anew when they are opened.

    Parameters
    ----------
    folder
        Created when missing. One process at a time may use it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Where each source's lines begin, by key; the empty key is the feed's own.
        self._places: dict[str, dict[str, int]] = {}

    def feed(self, source: str) -> FeedState:
        """Return what is known of a feed."""
        found = self._fetch(source, "")
        return FeedState(**found) if found else FeedState()

    def set_feed(self, source: str, state: FeedState) -> None:
        """Replace what is known of a feed."""
        self._append(source, "", asdict(state))

    def items(self, source: str) -> Iterator[KnownItem]:
        """Go through the articles of a source, ordered by key."""
        for key in sorted(filter(None, self._open(source))):
            found = self.item(source, key)
            if found:
                yield found

    def item(self, source: str, key: str) -> KnownItem | None:
        """Return one article, or None."""
        found = self._fetch(source, key)
        return KnownItem(**found) if found else None

    def put(self, source: str, item: KnownItem) -> None:
        """Keep an article."""
        self._append(source, item.key, asdict(item))

    def drop(self, source: str, key: str) -> None:
        """Forget an article."""
        if key in self._open(source):
            self._append(source, key, None)
            del self._places[source][key]

    def _path(self, source: str) -> Path:
        # A name may hold anything, also what no file's name can.
        return self._folder / f"{hashlib.sha256(source.encode()).hexdigest()[:16]}.jsonl"

    def _fetch(self, source: str, key: str) -> dict[str, Any] | None:
        place = self._open(source).get(key)
        if place is None:
            return None
        with self._path(source).open("rb") as stream:
            stream.seek(place)
            found: dict[str, Any] = json.loads(stream.readline())["value"]
        return found

    def _append(self, source: str, key: str, value: Mapping[str, Any] | None) -> None:
        places = self._open(source)
        with self._path(source).open("ab") as stream:
            places[key] = stream.tell()
            stream.write(_line(key, value))

    def _open(self, source: str) -> dict[str, int]:
        if source in self._places:
            return self._places[source]
        path = self._path(source)
        self._folder.mkdir(parents=True, exist_ok=True)
        path.touch()
        places, n_lines, is_whole = _find_places(path)
        if n_lines > 2 * len(places) + 100 or not is_whole:
            _rewrite(path, sorted(places.values()))
            places, _, _ = _find_places(path)
        self._places[source] = places
        return places


def _line(key: str, value: Mapping[str, Any] | None) -> bytes:
    return json.dumps({"key": key, "value": value}).encode() + b"\n"


def _find_places(path: Path) -> tuple[dict[str, int], int, bool]:
    """Find where the last line about each key begins, count all, tell if they are whole."""
    places: dict[str, int] = {}
    start = n_lines = 0
    is_whole = True
    with path.open("rb") as stream:
        for line in stream:
            n_lines += 1
            try:
                told = json.loads(line)
            except ValueError:
                is_whole = False
            else:
                places[told["key"]] = start
                if told["value"] is None:
                    del places[told["key"]]
                is_whole = is_whole and line.endswith(b"\n")
            start += len(line)
    return places, n_lines, is_whole


def _rewrite(path: Path, starts: list[int]) -> None:
    fresh = path.with_suffix(".new")
    with path.open("rb") as old, fresh.open("wb") as new:
        for start in starts:
            old.seek(start)
            new.write(old.readline().rstrip(b"\n") + b"\n")
        # Else a power cut can leave the new name with no bytes.
        new.flush()
        os.fsync(new.fileno())
    fresh.replace(path)
