"""Toponyms as they are published, beside the decisions about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; what is there already keeps all in `payload`."""
    op.add_column("analysis", sa.Column("resolutions", sa.LargeBinary()))
    op.add_column("analysis", sa.Column("named", sa.LargeBinary()))
