"""Where the people that a number counts were hit: "killed 12 in Nepal and seven in Tibet"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from geo.casualties.finding import CasualtyMention
from geo.casualties.words import hit_words
from geo.events.elsewhere import is_of_speaker
from geo.events.sites import Site, contains, place_of
from geo.grammar.clauses import complements, is_class
from geo.language import Doc, Span, Token

__all__ = ["place_of_toll"]

_AT = frozenset({"in", "at", "on", "near", "outside", "inside", "around"})
_WHOLE = frozenset({"them", "whom", "those"})
# Kinds of words that can stand between a number and the place of those it counts.
_SMALL = frozenset({"AUX", "ADP", "DET", "ADJ", "ADV", "PART", "PROPN"})
# "Italy recorded 12 deaths"
_COUNTERS = frozenset({"report", "record", "register", "confirm", "count", "have", "see"})
_HOMES = frozenset({"based", "born", "raised", "resident", "living", "stationed", "registered"})
_OPENINGS = frozenset({"and", "but", "meanwhile", "also"})
_JOINTS = frozenset({",", ";", "and"})
# Tokens from a number to its place at most, and from one name of a chain to the next.
_FARTHEST, _CHAIN = 10, 3


def place_of_toll(doc: Doc, casualty: CasualtyMention, sites: Sequence[Site]) -> Site | None:
    """
    Find the place that stands right beside a number of people hit.

    Parameters
    ----------
    doc
        The parsed article.
    casualty
        The number and what it counts.
    sites
        The article's places, in text order.

    Returns
    -------
    site
        The narrowest of "in Tacloban in Leyte province"; None without one, and
        for several at once: "in Bihar and Bengal".
    """
    counted = doc.char_span(casualty.start, casualty.end, alignment_mode="expand")
    if not counted:
        return None
    named = [site for site in sites if site.resolution.place is not None]
    before = next((s for s in named if s.last == counted.start - 1), None)
    if before is not None and doc[before.first - 1].lower_ in _JOINTS:
        return before  # "Mali had 29 deaths and Togo 17"
    if (item := _item(doc, counted, named)) is not None:
        return item
    if _is_in_care(doc[casualty.trigger]):
        return None
    # A number may be told up to its place: "a fifth death was reported from Hilla".
    after = [s for s in named if 0 <= s.first - counted.end <= _FARTHEST]
    is_next = bool(after) and after[0].first == counted.end
    if is_next or (after and _leads_to(doc, counted.end, after[0])):
        return _narrowest(doc, after)
    return _counter(doc[casualty.trigger], named) or _opening(doc, counted, named)


def _is_in_care(verb: Token) -> bool:
    """Tell "died at a hospital in Leeds", where the victim was only taken to."""
    return is_class(verb, "care_verb") and any(
        is_class(word, "care_place") for _, word in complements(verb)
    )


def _item(doc: Doc, counted: Span, named: Sequence[Site]) -> Site | None:
    """Find the place of an item: "in Hilla, it was a boy; in Kut, two monks"."""
    for site in named:
        before = doc[max(0, site.first - 2) : site.first]
        is_apart = site.last == counted.start - 2 and doc[counted.start - 1].text == ","
        if is_apart and before[-1].lower_ in _AT and before[0].lower_ in {";", "and"}:
            return site
    return None


def _leads_to(doc: Doc, start: int, site: Site) -> bool:
    """Tell whether nothing but the place of those counted follows a number."""
    between = doc[start : site.first]
    # The tagger takes a first "Near" for a name.
    openers = [t for t in between if t.pos_ == "ADP" or (t.is_sent_start and t.lower_ in _AT)]
    prepositions = {t.lower_ for t in openers if t.dep_ != "prt"}
    is_at = bool(prepositions & _AT) and prepositions <= _AT | {"of"}
    if any(token.lower_ in _HOMES for token in between):
        return False  # "37 men based in Samara were killed": elsewhere
    return is_at and all(_may_stand_between(token) for token in between)


def _may_stand_between(token: Token) -> bool:
    lower = token.lower_
    is_small = token.pos_ in _SMALL or token.dep_ in {"amod", "compound"}
    is_found = is_class(token, "find_dead")  # "six bodies turned up in Aden"
    if is_small or is_found or lower in _WHOLE or is_class(token, "locative"):
        return True
    return any(lower in hit_words(frame) for frame in ("object", "state", "subject"))


def _narrowest(doc: Doc, sites: Sequence[Site]) -> Site | None:
    """Go on from a place to the one around or inside it; none when another is listed."""
    found = sites[0]
    for site, following in pairwise(sites):
        gap = doc[site.last + 1 : following.first]
        if any(token.pos_ == "NUM" for token in gap):
            return found  # "in Solano and three in Napa"
        if len(gap) > _CHAIN:
            break
        if any(token.pos_ == "CCONJ" for token in gap):
            return None
        owner, inner = doc[found.head], doc[following.head]
        # "At Moscow's Domodedovo airport"
        is_owner = owner.dep_ == "poss" and owner.head.i in {inner.i, inner.head.i}
        if is_owner or contains(place_of(found), place_of(following)):
            found = following
    # "In Hilla, police and medics said": no second place.
    heads = {site.head for site in sites}
    is_listed = any(c.dep_ == "conj" and c.i in heads for c in doc[found.head].children)
    return None if is_listed else found


def _opening(doc: Doc, counted: Span, named: Sequence[Site]) -> Site | None:
    """Find the place that a sentence begins with: "In the north, where it struck, 65 died"."""
    first = counted.sent.start + (counted.sent[0].lower_ in _OPENINGS)
    inside = [site for site in named if first < site.first < counted.start]
    if doc[first].lower_ not in _AT or not inside or not _leads_to(doc, first, inside[0]):
        return None
    if any(is_of_speaker(doc[site.head]) for site in inside[1:]):
        return None  # "In A, all was calm, and the mayor of B said that nine had died"
    return _narrowest(doc, inside)


def _counter(trigger: Token, named: Sequence[Site]) -> Site | None:
    """Find the country that tells its own dead: "Italy recorded 12 deaths"."""
    verb = next((t for t in trigger.ancestors if t.pos_ == "VERB"), None)
    if verb is None or trigger.pos_ != "NOUN" or verb.lemma_ not in _COUNTERS:
        return None
    subjects = {child.i for child in verb.children if child.dep_ == "nsubj"}
    return next((site for site in named if site.head in subjects), None)
