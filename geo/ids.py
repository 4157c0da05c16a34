"""Ids of incidents: readable, made of what the first report says, never reused."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from geo.accounts import content_key, place_key
from geo.model import Incident, Report

_HASH_CHARS = 6


@dataclass(frozen=True, slots=True)
class IdChange:
    """
    What became of an id since the build before.

    Attributes
    ----------
    kind
        `new`, `kept`, `merged` (its reports went into the incident `others`
        names), `split` (some of its reports are now the incidents `others`
        names) or `withdrawn` (none of its reports is left).
    event_id
        The id.
    others
        Other ids that took part, in order.
    """

    kind: str
    event_id: str
    others: tuple[str, ...] = ()


def make_id(founding: Report, published: date | None) -> str:
    """
    Name an incident by the report that founded it.

    Parameters
    ----------
    founding
        The report published first: reports that come later leave the id as it
        is.
    published
        Its article's day; used when the text tells no day.

    Returns
    -------
    event_id
        Day, country, sub-type and six characters of a hash over what the
        report says: `20161023-IQ-execution-k3q7xa`. `00000000` without a day,
        `XX` without a country. Ids sort by day.
    """
    day = founding.when.start or published
    place = founding.resolution.place
    country = (place.country_code if place else "") or "XX"
    digest = hashlib.sha256("\x1f".join(content_key(founding)).encode("utf-8", "replace")).digest()
    code = base64.b32encode(digest).decode("ascii").lower()[:_HASH_CHARS]
    digits = day.isoformat().replace("-", "") if day else "00000000"
    return f"{digits}-{country}-{founding.sub_event_type}-{code}"


def unique_ids(wanted: Sequence[str], taken: Collection[str] = ()) -> list[str]:
    """
    Add a number to ids that are wanted twice, or that were used before.

    Parameters
    ----------
    wanted
        In an order that does not depend on the input's.
    taken
        Ids that must not be given again.

    Returns
    -------
    ids
        `x`, then `x-2`, `x-3`.

    Examples
    --------
    >>> unique_ids(["x", "y", "x"], taken=["y"])
    ['x', 'y-2', 'x-2']
    """
    used, ids = set(taken), []
    for stem in wanted:
        candidate, attempt = stem, 1
        while candidate in used:
            attempt += 1
            candidate = f"{stem}-{attempt}"
        used.add(candidate)
        ids.append(candidate)
    return ids


def assign_ids(
    incidents: Sequence[Incident],
    previous: Mapping[str, Incident],
    retired: Collection[str] = (),
) -> tuple[tuple[Incident, ...], tuple[IdChange, ...]]:
    """
    Let incidents keep the ids that they had in the build before.

    Parameters
    ----------
    incidents
        As merged now.
    previous
        Those of the build before, by id.
    retired
        Ids of earlier builds that are in use no more: never given again.

    Returns
    -------
    incidents
        Ordered by id. An id goes to the incident that holds most of its
        reports; when reports were edited and none is left, to the one that has
        reports of the same articles, place and sub-type.
    changes
        One for each id of either build, ordered by id.
    """
    claims = _claims(incidents, previous)
    given: dict[int, str] = {}
    kept: set[str] = set()
    for _, event_id, at in sorted(claims):
        if at not in given and event_id not in kept:
            given[at] = event_id
            kept.add(event_id)
    fresh = [at for at in range(len(incidents)) if at not in given]
    fresh.sort(key=lambda at: (incidents[at].event_id, content_key(incidents[at].reports[0])))
    used = {*previous, *retired}
    ids = unique_ids([incidents[at].event_id for at in fresh], used)
    given.update(zip(fresh, ids, strict=True))
    named = [replace(incident, event_id=given[at]) for at, incident in enumerate(incidents)]
    named.sort(key=lambda incident: incident.event_id)
    return tuple(named), _changes(claims, given, previous)


def _claims(
    incidents: Sequence[Incident], previous: Mapping[str, Incident]
) -> list[tuple[tuple[int, int], str, int]]:
    """Return how strongly each former id holds on to each incident, the strongest lowest."""
    by_report: dict[str, list[int]] = {}
    by_facts: dict[tuple[str, ...], list[int]] = {}
    for at, incident in enumerate(incidents):
        for report in incident.reports:
            by_report.setdefault(report.report_id, []).append(at)
            by_facts.setdefault(_facts(report), []).append(at)
    claims = []
    for event_id, incident in previous.items():
        shared: dict[int, list[int]] = {}
        for report in incident.reports:
            for at in by_report.get(report.report_id, ()):
                shared.setdefault(at, [0, 0])[0] -= 1
            for at in set(by_facts.get(_facts(report), ())):
                shared.setdefault(at, [0, 0])[1] -= 1
        claims += [((same, alike), event_id, at) for at, (same, alike) in shared.items()]
    return claims


def _facts(report: Report) -> tuple[str, ...]:
    return (report.article_id, place_key(report), report.event_type, report.sub_event_type)


def _changes(
    claims: Sequence[tuple[tuple[int, int], str, int]],
    given: Mapping[int, str],
    previous: Mapping[str, Incident],
) -> tuple[IdChange, ...]:
    heirs: dict[str, set[str]] = {event_id: set() for event_id in previous}
    for (same, _), event_id, at in claims:
        if same or given[at] == event_id:
            heirs[event_id].add(given[at])
    changes = [IdChange("new", now) for now in given.values() if now not in previous]
    for event_id, now in heirs.items():
        others = tuple(sorted(now - {event_id}))
        if event_id in now:
            changes.append(IdChange("split" if others else "kept", event_id, others))
        else:
            changes.append(IdChange("merged" if others else "withdrawn", event_id, others))
    return tuple(sorted(changes, key=lambda change: (change.event_id, change.kind)))
