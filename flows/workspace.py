"""What the tasks of one build share; they exchange positions in it, never rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geo.analyse import Tools
from geo.model import Analysis, Article, Incident, Rejected


@dataclass(frozen=True, slots=True)
class Published:
    """
    A published build, in numbers.

    Attributes
    ----------
    folder
        Its final path below `builds/`.
    n_read, n_rejected
        Articles read, and inputs set aside with a reason.
    n_toponyms, n_resolved
        Toponyms found, and those with a place.
    n_incidents
        Incidents after merging.
    files
        Names of the files written.
    """

    folder: Path
    n_read: int
    n_rejected: int
    n_toponyms: int
    n_resolved: int
    n_incidents: int
    files: tuple[str, ...]


class Workspace:
    """
    The state of one build in memory.

    Not a dataclass on purpose: Prefect walks through dataclasses and lists that
    are handed to a task, which costs more than the work for many articles.

    Parameters
    ----------
    tools
        Model, gazetteer and boundaries.
    out
        The outputs' folder.
    build_id
        Name of the build.
    """

    def __init__(self, tools: Tools, out: Path, build_id: str) -> None:
        self.tools = tools
        self.out = out
        self.build_id = build_id
        self.articles: list[Article] = []
        self.rejected: list[Rejected] = []
        self.analyses: list[Analysis] = []
        self.incidents: tuple[Incident, ...] = ()
