"""The commands of the machine that builds every night: serve, status, doctor."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.options import out_option
from geo.settings import Settings

if TYPE_CHECKING:
    from flows.lookout import Finding

# After the evening's news, before anybody reads.
DEFAULT_CRON = "15 2 * * *"


@click.command("serve")
@click.argument("articles", nargs=-1, type=click.Path(path_type=Path))
@out_option("Folder to publish into. Example: --out /srv/maps")
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A dateline.toml that names the sources, in place of ARTICLES.",
)
@click.option(
    "--cron",
    help="When to build, as in crontab(5); else as the file says, else at 2:15."
    " Example: --cron '0 */6 * * *'",
)
@click.option(
    "--timezone",
    help="In which --cron counts; else as the file says, else UTC. Example: Europe/Berlin",
)
@click.option(
    "--every",
    type=click.FloatRange(min=1),
    help="Build every so many seconds, in place of --cron. Example: --every 900",
)
@click.option(
    "--limit-minutes",
    type=click.FloatRange(min=0),
    help="End a build that takes longer, else as the file says, else after 360; 0 for no limit.",
)
def serve_command(
    articles: tuple[Path, ...],
    out: Path,
    config: Path | None,
    cron: str | None,
    timezone: str | None,
    every: float | None,
    limit_minutes: float | None,
) -> None:
    """
    Publish a map of ARTICLES every night, until it is ended.

    Builds never overlap, and those missed while the machine was off are made up for
    by one. A failed build is a line in OUT/log.jsonl, and a word to the URL in
    DATELINE_WEBHOOK. `dateline status` tells how it goes.

    \b
    Example:
        dateline serve news/ --out /srv/maps --cron "15 2 * * *" --timezone Europe/Berlin
        dateline serve --config dateline.toml --out /srv/maps
    """
    from flows.serve import Plan, serve
    from geo.config.reading import load_config
    from geo.config.records import Schedule

    if bool(articles) == bool(config):
        msg = "Name ARTICLES, or the sources by --config: one of the two."
        raise click.UsageError(msg)
    told = load_config(config).schedule if config else Schedule()

    plan = Plan(
        articles=tuple(str(path.absolute()) for path in articles),
        out=out.absolute(),
        cron=cron or told.cron or DEFAULT_CRON,
        timezone=timezone or told.timezone,
        every_s=every or 0,
        limit_minutes=told.limit_minutes if limit_minutes is None else limit_minutes,
        config=str(config.absolute()) if config else "",
    )
    Settings.from_env(os.environ)
    serve(plan, os.environ)


@click.command()
@out_option("Folder that is published into. Example: --out /srv/maps")
@click.option(
    "--max-age",
    "max_age_h",
    type=click.FloatRange(min=0),
    default=0,
    help="Trouble when the last build is older than so many hours. Example: --max-age 26",
)
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The dateline.toml that builds are made from, when nothing serves the folder.",
)
def status(out: Path, max_age_h: float, config: Path | None) -> None:
    """
    Tell how the builds are doing.

    The last one, what failed, and when the next is due. The exit status is 1 when
    something needs attention.

    \b
    Example:
        dateline status --out /srv/maps --max-age 26
    """
    from datetime import UTC, datetime

    from flows.lookout import look_in

    settings = Settings.from_env(os.environ)
    now = datetime.now(UTC)
    found = look_in(
        out,
        settings.store_url(out),
        now,
        max_age_h=max_age_h,
        postgis=settings.postgis,
        config=str(config or ""),
    )
    _tell(found)


@click.command()
@out_option("Folder to be published into. Example: --out /srv/maps")
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A dateline.toml to be looked at too: its sources, services and schedule.",
)
@click.option(
    "--fetch", is_flag=True, help="Ask each feed and geocoder of --config, as a build would."
)
def doctor(
    out: Path,
    config: Path | None,
    fetch: bool,  # noqa: FBT001 - click passes options by name
) -> None:
    """
    Look at everything a build needs, and name remedies.

    The exit status is 1 when something is wrong.

    \b
    Example:
        dateline doctor --out /srv/maps
        dateline doctor --out /srv/maps --config dateline.toml --fetch
    """
    from flows.doctor import examine

    found = examine(out, Settings.from_env(os.environ), os.environ)
    if config:
        from flows.doctor_site import examine_site
        from geo.sources.fetch import Wire

        wire = Wire() if fetch else None
        found = itertools.chain(found, examine_site(config, os.environ, wire))
    _tell(found)


def _tell(findings: Iterable[Finding]) -> None:
    has_trouble = False
    for found in findings:
        click.echo(f"{'!' if found.remedy else ' '} {found.name:<12} {found.text}")
        if found.remedy:
            click.echo(f"{'':<15}→ {found.remedy}")
            has_trouble = True
    if has_trouble:
        sys.exit(1)
