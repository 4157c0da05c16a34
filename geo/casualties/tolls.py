"""Adding up what a report tells of the people hit by one incident."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from geo.model import Casualties, Count

__all__ = ["CasualtyMention", "combine"]


@dataclass(frozen=True, slots=True)
class CasualtyMention:
    """
    One statement of how many people were hit in one way.

    Attributes
    ----------
    start, end
        Characters of the text: the number and the noun it counts.
    kind
        `killed`, `injured`, `displaced`, `evacuated`, `infected`, `detained`,
        `abducted` or `missing`.
    count
        By the codebook's rules; without bounds for a bare plural.
    who
        The victims as named: "IS militants"; empty for a bare number.
    label
        The number for display: `74+`; empty for a bare plural.
    is_cumulative
        A toll of more than one happening: since a date, of a year, of a war.
    is_hypothetical
        The clause is conditional, planned or feared.
    is_possible
        Of that, what may have happened already: "civilians may have died too".
    is_part
        Counted among others already: "including three children".
    is_shared
        Of several places together.
    is_definite
        Victims the text has named before, or by name: "the driver".
    is_more
        Said to come on top of others: "another 12".
    is_rival
        Another source's figure for people counted before.
    is_total
        A toll, which takes in all others: "the death toll rose to 43".
    trigger
        Index of the token that tells it.
    sentence
        Index of the first token of its sentence.
    """

    start: int
    end: int
    kind: str
    count: Count
    who: str
    label: str
    is_cumulative: bool = False
    is_hypothetical: bool = False
    is_possible: bool = False
    is_part: bool = False
    is_definite: bool = False
    is_more: bool = False
    is_rival: bool = False
    is_total: bool = False
    is_shared: bool = False
    trigger: int = -1
    sentence: int = -1


# Words that take in whoever was hit: such a figure is the sum of the others.
_ANYONE = frozenset(
    {"", "people", "person", "persons", "victims", "deaths", "fatalities", "injuries", "lives",
     "casualties", "bodies"}
)  # fmt: skip
# Of whom some may then be told one by one.
_CIVILIANS = frozenset(
    {"civilian", "resident", "villager", "citizen", "local", "inhabitant", "bystander"}
)
_BY_AGE = frozenset(
    {"man", "men", "woman", "women", "boy", "girl", "child", "children", "baby", "babie", "infant",
     "toddler", "teenager", "minor", "youth", "mother", "father", "son", "daughter", "grandmother",
     "grandfather"}
)  # fmt: skip
# Words by which news names the fallen of one side in turn.
_SIDES = (
    frozenset({"rebel", "militant", "insurgent", "guerrilla", "terrorist", "fighter", "gunman",
               "gunmen", "extremist", "jihadist"}),
    frozenset({"soldier", "trooper", "serviceman", "servicemen", "troop"}),
    frozenset({"policeman", "policemen", "police", "officer", "constable", "gendarme"}),
)  # fmt: skip
_VAGUE = ("tens", "dozens", "scores", "hundreds", "thousands", "millions")


def combine(mentions: Sequence[CasualtyMention]) -> Casualties:
    """
    Add up what one report tells of one incident.

    Parameters
    ----------
    mentions
        Of one incident, in text order.

    Returns
    -------
    casualties
        Sides and victims added; a figure told again, a part of another and a
        toll that replaces an earlier one counted once. Hypothetical and
        cumulative statements are left out. The `affected_kind` is that of the
        largest figure.

    Examples
    --------
    >>> rebels = CasualtyMention(0, 9, "killed", Count(75, 75, None), "rebels", "74+")
    >>> others = CasualtyMention(20, 29, "killed", Count(46, 46, None), "other people", "46+")
    >>> combine([rebels, others]).killed
    Count(low=121, best=121, high=None)
    >>> combine([rebels, others]).text
    '74+ rebels killed; 46+ other people killed'
    """
    usable = [m for m in mentions if not (m.is_hypothetical or m.is_cumulative)]
    own = {m.kind for m in usable if not m.is_shared and m.count != Count()}
    usable = [m for m in usable if not (m.is_shared and m.kind in own)]
    usable = _without_dead(usable)
    kinds = dict.fromkeys(m.kind for m in usable)
    chosen = {kind: _distinct([m for m in usable if m.kind == kind]) for kind in kinds}
    totals = {kind: _sum(m.count for m in victims) for kind, victims in chosen.items()}
    for kind in {m.kind for m in mentions if m.is_possible} & totals.keys():
        # "Civilians may also have been hurt": nobody knows how many at most.
        totals[kind] = replace(totals[kind], high=None)
    others = [kind for kind in totals if kind not in {"killed", "injured"}]
    affected = max(others, key=lambda kind: _size(totals[kind]), default="")
    texts = dict.fromkeys(_words(m) for victims in chosen.values() for m in victims)
    return Casualties(
        killed=totals.get("killed", Count()),
        injured=totals.get("injured", Count()),
        affected=totals.get(affected, Count()),
        affected_kind=affected if totals.get(affected, Count()) != Count() else "",
        text="; ".join(texts),
    )


_ONE = Count(1, 1, 1)
_VICTIM = frozenset({"victim", "him", "her", "he", "she"})


def _without_dead(mentions: Sequence[CasualtyMention]) -> list[CasualtyMention]:
    """Drop the wounds of the one man killed: "a man died", "the victim had stab wounds"."""
    killed = [m for m in mentions if m.kind == "killed" and m.count == _ONE]
    if not killed or any(_size(m.count) > 1 for m in mentions if m.kind == "killed"):
        return list(mentions)

    def is_dead(mention: CasualtyMention) -> bool:
        if mention.kind != "injured" or mention.count != _ONE:
            return False
        if not mention.is_definite:
            # "A man was shot. He died later."
            return all(m.is_definite and not m.who and m.start > mention.end for m in killed)
        head = _head(mention.who)
        is_named = mention.who[:1].isupper()
        return is_named or bool(head & _VICTIM) or any(head & _head(m.who) for m in killed)

    return [mention for mention in mentions if not is_dead(mention)]


def _words(mention: CasualtyMention) -> str:
    """Say who was hit: `74+ IS militants killed`, `dozens of people injured`."""
    of = " of" if mention.label.endswith(_VAGUE) and mention.who else ""
    all_places = "at several places together" if mention.is_shared else ""
    return " ".join(filter(None, (mention.label + of, mention.who, mention.kind, all_places)))


def _size(count: Count) -> int:
    """Return the figure to compare by: what is sure before what may be."""
    return next((v for v in (count.best, count.low, count.high) if v), 0)


def _sum(counts: Iterable[Count]) -> Count:
    """Add bounds; a bound that one part lacks is lacking in the sum."""
    known = [count for count in counts if count != Count()]
    if not known:
        return Count()
    lows = [count.low for count in known]
    low = None if all(value is None for value in lows) else sum(value or 0 for value in lows)
    best, high = (
        None if any(v is None for v in values) else sum(v or 0 for v in values)
        for values in ([c.best for c in known], [c.high for c in known])
    )
    return Count(low, best, high)


def _distinct(mentions: Sequence[CasualtyMention]) -> list[CasualtyMention]:
    """Choose the statements of one kind that speak of different people."""
    stated = [m for m in mentions if m.count != Count()]
    if any(_size(m.count) for m in stated):
        stated = [m for m in stated if _size(m.count)]
    whole = [m for m in stated if not m.is_part] or stated
    if all(m.is_more for m in whole):
        # "Killed nine of them and lost one man"
        whole = [m for m in stated if not m.is_part or m.kind == "killed"]
    new = [m for m in whole if not m.is_definite] or whole[:1]
    if all(m.is_more for m in new):  # "killing the driver", and one more died later
        new = [*(m for m in whole[:1] if m.who and m not in new), *new]
    new += [m for m in whole if _is_fallen_attacker(m, new)]
    if not new:
        return [m for m in mentions if m.who][:2]
    best: list[CasualtyMention] = []
    parts = 0
    for sentence in dict.fromkeys(m.sentence for m in new):
        now = _without_breakdown([m for m in new if m.sentence == sentence])
        number, most = _size(_sum(m.count for m in now)), _size(_sum(m.count for m in best))
        # "Eight were killed. Five died in a cafe. Three more were killed at a mill."
        is_part = parts > 0 and parts + number <= most and all(m.is_more for m in now)
        if not is_part:
            best = _disputed(best, now) or _joined(best, now)
        is_within = bool(best) and best[0] not in now and _speaks_of_all(best)
        parts = parts + number if is_within and parts + number <= most else 0
    return best


def _disputed(
    before: list[CasualtyMention], now: list[CasualtyMention]
) -> list[CasualtyMention] | None:
    """Widen what was told by another source's figure for the same people; None without one."""
    rivals = [m for m in now if m.is_rival and m.count.best]
    if not before or not rivals:
        return None
    same = [m for m in before if _same_people(m, rivals[0])] or before
    told = _sum(m.count for m in same)
    if not told.best:
        return None
    first = same[0] if len(same) == 1 else replace(same[0], count=told, who="")
    return [*(m for m in before if m not in same), _widened([first, rivals[0]])]


def _without_breakdown(mentions: list[CasualtyMention]) -> list[CasualtyMention]:
    """Drop parts that a sentence lists after their sum: "12 people, two women and ten men"."""
    if len(mentions) > 1 and any(m.is_rival for m in mentions):
        return [_widened(mentions)]
    totals = [m for m in mentions if m.is_total]
    if totals:
        return totals[-1:]
    for position, mention in enumerate(mentions):
        rest = [m for i, m in enumerate(mentions) if i != position]
        if (
            len(rest) > 1
            and mention.count.best
            and mention.count.best == _sum(m.count for m in rest).best
        ):
            return [mention]
    seen: dict[tuple[str, Count], CasualtyMention] = {}
    for mention in mentions:
        if ("", mention.count) in seen and mention.who in _ANYONE:
            continue  # a headline run into the text: "kills five", "killed five people"
        seen.setdefault((mention.who, mention.count), mention)
    return list(seen.values())


_ATTACKERS = frozenset(
    {"attacker", "assailant", "gunman", "gunmen", "shooter", "bomber", "perpetrator", "killer",
     "assassin", "hijacker", "suspect"}
)  # fmt: skip


def _is_attacker(mention: CasualtyMention) -> bool:
    return bool(_head(mention.who) & _ATTACKERS)


def _is_fallen_attacker(mention: CasualtyMention, victims: Sequence[CasualtyMention]) -> bool:
    """
    Tell "the attacker", told dead beside his victims, from one counted among them.

    In a sentence of his own he died otherwise, such as in a shootout later.
    """
    return (
        mention not in victims
        and _is_attacker(mention)
        and not any(_is_attacker(victim) for victim in victims)
        and any(victim.sentence == mention.sentence for victim in victims)
    )


def _widened(rivals: list[CasualtyMention]) -> CasualtyMention:
    """Hold two sources' figures for the same people as one with wider bounds."""
    first = rivals[0]
    lows = [m.count.low for m in rivals if m.count.low is not None]
    most = max(rivals, key=lambda m: _size(m.count))
    count = Count(min(lows, default=None), first.count.best, most.count.high)
    return replace(first, count=count, label="/".join(m.label for m in rivals))


def _joined(before: list[CasualtyMention], now: list[CasualtyMention]) -> list[CasualtyMention]:
    """Add a sentence's victims to those told before, unless they are the same people."""
    if not before:
        return now
    if _speaks_of_all(now) or _speaks_of_all(before):
        if all(m.is_more for m in now):
            return [*before, *now]
        # Of a total and its parts, or of an old and a new total, the larger holds; "at least
        # three" stay so when three are told one by one.
        sides = (
            (before, now) if _speaks_of_all(before) and not _speaks_of_all(now) else (now, before)
        )
        return max(sides, key=lambda side: _size(_sum(m.count for m in side)))
    is_again = any(_same_people(m, o) and m.count == o.count for m in before for o in now)
    if is_again or _are_among(now, before) or _are_one_by_one(now, before):
        # Told again, perhaps in other words for some: "a woman", "a female tourist".
        return max((now, before), key=lambda side: _size(_sum(m.count for m in side)))
    kept = [m for m in before if not any(_same_people(m, other) for other in now)]
    dropped = [m for m in before if m not in kept]
    if _size(_sum(m.count for m in dropped)) > _size(_sum(m.count for m in now)):
        return before
    return [*kept, *now]


def _are_one_by_one(parts: list[CasualtyMention], whole: list[CasualtyMention]) -> bool:
    """Tell "the driver and a passenger" of the "two teenagers" told dead before."""
    are_single = len(parts) > 1 and all(m.count == _ONE and not m.is_more for m in parts)
    return are_single and len(whole) == 1 and whole[0].count.best == len(parts)


def _speaks_of_all(mentions: list[CasualtyMention]) -> bool:
    return any(m.who.lower() in _ANYONE for m in mentions)


def _are_among(parts: list[CasualtyMention], whole: list[CasualtyMention]) -> bool:
    """Tell "two boys" and "a woman", told after "13 civilians" or "20 Syrians"."""
    heads = [head for m in whole for head in _head(m.who)]
    are_civilians = any(head in _CIVILIANS for head in heads)
    are_a_nation = any(m.who.istitle() and m.who.endswith("s") for m in whole)
    told = _BY_AGE | (_CIVILIANS if are_a_nation else frozenset())
    return (are_civilians or are_a_nation) and all(
        _head(m.who) & told and not m.is_more for m in parts
    )


def _same_people(one: CasualtyMention, other: CasualtyMention) -> bool:
    heads, others = _head(one.who), _head(other.who)
    if one.count == other.count and any(heads & side and others & side for side in _SIDES):
        return True
    return bool(heads & others)


def _head(who: str) -> set[str]:
    words = who.lower().split(" of ")[0].split()
    return {words[-1].rstrip("s")} if words else set()
