"""Analysts' comments: kept, explained, and published where that is asked for."""

from __future__ import annotations

from desks import Desk
from nights import article
from test_review_nights import BLAST, CLASH, only

from flows.site import Site
from geo.builds.explain import explain_incident
from geo.config.records import Config


def test_comment_alone_is_kept_and_not_published(desk: Desk) -> None:
    one = article("a", BLAST)
    event_id, _ = only(desk.night(one))
    desk.hand_in({"event_id": event_id, "comment": "ask the bureau", "place_id": ""})
    desk.night(one)
    assert [each.value for each in desk.corrections()] == [{"text": "ask the bureau"}]
    for path in (desk.out / "latest").iterdir():
        assert b"ask the bureau" not in path.read_bytes()


def test_comments_are_published_on_request(desk: Desk) -> None:
    one, two = article("a", BLAST), article("b", CLASH)
    desk.site = Site(config=Config((), publish_comments=True))
    first, second = sorted(desk.night(one, two).items(), key=lambda item: item[1]["event_type"])
    desk.hand_in({"event_id": first[0], "comment": "ask the bureau", "by": "ana"})
    desk.hand_in({"event_id": second[0], "comment": "seen; counted", "killed_best": "6"})
    shown = desk.night(one, two)
    told = {name: (row["comment"], row["edited"]) for name, row in shown.items()}
    assert told == {
        first[0]: ("ask the bureau", None),
        second[0]: ("seen; counted", "numbers"),
    }
    assert "seen; counted" in explain_incident(desk.out / "latest", second[0])
    desk.site = Site()
    assert {row["comment"] for row in desk.night(one, two).values()} == {None}
