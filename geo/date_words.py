"""The grammar of date expressions in news English: words -> a span of days."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from geo.numerals import parse_number
from geo.resources import read_rows

__all__ = ["Expression", "Reading", "Setting", "find_expressions", "month_number"]

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WEEKDAY_NAMES = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
# Meteorological seasons of the northern hemisphere, where most such words are written: first month.
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}

# Names are capitalised ("may", "march" and "sat" are words); a full stop ends abbreviations only.
MONTH = (
    r"(?=[A-Z])(?i:January|February|March|April|May|June|July|August|September|October|November"
    r"|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)(?![a-z])"
)
WEEKDAY = r"(?=[A-Z])(?i:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)(?![a-z])"
ANY_WEEKDAY = rf"(?:{WEEKDAY}|(?=[A-Z])(?i:Mon|Tues?|Wed|Thur?s?|Fri|Sat|Sun)\b\.?)"
YEAR = r"(?:1[5-9]|20)\d\d(?![\d-])"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d:]|,\d{3})"
_N = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen"
    r"|twenty|thirty|forty|fifty|half\s+a|a\s+few|few|several|a\s+couple(?:\s+of)?|couple\s+of|some"
    r"|many|a\s+dozen|(?:twenty|thirty|forty|fifty)[-\s](?:one|two|three|four|five|six|seven|eight"
    r"|nine))"
)
_UNIT = r"(?:minute|hour|day|night|week|fortnight|month|year|decade|centur(?:y|ie))"
_ORDINAL = (
    r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|\d{1,2}(?:st|nd|rd|th))"
)
_TO = r"\s*(?:-|\u2013|\u2014|\bto\b|\bthrough\b|\bthru\b|\buntil\b|\btill\b|\band\b|&)\s*"
_PART = r"(?:morning|afternoon|evening|night|lunchtime|midday|noon|midnight|dawn|dusk|nightfall)"
_CLOCK = r"\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?m\b\.?)?(?:\s+local\s+time)?"
# What stands before a day and belongs to its words: "at dawn on", "late", "around 9 p.m.".
_LEAD = (
    rf"(?:(?:(?:at|around|about|by|before|after)\s+)?(?:dawn|dusk|noon|midnight|nightfall|{_CLOCK})"
    rf"(?:\s*\([^)]{{1,20}}\))?\s*,?\s+)?(?:(?:in\s+)?the\s+(?:early|late)?\s*"
    rf"(?:morning|afternoon|evening|night|hours|morning\s+hours)\s+(?:of|on)\s+)?"
    rf"(?:(?:early|late|later|earlier)\s+)?(?:on\s+(?:the\s+)?)?"
    rf"(?:(?:early|late)\s+)?(?:overnight\s+(?:on\s+)?)?(?:the\s+(?:morning|afternoon|evening|night)"
    rf"\s+of\s+)?"
)
_TAIL = rf"(?:\s+(?:(?:early|late|mid)[-\s])?(?:{_PART}|overnight)\b)?"


@dataclass(frozen=True, slots=True)
class Setting:
    """
    What a date expression is read against.

    Attributes
    ----------
    published
        The article's day, or None.
    told
        The day the text told last; relative words such as "two days earlier"
        count from it.
    is_ahead
        The clause speaks of the future.
    """

    published: date | None = None
    told: date | None = None
    is_ahead: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """
    First and last day of an expression, and how exact it is.

    Attributes
    ----------
    start, end
        None when the words alone, or with what is known, do not tell.
    prec
        1 day, 2 span of days, 3 week or month, 4 year.
    """

    start: date | None
    end: date | None
    prec: int


Reader = Callable[[re.Match[str], Setting], Reading | None]


@dataclass(frozen=True, slots=True)
class Expression:
    """
    Date words in a text, before they are read.

    Attributes
    ----------
    match
        Where they stand.
    kind
        `day`, `range`, `weekday`, `deictic` (counted from publication), `told`
        (counted from the day told last), `duration`, `week`, `month`, `year`.
    read
        Turns them into days.
    """

    match: re.Match[str]
    kind: str
    read: Reader


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


def _weekday_number(word: str) -> int:
    stem = word.lower()[:3]
    return next(n for n, name in enumerate(_WEEKDAY_NAMES) if name.startswith(stem))


def _day(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if day <= monthrange(year, month)[1] else None


def _one(day: date | None, prec: int = 1) -> Reading:
    return Reading(day, day, prec)


def _span(start: date | None, end: date | None, prec: int) -> Reading:
    return Reading(start, end, prec)


def _whole_month(year: int, month: int) -> Reading:
    return Reading(date(year, month, 1), date(year, month, monthrange(year, month)[1]), 3)


def _whole_year(year: int) -> Reading:
    return Reading(date(year, 1, 1), date(year, 12, 31), 4)


def _week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _year_for(month: int, day: int, setting: Setting) -> int | None:
    """Choose the year of a date without one: the past nearest to publication."""
    published = setting.published
    if published is None:
        return None
    for year in (published.year, published.year - 1, published.year - 4):
        found = _day(year, month, day)
        if found and (found <= published or (setting.is_ahead and year == published.year)):
            break
    else:
        return None
    if setting.is_ahead and found < published:
        return year + 1
    return year


def _read_day(match: re.Match[str], setting: Setting) -> Reading | None:
    month, day = month_number(match["m"]), int(re.sub(r"\D", "", match["d"]))
    year = int(match["y"]) if match["y"] else _year_for(month, day, setting)
    if year is None:
        return Reading(None, None, 1)
    found = _day(year, month, day)
    return _one(found) if found else None


def _read_iso(match: re.Match[str], _: Setting) -> Reading | None:
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    found = _day(year, month, day) if 1 <= month <= 12 and day else None
    return _one(found) if found else None


def _read_slashed(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read 24/10/2016 or 10/24/2016; where both orders work, the one nearer to publication."""
    first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
    year += 2000 if year < 100 else 0
    readings = {
        found
        for day, month in ((first, second), (second, first))
        if 1 <= month <= 12 and day and (found := _day(year, month, day))
    }
    if setting.published is not None and len(readings) > 1:
        past = {found for found in readings if found <= setting.published} or readings
        return _one(max(past))
    return _one(readings.pop()) if len(readings) == 1 else None


def _read_day_range(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "October 21 to 23", "21-23 October 2016", "Oct. 30 to Nov. 2"."""
    groups = match.groupdict()
    last_month = month_number(groups["m2"] or groups["m"])
    first_month = month_number(groups["m"] or groups["m2"])
    first, last = (int(re.sub(r"\D", "", groups[name])) for name in ("d", "d2"))
    year = int(groups["y"]) if groups["y"] else _year_for(first_month, first, setting)
    if year is None:
        return Reading(None, None, 2)
    start = _day(year - (first_month > last_month and bool(groups["y"])), first_month, first)
    end = _day(year + (first_month > last_month and not groups["y"]), last_month, last)
    return _span(start, end, 2) if start and end and start <= end else None


_THIRDS = {
    "early": (1, 10), "start": (1, 10), "beginning": (1, 10), "mid": (11, 20), "middle": (11, 20),
    "late": (21, 31), "end": (21, 31),
}  # fmt: skip


def _read_month(match: re.Match[str], setting: Setting) -> Reading | None:
    month, modifier = month_number(match["m"]), re.sub(r"\W", " ", (match["mod"] or "")).lower()
    year = _year_of_month(match["y"] or "", modifier, month, setting)
    if year is None:
        return Reading(None, None, 3)
    whole = _whole_month(year, month)
    third = next((part for word, part in _THIRDS.items() if word in modifier.split()), None)
    if third and whole.start and whole.end:
        last = min(third[1], whole.end.day)
        whole = _span(whole.start.replace(day=third[0]), whole.end.replace(day=last), 3)
    return _cut(whole, setting)


def _year_of_month(words: str, modifier: str, month: int, setting: Setting) -> int | None:
    if words.isdecimal():
        return int(words)
    published = setting.published
    if published is None:
        return None
    shift = (
        {"last": -1, "this": 0, "next": 1}.get(words.split(maxsplit=1)[0].lower())
        if words
        else None
    )
    if shift is not None:
        return published.year + shift
    if "next" in modifier.split() or (setting.is_ahead and month < published.month):
        return published.year + (month <= published.month)
    if "last" in modifier.split():
        return published.year - (month >= published.month)
    if setting.is_ahead:
        return published.year
    return published.year - (month > published.month)


def _cut(reading: Reading, setting: Setting) -> Reading:
    """Let a span that is still going on end on the day of publication."""
    published = setting.published
    if (
        published
        and not setting.is_ahead
        and reading.start
        and reading.end
        and reading.start <= published < reading.end
    ):
        return _span(reading.start, published, reading.prec)
    return reading


def _read_month_range(match: re.Match[str], setting: Setting) -> Reading | None:
    first, last = month_number(match["m"]), month_number(match["m2"])
    if match["y"]:
        end_year = int(match["y"])
    elif setting.published:
        ahead = setting.is_ahead and last < setting.published.month
        end_year = setting.published.year + ahead - (last > setting.published.month)
        end_year += setting.is_ahead and last > setting.published.month
    else:
        return Reading(None, None, 3)
    start, end = _whole_month(end_year - (first > last), first), _whole_month(end_year, last)
    return _span(start.start, end.end, 3)


def _read_year(match: re.Match[str], setting: Setting) -> Reading | None:
    first = int(match["y"])
    if not match["y2"]:
        part = (match["mod"] or "").lower()
        whole = _whole_year(first)
        if "first" in part:
            whole = _span(whole.start, date(first, 6, 30), 4)
        elif "second" in part:
            whole = _span(date(first, 7, 1), whole.end, 4)
        return _cut(whole, setting)
    last = int(match["y2"])
    last += 0 if last > 99 else first - first % 100
    return _span(date(first, 1, 1), date(last, 12, 31), 4) if last >= first else None


def _read_decade(match: re.Match[str], _: Setting) -> Reading | None:
    first = int(match["y"])
    low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get(
        (match["mod"] or "").lower(), (0, 9)
    )
    return _span(date(first + low, 1, 1), date(first + high, 12, 31), 4)


def _read_season(match: re.Match[str], setting: Setting) -> Reading | None:
    first_month = _SEASONS[match["s"].lower()]
    published, modifier = setting.published, (match["mod"] or "").lower()
    if match["y"]:
        year = int(match["y"])
    elif published is None:
        return Reading(None, None, 3)
    else:
        year = published.year - (date(published.year, first_month, 1) > published)
        this_season = date(year, first_month, 1) + relativedelta(months=3) > published
        if modifier == "next" or (setting.is_ahead and not this_season):
            year += 1
        elif modifier == "last" and this_season:
            year -= 1
    start = date(year, first_month, 1)
    return _cut(_span(start, start + relativedelta(months=3, days=-1), 3), setting)


def _read_weekday(match: re.Match[str], setting: Setting) -> Reading | None:
    wanted, modifier = _weekday_number(match["wd"]), (match["mod"] or "").lower()
    published = setting.published
    if modifier in {"the previous", "the following", "the next", "that"}:
        return _told_weekday(wanted, modifier, setting.told or published)
    if published is None:
        return Reading(None, None, 1)
    week = _week_of(published)
    this_weeks = week + timedelta(days=wanted)
    if modifier == "last":
        # Before the week is out, "last Thursday" is yesterday's to some and the
        # week before's to others.
        first = this_weeks - timedelta(days=7)
        latest = _latest(wanted, published - timedelta(days=1))
        return _one(first) if first == latest else _span(first, latest, 3)
    if modifier == "next":
        return _one(this_weeks + timedelta(days=7))
    if modifier == "this":
        return _one(this_weeks)
    if modifier.endswith("past"):
        return _one(_latest(wanted, published - timedelta(days=1)))
    if modifier.endswith("coming") or (setting.is_ahead and wanted != published.weekday()):
        return _one(_latest(wanted, published) + timedelta(days=7))
    return _one(_latest(wanted, published))


def _latest(weekday: int, until: date) -> date:
    return until - timedelta(days=(until.weekday() - weekday) % 7)


def _told_weekday(wanted: int, modifier: str, told: date | None) -> Reading:
    if told is None:
        return Reading(None, None, 1)
    if modifier == "the previous":
        return _one(_latest(wanted, told - timedelta(days=1)))
    if modifier == "that":
        return _one(_latest(wanted, told + timedelta(days=3)))
    return _one(_latest(wanted, told + timedelta(days=7)))


def _read_weekday_of_week(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "Monday last week", "Friday of next week", "a week ago Monday"."""
    if setting.published is None:
        return Reading(None, None, 1)
    wanted = _weekday_number(match["wd"])
    words = match[0].lower()
    if "ago" in words:
        return _one(_latest(wanted, setting.published - timedelta(days=7)))
    weeks = -1 if "last week" in words else 1 if "next week" in words else 0
    return _one(_week_of(setting.published) + timedelta(days=wanted, weeks=weeks))


def _read_weekday_range(match: re.Match[str], setting: Setting) -> Reading | None:
    if setting.published is None:
        return Reading(None, None, 2)
    first, last = _weekday_number(match["wd"]), _weekday_number(match["wd2"])
    end = _latest(last, setting.published)
    if setting.is_ahead and end < setting.published:
        end += timedelta(days=7)
    return _span(end - timedelta(days=(last - first) % 7), end, 2)


_DEICTIC = {
    "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0,
    "yesterday": -1, "last night": -1, "last evening": -1, "tomorrow": 1,
    "the day before yesterday": -2, "the day after tomorrow": 2,
}  # fmt: skip


def _read_deictic(match: re.Match[str], setting: Setting) -> Reading | None:
    words = re.sub(r"\s+", " ", match["w"].lower())
    if setting.published is None:
        return Reading(None, None, 1)
    return _one(setting.published + timedelta(days=_DEICTIC[words]))


def _read_overnight(match: re.Match[str], setting: Setting) -> Reading | None:
    if setting.published is None:
        return Reading(None, None, 2)
    return _span(setting.published - timedelta(days=1), setting.published, 2)


def _read_weekend(match: re.Match[str], setting: Setting) -> Reading | None:
    published = setting.published
    if published is None:
        return Reading(None, None, 2)
    modifier = (match["mod"] or "").lower()
    saturday = _latest(5, published)
    if modifier in {"next", "coming", "the coming", "this coming"} or (
        setting.is_ahead and published.weekday() < 5
    ):
        saturday += timedelta(days=7)
    elif modifier == "last" and published.weekday() >= 5:
        saturday -= timedelta(days=7)
    return _cut(_span(saturday, saturday + timedelta(days=1), 2), setting)


def _read_this_unit(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "this week", "earlier this month", "last year", "next week"."""
    unit = match["u"].lower()
    prec = 4 if unit == "year" else 3
    published = setting.published
    if published is None:
        return Reading(None, None, prec)
    modifier = match["mod"].lower()
    shift = {"last": -1, "past": 0, "this": 0, "next": 1, "coming": 1}[modifier]
    reading = _calendar_unit(published, unit, shift)
    if modifier == "past" and reading.start:
        length = {"week": {"weeks": 1}, "month": {"months": 1}, "year": {"years": 1}}[unit]
        return _span(published - relativedelta(**length), published, prec)  # type: ignore[arg-type]
    later = (match["when"] or "").lower().startswith("later")
    if shift == 0 and (later or setting.is_ahead):
        return _span(published, reading.end, prec)
    return _cut(reading, setting)


def _calendar_unit(day: date, unit: str, shift: int) -> Reading:
    if unit == "week":
        monday = _week_of(day) + timedelta(weeks=shift)
        return _span(monday, monday + timedelta(days=6), 3)
    if unit == "month":
        shifted = day.replace(day=1) + relativedelta(months=shift)
        return _whole_month(shifted.year, shifted.month)
    return _whole_year(day.year + shift)


_VAGUE = {"few", "several", "couple of", "some", "many", ""}


def _count(words: str) -> int | None:
    """Return the number of units, None for "a few", "several" or a bare plural."""
    words = re.sub(r"\s+", " ", words.lower().strip())
    if words in {"a", "an", "half a"}:
        return 1
    if words.startswith("a couple"):
        return 2
    value = parse_number(words)
    return int(value) if value is not None else None


def _step(unit: str, number: int) -> relativedelta:
    days = {"day": 1, "night": 1, "week": 7, "fortnight": 14}
    if unit in days:
        return relativedelta(days=days[unit] * number)
    if unit == "month":
        return relativedelta(months=number)
    if unit == "year":
        return relativedelta(years=number)
    return relativedelta()


def _shifted(anchor: date | None, unit: str, words: str, sign: int) -> Reading | None:
    """Go some units back or forth from a day, as exactly as the unit allows."""
    prec = {"year": 4, "month": 3}.get(unit, 1)
    number = _count(words)
    if unit in {"decade", "century", "centurie"}:
        return None
    if anchor is None:
        return Reading(None, None, prec if number is not None else max(prec, 3))
    if number is None:
        # "A few": between one (days) or two and seven of the unit.
        near, far = (1 if unit == "day" else 2), 7
        ends = sorted((anchor + sign * _step(unit, near), anchor + sign * _step(unit, far)))
        if unit in {"hour", "minute"}:
            return _one(anchor)
        return _span(ends[0], ends[1], 4 if unit == "year" else 3)
    moved = anchor + sign * _step(unit, number)
    if unit == "year":
        return _whole_year(moved.year)
    if unit == "month":
        return _whole_month(moved.year, moved.month)
    return _one(moved)


def _read_ago(match: re.Match[str], setting: Setting) -> Reading | None:
    return _shifted(setting.published, _unit(match), match["n"] or "", -1)


def _read_earlier(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "two days earlier", "a week later" from the day told last."""
    sign = -1 if match["way"].lower() in {"earlier", "before", "previously", "prior"} else 1
    return _shifted(setting.told or setting.published, _unit(match), match["n"] or "", sign)


def _read_neighbour(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "the previous day", "the following week", "the day before", "that night"."""
    told = setting.told or setting.published
    words = match[0].lower()
    unit = {"morning": "day", "evening": "day", "afternoon": "day", "night": "day"}.get(
        match["u"].lower(), match["u"].lower()
    )
    if told is None:
        return Reading(None, None, {"week": 3, "month": 3, "year": 4}.get(unit, 1))
    back = re.search(r"previous|preceding|before|earlier|prior", words)
    shift = -1 if back else 0 if re.search(r"\bthat\b|\bsame\b", words) else 1
    if unit == "day":
        return _one(told + timedelta(days=shift))
    return _calendar_unit(told, unit, shift)


def _unit(match: re.Match[str]) -> str:
    return match["u"].lower()


def _prec_of(unit: str) -> int:
    return {"day": 2, "night": 2, "hour": 1, "minute": 1, "year": 4, "decade": 4}.get(unit, 3)


def _read_window(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "in the past two weeks", "over the next few days", "in recent months"."""
    unit, words = _unit(match), (match["n"] or "")
    published = setting.published
    prec = _prec_of(unit)
    if published is None:
        return Reading(None, None, prec)
    number = _count(words) if words else None
    if number is None:
        number = 1 if not words and not match[0].lower().endswith("s") else 7
    if unit in {"decade", "century", "centurie"}:
        unit, number = "year", 10 * number
    ahead = re.search(r"\b(?:next|coming|following)\b", match[0], re.IGNORECASE)
    if ahead:
        # "The next few days" reaches less far than "a few days ago" does back.
        number = 4 if number == 7 and "few" in words else number
        prec = max(prec, 3) if "few" in words or not words else prec
        return _span(published + timedelta(days=1), published + _step(unit, number), prec)
    return _span(published - _step(unit, number), published, prec)


_ORDINALS = {
    word: number
    for number, word in enumerate(
        (
            "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
            "eleventh", "twelfth",
        ),
        start=2,
    )
}  # fmt: skip


def _read_running(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "for the third day running": so many days, the last of them told or today."""
    words = match["o"].lower()
    number = _ORDINALS.get(words) or int(re.sub(r"\D", "", words))
    unit, last = _unit(match), setting.told or setting.published
    if last is None:
        return Reading(None, None, _prec_of(unit))
    return _span(last - _step(unit, number - 1), last, _prec_of(unit))


def _read_lasting(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "lasted three days", "the three-day unrest", "for a week", "days of clashes"."""
    unit, number = _unit(match), _count(match["n"] or "")
    prec = _prec_of(unit)
    published, told = setting.published, setting.told
    if number is None or (published is None and told is None):
        return Reading(None, None, max(prec, 3))
    if unit in {"hour", "minute"}:
        return _one(told or published)
    length = _step(unit, number) - relativedelta(days=1)
    if told and (published is None or told + length <= published):
        return _span(told, told + length, prec)
    last = published or told
    return _span(last - length, last, prec) if last else None


@cache
def _named_days() -> dict[str, tuple[str, int, int, int]]:
    """Return rule, month, day and year (0 = every year) of days that have a name."""
    return {
        row["name"].lower(): (row["rule"], int(row["month"]), int(row["day"]), int(row["year"]))
        for row in read_rows("named_days.csv")
    }


def _read_named(match: re.Match[str], setting: Setting) -> Reading | None:
    name = re.sub(r"\s+", " ", match["name"].lower().replace("\u2019", "'"))
    rule, month, day, fixed_year = _named_days()[name]
    if fixed_year:
        return _one(date(fixed_year, month, day))
    if match["y"]:
        return _one(_named_day(rule, month, day, int(match["y"])))
    published = setting.published
    if published is None:
        return Reading(None, None, 1)
    days = [_named_day(rule, month, day, published.year + shift) for shift in (-1, 0, 1)]
    if setting.is_ahead:
        return _one(next(found for found in days if found >= published))
    return _one(next(found for found in reversed(days) if found <= published))


def _named_day(rule: str, month: int, day: int, year: int) -> date:
    if rule == "easter":
        return easter(year) + timedelta(days=day)
    if rule == "thursday":  # the day-th Thursday of the month
        first = date(year, month, 1)
        return first + timedelta(days=(3 - first.weekday()) % 7, weeks=day - 1)
    return date(year, month, day)


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str, Reader], ...]:
    """Compile the grammar; of two matches the earlier, then the longer, then the first wins."""
    names = "|".join(
        re.escape(name).replace(r"\ ", r"\s+").replace("'", "['\u2019]")
        for name in sorted(_named_days(), key=len, reverse=True)
    )
    before = rf"(?:{_LEAD})(?:(?P<wd>{ANY_WEEKDAY})\s*,?\s+(?:the\s+)?)?"
    year = rf"(?:\s*,?\s*(?:in\s+)?(?P<y>{YEAR})\b)?"
    vague = r"(?:(?:just|only|nearly|almost|about|around|some|over|more\s+than|less\s+than)\s+)?"
    return (
        (_compile(r"(?<![\d-])(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?![\d-])"), "day", _read_iso),
        (
            _compile(r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4}|\d\d)(?![\d/])"),
            "day",
            _read_slashed,
        ),
        (
            _compile(
                rf"\b(?:(?:from|between)\s+)?{before}(?P<m>{MONTH})\s+(?P<d>{DAY}){_TO}"
                rf"(?:{ANY_WEEKDAY}\s*,?\s+)?(?:(?P<m2>{MONTH})\s+)?(?P<d2>{DAY}){year}"
            ),
            "range",
            _read_day_range,
        ),
        (
            _compile(
                rf"\b(?:(?:from|between)\s+)?{before}(?:the\s+)?(?P<d>{DAY})(?:\s+(?:of\s+)?"
                rf"(?P<m>{MONTH}))?{_TO}(?:{ANY_WEEKDAY}\s*,?\s+)?(?:the\s+)?(?P<d2>{DAY})"
                rf"\s+(?:of\s+)?(?P<m2>{MONTH}){year}"
            ),
            "range",
            _read_day_range,
        ),
        (
            _compile(rf"\b{before}(?P<m>{MONTH})\s+(?:the\s+)?(?P<d>{DAY}){year}{_TAIL}"),
            "day",
            _read_day,
        ),
        (
            _compile(rf"\b{before}(?:the\s+)?(?P<d>{DAY})\s+(?:of\s+)?(?P<m>{MONTH}){year}{_TAIL}"),
            "day",
            _read_day,
        ),
        (
            _compile(
                rf"\b(?:between|from|in|during)?\s*\b(?P<m>{MONTH}){_TO}(?P<m2>{MONTH})"
                rf"(?!\s+\d{{1,2}}\b){year}"
            ),
            "month",
            _read_month_range,
        ),
        (
            _compile(
                rf"(?:\b(?P<prep>[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Tt]ill|[Dd]uring|[Ff]rom|of"
                rf"|[Tt]hrough(?:out)?|[Oo]ver)\s+)?(?:\b(?P<mod>(?i:early|mid|late|last|this|next"
                rf"|(?:the\s+)?(?:end|start|beginning|middle)\s+of(?:\s+last)?))[-\s]+)?"
                rf"\b(?P<m>{MONTH})(?!\s+\d{{1,2}}\b)(?:\s*,?\s*(?:of\s+|in\s+)?(?P<y>{YEAR}"
                rf"|(?i:last|this|next)\s+year)\b)?"
            ),
            "month",
            _read_month,
        ),
        (
            _compile(
                rf"(?i:\b(?:in|during|over|since|from|by|until)\s+)?(?i:\bthe\s+)?"
                rf"(?i:\b(?P<mod>last|this|next|early|late|mid)[-\s]+)?\b(?i:(?P<s>spring|summer"
                rf"|autumn|fall|winter))(?:(?i:\s+of)?\s+(?P<y>{YEAR}))?\b"
            ),
            "season",
            _read_season,
        ),
        (
            _compile(
                rf"(?P<prep>(?i:\b(?:in|since|during|by|from|until|till|of|through(?:out)?|between"
                rf"|for|before|after|the|back\s+in|around)\s+|[(,]\s*)(?:the\s+)?)"
                rf"(?:(?P<mod>(?i:early|late|mid|the\s+end\s+of|(?:the\s+)?(?:first|second)\s+half"
                rf"\s+of))[-\s]+)?(?P<y>{YEAR})(?:(?:{_TO}|/)(?P<y2>(?:19|20)\d\d|\d\d)(?!\d))?"
            ),
            "year",
            _read_year,
        ),
        (
            _compile(
                r"(?i:\b(?:in|during|since)\s+)?(?i:\bthe\s+)?(?P<mod>(?i:early|mid|late))?"
                r"[-\s]?\b(?P<y>(?:1[5-9]|20)\d0)['\u2019]?s\b"
            ),
            "year",
            _read_decade,
        ),
        (
            _compile(
                rf"\b(?:(?i:from|between)\s+)?(?P<wd>{WEEKDAY}){_TAIL}{_TO}(?i:early\s+|late\s+)?"
                rf"(?P<wd2>{WEEKDAY}){_TAIL}"
            ),
            "range",
            _read_weekday_range,
        ),
        (
            _compile(
                rf"\b(?:(?:on|On)\s+)?(?:(?P<wd>{WEEKDAY})\s+(?:of\s+)?(?:last|this|next)\s+week\b)"
            ),
            "weekday",
            _read_weekday_of_week,
        ),
        (
            _compile(rf"\b(?i:a\s+week\s+ago)\s+(?:on\s+)?(?P<wd>{WEEKDAY})"),
            "weekday",
            _read_weekday_of_week,
        ),
        (
            _compile(
                rf"(?:\b(?i:{_LEAD}))(?:\b(?P<mod>(?i:last|this\s+past|past|this\s+coming|coming"
                rf"|this|next|the\s+previous|the\s+following|the\s+next|that))\s+)?"
                rf"\b(?P<wd>{WEEKDAY}){_TAIL}(?!\s+(?i:times|telegraph|prayers?\s+leader))"
            ),
            "weekday",
            _read_weekday,
        ),
        (
            _compile(
                r"(?i:\b(?:(?:early|earlier|late|later)\s+)?(?P<w>the\s+day\s+before\s+yesterday"
                r"|the\s+day\s+after\s+tomorrow|today|tonight|yesterday|tomorrow"
                r"|last\s+(?:night|evening)|this\s+(?:morning|afternoon|evening))\b)"
                rf"{_TAIL}"
            ),
            "deictic",
            _read_deictic,
        ),
        (_compile(r"(?i:\bovernight\b)"), "deictic", _read_overnight),
        (
            _compile(
                r"(?i:\b(?:(?:at|over|on|during|in)\s+)?(?:(?:the|a|this)\s+)?(?:(?P<mod>last|this"
                r"|next|past|coming)\s+)?weekend\b)"
            ),
            "deictic",
            _read_weekend,
        ),
        (
            _compile(
                r"(?i:\b(?:(?P<when>earlier|later|so\s+far|sometime)\s+)?(?:(?:in|over|during|for)"
                r"\s+)?(?:the\s+)?(?P<mod>last|past|this|next|coming)\s+(?P<u>week|month|year)\b)"
            ),
            "deictic",
            _read_this_unit,
        ),
        (
            _compile(
                rf"(?i:\b{vague}(?:(?P<n>{_N})\s+)?\b(?P<u>{_UNIT})s?\s+ago\b)",
            ),
            "deictic",
            _read_ago,
        ),
        (
            _compile(
                rf"(?i:\b{vague}(?:(?P<n>{_N})\s+)?\b(?P<u>{_UNIT})s?\s+(?P<way>earlier|before"
                rf"|later|after|afterwards|previously|prior(?=\s+to))\b)"
            ),
            "told",
            _read_earlier,
        ),
        (
            _compile(
                r"(?i:\b(?:on\s+)?(?:the\s+(?:previous|preceding|following|next|same)|that(?:\s+same)?)"
                r"\s+(?P<u>day|night|morning|afternoon|evening|week|month|year)\b)"
            ),
            "told",
            _read_neighbour,
        ),
        (
            _compile(
                r"(?i:\bthe\s+(?P<u>day|night|evening|week|month|year)\s+(?:before|after|earlier"
                r"|later|prior)\b)"
            ),
            "told",
            _read_neighbour,
        ),
        (
            _compile(
                rf"(?i:\b(?:in|over|during|within|for)\s+(?:the\s+)?(?:past|last|next|coming"
                rf"|following|recent)\s+(?:(?P<n>{_N})\s+)?(?P<u>{_UNIT})s?\b)"
            ),
            "window",
            _read_window,
        ),
        (
            _compile(
                rf"(?i:\b(?:for\s+(?:the|an?)\s+(?P<o>{_ORDINAL})\s+(?:straight\s+|consecutive\s+"
                rf"|successive\s+)?(?P<u>day|night|week|month|year)(?:\s+(?:running|in\s+a\s+row"
                rf"|straight))?)\b)"
            ),
            "duration",
            _read_running,
        ),
        (
            _compile(
                rf"(?i:\b(?:for|lasted|lasting|raged|after|during|in)\s+(?:more\s+than\s+|nearly\s+"
                rf"|about\s+|over\s+|at\s+least\s+)?(?P<n>{_N})\s+(?P<u>{_UNIT})s?\b"
                rf"(?!\s+(?:ago|earlier|before|later|after)))"
            ),
            "duration",
            _read_lasting,
        ),
        (
            _compile(
                rf"(?i:\b(?P<n>{_N})[-\u2010\u2011](?P<u>day|week|month|year)(?:-long)?\b(?!-old))"
            ),
            "duration",
            _read_lasting,
        ),
        (
            _compile(rf"(?i:\b(?:(?P<n>{_N})\s+)?(?P<u>day|night|week|month)s?\s+of\b)"),
            "duration",
            _read_lasting,
        ),
        (
            _compile(
                rf"\b(?:(?i:on|at|over|since|before|after)\s+)?(?P<name>(?i:{names}))\b(?:,?\s+(?P<y>{YEAR}))?"
            ),
            "day",
            _read_named,
        ),
    )


def find_expressions(text: str) -> tuple[Expression, ...]:
    """
    Find date words in a text.

    Parameters
    ----------
    text
        An article.

    Returns
    -------
    expressions
        In text order, not overlapping; not yet read, since most depend on the
        day of publication and on what was told before.

    Examples
    --------
    >>> [e.match[0] for e in find_expressions("On Sunday, two days after Oct. 3, 2016, it rained.")]
    ['On Sunday', 'two days after', 'Oct. 3, 2016']
    """
    return tuple(_not_overlapping(text))


def _not_overlapping(text: str) -> Iterator[Expression]:
    found = [
        (match.start(), -match.end(), order, Expression(match, kind, read))
        for order, (pattern, kind, read) in enumerate(_rules())
        for match in pattern.finditer(text)
        if match[0].strip()
    ]
    end = 0
    for start, minus_end, _, expression in sorted(found, key=lambda item: item[:3]):
        if start >= end:
            yield expression
            end = -minus_end
