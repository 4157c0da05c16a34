"""What `dateline doctor` looks at in a `dateline.toml`: its sources, and when they are read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flows.lookout import Finding
from geo.config import Config, Schedule, Source, load_config
from geo.errors import ConfigError, InputError
from geo.sources.entries import read_entries
from geo.sources.fetch import Fetcher, Wire


def examine_site(path: Path, wire: Wire | None = None) -> Iterator[Finding]:
    """
    Look at a site's file, its folders and its schedule.

    Parameters
    ----------
    path
        Of the `dateline.toml`.
    wire
        By it each feed is asked, as a build would; None to ask none.

    Yields
    ------
    finding
        With a remedy where something is in the way.
    """
    try:
        config = load_config(path)
    except ConfigError as error:
        yield Finding("Config", f"{path} cannot be used", str(error))
        return
    yield Finding("Config", f"{path}, {len(config.sources)} sources")
    for source in config.sources:
        yield _feed(source, config, wire) if source.kind == "feed" else _folder(source)
    yield _schedule(config.schedule)


def _folder(source: Source) -> Finding:
    path, what = source.path or Path(), f"{source.name}: {source.kind} {source.path}"
    try:
        if not path.is_dir():
            size = path.stat().st_size
            return Finding("Source", f"{what}, a file of {size:,} bytes")
        count = sum(1 for _ in path.iterdir())
    except OSError as error:
        told = f"{what} cannot be read: {error.strerror}"
        return Finding("Source", told, "Correct its `path`, or who may read it.")
    return Finding("Source", f"{what}, {count:,} entries" if count else f"{what}, empty as yet")


def _feed(source: Source, config: Config, wire: Wire | None) -> Finding:
    what = f"{source.name}: feed {source.url}"
    if wire is None:
        return Finding("Source", f"{what}, not asked (--fetch asks)")
    try:
        told = _ask(source, Fetcher(wire, config.contact))
    except InputError as error:
        return Finding("Source", f"{what}: {error}", "Correct its `url`, or ask who runs it.")
    return Finding("Source", f"{what}, {told}")


def _ask(source: Source, fetcher: Fetcher) -> str:
    """Fetch a feed, and say what it lists."""
    reply = fetcher.get(source.url, source.limits, source.private_networks)
    if reply.status != 200:
        msg = f"Its server answers with status {reply.status}."
        raise InputError(msg)
    entries, trouble = read_entries(
        reply.body, reply.url, content_type=reply.content_type, charset=reply.charset
    )
    told = f"lists {len(entries)} articles"
    return f"{told}; partly broken: {trouble}" if trouble else told


def _schedule(schedule: Schedule) -> Finding:
    from prefect.server.schemas.schedules import CronSchedule

    if not schedule.cron:
        return Finding("Schedule", "none in the file: `dateline serve` builds at 2:15, UTC time")
    cron = CronSchedule(cron=schedule.cron, timezone=schedule.timezone)
    now = datetime.now(UTC)
    due = next(due for due in asyncio.run(cron.get_dates(3, now)) if due > now)
    told = due.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return Finding("Schedule", f"{schedule.cron!r}, {schedule.timezone} time: next at {told}")
