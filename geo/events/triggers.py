"""Find the words that tell an event, by the lexicon `data/triggers.csv` and its conditions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from geo.articles.datelines import dateline_end
from geo.events.conditions import Condition, Slots, TextWords, hold, parse_conditions
from geo.events.hazard_names import is_named_fire, is_title_of_storm, named_storm
from geo.events.noun_roles import is_definite, is_fresh, noun_role
from geo.grammar.clauses import head_of
from geo.language import Doc, Token, text_of
from geo.model import Span
from geo.resources import read_rows

__all__ = ["Entry", "Trigger", "find_triggers", "load_entries"]

_DATELINE_TOKENS = 25  # after which a dateline is over
# Names of these are no events, and neither is the month of March.
_NAMES = frozenset({"PERSON", "ORG", "FAC", "WORK_OF_ART", "DATE", "LAW", "PRODUCT", "MONEY"})


@dataclass(frozen=True, slots=True)
class Entry:
    """
    A row of the lexicon for one phrase.

    Attributes
    ----------
    words
        Lemmas in order.
    pos
        `v` or `n`.
    event_type, sub_event_type
        Codes of the codebook.
    rank
        1 for a general word, 2 a usual, 3 an unmistakable one: the code of a
        higher rank stands when mentions of one event differ.
    role
        `found`: tells an event by itself; `join`: only speaks of one told
        elsewhere; `toll`: people killed or hurt; `call`: police or a crew were
        called to something told elsewhere.
    needs, unless
        Alternatives of conditions, each a conjunction of slot and classes.
    """

    words: tuple[str, ...]
    pos: str
    event_type: str
    sub_event_type: str
    rank: int
    role: str
    needs: tuple[Condition, ...]
    unless: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """
    A word that tells an event.

    Attributes
    ----------
    index
        Of its head token in the parsed document.
    span
        Characters of the text.
    text
        As written.
    event_type, sub_event_type, rank, role
        As in `Entry`.
    is_noun
        Whether it names the event ("the blast") or predicates it ("exploded").
    is_definite
        Whether it is spoken of as known: "the attack", "Sunday's attack".
    is_fresh
        Whether the words say that it is not the one before: "another attack".
    """

    index: int
    span: Span
    text: str
    event_type: str
    sub_event_type: str
    rank: int
    role: str
    is_noun: bool = False
    is_definite: bool = False
    is_fresh: bool = False


@cache
def load_entries() -> dict[tuple[str, str], tuple[Entry, ...]]:
    """
    Read the lexicon.

    Returns
    -------
    entries
        By part of speech and the word that is looked up first: the verb of a
        verb phrase, the last word of a noun phrase. Longest phrase first, then
        in file order.

    Raises
    ------
    DataError
        When a row has a condition that cannot be read.
    """
    entries: dict[tuple[str, str], list[Entry]] = {}
    for row in read_rows("triggers.csv"):
        needs, unless = parse_conditions(row["needs"]), parse_conditions(row["unless"])
        for phrase in row["phrases"].split(";"):
            words = tuple(phrase.replace("-", " - ").split())
            key = words[_verb_at(words)] if row["pos"] == "v" else words[-1]
            entries.setdefault((row["pos"], key), []).append(
                Entry(
                    words,
                    row["pos"],
                    row["event_type"],
                    row["sub_event_type"],
                    int(row["rank"]),
                    row["role"],
                    needs,
                    unless,
                ),
            )
    return {
        key: tuple(sorted(found, key=lambda e: -len(e.words))) for key, found in entries.items()
    }


def _verb_at(words: Sequence[str]) -> int:
    """Return which word of a phrase is the verb: the third one of "rear - end"."""
    return 2 if words[1:2] == ("-",) else 0


def _accepts(entry: Entry, slots: Slots) -> bool:
    # What a word needs is rarely there: asked first, it spares the rest.
    return (not entry.needs or hold(entry.needs, slots)) and not hold(entry.unless, slots)


def _equals(token: Token, word: str) -> bool:
    return word in {token.lemma_.lower(), token.lower_, token.lower_.removesuffix("s")}


def _noun_start(token: Token, words: tuple[str, ...]) -> int | None:
    """Return the index of the first word when the phrase ends at this token."""
    position = token.i
    doc = token.doc
    for word in reversed(words[:-1]):
        position -= 1
        # "air-strike" and "air strike" are one phrase.
        if position >= 0 and word != "-" and doc[position].text == "-":
            position -= 1
        if position < token.sent.start or not _equals(doc[position], word):
            return None
    return position


def _verb_words(token: Token, words: tuple[str, ...]) -> list[Token] | None:
    """Return the tokens of a verb phrase: next to the verb or hanging on it."""
    first = _verb_at(words)
    found = [token]
    if [t.lower_ for t in token.doc[max(token.i - first, 0) : token.i]] != list(words[:first]):
        return None
    for word in words[first + 1 :]:
        last = found[-1]
        following = token.doc[last.i + 1 : min(last.i + 2, token.sent.end)]
        hanging = [
            *token.children,
            *(
                grand
                for child in token.children
                if child.dep_ != "conj"
                for grand in child.children
                # "Forced to withdraw from a team" is not "forced from".
                if child.dep_ != "xcomp" or grand.dep_ != "prep"
            ),
        ]
        # "Shot and killed", not "shot down a jet, and a marine was killed".
        near = following if last.lower_ == "and" else (*following, *hanging)
        match = [t for t in near if _equals(t, word) and t not in found]
        if not match or match[0].i < token.i or _is_apart(match[0], found):
            return None
        found.append(match[0])
    return found


def _is_apart(word: Token, found: Sequence[Token]) -> bool:
    """Tell "fired men on Friday" and "shot him at a gate" from "fired on" and "shot at"."""
    if word.dep_ != "prep":
        return False
    is_when = any(child.ent_type_ in {"DATE", "TIME"} for child in word.children)
    has_object = any(child.dep_ == "dobj" for child in found[0].children)
    is_far = word.lower_ == "in" or (word.lower_ == "at" and len(found) == 1 and has_object)
    return is_when or (is_far and word.i != found[-1].i + 1)


def _match_noun(token: Token, text: TextWords) -> Trigger | None:
    longest: tuple[str, ...] = ()
    for entry in _noun_entries(token):
        start = _noun_start(token, entry.words)
        if start is None:
            continue
        name = named_storm(token) if entry.sub_event_type == "storm" else None
        head = name or _phrase_head(token, start)
        if (role := noun_role(head, entry.role, entry.sub_event_type)) is None:
            continue
        # A car bomb that was only found is no bomb that went off either.
        longest = longest or entry.words
        if entry.words != longest:
            return None
        if _accepts(entry, Slots(head, text)) and not _is_proper(token, entry):
            first, last = token.doc[start], max(token, head, key=lambda word: word.i)
            span = Span(first.idx, last.idx + len(last))
            return _trigger(head, entry, span, role)
    return None


def _phrase_head(token: Token, start: int) -> Token:
    """Return the word that the others of a phrase hang on: the state of "state of emergency"."""
    while start <= token.head.i < token.i:
        token = token.head
    return token


def _noun_entries(token: Token) -> tuple[Entry, ...]:
    """Look a noun up by its lemma; one taken for a name keeps its plural there."""
    forms = [token.lower_ if token.tag_ == "VBG" else head_of(token)]
    if token.pos_ == "PROPN":
        forms += [token.lower_.removesuffix(ending) for ending in ("s", "es")]
    found = (load_entries().get(("n", form), ()) for form in forms)
    return next((entries for entries in found if entries), ())


def _is_proper(token: Token, entry: Entry) -> bool:
    """Tell the March of Dimes from a march."""
    is_first = token.i == token.sent.start or token.i == _lead(token.doc)
    is_title = token.pos_ == "PROPN" and token.is_title and not is_first
    return is_title and entry.event_type in {"protest", "battle", "strategic", "aid"}


def _match_verb(token: Token, text: TextWords) -> Trigger | None:
    slots = Slots(token, text)
    entries = load_entries()
    for entry in (*entries.get(("v", head_of(token)), ()), *entries.get(("v", token.lower_), ())):
        words = _verb_words(token, entry.words)
        if words is not None and _accepts(entry, slots):
            near = [word for word in words if word.i - token.i < len(words)]
            end = max(near, key=lambda word: word.i)
            start = token.doc[token.i - _verb_at(entry.words)].idx
            return _trigger(token, entry, Span(start, end.idx + len(end)), entry.role)
    return None


def _trigger(token: Token, entry: Entry, span: Span, role: str) -> Trigger:
    return Trigger(
        index=token.i,
        span=span,
        text=text_of(token.doc)[span.start : span.end],
        event_type=entry.event_type,
        sub_event_type=entry.sub_event_type,
        rank=entry.rank,
        role=role,
        is_noun=entry.pos == "n",
        is_definite=entry.pos == "n" and is_definite(token),
        is_fresh=entry.pos == "n" and is_fresh(token),
    )


def find_triggers(doc: Doc, places: Collection[int] = ()) -> tuple[Trigger, ...]:
    """
    Find the words that tell events.

    Parameters
    ----------
    doc
        Parsed text.
    places
        Indices of the tokens that stand in a toponym: no trigger themselves,
        and what conditions mean by `place`.

    Returns
    -------
    triggers
        In text order, at most one for a token; the longest phrase wins.
    """
    text = TextWords(doc, places, lead=_lead(doc))
    found: list[Trigger] = []
    for token in doc:
        trigger = _at(token, text)
        if trigger is None:
            continue
        # A longer phrase takes the shorter one inside it.
        while found and found[-1].span.start >= trigger.span.start:
            found.pop()
        if not found or found[-1].span.end <= trigger.span.start:
            found.append(trigger)
    return tuple(found)


def _lead(doc: Doc) -> int:
    """Return the token after the dateline, which the tagger takes for part of a name."""
    end = dateline_end(text_of(doc))
    return next((token.i for token in doc[:_DATELINE_TOKENS] if token.idx >= end > 0), -1)


def _is_capital(token: Token) -> bool:
    """Tell the first word of a sentence, taken for a name because of its capital: "Drought has"."""
    if token.i != token.sent.start or token.dep_ != "nsubj" or token.nbor().ent_type_:
        return False
    return token.tag_ == "NNS" or token.ent_type_ in {"ORG", "PRODUCT"}


def _is_gerund(verb: Token, *, has_object: bool) -> bool:
    """Tell "the killing" from "killing all aboard" and "they are fighting to restore him"."""
    is_progressive = any(child.dep_ == "aux" and child.lemma_ == "be" for child in verb.children)
    return verb.tag_ == "VBG" and verb.dep_ != "advcl" and not has_object and not is_progressive


def _is_attribute(verb: Token) -> bool:
    """Tell "a night of pounding rain" and "claw back lost ground", which only say what kind."""
    return verb.tag_ in {"VBG", "VBN"} and verb.dep_ == "amod" and verb.head.i > verb.i


def _at(token: Token, text: TextWords) -> Trigger | None:
    if token.i in text.places or token.text in text.surnames:
        return None
    is_named = is_named_fire(token) or is_title_of_storm(token) or _is_capital(token)
    if token.ent_type_ in _NAMES and token.i != text.lead and not is_named:
        return None
    has_object = any(child.dep_ == "dobj" for child in token.children)
    if token.pos_ in {"NOUN", "PROPN", "ADJ"} or _is_gerund(token, has_object=has_object):
        noun = _match_noun(token, text)
        if noun is not None:
            return noun
    if token.pos_ != "VERB" or _is_attribute(token):
        return None
    # The tagger takes a rare plural for a verb: "shelling and then airstrikes".
    is_plural = token.tag_ == "VBZ" and not has_object
    return _match_verb(token, text) or (_match_noun(token, text) if is_plural else None)
