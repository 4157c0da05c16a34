"""Read what the words around a name say about it: the clues that recognition weighs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from geo.gazetteer import Gazetteer
from geo.language import Doc, Span
from geo.lexicon import head_nouns, person_names, word_kinds
from geo.model import Match
from geo.names import fold
from geo.wording import Word, Words, cut_words

__all__ = ["Mention", "Reader"]

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_LABEL_GROUPS = {
    "GPE": "GPE",
    "LOC": "LOC",
    "FAC": "FAC",
    "ORG": "ORG",
    "PERSON": "PERSON",
    "NORP": "NORP",
}
_IN_WORDS = frozenset(
    ["in", "near", "outside", "at", "around", "across", "throughout", "inside", "within", "nearby"]
)
_MOVE_WORDS = frozenset(
    ["from", "to", "into", "toward", "towards", "through", "via", "leaving", "between"]
)
_OTHER_LEFT = frozenset(
    ["of", "the", "and", "or", "for", "by", "with", "on", "against", "over", "is", "was", "a", "an"]
)
_PEOPLE_NOUNS = frozenset(
    [
        "man",
        "woman",
        "men",
        "women",
        "resident",
        "residents",
        "native",
        "couple",
        "teen",
        "teenager",
        "boy",
        "girl",
        "mother",
        "father",
        "police",
        "officials",
        "authorities",
        "area",
        "based",
        "mayor",
        "city",
        "county",
        "resident's",
        "firefighters",
        "voters",
        "school",
        "schools",
        "councilman",
        "doctor",
        "farmer",
        "business",
        "businessman",
        "lawmakers",
        "airport",
    ]
)
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
    """

    doc: Doc
    gazetteer: Gazetteer
    words: Words = field(init=False)
    _matches: dict[str, tuple[Match, ...]] = field(init=False, default_factory=dict)
    _kinds: dict[str, str] = field(init=False, default_factory=dict)
    _labels: dict[str, Counter[str]] = field(init=False, default_factory=dict)
    _small: frozenset[str] = field(init=False, default=frozenset())
    _full_names: set[str] = field(init=False, default_factory=set)
    _surnames: Counter[str] = field(init=False, default_factory=Counter)

    def __post_init__(self) -> None:
        """Cut the words and remember who is named in full."""
        self.words = cut_words(self.doc)
        for entity in self.doc.ents:
            if entity.label_ == "PERSON":
                self._remember(entity)
        self._small = frozenset(word.text for word in self.words.items if not word.is_capital)
        for word in self.words.items:
            if word.is_capital:
                counts = self._labels.setdefault(word.lower, Counter())
                counts[self.doc[word.token].ent_type_ or "none"] += 1

    def _remember(self, entity: Span) -> None:
        """Remember the last names of a person, and whether the first is surely one."""
        parts = [part.removesuffix("'s").removesuffix("’s") for part in entity.text.split()]
        if len(parts) < 2:
            return
        for part in parts[1:]:
            self._surnames[fold(part)] += 1
        known = person_names().get(parts[0].lower())
        before = self.doc[entity.start - 1].lower_ if entity.start else ""
        if (known is not None and known.given > 0) or before in word_kinds("title"):
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

    def word(self, index: int) -> Word | None:
        """Return a word, or None beyond either end."""
        return self.words.items[index] if 0 <= index < len(self.words.items) else None

    def gap(self, index: int) -> str:
        """Return what stands before a word; a newline beyond either end."""
        return self.words.gaps[index] if 0 <= index < len(self.words.gaps) else "\n"

    def is_surname(self, lower: str) -> bool:
        """Tell whether somebody in the article bears the name as a last name."""
        return self._surnames[lower] > 0

    def clues(self, mention: Mention) -> list[str]:
        """
        Return the clues for and against a mention being a toponym.

        Parameters
        ----------
        mention
            Of this document.

        Returns
        -------
        clues
            Names of weights; each holds or is absent.
        """
        kind = self.kind(mention.name)
        label = self._label(mention)
        left = self._left(mention)
        right = self._right(mention)
        group = kind.split(" ")[0]
        found = [
            f"kind {kind}",
            f"label {label}",
            f"label {label}, kind {group}",
            f"left {left}",
            f"right {right}",
            f"left {left}, kind {group}",
            f"right {right}, kind {group}",
            f"left {left}, label {label.split(' ')[0]}",
            f"words {min(3, mention.last - mention.first + 1)}",
            f"rule {mention.rule}",
        ]
        if mention.hint:
            found.append(f"head {mention.hint}")
        found += self._form(mention)
        found += self._person(mention)
        found += self._memory(mention, group)
        return found

    def _label(self, mention: Mention) -> str:
        first = self.doc[self.words.items[mention.first].token]
        last = self.doc[self.words.items[mention.last].token]
        label = _LABEL_GROUPS.get(first.ent_type_, "other" if first.ent_type_ else "none")
        if first.ent_iob_ == "O":
            inner = _LABEL_GROUPS.get(last.ent_type_, "none")
            return "none" if inner == "none" else f"{inner} overlapping"
        begins = first.ent_iob_ == "B" or (first.i > 0 and self.doc[first.i - 1].lower_ == "the")
        if last.ent_type_ != first.ent_type_:
            return f"{label} overlapping"
        following = self.doc[last.i + 1] if last.i + 1 < len(self.doc) else None
        ends = following is None or following.ent_iob_ != "I" or following.lower_ in ("'s", "’s")
        if begins and ends:
            return f"{label} same"
        if begins:
            return f"{label} first"
        return f"{label} last" if ends else f"{label} inside"

    def _left(self, mention: Mention) -> str:
        word, gap = self.word(mention.first - 1), self.gap(mention.first)
        if word is None or "\n" in gap:
            return "line start"
        if gap.strip():
            return "hyphen" if gap in ("-", "‑") else _left_sign(gap.strip(), word, self)
        if word.lower in word_kinds("title") and word.is_capital:
            return "title"
        if word.lower in head_nouns("dir"):
            return "direction"
        if word.is_capital and self.doc[word.token].tag_ not in ("IN", "DT", "CC"):
            return "capital"
        return _left_word(word, self.word(mention.first - 2))

    def _right(self, mention: Mention) -> str:
        word, gap = self.word(mention.last + 1), self.gap(mention.last + 1)
        own = self.words.items[mention.last]
        if own.full_end > own.end and mention.end == own.end:
            return "possessive"
        if word is None or "\n" in gap:
            return "line end"
        stripped = gap.strip().removeprefix("." if mention.end > own.end else "").strip()
        if stripped:
            return "hyphen" if gap in ("-", "‑") else self._right_sign(stripped, mention)
        if word.lower in head_nouns("after"):
            return f"head {'capital' if word.is_capital else 'small'}"
        return _right_capital(word) if word.is_capital else self._right_small(word)

    def _right_small(self, word: Word) -> str:
        if word.lower in word_kinds("person_verb"):
            return "person verb"
        if word.lower in _PEOPLE_NOUNS:
            return "people noun"
        if word.text.isdigit():
            return "number"
        tag = self.doc[word.token].tag_
        return {"VBD": "past verb", "VBZ": "verb", "CC": "and", "IN": "preposition"}.get(
            tag, "noun" if tag.startswith("NN") else "word"
        )

    def _right_sign(self, sign: str, mention: Mention) -> str:
        if sign[0] == ",":
            return f", {self._region_after(mention.last + 1)}"
        if sign[0] in "-–—" or (sign[0] == "(" and sign != "()"):
            return "dash" if sign[0] != "(" else "bracket"
        return {".": "stop", ")": "bracket", ";": "stop", ":": "colon"}.get(sign[0], "sign")

    def _region_after(self, index: int) -> str:
        """Tell whether the words from an index on name a country or division."""
        for length in (3, 2, 1):
            last = self.word(index + length - 1)
            first = self.word(index)
            if first is None or last is None or not first.is_capital:
                continue
            name = self.words.text[first.start : last.end]
            pointed = self.words.text[first.start : last.end + 1]
            for form in (name, pointed) if pointed.endswith(".") else (name,):
                if self.kind(form).split(" ")[0] in ("country", "admin1", "admin2"):
                    return "region"
        word = self.word(index)
        return "capital" if word is not None and word.is_capital else "word"

    def _is_common_word(self, lower: str) -> bool:
        """Tell whether a word is a kind of place or body, or stands in small letters elsewhere."""
        if lower in self._small:
            return True
        return any(lower in head_nouns(s) for s in ("after", "list", "dir")) or any(
            lower in word_kinds(k) for k in ("org", "media", "team", "title")
        )

    def _best_name_kind(self, name: str) -> str:
        kinds = {match.name_kind for match in self.matches(name)}
        return next((k for k in ("short", "preferred", "alternate") if k in kinds), "no name")

    def _form(self, mention: Mention) -> list[str]:
        found = []
        name = mention.name
        if name.isupper() and len(name) > 4 and "." not in name:
            found.append("all capitals")
        if name.isupper() and 1 < len(name) <= 5 and "." not in name:
            found.append(f"capital letters, {self._best_name_kind(name)}")
        if "." in name:
            found.append("pointed")
        if len(name) <= 3:
            found.append("short form")
        items = self.words.items[mention.first : mention.last + 1]
        found.append(f"name {self._best_name_kind(name)}")
        if len(items) == 1 and self._is_common_word(items[0].lower):
            found.append("common word")
        tags = {self.doc[word.token].pos_ for word in items}
        if "PROPN" not in tags:
            found.append("no proper noun")
            if self.doc[items[0].token].is_sent_start:
                found.append("no proper noun, sentence start")
        return found

    def _person(self, mention: Mention) -> list[str]:
        first = self.words.items[mention.first]
        found = []
        if mention.first == mention.last:
            known = person_names().get(first.lower)
            if known is not None and known.given > 0:
                found.append("given name")
            if known is not None and known.surname > 0:
                found.append("common surname" if known.surname > 0.03 else "surname")
            if self.is_surname(fold(first.text)):
                found.append("surname in article")
        elif first.lower in person_names() and person_names()[first.lower].given > 0:
            found.append("begins with given name")
        before = self.word(mention.first - 1)
        if before is not None and before.is_capital and self.gap(mention.first) == " ":
            known = person_names().get(before.lower)
            if known is not None and known.given > 0:
                found.append("after given name")
        return found

    def _memory(self, mention: Mention, group: str) -> list[str]:
        """Tell how the model labelled the same word elsewhere in the article."""
        counts = self._labels.get(self.words.items[mention.first].lower)
        if not counts:
            return []
        total = counts.total()
        if total < 2:
            return ["named once"]
        place = sum(counts[label] for label in PLACE_LABELS) / total
        person = counts["PERSON"] / total
        found = [f"elsewhere place {min(3, int(4 * place))}"]
        if person >= 0.5:
            found.append("elsewhere person")
            found.append(f"elsewhere person, kind {group}")
        return found


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


def _left_sign(sign: str, word: Word, reader: Reader) -> str:
    if sign[-1] == ",":
        group = reader.kind(reader.words.text[word.start : word.end]).split(" ")[0]
        return f", {group if group in ('country', 'admin1', 'town') else 'other'}"
    if sign[-1] in "-–—":
        return "dash"
    if sign[-1] == "(":
        return "bracket"
    return "stop" if sign[-1] in ".!?:;" else "sign"


def _right_capital(word: Word) -> str:
    return next(
        (kind for kind in ("team", "media", "org") if word.lower in word_kinds(kind)), "capital"
    )


def _left_word(word: Word, before: Word | None) -> str:
    if word.lower in _IN_WORDS:
        return "in"
    if word.lower in _MOVE_WORDS:
        return "from"
    if word.lower == "of" and before is not None and before.lower in head_nouns("of"):
        return "head of"
    if word.lower in _OTHER_LEFT:
        return word.lower
    return "number" if word.text[0].isdigit() else "word"
