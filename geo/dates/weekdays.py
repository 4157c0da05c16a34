"""Readers of days of the week: "on Monday", "last Thursday", "overnight Saturday", "weekend"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from geo.dates.days import (
    DAY,
    WEEK,
    Reader,
    Reading,
    Setting,
    cut,
    latest_weekday,
    monday_of,
    one_day,
    small_letters,
    unknown,
    weekday_number,
)

__all__ = ["WEEKDAY_READERS"]


def _read_weekday(match: re.Match[str], setting: Setting) -> Reading | None:
    wanted, modifier = weekday_number(match["wd"]), small_letters(match["mod"])
    if modifier in {"the previous", "the following", "the next", "that"}:
        return _weekday_near_told(wanted, modifier, setting.told or setting.published)
    published = setting.published
    if published is None:
        return unknown(1)
    if modifier == "last":
        return _last_weekday(wanted, published)
    latest = latest_weekday(wanted, published)
    readings = {
        "next": monday_of(published) + timedelta(days=wanted, weeks=1),
        "this": monday_of(published) + timedelta(days=wanted),
        "past": latest_weekday(wanted, published - DAY),
        "this past": latest_weekday(wanted, published - DAY),
    }
    if modifier in readings:
        return one_day(readings[modifier])
    if modifier.endswith("coming") or (setting.is_ahead and wanted != published.weekday()):
        return one_day(latest + WEEK)
    return one_day(latest)


def _last_weekday(wanted: int, published: date) -> Reading:
    """
    Read "last Thursday".

    Late in the week it is yesterday's to some and the week before's to
    others: then the words leave a span.
    """
    first = monday_of(published) + timedelta(days=wanted) - WEEK
    latest = latest_weekday(wanted, published - DAY)
    return one_day(first) if first == latest else Reading(first, latest, 3)


def _weekday_near_told(wanted: int, modifier: str, told: date | None) -> Reading:
    if told is None:
        return unknown(1)
    if modifier == "the previous":
        return one_day(latest_weekday(wanted, told - DAY))
    if modifier == "that":
        return one_day(latest_weekday(wanted, told + 3 * DAY))
    return one_day(latest_weekday(wanted, told + WEEK))


def _read_weekday_of_week(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "Monday last week", "Friday of next week", "a week ago Monday"."""
    if setting.published is None:
        return unknown(1)
    wanted, week = weekday_number(match["wd"]), small_letters(match["week"])
    if week == "a week ago":
        return one_day(latest_weekday(wanted, setting.published - WEEK))
    shift = {"last week": -1, "this week": 0, "next week": 1}[week]
    return one_day(monday_of(setting.published) + timedelta(days=wanted, weeks=shift))


def _read_weekday_range(match: re.Match[str], setting: Setting) -> Reading | None:
    if setting.published is None:
        return unknown(2)
    first, last = weekday_number(match["wd"]), weekday_number(match["wd2"])
    end = latest_weekday(last, setting.published)
    if setting.is_ahead and end < setting.published:
        end += WEEK
    return Reading(end - timedelta(days=(last - first) % 7), end, 2)


def _read_night_of_weekday(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "overnight Saturday", "overnight into Sunday": two days."""
    if setting.published is None:
        return unknown(2)
    told = latest_weekday(weekday_number(match["wd"]), setting.published)
    start = told - DAY if match["into"] else told
    return cut(Reading(start, start + DAY, 2), setting)


def _read_gmt_weekday(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "6 am (2200 GMT Friday)": the day where it happened, not in Greenwich."""
    if setting.published is None:
        return unknown(1)
    hour, greenwich = int(match["h"]) % 24, int(match["gh"]) % 24
    if match["ap"]:
        hour = hour % 12 + (12 if match["ap"].lower() == "p" else 0)
    # Clocks run from 12 hours behind Greenwich to 14 ahead.
    ahead_h = (hour - greenwich + 11) % 24 - 11
    shift = (greenwich + ahead_h) // 24
    wanted = (weekday_number(match["wd"]) + shift) % 7
    return one_day(latest_weekday(wanted, setting.published))


def _read_weekend(match: re.Match[str], setting: Setting) -> Reading | None:
    published, modifier = setting.published, small_letters(match["mod"])
    if published is None:
        return unknown(2)
    saturday = latest_weekday(5, published)
    is_weekday = published.weekday() < 5
    if modifier == "next" or modifier.endswith("coming") or (setting.is_ahead and is_weekday):
        saturday += WEEK
    elif modifier == "last" and not is_weekday:
        saturday -= WEEK
    return cut(Reading(saturday, saturday + DAY, 2), setting)


WEEKDAY_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "weekday": _read_weekday,
        "weekday_of_week": _read_weekday_of_week,
        "weekday_range": _read_weekday_range,
        "night_of_weekday": _read_night_of_weekday,
        "gmt_weekday": _read_gmt_weekday,
        "weekend": _read_weekend,
    }
)
