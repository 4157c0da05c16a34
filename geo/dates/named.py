"""Days and seasons of faith that have a name: Christmas Eve, Ramadan, the eve of Eid al-Fitr."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from dateutil.easter import EASTER_ORTHODOX, easter

from geo.dates.days import DAY, Reading, Setting, cut, stated_year, unknown, weekday_number
from geo.resources import read_rows

__all__ = ["named_days", "read_named"]

# The day in July 622 from which the tabular Islamic calendar counts, as `date.toordinal`: the
# one of two in use that gives the Saudi dates of 2014 to 2024, or the day before.
_HIJRA = 227_014


class NamedDay(NamedTuple):
    """A row of `data/named_days.csv`."""

    rule: str
    month: int
    day: int
    year: int


@cache
def named_days() -> Mapping[str, NamedDay]:
    """Return the days and months that have a name, by it in small letters."""
    return MappingProxyType(
        {
            row["name"].lower(): NamedDay(
                row["rule"], int(row["month"]), int(row["day"]), int(row["year"])
            )
            for row in read_rows("named_days.csv")
        }
    )


def read_named(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "on Christmas Day", "the eve of Eid al-Adha last year", "during Ramadan"."""
    named = named_days()[re.sub(r"\s+", " ", match["name"].lower().replace("\u2019", "'"))]
    published = setting.published
    year = named.year or stated_year(match["y"] or "", published)
    if year:
        chosen = _in_year(named, year)[0]
    elif published is None:
        return unknown(1)
    else:
        chosen = _nearest(named, published, is_ahead=setting.is_ahead)
    return _before(chosen) if match["eve"] else cut(chosen, setting)


def _before(feast: Reading) -> Reading:
    """Return the eve, as exact as the feast itself."""
    if feast.start is None or feast.prec == 1:
        day = feast.start - DAY if feast.start else None
        return Reading(day, day, 1)
    return Reading(feast.start - DAY, feast.start + DAY, 2)


def _nearest(named: NamedDay, published: date, *, is_ahead: bool) -> Reading:
    years = range(published.year - 1, published.year + 2)
    found = [(one.start, one) for year in years for one in _in_year(named, year) if one.start]
    if is_ahead:
        return next(one for start, one in found if start >= published)
    return next(one for start, one in reversed(found) if start <= published)


def _in_year(named: NamedDay, year: int) -> list[Reading]:
    """Return when a named day or month falls in a year, at least once and in order."""
    rule, month, day, _ = named
    if rule == "islamic":
        return _islamic(month, day, year)
    if rule == "easter":
        found = easter(year) + timedelta(days=day)
    elif rule == "orthodox":
        found = easter(year, EASTER_ORTHODOX) + timedelta(days=day)
    elif rule == "fixed":
        found = date(year, month, day)
    else:
        found = _nth_weekday(year, month, weekday_number(rule), day)
    return [Reading(found, found, 1)]


def _nth_weekday(year: int, month: int, weekday: int, number: int) -> date:
    if number < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - DAY
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=number - 1)


def _islamic(month: int, day: int, year: int) -> list[Reading]:
    """
    Return a feast, or a month when `day` is 0.

    By the tabular calendar. Where the moon is seen decides, in each country, so
    that a day more on either side may be meant.
    """
    about = (year - 622) * 33 // 32
    days = []
    for islamic in range(about - 1, about + 3):
        first = _islamic_day(islamic, month, day or 1)
        last = _islamic_day(islamic, month, 30 - (month + 1) % 2) if not day else first
        if first.year == year:
            days.append(Reading(first - DAY, last + DAY, 2 if day else 3))
    return days


def _islamic_day(year: int, month: int, day: int) -> date:
    """Months have 30 and 29 days in turn, eleven years of thirty a day more."""
    leaps = (11 * year + 3) // 30
    months = 29 * (month - 1) + month // 2
    return date.fromordinal(_HIJRA + 354 * (year - 1) + leaps + months + day - 1)
