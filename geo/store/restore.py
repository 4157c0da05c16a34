"""What a store should remember, read back from the builds that were published."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from geo.builds.publish import published_builds, shown_build, time_of
from geo.errors import StoreError
from geo.incidents.identity import Trace, Traces
from geo.store.builds import Builds

_MANIFEST, _REPORTS = "manifest.json", "reports.jsonl"


def reconcile(builds: Builds, out: Path, now: datetime) -> str:
    """
    Let a store agree with the build that readers see.

    A process can die after a build was shown and before it was recorded; an
    earlier build can have been shown again; a store can have been lost.

    Parameters
    ----------
    builds
        Of the store.
    out
        The outputs' folder, locked by the caller.
    now
        Aware.

    Returns
    -------
    build_id
        Of the build that had to be recorded, empty when all was well or nothing
        was ever published.

    Raises
    ------
    StoreError
        When the build shown is damaged.
    """
    shown = shown_build(out)
    if shown is None:
        return ""
    current = builds.current()
    if current and current.build_id == _read_build_id(shown):
        return ""
    if not builds.ids():
        _restore_history(builds, [path for path in published_builds(out) if path != shown], now)
    return restore_from_build(builds, shown, now)


def restore_from_build(builds: Builds, folder: Path, now: datetime) -> str:
    """
    Record a build from its files as the one that is shown.

    Parameters
    ----------
    builds
        Of the store.
    folder
        The build, such as `outputs/latest`.
    now
        Aware; when the build's name does not tell its time.

    Returns
    -------
    build_id
        Its name.

    Raises
    ------
    StoreError
        When a file is missing or damaged.
    """
    build_id = _read_build_id(folder)
    traces = read_traces(folder)
    counts = {"incidents": len(traces), "restored": True}
    builds.record(build_id, traces, ended=time_of(build_id) or now, summary=counts)
    return build_id


def read_traces(folder: Path) -> Traces:
    """
    Read what is to be remembered of a build's incidents.

    Parameters
    ----------
    folder
        The build.

    Returns
    -------
    traces
        The same as `geo.incidents.identity.trace_reports` gave when it was published.

    Raises
    ------
    StoreError
        When `reports.jsonl` is missing or damaged.
    """
    found = defaultdict(list)
    try:
        with (folder / _REPORTS).open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                found[str(row["event_id"])].append(_trace(row))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(_damaged(folder / _REPORTS, error)) from error
    return {event_id: tuple(traces) for event_id, traces in found.items()}


def _restore_history(builds: Builds, folders: Iterable[Path], now: datetime) -> None:
    """Read the ids of the builds that are kept, so that none is given to another incident."""
    for folder in folders:
        try:
            restore_from_build(builds, folder, now)
        except StoreError:
            continue  # its ids cannot be read; those of the build that is shown must be


def _read_build_id(folder: Path) -> str:
    path = folder / _MANIFEST
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["build_id"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(_damaged(path, error)) from error


def _trace(row: dict[str, Any]) -> Trace:
    place = row["place_id"] or f"?{row['toponym'].casefold()}"
    # What the program told, where an analyst corrected it.
    facts = {"place": place, **row, **row.get("told", {})}
    day = facts["date_start"]
    return Trace(
        report_id=row["report_id"],
        article_id=row["article_id"],
        place=facts["place"],
        event_type=facts["event_type"],
        sub_event_type=facts["sub_event_type"],
        day=date.fromisoformat(day) if day else None,
    )


def _damaged(path: Path, error: Exception) -> str:
    return (
        f"{path} is damaged ({error}), so that the ids of its incidents cannot be read. Let"
        f" {path.parent.parent / 'latest'} show another build, or remove it to begin anew."
    )
