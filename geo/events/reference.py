"""Who and what a later sentence speaks of again: "the bus", "the nine men", "the gunman"."""

from __future__ import annotations

from geo.events.happenings import Happening
from geo.grammar.clauses import complements, is_class
from geo.language import Doc, Token

__all__ = ["Cast", "is_known"]

_DEFINITE = frozenset({"the", "that", "this", "these", "those", "both", "all"})
# Words of one kind can name one thing: a bus and "the vehicle", jets and "the planes".
_KINDS = ("warplane", "ship", "vehicle", "militant", "police", "army", "explosive", "structure")
_FOLK = frozenset({"man", "woman", "victim", "body", "corpse", "group", "dead"})
_PEOPLE = ("person", "force", "militant", "police", "army", "dead_body")
_VIOLENT = frozenset({"battle", "explosion", "civilian_violence"})
# What is left of anything, and what people die of.
_REMAINS = frozenset({"rubble", "wreck", "wreckage", "debris", "scene", "site", "disease"})


class Cast:
    """
    Who and what has a part in an event.

    Parameters
    ----------
    doc
        The parsed article.
    happening
        Told in it.
    """

    def __init__(self, doc: Doc, happening: Happening) -> None:
        self.is_violent = happening.code[0] in _VIOLENT
        words = [
            word
            for mention in happening.all_mentions
            for word in (
                *(doc[i] for i in (*mention.agents, *mention.patients)),
                *(noun for _, noun in complements(doc[mention.trigger.index])),
            )
        ]
        self.words = tuple(word for word in words if word.pos_ in {"NOUN", "NUM"})

    def has(self, word: Token) -> bool:
        """
        Tell whether a word of a later sentence speaks of them again.

        Parameters
        ----------
        word
            Any; only a noun can speak of them.

        Returns
        -------
        has
            True of "the tree" after "a tree", "the vehicle" after "a bus", "the
            men" after "five soldiers" and "the gunman" after any shooting.
        """
        if word.pos_ not in {"NOUN", "NUM"} or not is_known(word):
            return False
        if word.lower_ in _REMAINS or (self.is_violent and is_class(word, "perpetrator")):
            return True
        return any(_is_same(word, other) for other in self.words if other.i < word.i)


def is_known(noun: Token) -> bool:
    """Tell "the bus" and "all six" from what is told for the first time."""
    return any(child.lower_ in _DEFINITE for child in noun.lefts)


def _is_same(word: Token, other: Token) -> bool:
    lemma = word.lemma_.lower()
    if lemma == other.lemma_.lower():
        return True
    if word.pos_ == "NUM":
        return any(child.lower_ == word.lower_ for child in other.children)
    if lemma in _FOLK:
        return other.pos_ == "NUM" or any(is_class(other, kind) for kind in _PEOPLE)
    return any(is_class(word, kind) and is_class(other, kind) for kind in _KINDS)
