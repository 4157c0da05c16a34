"""Sheets that lie in the inbox: taken in every night, each correction once."""

from __future__ import annotations

from desks import Desk
from nights import article
from test_review_nights import BLAST, only


class TestInbox:
    def test_sheet_that_lies_there_is_taken_in_every_night_and_counts_once(
        self, desk: Desk
    ) -> None:
        one = article("a", BLAST)
        event_id, _ = only(desk.night(one))
        inbox = desk.out / "review" / "inbox"
        inbox.mkdir(parents=True)
        rows = {"event_id": event_id, "killed_best": "7", "comment": "from the hospital"}
        desk.write(rows, {**rows, "killed_best": "many"}).rename(inbox / "ana.csv")
        for _ in range(2):
            assert desk.night(one)[event_id]["killed_best"] == 7
        (made,) = desk.corrections()
        assert (made.made_by, made.source) == ("ana", "ana.csv, row 2")
        problems = (desk.out / "review" / "problems.csv").read_text("utf-8")
        assert "ana.csv,3,killed_best,no," in problems

    def test_sheet_that_is_rubbish_fails_no_build(self, desk: Desk) -> None:
        inbox = desk.out / "review" / "inbox"
        inbox.mkdir(parents=True)
        (inbox / "broken.gpkg").write_bytes(b"SQLite format 3\0 and no more")
        (inbox / "empty.csv").write_bytes(b"")
        assert len(desk.night(article("a", BLAST))) == 1
        assert "cannot be read as a GeoPackage" in (desk.out / "review" / "problems.csv").read_text(
            "utf-8"
        )

    def test_old_sheet_takes_nothing_back(self, desk: Desk) -> None:
        """It lies there for weeks, while others correct what it corrected."""
        one = article("a", BLAST)
        event_id, _ = only(desk.night(one))
        inbox = desk.out / "review" / "inbox"
        inbox.mkdir(parents=True)
        desk.write({"event_id": event_id, "killed_best": "7"}).rename(inbox / "ana.csv")
        desk.night(one)
        desk.now = desk.corrections()[0].made_at
        desk.hand_in({"event_id": event_id, "killed_best": "8", "injured_best": "3"}, by="ben")
        for _ in range(2):
            _, row = only(desk.night(one))
            assert (row["killed_best"], row["injured_best"]) == (8, 3)
