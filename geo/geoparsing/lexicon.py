"""Word lists that recognition reads context with; the lists themselves are rows in `data/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from geo.resources import read_rows

__all__ = [
    "ARTICLES",
    "LOCATIVE",
    "HeadNoun",
    "PersonName",
    "head_nouns",
    "is_given_name",
    "person_names",
    "word_kinds",
]

ARTICLES = frozenset(["a", "an", "the"])
# Before a name, they say that it is a place's.
LOCATIVE = frozenset(
    ["in", "near", "outside", "at", "around", "across", "from", "inside", "within", "into"]
)


@dataclass(frozen=True, slots=True)
class HeadNoun:
    """A noun that says what kind of place a name denotes; `hint` is a GeoNames code."""

    noun: str
    hint: str
    joins: bool


@dataclass(frozen=True, slots=True)
class PersonName:
    """How common a word is among people's names, in percent of people."""

    given: float
    surname: float


@cache
def head_nouns(side: str) -> dict[str, HeadNoun]:
    """
    Return the head nouns of one side, by noun in small letters.

    Parameters
    ----------
    side
        `after` (Walker County), `before` (Lake Lanier), `of` (village of),
        `dir` (northern) or `list` (X and Y counties).

    Returns
    -------
    nouns
        `joins` tells whether a capitalised noun is part of the name.
    """
    return {
        row["noun"]: HeadNoun(row["noun"], row["hint"], row["capital"] == "yes")
        for row in read_rows("head_nouns.csv")
        if row["side"] == side
    }


@cache
def word_kinds(kind: str) -> frozenset[str]:
    """Return the words of one kind of `titles.csv`: `title`, `voice`, `org` and so on."""
    return frozenset(row["word"] for row in read_rows("titles.csv") if row["kind"] == kind)


@cache
def person_names() -> dict[str, PersonName]:
    """Return the common given names and surnames, by name in small letters."""
    return {
        row["name"]: PersonName(float(row["given"]), float(row["surname"]))
        for row in read_rows("person_names.csv")
    }


def is_given_name(word: str) -> bool:
    """Tell whether a word in small letters is a common given name."""
    known = person_names().get(word)
    return known is not None and known.given > 0
