"""What may be shown of an article's words: sources set it, the published layers keep to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from geo.articles.quotes import cut_quote
from geo.config.records import Rights, Source
from geo.model import Analysis, Article, Incident, Report

# Most characters of a quote from an article; None for any length, 0 for none.
QuoteLimit = Callable[[Article], int | None]


def quote_limit(sources: Sequence[Source], today: date) -> QuoteLimit:
    """
    Say how much may be quoted from each article on a day.

    Parameters
    ----------
    sources
        With their rights. The strictest of an article's sources counts; one
        that is not among them sets no limit.
    today
        The day of the build. An article without a date of publication is
        quoted as if it were of that day.

    Returns
    -------
    limit
        For an article, the most characters of a quote.
    """
    rights = {source.name: source.rights for source in sources}

    def limit(article: Article) -> int | None:
        allowed = [
            _allowed(rights[name], article.published or today, today)
            for name in article.origins
            if name in rights
        ]
        return min((chars for chars in allowed if chars is not None), default=None)

    return limit


def limit_quotes(
    analyses: Sequence[Analysis], incidents: Sequence[Incident], limit: QuoteLimit
) -> tuple[list[Analysis], list[Incident]]:
    """
    Cut what is quoted, before anything is written.

    Parameters
    ----------
    analyses, incidents
        Of a build.
    limit
        From `quote_limit`.

    Returns
    -------
    analyses, incidents
        The same, but for quotes that are cut or empty. Offsets stay.
    """
    chars = {found.article.article_id: limit(found.article) for found in analyses}

    def cut(reports: Sequence[Report]) -> tuple[Report, ...]:
        limits = (chars.get(report.article_id) for report in reports)
        return tuple(
            report if most is None else replace(report, quote=cut_quote(report.quote, most))
            for report, most in zip(reports, limits, strict=True)
        )

    return (
        [
            found
            if (most := chars[found.article.article_id]) is None
            else replace(
                found,
                article=replace(found.article, quote_chars=most),
                reports=cut(found.reports),
            )
            for found in analyses
        ],
        [replace(incident, reports=cut(incident.reports)) for incident in incidents],
    )


def _allowed(rights: Rights, published: date, today: date) -> int | None:
    if not rights.quotes or (rights.days and (today - published).days > rights.days):
        return 0
    return rights.quote_chars or None
