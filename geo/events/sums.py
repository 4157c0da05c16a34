"""What adds several happenings up: "ten died in two crashes", "the two attacks", "in all"."""

from __future__ import annotations

from collections.abc import Sequence

from geo.events.happenings import Happening, dates_agree
from geo.events.links import may_be_one
from geo.events.sites import contains, is_narrow, place_of
from geo.events.telling import is_several
from geo.language import Doc, Token

__all__ = ["adds_up", "is_sum", "is_total", "spoken_of_together", "unplace_sums"]

# What a sentence that adds up several happenings begins with.
_TOTALS = ("in all", "in total", "altogether", "overall", "all told")
_APART = frozenset({"separate", "several", "different", "various", "multiple"})


def is_total(doc: Doc, group: Happening) -> bool:
    """Tell a sentence that begins with "in all"."""
    first = doc[group.mentions[0].sentence].sent.text.lower().lstrip()
    return first.startswith(_TOTALS)


def adds_up(doc: Doc, group: Happening, happenings: Sequence[Happening]) -> bool:
    """Tell "at least 20 died in the two attacks", each of which has been told."""
    several = [m for m in group.mentions if is_several(doc[m.trigger.index])]
    return any(
        sum(any(may_be_one(mention, other) for other in h.mentions) for h in happenings) > 1
        for mention in several
    )


def is_sum(doc: Doc, happening: Happening) -> bool:
    """Tell "two separate crashes in Kenya", a number of them in a wide area."""
    if not happening.sites or is_narrow(place_of(happening.sites[0])):
        return False
    return any(_is_counted(doc[m.trigger.index]) for m in happening.mentions)


def _is_counted(noun: Token) -> bool:
    return noun.tag_ == "NNS" and any(
        (child.dep_ == "nummod" and child.lower_ not in {"one", "1"}) or child.lower_ in _APART
        for child in noun.children
    )


def unplace_sums(doc: Doc, happenings: Sequence[Happening]) -> None:
    """
    Take its place from what is then told one by one; its day still dates them.

    Parameters
    ----------
    doc
        The parsed article.
    happenings
        In text order; "ten died in two crashes in Kenya" loses its place before
        a crash in Nakuru and one in Voi, and so is not published.
    """
    for happening in happenings:
        items = sum(_is_item(happening, other) for other in happenings)
        if items > 1 and is_sum(doc, happening):
            happening.place = None


def _is_item(whole: Happening, other: Happening) -> bool:
    if other is whole or not whole.sites or not other.sites:
        return False
    if not may_be_one(whole.best, other.best):
        return False
    is_inside = contains(place_of(whole.sites[0]), place_of(other.sites[0]))
    return is_inside and dates_agree(whole, other)


def spoken_of_together(
    doc: Doc, group: Happening, happening: Happening, happenings: Sequence[Happening]
) -> list[Happening]:
    """
    Return all that "the blasts" speaks of, when they were told of several places in one breath.

    Parameters
    ----------
    doc
        The parsed article.
    group
        The clause that speaks of them.
    happening
        The one of them that fits best.
    happenings
        All so far.

    Returns
    -------
    together
        Only `happening` for a clause with a place and for one blast.
    """
    best = group.best.trigger
    if group.place is not None or not best.is_definite or doc[best.index].tag_ != "NNS":
        return [happening]
    first = happening.mentions[0].trigger.index
    return [h for h in happenings if h.mentions[0].trigger.index == first]
