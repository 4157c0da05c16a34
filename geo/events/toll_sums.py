"""Tolls that add up several happenings, each of which the text then tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from geo.casualties.tolls import CasualtyMention, combine
from geo.events.happenings import Happening, dates_agree
from geo.events.sites import contains, is_narrow, is_same_place, place_of
from geo.grammar.clauses import is_class
from geo.language import Doc
from geo.model import Count

__all__ = ["is_told_by_place", "without_running", "without_sums"]

_KINDS = ("killed", "injured")
_VIOLENT = frozenset({"battle", "civilian_violence", "explosion"})
# What goes on for weeks, and what tells all that it has cost: "in all, 47 have died in protests".
_UNREST = frozenset({"protest", "battle", "civilian_violence"})
_RUNNING = re.compile(
    r"(?:\b(?:has|have)\s+(?:now|already|so\s+far)\b|^\W*(?:in\s+all|in\s+total|altogether|so\s+far)\b)",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:unrest|violence|protests|demonstrations|riots|conflict|crisis|uprising|crackdown"
    r"|insurgency|rebellion|turmoil|bloodshed)\b",
    re.IGNORECASE,
)


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


def without_running(
    doc: Doc, happening: Happening, own: Sequence[CasualtyMention]
) -> list[CasualtyMention]:
    """
    Take from what happened on a day the toll of the days around it.

    Parameters
    ----------
    doc
        The parsed article.
    happening
        Any.
    own
        Its tolls.

    Returns
    -------
    tolls
        Without the 300 of "nearly 300 have been killed since Sunday" and the 29
        of "the unrest has now claimed 29 lives", where two died on Tuesday.
    """
    if happening.code[0] not in _UNREST:
        return list(own)
    told = [m for m in happening.mentions if m.has_own_date and not m.is_sum]
    days = [m.when.start for m in told if m.when.start is not None]
    sentences = {m.sentence for m in told}
    of_day = [m for m in own if m.sentence in sentences and m.count.best]
    before = {
        m.sentence
        for m in happening.mentions
        if m.is_sum and m.when.start and days and m.when.start < min(days)
    }

    def is_running(mention: CasualtyMention) -> bool:
        text = doc[mention.sentence].sent.text
        is_sum = _RUNNING.search(text) is not None and _CAUSE.search(text) is not None
        return (is_sum or mention.sentence in before) and any(
            m.kind == mention.kind and m.sentence != mention.sentence for m in of_day
        )

    return [mention for mention in own if not is_running(mention)]


def is_told_by_place(
    doc: Doc,
    whole: Happening,
    own: Sequence[CasualtyMention],
    others: Sequence[tuple[Happening, Sequence[CasualtyMention]]],
) -> bool:
    """
    Tell an event of a region that the text then tells town by town.

    Parameters
    ----------
    doc
        The parsed article.
    whole
        Of a region or country.
    own
        Its tolls.
    others
        All other happenings with theirs, the parts that it had at places of
        their own among them.

    Returns
    -------
    is_told_by_place
        True for "bombs killed nine in Bihar" where six are then told dead in
        Patna and three in Gaya, and for "attacked three towns of Bihar";
        False for storms and plagues, which are in all of a region.
    """
    is_wide = bool(whole.sites) and not is_narrow(place_of(whole.sites[0]))
    if whole.code[0] == "hazard" or not is_wide:
        return False
    are_mixed = _is_of_attacks(doc, whole)
    dead: dict[str, int] = {}
    for other, told in others:
        is_alike = other.code == whole.code or (are_mixed and other.code[0] in _VIOLENT)
        if other is whole or not is_alike or not dates_agree(whole, other) or not other.sites:
            continue
        site = other.sites[0]
        number = _figure(combine(told).killed)
        if number and contains(place_of(whole.sites[0]), place_of(site)):
            dead[place_of(site).place_id] = number
    if len(dead) < 2:
        return False
    total = _figure(combine(own).killed)
    return sum(dead.values()) == total or (not total and _is_of_places(doc, whole))


def _is_of_attacks(doc: Doc, whole: Happening) -> bool:
    """Tell "attacks killed 12 across Iraq", by bombs, guns or both."""
    words = [doc[m.trigger.index] for m in whole.mentions]
    return whole.code[0] in _VIOLENT and any(
        word.tag_ == "NNS" and word.lemma_ in {"attack", "assault"} for word in words
    )


def _is_of_places(doc: Doc, whole: Happening) -> bool:
    """Tell "attacked three towns", "killed villagers in four hamlets"."""
    words = (word for m in whole.mentions for word in doc[m.trigger.index].subtree)
    return any(word.tag_ == "NNS" and is_class(word, "locality") for word in words)


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
