"""Finding date expressions in a text by the grammar in `data/date_grammar.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from geo.dates.absolute import ABSOLUTE_READERS
from geo.dates.days import Reader
from geo.dates.named import named_days
from geo.dates.relative import RELATIVE_READERS
from geo.dates.weekdays import WEEKDAY_READERS
from geo.resources import data_path

__all__ = ["Expression", "find_expressions", "grammar_part", "grammar_rules"]

# Characters around a word such as "Sunday" or "ago" that its expression may take.
_REACH = 90


@dataclass(frozen=True, slots=True)
class Expression:
    """
    Date words in a text, before they are read.

    Attributes
    ----------
    match
        Where they stand.
    kind
        As in `data/date_grammar.toml`.
    read
        Turns them into days.
    """

    match: re.Match[str]
    kind: str
    read: Reader


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the grammar: a pattern, the kind of date, its reader, an example."""

    pattern: re.Pattern[str]
    kind: str
    needs: str
    read: Reader
    example: str


@cache
def _grammar() -> dict[str, Any]:
    return tomllib.loads(data_path("date_grammar.toml").read_text(encoding="utf-8"))


@cache
def _parts() -> dict[str, str]:
    """Return the named parts of the grammar with their own parts put in."""
    parts: dict[str, str] = dict(_grammar()["parts"])
    longest_first = sorted(named_days(), key=len, reverse=True)
    escaped = (re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
    parts["NAMED_DAYS"] = "|".join(escaped).replace("'", "['\u2019]")
    return {name: _filled(pattern, parts) for name, pattern in parts.items()}


def _filled(pattern: str, parts: dict[str, str]) -> str:
    """Put parts in for their names in braces, which no regular expression has otherwise."""
    return re.sub(r"\{([A-Z_]+)\}", lambda match: _filled(parts[match[1]], parts), pattern)


def grammar_part(name: str) -> str:
    """Return the regular expression of a part, such as `MONTH`, for use in others."""
    return _parts()[name]


@cache
def grammar_rules() -> tuple[Rule, ...]:
    """Compile the grammar, in the order in which its rules win."""
    readers = {**ABSOLUTE_READERS, **RELATIVE_READERS, **WEEKDAY_READERS}
    return tuple(
        Rule(
            re.compile(_filled(row["pattern"], _parts())),
            row["kind"],
            row["needs"],
            readers[row["read"]],
            row["example"],
        )
        for row in _grammar()["rule"]
    )


_WORD = re.compile(r"[^\W\d_]+|\d+")


@cache
def _anchors() -> dict[str, frozenset[str]]:
    """Return for a word in small letters the groups of rules that it may begin."""
    groups = dict(_grammar()["anchors"])
    groups["named"] = " ".join(_WORD.findall(" ".join(named_days()).lower()))
    found: dict[str, set[str]] = {}
    for group, words in groups.items():
        for word in words.split():
            found.setdefault(word, set()).add(group)
    return {word: frozenset(names) for word, names in found.items()}


def _groups_of(word: str) -> frozenset[str]:
    if word[0].isdecimal():
        return _YEAR if len(word) == 4 else _NUMBER
    return _anchors().get(word.lower(), _NONE)


_NONE: frozenset[str] = frozenset()
_YEAR = frozenset({"year", "number"})
_NUMBER = frozenset({"number", "named"})


def find_expressions(text: str) -> tuple[Expression, ...]:
    """
    Find date words in a text.

    Parameters
    ----------
    text
        An article or a sentence.

    Returns
    -------
    expressions
        In text order, not overlapping; not yet read, since most depend on the
        day of publication and on what was told before.

    Examples
    --------
    >>> [e.match[0] for e in find_expressions("On Sunday, two days after Oct. 3, 2016, it rained.")]
    ['On Sunday', 'two days after', 'Oct. 3, 2016']
    """
    return tuple(_not_overlapping(text))


def _not_overlapping(text: str) -> Iterator[Expression]:
    found = [
        (match.start(), -match.end(), order, Expression(match, rule.kind, rule.read))
        for start, end, groups in _windows(text)
        for order, rule in enumerate(grammar_rules())
        if rule.needs in groups
        for match in rule.pattern.finditer(text, start, end)
    ]
    end = 0
    for start, minus_end, _, expression in sorted(found, key=lambda item: item[:3]):
        if start >= end:
            yield expression
            end = -minus_end


def _windows(text: str) -> list[tuple[int, int, set[str]]]:
    """Return the parts of a text that may hold date words, with the rules to try there."""
    windows: list[tuple[int, int, set[str]]] = []
    for match in _WORD.finditer(text):
        groups = _groups_of(match[0])
        if not groups:
            continue
        start, end = max(match.start() - _REACH, 0), min(match.end() + _REACH, len(text))
        if start:
            start = max(text.find(" ", start, match.start()), start)
        if windows and start <= windows[-1][1]:
            first, _, known = windows[-1]
            windows[-1] = (first, end, known | groups)
        else:
            windows.append((start, end, set(groups)))
    return windows
