"""What several accounts of one happening come to, field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from geo.incidents.accounts import Account
from geo.incidents.rules import Code, MergeRules
from geo.model import Actor, When

_T = TypeVar("_T")
_STRONGEST_FIRST = ("occurred", "claimed", "denied", "planned", "hypothetical")


def merged_status(accounts: Iterable[Account]) -> str:
    """
    Choose the strongest status that an account gives.

    Parameters
    ----------
    accounts
        Of one happening.

    Returns
    -------
    status
        What one account says occurred has occurred, though another only knows
        of a party's claim, or of its denial.
    """
    return min((account.report.status for account in accounts), key=_STRONGEST_FIRST.index)


def merged_code(accounts: Sequence[Account], rules: MergeRules) -> Code:
    """
    Choose the type that most independent sources give.

    Parameters
    ----------
    accounts
        Best first.
    rules
        Name the general sub-types, such as `attack`, which give way to any
        other.

    Returns
    -------
    code
        Type and sub-type; among equals the best account's.
    """
    telling = [account for account in accounts if account.code not in rules.general]
    return _most_supported(telling or accounts, lambda account: account.code)


def merged_actor(accounts: Sequence[Account], side: int) -> Actor:
    """
    Choose the name of a side that most independent sources use.

    Parameters
    ----------
    accounts
        Best first.
    side
        0 for `actor1`, 1 for `actor2`.

    Returns
    -------
    actor
        As the best account that uses the name writes it; without a name when
        nobody names this side.
    """
    naming = [account for account in accounts if account.sides[side]]
    if not naming:
        return Actor()
    names = _most_supported(naming, lambda account: tuple(sorted(account.sides[side])))
    best = next(account for account in naming if tuple(sorted(account.sides[side])) == names)
    return (best.report.actor1, best.report.actor2)[side]


def merged_when(accounts: Sequence[Account], rules: MergeRules) -> When:
    """
    Choose the dates that are told most precisely.

    Parameters
    ----------
    accounts
        Of one happening.
    rules
        Name the sub-types that last.

    Returns
    -------
    when
        For a happening that lasts, from the first to the last day told
        precisely; for a single blow the day that most independent sources
        tell, among equals the shortest time, then the earliest published.
        Without precise days the most precise told. The words are those of an
        account that tells these days.
    """
    ordered = sorted(accounts, key=_date_order)
    precise = [account for account in ordered if account.days and account.days.prec <= 2]
    if not precise:
        return ordered[0].report.when
    if not all(account.code in rules.lasting for account in precise):
        days = _most_supported(precise, lambda account: account.days)
        return next(account.report.when for account in precise if account.days == days)
    start = min(account.days.start for account in precise if account.days)
    end = max(account.days.end for account in precise if account.days)
    told = (a for a in precise if a.days and (a.days.start, a.days.end) == (start, end))
    words = next(told, precise[0]).report.when.text
    return When(date.fromordinal(start), date.fromordinal(end), words, 1 if start == end else 2)


def best_first(accounts: Iterable[Account]) -> list[Account]:
    """
    Order accounts of one happening, the one to show first.

    Parameters
    ----------
    accounts
        In any order.

    Returns
    -------
    accounts
        Those whose place an analyst set before others, those of the merged
        status before others, then the more trusted, points before regions,
        smaller footprints, precise days, numbers of people hurt, and the earliest
        published; at last by content.
    """
    listed = list(accounts)
    status = merged_status(listed)
    return sorted(
        listed,
        key=lambda account: (
            -account.report.review.rank,
            account.report.status != status,
            *_order(account),
        ),
    )


def _order(account: Account) -> tuple[float, int, float, int, bool, date, tuple[str, ...]]:
    footprint, harm = account.report.footprint, account.report.casualties
    return (
        -account.trust,
        max(2, footprint.where_prec),
        round(footprint.radius_km, 1),
        account.report.when.prec,
        harm.killed.low is None and harm.injured.low is None,
        account.published or date.max,
        account.key,
    )


def _date_order(account: Account) -> tuple[bool, int, int, date, tuple[str, ...]]:
    days = account.days
    return (
        days is None,
        days.prec if days else 0,
        days.length if days else 0,
        account.published or date.max,
        account.key,
    )


def _most_supported(accounts: Sequence[Account], fact: Callable[[Account], _T]) -> _T:
    """Return the fact that most independent sources tell; the first told among equals."""
    sources: dict[_T, set[str]] = {}
    for account in accounts:
        sources.setdefault(fact(account), set()).update(account.sources)
    return max(sources, key=lambda told: len(sources[told]))
