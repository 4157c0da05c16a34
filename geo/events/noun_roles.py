"""What a noun does in its phrase: it tells an event, speaks of one, or only qualifies another."""

from __future__ import annotations

from geo.grammar.clauses import is_class
from geo.language import Token

__all__ = ["is_definite", "is_fresh", "noun_role"]

# A noun used to qualify another tells no event: riot police, storm drain.
_QUALIFIERS = frozenset({"compound", "nmod", "amod", "npadvmod", "poss"})
# "Quake-proof" is said of what has met no quake.
_AGAINST = frozenset({"-proof", "-resistant", "-prone", "-free"})
_FRESH = frozenset({"another", "second", "third", "fourth", "separate", "new", "other", "similar"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "their", "his", "her"})
# "A flood of complaints", "a storm of protest".
_MANY = frozenset({"flood", "avalanche", "storm", "deluge", "torrent", "landslide", "tsunami"})


def noun_role(token: Token, role: str, sub_event_type: str) -> str | None:
    """
    Return the role of a noun in its phrase.

    Parameters
    ----------
    token
        Head of the noun.
    role, sub_event_type
        As the lexicon has them.

    Returns
    -------
    role
        `join` where it only speaks of an event; None where it qualifies another
        noun or counts something else.
    """
    is_setting = sub_event_type == "storm" and _is_setting(token)
    if is_setting or _is_behind(token):
        return "join"
    is_many = token.lemma_ in _MANY and _is_many(token)
    is_against = token.doc[token.i + 1 : token.i + 3].text.lower() in _AGAINST
    if is_many or is_against or _is_listed_kind(token):
        return None
    while token.dep_ == "conj" and token.head.i < token.i:
        token = token.head
    if (
        token.dep_ in _QUALIFIERS
        and token.head.i > token.i
        and token.head.pos_ in {"NOUN", "PROPN"}
    ):
        if token.dep_ == "poss" or is_class(token.head, "aftermath"):
            return "join"
        return None
    return role


def _is_behind(token: Token) -> bool:
    """Tell "the scene of an explosion" from one on Friday or "that flattened a house": news."""
    is_of = token.dep_ == "pobj" and token.head.lower_ == "of"
    is_told = _has_day(token) or any(child.dep_ == "relcl" for child in token.children)
    return is_of and is_class(token.head.head, "aftermath") and not is_told


def _is_many(noun: Token) -> bool:
    """Tell "a flood of beans" from "a flood of mud" and "the floods of last year"."""
    whole = noun.tag_ == "NN" and any(child.lower_ in {"a", "an"} for child in noun.children)
    of = (child for child in noun.children if child.lower_ == "of")
    what = [word for child in of for word in child.children if word.dep_ == "pobj"]
    return whole and bool(what) and not any(is_class(word, "flowing") for word in what)


def _is_setting(storm: Token) -> bool:
    """Tell the weather of "a ferry sank in a storm" from a storm that is the news."""
    is_in = storm.dep_ == "pobj" and storm.head.lower_ in {"in", "during", "through", "amid"}
    is_some = any(child.lower_ in {"a", "an"} for child in storm.children)
    is_told = any(child.dep_ == "relcl" for child in storm.children)
    return is_in and is_some and not is_told and any(is_class(t, "vehicle") for t in storm.sent)


def _has_day(token: Token) -> bool:
    """Tell "Friday's flood", which may be news where it is named."""
    return any(child.dep_ == "poss" and child.ent_type_ == "DATE" for child in token.children)


def _is_listed_kind(token: Token) -> bool:
    """Tell the bomb in "gun, bomb and knife attacks" from one that exploded."""
    last = max((other.i for other in token.conjuncts), default=-1)
    if token.tag_ != "NN" or last < token.i or token.doc[last].tag_ != "NNS":
        return False
    return not any(child.dep_ in {"det", "nummod", "poss"} for child in token.children)


def is_definite(token: Token) -> bool:
    """Tell "the attack" and "Friday's attack" from an attack."""
    is_known = any(
        child.dep_ in {"det", "poss"} and child.lower_ in _DEFINITE for child in token.children
    )
    return is_known or _has_day(token)


def is_fresh(token: Token) -> bool:
    """Tell "another attack", which is none told before."""
    return any(child.lower_ in _FRESH and child.dep_ != "appos" for child in token.children)
