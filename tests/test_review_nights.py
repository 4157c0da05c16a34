"""Corrections over nights: they stand, whatever is reported, edited or lost later."""

from __future__ import annotations

import shutil
from itertools import permutations
from pathlib import Path

import pytest
from desks import Desk
from nights import article

from geo.builds.explain import explain_incident

BLAST = {
    "at": "Baghdad",
    "kind": "explosion/bombing",
    "killed": 5,
    "quote": "A car bomb killed five people in Baghdad on Sunday, police said.",
}
LATER = {
    **BLAST,
    "killed": 9,
    "quote": "Nine people have now died of the car bomb in Baghdad, doctors told reporters.",
}
OTHER = {**BLAST, "quote": "Five died as a car blew up in Baghdad, officials told us."}
CLASH = {
    "at": "Kirkuk",
    "kind": "battle/armed_clash",
    "on": "2016-10-20",
    "quote": "Fighters and police clashed in Kirkuk for hours on Thursday evening.",
}


def only(shown: dict[str, dict[str, object]]) -> tuple[str, dict[str, object]]:
    ((event_id, row),) = shown.items()
    return event_id, row


class TestEditsStand:
    @pytest.mark.parametrize(
        ("cells", "told", "edited"),
        [
            pytest.param(
                {"event_type": "civilian_violence", "sub_event_type": "attack"},
                {"event_type": "civilian_violence", "sub_event_type": "attack"},
                "type",
                id="type",
            ),
            pytest.param({"status": "claimed"}, {"status": "claimed"}, "status", id="status"),
            pytest.param(
                {"date_start": "2016-10-21", "date_end": "2016-10-22"},
                {"date_start": "2016-10-21", "date_end": "2016-10-22", "date_prec": 2},
                "date",
                id="dates",
            ),
            pytest.param(
                {"killed_best": "7"},
                {"killed_low": 7, "killed_best": 7, "killed_high": 7},
                "numbers",
                id="number",
            ),
            pytest.param(
                {"killed_low": "6", "killed_best": "8", "killed_high": "12"},
                {"killed_low": 6, "killed_best": 8, "killed_high": 12},
                "numbers",
                id="range",
            ),
            pytest.param({"actor1": "Militia"}, {"actor1": "Militia"}, "actors", id="side"),
            pytest.param(
                {"place_id": "gn:94787"},
                {"place_name": "Kirkuk", "geonameid": 94787, "geo_confidence": 1.0},
                "place",
                id="place",
            ),
            pytest.param(
                {"lon": "44.5", "lat": "33.4"},
                {"lon": 44.5, "lat": 33.4, "radius_km": 1.0, "where_prec": 1},
                "geometry",
                id="point",
            ),
            pytest.param(
                {"footprint_wkt": "POLYGON ((44 33, 44.2 33, 44.2 33.2, 44 33.2, 44 33))"},
                {"where_prec": 2},
                "geometry",
                id="footprint",
            ),
        ],
    )
    def test_over_rebuilds(
        self, desk: Desk, cells: dict[str, str], told: dict[str, object], edited: str
    ) -> None:
        one = article("a", BLAST)
        event_id, _ = only(desk.night(one))
        receipt = desk.hand_in({"event_id": event_id, **cells})
        assert receipt.problems == ()
        for _ in range(2):
            assert desk.shown().keys() == {event_id}
            now_id, row = only(desk.night(one))
            assert now_id == event_id
            assert {name: row[name] for name in told} == told
            assert (row["edited"], row["reviewed"]) == (edited, "2016-11-01")

    def test_place_and_type_at_once_keep_the_id(self, desk: Desk) -> None:
        one = article("a", BLAST)
        event_id, _ = only(desk.night(one))
        desk.hand_in(
            {
                "event_id": event_id,
                "place_id": "gn:94787",
                "event_type": "battle",
                "sub_event_type": "armed_clash",
                "date_start": "2016-10-01",
            }
        )
        assert desk.night(one).keys() == {event_id}
        # Read back from the published files, too.
        (desk.out / "store.sqlite").unlink()
        assert desk.night(one).keys() == {event_id}
        assert desk.shown()[event_id]["sub_event_type"] == "armed_clash"

    def test_struck_out_incident_is_gone_and_comes_back_when_undone(self, desk: Desk) -> None:
        one, two = article("a", BLAST), article("b", CLASH)
        first, second = sorted(desk.night(one, two), key=lambda name: "bombing" not in name)
        desk.hand_in({"event_id": first, "strike": "x"})
        assert desk.night(one, two).keys() == {second}
        (made,) = desk.corrections()
        desk.undo(made.correction_id)
        assert desk.night(one, two).keys() == {first, second}
        assert {row["state"] for row in desk.outcomes()} == {"undone", "applied"}

    def test_confirmed_row_is_reviewed_but_not_edited(self, desk: Desk) -> None:
        one = article("a", BLAST)
        event_id, _ = only(desk.night(one))
        desk.hand_in({"event_id": event_id, "confirm": "yes"})
        _, row = only(desk.night(one))
        assert (row["edited"], row["reviewed"]) == (None, "2016-11-01")

    def test_explained_with_what_was_before(self, desk: Desk) -> None:
        one = article("a", BLAST)
        event_id, _ = only(desk.night(one))
        desk.hand_in(
            {"event_id": event_id, "place_id": "gn:94787", "status": "claimed", "comment": "Ssh"}
        )
        desk.night(one)
        text = explain_incident(desk.out / "latest", event_id)
        assert "reviewed    place, status corrected by an analyst, last on 2016-11-01" in text
        assert "before      explosion / bombing, 2016-10-23, gn:98182" in text
        assert "Ssh" not in text


class TestLaterReports:
    def test_later_report_adds_to_a_corrected_number(self, desk: Desk) -> None:
        one = article("a", BLAST)
        event_id, _ = only(desk.night(one))
        desk.hand_in({"event_id": event_id, "killed_best": "7"})
        later = article("b", LATER, published="2016-10-25")
        _, row = only(desk.night(one, later))
        assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (7, 9, 9)

    def test_locked_values_stay(self, desk: Desk) -> None:
        one = article("a", BLAST)
        event_id, before = only(desk.night(one))
        desk.hand_in({"event_id": event_id, "killed_best": "7", "lock": "yes"})
        desk.night(one)
        later = article("b", {**LATER, "radius_km": 1.0}, published="2016-10-25")
        _, row = only(desk.night(one, later))
        assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (7, 7, 7)
        assert row["n_reports"] == 2
        assert row["radius_km"] == before["radius_km"]
        assert row["date_start"] == before["date_start"]
        assert set(str(row["edited"]).split(";")) == {"lock", "numbers"}

    def test_locked_row_can_be_edited_further(self, desk: Desk) -> None:
        one = article("a", BLAST)
        event_id, _ = only(desk.night(one))
        desk.hand_in({"event_id": event_id, "lock": "yes"})
        desk.night(one)
        desk.hand_in({"event_id": event_id, "lock": "yes", "killed_best": "9"})
        _, row = only(desk.night(one))
        assert row["killed_best"] == 9

    def test_opened_lock_lets_new_reports_count(self, desk: Desk) -> None:
        one = article("a", BLAST)
        event_id, _ = only(desk.night(one))
        desk.hand_in({"event_id": event_id, "lock": "yes"})
        desk.night(one)
        desk.hand_in({"event_id": event_id, "lock": "no"})
        later = article("b", LATER, published="2016-10-25")
        _, row = only(desk.night(one, later))
        assert row["killed_best"] == 9

    def test_wire_text_printed_again_is_corrected_too(self, desk: Desk) -> None:
        one = article("a", BLAST)
        event_id, _ = only(desk.night(one))
        desk.hand_in({"event_id": event_id, "place_id": "gn:94787", "strike": ""})
        event_id, row = only(desk.night(one, article("c", BLAST)))
        assert (row["place_name"], row["n_reports"]) == ("Kirkuk", 2)

    def test_same_words_of_another_month_are_not(self, desk: Desk) -> None:
        one = article("a", BLAST)
        event_id, _ = only(desk.night(one))
        desk.hand_in({"event_id": event_id, "place_id": "gn:94787"})
        later = article("c", {**BLAST, "on": "2016-12-23"}, published="2016-12-24")
        shown = desk.night(one, later)
        assert sorted(str(row["place_name"]) for row in shown.values()) == ["Baghdad", "Kirkuk"]


class TestMergeAndSplit:
    def test_merged_incidents_stay_one(self, desk: Desk) -> None:
        one, two = article("a", BLAST), article("b", CLASH)
        first, second = desk.night(one, two)
        desk.hand_in({"event_id": first, "merge_with": second})
        _, row = only(desk.night(one, two))
        assert (row["n_reports"], row["rule"]) == (
            2,
            "2 accounts; an analyst says that they are the same happening",
        )
        assert (row["edited"], row["reviewed"]) == ("merge", "2016-11-01")

    def test_split_incident_stays_two_and_keeps_its_id(self, desk: Desk) -> None:
        one = article("a", BLAST)
        two = article("b", OTHER)
        event_id, row = only(desk.night(one, two))
        assert row["n_reports"] == 2
        desk.hand_in({"event_id": event_id, "split": "2"})
        shown = desk.night(one, two)
        assert event_id in shown
        assert [each["n_reports"] for each in shown.values()] == [1, 1]
        assert [each["edited"] for each in shown.values()] == ["split", "split"]
        assert desk.night(one, two).keys() == shown.keys()

    def test_merge_and_split_of_one_moment_contradict_each_other(self, desk: Desk) -> None:
        one = article("a", BLAST)
        two = article("b", OTHER)
        three = article("c", CLASH)
        shown = desk.night(one, two, three)
        blast = next(name for name in shown if "bombing" in name)
        clash = next(name for name in shown if "clash" in name)
        desk.hand_in(
            {"event_id": blast, "split": "2", "merge_with": ""},
            {"event_id": clash, "split": "", "merge_with": blast},
        )
        assert desk.night(one, two, three).keys() == shown.keys()
        assert [row["state"] for row in desk.outcomes()] == ["contradicted"] * 2
        assert all("undo one of them" in row["reason"] for row in desk.outcomes())


class TestWhatCannotBeApplied:
    def test_withdrawn_article_is_named_and_comes_back(self, desk: Desk) -> None:
        one, two = article("a", BLAST), article("b", CLASH)
        first, _ = desk.night(one, two)
        desk.hand_in({"event_id": first, "killed_best": "7"})
        gone = "a" if "bombing" in first else "b"
        rest = [each for each in (one, two) if each.article_id != gone]
        desk.night(*rest)
        (row,) = desk.outcomes()
        assert row["state"] == "not applied"
        assert "its article is not among tonight's" in row["reason"]
        assert desk.night(one, two)[first]["killed_best"] == 7

    def test_edited_article_that_still_says_it_keeps_the_correction(self, desk: Desk) -> None:
        event_id, _ = only(desk.night(article("a", BLAST)))
        desk.hand_in({"event_id": event_id, "killed_best": "7"})
        moved = article("a", {**CLASH, "on": "2016-10-01"}, BLAST)
        assert desk.night(moved)[event_id]["killed_best"] == 7

    def test_edited_article_that_no_longer_says_it_is_named(self, desk: Desk) -> None:
        event_id, _ = only(desk.night(article("a", BLAST)))
        desk.hand_in({"event_id": event_id, "killed_best": "7"})
        desk.night(article("a", CLASH))
        (row,) = desk.outcomes()
        assert (row["state"], "no longer reports it" in row["reason"]) == ("not applied", True)

    def test_moved_file_keeps_the_correction(self, desk: Desk) -> None:
        event_id, _ = only(desk.night(article("a", BLAST)))
        desk.hand_in({"event_id": event_id, "killed_best": "7"})
        _, row = only(desk.night(article("renamed", BLAST)))
        assert row["killed_best"] == 7

    def test_later_correction_replaces_an_earlier_one(self, desk: Desk) -> None:
        one = article("a", BLAST)
        event_id, _ = only(desk.night(one))
        desk.hand_in({"event_id": event_id, "killed_best": "7"})
        desk.hand_in({"event_id": event_id, "killed_best": "8"}, by="ben")
        _, row = only(desk.night(one))
        assert row["killed_best"] == 8
        assert [each["state"] for each in desk.outcomes()] == ["applied", "replaced"]

    def test_two_values_of_one_moment_are_both_left_out(self, desk: Desk) -> None:
        one = article("a", BLAST)
        event_id, _ = only(desk.night(one))
        row = {"event_id": event_id, "killed_best": "7"}
        desk.hand_in(row, {**row, "killed_best": "8"})
        _, shown = only(desk.night(one))
        assert shown["killed_best"] == 5
        assert [each["state"] for each in desk.outcomes()] == ["contradicted"] * 2

    def test_incident_that_never_was_is_refused(self, desk: Desk) -> None:
        desk.night(article("a", BLAST))
        receipt = desk.hand_in({"event_id": "20160101-IQ-attack-abcdef", "killed_best": "7"})
        (problem,) = receipt.problems
        assert (problem.row, problem.column) == (2, "row_id")
        assert "export the queue again" in problem.text


class TestNothingIsLost:
    def test_same_file_twice_counts_once(self, desk: Desk) -> None:
        one = article("a", BLAST)
        event_id, _ = only(desk.night(one))
        row = {"event_id": event_id, "killed_best": "7", "comment": "hospital list"}
        assert len(desk.hand_in(row).added) == 1
        again = desk.hand_in(row)
        assert (again.added, again.n_known) == ((), 1)
        desk.night(one)
        assert desk.hand_in(row).n_unchanged == 0 or not desk.hand_in(row).added

    def test_lost_store_is_restored_from_the_copy(self, desk: Desk) -> None:
        one = article("a", BLAST)
        event_id, _ = only(desk.night(one))
        desk.hand_in({"event_id": event_id, "killed_best": "7", "comment": "=1+1, said ana"})
        made = desk.corrections()
        for path in desk.out.glob("store.sqlite*"):
            path.unlink()
        assert desk.night(one)[event_id]["killed_best"] == 7
        assert desk.corrections() == made

    def test_lost_copy_is_written_from_the_store(self, desk: Desk) -> None:
        one = article("a", BLAST)
        event_id, _ = only(desk.night(one))
        desk.hand_in({"event_id": event_id, "killed_best": "7"})
        shutil.rmtree(desk.out / "review")
        desk.night(one)
        assert list(desk.copy()) == desk.corrections()

    def test_damaged_row_of_the_copy_costs_only_itself(self, desk: Desk) -> None:
        one, two = article("a", BLAST), article("b", CLASH)
        first, second = desk.night(one, two)
        desk.hand_in({"event_id": first, "killed_best": "7"})
        desk.hand_in({"event_id": second, "killed_best": "3"})
        copy = desk.out / "review" / "corrections.csv"
        lines = copy.read_text("utf-8").splitlines(keepends=True)
        copy.write_text("".join([*lines[:1], lines[1].replace("[7,7,7]", "[9,9,9]"), *lines[2:]]))
        for path in desk.out.glob("store.sqlite*"):
            path.unlink()
        desk.night(one, two)
        assert [each.value["killed"] for each in desk.corrections()] == [[3, 3, 3]]
        (kept,) = (desk.out / "review").glob("corrections-damaged-*.csv")
        assert "[9,9,9]" in kept.read_text("utf-8")

    def test_same_articles_and_corrections_give_the_same_bytes(self, tmp_path: Path) -> None:
        articles = {
            "a": article("a", BLAST),
            "b": article("b", CLASH),
            "c": article("c", LATER, published="2016-10-25"),
        }
        first = Desk(tmp_path / "first")
        first.out.mkdir()
        shown = first.night(*articles.values())
        blast = next(name for name in shown if "bombing" in name)
        clash = next(name for name in shown if "clash" in name)
        first.hand_in({"event_id": blast, "killed_best": "7", "place_id": "gn:99071"})
        first.hand_in({"event_id": clash, "status": "claimed", "place_id": ""})
        first.night(*articles.values())
        expected = (first.out / "latest" / "events.geojson").read_bytes()
        # An id is of the first report that was published on any night.
        orders = [order for order in permutations("abc") if order.index("a") < order.index("c")]
        for number, order in enumerate(orders):
            other = Desk(tmp_path / str(number))
            (other.out / "review").mkdir(parents=True)
            shutil.copy(first.out / "review" / "corrections.csv", other.out / "review")
            for end in range(1, 4):
                other.night(*(articles[name] for name in order[:end]))
            assert (other.out / "latest" / "events.geojson").read_bytes() == expected
