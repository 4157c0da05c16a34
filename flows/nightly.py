"""The nightly build, as a table of contents over the steps."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows import steps
from flows.analysis import SAVE_EVERY, load_analyst, load_tools_once
from flows.artifacts import show_build
from flows.batches import analyse_elsewhere
from flows.geocode_step import geocode_missing
from flows.journal import Journal
from flows.postgis import load_postgis
from flows.progress import Stages
from flows.site import open_site
from flows.watch import end_with_parent, tell_failure, watch
from flows.workspace import Published, open_workspace
from geo.builds.publish import build_lock
from geo.errors import ConfigError
from geo.settings import Settings

current_stages: ContextVar[Stages] = ContextVar("current_stages", default=Stages(None))  # noqa: B039

# So Prefect words what SIGTERM and SIGINT did.
_BY_SIGNAL = "Execution was aborted by"

# The store knows what was done: a cache of Prefect's would redo a batch for one new article.
read_inputs = task(cache_policy=NO_CACHE)(steps.read_inputs)
analyse_batch = task(cache_policy=NO_CACHE)(steps.analyse_batch)
merge_incidents = task(cache_policy=NO_CACHE)(steps.merge_incidents)
publish_build = task(cache_policy=NO_CACHE)(steps.publish_build)


def tell_crash(flow: Any, flow_run: Any, state: Any) -> None:  # noqa: ARG001 - Prefect names them
    """
    Note that a build's process died: Prefect's runner calls this in its place.

    Parameters
    ----------
    flow, flow_run, state
        Prefect's.
    """
    journal = Journal(Path(flow_run.parameters["out"]))
    told = (state.message or "killed").rstrip(".")
    if told.startswith(_BY_SIGNAL):
        # Whoever ends a build knows.
        journal.write(
            "warning", "The build was ended by a signal. The next one goes on from there."
        )
        return
    message = f"The build's process died: {told}. The next build goes on."
    webhook = ""
    with suppress(ConfigError):
        webhook = Settings.from_env(os.environ).webhook
    tell_failure(journal, message, build="", stage="", webhook=webhook)


@flow(name="nightly", validate_parameters=False, on_crashed=[tell_crash])
def nightly(
    articles: Sequence[str],
    out: str,
    limit_minutes: float = 0,
    config: str = "",
    accept_fall: bool = False,  # noqa: FBT001, FBT002 - Prefect passes parameters by name
) -> Published:
    """
    Read articles, find what they report, and publish a build.

    Parameters
    ----------
    articles
        Files and folders, as `geo.articles.reading.read_articles` takes them; not read
        when there is a `config`.
    out
        The outputs' folder.
    limit_minutes
        The build fails when it takes longer; 0 for no limit.
    config
        Path of the `dateline.toml` that names the sources; empty for none.
    accept_fall
        Publish also when most incidents are gone since the build before.

    Returns
    -------
    published
        The build's folder and its counts.

    Raises
    ------
    BuildError
        When nothing could be published; what was published before stays.
    StoreError
        When the store cannot be used; likewise.
    """
    end_with_parent(os.environ)
    settings, folder = Settings.from_env(os.environ), Path(out)
    site = open_site(articles, config, accept_fall=accept_fall, postgis=settings.postgis)
    webhook = settings.webhook or (site.config.webhook if site.config else "")
    with (
        watch(
            folder,
            current_stages.get(),
            webhook=webhook,
            limit_s=60 * limit_minutes,
        ) as stages,
        build_lock(folder),
    ):
        where = (settings.cache_dir, settings.model, settings.data_dir)
        tools, analyst = load_tools_once(*where), load_analyst(*where)
        with open_workspace(settings.store_url(folder), analyst, folder, stages, site) as work:
            stages.build_id = work.build_id
            pending = read_inputs(work)
            if settings.workers and len(pending) > SAVE_EVERY:
                pending = analyse_elsewhere(work, pending, settings)
            for start in range(0, len(pending), settings.batch_size):
                analyse_batch(work, pending[start : start + settings.batch_size])
            geocode_missing(work, tools, site.geocoding, os.environ)
            merge_incidents(work)
            published = publish_build(work)
        load_postgis(published.folder, site.publishing.postgis, stages, webhook)
        stages.note("info", f"Published {published.n_incidents} incidents.")
    show_build(published, work.rejected, folder)
    return published
