"""The tables that merging reports goes by, read from `data/`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from geo.resources import read_rows

Code = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WordClasses:
    """
    Words, single or several, and the class that each stands for.

    Attributes
    ----------
    patterns
        Find them in folded text; the group `word` of each is the word.
    classes
        The class of each.
    """

    patterns: tuple[re.Pattern[str], ...]
    classes: Mapping[str, str]

    def find(self, text: str) -> frozenset[str]:
        """
        Find the classes whose words a text has.

        Parameters
        ----------
        text
            In any case.

        Returns
        -------
        classes
            Empty when none is found.
        """
        folded = text.casefold()
        return frozenset(
            self.classes[match["word"]]
            for pattern in self.patterns
            for match in pattern.finditer(folded)
        )


@dataclass(frozen=True, slots=True)
class MergeRules:
    """
    What merging knows about types and words.

    Attributes
    ----------
    likely
        For two codes in alphabetical order, how likely they are two words for
        one happening, in (0, 1]; codes without an entry never are.
    swapped
        Pairs of codes of which one names first whom the other names second.
    lasting, two_sided, general, by_whom
        Codes of happenings that go on for days, that either side may be named
        first in, that give way to a more telling code, and that are others
        when other people do them.
    venues, victims
        Words for the spot of a happening and for the people hurt.
    common, anybody
        Words that any report uses; names of people that do not say which.
    """

    likely: Mapping[tuple[Code, Code], float]
    swapped: frozenset[tuple[Code, Code]]
    lasting: frozenset[Code]
    two_sided: frozenset[Code]
    general: frozenset[Code]
    by_whom: frozenset[Code]
    venues: WordClasses
    victims: WordClasses
    common: frozenset[str]
    anybody: frozenset[str]

    def likelihood(self, first: Code, second: Code) -> float:
        """
        Tell how likely two codes mean one happening.

        Parameters
        ----------
        first, second
            `(event_type, sub_event_type)`, in either order.

        Returns
        -------
        likelihood
            1 for the same code, 0 for two that never do.
        """
        if first == second:
            return 1.0
        return self.likely.get((min(first, second), max(first, second)), 0.0)

    def are_sides_free(self, first: Code, second: Code) -> bool:
        """
        Tell whether two reports may name the sides the other way round.

        Parameters
        ----------
        first, second
            Codes, in either order.

        Returns
        -------
        free
            For happenings between equals, and for a gain beside a loss.
        """
        if first in self.two_sided and second in self.two_sided:
            return True
        return (min(first, second), max(first, second)) in self.swapped


# A venue counts where something is said to happen at it: wounded people taken
# to a hospital, or a ministry that speaks, are no venues.
_AT = (
    r"(?:at|in|into|inside|near|outside|on|against|through|hits?|struck|strikes?|stormed|storm"
    r"|attack(?:ed|s)?|bombed|shelled|raided|target(?:ed|ing|s)?)"
)
_BLOW = r"(?:bomb(?:ing)?|blast|attack|explosion|strike|shooting|raid|fire|siege|massacre|crash)s?"


@cache
def shipped_rules() -> MergeRules:
    """
    Read the tables that ship with the project, once in a process.

    Returns
    -------
    rules
        From `data/merge_types.csv`, `merge_subtypes.csv` and `merge_words.csv`.

    Raises
    ------
    DataError
        When a table is missing.

    Examples
    --------
    >>> rules = shipped_rules()
    >>> rules.likelihood(("hazard", "flood"), ("hazard", "storm"))
    0.7
    >>> sorted(rules.venues.find("A bomb in a crowded market hit shoppers, a hospital said."))
    ['market']
    """
    flags = {
        name: frozenset(
            (row["event_type"], row["sub_event_type"])
            for row in read_rows("merge_subtypes.csv")
            if row[name] == "yes"
        )
        for name in ("lasting", "two_sided", "general", "by_whom")
    }
    pairs, venues, victims = _type_pairs(), _words("venue"), _words("victims")
    return MergeRules(
        likely={pair: float(row["likely"]) for pair, row in pairs.items()},
        swapped=frozenset(pair for pair, row in pairs.items() if row["swapped"] == "yes"),
        lasting=flags["lasting"],
        two_sided=flags["two_sided"],
        general=flags["general"],
        by_whom=flags["by_whom"],
        venues=WordClasses(
            (
                re.compile(rf"\b{_AT}\s+(?:[\w'’-]+\s+){{0,3}}?(?P<word>{_any(venues)})\b"),
                re.compile(rf"\b(?P<word>{_any(venues)})\s+{_BLOW}\b"),
            ),
            venues,
        ),
        victims=WordClasses((re.compile(rf"\b(?P<word>{_any(victims)})\b"),), victims),
        common=frozenset(_words("common")),
        anybody=frozenset(_words("anybody")),
    )


def _type_pairs() -> dict[tuple[Code, Code], dict[str, str]]:
    pairs = {}
    for row in read_rows("merge_types.csv"):
        first = (row["type_a"], row["sub_type_a"])
        second = (row["type_b"], row["sub_type_b"])
        pairs[min(first, second), max(first, second)] = row
    return pairs


def _words(use: str) -> dict[str, str]:
    """Return the class of each word of one use."""
    return {
        word: row["class"]
        for row in read_rows("merge_words.csv")
        if row["use"] == use
        for word in row["words"].split(";")
    }


def _any(words: Mapping[str, str]) -> str:
    # Longer ones first: "police station" before "police".
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))
