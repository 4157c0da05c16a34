"""What the small model hangs wrongly, read as it was meant."""

from __future__ import annotations

from geo.language import Token

__all__ = [
    "behind_auxiliary",
    "behind_conjunction",
    "behind_copula",
    "behind_opening",
    "behind_speaker",
    "behind_verb",
    "hung_on_place",
    "is_only_sent",
    "is_reduced",
]

_CONJUNCTIONS = frozenset({"after", "before", "since", "until", "as"})
# Verbs without a passive: what is said of a noun with them is a clause of its own.
_INTRANSITIVE = frozenset(
    {"collapse", "die", "protest", "demonstrate", "erupt", "crash", "derail", "capsize", "drown",
     "march", "rally", "fall", "happen", "occur", "arrive", "flee", "riot", "clash", "topple",
     "cave", "plunge", "tumble", "explode", "overturn", "slide", "skid", "careen", "stampede",
     "swoop", "founder", "jackknife", "buckle", "crumple", "vanish", "disappear", "rampage",
     "swerve", "veer", "plummet", "hurtle", "converge", "congregate", "flock", "mutiny", "rebel",
     "wither", "brawl", "surge", "crest", "subside", "descend", "flare", "perish", "defect",
     "crumble", "pancake", "implode", "disintegrate", "sway", "shudder", "tremble", "rumble",
     "billow", "smoulder", "smolder", "overflow", "flip", "lurch", "drift", "gush", "roar",
     "detonate"},
)  # fmt: skip


def is_reduced(verb: Token) -> bool:
    """
    Tell a passive without its auxiliary from a clause hung on a noun before it.

    Parameters
    ----------
    verb
        "burnt" of "tanks burnt at Suez".

    Returns
    -------
    is_reduced
        False in "dozens of students protested" and "the worst quake in years
        killed nine", where the noun is the subject, or stands beside it.
    """
    if verb.dep_ != "acl" or verb.tag_ != "VBN" or verb.lemma_ in _INTRANSITIVE:
        return False
    return not any(child.dep_ == "dobj" for child in verb.children)


def is_only_sent(verb: Token) -> bool:
    """
    Tell a passive without its auxiliary that is taken for the main verb.

    Parameters
    ----------
    verb
        "fired" of "rockets fired from Arzew hit Oran".

    Returns
    -------
    is_only_sent
        False where a sign or "and" parts the two verbs: rockets do not fire.
    """
    following = verb.nbor(1) if verb.i + 1 < len(verb.doc) else verb
    if following.dep_ not in {"prep", "agent"} or following.head.i != verb.i:
        return False
    rest = [child for child in verb.children if child.i > following.right_edge.i]
    is_next = bool(rest) and rest[0].i == following.right_edge.i + 1
    return is_next and rest[0].tag_ == "VBD" and rest[0].dep_ in {"conj", "dep", "ccomp"}


def behind_auxiliary(verb: Token) -> list[Token]:
    """
    Return what a passive is said of that stands behind its auxiliary.

    Parameters
    ----------
    verb
        "hit" of "also hit were Arzew and Oran".

    Returns
    -------
    nouns
        With what is listed after the first; none in the usual order.
    """
    return [
        noun
        for auxiliary in verb.children
        if auxiliary.dep_ == "auxpass" and auxiliary.i > verb.i
        for first in auxiliary.children
        if first.dep_ == "attr"
        for noun in (first, *first.conjuncts)
    ]


def behind_conjunction(verb: Token) -> list[Token]:
    """
    Return the subject hung on an "after" that is taken for a preposition.

    Parameters
    ----------
    verb
        "collapsed" of "searched after a part of a bridge collapsed".

    Returns
    -------
    nouns
        The one right before the verb; none otherwise.
    """
    before = [c for c in verb.head.children if c.dep_ == "prep" and c.right_edge.i == verb.i - 1]
    if verb.tag_ != "VBD" or not before or before[0].lower_ not in _CONJUNCTIONS:
        return []
    return [child for child in before[0].children if child.dep_ == "pobj"]


def behind_copula(verb: Token) -> list[Token]:
    """
    Return the subject of a passive that is taken for an adjective.

    Parameters
    ----------
    verb
        "ended" of "a bus was rear-ended".

    Returns
    -------
    nouns
        With what is listed after the first; none otherwise.
    """
    if verb.dep_ != "acomp" or verb.tag_ != "VBN" or verb.head.lemma_ != "be":
        return []
    subjects = [child for child in verb.head.children if child.dep_ == "nsubj"]
    return [noun for first in subjects for noun in (first, *first.conjuncts)]


def behind_opening(verb: Token) -> list[Token]:
    """
    Return the subject hung on the place or day that a sentence opens with.

    Parameters
    ----------
    verb
        "collapsed" of "In Oran, near Arzew, a three-storey house collapsed", "struck" of
        "On Sunday Mirage jets flying from Oran struck".

    Returns
    -------
    nouns
        The one between the comma and the verb or behind the day; none otherwise.
    """
    opening = verb.sent[0]
    if opening.lower_ == "on" and opening.head.i == verb.i:
        nouns = [child for child in opening.children if child.dep_ == "pobj"]
        return [noun for noun in nouns if any(c.ent_type_ == "DATE" for c in noun.lefts)]
    noun = verb.doc[verb.i - 1]
    is_apart = noun.left_edge.i > 0 and noun.doc[noun.left_edge.i - 1].text == ","
    is_opened = verb.sent[0].pos_ == "ADP" and noun.i > verb.sent.start
    return [noun] if is_opened and is_apart and _is_aside(noun) else []


def _is_aside(noun: Token) -> bool:
    return noun.pos_ == "NOUN" and noun.dep_ == "appos"


def behind_speaker(verb: Token) -> list[Token]:
    """
    Return the subject hung on those who say so.

    Parameters
    ----------
    verb
        "shot" of "a man police say was shot in Oran".

    Returns
    -------
    nouns
        The one before the speakers; none otherwise.
    """
    says = verb.head
    if verb.dep_ != "ccomp" or verb.nbor(-1).dep_ != "auxpass" or says.i != verb.i - 2:
        return []
    speakers = [child for child in says.children if child.dep_ == "nsubj"]
    return [
        child
        for speaker in speakers
        for child in speaker.children
        if child.dep_ in {"compound", "nmod"} and child.pos_ == "NOUN"
    ]


def behind_verb(verb: Token) -> list[Token]:
    """
    Return the object that is taken for a second subject.

    Parameters
    ----------
    verb
        "detained" of "officers on Friday detained Marco Arana, a priest who".

    Returns
    -------
    nouns
        What stands behind a verb that has a subject before it and no object,
        "student" of "youths beat a student unconscious" too.
    """
    subjects = [child for child in verb.children if child.dep_ == "nsubj"]
    has_object = any(child.dep_ == "dobj" for child in verb.children)
    if has_object or not subjects or subjects[0].i > verb.i:
        return []
    states = [word for word in verb.children if word.dep_ == "ccomp" and word.pos_ == "ADJ"]
    subjects += [child for word in states for child in word.children if child.dep_ == "nsubj"]
    return [subject for subject in subjects if subject.i > verb.i]


def hung_on_place(noun: Token) -> list[Token]:
    """
    Return who is hung on the place of an event instead of the event.

    Parameters
    ----------
    noun
        "capture" of "the capture in Arzew of Adel Bey".

    Returns
    -------
    people
        Named ones only: the Gulf of Aden is a place.
    """
    return [
        person
        for step in noun.children
        if step.dep_ == "prep" and step.lower_ in {"in", "at", "near"}
        for place in step.children
        if place.pos_ == "PROPN"
        for of in place.children
        if of.dep_ == "prep" and of.lower_ == "of"
        for person in of.children
        if person.ent_type_ == "PERSON"
    ]
