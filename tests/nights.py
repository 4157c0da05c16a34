"""Nights over a store without a language model: articles of lines that each tell one report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from builders import report

from flows import steps
from flows.progress import Stages, Step
from flows.workspace import Analyst, Published, Workspace, open_workspace
from geo.builds.publish import build_lock
from geo.model import Analysis, Article


class Quiet(Stages):
    """Shows nothing."""

    @contextmanager
    def stage(self, label: str, total: int | None = None) -> Iterator[Step]:  # noqa: ARG002
        yield Step(None, None)


QUIET = Quiet(None)


def article(article_id: str, *lines: dict[str, object], published: str = "2016-10-24") -> Article:
    """Write an article whose lines are the fields of its reports."""
    text = "\n".join(json.dumps(line, sort_keys=True) for line in lines)
    day = date.fromisoformat(published)
    return Article(article_id, text, f"Title of {article_id}", published=day, source=article_id)


def analyse(articles: Sequence[Article]) -> Iterable[Analysis]:
    """Read the lines of articles; `{"bad": …}` is a bug of ours."""
    for each in articles:
        reports, start = [], 0
        for line in each.text.splitlines():
            fields = json.loads(line)
            if "bad" in fields:
                raise ZeroDivisionError(fields["bad"])
            name = f"{each.article_id}#{start}"
            reports.append(report(name, article_id=each.article_id, **fields))
            start += len(line) + 1
        yield Analysis(each, tuple(one.resolution for one in reports), tuple(reports))


ANALYST = Analyst(analyse, "model 1", "gazetteer 1")


def work_through(work: Workspace, articles: Sequence[Article], batch: int = 1000) -> None:
    """Do all steps of a build but for publishing it."""
    steps.see_articles(work, articles)
    pending = steps.find_pending(work)
    for start in range(0, len(pending), batch):
        steps.analyse_batch(work, pending[start : start + batch])
    steps.merge_incidents(work)


def record_night(out: Path, articles: Sequence[Article], analyst: Analyst = ANALYST) -> Workspace:
    """Run a night that is recorded as published without writing its files."""
    with open_workspace(f"sqlite:///{out}/store.sqlite", analyst, out, QUIET) as work:
        work_through(work, articles)
        steps.record_build(work)
    return work


def publish_night(out: Path, articles: Sequence[Article], analyst: Analyst = ANALYST) -> Published:
    """Run a whole night."""
    with (
        build_lock(out),
        open_workspace(f"sqlite:///{out}/store.sqlite", analyst, out, QUIET) as work,
    ):
        work_through(work, articles)
        return steps.publish_build(work)
