"""Which accounts belong together: near pairs first, then groups that grow from them."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from geo.actors import actor_type
from geo.edits import UNREVIEWED, Review
from geo.incidents.accounts import Account, Days, days_of, place_key
from geo.incidents.evidence import BAR, BARRED, Finding, compare, compare_days, total
from geo.incidents.kept import Component, Grouped, KeptGroup
from geo.incidents.merged import merged_when
from geo.incidents.rules import MergeRules

# Dates further apart than this always bar (`evidence.compare_days`).
_MOST_DAYS_APART = 3


@dataclass(frozen=True, slots=True)
class Group:
    """
    Accounts taken for one happening.

    Attributes
    ----------
    accounts
        Never empty, ordered by content.
    margin
        Points above the bar of the weakest step that joined them; infinite for
        a single account.
    findings
        What spoke for and against in that step, between its most alike pair.
    reason
        Why an analyst put them together or apart; empty when none did.
    review
        Who did.
    """

    accounts: tuple[Account, ...]
    margin: float = math.inf
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    review: Review = UNREVIEWED


def group_accounts(
    accounts: Sequence[Account], rules: MergeRules, grouped: Grouped | None = None
) -> list[Group]:
    """
    Put accounts of the same happening together.

    Parameters
    ----------
    accounts
        Ordered by content, so that the result does not depend on the input's
        order.
    rules
        Tables of types and words.
    grouped
        How accounts were grouped by the same rules before; spares work and decides nothing.
        Told how they were grouped now.

    Returns
    -------
    groups
        Every account is in exactly one. Average linkage: the two groups that
        are most alike join first, as long as the mean over their pairs passes
        `evidence.BAR` and no pair bars the other. Dates are weighed between
        what the groups as a whole tell.
    """
    grouped = grouped or Grouped()
    unchanged = grouped.unchanged([account.digest for account in accounts])
    fresh = np.ones(len(accounts), dtype=bool)
    fresh[[at for members in unchanged for at in members]] = False
    scale = _Scale(accounts, rules)
    alike = [pair for pair in _near_pairs(accounts, rules, fresh) if scale.is_alike(*pair)]
    alike += (pair for members in unchanged for pair in pairwise(members))
    groups, components = [], []
    for members in map(tuple, _components(len(accounts), alike)):
        component = unchanged.get(members) or _weighed(members, scale)
        components.append(component)
        groups += [_group([accounts[at] for at in members], kept) for kept in component.groups]
    grouped.components = [each for each in components if all(each.digests)]
    return groups


def _weighed(members: Sequence[int], scale: _Scale) -> Component:
    position = {at: number for number, at in enumerate(members)}
    groups = (
        KeptGroup(
            tuple(position[at] for at in group.members),
            None if math.isinf(group.margin) else group.margin,
            group.findings,
        )
        for group in _grow(members, scale)
    )
    return Component(tuple(scale.accounts[at].digest for at in members), tuple(groups))


def _group(accounts: Sequence[Account], kept: KeptGroup) -> Group:
    margin = math.inf if kept.margin is None else kept.margin
    return Group(tuple(accounts[at] for at in kept.members), margin, kept.findings)


class _Scale:
    """Weighs pairs of accounts, each pair once."""

    def __init__(self, accounts: Sequence[Account], rules: MergeRules) -> None:
        self.accounts = accounts
        self.rules = rules
        self.alone = [_Growing.alone(at, self) for at in range(len(accounts))]
        self._findings: dict[tuple[int, int], list[Finding]] = {}

    def findings(self, one: int, two: int) -> list[Finding]:
        """Return all findings of a pair but the dates'."""
        pair = (one, two) if one < two else (two, one)
        if pair not in self._findings:
            self._findings[pair] = compare(
                self.accounts[one], self.accounts[two], self.rules, actor_type
            )
        return self._findings[pair]

    def points(self, one: int, two: int) -> float:
        """Return the points of a pair but the dates'."""
        return total(self.findings(one, two))

    def is_lasting(self, members: Iterable[int]) -> bool:
        """Tell whether all of these accounts tell of something that goes on for days."""
        return all(self.accounts[at].code in self.rules.lasting for at in members)

    def days(self, members: Sequence[int]) -> Days | None:
        """Return what these accounts as a whole tell."""
        if len(members) == 1:
            return self.accounts[members[0]].days
        return days_of(merged_when([self.accounts[at] for at in members], self.rules))

    def is_alike(self, one: int, two: int) -> bool:
        """Tell whether a pair alone would join."""
        dates = _dates(self.alone[one], self.alone[two])
        return dates.points > BARRED and self.points(one, two) + dates.points >= BAR


def _near_pairs(
    accounts: Sequence[Account], rules: MergeRules, fresh: NDArray[np.bool_]
) -> Iterator[tuple[int, int]]:
    """Yield the pairs with a fresh one that neither date, place nor type keeps apart at first."""
    if not accounts:
        return
    start, end = np.array([_window(account.days) for account in accounts]).T
    order = np.lexsort((np.arange(len(accounts)), start))
    start, end, fresh = start[order], end[order], fresh[order]
    bounds = np.array([accounts[i].report.footprint.geometry.bounds for i in order])
    west, south, east, north = bounds.T
    place, code, possible = _coded([accounts[i] for i in order], rules)
    last = np.searchsorted(start, end + _MOST_DAYS_APART, side="right")
    numbers = np.arange(len(order))
    new = np.flatnonzero(fresh)
    first_new = np.searchsorted(new, numbers, side="right")
    last_new = np.searchsorted(new, last)
    for i in range(len(order)):
        rest = numbers[i + 1 : last[i]] if fresh[i] else new[first_new[i] : last_new[i]]
        if not len(rest):
            continue
        meets = (west[rest] <= east[i]) & (east[rest] >= west[i])
        meets &= (south[rest] <= north[i]) & (north[rest] >= south[i])
        near = (meets | (place[rest] == place[i])) & possible[code[i], code[rest]]
        for j in rest[near].tolist():
            yield min(int(order[i]), int(order[j])), max(int(order[i]), int(order[j]))


def _window(days: Days | None) -> tuple[float, float]:
    return (float(days.start), float(days.end)) if days else (-math.inf, math.inf)


def _coded(accounts: Sequence[Account], rules: MergeRules) -> tuple[np.ndarray, ...]:
    """Give numbers to places and codes, and tell which codes may mean one happening."""
    places = {key: n for n, key in enumerate(sorted({place_key(a.report) for a in accounts}))}
    codes = {code: n for n, code in enumerate(sorted({account.code for account in accounts}))}
    possible = np.array([[rules.likelihood(a, b) > 0 for b in codes] for a in codes])
    return (
        np.array([places[place_key(account.report)] for account in accounts]),
        np.array([codes[account.code] for account in accounts]),
        possible,
    )


def _components(size: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    root = list(range(size))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    for one, two in pairs:
        first, second = sorted((find(one), find(two)))
        root[second] = first
    members: dict[int, list[int]] = {}
    for at in range(size):
        members.setdefault(find(at), []).append(at)
    return list(members.values())


def _grow(members: Sequence[int], scale: _Scale) -> list[_Growing]:
    """Join the groups of one component until nothing passes the bar."""
    groups = {at: scale.alone[at] for at in members}
    sums = {(one, two): scale.points(one, two) for one in members for two in members if one < two}
    queue: list[tuple[float, int, int, int, int]] = []

    def offer(one: int, two: int) -> None:
        first, second = groups[one], groups[two]
        if sums[one, two] > BARRED:
            mean = sums[one, two] / (len(first.members) * len(second.members))
            points = mean + _dates(first, second).points - BAR
            if points >= 0:
                heapq.heappush(queue, (-round(points, 9), one, two, first.size, second.size))

    for one, two in sums:
        offer(one, two)
    while queue:
        points, one, two, *sizes = heapq.heappop(queue)
        if one not in groups or two not in groups:
            continue
        if [groups[one].size, groups[two].size] != sizes:
            continue  # weighed before one of them grew
        groups[one] = groups[one].joined(groups.pop(two), -points, scale)
        for other in groups:
            if other != one:
                mine = (min(one, other), max(one, other))
                sums[mine] += sums[min(two, other), max(two, other)]
                offer(*mine)
    return list(groups.values())


@dataclass(frozen=True, slots=True)
class _Growing:
    """A group while it grows, by the numbers of its accounts."""

    members: tuple[int, ...]
    days: Days | None
    is_lasting: bool
    margin: float = math.inf
    findings: tuple[Finding, ...] = ()

    @classmethod
    def alone(cls, member: int, scale: _Scale) -> _Growing:
        """Begin a group with one account."""
        return cls((member,), scale.days([member]), scale.is_lasting([member]))

    @property
    def size(self) -> int:
        return len(self.members)

    def joined(self, other: _Growing, margin: float, scale: _Scale) -> _Growing:
        """Return both as one."""
        weakest = min((self, other), key=lambda group: group.margin)
        findings = weakest.findings
        if margin < weakest.margin:
            pairs = [(one, two) for one in self.members for two in other.members]
            one, two = max(pairs, key=lambda pair: scale.points(*pair))
            findings = (_dates(self, other), *scale.findings(one, two))
        members = tuple(sorted((*self.members, *other.members)))
        return _Growing(
            members,
            scale.days(members),
            self.is_lasting and other.is_lasting,
            min(margin, weakest.margin),
            findings,
        )


def _dates(one: _Growing, two: _Growing) -> Finding:
    """Weigh the dates that two groups as a whole tell."""
    return compare_days(one.days, two.days, is_lasting=one.is_lasting and two.is_lasting)
