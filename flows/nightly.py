"""The nightly build, as a table of contents over `geo`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.progress import Stages
from flows.workspace import Published, Workspace
from geo.analyse import Tools, analyse_articles, load_tools
from geo.articles import read_articles
from geo.build import write_build
from geo.errors import BuildError
from geo.incidents import merge_reports
from geo.model import Analysis, Article, Rejected
from geo.publish import build_lock, new_build_id, publish, stage
from geo.settings import Settings

current_stages: ContextVar[Stages] = ContextVar("current_stages", default=Stages(None))  # noqa: B039
load_tools_once = cache(load_tools)


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
    """
    settings = Settings.from_env(os.environ)
    with build_lock(Path(out)):
        tools = load_tools_once(settings.cache_dir, settings.model)
        work = Workspace(tools, Path(out), new_build_id(Path(out), datetime.now(UTC)))
        read_inputs(work, articles)
        for start in range(0, len(work.articles), settings.batch_size):
            analyse_batch(work, start, start + settings.batch_size)
        merge_incidents(work)
        return publish_build(work)


@task(cache_policy=NO_CACHE)
def read_inputs(work: Workspace, articles: Sequence[str]) -> int:
    """Read every input, set aside what cannot be read, and return how many were read."""
    with current_stages.get().stage("Reading articles") as step:
        for item in read_articles([Path(path) for path in articles]):
            if isinstance(item, Rejected):
                work.rejected.append(item)
            else:
                work.articles.append(item)
            step.advance()
    if not work.articles:
        reasons = "; ".join(f"{bad.path}: {bad.reason}" for bad in work.rejected[:3])
        msg = f"No article could be read, nothing was published. {reasons}".rstrip()
        raise BuildError(msg)
    return len(work.articles)


@task(cache_policy=NO_CACHE)
def analyse_batch(work: Workspace, start: int, stop: int) -> int:
    """Find toponyms and reports in articles `start` to `stop`, and return how many."""
    batch = work.articles[start:stop]
    with current_stages.get().stage("Finding places and events", len(batch)) as step:
        for item in _analyse_each(batch, work.tools):
            if isinstance(item, Rejected):
                work.rejected.append(item)
            else:
                work.analyses.append(item)
            step.advance()
    return len(batch)


@task(cache_policy=NO_CACHE)
def merge_incidents(work: Workspace) -> int:
    """Merge reports of the same happening, and return the number of incidents."""
    with current_stages.get().stage("Merging reports"):
        work.incidents = merge_reports(work.analyses)
    return len(work.incidents)


@task(cache_policy=NO_CACHE)
def publish_build(work: Workspace) -> Published:
    """Write all files beside the published build, then show them in one step."""
    with current_stages.get().stage("Writing map and layers"):
        staged = stage(work.out, work.build_id)
        files = write_build(
            staged,
            build_id=work.build_id,
            analyses=work.analyses,
            incidents=work.incidents,
            rejected=work.rejected,
            model_version=work.tools.model_version,
            gazetteer_version=work.tools.gazetteer.version,
        )
        folder = publish(work.out, staged)
    resolutions = [r for analysis in work.analyses for r in analysis.resolutions]
    named = [r for r in resolutions if r.toponym.role != "demonym"]
    return Published(
        folder=folder,
        n_read=len(work.articles),
        n_rejected=len(work.rejected),
        n_toponyms=len(named),
        n_resolved=sum(r.place is not None for r in named),
        n_incidents=len(work.incidents),
        files=tuple(path.name for path in files),
    )


def _analyse_each(batch: Sequence[Article], tools: Tools) -> Iterator[Analysis | Rejected]:
    analyses = analyse_articles(batch, tools)
    for n_done in range(len(batch)):
        try:
            yield next(analyses)
        except Exception:  # noqa: BLE001 - one bad article must not cost the night's map
            yield from (_analyse_alone(article, tools) for article in batch[n_done:])
            return


def _analyse_alone(article: Article, tools: Tools) -> Analysis | Rejected:
    try:
        return next(analyse_articles([article], tools))
    except Exception as error:  # noqa: BLE001 - as above; the row names the cause
        reason = f"could not be analysed: {type(error).__name__}: {error}. Please report this."
        return Rejected(article.path or article.article_id, reason)
