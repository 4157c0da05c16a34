"""Words that a language model misreads: IS is no verb, "staged" no form of "to stag"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from geo.resources import read_rows

__all__ = ["verb_lemmas", "word_norms"]


@cache
def _norms() -> dict[str, str]:
    return {row["written"]: row["read_as"] for row in read_rows("word_norms.csv")}


@cache
def verb_lemmas() -> dict[str, str]:
    """
    Return the lemmas of verb forms that the model's rules take for a rarer verb's.

    Returns
    -------
    lemmas
        By form, both lower case.

    Examples
    --------
    >>> verb_lemmas()["staged"]
    'stage'
    """
    return {row["form"]: row["lemma"] for row in read_rows("verb_lemmas.csv")}


def word_norms(words: Sequence[str]) -> dict[int, str]:
    """
    Say which words of a text a model should read as another, known word.

    Parameters
    ----------
    words
        All words of a text, punctuation included, in order.

    Returns
    -------
    norms
        What to read, by position; empty for most texts. A word beside another
        in capitals is part of a headline and stays as it is.

    Examples
    --------
    >>> word_norms("Troops fought IS in Mosul".split())
    {2: 'hamas'}
    >>> word_norms("THIS IS WAR".split())
    {}
    """
    return {
        position: _norms()[word]
        for position, word in enumerate(words)
        if word in _norms() and not _is_shouted(words, position)
    }


def _is_shouted(words: Sequence[str], position: int) -> bool:
    beside = (*words[max(0, position - 1) : position], *words[position + 1 : position + 2])
    return any(len(word) > 1 and word.isalpha() and word.isupper() for word in beside)
