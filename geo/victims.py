"""From a word of harm to those it hit, and from a number to the people it counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from geo.casualty_words import HitWord, hints, hit_words
from geo.date_words import grammar_part
from geo.language import Span, Token
from geo.numerals import Quantity, find_quantities

__all__ = ["Counted", "counted_people", "victims_of"]


@dataclass(frozen=True, slots=True)
class Counted:
    """
    A quantity with the people it counts.

    Attributes
    ----------
    quantity
        Offsets count characters of the document.
    begin
        Index of the number's first token.
    number
        The token that governs the number's others.
    noun
        The noun that it counts; the number itself where it stands alone.
    top
        The token that governs both in the parse.
    first, last
        Indices of the first token after the number and of the noun, so far as
        there is one; else both of the number's last token.
    is_part
        Said of people counted before: "five of them", "including three nuns".
    is_more
        Said to come on top of others: "another 12", "46 other people".
    is_definite
        Counted before: "the four men", "all five".
    """

    quantity: Quantity
    begin: int
    number: Token
    noun: Token
    top: Token
    first: int
    last: int
    is_part: bool
    is_more: bool
    is_definite: bool

    @property
    def is_bare(self) -> bool:
        """No noun follows the number: "killed six"."""
        return self.noun.i == self.number.i

    @property
    def is_whole(self) -> bool:
        """Another number takes a part of it: the 14 of "four of the 14"."""
        return self.top.dep_ == "pobj" and self.top.head.head.like_num

    def holds(self, token: Token) -> bool:
        """Tell whether a token is the number, its noun or what governs them."""
        return self.begin <= token.i <= self.last or token.i == self.top.i


_MORE = frozenset({"other", "others", "more", "another", "additional", "further"})
_WHOLE = frozenset({"dead", "killed", "injured", "wounded", "victims", "missing", "casualties"})
_PRONOUNS = frozenset({"them", "whom", "us", "these", "those", "which", "you"})
# No verb may stand between the cue and the number: it would start a new count.
_PART_CUE = re.compile(
    r"(?:\bincluding|\bincludes?|\bincluded|\bamong\s+(?:them|whom|those|the\s+\w+)\b[^.;]{0,40}"
    r"|\bof\s+(?:whom|which|those|the\s+(?:dead|killed|injured|wounded|victims|missing))\b"
    r"[^.;]{0,24}|\bthem,)[^.;:]{0,60}$",
    re.IGNORECASE,
)
_DAY_WORDS = frozenset({"today", "yesterday", "overnight", "tonight"})
_AGE = re.compile(
    r"[-\u2010\u2011\s]years?[-\u2010\u2011\s]old|[-\u2010\u2011](?!year)\w", re.IGNORECASE
)
_BEFORE_NO_PEOPLE = re.compile(
    r"(?:[$\u20ac\u00a3\u00a5#]|\baged?|\bage\s+of|\bNo\.|\b[Nn]o-?|\beach|\bany|\bevery)\s*$"
)
# Long enough for "as many as" before the number.
_LEAD = 20
_KNOWN = re.compile(r"\b(?:the|these|those|all|his|her|their)\s+$", re.IGNORECASE)
_AFTER_NO_PEOPLE = re.compile(r"\s*(?:%|\u00b0)")


def counted_people(sentence: Span, dates: Sequence[tuple[int, int]]) -> tuple[Counted, ...]:
    """
    Pair each quantity of a sentence that may count people with its noun.

    Parameters
    ----------
    sentence
        Parsed.
    dates
        Character spans of date expressions in the sentence: no counts.

    Returns
    -------
    counted
        In text order. Ages, money, shares, measures and animals are left out.
    """
    return tuple(_counted(sentence, dates))


def _counted(sentence: Span, dates: Sequence[tuple[int, int]]) -> Iterator[Counted]:
    # A sentence that the parser cut short may have left "At" in the one before.
    lead = sentence.doc.text[max(0, sentence.start_char - _LEAD) : sentence.start_char]
    lead = lead[lead.rfind("\n") + 1 :]
    text, offset = lead + sentence.text, sentence.start_char - len(lead)
    for quantity in find_quantities(text):
        if quantity.number_start < len(lead):
            continue
        if any(
            start < quantity.end - len(lead) and quantity.number_start - len(lead) < end
            for start, end in dates
        ):
            continue
        if _is_something_else(text, quantity):
            continue
        span = sentence.doc.char_span(
            offset + quantity.number_start, offset + quantity.end, alignment_mode="expand"
        )
        if not span:
            continue
        noun, first, is_more, is_part = _noun_after(sentence, span)
        if noun is not None and _is_no_person(noun):
            continue
        last = span[-1].i if noun is None else noun.i
        number = span[0] if span.root.i > last else span.root
        before = text[: quantity.start]
        yield Counted(
            quantity=replace(
                quantity,
                start=offset + quantity.start,
                end=offset + quantity.end,
                number_start=offset + quantity.number_start,
            ),
            begin=span.start,
            number=number,
            noun=number if noun is None else noun,
            top=_top(number),
            first=min(first, last),
            last=last,
            is_part=is_part or _PART_CUE.search(before) is not None,
            is_more=is_more or before.rstrip().lower().endswith("another"),
            is_definite=_KNOWN.search(text[: quantity.number_start]) is not None,
        )


def _is_something_else(text: str, quantity: Quantity) -> bool:
    """Tell ages, sums and shares from counts."""
    if _BEFORE_NO_PEOPLE.search(text[: quantity.number_start]):
        return True
    if _AGE.match(text, quantity.end) or _AFTER_NO_PEOPLE.match(text, quantity.end):
        return True
    # "Ali Hassan, 24, was": a number between commas is an age.
    between = (
        text[max(0, quantity.start - 2) : quantity.start],
        text[quantity.end : quantity.end + 1],
    )
    return between == (", ", ",") and quantity.count.high == quantity.count.low


def _is_no_person(noun: Token) -> bool:
    """Tell a beast, a measure or the street of an address."""
    lemma = noun.lemma_.lower()
    return lemma in hints("thing") | hints("animal") or (
        noun.pos_ == "PROPN" and (noun.ent_type_ in {"FAC", "LOC"} or lemma in hints("street"))
    )


def _top(number: Token) -> Token:
    top = number
    while top.dep_ in {"nummod", "quantmod", "compound", "advmod"} and top.i < top.head.i:
        top = top.head
    return top


def _noun_after(sentence: Span, number: Span) -> tuple[Token | None, int, bool, bool]:
    """Read on from a number: its noun, the token after it, "others", and "of them"."""
    doc = sentence.doc
    i, is_more = number.end, False
    if i < sentence.end and doc[i].lower_ == "of":
        i += 1
        if i < sentence.end and doc[i].lower_ in _PRONOUNS:
            return None, number.end, False, True
        while i < sentence.end and doc[i].pos_ == "DET":
            i += 1
        if i < sentence.end and doc[i].like_num:
            # "Four of the 14 passengers": the noun is counted by the second number.
            return None, number.end, False, False
        if i < sentence.end and doc[i].lower_ in _WHOLE:
            return None, number.end, False, True
    noun: Token | None = None
    for token in doc[i : sentence.end]:
        if not _goes_on(token, sentence):
            break
        is_more = is_more or token.lower_ in _MORE
        if token.pos_ in {"NOUN", "PROPN"} or token.text == "IS":
            noun = token
    return noun, i, is_more, False


def _goes_on(token: Token, sentence: Span) -> bool:
    """Tell whether a token may stand inside a counted noun phrase."""
    if token.is_space or token.text in {"-", "\u2011", "'s", "\u2019s", "\u2019", "/"}:
        return True
    if token.lower_ in _DAY_WORDS or re.fullmatch(grammar_part("ANY_WEEKDAY"), token.text):
        return False
    # "IS" is the Islamic State even where the parser takes it for the verb.
    if token.text == "IS" or token.lower_ in _MORE:
        return True
    if token.lower_ in hit_words("state") or token.tag_ in {"VBN", "VBG"}:
        # "Two dead soldiers", never "two dead".
        following = token.doc[token.i + 1 : min(token.i + 2, sentence.end)]
        return any(word.pos_ in {"NOUN", "PROPN"} for word in following)
    if token.pos_ == "NUM":
        # "Three 16-year-old girls".
        return token.doc[token.i + 1 : token.i + 2].text.startswith("-")
    return token.pos_ in {"NOUN", "PROPN", "ADJ"}


def victims_of(trigger: Token) -> Iterator[tuple[HitWord, Token]]:
    """
    Yield whom a word says was hit.

    Parameters
    ----------
    trigger
        Any token; most are no such word.

    Yields
    ------
    word, victim
        The word's meaning and a token of the victims' noun phrase. Pronouns
        such as "who" are followed to their noun.
    """
    for word, tokens in _by_frame(trigger):
        for token in _with_conjuncts(tokens, trigger):
            yield word, _antecedent(token)


def _by_frame(trigger: Token) -> Iterator[tuple[HitWord, Iterable[Token]]]:
    lower = trigger.lower_
    if trigger.pos_ in {"VERB", "AUX"} or trigger.tag_ in {"VBN", "VBD", "VBG"}:
        yield from _by_verb(trigger)
    if lower in hit_words("state"):
        yield hit_words("state")[lower], _holders(trigger)
    if lower in hit_words("noun"):
        yield hit_words("noun")[lower], _of_noun(trigger)
    if lower in hit_words("harm"):
        yield hit_words("harm")[lower], _sufferers(trigger)
    yield from _by_phrase(trigger)
    yield from _by_lives(trigger)


def _by_verb(verb: Token) -> Iterator[tuple[HitWord, Iterable[Token]]]:
    particle = next((c.lower_ for c in verb.children if c.dep_ == "prt"), "")
    word = hit_words("object").get(f"{verb.lower_} {particle}".strip())
    word = word or hit_words("object").get(verb.lower_)
    fatal = next((hit_words("fatally").get(c.lower_) for c in verb.children), None)
    if fatal is None:
        fatal = next((f for c in verb.children if (f := hit_words("fatally").get(c.lower_))), None)
    if word or fatal:
        yield fatal or word or HitWord("", "", frozenset()), objects_of(verb)
    word = hit_words("subject").get(verb.lower_)
    if word:
        yield word, subjects_of(verb)


def _by_phrase(noun: Token) -> Iterator[tuple[HitWord, Iterable[Token]]]:
    """Read "beaten to death", "taken into custody", "driven from their homes"."""
    preposition = noun.head
    if noun.dep_ != "pobj":
        return
    word = hit_words("phrase").get(f"{preposition.lower_} {noun.lower_}")
    verb = preposition.head
    if not word or verb.lower_ in hit_words("no_death"):
        return
    objects = list(objects_of(verb))
    yield word, objects or subjects_of(verb)


def _by_lives(noun: Token) -> Iterator[tuple[HitWord, Iterable[Token]]]:
    """Read "claimed 12 lives", "the lives of 12 people", "12 people lost their lives"."""
    if noun.lemma_ != "life" or noun.head.lower_ not in hit_words("life"):
        return
    verb = noun.head
    word = hit_words("life")[verb.lower_]
    owners = [g for c in noun.rights if c.lower_ == "of" for g in c.children if g.dep_ == "pobj"]
    if any(c.dep_ == "poss" and c.pos_ == "PRON" for c in noun.children):
        if verb.lemma_ == "lose":
            yield word, subjects_of(verb)
    else:
        yield word, owners or [noun]


def _with_conjuncts(tokens: Iterable[Token], trigger: Token) -> Iterator[Token]:
    """Add those joined to a victim by "and", but not what is joined to the word itself."""
    seen: set[int] = set()
    for token in tokens:
        joined = () if token.i == trigger.i else token.conjuncts
        for one in (token, *(c for c in joined if c.i > token.i)):
            if one.i not in seen:
                seen.add(one.i)
                yield one


def _antecedent(token: Token) -> Token:
    if token.tag_ in {"WP", "WDT"} and token.head.dep_ == "relcl":
        antecedent: Token = token.head.head
        return antecedent
    return token


def _is_passive(verb: Token) -> bool:
    if any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children):
        return True
    has_have = any(c.lemma_ == "have" and c.dep_ == "aux" for c in verb.children)
    return verb.tag_ == "VBN" and not has_have and not any(c.dep_ == "dobj" for c in verb.children)


def objects_of(verb: Token) -> list[Token]:
    """
    Return those to whom a transitive verb is done, active or passive.

    Parameters
    ----------
    verb
        Finite, participle or infinitive.

    Returns
    -------
    tokens
        Heads of noun phrases; empty where the clause names nobody.
    """
    if not _is_passive(verb):
        own = [c for c in verb.children if c.dep_ == "dobj"]
        # "Captured and executed five people": the object stands with the last verb.
        return own or [c for c in verb.children if c.dep_ == "dative"]
    own = [c for c in verb.children if c.dep_ in {"nsubjpass", "nsubj", "npadvmod"}]
    if own:
        return [c for c in own if c.dep_ != "npadvmod"] or own
    if verb.dep_ in {"acl", "amod"}:
        return [verb.head]
    if verb.dep_ == "conj" and verb.head.tag_ in {"VBN", "VBD"} and _is_passive(verb.head):
        return objects_of(verb.head)
    return []


def subjects_of(verb: Token) -> list[Token]:
    """
    Return those who do what an intransitive verb says.

    Parameters
    ----------
    verb
        Finite, participle or infinitive.

    Returns
    -------
    tokens
        Heads of noun phrases; those forced to do it for an infinitive.
    """
    own = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}]
    if own:
        return own
    head = verb.head
    if verb.dep_ in {"xcomp", "ccomp"}:
        return [c for c in head.children if c.dep_ == "dobj"] or subjects_of(head)
    if verb.dep_ == "conj" and head.pos_ in {"VERB", "AUX"}:
        return subjects_of(head)
    if verb.dep_ in {"acl", "advcl"}:
        return [head] if verb.dep_ == "acl" else subjects_of(head)
    return []


_COPULAS = frozenset({"be", "lie", "remain", "fear", "go", "presume", "believe", "report", "stay"})
_LEAVERS = frozenset({"leave", "find", "make", "render", "shoot", "strike", "take", "hold", "seize",
                      "declare", "pronounce", "confirm", "list", "report", "drop"})  # fmt: skip


def _holders(state: Token) -> list[Token]:
    """Find those of whom a state is said: "two dead", "left two dead", "two are dead"."""
    own = [c for c in state.children if c.dep_ in {"nsubj", "npadvmod", "nummod", "compound"}]
    own = [c for c in own if c.dep_ != "compound" or c.pos_ in {"NOUN", "PROPN"}]
    if state.dep_ == "amod" and not own:
        return [state.head]
    if own:
        return own
    head = state.head
    while state.dep_ == "conj" and head.lower_ in hit_words("state"):
        state, head = head, head.head
    if head.lemma_ in _COPULAS:
        return subjects_of(head)
    if head.lemma_ in _LEAVERS:
        return objects_of(head)
    return []


def _of_noun(noun: Token) -> list[Token]:
    """Find whom a noun speaks of: "17 deaths", "the killing of three students"."""
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ in {"of", "to"}:
            people = [c for c in child.children if c.dep_ == "pobj"]
            if people:
                return [noun, *people]
    return [noun]


def _sufferers(harm: Token) -> list[Token]:
    """Find who "sustained injuries" or "was treated for burns"."""
    while harm.dep_ == "conj" and harm.head.pos_ == "NOUN":
        harm = harm.head
    head = harm.head
    if harm.dep_ == "dobj" and head.lemma_ in {"suffer", "sustain", "receive"}:
        return subjects_of(head)
    if harm.dep_ != "pobj" or head.lower_ not in {"for", "with"}:
        return []
    verb = head.head
    while verb.pos_ not in {"VERB", "AUX"} and verb.head.i != verb.i:
        verb = verb.head
    # "Left her with burns", but "he was taken to hospital with burns".
    return objects_of(verb) or subjects_of(verb)
