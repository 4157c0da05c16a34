"""Resolve names that the gazetteer lacks with what services answered; nothing is asked here."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, cast

from geo.gazetteer.lookup import Gazetteer
from geo.geocoding.setup import PREFIX
from geo.geoparsing.resolve import resolve
from geo.language import Doc
from geo.model import Match, Place, Resolution
from geo.names import fold

# Folded name and country to entries, a service's first one first.
Answers = Mapping[tuple[str, str], Sequence[Place]]

# What an answer is worth beside an entry of the gazetteer. Of names that the gazetteer has and
# that were hidden from it, a service without mistakes of its own would place 87 in 100 right
# (`benchmarks/geocoding.py`; 95 %: 82 to 91).
TRUST = 0.8
_NAME_KIND = "geocoded"


def is_missing(resolution: Resolution) -> bool:
    """
    Tell whether a name was sought as a place and nothing in the gazetteer goes by it.

    Parameters
    ----------
    resolution
        Of any toponym.

    Returns
    -------
    missing
        False for demonyms, metonyms and parts of names, and once a service's
        answers were looked at.
    """
    is_place = resolution.toponym.role == "place"
    return is_place and resolution.place is None and not resolution.candidates


def context_countries(
    resolutions: Sequence[Resolution], home: str = "", *, limit: int = 2
) -> tuple[str, ...]:
    """
    Name the countries that an article is about.

    Parameters
    ----------
    resolutions
        Of its toponyms, demonyms among them.
    home
        Of its source, as for `geo.geoparsing.resolve.resolve`; counts when nothing else does.
    limit
        At most so many.

    Returns
    -------
    country_codes
        The most named first; empty when nothing tells.
    """
    named: Counter[str] = Counter()
    for resolution in resolutions:
        place = resolution.place
        if place is None and resolution.toponym.role == "demonym" and resolution.candidates:
            place = resolution.candidates[0].place
        if place is not None and place.country_code and not place.place_id.startswith(PREFIX):
            named[place.country_code] += 1
    code = home.partition(".")[0].upper()
    if not named and len(code) == 2:
        named[code] += 1
    ordered = sorted(named, key=lambda country: (-named[country], country))
    return tuple(ordered[:limit])


def resolve_missing(
    doc: Doc | str,
    resolutions: Sequence[Resolution],
    gazetteer: Gazetteer,
    answers: Answers,
    *,
    home: str = "",
    countries: int = 2,
) -> tuple[Resolution, ...]:
    """
    Decide about the names that the gazetteer lacks, with answers as candidates.

    Whatever a service said, no other name of the article is decided differently.

    Parameters
    ----------
    doc
        The article, as for `geo.geoparsing.resolve.resolve`.
    resolutions
        Of all its toponyms, decided without any answer.
    gazetteer
        As for them.
    answers
        Of services; those for other countries than the article's are not looked at.
    home
        As for them.
    countries
        How many countries an article is about at most.

    Returns
    -------
    resolutions
        In the same order. A geocoded one has `TRUST` times the confidence that an
        entry of the gazetteer would have, and its entry names the service.
    """
    found = _matches(resolutions, answers, home, countries)
    if not found:
        return tuple(resolutions)
    toponyms = [resolution.toponym for resolution in resolutions]
    wider = cast("Gazetteer", _Wider(gazetteer, found))
    again = resolve(doc, toponyms, wider, home=home)
    return tuple(
        _tempered(new) if is_missing(old) and new.candidates else old
        for old, new in zip(resolutions, again, strict=True)
    )


def _matches(
    resolutions: Sequence[Resolution], answers: Answers, home: str, countries: int
) -> dict[str, tuple[Match, ...]]:
    missing = {fold(r.toponym.name): r.toponym.name for r in resolutions if is_missing(r)}
    if not missing or not answers:
        return {}
    codes = context_countries(resolutions, home, limit=countries)
    found = {
        name: tuple(
            Match(place, place.name, _NAME_KIND)
            for code in codes
            for place in answers.get((fold(name), code), ())
        )
        for name in missing.values()
    }
    return {name: matches for name, matches in found.items() if matches}


class _Wider:
    """A gazetteer that knows some more names, of which it knew none before."""

    def __init__(self, gazetteer: Gazetteer, found: Mapping[str, tuple[Match, ...]]) -> None:
        self._gazetteer, self._found = gazetteer, found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gazetteer, name)

    def lookup(self, name: str) -> tuple[Match, ...]:
        return self._gazetteer.lookup(name) or self._found.get(name, ())


def _tempered(resolution: Resolution) -> Resolution:
    candidates = tuple(
        dataclasses.replace(candidate, score=round(candidate.score * TRUST, 4))
        for candidate in resolution.candidates
    )
    confidence = round(resolution.confidence * TRUST, 4)
    source = candidates[0].place.source
    note = f"not in the gazetteer; {source}; {resolution.note}"
    return dataclasses.replace(resolution, candidates=candidates, confidence=confidence, note=note)
