"""`dateline postgis`: let a PostGIS database hold the build that is shown."""

from __future__ import annotations

import os
from pathlib import Path

import click

from flows.options import out_option
from geo.errors import BuildError, ConfigError
from geo.settings import Settings


@click.group()
def postgis() -> None:
    """Look after the layers in a PostGIS database."""


@postgis.command("load")
@out_option("Folder that was published into. Example: --out /srv/maps")
@click.option(
    "--url", help="Of the database, else DATELINE_POSTGIS. Example: postgresql://writer@db/maps"
)
def load_command(out: Path, url: str | None) -> None:
    """
    Let PostGIS hold the build that OUT/latest shows.

    Builds do it themselves when DATELINE_POSTGIS is set; this is for the first time,
    after `dateline rollback`, and after a night when the database was away.

    \b
    Example:
        dateline postgis load --out /srv/maps --url postgresql://writer@db/maps
    """
    from geo.builds.publish import shown_build
    from geo.postgis.loading import load_build

    address = url or Settings.from_env(os.environ).postgis
    if not address:
        msg = "Name the database by --url or DATELINE_POSTGIS."
        raise ConfigError(msg)
    folder = shown_build(out)
    if folder is None:
        msg = f"Nothing is published in {out}: run `dateline map ARTICLES --out {out}` first."
        raise BuildError(msg)
    count = load_build(folder, address)
    click.echo(f"PostGIS holds {folder.name}; {count:,} rows were changed")
