"""Conditions of the trigger lexicon: what must stand in which slot around a word."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from geo.casualties.victims import are_several
from geo.errors import DataError
from geo.grammar.clauses import (
    agents,
    complements,
    governor,
    head_of,
    is_aged,
    is_class,
    modifiers,
    patients,
)
from geo.grammar.clauses import word_class as lemmas_of
from geo.language import Doc, Token

__all__ = ["Condition", "Slots", "TextWords", "hold", "parse_conditions"]

# subj and obj: who does it, to whom; mod: the words before a noun; gov: the verb that a noun
# belongs to ("a curfew imposed" too), and as: its function there; at: what its prepositions
# govern; prt: a verb's particle; sent and text: any word of the sentence or text but the trigger.
_SLOTS = frozenset({"subj", "obj", "mod", "gov", "as", "at", "prt", "sent", "text"})
# Words of sport and business that decide alone, and how many weaker ones do.
_TOPICS = ("sport", "business")
_WEAK_WORDS = 2
# Share of a text's words that make it a sports page: the strong ones alone, and with the
# weak ones; and least number. War news has at most 0.026 of both.
_TOPIC_SHARE, _WEAK_SHARE, _TOPIC_COUNT = 0.012, 0.04, 5

_PARTICLES = frozenset({"out", "off", "up", "away", "back", "down"})

Condition = tuple[tuple[str, tuple[str, ...]], ...]


def parse_conditions(cell: str) -> tuple[Condition, ...]:
    """
    Read a cell of conditions.

    Parameters
    ----------
    cell
        Tests `slot:class/class`, joined by `&` and, binding less, by `|`.

    Returns
    -------
    conditions
        The alternatives; none for an empty cell.

    Raises
    ------
    DataError
        When a test names no slot or no class.

    Examples
    --------
    >>> parse_conditions("subj:force&obj:building/place|mod:air")
    ((('subj', ('force',)), ('obj', ('building', 'place'))), (('mod', ('air',)),))
    """
    alternatives = []
    for alternative in cell.split("|") if cell else ():
        tests = []
        for test in alternative.split("&"):
            slot, _, classes = test.partition(":")
            if slot not in _SLOTS or not classes:
                msg = f"Expected slot:class in triggers.csv, got {test!r}. Slots: {sorted(_SLOTS)}."
                raise DataError(msg)
            tests.append((slot, tuple(classes.split("/"))))
        alternatives.append(tuple(tests))
    return tuple(alternatives)


class TextWords:
    """
    The words of a document that conditions ask about, computed once.

    Parameters
    ----------
    doc
        The parsed text.
    places
        Indices of the tokens that stand in a toponym.
    lead
        Index of the token after the dateline; -1 without one.
    """

    def __init__(self, doc: Doc, places: Collection[int], lead: int = -1) -> None:
        self.lead = lead
        self.places = frozenset(places)
        self.words = frozenset(_words(doc))
        self._sentences: dict[int, frozenset[str]] = {}
        self._length = len(doc)
        self._doc = doc

    @cached_property
    def surnames(self) -> frozenset[str]:
        """Last names told with a first one: that of "Bracelen Flood, the author"."""
        people = (ent for ent in self._doc.ents if ent.label_ == "PERSON" and len(ent) > 1)
        return frozenset(ent[-1].text for ent in people if ent[-1].is_title)

    def sentence(self, token: Token) -> frozenset[str]:
        """Return the lemmas of a token's sentence."""
        sent = token.sent
        if sent.start not in self._sentences:
            self._sentences[sent.start] = frozenset(_words(sent))
        return self._sentences[sent.start]

    @cached_property
    def topics(self) -> frozenset[str]:
        """Topics of the whole text."""
        found = set()
        for topic in _TOPICS:
            strong, weak = (self._count(name) for name in (topic, f"{topic}_weak"))
            is_strong = strong >= max(_TOPIC_COUNT, _TOPIC_SHARE * self._length)
            if is_strong or strong + weak >= max(_TOPIC_COUNT, _WEAK_SHARE * self._length):
                found.add(topic)
        return frozenset(found)

    def _count(self, name: str) -> int:
        lemmas = lemmas_of(name)
        return sum(1 for token in self._doc if head_of(token) in lemmas)

    def is_about(self, words: frozenset[str], topic: str) -> bool:
        """Tell whether words are of sport or business; words of harm rule it out."""
        if words & lemmas_of("toll"):
            return False
        weak = words & (lemmas_of(topic) | lemmas_of(f"{topic}_weak"))
        if topic in self.topics or words & lemmas_of(topic):
            return True
        return len(weak) > _WEAK_WORDS


def _words(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.is_alpha or "-" in token.text:
            yield head_of(token)
            if token.pos_ == "PROPN":
                yield token.lower_


class Slots:
    """
    The words around one trigger that its conditions ask about.

    Parameters
    ----------
    token
        The trigger's head.
    text
        Of its document.
    """

    def __init__(self, token: Token, text: TextWords) -> None:
        self.token = token
        self.text = text
        self._found: dict[str, tuple[Token, ...]] = {}

    def holds(self, slot: str, classes: tuple[str, ...]) -> bool:
        """Tell whether a word of one of some classes stands in a slot."""
        if slot == "as":
            return _function(self.token) in classes
        if slot in {"sent", "text"}:
            words = self.text.words if slot == "text" else self.text.sentence(self.token)
            return any(self._in_words(words, name) for name in classes)
        return any(self._fits(word, name) for word in self._words(slot) for name in classes)

    def _in_words(self, words: frozenset[str], name: str) -> bool:
        if name in _TOPICS:
            return self.text.is_about(words, name)
        own = {head_of(self.token), self.token.lower_}
        return bool((words & lemmas_of(name)) - (own - {name}))

    def _words(self, slot: str) -> tuple[Token, ...]:
        if slot not in self._found:
            self._found[slot] = self._compute(slot)
        return self._found[slot]

    def _compute(self, slot: str) -> tuple[Token, ...]:
        token = self.token
        if slot == "subj":
            return agents(token)
        if slot == "obj":
            return patients(token)
        if slot == "mod":
            return modifiers(token)
        if slot == "prt":
            return tuple(child for child in token.children if _is_particle(child))
        above = governor(token) if token.pos_ not in {"VERB", "AUX"} else None
        if slot == "gov":
            found = above or (token.head if token.head.i != token.i else None)
            # "The fire that broke out" and "a fire raging in Mati" are told by those verbs.
            own = [child for child in token.children if child.dep_ in {"relcl", "acl"}]
            return (*own, found) if found is not None else tuple(own)
        heads = [token] if above is None else [token, above]
        return tuple(word for head in heads for _, word in complements(head))

    def _fits(self, word: Token, name: str) -> bool:
        if name == "any":
            return True
        if name == "place":
            return word.i in self.text.places or _is_called_town(word) or self._is_of_place(word)
        if name == "pron":
            return word.pos_ == "PRON"
        if name == "number":
            return word.pos_ == "NUM" or word.like_num
        if name == "several":
            return are_several(word)
        return is_class(word, name) or _stands_for(word, name)

    def _is_of_place(self, word: Token) -> bool:
        """Tell "parts of Sanaa", and what was gained in "took control of Sanaa"."""
        inside = (inner.i for prep, inner in complements(word) if prep.lower_ == "of")
        return is_class(word, "place_part") and any(i in self.text.places for i in inside)


def _is_particle(child: Token) -> bool:
    """Find the particle also where the parser takes it for a preposition: "kicked out of"."""
    is_next = child.i == child.head.i + 1 and child.lower_ in _PARTICLES
    return child.dep_ == "prt" or is_next


def _is_called_town(word: Token) -> bool:
    """Tell "Karamlesh, a village to the north"."""
    return word.pos_ == "PROPN" and any(
        child.dep_ == "appos" and is_class(child, "anaphor_town") for child in word.children
    )


def _function(noun: Token) -> str:
    """Return what a noun is to the verb it belongs to: `subj`, `obj` or empty."""
    first = noun
    while first.dep_ == "conj":
        first = first.head
    return {"nsubj": "subj", "dobj": "obj", "nsubjpass": "obj"}.get(first.dep_, "")


def _stands_for(word: Token, name: str) -> bool:
    """Test a head's of-phrase, its compounds and what kind of name it is."""
    if name in {"person", "protester"} and (
        word.ent_type_ in {"PERSON", "NORP"}
        or is_aged(word)
        or word.lower_ in {"he", "she", "they", "him", "them"}
    ):
        return True
    if (
        name in {"force", "militant"}
        and word.ent_type_ == "NORP"
        and word.pos_ in {"NOUN", "PROPN"}
    ):
        return True
    if name == "force" and word.ent_type_ == "GPE" and word.dep_ == "nsubj":
        return True
    if name == "leader" and word.ent_type_ == "PERSON":
        return any(is_class(part, name) for part in word.subtree if part.i != word.i)
    parts = [
        inner
        for child in word.children
        if child.dep_ == "prep" and child.lower_ == "of"
        for inner in child.children
        if inner.dep_ == "pobj"
    ]
    # "Armoured vehicles" are a force, "unmanned aircraft" drones.
    inner = {"compound", "amod"} if name in {"force", "drone"} else {"compound"}
    parts += [child for child in word.children if child.dep_ in inner]
    return any(is_class(part, name) for part in parts)


def hold(conditions: tuple[Condition, ...], slots: Slots) -> bool:
    """
    Tell whether one of some alternatives is fulfilled.

    Parameters
    ----------
    conditions
        From `parse_conditions`.
    slots
        Of the trigger.

    Returns
    -------
    hold
        False for no alternatives.
    """
    return any(all(slots.holds(slot, classes) for slot, classes in each) for each in conditions)
