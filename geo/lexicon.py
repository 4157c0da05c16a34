"""Word lists that recognition reads context with; the lists themselves are rows in `data/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from geo.resources import read_rows

__all__ = ["HeadNoun", "PersonName", "head_nouns", "person_names", "word_kinds"]


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
