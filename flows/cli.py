"""The command `dateline`: one verb per use, each a few lines over a function."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.api_cli import api
from flows.export_cli import export_command
from flows.gazetteer_cli import gazetteer
from flows.operations_cli import doctor, serve_command, status
from flows.options import out_option
from flows.postgis_cli import postgis
from flows.review_cli import review
from flows.store_cli import store
from geo.errors import DatelineError
from geo.model import Analysis, Article, Rejected
from geo.settings import Settings

if TYPE_CHECKING:
    from flows.workspace import Published

# Articles parsed together by the streaming commands: enough for the model's
# speed, few enough that results appear while the input still comes.
STREAM_BATCH = 32


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dateline")
def cli() -> None:
    """Turn news articles into maps: places named, events reported, each with its sentence."""


@cli.command("map")
@click.argument("articles", nargs=-1, type=click.Path(path_type=Path))
@out_option("Folder to publish into; `latest` in it always shows one complete build.")
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A dateline.toml that names the sources (docs/sources.md), in place of ARTICLES.",
)
@click.option(
    "--accept-fall",
    is_flag=True,
    help="Publish also when most incidents are gone since the build before.",
)
def map_command(
    articles: tuple[Path, ...],
    out: Path,
    config: Path | None,
    accept_fall: bool,  # noqa: FBT001 - click passes options by name
) -> None:
    """
    Publish a map of what ARTICLES report.

    ARTICLES are files or folders: plain text, Markdown with front matter, JSONL. Without
    any, the seeds that come along are shown.

    \b
    Example:
        dateline map                       # the seeds, into outputs/latest/map.html
        dateline map news/ more.jsonl --out /srv/maps
        dateline map --config dateline.toml
    """
    if articles and config:
        msg = "Name ARTICLES or --config, not both: folders can be sources in the file."
        raise click.UsageError(msg)
    from flows.progress import print_rows, show_stages
    from flows.server import prefect_server
    from geo.config.reading import load_config
    from geo.resources import seeds_path

    if config:
        # Its mistakes are told before anything is loaded.
        load_config(config)
    paths = [str(path) for path in articles] or [str(seeds_path())]
    settings = Settings.from_env(os.environ)
    with show_stages() as stages, prefect_server(os.environ) as server:
        with stages.stage("Loading model and gazetteer"):
            from flows.analysis import load_tools_once
            from flows.nightly import current_stages, nightly

            load_tools_once(settings.cache_dir, settings.model, settings.data_dir)
        with stages.stage("Waiting for Prefect"):
            server.wait()
        current_stages.set(stages)
        published = nightly(paths, str(out), config=str(config or ""), accept_fall=accept_fall)
    print_rows("Published", _summary(published, out))


def _summary(published: Published, out: Path) -> list[tuple[str, str]]:
    n_unresolved = published.n_toponyms - published.n_resolved
    return [
        ("Articles read", f"{published.n_read} ({published.n_rejected} set aside)"),
        ("Toponyms found", str(published.n_toponyms)),
        ("  resolved", str(published.n_resolved)),
        ("  unresolved", str(n_unresolved)),
        ("Incidents", str(published.n_incidents)),
        ("Files written", f"{len(published.files)} in {published.folder}"),
        ("Map", str(out / "latest" / "map.html")),
    ]


@cli.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
def geoparse(files: tuple[Path, ...]) -> None:
    """
    Write the toponyms of FILES as JSONL; - is standard input.

    One line per article: {"id", "toponyms": [{"start", "end", "name", "lat", "lon",
    "geonameid", "country_code", "feature_code", "confidence", "role", "note"}]}.
    Offsets count characters of the text as given; lat and lon are null when unresolved.

    \b
    Example:
        echo "Floods hit Paris, Texas." | dateline geoparse -
    """
    from geo.analyse import geoparse_articles
    from geo.layers.answers import toponym_rows

    _stream(files, geoparse_articles, lambda done: {"toponyms": toponym_rows(done)})


@cli.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
def events(files: tuple[Path, ...]) -> None:
    """
    Write the events of FILES as JSONL; - is standard input.

    One line per article: {"id", "published", "events": [...]}: the reports before
    merging, with the columns of the codebook, the offsets of place and quote, and
    the footprint as a GeoJSON geometry.

    \b
    Example:
        dateline events seeds/ > reports.jsonl
    """
    from geo.analyse import analyse_articles
    from geo.layers.answers import event_rows

    def body(done: Analysis) -> dict[str, Any]:
        published = done.article.published
        return {
            "published": published.isoformat() if published else None,
            "events": event_rows(done),
        }

    _stream(files, analyse_articles, body)


@cli.command()
@click.argument("event_id")
@out_option("Folder that was published into.")
def explain(event_id: str, out: Path) -> None:
    """
    Print how the published incident EVENT_ID came about.

    \b
    Example:
        dateline explain 20161023-IQ-attack-1a2b3c
    """
    from geo.builds.explain import explain_incident

    click.echo(explain_incident(out / "latest", event_id))


@cli.command()
@click.argument("build_id", required=False, default="")
@out_option("Folder that was published into.")
def rollback(build_id: str, out: Path) -> None:
    """
    Show an older build again.

    BUILD_ID names it; without one it is the one before the build shown now. No build is
    removed, and the next nightly build goes on as usual.

    \b
    Example:
        dateline rollback
        dateline rollback 20161024T021500Z --out /srv/maps
    """
    from geo.builds.publish import build_lock
    from geo.builds.publish import rollback as show_older

    with build_lock(out):
        folder = show_older(out, build_id)
    click.echo(f"{out / 'latest'} now shows {folder.name}")


def _stream(
    files: tuple[Path, ...],
    analyse: Callable[[Sequence[Article], Any], Iterable[Analysis]],
    body: Callable[[Analysis], dict[str, Any]],
) -> None:
    from geo.analyse import load_tools

    settings = Settings.from_env(os.environ)
    tools = load_tools(settings.cache_dir, settings.model, settings.data_dir)
    n_read = 0
    for batch, rejected in _batches(_read(files)):
        for done in analyse(batch, tools):
            _print_row({"id": done.article.article_id, **body(done)})
        for bad in rejected:
            where = bad.path if bad.line is None else f"{bad.path}:{bad.line}"
            click.echo(f"dateline: {where}: {bad.reason}", err=True)
        n_read += len(batch)
    if n_read == 0:
        msg = "No article could be read."
        raise DatelineError(msg)


def _read(files: tuple[Path, ...]) -> Iterator[Article | Rejected]:
    from geo.articles.reading import read_articles, read_stream

    if not files or files == (Path("-"),):
        yield from read_stream(sys.stdin.buffer)
    else:
        yield from read_articles(files)


def _batches(
    items: Iterable[Article | Rejected],
) -> Iterator[tuple[list[Article], list[Rejected]]]:
    articles: list[Article] = []
    rejected: list[Rejected] = []
    for item in items:
        if isinstance(item, Rejected):
            rejected.append(item)
        else:
            articles.append(item)
        if len(articles) >= STREAM_BATCH:
            yield articles, rejected
            articles, rejected = [], []
    yield articles, rejected


def _print_row(row: dict[str, Any]) -> None:
    click.echo(json.dumps(row, ensure_ascii=False))


cli.add_command(serve_command)
cli.add_command(status)
cli.add_command(doctor)
cli.add_command(gazetteer)
cli.add_command(review)
cli.add_command(api)
cli.add_command(store)
cli.add_command(export_command)
cli.add_command(postgis)


def main() -> None:
    """Run the command; an expected error is one line and exit status 1."""
    try:
        cli(standalone_mode=True)
    except DatelineError as error:
        click.echo(f"dateline: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
