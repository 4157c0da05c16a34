"""Little-known entries abroad that only bear the name of a village which the gazetteer lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from geo.model import Place, Resolution
from geo.names import fold

__all__ = ["without_strangers"]

# Inhabitants from which a town is known abroad by its own name, and by another.
_KNOWN, _KNOWN_OTHERWISE = 15_000, 100_000
# So many other places of one country make it the one that an article speaks of.
_AT_HOME = 2


def without_strangers(resolutions: Sequence[Resolution]) -> tuple[Resolution, ...]:
    """
    Take the places away that cannot locate an event of their article.

    Parameters
    ----------
    resolutions
        Of all toponyms of one article.

    Returns
    -------
    resolutions
        The same, in order. A small town has no place any more where the
        article speaks of another country, and names its country nowhere:
        Tiushka in Russia for the Tushka of a storm in Oklahoma. What happened
        there is put in the region around it instead.
    """
    named: Counter[str] = Counter()
    for _, code in {(r.toponym.name, code) for r in resolutions for code in _codes(r)}:
        named[code] += 1
    if not named or max(named.values()) < _AT_HOME:
        return tuple(resolutions)
    return tuple(
        _unplaced(resolution) if _is_stranger(resolution, named) else resolution
        for resolution in resolutions
    )


def _codes(resolution: Resolution) -> tuple[str, ...]:
    if resolution.place is not None:
        return (resolution.place.country_code,)
    is_demonym = resolution.toponym.role == "demonym"
    return tuple(c.place.country_code for c in resolution.candidates) if is_demonym else ()


def _is_stranger(resolution: Resolution, named: Counter[str]) -> bool:
    place, name = resolution.place, resolution.toponym.name
    if place is None or place.feature_class != "P" or named[place.country_code] > 1:
        return False
    return place.population < (_KNOWN if _is_own_name(place, name) else _KNOWN_OTHERWISE)


def _is_own_name(place: Place, name: str) -> bool:
    return fold(place.name) == fold(name)


def _unplaced(resolution: Resolution) -> Resolution:
    place = resolution.place
    country = place.country_code if place is not None else ""
    note = f"a namesake in {country}, of which the text says nothing; {resolution.note}"
    return resolution.left_open(note)
