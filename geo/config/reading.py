"""`dateline.toml` -> frozen records, each mistake named with its line and remedy."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from geo.config.checks import (
    check_contact,
    check_cron,
    check_database,
    check_home,
    check_networks,
    check_url,
    check_zone,
)
from geo.config.geocoding import read_geocoding
from geo.config.lines import find_lines
from geo.config.records import Config, FetchLimits, Publishing, Rights, Schedule, Source
from geo.config.tables import Mistakes, Table
from geo.errors import ConfigError

KINDS = ("folder", "feed", "newswire", "warc")
LANGUAGES = ("en", "any")
_OF_FEEDS = ("pages", "limits", "private_networks")
MAX_CONFIG_BYTES = 1_000_000
_SOURCE, _RIGHTS = Source("", ""), Rights()
_PUBLISHING, _SCHEDULE = Publishing(), Schedule()


def load_config(path: Path) -> Config:
    """
    Read and check the set-up of a site.

    Parameters
    ----------
    path
        Of the TOML file; relative paths in it start from its folder.

    Returns
    -------
    config
        Complete; nothing was fetched, and no source's path was looked at.

    Raises
    ------
    ConfigError
        With one line per mistake: file, line, what is wrong and what to write.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_CONFIG_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        msg = f"{path}: It cannot be read: {reason}. Name the file with --config."
        raise ConfigError(msg) from error
    if len(data) > MAX_CONFIG_BYTES:
        msg = f"{path}: It is larger than {MAX_CONFIG_BYTES:,} bytes: is it the right file?"
        raise ConfigError(msg)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        msg = f"{path}:{line}: It is not UTF-8: save it as UTF-8."
        raise ConfigError(msg) from error
    return parse_config(text, path)


def parse_config(text: str, path: Path) -> Config:
    r"""
    Check the text of a `dateline.toml`.

    Parameters
    ----------
    text
        TOML.
    path
        Of the file, for messages and relative paths.

    Returns
    -------
    config
        As from `load_config`.

    Raises
    ------
    ConfigError
        As from `load_config`.

    Examples
    --------
    >>> text = '[[source]]\nname = "Desk"\nkind = "fed"\n'
    >>> parse_config(text, Path("dateline.toml"))
    Traceback (most recent call last):
    ...
    geo.errors.ConfigError: dateline.toml:3: `kind` is 'fed': write feed, folder, newswire or warc.
    """
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"{path}:{line[1]}" if line else str(path)
        msg = (
            f"{where}: It is no TOML: {error}. Correct that line: text stands in quotation marks,"
            " true and false in small letters, each name once."
        )
        raise ConfigError(msg) from error
    mistakes = Mistakes(path, find_lines(text))
    config = _read_config(Table(values, (), mistakes), path.parent)
    mistakes.stop_on_any()
    return config


def _read_config(top: Table, folder: Path) -> Config:
    site, fetch = top.table("site"), top.table("fetch")
    contact = fetch.text("contact", check=check_contact)
    networks = fetch.texts("private_networks", check_networks)
    limits = _read_limits(fetch, FetchLimits())
    fetch.close()
    found = [_read_source(table, folder, limits, networks) for table in top.tables("source")]
    _check_names(top, found)
    review = top.table("review")
    inbox = review.text("inbox")
    config = Config(
        sources=tuple(found),
        title=site.text("title", "Dateline"),
        contact=contact,
        publishing=_read_publishing(top.table("publish")),
        schedule=_read_schedule(top.table("schedule")),
        webhook=site.text("webhook", check=check_url),
        geocoding=read_geocoding(top.table("geocoding")),
        inbox=folder / Path(inbox).expanduser() if inbox else None,
        publish_comments=review.flag("publish_comments", default=False),
    )
    review.close()
    site.close()
    top.close()
    return config


def _check_names(top: Table, found: list[Source]) -> None:
    if not found and not top.has("source"):
        top.complain("source", "There is no [[source]]: add one with `name`, `kind` and `path`.")
    names = [source.name.casefold() for source in found]
    for number, name in enumerate(names):
        if name and name in names[:number]:
            remedy = f"the name {found[number].name!r} is taken: choose another."
            top.mistakes.add(("source", number, "name"), remedy)


def _read_source(
    table: Table, folder: Path, limits: FetchLimits, networks: tuple[str, ...]
) -> Source:
    kind = table.choice("kind", KINDS)
    path, url = table.text("path"), table.text("url", check=check_url)
    if kind == "feed":
        _need(table, "url", url, 'the address of the feed: url = "https://..."')
        _refuse(table, "path", path, "a feed is fetched from its `url`: remove `path`")
    elif kind:
        _need(table, "path", path, 'a file or folder: path = "..."')
        _refuse(table, "url", url, f"a {kind} is read from its `path`: remove `url`")
        for name in filter(table.has, _OF_FEEDS):
            table.complain(name, f"`{name}` is for feeds, and this is a {kind}: remove it.")
    inner = table.table("limits")
    own = _read_limits(inner, limits)
    inner.close()
    source = Source(
        name=_need(table, "name", table.text("name"), 'what readers see: name = "..."'),
        kind=kind,
        path=folder / Path(path).expanduser() if path else None,
        url=url,
        language=table.choice("language", LANGUAGES, _SOURCE.language),
        home=table.text("home", check=check_home),
        trust=table.number("trust", _SOURCE.trust, 0.0, 1.0),
        rights=_read_rights(table.table("rights")),
        limits=own,
        pages=table.flag("pages", default=_SOURCE.pages),
        private_networks=(*networks, *table.texts("private_networks", check_networks)),
    )
    table.close()
    return source


def _need(table: Table, name: str, value: str, what: str) -> str:
    if not value and not table.has(name):
        table.complain(name, f"The source has no `{name}`: add {what}.")
    return value


def _refuse(table: Table, name: str, value: str, why: str) -> None:
    if value:
        table.complain(name, f"{why}.")


def _read_limits(table: Table, default: FetchLimits) -> FetchLimits:
    return FetchLimits(
        wait_s=table.number("wait_s", default.wait_s, 0.1, 3600.0),
        total_s=table.number("total_s", default.total_s, 0.1, 3600.0),
        night_s=table.number("night_s", default.night_s, 0.1, 86_400.0),
        max_bytes=table.count("max_bytes", default.max_bytes, 1_000, 1_000_000_000),
        max_redirects=table.count("max_redirects", default.max_redirects, 0, 20),
        delay_s=table.number("delay_s", default.delay_s, 0.0, 3600.0),
        max_items=table.count("max_items", default.max_items, 1, 100_000),
        recheck_days=table.count("recheck_days", default.recheck_days, 0, 36_500),
        keep_days=table.count("keep_days", default.keep_days, 0, 36_500),
    )


def _read_rights(table: Table) -> Rights:
    rights = Rights(
        quotes=table.flag("quotes", default=_RIGHTS.quotes),
        quote_chars=table.count("quote_chars", _RIGHTS.quote_chars, 0, 100_000),
        days=table.count("days", _RIGHTS.days, 0, 36_500),
    )
    table.close()
    return rights


def _read_publishing(table: Table) -> Publishing:
    publishing = Publishing(
        keep_builds=table.count("keep_builds", _PUBLISHING.keep_builds, 1, 100_000),
        keep_days=table.count("keep_days", _PUBLISHING.keep_days, 0, 36_500),
        greatest_fall=table.number("greatest_fall", _PUBLISHING.greatest_fall, 0.0, 1.0),
        least_read=table.number("least_read", _PUBLISHING.least_read, 0.0, 1.0),
        least_resolved=table.number("least_resolved", _PUBLISHING.least_resolved, 0.0, 1.0),
        postgis=table.text("postgis", check=check_database),
    )
    table.close()
    return publishing


def _read_schedule(table: Table) -> Schedule:
    schedule = Schedule(
        cron=table.text("cron", check=check_cron),
        timezone=table.text("timezone", _SCHEDULE.timezone, check=check_zone),
        limit_minutes=table.count("limit_minutes", _SCHEDULE.limit_minutes, 1, 10_000),
    )
    table.close()
    return schedule
