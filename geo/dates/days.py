"""Days, weeks, months and what a date expression is read against."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from geo.model import When

__all__ = [
    "DAY",
    "WEEK",
    "YEARS",
    "DateMention",
    "Reader",
    "Reading",
    "Setting",
    "month_number",
    "weekday_number",
]

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
# Nothing before was news. Years without end, such as 9999, are some database's "never", and a
# month after them has no date.
YEARS = range(1500, 3000)
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
)  # fmt: skip
_WEEKDAY_STEMS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Reading:
    """
    First and last day of an expression, and how exact it is.

    Attributes
    ----------
    start, end
        None when the words alone, or with what is known, do not tell.
    prec
        1 to 5, as in the codebook.
    """

    start: date | None
    end: date | None
    prec: int


@dataclass(frozen=True, slots=True)
class Setting:
    """
    What a date expression is read against.

    Attributes
    ----------
    published
        The article's day, or None.
    told
        The day the text told last: "two days earlier" counts from it.
    told_span
        The date told last, however wide: "the following year" counts from it.
    is_ahead
        The clause speaks of the future.
    is_past
        The clause speaks of the past. Neither: a day without a year is the
        nearest one.
    is_inverse
        "Came two days after X" dates X, back from the day told last.
    told_wide
        The month or year that the story went on to since it told a day, if any: "two days
        later" is in it.
    began
        The day on which something told goes on from: "on the first night" is that.
    """

    published: date | None = None
    told: date | None = None
    told_span: Reading | None = None
    is_ahead: bool = False
    is_past: bool = True
    is_inverse: bool = False
    told_wide: Reading | None = None
    began: date | None = None


@dataclass(frozen=True, slots=True)
class DateMention:
    """
    A date expression of a text, resolved.

    Attributes
    ----------
    start, end
        Characters of the text.
    when
        Its days; None in them when the text does not tell.
    kind
        As in `data/date_grammar.toml`; `since` and `until` for open spans.
    token
        Index of the token by which it hangs in the parse.
    is_said
        It says when somebody spoke ("said on Sunday"), not when it happened.
    is_ahead
        Its clause speaks of the future.
    is_story
        The story goes on from it: neither said nor ahead, no state, length of
        time or side remark, and a day or span of days.
    is_state
        It says when something still was so: "still held the town on Monday".
    scope
        Index of the verb or noun whose happening it dates although the parse
        hangs it elsewhere ("came two days after bombs killed six" dates
        `killed`); -1 without one.
    entry_end
        Where the entry of a chronology ends that it heads; 0 when it heads none.
    """

    start: int
    end: int
    when: When
    kind: str
    token: int
    is_said: bool = False
    is_ahead: bool = False
    is_story: bool = False
    is_state: bool = False
    scope: int = -1
    entry_end: int = 0


Reader = Callable[[re.Match[str], Setting], Reading | None]


def small_letters(words: str | None) -> str:
    """Return the words of a group of a pattern to compare; empty for one that is not there."""
    return re.sub(r"\s+", " ", (words or "").strip().lower())


def month_number(word: str) -> int:
    """
    Return the number of a month.

    Parameters
    ----------
    word
        English, whole or abbreviated: `Oct.`, `SEPT`.

    Returns
    -------
    number
        1 to 12.

    Raises
    ------
    ValueError
        When `word` is no month.

    Examples
    --------
    >>> month_number("Sept."), month_number("May")
    (9, 5)
    """
    stem = word.lower().rstrip(".")[:3]
    for number, name in enumerate(_MONTH_NAMES, start=1):
        if name.startswith(stem) and len(stem) == 3:
            return number
    msg = f"Expected a month, got {word!r}."
    raise ValueError(msg)


def weekday_number(word: str) -> int:
    """Return 0 for Monday to 6 for Sunday, whole or abbreviated."""
    return _WEEKDAY_STEMS.index(word.lower()[:3])


def day_of(year: int, month: int, day: int) -> date | None:
    """Return a day, or None when the month has no such day."""
    if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        return date(year, month, day)
    return None


def stated_year(words: str, published: date | None) -> int | None:
    """Return the year of "2016" and "last year"; None without words or a day to count from."""
    if words.isdecimal():
        return int(words)
    if not words or published is None:
        return None
    return published.year + {"last": -1, "this": 0, "next": 1}[words.lower().split()[0]]


def one_day(day: date | None) -> Reading:
    """Read as one day."""
    return Reading(day, day, 1)


def unknown(prec: int) -> Reading:
    """Read as words that do not tell their days."""
    return Reading(None, None, prec)


def whole_month(year: int, month: int) -> Reading:
    """Read as a month."""
    return Reading(date(year, month, 1), date(year, month, monthrange(year, month)[1]), 3)


def whole_year(year: int) -> Reading:
    """Read as a year."""
    return Reading(date(year, 1, 1), date(year, 12, 31), 4)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def latest_weekday(weekday: int, until: date) -> date:
    """Return the last such weekday up to a day, itself included."""
    return until - timedelta(days=(until.weekday() - weekday) % 7)


def ordinal_number(word: str) -> int:
    """
    Read an ordinal.

    Parameters
    ----------
    word
        As words up to the twelfth, or in digits; in any case.

    Returns
    -------
    number
        From 1.

    Examples
    --------
    >>> ordinal_number("Third"), ordinal_number("21st")
    (3, 21)
    """
    if (lower := word.lower()) in _ORDINALS:
        return _ORDINALS.index(lower) + 1
    return int("".join(letter for letter in word if letter.isdecimal()))


def cut(reading: Reading, setting: Setting) -> Reading:
    """Let a span that is still going on end on the day of publication."""
    published = setting.published
    if published is None or setting.is_ahead or reading.start is None or reading.end is None:
        return reading
    if reading.start <= published < reading.end:
        return Reading(reading.start, published, reading.prec)
    return reading
