"""`dateline export`: a published build in the formats of others."""

from __future__ import annotations

from pathlib import Path

import click

# Told here, so that `--help` need not load GDAL; a test holds them to `geo.exchange`.
FORMATS = ("acled", "ucdp", "kml", "flatgeobuf", "shapefile")
LAYERS = ("events", "areas", "places")


@click.command("export")
@click.option(
    "--format",
    "kind",
    type=click.Choice(FORMATS),
    required=True,
    help="What to write. Example: --format ucdp",
)
@click.option(
    "--out",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file; else one named after the layer, here. Example: --out iraq.kml",
)
@click.option(
    "--layer",
    type=click.Choice(LAYERS),
    default="events",
    show_default=True,
    help="What of the build; acled and ucdp hold events alone.",
)
@click.option(
    "--from",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("outputs/latest"),
    show_default=True,
    help="The published build. Example: --from /srv/maps/latest",
)
def export_command(kind: str, target: Path | None, layer: str, folder: Path) -> None:
    """
    Write a published build in the format of another program.

    acled and ucdp are CSV files with those projects' columns: what they do not code is left
    out and counted, what we do not know stays empty (docs/qgis.md). A Shapefile cuts names of
    columns to ten characters and texts to 254.

    \b
    Example:
        dateline export --format ucdp --out ged.csv
        dateline export --format kml --layer areas --from /srv/maps/latest
    """
    from geo.exchange import export_build

    done = export_build(folder, kind, layer=layer, path=target)
    click.echo(f"{done.rows} rows in {done.path}")
    if done.left_out:
        click.echo(f"{done.left_out} rows have no place in {kind} and were left out", err=True)
