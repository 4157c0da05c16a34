"""Ids of incidents from build to build: kept, split, merged, withdrawn, returned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from builders import analysis, report

from geo.incidents.identity import Traces, assign_ids, trace_changes, trace_reports
from geo.incidents.merging import merge_reports
from geo.model import Analysis, Incident, Report


def told(report_id: str, published: str, **fields: object) -> Analysis:
    return analysis(report(report_id, **fields), published=published)


def traces(incidents: Sequence[Incident]) -> Traces:
    return {incident.event_id: trace_reports(incident) for incident in incidents}


def merge(*reports: Report) -> tuple[Incident, ...]:
    return merge_reports([analysis(one) for one in reports])


def ids(incidents: Sequence[Incident]) -> list[str]:
    return [incident.event_id for incident in incidents]


def joined(incident: Incident, *reports: Report) -> Incident:
    return replace(incident, reports=reports)


FIRST = told("a-1", "2016-10-23", killed=5)
LATER = told("b-1", "2016-10-24", killed=5, quote="Five were killed in Baghdad.")


def test_kept_when_the_founding_report_goes() -> None:
    before = merge_reports([FIRST, LATER])
    assert len(before) == 1
    now, changes = assign_ids(merge_reports([LATER]), traces(before))
    assert ids(now) == ids(before)
    assert [change.kind for change in changes] == ["kept"]


def test_kept_when_an_earlier_report_comes_late() -> None:
    before = merge_reports([LATER])
    now, changes = assign_ids(merge_reports([FIRST, LATER]), traces(before))
    assert ids(now) == ids(before) != ids(merge_reports([FIRST, LATER]))
    assert [change.kind for change in changes] == ["kept"]


def test_kept_when_the_article_was_edited() -> None:
    before = merge(report("a-1", killed=5))
    edited = replace(report("a-9", killed=7), article_id="a")
    now, changes = assign_ids(merge(edited), traces(before))
    assert ids(now) == ids(before)
    assert [change.kind for change in changes] == ["kept"]


def test_of_two_alike_in_an_edited_article_each_keeps_its_day() -> None:
    days = ("2016-10-03", "2016-10-23")
    old = [report(f"a-{n}", on=day, killed=n) for n, day in enumerate(days, 5)]
    new = [report(f"a-9{n}", on=day, killed=n + 1) for n, day in enumerate(days, 5)]
    before = merge_reports([analysis(*old)])
    now, _ = assign_ids(merge_reports([analysis(*reversed(new))]), traces(before))
    assert {incident.event_id: incident.when.start for incident in now} == {
        incident.event_id: incident.when.start for incident in before
    }


def test_kept_when_the_same_text_comes_under_another_article_id() -> None:
    before = merge(report("a-1", killed=5))
    now, changes = assign_ids(merge(report("z-1", killed=5)), traces(before))
    assert ids(now) == ids(before)
    assert [change.kind for change in changes] == ["kept"]


def test_another_event_at_the_same_characters_gets_another_id() -> None:
    before = merge(report("a-1", at="Rutba", kind="explosion/bombing"))
    now, changes = assign_ids(merge(report("a-1", at="Suva", kind="hazard/flood")), traces(before))
    assert not set(ids(now)) & set(ids(before))
    assert sorted(change.kind for change in changes) == ["new", "withdrawn"]


def test_a_split_leaves_the_id_with_the_founding_report() -> None:
    parts = merge(report("a-1", at="Rutba"), report("b-1", at="Kirkuk"), report("c-1", at="Kirkuk"))
    rutba = next(part for part in parts if part.reports[0].report_id == "a-1")
    whole = joined(rutba, *(told for part in parts for told in part.reports))
    now, changes = assign_ids(parts, traces([whole]))
    assert ids(now) == ids(parts)
    (split,) = [change for change in changes if change.kind == "split"]
    assert (split.event_id, len(split.others)) == (rutba.event_id, 1)


def test_without_a_founding_report_most_reports_decide() -> None:
    parts = merge(report("a-1", at="Rutba"), report("b-1", at="Kirkuk"), report("c-1", at="Kirkuk"))
    whole = replace(parts[0], event_id="j", reports=tuple(r for p in parts for r in p.reports))
    now, _ = assign_ids(parts, traces([whole]))
    (kept,) = [incident for incident in now if incident.event_id == "j"]
    assert {one.report_id for one in kept.reports} == {"b-1", "c-1"}


def test_a_merge_is_told_and_the_lost_id_returns_when_they_part() -> None:
    one, two = merge(report("a-1", at="Rutba"), report("b-1", at="Kirkuk"))
    whole = joined(one, *one.reports, *two.reports)
    merged, changes = assign_ids([whole], traces([one, two]))
    assert ids(merged) == [one.event_id]
    assert {change.event_id: (change.kind, change.others) for change in changes} == {
        one.event_id: ("kept", ()),
        two.event_id: ("merged", (one.event_id,)),
    }
    again, back = assign_ids([one, two], traces(merged), traces([two]), used=ids([one, two]))
    assert ids(again) == ids([one, two])
    assert {change.event_id: change.kind for change in back} == {
        one.event_id: "split",
        two.event_id: "returned",
    }


def test_withdrawn_and_back_under_the_same_id() -> None:
    before = merge(report("a-1"))
    _, gone = assign_ids([], traces(before))
    assert [(change.kind, change.event_id) for change in gone] == [("withdrawn", *ids(before))]
    now, back = assign_ids(before, {}, traces(before), used=ids(before))
    assert ids(now) == ids(before)
    assert [change.kind for change in back] == ["returned"]


def test_an_id_in_use_is_not_given_to_another() -> None:
    one = merge(report("a-1"))
    now, changes = assign_ids(one, {}, used=ids(one))
    assert ids(now) == [f"{one[0].event_id}-2"]
    assert [change.kind for change in changes] == ["new"]


def test_a_withdrawn_id_does_not_return_for_what_is_only_like_it() -> None:
    before = merge(report("a-1", killed=5))
    edited = replace(report("a-9", killed=7), article_id="a")
    now, _ = assign_ids(merge(edited), {}, traces(before), used=ids(before))
    assert not set(ids(now)) & set(ids(before))


def test_changes_can_be_told_from_what_is_remembered_alone() -> None:
    before = merge(report("a-1", at="Rutba"), report("b-1", at="Kirkuk"))
    fresh = merge(report("b-1", at="Kirkuk"), report("c-1", at="Suva"))
    now, changes = assign_ids(fresh, traces(before))
    assert trace_changes(traces(before), traces(now), ()) == changes
    assert sorted(change.kind for change in changes) == ["kept", "new", "withdrawn"]
