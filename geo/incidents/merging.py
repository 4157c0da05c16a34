"""Reports of the same happening become one incident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from geo.actors import canonical_actor
from geo.edits import Review
from geo.incidents.accounts import Account, as_told, make_accounts
from geo.incidents.claims import Claim, merge_casualties
from geo.incidents.copies import find_copies
from geo.incidents.ids import make_id, unique_ids
from geo.incidents.kept import Grouped
from geo.incidents.matching import Group, group_accounts
from geo.incidents.merged import best_first, merged_actor, merged_code, merged_status, merged_when
from geo.incidents.rules import MergeRules, shipped_rules
from geo.model import Analysis, Incident, Report
from geo.review.verdicts import NO_VERDICTS, Verdicts


def merge_reports(
    analyses: Sequence[Analysis],
    rules: MergeRules | None = None,
    verdicts: Verdicts = NO_VERDICTS,
    grouped: Grouped | None = None,
) -> tuple[Incident, ...]:
    """
    Merge the reports of all articles into incidents.

    Parameters
    ----------
    analyses
        In any order: the same ones give the same incidents. An article given
        twice counts once.
    rules
        Tables of types and words; None for those that ship with the project.
    verdicts
        What analysts say about which reports belong together, and what holds of
        an incident whatever is reported later.
    grouped
        How the same rules grouped texts and accounts before; spares work and decides nothing.
        Told how they were grouped now.

    Returns
    -------
    incidents
        Ordered by `event_id`; each report is in exactly one. A further copy of
        an article changes nothing but counts.

    Notes
    -----
    Accounts near each other in space and time are weighed in pairs
    (`geo.incidents.evidence`) and grouped (`geo.incidents.matching`). What a group comes to:
    `status` the strongest told; type and sides as most independent sources have
    them; words, place and footprint of the most precise account, among equals
    the earliest published; dates the most precise, for what lasts from the
    first to the last day told; numbers as in `claims.merge_casualties`.
    """
    rules = rules or shipped_rules()
    ordered = sorted(analyses, key=lambda a: (a.article.article_id, a.article.text), reverse=True)
    unique = {analysis.article.article_id: analysis for analysis in ordered}
    telling = [analysis for analysis in unique.values() if analysis.reports]
    grouped = grouped or Grouped()
    sources = find_copies((analysis.article for analysis in telling), grouped.compared)
    accounts = make_accounts(telling, sources, rules, canonical_actor)
    groups = verdicts.regroup(group_accounts(accounts, rules, grouped), rules)
    incidents = verdicts.settle([_incident(group, rules) for group in groups])
    # Reports that agree in all they say may still be two happenings: then ids
    # are wanted twice, and numbered in an order that the input does not set.
    incidents.sort(key=_twin_order)
    ids = unique_ids([incident.event_id for incident in incidents])
    named = (replace(each, event_id=name) for each, name in zip(incidents, ids, strict=True))
    return tuple(sorted(named, key=lambda incident: incident.event_id))


def _twin_order(incident: Incident) -> tuple[str, int, int, float, str]:
    """Order incidents that would have one id by what a further copy leaves as it is."""
    shown = incident.reports[0]
    footprint = shown.footprint
    sources = -incident.n_sources
    return incident.event_id, sources, footprint.where_prec, footprint.radius_km, shown.report_id


def _incident(group: Group, rules: MergeRules) -> Incident:
    accounts = best_first(group.accounts)
    founding = _founding(accounts)
    event_type, sub_event_type = merged_code(accounts, rules)
    return Incident(
        event_id=make_id(founding.report, founding.published),
        reports=_reports(accounts),
        event_type=event_type,
        sub_event_type=sub_event_type,
        status=merged_status(accounts),
        when=merged_when(accounts, rules),
        casualties=merge_casualties(_claims(accounts)),
        actor1=merged_actor(accounts, 0),
        actor2=merged_actor(accounts, 1),
        n_sources=len(frozenset[str]().union(*(account.sources for account in accounts))),
        rule=_rule(group, accounts),
        review=_review(group, accounts),
    )


def _founding(accounts: Sequence[Account]) -> Account:
    """Return the account published first, of several the first by what they tell."""
    earliest = min(account.published or date.max for account in accounts)
    first = [account for account in accounts if (account.published or date.max) == earliest]
    return min(first, key=lambda a: (as_told(a.report).key, a.key)) if len(first) > 1 else first[0]


def _claims(accounts: Sequence[Account]) -> list[Claim]:
    """Return what is said about those hurt; reports corrected together say it once."""
    by_correction: dict[str, list[Account]] = {}
    for number, account in enumerate(accounts):
        key = account.report.review.by("numbers") or str(number)
        by_correction.setdefault(key, []).append(account)
    return [
        same[0].claim if len(same) == 1 else _common_claim(same) for same in by_correction.values()
    ]


def _common_claim(accounts: Sequence[Account]) -> Claim:
    claims = [account.claim for account in accounts]
    words = dict.fromkeys(filter(None, (claim.casualties.text for claim in claims)))
    return Claim(
        casualties=replace(claims[0].casualties, text=" | ".join(words)),
        victims=frozenset(),
        sources=frozenset[str]().union(*(claim.sources for claim in claims)),
        told=max((claim.told for claim in claims if claim.told), default=None),
    )


def _review(group: Group, accounts: Sequence[Account]) -> Review:
    reviews = [report.review for account in accounts for report in account.reports]
    reviews.append(group.review)
    if not any(review.edits for review in reviews):
        return Review()
    edits = {edit for review in reviews for edit in review.edits}
    return Review(
        edits=tuple(sorted(edits, key=lambda edit: (edit.field, edit.correction_id))),
        on=max(review.on for review in reviews if review.on),
    )


def _reports(accounts: Sequence[Account]) -> tuple[Report, ...]:
    """Return all reports: the one to show, then the others by publication."""
    first = accounts[0].report
    others = [
        (account.published or date.max, report.article_id, report.report_id, report)
        for account in accounts
        for report in account.reports
        if report is not first
    ]
    return (first, *(report for *_, report in sorted(others, key=lambda other: other[:3])))


def _rule(group: Group, accounts: Sequence[Account]) -> str:
    if group.reason:
        return f"{len(accounts)} account{'s' if len(accounts) > 1 else ''}; {group.reason}"
    if len(accounts) == 1:
        return "one account"
    words = ", ".join(finding.words for finding in group.findings)
    rule = f"{len(accounts)} accounts; the weakest link: {words} ({group.margin:.1f} above the bar)"
    denials = sum(account.report.status == "denied" for account in accounts)
    if denials and merged_status(accounts) != "denied":
        rule += f"; {denials} of them denies it"
    return rule
