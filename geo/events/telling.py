"""Whether a clause tells an event, or only speaks of one that is taken as known."""

from __future__ import annotations

import re

from geo.casualties.victims import are_several
from geo.events.happenings import LEAD, Happening, has_toll
from geo.events.mentions import EventMention, is_of_day
from geo.grammar.clauses import agents, governor, head_of, is_class
from geo.grammar.misparses import is_reduced
from geo.language import Doc, Token

__all__ = [
    "comes_next",
    "is_anchor",
    "is_another",
    "is_carried_out",
    "is_done_by_known",
    "is_done_to_known",
    "is_killing",
    "is_known",
    "is_looked_back_on",
    "is_of_victim",
    "is_only_spoken_of",
    "is_running_total",
    "is_several",
    "is_told",
    "tells_drowned",
    "tells_others",
    "tells_several_dead",
]

_TELLING_VERBS = ("happen", "hit_verb", "light_verb", "fire_verb", "witness_verb")
_VIOLENT = frozenset({"battle", "explosion", "civilian_violence"})
_MISFORTUNES = frozenset({"hazard", "accident"})
_BACK = frozenset({"after", "since", "following"})
# What a sentence that goes on to another event opens with.
_THEN = re.compile(
    r"(?:(?:on )?(?:the|that) same (?:day|night|morning|afternoon|evening)|(?:[a-z]+ )?"
    r"(?:hours|minutes) (?:later|earlier|before|after that)|earlier|later)\b",
    re.IGNORECASE,
)
_ASIDE = frozenset({"meanwhile", "separately", "elsewhere"})
# A place this near stands in the event's own phrase.
_CLOSE = 1.0


def is_only_spoken_of(doc: Doc, group: Happening) -> bool:
    """
    Tell events that describe somebody, are recalled, or are no events.

    Parameters
    ----------
    doc
        The parsed article.
    group
        What one clause tells.

    Returns
    -------
    is_only_spoken_of
        True of "fighters taken hostage by rebels", "the invasion sowed
        turmoil", "two years after the city fell", "came with car bombs".
    """
    best = group.best
    verbs = [mention for mention in group.all_mentions if not mention.trigger.is_noun]
    return (
        bool(verbs and all(_is_aside(doc, mention) for mention in verbs))
        or _is_likened(doc[best.trigger.index])
        or _is_called_so(doc, best)
        or _is_counted_charge(doc, group)
        or _is_bare_reason(doc[best.trigger.index])
        or _is_recalled(doc, group)
        or _is_long_ago(doc, best)
        or _is_equipment(doc, best)
    )


def _is_likened(noun: Token) -> bool:
    """Tell "measured it as a quake" and "revenge for the campaign", told of something else."""
    if noun.dep_ != "pobj":
        return False
    above = noun.head.head
    if noun.head.lower_ == "as":
        return above.pos_ == "VERB" and is_class(above, "deem_verb")
    return noun.head.lower_ in {"for", "at", "to"} and is_class(above, "reprisal")


def _is_called_so(doc: Doc, mention: EventMention) -> bool:
    """Tell "it was carnage", a name for what was told."""
    noun = doc[mention.trigger.index]
    if noun.dep_ not in {"attr", "acomp"} or mention.has_own_date:
        return False
    subjects = [child for child in noun.head.children if child.dep_ == "nsubj"]
    return any(subject.lower_ in {"it", "this", "that"} for subject in subjects)


def _is_bare_reason(noun: Token) -> bool:
    """Tell "wanted over a killing", of which nothing more is told."""
    is_after = noun.dep_ == "pobj" and noun.head.lower_ in {"over", "for", "in"}
    if not is_after or not is_class(noun.head.head, "seek_suspect"):
        return False
    words = [child for child in noun.children if child.dep_ != "punct"]
    is_known = any(child.lower_ in {"the", "this", "that"} for child in words)
    return not is_known and all(child.dep_ in {"det", "amod", "compound"} for child in words)


def _is_counted_charge(doc: Doc, group: Happening) -> bool:
    """Tell "charged with two counts of assault" and "with the shelling of Aden", some day."""
    noun = doc[group.best.trigger.index]
    if noun.dep_ != "pobj" or group.dated:
        return False
    if noun.head.lower_ == "of":
        return is_class(noun.head.head, "charge_noun")
    is_war = group.code[0] in {"battle", "explosion"}
    above = noun.head.head.head if noun.head.dep_ == "conj" else noun.head.head
    is_charge = noun.head.lower_ in {"with", "over", "for"} and is_class(above, "charge_verb")
    return is_war and is_charge


def _is_equipment(doc: Doc, mention: EventMention) -> bool:
    """Tell "came with car bombs and pick-up trucks"."""
    token = doc[mention.trigger.index]
    if mention.verdict.status == "claimed":
        return False
    is_with = token.dep_ == "pobj" and token.head.lower_ in {"with", "of", "like"}
    return is_with and mention.code[0] == "explosion" and mention.place is None


def _is_long_ago(doc: Doc, mention: EventMention) -> bool:
    """Tell "more than two years after the city fell"."""
    token = doc[mention.trigger.index]
    return not mention.has_own_date and any(
        child.dep_ == "npadvmod" and is_class(child, "long_time") for child in token.children
    )


def _is_recalled(doc: Doc, group: Happening) -> bool:
    """Tell "the invasion sowed turmoil", well into a text that has not told of one."""
    best = group.best
    if is_carried_out(doc, best):
        return False
    is_late = best.trigger.is_definite and best.number >= LEAD
    return is_late and not group.dated and not has_toll(group) and len(group.mentions) == 1


def _is_aside(doc: Doc, mention: EventMention) -> bool:
    """Tell "fighters taken hostage by rebels": a past that only describes somebody."""
    token = doc[mention.trigger.index]
    if _is_blamed(token) or (_is_background(token) and not mention.has_own_date):
        return True
    if _is_charge(token) and mention.place is None and not mention.has_own_date:
        return True
    if not is_reduced(token) or (mention.has_own_date and not _is_dated_outside(token)):
        return False
    if token.head.dep_ == "ROOT":
        return False  # "a van ploughed into a crowd", taken for one that was ploughed
    if mention.code[0] == "strategic":
        return True  # "troops stationed in the valley"
    return mention.place is None or mention.place.cost > _CLOSE


def _is_dated_outside(verb: Token) -> bool:
    """Tell "last year, troops stationed in Iraq fell ill", whose day is that of the falling ill."""
    inside = any(word.ent_type_ in {"DATE", "TIME"} for word in verb.subtree)
    return not inside and is_class(verb, "posting")


def _is_background(verb: Token) -> bool:
    """Tell "a search for workers who had been kidnapped", some day that is not told."""
    if verb.dep_ == "relcl":
        above = verb.head.head
        if above.lower_ == "of" and is_class(above.head, "court_case"):
            return True  # "let stand the conviction of a man who robbed a bank"
        words = {child.lower_ for child in verb.head.children}
        if verb.head.tag_ == "NN" and words & {"a", "an"} and head_of(verb) == "send":
            return True  # "a marine who was sent to look for the crew"
        is_before = any(child.lower_ == "had" and child.dep_ == "aux" for child in verb.children)
        return is_before and not is_class(verb.head.head, "find_dead")
    return False


def _is_blamed(verb: Token) -> bool:
    """Tell "criticised for visiting Paris"."""
    above = verb.head
    is_reason = verb.dep_ == "pcomp" and above.lower_ in {"for", "over", "about"}
    # "Detained for protesting": the protest is no news beside it.
    is_protest = head_of(verb) in {"protest", "demonstrate", "march", "rally", "chant"}
    is_held = is_protest and is_class(above.head, "hold_verb")
    return is_reason and (is_held or is_class(above.head, "blame_verb"))


def _is_charge(verb: Token) -> bool:
    """Tell "guilty of robbing a bank" and "the strategy of bombing cities", some day."""
    above = verb.head.head
    return verb.dep_ == "pcomp" and any(is_class(above, n) for n in ("convict_word", "practice"))


def is_told(doc: Doc, group: Happening) -> bool:
    """Tell whether a noun without a place of its own is told and not only spoken of."""
    if any(
        mention.trigger.role == "toll"
        or not (mention.trigger.is_noun or mention.trigger.role == "call")
        for mention in group.mentions
    ):
        return True
    if any(m.code[0] in _MISFORTUNES and is_of_day(doc[m.trigger.index]) for m in group.mentions):
        return True  # "missing since Sunday's flood"
    if any(m.verdict.status == "claimed" and m.code[0] in _VIOLENT for m in group.mentions):
        return True  # "accused the regime of shelling"
    return any(_is_asserted(doc[mention.trigger.index]) for mention in group.mentions)


def _is_asserted(noun: Token) -> bool:
    """Tell "a blast shook the town" from "fears over bombings"."""
    verb = governor(noun)
    if verb is None:
        return False
    if any(is_class(verb, name) for name in _TELLING_VERBS):
        return True
    if noun.dep_ == "conj" and noun.head.pos_ == "VERB":
        return True  # "shelling and then airstrikes", taken for verbs
    if any(child.dep_ == "expl" for child in verb.children):
        return True  # "there were clashes"
    is_copula = verb.pos_ == "AUX" or is_class(verb, "report_verb")
    return noun in agents(verb) and not is_copula


def is_carried_out(doc: Doc, mention: EventMention) -> bool:
    """Tell "police made the arrest" from "the arrest sparked protests"."""
    noun = doc[mention.trigger.index]
    verb = governor(noun)
    return verb is not None and noun.dep_ == "dobj" and is_class(verb, "light_verb")


def is_looked_back_on(noun: Token) -> bool:
    """Tell "the raid came after the attack on Kirkuk", after which the raid goes on."""
    return noun.pos_ == "NOUN" and any(
        word.lower_ in _BACK and word.i < noun.i for word in noun.ancestors
    )


def comes_next(doc: Doc, group: Happening) -> bool:
    """Tell "hours later, gunmen shot two men in the city" from a retelling."""
    token = doc[group.best.trigger.index]
    return not group.best.trigger.is_definite and _THEN.match(token.sent.text) is not None


def is_another(doc: Doc, group: Happening) -> bool:
    """Tell "elsewhere, gunmen shot" and "somebody else was stabbed" from a retelling."""
    best = group.best
    if any(child.lower_ == "else" for i in best.patients for child in doc[i].children):
        return True
    if best.trigger.is_definite or group.place is None:
        return False
    token = doc[best.trigger.index]
    return any(
        child.lower_ in _ASIDE and child.dep_ == "advmod"
        for above in (token, *token.ancestors)
        for child in above.children
    )


def tells_drowned(mention: EventMention) -> bool:
    """Tell "38 people drowned", of whatever wreck or flood has been told, from "in Aden"."""
    is_mishap = mention.code == ("accident", "other") and mention.trigger.rank == 1
    is_verb = mention.trigger.role == "found" and not mention.trigger.is_noun
    return is_mishap and is_verb and mention.place is None


def tells_others(doc: Doc, group: Happening, happening: Happening) -> bool:
    """Tell "shot dead three militants" from "shot dead seven women" before it."""
    one, other = (_counted_dead(doc, side) for side in (group, happening))
    return (
        bool(one and other)
        and one.keys().isdisjoint(other)
        and set(one.values()).isdisjoint(other.values())
    )


def _counted_dead(doc: Doc, happening: Happening) -> dict[str, str]:
    """Return whom the words of a killing count, and how many: soldiers, "three"."""
    return {
        doc[i].lemma_.lower(): child.lower_
        for mention in happening.mentions
        if mention.trigger.role == "found" and mention.code[0] in _VIOLENT
        for i in mention.patients
        for child in doc[i].children
        if child.dep_ == "nummod"
    }


def is_several(noun: Token) -> bool:
    """Tell "the two attacks", which adds up what was told one by one."""
    words = [child for child in noun.children if child.dep_ in {"det", "nummod", "predet"}]
    is_known = any(child.lower_ in {"the", "these", "both", "all"} for child in words)
    is_counted = any(child.dep_ == "nummod" or child.lower_ == "both" for child in words)
    return noun.tag_ == "NNS" and is_known and is_counted


def is_anchor(doc: Doc, group: Happening) -> bool:
    """Tell a campaign that only dates something else: "since the offensive began"."""
    best = group.best
    if best.code[1] != "advance" or not best.trigger.is_definite or group.place is not None:
        return False
    noun = doc[best.trigger.index]
    return noun.dep_ == "nsubj" and any(child.lower_ == "since" for child in noun.head.children)


def is_running_total(doc: Doc, happening: Happening) -> bool:
    """Tell "have fled since the war began", said of no one place, from news of a flight."""
    verb = doc[happening.best.trigger.index]
    is_perfect = any(child.lower_ in {"have", "has"} for child in verb.children)
    return is_perfect and any(
        child.lower_ == "since" or any(inner.lower_ == "since" for inner in child.children)
        for child in verb.children
        if child.dep_ in {"prep", "advcl", "mark"}
    )


def tells_several_dead(doc: Doc, mention: EventMention) -> bool:
    """Tell "39 people were found dead in a lorry" from one man's death, and from the injured."""
    token = doc[mention.trigger.index]
    is_news = mention.has_own_date or mention.number < LEAD
    is_all = mention.is_sum or mention.is_open
    if mention.trigger.role != "toll" or not is_news or is_all or is_class(token, "hurt_verb"):
        return False
    return any(are_several(doc[i]) for i in (*mention.agents, *mention.patients))


def is_known(doc: Doc, group: Happening) -> bool:
    """Tell "the attack", and "80 died in that attack, in which a truck was rammed"."""
    return any(
        m.trigger.is_definite
        and (m is group.best or doc[m.trigger.index].nbor(-1).lower_ in {"that", "this"})
        for m in group.mentions
    )


def is_killing(doc: Doc, group: Happening) -> bool:
    """Tell "militiamen killed six in Beni" from the toll of something told before."""
    best = group.best
    is_kill = head_of(doc[best.trigger.index]) == "kill" or (
        best.has_own_date and any(is_class(doc[i], "perpetrator_strict") for i in best.agents)
    )
    is_done = bool(best.agents) and is_kill
    return best.trigger.role == "toll" and is_done and group.place is not None


def is_of_victim(doc: Doc, group: Happening) -> bool:
    """Tell "the victim was stabbed", of whom the text has told before."""
    return any(
        is_class(doc[i], "victim") and any(child.lower_ == "the" for child in doc[i].children)
        for mention in group.mentions
        for i in mention.patients
    )


def is_done_to_known(doc: Doc, group: Happening) -> bool:
    """Tell "shot the officers", whom the text has told of, from "shot two officers"."""
    patients = [doc[i] for mention in group.mentions for i in mention.patients]
    whose = [w for noun in patients for c in noun.children if c.lower_ == "of" for w in c.children]
    return any(
        child.lower_ == "the" and noun.pos_ == "NOUN"
        for noun in (*patients, *whose)
        for child in noun.children
    )


def is_done_by_known(doc: Doc, group: Happening, happening: Happening) -> bool:
    """Tell "the bomber set off his charge", of whom the happening told, from "a bomber"."""
    told = {doc[i].lemma_ for m in happening.all_mentions for i in (*m.agents, m.trigger.index)}
    doers = [doc[i] for mention in group.mentions for i in mention.agents]
    return any(
        noun.tag_ == "NN" and noun.lemma_ in told and any(c.lower_ == "the" for c in noun.children)
        for noun in doers
    )
