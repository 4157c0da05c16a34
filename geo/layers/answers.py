"""What the commands `geoparse` and `events` answer: one article as JSON-able rows."""

from __future__ import annotations

from typing import Any

from geo.layers.codebook import json_value, rounded_point
from geo.layers.geojson import geometry_member
from geo.layers.rows import report_columns
from geo.model import Analysis, Report, Resolution


def toponym_rows(analysis: Analysis) -> list[dict[str, Any]]:
    """
    Describe the toponyms of one article, as `dateline geoparse` prints them.

    Parameters
    ----------
    analysis
        With or without reports.

    Returns
    -------
    rows
        In the order of the text: `start`, `end` (characters), `name`, `lat`,
        `lon`, `geonameid`, `country_code`, `feature_code`, `confidence`, `role`
        and `note`; null what is unknown. Other than on the map, a demonym has
        the position of its country: `role` tells it from a place.
    """
    ordered = sorted(analysis.resolutions, key=lambda resolution: resolution.toponym.start)
    return [_answer(resolution) for resolution in ordered]


def event_rows(analysis: Analysis) -> list[dict[str, Any]]:
    """
    Describe the reports of one article, as `dateline events` prints them.

    Parameters
    ----------
    analysis
        Before merging.

    Returns
    -------
    rows
        From `event_properties`, in the order of the text.
    """
    return [event_properties(report) for report in analysis.reports]


def event_properties(report: Report) -> dict[str, Any]:
    """
    Describe one report as JSON-able values, as `dateline events` prints it.

    Parameters
    ----------
    report
        Before merging.

    Returns
    -------
    properties
        The contract's columns with ISO 8601 dates, then `report_id`,
        `place_id`, `place_start`, `place_end`, `quote_start` (characters of
        the article), `trigger`, `rule`, `lat`, `lon` (the footprint's point)
        and `footprint` (a GeoJSON geometry).
    """
    toponym, point = report.resolution.toponym, rounded_point(report.footprint.point)
    return {
        **{name: json_value(value) for name, value in report_columns(report).items()},
        "report_id": report.report_id,
        "place_id": report.resolution.place.place_id if report.resolution.place else None,
        "place_start": toponym.start,
        "place_end": toponym.end,
        "quote_start": report.quote_span.start,
        "trigger": report.trigger or None,
        "rule": report.rule or None,
        "lat": point.lat,
        "lon": point.lon,
        "footprint": geometry_member(report.footprint.geometry),
    }


def _answer(resolution: Resolution) -> dict[str, Any]:
    toponym, place, confidence = resolution.toponym, resolution.place, resolution.confidence
    if place is None and toponym.role == "demonym" and resolution.candidates:
        place, confidence = resolution.candidates[0].place, resolution.candidates[0].score
    return {
        "start": toponym.start,
        "end": toponym.end,
        "name": toponym.name,
        "lat": round(place.lat, 6) if place else None,
        "lon": round(place.lon, 6) if place else None,
        "geonameid": place.geonameid if place else None,
        "country_code": (place.country_code or None) if place else None,
        "feature_code": place.feature_code if place else None,
        "confidence": round(confidence, 3),
        "role": toponym.role,
        "note": resolution.note,
    }
