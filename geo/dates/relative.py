"""Readers of dates counted from publication or the day told last: "two days ago", "last week"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from dateutil.relativedelta import relativedelta

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
    ordinal_number,
    small_letters,
    unknown,
    weekday_number,
    whole_month,
    whole_year,
)
from geo.grammar.numerals import parse_number

__all__ = ["RELATIVE_READERS"]


_DEICTIC = {
    "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0,
    "yesterday": -1, "last night": -1, "last evening": -1, "tomorrow": 1,
    "the day before yesterday": -2, "the day after tomorrow": 2,
}  # fmt: skip


def _read_deictic(match: re.Match[str], setting: Setting) -> Reading | None:
    if setting.published is None:
        return unknown(1)
    return one_day(setting.published + _DEICTIC[small_letters(match["w"])] * DAY)


def _read_overnight(match: re.Match[str], setting: Setting) -> Reading | None:
    if setting.published is None:
        return unknown(2)
    if match["night"] and setting.told is not None:
        return cut(Reading(setting.told, setting.told + DAY, 2), setting)
    return Reading(setting.published - DAY, setting.published, 2)


_SHIFTS = {"": 0, "last": -1, "past": 0, "this": 0, "next": 1, "coming": 1}


def _read_this_unit(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "this week", "earlier this month", "last year", "next week"."""
    unit, modifier, published = (
        small_letters(match["u"]),
        small_letters(match["mod"]),
        setting.published,
    )
    prec = 4 if unit == "year" else 3
    if published is None:
        return unknown(prec)
    if modifier == "past":
        return Reading(published - _step(unit, 1), published, prec)
    reading = _calendar_unit(published, unit, _SHIFTS[modifier])
    if modifier == "this" and (setting.is_ahead or small_letters(match["when"]) == "later"):
        return Reading(published, reading.end, prec)
    return cut(reading, setting)


def _read_before_last(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "the week before last", "the weekend before last"."""
    unit, published = small_letters(match["u"]), setting.published
    if published is None:
        return unknown(_prec_of(unit))
    if unit != "weekend":
        return _calendar_unit(published, unit, -2)
    saturday = monday_of(published) - WEEK - 2 * DAY
    return Reading(saturday, saturday + DAY, 2)


def _calendar_unit(day: date, unit: str, shift: int) -> Reading:
    if unit == "week":
        monday = monday_of(day) + shift * WEEK
        return Reading(monday, monday + 6 * DAY, 3)
    if unit == "month":
        shifted = day.replace(day=1) + relativedelta(months=shift)
        return whole_month(shifted.year, shifted.month)
    return whole_year(day.year + shift)


def _count(words: str) -> int | None:
    """Return the number of units, None for "a few", "several" or a bare plural."""
    if words in {"a", "an", "half a"}:
        return 1
    if words.startswith("a couple"):
        return 2
    value = parse_number(words)
    return int(value) if value is not None else None


_DAYS = {"day": 1, "night": 1, "week": 7, "fortnight": 14}


# Further back no calendar goes: "a hundred decades ago".
_MOST_YEARS = 500


def _step(unit: str, number: int) -> relativedelta:
    if unit in _DAYS:
        return relativedelta(days=_DAYS[unit] * number)
    if unit == "hour":
        return relativedelta(days=number // 24)
    if unit == "month":
        return relativedelta(months=number)
    years = {"year": 1, "decade": 10}.get(unit, 0) * number
    return relativedelta(years=min(years, _MOST_YEARS))


def _shifted(anchor: date | None, unit: str, words: str, sign: int) -> Reading | None:
    """Go some units back or forth from a day, as exactly as the unit allows."""
    number, prec = _count(words), {"year": 4, "decade": 4, "month": 3}.get(unit, 1)
    if anchor is None:
        return unknown(prec if number is not None else max(prec, 3))
    if unit in {"hour", "minute"}:
        return one_day(anchor + sign * _step(unit, number or 0))
    if number is None:
        # "A few" or "several": two to seven of the unit; of days, one to seven.
        ends = (sign * _step(unit, 1 if unit == "day" else 2), sign * _step(unit, 7))
        first, last = sorted(anchor + end for end in ends)
        return Reading(first, last, max(prec, 3))
    moved = anchor + sign * _step(unit, number)
    if unit in {"year", "decade"}:
        return whole_year(moved.year)
    return whole_month(moved.year, moved.month) if unit == "month" else one_day(moved)


def _read_ago(match: re.Match[str], setting: Setting) -> Reading | None:
    return _shifted(setting.published, small_letters(match["u"]), small_letters(match["n"]), -1)


_BACK = frozenset({"earlier", "before", "previously", "prior"})


def _read_earlier(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "two days earlier", "a week later" from the day told last."""
    sign = -1 if small_letters(match["way"]) in _BACK else 1
    if setting.is_inverse:
        sign = -sign
    anchor = setting.told
    if anchor is None and (sign < 0 or setting.is_inverse):
        anchor = setting.published
    unit, wide = small_letters(match["u"]), setting.told_wide
    if wide is not None and not setting.is_inverse:
        if unit not in {"month", "year", "decade"} or (unit == "month" and wide.prec > 3):
            return wide
        anchor = wide.start
    return _not_ahead(_shifted(anchor, unit, small_letters(match["n"]), sign), setting)


def _read_following(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "in the days that followed", "over the following weeks" from the day told last."""
    unit, words, wide = small_letters(match["u"]), small_letters(match["n"]), setting.told_wide
    if setting.is_inverse:
        return None
    if wide is not None:
        return wide
    if setting.told is None:
        return unknown(3)
    number = _count(words) if words else None
    last = setting.told + _step(unit, number or (7 if unit == "day" else 4))
    prec = 2 if number and unit == "day" else 3
    return _not_ahead(Reading(setting.told + DAY, last, prec), setting)


def _not_ahead(reading: Reading | None, setting: Setting) -> Reading | None:
    """Know nothing rather than a day after publication, unless the text looks ahead."""
    if reading is None or reading.start is None or setting.published is None:
        return reading
    if reading.start > setting.published and not (setting.is_ahead or setting.is_inverse):
        return unknown(reading.prec)
    return cut(reading, setting)


_DAYLIKE = frozenset({"morning", "evening", "afternoon", "night"})


def _read_neighbour(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "the previous day", "the following week", "the day before", "that night"."""
    words, unit = small_letters(match[0]), small_letters(match["u"])
    unit = "day" if unit in _DAYLIKE else unit
    back = re.search(r"previous|preceding|before|earlier|prior", words)
    shift = -1 if back else 0 if re.search(r"\bthat\b|\bsame\b", words) else 1
    told: date | None = setting.told
    if unit in {"month", "year"} and setting.told_span is not None:
        told = setting.told_span.start
    if told is None and shift < 0:
        told = setting.published
    if told is None:
        return unknown({"week": 3, "month": 3, "year": 4}.get(unit, 1))
    if unit == "day":
        return _not_ahead(one_day(told + shift * DAY), setting)
    return _not_ahead(_calendar_unit(told, unit, shift), setting)


def _read_nth_day(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "on the first day" of what the news is about, or else as some day of late."""
    word, published = small_letters(match["o"]), setting.published
    if setting.began is not None and word not in {"last", "final"}:
        number = 1 if word == "opening" else ordinal_number(word)
        return _not_ahead(one_day(setting.began + (number - 1) * DAY), setting)
    return unknown(3) if published is None else Reading(published - WEEK, published, 3)


def _prec_of(unit: str) -> int:
    return {"day": 2, "night": 2, "hour": 1, "minute": 1, "year": 4, "decade": 4}.get(unit, 3)


def _read_window(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "in the past two weeks", "over the next few days", "in recent months"."""
    unit, words, whole = (
        small_letters(match["u"]),
        small_letters(match["n"]),
        small_letters(match[0]),
    )
    prec, published = _prec_of(unit), setting.published
    number = _count(words) if words else None if whole.endswith("s") else 1
    if number is None:
        prec = max(prec, 3)
    if published is None:
        return unknown(prec)
    if "following" in whole and not setting.is_ahead:
        return _read_following(match, setting)
    if re.search(r"\b(?:next|coming|following)\b", whole):
        # "The next few days" reaches less far than "a few days ago" does back.
        reach = 4 if number is None and "few" in words else number or 7
        return Reading(published + DAY, published + _step(unit, reach), prec)
    start = published - _step(unit, number or 7)
    return Reading(start, published, max(prec, 2) if start < published else prec)


def _read_running(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "for the third day running": so many days, the last of them told or today."""
    unit, number = small_letters(match["u"]), ordinal_number(match["o"])
    last = setting.published or setting.told
    if last is None:
        return unknown(_prec_of(unit))
    if weekday := match["first"] or match["wd"]:
        last = latest_weekday(weekday_number(weekday), last)
    return Reading(last - _step(unit, number - 1), last, _prec_of(unit))


def _read_lasting(match: re.Match[str], setting: Setting) -> Reading | None:
    """Read "lasted three days", "the three-day unrest", "for a week", "days of clashes"."""
    unit, number = small_letters(match["u"]), _count(small_letters(match["n"]))
    if unit == "minute" or (unit == "hour" and (number or 0) < 24):
        return one_day(setting.told) if setting.told else None
    number = 1 if number is None and match[0].endswith("long") else number
    if setting.is_ahead and small_letters(match[0]).startswith("in "):
        return _shifted(setting.published, unit, small_letters(match["n"]), 1)
    prec, told, published = max(2, _prec_of(unit)), setting.told, setting.published
    if number is None:
        # "Weeks of rain" end now, and nobody knows when they began.
        return Reading(None, published, 5)
    length = _step(unit, number) - relativedelta(days=1)
    if told and (published is None or told + length <= published):
        return Reading(told, told + length, prec)
    last = published or told
    return Reading(last - length, last, prec) if last else unknown(max(prec, 3))


RELATIVE_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "nth_day": _read_nth_day,
        "deictic": _read_deictic,
        "overnight": _read_overnight,
        "this_unit": _read_this_unit,
        "before_last": _read_before_last,
        "ago": _read_ago,
        "earlier": _read_earlier,
        "neighbour": _read_neighbour,
        "following": _read_following,
        "window": _read_window,
        "running": _read_running,
        "lasting": _read_lasting,
    }
)
