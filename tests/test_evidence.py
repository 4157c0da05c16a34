"""Points for and against, and the tables behind them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import report, undated, when

from geo.incidents.accounts import days_of, make_accounts
from geo.incidents.evidence import BARRED, compare, compare_days, total
from geo.incidents.rules import shipped_rules
from geo.layers import codebook
from geo.model import Analysis, Article, When
from geo.resources import read_rows

RULES = shipped_rules()
CODES = {(kind, sub) for kind, subs in codebook.SUB_EVENT_TYPES.items() for sub in subs}


def actor_type(name: str) -> str:
    return {"IS": "armed_group", "Army": "force", "Allied Army": "force"}.get(name, "")


def weigh(first, second) -> dict[str, float]:
    """Return the findings between two reports of different articles."""
    analyses = [
        Analysis(Article(told.article_id, told.quote), (), (told,)) for told in (first, second)
    ]
    sources = {told.article_id: told.article_id for told in (first, second)}
    accounts = make_accounts(analyses, sources, RULES, str)
    assert len(accounts) == 2
    found = compare(*accounts, RULES, actor_type)
    assert found == compare(*accounts[::-1], RULES, actor_type)
    assert total(found) == pytest.approx(sum(finding.points for finding in found))
    return {finding.words: finding.points for finding in found}


class TestDays:
    @pytest.mark.parametrize(
        ("first", "second", "lasting", "words"),
        [
            ("2016-10-23", "2016-10-23", False, "same day"),
            ("2016-10-21/2016-10-23", "2016-10-21/2016-10-23", False, "same days"),
            ("2016-10-21/2016-10-23", "2016-10-22", True, "days overlap"),
            ("2016-10-22/2016-10-23", "2016-10-22", False, "days overlap"),
            ("2016-10-17/2016-10-23", "2016-10-20", False, "one day of a longer time"),
            ("2016-10-23", "2016-10-24", True, "1 day apart"),
            ("2016-10", "2016-10-20", False, "in the same month"),
            ("2016-10", "2016-10", False, "same week or month"),
            (None, "2016-10-20", False, "a day unknown"),
        ],
    )
    def test_words(self, first, second, lasting, words) -> None:
        one, two = days_of(when(first)), days_of(when(second))
        finding = compare_days(one, two, is_lasting=lasting)
        assert finding.words == words
        assert finding == compare_days(two, one, is_lasting=lasting)

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("2016-10-23", "2016-10-25"),
            ("2016-10-21/2016-10-23", "2016-10-25"),
            ("2016-09", "2016-10"),
            ("2016-09", "2016-10-01"),
        ],
    )
    def test_apart_bars(self, first, second) -> None:
        one, two = days_of(when(first)), days_of(when(second))
        assert compare_days(one, two, is_lasting=True).points == BARRED

    def test_undated_is_of_the_days_before_publication(self) -> None:
        published = days_of(undated("2016-10-24"))
        assert compare_days(published, days_of(when("2016-10-22")), is_lasting=False).points > 0
        assert compare_days(published, days_of(when("2016-10-21")), is_lasting=False).points < 0
        assert (
            compare_days(published, days_of(when("2016-10-10")), is_lasting=False).points == BARRED
        )

    def test_without_an_end(self) -> None:
        assert days_of(replace(when("2016-10-23"), end=None)) == days_of(when("2016-10-23"))
        assert days_of(When()) is None


class TestFindings:
    def test_large_equal_numbers_weigh_more(self) -> None:
        def points(killed) -> float:
            found = weigh(report("a-1", killed=killed), report("b-1", killed=killed, quote="Text."))
            return found[f"both {killed} killed"]

        assert 0.5 < points(1) < points(8) < points(74)

    def test_a_rising_toll_is_half_as_bad(self) -> None:
        one, two = report("a-1", killed=3), report("b-1", killed=9, quote="Text.")
        same_time = weigh(one, two)["killed 3 against 9"]
        assert same_time < -1

    def test_opposed_sides(self) -> None:
        found = weigh(report("a-1", by="IS"), report("b-1", by="Army", quote="Text."))
        assert found["Army against IS"] < 0

    def test_unknown_names_oppose_nobody(self) -> None:
        found = weigh(report("a-1", by="IS"), report("b-1", by="masked men", quote="Text."))
        assert not any("against" in words for words in found)

    def test_quarter_in_its_city(self) -> None:
        found = weigh(report("a-1", at="Karrada", radius_km=2), report("b-1", at="Baghdad",
                      radius_km=15))  # fmt: skip
        assert "one place inside the other" in found

    def test_names_of_the_place_are_no_wording(self) -> None:
        found = weigh(
            report("a-1", at="Kirkuk", quote="Kirkuk awoke uneasily."),
            report("b-1", at="Kirkuk", quote="Kirkuk slept soundly."),
        )
        assert found["wording 0% alike"] < 0

    def test_hospital_that_only_speaks_is_no_venue(self) -> None:
        found = weigh(
            report("a-1", quote="A bomb at a market killed two."),
            report("b-1", quote="The wounded were taken to a hospital."),
        )
        assert not any(words.startswith(("at:", "both at:")) for words in found)


class TestClaims:
    @pytest.mark.parametrize(
        ("text", "victims", "n_groups"),
        [
            ("", set(), 1),
            ("12 people killed", set(), 1),
            ("5 soldiers killed; 12 injured", {"security"}, 1),
            ("74+ IS militants killed; 46+ other people killed", set(), 2),
            ("74+ IS militants killed; 46+ policemen killed", {"militant", "security"}, 2),
            ("9 villagers injured", {"civilian"}, 1),
        ],
    )
    def test_groups_told_apart(self, text, victims, n_groups) -> None:
        told = report("a-1", who=text)
        (account,) = make_accounts(
            [Analysis(Article("a", told.quote), (), (told,))], {"a": "a"}, RULES, str
        )
        assert account.claim.victims == victims
        assert account.claim.n_groups == n_groups


class TestTables:
    def test_every_code_of_the_codebook_has_its_row(self) -> None:
        rows = {(r["event_type"], r["sub_event_type"]) for r in read_rows("merge_subtypes.csv")}
        assert rows == {
            (kind, sub) for kind, subs in codebook.SUB_EVENT_TYPES.items() for sub in subs
        }

    def test_pairs_are_codes_once_and_likely(self) -> None:
        rows = read_rows("merge_types.csv")
        pairs = [
            frozenset({(r["type_a"], r["sub_type_a"]), (r["type_b"], r["sub_type_b"])})
            for r in rows
        ]
        assert set().union(*pairs) <= CODES
        assert len(set(pairs)) == len(pairs)
        assert all(len(pair) == 2 for pair in pairs)
        assert all(0 < float(row["likely"]) < 1 for row in rows)

    def test_words_stand_for_one_class_each(self) -> None:
        for use in ("venue", "victims"):
            words = [
                word
                for row in read_rows("merge_words.csv")
                if row["use"] == use
                for word in row["words"].split(";")
            ]
            assert len(words) == len(set(words)), use
            assert all(word == word.casefold().strip() for word in words)
