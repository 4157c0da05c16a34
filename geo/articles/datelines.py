"""An article's own dateline, byline or caption: where it ends, what date it gives."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from geo.dates.days import day_of, month_number, weekday_number
from geo.dates.words import grammar_part

__all__ = ["dateline_end", "find_publication_date"]

# How long a headline can be behind which a dateline stands in the same line.
_HEADLINE_CHARS = 150
# A date further down is told, not printed above the text.
_HEAD_CHARS = 1500
# "NEAR ADEN, Yemen, May 2 (Desk) - ": places in capitals, what narrows them down, a dash; also
# behind a headline that runs into the text.
_DATELINE = re.compile(
    r"(?:^[ \t]*|(?<=[^A-Z][.!?] ))(?P<places>[^\W\d_][^\W\d_a-z]+(?:[ /.'\u2019-]+[^\W\d_a-z]+)*)"
    r"(?:,(?: [A-Z\d][\w.'\u2019]*)+)*,? *(?:\([^()\n]{2,40}\))? *(?:[\u2013\u2014]|--|-(?= )) *",
    re.MULTILINE,
)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Compile the places of a publication date, the surest first."""
    month, day, year = (grammar_part(name) for name in ("MONTH", "DAY", "YEAR"))
    weekday = grammar_part("ANY_WEEKDAY")
    full = (
        rf"(?:(?P<wd>{weekday})\s*,?\s+)?(?:(?P<m>{month})\.?\s+(?P<d>{day})|(?P<d2>{day})\s+"
        rf"(?P<m2>{month}))\s*,?\s+(?P<y>{year})"
    )
    iso = r"(?P<wd>)(?P<m>)(?P<m2>)(?P<d2>)(?P<y>\d{4})-(?P<mn>\d\d)-(?P<d>\d\d)"
    label = (
        r"(?:(?:first\s+|last\s+)?(?:published|updated|posted|modified|created|date)\b"
        r"(?:\s+(?:on|at))?|by\b[^\n]{0,60}?[,|\u2013-])\W*"
    )
    clock = r"\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?(?:\s+\(?[A-Z]{2,5}\)?)?"
    rest = rf"(?:[\s,|\u2013-]+(?:at\s+)?{clock})?[^\w\n]*$"
    return (
        # A line of its own: "Published: 24 October 2016, 7:32 PM".
        re.compile(rf"^[^\w\n]*(?i:{label})?{full}(?i:{rest})", re.MULTILINE),
        re.compile(rf"^[^\w\n]*(?i:{label})?{iso}(?:T[\d:.+Z-]+)?(?i:{rest})", re.MULTILINE),
        # Before the text: "MOSUL, Oct 24, 2016 (Reuters) -".
        re.compile(
            rf"^[A-Z][A-Z .'\u2019-]+(?:,\s+[A-Z][\w .]+)?,?\s+\(?{full}\)?\s*"
            rf"(?:\([^)\n]{{2,30}}\)|[\u2013\u2014-])",
            re.MULTILINE,
        ),
        # In a caption with its credit: "a village, Monday, Oct. 24, 2016. (AP Photo)".
        re.compile(
            rf"^(?!FILE\b|File\b)[^\n]*?\b(?P<needed>){full}(?=[^\n]*\((?:[^)\n]*\b)?"
            rf"(?:AP|Reuters|REUTERS|AFP|Getty|EPA|Photo|photo)\b[^)\n]*\))",
            re.MULTILINE,
        ),
    )


def dateline_end(text: str) -> int:
    """
    Find where the running text begins behind a dateline.

    Parameters
    ----------
    text
        An article.

    Returns
    -------
    end
        Characters up to it; 0 without a dateline near the head.

    Examples
    --------
    >>> text = "NEAR ADEN, Yemen, May 2 (Desk) - Rebels fled."
    >>> text[dateline_end(text) :]
    'Rebels fled.'
    >>> text = "Truck hits bridge. YORK - A truck hit a bridge."
    >>> text[dateline_end(text) :]
    'A truck hit a bridge.'
    >>> dateline_end("NATO said that it had no troops there - yet.")
    0
    """
    for match in _DATELINE.finditer(text[:_HEAD_CHARS]):
        begins_line = text[: match.start()].strip(" \t").endswith("\n") or match.start() == 0
        if match["places"].isupper() and (begins_line or match.start() <= _HEADLINE_CHARS):
            return match.end()
    return 0


def find_publication_date(text: str) -> date | None:
    r"""
    Read the publication date off a text's own dateline, byline or caption.

    Parameters
    ----------
    text
        An article.

    Returns
    -------
    published
        None when no such line gives day, month and year, or its weekday is
        wrong. A date inside the running text never counts; one in a caption
        only with its weekday.

    Examples
    --------
    >>> find_publication_date("Published: 24 October 2016\nA bomb exploded.")
    datetime.date(2016, 10, 24)
    >>> find_publication_date("A bomb exploded on October 24, 2016.") is None
    True
    """
    head = text[:_HEAD_CHARS]
    for pattern in _patterns():
        for match in pattern.finditer(head):
            found = _full_date(match)
            if found is not None:
                return found
    return None


def _full_date(match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    if "needed" in groups and not groups["wd"]:
        return None
    month = int(groups["mn"]) if groups.get("mn") else month_number(groups["m"] or groups["m2"])
    day = int(re.sub(r"\D", "", groups["d"] or groups["d2"]))
    found = day_of(int(groups["y"]), month, day)
    weekday = groups["wd"]
    if found is None or (weekday and weekday_number(weekday) != found.weekday()):
        return None
    return found
