"""Frames to files: GeoJSON, CSV, JSON lines; the same records give the same bytes."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo import codebook, frames, rows
from geo.geojson import geometry_member
from geo.model import Analysis, Candidate, Incident, Rejected, Report

# What spreadsheets take for a formula, behind apostrophes that we put there.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_SUSPECT = frozenset("'=+-@\t\r")
_FORMULA_SHOWN = re.compile(r"'+[=+\-@\t\r]")


def write_geojson(frame: gpd.GeoDataFrame, path: Path) -> Path:
    """
    Write a layer as an RFC 7946 feature collection, one feature a line.

    Parameters
    ----------
    frame
        From `geo.frames`, in EPSG:4326; its index gives each feature's `id`.
    path
        The file; its stem becomes the collection's `name`, by which GDAL and
        QGIS call the layer.

    Returns
    -------
    path
        As given. There is no `crs` member; coordinates have at most six
        decimals and right-hand rings; properties are flat, null when missing,
        days are `YYYY-MM-DD`, lists text joined by `;`.
    """
    properties = frames.frame_rows(frame)
    features = (
        {
            "type": "Feature",
            "id": feature_id,
            "geometry": geometry_member(geometry),
            "properties": values,
        }
        for feature_id, geometry, values in zip(
            frame.index, frame.geometry, properties, strict=True
        )
    )
    head = f'{{"type":"FeatureCollection","name":{_dumps(path.stem)},"features":[\n'
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(head)
        file.write(",\n".join(map(_dumps, features)))
        file.write("\n]}\n")
    return path


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    r"""
    Write a layer as RFC 4180 CSV in UTF-8, without a byte order mark.

    Parameters
    ----------
    frame
        From `geo.frames`. A point layer gets columns `lon` and `lat` at its
        end; another geometry is left out.
    path
        The file.

    Returns
    -------
    path
        As given. Missing values are empty cells.

    Notes
    -----
    Article text is not ours: a quote such as `=HYPERLINK(…)` would run as a
    formula in a spreadsheet. So a text cell that begins with `=`, `+`, `-`,
    `@`, a tab or a carriage return gets an apostrophe in front, and so does one
    that begins with apostrophes before such a character: taking one apostrophe
    away restores every cell (`read_cell`). Numbers are left alone, and the
    GeoJSON files hold the texts as they are.
    """
    table = frame
    if isinstance(frame, gpd.GeoDataFrame):
        table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
        if (frame.geometry.geom_type == "Point").all():
            table = table.assign(lon=frame.geometry.x, lat=frame.geometry.y)
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file)
        columns = frames.frame_columns(table)
        writer.writerow(columns)
        cells = [map(_cell, values) for values in columns.values()]
        writer.writerows(zip(*cells, strict=True))
    return path


def read_cell(text: str) -> str:
    """
    Take away what `write_csv` put in front of a text against formulas.

    Parameters
    ----------
    text
        A cell as read from the file.

    Returns
    -------
    text
        As it was before.

    Examples
    --------
    >>> read_cell("'=1+1"), read_cell("'tis"), read_cell("-5")
    ('=1+1', "'tis", '-5')
    """
    return text[1:] if _FORMULA_SHOWN.match(text) else text


def write_layers(
    folder: Path,
    incidents: Sequence[Incident],
    analyses: Sequence[Analysis],
    rejected: Sequence[Rejected] = (),
) -> list[Path]:
    """
    Write all data files of a build, each usable alone.

    Parameters
    ----------
    folder
        Exists already.
    incidents
        Merged from the reports of `analyses`.
    analyses
        Of every readable article.
    rejected
        Every other input.

    Returns
    -------
    files
        `events.geojson`, `areas.geojson`, `places.geojson`, `events.csv`,
        `toponyms.csv`, `reports.csv`, `articles.csv` and `reports.jsonl` (what
        `explain_incident` reads).

    Raises
    ------
    BuildError
        When a layer does not hold to the codebook; files may then be missing.
    """
    events = frames.events_frame(incidents, analyses)
    return [
        write_geojson(events, folder / "events.geojson"),
        write_geojson(frames.areas_frame(incidents), folder / "areas.geojson"),
        write_geojson(frames.places_frame(analyses), folder / "places.geojson"),
        write_csv(events, folder / "events.csv"),
        write_csv(frames.toponyms_frame(analyses), folder / "toponyms.csv"),
        write_csv(frames.reports_frame(incidents, analyses), folder / "reports.csv"),
        write_csv(frames.articles_frame(analyses, rejected), folder / "articles.csv"),
        _write_jsonl(_report_lines(incidents, analyses), folder / "reports.jsonl"),
    ]


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        # Readers of CSV, Python's among them, stop at a NUL.
        value = value.replace("\0", "\ufffd")
        return f"'{value}" if value[:1] in _SUSPECT and _FORMULA.match(value) else value
    return "" if value is None else value


def _write_jsonl(lines: Iterable[dict[str, Any]], path: Path) -> Path:
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.writelines(f"{_dumps(line)}\n" for line in lines)
    return path


def _report_lines(
    incidents: Sequence[Incident], analyses: Sequence[Analysis]
) -> Iterator[dict[str, Any]]:
    articles = {analysis.article.article_id: analysis.article for analysis in analyses}
    for incident in sorted(incidents, key=lambda incident: incident.event_id):
        for report in incident.reports:
            row = rows.report_row(incident.event_id, report, articles[report.article_id])
            yield {
                **{
                    column.name: codebook.json_value(codebook.missing_as_none(row[column.name]))
                    for column in codebook.REPORT_COLUMNS
                },
                **_decision(report),
                "merged": incident.rule,
            }


def _decision(report: Report) -> dict[str, Any]:
    resolution = report.resolution
    return {
        "toponym": resolution.toponym.name,
        "toponym_role": resolution.toponym.role,
        "toponym_hint": resolution.toponym.hint or None,
        "toponym_rule": resolution.toponym.rule or None,
        "note": resolution.note or None,
        "candidates": [_candidate(candidate) for candidate in resolution.candidates],
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    place = candidate.place
    return {
        "place_id": place.place_id,
        "name": place.name,
        "feature_code": place.feature_code,
        "country_code": place.country_code or None,
        "admin1_name": place.admin1_name or None,
        "population": place.population or None,
        "score": round(candidate.score, 4),
        "reason": candidate.reason or None,
    }
