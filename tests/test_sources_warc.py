"""Web archives, whole and broken."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from fetch_memory import InMemory

from geo.config.records import Config, Source
from geo.model import Article, Rejected
from geo.sources import read_all
from geo.sources.warc import read_warc

WORDS = "Three people were killed on Monday when shells hit the market of Arva, police said."


def page(words: str = WORDS) -> bytes:
    return (
        f"<html><head><title>Shells hit Arva</title></head><body><article><p>{words}</p>"
        "<p>The mayor asked for calm, and schools stayed shut.</p></article></body></html>"
    ).encode()


def archive(path: Path, *records: tuple[str, bytes, str, dict[str, str]]) -> Path:
    with path.open("wb") as stream:
        for url, body, status, headers in records:
            told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            block = f"HTTP/1.1 {status}\r\n{told}\r\n".encode() + body
            record = (
                (
                    f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
                    "Content-Type: application/http; msgtype=response\r\n"
                    f"Content-Length: {len(block)}\r\n\r\n"
                ).encode()
                + block
                + b"\r\n\r\n"
            )
            stream.write(gzip.compress(record) if path.suffix == ".gz" else record)
    return path


HTML = {"Content-Type": "text/html; charset=utf-8"}
URL = "https://zagros.example/2016/10/24/arva"


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_pages_are_read_and_the_rest_is_not(tmp_path: Path, name: str) -> None:
    path = archive(
        tmp_path / name,
        (URL, page(), "200 OK", HTML),
        ("https://zagros.example/x.png", b"\x89PNG", "200 OK", {"Content-Type": "image/png"}),
        ("https://zagros.example/gone", page(), "404 Not Found", HTML),
        ("https://zagros.example/empty", b"<html></html>", "200 OK", HTML),
    )
    article, bad = sorted(read_warc(path), key=lambda item: isinstance(item, Rejected))
    assert isinstance(article, Article)
    assert article.text.startswith(WORDS)
    assert (article.url, article.title) == (URL, "Shells hit Arva")
    assert str(article.published) == "2016-10-24"
    assert isinstance(bad, Rejected)
    assert bad.path.endswith("https://zagros.example/empty")


def test_page_packed_in_its_record(tmp_path: Path) -> None:
    body = gzip.compress(page())
    path = archive(tmp_path / "a.warc.gz", (URL, body, "200", {**HTML, "Content-Encoding": "gzip"}))
    [article] = read_warc(path)
    assert isinstance(article, Article)
    assert article.text.startswith(WORDS)


def test_bomb_in_a_record_is_refused(tmp_path: Path) -> None:
    body = gzip.compress(b"<p>" + b" " * 100_000_000)
    path = archive(tmp_path / "a.warc", (URL, body, "200", {**HTML, "Content-Encoding": "gzip"}))
    [item] = read_warc(path)
    assert isinstance(item, Rejected)
    assert "larger than" in item.reason


def test_bomb_of_an_archive_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.warc", (URL, page(), "200", HTML))
    packed = gzip.compress(b" " * (1 << 24))
    bomb = tmp_path / "b.warc.gz"
    bomb.write_bytes(gzip.compress(path.read_bytes()) + 5 * packed)
    [item] = read_warc(bomb)
    assert isinstance(item, Rejected)
    assert item.reason == "It unpacks to over 100 times its size: it holds no web pages."


def test_page_archived_twice_counts_as_last_archived(tmp_path: Path) -> None:
    path = archive(
        tmp_path / "a.warc",
        (URL, page(), "200", HTML),
        (URL, page(WORDS.replace("Three", "Five")), "200", HTML),
    )
    [article] = read_warc(path)
    assert isinstance(article, Article)
    assert article.text.startswith("Five people")


def test_archive_cut_off_gives_what_came_before(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.warc.gz", (URL, page(), "200", HTML), (f"{URL}2", page(), "200",
                                                                        HTML))  # fmt: skip
    path.write_bytes(path.read_bytes()[:-200])
    items = list(read_warc(path))
    assert any(isinstance(item, Article) and item.url == URL for item in items)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.warc", b"no archive at all\n"), ("a.warc.gz", b"\x1f\x8b\x08broken"), ("a.zip", b"PK"),
     ("a.warc", b"WARC/1.0\r\nContent-Length: -5\r\n\r\n")],
)  # fmt: skip
def test_broken_archive_raises_nothing(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert not [item for item in read_warc(tmp_path) if isinstance(item, Article)]


def test_a_record_without_an_address_costs_only_what_follows(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.warc", (URL, page(), "200", HTML), (URL, page(), "200", HTML))
    first, address, second = path.read_bytes().rpartition(b"WARC-Target-URI")
    path.write_bytes(first + b"X" + address + second)
    bad, article = read_warc(path)
    assert isinstance(bad, Rejected)
    assert "a record has no address" in bad.reason
    assert isinstance(article, Article)


@pytest.mark.parametrize(
    ("url", "status", "headers"),
    [(URL, "404", HTML), (URL, "200", {"Content-Type": "image/png"}), ("", "", {})],
    ids=["gone", "picture", "empty"],
)
def test_an_archive_without_a_page_says_so(
    tmp_path: Path, url: str, status: str, headers: dict[str, str]
) -> None:
    records = [(url, b"x", status, headers)] if url else []
    [bad] = read_warc(archive(tmp_path / "a.warc.gz", *records))
    assert isinstance(bad, Rejected)
    assert bad.reason.startswith("It holds no page")


def test_archive_is_a_source(tmp_path: Path) -> None:
    archive(tmp_path / "a.warc.gz", (URL, page(), "200", HTML))
    [item] = read_all(Config((Source("Crawl", "warc", tmp_path),)), InMemory())
    assert isinstance(item, Article)
    assert (item.source, item.origins) == ("Crawl", ("Crawl",))
