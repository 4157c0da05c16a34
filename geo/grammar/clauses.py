"""Who does what to whom in a parsed sentence: arguments of verbs and of event nouns."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from geo.grammar.misparses import (
    behind_auxiliary,
    behind_conjunction,
    behind_copula,
    behind_opening,
    behind_speaker,
    behind_verb,
    hung_on_place,
    is_reduced,
)
from geo.language import Token
from geo.resources import read_rows

__all__ = [
    "agents",
    "complements",
    "conjuncts",
    "governing_verb",
    "governor",
    "head_of",
    "is_aged",
    "is_class",
    "modifiers",
    "patients",
    "word_class",
]

_SUBJECT = frozenset({"nsubj", "csubj"})
_PASSIVE = frozenset({"nsubjpass", "csubjpass"})
_OBJECT = frozenset({"dobj", "attr", "oprd", "dative"})
_CLAUSE = frozenset({"xcomp", "advcl", "conj", "ccomp", "pcomp"})
_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "attr", "oprd", "csubj", "pcomp"})
_TO_GOVERNOR = _ARGUMENTS | {"conj", "appos", "pobj", "prep", "agent", "relcl", "npadvmod"}
_MOST_STEPS = 6
# Nouns that count or bundle events and pass their place in the clause on.
_BUNDLES = frozenset(
    {"series", "wave", "spate", "string", "number", "dozen", "hundred", "thousand", "lot", "kind",
     "type", "round", "day", "week", "month", "hour", "spell", "case", "outbreak", "burst", "chain",
     "rash", "flurry", "scores", "pair", "couple", "one", "some", "most", "all", "part", "form",
     "act", "total", "million", "threat", "group", "report", "spread", "victim", "victims",
     "onset", "bout", "campaign", "swath", "resumption", "start", "beginning", "continuation",
     "escalation", "renewal", "surge", "upsurge", "spike", "cluster"},
)  # fmt: skip


@cache
def _classes() -> dict[str, frozenset[str]]:
    classes: dict[str, frozenset[str]] = {}
    for row in read_rows("word_classes.csv"):
        words = frozenset(row["lemmas"].split(";"))
        classes[row["class"]] = classes.get(row["class"], frozenset()) | words
    return classes


def word_class(name: str) -> frozenset[str]:
    """
    Return the lemmas of a class of `data/word_classes.csv`.

    Parameters
    ----------
    name
        Of the class; a word that names no class stands for itself.

    Returns
    -------
    lemmas
        Lower case.
    """
    return _classes().get(name) or frozenset({name})


def head_of(token: Token) -> str:
    """Return the lower-case lemma by which a token is looked up in the classes."""
    return token.lemma_.lower()


def is_class(token: Token, name: str) -> bool:
    """
    Tell whether a word belongs to a class, by its lemma or as written.

    Parameters
    ----------
    token
        The word.
    name
        As for `word_class`.

    Returns
    -------
    is_class
        Case does not count.
    """
    lemmas = word_class(name)
    if head_of(token) in lemmas or token.lower_ in lemmas:
        return True
    # What the tagger takes for a name keeps its plural as lemma: "Katyushas".
    return token.pos_ == "PROPN" and token.lower_.removesuffix("s") in lemmas


def conjuncts(token: Token) -> tuple[Token, ...]:
    """
    Return a word and what is coordinated after it.

    Parameters
    ----------
    token
        "soldiers" of "soldiers and two civilians".

    Returns
    -------
    tokens
        The word first.
    """
    return (token, *(other for other in token.conjuncts if other.i > token.i))


def is_aged(token: Token) -> bool:
    """
    Tell a person by an age: beside a name it is a person's, whatever the tagger says.

    Parameters
    ----------
    token
        Head of the name, or an adjective that stands for a noun.

    Returns
    -------
    is_aged
        True for "Adkins, 40,", "38-year-old Adkins" and "a 38-year-old".

    Examples
    --------
    >>> from geo.language import load_model
    >>> doc = load_model()("Police arrested Vernon Adkins, 40, of McKee.")
    >>> is_aged(doc[3]), is_aged(doc[8])
    (True, False)
    """
    if token.lower_ == "old" and token.i > 1 and token.nbor(-1).text == "-":
        return token.nbor(-2).lower_ in {"year", "month"}
    if token.pos_ != "PROPN":
        return False
    return any(
        (child.dep_ in {"appos", "nummod"} and child.i > token.i and _is_age(child))
        or (child.dep_ == "amod" and child.lower_ == "old")
        for child in token.children
    )


def _is_age(number: Token) -> bool:
    """Tell "Adkins, 40," and "Adkins (40)" from "Spain 324" and "in Mali, 82 in Chad"."""
    following = number.doc[number.i + 1 : number.i + 2].text
    is_apart = number.nbor(-1).text in {",", "("} and following not in {"in", "at", "near"}
    return number.text.isdecimal() and is_apart


def _children(token: Token, labels: frozenset[str]) -> list[Token]:
    return [word for child in token.children if child.dep_ in labels for word in conjuncts(child)]


def _antecedent(token: Token, clause: Token) -> Token:
    """Return what a relative pronoun stands for, else the token."""
    if token.tag_ not in {"WDT", "WP", "WP$"}:
        return token
    top: Token = clause
    while top.dep_ in _CLAUSE and top.head.i != top.i:
        top = top.head
    return top.head if top.dep_ == "relcl" else token


def _by_agents(token: Token) -> list[Token]:
    return [
        word
        for child in token.children
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by")
        for inner in child.children
        if inner.dep_ == "pobj"
        for word in conjuncts(inner)
    ]


def _is_passive(verb: Token) -> bool:
    is_marked = any(child.dep_ in {"auxpass", "nsubjpass", "agent"} for child in verb.children)
    if is_marked or behind_copula(verb):
        return True
    if verb.tag_ == "VBN" and verb.dep_ in {"amod", "advcl"}:
        links = {child.dep_ for child in verb.children}
        return not {"nsubj", "dobj"} <= links  # "when a lorry rammed a bus", read as a participle
    if is_reduced(verb):
        return True
    # "captured and wounded" share an auxiliary.
    return verb.dep_ == "conj" and verb.tag_ == "VBN" and _is_passive(verb.head)


def _inherited(verb: Token) -> list[Token]:
    """Return the subject that a verb without one takes over from its clause."""
    above = verb.head
    if verb.dep_ == "acl" and not is_reduced(verb):
        return [above]
    if verb.dep_ == "advcl" and (nouns := behind_conjunction(verb)):
        return nouns
    if verb.dep_ in {"conj", "xcomp", "advcl", "pcomp", "dep"} and above.i != verb.i:
        if verb.dep_ == "pcomp":
            above = above.head
        if above.pos_ in {"VERB", "AUX"}:
            if verb.dep_ == "xcomp" and (objects := _children(above, frozenset({"dobj"}))):
                return objects  # "ordered troops to attack"
            passive = _children(above, _PASSIVE) if _is_passive(above) else []
            return passive or list(agents(above))
    return []


def agents(token: Token) -> tuple[Token, ...]:
    """
    Return the heads of the words for who does it.

    Parameters
    ----------
    token
        A verb, or a noun for an event.

    Returns
    -------
    heads
        The subject of an active verb, also the one it shares with the verb
        above; the by-phrase of a passive; of a noun its by-phrase, possessor
        and the subject of the verb that carries it out.
    """
    if token.pos_ not in {"VERB", "AUX"}:
        return tuple(_noun_agents(token))
    if _is_passive(token):
        return tuple(_by_agents(token))
    behind = behind_verb(token)
    subjects = [word for word in _children(token, _SUBJECT) if word not in behind]
    found = [_antecedent(word, token) for word in subjects if word.pos_ != "ADP"]
    return tuple(found or _inherited(token) or behind_opening(token))


def _noun_agents(noun: Token) -> list[Token]:
    found = _by_agents(noun)
    found += [word for child in noun.children if child.dep_ == "poss" for word in conjuncts(child)]
    for child in noun.children:
        if child.dep_ == "acl":
            found += agents(child)
    verb = governor(noun)
    if verb is not None and is_class(verb, "light_verb") and noun in objects_of(verb):
        found += agents(verb)
    return [word for word in found if word.i != noun.i]


def objects_of(verb: Token) -> list[Token]:
    """Return the heads of a verb's objects, or of its passive subject."""
    if _is_passive(verb):
        found = [_antecedent(word, verb) for word in _children(verb, _PASSIVE | _SUBJECT)]
        found = found or behind_auxiliary(verb) or behind_copula(verb) or behind_speaker(verb)
        if not found and verb.dep_ == "acl":
            return [verb.head]
        if not found and verb.dep_ == "conj":
            return objects_of(verb.head)
        if not found and verb.dep_ == "pcomp":
            return list(agents(verb.head.head))  # "died after being struck"
        if not found and verb.dep_ == "xcomp":
            return list(agents(verb.head)) or objects_of(verb.head)
        return found
    found = [_antecedent(word, verb) for word in _children(verb, _OBJECT)] or behind_verb(verb)
    if not found:
        # "captured and executed five people" share an object.
        later = [word for word in verb.conjuncts if word.i > verb.i and word.pos_ == "VERB"]
        if later and not any(child.dep_ == "prep" for child in verb.children):
            found = _children(later[0], _OBJECT) if later[0].head.i == verb.i else []
    return found


def patients(token: Token) -> tuple[Token, ...]:
    """
    Return the heads of the words for whom or what it is done to.

    Parameters
    ----------
    token
        A verb, or a noun for an event.

    Returns
    -------
    heads
        Objects and passive subjects; of a noun its of-, on- and
        against-phrases, and the objects of the verb it is the subject of.
    """
    if token.pos_ in {"VERB", "AUX"}:
        return tuple(objects_of(token))
    found = [
        word
        for prep, word in complements(token)
        if prep.lower_ in {"of", "on", "against", "upon", "targeting", "at"} and prep.head == token
    ]
    for child in token.children:
        if child.dep_ == "acl" and child.tag_ == "VBG":
            found += objects_of(child)
    found += hung_on_place(token)
    verb = governor(token)
    if verb is not None and token in agents(verb):
        found += objects_of(verb)
    return tuple(word for word in found if word.i != token.i)


def complements(token: Token) -> Iterator[tuple[Token, Token]]:
    """
    Walk the prepositional phrases of a word.

    Parameters
    ----------
    token
        A verb or noun.

    Yields
    ------
    preposition, head
        "on", "patrol" of "fired on a security patrol"; chains such as
        "from inside the house" give the last preposition.
    """
    for child in token.children:
        if child.dep_ in {"prep", "dative", "agent", "prt"} or (
            child.dep_ == "advmod" and child.pos_ in {"ADP", "ADV"}
        ):
            yield from _prep_objects(child)


def _prep_objects(prep: Token) -> Iterator[tuple[Token, Token]]:
    for child in prep.children:
        if child.dep_ in {"pobj", "dobj"}:
            for word in conjuncts(child):
                yield prep, word
        elif child.dep_ == "pcomp" and child.pos_ in {"NOUN", "PROPN", "VERB"}:
            yield prep, child
        elif child.dep_ in {"prep", "conj"} and child.pos_ == "ADP":
            yield from _prep_objects(child)


def governing_verb(token: Token) -> Token:
    """Return the nearest verb above a token, itself included; the sentence's root without one."""
    while token.pos_ not in {"VERB", "AUX"} and token.head.i != token.i:
        token = token.head
    return token


def governor(noun: Token) -> Token | None:
    """
    Return the verb that an event noun is an argument of.

    Parameters
    ----------
    noun
        "attacks" in "carried out a series of attacks".

    Returns
    -------
    verb
        None without one. Quantities between noun and verb are stepped over.
    """
    current = noun
    for _ in range(_MOST_STEPS):
        above = current.head
        if above.i == current.i or current.dep_ not in _TO_GOVERNOR:
            return None
        if above.pos_ in {"VERB", "AUX"}:
            return above
        is_argument = current.dep_ in _ARGUMENTS and above.dep_ != "prep"
        is_of_other = current.dep_ in {"prep", "agent"} and head_of(above) not in _BUNDLES
        if is_argument or is_of_other:
            return None
        current = above
    return None


def modifiers(token: Token) -> tuple[Token, ...]:
    """
    Return the words before a noun that narrow it down.

    Parameters
    ----------
    token
        "attack" of "a suicide car bomb attack".

    Returns
    -------
    words
        Compounds, adjectives and possessors, and the compounds of those.
    """
    found: list[Token] = []
    for child in token.children:
        if child.dep_ in {"compound", "amod", "nmod", "poss", "nummod", "npadvmod"}:
            found.append(child)
            found += modifiers(child)
    return tuple(found)
