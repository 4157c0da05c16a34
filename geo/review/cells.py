"""One cell of a review sheet, read as its column asks for, with a remedy where it cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NoReturn

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.dates.days import YEARS
from geo.layers.codebook import AFFECTED_KINDS, STATUSES, SUB_EVENT_TYPES
from geo.review.corrections import SCOPES

MAX_CHARS = 2_000
_YES = frozenset({"yes", "y", "x", "true", "t", "1", "ja", "oui", "si", "sí", "ok"})
_NO = frozenset({"", "no", "n", "false", "f", "0", "nein", "non"})
_GROUPED = re.compile(r"\d{1,3}(?:[,.\u00a0\u202f ']\d{3})+")
_WHOLE = re.compile(r"(\d+)(?:[.,]0+)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]+Z?)?")
_LOCAL = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
# Nobody counts further than mankind.
_MOST_PEOPLE = 10_000_000_000


class CellError(ValueError):
    """A cell cannot be read: what is wrong with it, and what to write."""

    def __init__(self, column: str, problem: str) -> None:
        super().__init__(problem)
        self.column = column


def refuse(column: str, problem: str) -> NoReturn:
    """Say what is wrong with a cell."""
    raise CellError(column, problem)


def read_cell(column: str, text: str, shown: str = "") -> str:
    """
    Bring a cell into the one form in which its column is compared and kept.

    Parameters
    ----------
    column
        Of the sheet; one without rules of its own is text.
    text
        As the analyst's program wrote it.
    shown
        What stood there when it was exported: tells which of two readings of
        a day is meant.

    Returns
    -------
    text
        Days ISO 8601, whole numbers without grouping, `yes` or nothing for marks.

    Raises
    ------
    CellError
        With the remedy.

    Examples
    --------
    >>> read_cell("killed_low", "1,200"), read_cell("date_start", "23.10.2016")
    ('1200', '2016-10-23')
    >>> read_cell("date_start", "10/09/2016", shown="2016-10-09")
    '2016-10-09'
    """
    text = _tidy(text)
    if not text:
        return ""
    if column in ("date_start", "date_end"):
        return _day(column, text, shown)
    if column.endswith(("_low", "_best", "_high")):
        return _people(column, text)
    return _READERS.get(column, _as_it_is)(column, text)


def is_yes(column: str, text: str) -> bool:
    """
    Read a mark: yes or no.

    Parameters
    ----------
    column
        For the message.
    text
        Any usual way to tick a box; empty for no.

    Raises
    ------
    CellError
        When it is neither.
    """
    told = _tidy(text).casefold()
    if told not in _YES | _NO:
        refuse(column, f"expected yes or nothing, found {text[:30]!r}")
    return told in _YES


def read_polygon(column: str, text: str) -> str:
    """
    Read the outline of a footprint.

    Parameters
    ----------
    column
        For the message.
    text
        WKT of a polygon in degrees, longitude first.

    Returns
    -------
    wkt
        Valid, without heights, at six decimals.

    Raises
    ------
    CellError
        When it is none, or outside of the world.
    """
    try:
        shape = shapely.from_wkt(text)
    except shapely.errors.ShapelyError as error:
        first = str(error).partition("\n")[0][:80]
        refuse(column, f"expected WKT such as POLYGON ((43 36, 44 36, 44 37, 43 36)): {first}")
    outline = _surfaces(shapely.make_valid(shapely.force_2d(shape)))
    if outline is None:
        refuse(column, "expected a polygon with an area: draw it anew")
    west, south, east, north = outline.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        refuse(column, "expected degrees, longitude first: the outline leaves the world")
    rounded = _surfaces(shapely.set_precision(outline, 1e-6))
    if rounded is None:
        refuse(column, "the outline is smaller than a metre: move the point instead")
    return str(shapely.to_wkt(rounded, rounding_precision=6))


def _surfaces(shape: BaseGeometry) -> Polygon | MultiPolygon | None:
    """Keep what has an area: repairing an outline may leave lines beside it."""
    parts = [
        part for part in shapely.get_parts(shapely.get_parts(shape)) if isinstance(part, Polygon)
    ]
    parts = [part for part in parts if part.area > 0]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _tidy(text: str) -> str:
    kept = "".join(char if char.isprintable() or char == "\n" else " " for char in text)
    tidy = "\n".join(" ".join(line.split()) for line in kept.split("\n")).strip()
    return tidy.encode("utf-8", "replace").decode("utf-8")[:MAX_CHARS]


def _day(column: str, text: str, shown: str) -> str:
    found = _ISO.fullmatch(text)
    if found:
        year, month, day = map(int, found.groups())
        try:
            return _date(year, month, day).isoformat()
        except ValueError as error:
            refuse(column, f"{year}-{month}-{day} is no day: {error}")
    local = _LOCAL.fullmatch(text)
    if not local:
        refuse(column, f"expected a day such as 2016-10-23, found {text[:30]!r}")
    first, mark, second, year = (
        int(local[1]),
        local[2],
        int(local[3]),
        int(local[4]),
    )
    readings = {
        _possible(year, second, first),
        None if mark == "." else _possible(year, first, second),
    }
    days = sorted(day for day in readings if day)
    if shown in days:
        return shown
    if len(days) != 1:
        problem = "no day" if not days else f"either {' or '.join(days)}"
        refuse(column, f"{text!r} is {problem}: write it as YYYY-MM-DD")
    return days[0]


def _possible(year: int, month: int, day: int) -> str | None:
    try:
        return _date(year, month, day).isoformat()
    except ValueError:
        return None


def _date(year: int, month: int, day: int) -> date:
    if year not in YEARS:
        msg = f"expected a year from {YEARS[0]} to {YEARS[-1]}"
        raise ValueError(msg)
    return date(year, month, day)


def _people(column: str, text: str) -> str:
    plain = re.sub(r"\D", "", text) if _GROUPED.fullmatch(text) else text
    found = _WHOLE.fullmatch(plain)
    if not found or int(found[1]) > _MOST_PEOPLE:
        refuse(column, f"expected a number of people, such as 12, found {text[:30]!r}")
    return str(int(found[1]))


def _degrees(column: str, text: str) -> str:
    limit = {"lon": 180.0, "lat": 90.0}[column]
    value = _number(column, text)
    if not -limit <= value <= limit:
        hint = " (are lon and lat swapped?)" if column == "lat" and abs(value) <= 180 else ""
        refuse(column, f"expected degrees from -{limit:g} to {limit:g}, found {text[:30]!r}{hint}")
    return f"{value + 0.0:.6f}"


def _radius(column: str, text: str) -> str:
    value = _number(column, text)
    if not 0 < value <= 5_000:
        refuse(column, f"expected kilometres from 0 to 5000, found {text[:30]!r}")
    return f"{value:g}"


def _number(column: str, text: str) -> float:
    # A German spreadsheet writes 43,35.
    plain = text.replace(",", ".") if re.fullmatch(r"-?\d+,\d+", text) else text
    if not re.fullmatch(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", plain):
        refuse(column, f"expected a number, found {text[:30]!r}")
    return float(plain)


def _one_of(allowed: tuple[str, ...]) -> Callable[[str, str], str]:
    def read(column: str, text: str) -> str:
        told = text.casefold().replace(" ", "_")
        if told not in allowed:
            refuse(column, f"expected one of {', '.join(allowed)}, found {text[:30]!r}")
        return told

    return read


def _as_it_is(_: str, text: str) -> str:
    return text


_SUBS = tuple(dict.fromkeys(sub for subs in SUB_EVENT_TYPES.values() for sub in subs))
_READERS: dict[str, Callable[[str, str], str]] = {
    "lon": _degrees,
    "lat": _degrees,
    "radius_km": _radius,
    "footprint_wkt": read_polygon,
    "event_type": _one_of(tuple(SUB_EVENT_TYPES)),
    "sub_event_type": _one_of(_SUBS),
    "status": _one_of(STATUSES),
    "affected_kind": _one_of(AFFECTED_KINDS),
    "scope": _one_of(SCOPES),
    "strike": lambda column, text: "yes" if is_yes(column, text) else "",
    "lock": lambda column, text: "yes" if is_yes(column, text) else "",
    "confirm": lambda column, text: "yes" if is_yes(column, text) else "",
}
