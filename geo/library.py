"""Dateline for programs and notebooks: a text in, records and frames out."""

from __future__ import annotations

import html
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from geo.analyse import Tools, analyse_articles, geoparse_articles, load_tools
from geo.articles.metadata import make_article
from geo.builds.build import USUAL_TITLE, describe_inputs
from geo.incidents.merging import merge_reports
from geo.layers.making import Layers, make_layers
from geo.model import Analysis, Article
from geo.settings import Settings
from geo.webmap import render_map

_FRAME_HEIGHT = 640


def geoparse(
    text: str | Article,
    *,
    published: date | str | None = None,
    source: str = "",
    url: str = "",
    title: str = "",
) -> Analysis:
    """
    Find the places that a text names, and where they lie.

    Parameters
    ----------
    text
        Of one article, or the article itself with all that is known of it.
    published
        The day it was published, `YYYY-MM-DD` when it is a text.
    source, url, title
        Of the article; a URL below `.co.uk` and the like is a hint where a
        place named by many countries lies.

    Returns
    -------
    analysis
        `resolutions`, in the order of the text: each has its `toponym` (name
        and characters), `place` (gazetteer entry with `lon` and `lat` in WGS 84,
        None when unresolved), `confidence`, `candidates` and a `note` why.
        Without reports.

    Raises
    ------
    InputError
        When the text is empty or longer than `geo.language.MAX_TEXT_CHARS`.
    ConfigError
        When `DATELINE_MODEL` names a model that is not installed.

    Notes
    -----
    The first call in a process loads model and gazetteer (2 s), and the first
    one on a machine compiles the gazetteer (20 s). Settings are those of the
    command line, from the environment.

    Examples
    --------
    >>> import geo
    >>> found = geo.geoparse("Floods hit Paris, Texas.")
    >>> for resolution in found.resolutions:
    ...     print(resolution.toponym.name, resolution.place.geonameid, resolution.place.admin1_name)
    Paris 4717560 Texas
    Texas 4736286 Texas
    """
    article = _article(text, published, source, url, title)
    return next(geoparse_articles([article], tools()))


def find_events(
    text: str | Article,
    *,
    published: date | str | None = None,
    source: str = "",
    url: str = "",
    title: str = "",
) -> Analysis:
    """
    Find the events that a text reports: what, where, when, who, how many.

    Parameters
    ----------
    text, published, source, url, title
        As for `geoparse`; without a day of publication "on Sunday" stays words.

    Returns
    -------
    analysis
        As from `geoparse`, with `reports` in the order of the text, before
        merging: see `geo.model.Report`, and `to_layers` for incidents.

    Raises
    ------
    InputError, ConfigError
        As for `geoparse`.

    Examples
    --------
    >>> import geo
    >>> text = "A car bomb killed nine people near Kirkuk on Sunday, police said."
    >>> [report] = geo.find_events(text, published="2016-10-24").reports
    >>> report.sub_event_type, report.relation.kind, str(report.when.start)
    ('bombing', 'near', '2016-10-23')
    >>> report.casualties.killed.best
    9
    """
    article = _article(text, published, source, url, title)
    return next(analyse_articles([article], tools()))


def to_layers(analyses: Analysis | Iterable[Analysis]) -> Layers:
    """
    Merge what articles report into incidents, and lay everything out as frames.

    Parameters
    ----------
    analyses
        Of one article or of many; of many, reports of one happening become one
        incident.

    Returns
    -------
    layers
        `events`, `areas` and `places` are GeoDataFrames in EPSG:4326, `toponyms`,
        `reports` and `articles` DataFrames, with the columns of the codebook.

    Raises
    ------
    BuildError
        When a record does not hold to the codebook.

    Examples
    --------
    >>> import geo
    >>> told = ["Floods hit Basra on Monday.", "Floods hit the city of Basra on Monday, killing 2."]
    >>> found = [geo.find_events(text, published="2020-03-05") for text in told]
    >>> events = geo.to_layers(found).events
    >>> [tuple(row) for row in events[["sub_event_type", "place_name", "killed_best"]].values]
    [('flood', 'Basra', 2)]
    """
    listed = _listed(analyses)
    return make_layers(merge_reports(listed), listed)


@dataclass(frozen=True, slots=True)
class MapPage:
    """
    The interactive map as one HTML document that needs no network.

    Attributes
    ----------
    html
        The whole document.

    Notes
    -----
    A notebook shows it by itself.
    """

    html: str

    def save(self, path: str | Path) -> Path:
        """
        Write the page to a file.

        Parameters
        ----------
        path
            The file; it is replaced.

        Returns
        -------
        path
            As given.
        """
        path = Path(path)
        path.write_text(self.html, encoding="utf-8")
        return path

    def _repr_html_(self) -> str:
        # `srcdoc` keeps the page's own security policy apart from the notebook's.
        return (
            f'<iframe srcdoc="{html.escape(self.html)}" title="Map"'
            ' sandbox="allow-scripts allow-downloads allow-popups"'
            f' style="width:100%;height:{_FRAME_HEIGHT}px;border:0"></iframe>'
        )


def to_map(analyses: Analysis | Iterable[Analysis], *, title: str = "") -> MapPage:
    """
    Draw the map of what articles report, as `dateline map` publishes it.

    Parameters
    ----------
    analyses
        As for `to_layers`.
    title
        Headline of the page; empty for the usual one.

    Returns
    -------
    page
        To be shown in a notebook or saved.

    Raises
    ------
    BuildError
        When a record does not hold to the codebook.
    """
    listed = _listed(analyses)
    layers = to_layers(listed)
    return MapPage(
        render_map(
            layers.events,
            layers.areas,
            layers.places,
            layers.reports,
            view=layers.view,
            title=title or USUAL_TITLE,
            subtitle=describe_inputs(listed),
        )
    )


@cache
def tools() -> Tools:
    """
    Load model, gazetteer and boundaries, once for a process.

    Returns
    -------
    tools
        For `geo.analyse.analyse_articles`, which is faster on many articles.

    Raises
    ------
    ConfigError
        When a setting cannot be used.
    DataError
        When shipped data are missing or damaged.
    """
    settings = Settings.from_env(os.environ)
    return load_tools(settings.cache_dir, settings.model, settings.data_dir)


def _listed(analyses: Analysis | Iterable[Analysis]) -> list[Analysis]:
    return [analyses] if isinstance(analyses, Analysis) else list(analyses)


def _article(
    text: str | Article, published: date | str | None, source: str, url: str, title: str
) -> Article:
    if isinstance(text, Article):
        return text
    day = published.isoformat() if isinstance(published, date) else published
    given = {"published": day, "source": source, "url": url, "title": title}
    return make_article({key: value for key, value in given.items() if value}, text, path="")
