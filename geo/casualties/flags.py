"""How to take a statement of victims: denied, feared, of a whole war, or of nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.casualties.words import hints, hit_words, trigger_forms
from geo.dates.words import Expression
from geo.grammar.clauses import governing_verb, is_class
from geo.language import Span, Token

__all__ = [
    "is_cumulative",
    "is_definite",
    "is_denied",
    "is_hypothetical",
    "is_none",
    "is_possible",
    "is_untold",
]


def is_none(token: Token) -> bool:
    """Tell "no one", "nobody", "none of the passengers", "no injuries", "without injuries"."""
    if token.lower_ in {"nobody", "none", "noone", "no-one"}:
        return True
    if any(child.lower_ == "no" and child.dep_ in {"det", "neg"} for child in token.children):
        return True
    if token.dep_ == "conj" and token.head.pos_ == token.pos_:
        return is_none(token.head)
    if token.dep_ == "pobj":
        return token.head.lower_ == "without"
    return token.dep_ == "dobj" and (_is_any_denied(token) or _is_after_without(token))


def is_untold(noun: Token) -> bool:
    """Tell "the army gave no casualties", of which nothing is known, from "reported none"."""
    return noun.dep_ == "dobj" and noun.head.lemma_ in {"give", "provide", "mention"}


def _is_any_denied(noun: Token) -> bool:
    """Tell "did not cause any injuries"."""
    has_any = any(child.lower_ == "any" for child in noun.children)
    return has_any and any(child.dep_ == "neg" for child in noun.head.children)


def _is_after_without(noun: Token) -> bool:
    """Tell "without causing injuries"."""
    verb = noun.head
    return verb.dep_ == "pcomp" and verb.head.lower_ == "without"


def is_denied(trigger: Token) -> bool:
    """Tell "was not hurt", "did not mean to kill", "nearly dead" from what happened."""
    token = trigger
    while token.pos_ in {"VERB", "ADJ", "AUX"}:
        if any(c.dep_ == "neg" or c.lower_ in {"nearly", "almost"} for c in token.children):
            return True
        if token.dep_ not in {"xcomp", "acomp"}:
            return False
        token = token.head
    return False


def is_definite(victim: Token) -> bool:
    """Tell victims known from before: "the driver", "he", a name."""
    if victim.pos_ == "PRON" or victim.ent_type_ == "PERSON":
        return True
    return any(child.lower_ in {"the", "this", "that"} for child in victim.children)


_UNCERTAIN = frozenset({"could", "might", "may", "would", "will", "can", "should", "'ll", "shall"})
_CONDITIONS = frozenset({"if", "unless", "lest"})
_ATTEMPTED = frozenset({"attempted", "planned", "possible", "potential", "alleged", "foiled"})
# What leads from a word of harm up to the verb that says whether it was real.
_LINKS = frozenset(
    {"conj", "xcomp", "acl", "relcl", "oprd", "acomp", "amod", "pcomp", "dobj", "nsubj",
     "nsubjpass", "advcl"}
)  # fmt: skip
# A verb under one of these is a clause of its own.
_NOUN_LINKS = frozenset({"nsubj", "nsubjpass", "relcl", "dobj"})


def is_hypothetical(trigger: Token) -> bool:
    """
    Tell what could, will or was meant to happen from what has.

    Parameters
    ----------
    trigger
        The word of harm.

    Returns
    -------
    is_hypothetical
        True under a modal, a condition, an attempt or an infinitive that
        need not have come true.
    """
    token = trigger
    while True:
        if _is_unreal(token):
            return True
        if token.dep_ not in _LINKS:
            return False
        if token.dep_ in _NOUN_LINKS and token.pos_ in {"VERB", "ADJ"}:
            return False
        token = token.head


def is_possible(trigger: Token) -> bool:
    """Tell "may have been killed" from what may yet happen."""
    marks = {child.lower_ for child in trigger.children if child.dep_ == "aux"}
    return bool(marks & {"may", "might", "could"}) and "have" in marks


def _is_unreal(token: Token) -> bool:
    if token.dep_ == "pcomp" and token.head.head.lemma_.lower() in hints("try"):
        return True
    marks = {(child.dep_, child.lower_) for child in token.children}
    return (
        any(dep == "aux" and word in _UNCERTAIN for dep, word in marks)
        or any(dep == "mark" and word in _CONDITIONS for dep, word in marks)
        or any(dep == "amod" and word in _ATTEMPTED for dep, word in marks)
        or (("aux", "to") in marks and _is_tried(token))
    )


def _is_tried(infinitive: Token) -> bool:
    """Tell "plotted to kill" from "forced to flee" and "said to have died"."""
    if any(child.lemma_ == "have" and child.dep_ == "aux" for child in infinitive.children):
        return False
    return infinitive.head.lemma_.lower() not in hints("real")


_OVER_TIME = re.compile(
    r"\b(?:so\s+far\s+(?:this|in)|this\s+year|(?:each|every|per)\s+(?:year|month|week|day)|annually"
    r"|a\s+year|(?:daily|a\s+(?:day|week|month))(?=[.,;]|$)|on\s+average|in\s+recent\s+(?:years|months)|to\s+date|over\s+the\s+years"
    r"|(?:years?|decades?)\s+of\s+(?:\w+\s+){0,2}(?:war|conflict|fighting|violence|unrest"
    r"|insurgency))\b",
    re.IGNORECASE,
)
# "At least" and "most of" rank nothing.
_ORDINALS = frozenset({"first", "second", "third", "fourth", "fifth"})
_NO_RANKS = frozenset({"least", "most"})
_WARS = frozenset({"war", "conflict", "insurgency", "rebellion", "revolt", "uprising"})
_SPANS = frozenset({"week", "month", "year", "decade"})
_LONG = re.compile(r"year|decade|centur|month")
_BEGIN = frozenset({"begin", "start", "erupt", "break", "come", "take", "launch", "return"})


def is_cumulative(sentence: Span, expressions: Sequence[Expression], trigger: Token) -> bool:
    """
    Tell the toll of a war or a year from that of one happening.

    Parameters
    ----------
    sentence
        Of the trigger.
    expressions
        Its date expressions.
    trigger
        The word of harm.

    Returns
    -------
    is_cumulative
        True for "since X", "so far this year", "in five years of war",
        "attacks in 2015".
    """
    # What another clause counts says nothing of this one.
    own = [token for token in sentence if not _is_of_other_toll(token, trigger)]
    if (
        _is_by_war(trigger)
        or _is_of_span(trigger)
        or any(_is_since(token) or _is_in_war(token, trigger) for token in own)
    ):
        return True
    for found in _OVER_TIME.finditer(sentence.text):
        start = sentence.start_char + found.start()
        if any(not _is_ranking(t) for t in own if t.idx <= start < t.idx + len(t)):
            return True
    for expression in expressions:
        words = expression.match[0].lower()
        first = next((token for token in own if _begins_at(token, expression)), None)
        if first is None or _is_aside(first) or _is_of_other_noun(first, trigger):
            continue
        if words.startswith("since") or _is_of_months(expression):
            return True
        if expression.kind == "year" and words.startswith(("in ", "during ")):
            return _has_many_causes(trigger)
        if expression.kind in {"window", "duration"} and _LONG.search(words):
            return words.startswith(("in", "over", "during", "within", "for"))
    return False


def _is_of_other_toll(token: Token, trigger: Token) -> bool:
    """Tell "this year" in "killed two, while 90 have died this year" from the two."""
    for above in (token, *token.ancestors):
        if above.i == trigger.i or above in trigger.ancestors:
            return False
        is_clause = above.dep_ in {"advcl", "conj", "parataxis"} and above.pos_ in {"VERB", "AUX"}
        if is_clause and any(word.lower_ in trigger_forms() for word in above.subtree):
            return any(child.dep_ in {"nsubj", "nsubjpass"} for child in above.children)
    return False


def _is_of_other_noun(token: Token, trigger: Token) -> bool:
    """Tell "in the town, theirs for a decade," from "in fighting that has gone on for a decade"."""
    aside = next((t for t in token.ancestors if t.dep_ in {"relcl", "acl", "appos"}), None)
    if aside is None or trigger.i == aside.i or aside in trigger.ancestors:
        return False
    noun = aside.head
    while noun.dep_ in {"conj", "appos"}:
        noun = noun.head
    is_cause = noun.dep_ in {"nsubj", "nsubjpass"} or noun.head.lower_ in {"in", "by", "during"}
    return not is_cause or noun.ent_type_ == "GPE" or is_class(noun, "locality")


def _is_of_span(trigger: Token) -> bool:
    """Tell "a week in which 30 died"."""
    verb = governing_verb(trigger)
    return verb.dep_ == "relcl" and verb.head.lemma_ in _SPANS


def _is_by_war(trigger: Token) -> bool:
    """Tell "the war has killed 10,000 people" and "the revolt, which has cost 300 lives"."""
    verb = governing_verb(trigger)
    doers = [child for child in verb.children if child.dep_ == "nsubj"]
    doers = [verb.head if doer.tag_ == "WDT" else doer for doer in doers]
    return any(doer.lemma_.lower() in _WARS for doer in doers)


def _is_in_war(token: Token, trigger: Token) -> bool:
    """Tell "soldiers killed in the conflict", any of them, and "were killed in a war"."""
    if token.lower_ != "in" or token.dep_ != "prep":
        return False
    wars = [c for c in token.children if c.dep_ == "pobj" and c.lemma_.lower() in _WARS]
    articles = {"the", "a", "an"} if token.head.i == trigger.i else {"the"}
    return any(word.lower_ in articles for war in wars for word in war.children)


def _is_of_months(expression: Expression) -> bool:
    """Tell "from January through August"."""
    return expression.kind == "month" and bool(expression.match.groupdict().get("m2"))


def _begins_at(token: Token, expression: Expression) -> bool:
    # Expressions are found sentence by sentence.
    start = token.sent.start_char + expression.match.start()
    return token.idx <= start < token.idx + len(token)


def _is_aside(token: Token) -> bool:
    """Tell words for a time that say nothing of what a toll covers."""
    if _is_ranking(token):
        return True
    # A weekday lies at most a week back: one happening can last as long.
    following = token.doc[token.i + 1 : token.i + 3]
    return token.lower_ == "since" and any(t.text.endswith("day") for t in following if t.is_title)


def _is_ranking(token: Token) -> bool:
    """Tell by the clause before a word that it speaks of the deadliest crash in two decades."""
    sentence = token.sent
    for before in reversed(token.doc[sentence.start : token.i]):
        is_verb = before.pos_ == "VERB" and before.dep_ != "relcl"
        if before.text in {",", ";", ":"} or is_verb:
            return False
        if before.tag_ in {"JJS", "RBS"} or before.lower_ in _ORDINALS:
            return before.lower_ not in _NO_RANKS
    return False


def _is_since(token: Token) -> bool:
    """Tell "since the invasion" and "since it began" from "since" for "because"."""
    if token.lower_ != "since" or _is_aside(token):
        return False
    if token.dep_ == "prep" or token.head.lemma_ in _BEGIN:
        return True
    # "Have died since rebels entered the city".
    main = token.head.head if token.head.dep_ == "advcl" else token.head
    return any(child.dep_ == "aux" and child.lemma_ == "have" for child in main.children)


def _has_many_causes(trigger: Token) -> bool:
    """Tell "attacks in 2015 killed 70" from "an attack in 2015 killed 70"."""
    verb = governing_verb(trigger)
    has_agent = trigger.lower_ in hit_words("object") or verb.lower_ in hit_words("life")
    causes = []
    for child in verb.children:
        if child.dep_ == "nsubj" and (has_agent or verb.lemma_ == "leave"):
            causes.append(child)
        elif child.dep_ in {"prep", "agent"} and child.lower_ in {"in", "by", "during"}:
            causes += [c for c in child.children if c.dep_ == "pobj"]
    return any(c.tag_ in {"NNS", "NNPS"} or c.lemma_.lower() in hints("campaign") for c in causes)
