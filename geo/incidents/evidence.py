"""Do two accounts tell the same happening: points for and against, each with its words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

from geo.incidents.accounts import Account, Days, place_key
from geo.incidents.claims import counts_agree, gap, is_told, speak_of_others
from geo.incidents.rules import MergeRules
from geo.model import Count, Footprint

# Points are roughly natural log-odds, set by hand on made-up pairs
# (tests/merge_pairs.py). Two reports of one sub-type from the same town on the
# same day have 5.5: by the codebook's definition of an event they are one
# unless something speaks against it.
BAR = 4.2
_SAME_DAY = 2.0
# One of the two may have got the day wrong, or it happened about midnight.
_NEXT_DAY = -2.0
# What lasts may go on the next day: with the same sides it is one stretch of
# days. A month of fighting told day by day is not one event, though.
_GOES_ON, _LONGEST_CHAIN = -0.5, 7
_SAME_PLACE = {1: 2.0, 2: 2.0, 3: 1.2, 4: 0.5, 5: 0.7, 6: -1.0, 7: 0.0}
# Several things happen on one day in a city of a million.
_BIG_CITY, _BIG_CITY_LESS = 1_000_000, 0.4
# A report that only names the wider region, beside one that names the town.
_WIDER = {1: 0.3, 2: 0.3, 3: 0.0, 4: -0.6, 5: -0.6, 6: -1.5, 7: -1.0}
# The stage before has merged what one article tells twice: what it left apart
# it had reasons to.
_IN_ONE_ARTICLE = -1.0
_STATUS = {
    frozenset({"occurred", "claimed"}): -0.2,
    frozenset({"occurred", "denied"}): -1.0,
    frozenset({"claimed", "denied"}): -0.5,
    frozenset({"planned", "hypothetical"}): -1.0,
}


class Finding(NamedTuple):
    """
    One comparison of two accounts.

    Attributes
    ----------
    points
        Above 0 for the same happening, below 0 against it, minus infinity when
        they cannot be the same, whatever else is alike.
    words
        What was found; empty when it says nothing.
    """

    points: float = 0.0
    words: str = ""


BARRED = -math.inf
NOTHING = Finding()
Sides = tuple[frozenset[str], frozenset[str]]
ActorType = Callable[[str], str]


def compare(
    first: Account, second: Account, rules: MergeRules, actor_type: ActorType
) -> list[Finding]:
    """
    Weigh two accounts against each other, but for their dates.

    Parameters
    ----------
    first, second
        In either order: the findings are the same.
    rules
        Tables of types and words.
    actor_type
        Tells what kind of side a canonical name is; empty when unknown.

    Returns
    -------
    findings
        Those that say something. After one that bars, nothing more is looked
        at.
    """
    first, second = sorted((first, second), key=lambda account: account.key)
    found: list[Finding] = []
    for check in (_type, _status, _place, _numbers, _sides, _venue, _wording, _article):
        finding = check(first, second, rules, actor_type)
        if finding.words:
            found.append(finding)
        if finding.points == BARRED:
            break
    return found


def total(findings: Iterable[Finding]) -> float:
    """
    Add points up.

    Parameters
    ----------
    findings
        Of one comparison.

    Returns
    -------
    points
        Minus infinity when one bars.
    """
    return math.fsum(finding.points for finding in findings)


def compare_days(first: Days | None, second: Days | None, *, is_lasting: bool) -> Finding:
    """
    Weigh when two happenings are told to have been.

    Parameters
    ----------
    first, second
        In either order; None when unknown.
    is_lasting
        Both may go on for days: one day inside the other's span is the same
        happening, while a single blow is not the campaign it belongs to.

    Returns
    -------
    finding
        Bars when precise days lie two or more apart.

    Examples
    --------
    >>> compare_days(Days(10, 10, 1), Days(12, 12, 1), is_lasting=True).words
    '2 days apart'
    """
    if first is None or second is None:
        return Finding(0.0, "a day unknown")
    apart = max(first.start, second.start) - min(first.end, second.end)
    vague = max(first.prec, second.prec)
    if apart > 0:
        length = max(first.end, second.end) - min(first.start, second.start) + 1
        goes_on = is_lasting and length <= _LONGEST_CHAIN
        return _days_apart(apart, vague, goes_on=goes_on)
    if vague <= 2:
        return _days_meet(first, second, is_lasting=is_lasting)
    if 4 in {first.prec, second.prec}:
        return Finding(-0.5, "same year")
    if 3 not in {first.prec, second.prec}:
        return Finding(1.0, "about the same day")
    return _within(first, second)


def _days_apart(apart: int, vague: int, *, goes_on: bool) -> Finding:
    words = f"{apart} day{'s' if apart > 1 else ''} apart"
    if vague == 5 and apart <= 3:
        return Finding(-0.5 * apart, words)
    if apart > 1 or vague > 2:
        return Finding(BARRED, words)
    return Finding(_GOES_ON if goes_on else _NEXT_DAY, words)


def _days_meet(first: Days, second: Days, *, is_lasting: bool) -> Finding:
    if first[:2] == second[:2]:
        return Finding(_SAME_DAY, "same day" if first.length == 1 else "same days")
    if is_lasting:
        return Finding(1.5, "days overlap")
    if max(first.length, second.length) <= 3:
        return Finding(1.0, "days overlap")
    return Finding(-0.5, "one day of a longer time")


def _within(first: Days, second: Days) -> Finding:
    if first[:2] == second[:2]:
        return Finding(1.0, "same week or month")
    if max(first.length, second.length) <= 8:
        return Finding(0.5, "in the same week")
    return Finding(0.0, "in the same month")


def _type(first: Account, second: Account, rules: MergeRules, _: ActorType) -> Finding:
    likely = rules.likelihood(first.code, second.code)
    if not likely:
        return Finding(BARRED, "types that exclude each other")
    if likely == 1:
        return Finding(1.5, "same type")
    names = " and ".join(account.code[1].replace("_", " ") for account in (first, second))
    return Finding(3 * likely - 1.5, f"{names} may be one")


def _status(first: Account, second: Account, _: MergeRules, __: ActorType) -> Finding:
    statuses = frozenset({first.report.status, second.report.status})
    if len(statuses) == 1:
        return NOTHING
    return Finding(_STATUS.get(statuses, BARRED), " and ".join(sorted(statuses)))


def _place(first: Account, second: Account, _: MergeRules, __: ActorType) -> Finding:
    one, two = first.report.footprint, second.report.footprint
    shared, vague = _shared(one, two), max(one.where_prec, two.where_prec)
    place = first.report.resolution.place
    if place_key(first.report) == place_key(second.report):
        if not shared:
            return Finding(-1.5, "other parts of the same place")
        big = place is not None and place.population >= _BIG_CITY and vague <= 2
        return Finding(_SAME_PLACE[vague] - _BIG_CITY_LESS * big, "same place")
    if not shared:
        return Finding(BARRED, "other places")
    if vague > 2:
        return Finding(_WIDER[vague], "one place inside the other")
    if shared >= 0.5 and not _are_two_towns(first, second):
        return Finding(_WIDER[vague], "one place inside the other")
    return Finding(-1.5, "places beside each other")


def _shared(one: Footprint, two: Footprint) -> float:
    """Return how much of the smaller footprint the other one covers."""
    if one.geometry is two.geometry or one.geometry == two.geometry:
        return 1.0  # most reports of one town: spares the costly intersection
    # Degrees shrink with latitude for both alike: the ratio does not mind.
    smaller = min(one.geometry.area, two.geometry.area)
    if not smaller or not one.geometry.intersects(two.geometry):
        return 0.0
    return float(one.geometry.intersection(two.geometry).area / smaller)


def _are_two_towns(first: Account, second: Account) -> bool:
    # A quarter (PPLX) lies in its town; two towns are two places even where
    # the circles drawn around them overlap.
    places = [account.report.resolution.place for account in (first, second)]
    return all(
        place is not None and place.feature_class == "P" and place.feature_code != "PPLX"
        for place in places
    )


def _numbers(first: Account, second: Account, _: MergeRules, __: ActorType) -> Finding:
    harm = (first.report.casualties, second.report.casualties)
    if speak_of_others(first.claim, second.claim):
        return NOTHING
    pairs = [
        ("killed", harm[0].killed, harm[1].killed),
        ("injured", harm[0].injured, harm[1].injured),
    ]
    if harm[0].affected_kind == harm[1].affected_kind:
        pairs.append((harm[0].affected_kind, harm[0].affected, harm[1].affected))
    findings = [_number(*pair) for pair in pairs if is_told(pair[1]) and is_told(pair[2])]
    if any(finding.points < 0 for finding in findings):
        return _numbers_differ(first, second, [f for f in findings if f.points < 0])
    words = ", ".join(finding.words for finding in findings)
    return Finding(min(3.0, total(findings)), words)


def _number(kind: str, one: Count, two: Count) -> Finding:
    if not counts_agree(one, two):
        return Finding(-0.5 - 0.7 * gap(one, two), f"{kind} {_said(one)} against {_said(two)}")
    if one.low == two.low and one.low:
        # Large numbers seldom agree by chance.
        return Finding(min(2.2, 0.6 + 0.35 * math.log2(one.low + 1)), f"both {one.low} {kind}")
    return Finding(0.3, f"{kind} {_said(one)} and {_said(two)} agree")


def _said(count: Count) -> str:
    low = count.low if count.low is not None else count.best
    return (
        f"{low or 0}+"
        if count.high is None
        else f"{low or 0}-{count.high}"
        if (low != count.high)
        else str(low)
    )


def _numbers_differ(first: Account, second: Account, findings: list[Finding]) -> Finding:
    words = ", ".join(finding.words for finding in findings)
    if first.articles & second.articles:
        return Finding(BARRED, f"{words} in one article")
    points = max(-3.0, min(finding.points for finding in findings))
    # Tolls rise while the dead are counted: a later, higher number is usual.
    return Finding(points / 2 if _has_risen(first, second) else points, words)


def _has_risen(first: Account, second: Account) -> bool:
    if first.published is None or second.published is None or first.published == second.published:
        return False
    earlier, later = sorted((first, second), key=lambda account: str(account.published))
    return _hurt(later) >= _hurt(earlier)


def _hurt(account: Account) -> int:
    harm = account.report.casualties
    return (harm.killed.low or 0) * 1000 + (harm.injured.low or 0)


def _sides(first: Account, second: Account, rules: MergeRules, actor_type: ActorType) -> Finding:
    by_whom = first.code in rules.by_whom and second.code in rules.by_whom

    def are_others(one: str, two: str) -> bool:
        if _are_opposed(one, two, actor_type):
            return True
        return by_whom and _are_strangers(one, two, rules)

    straight = _sides_agree(first.sides, second.sides, are_others)
    swapped = _sides_agree(first.sides, second.sides[::-1], are_others)
    if rules.are_sides_free(first.code, second.code):
        # One names only this side of a fight, the other only that one: no fault.
        spoken = [finding for finding in (straight, swapped) if finding.words]
        best = max(spoken, default=NOTHING)
        is_whole = all((*first.sides, *second.sides))
        return best if best.points > 0 or is_whole or by_whom else NOTHING
    if swapped.points > 0 >= straight.points and all((*first.sides, *second.sides)):
        return Finding(-3.0, "the sides are the other way round")
    return straight


def _sides_agree(one: Sides, two: Sides, are_others: Callable[[str, str], bool]) -> Finding:
    points, words = 0.0, []
    for mine, theirs in zip(one, two, strict=True):
        if mine & theirs:
            points += 0.8
            words.append(f"both name {min(mine & theirs)}")
        elif mine and theirs and all(are_others(a, b) for a in mine for b in theirs):
            points -= 1.5
            words.append(f"{min(mine)} against {min(theirs)}")
    return Finding(points, ", ".join(words))


def _are_opposed(one: str, two: str, actor_type: ActorType) -> bool:
    """Tell whether two names are known to be two sides; unknown names may be anybody."""
    types = (actor_type(one), actor_type(two))
    if not all(types):
        return False
    if any(kind in {"armed_group", "militia"} for kind in types):
        return True
    # "Iraqi forces" and "Turkish forces", but not "Iraqi police".
    return one.rpartition(" ")[2] == two.rpartition(" ")[2]


def _are_strangers(one: str, two: str, rules: MergeRules) -> bool:
    """Tell whether two names share no word, and each says which people it means."""
    words = [set(name.casefold().split()) for name in (one, two)]
    return not words[0] & words[1] and all(name - rules.anybody for name in words)


def _venue(first: Account, second: Account, _: MergeRules, __: ActorType) -> Finding:
    if not first.venues or not second.venues or first.articles & second.articles:
        return NOTHING
    shared = first.venues & second.venues
    if shared:
        return Finding(0.8, f"both at: {min(shared)}")
    return Finding(-2.5, f"at: {min(first.venues)} against {min(second.venues)}")


def _wording(first: Account, second: Account, _: MergeRules, __: ActorType) -> Finding:
    if not first.stems or not second.stems or first.articles & second.articles:
        return NOTHING
    shared = len(first.stems & second.stems)
    share = 2 * shared / (len(first.stems) + len(second.stems))
    # One or two words shared by short sentences are little.
    points = 3.5 * (share - 0.12) * min(1.0, shared / 3 if shared else 1.0)
    points = min(2.0, max(-0.4, points))
    return Finding(points, f"wording {share:.0%} alike")


def _article(first: Account, second: Account, _: MergeRules, __: ActorType) -> Finding:
    if first.articles & second.articles:
        return Finding(_IN_ONE_ARTICLE, "told apart in one article")
    return NOTHING
