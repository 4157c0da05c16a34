"""Which happening the people hit belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.casualties import CasualtyMention, find_casualties
from geo.happenings import Happening
from geo.language import Doc, Token
from geo.links import link
from geo.model import Count
from geo.telling import is_looked_back_on, is_several
from geo.triggers import load_entries

__all__ = ["assign_casualties"]

_HARMFUL = frozenset(
    {"battle", "explosion", "civilian_violence", "hazard", "accident", "protest"},
)
# What people hit otherwise can belong to.
_KINDS: dict[str, frozenset[str]] = {
    "killed": _HARMFUL,
    "injured": _HARMFUL,
    "missing": _HARMFUL | {"displacement"},
    "displaced": frozenset({"displacement", "hazard", "battle", "explosion"}),
    "evacuated": frozenset({"displacement", "hazard", "accident"}),
    "infected": frozenset({"hazard"}),
    "detained": frozenset({"strategic", "protest"}),
    "abducted": frozenset({"civilian_violence"}),
}
# A toll in a sentence of its own belongs to what was told so many sentences before.
_NEAR = 3
_OTHER_CLAUSE = 100
_SEVERAL = 2


def assign_casualties(
    doc: Doc, happenings: Sequence[Happening]
) -> tuple[tuple[CasualtyMention, ...], ...]:
    """
    Give each toll of an article to the happening that it was told of.

    Parameters
    ----------
    doc
        The parsed article.
    happenings
        All of it, in text order.

    Returns
    -------
    tolls
        One tuple per happening, in the same order. A cumulative toll goes to
        none, unless it stands in the very clause of the campaign it counts.
    """
    tolls: list[list[CasualtyMention]] = [[] for _ in happenings]
    numbers = {sentence.start: n for n, sentence in enumerate(doc.sents)}
    mentions = find_casualties(doc)
    for mention in mentions:
        position = _owner(doc, mention, happenings, numbers)
        if position is not None:
            sharing = _sharing(doc, mention, happenings, position)
            sharing = _told_apart(doc, mention, mentions, happenings, sharing) or sharing
            for sharer in sharing:
                told = _own_total(mention, happenings[sharer])
                is_shared = len(sharing) > 1 or len(happenings[sharer].sites) > 1
                tolls[sharer].append(_at_most(told) if is_shared else told)
    return tuple(tuple(found) for found in tolls)


def _sharing(
    doc: Doc, casualty: CasualtyMention, happenings: Sequence[Happening], position: int
) -> list[int]:
    """Return the happenings, told in one breath of several places, that share a toll."""
    sentence = doc[casualty.trigger].sent.start if casualty.trigger >= 0 else casualty.sentence
    own = {m.trigger.index for m in happenings[position].mentions if m.sentence == sentence}
    return [
        other
        for other, happening in enumerate(happenings)
        if other == position or own & {m.trigger.index for m in happening.mentions}
    ]


def _told_apart(
    doc: Doc,
    casualty: CasualtyMention,
    casualties: Sequence[CasualtyMention],
    happenings: Sequence[Happening],
    sharing: Sequence[int],
) -> list[int]:
    """Return whose "seven" is in "killed seven at A and four at B": that of the place after it."""
    alike = [
        c.start for c in casualties if c.sentence == casualty.sentence and c.kind == casualty.kind
    ]
    if len(sharing) < _SEVERAL or len(alike) != len(sharing):
        return []
    starts = {n: doc[happenings[n].sites[0].first].idx for n in sharing if happenings[n].sites}
    order = sorted(starts, key=lambda n: starts[n])
    numbers = sorted(alike)
    marks = sorted(
        [*((start, "number") for start in numbers), *((at, "place") for at in starts.values())]
    )
    is_paired = all(kind == ("number", "place")[i % 2] for i, (_, kind) in enumerate(marks))
    return (
        [order[numbers.index(casualty.start)]] if is_paired and len(order) == len(numbers) else []
    )


def _own_total(casualty: CasualtyMention, happening: Happening) -> CasualtyMention:
    """Let "floods have killed 164 since Monday" count for those floods, which go on."""
    goes_on = happening.code[0] == "hazard" and any(
        m.sentence == casualty.sentence and (m.is_open or m.is_sum) for m in happening.mentions
    )
    return replace(casualty, is_cumulative=False) if goes_on else casualty


def _at_most(casualty: CasualtyMention) -> CasualtyMention:
    """Let a toll of several places be the most that each of them can have."""
    high = casualty.count.high
    return replace(casualty, count=Count(0 if high else None, None, high), is_shared=True)


def _owner(
    doc: Doc,
    casualty: CasualtyMention,
    happenings: Sequence[Happening],
    numbers: dict[int, int],
) -> int | None:
    allowed = _KINDS.get(casualty.kind, _HARMFUL)
    fitting = [n for n, h in enumerate(happenings) if h.code[0] in allowed]
    sentence = doc[casualty.trigger].sent.start if casualty.trigger >= 0 else casualty.sentence
    best: tuple[int, int] | None = None
    for position in fitting:
        for mention in happenings[position].all_mentions:
            if mention.sentence == sentence and mention.trigger.role != "call":
                distance = _distance(doc, casualty.trigger, mention.trigger.index)
                if best is None or distance < best[0]:
                    best = (distance, position)
    if best is not None:
        return best[1]
    if any(is_several(token) and _is_event_noun(token) for token in doc[sentence].sent):
        return None  # "at least 20 died in the two attacks"
    return _told_before(doc, numbers.get(sentence, 0), fitting, happenings)


def _is_event_noun(token: Token) -> bool:
    return ("n", token.lemma_.lower()) in load_entries()


def _distance(doc: Doc, one: int, other: int) -> int:
    if one == other:
        return 0
    tie = link(doc[one], doc[other])
    return abs(one - other) + (0 if tie else _OTHER_CLAUSE)


def _told_before(
    doc: Doc, number: int, fitting: Sequence[int], happenings: Sequence[Happening]
) -> int | None:
    """Return the happening last spoken of before a sentence that only gives a toll."""
    best: tuple[int, int] | None = None
    for position in fitting:
        told = [
            m
            for m in happenings[position].all_mentions
            if m.trigger.role != "call" and not is_looked_back_on(doc[m.trigger.index])
        ]
        before = [m.number for m in told if m.number < number]
        if before and number - max(before) <= _NEAR and (best is None or max(before) >= best[0]):
            best = (max(before), position)
    return best[1] if best else None
