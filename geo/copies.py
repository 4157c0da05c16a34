"""Near-copies of one text: the same wire story in several papers is one source."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

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

# Sorted, each once.
Shingles = NDArray[np.uint32]


def _odd_numbers(count: int) -> NDArray[np.uint64]:
    """Draw multipliers: the same on every machine and with every version of NumPy."""
    digests = (hashlib.blake2b(b"%d" % n, digest_size=8).digest() for n in range(count))
    return np.array([int.from_bytes(digest, "little") | 1 for digest in digests], np.uint64)


_PLACES = _odd_numbers(SHINGLE_WORDS)
_ORDERS = (_odd_numbers(SHINGLE_WORDS + _BANDS * _ROWS)[SHINGLE_WORDS:] >> np.uint64(32)).astype(
    np.uint32
) | np.uint32(1)
_MIX = np.uint32(0x2C1B3C6D)


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
    codes, texts = _Codes(), {article.article_id: article.text for article in articles}
    groups = {key: key for key in sorted(texts)}
    first: dict[bytes, str] = {}
    shingles: dict[str, Shingles] = {}
    for key in groups:
        words = _WORD.findall(texts[key].casefold())
        digest = hashlib.sha256(" ".join(words).encode("utf-8", "replace")).digest()
        if words and first.setdefault(digest, key) != key:
            groups[key] = first[digest]
        elif len(found := _shingles([codes[word] for word in words])) >= MIN_SHINGLES:
            shingles[key] = found
    _join_alike(groups, shingles)
    return {key: _root(groups, key) for key in groups}


def containment(first: Shingles, second: Shingles) -> float:
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
    if not smaller:
        return 0.0
    both = np.sort(np.concatenate([first, second]))
    return int(np.count_nonzero(both[1:] == both[:-1])) / smaller


class _Codes(dict[str, int]):
    """A number for each word, worked out once."""

    def __missing__(self, word: str) -> int:
        code = self[word] = zlib.crc32(word.encode("utf-8", "replace"))
        return code


def _shingles(words: Sequence[int]) -> Shingles:
    count = max(0, len(words) - SHINGLE_WORDS + 1)
    codes, sums = np.array(words, np.uint64), np.zeros(count, np.uint64)
    for at, factor in enumerate(_PLACES):
        # Unsigned numbers wrap around.
        sums += codes[at : at + count] * factor
    sums ^= sums >> np.uint64(29)
    return np.unique((sums >> np.uint64(16)).astype(np.uint32))


def _join_alike(groups: dict[str, str], shingles: Mapping[str, Shingles]) -> None:
    """Join the texts of which one contains most of the other."""
    keys = list(shingles)
    compared: set[tuple[int, int]] = set()
    for bucket in _buckets([_signature(values) for values in shingles.values()]):
        # Hundreds of papers print one story: most of a bucket is joined already.
        if len({_root(groups, keys[at]) for at in bucket}) == 1:
            continue
        for one, two in combinations(bucket, 2):
            roots = {_root(groups, keys[one]), _root(groups, keys[two])}
            if len(roots) == 1 or (one, two) in compared:
                continue
            compared.add((one, two))
            if containment(shingles[keys[one]], shingles[keys[two]]) >= MIN_CONTAINMENT:
                groups[max(roots)] = min(roots)


def _signature(shingles: Shingles) -> NDArray[np.uint32]:
    """Return the least of all shingles in each of many orders."""
    orders = shingles[None, :] * _ORDERS[:, None]
    orders ^= orders >> np.uint32(15)
    orders *= _MIX
    least: NDArray[np.uint32] = orders.min(axis=1)
    return least


def _buckets(signatures: Sequence[NDArray[np.uint32]]) -> Iterator[list[int]]:
    """Yield the numbers of texts whose signatures agree in one band, in order."""
    if len(signatures) < 2:
        return
    table = np.ascontiguousarray(np.stack(signatures)).view(np.uint64)
    for band in table.T:
        order = np.argsort(band, kind="stable")
        starts = np.flatnonzero(np.diff(band[order])) + 1
        yield from (bucket.tolist() for bucket in _several(order, starts))


def _several(order: NDArray[np.int64], starts: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Cut before each start, and leave out what stands alone."""
    edges = np.concatenate([[0], starts, [len(order)]])
    for at in np.flatnonzero(np.diff(edges) > 1):
        yield order[edges[at] : edges[at + 1]]


def _root(groups: dict[str, str], key: str) -> str:
    while groups[key] != key:
        key = groups[key]
    return key
