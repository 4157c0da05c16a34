"""Later sentences that say where in the region told first: "the tree, in Ridge Park"."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from geo.casualties.verbless import find_verbless
from geo.events.elsewhere import is_close, is_of_speaker, is_origin
from geo.events.happenings import Happening
from geo.events.reference import Cast
from geo.events.scenes import Scenery
from geo.events.sites import Attachment, Site, contains, is_country, is_narrow, place_of
from geo.footprints.shapes import gap_km
from geo.grammar.clauses import governing_verb, is_class
from geo.language import Doc, Span, Token
from geo.model import Place

__all__ = ["narrow_down"]

# Sentences behind one that speaks of an event in which its place may be told.
_FOLLOWING = 2
_BESIDE = frozenset({"near", "outside", "around"})
# How far a town "outside" another can be.
_BESIDE_KM = 60.0
_LOCAL = frozenset({"in", "at", "near", "outside", "on", "inside", "off", "around"})
_PRONOUNS = frozenset({"it", "they", "he", "she", "both", "all"})
# Words that say where something is, whenever that is told.
_BEING = frozenset({"be", "lie", "stand", "locate"})
_INSIDE = frozenset({"poss", "compound", "nmod", "appos"})
_PARTS = frozenset({"centre", "center", "heart", "middle", "edge", "outskirts", "port", "quarter"})
_NAMED_KINDS = ("anaphor_town", "anaphor_division", "anaphor_area")
_ALONG = frozenset({"advcl", "conj", "ccomp", "xcomp", "pcomp"})


def narrow_down(
    doc: Doc, scenery: Scenery, happening: Happening, happenings: Sequence[Happening]
) -> None:
    """
    Put an event told only of a region in the town that later sentences name.

    Parameters
    ----------
    doc
        The parsed article.
    scenery
        Its places.
    happening
        Changed in place when a sentence speaks of the very thing that has a
        part in it: "a tree fell on guests in California", "trapped under the
        tree in Whittier". Each such sentence carries it on to the next.
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
    others = {m.number for h in happenings if h is not happening for m in h.all_mentions}
    own = _told_of(happening, place.sites[0], others)
    if own is not None:
        happening.place, happening.place_rule = own, own.rule
        return
    first = happening.mentions[0]
    before = [
        m for h in happenings for m in h.all_mentions if m.trigger.index < first.trigger.index
    ]
    cast = Cast(doc, happening, is_first=all(m.number != first.number for m in before))
    sentences = list(doc.sents)
    told = {mention.number for mention in happening.all_mentions}
    for number in range(first.number + 1, len(sentences)):
        if number > max(told) + _FOLLOWING:
            return
        words = _speaking(sentences[number], cast, is_next=number - 1 in told)
        # Where one of several fell is not where it all happened.
        is_of_some = next(find_verbless(sentences[number]), None) is not None
        if number in others or not words or is_of_some:
            continue
        told.add(number)
        site = _town(doc, scenery, words, place.sites[0], is_illness=_is_illness(happening))
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


def _told_of(happening: Happening, region: Site, others: Collection[int]) -> Attachment | None:
    """Return the place in the region that a telling of its own gives, however loosely tied."""
    tolls = [m.number for m in happening.all_mentions if m.trigger.role == "toll"]
    return next(
        (
            mention.place
            for mention in happening.all_mentions
            if mention.place is not None
            and mention.number not in others
            and len(mention.place.sites) == 1
            and not mention.place.is_goal
            and _is_inside(region, mention.place.sites[0])
            # Of 40 killed in Iraq, "eleven died in Mosul".
            and not (mention.trigger.role == "toll" and mention.number > tolls[0])
        ),
        None,
    )


def _is_inside(region: Site, site: Site) -> bool:
    return is_narrow(place_of(site)) and _holds(place_of(region), place_of(site))


def _speaking(sentence: Span, cast: Cast, *, is_next: bool) -> list[Token]:
    """Return the words of a sentence that speak of an event told before it."""
    again = [word for word in sentence if cast.has(word)]
    goes_on = [word for word in sentence.root.children if is_next and word.lower_ in _PRONOUNS]
    return again + [word for word in goes_on if word.dep_ in {"nsubj", "nsubjpass"}]


def _is_rough(doc: Doc, site: Site) -> bool:
    """Tell a region, and "in a small town outside Yekaterinburg", from a town."""
    head = doc[site.head]
    is_beside = head.dep_ == "pobj" and head.head.lower_ in _BESIDE
    return is_beside or not is_narrow(place_of(site))


def _holds(region: Place, town: Place) -> bool:
    if not is_narrow(region):
        return contains(region, town)
    return region.place_id != town.place_id and gap_km(region, town) <= _BESIDE_KM


def _is_illness(happening: Happening) -> bool:
    return happening.code == ("hazard", "epidemic")


def _town(
    doc: Doc, scenery: Scenery, words: Sequence[Token], region: Site, *, is_illness: bool
) -> Site | None:
    """Return the town in the region where those spoken of are when it happens."""
    for site in scenery.sites:
        head = doc[site.head]
        if head.sent.start != words[0].sent.start or site.resolution.place is None:
            continue
        if not _is_inside(region, site) or not _is_location(head):
            continue
        verb = governing_verb(head)
        is_there = _is_then(verb) and (is_illness or not is_class(verb, "care_verb"))
        if is_there and any(_top(verb) == _top(governing_verb(word)) for word in words):
            return site
    return None


def _top(verb: Token) -> Token:
    """Return the verb of the whole: "shot" of "they shot a man who was working there"."""
    while verb.head.i != verb.i and (
        verb.dep_ in _ALONG or verb.tag_ == "VBG" or verb.lemma_.lower() in _BEING
    ):
        verb = governing_verb(verb.head)
    return verb


def _is_then(verb: Token) -> bool:
    """Tell where they were hit from where they were born, taken or always are."""
    if is_class(verb, "elsewhere_verb"):
        return False
    is_past = verb.tag_ in {"VBD", "VBN", "VBG"} and not is_class(verb, "perceive_verb")
    return is_past or verb.lemma_.lower() in _BEING


def _is_location(head: Token) -> bool:
    """Tell "in Whittier" and "at Whittier's Ridge Park" from "of Whittier"."""
    if is_of_speaker(head) or is_origin(head):
        return False
    while head.dep_ in _INSIDE or _is_part_of(head):
        head = head.head.head if _is_part_of(head) else head.head
    if head.dep_ != "pobj":
        return False
    return head.head.lower_ in _LOCAL or is_close(head.head) or _is_measured(head)


def _is_measured(head: Token) -> bool:
    """Tell "the target lay northwest of Mosul", which says where it lay."""
    above = head.head.head
    is_of = head.head.lower_ in {"of", "from"} and is_class(above, "compass")
    return is_of and governing_verb(above).lemma_.lower() in _BEING


def _is_part_of(head: Token) -> bool:
    """Tell "a suburb of Mombasa" and "the centre of Aden"."""
    if head.dep_ != "pobj" or head.head.lower_ != "of":
        return False
    noun = head.head.head
    return noun.lower_ in _PARTS or any(is_class(noun, kind) for kind in _NAMED_KINDS)
