"""NewsML-G2, NITF and ninjs, of any version, withheld, embargoed and hostile."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fetch_memory import InMemory
from hypothesis import given
from hypothesis import strategies as st

from geo.config.records import Config, Source
from geo.errors import InputError
from geo.model import Article, Rejected
from geo.sources import read_all
from geo.sources.newswire import read_newswire
from geo.sources.safexml import parse_xml

NOW = datetime(2016, 10, 25, 12, tzinfo=UTC)
G2 = """<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>
<newsItem guid="urn:zagros:1" version="{version}" standard="NewsML-G2">
<itemMeta><provider><name>Zagros Wire</name></provider>
<versionCreated>2016-10-24T21:0{version}:00+03:00</versionCreated>
<pubStatus qcode="{status}"/>{more}</itemMeta>
<contentMeta><contentCreated>2016-10-24T10:00:00+03:00</contentCreated>
<headline>Shells hit <em>Arva</em></headline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>not this</title></head><body>
<p>ARVA, Iraq - {count} people   were killed &amp; two hurt.</p><p>The <b>mayor</b> asked
for calm.</p></body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>"""
NITF = """<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">
<nitf><head><title>T</title><docdata management-status="usable"><doc-id id-string="z2"/>
<date.issue norm="20161024T101500Z"/></docdata></head>
<body><body.head><hedline><hl1>Bridge falls in Arva</hl1></hedline><dateline>ARVA, Iraq
</dateline><distributor>Zagros Wire</distributor></body.head><body.content><block>
<p>A bridge&nbsp;fell on Monday.</p><p>Nobody was hurt.</p></block></body.content></body></nitf>"""
NINJS = {
    "uri": "https://zagros.example/3",
    "version": "1",
    "pubstatus": "usable",
    "headline": "Flood in Arva",
    "versioncreated": "2016-10-24T10:00:00Z",
    "body_xhtml": "<p>The river rose on Monday.</p><p>Roads were cut.</p>",
}
NINJS_3 = {
    "uri": "https://zagros.example/4",
    "headlines": [{"role": "main", "value": "Fire in Arva"}],
    "firstCreated": "2016-10-24T10:00:00Z",
    "bodies": [
        {"role": "summary", "value": "A fire."},
        {"contenttype": "text/html", "value": "<p>A fire burned down a school in Arva.</p>"},
    ],
}


def g2(version: int = 1, status: str = "stat:usable", count: str = "Three", more: str = "") -> str:
    return G2.format(version=version, status=status, count=count, more=more)


def read(folder: Path, **files: str) -> list[Article | Rejected]:
    for name, content in files.items():
        stem, _, suffix = name.rpartition("_")
        (folder / f"{stem}.{suffix}").write_text(content, encoding="utf-8")
    return list(read_newswire(folder, NOW))


def one(folder: Path, **files: str) -> Article:
    [item] = read(folder, **files)
    assert isinstance(item, Article), item
    return item


def reason(folder: Path, **files: str) -> str:
    [item] = read(folder, **files)
    assert isinstance(item, Rejected), item
    return item.reason


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a_xml", g2(), ("Shells hit Arva", "Zagros Wire", "",
         "ARVA, Iraq - Three people were killed & two hurt.\n\nThe mayor asked for calm.")),
        ("a_xml", NITF, ("Bridge falls in Arva", "Zagros Wire", "",
         "ARVA, Iraq - A bridge fell on Monday.\n\nNobody was hurt.")),
        ("a_json", json.dumps(NINJS), ("Flood in Arva", "", "https://zagros.example/3",
         "The river rose on Monday.\n\nRoads were cut.")),
        ("a_ninjs", json.dumps([NINJS_3]), ("Fire in Arva", "", "https://zagros.example/4",
         "A fire burned down a school in Arva.")),
    ],
    ids=["newsml-g2", "nitf", "ninjs-1", "ninjs-3"],
)  # fmt: skip
def test_format_is_read(
    tmp_path: Path, name: str, content: str, expected: tuple[str, str, str, str]
) -> None:
    item = one(tmp_path, **{name: content})
    assert (item.title, item.source, item.url, item.text) == expected
    assert item.published == date(2016, 10, 24)


def test_json_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(json.dumps(NINJS).encode("utf-16"))
    [article] = read_newswire(tmp_path, NOW)
    assert isinstance(article, Article)


def test_nitf_inside_newsml(tmp_path: Path) -> None:
    inner = NITF.partition('dtd">')[2].replace("&nbsp;", " ").replace("<nitf>", "<nitf xmlns='n'>")
    start, end = g2().index("<html"), g2().index("</inlineXML>")
    item = one(tmp_path, a_xml=g2()[:start] + inner + g2()[end:])
    assert item.text.startswith("ARVA, Iraq - A bridge fell")
    assert item.title == "Shells hit Arva"


class TestVersions:
    def test_newest_counts_and_keeps_the_id(self, tmp_path: Path) -> None:
        first = one(tmp_path, b_xml=g2(2, count="Three"))
        after = one(tmp_path, a_xml=g2(3, count="Five"), c_xml=g2(1, count="Two"))
        assert "Five people" in after.text
        assert after.article_id == first.article_id

    def test_cancelled_article_is_gone(self, tmp_path: Path) -> None:
        told = reason(tmp_path, a_xml=g2(1), b_xml=g2(2, status="stat:canceled"))
        assert "'stat:canceled'" in told

    @pytest.mark.parametrize(
        ("embargo", "is_read"),
        [
            ("<embargoed>2016-10-25T11:00:00Z</embargoed>", True),
            ("<embargoed>2016-10-25T16:00:00+03:00</embargoed>", False),
            ("<embargoed/>", False),
        ],
    )
    def test_embargo(self, tmp_path: Path, embargo: str, is_read: bool) -> None:
        [item] = read(tmp_path, a_xml=g2(more=embargo))
        assert isinstance(item, Article) is is_read

    @pytest.mark.parametrize(
        "change", [{"pubstatus": "withheld"}, {"embargoed": "2016-10-26T00:00:00Z"}]
    )
    def test_ninjs_withheld(self, tmp_path: Path, change: dict[str, str]) -> None:
        [item] = read(tmp_path, a_json=json.dumps(NINJS | change))
        assert isinstance(item, Rejected)

    def test_nitf_withheld(self, tmp_path: Path) -> None:
        assert "canceled" in reason(tmp_path, a_xml=NITF.replace('"usable"', '"withheld"'))

    def test_items_without_ids_are_all_read(self, tmp_path: Path) -> None:
        items = [{"headline": str(n), "body_text": f"Text {n}."} for n in range(3)]
        assert len(read(tmp_path, a_json=json.dumps(items))) == 3


class TestHostile:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_entity_bomb(self, tmp_path: Path, encoding: str) -> None:
        levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        text = f'<!DOCTYPE n [<!ENTITY a0 "ha">{levels}]><nitf>&a9;</nitf>'
        (tmp_path / "a.xml").write_bytes(text.encode(encoding))
        assert "declares entities" in reason(tmp_path)

    @pytest.mark.parametrize(
        "doctype",
        ['<!DOCTYPE n [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
         '<!DOCTYPE n [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x"> %x;]>'],
    )  # fmt: skip
    def test_files_and_addresses_are_not_loaded(self, tmp_path: Path, doctype: str) -> None:
        assert "declares entities" in reason(tmp_path, a_xml=f"{doctype}<nitf>&x;</nitf>")

    @pytest.mark.parametrize(
        ("name", "content", "expected"),
        [
            ("a_xml", "<nitf>", "XML is broken"),
            ("a_xml", "<a>" * 5000 + "</a>" * 5000, "nested more than 200 deep"),
            ("a_xml", "<rss/>", "expected NewsML-G2"),
            ("a_xml", "", "XML is broken"),
            ("a_json", "{", "JSON is broken"),
            ("a_json", "<nitf/>", "JSON is broken"),
            ("a_json", "[" * 100_000, "JSON is broken"),
            ("a_json", '{"uri": 1}', "expected NewsML-G2"),
            ("a_json", "[1]", "expected NewsML-G2"),
            ("a_json", '{"body_text": "x", "headline": {"a": 1}}', "`title` must be text"),
            ("a_txt", "Rain.", "no newswire file"),
        ],
    )
    def test_bad_file_has_a_reason(
        self, tmp_path: Path, name: str, content: str, expected: str
    ) -> None:
        assert expected in reason(tmp_path, **{name: content})

    def test_bad_files_cost_nothing_else(self, tmp_path: Path) -> None:
        items = read(tmp_path, a_xml="<nitf>", b_xml=NITF, c_json="{")
        assert [type(item) for item in items] == [Rejected, Rejected, Article]

    @given(st.binary(max_size=200))
    def test_any_bytes_are_read_or_refused(self, data: bytes) -> None:
        try:
            parse_xml(data)
        except InputError as error:
            assert str(error).startswith("Its XML")  # noqa: PT017 - both ends are right


def test_newswire_is_a_source(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(g2(), encoding="utf-8")
    [item] = read_all(Config((Source("Wire", "newswire", tmp_path),)), InMemory())
    assert isinstance(item, Article)
    assert (item.source, item.origins) == ("Zagros Wire", ("Wire",))
