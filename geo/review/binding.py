"""Corrections are bound to words: which of tonight's reports and toponyms they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import NamedTuple

from geo.articles.quotes import sentence_around
from geo.incidents.accounts import as_told
from geo.layers.rows import text_sha256
from geo.model import Analysis, Report, Resolution, Span
from geo.names import fold
from geo.review.corrections import ReportAnchor, ToponymAnchor

# Rules that cut sentences a little differently, and editors who correct a word.
LEAST_ALIKE = 0.8
# The same words later are of another day ("Heavy rain flooded the road again").
_REPRINT_DAYS = 7
# "Two people died." stands in many articles.
_TELLING_CHARS = 40

GONE = "its article is not among tonight's: withdrawn, or its source is no longer read"


class Named(NamedTuple):
    """A toponym's article and first character: what it is known by in one night."""

    article_id: str
    start: int


class Tonight:
    """
    Tonight's articles, looked up by what corrections remember.

    Parameters
    ----------
    analyses
        As the program has them, uncorrected.
    wanted
        All reports that corrections are about.
    """

    def __init__(self, analyses: Sequence[Analysis], wanted: Iterable[ReportAnchor]) -> None:
        self.by_article = {each.article.article_id: each for each in analyses}
        self._by_text: dict[str, Analysis] | None = None
        self._by_name: dict[str, dict[str, list[int]]] | None = None
        quotes = {_words(anchor.quote) for anchor in wanted if _is_telling(anchor.quote)}
        self._by_quote: dict[str, list[tuple[Analysis, Report]]] = defaultdict(list)
        if quotes:
            for analysis in analyses:
                for report in analysis.reports:
                    words = _words(report.quote)
                    if words in quotes:
                        self._by_quote[words].append((analysis, report))

    def find_report(self, anchor: ReportAnchor) -> Report | str:
        """
        Find a report again.

        Parameters
        ----------
        anchor
            As remembered.

        Returns
        -------
        report
            The one of the same sentence in the same article, whatever its file
            and characters are called now; or the reason why there is none.
        """
        analysis = self._article(anchor.article_id, anchor.text_sha256)
        if analysis is None:
            return GONE
        scored = [(_likeness(anchor, report), report) for report in analysis.reports]
        alike = [pair for pair in scored if pair[0] > 0]
        if not alike:
            return (
                f"article {analysis.article.article_id} no longer reports it: its text was"
                f" edited, or the program reads it otherwise: “{anchor.quote[:80]}”"
            )
        return max(alike, key=lambda pair: (pair[0], pair[1].report_id))[1]

    def find_reprints(self, anchor: ReportAnchor) -> list[Report]:
        """
        Find the same report in other articles: a wire text that a further paper printed.

        Parameters
        ----------
        anchor
            As remembered.

        Returns
        -------
        reports
            In the same words, read alike, printed within a week; in order.
        """
        found = []
        for analysis, report in self._by_quote.get(_words(anchor.quote), ()):
            is_near = _days_apart(anchor.published, analysis.article.published) <= _REPRINT_DAYS
            told = as_told(report)
            is_same = (told.place, told.event_type, told.sub_event_type) == (
                anchor.place,
                anchor.event_type,
                anchor.sub_event_type,
            )
            words = (report.trigger, report.resolution.toponym.name)
            if is_near and is_same and words == (anchor.trigger, anchor.toponym):
                found.append(report)
        return sorted(found, key=lambda report: report.report_id)

    def find_named(self, anchor: ReportAnchor) -> list[Named]:
        """
        Find the name that locates a report, and the same one of its reprints.

        Parameters
        ----------
        anchor
            As remembered.

        Returns
        -------
        named
            Also where the program alone reports nothing any more, or did not yet.
        """
        report = self.find_report(anchor)
        if isinstance(report, str):
            name = ToponymAnchor(
                article_id=anchor.article_id,
                text_sha256=anchor.text_sha256,
                published=anchor.published,
                name=anchor.toponym,
                start=anchor.toponym_start,
                sentence=anchor.quote,
                place_id="",
            )
            named = self.find_toponym(name)
            here = [] if isinstance(named, str) else [named]
        else:
            here = [_located_by(report)]
        return [*here, *map(_located_by, self.find_reprints(anchor))]

    def find_toponym(self, anchor: ToponymAnchor) -> Named | str:
        """
        Find a toponym again.

        Parameters
        ----------
        anchor
            As remembered.

        Returns
        -------
        named
            Its place in tonight's articles, or the reason why there is none.
        """
        analysis = self._article(anchor.article_id, anchor.text_sha256)
        if analysis is None:
            return GONE
        text = analysis.article.text
        scored = []
        for resolution in analysis.resolutions:
            toponym = resolution.toponym
            if toponym.name == anchor.name:
                quote = sentence_around(text, Span(toponym.start, toponym.end))
                alike = _alike(anchor.sentence, text[quote.start : quote.end])
                scored.append((alike, -abs(toponym.start - anchor.start), toponym.start))
        near = [each for each in scored if each[0] >= LEAST_ALIKE] or scored[: len(scored) == 1]
        if not near:
            return f"article {analysis.article.article_id} no longer names {anchor.name} there"
        return Named(analysis.article.article_id, max(near)[2])

    def find_name(self, name: str, scope: str, article_id: str, country_code: str) -> list[Named]:
        """
        Find a name wherever a correction of it holds.

        Parameters
        ----------
        name
            In any spelling that folds alike.
        scope
            `article`, `context` (articles that name another place or people of
            the country too) or `name` (all).
        article_id
            Of the article that it was corrected in.
        country_code
            Of the corrected place; empty for any.

        Returns
        -------
        named
            In order.
        """
        folded = fold(name)
        found = []
        for other_id, starts in self._named(folded).items():
            is_here = other_id == article_id
            if scope == "article" and not is_here:
                continue
            resolutions = self.by_article[other_id].resolutions
            if scope != "context" or is_here or _speaks_of(resolutions, country_code, folded):
                found += [Named(other_id, start) for start in starts]
        return sorted(found)

    def _named(self, folded: str) -> Mapping[str, Sequence[int]]:
        """Return the articles in which a name stands, and where."""
        if self._by_name is None:
            self._by_name = defaultdict(lambda: defaultdict(list))
            for article_id, analysis in self.by_article.items():
                for each in analysis.resolutions:
                    if each.toponym.role != "demonym":
                        places = self._by_name[fold(each.toponym.name)]
                        places[article_id].append(each.toponym.start)
        return self._by_name.get(folded, {})

    def _article(self, article_id: str, digest: str) -> Analysis | None:
        found = self.by_article.get(article_id)
        if found is not None:
            return found
        if self._by_text is None:
            self._by_text = {
                text_sha256(each.article.text): each for each in self.by_article.values()
            }
        return self._by_text.get(digest)


def _located_by(report: Report) -> Named:
    return Named(report.article_id, report.resolution.toponym.start)


def _speaks_of(resolutions: Iterable[Resolution], country_code: str, but_for: str) -> bool:
    return not country_code or any(
        each.place is not None
        and each.place.country_code == country_code
        and fold(each.toponym.name) != but_for
        for each in resolutions
    )


def _likeness(anchor: ReportAnchor, report: Report) -> float:
    """Return how much speaks for a report being the one meant; 0 when it cannot be."""
    alike = _alike(anchor.quote, report.quote)
    if alike < LEAST_ALIKE:
        return 0.0
    told, toponym = as_told(report), report.resolution.toponym
    is_same_name = fold(toponym.name) == fold(anchor.toponym)
    is_same_type = (told.event_type, told.sub_event_type) == (
        anchor.event_type,
        anchor.sub_event_type,
    )
    if not is_same_name and not is_same_type:
        return 0.0
    signs: Collection[bool] = (
        is_same_name,
        is_same_type,
        report.trigger == anchor.trigger,
        report.trigger_span.start == anchor.trigger_start,
        toponym.start == anchor.toponym_start,
        told.place == anchor.place,
    )
    return 10 * alike + sum(signs)


def _alike(one: str, two: str) -> float:
    """Compare sentences: 1 for the same words, also when one was cut shorter."""
    first, second = _words(one), _words(two)
    if first == second:
        return 1.0
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) >= _TELLING_CHARS and shorter in longer:
        return 0.95
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _words(quote: str) -> str:
    return " ".join(quote.split())


def _is_telling(quote: str) -> bool:
    return len(_words(quote)) >= _TELLING_CHARS


def _days_apart(one: str, two: date | None) -> int:
    if not one or two is None:
        return 0
    return abs((date.fromisoformat(one) - two).days)
