"""Records laid out as checked frames."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from builders import analysis, circle, place, report, resolution, when
from shapely.geometry import MultiPolygon, Polygon, box

from geo.errors import BuildError
from geo.layers import codebook
from geo.layers.frames import (
    areas_frame,
    articles_frame,
    check_layer,
    events_frame,
    frame_rows,
    places_frame,
    reports_frame,
    toponym_rows,
)
from geo.model import (
    Analysis,
    Article,
    Candidate,
    Footprint,
    Incident,
    LonLat,
    Rejected,
    Report,
    Resolution,
    Toponym,
)


def incident(event_id: str, *reports: Report) -> Incident:
    first = reports[0]
    return Incident(
        event_id,
        reports,
        first.event_type,
        first.sub_event_type,
        first.status,
        first.when,
        first.casualties,
        first.actor1,
        first.actor2,
        1,
        "1 report",
    )


RUTBA = report("a-1", at="Rutba", killed="5+", who="5+ people executed", by="IS", to="civilians",
               kind="civilian_violence/execution", quote="IS executed five in Rutba.")  # fmt: skip
ANBAR = report("b-1", at="Anbar", prec=4, radius_km=150, kind="battle/armed_clash", on=None)
ANALYSES = [analysis(ANBAR, published=None), analysis(RUTBA, source="Wire", url="https://e.org")]
INCIDENTS = [incident("e2", ANBAR), incident("e1", RUTBA)]


class TestEvents:
    def test_columns_and_types(self) -> None:
        frame = events_frame(INCIDENTS, ANALYSES)
        assert list(frame.columns[:-1]) == [column.name for column in codebook.EVENT_COLUMNS]
        assert list(frame.columns[: len(codebook.CONTRACT)])[-3:] == [
            "n_reports",
            "n_sources",
            "articles",
        ]
        assert frame.crs == "EPSG:4326"
        kinds = frame.dtypes.astype(str)
        assert kinds["killed_low"] == kinds["geonameid"] == kinds["where_prec"] == "Int64"
        assert kinds["date_start"] == kinds["published"] == "datetime64[s]"
        assert kinds["radius_km"] == "float64"
        assert kinds["quote"] == "str"

    def test_one_row_by_id(self) -> None:
        frame = events_frame(INCIDENTS, ANALYSES)
        assert list(frame.index) == ["e1", "e2"]
        row = frame.loc["e1"]
        assert row.place_name == "Rutba"
        assert row.date_start == pd.Timestamp(2016, 10, 23)
        assert (row.killed_low, row.killed_best) == (5, 5)
        assert row.killed_high is pd.NA
        assert row.url == "https://e.org"
        assert (row.geometry.x, row.geometry.y) == (40.28586, 33.03718)

    def test_what_is_not_told_is_missing(self) -> None:
        row = events_frame(INCIDENTS, ANALYSES).loc["e2"]
        missing = ["date_start", "actor1", "killed_best", "admin2_name", "distance_km", "published"]
        assert row[missing].isna().all()

    def test_imprecise_points_say_so(self) -> None:
        assert events_frame(INCIDENTS, ANALYSES).point_kind.to_dict() == {
            "e1": "position",
            "e2": "label",
        }

    def test_both_layers_tell_the_same_of_what_is_only_near(self) -> None:
        near = report("c-1", at="Mosul", relation="direction", prec=2, radius_km=46.9)
        frames = (
            events_frame([incident("e3", near)], [analysis(near)]),
            areas_frame([incident("e3", near)]),
        )
        assert [frame.point_kind.to_dict() for frame in frames] == [{"e3": "label"}] * 2

    def test_order_of_input_does_not_show(self) -> None:
        frame = events_frame(INCIDENTS[::-1], ANALYSES[::-1])
        pd.testing.assert_frame_equal(frame, events_frame(INCIDENTS, ANALYSES))

    def test_nothing_to_show_keeps_the_columns(self) -> None:
        frame = events_frame([], [])
        assert len(frame) == 0
        assert frame.crs == "EPSG:4326"
        assert list(frame.columns) == list(events_frame(INCIDENTS, ANALYSES).columns)


class TestAreas:
    def test_always_multipolygons(self) -> None:
        split = MultiPolygon([box(179, -19, 180, -17), box(-180, -19, -179, -17)])
        fiji = replace(
            report("c-1", at="Suva"), footprint=Footprint(split, LonLat(178.4, -18.1), 150, 4)
        )
        frame = areas_frame([*INCIDENTS, incident("e3", fiji)])
        assert set(frame.geom_type) == {"MultiPolygon"}
        assert frame.loc["e3"].geometry.equals(split)
        assert [column.name for column in codebook.AREA_COLUMNS] == list(frame.columns[:-1])


def mentioned(article_id: str, text: str, *names: tuple[str, str], day: str = "") -> Analysis:
    found = []
    for name, role in names:
        start = text.index(name)
        entry = resolution("Baghdad")
        found.append(replace(entry, toponym=Toponym(start, start + len(name), name, role)))
    published = date.fromisoformat(day) if day else None
    return Analysis(Article(article_id, text, published=published), tuple(found))


class TestPlaces:
    def test_roles_are_counted_apart(self) -> None:
        frame = places_frame(
            [
                mentioned("b", "Baghdad denied it.", ("Baghdad", "metonym"), day="2016-10-01"),
                mentioned("a", "A bomb in Baghdad. Students of the University of Bagdad left.",
                          ("Baghdad", "place"), ("Bagdad", "part"), day="2016-10-02"),
            ]
        )  # fmt: skip
        row = frame.loc["gn:98182"]
        assert (row.n_mentions, row.n_located, row.n_articles) == (3, 1, 2)
        assert row.roles == "metonym:1;part:1;place:1"
        assert row.names == "Baghdad;Bagdad"
        assert row.articles == "a;b"
        assert row.quote == "A bomb in Baghdad."
        assert (row.article_id, row.char_start, row.char_end) == ("a", 10, 17)

    def test_a_demonym_is_no_place(self) -> None:
        frame = places_frame([mentioned("a", "Iraqi forces", ("Iraqi", "demonym"))])
        assert frame.empty

    def test_unresolved_is_no_place(self) -> None:
        unresolved = Resolution(Toponym(0, 5, "Nocho"), None, 0.0, note="no entry of that name")
        assert places_frame([Analysis(Article("a", "Nocho"), (unresolved,))]).empty


def toponyms(*analyses: Analysis) -> list[dict[str, object]]:
    names = [column.name for column in codebook.TOPONYM_COLUMNS]
    return [dict(zip(names, row, strict=True)) for row in toponym_rows(analyses)]


class TestToponyms:
    def test_every_one_with_its_reason(self) -> None:
        text = "Iraqi troops left Nocho for Baghdad."
        nocho = Resolution(Toponym(18, 23, "Nocho", rule="GPE"), None, 0.0, note="no such entry")
        iraqi = mentioned("a", text, ("Iraqi", "demonym"), ("Baghdad", "place")).resolutions
        rows = toponyms(Analysis(Article("a", text), (nocho, *iraqi)))
        assert [row["name"] for row in rows] == ["Iraqi", "Nocho", "Baghdad"]
        assert rows[1]["reason"] == "no such entry"
        assert [row["lon"] is None for row in rows] == [True, True, False]
        assert [row["geonameid"] is None for row in rows] == [True, True, False]
        for row in rows:
            assert text[row["char_start"] : row["char_end"]] == row["name"]

    def test_alternatives_leave_out_the_chosen_one(self) -> None:
        chosen, other = place("Baghdad"), replace(place("Kirkuk"), name="Kirkuk, Old; Town")
        found = Resolution(
            Toponym(0, 7, "Baghdad"), chosen, 0.8, (Candidate(chosen, 0.8), Candidate(other, 0.125))
        )
        (row,) = toponyms(Analysis(Article("a", "Baghdad"), (found,)))
        assert row["alternatives"] == "Kirkuk Old%3B Town,Kirkuk,IQ,94787,0.125"


class TestReports:
    def test_each_report_once_with_its_incident(self) -> None:
        second = report("c-1", at="Rutba", quote="Five died in Rutba.")
        frame = reports_frame(
            [incident("e2", ANBAR), incident("e1", RUTBA, second)], [*ANALYSES, analysis(second)]
        )
        assert list(zip(frame.event_id, frame.report_id, strict=True)) == [
            ("e1", "a-1"),
            ("e1", "c-1"),
            ("e2", "b-1"),
        ]
        texts = {item.article.article_id: item.article.text for item in ANALYSES}
        texts["c"] = second.quote
        for row in frame.itertuples():
            assert texts[row.article_id][row.char_start : row.char_end] == row.quote

    def test_unknown_article_stops(self) -> None:
        with pytest.raises(BuildError, match="a-1 stands in article a,"):
            reports_frame([incident("e1", RUTBA)], [])


class TestArticles:
    def test_every_input(self) -> None:
        rejected = [Rejected("z.txt", "empty file"), Rejected("b.jsonl", "not JSON", 7)]
        frame = articles_frame(ANALYSES, rejected)
        assert frame.state.tolist() == ["read", "read", "rejected", "rejected"]
        assert frame.article_id.tolist()[:2] == ["a", "b"]
        assert frame.n_reports.tolist()[:2] == [1, 1]
        assert frame.path.tolist()[2:] == ["b.jsonl", "z.txt"]
        assert frame.line.tolist()[2] == 7
        assert frame.reason.tolist()[2:] == ["not JSON", "empty file"]

    def test_an_article_given_twice_counts_once(self) -> None:
        assert len(articles_frame([ANALYSES[1], ANALYSES[1]], [])) == 1


def shaped(geometry) -> list[Incident]:
    return [incident("e1", replace(RUTBA, footprint=Footprint(geometry, LonLat(1, 1), 9, 1)))]


@pytest.mark.parametrize(
    ("incidents", "fault"),
    [
        ([incident("e1", RUTBA), incident("e1", RUTBA)], "e1 has the id of another row"),
        (shaped(Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])), "e1 has an invalid geometry .Self-int"),
        (shaped(circle(180, 0, 9)), "e1 lies outside"),
        (shaped(Polygon()), "e1 has no geometry"),
        ([incident("e1", replace(RUTBA, status="rumoured"))], "e1 has a status that"),
        ([incident("e1", replace(RUTBA, sub_event_type="raid"))], "e1 has a sub_event_type that"),
        ([incident("e1", replace(RUTBA, when=replace(when(""), prec=9)))], "e1 has a date_prec"),
    ],
    ids=["id twice", "bow tie", "over the antimeridian", "empty", "status", "type", "precision"],
)
def test_a_faulty_layer_is_refused(incidents, fault) -> None:
    with pytest.raises(BuildError, match=f"Layer areas: {fault}"):
        areas_frame(incidents)


def test_another_crs_is_refused() -> None:
    frame = events_frame(INCIDENTS, ANALYSES).to_crs("EPSG:3857")
    with pytest.raises(BuildError, match="expected CRS EPSG:4326, got EPSG:3857"):
        check_layer("events", frame)


def test_a_value_of_the_wrong_type_is_refused() -> None:
    wrong = replace(RUTBA, casualties=replace(RUTBA.casualties, killed=replace(
        RUTBA.casualties.killed, low="five")))  # fmt: skip
    with pytest.raises(BuildError, match="Layer events: a value has the wrong type"):
        events_frame([incident("e1", wrong)], ANALYSES)


def test_rows_are_json_able() -> None:
    row = frame_rows(events_frame(INCIDENTS, ANALYSES))[0]
    assert row["date_start"] == "2016-10-23"
    assert row["killed_high"] is None
    assert type(row["killed_low"]) is int
    assert row["admin2_name"] is None
    assert "geometry" not in row
    assert frame_rows(gpd.GeoDataFrame(events_frame([], []))) == []
