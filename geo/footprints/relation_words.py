"""Compass points, lengths and countries as English writes them, for phrases of relation."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from geo.grammar.numerals import parse_number
from geo.resources import read_rows

__all__ = ["DIRECTION", "LENGTH", "Length", "bearing_of", "country_words", "parse_length"]

_POINTS = (
    *("north", "northnortheast", "northeast", "eastnortheast"),
    *("east", "eastsoutheast", "southeast", "southsoutheast"),
    *("south", "southsouthwest", "southwest", "westsouthwest"),
    *("west", "westnorthwest", "northwest", "northnorthwest"),
)
_BEARINGS = {name: 22.5 * step for step, name in enumerate(_POINTS)}
_SUFFIX = re.compile(r"(?:ern(?:most)?|erly|wards?)$")

# A compass point as a word: "south", "north-west", "south eastern", "east-northeast".
DIRECTION = (
    r"(?:(?:(?:north|south|east|west)[-\u2010\u2011\s]?)?(?:north|south)(?:ern)?[-\u2010\u2011\s]?"
    r"(?:east|west)|north|south|east|west)(?:ern(?:most)?|erly|wards?)?\b"
)

_KM = {"km": 1.0, "mile": 1.609344, "nautical": 1.852, "metre": 0.001, "yard": 0.0009144}
_LONG_UNIT = r"(?:kilomet(?:re|er)s?|kms?|nautical[\s-]+(?:miles?|mi)|miles?|met(?:re|er)s?|yards?)"
_DIGITS = r"(?:(?:\d+\s+)?\d/\d{1,2}|\d[\d,]*(?:\.\d+)?)"
# A number with a unit of length; `parse_length` reads what it matches.
LENGTH = (
    rf"(?P<length>{_DIGITS}(?:\s*(?:[-\u2013]|to)\s*{_DIGITS})?[\s-]*(?:{_LONG_UNIT}|mi|m|k)"
    rf"|(?:[a-z]+[\s-]+){{1,5}}{_LONG_UNIT})\b"
)
_MEASURE = re.compile(
    rf"(?P<number>.*?)(?:\s+of)?[\s-]*(?P<unit>{_LONG_UNIT}|mi|m|k)$", re.IGNORECASE | re.DOTALL
)
_RANGE = re.compile(rf"({_DIGITS})\s*(?:[-\u2013]|to)\s*({_DIGITS})")
_FRACTION = re.compile(r"(?:(\d+) )?(\d)/([1-9]\d?)")
_GROUPS = {"dozen": 12, "hundred": 100, "thousand": 1000}
_VAGUE_GROUP = re.compile(r"(.*\S)\s+(hundred|thousand|dozen)$", re.IGNORECASE)


class Length(NamedTuple):
    """A length in kilometres, and how many characters of the text before it are not part of it."""

    km: float
    skip: int


def bearing_of(words: str) -> float:
    """
    Return the bearing of a compass point in degrees clockwise from north.

    Examples
    --------
    >>> bearing_of("south"), bearing_of("north-western"), bearing_of("East Northeast")
    (180.0, 315.0, 67.5)
    """
    plain = re.sub(r"[-\u2010\u2011\s]", "", words.casefold())
    plain = re.sub(r"ern(?=east|west)", "", _SUFFIX.sub("", plain))
    return _BEARINGS[plain]


def parse_length(text: str) -> Length | None:
    """
    Read the length that a text ends with.

    Parameters
    ----------
    text
        Ends with a unit. Words before the number are allowed.

    Returns
    -------
    length
        Of a range ("10 to 15 km") the middle; None without a number.

    Examples
    --------
    >>> parse_length("some twenty-five kilometres")
    Length(km=25.0, skip=5)
    >>> parse_length("10-15 km"), parse_length("a few hundred metres")
    (Length(km=12.5, skip=0), Length(km=0.3, skip=0))
    >>> parse_length("many miles") is None
    True
    """
    found = _MEASURE.fullmatch(text)
    if found is None:
        return None
    factor = _unit_km(found["unit"])
    words = found["number"]
    if span := _RANGE.fullmatch(words.strip()):
        low, high = (parse_number(part) for part in span.groups())
        if low is not None and high is not None:
            return Length(_round((low + high) / 2 * factor), 0)
    for start in (0, *(m.end() for m in re.finditer(r"[\s-]+", words))):
        number = _number(words[start:])
        if number is not None:
            return Length(_round(number * factor), start)
    return None


def _number(words: str) -> float | None:
    plain = " ".join(words.casefold().split()).removesuffix(" of")
    if share := _FRACTION.fullmatch(plain):
        return int(share[1] or 0) + int(share[2]) / int(share[3])
    if plain in _vague():
        return _vague()[plain]
    group = _VAGUE_GROUP.fullmatch(plain)
    if group and group[1] in _vague():
        return _vague()[group[1]] * _GROUPS[group[2]]
    return parse_number(plain)


def _unit_km(unit: str) -> float:
    plain = unit.casefold()
    if plain.startswith(("nautical", "yard")):
        return _KM["nautical" if plain.startswith("n") else "yard"]
    if plain.startswith(("mile", "mi")):
        return _KM["mile"]
    return _KM["metre" if plain.startswith("me") or plain == "m" else "km"]


def _round(km: float) -> float:
    return round(km, 3)


@cache
def _vague() -> dict[str, float]:
    return {row["words"]: float(row["number"]) for row in read_rows("vague_lengths.csv")}


@cache
def country_words() -> dict[str, str]:
    """Return country codes by name, short name and demonym, as written."""
    codes = {}
    for row in read_rows("demonyms.csv"):
        codes[row["word"]] = row["country_codes"].split(";")[0]
    for row in read_rows("countries.csv"):
        for name in (row["name"], *filter(None, row["alternates"].split(";"))):
            codes[name] = row["country_code"]
    for row in read_rows("short_names.csv"):
        if row["place"] in codes:
            codes[row["name"]] = codes[row["place"]]
    return codes
