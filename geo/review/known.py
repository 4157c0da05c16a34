"""What a sheet's rows are about: looked up in the store and in the build that is shown."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from geo.articles.quotes import sentence_around
from geo.builds.changes import read_features
from geo.gazetteer.lookup import Gazetteer
from geo.incidents.accounts import as_told
from geo.layers.rows import text_sha256
from geo.model import Analysis, Place, Report, Span
from geo.review.corrections import ReportAnchor, ToponymAnchor
from geo.review.naming import as_reread
from geo.review.sheet import EVENT, REPORT, TOPONYM, as_text, editable_cells
from geo.store import Store


class Known:
    """
    What is known of incidents, reports and toponyms.

    Parameters
    ----------
    store
        Of the site.
    build
        The build shown; None before the first.
    gazetteer
        To look entries up in.
    """

    def __init__(self, store: Store, build: Path | None, gazetteer: Gazetteer) -> None:
        self._store = store
        self._build = build
        self._gazetteer = gazetteer
        self._analyses: dict[str, Analysis | None] = {}

    def place(self, place_id: str) -> Place | None:
        """Return an entry of the gazetteer, None when there is none."""
        return self._gazetteer.place(place_id)

    def goes_by(self, name: str, place_id: str) -> bool:
        """Tell whether a name is one of an entry's in the gazetteer."""
        return any(match.place.place_id == place_id for match in self._gazetteer.lookup(name))

    def recall(self, article_ids: Sequence[str]) -> None:
        """Fetch articles at once that are going to be asked for."""
        missing = sorted(set(article_ids) - self._analyses.keys())
        recalled = map(as_reread, self._store.articles.recall(missing))
        found = {each.article.article_id: each for each in recalled}
        self._analyses |= {article_id: found.get(article_id) for article_id in missing}

    def event_reports(self, event_id: str) -> tuple[ReportAnchor, ...] | str:
        """
        Return the reports of an incident, as the last build that had it merged them.

        Parameters
        ----------
        event_id
            Shown now or earlier.

        Returns
        -------
        anchors
            Or the reason why there are none.
        """
        traces = self._store.builds.reports_of([event_id]).get(event_id)
        if traces is None:
            return f"no build ever had the incident {event_id!r}: export the queue again"
        self.recall([trace.article_id for trace in traces])
        found = [self._report(trace.article_id, trace.report_id) for trace in traces]
        anchors = tuple(each for each in found if not isinstance(each, str))
        if anchors:
            return anchors
        return f"the incident {event_id} is gone: {found[0]}"

    def report(self, report_id: str) -> tuple[ReportAnchor, ...] | str:
        """Return one report, or the reason why there is none."""
        article_id = report_id.rpartition("#")[0]
        self.recall([article_id])
        found = self._report(article_id, report_id)
        return found if isinstance(found, str) else (found,)

    def toponym(self, target: str) -> ToponymAnchor | str:
        """Return a toponym by the id of its row, or the reason why there is none."""
        article_id, _, start = target.rpartition(":")
        self.recall([article_id])
        analysis = self._analyses[article_id]
        if analysis is None:
            return f"article {article_id!r} is gone: withdrawn, or its source is no longer read"
        for resolution in analysis.resolutions:
            toponym, article = resolution.toponym, analysis.article
            if str(toponym.start) == start:
                quote = sentence_around(article.text, Span(toponym.start, toponym.end))
                return ToponymAnchor(
                    article_id=article_id,
                    text_sha256=text_sha256(article.text),
                    published=as_text(article.published),
                    name=toponym.name,
                    start=toponym.start,
                    sentence=article.text[quote.start : quote.end],
                    place_id=resolution.place.place_id if resolution.place else "",
                )
        return f"article {article_id} has no name at character {start} any more: export it again"

    def shown(self, kind: str, key: str) -> dict[str, str]:
        """
        Return what the build that is shown says in the columns that can be changed.

        Parameters
        ----------
        kind
            Of the row.
        key
            Its id.

        Returns
        -------
        cells
            Empty when the build lacks it.
        """
        if kind == EVENT and key in self._events:
            feature = self._events[key]
            return editable_cells(feature["properties"], *feature["geometry"]["coordinates"])
        if kind == REPORT and key in self._reports:
            row = self._reports[key]
            return editable_cells(row, row["lon"], row["lat"])
        if kind == TOPONYM:
            found = self.toponym(key)
            return {} if isinstance(found, str) else {"place_id": found.place_id}
        return {}

    def facts(self, kind: str, key: str) -> Mapping[str, Any]:
        """Return all columns of a row as the build that is shown has them."""
        if kind == EVENT and key in self._events:
            facts: Mapping[str, Any] = self._events[key]["properties"]
            return facts
        return self._reports.get(key, {})

    def where(self, event_id: str) -> dict[str, Any] | None:
        """
        Return where the build that is shown has an incident, so that it can be locked there.

        Parameters
        ----------
        event_id
            Of an incident.

        Returns
        -------
        where
            JSON-able; None when the build lacks it.
        """
        feature, area = self._events.get(event_id), self._areas.get(event_id)
        shown = self.shown_report(event_id)
        if feature is None or area is None or not shown:
            return None
        told = feature["properties"]
        self.recall([shown.rpartition("#")[0]])
        report = self._find(shown.rpartition("#")[0], shown)
        place = self.place(told["place_id"]) if told["place_id"] else None
        before = report.resolution.place if report else None
        if before is not None and before.place_id == told["place_id"]:
            place = before
        return {
            "place": dataclasses.asdict(place) if place else None,
            "geo_confidence": told["geo_confidence"],
            "footprint": {
                "wkt": shapely.to_wkt(shape(area["geometry"]), rounding_precision=6),
                "point": feature["geometry"]["coordinates"],
                "radius_km": told["radius_km"],
                "where_prec": told["where_prec"],
                "exact": True,
            },
        }

    def shown_report(self, event_id: str) -> str:
        """Return the id of the report whose words an incident shows, empty without one."""
        return self._shown_reports.get(event_id, "")

    def _report(self, article_id: str, report_id: str) -> ReportAnchor | str:
        analysis = self._analyses[article_id]
        if analysis is None:
            return f"article {article_id!r} is gone: withdrawn, or its source is no longer read"
        report = self._find(article_id, report_id)
        if report is None:
            return f"article {article_id} was edited, or is read otherwise now: export it again"
        return _anchor(analysis, report)

    def _find(self, article_id: str, report_id: str) -> Report | None:
        analysis = self._analyses[article_id]
        reports = analysis.reports if analysis else ()
        return next((each for each in reports if each.report_id == report_id), None)

    @cached_property
    def _events(self) -> Mapping[str, Any]:
        return read_features(self._build / "events.geojson") if self._build else {}

    @cached_property
    def _areas(self) -> Mapping[str, Any]:
        return read_features(self._build / "areas.geojson") if self._build else {}

    @cached_property
    def _reports(self) -> dict[str, dict[str, Any]]:
        path = self._build / "reports.jsonl" if self._build else None
        if path is None or not path.is_file():
            return {}
        with path.open(encoding="utf-8") as lines:
            rows = map(json.loads, lines)
            return {row["report_id"]: row for row in rows}

    @cached_property
    def _shown_reports(self) -> dict[str, str]:
        first: dict[str, str] = {}
        for report_id, row in self._reports.items():
            first.setdefault(row["event_id"], report_id)
        return first


def _anchor(analysis: Analysis, report: Report) -> ReportAnchor:
    told, article = as_told(report), analysis.article
    return ReportAnchor(
        report_id=report.report_id,
        article_id=article.article_id,
        text_sha256=text_sha256(article.text),
        published=as_text(article.published),
        quote=report.quote,
        trigger=report.trigger,
        trigger_start=report.trigger_span.start,
        toponym=report.resolution.toponym.name,
        toponym_start=report.resolution.toponym.start,
        place=told.place,
        event_type=told.event_type,
        sub_event_type=told.sub_event_type,
    )
