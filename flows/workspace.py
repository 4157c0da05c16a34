"""What the tasks of one build share; they exchange ids of articles, never rows."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from flows.progress import Stages
from flows.site import Site
from geo.builds.publish import new_build_id
from geo.errors import StoreError
from geo.gazetteer.lookup import Gazetteer
from geo.incidents.identity import IdChange
from geo.model import Analysis, Article, Decided, Incident, Rejected
from geo.review.applying import Outcome
from geo.store import Store
from geo.store.restore import reconcile
from geo.versions import rules_version

Analyse = Callable[[Sequence[Article]], Iterable[Analysis]]
Reread = Callable[[Analysis, Sequence[Decided]], Analysis]


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
    n_analysed
        Articles worked on; the others were known.
    changes
        How many ids there are of each kind of change.
    seconds
        Spent in each stage.
    """

    folder: Path
    n_read: int
    n_rejected: int
    n_toponyms: int
    n_resolved: int
    n_incidents: int
    files: tuple[str, ...]
    n_analysed: int = 0
    changes: Mapping[str, int] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Analyst:
    """
    What decides about articles, and the versions it goes by.

    Attributes
    ----------
    analyse
        Gives one analysis per article, in order.
    model_version, gazetteer_version
        Published with the build, and part of what makes an earlier analysis stale.
    gazetteer
        For the entries that analysts name; without one their sheets wait.
    remake
        Makes the same in another process; it can be pickled. Without one, articles that
        seem to have killed a process are not looked at apart.
    reread
        Finds the events of an article anew when analysts decide about its names; without
        one, the names change no more than the events that stand there.
    """

    analyse: Analyse
    model_version: str
    gazetteer_version: str
    gazetteer: Gazetteer | None = None
    remake: Callable[[], Analyst] | None = None
    reread: Reread | None = None


class Workspace:
    """
    The state of one build.

    Not a dataclass on purpose: Prefect walks through dataclasses and lists that
    are handed to a task, which costs more than the work for many articles.

    Parameters
    ----------
    store
        What is known so far, and what tonight adds.
    analyst
        Decides about articles.
    out
        The outputs' folder.
    build_id
        Name of the build.
    started
        Aware.
    stages
        Where progress is shown.
    site
        What it is made from and held to.
    """

    def __init__(
        self,
        store: Store,
        analyst: Analyst,
        out: Path,
        build_id: str,
        started: datetime,
        stages: Stages,
        site: Site,
    ) -> None:
        self.store = store
        self.analyst = analyst
        self.out = out
        self.build_id = build_id
        self.started = started
        self.stages = stages
        self.rules_version = rules_version(analyst.model_version, analyst.gazetteer_version)
        self.site = site
        self.n_read = 0
        self.n_analysed = 0
        self.n_failed = 0
        self.rejected: list[Rejected] = []
        self.analyses: list[Analysis] = []
        self.incidents: tuple[Incident, ...] = ()
        self.changes: tuple[IdChange, ...] = ()
        self.seconds: dict[str, float] = {}
        self.outcomes: tuple[Outcome, ...] = ()

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the time that the block takes to a stage's; blocks do not overlap."""
        begun = perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + perf_counter() - begun


@contextmanager
def open_workspace(
    store_url: str, analyst: Analyst, out: Path, stages: Stages, site: Site | None = None
) -> Iterator[Workspace]:
    """
    Begin a build, and note in the store how it ends.

    Parameters
    ----------
    store_url
        Of what is known so far. What a build killed while publishing left open is
        put right first.
    analyst
        Decides about articles.
    out
        The outputs' folder, locked by the caller.
    stages
        Where progress is shown.
    site
        What it is made from and held to; without one the caller shows the articles.

    Yields
    ------
    work
        For the tasks.

    Raises
    ------
    StoreError
        When the store cannot be used.
    """
    with Store(store_url) as store, store.exclusive():
        started = datetime.now(UTC)
        reconcile(store.builds, out, started)
        build_id = new_build_id(out, started, store.builds.ids())
        store.builds.begin(build_id, started)
        # The model and the gazetteer stay: no collection need walk through them.
        gc.freeze()
        try:
            yield Workspace(store, analyst, out, build_id, started, stages, site or Site())
        except Exception as error:
            # The error itself is what matters, also when the store is the one that failed.
            with suppress(StoreError):
                reason = f"{type(error).__name__}: {error}"
                store.builds.fail(build_id, datetime.now(UTC), reason)
            raise
        finally:
            gc.unfreeze()
