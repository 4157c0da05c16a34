"""The queue: what is in it, why, and in which order; and how the program scores."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from builders import analysis, report, resolution, write_data_files
from desks import Desk
from hypothesis import given
from hypothesis import strategies as st
from nights import article

from geo.edits import Edit, Review
from geo.errors import InputError
from geo.gazetteer.sphere import distance_km
from geo.incidents.merging import merge_reports
from geo.model import Analysis, Article, LonLat, Resolution, Toponym
from geo.review.corrections import Correction
from geo.review.queue import Item, draw_sample, find_queue
from geo.review.score import score_confidence, score_corrections, score_sample, wilson
from geo.review.sheet import COLUMNS, EDITABLE
from geo.review.twins import likely_twins
from geo.review.writing import write_sheet


def queue(folder: Path, *analyses: Analysis, **options: Any) -> list[Item]:
    write_data_files(folder, merge_reports(analyses), analyses)
    return find_queue(folder, **{"limit": 100, **options})


def doubtful(name: str, confidence: float, **fields: Any) -> Analysis:
    one = report(f"{name}-1", at="Mosul", quote=f"A blast hit {name} near Mosul.", **fields)
    found = resolution("Mosul", one.resolution.toponym.start, confidence)
    return analysis(replace(one, resolution=found))


class TestReasons:
    def test_nothing_to_do(self, tmp_path: Path) -> None:
        assert queue(tmp_path, analysis(report("a-1", at="Mosul"))) == []

    def test_low_confidence(self, tmp_path: Path) -> None:
        (item,) = queue(tmp_path, doubtful("a", 0.3))
        assert item.why == "low confidence (0.30) that it is Mosul"
        assert item.cells["quote"] == "A blast hit a near Mosul."
        assert item.point is not None

    def test_contradictory_numbers(self, tmp_path: Path) -> None:
        told = {"at": "Mosul", "on": "2016-10-23"}
        first = analysis(report("a-1", killed=5, quote="Five died in Mosul.", **told))
        second = analysis(report("b-1", killed=7, quote="Seven died in Mosul.", **told))
        (item,) = queue(tmp_path, first, second)
        assert item.why == "killed: reports say 5, 7"
        assert [each.row_id for each in item.below] == ["report:a-1", "report:b-1"]
        assert item.cells["reports"].startswith("1: ")

    def test_likely_twins_name_each_other(self, tmp_path: Path) -> None:
        told = {"at": "Mosul", "quote": "Rebels shelled the market quarter of Mosul at dawn."}
        first = analysis(report("a-1", kind="explosion/shelling", on="2016-10-20", **told))
        second = analysis(report("b-1", kind="explosion/shelling", on="2016-10-22", **told))
        items = queue(tmp_path, first, second)
        ids = {item.cells["event_id"] for item in items}
        assert len(items) == 2
        for item in items:
            (other,) = ids - {item.cells["event_id"]}
            assert item.why == f"may be the same as {other}"

    def test_unknown_names_once_each_with_the_fullest_sentence(self, tmp_path: Path) -> None:
        text = "Zaytun. Troops left Zaytun for good on Monday after a long siege. ZAYTUN burns."
        starts = [0, text.index("Zaytun", 5), text.index("ZAYTUN")]
        found = tuple(
            Resolution(Toponym(at, at + 6, text[at : at + 6]), None, 0.0, note="no entry")
            for at in starts
        )
        (item,) = queue(tmp_path, Analysis(Article("a", text), found))
        assert item.row_id == f"toponym:a:{starts[1]}"
        assert item.why.endswith("named 3 times in 1 articles (no entry)")
        assert item.cells["scope"] == "context"
        assert find_queue(tmp_path, limit=9, settled={"zaytun"}) == []


class TestOrder:
    def test_worst_first(self, tmp_path: Path) -> None:
        items = queue(
            tmp_path,
            doubtful("a", 0.5, on="2016-10-01"),
            doubtful("b", 0.1, on="2016-09-01"),
            doubtful("c", 0.5, on="2016-08-01", killed=400),
        )
        assert [item.cells["quote"][12] for item in items] == ["c", "b", "a"]
        assert [item.severity for item in items] == sorted(
            (item.severity for item in items), reverse=True
        )

    def test_limit_keeps_the_worst(self, tmp_path: Path) -> None:
        both = (doubtful("a", 0.5, on="2016-10-01"), doubtful("b", 0.1, on="2016-09-01"))
        (item,) = queue(tmp_path, *both, limit=1)
        assert "blast hit b" in item.cells["quote"]

    def test_reviewed_is_left_out_until_more_is_reported(self, tmp_path: Path) -> None:
        found = doubtful("a", 0.3)
        review = Review((Edit("confirm", "x"),), date(2016, 10, 24))
        seen = replace(found, reports=(replace(found.reports[0], review=review),))
        assert queue(tmp_path, seen) == []
        assert len(find_queue(tmp_path, limit=9, everything=True)) == 1
        later = replace(seen, article=replace(seen.article, published=date(2016, 10, 25)))
        assert len(queue(tmp_path, later)) == 1

    def test_no_build(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="Run `dateline map` first"):
            find_queue(tmp_path / "none", limit=1)


def test_columns_stand_once() -> None:
    assert len(COLUMNS) == len(set(COLUMNS))
    assert set(EDITABLE) <= set(COLUMNS)


class TestScore:
    def test_shares_of_the_rows_looked_at(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path)
        lines = [
            {"at": name, "quote": f"A car bomb went off in {name} on Sunday, police said."}
            for name in ("Baghdad", "Mosul", "Kirkuk", "Suva")
        ]
        shown = desk.night(*(article(str(n), line) for n, line in enumerate(lines)))
        first, second, third, _ = sorted(shown)
        desk.hand_in(
            {"event_id": first, "confirm": "yes", "status": "", "lon": "", "lat": ""},
            {"event_id": second, "confirm": "", "status": "denied", "lon": "", "lat": ""},
            {
                "event_id": third,
                "confirm": "",
                "status": "denied",
                "lon": str(shown[third]["lon"]),
                "lat": str(shown[third]["lat"] + 0.09),
            },
        )
        scores = {each.field: each for each in score_corrections(desk.corrections())}
        assert (scores["status"].n_changed, scores["status"].n_seen) == (2, 3)
        assert scores["status"].share == pytest.approx(2 / 3)
        assert scores["geometry"].moved_km == pytest.approx(10.0, abs=0.1)
        assert scores["place"].n_changed == 0
        undone = next(each for each in desk.corrections() if each.field == "geometry")
        desk.undo(undone.correction_id)
        scores = {each.field: each for each in score_corrections(desk.corrections())}
        assert scores["geometry"].n_changed == 0

    def test_error_rate_of_a_sample(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path)
        towns = ("Baghdad", "Mosul", "Kirkuk", "Suva", "Aden")
        lines = [
            {"at": name, "quote": f"A car bomb went off in {name} on Sunday, police said."}
            for name in towns
        ]
        articles = [article(str(n), line) for n, line in enumerate(lines)]
        (reviewed, *untouched) = sorted(desk.night(*articles))
        desk.hand_in({"event_id": reviewed, "status": "denied"})
        desk.night(*articles)
        assert score_sample(desk.corrections()) is None
        folder = desk.out / "latest"
        items = draw_sample(folder.resolve(), size=3)
        assert items == draw_sample(folder.resolve(), size=3)
        assert len({item.row_id for item in items} & {f"event:{name}" for name in untouched}) == 3
        sheet = write_sheet(items, folder.resolve().name, tmp_path / "sample.csv")
        with sheet.open(encoding="utf-8-sig", newline="") as file:
            first, second, third = csv.DictReader(file)
        first["confirm"], second["status"] = "yes", "denied"
        desk.hand_in(first, second, third)
        drawn = score_sample(desk.corrections())
        assert drawn is not None
        assert (drawn.n_drawn, drawn.n_seen, drawn.n_wrong) == (3, 2, 1)
        assert (drawn.low, drawn.high) == wilson(1, 2)
        assert len(draw_sample(folder.resolve(), size=99)) == 4
        third |= {"confirm": "yes", "drawn": "many"}
        assert desk.hand_in(third).problems[0].column == "drawn"

    def test_confidence_against_what_analysts_said(self) -> None:
        def made(field: str, target: str, confidence: float) -> Correction:
            at = datetime(2016, 11, 1, tzinfo=UTC)
            return Correction(field, target, {}, {"geo_confidence": confidence}, at, "ana")

        bins = score_confidence(
            [
                made("confirm", "event:a", 0.97),
                made("place", "event:b", 0.4),
                made("place", "event:c", 0.96),
                made("confirm", "event:c", 0.96),
            ]
        )
        assert bins == [
            ("0.00 to 0.50", 1, 0),
            ("0.50 to 0.80", 0, 0),
            ("0.80 to 0.95", 0, 0),
            ("0.95 to 1.00", 2, 1),
        ]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 9), st.floats(33.0, 34.0), st.floats(43.0, 44.0), st.floats(0.0, 90.0)
        ),
        max_size=12,
    )
)
def test_every_pair_near_in_time_and_place_is_looked_at(
    told: list[tuple[int, float, float, float]],
) -> None:
    events = {
        f"e{number}": {
            "geometry": {"coordinates": [lon, lat]},
            "properties": {
                "event_type": "hazard",
                "sub_event_type": "flood",
                "date_start": f"2016-10-0{day}",
                "where_prec": 1,
                "radius_km": radius_km,
                "quote": "The river flooded villages",
            },
        }
        for number, (day, lat, lon, radius_km) in enumerate(told)
    }
    expected: dict[str, set[str]] = {}
    for (one, first), (two, second) in permutations(zip(events, told, strict=True), 2):
        near = max(30.0, first[3] + second[3])
        apart = distance_km(LonLat(first[2], first[1]), LonLat(second[2], second[1]))
        days = abs(first[0] - second[0])
        # Told in the same words, they are alike enough wherever they are near.
        if days <= 3 and apart <= near:
            expected.setdefault(one, set()).add(two)
    found = {name: {other for _, other in others} for name, others in likely_twins(events).items()}
    assert found == expected
