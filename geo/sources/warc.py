"""Web archives (WARC, ISO 28500) -> the articles on their pages; the one importer of warcio."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from geo.articles.metadata import make_article
from geo.articles.reading import walk_files
from geo.errors import InputError
from geo.model import Article, Rejected
from geo.sources.html import MAX_HTML_BYTES, read_page

Item = Article | Rejected

_PAGE_TYPES = frozenset(("text/html", "application/xhtml+xml"))
_ENDINGS = (".warc", ".warc.gz", ".arc", ".arc.gz")
# Pages unpack to five or ten times their size, repeated signs to a thousand times.
_MOST_TIMES, _ALWAYS_ALLOWED = 100, 1 << 26


def read_warc(path: Path) -> Iterator[Item]:
    """
    Read the web pages of archives.

    Parameters
    ----------
    path
        A `.warc` or `.warc.gz`, or a folder of them.

    Yields
    ------
    item
        An article for each page that was fetched with status 200, as last
        archived in its file; a page without one, or a broken archive, with the
        reason. Other records, such as pictures, say nothing.
    """
    is_empty = True
    for found in walk_files(path):
        is_empty = False
        if isinstance(found, Rejected):
            yield found
        elif not found.name.lower().endswith(_ENDINGS):
            yield Rejected(str(found), "It is no web archive: expected .warc or .warc.gz.")
        else:
            yield from _read_archive(found)
    if is_empty:
        yield Rejected(str(path), "The folder holds no web archive: put .warc.gz files there.")


def _read_archive(path: Path) -> Iterator[Item]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    pages: dict[str, Item] = {}
    trouble = "It holds no page: expected responses of type HTML with status 200."
    try:
        _check_unpacked(path)
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if _is_page(record):
                    url = str(record.rec_headers.get_header("WARC-Target-URI") or "")
                    pages[url] = _read_record(record, url.strip("<>"), path)
    except InputError as error:
        trouble = str(error)
    except OSError as error:
        trouble = f"It cannot be read: {error.strerror or error}."
    except (ArchiveLoadFailed, ValueError, EOFError, zlib.error) as error:
        trouble = f"The archive is broken: {error}. What came before is read."
    except AttributeError:
        # warcio needs the address of every response.
        trouble = "The archive is broken: a record has no address. What came before is read."
    else:
        trouble = "" if pages else trouble
    if trouble:
        yield Rejected(str(path), " ".join(trouble.split()))
    yield from (pages[url] for url in sorted(pages))


def _check_unpacked(path: Path) -> None:
    """Refuse an archive that would unpack for minutes, before anything of it is read."""
    # What is broken is told of by whoever reads it.
    with path.open("rb") as stream, suppress(EOFError, gzip.BadGzipFile, zlib.error):
        unpacking = gzip.GzipFile(fileobj=stream)
        while unpacking.read(1 << 20):
            if unpacking.tell() > _ALWAYS_ALLOWED + _MOST_TIMES * stream.tell():
                msg = f"It unpacks to over {_MOST_TIMES} times its size: it holds no web pages."
                raise InputError(msg)


def _is_page(record: Any) -> bool:
    if record.rec_type != "response" or record.http_headers is None:
        return False
    told = record.http_headers.get_header("Content-Type") or ""
    is_html = told.partition(";")[0].strip().lower() in _PAGE_TYPES
    return is_html and record.http_headers.get_statuscode() == "200"


def _read_record(record: Any, url: str, path: Path) -> Item:
    told = record.http_headers.get_header("Content-Type").lower()
    try:
        # One byte over the limit tells that there is more; a compressed page is unpacked so far.
        data = record.content_stream().read(MAX_HTML_BYTES + 1)
        charset = told.partition("charset=")[2].partition(";")[0].strip(" \"'")
        fields, text = read_page(data, url=url, charset=charset)
        return make_article(fields, text, path=str(path))
    except InputError as error:
        return Rejected(f"{path} {url}", str(error))
