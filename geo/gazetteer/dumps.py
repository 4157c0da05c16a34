"""Read country dumps of GeoNames: `IQ.zip`, which holds `IQ.txt`, 19 columns parted by tabs."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from geo.errors import InputError
from geo.gazetteer.compiling import name_hash
from geo.gazetteer.sources import Row, shown_name, written_names
from geo.resources import read_rows

# The largest country, the United States, is 70 MB and 330 MB unpacked.
MAX_ZIP_BYTES = 200_000_000
_MAX_TEXT_BYTES = 1_500_000_000
# The longest column, of alternate names, has 10,000 characters.
_MAX_LINE_CHARS = 100_000
_N_COLUMNS = 19
# Of creeks, hills and camps in a dump hardly one is ever in the news: they come after
# the hamlets of the same name, not before them as the rivers of whole continents do.
_FAME = {"H": -3.0, "T": -3.0, "L": -3.0, "S": -2.0}
_FILE_NAME = re.compile(r"[A-Z]{2}\.zip")


def is_dump_name(name: str) -> bool:
    """
    Tell whether a file is named as the dump of a country.

    >>> is_dump_name("IQ.zip"), is_dump_name("iraq.zip")
    (True, False)
    """
    return _FILE_NAME.fullmatch(name) is not None


def read_dump(path: Path, country_code: str) -> Iterator[Row]:
    """
    Yield the places of a country dump.

    Taken are the feature codes that `data/feature_codes.csv` marks with "dump":
    settlements, divisions, waters, heights, areas, and of buildings those that
    news names (airports, camps, dams, hospitals, bridges, prisons).

    Parameters
    ----------
    path
        A zip file, whatever it is called.
    country_code
        ISO 3166-1 alpha-2, in capitals: of the member to read, and of its rows.

    Yields
    ------
    row
        In file order; `source` tells the country and the day the dump was made.

    Raises
    ------
    InputError
        In one line: the file is broken or cut off, a row has other columns,
        is not UTF-8, has the id of another place, or is of another country. Rows that were
        yielded until then are to be thrown away.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            member = _member(packed, path, country_code)
            source = "GeoNames {}.zip of {:04}-{:02}-{:02}".format(
                country_code, *member.date_time[:3]
            )
            with packed.open(member) as raw, io.TextIOWrapper(raw, "utf-8", newline="\n") as text:
                yield from _rows(text, path, country_code, source)
    # RuntimeError: encrypted; NotImplementedError: packed by an unusual method.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        msg = f"{path.name} is no whole zip file ({error}). Fetch it again: gazetteer add."
        raise InputError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{path.name} is not in UTF-8 ({error.reason}): it is no dump of GeoNames."
        raise InputError(msg) from error
    except OSError as error:
        msg = f"Cannot read {path}: {error.strerror or error}."
        raise InputError(msg) from error


def _member(packed: zipfile.ZipFile, path: Path, country_code: str) -> zipfile.ZipInfo:
    name = f"{country_code}.txt"
    if name not in packed.namelist():
        found = ", ".join(packed.namelist()[:3]) or "nothing"
        msg = f"Expected {name} in {path.name}, found {found}: it is no dump of {country_code}."
        raise InputError(msg)
    member = packed.getinfo(name)
    if member.file_size > _MAX_TEXT_BYTES:
        msg = f"{name} in {path.name} has {member.file_size:,} bytes: no country has so many."
        raise InputError(msg)
    return member


def _rows(text: io.TextIOWrapper, path: Path, country_code: str, source: str) -> Iterator[Row]:
    taken = _taken()
    seen: dict[int, int] = {}
    for number, line in enumerate(iter(lambda: text.readline(_MAX_LINE_CHARS), ""), 1):
        cells = line.rstrip("\r\n").split("\t")
        try:
            row = _row(cells, country_code, source)
            _check_repeated(cells, seen)
        except ValueError as error:
            msg = f"{path.name}, line {number}: {error}. It is no whole dump of {country_code}."
            raise InputError(msg) from error
        if taken.get(row.feature_code) == row.feature_class:
            yield row
    if not seen:
        msg = f"{path.name} holds no place."
        raise InputError(msg)


def _check_repeated(cells: list[str], seen: dict[int, int]) -> None:
    """Raise a ValueError when an id is that of a place of another name, read before."""
    # One place twice is common: its rows are merged. Hashes, for a dump may have millions.
    if seen.setdefault(int(cells[0]), name_hash(cells[1])) != name_hash(cells[1]):
        msg = f"id {cells[0]} is of {cells[1][:40]!r} here, of another place above"
        raise ValueError(msg)


def _row(cells: list[str], country_code: str, source: str) -> Row:
    """Make a row of a line's cells; a ValueError says what is wrong with them."""
    if len(cells) != _N_COLUMNS:
        msg = f"expected {_N_COLUMNS} columns, found {len(cells)}"
        raise ValueError(msg)
    geonameid, name, _, alternates, lat, lon, feature_class, feature_code, country = cells[:9]
    if not (geonameid.isascii() and geonameid.isdigit() and len(geonameid) < 12):
        msg = f"expected a number as id, found {geonameid[:20]!r}"
        raise ValueError(msg)
    if not name or country not in (country_code, ""):
        msg = f"expected a place of {country_code}, found {name[:40]!r} of {country[:20]!r}"
        raise ValueError(msg)
    position = float(lon), float(lat)
    # Comparisons with NaN are false.
    if not (-180 <= position[0] <= 180 and -90 <= position[1] <= 90):
        msg = f"expected degrees, found lat {lat[:20]}, lon {lon[:20]}"
        raise ValueError(msg)
    return Row(
        place_id=f"gn:{int(geonameid)}",
        name=shown_name(name, country_code),
        lon=position[0],
        lat=position[1],
        feature_class=feature_class,
        feature_code=feature_code,
        country_code=country_code,
        # GeoNames: 00 where the division is unknown.
        admin1_code=cells[10] if cells[10] != "00" else "",
        admin2_code=cells[11],
        population=max(0, int(cells[14] or 0)),
        source=source,
        names=((name, "preferred"), *written_names(alternates.split(","))),
        fame=_FAME.get(feature_class, 0.0),
    )


@cache
def _taken() -> dict[str, str]:
    rows = read_rows("feature_codes.csv")
    return {row["feature_code"]: row["feature_class"] for row in rows if row["taken"] == "dump"}
