"""What `dateline doctor` looks at in a `dateline.toml`: its sources, services and schedule."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from flows.doctor import look_at_postgis
from flows.lookout import Finding
from geo.config.reading import load_config
from geo.config.records import Config, Schedule, Source
from geo.errors import ConfigError, InputError
from geo.geocoding.asking import Asker, ServiceTroubleError
from geo.geocoding.setup import Geocoding, Question
from geo.sources.entries import read_entries
from geo.sources.fetch import Fetcher, Wire

_KNOWN = Question("Vienna", "AT")
_NOT_ASKED = ", not asked (--fetch asks)"


def examine_site(
    path: Path, environ: Mapping[str, str], wire: Wire | None = None
) -> Iterator[Finding]:
    """
    Look at a site's file, its folders, its services and its schedule.

    Parameters
    ----------
    path
        Of the `dateline.toml`.
    environ
        Where keys are, and what takes the place of the file's settings.
    wire
        By it each feed is asked, as a build would, and each geocoder for one town;
        None to ask none.

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
    yield from _geocoders(config.geocoding, environ, is_asked=wire is not None)
    if config.publishing.postgis and not environ.get("DATELINE_POSTGIS"):
        yield look_at_postgis(config.publishing.postgis)
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
        return Finding("Source", f"{what}{_NOT_ASKED}")
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


def _geocoders(
    geocoding: Geocoding, environ: Mapping[str, str], *, is_asked: bool
) -> Iterator[Finding]:
    if not geocoding.services:
        return
    from geo.footprints.boundaries import load_boundaries
    from geo.geocoding.services import open_services

    try:
        askers = open_services(geocoding, environ, load_boundaries())
    except ConfigError as error:
        yield Finding("Geocoder", "none would be asked", str(error))
        return
    for asker in askers:
        what = f"{asker.service.name}: {asker.service.kind} at {asker.service.url}"
        yield _ask_for_town(asker, what) if is_asked else Finding("Geocoder", f"{what}{_NOT_ASKED}")


def _ask_for_town(asker: Asker, what: str) -> Finding:
    try:
        found = asker.ask(_KNOWN, asker.service.timeout_s)
    except ServiceTroubleError as error:
        remedy = "Correct its section in [geocoding], or ask who runs it."
        return Finding("Geocoder", f"{what}: {error}", remedy)
    # A server for one country need not know it.
    told = "knows" if found else "answers, and does not know"
    return Finding("Geocoder", f"{what}, {told} {_KNOWN.name}")


def _schedule(schedule: Schedule) -> Finding:
    from prefect.server.schemas.schedules import CronSchedule

    if not schedule.cron:
        return Finding("Schedule", "none in the file: `dateline serve` builds at 2:15, UTC time")
    cron = CronSchedule(cron=schedule.cron, timezone=schedule.timezone)
    now = datetime.now(UTC)
    due = next(due for due in asyncio.run(cron.get_dates(3, now)) if due > now)
    told = due.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return Finding("Schedule", f"{schedule.cron!r}, {schedule.timezone} time: next at {told}")
