"""Tonight's analyses with all corrections in them, and what became of each correction."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from geo.edits import Review
from geo.model import Analysis, Decided, Place, Report, Resolution
from geo.review.binding import Named, Tonight
from geo.review.changing import change, mark, place_from, put_at, resolve_anew
from geo.review.choosing import Bound, Rank, choose
from geo.review.corrections import Correction
from geo.review.naming import as_reread, bind_names, is_of_name, names_to_read_with
from geo.review.verdicts import Link, Verdicts
from geo.review.wholes import locks_of, merges_against_splits, parts_of

APPLIED, REPLACED, UNDONE = "applied", "replaced", "undone"
CONTRADICTED, NOT_APPLIED = "contradicted", "not applied"
# Applied to each report by itself, in this order: a drawn footprint is of the named place.
_BY_REPORT = (
    "place",
    "geometry",
    "type",
    "status",
    "date",
    "numbers",
    "actors",
    "confirm",
    "comment",
)
# These say nothing about which reports belong together.
_NO_LINK = frozenset({"strike", "split", "merge", "comment"})

# Finds the events of an article with names decided by analysts; with none, as the program has it.
ReadAnew = Callable[[Analysis, tuple[Decided, ...]], Analysis]


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What became of a correction in one build.

    Attributes
    ----------
    correction
        Which.
    state
        `applied`, `replaced` (by a later one), `undone`, `contradicted` (by one
        of the same moment) or `not applied`.
    n_applied
        Reports, or toponyms, that it changed.
    reason
        Why not, or not wholly; empty when all is well.
    """

    correction: Correction
    state: str
    n_applied: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """
    A night's analyses after all corrections.

    Attributes
    ----------
    analyses
        In the order given; those that nobody corrected are the same objects.
    verdicts
        For merging.
    outcomes
        One for each correction, in the order they were made.
    """

    analyses: list[Analysis]
    verdicts: Verdicts
    outcomes: tuple[Outcome, ...]


def _leave(analysis: Analysis, _: tuple[Decided, ...]) -> Analysis:
    return analysis


def apply_corrections(
    analyses: Sequence[Analysis],
    corrections: Sequence[Correction],
    read_anew: ReadAnew = _leave,
    *,
    with_comments: bool = False,
) -> Reviewed:
    """
    Apply all corrections to a night's analyses.

    Parameters
    ----------
    analyses
        As the program has them.
    corrections
        All ever made, in any order: what comes out depends on their moments
        alone.
    read_anew
        For articles in which a name has a place that had none, or the reverse.
    with_comments
        Let records say what analysts said of them.

    Returns
    -------
    reviewed
        A later correction replaces an earlier one of the same field and report;
        of names, the more exactly meant one counts first (`this` before
        `article`, `context` and `name`). Two of the same moment that contradict
        each other are both left out.
    """
    if not corrections:
        return Reviewed(list(analyses), Verdicts(), ())
    return _Night(analyses, corrections, read_anew, with_comments).reviewed()


class _Night:
    """The corrections of one night, bound."""

    def __init__(
        self,
        analyses: Sequence[Analysis],
        corrections: Sequence[Correction],
        read_anew: ReadAnew,
        with_comments: bool,  # noqa: FBT001 - as `apply_corrections` has it
    ) -> None:
        ordered = sorted(corrections, key=lambda each: each.order)
        self.undone = {
            each.value["correction_id"]: each for each in ordered if each.field == "undo"
        }
        self.all = [Bound(each, each.comment if with_comments else "") for each in ordered]
        self.standing = [
            each
            for each in self.all
            if each.correction.field != "undo" and each.correction.correction_id not in self.undone
        ]
        anchors = [anchor for each in ordered for anchor in each.reports]
        alone = Tonight(analyses, anchors)
        corrected = [each for each in self.standing if is_of_name(each.correction)]
        self.names = bind_names(corrected, alone)
        decided = names_to_read_with(self.names, alone.by_article)
        self.analyses = [
            _as_read(each, decided.get(each.article.article_id, ()), read_anew) for each in analyses
        ]
        self.tonight = Tonight(self.analyses, anchors) if decided else alone
        self.fields: dict[tuple[str, str], list[tuple[Rank, Bound]]] = defaultdict(list)
        for bound in self.standing:
            self._bind(bound)

    def reviewed(self) -> Reviewed:
        fields = {key: won for key, found in self.fields.items() if (won := choose(found))}
        changed = _Changes(self.names, fields)
        analyses = [changed.analysis(each) for each in self.analyses]
        verdicts = self._verdicts(fields)
        return Reviewed(analyses, verdicts, tuple(self._outcome(each) for each in self.all))

    def _bind(self, bound: Bound) -> None:
        correction = bound.correction
        for anchor in correction.reports:
            found = self.tonight.find_report(anchor)
            if isinstance(found, str):
                bound.missing.append(found)
            here = [] if isinstance(found, str) else [found]
            reports = [*here, *self.tonight.find_reprints(anchor)]
            if reports:
                bound.reports[anchor.report_id] = list(
                    dict.fromkeys(each.report_id for each in reports)
                )
        # A comment that is not published changes nothing.
        if is_of_name(correction) or (correction.field == "comment" and not bound.comment):
            return
        if correction.field in (*_BY_REPORT, "strike", "lock"):
            is_exact = int(correction.target.startswith("report:"))
            # The later counts first here: who edits an incident sees what its reports became.
            for report_id in bound.report_ids:
                rank = (is_exact, correction.made_at)
                self.fields[report_id, correction.field].append((rank, bound))

    def _verdicts(self, fields: Mapping[tuple[str, str], Bound]) -> Verdicts:
        against = merges_against_splits(
            [
                (each.correction, each.reports)
                for each in self.standing
                if each.correction.field in ("merge", "split")
            ]
        )
        links = []
        for bound in self.standing:
            correction = bound.correction
            other = against.get(correction.correction_id)
            if other:
                bound.contradicted_by = other
                continue
            parts = parts_of(correction, bound.reports)
            is_said = correction.field in ("merge", "split")
            if is_said and len(frozenset[str]().union(*parts)) > 1:
                bound.n_applied = sum(map(len, parts))
            if is_said or (len(bound.report_ids) > 1 and correction.field not in _NO_LINK):
                order = ("merge", "split").index(correction.field) + 1 if is_said else 0
                review = Review((bound.edit,), correction.made_at.date()) if is_said else Review()
                link = Link(correction.correction_id, parts, review)
                links.append(((correction.made_at, order, correction.correction_id), link))
        ordered = tuple(link for _, link in sorted(links, key=lambda pair: pair[0]))
        return Verdicts(ordered, locks_of(_locking(fields)))

    def _outcome(self, bound: Bound) -> Outcome:
        correction = bound.correction
        undo = self.undone.get(correction.correction_id)
        missing = "; ".join(dict.fromkeys(bound.missing))
        if undo is not None:
            state, reason = UNDONE, f"by {undo.made_by}, {undo.made_at:%Y-%m-%d}"
        elif correction.field in ("comment", "undo") or bound.n_applied:
            state, reason = APPLIED, missing
        elif bound.contradicted_by:
            state = CONTRADICTED
            reason = f"{bound.contradicted_by} of the same moment says otherwise: undo one of them"
        elif bound.replaced_by:
            state, reason = REPLACED, f"by {bound.replaced_by}"
        else:
            state, reason = NOT_APPLIED, missing or "nothing of it is there tonight"
        return Outcome(correction, state, bound.n_applied, reason)


def _as_read(analysis: Analysis, decided: tuple[Decided, ...], read_anew: ReadAnew) -> Analysis:
    """Let an article report what it does with what is decided tonight, and with that alone."""
    if not decided and analysis.reread is None:
        return analysis
    found = read_anew(analysis, decided)
    if found.reread is not None and found.reread.decided == decided:
        return as_reread(found)
    return dataclasses.replace(found, reread=None)


class _Changes:
    """What was chosen for each toponym and report, applied article by article."""

    def __init__(
        self, names: Mapping[Named, Bound], fields: Mapping[tuple[str, str], Bound]
    ) -> None:
        self.names = names
        self.fields = fields
        self.articles = {named.article_id for named in names}
        self.report_ids = {report_id for report_id, _ in fields}

    def analysis(self, analysis: Analysis) -> Analysis:
        article_id = analysis.article.article_id
        is_named = article_id in self.articles
        if not is_named and not any(r.report_id in self.report_ids for r in analysis.reports):
            return analysis
        resolutions = tuple(self._resolution(article_id, each) for each in analysis.resolutions)
        by_start = {each.toponym.start: each for each in resolutions}
        reports = (self._report(each, by_start) for each in analysis.reports)
        kept = tuple(report for report in reports if report is not None)
        return dataclasses.replace(analysis, resolutions=resolutions, reports=kept)

    def _resolution(self, article_id: str, resolution: Resolution) -> Resolution:
        bound = self.names.get(Named(article_id, resolution.toponym.start))
        if bound is None:
            return resolution
        bound.n_applied += 1
        return resolve_anew(resolution, bound.correction)

    def _report(self, report: Report, by_start: Mapping[int, Resolution]) -> Report | None:
        struck = self.fields.get((report.report_id, "strike"))
        if struck is not None:
            struck.n_applied += 1
            if struck.correction.value["is_struck"]:
                return None
        bound = self.names.get(Named(report.article_id, _toponym_start(report)))
        at = report
        if bound is not None:
            bound.n_applied += 1
            place = place_from(bound.correction.value)
            if place is None:
                return None
            resolution = resolve_anew(report.resolution, bound.correction)
            there = put_at(report, resolution, _other(report, by_start))
            at = mark(report, there, bound)
        is_meant = bound is not None and report.report_id in bound.report_ids
        return self._fields(at, bound.correction if bound and is_meant else None)

    def _fields(self, report: Report, placed: Correction | None) -> Report:
        for name in _BY_REPORT:
            won = self.fields.get((report.report_id, name))
            if won is None:
                continue
            # An outline was drawn for the place that it had then.
            is_where = name in ("place", "geometry")
            if is_where and placed and won.correction.made_at < placed.made_at:
                won.replaced_by = placed.correction_id
                continue
            if name == "place":
                placed = won.correction
            won.n_applied += 1
            report = change(report, won)
        lock = self.fields.get((report.report_id, "lock"))
        if lock is not None:
            lock.n_applied += 1
            shown = lock.reports.get(lock.correction.value.get("shown", ""), ())[:1]
            if report.report_id in shown and lock.correction.value["is_locked"]:
                report = change(report, lock)
        return report


def _toponym_start(report: Report) -> int:
    return report.resolution.toponym.start


def _other(report: Report, by_start: Mapping[int, Resolution]) -> Place | None:
    other = report.relation.other
    found = by_start.get(other.start) if other else None
    return found.place if found else None


def _locking(
    fields: Mapping[tuple[str, str], Bound],
) -> list[tuple[Correction, frozenset[str]]]:
    held: dict[str, tuple[Correction, set[str]]] = {}
    for (report_id, name), bound in fields.items():
        if name == "lock":
            found = held.setdefault(bound.correction.correction_id, (bound.correction, set[str]()))
            found[1].add(report_id)
    return [(correction, frozenset(ids)) for correction, ids in held.values()]
