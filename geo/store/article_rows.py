"""Articles, and what they gave, as rows of the store's tables."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import orjson

from geo.layers.named import Named, all_named
from geo.model import Analysis, Article
from geo.records import analysis_from_json, record_to_json

# A fifth larger than at the default level, in a third of the time.
_LEVEL = 1
# Where an article lies, who gave it and what was doubtful about its file decides nothing.
_UNDECIDING = frozenset({"path", "note", "origins", "trust"})

_DECIDING = frozenset(field.name for field in dataclasses.fields(Article)) - _UNDECIDING

Row = dict[str, Any]


def input_hash(article: Article) -> str:
    """
    Fingerprint everything in an article that an analysis depends on.

    Parameters
    ----------
    article
        Any; its path, note, origins and their trust do not count.

    Returns
    -------
    digest
        SHA-256 in hexadecimal.

    Examples
    --------
    >>> moved = Article("a", "Rain in Rutba.", path="old/a.txt")
    >>> input_hash(moved) == input_hash(Article("a", "Rain in Rutba.", path="new/a.txt"))
    True
    """
    return _digest(article, _DECIDING)


def shown_hash(article: Article) -> str:
    """Fingerprint the rest of an article, which decides nothing but is shown."""
    return _digest(article, _UNDECIDING)


def article_row(article: Article, digests: tuple[str, str], build_id: str) -> Row:
    """Describe an article, with its two fingerprints, as the row of `article`."""
    return {
        "article_id": article.article_id,
        "input_hash": digests[0],
        "shown_hash": digests[1],
        "seen_in": build_id,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "published": article.published,
        "path": article.path,
        "payload": _pack(Analysis(article)),
    }


def analysis_row(analysis: Analysis, rules_version: str, failure: str = "") -> Row:
    """Describe what an article gave, or why it gave nothing, as the row of `analysis`."""
    article_id = analysis.article.article_id
    bare = Analysis(Article(article_id, ""))
    return {
        "article_id": article_id,
        "input_hash": input_hash(analysis.article),
        "rules_version": rules_version,
        "failure": failure,
        "payload": _pack(
            dataclasses.replace(bare, reports=analysis.reports, reread=analysis.reread)
        ),
        "resolutions": _pack(dataclasses.replace(bare, resolutions=analysis.resolutions)),
        "named": _packed(all_named(analysis)),
    }


def toponym_rows(analysis: Analysis) -> Iterator[Row]:
    """Describe the toponyms of an article, and their entries, as rows of `toponym`."""
    for number, resolution in enumerate(analysis.resolutions):
        toponym, place = resolution.toponym, resolution.place
        yield {
            "article_id": analysis.article.article_id,
            "number": number,
            "char_start": toponym.start,
            "char_end": toponym.end,
            "name": toponym.name,
            "role": toponym.role,
            "place_id": place.place_id if place else None,
            "geonameid": place.geonameid if place else None,
            "lon": place.lon if place else None,
            "lat": place.lat if place else None,
            "confidence": resolution.confidence,
        }


def report_rows(analysis: Analysis) -> Iterator[Row]:
    """Describe the reports of an article as rows of `report`."""
    for number, report in enumerate(analysis.reports):
        place, point = report.resolution.place, report.footprint.point
        yield {
            "article_id": analysis.article.article_id,
            "number": number,
            "report_id": report.report_id,
            "event_type": report.event_type,
            "sub_event_type": report.sub_event_type,
            "status": report.status,
            "date_start": report.when.start,
            "date_end": report.when.end,
            "place_id": place.place_id if place else None,
            "lon": point.lon,
            "lat": point.lat,
            "killed_best": report.casualties.killed.best,
            "injured_best": report.casualties.injured.best,
            "quote": report.quote,
        }


def read_analysis(payload: bytes) -> Analysis:
    """
    Read what a row holds of an article and of what it gave.

    Parameters
    ----------
    payload
        From the column `payload` of `article` or `analysis`, or from `resolutions`.

    Returns
    -------
    analysis
        Empty in what the column does not hold.

    Raises
    ------
    zlib.error, TypeError, ValueError, geo.errors.DataError
        When the row is damaged.
    """
    return analysis_from_json(_unpacked(payload))


def read_named(payload: bytes) -> list[Named]:
    """Read the column `named`; raises what `read_analysis` raises."""
    return [Named(*fields) for fields in _unpacked(payload)]


def _pack(analysis: Analysis) -> bytes:
    return _packed(record_to_json(analysis))


def _packed(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), _LEVEL)


def _unpacked(payload: bytes) -> Any:
    return orjson.loads(zlib.decompress(payload))


def _digest(article: Article, names: Iterable[str]) -> str:
    fields = {name: getattr(article, name) for name in sorted(names)}
    return hashlib.sha256(_fields_text(fields).encode()).hexdigest()


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    msg = f"An article's field holds {type(value).__name__}, which has no fingerprint."
    raise TypeError(msg)


# Made once: every night asks for two fingerprints of each article.
_fields_text = json.JSONEncoder(default=_iso).encode
