"""Names that recognition passed over although the words around them call them a place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from geo.footprints.relation_words import LENGTH
from geo.grammar.clauses import is_class
from geo.language import Doc, Span, Token, text_of
from geo.model import Toponym

__all__ = ["names_called_places"]

# "The village of X", "X district".
_KINDS = ("anaphor_town", "anaphor_division", "anaphor_area")
_LOCATIVE = frozenset({"in", "at", "near", "outside", "inside", "around"})
_OBJECTS = frozenset({"pobj", "dobj", "nsubjpass"})
# "Barire, some 50 km (31 miles) from", but not "Farah, 20 metres tall".
_MEASURED = re.compile(
    rf"\s*,?\s+(?:(?:about|around|some|roughly|nearly|almost|just|only|over|approximately)\s+)*"
    rf"{LENGTH}(?:\s*\([^)]*\))?,?\s+(?:(?:to\s+the|due|away|further|farther|outside|inland)\s+)*"
    r"(?:from|off|outside|of|north|south|east|west)",
    re.IGNORECASE,
)
_WINDOW = 100


def names_called_places(doc: Doc, taken: Collection[int]) -> Iterator[tuple[int, int, Toponym]]:
    """
    Find the names that are no toponyms yet and can only be those of places.

    Parameters
    ----------
    doc
        The parsed article.
    taken
        Indices of tokens that are part of a toponym.

    Yields
    ------
    first, last, toponym
        The tokens of the name and its characters: "the village of X", "X
        district", "X, a village", "in X" of what the model takes for a place,
        "X, 50 km from", and what bears a name called so elsewhere.
    """
    names = [t for t in doc if t.i not in taken and t.pos_ == "PROPN" and t.ent_type_ != "NORP"]
    called = {t.i for t in names if _is_called_so(t) or _is_measured(doc, t)}
    known = {_words_of(doc[i]).text for i in called}
    for token in names:
        words = _words_of(token)
        if token.i in called or (token.dep_ in _OBJECTS and words.text in known):
            toponym = Toponym(words.start_char, words.end_char, words.text, rule="unknown name")
            yield words.start, token.i, toponym


def _words_of(token: Token) -> Span:
    """Return a name from its first word to its head."""
    first = min((c.i for c in token.children if c.dep_ == "compound"), default=token.i)
    return token.doc[first : token.i + 1]


def _is_called_so(token: Token) -> bool:
    head = token.head
    if token.ent_type_ == "PERSON":
        return False
    if token.dep_ in {"compound", "nmod"} and head.i == token.i + 1:
        return head.pos_ == "NOUN" and _is_kind(head)
    if token.dep_ == "pobj" and head.lower_ == "of" and _is_kind(head.head):
        return True
    is_town = any(c.dep_ == "appos" and is_class(c, "anaphor_town") for c in token.children)
    if is_town and token.dep_ in _OBJECTS:
        return True  # "took Karamlesh, a village"
    if token.ent_type_ not in {"GPE", "LOC"} or token.dep_ == "compound":
        return False
    return token.dep_ == "pobj" and head.lower_ in _LOCATIVE


def _is_measured(doc: Doc, token: Token) -> bool:
    """Tell "at Barire, 50 km from Mogadishu": only of places one says how far they are."""
    if token.dep_ == "compound" or token.is_sent_end:
        return False
    end = token.idx + len(token)
    return _MEASURED.match(text_of(doc)[end : end + _WINDOW]) is not None


def _is_kind(noun: Token) -> bool:
    return any(is_class(noun, kind) for kind in _KINDS)
