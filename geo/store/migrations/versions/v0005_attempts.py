"""Articles whose analysis began and has not ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make their table."""
    op.create_table(
        "attempt",
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("begun", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name="pk_attempt"),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.article_id"],
            name="fk_attempt_article_id",
            ondelete="CASCADE",
        ),
    )
