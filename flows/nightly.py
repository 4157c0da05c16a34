"""The nightly build, as a table of contents over the steps."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextvars import ContextVar
from functools import cache, partial
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows import steps
from flows.progress import Stages
from flows.workspace import Analyst, Published, open_workspace
from geo.analyse import Tools, analyse_articles, load_tools
from geo.publish import build_lock
from geo.settings import Settings

current_stages: ContextVar[Stages] = ContextVar("current_stages", default=Stages(None))  # noqa: B039
load_tools_once = cache(load_tools)

# The store knows what was done: a cache of Prefect's would redo a batch for one new article.
read_inputs = task(cache_policy=NO_CACHE)(steps.read_inputs)
analyse_batch = task(cache_policy=NO_CACHE)(steps.analyse_batch)
merge_incidents = task(cache_policy=NO_CACHE)(steps.merge_incidents)
publish_build = task(cache_policy=NO_CACHE)(steps.publish_build)


@flow(name="nightly", validate_parameters=False)
def nightly(articles: Sequence[str], out: str) -> Published:
    """
    Read articles, find what they report, and publish a build.

    Parameters
    ----------
    articles
        Files and folders, as `geo.articles.read_articles` takes them.
    out
        The outputs' folder.

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
    settings = Settings.from_env(os.environ)
    folder, stages = Path(out), current_stages.get()
    with build_lock(folder):
        analyst = make_analyst(load_tools_once(settings.cache_dir, settings.model))
        with open_workspace(settings.store_url(folder), analyst, folder, stages) as work:
            pending = read_inputs(work, [Path(path) for path in articles])
            for start in range(0, len(pending), settings.batch_size):
                analyse_batch(work, pending[start : start + settings.batch_size])
            merge_incidents(work)
            return publish_build(work)


def make_analyst(tools: Tools) -> Analyst:
    """
    Let the loaded tools decide about articles.

    Parameters
    ----------
    tools
        Model, gazetteer and boundaries.

    Returns
    -------
    analyst
        For a workspace.
    """
    return Analyst(
        analyse=partial(analyse_articles, tools=tools),
        model_version=tools.model_version,
        gazetteer_version=tools.gazetteer.version,
    )
