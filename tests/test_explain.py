"""How a published incident came about, told from the files alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import analysis, place, report, write_data_files

from geo.builds.explain import event_properties, explain_incident
from geo.errors import InputError
from geo.incidents.merging import merge_reports
from geo.model import Candidate, Span


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Publish two incidents, one of them told by two articles."""
    folder = tmp_path_factory.mktemp("build")
    first = report(
        "a-1", at="Rutba", kind="civilian_violence/execution", killed="5+",
        who="5+ people executed", by="IS", quote="IS men executed five people in Rutba on Sunday.",
        trigger="executed", trigger_span=Span(7, 15),
    )  # fmt: skip
    other = Candidate(replace(place("Kirkuk"), name="Rutbah Farm"), 0.07, "near-spelling")
    first = replace(
        first,
        resolution=replace(
            first.resolution,
            candidates=(*first.resolution.candidates, other),
            note="the only town of that name in Iraq",
        ),
    )
    second = report("b-1", at="Rutba", kind="civilian_violence/execution", killed=5,
                    quote="Five were put to death in Rutba, a commander said.")  # fmt: skip
    region = report("c-1", at="Anbar", kind="battle/armed_clash", prec=4, radius_km=170, on=None,
                    quote="Shots were heard\x1b[31m in Anbar.")  # fmt: skip
    analyses = [
        analysis(first, source="Wire", url="https://e.org/1", title="Raid in the desert"),
        analysis(second),
        analysis(region),
    ]
    incidents = merge_reports(analyses)
    write_data_files(folder, incidents, analyses)
    return folder, {incident.reports[0].resolution.toponym.name: incident for incident in incidents}


def told(build, name: str) -> str:
    folder, incidents = build
    return explain_incident(folder, incidents[name].event_id)


class TestText:
    @pytest.mark.parametrize(
        "words",
        [
            "civilian_violence / execution, occurred",
            "2016-10-23 (“on 2016-10-23”), precision 1",
            "Rutba (Anbar, IQ, GeoNames 91597): “in Rutba”, at, radius 8.0 km",
            "low 5, best 5, high 5",
            "2 articles, 2 independent sources",
            "2 accounts; the weakest link: same day, same type, same place",
            "a (Wire, 2016-10-24)",
            "Raid in the desert",
            "https://e.org/1",
            "“IS men executed five people in Rutba on Sunday.” (characters 0-47)",
            "“executed” (characters 7-15)",
            "“Rutba” (characters 31-36), place, found by test",
            "the only town of that name in Iraq",
            "0.900  Rutba (PPL, Anbar, IQ, gn:91597): name",
            "0.070  Rutbah Farm (PPLA, Kirkuk, IQ, gn:94787): near-spelling",
            "test rule",
            "Report 1 of 2",
            "Five were put to death in Rutba, a commander said.",
        ],
    )
    def test_says(self, build, words: str) -> None:
        unwrapped = " ".join(told(build, "Rutba").split())
        assert words.replace("  ", " ") in unwrapped

    def test_lines_fit_a_terminal(self, build) -> None:
        assert max(map(len, told(build, "Rutba").splitlines())) <= 120

    def test_a_region_is_no_point(self, build) -> None:
        assert "its point only says where to write" in told(build, "Anbar")
        assert "its point only says where to write" not in told(build, "Rutba")

    def test_nothing_told_is_not_shown_as_none(self, build) -> None:
        assert "None" not in told(build, "Anbar")
        assert "when        not told" in told(build, "Anbar")

    def test_articles_cannot_drive_the_terminal(self, build) -> None:
        text = told(build, "Anbar")
        assert "\x1b" not in text
        assert "Shots were heard\ufffd[31m in Anbar." in text


class TestUnknown:
    def test_close_ids_are_named(self, build) -> None:
        folder, incidents = build
        known = incidents["Rutba"].event_id
        with pytest.raises(InputError, match=f"Close ones: {known}"):
            explain_incident(folder, f"{known[:-1]}?")

    def test_no_build(self, tmp_path) -> None:
        with pytest.raises(InputError, match=r"No build at .*: events\.geojson is missing"):
            explain_incident(tmp_path, "x")

    def test_empty_build(self, tmp_path) -> None:
        write_data_files(tmp_path, [], [])
        with pytest.raises(InputError, match="The build has no incidents"):
            explain_incident(tmp_path, "x")


def test_event_properties_are_found_here() -> None:
    assert event_properties(report("a-1", at="Rutba"))["place_name"] == "Rutba"
