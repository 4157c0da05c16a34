"""Newswire folders: NewsML-G2, ninjs and NITF, the exchange formats of the IPTC."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from geo.articles.metadata import content_hash, make_article
from geo.articles.reading import walk_files
from geo.errors import InputError
from geo.model import Article, Rejected
from geo.sources.folders import read_bytes
from geo.sources.html import decode_markup, plain_text
from geo.sources.safexml import paragraphs, parse_xml, words

Item = Article | Rejected
Found = tuple[dict[str, Any], str]

# A package of pictures' descriptions grows; one of articles stays far below it.
MAX_BYTES = 50_000_000
_JSON = frozenset((".json", ".ninjs"))
_SUFFIXES = frozenset((".xml", ".nitf", *_JSON))
_BLOCKS = frozenset(
    (
        *("p", "div", "h1", "h2", "h3", "h4", "hl1", "hl2", "hr", "br", "li", "ul", "ol", "dl"),
        *("dt", "dd", "table", "tr", "td", "th", "block", "bq", "blockquote", "section", "note"),
    )
)
# As printed only when it is: what is withheld or cancelled must not be shown.
_USABLE = frozenset(("", "usable", "stat:usable", "icoStat:usable"))
_NOTHING = "It holds no article: expected NewsML-G2, NITF or ninjs."


def read_newswire(folder: Path, now: datetime) -> Iterator[Item]:
    """
    Read a folder of newswire files.

    Parameters
    ----------
    folder
        Or one file: NewsML-G2 (`newsItem`, `newsMessage`), NITF, and ninjs.
    now
        An aware time: what is embargoed after it must not be shown yet.

    Yields
    ------
    item
        An article, or what could not be read and why. Of items with one GUID
        the highest version counts, wherever it lies; when that is cancelled or
        withheld, there is no article. Its id stays the same in all versions.
    """
    newest: dict[str, tuple[tuple[int, str], str, Found]] = {}
    for path in walk_files(folder):
        if isinstance(path, Rejected):
            yield path
        elif path.suffix.lower() not in _SUFFIXES:
            yield Rejected(str(path), "It is no newswire file: expected .xml, .nitf, .json.")
        else:
            try:
                for number, (fields, text) in enumerate(_read_file(path)):
                    guid = str(fields.get("guid") or f"{path}#{number}")
                    found = (_version(fields), str(path), (fields, text))
                    newest[guid] = max(newest.get(guid, found), found, key=lambda one: one[:2])
            except InputError as error:
                yield Rejected(str(path), str(error))
    for guid in sorted(newest):
        _, path_name, (fields, text) = newest[guid]
        yield _article(fields, text, path_name, now)


def _version(fields: Mapping[str, Any]) -> tuple[int, str]:
    told = str(fields.get("version") or "")
    return (int(told) if told.isdecimal() and len(told) < 12 else 0, str(fields.get("sent") or ""))


def _article(fields: Mapping[str, Any], text: str, path: str, now: datetime) -> Item:
    status = str(fields.get("status") or "")
    if status not in _USABLE:
        reason = f"Its agency calls it {status!r}: only usable items are read."
        return Rejected(path, reason)
    if _is_embargoed(fields.get("embargoed"), now):
        until = fields["embargoed"] or "further notice"
        return Rejected(path, f"It is embargoed until {until}: it is read after that.")
    given = {"id": content_hash("newswire", str(fields["guid"]))} if fields.get("guid") else {}
    try:
        return make_article({**fields, **given}, text, path=path)
    except InputError as error:
        return Rejected(path, str(error))


def _is_embargoed(told: object, now: datetime) -> bool:
    """Tell whether a time is still to come; an empty one never comes."""
    if told is None:
        return False
    try:
        until = datetime.fromisoformat(str(told))
    except ValueError:
        return True
    return (until if until.tzinfo else until.replace(tzinfo=UTC)) > now


def _read_file(path: Path) -> Iterator[Found]:
    data = read_bytes(path, MAX_BYTES)
    is_json = path.suffix.lower() in _JSON
    if is_json or data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        yield from _read_ninjs(data)
        return
    root = parse_xml(data)
    if root.tag == "nitf":
        yield _read_nitf(root)
        return
    items = [item for item in root.iter("newsItem") if item.find("contentSet") is not None]
    if not items:
        raise InputError(_NOTHING)
    for item in items:
        yield _read_news_item(item)


def _read_news_item(item: Element) -> Found:
    """Read a NewsML-G2 newsItem (IPTC, NewsML-G2 specification 2.3x)."""
    management, content = item.find("itemMeta"), item.find("contentMeta")
    management = management if management is not None else Element("none")
    content = content if content is not None else Element("none")
    status, embargo = management.find("pubStatus"), management.find("embargoed")
    nitf = item.find("contentSet/inlineXML/nitf")
    inner, text = _read_nitf(nitf) if nitf is not None else ({}, _inline_text(item))
    published = words(content.find("contentCreated")) or words(management.find("versionCreated"))
    return {
        "guid": item.get("guid", ""),
        "embargoed": words(embargo) if embargo is not None else None,
        "version": item.get("version", ""),
        "sent": words(management.find("versionCreated")),
        "status": status.get("qcode", "") if status is not None else "",
        "title": words(content.find("headline")) or words(management.find("title"))
        or inner.get("title", ""),
        "source": words(content.find("creditline")) or _provider(management),
        "published": published or inner.get("published", ""),
        "url": "",
    }, text  # fmt: skip


def _provider(management: Element) -> str:
    provider = management.find("provider")
    return words(provider.find("name")) if provider is not None else ""


def _inline_text(item: Element) -> str:
    for found in item.iterfind("contentSet/inlineXML"):
        body = next(found.iter("body"), found)
        text = paragraphs(body, _BLOCKS)
        if text:
            return text
    plain = item.find("contentSet/inlineData")
    if plain is None:
        return ""
    text = "".join(plain.itertext())
    return plain_text(text) if "html" in plain.get("contenttype", "") else text.strip()


def _read_nitf(root: Element) -> Found:
    """Read NITF (IPTC, News Industry Text Format 3.x)."""
    head, body = root.find("head"), root.find("body")
    if body is None:
        raise InputError(_NOTHING)
    above = body.find("body.head")
    title = words(next(body.iter("hl1"), None)) or words(root.find("head/title"))
    data = head.find("docdata") if head is not None else None
    told = dict.fromkeys(("date.issue", "date.release"), "")
    guid = ""
    for element in data if data is not None else ():
        if element.tag in told:
            told[element.tag] = element.get("norm", "")
        elif element.tag == "doc-id":
            guid = element.get("id-string", "")
    text = paragraphs(body.find("body.content"), _BLOCKS)
    place = words(next(above.iter("dateline"), None)) if above is not None else ""
    return {
        "guid": guid,
        "title": title,
        "source": words(above.find("distributor")) if above is not None else "",
        "published": _nitf_date(told["date.issue"] or told["date.release"]),
        "embargoed": told["date.release"] or None,
        "status": "canceled" if data is not None and data.get("management-status") in
        ("embargoed", "withheld", "canceled", "cancelled") else "",
    }, f"{place} - {text}" if place and text and not text.startswith(place) else text  # fmt: skip


def _nitf_date(norm: str) -> str:
    """Return the day of `20161024T101500Z`, as NITF writes it, in ISO 8601."""
    day = norm[:8]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}" if day.isdecimal() and len(day) == 8 else norm


def _read_ninjs(data: bytes) -> Iterator[Found]:
    """Read ninjs (IPTC, News in JSON 1.x to 3.x), one item or a list of them."""
    try:
        value = json.loads(decode_markup(data))
    except (ValueError, RecursionError) as error:
        msg = f"Its JSON is broken: {error}."
        raise InputError(msg) from error
    items = value if isinstance(value, list) else [value]
    for item in items:
        if not isinstance(item, dict) or not _ninjs_text(item):
            raise InputError(_NOTHING)
        yield _read_ninjs_item(item)


def _read_ninjs_item(item: Mapping[str, Any]) -> Found:
    headlines = item.get("headlines")
    listed = headlines[0] if isinstance(headlines, list) and headlines else {}
    headline = listed.get("value") if isinstance(listed, dict) else None
    return {
        "guid": item.get("uri"),
        "embargoed": item.get("embargoed"),
        "version": item.get("version"),
        "sent": item.get("versioncreated") or item.get("versionCreated"),
        "status": item.get("pubstatus") or item.get("pubStatus"),
        "title": item.get("headline") or headline or item.get("title"),
        "source": item.get("copyrightholder") or item.get("copyrightHolder") or item.get("byline"),
        "published": item.get("firstcreated") or item.get("firstCreated")
        or item.get("versioncreated") or item.get("versionCreated"),
        "url": item.get("uri") if str(item.get("uri") or "").startswith("http") else "",
    }, _ninjs_text(item)  # fmt: skip


def _ninjs_text(item: Mapping[str, Any]) -> str:
    """Return the text of the body that says most: ninjs 1 has `body_text`, later ones `bodies`."""
    texts = [_words(item.get("body_text"))]
    texts += [plain_text(_words(item.get(name))) for name in ("body_xhtml", "body_html")]
    bodies = item.get("bodies")
    for body in bodies if isinstance(bodies, list) else ():
        if isinstance(body, dict):
            value = _words(body.get("value"))
            is_markup = "html" in _words(body.get("contenttype") or body.get("contentType"))
            texts.append(plain_text(value) if is_markup else value)
    return max(texts, key=len).strip()


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""
