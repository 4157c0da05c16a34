"""Near-copies of one text: the same wire story in several papers is one source."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Self

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


# What is known of one text: digests of it and of its words in order, its least shingles if it
# has enough, and the number of its group.
_ROW = np.dtype(
    [
        ("text", "S32"),
        ("words", "S32"),
        ("is_long", "?"),
        ("least", "<u4", _BANDS * _ROWS),
        ("group", "<i4"),
    ]
)
_UNDECIDED = -1


@dataclass(slots=True, eq=False)
class Compared:
    """
    Texts that were compared with each other.

    Attributes
    ----------
    rows
        One for each text of the build before; `find_copies` replaces them by its own.
    """

    rows: NDArray[np.void] = field(default_factory=lambda: np.empty(0, _ROW))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` wrote."""
        return cls(np.frombuffer(data, _ROW))

    def to_bytes(self) -> bytes:
        """Write all rows."""
        return self.rows.tobytes()

    def recall(self, digests: Sequence[bytes]) -> NDArray[np.void]:
        """
        Return what is known of texts.

        Parameters
        ----------
        digests
            Of the texts.

        Returns
        -------
        rows
            In order. The group of a new text is `_UNDECIDED`, and so is that of texts whose
            group lost one, which may have been what held them together.
        """
        numbers = {text: at for at, text in enumerate(self.rows["text"].tolist())}
        found = np.array([numbers.get(digest, -1) for digest in digests], np.intp)
        rows = np.zeros(len(found), _ROW)
        rows[found >= 0] = self.rows[found[found >= 0]]
        lost = np.delete(self.rows["group"], found[found >= 0])
        rows["group"][(found < 0) | np.isin(rows["group"], lost)] = _UNDECIDED
        return rows


def find_copies(articles: Iterable[Article], compared: Compared | None = None) -> dict[str, str]:
    """
    Group articles whose texts are copies of each other, whole or cut.

    Parameters
    ----------
    articles
        With unique ids, in any order.
    compared
        Texts that the same rules compared before; spares work and decides nothing. Told what
        was compared now.

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
    by_id = {article.article_id: article.text for article in articles}
    keys = sorted(by_id)
    texts = _Texts([by_id[key] for key in keys])
    compared = compared or Compared()
    rows = compared.recall([_digest(text) for text in texts])
    for at in np.flatnonzero(rows["group"] == _UNDECIDED).tolist():
        rows[at] = texts.row(at)
    roots = list(range(len(keys)))
    firsts = _join_same(roots, enumerate(rows["words"].tolist()))
    decided = np.flatnonzero(rows["group"] != _UNDECIDED)
    _join_same(roots, zip(decided.tolist(), rows["group"][decided].tolist(), strict=True))
    _join_alike(roots, rows, [at for at in firsts if rows["is_long"][at]], texts)
    groups = [_root(roots, at) for at in range(len(keys))]
    rows["group"] = groups
    _, once = np.unique(rows["text"], return_index=True)
    compared.rows = rows[once]
    return {key: keys[group] for key, group in zip(keys, groups, strict=True)}


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


class _Texts(list[str]):
    """Texts, and what is compared of them."""

    def __init__(self, texts: Iterable[str]) -> None:
        super().__init__(texts)
        self._codes = _Codes()
        self._shingles: dict[int, Shingles] = {}

    def row(self, at: int) -> tuple[bytes, bytes, bool, NDArray[np.uint32] | int, int]:
        """Return a row of `Compared` for a text."""
        words = " ".join(_words(self[at]))
        shingles = self.shingles(at)
        is_long = len(shingles) >= MIN_SHINGLES
        least = _signature(shingles) if is_long else 0
        return _digest(self[at]), _digest(words), is_long, least, _UNDECIDED

    def shingles(self, at: int) -> Shingles:
        """Return the shingles of a text."""
        if at not in self._shingles:
            self._shingles[at] = _shingles([self._codes[word] for word in _words(self[at])])
        return self._shingles[at]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _digest(text: str) -> bytes:
    # In hexadecimal: of bytes that end in zeros, NumPy would give back fewer.
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16)
    return digest.hexdigest().encode()


def _shingles(words: Sequence[int]) -> Shingles:
    count = max(0, len(words) - SHINGLE_WORDS + 1)
    codes, sums = np.array(words, np.uint64), np.zeros(count, np.uint64)
    for at, factor in enumerate(_PLACES):
        # Unsigned numbers wrap around.
        sums += codes[at : at + count] * factor
    sums ^= sums >> np.uint64(29)
    return np.unique((sums >> np.uint64(16)).astype(np.uint32))


def _join_same(roots: list[int], labelled: Iterable[tuple[int, object]]) -> list[int]:
    """Join the texts of one label, and return the first of each."""
    first: dict[object, int] = {}
    for at, label in labelled:
        _join(roots, first.setdefault(label, at), at)
    return list(first.values())


def _join_alike(
    roots: list[int], rows: NDArray[np.void], numbers: Sequence[int], texts: _Texts
) -> None:
    """Join the texts of which one contains most of the other, if one of the two is new."""
    is_new = rows["group"] == _UNDECIDED
    compared: set[tuple[int, int]] = set()
    for bucket in _buckets(rows["least"][numbers], is_new[numbers]):
        members = [numbers[at] for at in bucket]
        # Hundreds of papers print one story: most of a bucket is joined already.
        if len({_root(roots, at) for at in members}) == 1:
            continue
        for one, two in combinations(members, 2):
            is_known = not (is_new[one] or is_new[two]) or (one, two) in compared
            if is_known or _root(roots, one) == _root(roots, two):
                continue
            compared.add((one, two))
            if containment(texts.shingles(one), texts.shingles(two)) >= MIN_CONTAINMENT:
                _join(roots, one, two)


def _signature(shingles: Shingles) -> NDArray[np.uint32]:
    """Return the least of all shingles in each of many orders."""
    orders = shingles[None, :] * _ORDERS[:, None]
    orders ^= orders >> np.uint32(15)
    orders *= _MIX
    least: NDArray[np.uint32] = orders.min(axis=1)
    return least


def _buckets(signatures: NDArray[np.uint32], is_new: NDArray[np.bool_]) -> Iterator[list[int]]:
    """Yield the numbers of texts whose signatures agree in one band, if one of them is new."""
    if len(signatures) < 2:
        return
    table = np.ascontiguousarray(signatures).view(np.uint64)
    for band in table.T:
        order = np.argsort(band, kind="stable")
        ordered = band[order]
        starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
        sizes = np.diff(starts, append=len(order))
        wanted = (sizes > 1) & np.logical_or.reduceat(is_new[order], starts)
        for at, size in zip(starts[wanted], sizes[wanted], strict=True):
            yield order[at : at + size].tolist()


def _join(roots: list[int], one: int, two: int) -> None:
    first, second = sorted((_root(roots, one), _root(roots, two)))
    roots[second] = first


def _root(roots: list[int], at: int) -> int:
    while roots[at] != at:
        at = roots[at]
    return at
