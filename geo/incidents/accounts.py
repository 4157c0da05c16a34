"""Reports made ready for comparing: copies collapsed, words and sides folded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from geo.edits import Told
from geo.incidents.claims import Claim
from geo.incidents.rules import Code, MergeRules
from geo.layers.named import KeptReports
from geo.model import Analysis, Count, Report, When

# An undated report is of the day of publication or the days before.
_NEWS_DAYS = 2
# Papers print a wire story within days; the same few words a month later
# ("Heavy rain flooded the road again") tell of another day.
_REPRINT_DAYS = 7
_STEM_CHARS = 5
_DIGEST_CHARS = 32
_WORD = re.compile(r"[^\W\d_]{4,}|\d+")

# A report and the day of publication of its article.
_Printed = tuple[Report, date | None]


class Days(NamedTuple):
    """First and last day as ordinals, and the codebook's `date_prec`."""

    start: int
    end: int
    prec: int

    @property
    def length(self) -> int:
        """Number of days."""
        return self.end - self.start + 1


@dataclass(frozen=True)
class Account:
    """
    A report, or copies of one, made ready for comparing.

    Attributes
    ----------
    reports
        The report and its copies in other articles, the first to show first.
    articles
        The articles they stand in.
    sources
        The independent sources these come from, usually one.
    published
        The first day of publication; None when unknown.
    key
        Made of the content only: orders accounts whatever order they came in.
    days
        When it happened; None when the text does not tell.
    claim
        What it says about those hurt.
    sides
        Canonical names of `actor1` and of `actor2`.
    rules
        What tells its stems and venues.
    trust
        The highest that an article of it has, in [0, 1].
    digest
        Of all that it was made of; empty when an analyst corrected a report of it.
    """

    reports: tuple[Report, ...]
    articles: frozenset[str]
    sources: frozenset[str]
    published: date | None
    key: tuple[str, ...]
    days: Days | None
    claim: Claim
    sides: tuple[frozenset[str], frozenset[str]]
    rules: MergeRules = field(compare=False, repr=False)
    trust: float = 1.0
    digest: str = ""

    @property
    def report(self) -> Report:
        """The one to show."""
        return self.reports[0]

    @property
    def code(self) -> Code:
        """Type and sub-type."""
        return self.report.event_type, self.report.sub_event_type

    # Only what is weighed against others needs these two.
    @cached_property
    def stems(self) -> frozenset[str]:
        """Beginnings of the telling words of the quote."""
        place, toponym = self.report.resolution.place, self.report.resolution.toponym
        entry = (place.name, place.admin1_name) if place else ()
        names = " ".join((toponym.name, *entry))
        known = {*_WORD.findall(names.casefold()), *self.rules.common}
        words = _WORD.findall(self.report.quote.casefold())
        return frozenset(word[:_STEM_CHARS] for word in words if word not in known)

    @cached_property
    def venues(self) -> frozenset[str]:
        """Classes of the spot it happened at."""
        return self.rules.venues.find(self.report.quote)


def make_accounts(
    analyses: Iterable[Analysis],
    sources: Mapping[str, str],
    rules: MergeRules,
    canonical: Callable[[str], str],
) -> list[Account]:
    """
    Collapse copies of one report, and prepare the rest for comparing.

    Parameters
    ----------
    analyses
        In any order; an article given twice counts once.
    sources
        The independent source of each article, as `find_copies` gives it.
    rules
        For the classes of words.
    canonical
        Gives a side the one name it goes by; several stay joined by `;`.

    Returns
    -------
    accounts
        Ordered by content. A copied report is one with the same facts and
        quote in another article of the same source.
    """
    collapsed: dict[tuple[str, ...], dict[str, _Printed]] = {}
    trust: dict[str, float] = {}
    digests: dict[str, str] = {}
    for analysis in analyses:
        article = analysis.article
        trust[article.article_id] = article.trust
        if isinstance(analysis.reports, KeptReports):
            digests[article.article_id] = analysis.reports.digest
        nth: dict[tuple[str, ...], int] = {}
        for report in sorted(analysis.reports, key=lambda r: (r.trigger_span, r.report_id)):
            facts = content_key(report)
            nth[facts] = nth.get(facts, -1) + 1
            # Two reports of one article that agree in all published facts are
            # two triggers of one sentence: they are compared like any others.
            key = (*facts, str(nth[facts]), sources[article.article_id])
            collapsed.setdefault(key, {})[report.report_id] = (report, article.published)
    return [
        _account((*key, str(number)), copies, sources, trust, digests, rules, canonical)
        for key in sorted(collapsed)
        for number, copies in enumerate(_editions(collapsed[key].values()))
    ]


def content_key(report: Report) -> tuple[str, ...]:
    """
    Name a report by what it says, whatever article it stands in.

    Parameters
    ----------
    report
        Any.

    Returns
    -------
    key
        Day, place, type, status, people hurt, sides and quote. Not the day of
        a report that only has its article's: a copy may be printed later.
    """
    harm, when = report.casualties, report.when
    days = ("", "") if when.prec == 5 else (str(when.start or ""), str(when.end or ""))
    return (
        *days,
        str(when.prec),
        place_key(report),
        report.event_type,
        report.sub_event_type,
        report.status,
        report.relation.text,
        _harm_words(harm.killed, harm.injured, harm.affected, harm.affected_kind),
        report.actor1.name,
        report.actor2.name,
        " ".join(report.quote.split()),
    )


# Nearly all reports have the same few numbers, most of them none at all.
@lru_cache(maxsize=1 << 12)
def _harm_words(killed: Count, injured: Count, affected: Count, kind: str) -> str:
    return repr((killed, injured, affected, kind))


def as_told(report: Report) -> Told:
    """
    Return what names a report, as the program told it before any correction.

    Parameters
    ----------
    report
        Corrected or not.

    Returns
    -------
    told
        Ids are made of it.
    """
    if report.review.told is not None:
        return report.review.told
    place = report.resolution.place
    return Told(
        key=content_key(report),
        place=place_key(report),
        country_code=place.country_code if place else "",
        event_type=report.event_type,
        sub_event_type=report.sub_event_type,
        day=report.when.start,
    )


def place_key(report: Report) -> str:
    """
    Name the place of a report: its `place_id`, or its folded name without one.

    Parameters
    ----------
    report
        Any.

    Returns
    -------
    key
        A name without an entry begins with `?`.
    """
    place = report.resolution.place
    return place.place_id if place else f"?{report.resolution.toponym.name.casefold()}"


def days_of(when: When) -> Days | None:
    """
    Turn a date into days that can be compared.

    Parameters
    ----------
    when
        As told. One that only rests on the article's own date covers that day
        and the two before it.

    Returns
    -------
    days
        None when no day is known.
    """
    if when.start is None:
        return None
    start = when.start.toordinal()
    end = when.end.toordinal() if when.end else start
    return Days(start - _NEWS_DAYS if when.prec == 5 else start, max(start, end), when.prec)


def _editions(copies: Iterable[_Printed]) -> list[list[_Printed]]:
    """
    Part undated reports in the same words that were printed at different times.

    Of those of one day the most exact stands for them, whatever its article is called.
    """
    ordered = sorted(copies, key=_print_order)
    editions = [ordered[:1]]
    for copy in ordered[1:]:
        before, now = editions[-1][-1][1], copy[1]
        is_later = before and now and (now - before).days > _REPRINT_DAYS
        if copy[0].when.prec == 5 and is_later:
            editions.append([copy])
        else:
            editions[-1].append(copy)
    return editions


def _print_order(copy: _Printed) -> tuple[date, int, float, str]:
    report, published = copy
    footprint = report.footprint
    return (published or date.max, footprint.where_prec, footprint.radius_km, report.article_id)


def _account(
    key: tuple[str, ...],
    copies: Sequence[_Printed],
    sources: Mapping[str, str],
    trust: Mapping[str, float],
    digests: Mapping[str, str],
    rules: MergeRules,
    canonical: Callable[[str], str],
) -> Account:
    reports = tuple(report for report, _ in copies)
    shown, articles = reports[0], frozenset(report.article_id for report in reports)
    origins, published = frozenset(sources[article] for article in articles), copies[0][1]
    most = max(trust[article] for article in articles)
    return Account(
        reports=reports,
        articles=articles,
        sources=origins,
        published=published,
        key=key,
        days=days_of(shown.when),
        claim=replace(_claim(shown, origins, published, rules), trust=most),
        sides=(_names(shown.actor1.name, canonical), _names(shown.actor2.name, canonical)),
        rules=rules,
        trust=most,
        digest=_digest((key, sorted(origins), published, most), reports, digests),
    )


def _digest(told: tuple[object, ...], reports: Sequence[Report], digests: Mapping[str, str]) -> str:
    """Fingerprint an account, if all its reports are as they were stored."""
    parts = [(report.report_id, digests.get(report.article_id, "")) for report in reports]
    if not all(digest for _, digest in parts):
        return ""
    text = repr((told, parts)).encode("utf-8", "replace")
    return hashlib.sha256(text).hexdigest()[:_DIGEST_CHARS]


def _claim(
    report: Report, sources: frozenset[str], published: date | None, rules: MergeRules
) -> Claim:
    by_harm: dict[str, list[str]] = {}
    for group in filter(None, map(str.strip, report.casualties.text.split(";"))):
        by_harm.setdefault(group.rpartition(" ")[2], []).append(group)
    groups = by_harm.get("killed") or max(by_harm.values(), key=len, default=[])
    victims = [rules.victims.find(group) for group in groups]
    # "74 militants killed; 46 other people killed": no class holds all of them.
    known = frozenset[str]().union(*victims) if all(victims) else frozenset[str]()
    return Claim(report.casualties, known, sources, published, max(1, len(groups)))


def _names(name: str, canonical: Callable[[str], str]) -> frozenset[str]:
    parts = (part.strip() for part in canonical(name).split(";"))
    return frozenset(part for part in parts if part)
