"""From a word of harm to those it hit, by the way the word takes its victims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from geo.casualties.words import HitWord, hints, hit_words, is_person_noun
from geo.grammar.clauses import governing_verb
from geo.language import Token

__all__ = ["are_several", "objects_of", "subjects_of", "victims_of"]

_TIMES = frozenset({"DATE", "TIME"})
# What a participle is to the verb in "was found fatally shot".
_STATES = frozenset({"advcl", "ccomp", "oprd", "xcomp"})
# What counts roughly, and names those counted behind "of".
_QUANTITIES = frozenset({"dozen", "score", "hundred", "thousand", "number", "most", "many", "some"})


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
        yield _fatal(trigger) or hit_words("state")[lower], _holders(trigger)
    if lower in hit_words("noun"):
        yield hit_words("noun")[lower], _of_noun(trigger)
    if lower in hit_words("harm"):
        yield hit_words("harm")[lower], _sufferers(trigger)
    yield from _by_phrase(trigger)
    yield from _by_lives(trigger)


def _by_verb(verb: Token) -> Iterator[tuple[HitWord, Iterable[Token]]]:
    particle = next((c.lower_ for c in verb.children if c.dep_ == "prt" or c.lower_ == "down"), "")
    word = hit_words("object").get(f"{verb.lower_} {particle}".strip())
    if particle != "down":  # "shot down 30 drones"
        word = word or hit_words("object").get(verb.lower_)
    fatal = _fatal(verb)
    if word or fatal:
        yield fatal or word or HitWord("", "", frozenset()), objects_of(verb)
    is_done_to = verb.lower_ in hit_words("object") and any(
        c.dep_ == "dobj" and c.ent_type_ not in {"GPE", "LOC"} for c in verb.children
    )
    word = None if is_done_to else hit_words("subject").get(verb.lower_)
    if word:
        yield word, subjects_of(verb)


def _fatal(word: Token) -> HitWord | None:
    """Find "mortally" in "mortally wounded"."""
    return next((f for c in word.children if (f := hit_words("fatally").get(c.lower_))), None)


def _by_phrase(noun: Token) -> Iterator[tuple[HitWord, Iterable[Token]]]:
    """Read "beaten to death", "taken into custody", "driven from their homes"."""
    preposition = noun.head
    word = hit_words("phrase").get(f"{preposition.lower_} {noun.lower_}")
    verb = preposition.head
    if noun.dep_ != "pobj" or not word or verb.lower_ in hit_words("no_death"):
        return
    if any(child.lower_ in _NOT_QUITE for child in (*preposition.children, *verb.children)):
        return
    objects = list(objects_of(verb))
    if "care" in word.flags:
        yield word, objects  # "the minister went to hospital"
    elif not any(child.lower_ == "the" for child in noun.children):  # "fight to the death"
        yield word, objects or subjects_of(verb)


_NOT_QUITE = frozenset({"almost", "nearly"})
_WHEN_OR_WHERE = frozenset({"DATE", "TIME", "GPE", "LOC"})
_OBJECTS = frozenset({"dative", "dobj"})


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
        elif verb.lemma_ == "cost":
            yield word, [c for c in verb.children if c.dep_ in _OBJECTS and c.i < noun.i]
    else:
        yield word, owners or [noun]


def _with_conjuncts(tokens: Iterable[Token], trigger: Token) -> Iterator[Token]:
    """Add those joined to a victim by "and", but not what is joined to the word itself."""
    seen: set[int] = set()
    before: Token | None = None
    for token in tokens:
        joined = () if token.i == trigger.i else (*token.conjuncts, *_company(token))
        is_named = before is not None and _names(token, before)
        own = () if is_named else (token,)
        for one in (*own, *(c for c in joined if c.i > token.i)):
            if one.i not in seen:
                seen.add(one.i)
                yield one
        before = token


def _names(token: Token, victim: Token) -> bool:
    """Tell the name in "a commander of the guards, Ali Debs, and his deputy"."""
    is_next = token.left_edge.i == victim.right_edge.i + 2 and token.left_edge.nbor(-1).text == ","
    return is_next and token.ent_type_ == "PERSON" and victim.tag_ == "NN"


def _company(victim: Token) -> Iterator[Token]:
    """Find who died with somebody: "a priest, together with two guards"."""
    yield from _taken_for_speakers(victim)
    yield from _behind_day(victim)
    for word in (*victim.rights, *victim.head.rights):
        is_person = word.pos_ == "NOUN" and is_person_noun(word.lemma_.lower())
        if word.dep_ == "conj" and (word.pos_ == "NUM" or is_person):
            yield word  # "killed a judge and two of his aides", taken for a second clause
        if word.dep_ == "appos" and (_is_listed(word) or _is_further(word)):
            yield from (word, *word.conjuncts)
        if word.lower_ == "of":
            yield from _behind_name(word)
        inner = next((child for child in word.children if child.lower_ == "with"), word)
        is_with = inner.lower_ == "with" and any(
            other.lower_ in {"together", "along"} for other in (word, *word.children)
        )
        if is_with or (word.lower_ == "alongside" and word.dep_ == "prep"):
            yield from (child for child in inner.children if child.dep_ == "pobj")


def _behind_name(of: Token) -> Iterator[Token]:
    """Find the deputy in "a commander of the guards, Ali Debs, and his deputy"."""
    for owner in of.children:
        named = [c for c in owner.children if c.dep_ == "appos" and c.ent_type_ == "PERSON"]
        for other in (c for name in named for c in (*owner.conjuncts, *name.conjuncts)):
            if other.i > named[0].i and is_person_noun(other.lemma_.lower()):
                yield other


def _behind_day(victim: Token) -> Iterator[Token]:
    """Find the police in "two soldiers in Kirkuk on Friday and four policemen in Mosul"."""
    for preposition in (*victim.rights, *victim.head.rights):
        for name in preposition.children:
            if preposition.dep_ != "prep" or name.ent_type_ not in _WHEN_OR_WHERE:
                continue
            for other in (*name.conjuncts, *(c for c in name.children if c.dep_ == "appos")):
                is_counted = any(child.dep_ == "nummod" for child in other.children)
                if is_counted and is_person_noun(other.lemma_.lower()):
                    yield other


def _taken_for_speakers(victim: Token) -> Iterator[Token]:
    """Find the rest of "killing a teacher, a nurse and her son, police said", who say nothing."""
    comma = victim.doc[victim.right_edge.i + 1 : victim.right_edge.i + 2]
    if comma.text != ",":
        return
    for noun in victim.doc[comma.end : victim.sent.end]:
        if noun.left_edge.i != comma.end or noun.dep_ != "nsubj":
            continue
        speakers = [child for child in noun.head.children if child.dep_ == "nsubj"]
        if len(speakers) > 1 and _is_listed(noun):
            yield from (noun, *noun.conjuncts)


def _is_further(noun: Token) -> bool:
    """Tell "killed six soldiers on Monday, another three on Tuesday"."""
    return any(child.lower_ == "another" for child in noun.children)


def _is_listed(noun: Token) -> bool:
    """Tell the second of "a teacher, a nurse and her son" from what the first is besides."""
    people = (noun, *noun.conjuncts)
    return len(people) > 1 and all(
        any(c.dep_ in {"det", "nummod", "poss"} and c.lower_ != "the" for c in person.children)
        for person in people
    )


def _antecedent(token: Token) -> Token:
    if token.tag_ in {"WP", "WDT"} and token.head.dep_ == "relcl":
        antecedent: Token = token.head.head
        return antecedent
    return token


def _is_passive(verb: Token) -> bool:
    if any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children):
        return True
    has_have = any(c.lemma_ == "have" and c.dep_ == "aux" for c in verb.children)
    # "Killed Sunday evening": the day may be parsed as the object.
    objects = [c for c in verb.children if c.dep_ == "dobj" and c.ent_type_ not in _TIMES]
    return verb.tag_ == "VBN" and not has_have and not objects


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
        own = own or [c for c in verb.children if c.dep_ == "dative"]
        return own or _of_whom(verb) or _roughly(verb)
    own = [c for c in verb.children if c.dep_ in {"nsubjpass", "nsubj", "npadvmod"}]
    own = [c for c in own if c.ent_type_ not in _TIMES]
    if own:
        return [c for c in own if c.dep_ != "npadvmod"] or own
    if verb.dep_ in {"acl", "amod"}:
        return [verb.head]
    is_joined = verb.dep_ == "conj" and verb.head.tag_ in {"VBN", "VBD"}
    is_state = verb.dep_ in _STATES and verb.head.lemma_ in _LEAVERS
    if (is_joined and _is_passive(verb.head)) or is_state:
        return objects_of(verb.head)  # "was found fatally shot"
    return []


def _roughly(verb: Token) -> list[Token]:
    """Return the number in "killed over 160", which the parse takes for where."""
    following = verb.doc[verb.i + 1 : verb.i + 2]
    if following.text.lower() not in {"over", "under", "around", "about", "between"}:
        return []
    return [c for c in following[0].children if c.dep_ == "pobj" and c.like_num]


def _of_whom(verb: Token) -> list[Token]:
    """Return the number in "eleven men, five of whom they shot"."""
    number = verb.head
    is_number = verb.dep_ == "relcl" and number.like_num
    objects = [inner.tag_ for child in number.children for inner in child.children]
    return [number] if is_number and "WP" in objects else []


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


# The parse may take "his wife" in "shot dead his wife" for an object of "dead".
_HOLDERS = frozenset({"nsubj", "npadvmod", "nummod", "compound", "dobj"})
_COPULAS = frozenset({"be", "lie", "remain", "fear", "go", "presume", "believe", "report", "stay"})
_LEAVERS = frozenset({"leave", "find", "make", "render", "shoot", "strike", "take", "hold", "seize",
                      "declare", "pronounce", "confirm", "list", "report", "drop"})  # fmt: skip


def _holders(state: Token) -> list[Token]:
    """Find those of whom a state is said: "two dead", "left two dead", "two are dead"."""
    above = state.head.head
    if state.dep_ == "pobj" and state.head.lower_ == "of" and is_person_noun(above.lemma_.lower()):
        return [above]  # "left a girl of 12 dead"
    own = [c for c in state.children if c.dep_ in _HOLDERS]
    own = [c for c in own if c.dep_ != "compound" or c.pos_ in {"NOUN", "PROPN"}]
    if state.dep_ == "amod" and not own:
        # "Shot his wife and two sons dead"
        is_last = state.i > state.head.i and state.head.dep_ == "conj"
        return [min(state.head.conjuncts)] if is_last else [state.head]
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


_CARE = frozenset({"treatment", "attention"})
_CARING = frozenset({"hospital", "medical", "emergency", "immediate", "urgent"})


def _is_cared_for(care: Token) -> bool:
    """Tell "needed hospital treatment" from "needs water treatment" and "drew attention"."""
    kinds = {child.lower_ for child in care.children if child.dep_ in {"compound", "amod"}}
    is_of_people = kinds <= _CARING and (care.lower_ == "treatment" or "medical" in kinds)
    is_taken = care.dep_ == "dobj" and care.head.lemma_ in {"need", "require", "receive", "seek"}
    return is_taken and is_of_people


def _sufferers(harm: Token) -> list[Token]:
    """Find who "sustained injuries" or "was treated for burns"."""
    while harm.dep_ == "conj" and harm.head.pos_ == "NOUN":
        harm = harm.head
    head = harm.head
    if harm.lower_ in _CARE:
        return subjects_of(head) if _is_cared_for(harm) else []
    if harm.dep_ == "dobj" and head.lemma_ in {"suffer", "sustain", "receive"}:
        return subjects_of(head)
    if harm.dep_ != "pobj" or head.lower_ not in {"for", "with"}:
        return []
    verb = governing_verb(head.head)
    # "Left her with burns", but "he was taken to hospital with burns".
    return objects_of(verb) or subjects_of(verb)


def are_several(noun: Token) -> bool:
    """
    Tell several people, or their bodies, from one and from beasts.

    Parameters
    ----------
    noun
        Head of the words for them.

    Returns
    -------
    are_several
        True for "71 migrants", "dozens of people", "the bodies of nine men",
        "a couple" and "a man and his son"; False for "a hiker" and "the bodies
        of 40 whales".
    """
    word, lemma = hit_words("noun").get(noun.lower_), noun.lemma_.lower()
    is_body = word is not None and "found" in word.flags
    whose = [w for c in noun.children if c.lower_ == "of" for w in c.children if w.dep_ == "pobj"]
    if whose and (is_body or lemma in _QUANTITIES):
        return any(are_several(person) for person in whose)
    if noun.pos_ == "NUM":
        return noun.lower_ not in {"one", "1"}
    listed = [c for c in noun.rights if c.dep_ == "conj" or (c.dep_ == "appos" and c.conjuncts)]
    if is_person_noun(lemma) and any(is_person_noun(c.lemma_.lower()) for c in listed):
        return True
    if lemma in hints("pair") | hints("group"):
        return True
    return noun.tag_ in {"NNS", "NNPS"} and (is_body or lemma == "other" or is_person_noun(lemma))
