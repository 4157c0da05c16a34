"""Cut a text into written words and the names they may form, whatever a tokenizer made of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from geo.language import Doc

__all__ = ["Word", "Words", "cut_words", "name_ranges", "trim_span"]

# Initials with points (U.S., D.C.), then words with inner apostrophes, then numbers.
_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?"
    r"|[^\W\d_]+(?:['’ʼ‘`][^\W\d_]+)*"
    r"|\d+(?:[.,]\d+)*(?:st|nd|rd|th)?\b"
    r"|\d+"
)
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
# Coeur d'Alene, L'Aquila.
_ELIDED = re.compile(r"[dlDL]['’][A-ZÀ-Þ]")
_NEWLINE = re.compile(r"\n")
# Words inside names that are not capitalised.
_CONNECTORS = frozenset(
    [
        "of",
        "the",
        "and",
        "de",
        "la",
        "le",
        "les",
        "del",
        "della",
        "el",
        "al",
        "as",
        "ad",
        "an",
        "ar",
        "ash",
        "da",
        "do",
        "dos",
        "das",
        "di",
        "du",
        "des",
        "on",
        "upon",
        "in",
        "sur",
        "sous",
        "under",
        "am",
        "der",
        "den",
        "bei",
        "e",
        "ul",
        "ud",
        "bin",
        "y",
        "i",
        "van",
        "von",
        "by",
        "aux",
        "a",
    ]
)
# Gaps that may stand between two words of one name.
_INNER_GAPS = frozenset({" ", "-", "‑", "–", ". ", "'", "’", "  ", "\u00a0", ".", " & "})
_LONGEST_NAME = 6
# The Arabic article, which belongs to the name that it is joined to: al-Bab.
_ARTICLES = frozenset(
    ["al", "el", "ad", "an", "ar", "as", "ash", "at", "az", "ed", "es", "et", "ez"]
)
# Abbreviated first words whose point belongs to the name: St. Louis, Mt. Vernon.
_POINTED = frozenset({"st", "mt", "ft", "ste", "pt", "n", "s", "e", "w", "gt", "twp", "co"})


@dataclass(frozen=True, slots=True)
class Word:
    """
    A written word.

    Attributes
    ----------
    start, end
        Characters of the text, without a possessive ending.
    full_end
        With the possessive ending, if any.
    text
        Without the possessive ending.
    token
        Index of the spaCy token that it begins in.
    is_capital
        Whether it begins with a capital letter.
    """

    start: int
    end: int
    full_end: int
    text: str
    lower: str
    token: int
    is_capital: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, and what stands between each and the one before it."""

    doc: Doc
    text: str
    items: tuple[Word, ...]
    gaps: tuple[str, ...]
    starts: tuple[int, ...]

    def at(self, char: int) -> int:
        """Return the index of the word at or before a character; -1 before the first."""
        return bisect_right(self.starts, char) - 1


def cut_words(doc: Doc) -> Words:
    """
    Cut the text of a parsed document into words.

    Parameters
    ----------
    doc
        Parsed; only its text and the offsets of its tokens are used.

    Returns
    -------
    words
        In text order. The gap before the first word is a newline.
    """
    # Once: spaCy puts the text together from its tokens at every call.
    text = doc.text
    offsets = [token.idx for token in doc]
    items: list[Word] = []
    gaps: list[str] = []
    starts: list[int] = []
    last_end = 0
    for found in _WORD.finditer(text):
        start, full_end = found.span()
        written = _POSSESSIVE.sub("", found.group())
        word = Word(
            start,
            start + len(written),
            full_end,
            written,
            written.lower(),
            bisect_right(offsets, start) - 1,
            written[0].isupper() or bool(_ELIDED.match(written)),
        )
        gaps.append(text[last_end:start] if items else "\n")
        items.append(word)
        starts.append(start)
        last_end = full_end
    return Words(doc, text, tuple(items), tuple(gaps), tuple(starts))


def _joins(words: Words, index: int) -> bool:
    """Tell whether word `index` may continue a name begun by the word before it."""
    gap = words.gaps[index]
    before = words.items[index - 1]
    if before.full_end != before.end:
        return False
    if gap in (". ", "."):
        return before.lower in _POINTED or len(before.text) == 1
    if gap in _INNER_GAPS:
        return True
    # A line broken inside a sentence, as narrow columns are.
    if gap.strip() or len(_NEWLINE.findall(gap)) > 1:
        return False
    this = words.items[index]
    return bool(words.doc[before.token].sent == words.doc[this.token].sent)


def _is_article(words: Words, index: int) -> bool:
    """Tell whether a word is an Arabic article joined to the capitalised word after it."""
    if words.items[index].lower not in _ARTICLES or index + 1 >= len(words.items):
        return False
    return words.gaps[index + 1] in ("-", "‑") and words.items[index + 1].is_capital


def name_ranges(words: Words) -> Iterator[tuple[int, int]]:
    """
    Yield every range of words that may be written as one name.

    Parameters
    ----------
    words
        From `cut_words`.

    Yields
    ------
    first, last
        Indices of words, both inclusive: each begins and ends with a
        capitalised word or with a number after one.
    """
    items = words.items
    for first, word in enumerate(items):
        if not word.is_capital and not _is_article(words, first):
            continue
        if word.is_capital:
            # Baghdadi alone is not a name in "al-Baghdadi".
            if first and not items[first - 1].is_capital and _is_article(words, first - 1):
                continue
            yield first, first
        for last in range(first + 1, min(first + _LONGEST_NAME, len(items))):
            # St. John's Wood and Hawke's Bay carry the ending inside.
            after_ending = items[last - 1].full_end > items[last - 1].end
            if not (words.gaps[last] == " " if after_ending else _joins(words, last)):
                break
            item = items[last]
            if item.is_capital:
                yield first, last
            elif item.lower not in _CONNECTORS and item.lower not in _ARTICLES:
                break


def trim_span(words: Words, start: int, end: int) -> tuple[int, int] | None:
    """
    Shrink a span to whole words, without a leading "the" and a possessive ending.

    Parameters
    ----------
    words
        From `cut_words`.
    start, end
        Characters of the text.

    Returns
    -------
    range
        First and last word, both inclusive, or None when no word is left.
    """
    first, last = words.at(start), words.at(end - 1)
    if first >= 0 and words.items[first].end <= start:
        first += 1
    first = max(first, 0)
    while first <= last and words.items[first].lower in ("the", "a", "an"):
        first += 1
    while last >= first and not (words.items[last].is_capital or words.items[last].text.isdigit()):
        last -= 1
    return (first, last) if first <= last else None
