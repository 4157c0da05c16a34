"""What Prefect's page shows of a build: its figures, what failed, and where the map is."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import httpx
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.exceptions import PrefectException

from flows.workspace import Published
from geo.model import Rejected

FIGURES, SET_ASIDE = "dateline-build", "dateline-set-aside"
# An artifact is a row in Prefect's database; articles.csv of the build has them all.
_MOST_SHOWN = 200


def show_build(published: Published, rejected: Sequence[Rejected], out: Path) -> None:
    """
    Create the artifacts of a published build.

    Parameters
    ----------
    published
        Its figures.
    rejected
        What was set aside, with reasons.
    out
        The outputs' folder.
    """
    try:
        create_markdown_artifact(
            describe_build(published, len(rejected), out),
            key=FIGURES,
            description=f"Build {published.folder.name}",
        )
        if rejected:
            create_table_artifact(
                [_row(bad) for bad in rejected[:_MOST_SHOWN]],
                key=SET_ASIDE,
                description=f"Set aside in build {published.folder.name}",
            )
    except (PrefectException, httpx.HTTPError) as error:
        # The build is published: a server that is gone takes nothing from it.
        logging.getLogger("prefect.dateline").warning("No artifact was made: %s", error)


def describe_build(published: Published, n_rejected: int, out: Path) -> str:
    """
    Write a build's figures as Markdown.

    Parameters
    ----------
    published
        The build.
    n_rejected
        How many inputs were set aside.
    out
        The outputs' folder.

    Returns
    -------
    markdown
        A table and a link to the map.
    """
    page = (out / "latest" / "map.html").resolve()
    rows = (
        ("Articles read", published.n_read),
        ("  new or edited", published.n_analysed),
        ("  set aside", n_rejected),
        ("Toponyms", published.n_toponyms),
        ("  with a place", published.n_resolved),
        ("Incidents", published.n_incidents),
        *((f"Incidents {kind}", count) for kind, count in published.changes.items()),
        *((f"Seconds to {name}", round(spent, 1)) for name, spent in published.seconds.items()),
    )
    lines = [f"| {name} | {value} |" for name, value in rows]
    head = f"# Build {published.folder.name}\n\n[Map]({page.as_uri()}) — `{page}`\n"
    return "\n".join([head, "| | |", "|---|---:|", *lines, ""])


def _row(bad: Rejected) -> dict[str, str | int | None]:
    return {"path": str(bad.path), "line": bad.line, "reason": bad.reason}
