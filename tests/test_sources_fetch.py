"""Fetching from servers that are slow, huge, broken, redirecting, rude or not to be asked."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webserver import PUBLIC, Clock, Site, make_wire, serve

from geo.config.records import FetchLimits
from geo.errors import InputError
from geo.sources.addresses import check_addresses
from geo.sources.fetch import Fetcher, Reply
from geo.sources.robots import parse_robots

LIMITS = FetchLimits(wait_s=5.0, total_s=10.0, max_bytes=100_000, max_redirects=3, delay_s=0.0)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def get(site: Site, path: str = "/", limits: FetchLimits = LIMITS, **more: list[str]) -> Reply:
    return Fetcher(make_wire(Clock(), more)).get(site.url(path), limits)


def why_not(site: Site, path: str = "/", limits: FetchLimits = LIMITS, **more: list[str]) -> str:
    with pytest.raises(InputError) as caught:
        get(site, path, limits, **more)
    return str(caught.value)


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
            "100.64.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1",
            "fc00::1", "ff02::1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
        ],
    )  # fmt: skip
    def test_private_address_is_refused(self, site: Site, address: str) -> None:
        assert "no public address" in why_not(site, **{"news.example": [PUBLIC, address]})
        assert site.requests == []

    @pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "8.8.8.8"])
    def test_public_address_is_not_refused(self, address: str) -> None:
        check_addresses("news.example", [address], [])

    def test_private_address_may_be_allowed(self, site: Site) -> None:
        site.page("/", "here")
        wire = make_wire(Clock(), {"inside.example": ["127.0.0.1"]})
        url = site.url("/", "inside.example")
        assert Fetcher(wire).get(url, LIMITS, ("127.0.0.0/8",)).body == b"here"

    def test_the_checked_address_is_the_one_asked(self, site: Site) -> None:
        """A name that leads elsewhere at the second look gains nothing."""
        site.page("/", "here")
        wire = make_wire(Clock())
        answers = iter([[PUBLIC], [PUBLIC], ["127.0.0.1"]])
        wire = replace(wire, resolve=lambda *_: next(answers))
        assert Fetcher(wire).get(site.url("/"), LIMITS).body == b"here"
        assert wire.transport.addresses == [PUBLIC, PUBLIC]  # type: ignore[attr-defined]
        assert site.asked("/")[0]["Host"] == f"news.example:{site.server_port}"

    @pytest.mark.parametrize(
        "target",
        ["http://127.0.0.1:1/", "http://[::1]/", "http://inside.example/", "//inside.example/x"],
    )
    def test_redirect_to_a_private_address_is_refused(self, site: Site, target: str) -> None:
        site.page("/", status=302, Location=target)
        names = {"inside.example": ["10.0.0.7"], "127.0.0.1": ["127.0.0.1"], "::1": ["::1"]}
        assert "no public address" in why_not(site, **names)

    @pytest.mark.parametrize(
        "target", ["file:///etc/passwd", "ftp://news.example/", "http://me:pw@news.example/"]
    )
    def test_redirect_to_no_web_page_is_refused(self, site: Site, target: str) -> None:
        site.page("/", status=301, Location=target)
        assert "no address to fetch" in why_not(site)


class TestRedirects:
    def test_followed_to_the_end(self, site: Site) -> None:
        site.page("/", status=301, Location="/a")
        site.page("/a", status=308, Location=site.url("/b#part"))
        site.page("/b", "here", Content_Type="Text/HTML; Charset='UTF-8'", ETag='"1"')
        reply = get(site)
        assert reply == Reply(200, site.url("/b"), b"here", "text/html", "utf-8", '"1"')

    def test_circle(self, site: Site) -> None:
        site.page("/", status=302, Location="/a")
        site.page("/a", status=302, Location="/")
        assert "in a circle" in why_not(site)

    def test_too_many(self, site: Site) -> None:
        for number in range(9):
            site.page(f"/{number}", status=302, Location=f"/{number + 1}")
        assert "more than 3 times" in why_not(site, "/0")
        assert len(site.requests) == 5  # robots.txt, the page and three redirects


class TestLimits:
    def test_dripping_body_is_cut(self, site: Site) -> None:
        site.answers["/"] = lambda handler: drip(site, handler, b"HTTP/1.0 200 OK\r\n\r\n")
        started = time.monotonic()
        reason = why_not(site, limits=replace(LIMITS, total_s=0.4))
        assert reason.startswith("It took longer than 0.4 s")
        assert time.monotonic() - started < 4.0

    def test_dripping_headers_are_cut(self, site: Site) -> None:
        site.answers["/"] = lambda handler: drip(site, handler, b"")
        assert "longer than 0.4 s" in why_not(site, limits=replace(LIMITS, total_s=0.4))

    def test_silent_server_is_left(self, site: Site) -> None:
        site.answers["/"] = lambda _: site.closing.wait(20) and None
        assert "silent for 0.2 s" in why_not(site, limits=replace(LIMITS, wait_s=0.2))

    def test_huge_page_is_not_read_to_the_end(self, site: Site) -> None:
        site.page("/", b"x" * 3_000_000)
        assert "larger than 100,000 bytes" in why_not(site)

    def test_page_of_just_the_limit_is_read(self, site: Site) -> None:
        site.page("/", b"x" * 100_000)
        assert len(get(site).body) == 100_000

    def test_gzip_bomb_is_not_unpacked(self, site: Site) -> None:
        bomb = gzip.compress(b"\0" * 50_000_000)
        site.page("/", bomb, Content_Encoding="gzip")
        assert len(bomb) < 100_000
        assert "larger than 100,000 bytes" in why_not(site)

    def test_gzip_is_unpacked(self, site: Site) -> None:
        site.page("/", gzip.compress(b"here"), Content_Encoding="gzip")
        assert get(site).body == b"here"
        assert site.asked("/")[0]["Accept-Encoding"] == "gzip"

    @pytest.mark.parametrize(
        ("body", "packing", "reason"),
        [
            (b"no gzip", "gzip", "compression is broken"),
            (gzip.compress(b"here" * 99)[:-9], "gzip", "cut off"),
            (b"here", "br", "packed as 'br'"),
            (gzip.compress(gzip.compress(b"here")), "gzip, gzip", "packed as 'gzip, gzip'"),
        ],
        # What is packed holds the time: workers must agree about names.
        ids=["no gzip", "cut off", "br", "twice"],
    )
    def test_broken_packing(self, site: Site, body: bytes, packing: str, reason: str) -> None:
        site.page("/", body, Content_Encoding=packing)
        assert reason in why_not(site)

    def test_body_shorter_than_told(self, site: Site) -> None:
        site.page("/", b"here", Content_Length="99")
        assert "no proper HTTP" in why_not(site)

    def test_no_http(self, site: Site) -> None:
        site.answers["/"] = lambda handler: handler.wfile.write(b"SSH-2.0\r\n") and None
        assert "no proper HTTP" in why_not(site)

    def test_unknown_host_and_closed_port(self) -> None:
        fetcher = Fetcher(make_wire(Clock()))
        with pytest.raises(InputError, match="is not known"):
            fetcher.get("http://gone.example/", LIMITS)
        with pytest.raises(InputError, match="No connection"):
            fetcher.get("http://news.example:1/", LIMITS)

    @pytest.mark.parametrize("url", ["", "news", "http://", "http:///x", "x" * 999])
    def test_no_address(self, url: str) -> None:
        with pytest.raises(InputError, match="no address"):
            Fetcher(make_wire(Clock())).get(url, LIMITS)


class TestManners:
    def test_says_who_asks_and_what_is_known(self, site: Site) -> None:
        site.page("/", status=304)
        fetcher = Fetcher(make_wire(Clock()), "desk@zagros.example")
        reply = fetcher.get(site.url("/"), LIMITS, etag='"1"', last_modified="Mon")
        [asked] = site.asked("/")
        assert reply.status == 304
        assert asked["User-Agent"] == "dateline/0.1 (desk@zagros.example)"
        assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"1"', "Mon")

    def test_waits_between_requests_to_one_server(self, site: Site) -> None:
        site.page("/robots.txt", "User-agent: *\nCrawl-delay: 7\n")
        clock = Clock()
        fetcher = Fetcher(make_wire(clock, {"other.example": [PUBLIC]}))
        limits = replace(LIMITS, delay_s=2.0)
        for path in ("/a", "/b"):
            fetcher.get(site.url(path), limits)
        assert clock.slept == [7.0, 7.0]
        fetcher.get(site.url("/c", "other.example"), limits)
        assert clock.slept == [7.0, 7.0, 7.0]  # between its robots.txt and the page

    def test_robots_are_asked_once_and_obeyed(self, site: Site) -> None:
        site.page("/robots.txt", "User-agent: *\nDisallow: /private\n")
        fetcher = Fetcher(make_wire(Clock()))
        for _ in range(2):
            with pytest.raises(InputError, match="does not allow"):
                fetcher.get(site.url("/private/1"), LIMITS)
        assert [path for path, _ in site.requests] == ["/robots.txt"]

    def test_redirect_into_what_robots_forbid_is_refused(self, site: Site) -> None:
        site.page("/robots.txt", "User-agent: *\nDisallow: /private\n")
        site.page("/", status=302, Location="/private")
        assert "does not allow" in why_not(site)

    @pytest.mark.parametrize(("status", "is_free"), [(404, True), (403, True), (500, False),
                                                     (429, False), (503, False)])  # fmt: skip
    def test_robots_that_are_not_to_be_had(self, site: Site, status: int, is_free: bool) -> None:
        site.page("/robots.txt", status=status)
        site.page("/", "here")
        if is_free:
            assert get(site).body == b"here"
        else:
            assert f"status {status}" in why_not(site)
            assert site.asked("/") == []

    @pytest.mark.parametrize(
        ("told", "seconds"),
        [("120", 120.0), ("Mon, 24 Oct 2016 02:16:00 GMT", 60.0), ("9" * 99, 604_800.0),
         ("Mon, 24 Oct 2011 02:16:00 GMT", 0.0), ("soon", 0.0), ("-5", 0.0)],
    )  # fmt: skip
    def test_wish_to_be_left_alone(self, site: Site, told: str, seconds: float) -> None:
        site.page("/", status=429, Retry_After=told)
        reply = get(site)
        assert (reply.status, reply.retry_after_s) == (429, seconds)


class TestRobots:
    @pytest.mark.parametrize(
        ("text", "target", "is_allowed"),
        [
            ("User-agent: *\nDisallow: /", "/a", False),
            ("User-agent: *\nDisallow:", "/a", True),
            ("User-agent: other\nDisallow: /", "/a", True),
            ("User-agent: *\nDisallow: /\nUser-agent: Dateline\nDisallow: /b", "/a", True),
            ("User-agent: x\nUser-agent: DATELINE\nDisallow: /b # no\n", "/b", False),
            ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
            ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
            ("User-agent: *\nDisallow: /*.php$", "/x.php", False),
            ("User-agent: *\nDisallow: /*.php$", "/x.php?a", True),
            ("User-agent: *\nDisallow: /a*b*c$", "/a-b-c", False),
            ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
            ("Disallow: /", "/a", True),
            ("<html>no such page</html>", "/a", True),
            ("user-agent:*\r\ndisallow:/a\r\n\r\nuser-agent:*\r\ndisallow:/b", "/a", False),
        ],
    )
    def test_rules(self, text: str, target: str, is_allowed: bool) -> None:
        assert parse_robots(text).allows(target) is is_allowed

    @given(st.text(alphabet="user-agent:*/dislow $\n#", max_size=300), st.text(max_size=30))
    def test_any_text_is_read(self, text: str, path: str) -> None:
        assert parse_robots(text).allows(f"/{path}") in (True, False)

    def test_many_stars_take_no_time(self) -> None:
        robots = parse_robots(f"User-agent: *\nDisallow: /{'*a' * 5000}$")
        started = time.process_time()
        assert robots.allows(f"/{'a' * 4000}b")
        assert time.process_time() - started < 1.0


def drip(site: Site, handler: BaseHTTPRequestHandler, start: bytes) -> None:
    handler.wfile.write(start)
    while not site.closing.wait(0.05):
        handler.wfile.write(b"x")
