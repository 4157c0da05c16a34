"""Tolls that add up several happenings, each of which the text then tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geo.casualties.tolls import CasualtyMention, combine
from geo.events.happenings import Happening
from geo.events.sites import is_same_place
from geo.language import Doc
from geo.model import Count

__all__ = ["without_sums"]

_KINDS = ("killed", "injured")


def without_sums(
    doc: Doc, happenings: Sequence[Happening], tolls: Sequence[Sequence[CasualtyMention]]
) -> list[list[CasualtyMention]]:
    """
    Take from a happening the sum that an article opens with.

    Parameters
    ----------
    doc
        The parsed article.
    happenings
        All of it.
    tolls
        Of each.

    Returns
    -------
    tolls
        Without the 13 of "13 were killed by a bomber and a mine" where nine
        are then told dead in one town and four in another. What stands beside
        the sum in its sentence goes too.
    """
    kept = []
    for position, (happening, own) in enumerate(zip(happenings, tolls, strict=True)):
        others = [other for i, other in enumerate(tolls) if i != position]
        sums = {m.sentence for m in own if _is_sum(doc, happening, own, m, others)}
        kept.append([m for m in own if m.sentence not in sums])
    return kept


def _is_sum(
    doc: Doc,
    happening: Happening,
    own: Sequence[CasualtyMention],
    mention: CasualtyMention,
    others: Sequence[Sequence[CasualtyMention]],
) -> bool:
    value = _figure(mention.count)
    if mention.kind not in _KINDS or value < 2 or _is_placed(happening, mention.sentence):
        return False
    rest = _told_after(own, mention)
    parts = [number for other in others if (number := _told_after(other, mention))]
    total = rest + sum(parts)
    if len(parts) + bool(rest) > 1 and parts and total == value:
        return True
    are_several = len(parts) > 1 or _is_of_plural(doc, happening, mention.sentence)
    return bool(rest and parts) and are_several and total <= value


def _told_after(mentions: Sequence[CasualtyMention], mention: CasualtyMention) -> int:
    """Add up what the sentences behind one tell of people hit in the same way."""
    later = [m for m in mentions if m.sentence > mention.sentence and m.kind == mention.kind]
    told = combine(later)
    return _figure(told.killed if mention.kind == "killed" else told.injured)


def _figure(count: Count) -> int:
    return next((v for v in (count.best, count.low) if v), 0)


def _beside(happening: Happening, sentence: int) -> Iterator[int]:
    return (m.trigger.index for m in happening.all_mentions if m.sentence == sentence)


def _is_placed(happening: Happening, sentence: int) -> bool:
    """Tell whether the sentence of a toll puts it at the place of the happening."""
    return any(
        is_same_place(m.place, happening.place)
        for m in happening.all_mentions
        if m.sentence == sentence and m.place is not None
    )


def _is_of_plural(doc: Doc, happening: Happening, sentence: int) -> bool:
    """Tell "a string of shootings"."""
    return any(doc[i].tag_ == "NNS" for i in _beside(happening, sentence))
