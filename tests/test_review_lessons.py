"""What the gazetteer learns of corrected names, and what it forgets again."""

from __future__ import annotations

from desks import Desk
from nights import article
from test_review_nights import BLAST, CLASH, only

from geo.review.lessons import fallen_lessons


def test_name_of_wider_scope_is_for_the_gazetteer(desk: Desk) -> None:
    one = article("a", BLAST)
    event_id, _ = only(desk.night(one))
    receipt = desk.hand_in({"event_id": event_id, "place_id": "gn:94787", "scope": "name"})
    assert receipt.lessons == (("Baghdad", "gn:94787"),)
    other = article("b", {**CLASH, "at": "Baghdad", "quote": "Police clashed in Baghdad."})
    shown = desk.night(one, other)
    assert {row["place_name"] for row in shown.values()} == {"Kirkuk"}


def test_lesson_is_forgotten_when_undone(desk: Desk) -> None:
    event_id, _ = only(desk.night(article("a", BLAST)))
    row = {"event_id": event_id, "place_id": "gn:94787"}
    desk.hand_in({**row, "scope": "name"})
    assert fallen_lessons(desk.corrections()) == ()
    desk.undo(desk.corrections()[0].correction_id)
    assert fallen_lessons(desk.corrections()) == (("Baghdad", "gn:94787"),)
    # Somebody else says so, too.
    desk.hand_in({**row, "scope": "context"}, by="ben")
    assert fallen_lessons(desk.corrections()) == ()


def test_lesson_is_forgotten_when_replaced(desk: Desk) -> None:
    event_id, _ = only(desk.night(article("a", BLAST)))
    for place_id in ("gn:94787", "gn:91597"):
        desk.hand_in({"event_id": event_id, "scope": "name", "place_id": place_id})
    assert fallen_lessons(desk.corrections()) == (("Baghdad", "gn:94787"),)


def test_narrow_correction_is_no_lesson(desk: Desk) -> None:
    event_id, _ = only(desk.night(article("a", BLAST)))
    assert desk.hand_in({"event_id": event_id, "place_id": "gn:94787"}).lessons == ()
