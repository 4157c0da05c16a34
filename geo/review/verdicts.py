"""What analysts say about whole incidents: which reports belong together, what is locked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from geo.actors import actor_type
from geo.edits import UNREVIEWED, Edit, Review
from geo.incidents.accounts import Account
from geo.incidents.evidence import compare, compare_days, total
from geo.incidents.matching import Group
from geo.incidents.rules import MergeRules
from geo.model import Actor, Casualties, Incident, When


@dataclass(frozen=True, slots=True)
class Link:
    """
    Reports that belong together, or to different happenings.

    Attributes
    ----------
    correction_id
        Who says so.
    parts
        Ids of reports: those of one part belong together. Two parts or more are
        different happenings.
    review
        The merge or split; empty where they were only corrected as one.
    """

    correction_id: str
    parts: tuple[frozenset[str], ...]
    review: Review = UNREVIEWED


@dataclass(frozen=True, slots=True)
class Locked:
    """
    What holds of an incident whatever is reported later; None where nothing is locked.

    Attributes
    ----------
    correction_id
        Who says so.
    report_ids
        The incident is the one with most of them.
    review
        The locked fields, and when they were locked.
    """

    correction_id: str
    report_ids: frozenset[str]
    review: Review
    code: tuple[str, str] | None = None
    status: str | None = None
    when: When | None = None
    casualties: Casualties | None = None
    actors: tuple[Actor, Actor] | None = None


@dataclass(frozen=True, slots=True)
class Verdicts:
    """
    All that analysts say about whole incidents.

    Attributes
    ----------
    links
        In the order they were said: a later one counts more.
    locks
        Likewise.
    """

    links: tuple[Link, ...] = ()
    locks: tuple[Locked, ...] = field(default=())

    def regroup(self, groups: Sequence[Group], rules: MergeRules) -> list[Group]:
        """
        Join and part groups as analysts say.

        Parameters
        ----------
        groups
            As the program groups accounts.
        rules
            To weigh to which part an account goes that none of them speaks of.

        Returns
        -------
        groups
            Every account is in exactly one.
        """
        if not self.links:
            return list(groups)
        found = dict(enumerate(groups))
        holder = {name: at for at, group in found.items() for name in _ids(group.accounts)}
        for link in self.links:
            wanted = frozenset[str]().union(*link.parts)
            at = sorted({holder[name] for name in wanted if name in holder})
            meant = [found[number] for number in at]
            changed = _join(meant, link) if len(link.parts) == 1 else _part(meant, link, rules)
            if changed == meant:
                continue
            for number in at:
                del found[number]
            for number, group in enumerate(changed, max(found, default=-1) + len(at) + 1):
                found[number] = group
                holder.update(dict.fromkeys(_ids(group.accounts), number))
        return list(found.values())

    def settle(self, incidents: Sequence[Incident]) -> list[Incident]:
        """
        Let locked values stand.

        Parameters
        ----------
        incidents
            As merged.

        Returns
        -------
        incidents
            In the same order.
        """
        settled = list(incidents)
        if not self.locks:
            return settled
        holder = {r.report_id: at for at, each in enumerate(settled) for r in each.reports}
        for lock in self.locks:
            held = [holder[name] for name in sorted(lock.report_ids) if name in holder]
            if held:
                at = max(sorted(set(held)), key=held.count)
                settled[at] = _locked(settled[at], lock)
        return settled


NO_VERDICTS = Verdicts()


def _ids(accounts: Iterable[Account]) -> set[str]:
    return {report.report_id for account in accounts for report in account.reports}


def _as_group(accounts: Iterable[Account], reason: str, reviews: Iterable[Review]) -> Group:
    ordered = tuple(sorted(accounts, key=lambda account: account.key))
    told = list(reviews)
    edits = {edit for review in told for edit in review.edits}
    days = [review.on for review in told if review.on]
    review = Review(tuple(sorted(edits, key=_edit_order)), max(days, default=None))
    return Group(ordered, reason=reason, review=review)


def _join(meant: Sequence[Group], link: Link) -> list[Group]:
    if len(meant) < 2:
        return list(meant)
    accounts = (account for group in meant for account in group.accounts)
    return [_as_group(accounts, _SAID_SAME, [link.review, *(each.review for each in meant)])]


def _part(groups: Sequence[Group], link: Link, rules: MergeRules) -> list[Group]:
    parted: list[Group] = []
    for group in groups:
        # A copy goes with its original: the first part that names either has both.
        of_part = [
            [account for account in group.accounts if _part_of(account, link) == number]
            for number in range(len(link.parts))
        ]
        if sum(map(bool, of_part)) < 2:
            parted.append(group)
            continue
        named = [part for part in of_part if part]
        for account in group.accounts:
            if _part_of(account, link) is None:
                # The first among equals: the part that keeps the incident's id.
                max(named, key=lambda part: _likeness(account, part, rules)).append(account)
        parted += [_as_group(part, _SAID_OTHER, (link.review, group.review)) for part in named]
    return parted


def _part_of(account: Account, link: Link) -> int | None:
    ids = _ids([account])
    return next((number for number, part in enumerate(link.parts) if ids & part), None)


def _likeness(account: Account, part: Sequence[Account], rules: MergeRules) -> float:
    points = [
        total(compare(account, other, rules, actor_type))
        + compare_days(account.days, other.days, is_lasting=account.code in rules.lasting).points
        for other in part
    ]
    return sum(points) / len(points)


def _locked(incident: Incident, lock: Locked) -> Incident:
    told: Mapping[str, object] = {
        "status": lock.status,
        "when": lock.when,
        "casualties": lock.casualties and replace(lock.casualties, text=incident.casualties.text),
        "event_type": lock.code and lock.code[0],
        "sub_event_type": lock.code and lock.code[1],
        "actor1": lock.actors and lock.actors[0],
        "actor2": lock.actors and lock.actors[1],
    }
    edits = {*incident.review.edits, *lock.review.edits}
    days = [day for day in (incident.review.on, lock.review.on) if day]
    return replace(
        incident,
        **{name: value for name, value in told.items() if value is not None},  # type: ignore[arg-type]
        review=Review(tuple(sorted(edits, key=_edit_order)), max(days, default=None)),
    )


def _edit_order(edit: Edit) -> tuple[str, str]:
    return edit.field, edit.correction_id


_SAID_SAME = "an analyst says that they are the same happening"
_SAID_OTHER = "an analyst says that the other reports are of another happening"
