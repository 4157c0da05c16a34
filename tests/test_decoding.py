"""Bytes as they come, told apart by what they hold."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.articles.decoding import decode
from geo.errors import InputError

PROSE = "Troops said they held Hammam al-Alil; families waited by the road. " * 3
WESTERN = "“It is over,” the man in Rutba’s café said – and the town went to sleep…"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param("Ba‘shīqah — بعشيقة".encode(), ("Ba‘shīqah — بعشيقة", "utf-8"), id="utf-8"),
        pytest.param("Kirkuk".encode("utf-8-sig"), ("Kirkuk", "utf-8"), id="utf-8-bom"),
        pytest.param(b"a\r\nb\rc\n\n", ("a\r\nb\rc\n\n", "utf-8"), id="line-ends-stay"),
        pytest.param("\ufeffé".encode("utf-16-le"), ("é", "utf-16-le"), id="utf-16-le"),
        pytest.param("\ufeffé".encode("utf-16-be"), ("é", "utf-16-be"), id="utf-16-be"),
        pytest.param(b"\xef\xbb\xbf\xef\xbb\xbfx", ("\ufeffx", "utf-8"), id="only-one-bom"),
        pytest.param(WESTERN.encode("cp1252"), (WESTERN, "cp1252"), id="cp1252"),
        pytest.param(b"", ("", "utf-8"), id="empty"),
    ],
)
def test_text_is_decoded(data: bytes, expected: tuple[str, str]) -> None:
    assert decode(data) == expected


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(PROSE.encode() + b"\xe2\x80", None, id="ascii-then-one-odd-end"),
        pytest.param(f"{PROSE}’".encode() + b"\xe2\x80", "UTF-8 at byte 204", id="cut-utf-8"),
        pytest.param(
            b"\xe2\x80" + f"{PROSE}’ – …".encode(), "UTF-8 at byte 0", id="damage-comes-first"
        ),
        pytest.param(b"\xff\xfea", "utf-16-le at byte 2", id="cut-utf-16"),
        pytest.param(
            "Мосул и Киркук, говорят военные".encode("koi8-r"), "(byte 0)", id="cyrillic-8-bit"
        ),
        pytest.param("摩苏尔战役进入第二周".encode("gbk"), "(byte 2)", id="gbk"),
        pytest.param(b"Mosul\x81 fell", "(byte 5)", id="undefined-in-cp1252"),
        pytest.param(b"Mosul \xe9\x01\x02", "(byte 6)", id="control-characters"),
        pytest.param(b"abc\0def", "zero character at character 3", id="nul"),
        pytest.param("abc".encode("utf-16-le"), "zero character", id="utf-16-without-bom"),
        pytest.param("\ufeffabc".encode("utf-32-le"), "zero character", id="utf-32"),
        pytest.param(b"%PDF-1.7\n", "PDF document", id="pdf"),
        pytest.param(b"PK\x03\x04zip", "Office document", id="zip"),
        pytest.param(gzip.compress(b"text"), "gunzip", id="gzip"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "picture", id="png"),
        pytest.param(b"{\\rtf1 text}", "RTF", id="rtf"),
        pytest.param(b"\n<!DOCTYPE html>\n<p>x", "web page", id="html"),
        pytest.param(b"<?xml version='1.0'?>", "XML", id="xml"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, reason: str | None) -> None:
    if reason is None:
        # One odd byte pair and no other sign: Windows-1252 is as likely as anything.
        assert decode(data)[1] == "cp1252"
        return
    with pytest.raises(InputError) as caught:
        decode(data)
    assert reason in str(caught.value)


def test_message_names_the_remedy() -> None:
    with pytest.raises(InputError, match=r"Save it as UTF-8\.$"):
        decode(b"\xff\xfea")


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_utf_8_round_trip(text: str) -> None:
    assert decode(text.encode("utf-8-sig")) == (text, "utf-8")


@given(st.binary())
def test_any_bytes_give_text_or_a_reason(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except InputError as error:
        reason = str(error)
    else:
        reason = ""
        boms = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
        assert text.encode(encoding) == data.removeprefix(boms.get(encoding, b""))
    assert reason == "" or reason.endswith(".")
