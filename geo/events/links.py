"""Which words can name one happening, by their codes and by the parse of their sentence."""

from __future__ import annotations

from geo.events.mentions import EventMention
from geo.grammar.clauses import agents, is_class, patients
from geo.language import Doc, Token

__all__ = [
    "HARMFUL",
    "are_alike",
    "are_distinct",
    "are_kin",
    "family",
    "is_effect",
    "link",
    "may_be_one",
    "may_be_part",
]

# Mentions of these can be one thing under several names.
_FAMILIES: dict[str, frozenset[str]] = {
    "violence": frozenset(
        {"armed_clash", "attack", "execution", "air_strike", "shelling", "suicide_bombing",
         "bombing", "drone_strike"},
    ),
    "ground": frozenset({"advance", "territory_taken", "territory_lost", "withdrawal"}),
    "protest": frozenset({"peaceful", "riot"}),
    "police": frozenset({"arrest", "seizure"}),
}  # fmt: skip
# Codes that news gives one and the same event.
_KIN = (
    frozenset({"bombing", "suicide_bombing", "blast"}),
    frozenset({"armed_clash", "attack", "execution"}),
    frozenset({"air_strike", "drone_strike"}),
    frozenset({"arrest", "seizure"}),
    frozenset({"peaceful", "riot"}),
)
# General words, and the families they can stand for besides their own.
_FIGHT = frozenset({"ground", "violence"})
_GENERAL: dict[str, frozenset[str]] = {
    "violence": frozenset({"violence", "protest"}),
    "unrest": frozenset({"violence", "protest"}),
    "operation": _FIGHT,
    "campaign": _FIGHT,
    "offensive": _FIGHT,
    "siege": _FIGHT,
    "fight": _FIGHT,
    "battle": _FIGHT,
    "fighting": _FIGHT,
    "attack": frozenset({"civilian_violence/abduction"}),
    "raid": frozenset({"civilian_violence/abduction"}),
    "attacked": frozenset({"civilian_violence/abduction"}),
    "stormed": frozenset({"civilian_violence/abduction", "police"}),
    "seized": frozenset({"civilian_violence/abduction"}),
    "overran": frozenset({"ground", "police"}),
    "surrender": frozenset({"ground"}),
    "standoff": frozenset({"violence"}),
    "strike": frozenset({"violence"}),
    "explosion": frozenset({"violence", "mishap"}),
    "blast": frozenset({"violence", "mishap"}),
    "fire": frozenset({"mishap"}),
    "crash": frozenset({"mishap"}),
    "collision": frozenset({"mishap"}),
    "accident": frozenset({"mishap"}),
}
_ANY = frozenset({"incident", "accident", "tragedy", "disaster", "ordeal", "chaos", "catastrophe"})
HARMFUL = frozenset(
    {"battle", "explosion", "civilian_violence", "hazard", "accident", "protest"},
)
_HOW_LINKS = frozenset({"advcl", "acl", "relcl"})
_HOW_PREPOSITIONS = frozenset({"with", "amid", "despite", "under", "through"})
_SAME_PREPOSITIONS = frozenset({"in", "during", "by", "from", "of", "on", "at", "to", "as"})
# Clauses that these open tell something of their own.
_OTHER_MARKS = frozenset({"after", "before", "since", "until", "because", "although", "though"})
_LONGEST_WAY = 6


def family(mention: EventMention) -> str:
    """Return the family of a code; a code outside the families is its own."""
    event_type, sub = mention.code
    if event_type == "accident":
        return "mishap"
    found = next((name for name, subs in _FAMILIES.items() if sub in subs), "")
    return found or f"{event_type}/{sub}"


def _stem(mention: EventMention) -> str:
    word = mention.trigger.text.lower().split()[-1]
    return word if word in _GENERAL else word.removesuffix("s")


def _stands_for(mention: EventMention) -> frozenset[str]:
    """Return the families that a word can speak of."""
    return _GENERAL.get(_stem(mention), frozenset()) | {family(mention)}


def may_be_one(one: EventMention, other: EventMention) -> bool:
    """
    Tell whether two words can name the same happening, by their codes.

    Parameters
    ----------
    one, other
        In any order.

    Returns
    -------
    may_be_one
        Killing and hurting can belong to any harmful event, "the incident" to
        any event.
    """
    roles, codes = {one.trigger.role, other.trigger.role}, {one.code[1], other.code[1]}
    if "toll" in roles:  # whom a bus killed did not die in the protest told next
        is_mixed = "protest" in {one.code[0], other.code[0]} and "crash" in codes
        return not is_mixed and {one.code[0], other.code[0]} <= HARMFUL
    if "call" in roles:
        return {one.code[0], other.code[0]} <= HARMFUL or "arrest" in {one.code[1], other.code[1]}
    if _stem(one) in _ANY or _stem(other) in _ANY:
        return True
    if _is_new_shock(one, other) or _is_new_shock(other, one):
        return False
    return bool(_stands_for(one) & _stands_for(other))


def _is_new_shock(one: EventMention, other: EventMention) -> bool:
    """Tell "a strong aftershock" from the earthquake before it."""
    is_new = one.trigger.text.lower() == "aftershock" and not one.trigger.is_definite
    return is_new and _stem(other) != "aftershock"


def are_alike(one: EventMention, other: EventMention) -> bool:
    """Tell whether two mentions use one word or codes that are kin: attack and raid."""
    if "toll" in {one.trigger.role, other.trigger.role}:
        return True
    return _stem(one) == _stem(other) or are_kin(one, other)


def are_kin(one: EventMention, other: EventMention) -> bool:
    """
    Tell whether two codes are alike enough for one event at one place and time.

    Parameters
    ----------
    one, other
        In any order.

    Returns
    -------
    are_kin
        True for equal codes, for a bombing and a suicide bombing, and for
        "the blast" and "the fire" after a gas explosion.
    """
    if one.code == other.code or {one.code[0], other.code[0]} == {"accident"}:
        return True
    if any(m.trigger.is_definite and _stem(m) in _GENERAL for m in (one, other)):
        return bool(_stands_for(one) & _stands_for(other))
    return any(one.code[1] in kin and other.code[1] in kin for kin in _KIN)


def may_be_part(one: EventMention, other: EventMention) -> bool:
    """
    Tell whether one of two words of a sentence may tell how the other went.

    Parameters
    ----------
    one, other
        In any order.

    Returns
    -------
    may_be_part
        Fire met on an advance, convoys sent on it.
    """
    kinds = {family(one), family(other)}
    return "ground" in kinds and bool(kinds & {"violence", "strategic/deployment"})


def is_effect(doc: Doc, one: EventMention, other: EventMention) -> bool:
    """
    Tell whether one word tells by a participle what another led to.

    Parameters
    ----------
    doc
        The parsed article.
    one, other
        Of one sentence.

    Returns
    -------
    is_effect
        The first of "drowning six" and "floods", or of "starting a fire" and
        "the strike hit".
    """
    is_harm = one.code[0] == "accident" or one.code == ("hazard", "fire")
    if not is_harm or other.code[0] not in HARMFUL - {"accident", "protest"}:
        return False
    word, cause = doc[one.trigger.index], doc[other.trigger.index]
    verb = word if word.pos_ == "VERB" else word.head
    if other.code[0] == "explosion" and word.dep_ == "dobj" and cause in agents(verb):
        return True  # "the drone attack started a fire"
    if verb.dep_ != "advcl" or verb.tag_ != "VBG":
        return False
    return verb.head.i == cause.i or cause in agents(verb)


def are_distinct(one: EventMention, other: EventMention) -> bool:
    """
    Tell whether two plain words side by side name two things.

    Parameters
    ----------
    one, other
        Of one clause and one family.

    Returns
    -------
    are_distinct
        True for "shelling and then air strikes", not for "the attack sparked
        clashes", since one of the words is general.
    """
    if are_kin(one, other) or min(one.trigger.rank, other.trigger.rank) == 1:
        return False
    if _covers(one, other) or _covers(other, one):
        return False
    return {one.trigger.role, other.trigger.role}.isdisjoint({"toll", "call"})


def _covers(one: EventMention, other: EventMention) -> bool:
    """Tell "stormed a school and took 50 girls", where the first word stands for the second."""
    is_violence = {family(one), family(other)} <= _FIGHT | {"protest"}
    return not is_violence and family(other) in _GENERAL.get(_stem(one), ())


def link(one: Token, other: Token) -> str:
    """
    Say how the parse ties two words of a sentence.

    Parameters
    ----------
    one, other
        In any order.

    Returns
    -------
    link
        `same` when one is an argument of the other or of its verb, `how` when
        a participle or "with" hangs one below the other, else empty.
    """
    for below, above in ((one, other), (other, one)):
        way = _way(below, above)
        if way is not None:
            return _kind(way, below)
    if one.head.i == other.head.i and one.dep_ == "conj" and one.pos_ == "NOUN":
        return "same"
    first, second = _verb(one), _verb(other)
    if first is not None and first == second:
        return "same"
    # "A storm crossed the state, killing nine"; "they answered with strikes, killing nine".
    pairs = (
        (_first_participle(one), _verb(other, _SAME_PREPOSITIONS | {"with"})),
        (_first_participle(other), _verb(one, _SAME_PREPOSITIONS | {"with"})),
    )
    is_result = any(
        verb.tag_ == "VBG" and verb.dep_ == "advcl" and verb.head.i == above
        for verb, above in pairs
    )
    return "how" if is_result else ""


def _first_participle(verb: Token) -> Token:
    """Return "flattening" for "killing" in "hit the port, flattening sheds and killing two"."""
    while verb.dep_ == "conj" and verb.tag_ == "VBG" and verb.head.tag_ == "VBG":
        verb = verb.head
    return verb


def causes(one: Token, other: Token) -> bool:
    """
    Tell whether the first word is the cause of the second: "rain triggered landslides".

    Parameters
    ----------
    one, other
        Event nouns of one sentence.

    Returns
    -------
    causes
        Only for natural causes and mishaps, whose effect is what is reported.
    """
    if one.pos_ not in {"NOUN", "PROPN"} or one.dep_ not in {"nsubj", "conj", "agent", "pobj"}:
        return False
    by = one.head
    if by.dep_ == "agent" and is_class(by.head, "cause_verb"):
        return other.pos_ != "VERB" and other in {
            *by.head.ancestors,
            *patients(by.head),
        }  # "fires caused by a heatwave"
    verb = one.head
    while verb.pos_ not in {"VERB", "AUX"} and verb.head.i != verb.i:
        if verb.dep_ not in {"prep", "pobj", "relcl", "conj", "nsubj"}:
            return False
        verb = verb.head
    if not is_class(verb, "cause_verb"):
        return False
    return other.dep_ in {"dobj", "conj"} and other.head.i in {
        verb.i,
        *(c.i for c in verb.children),
    }


def _kind(way: list[Token], below: Token) -> str:
    marks = {child.lower_ for token in way for child in token.children if child.dep_ == "mark"}
    if marks & _OTHER_MARKS:
        return "same" if _hits_perpetrator(below) else ""
    if any(token.dep_ == "prep" and token.lower_ in _HOW_PREPOSITIONS for token in way):
        return "how"
    if any(token.dep_ in _HOW_LINKS for token in way):
        return "how"
    return "same"


def _hits_perpetrator(verb: Token) -> bool:
    return any(
        child.dep_ in {"dobj", "nsubjpass"} and is_class(child, "perpetrator")
        for child in verb.children
    )


def _verb(token: Token, prepositions: frozenset[str] = _SAME_PREPOSITIONS) -> int | None:
    """Return the verb that an event noun is subject, object or circumstance of."""
    current = token
    for _ in range(4):
        if current.pos_ in {"VERB", "AUX"}:
            return current.i
        if current.head.i == current.i or current.dep_ in {"relcl", "advcl"}:
            return None
        if current.dep_ == "prep" and current.lower_ not in prepositions:
            return None
        current = current.head
    return None


def _way(below: Token, above: Token) -> list[Token] | None:
    """Return the words from one up to below the other, if one clause holds both."""
    way: list[Token] = []
    current = below
    for _ in range(_LONGEST_WAY):
        if current.i == above.i:
            return way
        if current.head.i == current.i or _leaves(current) or _is_where(current):
            return None
        way.append(current)
        current = current.head
        if is_class(current, "report_verb") and current.i != above.i:
            return None
    return None


def _is_where(verb: Token) -> bool:
    """Tell "in Virginia, where the storm brought snow," from what follows it."""
    return verb.dep_ == "relcl" and any(child.lower_ == "where" for child in verb.children)


def _leaves(token: Token) -> bool:
    """Tell whether the step above a word leaves what it tells."""
    known = _SAME_PREPOSITIONS | _HOW_PREPOSITIONS
    return token.dep_ == "prep" and token.lower_ not in known
