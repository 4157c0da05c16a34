"""Knowing incidents again: which id of an earlier build goes to which incident of this one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from geo.incidents.accounts import as_told, place_key
from geo.incidents.ids import unique_ids
from geo.model import Incident, Report


class Trace(NamedTuple):
    """
    What is remembered of a report, to know its incident again.

    Attributes
    ----------
    report_id, article_id
        Where it stood. An edit may move the first, not the second.
    place
        Its `place_key`.
    event_type, sub_event_type
        Codes of the codebook.
    day
        Its first day, if told.
    """

    report_id: str
    article_id: str
    place: str
    event_type: str
    sub_event_type: str
    day: date | None


Traces = Mapping[str, Collection[Trace]]


@dataclass(frozen=True, slots=True)
class IdChange:
    """
    What became of an id since the build before.

    Attributes
    ----------
    kind
        `new`, `kept`, `merged` (its reports went into the incident `others`
        names), `split` (some of its reports are now the incidents `others`
        names), `withdrawn` (none of its reports is left) or `returned` (it was
        withdrawn or merged before, and is there again).
    event_id
        The id.
    others
        Other ids that took part, in order.
    """

    kind: str
    event_id: str
    others: tuple[str, ...] = ()


def trace_reports(incident: Incident) -> tuple[Trace, ...]:
    """
    Return what is to be remembered of an incident's reports.

    Parameters
    ----------
    incident
        As merged.

    Returns
    -------
    traces
        One per report, in the incident's order; as the program told it, so that
        a corrected report is known again.
    """
    return tuple(map(_trace, incident.reports))


def _trace(report: Report) -> Trace:
    named, told = (report.report_id, report.article_id), report.review.told
    if told is not None:
        return Trace(*named, told.place, told.event_type, told.sub_event_type, told.day)
    code = report.event_type, report.sub_event_type
    return Trace(*named, place_key(report), *code, report.when.start)


def assign_ids(
    incidents: Sequence[Incident],
    previous: Traces,
    retired: Traces | None = None,
    used: Collection[str] = (),
) -> tuple[tuple[Incident, ...], tuple[IdChange, ...]]:
    """
    Let incidents keep the ids that they had before.

    Parameters
    ----------
    incidents
        As merged now.
    previous
        What is remembered of the incidents of the build before, by id.
    retired
        The same of those that only earlier builds had; they may return.
    used
        All ids ever published: none goes to another incident.

    Returns
    -------
    incidents
        Ordered by id.
    changes
        As from `trace_changes`.

    Notes
    -----
    An id goes to the incident with its founding report (the one that would get
    this id without any history); else to the one with most of its reports; when
    articles were edited and none is left, to the one with reports of the same
    articles, place and type, of the same days if there is one. So ids are those
    of a single build of all articles, but where a founding report was edited or
    withdrawn after its id was published, or came after a report published on a
    later day, and but for the numbers behind ids of incidents told alike.
    """
    retired = retired or {}
    claims = sorted([*_claims(incidents, previous, 0), *_claims(incidents, retired, 1)])
    given: dict[int, str] = {}
    kept: set[str] = set()
    for _, event_id, at in claims:
        if at not in given and event_id not in kept:
            given[at] = event_id
            kept.add(event_id)
    fresh = [at for at in range(len(incidents)) if at not in given]
    fresh.sort(key=lambda at: (incidents[at].event_id, as_told(incidents[at].reports[0]).key))
    taken = {*previous, *retired, *used}
    ids = unique_ids([incidents[at].event_id for at in fresh], taken)
    given.update(zip(fresh, ids, strict=True))
    named = [replace(incident, event_id=given[at]) for at, incident in enumerate(incidents)]
    named.sort(key=lambda incident: incident.event_id)
    now = {incident.event_id: trace_reports(incident) for incident in named}
    return tuple(named), trace_changes(previous, now, {*retired, *used})


def trace_changes(previous: Traces, now: Traces, used: Collection[str]) -> tuple[IdChange, ...]:
    """
    Compare what two builds remember of their incidents.

    Parameters
    ----------
    previous, now
        Of the build before and of this one, by id.
    used
        Ids of earlier builds.

    Returns
    -------
    changes
        One for each id of either build, ordered by id.
    """
    holders = _by_report(now)
    changes = [
        IdChange("returned" if event_id in used else "new", event_id)
        for event_id in now
        if event_id not in previous
    ]
    for event_id, traces in previous.items():
        heirs = {
            other
            for trace in traces
            for other, found in holders.get(trace.report_id, ())
            if _is_same(trace, found)
        }
        others = tuple(sorted(heirs - {event_id}))
        if event_id in now:
            changes.append(IdChange("split" if others else "kept", event_id, others))
        else:
            changes.append(IdChange("merged" if others else "withdrawn", event_id, others))
    return tuple(sorted(changes, key=lambda change: change.event_id))


def _by_report(traced: Traces) -> dict[str, list[tuple[str, Trace]]]:
    holders = defaultdict(list)
    for event_id, traces in traced.items():
        for trace in traces:
            holders[trace.report_id].append((event_id, trace))
    return holders


# How strongly a former id holds on to an incident, the strongest lowest: the build it is of,
# the kind of the claim, the number of shared reports, of alike ones.
_Strength = tuple[int, int, int, int]


def _claims(
    incidents: Sequence[Incident], known: Traces, age: int
) -> list[tuple[_Strength, str, int]]:
    """Return each former id with each incident that it may go to, and how strongly."""
    by_report: dict[str, list[tuple[int, Trace]]] = defaultdict(list)
    by_facts: dict[tuple[str, ...], list[tuple[int, Trace]]] = defaultdict(list)
    by_id: dict[str, list[int]] = defaultdict(list)
    for at, incident in enumerate(incidents):
        by_id[incident.event_id].append(at)
        for trace in trace_reports(incident):
            by_report[trace.report_id].append((at, trace))
            by_facts[_facts(trace)].append((at, trace))
    claims = []
    for event_id, traces in known.items():
        same, alike = _shared(traces, by_report, by_facts)
        for at in {*same, *alike, *by_id[event_id]}:
            is_founding = incidents[at].event_id == event_id
            kind = _kind_of(is_founding=is_founding, same=same[at], alike=alike[at], age=age)
            if kind is not None:
                claims.append(((age, kind, -same[at], -alike[at]), event_id, at))
    return claims


def _kind_of(*, is_founding: bool, same: int, alike: int, age: int) -> int | None:
    if same:
        return 0 if is_founding else 1
    # What was withdrawn returns for what it told itself, not for what is like it.
    if alike and age == 0:
        return 2
    return 3 if is_founding else None


def _shared(
    traces: Collection[Trace],
    by_report: Mapping[str, Collection[tuple[int, Trace]]],
    by_facts: Mapping[tuple[str, ...], Collection[tuple[int, Trace]]],
) -> tuple[dict[int, int], dict[int, int]]:
    """Count for each incident the reports it shares, and those that are alike (by day: twice)."""
    same: dict[int, int] = defaultdict(int)
    alike: dict[int, int] = defaultdict(int)
    for trace in traces:
        for at, found in by_report.get(trace.report_id, ()):
            same[at] += _is_same(trace, found)
        best: dict[int, int] = {}
        for at, found in by_facts.get(_facts(trace), ()):
            best[at] = max(best.get(at, 0), 2 if found.day == trace.day else 1)
        for at, weight in best.items():
            alike[at] += weight
    return same, alike


def _is_same(trace: Trace, found: Trace) -> bool:
    """Tell whether a report that stands where another stood is still about that."""
    # Ids count characters: after an edit another event may stand just there.
    is_alike = trace.place == found.place or _code(trace) == _code(found)
    return trace.report_id == found.report_id and is_alike


def _facts(trace: Trace) -> tuple[str, ...]:
    return (trace.article_id, trace.place, *_code(trace))


def _code(trace: Trace) -> tuple[str, str]:
    return trace.event_type, trace.sub_event_type
