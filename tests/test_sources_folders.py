"""Folders of every kind of file, English or not, and the same article from two of them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from fetch_memory import InMemory
from hypothesis import given
from hypothesis import strategies as st

from geo.config.records import Config, Source
from geo.model import Article, Rejected
from geo.sources import read_all, read_source
from geo.sources.fetch import Fetcher, Wire
from geo.sources.folders import read_folder
from geo.sources.html import decode_markup, plain_text, read_page
from geo.sources.memory import FeedState, FileMemory, KnownItem
from geo.sources.same import join_same

PARAGRAPH = "Three people were killed on Monday when shells hit the market of Arva, police said."
SPANISH = "El alcalde pidió calma cuando tres personas murieran el lunes en el mercado. " * 4
ENGLISH = "The mayor asked for calm after three people were killed on Monday in the market. " * 4
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Shells hit Arva - Zagros Desk</title>
<meta property="og:title" content="Shells hit Arva">
<meta property="article:published_time" content="2016-10-24T10:00:00+03:00">
<script>var text = "never shown";</script></head><body><nav><a href="/">Home</a></nav>
<article><h1>Shells hit Arva</h1><p>{PARAGRAPH}</p>
<p>Two houses burned down before the fire brigade came. The mayor asked for calm.</p>
<script>document.write("hostile")</script></article><footer>All rights reserved</footer>
</body></html>"""


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def texts(items: list[Article | Rejected]) -> list[str]:
    return [item.text for item in items if isinstance(item, Article)]


def reasons(items: list[Article | Rejected]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Rejected)]


def desk(path: Path, name: str = "Desk", language: str = "en") -> Source:
    return Source(name, "folder", path, language=language)


def test_folder_of_all_formats_is_read(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "Plain.")
    write(tmp_path / "b.md", "---\ntitle: B\n---\nMarkdown.")
    write(tmp_path / "c.jsonl", json.dumps({"text": "Lines."}))
    write(tmp_path / "d" / "d.html", PAGE)
    write(tmp_path / "e.csv", "Title,Text,published\nE,Cells.,2016-10-24\n")
    write(tmp_path / "f.tsv", "text\tid\nTabs.\t7\n")
    items = list(read_folder(tmp_path))
    assert reasons(items) == []
    assert texts(items)[:3] == ["Plain.", "Markdown.", "Lines."]
    assert texts(items)[4:] == ["Cells.", "Tabs."]
    page = items[3]
    assert isinstance(page, Article)
    assert (page.title, page.published) == ("Shells hit Arva", date(2016, 10, 24))
    assert page.text.startswith(f"{PARAGRAPH}\n\nTwo houses")
    assert "hostile" not in page.text


class TestTable:
    def test_bad_rows_cost_only_themselves(self, tmp_path: Path) -> None:
        rows = b'text,title\r\n"Two\r\nlines, one cell.",A\r\n,empty\r\ncaf\xe9 burned down,C\r\n'
        items = list(read_folder(write(tmp_path / "a.csv", rows + b'"open,D\r\n')))
        assert texts(items)[:2] == ["Two\r\nlines, one cell.", "café burned down"]
        assert [item.line for item in items if isinstance(item, Rejected)] == [4]
        assert "Windows-1252" in [item.note for item in items if isinstance(item, Article)][1]

    @pytest.mark.parametrize(
        ("data", "text"),
        [
            pytest.param("text;title\nRain.;A\n".encode("utf-16"), "Rain.", id="utf-16"),
            pytest.param("\ufeffid,text\n1,Rain.\n".encode(), "Rain.", id="excel"),
            pytest.param(b"text\n" + b"R" * 500_000 + b"\n", "R" * 500_000, id="long"),
        ],
    )
    def test_dialects(self, tmp_path: Path, data: bytes, text: str) -> None:
        assert texts(list(read_folder(write(tmp_path / "a.csv", data)))) == [text]

    def test_cut_off_utf_16_is_told(self, tmp_path: Path) -> None:
        data = "text;title\nRain.;A\nWind.;B\n".encode("utf-16")[:-1]
        items = list(read_folder(write(tmp_path / "a.csv", data)))
        assert "broken utf-16" in reasons(items)[-1]

    def test_without_text_column(self, tmp_path: Path) -> None:
        [item] = read_folder(write(tmp_path / "a.csv", "headline,body\na,b\n"))
        assert isinstance(item, Rejected)
        assert "`text`" in item.reason
        assert item.line == 1


class TestPage:
    @pytest.mark.parametrize(
        ("data", "charset"),
        [
            pytest.param("<p>café – Arva".encode(), "iso-8859-1", id="wrongly-latin"),
            pytest.param("<p>café – Arva".encode("cp1252"), "utf-8", id="wrongly-utf-8"),
            pytest.param("<p>café – Arva".encode("utf-16"), "", id="utf-16"),
            pytest.param('<meta charset="cp1252"><p>café – Arva'.encode("cp1252"), "", id="meta"),
            pytest.param("<p>café – Arva".encode("cp1252"), "rot13", id="no-charset"),
        ],
    )
    def test_wrong_charsets(self, data: bytes, charset: str) -> None:
        assert decode_markup(data, charset).endswith("<p>café – Arva")

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"<html><body><script>alert(1)</script></body></html>", id="script"),
            pytest.param(b"\x00\xff\xfe" * 1000, id="noise"),
            pytest.param(b"<html><body>" + b"<div>" * 100_000, id="deep"),
            pytest.param(b"<html>" + b" " * 5_000_001, id="huge"),
        ],
    )
    def test_page_without_article_has_a_reason(self, tmp_path: Path, data: bytes) -> None:
        [item] = read_folder(write(tmp_path / "a.html", data))
        assert isinstance(item, Rejected)
        assert item.reason.startswith(("No article", "It is larger"))

    def test_address_and_date_are_kept(self) -> None:
        fields, _ = read_page(PAGE.encode(), url="https://zagros.example/1")
        assert fields == {
            "title": "Shells hit Arva",
            "url": "https://zagros.example/1",
            "published": "2016-10-24",
        }

    @given(st.text(alphabet="<>/&;! \"'-pscript\x00é", max_size=200))
    def test_plain_text_of_anything_is_clean(self, fragment: str) -> None:
        assert plain_text(fragment) == plain_text(fragment).strip()


class TestLanguage:
    def test_other_languages_are_set_aside_with_the_reason(self, tmp_path: Path) -> None:
        write(tmp_path / "a.txt", ENGLISH)
        write(tmp_path / "b.txt", SPANISH)
        items = list(read_source(desk(tmp_path), InMemory(), Fetcher(Wire())))
        assert texts(items) == [ENGLISH]
        [bad] = [item for item in items if isinstance(item, Rejected)]
        assert bad.path.endswith("b.txt")
        assert "'es'" in bad.reason

    @pytest.mark.parametrize(("language", "is_read"), [("en", True), ("any", False)])
    def test_short_texts_are_not_judged(self, tmp_path: Path, language: str, is_read: bool) -> None:
        write(tmp_path / "a.txt", "Tres muertos en Arva.")
        [item] = read_source(desk(tmp_path, language=language), InMemory(), Fetcher(Wire()))
        assert isinstance(item, Article) is is_read

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("Mosul: 3 killed. Ramadi: 12 killed. Baghdad: 4 killed. " * 9, id="list"),
            pytest.param("HUNDREDS FLED QARAH QOSH, AL-SHIRQAT AND TAL KAYF AS IS SHELLED THEM. "
                         * 5, id="capitals"),
            pytest.param("Gunmen in Port-au-Prince, Cap-Haïtien and Les Cayes shot at the Garde de"
                         " Côte; nobody was hurt, said Jean-Bertrand Étienne of Médecins Sans "
                         "Frontières, who had driven from Pétion-Ville to see the wounded in the "
                         "hospital of Saint-Marc on Sunday.", id="foreign-names"),
        ],
    )  # fmt: skip
    def test_english_full_of_names_is_read(self, tmp_path: Path, text: str) -> None:
        write(tmp_path / "a.txt", text)
        [item] = read_source(desk(tmp_path), InMemory(), Fetcher(Wire()))
        assert isinstance(item, Article)


class TestSame:
    def test_two_sources_give_one_article(self, tmp_path: Path) -> None:
        write(tmp_path / "1" / "a.txt", f"{PARAGRAPH}\n")
        write(tmp_path / "2" / "x.jsonl", json.dumps({"text": PARAGRAPH, "title": "T", "url": "u"}))
        write(tmp_path / "2" / "y.txt", "Only here.")
        sources = (desk(tmp_path / "1", "One"), desk(tmp_path / "2", "Two"))
        first, second = read_all(Config(sources), InMemory())
        assert isinstance(first, Article)
        assert isinstance(second, Article)
        assert (first.text, first.source, first.title) == (f"{PARAGRAPH}\n", "One; Two", "T")
        assert first.origins == ("One", "Two")
        assert first.note == "Also in Two u."
        assert second.origins == ("Two",)

    def test_printed_again_much_later_is_another_article(self) -> None:
        days = [date(2016, 10, 1), date(2016, 10, 8), date(2016, 10, 9), None]
        items = [Article(str(i), "Rain.", published=day) for i, day in enumerate(days)]
        joined = [item for item in join_same(items) if isinstance(item, Article)]
        assert [item.article_id for item in joined] == ["0", "2"]

    def test_same_id_of_two_sources_is_parted(self, tmp_path: Path) -> None:
        for name in ("1", "2"):
            text = json.dumps({"id": "7", "text": f"Text {name}."})
            write(tmp_path / name / "a.jsonl", text)
        sources = (desk(tmp_path / "1", "One"), desk(tmp_path / "2", "Two"))
        items = list(read_all(Config(sources), InMemory()))
        assert len({item.article_id for item in items if isinstance(item, Article)}) == 2

    def test_missing_folder_is_told_and_the_others_are_read(self, tmp_path: Path) -> None:
        write(tmp_path / "2" / "a.txt", "Here.")
        sources = (desk(tmp_path / "gone", "One"), desk(tmp_path / "2", "Two"))
        items = list(read_all(Config(sources), InMemory()))
        assert texts(items) == ["Here."]
        assert len(reasons(items)) == 1


class TestMemory:
    ITEM = KnownItem("k\n1", "https://a.example/1", "T", "2016", "Text é\u2028.", "2016-10-24", "h")

    def test_files_remember(self, tmp_path: Path) -> None:
        for memory in (FileMemory(tmp_path), FileMemory(tmp_path)):
            state = memory.feed("Desk")
            memory.set_feed("Desk", FeedState(etag=f"{state.etag}x", listed={"k": "2016-10-24"}))
            memory.put("Desk", self.ITEM)
            memory.put("Desk", KnownItem("b", "", "", "", "", "", ""))
            memory.drop("Desk", "b")
        memory = FileMemory(tmp_path)
        assert memory.feed("Desk") == FeedState(etag="xx", listed={"k": "2016-10-24"})
        assert list(memory.items("Desk")) == [self.ITEM]
        assert memory.item("Desk", "b") is None
        assert list(memory.items("Other/../desk")) == []

    @pytest.mark.parametrize("cut", [1, 5, 60])
    def test_line_cut_off_by_a_kill_is_passed_over(self, tmp_path: Path, cut: int) -> None:
        memory = FileMemory(tmp_path)
        memory.put("Desk", self.ITEM)
        memory.put("Desk", KnownItem("z", "", "", "", "lost", "", ""))
        [path] = tmp_path.glob("*.jsonl")
        path.write_bytes(path.read_bytes()[:-cut])
        memory = FileMemory(tmp_path)
        memory.put("Desk", KnownItem("y", "", "", "", "", "", ""))
        keys = [item.key for item in FileMemory(tmp_path).items("Desk")]
        # A line that lacks only its end is whole.
        assert keys == (["k\n1", "y", "z"] if cut == 1 else ["k\n1", "y"])

    def test_outdated_lines_are_cleared(self, tmp_path: Path) -> None:
        memory = FileMemory(tmp_path)
        for number in range(300):
            memory.set_feed("Desk", FeedState(etag=str(number)))
        [path] = tmp_path.glob("*.jsonl")
        before = path.stat().st_size
        assert FileMemory(tmp_path).feed("Desk").etag == "299"
        assert path.stat().st_size < before / 100
