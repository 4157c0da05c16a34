"""Learn where a source is at home: a local paper's Springfield is the one in its own county."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from geo.gazetteer.lookup import Gazetteer
from geo.geoparsing.candidate_features import haversine_km
from geo.geoparsing.candidate_table import Table, build_table
from geo.geoparsing.candidates import Home
from geo.geoparsing.grouping import group_toponyms
from geo.geoparsing.ranker import load_ranker, softmax
from geo.model import Place, Toponym
from geo.resources import read_rows

__all__ = ["home_of_region", "home_of_url", "learn_home"]

# Country-code domains that the world uses for other things.
_GENERIC_DOMAINS = frozenset(
    [
        "ai",
        "am",
        "bz",
        "cc",
        "cd",
        "co",
        "dj",
        "fm",
        "gg",
        "io",
        "la",
        "ly",
        "me",
        "nu",
        "sh",
        "tk",
        "to",
        "tv",
        "vc",
        "ws",
    ]
)
# Fewer articles say little about where a paper is at home.
LEAST_ARTICLES = 3
# A home's circulation area, km.
_REACH_KM = 60.0
# The next best home must be farther than this to compete, km.
_APART_KM = 250.0
# Share of articles that must speak for the home, and how much more than for another one.
_LEAST_SHARE = 0.3
_LEAST_LEAD = 1.25
_MOST_CENTRES = 500
# Below 1, keeps small towns in the race: a paper's own may be one.
_FLATTEN = 0.35
_LEAST_VOTE = 0.03
# What a place outside the source's known country is worth.
_ABROAD = 0.05
# What naming a division or country says for each place in it, beside a town at the place itself.
_REGION_PULLS = ((1, 0.5), (0, 0.2))
# A name in more articles than this squared counts no more: it may be elsewhere in all of them.
_MOST_OFTEN = 1.6

Array = NDArray[np.float64]


def home_of_url(url: str) -> str:
    """
    Return the country of a web address or domain, by its ending.

    Parameters
    ----------
    url
        An address or a bare domain.

    Returns
    -------
    home
        A country code, or empty for endings that belong to no country.

    Examples
    --------
    >>> home_of_url("https://www.bbc.co.uk/news"), home_of_url("dailystar.com.lb")
    ('GB', 'LB')
    >>> home_of_url("thetowntalk.com"), home_of_url("")
    ('', '')
    """
    host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    ending = host.rpartition(".")[2]
    if len(ending) != 2 or not ending.isalpha() or ending in _GENERIC_DOMAINS:
        return ""
    return "GB" if ending == "uk" else ending.upper()


def home_of_region(code: str) -> str:
    """
    Turn an ISO 3166 code into a home for `geo.geoparsing.resolve.resolve`.

    Parameters
    ----------
    code
        Of a country (`IQ`) or a first-order division (`US-TX`).

    Returns
    -------
    home
        A country code, or one with a GeoNames division code behind it; only
        the country for a division that the gazetteer does not have.

    Examples
    --------
    >>> home_of_region("US-TX"), home_of_region("IQ-NI"), home_of_region("IQ")
    ('US.TX', 'IQ.15', 'IQ')
    """
    return _divisions_by_iso().get(code.upper(), code.partition("-")[0].upper())


@cache
def _divisions_by_iso() -> dict[str, str]:
    return {
        row["iso_3166_2"]: f"{row['country_code']}.{row['admin1_code']}"
        for row in read_rows("admin1.csv")
        if row["iso_3166_2"] and row["feature_code"] == "ADM1"
    }


def learn_home(
    articles: Sequence[tuple[str, Sequence[Toponym]]],
    gazetteer: Gazetteer,
    *,
    country_code: str = "",
) -> str:
    """
    Find the place around which the toponyms of a source's articles gather.

    Parameters
    ----------
    articles
        Text and toponyms of each; no resolutions are needed.
    gazetteer
        Where candidates come from.
    country_code
        Where the source is published, if known; places elsewhere then count less.

    Returns
    -------
    home
        A place id for `resolve`; empty when the articles are fewer than
        `LEAST_ARTICLES` or speak for no place in particular.
    """
    if len(articles) < LEAST_ARTICLES:
        return ""
    tables = []
    for text, toponyms in articles:
        groups = group_toponyms(text, toponyms, gazetteer)
        if groups:
            tables.append(build_table(groups, (), Home()))
    if not tables:
        return ""
    return _densest(tables, len(articles), country_code)


def _densest(tables: Sequence[Table], count: int, country_code: str) -> str:
    rows = _votes(tables, country_code)
    if not rows.places:
        return ""
    weight = np.minimum(np.sqrt(rows.often), _MOST_OFTEN)
    centres = np.argsort(-rows.vote * weight[rows.name], kind="stable")[:_MOST_CENTRES]
    km = haversine_km(
        rows.lon[centres][:, None], rows.lat[centres][:, None], rows.lon[None], rows.lat[None]
    )
    pull = rows.vote[None] * np.exp(-((km / _REACH_KM) ** 2) / 2)
    support = np.array([rows.region_pull(int(centre)) for centre in centres])
    # A name counts by its best candidate there, and less the more often it comes again:
    # many small names speak louder than one great one.
    for name in range(len(rows.often)):
        best_of_name = pull[:, rows.name == name].max(axis=1, initial=0.0)
        support += best_of_name * weight[name]
    best = int(np.argmax(support))
    apart = km[best][centres] > _APART_KM
    rival = float(support[apart].max()) if apart.any() else 0.0
    if support[best] < _LEAST_SHARE * count or support[best] < _LEAST_LEAD * rival:
        return ""
    return rows.places[int(centres[best])].place_id


@dataclass(frozen=True)
class _Votes:
    """Candidates of all names of a source, in columns; `often` counts articles by name."""

    lon: Array
    lat: Array
    vote: Array
    name: NDArray[np.int64]
    often: list[int]
    places: list[Place]
    regions: dict[tuple[int, str, str], float]

    def region_pull(self, row: int) -> float:
        """Return what the divisions and countries named say for a place in them."""
        place = self.places[row]
        keys = ((1, place.country_code, place.admin1_code), (0, place.country_code, ""))
        pulls = dict(_REGION_PULLS)
        return sum(pulls[key[0]] * self.regions.get(key, 0.0) for key in keys)


def _votes(tables: Sequence[Table], country_code: str) -> _Votes:
    alone = load_ranker().alone
    number: dict[str, int] = {}
    often: list[int] = []
    best: dict[tuple[int, str], tuple[float, float, float, Place]] = {}
    regions: dict[tuple[int, str, str], float] = {}
    for table in tables:
        belief = softmax(table, table.fixed @ alone)
        matches = [match for group in table.groups for match in group.matches]
        names = [number.setdefault(group.name, len(number)) for group in table.groups]
        often += [0] * (len(number) - len(often))
        for name in sorted(set(names)):
            often[name] += 1
        for k in np.flatnonzero(table.level < 2):
            place, level = matches[k].place, int(table.level[k])
            region = (level, place.country_code, place.admin1_code if level else "")
            regions[region] = regions.get(region, 0.0) + float(belief[k])
        for k in np.flatnonzero(table.is_point & (belief**_FLATTEN > _LEAST_VOTE)):
            place = matches[k].place
            abroad = country_code and place.country_code != country_code
            vote = float(belief[k]) ** _FLATTEN * (_ABROAD if abroad else 1.0)
            key = (names[table.group[k]], place.place_id)
            if key not in best or best[key][0] < vote:
                best[key] = (vote, float(table.lon[k]), float(table.lat[k]), place)
    columns = np.array([row[:3] for row in best.values()], dtype=float).reshape(-1, 3)
    return _Votes(
        columns[:, 1],
        columns[:, 2],
        columns[:, 0],
        np.array([name for name, _ in best], dtype=np.int64),
        often,
        [row[3] for row in best.values()],
        # Square roots here too: what every article names may be anywhere.
        {region: total**0.5 for region, total in regions.items()},
    )
