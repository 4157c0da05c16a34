"""What articles there are, and what each of them gave."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

import geo.store.schema as tables
from geo.errors import DataError, StoreError
from geo.model import Analysis, Article, Rejected, Resolution
from geo.named import KeptReports, KeptResolutions, Named, all_named
from geo.records import analysis_from_json, record_to_json
from geo.store.database import Database

# Rows in one statement or portion: bound variables stay far below every database's limit.
PORTION = 500
# Of a process before its articles are suspected: machines are switched off, too.
_DEATHS = 2
# A fifth larger than at the default level, in a third of the time.
_LEVEL = 1
# Where an article lies, who gave it and what was doubtful about its file decides nothing.
_UNDECIDING = frozenset({"path", "note", "origins", "trust"})

_DECIDING = frozenset(field.name for field in dataclasses.fields(Article)) - _UNDECIDING

# Of an analysis, as `Articles._join` takes them.
_FOUND = [tables.analysis.c[name] for name in ("payload", "resolutions", "named", "failure")]

Row = dict[str, Any]


class Failure(NamedTuple):
    """An article that could not be analysed, and why."""

    article: Article
    reason: str


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


class Articles:
    """
    The articles of a store and their analyses.

    Parameters
    ----------
    database
        Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def see(self, build_id: str, articles: Iterable[Article]) -> int:
        """
        Note which articles there are tonight, and take in new and edited ones.

        Parameters
        ----------
        build_id
            The running build; to it, articles that it does not see are gone.
        articles
            With distinct ids. Committed in portions.

        Returns
        -------
        count
            How many there were.
        """
        count = 0
        stream = iter(articles)
        while portion := list(islice(stream, PORTION)):
            count += len(portion)
            with self._database.writing() as db:
                _see(db, build_id, portion)
        return count

    def pending(self, build_id: str, rules_version: str) -> list[str]:
        """
        Name the articles of a build that are still to be analysed.

        Parameters
        ----------
        build_id
            The running build.
        rules_version
            Of everything that decides; an analysis by another one is stale.

        Returns
        -------
        article_ids
            In order. What an interrupted build finished is not among them, nor what
            failed: the same rules would fail on the same words.
        """
        query = (
            _of_build(build_id, rules_version, sa.select(tables.article.c.article_id))
            .where(tables.analysis.c.article_id.is_(None))
            .order_by(tables.article.c.article_id)
        )
        with self._database.reading() as db:
            return list(db.scalars(query))

    def fetch(self, article_ids: Sequence[str]) -> list[Article]:
        """
        Fetch articles.

        Parameters
        ----------
        article_ids
            Of articles seen before.

        Returns
        -------
        articles
            Ordered by id.
        """
        table = tables.article
        payloads: list[bytes] = []
        with self._database.reading() as db:
            for ids in portions(article_ids):
                payloads += db.scalars(
                    sa.select(table.c.payload).where(table.c.article_id.in_(ids))
                )
        found = [self._unpack(payload).article for payload in payloads]
        return sorted(found, key=lambda article: article.article_id)

    def recall(self, article_ids: Sequence[str]) -> list[Analysis]:
        """
        Fetch what articles gave when they were last analysed, by whatever rules.

        Parameters
        ----------
        article_ids
            Those that are unknown, or could not be analysed, are left out.

        Returns
        -------
        analyses
            Ordered by article id.
        """
        table, told = tables.article, tables.analysis
        query = (
            sa.select(table.c.payload, *_FOUND).join_from(table, told).order_by(table.c.article_id)
        )
        found: list[tuple[Any, ...]] = []
        with self._database.reading() as db:
            for ids in portions(sorted(set(article_ids))):
                found += db.execute(query.where(table.c.article_id.in_(ids))).tuples().all()
        joined = (self._join(*row) for row in found)
        return [each for each in joined if isinstance(each, Analysis)]

    def unresolved(self, build_id: str) -> list[str]:
        """
        Name the articles of a build in which a place named stayed without an entry.

        Parameters
        ----------
        build_id
            The running build.

        Returns
        -------
        article_ids
            In order.
        """
        table, told = tables.article, tables.toponym
        query = (
            sa.select(table.c.article_id)
            .join(told, told.c.article_id == table.c.article_id)
            .where(table.c.seen_in == build_id, told.c.role == "place", told.c.place_id.is_(None))
            .distinct()
            .order_by(table.c.article_id)
        )
        with self._database.reading() as db:
            return list(db.scalars(query))

    def begin(self, article_ids: Sequence[str]) -> list[str]:
        """
        Note that the analysis of articles begins; `save` notes that it ended.

        Parameters
        ----------
        article_ids
            Of articles seen before.

        Returns
        -------
        suspect
            Those during which the process died twice: one of them may have killed it.
        """
        table = tables.attempt
        begun: dict[str, int] = {}
        with self._database.writing() as db:
            for ids in portions(article_ids):
                is_here = table.c.article_id.in_(ids)
                before = sa.select(table.c.article_id, table.c.begun).where(is_here)
                known = dict(db.execute(before).tuples().all())
                db.execute(sa.delete(table).where(is_here))
                rows = [{"article_id": each, "begun": known.get(each, 0) + 1} for each in ids]
                insert(db, table, rows)
                begun |= known
        return [each for each in article_ids if begun.get(each, 0) >= _DEATHS]

    def save(
        self, analyses: Sequence[Analysis], rules_version: str, failures: Sequence[Failure] = ()
    ) -> None:
        """
        Keep what articles gave: all of it, or nothing when the process dies.

        Parameters
        ----------
        analyses
            Of articles seen before; they replace earlier ones of the same articles.
        rules_version
            Of everything that decided.
        failures
            Articles that could not be analysed.
        """
        rows = [_analysis_row(found, rules_version) for found in analyses]
        rows += [
            _analysis_row(Analysis(article), rules_version, failure=reason)
            for article, reason in failures
        ]
        told = tables.analysis
        with self._database.writing() as db:
            for ids in portions([row["article_id"] for row in rows]):
                db.execute(sa.delete(told).where(told.c.article_id.in_(ids)))
                db.execute(sa.delete(tables.attempt).where(tables.attempt.c.article_id.in_(ids)))
            insert(db, told, rows)
            insert(db, tables.toponym, [row for found in analyses for row in _toponym_rows(found)])
            insert(db, tables.report, [row for found in analyses for row in _report_rows(found)])

    def analyses(self, build_id: str, rules_version: str) -> Iterator[Analysis | Rejected]:
        """
        Go through what the articles of a build gave.

        Parameters
        ----------
        build_id
            The running build.
        rules_version
            Of everything that decides.

        Yields
        ------
        found
            Ordered by article id; for an article that could not be analysed, the
            reason.

        Raises
        ------
        StoreError
            When an article is still pending, or its row is damaged.
        """
        table, told = tables.article, tables.analysis
        columns = (table.c.article_id, told.c.article_id, table.c.payload, *_FOUND)
        query = _of_build(build_id, rules_version, sa.select(*columns))
        query = query.order_by(table.c.article_id).limit(PORTION)
        after = ""
        # Pages instead of one long look: a reader keeps the log of changes from shrinking.
        while True:
            with self._database.reading() as db:
                page = db.execute(query.where(table.c.article_id > after)).tuples().all()
            for article_id, known, *payloads in page:
                if known is None:
                    msg = f"Article {article_id} is not analysed in the store yet: run the build."
                    raise StoreError(msg)
                yield self._join(*payloads)
            if len(page) < PORTION:
                return
            after = page[-1][0]

    def _join(
        self, payload: bytes, found: bytes, resolutions: bytes | None, named: bytes, failure: str
    ) -> Analysis | Rejected:
        # The article's own row is newer: a file that was moved has the new path there.
        article = self._unpack(payload).article
        if failure:
            return Rejected(article.path or article.article_id, failure)
        analysis = self._unpack(found)
        reports = KeptReports(analysis.reports, hashlib.sha256(found).hexdigest())
        analysis = dataclasses.replace(analysis, article=article, reports=reports)
        if resolutions is None:
            return analysis
        kept = KeptResolutions(resolutions, self._resolutions, self._named(named))
        return dataclasses.replace(analysis, resolutions=kept)

    def _resolutions(self, payload: bytes) -> Sequence[Resolution]:
        return self._unpack(payload).resolutions

    def _unpack(self, payload: bytes) -> Analysis:
        with self._explained():
            return analysis_from_json(_json(payload))

    def _named(self, payload: bytes) -> list[Named]:
        with self._explained():
            return [Named(*fields) for fields in _json(payload)]

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (zlib.error, TypeError, ValueError, DataError) as error:
            msg = f"The store {self._database.shown}: {self._database.damaged()}"
            raise StoreError(msg) from error


def portions(items: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut into pieces that one statement can take."""
    for start in range(0, len(items), PORTION):
        yield items[start : start + PORTION]


def insert(db: Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert rows, if there are any."""
    if rows:
        db.execute(sa.insert(table), rows)


def _see(db: Connection, build_id: str, articles: Sequence[Article]) -> None:
    table = tables.article
    hashes = {
        article.article_id: (input_hash(article), _digest(article, _UNDECIDING))
        for article in articles
    }
    is_here = table.c.article_id.in_(list(hashes))
    query = sa.select(table.c.article_id, table.c.input_hash, table.c.shown_hash)
    known = {article_id: rest for article_id, *rest in db.execute(query.where(is_here)).tuples()}
    db.execute(sa.update(table).where(is_here).values(seen_in=build_id))
    new, changed = [], []
    for article in articles:
        digests = hashes[article.article_id]
        if article.article_id not in known:
            new.append(_article_row(article, digests, build_id))
        elif tuple(known[article.article_id]) != digests:
            row = _article_row(article, digests, build_id)
            changed.append({f"new_{name}": value for name, value in row.items()})
    insert(db, table, new)
    if changed:
        values: dict[str, Any] = {
            column.name: sa.bindparam(f"new_{column.name}")
            for column in table.c
            if not column.primary_key
        }
        this = table.c.article_id == sa.bindparam("new_article_id")
        db.execute(sa.update(table).where(this).values(values), changed)


def _of_build(build_id: str, rules_version: str, query: sa.Select[Any]) -> sa.Select[Any]:
    """Join the articles of a build with what is known of them and still holds."""
    table, told = tables.article, tables.analysis
    holds = sa.and_(
        table.c.article_id == told.c.article_id,
        table.c.input_hash == told.c.input_hash,
        told.c.rules_version == rules_version,
    )
    return query.select_from(table.outerjoin(told, holds)).where(table.c.seen_in == build_id)


def _article_row(article: Article, digests: tuple[str, str], build_id: str) -> Row:
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


def _analysis_row(analysis: Analysis, rules_version: str, failure: str = "") -> Row:
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


def _toponym_rows(analysis: Analysis) -> Iterator[Row]:
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


def _report_rows(analysis: Analysis) -> Iterator[Row]:
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


def _pack(analysis: Analysis) -> bytes:
    return _packed(record_to_json(analysis))


def _packed(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), _LEVEL)


def _json(payload: bytes) -> Any:
    return orjson.loads(zlib.decompress(payload))


def _digest(article: Article, names: Iterable[str]) -> str:
    fields = {name: getattr(article, name) for name in sorted(names)}
    return hashlib.sha256(json.dumps(fields, default=_iso).encode()).hexdigest()


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    msg = f"An article's field holds {type(value).__name__}, which has no fingerprint."
    raise TypeError(msg)
