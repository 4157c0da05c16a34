"""Which of the dates of a sentence hangs nearest to a word in its parse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geo.casualties.words import trigger_forms
from geo.dates.days import DateMention
from geo.dates.spans import lasting_noun
from geo.dates.tenses import tense_words
from geo.grammar.clauses import governing_verb, is_class
from geo.grammar.reporting import reaction_verbs, reporting_verbs
from geo.language import Token, text_of

__all__ = ["nearest_date"]

# Steps in the parse, weighed: beyond this a date belongs to something else.
_FARTHEST = 7.0
_NEVER = 100.0
# What it costs to go down from a date's clause to a word in another: the date
# of the main clause holds for what follows from it, less for what was before.
_DOWN = {"relcl": 4.0, "advcl": 1.5, "acl": 2.0, "ccomp": 2.0, "conj": 1.5, "parataxis": 2.0}
# And up: the date of a side clause says little of the main one.
_UP = {
    "acl": 3.5, "advcl": 4.0, "ccomp": 3.0, "conj": 3.0, "parataxis": 3.0,
    "nsubj": 3.0, "nsubjpass": 3.0, "dobj": 3.0, "attr": 3.0, "appos": 3.0, "csubj": 3.0,
}  # fmt: skip
_DURATION = 2.0
_CALENDAR = frozenset({"day", "month", "year"})
# "In reply to Sunday's raid": what follows from an event is later than its day.
_ASIDE = frozenset({"for", "to", "after", "before", "since", "over", "about", "following"})
# A date that opens a sentence frames all of it.
_FRAME = 5.0


def nearest_date(trigger: Token, mentions: Iterable[DateMention]) -> DateMention | None:
    """
    Return the date that hangs nearest to a word in the parse of its sentence.

    Parameters
    ----------
    trigger
        The verb or noun that tells an event.
    mentions
        Dates of its sentence.

    Returns
    -------
    mention
        None where all belong to something else: "on Monday police probed the blast".
    """
    costs = [(_cost(trigger, m), abs(m.token - trigger.i), m.start, m) for m in mentions]
    possible = sorted((c for c in costs if c[0] < _NEVER), key=lambda cost: cost[:3])
    if not possible:
        return None
    cost, _, _, best = possible[0]
    # Far off in the parse, but the only day that the sentence tells.
    is_alone = len(possible) == 1 and best.when.prec <= 3 and cost <= 2 * _FARTHEST
    is_alone = is_alone and not _is_of_participle(trigger, best)
    return best if cost <= _FARTHEST or is_alone else None


def _is_of_participle(trigger: Token, mention: DateMention) -> bool:
    """Tell "the raid came as many mourned the nine men shot a week ago": not of the raid."""
    verb = governing_verb(trigger.doc[mention.token])
    if trigger.pos_ == "NOUN" and trigger in verb.ancestors:
        return False  # "32 strikes with bombs delivered in the week of"
    is_shut = verb.dep_ == "acl" and verb.tag_ in {"VBN", "VBD"}
    # Where the parser finds no main verb, it is this one; "kept the road closed on Sunday".
    is_main = verb.sent.root.pos_ not in {"VERB", "AUX"} or verb.head.head.i == trigger.i
    is_shut = is_shut and not is_main
    return is_shut and verb.i != trigger.i and verb not in trigger.ancestors


def _cost(trigger: Token, mention: DateMention) -> float:
    """Weigh the steps from a date to a word in the parse."""
    doc = trigger.doc
    if mention.scope >= 0:
        scope = doc[mention.scope]
        return 1.0 if trigger.i == scope.i or scope in trigger.ancestors else _NEVER
    token = doc[mention.token]
    up = [token, *token.ancestors]
    down = [trigger, *trigger.ancestors]
    below = {word.i for word in up}
    common = next((word for word in down if word.i in below), None)
    if common is None:
        return _NEVER
    if _is_foreign(mention, token, trigger) or _is_of_cause(token, _until(up, common)):
        return _NEVER
    opened = _clause_opened(mention, down)
    if opened is not None:
        return 1.0 + sum(_down_cost(word, mention) for word in _until(down, opened))
    cost = sum(_down_cost(word, mention) for word in _until(down, common))
    cost += _climb_cost(_until(up, common), trigger, common, mention.when.prec)
    if mention.kind == "told" and any(word.dep_ == "conj" for word in _until(up, common)):
        cost = _NEVER  # "he was held and charged the next day": only charged that day
    cost += _DURATION if mention.kind in {"duration", "since", "until"} else 0.0
    between = doc[min(token.i, trigger.i) : max(token.i, trigger.i)]
    # What stands beyond a semicolon has a day of its own.
    cost += _DURATION if any(word.text == ";" for word in between) else 0.0
    if cost < _NEVER and _opens_sentence(token, mention):
        return min(cost, _FRAME)
    return cost


def _is_foreign(mention: DateMention, token: Token, trigger: Token) -> bool:
    """Tell a length of time, a state or a time before that is another word's."""
    if mention.kind != "since" and _is_behind_since(mention, trigger):
        return True
    if mention.kind == "duration" and _is_of_other_noun(token, trigger):
        return True
    return mention.is_state and governing_verb(token).i != governing_verb(trigger).i


def _clause_opened(mention: DateMention, down: Sequence[Token]) -> Token | None:
    """Return the verb of "killed and hurt on Monday when gunmen attacked", which it dates."""
    doc = down[0].doc
    inside = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if not inside or doc[min(inside.end, len(doc) - 1)].lower_ not in {"when", "as", "while"}:
        return None
    verb = doc[inside.end].head
    return verb if verb in down and verb.i > inside.end else None


def _is_of_cause(token: Token, path: Iterable[Token]) -> bool:
    """Tell "in reply to Sunday's raid" from "hours after Sunday's raid"."""
    path = tuple(path)
    if any(word.lower_ == "for" and is_class(word.head, "reprisal") for word in path):
        return True  # "in revenge for the deaths of nine on Sunday"
    if any(word.dep_ == "appos" and is_class(word, "ordinal") for word in path):
        return True  # "the attacks, the fourth in nine days"
    return token.dep_ in {"poss", "compound", "nmod"} and any(
        word.dep_ == "prep"
        and word.lower_ in _ASIDE
        and word.doc[word.i - 1].lower_ not in {"hour", "hours", "minutes"}
        for word in path
    )


def _is_behind_since(mention: DateMention, trigger: Token) -> bool:
    """Tell "the worst attack since war broke out in 1990": the attack was not in 1990."""
    between = trigger.doc[trigger.i + 1 : mention.token]
    since = max((word.i for word in between if word.lower_ == "since"), default=-1)
    return since >= 0 and not any(
        word.text in {",", ";"} for word in trigger.doc[since : mention.token]
    )


def _opens_sentence(token: Token, mention: DateMention) -> bool:
    """Tell "Two days earlier, gunmen ..." from "Monday's attack ..."."""
    start = token.sent.start_char
    is_first = not text_of(token.doc)[start : mention.start].strip("\"'\u201c\u2018 \n")
    return is_first and governing_verb(token).dep_ == "ROOT" and token.dep_ not in {"nsubj", "poss"}


def _is_of_other_noun(token: Token, trigger: Token) -> bool:
    """Tell "declared a three-day mourning" from "killed in the three-day unrest"."""
    if token.dep_ == "nsubj" and any(child.lower_ == "of" for child in token.children):
        return False  # "three days of rain flooded the town"
    noun = lasting_noun(token)
    return noun.pos_ == "NOUN" and noun.i != trigger.i and noun.dep_ in {"dobj", "attr", "nsubj"}


def _is_reported(word: Token) -> bool:
    return word.dep_ == "ccomp" and word.head.lemma_ in reporting_verbs()


def _down_cost(word: Token, mention: DateMention) -> float:
    if _is_reported(word) or (word.dep_ == "relcl" and word.head.i == mention.token):
        # What is said in one breath shares its time: "said floods hit, adding that". So does
        # what happened "on May 2, when".
        return 0.5
    if word.dep_ in {"dobj", "pobj"} and governing_verb(word.head).lemma_ in reaction_verbs():
        # "On Monday police probed the blast", which was not on Monday. "Was blamed for
        # the blast on May 2" dates the blast.
        is_of_noun = mention.kind in _CALENDAR and (
            mention.token > word.i or _stands_before(mention, word)
        )
        return 1.0 if is_of_noun else _NEVER
    if _is_reaction_after(word):
        return _NEVER
    if word.lower_ in tense_words("toll"):
        # "As the toll of the quake rose on Sunday": the quake was before.
        return _NEVER
    if word.dep_ == "relcl" and any(child.lower_ == "when" for child in word.children):
        return _DOWN["advcl"]
    return _DOWN.get(word.dep_, 1.0)


def _is_reaction_after(word: Token) -> bool:
    """Tell "searched on Tuesday after a quake killed nine": the quake was before."""
    is_after = word.dep_ == "advcl" and any(child.lower_ == "after" for child in word.children)
    return is_after and word.head.lemma_ in reaction_verbs()


def _stands_before(mention: DateMention, noun: Token) -> bool:
    """Tell "sentenced for the 2015 shooting"."""
    return any(word.idx + len(word) == mention.end for word in noun.subtree)


def _until(path: Sequence[Token], end: Token) -> Iterable[Token]:
    for word in path:
        if word.i == end.i:
            return
        yield word


def _climb_cost(path: Iterable[Token], trigger: Token, common: Token, prec: int) -> float:
    """Weigh the way up from a date; its own preposition is free of charge."""
    cost, below = 0.0, None
    for word in path:
        is_adverb = below is not None and below.dep_ == "advmod" and word.dep_ == "dobj"
        below = word
        if _is_short_clause(word) or is_adverb:  # "killing nine people two days earlier"
            cost += 0.5
            continue
        if word.dep_ == "relcl" and _is_toll_there(word, trigger):
            return cost + 1.5
        is_of_trigger = common.i == trigger.i and word.head.i == trigger.i
        if word.dep_ in {"relcl", "acl"} and is_of_trigger:
            # "The attack, which took place on Friday".
            cost += 1.0 if word.lemma_ in tense_words("light") else 1.5
        elif word.dep_ == "relcl" and word.tag_ == "VBD" and trigger.i < word.i and prec <= 2:
            cost += _DOWN["relcl"]  # "shot a man who came at them on Friday"
        elif word.dep_ == "relcl" or (word.dep_ == "acl" and prec > 3):
            # "A man who was freed on Friday", "a man convicted in 2014".
            return _NEVER
        else:
            cost += 0.5 if _is_reported(word) else _UP.get(word.dep_, 1.0)
    return cost


def _is_toll_there(clause: Token, noun: Token) -> bool:
    """Tell "clashes in Aden and two other towns, where nine died on Monday"."""
    above = clause.head
    while above.i != noun.i and above.dep_ in {"pobj", "prep", "conj"}:
        above = above.head
    words = {word.lower_ for word in clause.subtree}
    is_of_noun = above.i == noun.i and noun.pos_ == "NOUN"
    return is_of_noun and "where" in words and not trigger_forms().isdisjoint(words)


def _is_short_clause(word: Token) -> bool:
    """Tell "four were killed and nine others hurt on Monday", with "hurt" said of those nine."""
    noun = word.head if word.dep_ == "acl" and word.tag_ == "VBN" else word
    is_joined = noun.dep_ == "conj" and noun.pos_ == "NOUN" and noun.head.pos_ == "VERB"
    return is_joined and noun.head.tag_ in {"VBN", "VBD"}
