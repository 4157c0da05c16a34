"""One article through all stages: parse, recognize, resolve, find the reported events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from geo.events.finding import find_reports
from geo.footprints.boundaries import Boundaries, load_boundaries
from geo.gazetteer.lookup import Gazetteer, open_gazetteer
from geo.geocoding.resolving import Answers, resolve_missing
from geo.geoparsing.home import home_of_region, home_of_url
from geo.geoparsing.recognize import recognize
from geo.geoparsing.resolve import resolve
from geo.language import Doc, Language, load_model, model_version, parse
from geo.model import Analysis, Article, Decided, Place, Reread, Resolution


@dataclass(frozen=True, slots=True)
class Tools:
    """What the stages look things up in; loaded once for a process."""

    nlp: Language
    gazetteer: Gazetteer
    boundaries: Boundaries

    @property
    def model_version(self) -> str:
        """Name and version of the language model."""
        return model_version(self.nlp)


def load_tools(cache_dir: Path, model: str = "", data_dir: Path | None = None) -> Tools:
    """
    Load the language model, the gazetteer and the boundaries.

    Parameters
    ----------
    cache_dir
        Where the compiled gazetteer lies; it is compiled when missing.
    model
        An official spaCy English pipeline; empty for the default one.
    data_dir
        Where what the user added to the gazetteer lies; None for nothing.

    Returns
    -------
    tools
        About 500 MB of memory in all.

    Raises
    ------
    ConfigError
        When the model is not there.
    DataError
        When shipped data are missing or damaged.
    """
    return Tools(load_model(model), open_gazetteer(cache_dir, data_dir), load_boundaries())


def geoparse_articles(articles: Sequence[Article], tools: Tools) -> Iterator[Analysis]:
    """
    Recognize and resolve the toponyms of articles, without their events.

    Parameters
    ----------
    articles
        Parsed together, since the model is faster on many texts.
    tools
        From `load_tools`.

    Yields
    ------
    analysis
        One per article, in order, without reports.
    """
    for article, _, resolutions in _geoparse(articles, tools):
        yield Analysis(article, resolutions)


def analyse_articles(
    articles: Sequence[Article], tools: Tools, answers: Answers | None = None, countries: int = 2
) -> Iterator[Analysis]:
    """
    Find the toponyms and the reported events of articles.

    Parameters
    ----------
    articles
        Parsed together, since the model is faster on many texts.
    tools
        From `load_tools`.
    answers
        Of geocoding services, for names that the gazetteer lacks.
    countries
        How many countries an article is about at most, when answers are looked at.

    Yields
    ------
    analysis
        One per article, in order.
    """
    for article, doc, found in _geoparse(articles, tools):
        resolutions = found
        if answers:
            home = home_of_article(article)
            resolutions = resolve_missing(
                doc, found, tools.gazetteer, answers, home=home, countries=countries
            )
        reports = find_reports(doc, article, resolutions, tools.boundaries)
        yield Analysis(article, resolutions, reports)


def reread_article(analysis: Analysis, decided: Sequence[Decided], tools: Tools) -> Analysis:
    """
    Find the events of an article once more, with names that an analyst decided about.

    Parameters
    ----------
    analysis
        As `analyse_articles` gave it.
    decided
        In text order.
    tools
        From `load_tools`.

    Returns
    -------
    analysis
        With `reread`; all else as it was.
    """
    places = {each.start: each.place for each in decided}
    resolutions = [_decide(each, places) for each in analysis.resolutions]
    (doc,) = parse(tools.nlp, [analysis.article.text])
    reports = find_reports(doc, analysis.article, resolutions, tools.boundaries)
    return replace(analysis, reread=Reread(tuple(decided), reports))


def _geoparse(
    articles: Sequence[Article], tools: Tools
) -> Iterator[tuple[Article, Doc, tuple[Resolution, ...]]]:
    docs = parse(tools.nlp, (article.text for article in articles))
    for article, doc in zip(articles, docs, strict=True):
        toponyms = recognize(doc, tools.gazetteer)
        yield article, doc, resolve(doc, toponyms, tools.gazetteer, home=home_of_article(article))


def _decide(resolution: Resolution, places: Mapping[int, Place | None]) -> Resolution:
    if resolution.toponym.start not in places:
        return resolution
    place = places[resolution.toponym.start]
    return Resolution(resolution.toponym, place, float(place is not None))


def home_of_article(article: Article) -> str:
    """Return where an article's source is at home, as `geo.geoparsing.resolve.resolve` takes it."""
    return home_of_region(article.home) if article.home else home_of_url(article.url)
