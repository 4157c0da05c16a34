"""What articles there are, and what each of them gave."""

from __future__ import annotations

import dataclasses
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

import geo.store.schema as tables
from geo.errors import DataError, StoreError
from geo.layers.named import KeptReports, KeptResolutions, Named
from geo.model import Analysis, Article, Rejected, Resolution
from geo.store.article_rows import (
    analysis_row,
    article_row,
    input_hash,
    read_analysis,
    read_named,
    report_rows,
    shown_hash,
    toponym_rows,
)
from geo.store.database import Database
from geo.store.portions import PORTION, insert, portions

# Of a process before its articles are suspected: machines are switched off, too.
_DEATHS = 2
# Of an analysis, as `Articles._join` takes them.
_FOUND = [tables.analysis.c[name] for name in ("payload", "resolutions", "named", "failure")]


class Failure(NamedTuple):
    """An article that could not be analysed, and why."""

    article: Article
    reason: str


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
        rows = [analysis_row(found, rules_version) for found in analyses]
        rows += [
            analysis_row(Analysis(article), rules_version, failure=reason)
            for article, reason in failures
        ]
        told = tables.analysis
        with self._database.writing() as db:
            for ids in portions([row["article_id"] for row in rows]):
                db.execute(sa.delete(told).where(told.c.article_id.in_(ids)))
                db.execute(sa.delete(tables.attempt).where(tables.attempt.c.article_id.in_(ids)))
            insert(db, told, rows)
            insert(db, tables.toponym, [row for found in analyses for row in toponym_rows(found)])
            insert(db, tables.report, [row for found in analyses for row in report_rows(found)])

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
        digest = hashlib.sha256(named).hexdigest()
        kept = KeptResolutions(resolutions, self._resolutions, self._named(named), digest)
        return dataclasses.replace(analysis, resolutions=kept)

    def _resolutions(self, payload: bytes) -> Sequence[Resolution]:
        return self._unpack(payload).resolutions

    def _unpack(self, payload: bytes) -> Analysis:
        with self._explained():
            return read_analysis(payload)

    def _named(self, payload: bytes) -> list[Named]:
        with self._explained():
            return read_named(payload)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (zlib.error, TypeError, ValueError, DataError) as error:
            msg = f"The store {self._database.shown}: {self._database.damaged()}"
            raise StoreError(msg) from error


def _see(db: Connection, build_id: str, articles: Sequence[Article]) -> None:
    table = tables.article
    hashes = {
        article.article_id: (input_hash(article), shown_hash(article)) for article in articles
    }
    is_here = table.c.article_id.in_(list(hashes))
    query = sa.select(table.c.article_id, table.c.input_hash, table.c.shown_hash)
    known = {article_id: rest for article_id, *rest in db.execute(query.where(is_here)).tuples()}
    db.execute(sa.update(table).where(is_here).values(seen_in=build_id))
    new, changed = [], []
    for article in articles:
        digests = hashes[article.article_id]
        if article.article_id not in known:
            new.append(article_row(article, digests, build_id))
        elif tuple(known[article.article_id]) != digests:
            row = article_row(article, digests, build_id)
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
