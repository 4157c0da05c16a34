"""A correction: what an analyst changed, of what, when and why; bound to words, not to ids."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from geo.errors import DataError

# What a correction changes, in the order in which they are listed.
FIELDS = (
    *("place", "geometry", "type", "status", "date", "numbers", "actors"),
    *("strike", "merge", "split", "lock", "confirm", "comment", "undo"),
)
# How far a corrected name goes: only there, in its article, wherever its country is spoken
# of, everywhere.
SCOPES = ("this", "article", "context", "name")
_ID_CHARS = 12

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReportAnchor:
    """
    What a report is known by when its rules, text or file have changed.

    Attributes
    ----------
    report_id, article_id
        Where it stood.
    text_sha256
        Of its article.
    published
        The article's day, ISO 8601; empty when unknown.
    quote, trigger, toponym
        The sentence, the word that told the event, the name that located it.
    trigger_start, toponym_start
        Characters of the article's text.
    place, event_type, sub_event_type
        As the program told them; the first as `geo.incidents.accounts.place_key`.
    """

    report_id: str
    article_id: str
    text_sha256: str
    published: str
    quote: str
    trigger: str
    trigger_start: int
    toponym: str
    toponym_start: int
    place: str
    event_type: str
    sub_event_type: str


@dataclass(frozen=True, slots=True)
class ToponymAnchor:
    """
    What a toponym is known by.

    Attributes
    ----------
    article_id, text_sha256, published
        As of a report.
    name, start, sentence
        As written, where, and in which sentence.
    place_id
        What the program resolved it to; empty for nothing.
    """

    article_id: str
    text_sha256: str
    published: str
    name: str
    start: int
    sentence: str
    place_id: str


@dataclass(frozen=True, slots=True)
class Correction:
    """
    One change by an analyst; never altered, only replaced or undone by a later one.

    Attributes
    ----------
    field
        One of `FIELDS`.
    target
        The row it was made in: `event:<event_id>`, `report:<report_id>` or
        `toponym:<article_id>:<start>`; for `undo` the correction.
    value, was
        JSON-able: the new value and the one shown to the analyst.
    made_at, made_by
        When (UTC) and by whom it was handed in.
    scope
        One of `SCOPES`.
    comment
        The analyst's, not published.
    origin
        The build whose row was edited, and a digest of the cells: what is handed
        in again from the same cells is the same correction, whoever corrected
        something since.
    source
        File and row.
    reports
        All reports it is about.
    toponym
        For a correction of a name.
    """

    field: str
    target: str
    value: Json
    was: Json
    made_at: datetime
    made_by: str
    scope: str = "this"
    comment: str = ""
    origin: str = ""
    source: str = ""
    reports: tuple[ReportAnchor, ...] = ()
    toponym: ToponymAnchor | None = None

    @property
    def correction_id(self) -> str:
        """Made of what it says, so that the same file handed in twice counts once."""
        said = (self.field, self.target, self.value, self.scope, self.origin, self.made_by)
        text = json.dumps([*said, self.comment], ensure_ascii=True, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:_ID_CHARS]

    @property
    def order(self) -> tuple[datetime, str]:
        """A later one counts more."""
        return self.made_at, self.correction_id


def correction_to_text(correction: Correction) -> dict[str, str]:
    """
    Write a correction as texts.

    Parameters
    ----------
    correction
        Any.

    Returns
    -------
    cells
        `value`, `was` and `anchors` are JSON, the moment is ISO 8601 in UTC.
    """
    anchors: dict[str, Any] = {}
    if correction.reports:
        anchors["reports"] = [dataclasses.asdict(anchor) for anchor in correction.reports]
    if correction.toponym:
        anchors["toponym"] = dataclasses.asdict(correction.toponym)
    return {
        "correction_id": correction.correction_id,
        "made_at": correction.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "made_by": correction.made_by,
        "field": correction.field,
        "target": correction.target,
        "was": _dumps(correction.was),
        "value": _dumps(correction.value),
        "scope": correction.scope,
        "comment": correction.comment,
        "origin": correction.origin,
        "source": correction.source,
        "anchors": _dumps(anchors),
    }


def correction_from_text(cells: Mapping[str, str]) -> Correction:
    """
    Read a correction as `correction_to_text` wrote it.

    Parameters
    ----------
    cells
        All of them.

    Returns
    -------
    correction
        Equal to the one written.

    Raises
    ------
    DataError
        When a cell is missing or damaged, or the content is not what the id was
        made of.
    """
    try:
        anchors = json.loads(cells["anchors"])
        toponym = anchors.get("toponym")
        found = Correction(
            field=cells["field"],
            target=cells["target"],
            value=json.loads(cells["value"]),
            was=json.loads(cells["was"]),
            made_at=datetime.strptime(cells["made_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
            made_by=cells["made_by"],
            scope=cells["scope"],
            comment=cells["comment"],
            origin=cells["origin"],
            source=cells["source"],
            reports=tuple(ReportAnchor(**each) for each in anchors.get("reports", ())),
            toponym=ToponymAnchor(**toponym) if toponym else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"Not a stored correction: {type(error).__name__}: {error}"
        raise DataError(msg) from error
    if found.correction_id != cells.get("correction_id") or found.field not in FIELDS:
        msg = f"Correction {cells.get('correction_id')!r} was changed by hand or is damaged."
        raise DataError(msg)
    return found


def _dumps(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # Article texts may hold what no file can: half a surrogate pair.
    return text.encode("utf-8", "replace").decode("utf-8")
