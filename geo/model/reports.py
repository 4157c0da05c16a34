"""What articles report: when, where, who was hit; an incident is what several tell alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shapely.geometry.base import BaseGeometry

from geo.edits import Review
from geo.model.articles import Span
from geo.model.places import LonLat, Resolution, Toponym


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
