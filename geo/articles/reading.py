"""Files, folders and streams -> articles; what cannot be read becomes a row with its reason."""

from __future__ import annotations

import errno
import itertools
import json
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import yaml

from geo.articles.decoding import decode
from geo.articles.metadata import content_hash, make_article
from geo.errors import InputError
from geo.language import MAX_TEXT_CHARS
from geo.model import Article, Rejected

__all__ = ["part_articles", "read_articles", "read_stream", "read_unparted", "walk_files"]

MAX_FRONT_MATTER_CHARS = 20_000
# No text within MAX_TEXT_CHARS needs more, in any encoding read here.
MAX_FILE_BYTES = 4 * (MAX_TEXT_CHARS + MAX_FRONT_MATTER_CHARS)
# The longest text with every character escaped as \uXXXX\uXXXX, and room for metadata.
MAX_LINE_BYTES = 12 * MAX_TEXT_CHARS + 1_000_000
_PIECE_BYTES = 1 << 20

_LINES, _MARKDOWN, _TEXT, _JSON = "lines", "markdown", "text", "json"
_KINDS = {
    ".jsonl": _LINES, ".ndjson": _LINES, ".md": _MARKDOWN, ".markdown": _MARKDOWN, ".txt": _TEXT,
}  # fmt: skip
_FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n(?P<block>(?:[^\n]*\n)*?)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)"
)
_OS_REASONS = {
    errno.ENOENT: "There is no such file: check the path.",
    errno.EACCES: "No permission to read it: let its owner allow it (chmod +r).",
    errno.ELOOP: "Its symbolic links lead in a circle: remove them.",
}
_TOO_LARGE = f"It is larger than any article of {MAX_TEXT_CHARS:,} characters: split it."

Item = Article | Rejected


def read_articles(paths: Sequence[Path]) -> Iterator[Item]:
    """
    Read files and whole folders, one article at a time.

    Plain text (`.txt`), Markdown with YAML front matter (`.md`) and JSONL
    (`.jsonl`, `.ndjson`) are told by their suffix, anything else by how it
    begins. In folders, hidden files and those called README are left out.

    Parameters
    ----------
    paths
        Read in the order given; a folder's entries by name, recursively.

    Yields
    ------
    item
        An article, or what could not be read and why. An article that comes
        twice, with the same id and text, is yielded once; another text under
        an id that was used gets that id and a hash behind it. `Article.text`
        is exactly what was encoded, but for a byte order mark and, in Markdown,
        the front matter with the line that closes it.

    Examples
    --------
    >>> [rejected] = read_articles([Path("nowhere.txt")])
    >>> rejected.reason
    'There is no such file: check the path.'
    """
    yield from part_articles(read_unparted(paths))


def read_unparted(paths: Sequence[Path]) -> Iterator[Item]:
    """
    Read files and folders for whoever compares all articles in the end.

    Parameters
    ----------
    paths
        As for `read_articles`.

    Yields
    ------
    item
        As from `read_articles`, but for ids: several articles may have one.
    """
    for path in paths:
        yield from _read_path(path)


def read_stream(stream: BinaryIO, path: str = "-") -> Iterator[Item]:
    r"""
    Read one text, one Markdown file or JSONL from a stream that cannot be rewound.

    Parameters
    ----------
    stream
        JSONL when its first character is a brace; read line by line then.
    path
        What to call it in `Article.path`.

    Yields
    ------
    item
        As from `read_articles`.

    Examples
    --------
    >>> import io
    >>> lines = b'{"id": 7, "text": "Rain in Rutba."}\n{"id": 8}\n'
    >>> for item in read_stream(io.BytesIO(lines)):
    ...     print(item)  # doctest: +ELLIPSIS
    Article(article_id='7', text='Rain in Rutba.', ...)
    Rejected(path='-', reason='The object has no `text`.', line=2)
    """
    yield from part_articles(_read_open(stream, path, ""))


def part_articles(items: Iterable[Item]) -> Iterator[Item]:
    """
    Drop repeated articles and part different ones that share an id, as they come.

    Builds use `geo.articles.parting.part_all`, to which the order is nothing.

    Parameters
    ----------
    items
        In the order that decides which article keeps its id.

    Yields
    ------
    item
        As from `read_articles`.
    """
    seen: dict[str, str] = {}
    for item in items:
        if isinstance(item, Rejected):
            yield item
            continue
        article, digest = item, content_hash(item.text)
        if seen.get(article.article_id, digest) != digest:
            note = f"The id {article.article_id!r} is also that of another text."
            article = replace(
                article,
                article_id=f"{article.article_id}-{digest[:8]}",
                note=f"{article.note} {note}".strip(),
            )
        if article.article_id not in seen:
            seen[article.article_id] = digest
            yield article


def _read_path(path: Path) -> Iterator[Item]:
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError) as error:
        yield Rejected(_shown(path), _os_reason(error))
        return
    if is_folder:
        yield from _read_folder(path)
    else:
        yield from _read_file(path)


def _read_file(path: Path) -> Iterator[Item]:
    try:
        with path.open("rb") as stream:
            yield from _read_open(stream, _shown(path), path.suffix.lower())
    except OSError as error:
        yield Rejected(_shown(path), _os_reason(error))


def _shown(path: Path) -> str:
    """Return a path as text that every output can carry, even one in no encoding."""
    return str(path).encode("utf-8", errors="replace").decode("utf-8")


def _os_reason(error: OSError | ValueError) -> str:
    if not isinstance(error, OSError):
        return f"The path cannot be used: {error}."
    return _OS_REASONS.get(error.errno or 0, f"It cannot be read: {error.strerror}.")


def _read_folder(folder: Path) -> Iterator[Item]:
    is_empty = True
    for found in walk_files(folder):
        is_empty = False
        if isinstance(found, Rejected):
            yield found
        else:
            yield from _read_file(found)
    if is_empty:
        reason = "The folder holds no article: put .txt, .md or .jsonl files there."
        yield Rejected(_shown(folder), reason)


def walk_files(folder: Path) -> Iterator[Path | Rejected]:
    """
    Find the files of a folder, entering each folder once however links lead there.

    Parameters
    ----------
    folder
        Or a single file.

    Yields
    ------
    found
        Regular files by name, without hidden ones and those called README;
        what cannot be entered or is no file, with the reason.
    """
    visited: set[tuple[int, int]] = set()
    pending = [folder]
    while pending:
        path = pending.pop()
        try:
            status = path.stat()
            if not stat.S_ISDIR(status.st_mode):
                # Reading a pipe or device could wait for ever.
                is_file = stat.S_ISREG(status.st_mode)
                yield path if is_file else Rejected(_shown(path), "It is no regular file.")
            elif (status.st_dev, status.st_ino) not in visited:
                visited.add((status.st_dev, status.st_ino))
                pending += sorted(filter(_is_meant, path.iterdir()), reverse=True)
        except OSError as error:
            yield Rejected(_shown(path), _os_reason(error))


def _is_meant(entry: Path) -> bool:
    """Leave out what lies in folders without being an article."""
    return not entry.name.startswith(".") and entry.stem.upper() != "README"


def _read_open(stream: BinaryIO, path: str, suffix: str) -> Iterator[Item]:
    lines = _lines(stream)
    first = list(_up_to_content(lines))
    kind = _KINDS.get(suffix) or _kind_of(first[-1][1] if first else b"", suffix)
    if kind == _LINES:
        yield from _read_lines(itertools.chain(first, lines), path)
        return
    start = b"".join(line for _, line in first)
    data = start + stream.read(max(0, MAX_FILE_BYTES + 1 - len(start)))
    try:
        yield _read_whole(data, kind, path)
    except InputError as error:
        yield Rejected(path, str(error))


def _read_whole(data: bytes, kind: str, path: str) -> Article:
    if kind == _JSON:
        msg = "It is JSON over several lines: write one object a line (jq -c)."
        raise InputError(msg)
    if len(data) > MAX_FILE_BYTES:
        raise InputError(_TOO_LARGE)
    text, encoding = decode(data)
    fields: Mapping[str, object] = {}
    if kind == _MARKDOWN:
        fields, text = _split_front_matter(text)
    return make_article(fields, text, path=path, encoding=encoding)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield lines numbered from 1; one that is too long is cut to one byte over the limit."""
    for number in itertools.count(1):
        line = stream.readline(MAX_LINE_BYTES + 1)
        if not line:
            return
        yield number, line
        while len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
            rest = stream.readline(_PIECE_BYTES)
            if not rest or rest.endswith(b"\n"):
                break


def _up_to_content(lines: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    total = 0
    for number, line in lines:
        yield number, line
        total += len(line)
        if line.strip() or total > MAX_FILE_BYTES:
            return


def _kind_of(line: bytes, suffix: str) -> str:
    """Tell the format by the first line that is not blank."""
    start = line.removeprefix(b"\xef\xbb\xbf").strip()
    if start == b"{" or (suffix == ".json" and start.startswith(b"[")):
        return _JSON
    if start.startswith(b"{") and not start.startswith(b"{\\rtf"):
        return _LINES
    return _MARKDOWN if start == b"---" else _TEXT


def _split_front_matter(text: str) -> tuple[Mapping[str, object], str]:
    match = _FRONT_MATTER.match(text)
    if match is None or match.end("block") > MAX_FRONT_MATTER_CHARS:
        return {}, text
    try:
        # Everything stays text: neither dates nor `no` are turned into something else, and
        # nested references cannot grow.
        fields = yaml.load(match["block"], Loader=yaml.BaseLoader)  # noqa: S506 - makes text only
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" at line {mark.line + 2}" if mark else ""
        msg = f"Its front matter is broken YAML{line}: correct it, quoting values with a colon."
        raise InputError(msg) from error
    if not isinstance(fields, dict):
        return {}, text  # prose between two rules
    return {key: value for key, value in fields.items() if value not in ("null", "~")}, text[
        match.end() :
    ]


def _read_lines(lines: Iterable[tuple[int, bytes]], path: str) -> Iterator[Item]:
    is_empty = True
    for number, line in lines:
        if not line.strip():
            continue
        is_empty = False
        try:
            yield _read_line(line, path)
        except InputError as error:
            yield Rejected(path, str(error), number)
    if is_empty:
        yield Rejected(path, "It holds no line of JSON.")


def _read_line(line: bytes, path: str) -> Article:
    if len(line) > MAX_LINE_BYTES:
        raise InputError(_TOO_LARGE)
    content, encoding = decode(line.rstrip(b"\r\n"))
    try:
        fields = json.loads(content)
    except json.JSONDecodeError as error:
        msg = f"Broken JSON at column {error.colno}: {error.msg}. Expected one object a line."
        raise InputError(msg) from error
    except (ValueError, RecursionError) as error:
        msg = "JSON with a number too long or lists too deep to read."
        raise InputError(msg) from error
    if not isinstance(fields, dict):
        msg = f"Expected a JSON object, got {type(fields).__name__}."
        raise InputError(msg)
    text = fields.get("text")
    if text is None:
        msg = "The object has no `text`."
        raise InputError(msg)
    if not isinstance(text, str):
        msg = f"`text` must be text, got {type(text).__name__}."
        raise InputError(msg)
    return make_article(fields, text, path=path, encoding=encoding)
