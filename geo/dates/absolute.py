"""Readers of dates that name a day, a month or a year: "Oct. 24", "in the summer of 2014"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from dateutil.relativedelta import relativedelta

from geo.dates.days import (
    Reader,
    Reading,
    Setting,
    cut,
    day_of,
    month_number,
    one_day,
    stated_year,
    unknown,
    weekday_number,
    whole_month,
    whole_year,
)
from geo.dates.named import read_named

__all__ = ["ABSOLUTE_READERS"]

# Meteorological seasons of the northern hemisphere, where most such words are written: first month.
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_THIRDS = {
    "early": (1, 10), "start": (1, 10), "beginning": (1, 10), "mid": (11, 20), "middle": (11, 20),
    "late": (21, 31), "end": (21, 31),
}  # fmt: skip
_LAST = -1
_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": _LAST, "final": _LAST}
_WEEKS = {"two": 2, "three": 3}
# Months in a part of a year.
_PARTS = {"half": 6, "quarter": 3}


def _choose_day(month: int, day: int, weekday: str, setting: Setting) -> date | None:
    """Choose the year of a day without one: the nearest past, or future where the clause is."""
    published = setting.published
    if published is None:
        return None
    # 29 February may be up to eight years off.
    years = range(published.year - 8, published.year + 9)
    days = [found for year in years if (found := day_of(year, month, day))]
    if weekday:
        # "Saturday, March 28" tells its year by itself.
        fitting = [found for found in days if found.weekday() == weekday_number(weekday)]
        return min(fitting, key=lambda found: abs(found - published), default=None)
    back = max((found for found in days if found <= published), default=None)
    ahead = min((found for found in days if found >= published), default=None)
    if setting.is_past and not setting.is_ahead:
        return back
    if setting.is_ahead or back is None or ahead is None:
        return ahead
    return ahead if ahead - published < published - back else back


def _read_day(match: re.Match[str], setting: Setting) -> Reading | None:
    month, day = month_number(match["m"]), int(re.sub(r"\D", "", match["d"]))
    year = stated_year(match["y"] or "", setting.published)
    if year is not None:
        found = day_of(year, month, day)
    elif setting.published is None:
        return unknown(1)
    else:
        found = _choose_day(month, day, match["wd"] or "", setting)
    return one_day(found) if found else None


def _read_iso(match: re.Match[str], _: Setting) -> Reading | None:
    found = day_of(int(match["y"]), int(match["m"]), int(match["d"])) if int(match["y"]) else None
    return one_day(found) if found else None


def _read_slashed(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read 24/10/2016 or 10/24/2016; where both orders work, the one nearer to publication."""
    first, second = int(match["a"]), int(match["b"] or match["b2"])
    year = int(match["y"] or match["y2"])
    year += 2000 if year < 100 else 0
    orders = ((first, second), (second, first))
    found = {day for d, m in orders if (day := day_of(year, m, d)) is not None} if year else set()
    if setting.published is not None and len(found) > 1:
        return one_day(max({day for day in found if day <= setting.published} or found))
    return one_day(found.pop()) if len(found) == 1 else None


def _read_day_range(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "October 21 to 23", "21-23 October 2016", "Oct. 30 to Nov. 2"."""
    last_month = month_number(match["m2"] or match["m"])
    first_month = month_number(match["m"] or match["m2"])
    first, last = (int(re.sub(r"\D", "", match[name])) for name in ("d", "d2"))
    year = stated_year(match["y"] or "", setting.published)
    if year is not None:
        start_year = year - (first_month > last_month)
    elif setting.published is None:
        return unknown(2)
    else:
        chosen = _choose_day(first_month, first, "", setting)
        if chosen is None:
            return None
        start_year = chosen.year
    start = day_of(start_year, first_month, first)
    end = day_of(start_year + (first_month > last_month), last_month, last)
    return Reading(start, end, 2) if start and end and start <= end else None


def _read_month(match: re.Match[str], setting: Setting) -> Reading | None:
    month, modifier = month_number(match["m"]), _words(match["mod"])
    year = _year_of_month(match["y"] or "", modifier, month, setting)
    if match["same"] and setting.told_span is not None and setting.told_span.start is not None:
        year = setting.told_span.start.year
    if year is None:
        return unknown(3)
    return cut(_part_of_month(modifier, whole_month(year, month)), setting)


def _part_of_month(words: Sequence[str], whole: Reading) -> Reading:
    """Read "early", "the end of", "the second week of"; of anything else, all the month."""
    if whole.start is None or whole.end is None:
        return whole
    first, last = next((part for word, part in _THIRDS.items() if word in words), (1, 31))
    if {"week", "weeks"} & set(words):
        number = next(_ORDER[word] for word in words if word in _ORDER)
        weeks = next((_WEEKS[word] for word in words if word in _WEEKS), 1)
        last = whole.end.day if number == _LAST else 7 * max(number, weeks)
        first = last - 7 * weeks + 1
    last = min(last, whole.end.day)
    return Reading(whole.start.replace(day=first), whole.end.replace(day=last), 3)


def _words(modifier: str | None) -> list[str]:
    return re.sub(r"\W", " ", modifier or "").lower().split()


def _year_of_month(words: str, modifier: Sequence[str], month: int, setting: Setting) -> int | None:
    published = setting.published
    if words or published is None:
        return stated_year(words, published)
    if "next" in modifier:
        return published.year + (month <= published.month)
    if setting.is_ahead:
        return published.year + (month < published.month)
    is_later = month >= published.month if "last" in modifier else month > published.month
    return published.year - is_later


def _read_month_range(match: re.Match[str], setting: Setting) -> Reading | None:
    first, last = month_number(match["m"]), month_number(match["m2"])
    year = stated_year(match["y"] or "", setting.published)
    if year is not None:
        end_year = year
    elif setting.published is None:
        return unknown(3)
    elif setting.is_ahead:
        end_year = setting.published.year + (last < setting.published.month)
    else:
        end_year = setting.published.year - (last > setting.published.month)
    start = _part_of_month(_words(match["mod"]), whole_month(end_year - (first > last), first))
    end = _part_of_month(_words(match["mod2"]), whole_month(end_year, last))
    return cut(Reading(start.start, end.end, 3), setting)


def _read_year(match: re.Match[str], setting: Setting) -> Reading | None:
    first, part = int(match["y"]), (match["mod"] or "").lower()
    if match["y2"]:
        last = int(match["y2"])
        last += 0 if last > 99 else first - first % 100
        return Reading(date(first, 1, 1), date(last, 12, 31), 4) if last >= first else None
    return cut(_part_of_year(part.split(), first), setting)


def _part_of_year(words: Sequence[str], year: int) -> Reading:
    """Read "the second half of", "the last quarter of"; of anything else, all the year."""
    months = next((length for word, length in _PARTS.items() if word in words), 12)
    number = next((_ORDER[word] for word in words if word in _ORDER), 1)
    if months == 12 or number * months > 12:
        return whole_year(year)
    last = 12 if number == _LAST else number * months
    start, end = whole_month(year, last - months + 1), whole_month(year, last)
    return Reading(start.start, end.end, 4)


def _read_decade(match: re.Match[str], setting: Setting) -> Reading | None:
    first, part = int(match["y"]), (match["mod"] or "").lower()
    low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get(part, (0, 9))
    return cut(Reading(date(first + low, 1, 1), date(first + high, 12, 31), 4), setting)


def _read_season(match: re.Match[str], setting: Setting) -> Reading | None:
    first_month, modifier = _SEASONS[match["s"].lower()], (match["mod"] or "").lower()
    published = setting.published
    if match["y"]:
        start = date(int(match["y"]), first_month, 1)
    elif published is None:
        return unknown(3)
    else:
        start = _season_start(first_month, modifier, published, setting)
    return cut(Reading(start, start + relativedelta(months=3, days=-1), 3), setting)


def _season_start(first_month: int, modifier: str, published: date, setting: Setting) -> date:
    start = date(published.year, first_month, 1)
    if start > published:
        start -= relativedelta(years=1)
    is_now = start + relativedelta(months=3) > published
    if modifier == "next" or (setting.is_ahead and not is_now):
        return start + relativedelta(years=1)
    return start - relativedelta(years=1) if modifier == "last" and is_now else start


ABSOLUTE_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "iso": _read_iso,
        "slashed": _read_slashed,
        "day": _read_day,
        "day_range": _read_day_range,
        "month": _read_month,
        "month_range": _read_month_range,
        "season": _read_season,
        "year": _read_year,
        "decade": _read_decade,
        "named": read_named,
    }
)
