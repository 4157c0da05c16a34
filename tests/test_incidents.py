"""Reports merged into incidents: on made-up pairs, and whatever their order."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from builders import analysis, count, report, undated
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.incidents.merging import merge_reports
from geo.model import Analysis, Casualties, Count, Incident, Report


class Pair(NamedTuple):
    """A row of data/merge_pairs.jsonl: fields of two reports as `builders.report` takes them."""

    name: str
    same: bool
    hard: bool
    first: dict[str, Any]
    second: dict[str, Any]
    one_article: bool = False


_FILE = Path(__file__).with_name("data") / "merge_pairs.jsonl"
PAIRS = [Pair(**json.loads(line)) for line in _FILE.read_text(encoding="utf-8").splitlines()]
# Of a pair without days: long after all of them.
PUBLISHED = "2021-12-31"


def analyses_of(pair: Pair) -> list[Analysis]:
    found = []
    for article_id, fields in zip("ab", (pair.first, pair.second), strict=True):
        facts = dict(fields)
        published = facts.pop("published", None)
        by_day = facts.pop("when_published", False)
        if published is None and facts["on"] and len(facts["on"]) > 7:
            last = date.fromisoformat(facts["on"].rpartition("/")[2])
            published = date.fromordinal(last.toordinal() + 1).isoformat()
        published = published or PUBLISHED
        if by_day:
            facts["on"] = undated(published)
        found.append((published, report(f"{article_id}-1", **facts)))
    if pair.one_article:
        (published, first), (_, second) = found
        second = replace(second, report_id="a-2", article_id="a")
        return [analysis(first, second, published=published)]
    return [analysis(told, published=published) for published, told in found]


def is_merged(pair: Pair) -> bool:
    return len(merge_reports(analyses_of(pair))) == 1


class TestPairs:
    def test_there_are_enough(self) -> None:
        assert len(PAIRS) >= 40
        assert sum(pair.hard for pair in PAIRS) >= 20
        assert len({pair.name for pair in PAIRS}) == len(PAIRS)

    @pytest.mark.parametrize("pair", [p for p in PAIRS if not p.hard], ids=lambda pair: pair.name)
    def test_easy_ones(self, pair) -> None:
        assert is_merged(pair) == pair.same

    def test_score(self, capsys) -> None:
        wrong = [pair for pair in PAIRS if is_merged(pair) != pair.same]
        hits = sum(pair.same and pair not in wrong for pair in PAIRS)
        joined = hits + sum(not pair.same for pair in wrong)
        precision, recall = hits / joined, hits / sum(pair.same for pair in PAIRS)
        with capsys.disabled():
            print(  # noqa: T201 - the score is for the reader of the test run
                f"\nmerging {len(PAIRS)} made-up pairs: precision {precision:.2f},"
                f" recall {recall:.2f}; wrong: {[pair.name for pair in wrong] or 'none'}"
            )
        assert precision >= 0.95
        assert recall >= 0.90


DRAWN = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(
            [
                "explosion/bombing",
                "explosion/air_strike",
                "battle/armed_clash",
                "civilian_violence/attack",
                "protest/peaceful",
            ]
        ),
        "at": st.sampled_from(["Mosul", "Tob Zawa", "Baghdad", "Karrada", "Iraq"]),
        "on": st.sampled_from(
            [None, "2016-10-22", "2016-10-23", "2016-10-21/2016-10-23", "2016-10"]
        ),
        "killed": st.sampled_from([None, 3, "5+", 12, "24-99"]),
        "by": st.sampled_from(["", "IS", "Daesh", "Iraqi army", "gunmen"]),
        "status": st.sampled_from(["occurred", "occurred", "claimed", "denied", "planned"]),
        "quote": st.sampled_from(
            [
                "Gunmen came at dawn and fled.",
                "A bomb tore through a market, officials said on Sunday.",
                "Shoppers ran from the market when the bomb went off.",
                "Nobody was seen near the mosque before it was hit.",
            ]
        ),
        "radius_km": st.sampled_from([3.0, 12.0]),
    }
)


@st.composite
def newsrooms(draw) -> list[Analysis]:
    """Draw articles of up to three reports each, published on several days."""
    found = []
    for n in range(draw(st.integers(1, 6))):
        drawn = draw(st.lists(DRAWN, min_size=1, max_size=3))
        reports = [report(f"m{n}-{i}", **fields) for i, fields in enumerate(drawn)]
        published = draw(st.sampled_from([None, "2016-10-23", "2016-10-24", "2016-11-02"]))
        found.append(analysis(*reports, published=published))
    return found


def copy_of(original: Analysis, article_id: str) -> Analysis:
    reports = tuple(
        replace(told, article_id=article_id, report_id=f"{article_id}-{told.report_id}")
        for told in original.reports
    )
    article = replace(original.article, article_id=article_id, source="Another paper")
    return Analysis(article, original.resolutions, reports)


def facts(incident: Incident) -> tuple:
    """Return what is published of an incident, but for counts."""
    shown = incident.reports[0]
    return (
        incident.event_id,
        incident.event_type,
        incident.sub_event_type,
        incident.status,
        incident.when,
        incident.casualties,
        incident.actor1,
        incident.actor2,
        incident.n_sources,
        incident.rule,
        (shown.quote, shown.resolution, shown.relation, shown.footprint),
    )


class TestProperties:
    @settings(max_examples=60)
    @given(newsrooms(), st.randoms(use_true_random=False))
    def test_order_does_not_matter(self, analyses, random) -> None:
        shuffled = random.sample(analyses, len(analyses))
        assert merge_reports(shuffled) == merge_reports(analyses)

    @settings(max_examples=60)
    @given(newsrooms(), st.data())
    def test_a_copy_changes_only_counts(self, analyses, data) -> None:
        original = data.draw(st.sampled_from(analyses))
        copied = copy_of(original, data.draw(st.sampled_from(["a-first", "z-last"])))
        before, after = merge_reports(analyses), merge_reports([*analyses, copied])
        assert [facts(incident) for incident in after] == [facts(incident) for incident in before]
        assert sum(len(incident.reports) for incident in after) == sum(
            len(incident.reports) for incident in before
        ) + len(original.reports)

    def test_a_copy_of_the_rougher_place_changes_nothing(self) -> None:
        told = [
            analysis(report(f"m{n}-0", at="Mosul", radius_km=radius_km), published=None)
            for n, radius_km in enumerate((3.0, 12.0))
        ]
        (before,), (after,) = merge_reports(told), merge_reports([*told, copy_of(told[1], "a")])
        assert facts(after) == facts(before)

    @settings(max_examples=60)
    @given(newsrooms())
    def test_no_report_is_lost_or_doubled(self, analyses) -> None:
        incidents = merge_reports([*analyses, *analyses])
        merged = sorted(told.report_id for incident in incidents for told in incident.reports)
        assert merged == sorted(told.report_id for item in analyses for told in item.reports)
        assert len({incident.event_id for incident in incidents}) == len(incidents)


def merge(*reports: Report, published: tuple[str, ...] = ()) -> Incident:
    days = published or ("2016-10-24",) * len(reports)
    incidents = merge_reports(
        [analysis(told, published=day) for told, day in zip(reports, days, strict=True)]
    )
    assert len(incidents) == 1
    return incidents[0]


class TestMergedFacts:
    def test_the_most_precise_report_is_shown(self) -> None:
        vague = report("a-1", at="Anbar", prec=4, radius_km=170, killed=5, by="IS")
        exact = report("b-1", at="Rutba", killed=5, by="IS")
        assert merge(vague, exact).reports[0] == exact

    def test_among_equals_the_earliest(self) -> None:
        late, early = report("a-1", killed=5), report("b-1", killed=5, quote="It was in Baghdad.")
        merged = merge(late, early, published=("2016-10-25", "2016-10-24"))
        assert merged.reports == (early, late)

    def test_what_lasts_spans_all_days_told(self) -> None:
        kind = "battle/armed_clash"
        days = ["2016-10-21/2016-10-23", "2016-10-21", "2016-10-23"]
        told = [
            report(f"{n}-1", kind=kind, at="Kirkuk", on=day, by="IS") for n, day in enumerate(days)
        ]
        merged = merge(*told)
        assert (merged.when.start, merged.when.end) == (date(2016, 10, 21), date(2016, 10, 23))
        assert merged.when.prec == 2
        assert merged.when.text == "on 2016-10-21/2016-10-23"

    @pytest.mark.parametrize(("n_days", "longest"), [(5, 5), (12, 7)])
    def test_fighting_told_day_by_day_is_one_stretch_up_to_a_week(self, n_days, longest) -> None:
        told = [
            report(
                f"{day}-1",
                kind="battle/armed_clash",
                on=f"2016-10-{day}",
                by="IS",
                to="security forces",
                quote=f"Fighting in Baghdad, number {day}.",
            )
            for day in range(10, 10 + n_days)
        ]
        incidents = merge_reports([analysis(each) for each in told])
        lengths = [(each.when.end - each.when.start).days + 1 for each in incidents]
        assert sum(lengths) == n_days
        assert max(lengths) <= longest
        assert (len(incidents) == 1) == (n_days <= 7)

    def test_a_blow_has_the_day_that_most_tell(self) -> None:
        told = [
            report(f"{n}-1", on=day, killed=14, injured=40, quote=f"Text {n} of it.")
            for n, day in enumerate(["2016-10-24", "2016-10-23", "2016-10-23"])
        ]
        assert merge(*told).when.start == date(2016, 10, 23)

    def test_general_type_gives_way(self) -> None:
        told = [
            report("a-1", kind="civilian_violence/attack", killed=9),
            report("b-1", kind="civilian_violence/attack", killed=9, quote="In Baghdad it was."),
            report("c-1", kind="explosion/suicide_bombing", killed=9),
        ]
        assert merge(*told).sub_event_type == "suicide_bombing"

    def test_strongest_status_and_denial_told(self) -> None:
        told = [
            report("a-1", status="denied", by="Turkey", killed=3),
            report("b-1", status="claimed", by="Turkey", killed=3),
        ]
        merged = merge(*told)
        assert merged.status == "claimed"
        assert merged.reports[0].status == "claimed"
        assert "1 of them denies it" in merged.rule

    def test_side_as_most_sources_name_it(self) -> None:
        told = [
            report("a-1", by="gunmen", killed=3),
            report("b-1", by="IS militants", killed=3, quote="Three died in Baghdad."),
            report("c-1", by="Daesh", killed=3, quote="Baghdad mourns three."),
        ]
        assert merge(*told).actor1.name in {"IS militants", "Daesh"}

    def test_numbers_and_claims(self) -> None:
        told = [
            report("a-1", killed=12, who="12 people killed"),
            report("b-1", killed=15, who="15 shoppers killed", quote="It hit shoppers in Baghdad."),
        ]
        merged = merge(*told, published=("2016-10-23", "2016-10-24"))
        assert merged.casualties.killed == Count(12, 15, 15)
        assert set(merged.casualties.text.split(" | ")) == {
            "12 people killed",
            "15 shoppers killed",
        }

    def test_two_groups_of_victims_add_up(self) -> None:
        told = [
            report("a-1", kind="battle/armed_clash", killed=74, who="74 militants killed", by="IS"),
            report("b-1", kind="battle/armed_clash", killed=46, who="46 police killed", by="IS"),
        ]
        assert merge(*told).casualties.killed == Count(120, 120, 120)

    def test_copies_are_one_source(self) -> None:
        told = report("a-1", killed=6)
        first = analysis(told)
        again = copy_of(first, "b")
        own = analysis(report("c-1", killed=6, quote="In Baghdad six people lost their lives."))
        (merged,) = merge_reports([first, again, own])
        assert (len(merged.reports), merged.n_sources) == (3, 2)

    def test_a_copy_printed_later_dates_nothing(self) -> None:
        first = analysis(report("a-1", on=undated("2016-10-23")), published="2016-10-23")
        later = copy_of(first, "0-first-by-name")
        told = tuple(replace(one, when=undated("2016-10-25")) for one in later.reports)
        article = replace(later.article, published=date(2016, 10, 25))
        (alone,) = merge_reports([first])
        (both,) = merge_reports([first, Analysis(article, (), told)])
        assert facts(both) == facts(alone)
        assert len(both.reports) == 2

    def test_a_later_version_replaces_the_toll(self) -> None:
        text = "A bomb went off in a street of Baghdad as people went home from work. " + (
            "Shop windows broke as far as the river, and ambulances came from all sides. " * 6
        )
        old, new = report("a-1", killed=3), report("b-1", killed=11)
        (merged,) = merge_reports(
            [
                analysis(old, text=f"{text} Three died.", published="2016-10-23"),
                analysis(new, text=f"{text} Eleven died.", published="2016-10-24"),
            ]
        )
        assert merged.casualties.killed == Count(11, 11, 11)
        assert merged.n_sources == 1

    def test_the_rule_names_the_weakest_link(self) -> None:
        rule = merge(
            report("a-1", killed=5), report("b-1", killed=5, quote="Five died in Baghdad.")
        ).rule
        assert rule.startswith("2 accounts; the weakest link: same day, same type, same place")
        assert "both 5 killed" in rule
        assert merge(report("a-1")).rule == "one account"


class TestIds:
    def test_readable(self) -> None:
        incident = merge(report("a-1", at="Rutba", kind="civilian_violence/execution"))
        assert incident.event_id.startswith("20161023-IQ-execution-")
        assert incident.event_id.isascii()

    def test_a_later_report_changes_nothing(self) -> None:
        first = report("a-1", killed=5)
        later = report("b-1", killed=5, on="2016-10-23", quote="Five were killed in Baghdad.")
        both = merge(first, later, published=("2016-10-23", "2016-10-24"))
        assert both.event_id == merge(first, published=("2016-10-23",)).event_id

    def test_alike_but_apart_get_numbers(self) -> None:
        told = [report(f"{n}-1", kind="protest/peaceful", at="Iraq", on=None, prec=6) for n in "ab"]
        incidents = merge_reports(
            [
                analysis(one, published=None, text=f"{one.quote} {more}")
                for one, more in zip(told, ["Teachers struck.", "It rained."], strict=True)
            ]
        )
        first, second = (incident.event_id for incident in incidents)
        assert first.startswith("00000000-IQ-peaceful-")
        assert second == f"{first}-2"


def test_nothing_gives_nothing() -> None:
    assert merge_reports([]) == ()


def test_the_builder_reads_counts() -> None:
    assert Casualties(count("20-99")).killed == Count(20, None, 99)
