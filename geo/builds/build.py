"""All files of one build: data layers, map and manifest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from geo.builds.changes import Change, compare, read_features, write_changes
from geo.builds.decisions import write_decisions
from geo.builds.feed import write_feed
from geo.builds.manifest import write_manifest
from geo.builds.redrawn import drawn_from, take_over
from geo.geocoding.licences import licences_of
from geo.gis import GIS_FILES, write_gis
from geo.incidents.identity import IdChange
from geo.layers.export import write_layers
from geo.layers.making import make_layers
from geo.layers.pieces import Pieces
from geo.model import Analysis, Incident, Rejected
from geo.picture import PICTURE_FILES, write_pictures
from geo.webmap import render_map

USUAL_TITLE = "What the news reports, and where"


def write_build(
    folder: Path,
    *,
    build_id: str,
    analyses: Sequence[Analysis],
    incidents: Sequence[Incident],
    rejected: Sequence[Rejected],
    model_version: str,
    gazetteer_version: str,
    built_at: datetime,
    sources: Sequence[str] = (),
    title: str = "",
    previous: Path | None = None,
    id_changes: Sequence[IdChange] = (),
    pieces: Pieces | None = None,
) -> list[Path]:
    """
    Write everything a build publishes.

    Parameters
    ----------
    folder
        Empty.
    build_id
        Its name.
    analyses
        Of every readable article.
    incidents
        Merged from their reports.
    rejected
        Every other input.
    model_version, gazetteer_version
        Of what decided.
    built_at
        An aware time.
    sources
        What the inputs were read from, as the user named it.
    title
        Headline of the map; empty for the usual one.
    previous
        The build shown until now, to tell what changed; None before the first.
    id_changes
        Which of its incidents were merged or split.
    pieces
        Of the text files of `previous`: spare work and decide nothing.

    Returns
    -------
    files
        In the order written, the manifest last.

    Raises
    ------
    BuildError
        When a layer does not hold to the codebook.
    DataError
        When the page lacks a part that should be installed.
    """
    layers = make_layers(incidents, analyses, rejected)
    files = write_layers(folder, layers, pieces)
    files.append(write_decisions(folder / "reports.jsonl", incidents, analyses, pieces))
    headline, inputs = title or USUAL_TITLE, describe_inputs(analyses)
    digest = drawn_from(folder, layers, (headline, inputs))
    drawn = take_over(previous, digest, (*GIS_FILES, *PICTURE_FILES), folder)
    if not drawn:
        drawn = write_gis(folder, layers, title=headline, description=inputs)
        drawn += write_pictures(folder, layers, title=headline, subtitle=inputs)
    files += drawn
    changes, told = _write_changes(folder, build_id, built_at, previous, id_changes)
    files += told
    page = folder / "map.html"
    text = render_map(
        layers.events,
        layers.areas,
        layers.places,
        layers.reports,
        view=layers.view,
        title=headline,
        subtitle=inputs,
        changes=changes if previous else (),
        since=_build_time(previous.name) if previous else "",
    )
    page.write_text(text, encoding="utf-8")
    manifest = write_manifest(
        folder,
        build_id=build_id,
        analyses=analyses,
        rejected=rejected,
        model_version=model_version,
        gazetteer_version=gazetteer_version,
        sources=sources,
        built_at=built_at,
        more_licences=licences_of(
            zip(layers.places["place_id"], layers.places["gazetteer"], strict=True)
        ),
        drawn_from=digest,
    )
    return [*files, page, manifest]


def describe_inputs(analyses: Sequence[Analysis]) -> str:
    """
    Say in a few words what a build was made from.

    Parameters
    ----------
    analyses
        Of every readable article.

    Returns
    -------
    words
        The number of articles and the period of their publication.

    Examples
    --------
    >>> describe_inputs([])
    '0 articles'
    """
    days = [found.article.published for found in analyses if found.article.published]
    count = f"{len(analyses)} article{'' if len(analyses) == 1 else 's'}"
    if not days:
        return count
    first, last = min(days), max(days)
    if first == last:
        return f"{count} of {_day(first)}"
    return f"{count}, {_day(first)} to {_day(last)}"


def _write_changes(
    folder: Path,
    build_id: str,
    built_at: datetime,
    previous: Path | None,
    id_changes: Sequence[IdChange],
) -> tuple[tuple[Change, ...], list[Path]]:
    before = read_features(previous / "events.geojson") if previous else {}
    changes = compare(before, read_features(folder / "events.geojson"), id_changes)
    listed = write_changes(folder, build_id, previous.name if previous else "", changes)
    return changes, [*listed, write_feed(folder, build_id, built_at, changes, previous)]


def _build_time(build_id: str) -> str:
    """Return the time in a build's name in words, or the name when it holds none."""
    try:
        time = datetime.strptime(build_id[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return build_id
    return f"{_day(time)}, {time:%H:%M} UTC"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
