"""The steps of a build over the store: each can die at any point and be run again."""

from __future__ import annotations

import gc
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from flows.analysis import analyse_stored
from flows.review_step import count_outcomes, review_analyses
from flows.workspace import Published, Workspace
from geo.articles.metadata import without_date_to_come
from geo.builds.build import write_build
from geo.builds.faults import find_faults
from geo.builds.publish import prune, publish, shown_build, stage, time_of
from geo.builds.redrawn import program_version
from geo.errors import BuildError
from geo.incidents.identity import assign_ids, trace_reports
from geo.incidents.kept import read_grouped, write_grouped
from geo.incidents.merging import merge_reports
from geo.layers.named import count_named
from geo.layers.pieces import recall_pieces
from geo.layers.rights import limit_quotes, quote_limit
from geo.model import Article, Rejected

_READ_AT_ONCE = 500
# Beside the builds: how reports were grouped the night before.
_GROUPED = ".grouped"
# And where in its text files what stands.
_PIECES = ".pieces"


def read_inputs(work: Workspace) -> tuple[str, ...]:
    """
    Read every input, and set aside what cannot be read.

    Parameters
    ----------
    work
        Of the build.

    Returns
    -------
    article_ids
        Of the articles that are new, were edited, or were analysed by other rules.

    Raises
    ------
    BuildError
        When no article could be read.
    """
    # Not the clock's day where that was set back: every article would seem to come from then on.
    today = (time_of(work.build_id) or work.started).date()
    with work.stages.stage("Reading articles") as step:
        stream = work.site.read(work.out)
        while True:
            with work.timed("read"):
                items = list(islice(stream, _READ_AT_ONCE))
            if not items:
                break
            work.rejected += [item for item in items if isinstance(item, Rejected)]
            articles = [item for item in items if isinstance(item, Article)]
            see_articles(work, [without_date_to_come(article, today) for article in articles])
            step.advance(len(items))
    if not work.n_read:
        reasons = "; ".join(f"{bad.path}: {bad.reason}" for bad in work.rejected[:3])
        msg = f"No article could be read, nothing was published. {reasons}".rstrip()
        raise BuildError(msg)
    return find_pending(work)


def see_articles(work: Workspace, articles: Sequence[Article]) -> None:
    """Let the store know which articles there are tonight."""
    with work.timed("store"):
        work.n_read += work.store.articles.see(work.build_id, articles)


def find_pending(work: Workspace) -> tuple[str, ...]:
    """Name the articles that are still to be analysed."""
    with work.timed("store"):
        return tuple(work.store.articles.pending(work.build_id, work.rules_version))


def analyse_batch(work: Workspace, article_ids: Sequence[str]) -> int:
    """
    Find toponyms and reports in articles, and keep them in the store.

    Parameters
    ----------
    work
        Of the build.
    article_ids
        Seen before.

    Returns
    -------
    count
        How many articles there were, those included that could not be analysed:
        the store keeps the reason.
    """
    with work.stages.stage("Finding places and events", len(article_ids)) as step:
        analyse_stored(
            work.store, work.analyst, work.rules_version, article_ids, work.timed, step.advance
        )
    work.n_analysed += len(article_ids)
    return len(article_ids)


def merge_incidents(work: Workspace) -> int:
    """
    Merge all reports of tonight's articles, and let incidents keep their ids.

    Parameters
    ----------
    work
        Of the build, with no article pending.

    Returns
    -------
    count
        Of incidents.
    """
    with work.stages.stage("Merging reports"), _uncollected():
        with work.timed("store"):
            for item in work.store.articles.analyses(work.build_id, work.rules_version):
                if isinstance(item, Rejected):
                    work.rejected.append(item)
                    work.n_failed += 1
                else:
                    work.analyses.append(item)
        verdicts = review_analyses(work)
        with work.timed("merge"):
            kept, version = work.out / _GROUPED, program_version()
            grouped = read_grouped(kept, version)
            merged = merge_reports(work.analyses, verdicts=verdicts, grouped=grouped)
            # Without it the next night weighs all pairs again: no reason to fail this one.
            with suppress(OSError):
                write_grouped(kept, version, grouped)
        with work.timed("store"):
            known = work.store.builds.known(
                (report.report_id for incident in merged for report in incident.reports),
                (incident.event_id for incident in merged),
            )
        with work.timed("merge"):
            work.incidents, work.changes = assign_ids(
                merged, known.previous, known.retired, known.used
            )
    return len(work.incidents)


def publish_build(work: Workspace) -> Published:
    """
    Write all files beside the published build, show them in one step, and record that.

    Parameters
    ----------
    work
        Of the build, merged.

    Returns
    -------
    published
        The build's folder and its counts.

    Raises
    ------
    BuildError
        When the build would be worse than what is there: that stays.
    """
    with work.stages.stage("Writing map and layers"), _uncollected():
        with work.timed("write"):
            staged = stage(work.out, work.build_id)
            files = _write_files(work, staged)
            work.store.builds.check_running(work.build_id)
            folder = publish(work.out, staged)
        record_build(work)
        _prune(work)
    counts = [count_named(analysis) for analysis in work.analyses]
    return Published(
        folder=folder,
        n_read=work.n_read,
        n_rejected=len(work.rejected),
        n_toponyms=sum(n_toponyms for n_toponyms, _ in counts),
        n_resolved=sum(n_resolved for _, n_resolved in counts),
        n_incidents=len(work.incidents),
        files=tuple(path.name for path in files),
        n_analysed=work.n_analysed,
        changes=_count_changes(work),
        seconds=dict(work.seconds),
    )


def _prune(work: Workspace) -> None:
    kept = work.site.publishing
    horizon = work.started - timedelta(days=kept.keep_days)
    prune(work.out, keep=kept.keep_builds, newer_than=horizon, now=work.started)


def _write_files(work: Workspace, staged: Path) -> list[Path]:
    previous = shown_build(work.out)
    pieces = recall_pieces(work.out / _PIECES, program_version(), previous)
    limit = quote_limit(work.site.sources, work.started.date())
    analyses, incidents = limit_quotes(work.analyses, work.incidents, limit)
    files = write_build(
        staged,
        build_id=work.build_id,
        analyses=analyses,
        incidents=incidents,
        rejected=work.rejected,
        model_version=work.analyst.model_version,
        gazetteer_version=work.analyst.gazetteer_version,
        built_at=work.started,
        sources=work.site.named,
        title=work.site.title,
        previous=previous,
        id_changes=work.changes,
        pieces=pieces,
    )
    faults = " ".join(find_faults(staged, previous, work.site.limits))
    if faults:
        msg = f"Nothing was published, {work.out / 'latest'} is as before. {faults}"
        raise BuildError(msg)
    # Without it the next night writes all of them anew.
    with suppress(OSError):
        pieces.keep(work.out / _PIECES, program_version())
    return files


def record_build(work: Workspace) -> None:
    """
    Note in the store that the build is shown; the next build does it if this one dies before.

    Parameters
    ----------
    work
        Of the build, published.
    """
    ended = datetime.now(UTC)
    summary = {
        "articles": {
            "read": work.n_read,
            "set_aside": len(work.rejected),
            "analysed": work.n_analysed,
            "failed": work.n_failed,
        },
        "incidents": len(work.incidents),
        "changes": _count_changes(work),
        "corrections": count_outcomes(work.outcomes),
        "rules": work.rules_version,
        "model": work.analyst.model_version,
        "gazetteer": work.analyst.gazetteer_version,
        "seconds": {name: round(spent, 3) for name, spent in sorted(work.seconds.items())},
    }
    with work.timed("store"):
        traces = {incident.event_id: trace_reports(incident) for incident in work.incidents}
        work.store.builds.record(work.build_id, traces, ended=ended, summary=summary)
    times = {"started": _utc(work.started), "ended": _utc(ended)}
    _write_note(work.out, {"build_id": work.build_id, **times, **summary})


def _write_note(out: Path, note: dict[str, Any]) -> None:
    """Write the last build's figures where a monitor finds them without the store."""
    # Beside the builds: two builds of the same articles are alike but for these figures.
    fresh = out / ".build-new.json"
    fresh.write_text(json.dumps(note, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    fresh.replace(out / "build.json")


def _count_changes(work: Workspace) -> dict[str, int]:
    return dict(sorted(Counter(change.kind for change in work.changes).items()))


def _utc(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def _uncollected() -> Iterator[None]:
    # What a build reads, merges and lays out lives until it ends, and none of it refers back
    # to itself: looking for cyclic garbage there took a fifth of a night's time.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # The first collection after it would walk through all of it once; the end of the build
        # thaws it.
        gc.freeze()
        if was_enabled:
            gc.enable()
