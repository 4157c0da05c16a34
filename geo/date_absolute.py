"""Readers of dates that name a day, a month or a year: "Oct. 24", "in the summer of 2014"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from geo.date_calendar import (
    Reader,
    Reading,
    Setting,
    cut,
    day_of,
    month_number,
    one_day,
    unknown,
    weekday_number,
    whole_month,
    whole_year,
)
from geo.resources import read_rows

__all__ = ["ABSOLUTE_READERS", "named_days"]

# Meteorological seasons of the northern hemisphere, where most such words are written: first month.
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_THIRDS = {
    "early": (1, 10), "start": (1, 10), "beginning": (1, 10), "mid": (11, 20), "middle": (11, 20),
    "late": (21, 31), "end": (21, 31),
}  # fmt: skip


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
    if match["y"]:
        found = day_of(int(match["y"]), month, day)
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
    first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
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
    if match["y"]:
        start_year = int(match["y"]) - (first_month > last_month)
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
    month, modifier = month_number(match["m"]), re.sub(r"\W", " ", match["mod"] or "").lower()
    year = _year_of_month(match["y"] or "", modifier, month, setting)
    if year is None:
        return unknown(3)
    whole = whole_month(year, month)
    third = next((part for word, part in _THIRDS.items() if word in modifier.split()), None)
    if third and whole.start and whole.end:
        last = min(third[1], whole.end.day)
        whole = Reading(whole.start.replace(day=third[0]), whole.end.replace(day=last), 3)
    return cut(whole, setting)


def _year_of_month(words: str, modifier: str, month: int, setting: Setting) -> int | None:
    if words.isdecimal():
        return int(words)
    published = setting.published
    if published is None:
        return None
    if words:
        return published.year + {"l": -1, "t": 0, "n": 1}[words[0].lower()]
    if "next" in modifier.split():
        return published.year + (month <= published.month)
    if setting.is_ahead:
        return published.year + (month < published.month)
    is_later = month >= published.month if "last" in modifier.split() else month > published.month
    return published.year - is_later


def _read_month_range(match: re.Match[str], setting: Setting) -> Reading | None:
    first, last = month_number(match["m"]), month_number(match["m2"])
    if match["y"]:
        end_year = int(match["y"])
    elif setting.published is None:
        return unknown(3)
    elif setting.is_ahead:
        end_year = setting.published.year + (last < setting.published.month)
    else:
        end_year = setting.published.year - (last > setting.published.month)
    start, end = whole_month(end_year - (first > last), first), whole_month(end_year, last)
    return cut(Reading(start.start, end.end, 3), setting)


def _read_year(match: re.Match[str], setting: Setting) -> Reading | None:
    first, part = int(match["y"]), (match["mod"] or "").lower()
    if match["y2"]:
        last = int(match["y2"])
        last += 0 if last > 99 else first - first % 100
        return Reading(date(first, 1, 1), date(last, 12, 31), 4) if last >= first else None
    if "first" in part:
        return cut(Reading(date(first, 1, 1), date(first, 6, 30), 4), setting)
    if "second" in part:
        return cut(Reading(date(first, 7, 1), date(first, 12, 31), 4), setting)
    return cut(whole_year(first), setting)


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


@cache
def named_days() -> Mapping[str, tuple[str, int, int, int]]:
    """
    Return the days that have a name.

    Returns
    -------
    days
        Rule, month, day and year (0 for every year) by name in small letters,
        see `data/named_days.csv`.
    """
    return MappingProxyType(
        {
            row["name"].lower(): (row["rule"], int(row["month"]), int(row["day"]), int(row["year"]))
            for row in read_rows("named_days.csv")
        }
    )


def _read_named(match: re.Match[str], setting: Setting) -> Reading | None:
    name = re.sub(r"\s+", " ", match["name"].lower().replace("\u2019", "'"))
    rule, month, day, fixed_year = named_days()[name]
    if fixed_year:
        return one_day(date(fixed_year, month, day))
    if match["y"]:
        return one_day(_named_day(rule, month, day, int(match["y"])))
    published = setting.published
    if published is None:
        return unknown(1)
    days = [_named_day(rule, month, day, published.year + shift) for shift in (-1, 0, 1)]
    if setting.is_ahead:
        return one_day(next(found for found in days if found >= published))
    return one_day(next(found for found in reversed(days) if found <= published))


def _named_day(rule: str, month: int, day: int, year: int) -> date:
    if rule == "easter":
        return easter(year) + timedelta(days=day)
    if rule == "thursday":  # the day-th Thursday of the month
        first = date(year, month, 1)
        return first + timedelta(days=(3 - first.weekday()) % 7, weeks=day - 1)
    return date(year, month, day)


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
        "named": _read_named,
    }
)
