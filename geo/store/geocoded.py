"""What geocoding services answered, found or not, with time and licence."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

import sqlalchemy as sa

import geo.store.schema as tables
from geo.errors import StoreError
from geo.geocoding.setup import PREFIX, Answer, Terms
from geo.model import Place
from geo.store.database import Database


class Geocoded:
    """
    The answers of a store.

    Parameters
    ----------
    database
        Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, answer: Answer) -> None:
        """Keep an answer, in place of an earlier one to the same question."""
        table = tables.geocoder_answer
        values = {
            "service": answer.service,
            "name": answer.name,
            "country_code": answer.country_code,
            "asked_at": answer.asked_at,
            "licence": answer.terms.licence,
            "licence_url": answer.terms.licence_url,
            "attribution": answer.terms.attribution,
            "places": [dataclasses.asdict(place) for place in answer.places],
        }
        same = sa.and_(*(key == values[key.name] for key in table.primary_key))
        with self._database.writing() as db:
            db.execute(sa.delete(table).where(same))
            db.execute(sa.insert(table), [values])

    def load(self, services: Iterable[str], *, unknown_since: datetime) -> Iterator[Answer]:
        """
        Go through the answers that still hold.

        Parameters
        ----------
        services
            By name; those of other services are left out.
        unknown_since
            Aware. That a service knew nothing holds only since then.

        Yields
        ------
        answer
            Ordered by service, name and country.

        Raises
        ------
        StoreError
            When a row is damaged.
        """
        table = tables.geocoder_answer
        query = (
            sa.select(table)
            .where(table.c.service.in_(list(services)))
            .order_by(table.c.service, table.c.name, table.c.country_code)
        )
        with self._database.reading() as db:
            rows = db.execute(query).all()
        for row in rows:
            if row.places or row.asked_at >= unknown_since:
                yield self._answer(row)

    def outdated(self, build_id: str, holding: Collection[str]) -> list[str]:
        """
        Name the articles in which an answer decides that does not hold any more.

        Parameters
        ----------
        build_id
            The running build.
        holding
            Ids of the places that still do.

        Returns
        -------
        article_ids
            In order.
        """
        article, toponym = tables.article, tables.toponym
        query = (
            sa.select(article.c.article_id, toponym.c.place_id)
            .join(toponym, toponym.c.article_id == article.c.article_id)
            .where(article.c.seen_in == build_id)
            .where(toponym.c.place_id >= PREFIX)
            .where(toponym.c.place_id < f"{PREFIX}\U0010ffff")
            .distinct()
            .order_by(article.c.article_id)
        )
        with self._database.reading() as db:
            rows = db.execute(query).tuples().all()
        return list(dict.fromkeys(name for name, place_id in rows if place_id not in holding))

    def _answer(self, row: sa.Row[tuple[object, ...]]) -> Answer:
        try:
            places = tuple(Place(**fields) for fields in row.places)
        except TypeError as error:
            msg = f"The store {self._database.shown}: {self._database.damaged()}"
            raise StoreError(msg) from error
        terms = Terms(row.licence, row.licence_url, row.attribution)
        return Answer(row.service, row.name, row.country_code, places, row.asked_at, terms)
