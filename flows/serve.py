"""The nightly build on one machine, whenever it is due, for years."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import json
import os
import socket
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flows.server import prefect_server
from flows.watch import SERVED_BY
from geo.errors import BuildError, ConfigError

if TYPE_CHECKING:
    from prefect.schedules import Schedule

NOTE_NAME = ".serve.json"
_ROOT = Path(__file__).resolve().parents[1]
# How often due builds are looked for: a build comes at most so late.
_LOOK_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class Plan:
    """
    What is built when.

    Attributes
    ----------
    articles
        Files and folders, absolute.
    out
        The outputs' folder, absolute.
    cron
        Five fields, as in crontab(5).
    timezone
        IANA name, in which the fields count.
    every_s
        In seconds; above 0, in place of `cron`.
    limit_minutes
        A build that takes longer is ended; 0 for no limit.
    config
        Path of a `dateline.toml`, absolute, in place of `articles`; empty for none.
    """

    articles: tuple[str, ...]
    out: Path
    cron: str
    timezone: str = "UTC"
    every_s: float = 0
    limit_minutes: float = 360
    config: str = ""

    @property
    def name(self) -> str:
        """Name the deployment: another one for another folder or machine, the same for years."""
        home = f"{socket.gethostname()}\n{self.out}"
        return f"{self.out.name or 'out'}-{hashlib.sha256(home.encode()).hexdigest()[:8]}"

    @property
    def when(self) -> str:
        """Say when builds run."""
        if self.every_s:
            return f"every {self.every_s:g} s"
        return f"at {self.cron!r}, {self.timezone} time"


def serve(plan: Plan, environ: MutableMapping[str, str]) -> None:
    """
    Build whenever it is due, until the process is ended.

    Builds never overlap: one that is due while another runs is left out. Those that were
    missed while the machine was off are made up for by one.

    Parameters
    ----------
    plan
        What and when.
    environ
        Prefect's server is the one that `PREFECT_API_URL` names, else a private one.

    Raises
    ------
    ConfigError
        When cron or timezone cannot be understood.
    BuildError
        When the folder is served already, or cannot be written.
    DatelineError
        When the server does not start.
    """
    with _sole(plan.out), prefect_server(environ, has_schedules=True) as server:
        # The builds are processes of their own and must find this package.
        paths = [str(_ROOT), *filter(None, [environ.get("PYTHONPATH")])]
        environ["PYTHONPATH"] = os.pathsep.join(paths)
        environ[SERVED_BY] = str(os.getpid())
        schedule = make_schedule(plan)
        server.wait()
        url = environ["PREFECT_API_URL"]
        with _note(plan, url):
            print(f"Building {plan.when}, into {plan.out}. Prefect: {url}", file=sys.stderr)  # noqa: T201
            asyncio.run(_run(plan, schedule))


def make_schedule(plan: Plan) -> Schedule:
    """
    Make Prefect's schedule of a plan.

    Parameters
    ----------
    plan
        With `cron` and `timezone`, or `every_s`.

    Returns
    -------
    schedule
        Checked.

    Raises
    ------
    ConfigError
        When cron or timezone cannot be understood.
    """
    from prefect.client.schemas.schedules import CronSchedule
    from prefect.schedules import Cron, Interval

    if plan.every_s > 0:
        return Interval(plan.every_s)
    try:
        CronSchedule(cron=plan.cron, timezone=plan.timezone)
    except ValueError as error:
        msg = (
            f"Cannot understand --cron {plan.cron!r} with --timezone {plan.timezone!r}. Write five"
            " fields and an IANA name, such as --cron '15 2 * * *' --timezone Europe/Berlin."
        )
        raise ConfigError(msg) from error
    return Cron(plan.cron, timezone=plan.timezone)


async def _run(plan: Plan, schedule: Schedule) -> None:
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.runner import Runner
    from prefect.types.entrypoint import EntrypointType

    from flows.nightly import nightly

    only_one = ConcurrencyLimitConfig(
        limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
    )
    deployment = await nightly.ato_deployment(
        plan.name,
        schedule=schedule,
        parameters={
            "articles": list(plan.articles),
            "out": str(plan.out),
            "limit_minutes": plan.limit_minutes,
            "config": plan.config,
        },
        concurrency_limit=only_one,
        description=f"Publishes into {plan.out}",
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    # Not paused at the end: what was due meanwhile is then made up for.
    runner = Runner(name=plan.name, query_seconds=_LOOK_EVERY_S, pause_on_shutdown=False)
    await _let_go(await runner.aadd_deployment(deployment))
    await runner.start()


async def _let_go(deployment_id: UUID) -> None:
    """End the runs whose process died with the machine: each would hold the only place."""
    from prefect import get_client
    from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
    from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId, FlowRunFilter
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed

    held = {"any_": [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]}
    async with get_client() as client:
        runs = await client.read_flow_runs(
            flow_run_filter=FlowRunFilter.model_validate({"state": {"type": held}}),
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id])),
        )
        for run in runs:
            state: Any = Crashed(message="The machine or the server was stopped.")
            await client.set_flow_run_state(run.id, state, force=True)
        # A server that was killed too has forgotten who held the place, and never frees it.
        limit = (await client.read_deployment(deployment_id)).global_concurrency_limit
        if limit is not None:
            await client.update_global_concurrency_limit(
                limit.name, GlobalConcurrencyLimitUpdate(active_slots=0)
            )


@contextmanager
def _sole(out: Path) -> Iterator[None]:
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = (out / ".serve.lock").open("a")
    except OSError as error:
        msg = f"Cannot write to {out}: {error.strerror}. Choose another folder with --out."
        raise BuildError(msg) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            msg = f"Another `dateline serve` builds into {out} already. End it first."
            raise BuildError(msg) from error
        yield


@contextmanager
def _note(plan: Plan, url: str) -> Iterator[None]:
    """Leave word of who serves, for `dateline status`."""
    note = plan.out / NOTE_NAME
    row = {"pid": os.getpid(), "url": url, "deployment": plan.name, "when": plan.when}
    try:
        note.write_text(json.dumps(row) + "\n", encoding="utf-8")
    except OSError as error:
        msg = f"Cannot write to {plan.out}: {error.strerror}. Choose another folder with --out."
        raise BuildError(msg) from error
    try:
        yield
    finally:
        with suppress(OSError):
            note.unlink()
