"""Whether the clause around a date speaks of the past, of the future or of somebody's words."""

from __future__ import annotations

from datetime import date
from functools import cache

from geo.grammar.clauses import governing_verb
from geo.grammar.reporting import reporting_verbs
from geo.language import Token
from geo.resources import read_rows

__all__ = [
    "carrier_of",
    "is_ahead",
    "is_of_words",
    "is_past",
    "is_present",
    "is_recalled",
    "tense_words",
]

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


def is_present(verb: Token) -> bool:
    """Tell "are in tents" and "have not come home" from what took place."""
    words = [verb, *(child for child in verb.children if child.dep_ in {"aux", "auxpass"})]
    return any(word.tag_ in {"VBZ", "VBP"} for word in words)


def carrier_of(token: Token) -> Token:
    """Return what a date hangs on in the parse, its prepositions passed over."""
    token = token.head
    while token.pos_ in {"ADP", "SCONJ"} and token.head.i != token.i:
        token = token.head
    return token


def is_of_words(carrier: Token, token: Token) -> bool:
    """
    Tell "police said on Sunday" from "were killed on Sunday, police said".

    "The toll rose on Sunday" tells as little of the day on which people died.

    Parameters
    ----------
    carrier
        What the date hangs on.
    token
        By which it hangs there.

    Returns
    -------
    is_of_words
        Also for "said on Sunday it had killed nine", however the parse takes it.
    """
    if any(c.dep_ == "nsubj" and c.lower_ in tense_words("toll") for c in carrier.children):
        return True
    if _is_behind_saying(carrier, token):
        return True
    if carrier.lemma_ not in reporting_verbs() or carrier.pos_ != "VERB":
        return False
    is_deed = carrier.lemma_ in tense_words("first")
    if is_deed and any(c.dep_ in {"dobj", "nsubjpass"} for c in carrier.children):
        return False  # "declared a state of emergency on Sunday"
    if any(c.lower_ == "since" for c in carrier.children):
        return False  # "six deaths have been reported since Sunday"
    speakers = [c.i for c in carrier.children if c.dep_ in {"nsubj", "nsubjpass"}]
    told = [c.i for c in carrier.children if c.dep_ == "ccomp" and c.tag_ in {"VBD", "VBN"}]
    return not (told and speakers and told[0] < token.i < min(speakers) <= carrier.i)


def _is_behind_saying(verb: Token, token: Token) -> bool:
    """Tell "said on Sunday it had killed nine", where the parse hangs the day on the killing."""
    said = verb.head
    subjects = [c.i for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"} and c.i > said.i]
    is_said = verb.dep_ == "ccomp" and said.lemma_ in reporting_verbs() and bool(subjects)
    return (
        is_said
        and said.i < token.i < subjects[0]
        and not any(word.dep_ == "mark" or word.is_punct for word in verb.doc[said.i : token.i])
    )
