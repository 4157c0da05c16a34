"""`dateline gazetteer`: what is in the gazetteer, and adding to it."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.errors import InputError
from geo.settings import Settings

if TYPE_CHECKING:
    from geo.model import Match

_GEONAMES = "https://download.geonames.org/export/dump"
_HEADER = ("name", "id", "code", "country", "admin1", "lon", "lat", "population", "kind")
_RIGHT = frozenset(("lon", "lat", "population", "places"))


@click.group("gazetteer")
def gazetteer() -> None:
    """
    See what the gazetteer knows, and add places and names.

    What is added lies in the user's data folder (DATELINE_DATA) and stays when the
    program is renewed or the cache is emptied.
    """


@gazetteer.command()
@click.argument("countries", nargs=-1, required=True)
@click.option(
    "--from",
    "origin",
    default=_GEONAMES,
    show_default=True,
    help="A base URL, or a folder or zip file of this machine. Example: --from ~/Downloads",
)
def add(countries: tuple[str, ...], origin: str) -> None:
    """
    Add all places that GeoNames has of COUNTRIES.

    They are told by their two-letter codes.

    \b
    Example:
        dateline gazetteer add IQ SY
        dateline gazetteer add IQ --from ~/Downloads/IQ.zip
    """
    from flows.gazetteer_fetch import find_dump
    from geo.gazetteer.editing import add_files, count_sources

    settings, data_dir = _settings()
    codes = [_country_code(text) for text in countries]
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        files = {}
        for code in codes:
            click.echo(f"Getting {code}.zip from {origin}", err=True)
            files[f"dumps/{code}.zip"] = find_dump(code, origin, Path(folder))
        done = add_files(settings.cache_dir, data_dir, files)
    for source in count_sources(done):
        if source.name.startswith(tuple(f"GeoNames {code}.zip" for code in codes)):
            click.echo(f"Added {source.n_places:,} places: {source.name}")


@gazetteer.command("list")
def list_command() -> None:
    """
    Print what the gazetteer is made of, source by source.

    What was added has its date.

    \b
    Example:
        dateline gazetteer list
    """
    from geo.gazetteer.added import find_added
    from geo.gazetteer.editing import added_on, count_sources
    from geo.gazetteer.lookup import open_gazetteer

    settings, data_dir = _settings()
    opened = open_gazetteer(settings.cache_dir, data_dir)
    counts = [(f"{source.n_places:,}", source.name) for source in count_sources(opened)]
    _print_table(("places", "source"), counts)
    added = find_added(data_dir / "gazetteer")
    if added:
        click.echo()
        _print_table(("added on", "file"), [(str(added_on(a)), str(a.path)) for a in added])


@gazetteer.command()
@click.argument("name")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="Print so many at most.",
)
def lookup(name: str, limit: int) -> None:
    """
    Print the places that go by NAME, the likeliest first.

    Where there is none, those that are spelt much like it.

    \b
    Example:
        dateline gazetteer lookup "Tob Zawa"
    """
    from geo.gazetteer.lookup import open_gazetteer

    settings, data_dir = _settings()
    opened = open_gazetteer(settings.cache_dir, data_dir)
    found = opened.lookup(name) or opened.lookup_near(name, limit=limit)
    if not found:
        msg = f"No place goes by {name!r}, or nearly so. Add its country: gazetteer add --help"
        raise InputError(msg)
    _print_table(_HEADER, [_cells(match) for match in found[:limit]])
    if len(found) > limit:
        click.echo(f"{len(found) - limit} more: --limit {len(found)}", err=True)


@gazetteer.command()
def rebuild() -> None:
    """
    Compile the gazetteer anew; it takes half a minute.

    \b
    Example:
        dateline gazetteer rebuild
    """
    from geo.gazetteer.editing import count_sources
    from geo.gazetteer.editing import rebuild as rebuild_all

    settings, data_dir = _settings()
    done = rebuild_all(settings.cache_dir, data_dir)
    n_places = sum(source.n_places for source in count_sources(done))
    click.echo(f"Compiled {n_places:,} places into {done.path}")


@gazetteer.command()
@click.argument("name")
@click.argument("place_id")
def alias(name: str, place_id: str) -> None:
    """
    Let the place with PLACE_ID go by NAME too.

    PLACE_ID is a GeoNames id, or an id that `lookup` prints.

    \b
    Example:
        dateline gazetteer alias "Tob Zawa" 6860792
    """
    from geo.gazetteer.editing import add_alias
    from geo.gazetteer.user_places import parse_place_id

    settings, data_dir = _settings()
    done = add_alias(settings.cache_dir, data_dir, name, place_id)
    place = done.place(parse_place_id(place_id))
    click.echo(f"{name} is now also {place.name if place else place_id} ({place_id})")


@gazetteer.command()
@click.argument("what")
def remove(what: str) -> None:
    """
    Take away what was added.

    A dump (IQ), a file of own places (mine.csv), or a further name.

    \b
    Example:
        dateline gazetteer remove IQ
        dateline gazetteer remove "Tob Zawa"
    """
    from geo.gazetteer.editing import remove as take_away

    settings, data_dir = _settings()
    for removed in take_away(settings.cache_dir, data_dir, what):
        click.echo(f"Removed {removed}")


@gazetteer.command()
@click.argument("file", type=click.Path(path_type=Path))
def places(file: Path) -> None:
    """
    Add the places of FILE: CSV, or GeoJSON with points.

    Columns of a CSV file, or properties in GeoJSON: name, lon, lat (degrees), and if
    wanted country_code (IQ), feature_code (of GeoNames; PPL) and alternates (`;`
    between them). A file of the same name replaces what was added before.

    \b
    Example:
        dateline gazetteer places villages.csv
    """
    from geo.gazetteer.editing import add_files
    from geo.gazetteer.user_places import read_places

    settings, data_dir = _settings()
    rows = read_places(file)
    add_files(settings.cache_dir, data_dir, {f"places/{file.name}": file})
    click.echo(f"Added {len(rows):,} places: {file.name}")


def _settings() -> tuple[Settings, Path]:
    settings = Settings.from_env(os.environ)
    if settings.data_dir is None:
        msg = "No folder for the user's data is known. Set DATELINE_DATA."
        raise InputError(msg)
    return settings, settings.data_dir


def _country_code(text: str) -> str:
    code = text.upper()
    if not re.fullmatch(r"[A-Z]{2}", code):
        msg = f"Expected a country's two-letter code, such as IQ, got {text!r}."
        raise InputError(msg)
    return code


def _cells(match: Match) -> tuple[str, ...]:
    place = match.place
    kind = f"near ({match.name})" if match.name_kind == "near" else match.name_kind
    return (
        *(place.name, place.place_id.removeprefix("gn:"), place.feature_code, place.country_code),
        *(place.admin1_name, f"{place.lon:.5f}", f"{place.lat:.5f}"),
        *(f"{place.population:,}", kind),
    )


def _print_table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print columns as wide as their widest cell, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for cells in (header, *rows):
        line = (
            cell.rjust(width) if title in _RIGHT else cell.ljust(width)
            for title, cell, width in zip(header, cells, widths, strict=True)
        )
        click.echo("  ".join(line).rstrip())
