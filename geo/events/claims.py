"""What only a party to the fight vouches for."""

from __future__ import annotations

from itertools import pairwise

from geo.grammar.clauses import agents, head_of, is_class, patients
from geo.language import Token

__all__ = ["claim_of"]

# What only a side of the fight gains or loses by saying it.
_GAINS = frozenset({"territory_taken", "territory_lost", "advance", "withdrawal"})
_FIGHTING = frozenset({"battle", "explosion", "civilian_violence"})


def claim_of(chain: list[Token], event_type: str, sub_event_type: str) -> str:
    """
    Find a party to the fight that alone vouches for a gain, or for what the other side lost.

    Parameters
    ----------
    chain
        The word that tells an event, and the words above it.
    event_type, sub_event_type
        Its code.

    Returns
    -------
    claim
        Who says so, in words; empty when others do too, or for what an army
        says of its own dead.
    """
    is_gain = sub_event_type in _GAINS
    if not is_gain and event_type not in _FIGHTING:
        return ""
    for position, (below, verb) in enumerate(pairwise(chain), start=1):
        if below.dep_ != "ccomp" or verb.pos_ != "VERB":
            continue
        if is_gain and is_class(verb, "accuse_verb"):
            return f"{verb.text!r} by a side"
        party = next((speaker for speaker in agents(verb) if _is_party(speaker)), None)
        if party is not None and (is_gain or _lost_by_others(party, chain[:position])):
            return f"only {party.text!r} says so"
    return ""


def _lost_by_others(party: Token, words: list[Token]) -> bool:
    """Tell "rebels were killed, the army said" from what the army says of its own dead."""
    rebels, troops = frozenset({"armed_group"}), frozenset({"army", "officer_word"})
    is_rebel = any(is_class(part, "armed_group") for part in _parts(party))
    own, other = (rebels, troops) if is_rebel else (troops, rebels)
    verbs = [word for word in words if word.pos_ == "VERB"]
    hit = [_parts(w) for v in verbs for w in (agents(v) if v.lemma_ == "die" else patients(v))]
    are_other = [any(is_class(p, name) for p in parts for name in other) for parts in hit]
    are_own = [any(is_class(p, name) for p in parts for name in own) for parts in hit]
    return any(are_other) and not any(are_own)


def _parts(noun: Token) -> list[Token]:
    """Return a noun, its compounds, and who it is of: "25 of the rebels"."""
    parts = [noun, *(c for c in noun.children if c.dep_ in {"compound", "amod", "nmod"})]
    return parts + [
        inner
        for child in noun.children
        if child.dep_ == "prep" and child.lower_ in {"of", "for", "from"}
        for inner in child.children
    ]


def _is_party(speaker: Token) -> bool:
    parts = _parts(speaker)
    if any(is_class(part, "observer") for part in parts):
        return False
    return any(is_class(part, "war_party") for part in parts if head_of(part) != "spokesman")
