"""People hit by an event: who, how many, in what way, as one sentence tells it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from geo.actors import noun_phrase
from geo.date_words import find_expressions
from geo.language import Doc, Span, Token
from geo.model import Casualties, Count
from geo.numerals import Quantity, find_quantities
from geo.resources import read_rows

__all__ = ["CasualtyMention", "combine", "find_casualties"]


@dataclass(frozen=True, slots=True)
class CasualtyMention:
    """
    One statement of how many people were hit in one way.

    Attributes
    ----------
    start, end
        Characters of the text: the number and the noun it counts.
    kind
        `killed`, `injured`, `displaced`, `evacuated`, `infected`, `detained`,
        `abducted` or `missing`.
    count
        By the codebook's rules; without bounds for a bare plural.
    who
        The victims as named: "IS militants"; empty for a bare number.
    label
        The number for display: `74+`.
    is_cumulative
        A toll of more than one happening: since a date, of a year, of a war.
    is_hypothetical
        The clause is conditional, planned or feared.
    is_part
        Counted among others already: "including three children".
    is_definite
        Victims the text has named before, or by name: "the driver".
    trigger
        Index of the token that tells it.
    sentence
        Index of the first token of its sentence.
    """

    start: int
    end: int
    kind: str
    count: Count
    who: str
    label: str
    is_cumulative: bool = False
    is_hypothetical: bool = False
    is_part: bool = False
    is_definite: bool = False
    trigger: int = -1
    sentence: int = -1


@dataclass(frozen=True, slots=True)
class _Counted:
    """A quantity with the noun it counts: `top` governs both in the parse."""

    quantity: Quantity
    number: Token
    top: Token
    noun: Token


@dataclass(frozen=True, slots=True)
class _Word:
    kind: str
    frame: str
    is_loose: bool


@cache
def _words() -> dict[tuple[str, str], _Word]:
    """Return the lexicon by word form and frame."""
    found: dict[tuple[str, str], _Word] = {}
    for row in read_rows("casualty_words.csv"):
        word = _Word(row["kind"], row["frame"], row["loose"] == "loose")
        regular = _forms(row["word"], row["frame"])
        for form in {row["word"], *regular, *filter(None, row["forms"].split(";"))}:
            found.setdefault((form, row["frame"]), word)
    return found


def _forms(word: str, frame: str) -> set[str]:
    """Inflect a regular word."""
    if frame in {"noun", "harm"}:
        return {word + "s"}
    if frame not in {"object", "subject"}:
        return set()
    stem = word.removesuffix("e")
    return {word + "s", stem + "ed", stem + "ing"}


@cache
def _people() -> frozenset[str]:
    """Return nouns known for people, from the word classes of the event triggers."""
    classes = {"person", "force", "militant", "displaced", "protester", "leader", "police"}
    return frozenset(
        lemma
        for row in read_rows("word_classes.csv")
        if row["class"] in classes
        for lemma in row["lemmas"].split(";")
    )


def find_casualties(text: Doc | Span) -> tuple[CasualtyMention, ...]:
    """
    Find statements of people killed, injured or otherwise hit, in text order.

    Parameters
    ----------
    text
        A parsed article or sentence.

    Returns
    -------
    mentions
        Hypothetical, cumulative and partial ones flagged, denials as zero
        ("no one was hurt").
    """
    sentences = text.sents if isinstance(text, Doc) else [text]
    return tuple(mention for sentence in sentences for mention in _in_sentence(sentence))


def _in_sentence(sentence: Span) -> Iterator[CasualtyMention]:
    counted = tuple(_counted(sentence))
    found: dict[tuple[str, int], CasualtyMention] = {}
    for trigger in sentence:
        for word, victim in _victims(trigger):
            mention = _mention(sentence, trigger, word, victim, counted)
            if mention:
                found.setdefault((mention.kind, mention.start), mention)
    yield from sorted(found.values(), key=lambda mention: mention.start)


def _counted(sentence: Span) -> Iterator[_Counted]:
    """Pair each quantity of people with its noun."""
    dates = [e.match.span() for e in find_expressions(sentence.text)]
    for quantity in find_quantities(sentence.text):
        if any(start < quantity.end and quantity.start < end for start, end in dates):
            continue
        span = sentence.char_span(quantity.number_start, quantity.end, alignment_mode="expand")
        if not span:
            continue
        number = span.root
        top = number
        while (
            top.dep_ in {"nummod", "quantmod", "compound", "amod", "advmod"} and top.i < top.head.i
        ):
            top = top.head
        noun = top
        of = next((c for c in top.rights if c.lower_ == "of"), None)
        if of is not None:
            noun = next((c for c in of.children if c.dep_ == "pobj"), noun)
        yield _Counted(quantity, number, top, noun)


def _victims(trigger: Token) -> Iterator[tuple[_Word, Token]]:
    """Yield who a word says was hit, by its frame."""
    words = _words()
    lower = trigger.lower_
    if trigger.pos_ in {"VERB", "AUX"} or trigger.tag_ == "VBN":
        word = words.get((lower, "object"))
        if word:
            for victim in _objects(trigger):
                yield word, victim
        word = words.get((lower, "subject"))
        if word:
            for victim in _subjects(trigger):
                yield word, victim
    word = words.get((lower, "state"))
    if word:
        for victim in _holders(trigger):
            yield word, victim


def _with_conjuncts(tokens: Iterator[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from (c for c in token.conjuncts if c.i > token.i)


def _objects(verb: Token) -> Iterator[Token]:
    """Yield the objects of a transitive verb, passive or active."""
    has_have = any(c.lemma_ == "have" and c.dep_ == "aux" for c in verb.children)
    objects = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}]
    if not objects and verb.tag_ == "VBN" and not has_have:
        objects = [c for c in verb.children if c.dep_ in {"nsubj", "npadvmod"}]
        if not objects and verb.dep_ in {"acl", "amod"}:
            objects = [verb.head]
        if not objects and verb.dep_ == "conj" and verb.head.tag_ == "VBN":
            objects = [c for c in verb.head.children if c.dep_ in {"nsubjpass"}]
    return _with_conjuncts(iter(objects))


def _subjects(verb: Token) -> Iterator[Token]:
    return _with_conjuncts(c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"})


def _holders(state: Token) -> Iterator[Token]:
    """Yield those of whom a state is said: "two dead", "left two dead", "two are dead"."""
    if state.dep_ == "amod":
        yield state.head
        return
    own = [c for c in state.children if c.dep_ in {"nsubj", "npadvmod", "nummod"}]
    if own:
        yield from _with_conjuncts(iter(own))
        return
    head = state.head
    if head.lemma_ in {"be", "lie", "remain", "fear", "go", "presume"}:
        yield from _subjects(head)
    elif state.dep_ in {"oprd", "acomp", "ccomp", "xcomp"}:
        yield from _with_conjuncts(c for c in head.children if c.dep_ in {"dobj", "nsubjpass"})


def _mention(
    sentence: Span, trigger: Token, word: _Word, victim: Token, counted: Sequence[_Counted]
) -> CasualtyMention | None:
    """Count the victims of one trigger, or None when they are no people."""
    match = next((c for c in counted if victim.i in {c.top.i, c.number.i, c.noun.i}), None)
    if match is not None:
        count, label, noun = match.quantity.count, match.quantity.label, match.noun
        start = sentence.start_char + match.quantity.start
    else:
        singular = _singular(victim)
        if singular is None:
            return None
        count, label, noun, start = singular, "1", victim, victim.idx
    if word.is_loose and noun.lemma_.lower() not in _people() and noun.pos_ != "NUM":
        return None
    return CasualtyMention(
        start=start,
        end=max(noun.idx + len(noun), start),
        kind=word.kind,
        count=count,
        who=noun_phrase(noun),
        label=label,
        trigger=trigger.i,
        sentence=sentence.start,
    )


def _singular(noun: Token) -> Count | None:
    if noun.tag_ == "NN" and any(c.lower_ in {"a", "an"} for c in noun.children):
        return Count(1, 1, 1)
    return None


def combine(mentions: Sequence[CasualtyMention]) -> Casualties:
    """
    Add up what one report tells of one incident.

    Parameters
    ----------
    mentions
        Of one incident, in text order.

    Returns
    -------
    casualties
        Sides and victims added, a figure told twice counted once; partial,
        hypothetical and cumulative statements left out.
    """
    usable = [m for m in mentions if not (m.is_part or m.is_hypothetical or m.is_cumulative)]
    totals: dict[str, Count] = {}
    texts: dict[str, str] = {}
    for mention in usable:
        text = f"{mention.label} {mention.who} {mention.kind}".replace("  ", " ")
        if text in texts:
            continue
        texts[text] = mention.kind
        before = totals.get(mention.kind)
        totals[mention.kind] = _sum(before, mention.count) if before else mention.count
    kinds = [kind for kind in totals if kind not in {"killed", "injured"}]
    return Casualties(
        killed=totals.get("killed", Count()),
        injured=totals.get("injured", Count()),
        affected=totals[kinds[0]] if kinds else Count(),
        affected_kind=kinds[0] if kinds else "",
        text="; ".join(texts),
    )


def _sum(one: Count, other: Count) -> Count:
    low = None if one.low is None and other.low is None else (one.low or 0) + (other.low or 0)
    best = None if one.best is None or other.best is None else one.best + other.best
    high = None if one.high is None or other.high is None else one.high + other.high
    return Count(low, best, high)
