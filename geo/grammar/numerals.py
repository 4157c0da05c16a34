"""Numbers written in news English: "4,000 to 7,000", "at least two dozen", "scores"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from geo.model import Count
from geo.resources import read_rows

__all__ = ["Number", "Quantity", "find_numbers", "find_quantities", "parse_number"]

_SMALL_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen"
)
_UNITS = {word: value for value, word in enumerate(_SMALL_WORDS.split())}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
# Lakh and crore are everyday numbers in South Asian English.
_SCALES = {
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
}
_GROUPS = {"dozen": 12, "hundred": 100, **_SCALES}

_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f]\d{2,3}){0,4}[,\u00a0\u202f]\d{3}(?:\.\d+)?|\d{1,15}(?:\.\d+)?"
_WORDS = "|".join(sorted({*_UNITS, *_TENS, *_GROUPS}, key=len, reverse=True))
# No digit of a date, a clock time, a version or a word such as "F16".
_TOKEN = re.compile(
    rf"(?<![\w.:/])(?<!\d,)(?:{_DIGITS})(?![\w/]|:\d|[.,]\d)|\bhalf\b|\b(?:{_WORDS})\b",
    re.IGNORECASE,
)
_JOIN = re.compile(r"[-\u2010\u2011\s]\s*|\s+and\s+", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(?:an?|one|another|a\s+further)\s+$", re.IGNORECASE)
_HALF_OF = re.compile(r"[-\s]+(?:an?\s+)?", re.IGNORECASE)
_AND_HALF = re.compile(r"\s+and\s+a\s+half\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """
    A number in a text.

    Attributes
    ----------
    start, end
        Characters of the text, an article that belongs to it ("a dozen")
        included.
    value
        An int unless the text has a fraction.
    """

    start: int
    end: int
    value: int | float


@dataclass(frozen=True, slots=True)
class Quantity:
    """
    A number of things with the words that bound it.

    Attributes
    ----------
    start, end
        Characters of the text: "more than 74".
    count
        Its bounds by the codebook's rules: "more than 74" is 75, 75, None.
    label
        For display: `74+`, `up to 30`, `20-30`, `dozens`.
    number_start
        Where the number itself starts.
    """

    start: int
    end: int
    count: Count
    label: str
    number_start: int


def parse_number(words: str) -> int | float | None:
    """
    Read one number.

    Parameters
    ----------
    words
        Digits with or without grouping, or English words; nothing else.

    Returns
    -------
    value
        An int unless it has a fraction; None when `words` is not one number.

    Examples
    --------
    >>> parse_number("4,000"), parse_number("two hundred and fifty"), parse_number("a dozen")
    (4000, 250, 12)
    >>> parse_number("1.5 million"), parse_number("two and a half"), parse_number("half a dozen")
    (1500000, 2.5, 6)
    >>> parse_number("a few") is None
    True
    """
    stripped = words.strip()
    for number in find_numbers(stripped):
        if number.start == 0 and number.end == len(stripped):
            return number.value
    return None


def find_numbers(text: str) -> tuple[Number, ...]:
    """
    Find numbers in digits and words, in text order.

    Parameters
    ----------
    text
        Any text. Ordinals, clock times, decimals with a comma and digits
        inside words are no numbers; whether a number counts people, years or
        dollars is for the caller to see.

    Returns
    -------
    numbers
        Not overlapping.

    Examples
    --------
    >>> [n.value for n in find_numbers("Twenty-three of 1,200 men, one on the 3rd at 10:30")]
    [23, 1200, 1]
    """
    return tuple(_numbers(text))


def _numbers(text: str) -> Iterator[Number]:
    run: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text):
        if run and not _continues(text, run, token):
            yield from _close(text, run)
            run = []
        run.append(token)
    yield from _close(text, run)


def _continues(text: str, run: list[re.Match[str]], token: re.Match[str]) -> bool:
    """Tell whether a token goes on with the number: "two hundred | and five"."""
    gap = text[run[-1].end() : token.start()]
    if run[-1][0].lower() == "half":
        return _HALF_OF.fullmatch(gap) is not None and token[0].lower() in _GROUPS
    if not _JOIN.fullmatch(gap):
        return False
    if "and" in gap.lower() and run[-1][0].lower() not in _GROUPS:
        return False
    return _value([*(m[0] for m in run), token[0]]) is not None


def _close(text: str, run: list[re.Match[str]]) -> Iterator[Number]:
    """Turn a run of tokens into a number, its article and half included."""
    if not run:
        return
    words = [match[0] for match in run]
    start, end = run[0].start(), run[-1].end()
    if words[0].lower() in _GROUPS:
        article = _ARTICLE.search(text[:start])
        if not article:
            return  # "the hundred", "per thousand"
        start = article.start()
        words.insert(0, "1")
    value = _value(words)
    if value is None:
        return
    half = _AND_HALF.match(text, end)
    if half:
        end, value = half.end(), value + 0.5
    yield Number(start, end, int(value) if value == int(value) else value)


def _value(words: list[str]) -> float | None:
    """Add up number words; None when they do not make one number."""
    total, current, last_scale = 0.0, 0.0, float("inf")
    for position, raw in enumerate(words):
        word = raw.lower()
        if word in _SCALES:
            if not current or _SCALES[word] >= last_scale:
                return None
            total, current, last_scale = total + current * _SCALES[word], 0.0, _SCALES[word]
        elif word in _GROUPS:
            if not 0 < current < 100:
                return None
            current *= _GROUPS[word]
        elif position and not _fits(words[position - 1].lower(), word):
            return None
        else:
            current += _simple(word)
    return total + current


def _fits(before: str, word: str) -> bool:
    """Tell whether a simple number may follow: "twenty | three", "hundred | five"."""
    if word not in _UNITS and word not in _TENS:
        return before in _SCALES and word.isdecimal()
    if before in _TENS:
        return 0 < _UNITS.get(word, 0) < 10
    return before in _GROUPS and before != "dozen"


def _simple(word: str) -> float:
    if word == "half":
        return 0.5
    if word in _UNITS:
        return _UNITS[word]
    if word in _TENS:
        return _TENS[word]
    return float(re.sub(r"[,\u00a0\u202f]", "", word))


@cache
def _modifiers() -> tuple[re.Pattern[str], dict[str, str]]:
    """Compile the bounding words of `quantity_words.csv`; group 1 is the words."""
    uses = {row["words"]: row["use"] for row in read_rows("quantity_words.csv")}
    uses = {words: use for words, use in uses.items() if use != "vague"}
    return re.compile(rf"\b({_any_of(uses)})\s+$", re.IGNORECASE), uses


@cache
def _vague() -> tuple[re.Pattern[str], dict[str, Count]]:
    """Compile the words that stand for a number: "dozens", "several hundred"."""
    counts = {
        row["words"]: Count(int(row["low"]), None, int(row["high"]) if row["high"] else None)
        for row in read_rows("quantity_words.csv")
        if row["use"] == "vague"
    }
    return re.compile(rf"\b({_any_of(counts)})\b", re.IGNORECASE), counts


def _any_of(words: dict[str, object] | dict[str, str] | dict[str, Count]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


_RANGE = re.compile(r"\s*[-\u2013\u2014]\s*|\s+(?:to|or|and)\s+", re.IGNORECASE)
_DAY = re.compile(
    r"(?:\A|\n)\W*(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}\Z"
)
_OR_MORE = re.compile(r"\s*\+|-plus\b|\s+or\s+more\b|\s+(?:and|or)\s+counting\b", re.IGNORECASE)
_OR_LESS = re.compile(r"\s+or\s+(?:fewer|less)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|from|anywhere\s+between)\s+$", re.IGNORECASE)
_AND_UP_TO = re.compile(
    r"(?:\s*,)?\s+(?:and|but|or)?\s*(?:possibly|perhaps|maybe|probably)?\s*"
    r"(?:up\s+to|as\s+many\s+as)\s+$",
    re.IGNORECASE,
)


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """
    Find numbers together with the words that bound them, in text order.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    quantities
        Not overlapping; fractions are left out, since people are whole.

    Examples
    --------
    >>> for q in find_quantities("More than 74 died, up to 30 others and dozens of sheep"):
    ...     print(q.label, q.count)
    74+ Count(low=75, best=75, high=None)
    up to 30 Count(low=0, best=None, high=30)
    dozens Count(low=24, best=None, high=99)
    """
    found = [*_vague_quantities(text)]
    taken = [(q.start, q.end) for q in found]
    numbers = [
        number
        for number in find_numbers(text)
        if isinstance(number.value, int)
        and not any(number.start < end and start < number.end for start, end in taken)
    ]
    previous_end = 0
    while numbers:
        quantity, used = _quantity(text, numbers, previous_end)
        found.append(quantity)
        previous_end = quantity.end
        numbers = numbers[used:]
    return tuple(sorted(found, key=lambda quantity: quantity.start))


def _vague_quantities(text: str) -> Iterator[Quantity]:
    pattern, counts = _vague()
    for match in pattern.finditer(text):
        words = re.sub(r"\s+", " ", match[0].lower())
        quantity = Quantity(match.start(), match.end(), counts[words], words, match.start())
        modifier = _modifier(text, match.start(), 0)
        if modifier:
            use, start = modifier
            quantity = replace(quantity, start=start)
            if use in {"low", "above"}:
                quantity = replace(quantity, count=replace(quantity.count, high=None))
            elif use in {"high", "below"}:
                quantity = replace(quantity, count=replace(quantity.count, low=0))
        yield quantity


def _quantity(text: str, numbers: list[Number], floor: int) -> tuple[Quantity, int]:
    """Make a quantity of the first number, or of the first two when they are a range."""
    first = numbers[0]
    value = int(first.value)
    upper = _upper_end(text, numbers)
    if upper is not None:
        high = int(upper.value)
        modifier = _modifier(text, first.start, floor) or ("", first.start)
        between = _BETWEEN.search(text, floor, first.start)
        start = between.start() if between else modifier[1]
        label = f"{value:,}-{high:,}"
        return Quantity(start, upper.end, Count(value, None, high), label, first.start), 2
    use, start, end = _bound(text, first, floor)
    quantity = Quantity(start, end, *_bounded(use, value), first.start)
    if use in {"low", "above"} and len(numbers) > 1:
        gap = _AND_UP_TO.fullmatch(text, end, numbers[1].start)
        if gap and numbers[1].value > value:
            high = int(numbers[1].value)
            count = replace(quantity.count, high=high)
            label = f"{quantity.label} (up to {high:,})"
            return replace(quantity, end=numbers[1].end, count=count, label=label), 2
    return quantity, 1


def _upper_end(text: str, numbers: list[Number]) -> Number | None:
    """Return the second number of "4,000 to 7,000", "20-30", "five or six"."""
    if len(numbers) < 2 or numbers[1].value <= numbers[0].value:
        return None
    first, second = numbers[:2]
    gap = text[first.end : second.start]
    if not _RANGE.fullmatch(gap) or _DAY.search(text, 0, first.end):
        return None  # "May 3 - 12 people died": no range behind a day
    if gap.strip().lower() == "and" and not re.search(
        r"\bbetween\s+$", text[: first.start], re.IGNORECASE
    ):
        return None
    return second


def _modifier(text: str, start: int, floor: int) -> tuple[str, int] | None:
    """Find the bounding words before a number: their use and where they start."""
    pattern, uses = _modifiers()
    match = pattern.search(text[:start], max(floor, start - 40))
    if not match:
        return None
    return uses[re.sub(r"\s+", " ", match[1].lower())], match.start()


def _bound(text: str, number: Number, floor: int) -> tuple[str, int, int]:
    """Tell how a number is bounded and which characters the bounded number takes."""
    use, start = _modifier(text, number.start, floor) or ("", number.start)
    for pattern, bound in ((_OR_MORE, "low"), (_OR_LESS, "high")):
        tail = pattern.match(text, number.end)
        if tail:
            return bound, start, tail.end()
    return use, start, number.end


def _bounded(use: str, value: int) -> tuple[Count, str]:
    """Apply the codebook's rules; the label keeps the printed number."""
    shown = f"{value:,}"
    bounds: dict[str, tuple[Count, str]] = {
        "low": (Count(value, value, None), f"{shown}+"),
        "above": (Count(value + 1, value + 1, None), f"{shown}+"),
        "high": (Count(0, None, value), f"up to {shown}"),
        "below": (Count(0, None, max(value - 1, 0)), f"under {shown}"),
        "about": (Count(value, value, value), f"about {shown}"),
        "almost": (Count(None, value, value), f"nearly {shown}"),
    }
    return bounds.get(use, (Count(value, value, value), shown))
