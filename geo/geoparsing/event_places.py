"""Names that stand where an event is told to have been: "killed at Vejce", "shelled Badme"."""

from __future__ import annotations

import re
from functools import cache

from geo.gazetteer.sources import common_words
from geo.geoparsing.context import Mention, Reader
from geo.geoparsing.lexicon import head_nouns, is_given_name, word_kinds
from geo.geoparsing.wording import Word
from geo.language import Token
from geo.names import fold
from geo.resources import read_rows

__all__ = ["EVENT_PLACE", "is_event_place", "may_be_event_place"]

# The rule of a name that no gazetteer and no model knows, where an event is told to have been.
EVENT_PLACE = "where an event was"
_WHERE = frozenset(["at", "beside", "near", "in", "outside", "around", "inside", "into", "off"])
# "South of X", "on the outskirts of X", "close to X".
_BESIDE = {
    "of": frozenset(
        ["center", "centre", "east", "edge", "north", "outskirts", "south", "suburb", "west"]
    ),
    "to": frozenset(["close", "next"]),
}
# What is called by the name of the place that it is, or is part of.
_PARTS = frozenset(["area", "barracks", "base", "bypass", "checkpoint", "corridor", "garrison",
                    "junction", "locality", "outpost", "park", "quarter", "sector", "station",
                    "zone"])  # fmt: skip
# Words from a preposition up to the one that tells the event: "fired on a convoy of troops at X".
_MOST_STEPS = 3
# They tell that there was one; so do the others of one that stands before them.
_HAPPEN = frozenset(["happen", "occur"])
_TELL = frozenset(["confirm", "hear", "record", "register", "report"])
# Of the verbs that ask for a place as their object: "captured X".
_STRIKING = re.compile(r"obj:[^&|]*(settlement|place)")
# Longer names that nobody knows are those of bodies and buildings.
_LONGEST_UNKNOWN = 2
# CR, GMT, SUV
_SHORT = 4
# Nothing speaks for a name that recognition gives less.
_LEAST_CHANCE = 0.1
# Nor for what is captured or shelled, which people are, too.
_LEAST_STRICKEN = 0.2


def is_event_place(reader: Reader, mention: Mention, chance: float) -> bool:
    """
    Tell whether an event is told to have been at a name.

    Parameters
    ----------
    reader
        Of the document.
    mention
        The name.
    chance
        That it is a toponym, by all other clues.

    Returns
    -------
    is_event_place
        True for "soldiers were shot dead near Amchide", "killed at Vejce" and "they
        captured Jamba"; False for "a knife attack at a Walmart" and "killed in the
        Kroger store".
    """
    if mention.rule == EVENT_PLACE:
        return True
    word = reader.words.items[mention.last]
    if chance < _LEAST_CHANCE or (mention.first == mention.last and _is_other_word(reader, word)):
        return False
    if mention.rule == "gazetteer" and _is_stricken(reader, mention):
        return chance >= _LEAST_STRICKEN
    return _is_located(reader, mention.first, mention.last)


def _is_stricken(reader: Reader, mention: Mention) -> bool:
    """Tell "they captured X", "X was shelled" and "X fell"."""
    name = reader.doc[reader.words.items[mention.last].token]
    while name.dep_ == "conj":
        name = name.head
    verb = name.head
    if verb.pos_ != "VERB":
        return False
    is_object = name.dep_ in {"dobj", "nsubjpass"} and verb.lemma_ in _striking_verbs()
    return is_object or (name.dep_ == "nsubj" and verb.lemma_ == "fall")


def may_be_event_place(reader: Reader, first: int, last: int) -> bool:
    """
    Tell whether a name that nobody knows can only be a place's, by where it stands.

    Parameters
    ----------
    reader
        Of the document.
    first, last
        Words of the name, both inclusive.

    Returns
    -------
    may_be_event_place
        False for what is put together of common words, abbreviations, bodies,
        and people named elsewhere.
    """
    following = reader.word(last + 1)
    goes_on = following is not None and (following.is_capital or following.text[0].isdigit())
    if goes_on and reader.gap(last + 1) == " ":
        return False
    words = reader.words.items[first : last + 1]
    if len(words) > _LONGEST_UNKNOWN or not all(word.is_capital for word in words):
        return False
    if any(_is_other_word(reader, word) for word in words):
        return False
    return not is_given_name(words[0].lower) and _is_located(reader, first, last)


def _is_other_word(reader: Reader, word: Word) -> bool:
    """Tell common words, abbreviations (SUVs), and what ends the names of bodies."""
    if word.lower in reader.small_words or word.lower in common_words():
        return True
    if word.text.removesuffix("s").isupper() and len(word.text) <= _SHORT:
        return True
    is_body = any(word.lower in word_kinds(kind) for kind in ("org", "media", "team", "title"))
    return is_body or any(word.lower in head_nouns(side) for side in ("after", "list", "dir"))


def _is_located(reader: Reader, first: int, last: int) -> bool:
    """Tell whether a name stands behind a preposition of place below a word that tells an event."""
    word = reader.words.items[last]
    token = reader.doc[word.token]
    if token.ent_type_ in {"DATE", "TIME", "NORP"}:
        return False
    if first == last and reader.is_surname(fold(word.text)):
        return False
    if token.dep_ in {"compound", "nmod"} and _is_part(token.head):
        token = token.head
    elif not _is_bare(reader, first, last):
        return False
    while token.dep_ == "conj":
        token = token.head
    return token.dep_ == "pobj" and _is_where(token.head) and _tells_event(token.head)


def _is_where(preposition: Token) -> bool:
    """Tell "at", "south of" and "close to"."""
    word = preposition.lower_
    return word in _WHERE or preposition.head.lower_ in _BESIDE.get(word, ())


def _is_bare(reader: Reader, first: int, last: int) -> bool:
    """Tell "in X" and the second name of "in W and X" from "in a Walmart" and ", Ford near X"."""
    before, following = reader.word(first - 1), reader.word(last + 1)
    if before is None:
        return False
    if reader.gap(first) == " " and _is_where(reader.doc[before.token]):
        return True
    is_item = reader.gap(first) == ", " or (reader.gap(first) == " " and before.lower == "and")
    is_in = following is not None and following.lower in _WHERE and reader.gap(last + 1) == " "
    return is_item and not is_in


def _is_part(noun: Token) -> bool:
    """Tell the noun of "the Ngarba area" and "near the Adjame bus station"."""
    return noun.lower_ in _PARTS or noun.lower_ in head_nouns("after")


def _tells_event(preposition: Token) -> bool:
    """Tell whether a word that tells events stands above a preposition."""
    token, steps = preposition, 0
    while steps < _MOST_STEPS and token.head.i != token.i:
        token = token.head
        # "on Sunday in Karkh", "a convoy of reservists at Karpalak"
        steps += token.pos_ != "ADP" and token.ent_type_ != "DATE"
        if _is_event_word(token):
            return True
        if token.lemma_ in _TELL:
            return any(t.dep_ == "nsubjpass" and _is_event_word(t) for t in token.children)
    return False


def _is_event_word(token: Token) -> bool:
    return token.pos_ in {"VERB", "NOUN"} and token.lemma_.lower() in _event_words()


@cache
def _striking_verbs() -> frozenset[str]:
    """Return the verbs of fighting whose object is a place: "captured X"."""
    fights = (r for r in read_rows("triggers.csv") if r["event_type"] in {"battle", "explosion"})
    rows = (row for row in fights if row["pos"] == "v" and _STRIKING.search(row["needs"]))
    return frozenset(phrase for row in rows for phrase in row["phrases"].split(";"))


@cache
def _event_words() -> frozenset[str]:
    """Return the single words of the lexicon of events."""
    rows = read_rows("triggers.csv")
    phrases = {phrase for row in rows for phrase in row["phrases"].split(";")}
    return frozenset(phrase for phrase in phrases if " " not in phrase) | _HAPPEN
