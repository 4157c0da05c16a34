"""Analysts' corrections in a build: taken in, applied, and what became of each written down."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from flows.apart import NOT_THE_ARTICLE
from flows.workspace import Workspace
from geo.errors import DatelineError
from geo.model import Analysis, Decided
from geo.review.applying import CONTRADICTED, NOT_APPLIED, Outcome, Reviewed, apply_corrections
from geo.review.copies import FOLDER, INBOX, write_outcomes
from geo.review.desk import inbox_files, restore_copy, take_files
from geo.review.lessons import fallen_lessons
from geo.review.verdicts import NO_VERDICTS, Verdicts
from geo.store import Store


def review_analyses(work: Workspace) -> Verdicts:
    """
    Take in what lies in the inbox, and apply all corrections to tonight's analyses.

    Parameters
    ----------
    work
        Of the build, all articles analysed; its analyses are replaced.

    Returns
    -------
    verdicts
        For merging.
    """
    with work.timed("merge"):
        for note in restore_copy(work.store, work.out, work.started):
            work.stages.note("warning", note)
        _take_inbox(work)
        corrections = work.store.corrections.all()
        if not corrections:
            return NO_VERDICTS
        reviewed = apply_corrections(
            work.analyses,
            corrections,
            partial(_read_anew, work),
            with_comments=work.site.publish_comments,
        )
        work.analyses = reviewed.analyses
        work.outcomes = reviewed.outcomes
        write_outcomes(work.out / FOLDER, reviewed.outcomes)
        _tell_left_out(work, reviewed)
        return reviewed.verdicts


def _read_anew(work: Workspace, analysis: Analysis, decided: tuple[Decided, ...]) -> Analysis:
    """Find what an article reports with names decided by analysts, once for each decision."""
    known = analysis.reread.decided if analysis.reread else ()
    if known == decided or work.analyst.reread is None:
        return analysis
    found = replace(analysis, reread=None)
    if decided:
        try:
            found = work.analyst.reread(analysis, decided)
        except NOT_THE_ARTICLE:
            raise
        except Exception as error:  # noqa: BLE001 - one bad article must not cost the night's map
            reason = f"{type(error).__name__}: {error}"
            name = analysis.article.path or analysis.article.article_id
            work.stages.note("warning", f"{name} was not read anew: {reason}. Please report this.")
    # Rows of the next sheet may be about what was found.
    work.store.articles.save([found], work.rules_version)
    return found


def count_outcomes(outcomes: tuple[Outcome, ...]) -> dict[str, int]:
    """Count what became of corrections, by state."""
    return dict(sorted(Counter(each.state for each in outcomes).items()))


def _take_inbox(work: Workspace) -> None:
    inbox = work.site.inbox or work.out / FOLDER / INBOX
    files = inbox_files(inbox)
    gazetteer = work.analyst.gazetteer
    if not files or gazetteer is None:
        return
    receipt = take_files(work.store, work.out, gazetteer, files, work.started, "")
    if receipt.added:
        work.stages.note("info", f"Took in {len(receipt.added)} corrections from {inbox}.")
    rejected = sum(each.is_rejected for each in receipt.problems)
    if rejected:
        listed = work.out / FOLDER / "problems.csv"
        message = f"{rejected} rows in {inbox} could not be taken: see {listed}."
        work.stages.note("warning", message)
    for note in teach_gazetteer(work.store, receipt.lessons, gazetteer.path.parent):
        work.stages.note("info", note)


def teach_gazetteer(
    store: Store, lessons: Sequence[tuple[str, str]], cache_dir: Path
) -> Iterator[str]:
    """
    Let the gazetteer know corrected names, and forget those that nobody stands for any more.

    Parameters
    ----------
    store
        Of the site, with all corrections.
    lessons
        Names, each with a place id.
    cache_dir
        Of the compiled gazetteer.

    Yields
    ------
    note
        What became of it: a build goes on either way.
    """
    from geo.gazetteer.editing import add_aliases, remove_aliases
    from geo.settings import Settings

    fallen = fallen_lessons(store.corrections.all())
    if not lessons and not fallen:
        return
    data_dir = Settings.from_env(os.environ).data_dir
    if data_dir is None:
        yield "No folder for the user's data is known: the gazetteer learned no names."
        return
    try:
        if lessons:
            add_aliases(cache_dir, data_dir, lessons)
            yield f"The gazetteer knows {len(lessons)} more names from the next build on."
        n_forgotten = remove_aliases(cache_dir, data_dir, fallen)
        if n_forgotten:
            yield f"The gazetteer forgets {n_forgotten} names from the next build on."
    except DatelineError as error:
        # The corrections themselves stand; only the gazetteer is as before.
        yield f"The gazetteer did not learn the corrected names: {error}"


def _tell_left_out(work: Workspace, reviewed: Reviewed) -> None:
    counts = count_outcomes(reviewed.outcomes)
    left_out = counts.get(NOT_APPLIED, 0) + counts.get(CONTRADICTED, 0)
    if left_out:
        message = f"{left_out} corrections could not be applied: see review/outcomes.csv."
        work.stages.note("warning", message)
