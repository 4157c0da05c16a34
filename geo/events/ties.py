"""How the parse of a sentence ties a word that tells an event to what the sentence told."""

from __future__ import annotations

from geo.events.happenings import Happening, overlap
from geo.events.links import (
    are_distinct,
    causes,
    is_effect,
    link,
    may_be_one,
    may_be_part,
)
from geo.events.mentions import EventMention
from geo.events.sites import places_agree
from geo.grammar.clauses import is_class
from geo.language import Doc

__all__ = ["is_before", "is_done_there", "tie"]

# What opens the cause of harm.
_CAUSAL = frozenset({"after", "due", "because", "following", "from", "amid", "when"})
_FIGHTS = frozenset({("protest", "riot"), ("battle", "armed_clash")})


def tie(doc: Doc, mention: EventMention, group: Happening) -> str:
    """
    Say how the parse ties a mention to what its sentence has told.

    Parameters
    ----------
    doc
        The parsed article.
    mention
        Of a word that tells an event.
    group
        What a clause before it told.

    Returns
    -------
    tie
        `same` thing, `how` the other went, its `effect`, or empty.
    """
    if group.last.sentence != mention.sentence or group.last.year != mention.year:
        return ""
    token = doc[mention.trigger.index]
    if any(
        (causes(doc[other.trigger.index], token) and not is_effect(doc, mention, other))
        or _is_amid(doc, mention, other)
        or _is_killed_in(doc, other, mention)
        for other in group.all_mentions
    ):
        return "effect"
    if any(
        is_effect(doc, mention, other)
        or causes(token, doc[other.trigger.index])
        or _is_amid(doc, other, mention)
        or _is_killed_in(doc, mention, other)
        for other in group.all_mentions
    ):
        return "how"
    if any(
        _are_listed(doc, mention, other)
        or _is_by(doc, mention, other)
        or _is_wreck(doc, mention, other)
        or _is_outbreak(doc, other, mention)
        or _is_result(doc, mention, other)
        or _is_broken_up(doc, mention, other)
        or _is_broken_up(doc, other, mention)
        for other in group.all_mentions
    ):
        return "same"
    if places_agree(mention.place, group.place):
        for other in group.all_mentions:
            parsed = _parsed_tie(doc, mention, other, group)
            if parsed:
                return parsed
    return "same" if any(_is_toll_of(doc, mention, other) for other in group.mentions) else ""


def _parsed_tie(doc: Doc, mention: EventMention, other: EventMention, group: Happening) -> str:
    found = link(doc[mention.trigger.index], doc[other.trigger.index])
    if not found or not _may_call(doc, mention, other) or not _may_call(doc, other, mention):
        return ""
    if is_done_there(doc, mention, other) or is_done_there(doc, other, mention):
        return ""
    if _is_of_another_day(doc, mention, other):
        return ""
    if _is_end_of(doc, mention, other):
        return "how"
    if may_be_one(mention, other) and not (found == "same" and _is_distinct(mention, group)):
        is_toll = "toll" in {mention.trigger.role, other.trigger.role}
        return "same" if is_toll else found
    return "how" if may_be_part(mention, other) else ""


def _is_toll_of(doc: Doc, one: EventMention, other: EventMention) -> bool:
    """Tell "died after landslides", of natural causes and mishaps named with "after"."""
    for toll, cause in ((one, other), (other, one)):
        if not _is_harm(toll) or cause.code[0] not in {"hazard", "accident"}:
            continue
        token = doc[cause.trigger.index]
        if doc[toll.trigger.index] not in token.ancestors:
            continue  # "six died when a van hit a wall, and four were killed elsewhere"
        openers = (w for t in (token, *token.ancestors) for w in (t, *t.children))
        if toll.sentence == cause.sentence and any(
            w.lower_ in _CAUSAL and (w.dep_ in {"mark", "advmod"} or w in token.ancestors)
            for w in openers
        ):
            return True
    return False


def _is_harm(mention: EventMention) -> bool:
    """Tell dying and hurting, drowning too."""
    return mention.trigger.role == "toll" or (
        mention.code == ("accident", "other") and mention.trigger.rank == 1
    )


def _may_call(doc: Doc, call: EventMention, other: EventMention) -> bool:
    """Tell "called to a fire" from "officers responding to the call came under fire"."""
    is_call = call.trigger.role == "call"
    return not is_call or doc[call.trigger.index] in doc[other.trigger.index].ancestors


def _is_end_of(doc: Doc, mention: EventMention, other: EventMention) -> bool:
    """Tell "killed nine before police shot dead all six attackers", which ended an attack."""
    is_fight = mention.code == ("battle", "armed_clash") and mention.trigger.role == "found"
    is_attack = other.code == ("civilian_violence", "attack") and bool(other.agents)
    return (
        is_fight
        and is_attack
        and any(is_class(doc[i], "perpetrator") for i in mention.patients)
        and not any(is_class(doc[i], "police") for i in other.agents)
    )


def _is_of_another_day(doc: Doc, mention: EventMention, other: EventMention) -> bool:
    """Tell "mourned nine shot dead a week ago" and "in April 50 died and in May a cafe was hit"."""
    verb = doc[mention.trigger.index]
    is_aside = verb.dep_ in {"acl", "relcl"} and mention.trigger.role == "found"
    clause = verb.head if verb.dep_ == "nsubj" else verb
    is_beside = clause.dep_ == "conj" and clause.pos_ == "VERB" and other.has_own_date
    is_dated = (is_aside or is_beside) and mention.has_own_date
    return is_dated and not overlap(mention.when, other.when)


def is_done_there(doc: Doc, toll: EventMention, other: EventMention) -> bool:
    """
    Tell "a sniper killed five during a protest", which is no toll of the protest.

    Parameters
    ----------
    doc
        The parsed article.
    toll
        The mention that may be of killing.
    other
        The one that may be of the protest.

    Returns
    -------
    is_done_there
        Only when who killed is somebody armed.
    """
    is_kill = toll.trigger.role == "toll" and other.code[0] == "protest"
    return is_kill and any(is_class(doc[i], "perpetrator_strict") for i in toll.agents)


def is_before(doc: Doc, noun: EventMention, other: EventMention) -> bool:
    """
    Tell "marched after a week of riots", which were before and elsewhere.

    Parameters
    ----------
    doc
        The parsed article.
    noun
        The mention that may be what came before.
    other
        The one that may have come after it.

    Returns
    -------
    is_before
        Only within a sentence, and of riots before a march: who is killed
        "after a shootout" is killed in it.
    """
    codes = noun.code, other.code
    is_unrest = noun.trigger.is_noun and codes == (("protest", "riot"), ("protest", "peaceful"))
    if not is_unrest or noun.sentence != other.sentence:
        return False
    later = doc[other.trigger.index]
    for above in doc[noun.trigger.index].ancestors:
        if above.i == later.i:
            return False
        if above.dep_ == "prep" and above.lower_ in {"after", "following"}:
            return bool(above.head.i == later.i)
    return False


def _is_by(doc: Doc, toll: EventMention, other: EventMention) -> bool:
    """Tell "the quake struck at noon and killed nine", who died of what is its subject."""
    verb, word = doc[toll.trigger.index], doc[other.trigger.index]
    is_toll = toll.trigger.role == "toll" and other.trigger.role == "found"
    if other.trigger.index in toll.agents and is_class(word, "perpetrator"):
        return True  # "suicide bombers and gunmen stormed a town hall"
    # "The bombing of a hotel in Kirkuk, which killed nine": the parser takes the town for it.
    is_which = verb.dep_ == "relcl" and other.trigger.is_noun and word in verb.ancestors
    is_which = is_which and any(child.tag_ == "WDT" for child in verb.children)
    return is_toll and (other.trigger.index in toll.agents or is_which)


def _is_result(doc: Doc, toll: EventMention, other: EventMention) -> bool:
    """Tell "dug for survivors of a bomb that tore down a house, killing nine": not by digging."""
    verb, word = doc[toll.trigger.index], doc[other.trigger.index]
    if toll.trigger.role != "toll" or verb.tag_ != "VBG" or verb.dep_ != "advcl":
        return False
    is_amid = verb.head.i < word.i < verb.i and verb.head in word.ancestors
    is_cause = any(child.dep_ == "relcl" for child in word.children)
    return is_amid and is_cause and may_be_one(toll, other)


def _are_listed(doc: Doc, mention: EventMention, other: EventMention) -> bool:
    """Tell "floods and landslides", one disaster."""
    both = {mention.code[0], other.code[0]} == {"hazard"}
    return both and doc[mention.trigger.index] in doc[other.trigger.index].conjuncts


def _is_wreck(doc: Doc, mention: EventMention, other: EventMention) -> bool:
    """Tell "the boat caught fire and sank", one accident."""
    both = {mention.code, other.code} == {("hazard", "fire"), ("accident", "crash")}
    return both and doc[mention.trigger.index] in doc[other.trigger.index].conjuncts


def _is_outbreak(doc: Doc, noun: EventMention, verb: EventMention) -> bool:
    """Tell "the fighting erupted when gunmen stormed a post", one event."""
    one, other = doc[noun.trigger.index], doc[verb.trigger.index]
    if one.dep_ != "nsubj" or other.dep_ != "advcl" or other.head.i != one.head.i:
        return False
    marks = {child.lower_ for child in other.children if child.dep_ in {"advmod", "mark"}}
    is_how = is_class(one.head, "happen") and not marks.isdisjoint({"when", "as"})
    return is_how and may_be_one(noun, verb)


def _is_amid(doc: Doc, mishap: EventMention, weather: EventMention) -> bool:
    """Tell "a boat capsized in a storm", where the storm is only how."""
    is_mishap = mishap.code[0] in {"accident", "hazard"} and mishap.trigger.role != "toll"
    if not is_mishap or weather.code != ("hazard", "storm"):
        return False
    noun = doc[weather.trigger.index]
    is_in = noun.dep_ == "pobj" and noun.head.lower_ in {"in", "during", "amid"}
    return is_in and noun.head.head.i == mishap.trigger.index


def _is_killing(mention: EventMention) -> bool:
    is_told = mention.trigger.role == "found" and not mention.trigger.is_noun
    return is_told and mention.code == ("civilian_violence", "attack")


def _is_broken_up(doc: Doc, killing: EventMention, protest: EventMention) -> bool:
    """Tell "police shot dead nine people during protests in Kano", one event."""
    if not _is_killing(killing) or protest.code[0] != "protest":
        return False
    noun = doc[protest.trigger.index]
    is_amid = noun.dep_ == "pobj" and noun.head.lower_ in {"in", "during", "amid", "at"}
    is_there = is_amid and noun.head.head.i in {
        killing.trigger.index,
        *killing.patients,
    }
    return is_there and any(
        is_class(doc[i], name) for i in killing.agents for name in ("police", "army")
    )


def _is_killed_in(doc: Doc, killing: EventMention, fight: EventMention) -> bool:
    """Tell "six were shot dead in clashes", and "when troops fired on the crowd": one event."""
    verb, word = doc[killing.trigger.index], doc[fight.trigger.index]
    if not _is_killing(killing) or killing.agents or fight.code not in _FIGHTS:
        return False
    if verb.dep_ == "relcl" and verb.head.i == word.i:
        return True  # "rioting in which ten were shot dead"
    if word.pos_ == "VERB":
        marks = {child.lower_ for child in word.children if child.dep_ in {"advmod", "mark"}}
        return word.dep_ == "advcl" and word.head.i == verb.i and bool(marks & {"when", "as"})
    is_in = word.dep_ == "pobj" and word.head.lower_ in {"in", "during", "amid"}
    return is_in and word.head.head.i == verb.i


def _is_distinct(mention: EventMention, group: Happening) -> bool:
    return any(are_distinct(mention, other) for other in group.mentions)
