"""Borders named in a text: "near the Jordanian border", "the frontier with Turkey"."""

from __future__ import annotations

import re
from functools import cache

from geo.footprints.relation_words import DIRECTION, LENGTH, country_words, parse_length
from geo.model import Relation, Span

__all__ = ["borders_in"]

# Characters around the word "border" in which its countries and distance stand.
WINDOW = 90
_BORDER = re.compile(r"\b(?:borders?|frontiers?)\b", re.IGNORECASE)
# Words that make the border a kind of person or rule, or announce a place of its own.
_NOT_A_LINE = re.compile(
    r"\s+(?:guards?|police|patrols?|agents?|forces?|troops|soldiers|officials?|officers?|controls?|"
    r"checks|security|disputes?|tax|trade|closures?|towns?|villages?|city|cities|provinces?|"
    r"districts?|states?)\b",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    rf"\b(?:{LENGTH}(?:\s*\([^()]{{1,40}}\))?(?:\s+away)?(?:\s+(?:to\s+the\s+)?{DIRECTION})?\s+"
    r"(?:from|of|off|inside)|near(?:\s+to)?|close\s+to|along|on|at|across|over|towards?|up\s+to|"
    r"astride|in|around|by)\s+(?:the\s+|a\s+)?$",
    re.IGNORECASE,
)
_THE = re.compile(r"\b(?:the|a)\s+$", re.IGNORECASE)


def borders_in(text: str, start: int = 0, end: int | None = None) -> tuple[Relation, ...]:
    """
    Find the borders of named countries in a stretch of text.

    Parameters
    ----------
    text
        The article.
    start, end
        Characters between which the word "border" is to stand.

    Returns
    -------
    relations
        As `geo.footprints.relations.find_border_relations` has them.

    Examples
    --------
    >>> [(r.text, r.country_code) for r in borders_in("He died near the Syrian border.")]
    [('near the Syrian border', 'SY')]
    >>> borders_in("the Syrian border guards")
    ()
    """
    found = (
        _relation(text, match)
        for match in _BORDER.finditer(text, start, len(text) if end is None else end)
    )
    return tuple(relation for relation in found if relation is not None)


def _relation(text: str, match: re.Match[str]) -> Relation | None:
    first, last = match.span()
    if _NOT_A_LINE.match(text, last):
        return None
    low = max(0, first - WINDOW)
    names = []
    owner = _owners().search(text[low:first])
    if owner:
        names += [name for name in owner.groups() if name]
        first = low + owner.start()
    other = _others().match(text, last)
    if other:
        names += [name for name in other.groups() if name]
        last = other.end()
    codes = sorted({country_words()[name] for name in names})
    if not codes or len(codes) > 2:
        return None
    lead = text[max(0, first - WINDOW) : first]
    distance = None
    prefix = _PREFIX.search(lead) or _THE.search(lead)
    if prefix:
        skip = 0
        if prefix.groupdict().get("length"):
            length = parse_length(prefix["length"])
            distance, skip = length or (None, 0)
        first += prefix.start() - len(lead) + skip
    return Relation(
        "along", text[first:last], Span(first, last), distance, line="border",
        country_code=";".join(codes),
    )  # fmt: skip


@cache
def _country() -> str:
    names = sorted(country_words(), key=lambda name: (-len(name), name))
    return rf"(?:the\s+)?(?<!\w)({'|'.join(map(re.escape, names))})(?!\w)"


@cache
def _owners() -> re.Pattern[str]:
    """Return the pattern of "Turkish-Syrian" or "Iraq's eastern" before the word."""
    country = _country().removeprefix(r"(?:the\s+)?")
    between = r"\s*(?:[-\u2010-\u2014/]|\band\b)\s*"
    return re.compile(
        rf"{country}(?:{between}{country})?(?:['\u2019]s?)?\s+"
        rf"(?:(?:{DIRECTION}|common|shared|land|long|porous|mountainous)\s+)*$"
    )


@cache
def _others() -> re.Pattern[str]:
    """Return the pattern of "with Turkey" or "between Turkey and Syria" after the word."""
    country = _country()
    return re.compile(
        r"(?:\s+(?:crossings?|posts?|areas?|regions?|zones?|strip|fence|wall|lines?))?\s+"
        rf"(?:(?:it\s+shares\s+|shared\s+)?with\s+(?:neighbou?ring\s+)?{country}"
        rf"|(?:between|of|separating|dividing)\s+{country}\s+(?:and|from)\s+{country})"
    )
