"""Folders of texts, web pages and tables -> articles."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from geo.articles.decoding import decode
from geo.articles.metadata import make_article
from geo.articles.reading import MAX_FILE_BYTES, read_unparted, walk_files
from geo.errors import InputError
from geo.language import MAX_TEXT_CHARS
from geo.model import Article, Rejected
from geo.sources.html import MAX_HTML_BYTES, read_page

Item = Article | Rejected

_PAGES = frozenset((".html", ".htm", ".xhtml"))
_TABLES = frozenset((".csv", ".tsv"))
_NO_TEXT = (
    "Its first row names no column `text`: name one so, and others `title`, `url`, `published`."
)


def read_folder(folder: Path) -> Iterator[Item]:
    """
    Read a folder, or a single file.

    Parameters
    ----------
    folder
        Of texts, Markdown and JSONL as `geo.articles.reading.read_articles` takes them,
        web pages (`.html`, `.htm`, `.xhtml`) and tables with a column `text`
        (`.csv`, `.tsv`).

    Yields
    ------
    item
        An article, or what could not be read and why.
    """
    is_empty = True
    for found in walk_files(folder):
        is_empty = False
        if isinstance(found, Rejected):
            yield found
        elif found.suffix.lower() in _PAGES:
            yield _read_html(found)
        elif found.suffix.lower() in _TABLES:
            yield from _read_table(found)
        else:
            yield from read_unparted([found])
    if is_empty:
        reason = "The folder holds no article: put .txt, .md, .html, .csv or .jsonl files there."
        yield Rejected(str(folder), reason)


def read_bytes(path: Path, limit: int) -> bytes:
    """
    Read a whole file that must not be too large.

    Parameters
    ----------
    path
        Of the file.
    limit
        In bytes.

    Returns
    -------
    data
        All of it.

    Raises
    ------
    InputError
        When it cannot be read, or is larger.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        msg = f"It cannot be read: {error.strerror}."
        raise InputError(msg) from error
    if len(data) > limit:
        msg = f"It is larger than {limit:,} bytes: split it."
        raise InputError(msg)
    return data


def _read_html(path: Path) -> Item:
    try:
        fields, text = read_page(read_bytes(path, MAX_HTML_BYTES))
        return make_article(fields, text, path=str(path))
    except InputError as error:
        return Rejected(str(path), str(error))


def _read_table(path: Path) -> Iterator[Item]:
    # The limit belongs to the process; a text with every character quoted is no longer than this.
    csv.field_size_limit(4 * MAX_TEXT_CHARS)
    try:
        with path.open("rb") as stream:
            is_wide = stream.read(2) in (b"\xff\xfe", b"\xfe\xff")
        encoding = "utf-16" if is_wide else "utf-8-sig"
        # Escaped bytes come back below, row by row: one bad row must not cost the others.
        with path.open(encoding=encoding, errors="surrogateescape", newline="") as lines:
            yield from _read_rows(lines, path)
    except OSError as error:
        yield Rejected(str(path), f"It cannot be read: {error.strerror}.")
    except UnicodeError as error:
        yield Rejected(str(path), f"It is broken {encoding}: {error}. Save it as UTF-8.")


def _read_rows(lines: TextIO, path: Path) -> Iterator[Item]:
    header = lines.readline(MAX_FILE_BYTES)
    mark = max("\t,;", key=header.count)
    names = [name.strip().lower() for name in next(csv.reader([header], delimiter=mark), [])]
    if "text" not in names:
        yield Rejected(str(path), _NO_TEXT, 1)
        return
    rows = csv.reader(lines, delimiter=mark)
    while True:
        line = rows.line_num + 2
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"The row is broken ({error}): is a quotation mark left open?"
            yield Rejected(str(path), reason, line)
            return
        if any(map(str.strip, row)):
            yield _read_row(dict(zip(names, row, strict=False)), path, line)


def _read_row(row: Mapping[str, str], path: Path, line: int) -> Item:
    try:
        decoded = {
            name: decode(value.encode("utf-8", "surrogateescape")) for name, value in row.items()
        }
        fields = {name: value for name, (value, _) in decoded.items() if value.strip()}
        encoding = "cp1252" if any(used == "cp1252" for _, used in decoded.values()) else "utf-8"
        return make_article(fields, fields.pop("text", ""), path=str(path), encoding=encoding)
    except (InputError, UnicodeEncodeError) as error:
        return Rejected(str(path), str(error), line)
