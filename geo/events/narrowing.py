"""A second sentence that says where in the region told first: "the tree, in Ridge Park"."""

from __future__ import annotations

from collections.abc import Sequence

from geo.events.elsewhere import is_of_speaker, is_origin
from geo.events.happenings import Happening
from geo.events.scenes import Scenery
from geo.events.sites import Attachment, Site, contains, is_country, is_narrow, place_of
from geo.footprints.shapes import distance_km
from geo.grammar.clauses import complements, is_class
from geo.language import Doc, Span, Token
from geo.model import LonLat, Place

__all__ = ["narrow_down"]

# Sentences after the last of an event in which its place may be told.
_FOLLOWING = 2
_BESIDE = frozenset({"near", "outside", "around"})
# How far a town "outside" another can be.
_BESIDE_KM = 60.0
_LOCAL = frozenset({"in", "at", "near", "outside", "on", "inside"})
# Who or what the sentence before told of, where he or it does one of these things.
_PRONOUNS = frozenset({"it", "they", "he", "she", "both", "all"})
_BEING_THERE = frozenset(
    {"be", "lie", "find", "discover", "leave", "dump", "park", "stand", "happen", "occur", "sink",
     "founder", "crash", "fall", "collapse", "explode", "begin", "start", "stop"},
)  # fmt: skip


def narrow_down(
    doc: Doc, scenery: Scenery, happening: Happening, happenings: Sequence[Happening]
) -> None:
    """
    Put an event told only of a region in the town that the next sentence names.

    Parameters
    ----------
    doc
        The parsed article.
    scenery
        Its places.
    happening
        Changed in place when the sentence speaks of the very thing that has a
        part in it: "a tree fell on guests in California", "trapped under the
        tree in Whittier".
    happenings
        All of the article: a sentence of another event is that one's.
    """
    place = happening.place
    if place is None or len(place.sites) != 1 or not _is_rough(doc, place.sites[0]):
        return
    campus = _campus(scenery, place.sites[0])
    if campus is not None:
        rule = f"{campus.resolution.toponym.name!r}, where the text is from"
        happening.place, happening.place_rule = Attachment((campus,), place.cost, rule), rule
        return
    things = _things(doc, happening)
    others = {m.number for h in happenings if h is not happening for m in h.all_mentions}
    sentences = list(doc.sents)
    first = happening.mentions[0].number
    told = {mention.number for mention in happening.all_mentions}
    for number in range(first + 1, min(first + 1 + _FOLLOWING, len(sentences))):
        goes_on = number - 1 in told and _goes_on(sentences[number])
        is_of_it = goes_on or any(_is_again(word, things) for word in sentences[number])
        if number in others or not is_of_it:
            continue
        site = _town(doc, scenery, sentences[number].start, place.sites[0])
        if site is not None:
            name = site.resolution.toponym.name
            happening.place = Attachment((site,), place.cost, f"{name!r} in the next sentences")
            happening.place_rule = happening.place.rule
            return


def _campus(scenery: Scenery, site: Site) -> Site | None:
    """Return the dateline's town for a school that bears the name of its state."""
    if site.resolution.toponym.role != "part" or is_country(site) or is_narrow(place_of(site)):
        return None
    written = (s for s in scenery.sites if scenery.is_dateline(s) and s.resolution.place)
    return next((s for s in written if _holds(place_of(site), place_of(s))), None)


def _things(doc: Doc, happening: Happening) -> frozenset[str]:
    """Return the nouns for who and what has a part in an event."""
    words = [
        word
        for mention in happening.all_mentions
        for word in (
            *(doc[i] for i in (*mention.agents, *mention.patients)),
            *(noun for _, noun in complements(doc[mention.trigger.index])),
        )
    ]
    return frozenset(word.lemma_.lower() for word in words if word.pos_ == "NOUN")


def _is_rough(doc: Doc, site: Site) -> bool:
    """Tell a region, and "in a small town outside Yekaterinburg", from a town."""
    head = doc[site.head]
    is_beside = head.dep_ == "pobj" and head.head.lower_ in _BESIDE
    return is_beside or not is_narrow(place_of(site))


def _holds(region: Place, town: Place) -> bool:
    if not is_narrow(region):
        return contains(region, town)
    gap = distance_km(LonLat(region.lon, region.lat), LonLat(town.lon, town.lat))
    return region.place_id != town.place_id and gap <= _BESIDE_KM


def _is_again(word: Token, things: frozenset[str]) -> bool:
    """Tell "the tree" after "a tree"."""
    is_known = any(child.lower_ in {"the", "that", "this"} for child in word.children)
    return is_known and word.pos_ == "NOUN" and word.lemma_.lower() in things


def _goes_on(sentence: Span) -> bool:
    """Tell "They lay on a road in Villa Corona" behind "five bodies were found"."""
    root = sentence.root
    is_there = root.lemma_.lower() in _BEING_THERE
    return is_there and any(
        word.lower_ in _PRONOUNS and word.dep_ in {"nsubj", "nsubjpass"} for word in root.children
    )


def _town(doc: Doc, scenery: Scenery, sentence: int, region: Site) -> Site | None:
    for site in scenery.sites:
        head = doc[site.head]
        if head.sent.start != sentence or site.resolution.place is None:
            continue
        is_inside = is_narrow(place_of(site)) and _holds(place_of(region), place_of(site))
        if is_inside and _is_location(head) and not is_of_speaker(head) and not is_origin(head):
            return site
    return None


def _is_location(head: Token) -> bool:
    """Tell "in Whittier" and "at Whittier's Ridge Park"."""
    while head.dep_ in {"poss", "compound", "nmod"} or _is_town_of(head):
        head = head.head.head if _is_town_of(head) else head.head
    return head.dep_ == "pobj" and head.head.lower_ in _LOCAL


def _is_town_of(head: Token) -> bool:
    is_of = head.dep_ == "pobj" and head.head.lower_ == "of"
    return is_of and is_class(head.head.head, "anaphor_town")
