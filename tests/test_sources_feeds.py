"""Feeds over several nights: new, edited, withdrawn, broken, hostile and busy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from fetch_memory import InMemory
from hypothesis import given, settings
from hypothesis import strategies as st
from webserver import Clock, Site, make_wire, serve

from geo.config.records import Config, FetchLimits, Source
from geo.errors import InputError
from geo.model import Article, Rejected
from geo.sources import read_all
from geo.sources.entries import read_entries
from geo.sources.memory import FetchMemory, FileMemory

LIMITS = FetchLimits(wait_s=5.0, total_s=5.0, delay_s=0.0, max_bytes=200_000)
DAY = timedelta(days=1).total_seconds()
WORDS = "Three people were killed on Monday when shells hit the market of Arva, police said."


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


class Desk:
    """A feed with pages, its memory, and a clock that goes from night to night."""

    def __init__(self, site: Site, memory: FetchMemory | None = None) -> None:
        self.site, self.clock = site, Clock()
        self.memory = memory or InMemory()
        self.source = Source("Desk", "feed", url=site.url("/feed"), limits=LIMITS)
        self.wire = make_wire(self.clock)

    def night(self, **changes: object) -> list[Article | Rejected]:
        source = replace(self.source, **changes)  # type: ignore[arg-type]
        items = list(read_all(Config((source,)), self.memory, self.wire))
        self.clock.seconds += DAY
        return items

    def feed(self, *numbers: int, **headers: str) -> None:
        for number in numbers:
            if f"/{number}" not in self.site.answers:
                self.page(number)
        self.site.page("/feed", rss(*numbers), Content_Type="application/rss+xml", **headers)

    def page(self, number: int, words: str = WORDS, **headers: str) -> None:
        self.site.page(f"/{number}", page(f"{words} ({number})"), **headers)


def rss(*numbers: int) -> str:
    items = "".join(
        f"<item><title>Title {n}</title><link>/{n}</link><guid>id{n}</guid>"
        f"<pubDate>Mon, {10 + n} Oct 2016 21:04:00 GMT</pubDate>"
        f"<description>&lt;p&gt;In short: item {n}.&lt;/p&gt;</description></item>"
        for n in numbers
    )
    return f'<rss version="2.0"><channel><title>Desk</title>{items}</channel></rss>'


def page(words: str) -> str:
    return (
        f"<html><head><title>T - Desk</title></head><body><article><h1>T</h1><p>{words}</p>"
        "<p>The mayor asked for calm, and schools stayed shut.</p></article></body></html>"
    )


def articles(items: list[Article | Rejected]) -> list[Article]:
    found = [item for item in items if isinstance(item, Article)]
    return sorted(found, key=lambda item: item.title)


def reasons(items: list[Article | Rejected]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Rejected)]


class TestNights:
    def test_first_night_gives_the_pages(self, site: Site) -> None:
        desk = Desk(site)
        desk.feed(1, 2)
        items = desk.night()
        assert reasons(items) == []
        first, second = articles(items)
        assert (first.title, first.source, first.origins) == ("Title 1", "Desk", ("Desk",))
        assert (first.url, first.published) == (site.url("/1"), date(2016, 10, 11))
        assert first.text.startswith(f"{WORDS} (1)\n\nThe mayor")
        assert second.url == site.url("/2")

    def test_nothing_new_is_asked_for_and_everything_stays(self, site: Site) -> None:
        desk = Desk(site)
        desk.feed(1, ETag='"f1"', Last_Modified="Mon, 24 Oct 2016 01:00:00 GMT")
        desk.page(1, ETag='"p1"')
        before = desk.night()
        site.page("/feed", status=304)
        site.page("/1", status=304)
        assert desk.night() == before
        asked = site.asked("/feed")[-1]
        assert asked["If-None-Match"] == '"f1"'
        assert asked["If-Modified-Since"] == "Mon, 24 Oct 2016 01:00:00 GMT"
        assert site.asked("/1")[-1]["If-None-Match"] == '"p1"'
        assert desk.night() == before
        # "Not modified" names no tag; the old one still holds.
        assert site.asked("/feed")[-1]["If-None-Match"] == '"f1"'

    def test_old_pages_are_left_alone(self, site: Site) -> None:
        desk = Desk(site)
        desk.feed(1)
        for _ in range(6):
            desk.night()
        assert len(site.asked("/1")) == 3  # recheck_days is 2

    def test_edited_article_keeps_its_id(self, site: Site) -> None:
        desk = Desk(site)
        desk.feed(1)
        [before] = articles(desk.night())
        desk.page(1, WORDS.replace("Three", "Five"))
        [after] = articles(desk.night())
        assert after.text.startswith("Five people")
        assert after.article_id == before.article_id

    def test_what_fell_out_of_the_feed_stays(self, site: Site) -> None:
        desk = Desk(site)
        desk.feed(1, 2)
        before = desk.night()
        desk.feed(2)
        assert desk.night() == before

    def test_it_goes_after_the_days_it_is_kept(self, site: Site) -> None:
        desk = Desk(site)
        limits = replace(LIMITS, keep_days=2)
        desk.feed(1, 2)
        desk.night(limits=limits)
        desk.feed(2)
        counts = [len(articles(desk.night(limits=limits))) for _ in range(4)]
        assert counts == [2, 2, 1, 1]
        assert desk.memory.item("Desk", "id1") is None

    @pytest.mark.parametrize("status", [404, 410])
    def test_vanished_page_withdraws_the_article(self, site: Site, status: int) -> None:
        desk = Desk(site)
        desk.feed(1, 2)
        desk.night()
        site.page("/1", "gone", status)
        items = desk.night()
        assert [item.title for item in articles(items)] == ["Title 2"]
        assert f"status {status}): the article was withdrawn" in reasons(items)[0]

    @pytest.mark.parametrize("status", [500, 403])
    def test_failing_page_does_not(self, site: Site, status: int) -> None:
        desk = Desk(site)
        desk.feed(1)
        desk.night()
        site.page("/1", "trouble", status)
        items = desk.night()
        assert len(articles(items)) == len(reasons(items)) == 1

    def test_failed_page_is_tried_again_though_the_feed_did_not_change(self, site: Site) -> None:
        desk = Desk(site)
        desk.feed(1, ETag='"f1"')
        site.page("/1", "trouble", 500)
        assert articles(desk.night()) == []
        desk.page(1)
        assert len(articles(desk.night())) == 1
        assert "If-None-Match" not in site.asked("/feed")[1]

    def test_memory_in_files_gives_the_same(self, site: Site, tmp_path: Path) -> None:
        desk = Desk(site, FileMemory(tmp_path))
        desk.feed(1, 2)
        before = desk.night()
        site.page("/feed", "down", 500)
        desk.memory = FileMemory(tmp_path)
        assert articles(desk.night()) == articles(before)

    def test_order_of_the_feed_does_not_matter(self, site: Site) -> None:
        first, second = Desk(site), Desk(site)
        first.feed(1, 2, 3)
        before = first.night()
        second.feed(3, 1, 2)
        assert second.night() == before

    def test_feed_alone_is_enough_without_pages(self, site: Site) -> None:
        desk = Desk(site)
        desk.feed(1)
        [article] = articles(desk.night(pages=False))
        assert article.text == "In short: item 1."
        assert site.asked("/1") == []


class TestTrouble:
    @pytest.mark.parametrize(
        ("body", "status", "expected"),
        [
            ("down", 500, "status 500"),
            ("", 404, "status 404"),
            ("", 200, "It is no feed"),
            ("<html><body>Not a feed</body></html>", 200, "It is no feed"),
            ('<rss version="2.0"><channel><title>cut o', 200, "broken and lists nothing"),
            ("x" * 300_000, 200, "larger than 200,000 bytes"),
        ],
    )
    def test_feed_that_fails_keeps_its_articles(
        self, site: Site, body: str, status: int, expected: str
    ) -> None:
        desk = Desk(site)
        desk.feed(1)
        before = desk.night()
        site.page("/feed", body, status)
        items = desk.night()
        assert articles(items) == articles(before)
        [reason] = reasons(items)
        assert expected in reason
        assert reason.endswith("Articles known from it stay.")

    def test_feed_cut_off_gives_what_is_whole(self, site: Site) -> None:
        desk = Desk(site)
        desk.feed(1, 2)
        site.page("/feed", rss(1, 2)[:-120])
        items = desk.night()
        assert "Title 1" in [item.title for item in articles(items)]
        assert "partly broken" in reasons(items)[0]

    def test_other_sources_are_read_when_one_hangs(self, site: Site, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("Rain in Rutba.", encoding="utf-8")
        site.answers["/feed"] = lambda _: site.closing.wait(20) and None
        desk = Desk(site)
        feed = replace(desk.source, limits=replace(LIMITS, wait_s=0.2))
        sources = (feed, Source("Archive", "folder", tmp_path))
        items = list(read_all(Config(sources), desk.memory, desk.wire))
        assert [item.text for item in articles(items)] == ["Rain in Rutba."]
        assert "was silent" in reasons(items)[0]

    def test_busy_server_is_left_alone_as_long_as_it_asks(self, site: Site) -> None:
        desk = Desk(site)
        desk.feed(1)
        before = desk.night()
        site.page("/feed", status=429, Retry_After=str(int(1.5 * DAY)))
        assert "status 429" in reasons(desk.night())[0]
        desk.feed(1)
        count = len(site.requests)
        items = desk.night()
        assert "to be left alone until 2016-10-26T14:15" in reasons(items)[0]
        assert len(site.requests) == count
        assert articles(items) == articles(before)
        assert reasons(desk.night()) == []

    def test_busy_pages_stop_the_night(self, site: Site) -> None:
        desk = Desk(site)
        desk.feed(1, 2, 3)
        site.page("/2", status=503, Retry_After="5")
        items = desk.night()
        assert [item.title for item in articles(items)] == ["Title 1"]
        assert len(reasons(items)) == 1
        assert site.asked("/3") == []
        desk.page(2)
        assert len(articles(desk.night())) == 3

    def test_a_source_takes_no_more_than_its_time(self, site: Site) -> None:
        desk = Desk(site)
        desk.feed(1, 2, 3)
        limits = replace(LIMITS, delay_s=10.0, night_s=15.0)
        items = desk.night(limits=limits)
        assert [item.title for item in articles(items)] == ["Title 1"]
        assert reasons(items) == ["Articles left for the next run: 2, since `night_s` is over."]

    def test_no_more_items_than_allowed(self, site: Site) -> None:
        desk = Desk(site)
        desk.feed(*range(1, 9))
        assert len(articles(desk.night(limits=replace(LIMITS, max_items=3)))) == 3

    def test_page_that_is_no_page(self, site: Site) -> None:
        desk = Desk(site)
        desk.feed(1, 2)
        site.page("/1", b"%PDF-1.4", Content_Type="application/pdf")
        site.page("/2", page("Short."), Content_Type="text/html; charset=klingon")
        items = desk.night()
        assert "application/pdf" in reasons(items)[0]
        assert [item.title for item in articles(items)] == ["Title 2"]

    def test_robots_that_forbid_the_feed(self, site: Site) -> None:
        desk = Desk(site)
        desk.feed(1)
        site.page("/robots.txt", "User-agent: *\nDisallow: /feed\n")
        items = desk.night()
        assert articles(items) == []
        assert "robots.txt" in reasons(items)[0]


class TestEntries:
    URL = "https://news.example/feed"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
    def test_entity_bomb_is_refused(self, encoding: str) -> None:
        levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        bomb = f'<!DOCTYPE rss [<!ENTITY a0 "ha">{levels}]>{rss(1).replace("Title", "&a9;")}'
        with pytest.raises(InputError, match="entities"):
            read_entries(bomb.encode(encoding), self.URL)

    def test_atom_with_whole_articles(self) -> None:
        atom = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>
        <entry><id>tag:1</id><title type="html">A &amp;lt;b&amp;gt; c</title>
        <link href="/1"/><updated>2016-10-24T10:00:00Z</updated><summary>Short.</summary>
        <content type="html">&lt;p&gt;All of&lt;/p&gt;&lt;script&gt;bad()&lt;/script&gt;&lt;p&gt;it
        here.&lt;/p&gt;</content></entry></feed>"""
        [entry], trouble = read_entries(atom.encode(), self.URL)
        assert trouble == ""
        assert (entry.key, entry.url) == ("tag:1", "https://news.example/1")
        assert (entry.text, entry.published) == ("All of\n\nit here.", "2016-10-24T10:00:00Z")

    @pytest.mark.parametrize(
        ("encoding", "charset"),
        [("utf-8", "iso-8859-1"), ("cp1252", "utf-8"), ("cp1252", ""), ("utf-16", "")],
    )
    def test_wrong_charsets(self, encoding: str, charset: str) -> None:
        body = rss(1).replace("Title", "Café").encode(encoding)
        [entry], _ = read_entries(body, self.URL, content_type="text/xml", charset=charset)
        assert entry.title.endswith(" 1")
        if charset != "iso-8859-1":
            assert entry.title == "Café 1"

    def test_entry_without_anything_is_no_entry(self) -> None:
        body = b'<rss version="2.0"><channel><title>A</title><item/></channel></rss>'
        assert read_entries(body, self.URL) == ([], "")

    def test_edit_shows_in_the_digest(self) -> None:
        body = rss(1)
        [[before], _] = read_entries(body.encode(), self.URL)
        [[after], _] = read_entries(body.replace("In short", "Corrected").encode(), self.URL)
        assert (before.key, before.digest != after.digest) == (after.key, True)

    @settings(max_examples=40)
    @given(st.binary(max_size=300), st.integers(0, 300))
    def test_any_bytes_are_read_or_refused(self, noise: bytes, place: int) -> None:
        body = rss(1).encode()
        try:
            entries, _ = read_entries(body[:place] + noise + body[place:], self.URL)
        except InputError:
            return
        assert all(entry.key for entry in entries)
