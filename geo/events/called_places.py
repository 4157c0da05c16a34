"""Names that recognition passed over although the words around them call them a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import dropwhile, takewhile

from geo.footprints.relation_words import LENGTH
from geo.grammar.clauses import is_class
from geo.language import Doc, Span, Token, text_of
from geo.model import Toponym

__all__ = ["names_called_places", "noun_of"]

# "The village of X", "X district".
_KINDS = ("anaphor_town", "anaphor_division", "anaphor_area")
# "X, a settlement", "a raid on X, a mine".
_DESCRIBED = ("settlement", "place_kind")
_LOCATIVE = frozenset({"in", "at", "near", "outside", "inside", "around"})
_AT = frozenset({"at", "near", "outside"})
_MORE_LOCATIVE = _LOCATIVE | {"on", "off", "into", "to", "from", "of", "towards", "toward"}
_HOLDING = frozenset({"in", "on", "near", "outside", "between"})
# Words from a name to what holds it, and those before the noun of a description.
_HOLDING_WORDS = 6
_DESCRIPTION_WORDS = 6
_DESCRIBING = frozenset({"ADJ", "ADV", "NOUN", "NUM", "PROPN"})
_MAY_BE_PLACES = frozenset({"", "GPE", "LOC", "FAC", "ORG", "PERSON"})
_OBJECTS = frozenset({"pobj", "dobj", "nsubjpass"})
# "Barire, some 50 km (31 miles) from", but not "Farah, 20 metres tall".
_MEASURED = re.compile(
    rf"\s*,?\s+(?:(?:about|around|some|roughly|nearly|almost|just|only|over|approximately)\s+)*"
    rf"{LENGTH}(?:\s*\([^)]*\))?,?\s+(?:(?:to\s+the|due|away|further|farther|outside|inland)\s+)*"
    r"(?:from|off|outside|of|north|south|east|west)",
    re.IGNORECASE,
)
_WINDOW = 100


def names_called_places(
    doc: Doc, taken: AbstractSet[int], places: AbstractSet[int]
) -> Iterator[tuple[int, int, Toponym]]:
    """
    Find the names that are no toponyms yet and can only be those of places.

    Parameters
    ----------
    doc
        The parsed article.
    taken
        Indices of tokens that are part of a toponym.
    places
        Those of the toponyms that can locate events.

    Yields
    ------
    first, last, toponym
        The tokens of the name and its characters: "the village of X", "X
        district", "X, a village", "in X" of what the model takes for a place,
        "in X, in Y district" of what it does not, "X, 50 km from", and what
        bears a name called so elsewhere.
    """
    names = [t for t in doc if t.pos_ == "PROPN" and t.ent_type_ != "NORP" and _is_free(t, taken)]
    called = {t.i for t in names if _is_called_so(t) or _is_measured(doc, t) or _is_held(t, places)}
    known = {_words_of(doc[i], taken).text for i in called}
    for token in names:
        words = _words_of(token, taken)
        if token.i in called or (token.dep_ in _OBJECTS and words.text in known):
            toponym = Toponym(words.start_char, words.end_char, words.text, rule="unknown name")
            yield words.start, token.i, toponym


def _is_free(token: Token, taken: AbstractSet[int]) -> bool:
    """Tell a name from a part of one, and from what goes on after one: "Aleppo Square"."""
    parts = {child.i for child in token.children if child.dep_ == "compound"}
    return taken.isdisjoint(parts | {token.i})


def _words_of(token: Token, taken: AbstractSet[int]) -> Span:
    """Return a name from its first word to its head."""
    first = token.i
    while first > 0 and first - 1 not in taken and token.doc[first - 1].dep_ == "compound":
        first -= 1
    return token.doc[first : token.i + 1]


def noun_of(name: Token) -> Token | None:
    """
    Find what kind of place a name is said to be.

    Parameters
    ----------
    name
        Its head.

    Returns
    -------
    noun
        "Village" of "the village of X", "X village" and "X, a border village",
        but nothing of "met X, a village elder".
    """
    head = name.head
    if name.dep_ in {"compound", "nmod"} and head.i == name.i + 1:
        return head if head.pos_ == "NOUN" and _is_kind(head) else None
    if name.dep_ == "pobj" and head.lower_ == "of" and _is_kind(head.head):
        return head.head
    return _described_as(name)


def _is_called_so(token: Token) -> bool:
    noun = noun_of(token)
    if noun is not None and (noun.i != token.i + 1 or token.ent_type_ != "PERSON"):
        return True
    if _is_there(token):
        return True
    if token.dep_ != "pobj" or token.head.lower_ not in _LOCATIVE:
        return False
    parts = {token.ent_type_, *(c.ent_type_ for c in token.children if c.dep_ == "compound")}
    if token.ent_type_ != "PERSON" and not parts.isdisjoint({"GPE", "LOC"}):
        return True
    return token.ent_type_ in _MAY_BE_PLACES and _is_spoken_of(token)


def _is_there(token: Token) -> bool:
    """Tell "a mine near Tell Rifa", whatever the model takes the name for, from "at the Games"."""
    if token.dep_ != "pobj" or token.ent_type_ not in {"", "PERSON"} or not token.is_title:
        return False
    above = token.head
    is_close = above.lower_ == "to" and above.head.lower_ == "close"
    if above.lower_ not in _AT and not is_close:
        return False
    is_bare = all(c.dep_ == "compound" and c.is_title for c in token.lefts)
    is_venue = any(is_class(token, kind) for kind in ("building", "venue", "locative"))
    return is_bare and not is_venue and not token.doc[token.i + 1 : token.i + 2].text.isdecimal()


def _is_spoken_of(token: Token) -> bool:
    """Tell a name of which the next sentence goes on: "The village"."""
    doc, end = token.doc, token.sent.end
    following = doc[end : end + 2]
    return following.text.lower().startswith("the ") and is_class(following[-1], "anaphor_town")


def _described_as(token: Token) -> Token | None:
    """Find the noun of "an air strike on Hula, a border village"."""
    if token.dep_ not in _OBJECTS or token.ent_type_ not in _MAY_BE_PLACES:
        return None
    if token.dep_ == "pobj" and token.head.lower_ not in _MORE_LOCATIVE:
        return None
    words = list(token.doc[token.i + 1 : token.i + 3 + _DESCRIPTION_WORDS])
    if len(words) < 3 or words[0].text != "," or words[1].lower_ not in {"a", "an", "the"}:
        return None
    noun = words[1]
    for word in words[2:]:
        if word.pos_ not in _DESCRIBING and word.text != "-":
            is_place = word.tag_ != "POS" and any(is_class(noun, kind) for kind in _DESCRIBED)
            return noun if is_place else None
        noun = word
    return None


def _is_held(token: Token, places: AbstractSet[int]) -> bool:
    """Tell "in Lasu, in Morobo County" and "in Akobo East, Jonglei," by the place that follows."""
    is_there = token.dep_ == "pobj" and token.head.lower_ in _LOCATIVE
    if not is_there or token.ent_type_ not in _MAY_BE_PLACES - {"ORG"}:
        return False  # a theatre in a town is in the town
    words = token.doc[token.i + 1 : min(token.i + 2 + _HOLDING_WORDS, token.sent.end)]
    before = list(takewhile(lambda word: word.i not in places, words))
    if len(before) == len(words):
        return False
    marks = [word.text for word in before]
    if marks == [","]:
        rest = list(dropwhile(lambda word: word.i in places, words[1:]))
        return bool(rest) and rest[0].text in {",", ".", ")"}
    first = next((word for word in before if word.text != ","), None)
    is_linked = first is not None and first.lower_ in _HOLDING and marks.count(",") <= 1
    return is_linked and all(w.pos_ not in {"VERB", "AUX", "CCONJ"} for w in before)


def _is_measured(doc: Doc, token: Token) -> bool:
    """Tell "at Barire, 50 km from Mogadishu": only of places one says how far they are."""
    if token.dep_ == "compound" or token.is_sent_end:
        return False
    end = token.idx + len(token)
    return _MEASURED.match(text_of(doc)[end : end + _WINDOW]) is not None


def _is_kind(noun: Token) -> bool:
    return any(is_class(noun, kind) for kind in _KINDS)
