"""Whether the clause around a date speaks of the past or of the future."""

from __future__ import annotations

from datetime import date
from functools import cache

from geo.grammar.clauses import governing_verb
from geo.language import Token
from geo.resources import read_rows

__all__ = ["is_ahead", "is_past", "is_recalled", "tense_words"]

_DAYS = frozenset({"weekday", "day"})
_VERBAL = frozenset({"VERB", "AUX"})


@cache
def tense_words(use: str) -> frozenset[str]:
    """Return the words of one use in `data/ahead_words.csv`."""
    return frozenset(row["word"] for row in read_rows("ahead_words.csv") if row["use"] == use)


def is_ahead(token: Token, kind: str, published: date | None) -> bool:
    """
    Tell whether the clause around a date speaks of the future.

    Parameters
    ----------
    token
        By which the date hangs in the parse.
    kind
        Of the date, as in `data/date_grammar.toml`.
    published
        The article's day.

    Returns
    -------
    ahead
        Also for "will speak when they meet" and "would follow once they had met".
    """
    verb = governing_verb(token)
    # "Has called a march for Saturday".
    is_for = kind in _DAYS and token.dep_ == "pobj" and token.head.lower_ == "for"
    is_until = token.dep_ == "pobj" and token.head.lower_ in _UNTIL and _is_lasting(verb)
    if is_for or is_until or (_is_condition(verb) and is_ahead(verb.head, "", published)):
        return True
    if verb.pos_ not in _VERBAL:
        return any(word.lemma_.lower() in tense_words("participle") for word in verb.subtree)
    lowered = {child.lower_ for child in verb.children if child.dep_ in {"aux", "auxpass"}}
    is_perfect = any(child.lemma_ == "have" and child.dep_ == "aux" for child in verb.children)
    if is_perfect or lowered & tense_words("modal"):
        return not is_perfect
    if "to" in lowered:
        return _is_ahead_infinitive(verb)
    if verb.tag_ == "VBN" and verb.lemma_ in tense_words("participle"):
        return True
    return any(child.lemma_.lower() in {"due", "upcoming"} for child in verb.children) or (
        kind in _DAYS
        and published is not None
        and verb.tag_ in {"VBZ", "VBP"}
        and verb.lemma_ in tense_words("present")
    )


# "Died after gunmen came" is past though "would" stand before it.
_CONDITIONS = frozenset({"once", "when", "if", "unless", "until", "till"})


def _is_condition(verb: Token) -> bool:
    """Tell "once the leaders had met" and "if parliament rejected it"."""
    marks = {c.lower_ for c in verb.children if c.dep_ in {"mark", "advmod"} and c.i < verb.i}
    return verb.dep_ == "advcl" and bool(marks & _CONDITIONS)


_UNTIL = frozenset({"until", "till"})


def _is_lasting(verb: Token) -> bool:
    """Tell "is under curfew until Friday" and "imposed it until Friday" from "held out until"."""
    return verb.tag_ in {"VBZ", "VBP"} or verb.lemma_ in tense_words("first")


def is_past(token: Token) -> bool:
    """Tell whether the clause around a date has a verb in the past."""
    verb = governing_verb(token)
    return verb.tag_ in {"VBD", "VBN"} or any(child.tag_ == "VBD" for child in verb.children)


def _is_ahead_infinitive(verb: Token) -> bool:
    """Tell "plans to leave", "is to meet" from "managed to leave" and "had to be left"."""
    if verb.head.lower_ == "had":
        return False
    if any(child.lemma_ == "be" and child.dep_ == "aux" for child in verb.children):
        return True
    head = verb.head
    return head.lemma_.lower() in tense_words("head") or (
        head.lemma_ == "be" and verb.dep_ in {"xcomp", "acl"}
    )


def is_recalled(token: Token) -> bool:
    """Tell whether the clause around a date goes back behind the story: "had struck"."""
    verb = governing_verb(token)
    return any(child.lower_ == "had" and child.dep_ == "aux" for child in verb.children)
