"""Numbers of people as several reports tell them: whether they agree, what they come to."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from geo.model import Casualties, Count

_LATEST_UNKNOWN = date.min


@dataclass(frozen=True, slots=True)
class Claim:
    """
    What one source says about those hurt.

    Attributes
    ----------
    casualties
        As the report tells it.
    victims
        Classes of people it speaks of (`militant`, `security`, `civilian`);
        empty when it does not say, or speaks of people in general too.
    sources
        The independent sources that say so.
    told
        The day of publication, None when unknown.
    n_groups
        How many groups of people it tells apart: "74 militants; 46 others".
    trust
        Of the source, in [0, 1].
    """

    casualties: Casualties
    victims: frozenset[str]
    sources: frozenset[str]
    told: date | None
    n_groups: int = 1
    trust: float = 1.0


@dataclass(frozen=True, slots=True)
class _Told:
    count: Count
    victims: frozenset[str]
    sources: frozenset[str]
    told: date
    claim: Claim | None = None
    trust: float = 1.0


def merge_casualties(claims: Sequence[Claim]) -> Casualties:
    """
    Put together what the reports of one incident say about those hurt.

    Parameters
    ----------
    claims
        The most trustworthy first.

    Returns
    -------
    casualties
        Claims that can all be true narrow each other ("at least 5" and "7" give
        7). Claims that cannot give the lowest low, the highest high (none when
        the highest claim is open upwards) and as best the number that most
        independent sources support, among equals what the more trusted tells,
        then the latest told, then the higher. Claims about different people
        (militants here, police there) add up. `text` keeps every claim, ` | `
        between those of different reports.

    Examples
    --------
    >>> def claim(low, high, source, day):
    ...     count = Count(low, low, high)
    ...     return Claim(Casualties(count), frozenset(), frozenset({source}), date(2016, 10, day))
    >>> merge_casualties([claim(5, None, "a", 1), claim(7, 7, "b", 2)]).killed
    Count(low=7, best=7, high=7)
    >>> merge_casualties([claim(5, 5, "a", 1), claim(7, 7, "b", 2)]).killed
    Count(low=5, best=7, high=7)
    """
    kind = _affected_kind(claims)
    return Casualties(
        killed=_measure(claims, [claim.casualties.killed for claim in claims]),
        injured=_measure(claims, [claim.casualties.injured for claim in claims]),
        affected=_measure(
            claims,
            [
                claim.casualties.affected if claim.casualties.affected_kind == kind else Count()
                for claim in claims
            ],
        ),
        affected_kind=kind,
        text=" | ".join(_distinct(claim.casualties.text for claim in claims)),
    )


def speak_of_others(first: Claim, second: Claim) -> bool:
    """
    Tell whether two claims are about different people, so that numbers may differ.

    Parameters
    ----------
    first, second
        In either order.

    Returns
    -------
    different
        They name different classes, or one names a class that is only a part
        of the several groups that the other one tells apart.
    """
    if first.victims and second.victims and not first.victims & second.victims:
        return True
    return _is_part(first, second) or _is_part(second, first)


def _is_part(part: Claim, whole: Claim) -> bool:
    if part.n_groups > 1 or whole.n_groups < 2 or not part.victims:
        return False
    return not whole.victims or part.victims <= whole.victims


def counts_agree(first: Count, second: Count) -> bool:
    """
    Tell whether two numbers can both be true of the same people.

    Parameters
    ----------
    first, second
        A count that states nothing agrees with any.

    Returns
    -------
    agree
        Their ranges meet.

    Examples
    --------
    >>> at_least_5, exactly_5, exactly_7 = Count(5, 5, None), Count(5, 5, 5), Count(7, 7, 7)
    >>> counts_agree(at_least_5, exactly_7), counts_agree(exactly_5, exactly_7)
    (True, False)
    """
    low = max(_low(first), _low(second))
    return low <= min(_high(first), _high(second))


def is_told(count: Count) -> bool:
    """
    Tell whether a count states anything.

    Parameters
    ----------
    count
        As told.

    Returns
    -------
    told
        False when no bound is given.
    """
    return count != Count()


def gap(first: Count, second: Count) -> float:
    """
    Measure how far two numbers that cannot both be true are apart.

    Parameters
    ----------
    first, second
        Counts that state something.

    Returns
    -------
    doublings
        The binary logarithm of the ratio of the nearest bounds, counted from
        one person up; 0 when the counts agree.

    Examples
    --------
    >>> gap(Count(4, 4, 4), Count(9, 9, 9))
    1.0
    """
    low, high = max(_low(first), _low(second)), min(_high(first), _high(second))
    return 0.0 if low <= high else math.log2((low + 1) / (high + 1))


def _low(count: Count) -> float:
    return next((n for n in (count.low, count.best) if n is not None), 0)


def _high(count: Count) -> float:
    return math.inf if count.high is None else count.high


def _affected_kind(claims: Sequence[Claim]) -> str:
    kinds: dict[str, set[str]] = {}
    for claim in claims:
        if claim.casualties.affected_kind:
            kinds.setdefault(claim.casualties.affected_kind, set()).update(claim.sources)
    return max(kinds, key=lambda kind: len(kinds[kind]), default="")


def _distinct(texts: Iterable[str]) -> list[str]:
    first: dict[str, str] = {}
    for text in filter(None, texts):
        first.setdefault(text.casefold(), text)
    return list(first.values())


def _measure(claims: Sequence[Claim], counts: Sequence[Count]) -> Count:
    told = [
        _Told(
            count, claim.victims, claim.sources, claim.told or _LATEST_UNKNOWN, claim, claim.trust
        )
        for claim, count in zip(claims, counts, strict=True)
        if is_told(count)
    ]
    told = _without_parts(_last_word(told))
    by_victims: dict[frozenset[str], list[_Told]] = {}
    for item in told:
        by_victims.setdefault(item.victims, []).append(item)
    classes = [victims for victims in by_victims if victims]
    apart = sum(map(len, classes)) == len(frozenset().union(*classes))
    if len(classes) > 1 and apart:
        parts = [by_victims[victims] for victims in classes]
        told = [*by_victims.get(frozenset(), []), _sum(parts)]
    return _merge(told)


def _last_word(told: Sequence[_Told]) -> list[_Told]:
    """Drop what a later version of the same wire text, about the same people, replaced."""
    return [
        item
        for item in told
        if not any(
            later.told > item.told
            and later.victims == item.victims
            and later.sources >= item.sources
            for later in told
        )
    ]


def _without_parts(told: Sequence[_Told]) -> list[_Told]:
    """Drop what another claim counts among others: 46 policemen of 120 dead."""
    return [
        item
        for item in told
        if not any(
            item.claim
            and whole.claim
            and _is_part(item.claim, whole.claim)
            and _low(item.count) <= _low(whole.count)
            for whole in told
        )
    ]


def _sum(parts: Sequence[Sequence[_Told]]) -> _Told:
    counts = [_merge(part) for part in parts]

    def total(numbers: list[int | None]) -> int | None:
        known = [number for number in numbers if number is not None]
        return sum(known) if len(known) == len(numbers) else None

    count = Count(
        sum(count.low or 0 for count in counts),
        total([count.best for count in counts]),
        total([count.high for count in counts]),
    )
    everybody = [item for part in parts for item in part]
    sources = frozenset[str]().union(*(item.sources for item in everybody))
    told, trust = (max(item.told for item in everybody), max(item.trust for item in everybody))
    return _Told(count, frozenset(), sources, told, trust=trust)


def _merge(told: Sequence[_Told]) -> Count:
    if not told:
        return Count()
    counts = [item.count for item in told]
    low, high = max(map(_low, counts)), min(map(_high, counts))
    if low <= high:
        stated = [count for count in counts if count.low is not None]
        best = _best([item for item in told if low <= (item.count.best or 0) <= high])
        return Count(int(low) if stated else None, best, None if high == math.inf else int(high))
    top = max(counts, key=lambda count: (_top(count), count.high is None))
    return Count(
        int(min(map(_low, counts))),
        _best(told),
        None if top.high is None else int(max(_top(count) for count in counts)),
    )


def _top(count: Count) -> float:
    return max(n for n in (count.low, count.best, count.high) if n is not None)


def _best(told: Sequence[_Told]) -> int | None:
    sources: dict[int, set[str]] = {}
    latest: dict[int, date] = {}
    trust: dict[int, float] = {}
    for item in told:
        best = item.count.best
        if best is not None:
            sources.setdefault(best, set()).update(item.sources)
            latest[best] = max(latest.get(best, date.min), item.told)
            trust[best] = max(trust.get(best, 0.0), item.trust)
    support = Counter({best: len(names) for best, names in sources.items()})
    return max(
        support, key=lambda best: (support[best], trust[best], latest[best], best), default=None
    )
