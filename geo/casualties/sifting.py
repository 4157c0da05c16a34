"""What the statements of one sentence mean to each other: the same people, more of them, rivals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from geo.casualties.figures import is_of_other_side
from geo.casualties.tolls import CasualtyMention
from geo.casualties.words import hit_words
from geo.grammar.reporting import reporting_verbs
from geo.language import Doc, text_of

__all__ = ["sifted"]


def sifted(mentions: Sequence[CasualtyMention], doc: Doc) -> Iterator[CasualtyMention]:
    """
    Drop and mark statements by what else their sentence states.

    Parameters
    ----------
    mentions
        Of one sentence, in text order.
    doc
        The parsed article.

    Yields
    ------
    mention
        Without "shot" of people told dead, and without the dead of "missing,
        presumed dead".
    """
    kept = [*_without_weak([*_without_presumed(mentions, doc)], doc)]
    kept = [replace(m, is_part=True) if _is_among(m, kept, doc) else m for m in kept]
    kept = [
        replace(m, is_more=True, is_total=False) if is_of_other_side(text_of(doc), m.start) else m
        for m in kept
    ]
    yield from _with_rivals([*_with_late_deaths(kept, doc)], doc)


_AMONG = re.compile(r"[^,;.]{0,40}?\s+among\s+(?:them|the\s+(?:dead|wounded|injured|victims))\b")


def _is_among(mention: CasualtyMention, all_: Sequence[CasualtyMention], doc: Doc) -> bool:
    """Tell the toddler of "eight people were hurt, a toddler and a nurse among them"."""
    has_whole = any(m.kind == mention.kind and m.end < mention.start for m in all_)
    return has_whole and _AMONG.match(text_of(doc), mention.end) is not None


_PRESUMED = frozenset({"presume", "fear", "believe", "assume", "suspect", "think"})


def _without_presumed(mentions: Sequence[CasualtyMention], doc: Doc) -> Iterator[CasualtyMention]:
    """Hold the missing for missing, and those whose bodies were found for dead."""
    missing = {m.start for m in mentions if m.kind == "missing"}
    found = {m.start for m in mentions if doc[m.trigger].lower_ in {"bodies", "corpses", "remains"}}
    for mention in mentions:
        if mention.kind == "missing" and mention.start in found:
            continue
        is_presumed = doc[mention.trigger].head.lemma_ in _PRESUMED
        if not (is_presumed and mention.kind == "killed" and mention.start in missing):
            yield mention


_OF_INJURED = re.compile(r"[\w-]+\s+of\s+the\s+(?:injured|wounded)\b", re.IGNORECASE)


def _with_late_deaths(mentions: list[CasualtyMention], doc: Doc) -> Iterator[CasualtyMention]:
    """Count "two of whom later died", said of the injured, on top of those killed before."""
    for position, mention in enumerate(mentions):
        before = [m.kind for m in mentions[:position]]
        is_of_injured = ("killed" not in before and "injured" in before) or _OF_INJURED.match(
            text_of(doc), mention.start
        )
        is_late = mention.kind == "killed" and mention.is_part and is_of_injured
        yield replace(mention, is_part=False, is_more=True, who="others") if is_late else mention


_RIVAL = re.compile(r"\b(?:but|while|whereas|although|though|however)\b", re.IGNORECASE)


# What sets another source's figure against one told before, and what brings that up to date.
_OTHER_FIGURE = re.compile(
    r"\b(?:put(?:s|ting)?|gave|gives?)\s+(?:an?|the|that|their|its)\s+(?:[a-z]+\s+){0,2}?"
    r"(?:tolls?|figures?|numbers?|counts?|losses)\b(?!\s+now\b)"
    r"|\bcounted\s+(?=[\w,-]+\s+(?:bodies|corpses)\b)",
    re.IGNORECASE,
)
_UPDATE = re.compile(
    r"\b(?:now|later|since|so\s+far|earlier|ris(?:e|es|en|ing)|rose|climb\w*|rais\w+|increas\w+|revis\w+"
    r"|updat\w+|new|latest|had\s+(?:put|given))\b",
    re.IGNORECASE,
)


def _with_rivals(mentions: list[CasualtyMention], doc: Doc) -> Iterator[CasualtyMention]:
    """Mark a figure that another source sets against one told before."""
    for position, mention in enumerate(mentions):
        before = [m for m in mentions[:position] if m.kind == mention.kind]
        is_bare = not (mention.who or mention.is_more)
        is_rival = bool(before) and is_bare and _is_set_against(before[-1], mention, doc)
        is_listed = any(m.kind == mention.kind for m in mentions[position + 1 :])
        is_other = not is_listed and _is_other_figure(mention, doc)
        yield replace(mention, is_rival=is_rival or is_other)


def _is_other_figure(mention: CasualtyMention, doc: Doc) -> bool:
    """Tell "the hospital put the toll at 15" and "they put it higher: 80 had died"."""
    sentence = doc[mention.trigger].sent
    text, end = sentence.text, mention.start - sentence.start_char
    return (
        not mention.is_more
        and _OTHER_FIGURE.search(text, 0, end) is not None
        and _UPDATE.search(text) is None
    )


def _is_set_against(one: CasualtyMention, other: CasualtyMention, doc: Doc) -> bool:
    verbs = {token.lemma_ for token in doc[one.trigger : other.trigger]}
    return _RIVAL.search(text_of(doc), one.end, other.start) is not None and bool(
        reporting_verbs() & verbs
    )


def _without_weak(mentions: Sequence[CasualtyMention], doc: Doc) -> Iterator[CasualtyMention]:
    """Drop "shot" where the same victims are told to be dead."""
    for mention in mentions:
        word = hit_words("object").get(doc[mention.trigger].lower_)
        if word and "weak" in word.flags and word.kind == mention.kind:
            others = [m for m in mentions if m.kind == "killed" and m.start < mention.end]
            if any(m.end > mention.start for m in others):
                continue
        yield mention
