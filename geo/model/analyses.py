"""All that one article gave, which a store keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo.model.articles import Article
from geo.model.places import Place, Resolution
from geo.model.reports import Report


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
    reports: tuple[Report, ...] = ()
    reread: Reread | None = None
