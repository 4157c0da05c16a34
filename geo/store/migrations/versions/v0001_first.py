"""Articles, analyses, incidents and builds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the first tables."""
    _make_builds()
    _make_articles()
    _make_incidents()


def _make_builds() -> None:
    op.create_table(
        "build",
        sa.Column("build_id", _KEY, nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True)),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("build_id", name="pk_build"),
    )


def _make_articles() -> None:
    op.create_table(
        "article",
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("input_hash", sa.String(64), nullable=False),
        sa.Column("shown_hash", sa.String(64), nullable=False),
        sa.Column("seen_in", _KEY, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("published", sa.Date()),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name="pk_article"),
    )
    op.create_index("ix_article_seen_in", "article", ["seen_in"])
    op.create_table(
        "analysis",
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("input_hash", sa.String(64), nullable=False),
        sa.Column("rules_version", sa.String(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name="pk_analysis"),
        _foreign_key("analysis", "article_id", "article"),
    )
    op.create_table(
        "toponym",
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("char_start", sa.Integer(), nullable=False),
        sa.Column("char_end", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("place_id", _KEY),
        sa.Column("geonameid", sa.BigInteger()),
        sa.Column("lon", sa.Float()),
        sa.Column("lat", sa.Float()),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "number", name="pk_toponym"),
        _foreign_key("toponym", "article_id", "analysis"),
    )
    op.create_index("ix_toponym_place_id", "toponym", ["place_id"])
    op.create_table(
        "report",
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("report_id", _KEY, nullable=False),
        sa.Column("event_type", sa.String(), nullable=False),
        sa.Column("sub_event_type", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("date_start", sa.Date()),
        sa.Column("date_end", sa.Date()),
        sa.Column("place_id", _KEY),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("killed_best", sa.Integer()),
        sa.Column("injured_best", sa.Integer()),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "number", name="pk_report"),
        _foreign_key("report", "article_id", "analysis"),
    )
    for column in ("report_id", "date_start", "place_id"):
        op.create_index(f"ix_report_{column}", "report", [column])


def _make_incidents() -> None:
    op.create_table(
        "incident",
        sa.Column("event_id", _KEY, nullable=False),
        sa.Column("first_build", _KEY, nullable=False),
        sa.Column("retired_in", _KEY),
        sa.PrimaryKeyConstraint("event_id", name="pk_incident"),
    )
    op.create_index("ix_incident_retired_in", "incident", ["retired_in"])
    op.create_table(
        "incident_report",
        sa.Column("event_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("report_id", _KEY, nullable=False),
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("event_type", sa.String(), nullable=False),
        sa.Column("sub_event_type", sa.String(), nullable=False),
        sa.Column("day", sa.Date()),
        sa.PrimaryKeyConstraint("event_id", "number", name="pk_incident_report"),
        _foreign_key("incident_report", "event_id", "incident"),
    )
    op.create_index("ix_incident_report_report_id", "incident_report", ["report_id"])
    op.create_table(
        "incident_change",
        sa.Column("build_id", _KEY, nullable=False),
        sa.Column("event_id", _KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("others", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("build_id", "event_id", name="pk_incident_change"),
        _foreign_key("incident_change", "build_id", "build"),
    )


def _foreign_key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.{column}"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
