"""The sentence around a span of a text, found without a language model."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from geo.model import Span

# Longer ones are cut around the span: a table cell is no place for a page.
MAX_CHARS = 400
_ABBREVIATIONS = (
    "Adm|Brig|Capt|Cmdr|Col|Cpl|Dr|Fr|Gen|Gov|Hon|Jr|Lt|Maj|Messrs|Mr|Mrs|Ms|Mt|Pfc|Pres|Prof|Pvt"
    "|Rep|Rev|Sen|Sgt|Sr|St|Ste|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|No|vs|Inc|Ltd|Co"
)
# Final punctuation before white space ends a sentence, but not after an
# initial or abbreviation; for line breaks see `_is_end`.
_END = re.compile(
    r"\n|(?<![\s.(][A-Z])(?<!^[A-Z])(?:[.!?…]+[\"'”’)\]]*)(?=\s)(?!\s+[a-z])", re.MULTILINE
)
_SHORT = re.compile(rf"\b(?:{_ABBREVIATIONS})$")
_FINAL = frozenset(".!?…\"'”’)]:")
# A line this long that ends without punctuation was wrapped, not finished:
# shorter ones are headlines, captions, lists.
_WRAPPED_CHARS = 50
# The dozens of quotes of one article are cut from it one after the other.
_REMEMBERED_CHARS = 20_000

ELLIPSIS = "…"


def sentence_around(text: str, span: Span) -> Span:
    """
    Find the sentence that holds a span.

    Parameters
    ----------
    text
        The article.
    span
        Inside it; may itself run over a sentence's end.

    Returns
    -------
    sentence
        Without white space at its ends, at most about `MAX_CHARS` characters
        (more only when `span` is longer), cut between words; holds `span`.

    Examples
    --------
    >>> text = "It rained. Gen. Ali left Mosul on Oct. 5. He slept."
    >>> start, end = sentence_around(text, Span(25, 30))
    >>> text[start:end]
    'Gen. Ali left Mosul on Oct. 5.'
    """
    # No sentence of interest is longer: a limit keeps one line of 50 MB cheap.
    first, last = max(0, span.start - 2 * MAX_CHARS), min(len(text), span.end + 2 * MAX_CHARS)
    is_short = len(text) <= _REMEMBERED_CHARS
    starts, ends = _all_ends(text) if is_short else _ends(text, first, last)
    start, end = first, last
    before = bisect_right(ends, span.start)
    if before:
        start = max(first, ends[before - 1])
    after = bisect_left(starts, span.end - 1, before)
    if after < len(starts) and starts[after] < last:
        end = max(ends[after], span.end)
    return _trimmed(text, _cut(text, Span(start, end), span), span)


@lru_cache(maxsize=256)
def _all_ends(text: str) -> tuple[list[int], list[int]]:
    return _ends(text, 0, len(text))


def _ends(text: str, first: int, last: int) -> tuple[list[int], list[int]]:
    """Return where the ends of sentences start, and where they end."""
    found = [match for match in _END.finditer(text, first, last) if _is_end(text, match)]
    return [match.start() for match in found], [match.end() for match in found]


def _is_end(text: str, match: re.Match[str]) -> bool:
    if match[0] != "\n":
        return not _SHORT.search(text, max(0, match.start() - 10), match.start())
    at = match.start()
    line = text[max(text.rfind("\n", 0, at) + 1, at - _WRAPPED_CHARS) : at].rstrip()
    following = text[match.end() : match.end() + 1]
    if not line or line[-1] in _FINAL or following.isspace():
        return True
    return len(line) < _WRAPPED_CHARS and not following.islower()


def _cut(text: str, sentence: Span, span: Span) -> Span:
    spare = max(0, MAX_CHARS - (span.end - span.start)) // 2
    start, end = sentence
    if end - start > MAX_CHARS:
        if span.start - start > spare:
            space = text.find(" ", span.start - spare, span.start)
            start = space if space >= 0 else span.start
        if end - span.end > spare:
            space = text.rfind(" ", span.end, span.end + spare)
            end = space if space >= 0 else span.end
    return Span(start, end)


def _trimmed(text: str, sentence: Span, span: Span) -> Span:
    start, end = sentence
    while start < span.start and text[start].isspace():
        start += 1
    while end > span.end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def cut_quote(text: str, chars: int | None) -> str:
    """
    Shorten a quote at a word's end.

    Parameters
    ----------
    text
        The sentence.
    chars
        The most that may be shown of it, the ellipsis included; None for all.

    Returns
    -------
    text
        As it was when it is short enough.

    Examples
    --------
    >>> cut_quote("Troops entered the town.", 16), cut_quote("Troops entered.", 0)
    ('Troops entered…', '')
    >>> cut_quote("Troops entered.", None)
    'Troops entered.'
    """
    if chars is None or len(text) <= chars:
        return text
    if chars < len(ELLIPSIS):
        return ""
    kept = text[: chars - len(ELLIPSIS) + 1]
    words, space, _ = kept.rpartition(" ")
    return (words if space else kept[: chars - len(ELLIPSIS)]).rstrip() + ELLIPSIS
