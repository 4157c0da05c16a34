"""What the terminal shows while a build runs; without a terminal, one line per stage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

STDERR = Console(stderr=True)


class Stages:
    """
    The stages of a build as lines with bars.

    Parameters
    ----------
    progress
        A running rich progress display, or None to write plain lines.
    """

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress

    @contextmanager
    def stage(self, label: str, total: int | None = None) -> Iterator[Step]:
        """
        Show a stage while the block runs.

        Parameters
        ----------
        label
            What is being done, such as "Reading articles".
        total
            Number of units of work, or None when unknown.

        Yields
        ------
        step
            To report units done.
        """
        if self._progress is None:
            STDERR.print(f"{label} …", highlight=False)
            yield Step(None, None)
            return
        task = self._progress.add_task(label, total=total)
        yield Step(self._progress, task)
        done = self._progress.tasks[self._progress.task_ids.index(task)].completed
        self._progress.update(task, total=total or done or 1, completed=total or done or 1)

    def note(self, level: str, message: str, **facts: Any) -> None:
        """Say something about the build that whoever keeps its log should keep."""


class Step:
    """One running stage; `advance` reports units done."""

    def __init__(self, progress: Progress | None, task: object) -> None:
        self._progress, self._task = progress, task

    def advance(self, units: int = 1) -> None:
        """Report that so many more units are done."""
        if self._progress is not None:
            self._progress.advance(self._task, units)  # type: ignore[arg-type]


@contextmanager
def show_stages() -> Iterator[Stages]:
    """Show stages on standard error, as bars on a terminal."""
    if not STDERR.is_terminal:
        yield Stages(None)
        return
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=STDERR, transient=False) as progress:
        yield Stages(progress)


def print_rows(title: str, rows: list[tuple[str, str]]) -> None:
    """Print a two-column table to standard output."""
    table = Table(title=title, title_justify="left", show_header=False, box=None, padding=(0, 2))
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, value)
    Console().print(table)
