"""Bytes -> text, or the reason why they are none: encodings told from their first bytes."""

from __future__ import annotations

import re

from geo.errors import InputError

# First bytes, what such a file is, and how its text is had.
_MAGIC = (
    (b"%PDF-", "a PDF document", "extract its text first (pdftotext)"),
    (b"PK\x03\x04", "a ZIP archive or Office document", "unpack it or save it as text"),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "save it as text"),
    (b"{\\rtf", "an RTF document", "save it as text"),
    (b"\x1f\x8b", "gzip-compressed", "unpack it (gunzip)"),
    (b"BZh", "bzip2-compressed", "unpack it (bunzip2)"),
    (b"\xfd7zXZ\x00", "xz-compressed", "unpack it (unxz)"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed", "unpack it (unzstd)"),
    (b"\x89PNG", "a picture", "give the article's text"),
    (b"\xff\xd8\xff", "a picture", "give the article's text"),
    (b"GIF8", "a picture", "give the article's text"),
    (b"SQLite format 3\x00", "a database", "export its articles as JSONL"),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype\s+html|html|\?xml)[\s>]", re.IGNORECASE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# Bytes beyond ASCII stay below 5 % in the languages that Windows-1252 serves, and below this in
# a headline full of quotation marks; in other alphabets and in Asian encodings they prevail.
_MAX_FOREIGN_SHARE = 0.15
# Windows-1252 characters that stand in Western prose: letters with accents, and typographic signs.
_WESTERN = re.compile(
    r"[\u00a0-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u2013-\u203a€™]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_UTF8_REMEDY = "Save it as UTF-8."


def decode(data: bytes) -> tuple[str, str]:
    r"""
    Decode an article's bytes, guessing as little as possible.

    Parameters
    ----------
    data
        A whole file, or one line of JSON.

    Returns
    -------
    text
        Every character as encoded, line ends included; only a byte order mark
        at the start, which is no character of the text, is left out.
    encoding
        `utf-8`, `utf-16-le`, `utf-16-be` (both only with a byte order mark) or
        `cp1252`. The last is taken when few sequences of the bytes are UTF-8
        and the result reads like Western prose.

    Raises
    ------
    InputError
        When the bytes are a picture, an archive, a web page or the like, hold
        a zero character, or are in no encoding known here; names the byte.

    Examples
    --------
    >>> decode("Bashiqa’s fall".encode())
    ('Bashiqa’s fall', 'utf-8')
    >>> decode("Bashiqa’s fall, the café said".encode("cp1252"))
    ('Bashiqa’s fall, the café said', 'cp1252')
    >>> decode(b"Kirkuk \xe2\x80\x93 and \xe2\x80")
    Traceback (most recent call last):
    ...
    geo.errors.InputError: It is broken UTF-8 at byte 15. Save it as UTF-8.
    """
    for magic, name, remedy in _MAGIC:
        if data.startswith(magic):
            msg = f"It is {name}, not text: {remedy}."
            raise InputError(msg)
    if _MARKUP.match(data[:1000]):
        msg = "It is a web page or XML, not text: save the article's text alone."
        raise InputError(msg)
    text, encoding = _decode_known(data)
    position = text.find("\0")
    if position >= 0:
        msg = f"It holds a zero character at character {position}, so it is no text. {_UTF8_REMEDY}"
        raise InputError(msg)
    return text, encoding


def _decode_known(data: bytes) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding), encoding
            except UnicodeDecodeError as error:
                msg = f"It is broken {encoding} at byte {len(bom) + error.start}. {_UTF8_REMEDY}"
                raise InputError(msg) from error
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        lenient = data.decode("utf-8", errors="replace")
        broken = lenient.count("\ufffd")
        whole = sum(not character.isascii() for character in lenient) - broken
        # Other encodings hardly ever look like UTF-8: this is a damaged file.
        if whole >= broken:
            msg = f"It is broken UTF-8 at byte {error.start}. {_UTF8_REMEDY}"
            raise InputError(msg) from error
        return _decode_western(data, error.start), "cp1252"


def _decode_western(data: bytes, position: int) -> str:
    msg = f"It is not UTF-8 (byte {position}) and in no encoding known here. {_UTF8_REMEDY}"
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise InputError(msg) from error
    foreign = [character for character in text if not character.isascii()]
    is_western = all(map(_WESTERN.match, foreign))
    if not is_western or len(foreign) > _MAX_FOREIGN_SHARE * len(text):
        raise InputError(msg)
    if _CONTROL.search(text):
        raise InputError(msg)
    return text
