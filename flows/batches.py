"""Batches of articles analysed by other processes, of this machine or of a Dask cluster."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from prefect import Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.analysis import SAVE_EVERY, analyse_order
from flows.children import Children
from flows.progress import Step
from flows.steps import find_pending
from flows.workspace import Workspace
from geo.errors import ConfigError
from geo.settings import Settings

# Batches per worker: with fewer, the last one keeps more of the others waiting.
_SHARES = 4
_TIMEOUT_S = 5
_MISSING = 'DATELINE_WORKERS names a Dask scheduler: pip install "dateline[dask]".'


def analyse_elsewhere(
    work: Workspace, article_ids: Sequence[str], settings: Settings
) -> tuple[str, ...]:
    """
    Let other processes analyse articles.

    Parameters
    ----------
    work
        Of the build; its store must be one that all workers reach.
    article_ids
        Which of its articles.
    settings
        `workers` says where. A lost worker costs its batch, not the build.

    Returns
    -------
    pending
        What they left undone: all, where a cluster does not answer or has no workers.

    Raises
    ------
    ConfigError
        When a cluster is set and what talks to it is not installed.
    """
    n_here = int(settings.workers) if settings.workers.isdecimal() else 0
    try:
        n_workers = n_here or count_workers(settings.workers)
    except OSError as error:
        work.stages.note("warning", f"A worker failed: {error} Its articles are analysed here.")
        return tuple(article_ids)
    if not n_workers:
        # Batches would wait until one comes.
        work.stages.note("warning", "The cluster has no workers: articles are analysed here.")
        return tuple(article_ids)
    size = math.ceil(len(article_ids) / (_SHARES * n_workers))
    size = min(settings.batch_size, max(SAVE_EVERY, size))
    orders = [
        {
            "article_ids": list(article_ids[at : at + size]),
            "store_url": settings.store_url(work.out),
            "rules": work.rules_version,
            "cache_dir": str(settings.cache_dir),
            "model": settings.model,
            "data_dir": str(settings.data_dir or ""),
        }
        for at in range(0, len(article_ids), size)
    ]
    with (
        work.stages.stage("Finding places and events", len(article_ids)) as step,
        work.timed("analyse"),
        Children(n_here) as children,
    ):
        if n_here:
            analyse = task(name="analyse_batch", cache_policy=NO_CACHE)(children.analyse)
            troubles = _run(ThreadPoolTaskRunner(n_here), analyse, orders, step)
        else:
            troubles = _run(_cluster(settings), analyse_batch_elsewhere, orders, step)
    for trouble in sorted(troubles):
        work.stages.note("warning", f"A worker failed: {trouble} Its articles are analysed here.")
    pending = find_pending(work)
    work.n_analysed += len(article_ids) - len(pending)
    return pending


def count_workers(address: str) -> int:
    """
    Count the workers of a Dask cluster.

    Parameters
    ----------
    address
        Of its scheduler.

    Returns
    -------
    count
        Of those that are there now.

    Raises
    ------
    ConfigError
        When what talks to it is not installed.
    OSError
        When no scheduler answers there within seconds.
    """
    try:
        from prefect_dask.client import PrefectDaskClient
    except ImportError as error:
        raise ConfigError(_MISSING) from error
    with PrefectDaskClient(address, timeout=_TIMEOUT_S) as client:  # type: ignore[no-untyped-call]
        return len(client.scheduler_info(n_workers=-1)["workers"])


def _run(
    runner: TaskRunner[Any],
    analyse: Task[[dict[str, Any]], int],
    orders: Sequence[dict[str, Any]],
    step: Step,
) -> set[str]:
    """Run a task for each order; return what went wrong, in words."""
    troubles: set[str] = set()

    @flow(name="batches", task_runner=runner)
    def run_batches() -> None:
        futures = {analyse.submit(order): len(order["article_ids"]) for order in orders}
        for future in as_completed(list(futures)):
            try:
                future.result()
            except Exception as error:  # noqa: BLE001 - the cluster's or ours; each is told
                troubles.add(f"{type(error).__name__}: {error}")
            step.advance(futures[future])

    try:
        run_batches()
    except OSError as error:
        # Dask's scheduler cannot be reached any more.
        troubles.add(f"{type(error).__name__}: {error}")
    return troubles


def _cluster(settings: Settings) -> TaskRunner[Any]:
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        raise ConfigError(_MISSING) from error
    return DaskTaskRunner(address=settings.workers)


# By its name the workers of a cluster find it.
analyse_batch_elsewhere = task(cache_policy=NO_CACHE, persist_result=False)(analyse_order)
