"""Nights on which clocks are changed: by law, by a dead battery, by whoever set them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from nights import ANALYST, QUIET, article, publish_night
from prefect.server.schemas.schedules import CronSchedule
from test_sources_feeds import LIMITS, Desk, articles, reasons
from webserver import Site, serve

from flows import steps
from flows.serve import Plan, is_missed, last_build
from flows.site import Site as Inputs
from flows.workspace import open_workspace
from geo.builds.publish import build_lock, published_builds, shown_build
from geo.store import Store

YEARS = timedelta(days=9000).total_seconds()


def due_times(cron: str, zone: str, begin: datetime, hours: int) -> list[datetime]:
    """Ask Prefect's scheduler every few minutes, as its server does, what is due."""

    async def ask() -> set[datetime]:
        schedule, found = CronSchedule(cron=cron, timezone=zone), set()
        for minutes in range(0, 60 * hours, 13):
            found.update(await schedule.get_dates(3, begin + timedelta(minutes=minutes)))
        return {datetime.fromtimestamp(due.timestamp(), UTC) for due in found}

    end = begin + timedelta(hours=hours)
    return sorted(due for due in asyncio.run(ask()) if begin <= due < end)


@pytest.mark.parametrize(
    ("zone", "cron", "day"),
    [
        pytest.param("Europe/Berlin", "30 2 * * *", (2026, 3, 28), id="gap"),
        pytest.param("Europe/Berlin", "0 2 * * *", (2026, 3, 28), id="gap, its edge"),
        pytest.param("Europe/Berlin", "30 2 * * *", (2026, 10, 24), id="repeated"),
        pytest.param("Europe/Berlin", "0 3 * * *", (2026, 10, 24), id="its edge"),
        pytest.param("America/New_York", "30 1 * * *", (2026, 10, 31), id="New York"),
        pytest.param("America/New_York", "15 2 * * *", (2026, 3, 7), id="its gap"),
        pytest.param("Australia/Lord_Howe", "45 1 * * *", (2026, 4, 4), id="half hour"),
        pytest.param("Asia/Baghdad", "15 2 * * *", (2026, 3, 28), id="no change"),
    ],
)
def test_one_build_is_due_on_a_night_when_clocks_change(
    zone: str, cron: str, day: tuple[int, int, int]
) -> None:
    begin = datetime(*day, 12, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    found = [due_times(cron, zone, begin + timedelta(days=night), 24) for night in range(3)]
    assert [len(due) for due in found] == [1, 1, 1], found
    # Whoever starts the server behind it makes up for nothing, and for one that was missed once.
    plan = Plan((), Path("/maps"), cron, zone)
    ((first,), (second,), _) = found
    for after in (timedelta(minutes=1), timedelta(hours=1), timedelta(hours=2)):
        assert not asyncio.run(is_missed(plan, first, first + after))
    assert asyncio.run(is_missed(plan, first, second))
    assert asyncio.run(is_missed(plan, first - timedelta(minutes=1), first + timedelta(hours=1)))


@pytest.mark.parametrize(
    ("plan", "hours", "is_due"),
    [
        pytest.param(Plan((), Path("/m"), "15 2 * * *"), 23, False, id="not yet"),
        pytest.param(Plan((), Path("/m"), "15 2 * * *"), 24, True, id="one night"),
        pytest.param(Plan((), Path("/m"), "15 2 * * *"), 24 * 400, True, id="a year off"),
        pytest.param(Plan((), Path("/m"), "15 2 * * *"), -24 * 9000, False, id="clock set back"),
        pytest.param(Plan((), Path("/m"), "", every_s=3600), 0.9, False, id="within the hour"),
        pytest.param(Plan((), Path("/m"), "", every_s=3600), 1, True, id="an hour"),
    ],
)
def test_a_build_is_missed_when_one_was_due_since_the_last(
    plan: Plan, hours: float, is_due: bool
) -> None:
    last = datetime(2016, 10, 24, 2, 15, 4, tzinfo=UTC)
    now = last.replace(second=10) + timedelta(hours=hours)
    assert asyncio.run(is_missed(plan, last, now)) == is_due
    assert not asyncio.run(is_missed(plan, None, now))


def test_the_last_build_is_known_without_its_note(tmp_path: Path) -> None:
    assert last_build(tmp_path) is None
    publish_night(tmp_path, [article("a", {})])
    told = last_build(tmp_path)
    (tmp_path / "build.json").write_text('{"started": "20')
    assert last_build(tmp_path) == told
    assert told is not None


def build(out: Path, news: Path, now: datetime) -> None:
    """Run a night at a time that the clock of the machine tells."""
    out.mkdir(exist_ok=True)
    with (
        build_lock(out),
        pytest.MonkeyPatch.context() as patch,
        open_at(patch, out, news, now) as work,
    ):
        for pending in [steps.read_inputs(work)]:
            steps.analyse_batch(work, pending)
        steps.merge_incidents(work)
        steps.publish_build(work)


def open_at(patch: pytest.MonkeyPatch, out: Path, news: Path, now: datetime):
    class Told(datetime):
        @classmethod
        def now(cls, tz: object) -> datetime:  # noqa: ARG003
            return now

    patch.setattr("flows.workspace.datetime", Told)
    patch.setattr("flows.steps.datetime", Told)
    return open_workspace(f"sqlite:///{out}/store.sqlite", ANALYST, out, QUIET, Inputs((news,)))


def test_nights_go_on_when_the_clock_jumps_ahead_and_back(tmp_path: Path) -> None:
    out, news = tmp_path / "out", tmp_path / "news.jsonl"
    line = json.dumps({"at": "Baghdad", "killed": 5, "quote": "Five died."})
    told = {"id": "a", "published": "2016-10-23", "text": line}
    wrong = {"id": "b", "published": "2099-01-01", "text": line.replace("Baghdad", "Mosul")}
    news.write_text(f"{json.dumps(told)}\n{json.dumps(wrong)}\n")
    start = datetime(2016, 10, 24, 2, 15, tzinfo=UTC)
    jumps = (0, 1, 9000, 2, 3, -16_000, 4, 5)
    for days in jumps:
        build(out, news, start + timedelta(days=days))
        newest = shown_build(out)
        assert newest == published_builds(out)[-1]
        assert newest is not None
        rows = {
            row["article_id"]: row
            for row in map(json.loads, (newest / "reports.jsonl").read_text().splitlines())
        }
        # At no time does the good date become one that is still to come.
        assert rows["a"]["published"] == "2016-10-23"
        assert rows["b"]["published"] in (None, "2099-01-01")
        articles_csv = (newest / "articles.csv").read_text()
        assert ("2099-01-01 is still to come" in articles_csv) == (rows["b"]["published"] is None)
    assert len(published_builds(out)) == len(jumps)
    with Store(f"sqlite:///{out}/store.sqlite") as store:
        names = [one.build_id for one in store.builds.history()]
        current = store.builds.current()
    assert names == [folder.name for folder in reversed(published_builds(out))]
    assert current is not None
    assert current.build_id == names[0]


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def test_a_feed_does_not_wait_for_a_time_that_a_wrong_clock_named(site: Site) -> None:
    desk = Desk(site)
    desk.feed(1)
    desk.clock.seconds = YEARS
    site.page("/feed", status=429, Retry_After="3600")
    assert "status 429" in reasons(desk.night())[0]
    desk.feed(1)
    desk.clock.seconds = 0.0
    items = desk.night()
    assert reasons(items) == []
    assert len(articles(items)) == 1


def test_articles_hidden_by_a_clock_that_was_ahead_come_back(site: Site) -> None:
    desk = Desk(site)
    limits = replace(LIMITS, keep_days=30)
    desk.feed(1, 2)
    desk.night(limits=limits)
    desk.feed(2)
    desk.clock.seconds = YEARS
    assert [each.title for each in articles(desk.night(limits=limits))] == ["Title 2"]
    desk.clock.seconds = 86_400.0
    for _ in range(3):
        assert len(articles(desk.night(limits=limits))) == 2
    listed = desk.memory.feed("Desk").listed
    assert max(listed.values()) < "2017"


def test_pages_are_looked_at_again_after_a_clock_was_ahead(site: Site) -> None:
    desk = Desk(site)
    desk.feed(1)
    desk.clock.seconds = YEARS
    desk.night()
    desk.clock.seconds = 0.0
    desk.feed(1, 2)
    desk.night()
    site.page("/feed", status=304)
    desk.page(2, words="Five people were killed on Monday when shells hit Arva, police said.")
    assert any("Five people" in each.text for each in articles(desk.night()))
