"""Batches of articles analysed by other processes, of this machine or of a Dask cluster."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed
from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner

from flows.analysis import SAVE_EVERY, analyse_stored, load_analyst
from flows.apart import end_with
from flows.steps import find_pending
from flows.workspace import Workspace
from geo.errors import BuildError, ConfigError
from geo.settings import Settings
from geo.store import Store
from geo.versions import rules_version

# Batches per worker: with fewer, the last one keeps more of the others waiting.
_SHARES = 4
# A cluster's workers come and go: as many as the batches should keep busy.
_CLUSTER_WORKERS = 16


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
        What they left undone.

    Raises
    ------
    ConfigError
        When a cluster is set and what talks to it is not installed.
    """
    runner, n_workers = _runner(settings)
    size = math.ceil(len(article_ids) / (_SHARES * n_workers))
    size = min(settings.batch_size, max(SAVE_EVERY, size))
    batches = [list(article_ids[at : at + size]) for at in range(0, len(article_ids), size)]
    troubles: set[str] = set()

    @flow(name="batches", task_runner=runner)
    def run_batches() -> None:
        futures = {
            analyse_batch_elsewhere.submit(
                batch,
                store_url=settings.store_url(work.out),
                rules=work.rules_version,
                cache_dir=str(settings.cache_dir),
                model=settings.model,
                data_dir=str(settings.data_dir or ""),
            ): len(batch)
            for batch in batches
        }
        for future in as_completed(list(futures)):
            try:
                future.result()
            except Exception as error:  # noqa: BLE001 - the cluster's or ours; each is told
                troubles.add(f"{type(error).__name__}: {error}")
            step.advance(futures[future])

    with (
        work.stages.stage("Finding places and events", len(article_ids)) as step,
        work.timed("analyse"),
    ):
        try:
            run_batches()
        except OSError as error:
            # Dask's scheduler cannot be reached.
            troubles.add(f"{type(error).__name__}: {error}")
    for trouble in sorted(troubles):
        work.stages.note("warning", f"A worker failed: {trouble} Its articles are analysed here.")
    pending = find_pending(work)
    work.n_analysed += len(article_ids) - len(pending)
    return pending


@task(cache_policy=NO_CACHE, persist_result=False)
def analyse_batch_elsewhere(
    article_ids: Sequence[str],
    *,
    store_url: str,
    rules: str,
    cache_dir: str,
    model: str,
    data_dir: str,
) -> int:
    """
    Analyse articles in a process that shares nothing with the build but the store.

    Parameters
    ----------
    article_ids
        Of the store.
    store_url
        Its database.
    rules
        Version of all that decides, as the build knows it.
    cache_dir, model, data_dir
        As in `geo.settings.Settings`.

    Returns
    -------
    count
        Of articles.

    Raises
    ------
    BuildError
        When this process would decide otherwise than the build.
    StoreError
        When the store cannot be used.
    """
    analyst = load_analyst(Path(cache_dir), model, Path(data_dir) if data_dir else None)
    own = rules_version(analyst.model_version, analyst.gazetteer_version)
    if own != rules:
        msg = (
            f"The worker goes by rules {own}, the build by {rules}: give both the same Dateline,"
            " Python, model and gazetteer."
        )
        raise BuildError(msg)
    with Store(store_url) as store:
        analyse_stored(store, analyst, rules, article_ids, _untimed, lambda _: None)
    return len(article_ids)


def _runner(settings: Settings) -> tuple[TaskRunner[Any], int]:
    if settings.workers.isdecimal():
        n_workers = int(settings.workers)
        runner = ProcessPoolTaskRunner(
            max_workers=n_workers, initializer=end_with, initargs=(os.getpid(),)
        )
        return runner, n_workers
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        msg = 'DATELINE_WORKERS names a Dask scheduler: pip install "dateline[dask]".'
        raise ConfigError(msg) from error
    return DaskTaskRunner(address=settings.workers), _CLUSTER_WORKERS


def _untimed(_: str) -> AbstractContextManager[None]:
    return nullcontext()
