"""Hold a document with all that is looked up about its names, each name once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from geo.articles.headings import Heading, find_headings
from geo.gazetteer.lookup import Gazetteer
from geo.geoparsing.lexicon import is_given_name, word_kinds
from geo.geoparsing.wording import Word, Words, cut_words
from geo.language import Doc, Span
from geo.model import Match
from geo.names import fold

__all__ = ["Mention", "Reader"]

# Inhabitants at which a town's name says more about being a town.
_SIZES = ((500_000, "huge"), (50_000, "large"), (5_000, "middle"), (0, "small"))


@dataclass(frozen=True, slots=True)
class Mention:
    """
    A range of words that may name a place.

    Attributes
    ----------
    first, last
        Words, both inclusive.
    start, end
        Characters; `end` includes the point of an abbreviation (Ky.).
    rule
        Why it was looked at: `gazetteer`, `head noun` or the model's label.
    hint
        Of a head noun inside the name; empty without one.
    """

    first: int
    last: int
    start: int
    end: int
    name: str
    rule: str
    hint: str = ""


@dataclass
class Reader:
    """
    A document with everything that is looked up about its names, each name once.

    Attributes
    ----------
    doc
        Parsed, with entities.
    gazetteer
        Where names are looked up.
    words
        Of the text.
    labels
        How often the model gave each capitalised word, in small letters, which label.
    small_words
        Words that stand in small letters somewhere.
    headings
        Of the items of a round-up, most of them known names; else empty.
    """

    doc: Doc
    gazetteer: Gazetteer
    words: Words = field(init=False)
    _matches: dict[str, tuple[Match, ...]] = field(init=False, default_factory=dict)
    _kinds: dict[str, str] = field(init=False, default_factory=dict)
    labels: dict[str, Counter[str]] = field(init=False, default_factory=dict)
    small_words: frozenset[str] = field(init=False, default=frozenset())
    headings: tuple[Heading, ...] = field(init=False, default=())
    _full_names: set[str] = field(init=False, default_factory=set)
    _surnames: Counter[str] = field(init=False, default_factory=Counter)

    def __post_init__(self) -> None:
        """Cut the words and remember who is named in full."""
        self.words = cut_words(self.doc)
        for entity in self.doc.ents:
            if entity.label_ == "PERSON":
                self._remember(entity)
        self.small_words = frozenset(word.text for word in self.words.items if not word.is_capital)
        for word in self.words.items:
            if word.is_capital:
                counts = self.labels.setdefault(word.lower, Counter())
                counts[self.doc[word.token].ent_type_ or "none"] += 1
        self.headings = self._known_headings()

    def _known_headings(self) -> tuple[Heading, ...]:
        found = find_headings(self.words.text)
        names = [self.words.text[heading.start : heading.name_end] for heading in found]
        known = [n for n in names if self.matches(n) or self.matches(n.partition(" ")[2])]
        return found if len(known) * 2 >= len(found) else ()

    def _remember(self, entity: Span) -> None:
        """Remember the last names of a person, and whether the first is surely one."""
        parts = [part.removesuffix("'s").removesuffix("’s") for part in entity.text.split()]
        if len(parts) < 2:
            return
        for part in parts[1:]:
            self._surnames[fold(part)] += 1
        before = self.doc[entity.start - 1].lower_ if entity.start else ""
        if is_given_name(parts[0].lower()) or before in word_kinds("title"):
            self._full_names.add(fold(parts[-1]))

    def is_full_name_end(self, folded: str) -> bool:
        """Tell whether somebody surely bears a last name: with a given name or a title."""
        return folded in self._full_names

    def matches(self, name: str) -> tuple[Match, ...]:
        """Return the gazetteer's exact matches of a name, demonyms left out."""
        found = self._matches.get(name)
        if found is None:
            rows = self.gazetteer.lookup(name) if self.gazetteer.has_name(name) else ()
            found = tuple(match for match in rows if match.name_kind != "demonym")
            self._matches[name] = found
        return found

    def kind(self, name: str) -> str:
        """Return what the gazetteer knows by a name, the greatest first; `no` for nothing."""
        known = self._kinds.get(name)
        if known is None:
            known = _kind_of(self.matches(name))
            self._kinds[name] = known
        return known

    def is_capital_city(self, name: str) -> bool:
        """Tell whether a country's capital goes by a name."""
        return any(m.place.feature_code == "PPLC" for m in self.matches(name))

    def word(self, index: int) -> Word | None:
        """Return a word, or None beyond either end."""
        return self.words.items[index] if 0 <= index < len(self.words.items) else None

    def gap(self, index: int) -> str:
        """Return what stands before a word; a newline beyond either end."""
        return self.words.gaps[index] if 0 <= index < len(self.words.gaps) else "\n"

    def is_surname(self, lower: str) -> bool:
        """Tell whether somebody in the article bears the name as a last name."""
        return self._surnames[lower] > 0


def _kind_of(matches: tuple[Match, ...]) -> str:
    if not matches:
        return "no"
    codes = {match.place.feature_code for match in matches}
    if any(code.startswith("PCL") for code in codes):
        return "country"
    if codes & {"ADM1", "ADM1H"}:
        return "admin1"
    towns = [match.place.population for match in matches if match.place.feature_class == "P"]
    if towns:
        largest = max(towns)
        return "town " + next(size for least, size in _SIZES if largest >= least)
    if any(code.startswith("ADM") for code in codes):
        return "admin2"
    return "area" if codes & {"CONT", "RGN", "OCN", "SEA"} else "physical"
