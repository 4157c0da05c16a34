"""Names that analysts decided about: which ones tonight, and what articles report with them."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from geo.edits import Review
from geo.incidents.accounts import as_told
from geo.model import Analysis, Decided, Report
from geo.review.binding import Named, Tonight
from geo.review.changing import place_from
from geo.review.choosing import Bound, Rank, choose
from geo.review.corrections import SCOPES, Correction


def is_of_name(correction: Correction) -> bool:
    """Tell whether a correction says what a name means, and not where an incident was."""
    return correction.field == "place" and bool(correction.value["is_name"])


def bind_names(corrected: Iterable[Bound], tonight: Tonight) -> dict[Named, Bound]:
    """
    Find what corrections say of tonight's names.

    Parameters
    ----------
    corrected
        Corrections of names; what is missing is noted in them.
    tonight
        Articles as the program has them.

    Returns
    -------
    names
        Each with the correction that counts.
    """
    found: dict[Named, list[tuple[Rank, Bound]]] = defaultdict(list)
    for bound in corrected:
        correction = bound.correction
        exact = [named for anchor in correction.reports for named in tonight.find_named(anchor)]
        if correction.toponym is not None:
            here = tonight.find_toponym(correction.toponym)
            if isinstance(here, str):
                bound.missing.append(here)
            else:
                exact.append(here)
        for named in exact:
            found[named].append(((len(SCOPES), correction.made_at), bound))
        if correction.scope != "this":
            reach = len(SCOPES) - SCOPES.index(correction.scope)
            for named in _same_names(correction, tonight):
                found[named].append(((reach, correction.made_at), bound))
    return {named: won for named, said in found.items() if (won := choose(said))}


def _same_names(correction: Correction, tonight: Tonight) -> list[Named]:
    toponym = correction.toponym
    anchors = [(each.toponym, each.article_id) for each in correction.reports]
    anchors += [(toponym.name, toponym.article_id)] if toponym else []
    country_code = (correction.value["place"] or {}).get("country_code", "")
    return [
        named
        for name, article_id in dict.fromkeys(anchors)
        for named in tonight.find_name(name, correction.scope, article_id, country_code)
    ]


def names_to_read_with(
    names: Mapping[Named, Bound], by_article: Mapping[str, Analysis]
) -> dict[str, tuple[Decided, ...]]:
    """
    Name the articles whose events must be found anew, with all that is decided in them.

    Parameters
    ----------
    names
        From `bind_names`.
    by_article
        As the program has them.

    Returns
    -------
    decided
        Only of articles in which a name has a place that had none, or has none any
        more. One that means another place takes its events there as they are.
    """
    found: dict[str, list[Decided]] = defaultdict(list)
    for named, bound in sorted(names.items(), key=lambda item: item[0]):
        found[named.article_id].append(Decided(named.start, place_from(bound.correction.value)))
    return {
        article_id: tuple(decided)
        for article_id, decided in found.items()
        if _is_news(by_article[article_id], decided)
    }


def _is_news(analysis: Analysis, decided: Iterable[Decided]) -> bool:
    is_known = {each.toponym.start: each.place is not None for each in analysis.resolutions}
    return any(is_known.get(each.start) is (each.place is None) for each in decided)


def as_reread(analysis: Analysis) -> Analysis:
    """
    Let an article report what was found with the analysts' names.

    Parameters
    ----------
    analysis
        Any.

    Returns
    -------
    analysis
        Its names as the program decided them, also in reports, which remember how
        the program alone told them. The same object when it was not reread.
    """
    if analysis.reread is None:
        return analysis
    resolutions = {each.toponym.start: each for each in analysis.resolutions}
    before = _alone(analysis.reports)
    n_now = Counter(each.trigger_span for each in analysis.reread.reports)
    decided = {each.start for each in analysis.reread.decided}
    reports = []
    for report in analysis.reread.reports:
        start = report.resolution.toponym.start
        # An event that moves keeps what its incident's id is made of.
        same = before.get(report.trigger_span) if n_now[report.trigger_span] == 1 else None
        told = as_told(same or report)
        reports.append(
            dataclasses.replace(
                report,
                resolution=resolutions[start] if start in decided else report.resolution,
                review=Review(told=told),
            )
        )
    return dataclasses.replace(analysis, reports=tuple(reports), reread=None)


def _alone(reports: Iterable[Report]) -> dict[object, Report]:
    """Return the reports whose words tell only one, by these words."""
    told: dict[object, list[Report]] = defaultdict(list)
    for report in reports:
        told[report.trigger_span].append(report)
    return {span: found[0] for span, found in told.items() if len(found) == 1}
