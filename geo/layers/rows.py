"""One record to one published row: what each column says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from operator import itemgetter

from geo.edits import Review
from geo.layers.codebook import (
    CONTRACT,
    TOPONYM_COLUMNS,
    Row,
    Value,
    alternatives_text,
    join_list,
    missing_as_none,
    point_kind,
    rounded,
    rounded_point,
)
from geo.layers.named import Named, count_named, named_in
from geo.model import (
    Analysis,
    Article,
    Count,
    Incident,
    Place,
    Report,
)

_ARTICLE_COLUMNS = ("title", "source", "url", "published", "article_id")


def report_columns(report: Report) -> Row:
    """
    Fill the contract's columns from one report.

    Parameters
    ----------
    report
        Before merging.

    Returns
    -------
    row
        All columns of `CONTRACT` in order; what the report does not tell is
        None, and so is `event_id`, which only merging gives.
    """
    values = _report_values(report)
    return {column.name: missing_as_none(values[column.name]) for column in CONTRACT}


def event_row(incident: Incident, article: Article) -> Row:
    """
    Fill a row of the layer `events`.

    Parameters
    ----------
    incident
        One.
    article
        Of its first report: the one quoted.

    Returns
    -------
    row
        Columns `EVENT_COLUMNS`, and others; an empty text where nothing is told.
    """
    shown = incident.reports[0]
    return {
        **_incident_values(incident),
        "place_id": shown.resolution.place.place_id if shown.resolution.place else None,
        **_point_kind(shown),
        **shown_of(article),
        "rule": incident.rule,
        **_review(incident.review),
    }


def area_row(incident: Incident) -> Row:
    """
    Fill a row of the layer `areas`.

    Parameters
    ----------
    incident
        One.

    Returns
    -------
    row
        Columns `AREA_COLUMNS`, and others, as in `event_row`. `point_kind` is that
        of the same incident in `events`.
    """
    return {**_incident_values(incident), **_point_kind(incident.reports[0])}


def report_row(event_id: str, report: Report, article: Article) -> Row:
    """
    Fill a row of the layer `reports`.

    Parameters
    ----------
    event_id
        Of the incident that the report was merged into.
    report
        One.
    article
        The one it stands in.

    Returns
    -------
    row
        Columns `REPORT_COLUMNS`, and others, as in `event_row`; `char_start` and
        `char_end` are the quote's.
    """
    point, toponym = rounded_point(report.footprint.point), report.resolution.toponym
    return {
        **_report_values(report),
        "report_id": report.report_id,
        "event_id": event_id,
        "article_id": article.article_id,
        **shown_of(article),
        "char_start": report.quote_span.start,
        "char_end": report.quote_span.end,
        "place_id": report.resolution.place.place_id if report.resolution.place else None,
        "place_start": toponym.start,
        "place_end": toponym.end,
        "trigger": report.trigger,
        "trigger_start": report.trigger_span.start,
        "trigger_end": report.trigger_span.end,
        "lon": point.lon,
        "lat": point.lat,
        "rule": report.rule,
        **_review(report.review),
    }


def place_row(mentions: Sequence[tuple[Article, Named]]) -> Row:
    """
    Fill a row of the layer `places`.

    Parameters
    ----------
    mentions
        All mentions of one place, none of them a demonym.

    Returns
    -------
    row
        Columns `PLACE_COLUMNS`. `n_mentions` counts all mentions, `n_located`
        those in role `place`, and `roles` says how often each role occurs
        (`place:3;metonym:1`). `names` are the spellings, most frequent first;
        `geo_confidence` is the highest. The quote is the first mention's by
        day of publication, those in role `place` preferred.
    """
    # Most are named once or twice, and there are thousands of them: lists cost least.
    article, first = min(mentions, key=_earliest) if len(mentions) > 1 else mentions[0]
    roles = _counted([mention.role for _, mention in mentions])
    names = _counted([mention.name for _, mention in mentions])
    articles = sorted({naming.article_id for naming, _ in mentions})
    return {
        "place_id": first.place_id,
        "geonameid": first.geonameid,
        "name": first.place_name,
        "names": join_list(names),
        "feature_code": first.feature_code,
        "country_code": first.country_code,
        "admin1_name": first.admin1_name,
        "admin2_name": first.admin2_name,
        "population": first.population,
        "n_mentions": len(mentions),
        "n_located": roles.get("place", 0),
        "n_articles": len(articles),
        "articles": join_list(articles),
        "roles": join_list([f"{role}:{count}" for role, count in roles.items()]),
        "geo_confidence": max([mention.geo_confidence or 0.0 for _, mention in mentions]),
        "article_id": article.article_id,
        **shown_of(article),
        "char_start": first.char_start,
        "char_end": first.char_end,
        "quote": first.quote,
        "gazetteer": first.gazetteer,
    }


def toponym_rows(analyses: Iterable[Analysis]) -> Iterator[tuple[Value, ...]]:
    """
    Fill the rows of the layer `toponyms`.

    Parameters
    ----------
    analyses
        In the order to publish them.

    Yields
    ------
    row
        Values of `TOPONYM_COLUMNS` in order, by article and position. A demonym has
        neither entry nor position, whatever country it points to: it is never a place.
    """
    told = (*_ARTICLE_COLUMNS, *Named._fields)
    published = itemgetter(*(told.index(column.name) for column in TOPONYM_COLUMNS))
    for analysis in analyses:
        article = (*shown_of(analysis.article).values(), analysis.article.article_id)
        for named in named_in(analysis):
            yield published(article + named)


def article_row(analysis: Analysis) -> Row:
    """
    Fill a row of the layer `articles`.

    Parameters
    ----------
    analysis
        Of a readable article.

    Returns
    -------
    row
        Columns `ARTICLE_COLUMNS`. Demonyms are not counted as toponyms.
    """
    article, (n_toponyms, n_resolved) = analysis.article, count_named(analysis)
    return {
        "article_id": article.article_id,
        "state": "read",
        # What is doubtful about it.
        "reason": article.note,
        "path": article.path,
        "line": None,
        **shown_of(article),
        "published_basis": article.published_basis,
        "n_chars": len(article.text),
        "n_toponyms": n_toponyms,
        "n_resolved": n_resolved,
        "n_reports": len(analysis.reports),
        "sha256": text_sha256(article.text),
    }


def shown_of(article: Article) -> Row:
    """
    Return what every row tells of its article.

    Parameters
    ----------
    article
        Of the row.

    Returns
    -------
    row
        Title, source, address and day of publication.
    """
    return {
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "published": article.published,
    }


def text_sha256(text: str) -> str:
    """
    Fingerprint a text.

    Parameters
    ----------
    text
        May hold lone surrogates; they count as question marks.

    Returns
    -------
    digest
        SHA-256 of its UTF-8 form, in hexadecimal.
    """
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _report_values(report: Report) -> Row:
    facts: Row = {
        "event_id": None,
        "n_reports": 1,
        "n_sources": 1,
        "articles": join_list([report.article_id]),
    }
    return {**facts, **_what(report), **_where(report)}


def _incident_values(incident: Incident) -> Row:
    """Return what an incident says; place, words and footprint are those of its first report."""
    articles = sorted({report.article_id for report in incident.reports})
    facts: Row = {
        "event_id": incident.event_id,
        "n_reports": len(articles),
        "n_sources": incident.n_sources,
        "articles": join_list(articles),
    }
    return {**facts, **_what(incident), **_where(incident.reports[0])}


def _what(told: Report | Incident) -> Row:
    harm = told.casualties
    return {
        "event_type": told.event_type,
        "sub_event_type": told.sub_event_type,
        "status": told.status,
        "date_start": told.when.start,
        "date_end": told.when.end,
        "date_text": told.when.text,
        "date_prec": told.when.prec,
        "actor1": told.actor1.name,
        "actor1_role": told.actor1.role,
        "actor2": told.actor2.name,
        "actor2_role": told.actor2.role,
        **_bounds("killed", harm.killed),
        **_bounds("injured", harm.injured),
        **_bounds("affected", harm.affected),
        "affected_kind": harm.affected_kind,
        "casualties": harm.text,
    }


def _where(report: Report) -> Row:
    relation, footprint, resolution = report.relation, report.footprint, report.resolution
    name = resolution.place.name if resolution.place else resolution.toponym.name
    return {
        **_entry(resolution.place),
        "place_text": relation.text or resolution.toponym.name,
        "place_name": name,
        "relation": relation.kind,
        "distance_km": rounded("distance_km", relation.distance_km),
        "bearing_deg": rounded("bearing_deg", relation.bearing_deg),
        "radius_km": rounded("radius_km", footprint.radius_km),
        "where_prec": footprint.where_prec,
        "geo_confidence": rounded("geo_confidence", resolution.confidence),
        "alternatives": alternatives_text(resolution),
        "quote": report.quote,
    }


def _point_kind(report: Report) -> Row:
    footprint = report.footprint
    return {
        "point_kind": point_kind(footprint.where_prec, report.relation.kind, footprint.radius_km)
    }


def _entry(place: Place | None) -> Row:
    """Return what the gazetteer says; None for each column without an entry."""
    return {
        "place_id": place.place_id if place else None,
        "geonameid": place.geonameid if place else None,
        "feature_code": place.feature_code if place else None,
        "country_code": place.country_code if place else None,
        "admin1_name": place.admin1_name if place else None,
        "admin2_name": place.admin2_name if place else None,
        "population": (place.population or None) if place else None,
        "gazetteer": place.source if place else None,
    }


def _review(review: Review) -> Row:
    return {
        "edited": join_list(review.fields),
        "reviewed": review.on,
        "comment": " | ".join(review.comments),
    }


def _bounds(name: str, count: Count) -> Row:
    return {f"{name}_low": count.low, f"{name}_best": count.best, f"{name}_high": count.high}


def _earliest(mention: tuple[Article, Named]) -> tuple[bool, date, str, int]:
    article, named = mention
    return (
        named.role != "place",
        article.published or date.max,
        article.article_id,
        named.char_start,
    )


def _counted(items: Sequence[str]) -> dict[str, int]:
    """Count items, the most frequent first."""
    distinct = set(items)
    if len(distinct) == 1:
        return {items[0]: len(items)}
    return dict(
        sorted([(one, items.count(one)) for one in distinct], key=lambda one: (-one[1], one[0]))
    )
