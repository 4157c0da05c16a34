"""Words of events that tell none: habits, states, slogans, headings, what is made up."""

from __future__ import annotations

from geo.events.triggers import Trigger
from geo.grammar.clauses import governing_verb, governor, is_class
from geo.language import Token

__all__ = ["is_habit", "is_plague", "is_retold", "is_usual"]

# What can be so for years.
_STATES = frozenset({"deployment", "territory_taken", "seizure"})
# Verbs in whose present tense a bare plural tells a habit: "explosions are common".
_PRESENT = frozenset({"VBZ", "VBP"})
_EACH = frozenset({"every", "each"})
_OFTEN = frozenset({"frequent", "common", "commonplace", "routine", "rare", "rife"})
_BEFORE = frozenset({"after", "since", "because"})
# What statistics count, but not the battles of a long war.
_COUNTED = frozenset({"accident", "civilian_violence"})
_REVIEW_WORDS = 3
_OFTEN_DONE = frozenset(
    {"often", "frequently", "regularly", "routinely", "sometimes", "usually", "always",
     "occasionally", "typically", "commonly", "rarely", "seldom"},
)  # fmt: skip


def is_habit(token: Token, trigger: Trigger, *, is_listed: bool) -> bool:
    """
    Tell what tells no event: "gas explosions are common", "attacks often follow".

    Parameters
    ----------
    token, trigger
        The word, and what it would tell.
    is_listed
        It stands in a chronology, where "clashes erupt in the capital" is no habit.

    Returns
    -------
    is_habit
        Also for what is shouted, and for the heading of a list.
    """
    is_sum = trigger.event_type in _COUNTED and _is_of_years(token)
    if is_sum or is_usual(token) or _is_chanted(token) or _is_for_years(token):
        return True
    if trigger.sub_event_type in _STATES and _is_state(token):
        return True
    return trigger.is_noun and (
        _is_no_telling(token) or _is_bare_habit(token, trigger, is_listed=is_listed)
    )


def _is_no_telling(noun: Token) -> bool:
    return _is_ranking(noun) or _is_manner(noun) or _is_such(noun) or _is_announced(noun)


def _is_bare_habit(token: Token, trigger: Trigger, *, is_listed: bool) -> bool:
    """Tell "raids are frequent" from "gunmen carried out raids"."""
    if trigger.is_definite:
        return False
    if _is_of_a_series(token):
        return True
    verb = governor(token)
    if verb is None or is_listed or is_class(verb, "report_verb"):
        return False
    auxiliaries = [c for c in verb.children if c.dep_ in {"aux", "auxpass"}]
    has_tense = any(child.lower_ not in {"is", "are"} for child in auxiliaries)
    is_bare = token.tag_ in {"NNS", "NN"} and not any(
        child.dep_ in {"det", "nummod", "poss"} for child in token.children
    )
    if is_bare and any(child.lower_ in _OFTEN for child in verb.children):
        return True  # "raids have grown more frequent"
    if is_bare and has_tense and token.tag_ == "NNS" and is_class(verb, "grow_verb"):
        return True  # "attacks have increased"
    is_present = (verb.tag_ in _PRESENT or _is_state(verb)) and not has_tense
    return is_bare and is_present and not _is_headline(token, verb)


def _is_announced(noun: Token) -> bool:
    """Tell "Recent floods in Asia:", a heading of what is then told one by one."""
    last = noun.sent[-1] if not noun.sent[-1].is_space else noun.sent[-2]
    is_news = governing_verb(noun).tag_ == "VBD"
    return noun.tag_ == "NNS" and last.text == ":" and not is_news


def _is_chanted(token: Token) -> bool:
    """Tell a slogan, "chanting 'stop the killing'", from "shouted after bombs hit the mission"."""
    for above in token.ancestors:
        if is_class(above, "chant_verb") and above.pos_ == "VERB":
            return True
        if above.dep_ == "advcl" and any(c.lower_ in _BEFORE for c in above.children):
            return False
    return False


def is_usual(verb: Token) -> bool:
    """
    Tell what often happens from what did.

    Parameters
    ----------
    verb
        A word that would tell an event, or its dead.

    Returns
    -------
    is_usual
        True in "fires kill hundreds every year", "crews are often kidnapped".
    """
    return (verb.tag_ in _PRESENT or _is_state(verb)) and _is_every_time(verb)


def _is_every_time(verb: Token) -> bool:
    """Tell "fires kill hundreds every year" and "pirates often attack ships"."""
    return any(
        child.lower_ in _OFTEN_DONE
        or any(word.lower_ in {"anyone", "anybody"} for word in child.subtree)
        or (child.ent_type_ == "DATE" and any(word.lower_ in _EACH for word in child.children))
        for child in verb.children
    )


def _is_of_years(token: Token) -> bool:
    """Tell "851 died in crashes over the past five years", which statistics count."""
    return token.tag_ in {"NNS", "VBZ", "VBD"} and any(
        word.lower_ in {"years", "decades"}
        and any(child.lower_ in {"past", "last"} for child in word.children)
        and word.head.head.pos_ == "VERB"  # not "the worst in the past five years"
        for word in token.sent
    )


def _is_for_years(verb: Token) -> bool:
    """Tell "the army has fought the rebels for decades", which is no news of any day."""
    children = list(verb.children)
    is_perfect = any(child.lower_ in {"have", "has", "'ve"} for child in children)
    return is_perfect and any(
        child.lower_ == "for" and any(is_class(inner, "long_time") for inner in child.children)
        for child in children
    )


def _is_headline(noun: Token, verb: Token) -> bool:
    """Tell "Basement fire kills man, 84": only a headline leaves out the article."""
    is_single = noun.tag_ == "NN" and not noun.lower_.endswith("ing")
    return is_single and any(child.dep_ == "dobj" for child in verb.children)


def _is_state(verb: Token) -> bool:
    """Tell "70,000 soldiers are deployed along the border", on no day."""
    marks = {child.lower_ for child in verb.children if child.dep_ == "auxpass"}
    has_tense = any(child.dep_ == "aux" for child in verb.children)
    return verb.tag_ == "VBN" and bool(marks & {"is", "are"}) and not has_tense


def _is_such(noun: Token) -> bool:
    """Tell "the state has seen waves of such raids"."""
    return any(child.lower_ == "such" and child.dep_ == "amod" for child in noun.children)


def _is_manner(noun: Token) -> bool:
    """Tell "withdrew in protest", which names how, from "killed in a protest"."""
    is_bare = noun.tag_ == "NN" and not any(True for _ in noun.children)
    return is_bare and noun.dep_ == "pobj" and noun.head.lower_ == "in" and noun.lower_ == "protest"


def _is_ranking(noun: Token) -> bool:
    """Tell "it was the fourth abduction since May" from an abduction told."""
    ranks = any(
        c.dep_ == "amod" and (c.tag_ == "JJS" or is_class(c, "ordinal")) for c in noun.children
    )
    if noun.dep_ == "appos":
        return ranks  # "killed six, the fourth attack in three days"
    has_subject = any(child.dep_ == "nsubj" for child in noun.head.children)
    return ranks and has_subject and noun.dep_ == "attr" and noun.head.lemma_ == "be"


def is_plague(noun: Token) -> bool:
    """Tell "the province has been racked by bombings", behind the news, from one bombing."""
    if noun.tag_ != "NNS" or any(child.dep_ == "nummod" for child in noun.children):
        return False
    verb = governor(noun)
    if verb is None or verb.pos_ != "VERB" or noun.dep_ == "nsubj":
        return False
    words = {child.lower_ for child in verb.children if child.dep_ in {"aux", "auxpass"}}
    is_lasting = any(is_class(verb, name) for name in ("plague_verb", "sufferer_verb"))
    is_dated = any(word.ent_type_ in {"DATE", "TIME"} for word in verb.subtree)
    return is_lasting and bool(words & {"has", "have"}) and not is_dated


def _is_of_a_series(noun: Token) -> bool:
    """Tell the attacks in "the latest in a series of attacks" from one told."""
    current = noun
    for _ in range(5):
        if current.dep_ not in {"pobj", "prep", "conj", "attr"} or current.head.i == current.i:
            return False
        current = current.head
        if current.lower_ in {"latest", "similar", "rash"}:
            return True
    return False


def is_retold(token: Token) -> bool:
    """
    Tell what is remembered, and what a film or a novel tells of.

    Parameters
    ----------
    token
        A word that would tell an event.

    Returns
    -------
    is_retold
        True in "gathered to remember the battle", "in the novel a bomb goes off".
    """
    if token.sent[-1].text == "?":
        return True  # "Why do coups succeed?"
    is_dated = any(word.ent_type_ == "DATE" for word in token.subtree)
    is_kept = not is_dated and any(is_class(above, "commemorate") for above in token.ancestors)
    return is_kept or _is_remembered(token) or _is_invented(token)


def _is_remembered(token: Token) -> bool:
    """Tell "the anniversary of a fire that killed nine"."""
    return any(above.lower_ in {"anniversary", "commemoration"} for above in token.ancestors)


def _is_plot(token: Token) -> bool:
    """Tell the plot that a review tells in the present: "a shootout lights up the street"."""
    verb = token if token.pos_ == "VERB" else governor(token)
    if verb is None or verb.tag_ not in _PRESENT:
        return False
    return sum(is_class(word, "review_word") for word in token.doc) >= _REVIEW_WORDS


def _is_invented(token: Token) -> bool:
    if _is_plot(token):
        return True
    for above in (token, *token.ancestors):
        if above.pos_ == "NOUN" and above.i != token.i and is_class(above, "fiction"):
            return True
        is_telling = above.i != token.i and is_class(above, "retell_verb")
        for child in above.children:
            is_teller = child.dep_ == "nsubj" and is_telling and is_class(child, "fiction")
            is_in = child.dep_ == "prep" and child.lower_ in {"in", "for"}
            if is_teller or (is_in and any(is_class(inner, "fiction") for inner in child.children)):
                return True
    return False
