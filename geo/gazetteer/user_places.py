"""Read what a user adds to the gazetteer: places of their own, and further names of known ones."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from geo.errors import InputError
from geo.gazetteer.sources import Row, slug
from geo.resources import read_rows

COLUMNS = ("name", "lon", "lat", "country_code", "feature_code", "alternates")
MAX_BYTES = 50_000_000
# Who adds a place by hand means it ten times as often as others of its kind.
_FAME = 1.0
_N_MISTAKES_SHOWN = 5
_PLACE_ID = re.compile(r"gn:[0-9]{1,11}|dl:[a-z0-9-]+")
_ALIAS_HEADER = ("name", "place_id")


def read_places(path: Path) -> tuple[Row, ...]:
    """
    Read a file of places: CSV with a header, or GeoJSON with points.

    Parameters
    ----------
    path
        `.csv` with the columns name, lon, lat and, if wanted, country_code,
        feature_code (`PPL` when left out) and alternates (`;` between them); or
        `.geojson` or `.json`, a FeatureCollection whose properties are named so.

    Returns
    -------
    rows
        In file order, at least one. Ids are made of name and position, to 0.01°.

    Raises
    ------
    InputError
        In one line: every mistake (the first five), with its line or feature,
        and what is expected there.
    """
    readers: Mapping[str, Callable[[str], Iterator[tuple[str, dict[str, Any]]]]] = {
        ".csv": _csv_places,
        ".geojson": _geojson_places,
        ".json": _geojson_places,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        msg = f"{path.name} must end in .csv, .geojson or .json."
        raise InputError(msg)
    text = _read_text(path)
    rows: dict[str, Row] = {}
    mistakes = []
    where = "line 1"
    try:
        for where, cells in reader(text):
            try:
                row = _row(cells, path.name)
                if row.place_id in rows:
                    _refuse("name", f"{row.name!r} stands there twice: leave one out")
                rows[row.place_id] = row
            except ValueError as error:
                mistakes.append(f"{where}: {error}")
    except csv.Error as error:
        mistakes.append(f"after {where}: {error}")
    except ValueError as error:
        mistakes.append(str(error))
    if not rows and not mistakes:
        mistakes.append("it holds no place")
    if mistakes:
        more = len(mistakes) - _N_MISTAKES_SHOWN
        shown = "; ".join(mistakes[:_N_MISTAKES_SHOWN]) + (f"; and {more} more" if more > 0 else "")
        msg = f"{path.name}: {shown}."
        raise InputError(msg)
    return tuple(rows.values())


def read_aliases(path: Path) -> tuple[tuple[str, str], ...]:
    """
    Read the user's further names: pairs of a name and the id of the place it is for.

    Parameters
    ----------
    path
        A CSV file that `aliases_text` wrote, maybe edited by hand.

    Raises
    ------
    InputError
        Naming the line that is not such a pair.
    """
    lines = csv.reader(io.StringIO(_read_text(path), newline=""))
    pairs = []
    for cells in lines:
        if not cells or (lines.line_num == 1 and tuple(cells) == _ALIAS_HEADER):
            continue
        try:
            name, place_id = cells
            pairs.append((checked_alias(name), parse_place_id(place_id)))
        except ValueError as error:
            msg = f"{path}, line {lines.line_num}: expected a name and an id, found {cells}."
            raise InputError(msg) from error
    return tuple(pairs)


def aliases_text(pairs: tuple[tuple[str, str], ...]) -> str:
    r"""
    Return the file that `read_aliases` reads, each pair once, in order.

    >>> aliases_text((("Tob Zawa", "gn:6860792"),))
    'name,place_id\nTob Zawa,gn:6860792\n'
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_ALIAS_HEADER)
    writer.writerows(dict.fromkeys(pairs))
    return text.getvalue()


def parse_place_id(text: str) -> str:
    """
    Return the id of a place, which may be told as a bare GeoNames id.

    Raises
    ------
    InputError
        When it is neither.

    Examples
    --------
    >>> parse_place_id("6860792"), parse_place_id(" dl:tigris ")
    ('gn:6860792', 'dl:tigris')
    """
    text = text.strip()
    place_id = f"gn:{text}" if text.isascii() and text.isdigit() else text
    if not _PLACE_ID.fullmatch(place_id):
        msg = f"Expected a GeoNames id, such as 6860792, or an id from `gazetteer lookup`: {text!r}"
        raise InputError(msg)
    return place_id


def checked_alias(name: str) -> str:
    """
    Return a name, tidied, that a place may go by.

    Raises
    ------
    InputError
        When it holds no letter.
    """
    tidy = " ".join(name.split())
    if not slug(tidy) or len(tidy) > 200:
        msg = f"Expected a name of up to 200 characters with a letter in it, got {name[:40]!r}."
        raise InputError(msg)
    return tidy


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            msg = f"{path} has more than {MAX_BYTES:,} bytes. Cut it in parts."
            raise InputError(msg)
        # Spreadsheets write a byte order mark.
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        msg = f"Cannot read {path}: {error.strerror or error}."
        raise InputError(msg) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        msg = f"{path.name}, line {line}: not UTF-8. Save the file as UTF-8."
        raise InputError(msg) from error


def _csv_places(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = [cell.strip().lower() for cell in next(lines, [])]
    if set(COLUMNS[:3]) - set(header) or set(header) - set(COLUMNS):
        found = ",".join(header)[:80]
        _refuse(
            "line 1",
            f"expected the columns {','.join(COLUMNS)} (all after lat optional), found {found!r}",
        )
    for cells in lines:
        where = f"line {lines.line_num}"
        if not any(cells):
            continue
        if len(cells) != len(header):
            problem = f"expected {len(header)} cells, found {len(cells)}"
            yield where, {"mistake": f"{problem}: put names with commas in quotes"}
            continue
        yield where, dict(zip(header, cells, strict=True))


def _geojson_places(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        parsed = json.loads(text)
    except json.JSONDecodeError as error:
        _refuse(f"line {error.lineno}", f"not JSON ({error.msg})")
    except RecursionError:
        _refuse("the file", "not GeoJSON: nested too deep")
    features = parsed.get("features") if isinstance(parsed, dict) else None
    if not isinstance(features, list):
        _refuse("the file", 'expected {"type": "FeatureCollection", "features": [...]}')
    for number, feature in enumerate(features, 1):
        yield f"feature {number}", _feature_cells(feature)


def _feature_cells(feature: object) -> dict[str, Any]:
    """Return a feature as the cells of a line would be."""
    parts = feature if isinstance(feature, dict) else {}
    geometry, properties = parts.get("geometry"), parts.get("properties")
    position = geometry.get("coordinates") if isinstance(geometry, dict) else None
    is_point = isinstance(geometry, dict) and geometry.get("type") == "Point"
    if not is_point or not isinstance(position, list) or len(position) < 2:
        return {"mistake": "expected a Point with lon and lat: give the place's middle"}
    cells = (
        {k: v for k, v in properties.items() if k in COLUMNS}
        if isinstance(properties, dict)
        else {}
    )
    alternates = cells.get("alternates")
    if isinstance(alternates, list):
        cells["alternates"] = ";".join(map(str, alternates))
    return {**cells, "lon": position[0], "lat": position[1]}


def _row(cells: dict[str, Any], file_name: str) -> Row:
    """Make a row of a line's cells; a ValueError says what is wrong with them."""
    if "mistake" in cells:
        raise ValueError(cells["mistake"])
    told = {key: str(value or "").strip() for key, value in cells.items()}
    name = told.get("name", "")
    if not slug(name) or len(name) > 200:
        _refuse("name", f"expected up to 200 characters with a letter, found {name[:40]!r}")
    lon, lat = _degrees(cells, "lon", 180), _degrees(cells, "lat", 90)
    country_code = told.get("country_code", "").upper()
    if country_code and country_code not in _countries():
        _refuse("country_code", f"expected two letters, such as IQ, found {country_code[:20]!r}")
    feature_code = told.get("feature_code", "").upper() or "PPL"
    if feature_code not in _classes():
        _refuse(
            "feature_code", f"expected one of GeoNames, such as PPL, found {feature_code[:20]!r}"
        )
    alternates = (part.strip() for part in told.get("alternates", "").split(";"))
    return Row(
        place_id=f"dl:own-{slug(name)}-{_degree(lon)}-{_degree(lat)}",
        name=name,
        lon=lon,
        lat=lat,
        feature_class=_classes()[feature_code],
        feature_code=feature_code,
        country_code=country_code,
        source=f"your places ({file_name})",
        # Not as "alternate", which is dropped for a name that is a word.
        names=tuple((other, "preferred") for other in alternates if slug(other)),
        fame=_FAME,
    )


def _degrees(cells: dict[str, Any], column: str, limit: int) -> float:
    told = cells.get(column)
    try:
        value = float(str(told).strip())
    except ValueError:
        value = math.nan
    if not -limit <= value <= limit or isinstance(told, bool):
        hint = " (are lon and lat swapped?)" if column == "lat" and abs(value) <= 180 else ""
        _refuse(
            column, f"expected degrees between -{limit} and {limit}, found {str(told)[:20]!r}{hint}"
        )
    return value


def _degree(value: float) -> str:
    """Return hundredths of a degree as an id may hold them: 43.352 is `4335`, -0.5 `m50`."""
    hundredths = round(value * 100)
    return f"m{-hundredths}" if hundredths < 0 else str(hundredths)


def _refuse(where: str, problem: str) -> NoReturn:
    msg = f"{where}: {problem}"
    raise ValueError(msg)


@cache
def _classes() -> dict[str, str]:
    return {row["feature_code"]: row["feature_class"] for row in read_rows("feature_codes.csv")}


@cache
def _countries() -> frozenset[str]:
    return frozenset(row["country_code"] for row in read_rows("countries.csv"))
