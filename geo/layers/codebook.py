"""The published columns and codes, and how one record fills them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from geo.model import Candidate, LonLat, Resolution

Kind = Literal["text", "int", "number", "date"]
Value = str | int | float | date | None
Row = dict[str, Value]

# Lists are published as text; a semicolon inside an item would split it.
LIST_SEPARATOR = ";"
# From this `where_prec` on, the point of an event only says where to write its label.
FIRST_IMPRECISE = 3
# What is told beside a place ("near", "20 km south of"), not at or inside it.
BESIDE = frozenset({"near", "outside", "offset", "direction", "between", "along"})
# Kilometres by which the point of what lies beside a place may be off: "near" a town of up to
# 300,000 people stays below, and beyond another town is as near.
MOST_POSITION_KM = 10.0
MAX_ALTERNATIVES = 5
DECIMALS = {"distance_km": 2, "bearing_deg": 1, "radius_km": 2, "geo_confidence": 3}


class Column(NamedTuple):
    """A published column: its name and the kind of its values."""

    name: str
    kind: Kind


def _columns(**names_by_kind: str) -> dict[str, Kind]:
    return {name: kind for kind, names in names_by_kind.items() for name in names.split()}  # type: ignore[misc]


_KINDS = _columns(
    int=(
        "date_prec geonameid where_prec killed_low killed_best killed_high injured_low"
        " injured_best injured_high affected_low affected_best affected_high n_reports"
        " n_sources char_start char_end population n_mentions n_located n_articles line"
        " n_chars n_toponyms n_resolved place_start place_end quote_start trigger_start"
        " trigger_end"
    ),
    number="distance_km bearing_deg radius_km geo_confidence lon lat",
    date="date_start date_end published reviewed",
)


def columns(names: str) -> tuple[Column, ...]:
    """
    Give columns their kinds; a name without a row of its own is text.

    Parameters
    ----------
    names
        Separated by white space, in the order of publication.

    Returns
    -------
    columns
        In that order.

    Examples
    --------
    >>> columns("event_id n_reports")
    (Column(name='event_id', kind='text'), Column(name='n_reports', kind='int'))
    """
    return tuple(Column(name, _KINDS.get(name, "text")) for name in names.split())


# The contract: this order, these names. Additions follow after `articles`.
CONTRACT = columns(
    "event_id event_type sub_event_type status date_start date_end date_text date_prec"
    " actor1 actor1_role actor2 actor2_role place_text place_name geonameid feature_code"
    " country_code admin1_name admin2_name relation distance_km bearing_deg radius_km"
    " where_prec geo_confidence alternatives killed_low killed_best killed_high"
    " injured_low injured_best injured_high affected_low affected_best affected_high"
    " affected_kind casualties quote n_reports n_sources articles"
)
# What analysts changed, the day they last did, and what they say to it.
_REVIEW = columns("edited reviewed comment")
EVENT_COLUMNS = CONTRACT + columns("place_id point_kind title source url published rule") + _REVIEW
AREA_COLUMNS = columns(
    "event_id event_type sub_event_type status date_start date_end date_prec actor1 actor2"
    " place_text place_name geonameid feature_code country_code admin1_name relation"
    " distance_km bearing_deg radius_km where_prec geo_confidence killed_best injured_best"
    " quote n_reports n_sources point_kind"
)
PLACE_COLUMNS = columns(
    "place_id geonameid name names feature_code country_code admin1_name admin2_name"
    " population n_mentions n_located n_articles articles roles geo_confidence article_id"
    " title source url published char_start char_end quote gazetteer"
)
TOPONYM_COLUMNS = columns(
    "article_id title source url published char_start char_end name role hint place_id"
    " geonameid place_name feature_code country_code admin1_name lon lat geo_confidence"
    " alternatives reason quote rule"
)
REPORT_COLUMNS = (
    columns("report_id event_id article_id title source url published char_start char_end")
    + tuple(
        column
        for column in CONTRACT
        if column.name not in {"event_id", "n_reports", "n_sources", "articles"}
    )
    + columns("place_id place_start place_end trigger trigger_start trigger_end lon lat rule")
    + _REVIEW
)
ARTICLE_COLUMNS = columns(
    "article_id state reason path line title source url published published_basis n_chars"
    " n_toponyms n_resolved n_reports sha256"
)

SUB_EVENT_TYPES: dict[str, tuple[str, ...]] = {
    "battle": ("armed_clash", "advance", "territory_taken", "territory_lost", "withdrawal"),
    "explosion": ("air_strike", "shelling", "suicide_bombing", "bombing", "drone_strike"),
    "civilian_violence": ("attack", "execution", "abduction", "sexual_violence"),
    "strategic": (
        "deployment",
        "agreement",
        "arrest",
        "curfew",
        "seizure",
        "visit",
        "other",
    ),
    "protest": ("peaceful", "riot"),
    "displacement": ("flight", "evacuation", "return"),
    "aid": ("delivery", "blocked"),
    "hazard": ("earthquake", "flood", "storm", "fire", "epidemic", "drought", "other"),
    "accident": ("crash", "blast", "collapse", "other"),
}
STATUSES = ("occurred", "claimed", "denied", "planned", "hypothetical")
ROLES = ("initiator", "target", "party", "victim", "reporter")
RELATIONS = (
    "at",
    "near",
    "outside",
    "in_part",
    "offset",
    "direction",
    "between",
    "along",
    "within",
)
POINT_KINDS = ("position", "label")
AFFECTED_KINDS = ("displaced", "evacuated", "infected", "detained", "abducted", "missing")


def point_kind(where_prec: int, relation: str, radius_km: float) -> str:
    """
    Tell whether a point is where something happened.

    Parameters
    ----------
    where_prec, relation
        Codes.
    radius_km
        Of the circle that holds the true location.

    Returns
    -------
    kind
        `label` when the point only says where to write: from `FIRST_IMPRECISE`
        on, and for what lies beside a place but may be farther from the point
        than `MOST_POSITION_KM`. A place's own extent does not count: what
        happens at a large city has the city's position.

    Examples
    --------
    >>> point_kind(1, "at", 35.0), point_kind(2, "near", 6.0), point_kind(2, "direction", 46.9)
    ('position', 'position', 'label')
    """
    is_vague = relation in BESIDE and radius_km > MOST_POSITION_KM
    return "label" if is_vague or where_prec >= FIRST_IMPRECISE else "position"


def join_list(items: Iterable[str]) -> str:
    """
    Write a list as text: items joined by `;`, a `;` inside an item as `%3B`.

    Parameters
    ----------
    items
        In the order to publish them.

    Returns
    -------
    text
        Empty for an empty list.

    Examples
    --------
    >>> join_list(["a1", "b;2"])
    'a1;b%3B2'
    """
    listed = list(items)
    text = LIST_SEPARATOR.join(listed)
    # Hardly an item holds one.
    if text.count(LIST_SEPARATOR) < len(listed):
        return text
    return LIST_SEPARATOR.join([item.replace(LIST_SEPARATOR, "%3B") for item in listed])


def alternatives_text(resolution: Resolution) -> str:
    """
    List the runners-up as `name,admin1,country,geonameid,score`, joined by `;`.

    Parameters
    ----------
    resolution
        Its candidates are best first; the chosen one is left out.

    Returns
    -------
    text
        At most `MAX_ALTERNATIVES` entries; commas inside names become spaces,
        so that each entry has five fields.
    """
    chosen = resolution.place.place_id if resolution.place else None
    others = [c for c in resolution.candidates if c.place.place_id != chosen]
    return join_list(_alternative(candidate) for candidate in others[:MAX_ALTERNATIVES])


def _alternative(candidate: Candidate) -> str:
    place = candidate.place
    number = "" if place.geonameid is None else place.geonameid
    names = f"{_plain(place.name)},{_plain(place.admin1_name)},{_plain(place.country_code)}"
    return f"{names},{number},{candidate.score:.3f}"


# News names the same few places again and again.
@lru_cache(maxsize=1 << 14)
def _plain(name: str) -> str:
    return " ".join(name.replace(",", " ").split())


def json_value(value: Value) -> str | int | float | None:
    """
    Make a column's value JSON-able: dates become `YYYY-MM-DD`.

    Parameters
    ----------
    value
        From a row.

    Returns
    -------
    value
        As it was, but for dates.
    """
    return value.isoformat() if isinstance(value, date) else value


def rounded_point(point: LonLat) -> LonLat:
    """
    Round a position to the six decimals (about 10 cm) that are published.

    Parameters
    ----------
    point
        Degrees, WGS 84.

    Returns
    -------
    point
        A negative zero becomes zero.
    """
    return LonLat(round(point.lon, 6) + 0.0, round(point.lat, 6) + 0.0)


def missing_as_none(value: Value) -> Value:
    """
    Publish an empty text as a missing value.

    Parameters
    ----------
    value
        Of any kind.

    Returns
    -------
    value
        None for the empty string.
    """
    return None if value == "" else value


def rounded(name: str, value: float | None) -> float | None:
    """
    Round a number to the decimals that its column is published with.

    Parameters
    ----------
    name
        The column.
    value
        In the column's unit.

    Returns
    -------
    value
        None stays None.
    """
    return None if value is None else round(value, DECIMALS[name]) + 0.0
