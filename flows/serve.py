"""The nightly build on one machine, whenever it is due, for years."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO
from uuid import UUID

from flows.server import prefect_server
from flows.watch import SERVED_BY
from geo.builds.publish import folder_lock, shown_build, time_of
from geo.errors import BuildError, ConfigError

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient
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
    print("Ended.", file=sys.stderr)  # noqa: T201


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


async def is_missed(plan: Plan, last: datetime | None, now: datetime) -> bool:
    """
    Tell whether a build was due and did not come.

    Parameters
    ----------
    plan
        With its schedule.
    last
        When the last build that was published began; None before the first.
    now
        Aware.

    Returns
    -------
    missed
        False before the first build, and where the clock was set back behind it.

    Examples
    --------
    >>> plan = Plan((), Path("/maps"), "15 2 * * *", "Europe/Berlin")
    >>> last = datetime(2016, 10, 24, 0, 15, 5, tzinfo=UTC)
    >>> [asyncio.run(is_missed(plan, last, last + timedelta(hours=h))) for h in (23, 24)]
    [False, True]
    """
    from prefect.server.schemas.schedules import CronSchedule

    if last is None:
        return False
    if plan.every_s > 0:
        return last + timedelta(seconds=plan.every_s) <= now
    start = datetime.fromtimestamp(last.timestamp(), UTC)
    dates = await CronSchedule(cron=plan.cron, timezone=plan.timezone).get_dates(3, start)
    # Where clocks are put forward, the first can lie before the start.
    return any(start < due <= now for due in dates)


async def _run(plan: Plan, schedule: Schedule) -> None:
    from prefect import get_client
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
    ending, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, ending.set)

    class Ended(Runner):
        # Prefect's own leaves by an exception in the middle of its loop.
        def handle_sigterm(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
            loop.call_soon_threadsafe(ending.set)

    # Not paused at the end: the schedule goes on in the server where that is another's.
    runner = Ended(name=plan.name, query_seconds=_LOOK_EVERY_S, pause_on_shutdown=False)
    deployment_id = await runner.aadd_deployment(deployment)
    async with get_client() as client:
        await _let_go(client, deployment_id)
        await _forget_missed(client, deployment_id)
        if await is_missed(plan, last_build(plan.out), datetime.now(UTC)):
            await client.create_flow_run_from_deployment(deployment_id, name="missed")
    running = asyncio.create_task(runner.start())
    stopping = asyncio.create_task(ending.wait())
    await asyncio.wait((running, stopping), return_when=asyncio.FIRST_COMPLETED)
    if stopping.done():
        await runner.astop()
    stopping.cancel()
    await running


def last_build(out: Path) -> datetime | None:
    """
    Tell when the last build that was published began.

    Parameters
    ----------
    out
        The outputs' folder.

    Returns
    -------
    began
        Aware; None before the first.
    """
    try:
        told = json.loads((out / "build.json").read_text(encoding="utf-8"))["started"]
        return datetime.fromisoformat(str(told))
    except (OSError, ValueError, KeyError, TypeError):
        shown = shown_build(out)
        return time_of(shown.name) if shown else None


async def _let_go(client: PrefectClient, deployment_id: UUID) -> None:
    """End the runs whose process died with the machine: each would hold the only place."""
    from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed

    held = (StateType.RUNNING, StateType.PENDING, StateType.CANCELLING)
    for run in await _runs(client, deployment_id, *held):
        state: Any = Crashed(message="The machine or the server was stopped.")
        await client.set_flow_run_state(run.id, state, force=True)
    # A server that was killed too has forgotten who held the place, and never frees it.
    limit = (await client.read_deployment(deployment_id)).global_concurrency_limit
    if limit is not None:
        await client.update_global_concurrency_limit(
            limit.name, GlobalConcurrencyLimitUpdate(active_slots=0)
        )


async def _forget_missed(client: PrefectClient, deployment_id: UUID) -> None:
    """Remove the runs that Prefect had planned: some for the time that was missed, not all."""
    from prefect.client.schemas.objects import StateType

    while runs := await _runs(client, deployment_id, StateType.SCHEDULED, before=datetime.now(UTC)):
        for run in runs:
            await client.delete_flow_run(run.id)


async def _runs(
    client: PrefectClient, deployment_id: UUID, *states: Any, before: datetime | None = None
) -> list[Any]:
    from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId, FlowRunFilter

    wanted: dict[str, Any] = {"state": {"type": {"any_": list(states)}}}
    if before:
        wanted["expected_start_time"] = {"before_": before}
    return await client.read_flow_runs(
        flow_run_filter=FlowRunFilter.model_validate(wanted),
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id])),
    )


def _sole(out: Path) -> AbstractContextManager[TextIO]:
    told = f"Another `dateline serve` builds into {out} already. End it first."
    return folder_lock(out, ".serve.lock", lambda _: told)


@contextmanager
def _note(plan: Plan, url: str) -> Iterator[None]:
    """Leave word of who serves, for `dateline status`."""
    note = plan.out / NOTE_NAME
    row = {
        "pid": os.getpid(),
        "url": url,
        "deployment": plan.name,
        "when": plan.when,
        "config": plan.config,
    }
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
