"""Corrected names: how far they go, which of two counts, and what the gazetteer learns."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from builders import analysis, place, report, resolution

from geo.layers.rows import text_sha256
from geo.model import Analysis, Article, Decided, Reread, Resolution, Toponym
from geo.review.applying import apply_corrections
from geo.review.corrections import (
    Correction,
    ToponymAnchor,
    correction_from_text,
    correction_to_text,
)

NOON = datetime(2016, 11, 1, 12, tzinfo=UTC)


def unknown(name: str, start: int = 0) -> Resolution:
    return Resolution(Toponym(start, start + len(name), name), None, 0.0, note="no such entry")


def named(article_id: str, *names: str, known: tuple[str, ...] = ()) -> Analysis:
    """Write an article that names places, the unknown ones first."""
    text, resolutions = "", []
    for name in (*names, *known):
        start = len(text)
        text += f"{name} was shelled on Sunday. "
        resolutions.append(resolution(name, start) if name in known else unknown(name, start))
    return Analysis(Article(article_id, text), tuple(resolutions))


def correct(
    found: Analysis, to: str | None, scope: str = "this", number: int = 0, **fields: Any
) -> Correction:
    """Correct one name of an article."""
    toponym, text = found.resolutions[number].toponym, found.article.text
    anchor = ToponymAnchor(
        found.article.article_id,
        text_sha256(text),
        "",
        toponym.name,
        toponym.start,
        text[toponym.start : text.index(".", toponym.start) + 1],
        "",
    )
    value = {"place": asdict(place(to)) if to else None, "is_name": True}
    target = f"toponym:{anchor.article_id}:{anchor.start}"
    defaults: dict[str, Any] = {"made_at": NOON, "made_by": "ana"}
    return Correction(
        "place", target, value, {}, scope=scope, toponym=anchor, **{**defaults, **fields}
    )


def places(analyses: list[Analysis], name: str) -> dict[str, str | None]:
    return {
        each.article.article_id: found.place.name if found.place else None
        for each in analyses
        for found in each.resolutions
        if found.toponym.name == name
    }


HERE = named("a", "Zaytun", known=("Mosul",))
SAME_COUNTRY = named("b", "Zaytun", known=("Kirkuk",))
ABROAD = named("c", "Zaytun", known=("Suva",))
ALL = [HERE, SAME_COUNTRY, ABROAD]


class TestScope:
    @pytest.mark.parametrize(
        ("scope", "articles"),
        [("this", "a"), ("article", "a"), ("context", "ab"), ("name", "abc")],
    )
    def test_goes_as_far_as_it_says(self, scope: str, articles: str) -> None:
        done = apply_corrections(ALL, [correct(HERE, "Tob Zawa", scope)])
        expected = {name: "Tob Zawa" if name in articles else None for name in "abc"}
        assert places(done.analyses, "Zaytun") == expected
        assert done.outcomes[0].n_applied == len(articles)

    def test_same_name_twice_in_an_article(self) -> None:
        twice = named("a", "Zaytun", "Zaytun", known=("Mosul",))
        only_one = apply_corrections([twice], [correct(twice, "Tob Zawa", number=1)]).analyses[0]
        assert [bool(each.place) for each in only_one.resolutions] == [False, True, True]
        both = apply_corrections([twice], [correct(twice, "Tob Zawa", "article")]).analyses[0]
        assert all(each.place for each in both.resolutions)

    def test_more_exactly_meant_counts_first_though_earlier(self) -> None:
        exact = correct(HERE, "Tob Zawa")
        wide = correct(SAME_COUNTRY, "Bazwaya", "name", made_at=NOON.replace(hour=13))
        done = apply_corrections(ALL, [wide, exact])
        assert places(done.analyses, "Zaytun") == {"a": "Tob Zawa", "b": "Bazwaya", "c": "Bazwaya"}

    def test_no_place_at_all(self) -> None:
        found = analysis(report("a-1", at="Mosul", quote="Mr Mosul said that a bomb went off."))
        done = apply_corrections([found], [correct(found, None)])
        assert done.analyses[0].resolutions[0].place is None
        assert done.analyses[0].reports == ()

    def test_untouched_articles_are_the_same_objects(self) -> None:
        done = apply_corrections(ALL, [correct(HERE, "Tob Zawa")])
        assert done.analyses[1] is SAME_COUNTRY


class TestReports:
    def test_report_moves_with_its_name(self) -> None:
        found = analysis(report("a-1", at="Mosul", relation="near", radius_km=8.0))
        done = apply_corrections([found], [correct(found, "Rutba")])
        (moved,) = done.analyses[0].reports
        assert moved.resolution.place == place("Rutba")
        assert moved.footprint.point[0] == pytest.approx(place("Rutba").lon)
        assert moved.relation.kind == "near"
        assert moved.review.fields == ("place",)
        assert moved.review.told is not None
        assert moved.review.told.place == "gn:99071"

    def test_reason_says_what_the_program_had(self) -> None:
        done = apply_corrections([HERE], [correct(HERE, "Tob Zawa")])
        note = done.analyses[0].resolutions[0].note
        assert note == (
            "an analyst's correction of 2016-11-01; the program had none (no such entry)"
        )


class TestReread:
    @pytest.mark.parametrize("is_undone", [False, True])
    def test_only_with_what_is_decided_tonight(self, *, is_undone: bool) -> None:
        made = correct(HERE, "Tob Zawa")
        start = HERE.resolutions[0].toponym.start
        there = replace(
            report("a-9", at="Tob Zawa"),
            article_id="a",
            resolution=resolution("Tob Zawa", start),
        )
        decided = (Decided(start, place("Tob Zawa")),)
        reread = replace(HERE, reread=Reread(decided, (there,)))
        undone = Correction(
            "undo", made.correction_id, {"correction_id": made.correction_id}, {}, NOON, "ana"
        )
        done = apply_corrections([reread], [made, undone] if is_undone else [made]).analyses[0]
        names = [each.resolution.place for each in done.reports]
        assert names == ([] if is_undone else [place("Tob Zawa")])
        assert done.reread is None


class TestFoundAgain:
    @pytest.mark.parametrize(
        "now",
        [
            pytest.param(named("a", "Elsewhere", "Zaytun", known=("Mosul",)), id="moved-on"),
            pytest.param(
                replace(HERE, article=replace(HERE.article, article_id="z")), id="other-file"
            ),
        ],
    )
    def test_by_its_sentence(self, now: Analysis) -> None:
        done = apply_corrections([now], [correct(HERE, "Tob Zawa")])
        assert set(places(done.analyses, "Zaytun").values()) == {"Tob Zawa"}

    def test_not_when_the_name_is_gone(self) -> None:
        done = apply_corrections([named("a", known=("Mosul",))], [correct(HERE, "Tob Zawa")])
        (outcome,) = done.outcomes
        assert (outcome.state, outcome.reason) == (
            "not applied",
            "article a no longer names Zaytun there",
        )

    def test_order_of_corrections_is_no_matter(self) -> None:
        made = [
            correct(HERE, "Tob Zawa", "name"),
            correct(SAME_COUNTRY, "Bazwaya", "context", made_at=NOON.replace(hour=13)),
            correct(ABROAD, "Suva", made_at=NOON.replace(hour=14)),
        ]
        first = apply_corrections(ALL, made)
        assert apply_corrections(ALL, made[::-1]) == first
        assert apply_corrections(ALL, [made[1], made[0], made[2]]) == first


def test_stored_as_text_without_loss() -> None:
    made = correct(HERE, "Tob Zawa", "name", comment="=so; “sure”,\nhe said", source="q.csv, row 2")
    assert correction_from_text(correction_to_text(made)) == made
