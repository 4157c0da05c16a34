"""The lexicon of people being hit: word forms with their kind and how victims stand to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from geo.resources import read_rows

__all__ = [
    "HitWord",
    "hints",
    "hit_words",
    "is_armed",
    "is_disease",
    "is_person_noun",
    "is_refugee_noun",
    "trigger_forms",
]

_PEOPLE_CLASSES = ("person", "force", "militant", "displaced", "protester", "leader", "police")
# Endings of nouns for people that no list has in full: "trawlerman", "restaurateur", "Yazidi".
_PEOPLE_ENDINGS = ("man", "men", "woman", "women", "ist", "people")


@dataclass(frozen=True, slots=True)
class HitWord:
    """
    A word that tells how people were hit.

    Attributes
    ----------
    kind
        `killed`, `injured` and so on; empty for words without one of their own.
    frame
        How its victims stand to it, see `data/casualty_words.csv`.
    flags
        `arms`, `loose`, `weak`, `disease`, `care`, `found`.
    """

    kind: str
    frame: str
    flags: frozenset[str]


@cache
def hit_words(frame: str) -> dict[str, HitWord]:
    """
    Return the words of one frame, by every form in small letters.

    Parameters
    ----------
    frame
        A frame of `data/casualty_words.csv`.

    Returns
    -------
    words
        Regular forms are made here.

    Examples
    --------
    >>> hit_words("object")["injured"].kind, hit_words("subject")["died"].kind
    ('injured', 'killed')
    """
    found: dict[str, HitWord] = {}
    for row in read_rows("casualty_words.csv"):
        if row["frame"] != frame:
            continue
        flags = frozenset(filter(None, row["flags"].split(";")))
        word = HitWord(row["kind"], frame, flags)
        extra = filter(None, row["forms"].split(";"))
        for form in (row["word"], *_regular_forms(row["word"], frame), *extra):
            found.setdefault(form, word)
    return found


def _regular_forms(word: str, frame: str) -> tuple[str, ...]:
    if frame in {"noun", "harm"}:
        return (word + "s",)
    if frame not in {"object", "subject"} or " " in word:
        return ()
    stem = word.removesuffix("e")
    third = word + ("es" if word.endswith(("sh", "ss", "ch")) else "s")
    return (third, stem + "ed", stem + "ing")


@cache
def trigger_forms() -> frozenset[str]:
    """Return every form that can begin a statement, to pass over other sentences quickly."""
    frames = ("object", "subject", "state", "noun", "harm", "casualty", "fatally")
    forms = {form.split(" ")[0] for frame in frames for form in hit_words(frame)}
    return frozenset(
        forms
        | {"condition", "custody", "death", "homes", "hospital", "hospitals", "life", "lives"}
        | {"losses", "safety", "toll"}
    )


@cache
def hints(use: str) -> frozenset[str]:
    """Return the words of one use in `data/casualty_hints.csv`."""
    return frozenset(r["word"] for r in read_rows("casualty_hints.csv") if r["use"] == use)


@cache
def _class_words(*classes: str) -> frozenset[str]:
    """Return lemmas of the word classes that the event triggers know."""
    return frozenset(
        lemma
        for row in read_rows("word_classes.csv")
        if row["class"] in classes
        for lemma in row["lemmas"].split(";")
    )


def is_disease(lemma: str) -> bool:
    """Tell whether a word in small letters names a disease."""
    return lemma in _class_words("disease")


def is_refugee_noun(lemma: str) -> bool:
    """Tell people who are displaced when they flee from attackers who get away."""
    return lemma in _class_words("displaced")


def is_armed(lemma: str) -> bool:
    """Tell whether a word in small letters names somebody under arms."""
    return lemma in _class_words("militant", "police") | hints("soldier")


def is_person_noun(lemma: str) -> bool:
    """
    Tell whether a noun is known to mean people.

    Parameters
    ----------
    lemma
        In small letters.

    Returns
    -------
    is_person
        False for unknown nouns, too.
    """
    return (
        lemma in _class_words(*_PEOPLE_CLASSES)
        or lemma in hints("group")
        or lemma in hints("pair")
        or lemma.endswith(_PEOPLE_ENDINGS)
    )
