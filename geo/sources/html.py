"""Web pages -> the article on them; the one importer of trafilatura."""

from __future__ import annotations

import codecs
import logging
import re
from html.parser import HTMLParser
from typing import Any

from geo.errors import InputError

# Thirteen seconds for a page of 2.7 MB made of paragraphs only; a newspaper's have 0.1 to 2 MB.
MAX_HTML_BYTES = 5_000_000
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.IGNORECASE
)
_HEAD_BYTES = 4_096
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
# Text codecs only, no `zip` or `rot13`, and none that is guessed into ASCII.
_TRIED = re.compile(
    r"utf-?8|utf-?16(?:-?[lb]e)?|iso-?8859-?\d+|latin-?1|windows-?125\d|cp125\d|koi8-[ru]"
    r"|gb\w+|big5|shift[_-]jis|euc-\w+|mac-?roman",
    re.IGNORECASE,
)
_BLOCKS = re.compile(
    r"address|article|blockquote|br|d[dlt]|div|fig\w+|h[1-6r]|li|[ou]l|p|pre|section|t(?:able|[dhr])"
)
_SILENT = frozenset(("script", "style", "template", "noscript", "svg", "iframe"))
# A date on the page that is only the day of some footer is worse than none; a
# fixed last day keeps the same page the same article in any year.
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2200-01-01"}


def read_page(data: bytes, *, url: str = "", charset: str = "") -> tuple[dict[str, str], str]:
    """
    Find the article on a web page.

    Parameters
    ----------
    data
        The page as sent.
    url
        Where it was found; empty when unknown.
    charset
        As its server told; a page that is valid UTF-8 is read as that.

    Returns
    -------
    fields
        `title`, `url` and `published`, as `geo.articles.metadata.make_article` takes
        them; what is unknown is missing.
    text
        Paragraphs, divided by empty lines, without the title.

    Raises
    ------
    InputError
        When the page is too large or holds no article.
    """
    if len(data) > MAX_HTML_BYTES:
        msg = f"The page is larger than {MAX_HTML_BYTES:,} bytes: it is hardly an article."
        raise InputError(msg)
    found = _extract(decode_markup(data, charset), url)
    if found is None or not (found.text or "").strip():
        msg = "No article was found on the page: give its text, if there is one."
        raise InputError(msg)
    title = plain_text(found.title or "")
    lines = [line.strip() for line in found.text.split("\n") if line.strip()]
    if len(lines) > 1 and lines[0] == title:
        lines = lines[1:]
    fields = {"title": title, "url": url or found.url or "", "published": found.date or ""}
    return {name: value for name, value in fields.items() if value}, "\n\n".join(lines)


def decode_markup(data: bytes, charset: str = "") -> str:
    r"""
    Decode markup as its bytes, its server or itself say, and never fail.

    Parameters
    ----------
    data
        HTML or XML.
    charset
        As told by whoever sent it; often wrong.

    Returns
    -------
    text
        Without a byte order mark and without zero characters.

    Examples
    --------
    >>> decode_markup("café".encode("cp1252"), "utf-8"), decode_markup("café".encode(), "latin-1")
    ('café', 'café')
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace").replace("\0", "")
    declared = _CHARSET.search(data[:_HEAD_BYTES])
    names = ["" if b"\0" in data[:_HEAD_BYTES] else "utf-8", charset]
    names.append(declared[1].decode("ascii") if declared else "")
    for name in filter(_TRIED.fullmatch, names):
        try:
            return data.decode(name).replace("\0", "")
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", errors="replace").replace("\0", "")


def plain_text(fragment: str) -> str:
    r"""
    Take the words out of a fragment of HTML.

    Parameters
    ----------
    fragment
        Possibly broken or hostile, or no HTML at all.

    Returns
    -------
    text
        Blocks divided by empty lines; no markup and no script is left.

    Examples
    --------
    >>> plain_text("<p>Rain &amp; wind</p><script>alert(1)</script>in <b>Rutba</b>")
    'Rain & wind\n\nin Rutba'
    """
    reader = _Words()
    reader.feed(fragment)
    reader.close()
    blocks = (" ".join(block.split()) for block in "".join(reader.words).split("\f"))
    return "\n\n".join(filter(None, blocks))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _SILENT and not self._silent:
            self._silent = tag
        elif _BLOCKS.fullmatch(tag):
            self.words.append("\f")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        elif _BLOCKS.fullmatch(tag):
            self.words.append("\f")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data.replace("\f", " "))


def _extract(text: str, url: str) -> Any:
    # A second to load, which runs without web pages do not need.
    import trafilatura

    # Every page without an article would be told twice, once without its name.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return trafilatura.bare_extraction(
        text,
        url=url or None,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params=_DATES,
    )
