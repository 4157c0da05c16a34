"""Quarters and suburbs that the words put in a city: a far namesake is not meant."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from geo.model import Match, Place, Toponym
from geo.names import fold

__all__ = ["leave_out_far_namesakes", "rough_km"]

_KIND = (
    r"(?P<kind>district|neighbou?rhood|suburb|quarter|borough|arrondissement|ward|section|area|"
    r"municipality|commune)"
)
_LONGEST_KIND = 20
_WORDS = r"(?:[a-z][\w-]*\s+){0,3}"
# "The Brussels district of Molenbeek", "the Linwood suburb of Christchurch".
_OF = re.compile(rf"^\s+{_WORDS}{_KIND}\s+of\s+$")
# "Linwood, a suburb of Christchurch", "Linwood is a suburb of Christchurch".
_IS_OF = re.compile(
    rf"^(?:,|\s+is|\s+was)\s+(?:an?|the|one\s+of\s+the)\s+{_WORDS}{_KIND}s?\s+(?:of|in)\s+$"
)
# "Istanbul's Ortakoy district", "Molenbeek, a Brussels district".
_OWNED = re.compile(rf"^['\u2019]s\s+{_WORDS}$")
_IS = re.compile(rf"^,\s+(?:an?|the)\s+{_WORDS}$")
_KIND_AFTER = re.compile(rf"^\s+{_KIND}\b")
# People a square kilometre of a city; how far beyond its circle quarters and suburbs lie, in km.
_DENSITY = 4000.0
_QUARTERS_KM, _SUBURBS_KM = 10.0, 30.0
# A city has suburbs, and is what its name stands for: not a village in the province of its name.
_CITY = 100_000
_SHARE = 0.3


def leave_out_far_namesakes(
    text: str, toponyms: Sequence[Toponym], matches: Mapping[int, tuple[Match, ...]]
) -> dict[int, tuple[Match, ...]]:
    """
    Keep of the candidates of a quarter those that lie in its city.

    Parameters
    ----------
    text
        The article.
    toponyms
        Of this text.
    matches
        Candidates by the index of their toponym.

    Returns
    -------
    matches
        Without namesakes elsewhere, also where the name stands alone; without
        any candidate when the gazetteer lacks the quarter.
    """
    cities: dict[str, tuple[tuple[Place, ...], float]] = {}
    for i, kind, is_told_first in _quarters(text, toponyms):
        pair = [_cities(matches.get(k, ())) for k in (i, i + 1)]
        is_larger = _people(pair[0]) > _people(pair[1])
        is_first = is_larger if is_told_first is None else is_told_first
        inner, city = (i + 1, pair[0]) if is_first else (i, pair[1])
        if city:
            beyond = _SUBURBS_KM if kind == "suburb" else _QUARTERS_KM
            cities[fold(toponyms[inner].name)] = city, beyond
    if not cities:
        return dict(matches)
    return {
        i: tuple(
            m for m in found if _is_near(m.place, *cities.get(fold(toponyms[i].name), ((), 0)))
        )
        for i, found in matches.items()
    }


def _quarters(text: str, toponyms: Sequence[Toponym]) -> Iterator[tuple[int, str, bool | None]]:
    """
    Yield names of which the words say that one is a quarter of the next, or the next of it.

    With the kind of quarter, and whether the city is named first: None where the
    words do not tell.
    """
    for i, (left, right) in enumerate(pairwise(toponyms)):
        between, after = text[left.end : right.start], text[right.end : right.end + _LONGEST_KIND]
        kind_after = _KIND_AFTER.match(after)
        if found := _IS_OF.match(between):
            yield i, found["kind"], False
        elif found := _OF.match(between):
            yield i, found["kind"], None
        elif kind_after and _OWNED.match(between):
            yield i, kind_after["kind"], True
        elif kind_after and _IS.match(between):
            yield i, kind_after["kind"], False


def _cities(matches: Sequence[Match]) -> tuple[Place, ...]:
    """Return the great cities of a name, none where a region of that name is far greater."""
    towns = [m.place for m in matches if m.place.feature_class == "P"]
    most = max((m.place.population for m in matches), default=0)
    return tuple(t for t in towns if t.population >= max(_CITY, _SHARE * most))


def _people(cities: Sequence[Place]) -> int:
    return max((city.population for city in cities), default=0)


def _is_near(place: Place, cities: Sequence[Place], beyond_km: float) -> bool:
    """Tell whether a place lies in or around one of the cities, or none is known."""
    return not cities or any(
        rough_km(place, city) <= math.sqrt(city.population / _DENSITY / math.pi) + beyond_km
        for city in cities
    )


def rough_km(a: Place, b: Place) -> float:
    """Return a distance good enough below a few hundred kilometres."""
    x = math.radians(b.lon - a.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 6371.0088 * math.hypot(x, math.radians(b.lat - a.lat))
