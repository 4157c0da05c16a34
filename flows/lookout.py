"""What `dateline status` tells: the last build, what failed, what is shown, what comes next."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.journal import Journal
from flows.serve import NOTE_NAME
from flows.site import open_site
from geo.builds.publish import published_builds, shown_build
from geo.errors import ConfigError, StoreError
from geo.store import Build, Store

_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One line of what was found.

    Attributes
    ----------
    name
        What was looked at.
    text
        How it is.
    remedy
        What to do about it; empty when all is well.
    """

    name: str
    text: str
    remedy: str = ""


def look_in(
    out: Path,
    store_url: str,
    now: datetime,
    *,
    max_age_h: float = 0,
    postgis: str = "",
    config: str = "",
) -> tuple[Finding, ...]:
    """
    Tell how an outputs' folder is doing.

    Parameters
    ----------
    out
        The folder.
    store_url
        Of its store; opened only when it is there.
    now
        Aware.
    max_age_h
        A last build older than so many hours is trouble; 0 for any age.
    postgis
        URL of the database that should hold the layers too; empty for the one that
        the file of the site names.
    config
        Path of that file; empty for the one that is served.

    Returns
    -------
    findings
        In the order to be read.
    """
    served = _read_json(out / NOTE_NAME)
    found = list(_shown(out, now, max_age_h))
    found += _postgis(out, postgis, config or str(served.get("config", "")))
    found += _history(store_url)
    found += _last_error(out, now)
    found.append(_next_build(served, now))
    return tuple(found)


def _shown(out: Path, now: datetime, max_age_h: float) -> Iterator[Finding]:
    shown = shown_build(out)
    if shown is None:
        yield Finding("Shown", f"nothing in {out}", f"Run `dateline map ARTICLES --out {out}`.")
        return
    n_kept = len(published_builds(out))
    yield Finding("Shown", f"{shown.name}, one of {n_kept} kept: {out / 'latest' / 'map.html'}")
    note = _read_json(out / "build.json")
    if not note:
        yield Finding("Last build", "its figures are missing", "The next build writes them.")
        return
    ended = datetime.fromisoformat(str(note["ended"]))
    age = now - ended
    is_old = 0 < max_age_h * 3600 < age.total_seconds()
    remedy = f"Older than {max_age_h:g} h: see the errors below." if is_old else ""
    text = f"{note['build_id']}, ended {_time(ended)}, {_span(age.total_seconds())} ago"
    yield Finding("Last build", text, remedy)
    if note["build_id"] != shown.name:
        yield Finding("", f"{shown.name} is shown in its place (rolled back)")
    yield from _figures(note)


def _figures(note: Mapping[str, Any]) -> Iterator[Finding]:
    articles, seconds = note["articles"], note["seconds"]
    counted = f"{articles['read']} read, {articles['analysed']} of them new or edited"
    yield Finding("Articles", f"{counted}; {articles['set_aside']} set aside")
    if articles.get("failed"):
        text = f"{articles['failed']} of them; tried again when they or the rules change"
        yield Finding("Not analysed", f"{text}. articles.csv has the reasons: please report them")
    changes = ", ".join(f"{count} {kind}" for kind, count in note["changes"].items())
    yield Finding("Incidents", f"{note['incidents']}{f' ({changes})' if changes else ''}")
    spent = ", ".join(f"{name} {time:.1f} s" for name, time in seconds.items())
    yield Finding("Time", f"{sum(seconds.values()):.1f} s: {spent}")


def _postgis(out: Path, url: str, config: str) -> Iterator[Finding]:
    try:
        url = open_site((), config, postgis=url).publishing.postgis
    except ConfigError as error:
        yield Finding("Config", f"{config} cannot be used", str(error))
    shown = shown_build(out)
    if not url or shown is None:
        return
    from geo.postgis.connection import loaded_build

    try:
        held = loaded_build(url)
    except StoreError as error:
        yield Finding("PostGIS", "cannot be looked at", str(error))
        return
    remedy = "" if held == shown.name else f"Run `dateline postgis load --out {out}`."
    yield Finding("PostGIS", f"holds {held or 'no build'}", remedy)


def _history(store_url: str) -> Iterator[Finding]:
    if store_url.startswith(_SQLITE) and not Path(store_url.removeprefix(_SQLITE)).exists():
        return
    try:
        with Store(store_url) as store:
            builds = store.builds.history(10)
    except StoreError as error:
        yield Finding("Store", "cannot be used", str(error))
        return
    for build in _failed_since(builds):
        reason = str(build.summary.get("reason", "no reason noted"))
        # Killed, or without power: there is nothing to be done about it.
        remedy = "" if reason == "interrupted" else "Do as it says, then build again."
        yield Finding("Failed", f"{build.build_id}: {reason}", remedy)


def _failed_since(builds: list[Build]) -> Iterator[Build]:
    for build in builds:
        if build.state in ("published", "superseded"):
            return
        if build.state == "failed":
            yield build


def _last_error(out: Path, now: datetime) -> Iterator[Finding]:
    row = Journal(out).read_last(level="error")
    if row:
        age = (now - datetime.fromisoformat(str(row["time"]))).total_seconds()
        yield Finding("Last error", f"{_span(age)} ago: {row['message']}")


def _next_build(served: Mapping[str, Any], now: datetime) -> Finding:
    if not served:
        return Finding("Next build", "when somebody starts it: nothing serves this folder")
    try:
        due = next_run(str(served["url"]), str(served["deployment"]))
    except (OSError, ValueError):
        text = f"{served['when']}, but nothing answers at {served['url']}"
        return Finding("Next build", text, "Start `dateline serve` again.")
    if due is None:
        return Finding("Next build", f"{served['when']}; the server has just begun")
    text = f"{_time(due)}, in {_span((due - now).total_seconds())} ({served['when']})"
    return Finding("Next build", text)


def next_run(url: str, deployment: str) -> datetime | None:
    """
    Ask a Prefect server when a deployment runs next.

    Parameters
    ----------
    url
        Of its API.
    deployment
        Its name.

    Returns
    -------
    due
        Aware; None when nothing is due yet.

    Raises
    ------
    OSError, ValueError
        When no Prefect server answers there.
    """
    body = {
        "deployments": {"name": {"any_": [deployment]}},
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        "sort": "EXPECTED_START_TIME_ASC",
        "limit": 1,
    }
    request = urllib.request.Request(  # noqa: S310 - of our own note
        f"{url}/flow_runs/filter", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=15) as answer:
        runs = json.load(answer)
    return datetime.fromisoformat(runs[0]["expected_start_time"]) if runs else None


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _time(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _span(seconds: float) -> str:
    """Say a span of time in its largest unit: `36 h`."""
    for name, size in (("days", 172_800), ("h", 7_200), ("min", 120)):
        if seconds >= size:
            unit = {"days": 86_400, "h": 3_600, "min": 60}[name]
            return f"{seconds / unit:.0f} {name}"
    return f"{max(0, seconds):.0f} s"
