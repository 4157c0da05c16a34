"""RSS and Atom -> what a feed lists; the one importer of feedparser."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geo.articles.metadata import content_hash
from geo.errors import InputError
from geo.sources.html import plain_text


@dataclass(frozen=True, slots=True)
class Entry:
    """
    An article as its feed tells of it.

    Attributes
    ----------
    key
        The feed's own id, else the address.
    url
        Of the page; empty without one.
    title, published
        As written, without markup.
    text
        The longest text the feed gives: all of the article, or a summary.
    digest
        Changes when the feed says something else.
    """

    key: str
    url: str
    title: str
    published: str
    text: str
    digest: str


def read_entries(
    body: bytes, url: str, *, content_type: str = "", charset: str = ""
) -> tuple[list[Entry], str]:
    """
    Read what a feed lists.

    Parameters
    ----------
    body
        RSS or Atom of any version.
    url
        Of the feed: links in it may start from there.
    content_type, charset
        As its server told.

    Returns
    -------
    entries
        In the feed's order, each key once, at least one.
    trouble
        What is broken in the feed although some of it could be read; empty
        without trouble.

    Raises
    ------
    InputError
        When it is no feed, declares entities, or lists nothing that can be read.
    """
    # In UTF-16, zeros stand between the letters.
    if b"<!ENTITY" in body.replace(b"\0", b"").upper():
        msg = "The feed declares XML entities, which can grow without end: it was not read."
        raise InputError(msg)
    # A second of a night without feeds.
    import feedparser

    told = content_type or "application/xml"
    told = f"{told}; charset={charset}" if charset else told
    headers = {"content-location": url, "content-type": told}
    # As a stream: text would be taken for an address or a file's name.
    found = feedparser.parse(io.BytesIO(body), response_headers=headers)
    entries = {entry.key: entry for entry in map(_entry, found.entries) if entry.key}
    error = found.get("bozo_exception") if found.bozo else None
    # A wrong header or charset was seen through: nothing is missing.
    harmless = (feedparser.NonXMLContentType, feedparser.CharacterEncodingOverride)
    trouble = "" if error is None or isinstance(error, harmless) else str(error)
    if not entries and not found.get("version"):
        msg = f"It is no feed{f' ({trouble})' if trouble else ''}: give the address of RSS or Atom."
        raise InputError(msg)
    if not entries and trouble:
        msg = f"The feed is broken and lists nothing: {trouble}."
        raise InputError(msg)
    return list(entries.values()), trouble


def _entry(found: dict[str, Any]) -> Entry:
    url = str(found.get("link", ""))
    contents = [*found.get("content", ()), found.get("summary_detail") or {}]
    text = max((_plain(content) for content in contents), key=len, default="")
    title = " ".join(plain_text(str(found.get("title", ""))).split())
    # As a plain dictionary: feedparser's own look-up warns where only one date is given.
    updated = str(dict.get(found, "updated", ""))
    published = str(dict.get(found, "published", "")) or updated
    return Entry(
        key=str(found.get("id") or url or (content_hash(title, text) if title or text else "")),
        url=url,
        title=title,
        published=published,
        text=text,
        digest=content_hash(title, published, updated, url, text),
    )


def _plain(content: Mapping[str, Any]) -> str:
    value = str(content.get("value", ""))
    # Feeds often call text what is markup.
    return plain_text(value) if "<" in value or "&" in value else value.strip()
