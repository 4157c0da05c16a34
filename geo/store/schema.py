"""The store's tables in their newest version; `migrations` leads there from older ones."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Date, Float, ForeignKey, Integer, LargeBinary, String
from sqlalchemy import Text as Words

# Of the last step in `migrations`: a store that says so needs no Alembic, which takes a
# third of a second to load.
VERSION = "0005"
# Ids sort by code point, as in Python and SQLite, whatever a server's language.
Key = String().with_variant(String(collation="C"), "postgresql")


class UtcTime(sa.TypeDecorator[datetime]):
    """A moment: aware in Python, in UTC everywhere; SQLite keeps no time zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Turn into UTC for the database."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Name the zone of what the database holds."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


metadata = sa.MetaData(
    # Named constraints, so that a later step can drop them on every database.
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)


def _of_analysis() -> Column[str]:
    return Column(
        "article_id", Key, ForeignKey("analysis.article_id", ondelete="CASCADE"), primary_key=True
    )


build = sa.Table(
    "build",
    metadata,
    Column("build_id", Key, primary_key=True),
    Column("started", UtcTime, nullable=False),
    Column("ended", UtcTime),
    # `running` (or killed), `failed`, `published` (the one shown) or `superseded`.
    Column("state", String, nullable=False),
    # Counts, versions, seconds of each stage; of a failed one the reason.
    Column("summary", sa.JSON, nullable=False),
)

article = sa.Table(
    "article",
    metadata,
    Column("article_id", Key, primary_key=True),
    # Of everything in it that an analysis depends on.
    Column("input_hash", String(64), nullable=False),
    # Of the rest, which is only shown.
    Column("shown_hash", String(64), nullable=False),
    # The build that last saw it in its source.
    Column("seen_in", Key, nullable=False, index=True),
    Column("title", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("published", Date),
    Column("path", Words, nullable=False),
    # The record, as compressed JSON.
    Column("payload", LargeBinary, nullable=False),
)

analysis = sa.Table(
    "analysis",
    metadata,
    Column(
        "article_id", Key, ForeignKey("article.article_id", ondelete="CASCADE"), primary_key=True
    ),
    Column("input_hash", String(64), nullable=False),
    Column("rules_version", String, nullable=False),
    # Empty, or why the article could not be analysed.
    Column("failure", Words, nullable=False),
    # The record without its article and resolutions, as compressed JSON.
    Column("payload", LargeBinary, nullable=False),
    # The resolutions alone, likewise; empty where an older program left them in `payload`.
    Column("resolutions", LargeBinary),
    # What the layers publish of them (`geo.layers.named`): every night reads this, few the rest.
    Column("named", LargeBinary),
)

# Articles whose analysis began and has not ended: what a process that dies leaves.
attempt = sa.Table(
    "attempt",
    metadata,
    Column(
        "article_id", Key, ForeignKey("article.article_id", ondelete="CASCADE"), primary_key=True
    ),
    # How often.
    Column("begun", Integer, nullable=False),
)

toponym = sa.Table(
    "toponym",
    metadata,
    _of_analysis(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("char_start", Integer, nullable=False),
    Column("char_end", Integer, nullable=False),
    Column("name", Words, nullable=False),
    Column("role", String, nullable=False),
    Column("place_id", Key, index=True),
    Column("geonameid", BigInteger),
    Column("lon", Float),
    Column("lat", Float),
    Column("confidence", Float, nullable=False),
)

report = sa.Table(
    "report",
    metadata,
    _of_analysis(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("report_id", Key, nullable=False, index=True),
    Column("event_type", String, nullable=False),
    Column("sub_event_type", String, nullable=False),
    Column("status", String, nullable=False),
    Column("date_start", Date, index=True),
    Column("date_end", Date),
    Column("place_id", Key, index=True),
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    Column("killed_best", Integer),
    Column("injured_best", Integer),
    Column("quote", Words, nullable=False),
)

incident = sa.Table(
    "incident",
    metadata,
    # Kept for ever: an id is not given twice.
    Column("event_id", Key, primary_key=True),
    Column("first_build", Key, nullable=False),
    # The build that no longer had it; empty while it is shown.
    Column("retired_in", Key, index=True),
)

# Of the last build that had the incident.
incident_report = sa.Table(
    "incident_report",
    metadata,
    Column("event_id", Key, ForeignKey("incident.event_id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("report_id", Key, nullable=False, index=True),
    # What tells the incident when its article was edited and the report's id is another.
    Column("article_id", Key, nullable=False),
    Column("place", String, nullable=False),
    Column("event_type", String, nullable=False),
    Column("sub_event_type", String, nullable=False),
    Column("day", Date),
)

# Every change but `kept`.
incident_change = sa.Table(
    "incident_change",
    metadata,
    Column("build_id", Key, ForeignKey("build.build_id", ondelete="CASCADE"), primary_key=True),
    Column("event_id", Key, primary_key=True),
    Column("kind", String, nullable=False),
    # Other ids that took part, joined by `;`.
    Column("others", Words, nullable=False),
)

# What analysts corrected; rows are only ever added.
correction = sa.Table(
    "correction",
    metadata,
    # Made of the content, so that what is handed in twice counts once.
    Column("correction_id", Key, primary_key=True),
    Column("made_at", UtcTime, nullable=False, index=True),
    Column("made_by", Words, nullable=False),
    Column("field", String, nullable=False),
    # The row it was made in: `event:`, `report:` or `toponym:` and an id.
    Column("target", Words, nullable=False),
    # All of it, as JSON of texts.
    Column("payload", Words, nullable=False),
)

# What geocoding services said to a name in a country, found or not.
geocoder_answer = sa.Table(
    "geocoder_answer",
    metadata,
    Column("service", Key, primary_key=True),
    # Folded.
    Column("name", Key, primary_key=True),
    Column("country_code", Key, primary_key=True),
    Column("asked_at", UtcTime, nullable=False),
    Column("licence", Words, nullable=False),
    Column("licence_url", Words, nullable=False),
    Column("attribution", Words, nullable=False),
    # Entries, the service's first one first; empty when it knows none.
    Column("places", sa.JSON, nullable=False),
)
