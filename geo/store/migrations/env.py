"""Runs the steps in the transaction that `geo.store.database` hands over."""

from __future__ import annotations

from alembic import context

# The name that Alembic gives this file; imported otherwise, it only defines nothing.
if __name__ == "env_py":
    context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
    context.run_migrations()
