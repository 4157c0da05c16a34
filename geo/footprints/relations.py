"""How a text relates something to a place: near it, 20 km south of it, along its border."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from geo.footprints.borders import borders_in
from geo.footprints.relation_rules import (
    AFTER,
    BEFORE,
    BETWEEN,
    FROM_HERE,
    RIVER_LEAD,
    RIVER_NAME,
    RIVER_TAIL,
    ROAD_LEAD,
    ROAD_TAIL,
    STATE_BORDER,
)
from geo.footprints.relation_words import DIRECTION, bearing_of, parse_length
from geo.language import Doc, Token, text_of
from geo.model import Place, Relation, Span, Toponym
from geo.resources import read_rows

__all__ = ["find_border_relations", "find_offset_from_here", "find_relation"]

# Characters before and after a name in which its relation is looked for.
WINDOW = 160
# Words of a noun phrase before a name: "the strategic northern city of".
MAX_FILLER = 8
_AREA_HINTS = ("A", "ADM", "PCL", "RGN", "L", "TERR")
_WATER_HINTS = ("H", "STM", "CNL")
_LINKS = frozenset({"of", "called", "named", ","})
_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2014")
_ROAD_JOINTS = frozenset({"to", "and", "with", "towards", "toward"})
_JOINTS = frozenset({"and", "or", "and the", "or the"})
_SHARED_KINDS = frozenset({"near", "outside", "direction"})
_NEAR_WORDS = frozenset({"near", "close", "next", "outside", "adjacent"})
# Between a name and what is said behind it.
_LEAD = re.compile(r"\s*,?\s+")
_WHERE_IN = re.compile(rf"(?:{DIRECTION})|central|downtown", re.IGNORECASE)
_MORE_HEADS = frozenset(
    {"capital", "stronghold", "hometown", "hub", "bastion", "enclave", "junction", "outpost"}
)
# They carry a relation of their own.
_NOT_HEADS = frozenset(
    {"area", "region", "coast", "border", "outskirts", "suburb", "suburbs", "valley"}
)


@dataclass(frozen=True, slots=True)
class _Site:
    """A toponym, where its noun phrase starts, and the text before and after."""

    toponym: Toponym
    start: int
    lead: str
    tail: str


def find_relation(
    doc: Doc,
    toponym: Toponym,
    toponyms: Sequence[Toponym],
    *,
    place: Place | None = None,
) -> Relation:
    """
    Tell how the words around a toponym relate what happens to the place.

    Parameters
    ----------
    doc
        The parsed article.
    toponym
        One of `toponyms`.
    toponyms
        All of the article, in order; the second end of "between A and B" and
        of "the road from A to B" is found among them.
    place
        What the toponym denotes, if known: tells rivers from towns and divisions
        from towns. Without it the toponym's hint decides.

    Returns
    -------
    relation
        `at` when nothing is said, `within` then for countries, divisions and
        regions. `text` are the words of the article at `span`; `distance_km` of
        a range is its middle, "a few" is 3. At a border `country_code` is as
        `find_border_relations` has it.

    Examples
    --------
    >>> from geo.language import load_model
    >>> doc = load_model()("Fighting went on some 20 km (12 miles) south of the city of Mosul.")
    >>> mosul = Toponym(60, 65, "Mosul")
    >>> relation = find_relation(doc, mosul, [mosul])
    >>> relation.kind, relation.distance_km, relation.bearing_deg
    ('offset', 20.0, 180.0)
    >>> relation.text
    '20 km (12 miles) south of the city of Mosul'
    """
    low = max(0, toponym.start - WINDOW)
    for border in borders_in(text_of(doc), low, toponym.end + WINDOW):
        if border.span.start <= toponym.start and toponym.end <= border.span.end:
            return border
    if toponym.role == "place":
        site = _site(doc, toponym)
        found = (
            _at_own_border(doc, site, place)
            or _of_pair(doc, site, toponyms)
            or _at_river(doc, site, place)
            or _before_name(doc, site)
            or _after_name(doc, site, place)
            or _of_list(doc, site, toponyms, place)
        )
        if found is not None:
            return found
    kind = "within" if _is_area(toponym, place) or _is_seat_of(toponym, place) else "at"
    return Relation(kind, toponym.name, Span(toponym.start, toponym.end))


def find_border_relations(doc: Doc) -> tuple[Relation, ...]:
    """
    Find the borders of named countries, whether or not a toponym stands with them.

    Parameters
    ----------
    doc
        The parsed article.

    Returns
    -------
    relations
        `along` with `line` `border`, in order. `country_code` is the country
        named, to be taken as the one beyond the border of the country where the
        scene lies; two, joined by ";", when the text names both ("the
        Turkish-Syrian border"). Border guards and border towns are left out.
    """
    return borders_in(text_of(doc))


def find_offset_from_here(doc: Doc, start: int) -> Relation | None:
    """
    Find "20 km to the west" behind a name: from the place that the text told before.

    Parameters
    ----------
    doc
        The parsed article.
    start
        The character behind the name.

    Returns
    -------
    relation
        `offset`; None where no such words follow, and where they name the place.
    """
    tail = text_of(doc)[start : start + WINDOW]
    lead = _LEAD.match(tail)
    match = FROM_HERE.match(tail[lead.end() :]) if lead else None
    if lead is None or match is None:
        return None
    begin = start + lead.end()
    return _found(doc, Relation("offset"), match, begin, begin + match.end())


def _site(doc: Doc, toponym: Toponym) -> _Site:
    token = _token_at(doc, toponym.start)
    first = _phrase_start(doc, token.i)
    start = toponym.start if first == token.i else doc[first].idx
    sentence = doc[first].sent
    low = max(sentence.start_char, start - WINDOW)
    high = min(max(sentence.end_char, toponym.end), toponym.end + WINDOW)
    return _Site(toponym, start, text_of(doc)[low:start], text_of(doc)[toponym.end : high])


def _phrase_start(doc: Doc, i: int) -> int:
    """Return the token at which "the strategic northern city of" starts, or `i` itself."""
    lowest, headed = max(i - MAX_FILLER, doc[i].sent.start), False
    first = i
    while first > lowest:
        previous = doc[first - 1]
        step = 1
        if _is_head(previous):
            headed = True
        elif previous.lower_ in _LINKS and first - 2 >= lowest and _is_head(doc[first - 2]):
            step, headed = 2, True
        elif previous.pos_ == "DET" or previous.tag_ == "PRP$":
            return first - 1
        elif previous.tag_ == "POS" or (previous.text in _HYPHENS and first < i):
            step = 2
        elif not _fills(previous, headed=headed):
            break
        first = max(first - step, lowest)
    return first


@cache
def _head_nouns() -> frozenset[str]:
    nouns = {
        row["noun"]
        for row in read_rows("head_nouns.csv")
        if row["side"] in {"of", "after", "list"} and row["hint"][:1] in {"A", "P", "S", "T", "H"}
    }
    return frozenset(nouns | _MORE_HEADS) - _NOT_HEADS


def _is_head(token: Token) -> bool:
    return token.lower_ in _head_nouns() or token.lemma_.casefold() in _head_nouns()


def _fills(token: Token, *, headed: bool) -> bool:
    """Tell whether a word may stand between the relation and the name and add nothing."""
    if _WHERE_IN.fullmatch(token.text):
        return headed  # "the northern city of X", but not "northern X"
    if token.pos_ == "ADJ":
        return token.lower_ not in _NEAR_WORDS
    if token.i + 1 < len(token.doc) and token.nbor().text in _HYPHENS:
        return True
    if token.tag_ == "VBN":
        return headed or (token.i > 0 and token.nbor(-1).text in _HYPHENS)
    return headed and token.pos_ in {"NOUN", "PROPN"} and token.ent_type_ not in {"DATE", "TIME"}


def _found(
    doc: Doc, relation: Relation, match: re.Match[str], start: int, end: int
) -> Relation | None:
    """Fill in words, distance and bearing; None when the length is none."""
    groups = match.groupdict()
    distance = None
    if groups.get("length"):
        length = parse_length(groups["length"])
        if length is None:
            return None
        distance = length.km
        if match.start("length") == match.start():
            start += length.skip
    bearing = bearing_of(groups["direction"]) if groups.get("direction") else None
    words = text_of(doc)[start:end]
    return replace(
        relation, text=words, span=Span(start, end), distance_km=distance, bearing_deg=bearing
    )


def _before_name(doc: Doc, site: _Site) -> Relation | None:
    origin = site.start - len(site.lead)
    rules = BEFORE if site.start == site.toponym.start else BEFORE[:-1]
    for pattern, relation in rules:
        if match := pattern.search(site.lead):
            found = _found(doc, relation, match, origin + match.start(), site.toponym.end)
            if found is not None and not _is_of_something_else(doc, site, found):
                return found
    return None


def _is_of_something_else(doc: Doc, site: _Site, relation: Relation) -> bool:
    """Tell "outside Oakland police headquarters" and "109 miles from A to B"."""
    if relation.kind == "offset" and relation.bearing_deg is None:
        return re.match(r"\s+to\s", site.tail) is not None
    last = _token_at(doc, site.toponym.end - 1)
    thing = last.head
    return (
        relation.text.casefold().startswith("outside")
        and last.dep_ in {"compound", "nmod", "poss"}
        and thing.i > last.i
        and not _is_head(thing)
    )


def _after_name(doc: Doc, site: _Site, place: Place | None) -> Relation | None:
    for pattern, relation in AFTER:
        if relation.line == "road" and not (
            text_of(doc).startswith(("the ", "The "), site.start)
            and not _is_area(site.toponym, place)
        ):
            continue
        if match := pattern.search(site.tail):
            end = site.toponym.end + match.end()
            return _found(doc, relation, match, site.start, end)
    return None


def _at_own_border(doc: Doc, site: _Site, place: Place | None) -> Relation | None:
    """Find "near the New York border", the border of a division that is no country's."""
    tail = STATE_BORDER.match(site.tail)
    if tail is None or not _is_area(site.toponym, place):
        return None
    span = Span(site.start, site.toponym.end + tail.end())
    return Relation("along", text_of(doc)[span.start : span.end], span, line="border")


def _at_river(doc: Doc, site: _Site, place: Place | None) -> Relation | None:
    lead = RIVER_LEAD.search(site.lead)
    tail = RIVER_TAIL.match(site.tail)
    if not _is_river(doc, site, place, tailed=tail is not None) or not (lead or tail):
        return None
    start = site.start - len(site.lead) + lead.start() if lead else site.start
    end = site.toponym.end + (tail.end() if tail else 0)
    return Relation("along", text_of(doc)[start:end], Span(start, end), line="river")


def _is_river(doc: Doc, site: _Site, place: Place | None, *, tailed: bool) -> bool:
    if place is not None:
        return place.feature_code.startswith(("STM", "CNL", "WAD"))
    toponym = site.toponym
    if toponym.hint.startswith(_WATER_HINTS) or RIVER_NAME.search(toponym.name):
        return True
    # Rivers take the article, towns do not: "along the Tigris".
    article = text_of(doc)[site.start : toponym.start].casefold().strip() == "the"
    bare = _token_at(doc, min(toponym.end + 1, len(text_of(doc)) - 1)).pos_ not in {"NOUN", "PROPN"}
    return not toponym.hint and (tailed or (article and bare))


def _of_pair(doc: Doc, site: _Site, toponyms: Sequence[Toponym]) -> Relation | None:
    """Find "between A and B", "the road from A to B", "the A-B highway"."""
    i = toponyms.index(site.toponym)
    for j in (i + 1, i - 1):
        if not 0 <= j < len(toponyms):
            continue
        other = toponyms[j]
        gap = abs(other.start - site.toponym.start)
        if other.role != "place" or gap > WINDOW:
            continue
        sites = sorted((site, _site(doc, other)), key=lambda end: end.toponym.start)
        if relation := _between(doc, *sites):
            return replace(relation, other=other)
    return None


def _between(doc: Doc, first: _Site, second: _Site) -> Relation | None:
    middle = text_of(doc)[first.toponym.end : second.start]
    joint = middle.strip().casefold()
    origin = first.start - len(first.lead)
    tail = ROAD_TAIL.match(second.tail)
    if tail and joint in {*_HYPHENS, "to"}:
        start, end = first.start, second.toponym.end + tail.end()
        return Relation("along", text_of(doc)[start:end], Span(start, end), line="road")
    kind, line = "along", "road"
    match = ROAD_LEAD.search(first.lead) if joint in _ROAD_JOINTS else None
    if match is None and joint == "and" and (match := BETWEEN.search(first.lead)):
        kind, line = "between", ""
        if _is_talk(doc, origin + match.start()):
            return None
    if match is None:
        return None
    start, end = origin + match.start(), second.toponym.end
    return Relation(kind, text_of(doc)[start:end], Span(start, end), line=line)


def _is_talk(doc: Doc, start: int) -> bool:
    """Tell whether what is "between" at a character is a thing that states have."""
    before = doc[max(_token_at(doc, start).i - 1, 0)]
    return bool({before.lemma_.casefold(), before.lower_} & _state_nouns())


@cache
def _state_nouns() -> frozenset[str]:
    return frozenset(row["noun"] for row in read_rows("between_nouns.csv"))


def _token_at(doc: Doc, char: int) -> Token:
    span = doc.char_span(char, char + 1, alignment_mode="expand")
    # Between two tokens the span is empty.
    return doc[0 if span is None else min(span.start, len(doc) - 1)]


def _of_list(
    doc: Doc, site: _Site, toponyms: Sequence[Toponym], place: Place | None
) -> Relation | None:
    """Pass "near A and B" on to B."""
    i = toponyms.index(site.toponym)
    if (
        i == 0
        or text_of(doc)[toponyms[i - 1].end : site.start].strip(" ,").casefold() not in _JOINTS
    ):
        return None
    previous = _before_name(doc, _site(doc, toponyms[i - 1]))
    if previous is None or previous.kind not in _SHARED_KINDS or _is_area(site.toponym, place):
        return None
    span = Span(previous.span.start, site.toponym.end)
    return replace(previous, text=text_of(doc)[span.start : span.end], span=span)


def _is_seat_of(toponym: Toponym, place: Place | None) -> bool:
    """Tell "Cianjur district" where the gazetteer has only the town."""
    is_seat = place is not None and place.feature_code in {"PPLA2", "PPLA3", "PPLA4"}
    return is_seat and toponym.hint in {"ADM2", "ADM3"}


def _is_area(toponym: Toponym, place: Place | None) -> bool:
    if place is not None:
        return place.feature_class in {"A", "L"}
    return toponym.hint.startswith(_AREA_HINTS)
