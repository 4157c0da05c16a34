"""Toponyms as the layers publish them, kept so that the decisions behind them need not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Self, overload

from geo.articles.quotes import cut_quote, sentence_around
from geo.layers.codebook import alternatives_text, rounded, rounded_point
from geo.model import Analysis, Article, LonLat, Report, Resolution, Span


class Named(NamedTuple):
    """
    A toponym and its entry in plain values: what the layers `toponyms` and `places` are made of.

    Attributes
    ----------
    char_start, char_end, name, role, hint, rule
        Of the toponym.
    place_id, geonameid, place_name, feature_code, country_code, admin1_name, admin2_name
        Of its entry; None without one, and for a demonym, which is never a place.
    population, gazetteer, lon, lat, geo_confidence
        Likewise, as published.
    alternatives, reason
        Runners-up, and why it was decided so.
    quote
        The sentence, whatever may be shown of it.
    """

    char_start: int
    char_end: int
    name: str
    role: str
    hint: str
    place_id: str | None
    geonameid: int | None
    place_name: str | None
    feature_code: str | None
    country_code: str | None
    admin1_name: str | None
    admin2_name: str | None
    population: int | None
    gazetteer: str | None
    lon: float | None
    lat: float | None
    geo_confidence: float | None
    alternatives: str
    reason: str
    quote: str
    rule: str


class KeptResolutions(Sequence[Resolution]):
    """
    The resolutions of an article, read when somebody asks for them.

    Parameters
    ----------
    payload
        Of all of them.
    read
        Turns the payload into resolutions.
    named
        What the layers publish of them, ordered by position.
    digest
        Of all that these say.
    """

    def __init__(
        self,
        payload: bytes,
        read: Callable[[bytes], Sequence[Resolution]],
        named: Sequence[Named],
        digest: str,
    ) -> None:
        self._payload = payload
        self._read = read
        self._found: tuple[Resolution, ...] | None = None
        self.named = named
        self.digest = digest

    def __len__(self) -> int:
        return len(self.named)

    @overload
    def __getitem__(self, at: int) -> Resolution: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Resolution]: ...
    def __getitem__(self, at: int | slice) -> Resolution | Sequence[Resolution]:
        return self._all()[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def _all(self) -> tuple[Resolution, ...]:
        if self._found is None:
            self._found = tuple(self._read(self._payload))
        return self._found


class KeptReports(tuple[Report, ...]):  # noqa: SLOT001 - a tuple's subclass has no slots
    """
    The reports of an article as they are stored.

    What changes them makes a plain tuple, which has no digest.

    Parameters
    ----------
    reports
        In order.
    digest
        Of all that they say.
    """

    digest: str

    def __new__(cls, reports: Iterable[Report], digest: str = "") -> Self:
        """Make the tuple."""
        kept = super().__new__(cls, reports)
        kept.digest = digest
        return kept


def named_in(analysis: Analysis) -> Sequence[Named]:
    """
    Return the toponyms of an article as they are published.

    Parameters
    ----------
    analysis
        Of the article.

    Returns
    -------
    named
        By position; quotes are cut to what its source allows.
    """
    named = all_named(analysis)
    limit = analysis.article.quote_chars
    if limit is None:
        return named
    return [each._replace(quote=cut_quote(each.quote, limit)) for each in named]


def all_named(analysis: Analysis) -> Sequence[Named]:
    """
    Return the toponyms of an article for keeping: with whole quotes.

    Parameters
    ----------
    analysis
        Of the article.

    Returns
    -------
    named
        By position.
    """
    if isinstance(analysis.resolutions, KeptResolutions):
        return analysis.resolutions.named
    ordered = sorted(analysis.resolutions, key=lambda resolution: resolution.toponym.start)
    return [_named(analysis.article, resolution) for resolution in ordered]


def count_named(analysis: Analysis) -> tuple[int, int]:
    """
    Count the toponyms of an article; demonyms do not count.

    Parameters
    ----------
    analysis
        Of the article.

    Returns
    -------
    n_toponyms, n_resolved
        All, and those with a place.
    """
    places = [each.place_id for each in all_named(analysis) if each.role != "demonym"]
    return len(places), sum(place_id is not None for place_id in places)


def _named(article: Article, resolution: Resolution) -> Named:
    toponym = resolution.toponym
    place = resolution.place if toponym.role != "demonym" else None
    point = rounded_point(LonLat(place.lon, place.lat)) if place else None
    quote = sentence_around(article.text, Span(toponym.start, toponym.end))
    return Named(
        char_start=toponym.start,
        char_end=toponym.end,
        name=toponym.name,
        role=toponym.role,
        hint=toponym.hint,
        place_id=place.place_id if place else None,
        geonameid=place.geonameid if place else None,
        place_name=place.name if place else None,
        feature_code=place.feature_code if place else None,
        country_code=place.country_code if place else None,
        admin1_name=place.admin1_name if place else None,
        admin2_name=place.admin2_name if place else None,
        population=(place.population or None) if place else None,
        gazetteer=place.source if place else None,
        lon=point.lon if point else None,
        lat=point.lat if point else None,
        geo_confidence=rounded("geo_confidence", resolution.confidence if place else None),
        alternatives=alternatives_text(resolution),
        reason=resolution.note,
        quote=article.text[quote.start : quote.end],
        rule=toponym.rule,
    )
