"""Near-copies of one text: the same wire story in several papers is one source."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping

from geo.model import Article

# Five words in a row are seldom the same by chance, and an edited headline or
# a changed toll leaves most of them as they were.
SHINGLE_WORDS = 5
# A desk cuts a wire story from the end: what is left then stands whole in the
# original. Quoting one paragraph of it in an own story is no copy.
MIN_CONTAINMENT = 0.8
# Shorter texts are alike by chance ("Police are investigating.") and are
# copies only when all their words are the same.
MIN_SHINGLES = 20
# 64 bands of 2 rows find pairs of a Jaccard similarity of 0.2 (a story cut to a
# fifth) with 93 % and of 0.3 with 99.8 %; exact sets then decide about them.
_BANDS, _ROWS = 64, 2
_WORD = re.compile(r"\w+")


def find_copies(articles: Iterable[Article]) -> dict[str, str]:
    """
    Group articles whose texts are copies of each other, whole or cut.

    Parameters
    ----------
    articles
        With unique ids, in any order.

    Returns
    -------
    groups
        The group of each article: the smallest `article_id` in it; an article
        without copies is a group of its own. Copies of copies are in one group.

    Notes
    -----
    Pairs are found with MinHash and locality-sensitive hashing (Broder 1997;
    Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3)
    over shingles of five words, and decided by how much of the shorter text's
    shingles the longer one contains.

    Examples
    --------
    >>> text = "Gunmen stormed the town hall of Rutba on Sunday and held it for an hour."
    >>> find_copies([Article("b", text), Article("a", f"{text} "), Article("c", "Rain.")])
    {'a': 'a', 'b': 'a', 'c': 'c'}
    """
    texts = {article.article_id: _fold(article.text) for article in articles}
    shingles = {key: _shingles(words) for key, words in texts.items()}
    groups = {key: key for key in sorted(texts)}
    for same in _identical(texts):
        _join(groups, same)
    distinct = {groups[key]: shingles[groups[key]] for key in sorted(texts)}
    for first, second in _alike({k: s for k, s in distinct.items() if len(s) >= MIN_SHINGLES}):
        _join(groups, (first, second))
    return {key: _root(groups, key) for key in sorted(texts)}


def containment(first: frozenset[int], second: frozenset[int]) -> float:
    """
    Tell how much of the smaller set the larger one contains.

    Parameters
    ----------
    first, second
        In either order.

    Returns
    -------
    share
        In [0, 1]; 0 when one of them is empty.
    """
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0


def _fold(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _shingles(folded: str) -> frozenset[int]:
    words = folded.split(" ")
    return frozenset(
        zlib.crc32(" ".join(words[at : at + SHINGLE_WORDS]).encode("utf-8", "replace"))
        for at in range(max(0, len(words) - SHINGLE_WORDS + 1))
    )


def _identical(texts: Mapping[str, str]) -> list[list[str]]:
    by_text: dict[str, list[str]] = {}
    for key in sorted(texts):
        if texts[key]:
            by_text.setdefault(texts[key], []).append(key)
    return [keys for keys in by_text.values() if len(keys) > 1]


def _alike(shingles: Mapping[str, frozenset[int]]) -> list[tuple[str, str]]:
    """Return the pairs, in order, of which one contains most of the other."""
    if len(shingles) < 2:
        return []
    # SciPy comes with it: 1.5 s that a single article does not need.
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(params=(_BANDS, _ROWS), num_perm=_BANDS * _ROWS)
    hashes = {}
    for key, values in shingles.items():
        hashes[key] = MinHash(num_perm=_BANDS * _ROWS, hashfunc=int)
        hashes[key].update_batch(sorted(values))
        index.insert(key, hashes[key])
    return [
        (key, other)
        for key in shingles
        for other in sorted(index.query(hashes[key]))
        if key < other and containment(shingles[key], shingles[other]) >= MIN_CONTAINMENT
    ]


def _root(groups: dict[str, str], key: str) -> str:
    while groups[key] != key:
        key = groups[key]
    return key


def _join(groups: dict[str, str], keys: Iterable[str]) -> None:
    roots = sorted({_root(groups, key) for key in keys})
    for root in roots:
        groups[root] = roots[0]
