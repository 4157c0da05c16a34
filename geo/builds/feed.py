"""An Atom feed (RFC 4287) of what changed, for readers and programs that watch a map."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from geo.builds.changes import Change

NAME = "changes.atom"
# What a reader that looks in once a week still finds.
MAX_ENTRIES = 500
_ATOM = "http://www.w3.org/2005/Atom"
# RFC 4151: unique without a server; the year is that of the first version.
_TAG = "tag:dateline.invalid,2026"
_VERBS = {
    "added": "New",
    "moved": "Moved",
    "revised": "Revised",
    "merged": "Merged",
    "split": "Split",
    "withdrawn": "Withdrawn",
}
# XML 1.0 cannot carry other control characters, escaped or not.
_UNPRINTABLE = {code: None for code in range(32) if code not in (9, 10, 13)}


def write_feed(
    folder: Path,
    build_id: str,
    updated: datetime,
    changes: Sequence[Change],
    previous: Path | None = None,
) -> Path:
    """
    Write the changes of a build, followed by those of the builds before.

    Parameters
    ----------
    folder
        Of the build.
    build_id
        Its name.
    updated
        When it was made; an aware time.
    changes
        From `geo.builds.changes.compare`.
    previous
        The build before, whose entries are carried on; None for none.

    Returns
    -------
    path
        `changes.atom`, with at most `MAX_ENTRIES` entries, newest first. Links
        lead to `map.html` beside it.
    """
    ET.register_namespace("", _ATOM)
    stamp = updated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    feed = ET.Element(_name("feed"))
    _add(feed, "id", f"{_TAG}:changes")
    _add(feed, "title", "Changes on the map")
    _add(feed, "updated", stamp)
    _add(_add(feed, "author"), "name", "Dateline")
    _add(feed, "link", rel="self", href=NAME)
    _add(feed, "link", rel="alternate", type="text/html", href="map.html")
    entries = [_entry(change, build_id, stamp) for change in changes]
    entries += _entries(previous / NAME) if previous else []
    feed.extend(entries[:MAX_ENTRIES])
    path = folder / NAME
    ET.indent(feed)
    ET.ElementTree(feed).write(path, encoding="utf-8", xml_declaration=True)
    return path


def _entries(path: Path) -> list[ET.Element]:
    if not path.is_file():
        return []
    # A file of an earlier build, not an article's: nothing foreign is parsed.
    return ET.parse(path).getroot().findall(_name("entry"))  # noqa: S314


def _entry(change: Change, build_id: str, stamp: str) -> ET.Element:
    told = change.feature["properties"]
    entry = ET.Element(_name("entry"))
    _add(entry, "id", f"{_TAG}:{change.event_id}/{build_id}")
    _add(entry, "title", _title(change, told))
    _add(entry, "updated", stamp)
    _add(entry, "link", rel="alternate", type="text/html", href="map.html")
    _add(entry, "category", term=change.kind)
    _add(entry, "summary", told.get("quote") or "")
    return entry


def _title(change: Change, told: dict[str, Any]) -> str:
    what = str(told.get("sub_event_type") or "").replace("_", " ")
    where = told.get("place_name") or told.get("place_text") or ""
    when = told.get("date_start") or "no date"
    told_in = f" ({', '.join(change.columns)})" if change.columns else ""
    into = f" → {', '.join(change.others)}" if change.others else ""
    return f"{_VERBS[change.kind]}: {what}, {where}, {when}{told_in}{into}"


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, _name(tag), attributes)
    if text:
        child.text = text.translate(_UNPRINTABLE)
    return child


def _name(tag: str) -> str:
    return f"{{{_ATOM}}}{tag}"
