"""Records survive the way to JSON text and back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import analysis, circle, count, place, report, resolution
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, box

from geo.errors import DataError
from geo.model import (
    Analysis,
    Article,
    Candidate,
    Casualties,
    Count,
    Footprint,
    LonLat,
    Relation,
    Resolution,
    Span,
    Toponym,
    When,
)
from geo.records import analysis_from_json, record_to_json


def there_and_back(record: Analysis) -> Analysis:
    return analysis_from_json(json.loads(json.dumps(record_to_json(record))))


FULL = analysis(
    report(
        "a-1",
        killed="74+",
        injured="20-99",
        who="74+ militants killed",
        by="IS",
        to="police",
        kind="battle/armed_clash",
        at="Kirkuk",
        on="2016-10-21/2016-10-23",
        trigger_span=Span(3, 9),
    ),
    report("a-2", relation="near", prec=2, at="Rutba", on=None),
    source="Wire",
    url="https://example.org/1?a=b",
    path="seeds/a.md",
)


class TestRoundTrip:
    def test_article_only(self) -> None:
        bare = Analysis(Article("a", "Text"))
        assert there_and_back(bare) == bare

    def test_everything(self) -> None:
        assert there_and_back(FULL) == FULL

    def test_types_come_back(self) -> None:
        back = there_and_back(FULL).reports[0]
        assert isinstance(back.footprint.point, LonLat)
        assert isinstance(back.quote_span, Span)
        assert isinstance(back.when.start, date)
        assert back.casualties.killed == Count(75 - 1, 74, None)

    def test_relation_with_second_toponym(self) -> None:
        relation = Relation("between", "between A and B", Span(4, 19), other=Toponym(9, 10, "B"))
        record = analysis(replace(report(), relation=relation))
        assert there_and_back(record).reports[0].relation == relation

    @pytest.mark.parametrize(
        "geometry",
        [
            circle(43.1, 36.3, 7.3),
            box(0, 0, 5, 5) - box(1, 1, 2, 2),
            MultiPolygon([box(179, -18, 180, -17), box(-180, -18, -179, -17)]),
        ],
        ids=["circle", "hole", "antimeridian"],
    )
    def test_geometry_is_exact(self, geometry) -> None:
        footprint = Footprint(geometry, LonLat(1.5, 2.5), 3.25, 5)
        record = analysis(replace(report(), footprint=footprint))
        back = there_and_back(record).reports[0].footprint
        assert back.geometry.wkb == geometry.wkb
        assert back == footprint

    def test_same_id_with_other_fields_keeps_both(self) -> None:
        old, new = place("Mosul"), replace(place("Mosul"), population=1)
        candidates = (Candidate(old, 0.9), Candidate(new, 0.8))
        record = Analysis(
            Article("a", "Mosul"), (Resolution(Toponym(0, 5, "Mosul"), old, 0.9, candidates),)
        )
        assert there_and_back(record) == record

    @settings(max_examples=60)
    @given(
        text=st.text(),
        title=st.text(max_size=20),
        published=st.none() | st.dates(),
        days=st.integers(0, 400),
        radius_km=st.floats(0.01, 500),
        lon=st.floats(-170, 170),
        lat=st.floats(-80, 80),
        numbers=st.tuples(*[st.none() | st.integers(0, 10**6)] * 3),
        confidence=st.floats(0, 1),
    )
    def test_any(
        self, text, title, published, days, radius_km, lon, lat, numbers, confidence
    ) -> None:
        start = published or date(2016, 10, 24)
        end = min(date.max - timedelta(days=400), start) + timedelta(days=days)
        told = replace(
            report(on=When(min(start, end), end, text, 2)),
            footprint=Footprint(Point(lon, lat).buffer(0.1), LonLat(lon, lat), radius_km, 2),
            casualties=Casualties(Count(*numbers), count("5+"), text=text),
            resolution=resolution("Mosul", confidence=confidence),
        )
        record = Analysis(Article("a", text, title, published=published), (), (told,))
        assert there_and_back(record) == record


class TestJson:
    def test_defaults_are_left_out(self) -> None:
        assert record_to_json(Analysis(Article("a", "T"))) == {
            "record": {"article": {"article_id": "a", "text": "T"}},
            "places": {},
        }

    def test_a_place_is_written_once(self) -> None:
        value = record_to_json(analysis(report("a-1"), report("a-2"), report("a-3")))
        assert list(value["places"]) == ["gn:98182"]
        assert json.dumps(value).count("test gazetteer") == 1


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"record": {}, "places": {}},
        {"record": {"article": {"article_id": "a", "text": "T", "colour": "red"}}, "places": {}},
        {
            "record": {"article": {"article_id": "a", "text": "T", "published": "24.10."}},
            "places": {},
        },
        {"record": {"article": {"article_id": "a", "text": "T"}, "resolutions": [7]}, "places": {}},
        {"record": {"article": []}, "places": {}},
    ],
    ids=["empty", "no article", "unknown field", "bad day", "number for a record", "list"],
)
def test_another_shape_is_a_data_error(value) -> None:
    with pytest.raises(DataError, match="Not a stored analysis"):
        analysis_from_json(value)


def test_broken_geometry_is_a_data_error() -> None:
    value = record_to_json(FULL)
    value["record"]["reports"][0]["footprint"]["geometry"] = "0103"
    with pytest.raises(DataError, match="Not a stored analysis"):
        analysis_from_json(value)
