"""Why each report says what it says: `reports.jsonl`, which `explain` and a restore read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from geo.edits import Told
from geo.layers import codebook, rows
from geo.layers.json_bytes import json_bytes
from geo.model import Analysis, Candidate, Incident, Report


def write_decisions(
    path: Path, incidents: Sequence[Incident], analyses: Sequence[Analysis]
) -> Path:
    """
    Write every report with what decided about it, one JSON object a line.

    Parameters
    ----------
    path
        The file.
    incidents
        Merged from the reports of `analyses`; ordered by their ids in the file.
    analyses
        Of every article that reports one of them.

    Returns
    -------
    path
        As given.
    """
    with path.open("wb") as file:
        file.writelines(json_bytes(line) + b"\n" for line in _lines(incidents, analyses))
    return path


def _lines(incidents: Sequence[Incident], analyses: Sequence[Analysis]) -> Iterator[dict[str, Any]]:
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
        **({"told": _told(report.review.told)} if report.review.told else {}),
    }


def _told(told: Told) -> dict[str, Any]:
    """Return what a restore knows a corrected report by."""
    return {
        "place": told.place,
        "event_type": told.event_type,
        "sub_event_type": told.sub_event_type,
        "date_start": codebook.json_value(told.day),
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
