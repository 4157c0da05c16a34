"""Texts and streams of every kind, good and bad."""

from __future__ import annotations

import io
import itertools
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.articles import reading as articles
from geo.articles.reading import MAX_FILE_BYTES, read_articles, read_stream
from geo.language import MAX_TEXT_CHARS
from geo.model import Article, Rejected

TEXT = "Soldiers entered Gogjali on Tuesday."
FRONT = "---\ntitle: At the gate\nsource: Zagros Desk\nurl: https://zagros.example/1\n"


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def one(path: Path) -> Article | Rejected:
    [item] = read_articles([path])
    return item


def article(path: Path) -> Article:
    item = one(path)
    assert isinstance(item, Article), item
    return item


def lines(*objects: object) -> bytes:
    return b"".join(json.dumps(item).encode() + b"\n" for item in objects)


def streamed(data: bytes) -> list[Article | Rejected]:
    return list(read_stream(io.BytesIO(data)))


@pytest.mark.parametrize("name", ["a.txt", "a.TXT", "a", "a.dispatch", "a.text"])
def test_text_is_kept_to_the_character(tmp_path: Path, name: str) -> None:
    content = f"\n  \ttwo\r\nlines\r{TEXT}\u2028 \n\n"
    assert article(write(tmp_path / name, content.encode("utf-8-sig"))).text == content


@pytest.mark.parametrize(
    ("content", "body"),
    [
        pytest.param(f"{FRONT}---\n\n{TEXT}\n", f"\n{TEXT}\n", id="unix"),
        pytest.param(f"{FRONT}---\n{TEXT}".replace("\n", "\r\n"), TEXT, id="windows"),
        pytest.param(f"{FRONT}--- \n{TEXT}", TEXT, id="space-behind-rule"),
        pytest.param(f"{FRONT}...\n{TEXT}", TEXT, id="yaml-end"),
        pytest.param(f"{FRONT}---\nOne\n---\nTwo", "One\n---\nTwo", id="rule-in-the-body"),
    ],
)
def test_markdown_body_follows_front_matter(tmp_path: Path, content: str, body: str) -> None:
    for name in ("a.md", "a.markdown", "unknown"):
        found = article(write(tmp_path / name, content))
        assert (found.text, found.title) == (body, "At the gate")
        assert (found.source, found.url) == ("Zagros Desk", "https://zagros.example/1")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TEXT, id="none"),
        pytest.param(f"---\n{TEXT}\n---\nMore.", id="prose-between-rules"),
        pytest.param(f"---\n{TEXT}", id="unclosed"),
        pytest.param(f"---\n---\n{TEXT}", id="empty"),
        pytest.param(f"----\ntitle: x\n----\n{TEXT}", id="four-dashes"),
    ],
)
def test_markdown_without_front_matter_is_text(tmp_path: Path, content: str) -> None:
    found = article(write(tmp_path / "a.md", content))
    assert (found.text, found.title) == (content, "")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("published: 2016-11-01", date(2016, 11, 1)),
        ("published: 2016-11-01T09:00:00+03:00", date(2016, 11, 1)),
        ('date: "1 November 2016"', date(2016, 11, 1)),
        ("published: Tue, 1 Nov 2016 09:00:00 +0300", date(2016, 11, 1)),
        ("published: null", None),
        ("published:", None),
    ],
)
def test_front_matter_dates(tmp_path: Path, line: str, expected: date | None) -> None:
    found = article(write(tmp_path / "a.md", f"---\n{line}\n---\n{TEXT}"))
    assert (found.published, found.note) == (expected, "")


def test_front_matter_values_stay_words(tmp_path: Path) -> None:
    content = f"---\ntitle: No\nsource: 0123\nid: 2016-11-01\nextra: [1]\n---\n{TEXT}"
    found = article(write(tmp_path / "a.md", content))
    assert (found.title, found.source, found.article_id) == ("No", "0123", "2016-11-01")


def test_jsonl_fields(tmp_path: Path) -> None:
    row = {"id": 4, "text": " a\n", "title": "T", "source": "S", "url": "U", "date": "2016-11-01"}
    path = write(tmp_path / "a.jsonl", lines({**row, "toponyms": []}))
    assert one(path) == Article(
        "4", " a\n", "T", "S", "U", date(2016, 11, 1), "metadata", str(path), ""
    )


def test_jsonl_goes_on_after_bad_lines(tmp_path: Path) -> None:
    content = b"\n".join(
        [
            b'\xef\xbb\xbf{"text": "first"}',
            b"",
            b'{"text": "cut',
            b"[1]",
            b'{"id": "x"}',
            b'{"text": 5}',
            b'{"text": " "}',
            b'{"text": "a\\u0000"}',
            b'{"text": "a\\ud83d"}',
            b'{"text": "a", "title": []}',
            b'{"text": "caf\xc3\xa9 \xc3"}',
            b'{"text": "%s"}' % (b"a" * (MAX_TEXT_CHARS + 1)),
            b"[" * 100_000,
            b'{"n": %s}' % (b"9" * 5000),
            b'{"text": "last"}',
        ]
    )
    items = list(read_articles([write(tmp_path / "a.ndjson", content)]))
    assert [item.text for item in items if isinstance(item, Article)] == ["first", "last"]
    reasons = {item.line: item.reason for item in items if isinstance(item, Rejected)}
    expected = {
        3: "Broken JSON at column 10",
        4: "Expected a JSON object, got list",
        5: "no `text`",
        6: "`text` must be text, got int",
        7: "no text",
        8: "zero character",
        9: "surrogate",
        10: "`title` must be text",
        11: "broken UTF-8 at byte 16",
        12: "split it",
        13: "too deep",
        14: "number too long",
    }
    assert reasons.keys() == expected.keys()
    for line, words in expected.items():
        assert words in reasons[line]


def test_jsonl_streams_line_by_line() -> None:
    taken = 0

    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            nonlocal taken
            taken += 1
            row = json.dumps({"id": taken, "text": TEXT}).encode() + b"\n"
            buffer[: len(row)] = row
            return len(row)

    found = itertools.islice(read_stream(io.BufferedReader(Endless())), 3)
    assert [item.article_id for item in found if isinstance(item, Article)] == ["1", "2", "3"]
    assert taken <= 4


def test_overlong_line_is_rejected_and_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(articles, "MAX_LINE_BYTES", 50)
    monkeypatch.setattr(articles, "_PIECE_BYTES", 7)
    data = lines({"text": "a"}, {"text": "b" * 50}, {"text": "c"}, {"text": "d" * 50})
    first, second, third, fourth = streamed(data.rstrip())
    assert isinstance(first, Article)
    assert isinstance(second, Rejected)
    assert (second.line, "split it" in second.reason) == (2, True)
    assert isinstance(third, Article)
    assert isinstance(fourth, Rejected)
    assert fourth.line == 4


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        pytest.param(lines({"text": "a"}, {"text": "b"}), ["a", "b"], id="jsonl"),
        pytest.param(b"\n \n" + lines({"text": "a"}), ["a"], id="jsonl-after-blank-lines"),
        pytest.param(f"\n{TEXT}\n".encode(), [f"\n{TEXT}\n"], id="text"),
        pytest.param(f"{FRONT}---\n{TEXT}".encode(), [TEXT], id="markdown"),
        pytest.param("\ufeffMosul\nfell".encode("utf-16-le"), ["Mosul\nfell"], id="utf-16"),
    ],
)
def test_stream_is_told_by_its_start(data: bytes, texts: list[str]) -> None:
    assert [item.text for item in streamed(data) if isinstance(item, Article)] == texts


def test_stream_has_its_name() -> None:
    [item] = read_stream(io.BytesIO(b""), "standard input")
    assert item == Rejected("standard input", "It holds no text.")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("a.txt", b"", "no text", id="empty"),
        pytest.param("a.md", f"{FRONT}---\n".encode(), "no text", id="front-matter-alone"),
        pytest.param("a.jsonl", b"\n\n", "no line of JSON", id="no-lines"),
        pytest.param("a.txt", b"a\0b", "zero character", id="binary"),
        pytest.param("a.pdf", b"%PDF-1.4 x", "PDF", id="pdf"),
        pytest.param("a.json", b'{\n "text": "a"\n}\n', "one object a line", id="spread-json"),
        pytest.param("a.json", b'[{"text": "a"}]', "one object a line", id="json-list"),
        pytest.param("a.md", b"---\ntitle: a: b\n---\nx", "YAML at line 2", id="broken-yaml"),
        pytest.param("a.md", b"---\na: *b\n---\nx", "YAML at line 2", id="yaml-unknown-alias"),
        pytest.param("a.md", b"---\na: &b [*b]\n---\nx", "broken YAML", id="yaml-endless"),
        pytest.param(
            "a.md", b"---\na: %s\n---\nx" % (b"[" * 9000), "broken YAML", id="yaml-too-deep"
        ),
        pytest.param("a.md", b"---\ntitle: [a]\n---\nx", "`title` must be text", id="wrong-type"),
        pytest.param("a.txt", b"a" * (MAX_TEXT_CHARS + 1), "split it", id="too-long"),
        pytest.param("a.txt", b"a" * (MAX_FILE_BYTES + 1), "split it", id="too-large"),
    ],
)
def test_unreadable_file_becomes_a_row(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = write(tmp_path / name, content)
    item = one(path)
    assert isinstance(item, Rejected)
    assert (item.path, item.line) == (str(path), None)
    assert reason in item.reason


def test_huge_file_is_refused_without_reading_it_all(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.write(b"text\n")
        file.truncate(50 << 30)  # sparse
    item = one(path)
    assert isinstance(item, Rejected)
    assert "larger" in item.reason


def test_yaml_references_do_not_grow(tmp_path: Path) -> None:
    merges = "".join(f"k{n}: &k{n}\n  <<: [*k{n - 1}, *k{n - 1}]\n" for n in range(1, 60))
    content = f"---\ntitle: t\nk0: &k0\n  a: b\n{merges}---\n{TEXT}"
    assert article(write(tmp_path / "a.md", content)).title == "t"


def test_repeated_article_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", TEXT)
    write(tmp_path / "b" / "copy.txt", TEXT)
    assert len(list(read_articles([path, tmp_path, path]))) == 1


def test_same_text_of_another_source_is_another_article(tmp_path: Path) -> None:
    for source in ("One Desk", "Other Desk"):
        write(tmp_path / f"{source}.md", f"---\nsource: {source}\n---\n{TEXT}")
    found = list(read_articles([tmp_path]))
    assert len({item.article_id for item in found if isinstance(item, Article)}) == 2


def test_id_used_for_several_texts_parts_them() -> None:
    rows = [{"id": "x", "text": text} for text in ("a", "b", "a", "b", "c")]
    first, second, third = (item for item in streamed(lines(*rows)) if isinstance(item, Article))
    assert (first.article_id, first.text, first.note) == ("x", "a", "")
    assert second.article_id.startswith("x-")
    assert "'x' is also that of another text" in second.note
    assert third.text == "c"
    assert len({first.article_id, second.article_id, third.article_id}) == 3


ANY_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])).filter(
    str.strip
)


@given(ANY_TEXT, st.sampled_from([True, False]))
def test_jsonl_round_trip(text: str, ascii_only: bool) -> None:
    data = json.dumps({"id": "x", "text": text}, ensure_ascii=ascii_only).encode()
    [item] = streamed(data)
    assert isinstance(item, Article)
    assert item.text == text


@given(ANY_TEXT)
def test_markdown_round_trip(text: str) -> None:
    [item] = streamed(f"{FRONT}---\n{text}".encode())
    assert isinstance(item, Article)
    assert (item.text, item.title) == (text, "At the gate")


@given(st.one_of(st.binary(), st.binary().map(b"---\n".__add__), st.binary().map(b"{".__add__)))
def test_any_bytes_give_rows_and_no_error(data: bytes) -> None:
    for item in streamed(data):
        if isinstance(item, Rejected):
            assert item.reason
        else:
            item.text.encode()


@given(st.text(alphabet="-:[]{}&*!|>%@`\"'#?<,.~ \nab01"))
def test_any_front_matter_gives_one_row_and_no_error(block: str) -> None:
    assert len(streamed(f"---\n{block}\n---\n{TEXT}".encode())) == 1


def test_seeds_are_read_whole_and_dated() -> None:
    found = list(read_articles([Path(__file__).resolve().parents[1] / "seeds"]))
    assert len(found) == 9
    for item in found:
        assert isinstance(item, Article), item
        assert item.published is not None
        assert date(2016, 10, 20) <= item.published <= date(2016, 11, 7)
        assert 150 <= len(item.text.split()) <= 350
        assert not item.note
    assert {item.published_basis for item in found if isinstance(item, Article)} == {
        "metadata",
        "text",
    }


@pytest.mark.corpus
def test_wire_article_is_dated_by_its_caption(shared: Path) -> None:
    found = article(shared / "seeds" / "mosul-2016-10-24.txt")
    assert (found.published, found.published_basis) == (date(2016, 10, 24), "text")
    assert found.text == (shared / "seeds" / "mosul-2016-10-24.txt").read_bytes().decode()


@pytest.mark.corpus
def test_corpora_keep_ids_and_texts(shared: Path) -> None:
    for name in ("lgl.jsonl", "trnews.jsonl"):
        path = shared / "corpora" / name
        rows = [json.loads(line) for line in path.read_bytes().splitlines()]
        found = [item for item in read_articles([path]) if isinstance(item, Article)]
        assert [(item.article_id, item.text) for item in found] == [
            (row["id"], row["text"]) for row in rows
        ]
        assert all(item.source for item in found)
        dated = sum(item.published is not None for item in found)
        assert dated >= {"lgl.jsonl": 588, "trnews.jsonl": 52}[name]
