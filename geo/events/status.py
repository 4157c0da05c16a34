"""Did it happen, or is it denied, planned, supposed, or only what one side claims."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from geo.events.claims import claim_of
from geo.grammar.clauses import agents, head_of, is_class, patients
from geo.language import Token

__all__ = ["Verdict", "judge"]

_STEPS = frozenset(
    {"xcomp", "ccomp", "pcomp", "advcl", "conj", "prep", "pobj", "dobj", "csubj", "attr", "oprd",
     "nsubj", "nsubjpass", "appos", "agent", "acomp", "parataxis", "dative", "acl", "relcl"},
)  # fmt: skip
_SAID_OF_NOUN = frozenset({"acl", "relcl"})
_VERBAL = frozenset({"VERB", "AUX"})
_SUPPOSED_MODALS = frozenset(
    {"may", "might", "could", "would", "can", "should", "must", "'d", "’d"}
)
_FUTURE_MODALS = frozenset({"will", "shall", "'ll", "’ll", "wo"})
_CONDITIONS = frozenset({"if", "unless", "whether", "lest", "should"})
_COMPLEMENTS = frozenset({"xcomp", "ccomp", "dobj", "pcomp", "prep", "oprd", "acomp"})
_PLANNED = _COMPLEMENTS | {"advcl"}
# By these links a noun or infinitive shares the mood of the verb above it.
_SHARES_MOOD = frozenset({"xcomp", "dobj", "nsubj", "nsubjpass", "attr", "csubj", "oprd"})
_PLAN_ADJECTIVES = frozenset({"planned", "proposed", "scheduled", "upcoming"})
_DOUBT_ADJECTIVES = frozenset(
    {"possible", "potential", "imminent", "threatened", "would-be", "hypothetical", "future",
     "further", "foiled"},
)  # fmt: skip
_AHEAD_ADJECTIVES = frozenset(
    {"about", "likely", "ready", "due", "set", "poised", "possible", "expected", "prepared",
     "willing", "eager", "keen", "determined"},
)  # fmt: skip
_PLANNED_OBJECTS = frozenset(
    {"plan", "plot", "schedule", "propose", "threaten", "prepare", "expect"}
)
_WISHES = frozenset({"want", "wish", "hope"})
_OPEN = frozenset({"possible", "likely", "unlikely", "imminent", "inevitable"})
_TRYING = frozenset({"try", "attempt"})
# "told" and "advised" report what stands in their that-clause, "ordered" does not.
_TELLING = frozenset({"tell", "ask", "advise", "suggest"})
_BESIDE = frozenset({"as", "while", "after", "when"})
# What stands behind these is taken for real: "will not give in despite the riots".
_GIVEN = frozenset({"despite", "amid", "following", "because", "due"})
_NOBODY = frozenset({"nobody", "none", "neither", "nothing"})
_HURTING = frozenset({"kill", "die", "wound", "injure", "hurt"})
_PERCEIVING = frozenset({"see", "watch", "hear", "make", "let", "help", "have", "witness"})
_UNTRUE = frozenset({"false", "untrue", "unfounded", "baseless", "wrong", "fake"})
_UNREAL = frozenset({"mock", "simulated", "fictional", "fictitious", "imaginary", "staged"})
# What people make may itself lie ahead behind "after": "will leave after an agreement".
_MADE = frozenset({"strategic", "protest", "displacement", "aid"})
# What people decide; of other things to come there are only forecasts.
_DECIDED = frozenset(
    {"battle", "explosion", "civilian_violence", "strategic", "protest", "displacement", "aid"},
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    How sure the text is of an event.

    Attributes
    ----------
    status
        A code of the codebook, or empty when the text says that it did not
        happen, without anybody having said that it did.
    rule
        Why, in words.
    """

    status: str
    rule: str


# A word of the chain, the word below it (None at the trigger), and the event's type.
Rule = Callable[[Token, Token | None, str], Verdict | None]


def judge(trigger: Token, event_type: str, sub_event_type: str) -> Verdict:
    """
    Read from the words around a trigger whether the event took place.

    Parameters
    ----------
    trigger
        The verb or noun that tells it.
    event_type, sub_event_type
        Its code: gains and losses can be claimed, hazards only forecast.

    Returns
    -------
    verdict
        `occurred` unless the text says otherwise.

    Examples
    --------
    >>> from geo.language import load_model
    >>> doc = load_model()("The army denied that rebels had shelled the town.")
    >>> judge(doc[6], "explosion", "shelling")
    Verdict(status='denied', rule="'denied' above it")
    """
    chain = _chain(trigger, event_type)
    if _is_known(trigger) and len(chain) > 1 and not is_class(chain[1], "take_place"):
        chain = chain[:1] + _reporting(chain)
    for position, token in enumerate(chain):
        below = chain[position - 1] if position else None
        for rule in _RULES:
            verdict = rule(token, below, event_type)
            if verdict is not None:
                return verdict
    for token in chain:
        first = _first_infinitive(token)
        if first is not None and first not in chain:
            return judge(first, event_type, sub_event_type)
    claim = claim_of(chain, event_type, sub_event_type)
    return Verdict("claimed", claim) if claim else Verdict("occurred", "told as a fact")


def _chain(trigger: Token, event_type: str) -> list[Token]:
    """Return the trigger and the words above it, as far as they bear on it."""
    chain = [trigger]
    current = trigger
    while current.head.i != current.i and current.dep_ in _STEPS:
        if current.dep_ in _SAID_OF_NOUN and not _is_infinitive(current):
            break  # what is said of a noun in passing is a fact of its own
        if _is_beside(current) or _is_given(current, event_type):
            break
        above = current.head
        chain.append(above)
        is_subject = current.dep_ in {"nsubj", "nsubjpass", "csubj"} and above.pos_ in _VERBAL
        if is_subject and not _tells_occurrence(above):
            break  # a subject is taken for real, unless its verb says that it takes place
        current = above
    return chain


def _first_infinitive(verb: Token) -> Token | None:
    """Return the infinitive that a bare one goes on from: "planned to kill ... and attack"."""
    is_bare = verb.tag_ == "VB" and not any(child.dep_ == "aux" for child in verb.children)
    if not is_bare or verb.head.i == verb.i or head_of(verb.head) in _PERCEIVING:
        return None
    before = [t for t in verb.sent if t.i < verb.i and t.tag_ == "VB"]
    return next((t for t in reversed(before) if _is_infinitive(t)), None)


def _is_known(noun: Token) -> bool:
    """Tell "the attack", "their abduction": taken for real whatever is said of it."""
    return noun.pos_ not in _VERBAL and any(
        child.dep_ == "poss" or (child.dep_ == "det" and child.lower_ in {"the", "this", "that"})
        for child in noun.children
    )


def _reporting(chain: list[Token]) -> list[Token]:
    """Return the part of a chain that can still undo what is taken for real."""
    kept = []
    for below, token in pairwise(chain):
        is_undone = is_class(token, "deny_verb") and below.dep_ in {"dobj", "ccomp"}
        if is_undone or is_class(token, "plan_noun") or is_class(token, "foreseen_verb"):
            kept += [below, token]
    return kept


def _is_beside(verb: Token) -> bool:
    """Tell "accused the West, as protesters stormed the embassy": a fact beside what is said."""
    marks = {child.lower_ for child in verb.children if child.dep_ in {"mark", "advmod"}}
    return verb.dep_ == "advcl" and verb.tag_ == "VBD" and not _BESIDE.isdisjoint(marks)


def _is_given(noun: Token, event_type: str) -> bool:
    """Tell the riots of "despite the riots", the slide of "closed because of a slide"."""
    first = noun.head.head if noun.head.dep_ == "pcomp" else noun.head
    is_before = first.lower_ == "after" and event_type not in _MADE
    return noun.dep_ == "pobj" and (first.lower_ in _GIVEN or is_before)


def _tells_occurrence(verb: Token) -> bool:
    return any(is_class(verb, name) for name in ("happen", "end_state", "hit_verb"))


def _is_infinitive(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def _ahead(event_type: str, rule: str) -> Verdict:
    return Verdict("planned" if event_type in _DECIDED else "hypothetical", rule)


def _adjective(token: Token, below: Token | None, _: str) -> Verdict | None:
    """Judge "no attack", "a planned attack", "an alleged attack"."""
    if below is not None or token.pos_ in _VERBAL:
        return None
    for child in token.children:
        word = child.lower_
        rule = f"{word!r} before {token.text!r}"
        if word in _UNREAL or (child.dep_ in {"det", "neg"} and word in {"no", "neither"}):
            return Verdict("", rule)
        if word in _PLAN_ADJECTIVES:
            return Verdict("planned", rule)
        if word in _DOUBT_ADJECTIVES:
            return Verdict("hypothetical", rule)
        if word == "alleged":
            return Verdict("claimed", rule)
    return None


def _is_play(verb: Token) -> bool:
    """Tell "fought a mock battle"."""
    objects = [child for child in verb.children if child.dep_ == "dobj"]
    return any(inner.lower_ in _UNREAL for noun in objects for inner in noun.children)


def _condition(token: Token, _below: Token | None, _type: str) -> Verdict | None:
    if token.pos_ not in _VERBAL:
        return None
    for child in token.children:
        is_before = child.i < token.i and child.dep_ in {"mark", "advmod", "aux"}
        if child.lower_ in _CONDITIONS and is_before:
            return Verdict("hypothetical", f"in a clause with {child.lower_!r}")
    return None


def _mood(token: Token, below: Token | None, event_type: str) -> Verdict | None:
    """Judge by the verb's own auxiliaries and negation."""
    if token.pos_ not in _VERBAL or (below is not None and not _shares_mood(below)):
        return None
    words = {child.lower_: child for child in token.children if child.dep_ in {"aux", "neg"}}
    if any(child.dep_ == "neg" for child in words.values()) or _is_play(token):
        return Verdict("", f"{token.text!r} is negated or played")
    modal = next((word for word in words if word in _SUPPOSED_MODALS), "")
    if modal in {"could", "can"} and is_class(token, "perceive_verb"):
        return None  # What could be heard was.
    if modal and not _is_reported_future(token):
        return Verdict("hypothetical", f"{modal!r} before {token.text!r}")
    if modal or any(word in _FUTURE_MODALS for word in words):
        return _ahead(event_type, f"{token.text!r} lies ahead")
    return None


def _nobody(token: Token, below: Token | None, _: str) -> Verdict | None:
    """Judge "no one was arrested", "no rockets landed"; that nobody was hurt is a toll."""
    if below is not None or token.pos_ != "VERB" or head_of(token) in _HURTING:
        return None
    for word in (*agents(token), *patients(token)):
        is_none = word.lower_ in _NOBODY or any(
            child.dep_ == "det" and child.lower_ in {"no", "neither"} for child in word.children
        )
        if is_none:
            return Verdict("", f"{word.text!r} did it or met with it")
    return None


def _shares_mood(below: Token) -> bool:
    # "Must act to arrest them": what a duty is for is none the less ahead.
    if below.dep_ in _SHARES_MOOD or (below.dep_ == "advcl" and _is_infinitive(below)):
        return True
    return below.dep_ in {"prep", "agent", "pobj"} and below.pos_ != "VERB"


def _is_reported_future(verb: Token) -> bool:
    """Tell "said troops would leave": what was ahead when it was said."""
    if not any(child.lower_ == "would" for child in verb.children):
        return False
    return verb.dep_ == "ccomp" and verb.head.tag_ in {"VBD", "VBN"} and head_of(verb.head) != "be"


def _to_come(token: Token, below: Token | None, event_type: str) -> Verdict | None:
    """Judge "were to be escorted out", "the talks were to begin", "is going to attack"."""
    if below is None or token.pos_ not in _VERBAL:
        return None
    if head_of(token) == "be" and below.dep_ == "advcl" and _is_infinitive(below):
        return _ahead(event_type, f"what somebody {token.text!r} there for")
    if head_of(token) == "be" and below.dep_ in {"xcomp", "nsubj", "nsubjpass"}:
        if any(child.dep_ == "xcomp" and _is_infinitive(child) for child in token.children):
            return _ahead(event_type, f"{token.text!r} to come")
    elif head_of(token) == "go" and token.tag_ == "VBG" and below.dep_ == "xcomp":
        return _ahead(event_type, "going to happen")
    return None


def _noun(token: Token, below: Token | None, event_type: str) -> Verdict | None:
    """Judge by a noun above: "plans for", "fear of", "a deal to", and by "without"."""
    if below is not None and token.pos_ == "ADP" and token.lower_ == "without":
        return Verdict("", "'without' before it")
    if below is None or token.pos_ not in {"NOUN", "PROPN"}:
        return None
    if below.dep_ in _SAID_OF_NOUN and _is_infinitive(below):
        return _ahead(event_type, f"what a {token.lower_} is for")
    if below.dep_ in {"prep", "acl", "compound", "ccomp"}:
        if is_class(token, "plan_noun"):
            return _ahead(event_type, f"a {token.lower_}")
        if is_class(token, "doubt_noun"):
            return Verdict("hypothetical", f"a {token.lower_}")
    return None


def _unfounded(token: Token, below: Token | None, _: str) -> Verdict | None:
    """Judge "reports of an explosion were untrue"."""
    if below is None or not is_class(token, "rumour") or token.head.lemma_ != "be":
        return None
    said = [child.lower_ for child in token.head.children if child.dep_ == "acomp"]
    return Verdict("denied", f"told to be {said[0]}") if _UNTRUE & set(said) else None


def _plot(token: Token, below: Token | None, event_type: str) -> Verdict | None:
    """Judge "foiled a plot to bomb" where the infinitive hangs on the verb, not on the plot."""
    if below is None or below.dep_ != "advcl" or not _is_infinitive(below):
        return None
    nouns = [c for c in token.children if c.dep_ == "dobj" and is_class(c, "plan_noun")]
    if not nouns:
        return None
    if is_class(token, "doubt_verb"):
        return Verdict("hypothetical", f"{token.text!r} above it")
    return _ahead(event_type, f"a {nouns[0].lower_}")


def _denial(token: Token, below: Token | None, _: str) -> Verdict | None:
    if below is None or token.pos_ not in _VERBAL:
        return None
    rule = f"{token.text!r} above it"
    if is_class(token, "deny_verb") and below.dep_ in {"ccomp", "dobj", "xcomp"}:
        return Verdict("denied", rule)
    if is_class(token, "fail_verb") and below.dep_ == "xcomp":
        return Verdict("", rule)
    return None


def _plan(token: Token, below: Token | None, event_type: str) -> Verdict | None:
    """Judge by a verb or adjective above that makes a plan, an order or a wish of it."""
    if below is None or token.pos_ not in {"VERB", "AUX", "ADJ"} or below.dep_ not in _PLANNED:
        return None
    lemma, link = head_of(token), below.dep_
    is_ahead = (
        (link in {"xcomp", "advcl"} and _is_infinitive(below) and is_class(token, "plan_verb"))
        or (is_class(token, "order_verb") and lemma not in _TELLING and link in {"dobj", "ccomp"})
        or (lemma in _PLANNED_OBJECTS and link in {"dobj", "prep"})
        or (lemma in _WISHES and link in {"dobj", "ccomp"})
        or (token.pos_ == "ADJ" and lemma in _AHEAD_ADJECTIVES)
    )
    return _ahead(event_type, f"{token.text!r} above it") if is_ahead else None


def _doubt(token: Token, below: Token | None, event_type: str) -> Verdict | None:
    """Judge by fearing, forecasting and preventing."""
    if below is None or token.pos_ not in _VERBAL:
        return None
    # "Storm expected to miss the town", the auxiliary left out as headlines do.
    is_headline = below.dep_ == "nsubj" and event_type == "hazard"
    if (is_headline or below.dep_ == "nsubjpass") and is_class(token, "foreseen_verb"):
        return _ahead(event_type, f"{token.text!r} of it")
    is_doubt = is_class(token, "doubt_verb") and head_of(token) != "expect"
    is_doubt = is_doubt or (head_of(token) == "warn" and below.dep_ == "prep")
    is_open = below.dep_ == "nsubj" and any(
        child.dep_ == "acomp" and child.lower_ in _OPEN for child in token.children
    )
    if is_open or (is_doubt and below.dep_ in _COMPLEMENTS):
        return Verdict("hypothetical", f"{token.text!r} above it")
    return None


def _attempt(token: Token, below: Token | None, event_type: str) -> Verdict | None:
    """Judge "tried to arrest", "tried to make them leave": an attack that fails is still one."""
    if below is None or below.dep_ != "xcomp" or head_of(token) not in _TRYING:
        return None
    if event_type == "strategic" or is_class(below, "persuade_verb"):
        return Verdict("", f"{token.text!r} above it")
    return None


def _accusation(token: Token, below: Token | None, _: str) -> Verdict | None:
    if below is None or head_of(token) != "accuse":
        return None
    # The parser hangs "of shelling" on the accused as often as on the verb.
    accused = (below, *below.conjuncts) if below.dep_ == "dobj" else ()
    charged = [c for word in accused for c in word.children if c.lower_ == "of"]
    is_charge = below.dep_ in {"prep", "pcomp"} or bool(charged)
    return Verdict("claimed", "an accusation") if is_charge else None


_RULES: tuple[Rule, ...] = (
    _adjective,
    _condition,
    _mood,
    _nobody,
    _to_come,
    _unfounded,
    _noun,
    _plot,
    _denial,
    _attempt,
    _plan,
    _doubt,
    _accusation,
)
