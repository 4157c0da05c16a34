"""Texts and where in them something stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of characters of an article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """
    A readable article.

    Attributes
    ----------
    article_id
        As given by the input, else made from the content.
    text
        As given: every published offset counts characters of this string.
    title, source, url
        Empty when unknown.
    published
        The day of publication, or None when neither metadata nor text tell.
    published_basis
        `metadata`, `text` (the article's own dateline or caption) or `unknown`.
    path
        The file it came from, as the user named it.
    note
        What was doubtful about the input, and what was done; empty without doubt.
    origins
        Names of the configured sources that gave it, in their order; empty for
        an article named on the command line.
    home
        ISO 3166 code of the country or division where its source is at home;
        empty when unknown.
    trust
        The highest of its sources, in [0, 1]: decides between equals.
    quote_chars
        Most characters of it that may be shown together; None for any number.
    """

    article_id: str
    text: str
    title: str = ""
    source: str = ""
    url: str = ""
    published: date | None = None
    published_basis: str = "unknown"
    path: str = ""
    note: str = ""
    origins: tuple[str, ...] = ()
    home: str = ""
    quote_chars: int | None = None
    trust: float = 1.0


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that could not be read: where, and a reason that names the remedy."""

    path: str
    reason: str
    line: int | None = None
