"""`dateline store`: move what is known from one database to another."""

from __future__ import annotations

import click


@click.group()
def store() -> None:
    """Look after the database that remembers it all."""


@store.command("copy")
@click.argument("source")
@click.argument("target")
def copy_command(source: str, target: str) -> None:
    """
    Copy all of SOURCE into the empty database TARGET.

    Both are files or URLs. All rows arrive or none do; they are read back and compared. Then set
    DATELINE_STORE to TARGET. Passwords belong in ~/.pgpass and not in a URL.

    \b
    Example:
        dateline store copy maps/store.sqlite postgresql://dateline@db/store
        dateline store copy postgresql://dateline@db/store maps/store.sqlite
    """
    from geo.store.copying import copy_store

    counts = copy_store(
        _url(source),
        _url(target),
        lambda table, count: click.echo(f"{table}: {count:,} rows", err=True),
    )
    click.echo(f"{sum(counts.values()):,} rows in {len(counts)} tables, read back and compared")


def _url(text: str) -> str:
    return text if "://" in text or text.startswith("sqlite:") else f"sqlite:///{text}"
