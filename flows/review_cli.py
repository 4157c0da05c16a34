"""`dateline review`: what analysts should look at, and what they changed."""

# ruff: noqa: RUF100, D301 - click reads \b as "do not rewrap"

from __future__ import annotations

import gc
import getpass
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.options import out_option
from geo.errors import InputError
from geo.settings import Settings

if TYPE_CHECKING:
    from geo.review.corrections import Correction
    from geo.review.desk import Receipt
    from geo.review.score import SampleScore

_OUT = out_option("Folder that is published into. Example: --out /srv/maps")
_BY = click.option("--by", default="", help="Who does it; else the name you are logged in by.")
_MOST_PROBLEMS = 20


@click.group("review")
def review() -> None:
    """
    Let people look at what is doubtful and correct it.

    Corrections are kept in the store and, to be read, in OUT/review/corrections.csv.
    docs/review.md tells analysts how to edit.
    """


@review.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "kind",
    type=click.Choice(["gpkg", "csv"]),
    help="Without FILE, into OUT/review/queue.gpkg or .csv. Example: --format csv",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    help="At most so many rows, the worst. Example: --limit 50",
)
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    help="Instead, so many incidents drawn at random, to measure errors. Example: --sample 100",
)
@click.option("--all", "everything", is_flag=True, help="Also what nothing speaks against.")
@_OUT
def export(  # noqa: PLR0913, PLR0917 - options of a command
    file: Path | None,
    kind: str | None,
    limit: int,
    sample: int | None,
    everything: bool,  # noqa: FBT001
    out: Path,
) -> None:
    """
    Write what is worth a look as a sheet, the worst first.

    To be edited in QGIS or a spreadsheet. Names without a place, places of low
    confidence, numbers that contradict each other, incidents that may be one; each with
    its sentence.

    \b
    Example:
        dateline review export
        dateline review export monday.csv --limit 50
        dateline review export --sample 100
    """
    from geo.builds.publish import shown_build
    from geo.review.desk import settled_names
    from geo.review.queue import draw_sample, find_queue
    from geo.review.writing import write_sheet
    from geo.store import Store

    # Almost nothing of a build that is read is garbage, and looking for it takes half the time.
    gc.disable()
    build = shown_build(out)
    if build is None:
        msg = f"No build is shown in {out}. Run `dateline map` first."
        raise InputError(msg)
    if sample:
        items = draw_sample(build, size=sample)
    else:
        with Store(_settings().store_url(out)) as store:
            settled = settled_names(store)
        items = find_queue(build, limit=limit, everything=everything, settled=settled)
    path = file or out / "review" / f"{'sample' if sample else 'queue'}.{kind or 'gpkg'}"
    write_sheet(items, build.name, path)
    click.echo(f"{len(items)} rows to look at in {path}")


@review.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@_BY
@click.option(
    "--no-names", is_flag=True, help="Do not let the gazetteer learn names of wider scope."
)
@_OUT
def import_command(files: tuple[Path, ...], by: str, no_names: bool, out: Path) -> None:  # noqa: FBT001
    """
    Take in sheets that were edited, CSV or GeoPackage.

    The next build applies them. Good rows are taken, the others listed; a file may be
    handed in twice. The exit status is 1 when a row could not be taken.

    \b
    Example:
        dateline review import outputs/review/queue.gpkg --by ana
    """
    from flows.review_step import teach_gazetteer
    from geo.gazetteer.lookup import open_gazetteer
    from geo.review.desk import restore_copy, take_files
    from geo.store import Store

    settings = _settings()
    gazetteer = open_gazetteer(settings.cache_dir, settings.data_dir)
    now = datetime.now(UTC)
    with Store(settings.store_url(out)) as store:
        for note in restore_copy(store, out, now):
            click.echo(f"dateline: {note}", err=True)
        receipt = take_files(store, out, gazetteer, files, now, by or _who())
        _tell(receipt, out)
        lessons = () if no_names else receipt.lessons
        for note in teach_gazetteer(store, lessons, settings.cache_dir):
            click.echo(note)
    if any(each.is_rejected for each in receipt.problems):
        sys.exit(1)


def _tell(receipt: Receipt, out: Path) -> None:
    click.echo(
        f"{len(receipt.added)} corrections taken, {receipt.n_known} known already,"
        f" {receipt.n_unchanged} of {receipt.n_rows} rows unchanged."
    )
    for each in receipt.problems[:_MOST_PROBLEMS]:
        row = f", row {each.row}" if each.row else ""
        column = f", {each.column}" if each.column else ""
        click.echo(f"dateline: {each.file}{row}{column}: {each.text}", err=True)
    if receipt.problems:
        listed = out / "review" / "problems.csv"
        click.echo(f"dateline: all {len(receipt.problems)} problems are in {listed}", err=True)


@review.command("list")
@_OUT
def list_command(out: Path) -> None:
    """
    Print all corrections, and what became of each.

    \b
    Example:
        dateline review list | grep "not applied"
    """
    from geo.review.copies import read_outcomes
    from geo.review.corrections import correction_to_text
    from geo.store import Store

    with Store(_settings().store_url(out)) as store:
        made = store.corrections.all()
    states = read_outcomes(out / "review")
    for each in made:
        told = correction_to_text(each)
        state, reason = states.get(each.correction_id, ("waits for the next build", ""))
        row = [told[name] for name in ("correction_id", "made_at", "made_by", "field", "target")]
        click.echo("\t".join([*row, told["value"][:100], f"{state}: {reason}".rstrip(": ")]))


@review.command("undo")
@click.argument("ids", nargs=-1, required=True)
@_BY
@_OUT
def undo_command(ids: tuple[str, ...], by: str, out: Path) -> None:
    """
    Undo corrections by their IDS.

    `dateline review list` prints the ids. They stay in the store, with who undid them.
    Names that the gazetteer learned from them alone it forgets.

    \b
    Example:
        dateline review undo 3f2a91c0d4e7
    """
    from flows.review_step import teach_gazetteer
    from geo.review.desk import undo
    from geo.store import Store

    settings = _settings()
    with Store(settings.store_url(out)) as store:
        for each in undo(store, out, ids, datetime.now(UTC), by or _who()):
            click.echo(f"Undone: {_one_line(each)}")
        for note in teach_gazetteer(store, (), settings.cache_dir):
            click.echo(note)


@review.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@_OUT
def score(as_json: bool, out: Path) -> None:  # noqa: FBT001
    """
    Tell how often analysts changed what they looked at.

    \b
    Example:
        dateline review score --out /srv/maps
    """
    from geo.review.score import score_confidence, score_corrections, score_sample
    from geo.store import Store

    with Store(_settings().store_url(out)) as store:
        made = store.corrections.all()
    scores, bins, drawn = score_corrections(made), score_confidence(made), score_sample(made)
    if as_json:
        told = {
            "fields": [{**asdict(each), "share": round(each.share, 4)} for each in scores],
            "confidence": [
                {"geo_confidence": name, "seen": seen, "right": right} for name, seen, right in bins
            ],
            "sample": asdict(drawn) if drawn else None,
        }
        click.echo(json.dumps(told))
        return
    rows = [
        (
            each.field,
            str(each.n_seen),
            str(each.n_changed),
            f"{each.share:.0%}",
            f"{each.low:.0%} to {each.high:.0%}" if each.n_seen else "",
            f"{each.moved_km:.1f} km" if each.moved_km is not None else "",
        )
        for each in scores
    ]
    _print_table(("field", "seen", "changed", "share", "95 %", "median way"), rows)
    click.echo()
    shares = [
        (name, str(seen), str(right), f"{right / seen:.0%}" if seen else "")
        for name, seen, right in bins
    ]
    _print_table(("geo_confidence", "seen", "place stood", "share"), shares)
    if drawn:
        click.echo()
        click.echo(_of_sample(drawn))


def _of_sample(drawn: SampleScore) -> str:
    told = (
        f"Of {drawn.n_drawn} incidents drawn at random, {drawn.n_seen} were looked at and"
        f" {drawn.n_wrong} of these changed: {drawn.n_wrong / drawn.n_seen:.0%} (95 %:"
        f" {drawn.low:.0%} to {drawn.high:.0%})."
    )
    if drawn.n_seen < drawn.n_drawn:
        told += " Confirm or correct the others too: only then is it the share of all."
    return told


def _one_line(each: Correction) -> str:
    return f"{each.correction_id} {each.field} of {each.target} by {each.made_by}"


def _settings() -> Settings:
    return Settings.from_env(os.environ)


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def _print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    lines = [header, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for cells in lines:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        click.echo("  ".join(padded).rstrip())
