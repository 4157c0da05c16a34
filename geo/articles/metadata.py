"""What a source says about an article -> an `Article`, checked field by field."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime

from geo.dates.dating import find_publication_date
from geo.dates.days import YEARS, Setting, month_number
from geo.dates.words import find_expressions
from geo.errors import InputError
from geo.language import MAX_TEXT_CHARS
from geo.model import Article

# Else the id could not stand in the `;`-joined lists that are published, nor on one line.
_BAD_ID = re.compile(r"[;\x00-\x1f\x7f\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# /2016/10/24/, /2016/oct/24/, -2016-10-24, /20161024/: how news sites write the day into addresses.
_URL_DAY = re.compile(
    r"(?<=[/=_.-])(?P<year>(?:19|20)\d\d)(?P<sep>[/_-]?)"
    r"(?P<month>0?[1-9]|1[0-2]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))(?P=sep)"
    r"(?P<day>0?[1-9]|[12]\d|3[01])(?![\w])",
    re.IGNORECASE,
)
# East of us it is tomorrow already, and clocks are wrong by hours.
_DAYS_AHEAD = timedelta(days=2)


def parse_published(value: object) -> date | None:
    """
    Read the day out of a publication date as sources write them.

    Parameters
    ----------
    value
        Text in ISO 8601, as in e-mail headers (RFC 5322), or in English words.
        The day counts as written, in whatever time zone that was.

    Returns
    -------
    published
        None when `value` is no date, lacks day or year, or could mean two days.

    Examples
    --------
    >>> parse_published("2016-10-24T23:30:00-05:00")
    datetime.date(2016, 10, 24)
    >>> parse_published("Mon, 24 Oct 2016 21:04:00 GMT"), parse_published("Oct. 24, 2016")
    (datetime.date(2016, 10, 24), datetime.date(2016, 10, 24))
    >>> parse_published("10/11/2016"), parse_published("October 2016"), parse_published(2016)
    (None, None, None)
    """
    if not isinstance(value, str):
        return None
    text = value.strip()
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            day = parse(text).date()
        except (ValueError, IndexError, TypeError, OverflowError):
            continue
        return day if day.year in YEARS else None
    days = {
        reading.start
        for expression in find_expressions(text[:100])
        if (reading := expression.read(expression.match, Setting())) and reading.prec == 1
    }
    return days.pop() if len(days) == 1 else None


def make_article(
    fields: Mapping[str, object], text: str, *, path: str, encoding: str = "utf-8"
) -> Article:
    """
    Check an article's text and metadata and put them together.

    Parameters
    ----------
    fields
        `id`, `title`, `source` (or `domain`), `url`, `published` (or `date`), each of
        them optional; others are ignored.
    text
        The article, kept as it is.
    path
        Where it came from, for `Article.path`.
    encoding
        As `geo.articles.decoding.decode` told it.

    Returns
    -------
    article
        Its id is the one given, else a hash of text, source and URL: the same
        for the same input on every machine. Without a publication date that
        can be read, the URL's decides, then the text's own dateline; a note
        tells of both troubles.

    Raises
    ------
    InputError
        When the text is empty or too long, or a field is of the wrong type.

    Examples
    --------
    >>> article = make_article({"date": "soon"}, "RUTBA, Iraq - All quiet.", path="a.jsonl")
    >>> article.article_id, article.published_basis
    ('0650be3893a7138f', 'unknown')
    >>> article.note
    "The publication date 'soon' is not understood: write YYYY-MM-DD."
    """
    _check_text(text)
    source = _words(fields, "source") or _words(fields, "domain")
    url = _words(fields, "url")
    published, basis, note = _published(fields, url, text)
    if encoding == "cp1252":
        note = f"{note} It is not UTF-8 and was read as Windows-1252.".strip()
    return Article(
        article_id=_given_id(fields) or content_hash(text, source, url),
        text=text,
        title=_words(fields, "title"),
        source=source,
        url=url,
        published=published,
        published_basis=basis,
        path=path,
        note=note,
    )


def without_date_to_come(article: Article, today: date) -> Article:
    """
    Leave out a day of publication that has not come: some default, or a mistyped year.

    Parameters
    ----------
    article
        Any.
    today
        The day of the build.

    Returns
    -------
    article
        The same, unless it was to be published more than two days from now; a note
        then tells it.

    Examples
    --------
    >>> article = Article("a", "Rain in Rutba.", published=date(2099, 1, 1))
    >>> told = without_date_to_come(article, date(2016, 10, 24))
    >>> told.published, told.note
    (None, 'The publication date 2099-01-01 is still to come and is not used.')
    """
    if article.published is None or article.published <= today + _DAYS_AHEAD:
        return article
    note = f"The publication date {article.published} is still to come and is not used."
    return replace(
        article,
        published=None,
        published_basis="unknown",
        note=f"{article.note} {note}".strip(),
    )


def content_hash(*parts: str) -> str:
    """
    Hash texts into 16 hexadecimal digits (64 bits of SHA-256).

    Parameters
    ----------
    *parts
        Their order and their borders count; empty ones at the end do not.

    Returns
    -------
    digest
        Collisions become likely at about four thousand million articles.
    """
    # No UTF-8 holds the byte FF.
    joined = b"\xff".join(part.encode("utf-8") for part in parts).rstrip(b"\xff")
    return hashlib.sha256(joined).hexdigest()[:16]


def _check_text(text: str) -> None:
    if not text.strip():
        msg = "It holds no text."
        raise InputError(msg)
    if len(text) > MAX_TEXT_CHARS:
        msg = (
            f"Its text has {len(text):,} characters, more than the {MAX_TEXT_CHARS:,} that the "
            "language model takes: split it into its articles."
        )
        raise InputError(msg)
    _check_characters(text, "text")


def _check_characters(text: str, name: str) -> None:
    """Refuse what no output format can carry."""
    for position, what in ((text.find("\0"), "zero"), (_surrogate_at(text), "half (surrogate)")):
        if position >= 0:
            msg = f"`{name}` holds a {what} character at {position}: write it as valid Unicode."
            raise InputError(msg)


def _surrogate_at(text: str) -> int:
    match = _SURROGATE.search(text)
    return match.start() if match else -1


def _words(fields: Mapping[str, object], name: str) -> str:
    """Return a field as one line of text; empty when absent or null."""
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        msg = f"`{name}` must be text, got {type(value).__name__}."
        raise InputError(msg)
    text = str(value)
    _check_characters(text, name)
    return " ".join(text.split())


def _given_id(fields: Mapping[str, object]) -> str:
    given = _words(fields, "id")
    if _BAD_ID.search(given):
        msg = f"`id` {given!r} holds a semicolon or control character: choose another."
        raise InputError(msg)
    return given


def _published(fields: Mapping[str, object], url: str, text: str) -> tuple[date | None, str, str]:
    """Return the day, its basis, and a note on what was not understood or was inferred."""
    note = ""
    for name in ("published", "date"):
        value = fields.get(name)
        if value is None or value == "":
            continue
        day = parse_published(value)
        if day:
            return day, "metadata", ""
        note = note or f"The publication date {value!r:.80} is not understood: write YYYY-MM-DD. "
    day = _day_in_url(url)
    if day:
        return day, "metadata", f"{note}The publication date is the one in its URL."
    day = find_publication_date(text)
    return day, "text" if day else "unknown", note.strip()


def _day_in_url(url: str) -> date | None:
    match = _URL_DAY.search(url)
    if match is None:
        return None
    month = match["month"]
    try:
        number = int(month) if month.isdecimal() else month_number(month)
        return date(int(match["year"]), number, int(match["day"]))
    except ValueError:
        return None  # the 31st of a shorter month: some other number
