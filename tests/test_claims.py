"""Numbers of several reports: agreeing, contradicting, adding up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from builders import count
from hypothesis import given
from hypothesis import strategies as st

from geo.incidents.claims import Claim, counts_agree, gap, merge_casualties, speak_of_others
from geo.model import Casualties, Count


def claim(killed, source="a", day=1, *, victims=(), text="", n_groups=1) -> Claim:
    harm = Casualties(count(killed), text=text)
    return Claim(harm, frozenset(victims), frozenset(source), date(2016, 10, day), n_groups)


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([claim(5)], Count(5, 5, 5)),
        ([claim(None), claim(5)], Count(5, 5, 5)),
        ([claim("5+"), claim(7, "b")], Count(7, 7, 7)),
        ([claim("5+"), claim("12+", "b")], Count(12, 12, None)),
        ([claim("20-99"), claim("30+", "b")], Count(30, 30, 99)),
        ([claim("-30"), claim(12, "b")], Count(12, 12, 12)),
        ([claim("20-99"), claim("-60", "b")], Count(20, None, 60)),
        ([claim(5), claim(7, "b")], Count(5, 7, 7)),
        ([claim(7), claim(5, "b", day=2)], Count(5, 5, 7)),
        ([claim(7), claim(5, "b"), claim(5, "c")], Count(5, 5, 7)),
        ([claim(7), claim(7, "a"), claim(5, "b"), claim(5, "c")], Count(5, 5, 7)),
        ([claim(5), claim("12+", "b")], Count(5, 12, None)),
        ([claim(3, "a"), claim(11, "a", day=2)], Count(11, 11, 11)),
        ([claim(3, "a"), claim(11, "ab", day=2)], Count(11, 11, 11)),
        ([claim(3, "b"), claim(11, "a", day=2)], Count(3, 11, 11)),
    ],
    ids=[
        "one",
        "one tells nothing",
        "at least, then exact",
        "at least twice",
        "dozens and at least",
        "up to and exact",
        "dozens and up to",
        "contradiction: higher of equals",
        "contradiction: latest",
        "contradiction: most sources",
        "one source twice is one",
        "highest is open",
        "later version of one text",
        "later version in two papers",
        "another source stays",
    ],
)
def test_killed(claims, expected) -> None:
    assert merge_casualties(claims).killed == expected


class TestVictims:
    def test_different_people_add_up(self) -> None:
        harm = merge_casualties(
            [
                claim("75+", "a", victims=["militant"], text="74+ militants killed"),
                claim("46+", "b", victims=["security"], text="46+ police killed"),
            ]
        )
        assert harm.killed == Count(121, 121, None)
        assert harm.text == "74+ militants killed | 46+ police killed"

    def test_a_total_beside_its_parts(self) -> None:
        harm = merge_casualties(
            [
                claim(10, "a", victims=["militant"]),
                claim(5, "b", victims=["civilian"]),
                claim(15, "c"),
            ]
        )
        assert harm.killed == Count(15, 15, 15)

    def test_a_part_of_a_total_changes_nothing(self) -> None:
        total = claim("120+", "a", n_groups=2)
        part = claim(46, "b", day=2, victims=["security"])
        assert merge_casualties([total, part]).killed == total.casualties.killed
        assert speak_of_others(total, part)
        assert speak_of_others(part, total)

    def test_more_than_the_total_is_no_part(self) -> None:
        total = claim(120, "a", n_groups=2)
        other = claim(150, "b", day=2, victims=["security"])
        assert merge_casualties([total, other]).killed == Count(120, 150, 150)

    def test_one_group_of_people_in_general_is_no_total(self) -> None:
        assert not speak_of_others(claim(12), claim(10, victims=["civilian"]))

    def test_overlapping_groups_do_not_add_up(self) -> None:
        harm = merge_casualties(
            [claim(10, "a", victims=["militant", "civilian"]), claim(10, "b", victims=["civilian"])]
        )
        assert harm.killed == Count(10, 10, 10)

    def test_same_people_do_not_add_up(self) -> None:
        harm = merge_casualties(
            [claim(10, "a", victims=["civilian"]), claim(12, "b", victims=["civilian"])]
        )
        assert harm.killed == Count(10, 12, 12)


class TestAffected:
    def test_kind_of_most_sources(self) -> None:
        def affected(kind, number, source) -> Claim:
            harm = Casualties(affected=count(number), affected_kind=kind)
            return Claim(harm, frozenset(), frozenset(source), None)

        harm = merge_casualties(
            [affected("missing", 4, "a"), affected("displaced", 900, "b"),
             affected("displaced", "1000+", "c")]
        )  # fmt: skip
        assert harm.affected_kind == "displaced"
        assert harm.affected == Count(900, 1000, None)

    def test_nothing_told(self) -> None:
        assert merge_casualties([claim(None)]) == Casualties()


def test_texts_are_kept_once() -> None:
    claims = [claim(5, text="Five killed"), claim(5, "b", text="five killed"), claim(5, "c")]
    assert merge_casualties(claims).text == "Five killed"


COUNTS = st.builds(
    lambda numbers, shape: [
        Count(numbers[0], numbers[1], numbers[2]),
        Count(numbers[0], numbers[0], None),
        Count(0, None, numbers[2]),
        Count(numbers[1], numbers[1], numbers[1]),
    ][shape],
    st.lists(st.integers(0, 50), min_size=3, max_size=3).map(sorted),
    st.integers(0, 3),
)


class TestProperties:
    @given(COUNTS, COUNTS)
    def test_agreement_is_mutual(self, one, two) -> None:
        assert counts_agree(one, two) == counts_agree(two, one)
        assert gap(one, two) == gap(two, one)
        assert (gap(one, two) == 0) == counts_agree(one, two)

    @given(st.lists(COUNTS, min_size=1, max_size=5))
    def test_bounds_hold_the_best(self, counts) -> None:
        claims = [
            Claim(Casualties(one), frozenset(), frozenset({str(n)}), None)
            for n, one in enumerate(counts)
        ]
        low, best, high = (
            getattr(merge_casualties(claims).killed, b) for b in ("low", "best", "high")
        )
        assert low <= (low if best is None else best)
        assert high is None or max(low, best or 0) <= high

    @given(st.lists(COUNTS, min_size=1, max_size=5), st.randoms(use_true_random=False))
    def test_order_does_not_matter(self, counts, random) -> None:
        claims = [
            Claim(Casualties(one), frozenset(), frozenset({str(n)}), None)
            for n, one in enumerate(counts)
        ]
        shuffled = random.sample(claims, len(claims))
        assert merge_casualties(shuffled).killed == merge_casualties(claims).killed


def test_of_equally_many_sources_the_more_trusted_counts() -> None:
    claims = [replace(claim(5, "a"), trust=0.9), replace(claim(7, "b", day=2), trust=0.5)]
    assert merge_casualties(claims).killed == Count(5, 5, 7)
    more = [*claims, replace(claim(7, "c"), trust=0.1)]
    assert merge_casualties(more).killed == Count(5, 7, 7)
