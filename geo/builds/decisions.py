"""Why each report says what it says: `reports.jsonl`, which `explain` and a restore read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from geo.edits import Told
from geo.layers import codebook, rows
from geo.layers.json_bytes import json_bytes
from geo.layers.named import KeptReports
from geo.layers.pieces import Piece, Pieces, digest_of
from geo.model import Analysis, Article, Candidate, Incident, Report


def write_decisions(
    path: Path,
    incidents: Sequence[Incident],
    analyses: Sequence[Analysis],
    pieces: Pieces | None = None,
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
    pieces
        Of the build before; none is as good.

    Returns
    -------
    path
        As given.
    """
    return (pieces or Pieces()).write(path, b"", _lines(incidents, analyses))


def _lines(incidents: Sequence[Incident], analyses: Sequence[Analysis]) -> Iterator[Piece]:
    articles = {analysis.article.article_id: analysis.article for analysis in analyses}
    digests = dict(_digests(analyses))
    for incident in sorted(incidents, key=lambda incident: incident.event_id):
        for report in incident.reports:
            article = articles[report.article_id]
            digest = digests.get(id(report), "")
            if digest:
                told = (article.article_id, *rows.shown_of(article).values())
                digest = digest_of("report", digest, incident.event_id, incident.rule, *told)
            yield Piece(digest, partial(_line, incident, report, article))


def _digests(analyses: Sequence[Analysis]) -> Iterator[tuple[int, str]]:
    """Yield the reports that are as they are stored, by their identity, with their digests."""
    for analysis in analyses:
        if isinstance(analysis.reports, KeptReports):
            for number, report in enumerate(analysis.reports):
                yield id(report), f"{analysis.reports.digest} {number}"


def _line(incident: Incident, report: Report, article: Article) -> bytes:
    row = rows.report_row(incident.event_id, report, article)
    told = {
        column.name: codebook.json_value(codebook.missing_as_none(row[column.name]))
        for column in codebook.REPORT_COLUMNS
    }
    return json_bytes({**told, **_decision(report), "merged": incident.rule}) + b"\n"


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
