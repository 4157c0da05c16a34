"""Groups of the night before: they spare work, and decide nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from builders import analysis, report
from hypothesis import given, settings
from hypothesis import strategies as st
from test_incidents import newsrooms

from geo.incidents import matching
from geo.incidents.kept import Grouped, read_grouped, write_grouped
from geo.incidents.merging import merge_reports
from geo.layers.named import KeptReports
from geo.model import Analysis

QUOTES = ("Five died in a blast.", "A bomb killed five in the market.", "Two were hurt.")


def stored(found: Analysis) -> Analysis:
    return replace(found, reports=KeptReports(found.reports, f"digest of {found.reports!r}"))


def articles() -> list[Analysis]:
    told = [report(f"a{n}-1", quote=quote) for n, quote in enumerate(QUOTES)]
    elsewhere = report("b-1", at="Suva", kind="hazard/flood", quote="Suva is under water.")
    return [stored(analysis(each)) for each in (*told, elsewhere)]


@pytest.fixture
def weighed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the articles of all pairs that were weighed, as they are."""
    names: list[str] = []
    compare = matching.compare

    def note(one: matching.Account, two: matching.Account, *rest: object) -> object:
        names.append("".join(sorted({*one.articles, *two.articles})))
        return compare(one, two, *rest)

    monkeypatch.setattr(matching, "compare", note)
    return names


@settings(max_examples=150)
@given(newsrooms(), newsrooms(), st.data())
def test_nights_merge_as_if_each_were_the_first(
    before: Sequence[Analysis], after: Sequence[Analysis], data: st.DataObject
) -> None:
    versions: dict[str, list[Analysis]] = {}
    for found in (*before, *after):
        versions.setdefault(found.article.article_id, []).append(found)
    choices = [st.sampled_from([None, *each]) for each in versions.values()]
    nights = data.draw(st.lists(st.tuples(*choices), min_size=2, max_size=5))
    grouped = Grouped()
    for drawn in nights:
        night = [found for found in drawn if found is not None]
        Random(len(night)).shuffle(night)
        kept = merge_reports([stored(found) for found in night], grouped=grouped)
        assert kept == merge_reports(night)


def test_only_what_is_new_is_weighed(weighed: list[str]) -> None:
    first, *others = articles()
    grouped = Grouped()
    merge_reports(others, grouped=grouped)
    assert weighed == ["a1a2"]
    weighed.clear()
    merge_reports([first, *others], grouped=grouped)
    assert sorted(set(weighed)) == ["a0a1", "a0a2", "a1a2"]
    weighed.clear()
    merge_reports([first, *others], grouped=grouped)
    assert weighed == []


def test_what_an_analyst_corrected_is_weighed_every_night(weighed: list[str]) -> None:
    first, second, *_ = articles()
    corrected = replace(first, reports=tuple(first.reports))
    grouped = Grouped()
    for _ in range(2):
        weighed.clear()
        merge_reports([corrected, second], grouped=grouped)
        assert weighed == ["a0a1"]


def as_told(grouped: Grouped) -> tuple[object, bytes]:
    return grouped.components, grouped.compared.to_bytes()


class TestFile:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        grouped = Grouped()
        merge_reports(articles(), grouped=grouped)
        assert grouped.components
        assert len(grouped.compared.rows) == 4
        write_grouped(tmp_path / "kept", "rules 1", grouped)
        assert as_told(read_grouped(tmp_path / "kept", "rules 1")) == as_told(grouped)
        return tmp_path / "kept"

    def test_rules_of_another_version_grouped_otherwise(self, path: Path) -> None:
        assert as_told(read_grouped(path, "rules 2")) == as_told(Grouped())

    @pytest.mark.parametrize("at", [0, 100, -1], ids=["stamp", "body", "end"])
    def test_damage_is_found(self, path: Path, at: int) -> None:
        data = bytearray(path.read_bytes())
        data[at] ^= 1
        path.write_bytes(data)
        assert as_told(read_grouped(path, "rules 1")) == as_told(Grouped())

    def test_half_of_it_and_none_of_it(self, path: Path) -> None:
        path.write_bytes(path.read_bytes()[:90])
        assert as_told(read_grouped(path, "rules 1")) == as_told(Grouped())
        path.unlink()
        assert as_told(read_grouped(path, "rules 1")) == as_told(Grouped())
