"""Places that tell where somebody comes from, goes to or speaks, and not where it happened."""

from __future__ import annotations

from collections.abc import Collection

from geo.grammar.clauses import is_aged, is_class
from geo.language import Span, Token

__all__ = [
    "LEAVING",
    "TO_PREPOSITIONS",
    "ends_route",
    "is_anybody",
    "is_close",
    "is_cried",
    "is_end_of_route",
    "is_goal",
    "is_launched",
    "is_means",
    "is_of_speaker",
    "is_origin",
    "is_somebody",
    "qualifies_person",
    "speaks",
]

TO_PREPOSITIONS = frozenset({"to", "into", "toward", "towards", "onto", "up", "down", "against"})
_WAYS = frozenset({"air", "land", "rail", "road", "sea"})
# Sub-types of who leaves, who is told of where he left.
LEAVING = frozenset({"flight", "evacuation"})
_CLOSE = frozenset(
    {("close", "to"), ("next", "to"), ("adjacent", "to"), ("far", "from"), ("away", "from")}
)
_VERBAL = frozenset({"VERB", "AUX"})
_MOST_STEPS = 12
# Between the quotation marks of a slogan.
_SLOGAN_WORDS = 6
_OF_A_STATE = frozenset({"flagged", "registered", "born"})
_ADDRESSES = frozenset({"FAC", "LOC"})
_OF_A_NOUN = frozenset({"amod", "compound", "nmod"})


def is_goal(place: Token, kind: Collection[str]) -> bool:
    """
    Tell whether a place is only where people fled or were taken to.

    Parameters
    ----------
    place
        Head token of its name.
    kind
        Type and sub-type of the event.

    Returns
    -------
    is_goal
        False for events that do not start from a place.
    """
    above = next(
        (word for word in place.ancestors if word.pos_ == "ADP" and word.text != "of"), None
    )
    return above is not None and above.lower_ in TO_PREPOSITIONS and not LEAVING.isdisjoint(kind)


def is_of_speaker(place: Token) -> bool:
    """
    Tell whether a place is only where somebody speaks or holds office.

    Parameters
    ----------
    place
        Head token of its name.

    Returns
    -------
    is_of_speaker
        True in "officials in Baghdad" and "told reporters in Baghdad".
    """
    current = place
    for _ in range(_MOST_STEPS):
        head = current.head
        if head.i == current.i or current.pos_ in _VERBAL:
            return False
        if current.dep_ != "pobj" or not is_class(head.head, "locative"):
            above = head.head if current.dep_ == "pobj" else head
            if is_class(above, "report_verb") and above.pos_ in _VERBAL:
                return True
            return is_class(above, "officialdom") and speaks(above)
        current = head.head
    return False


def is_origin(place: Token) -> bool:
    """
    Tell whether a place only says where somebody comes from or lives.

    Parameters
    ----------
    place
        Head token of its name.

    Returns
    -------
    is_origin
        True in "Adkins, 40, of McKee", "the pair are from Alvin" and "a tanker
        under the flag of Palau", not in "residents of Umlazi", who are at home.
    """
    if place.dep_ == "npadvmod" and place.head.lower_ in _OF_A_STATE:
        return True
    preposition = _of_address(place).head
    if place.dep_ != "pobj" or preposition.lower_ not in {"of", "from"}:
        return False
    head = preposition.head
    if preposition.lower_ == "of" and _is_population(head):
        return False
    if head.lemma_ == "flag" or (head.lemma_ == "be" and preposition.lower_ == "from"):
        return True
    return is_anybody(head)


def _of_address(place: Token) -> Token:
    """Return the block of "Adkins, of the 300 block of Elm Street in McKee", else the place."""
    current = place
    while current.dep_ == "pobj" and current.head.lower_ in {"in", "of"}:
        above = current.head.head
        if above.lower_ != "block" and above.ent_type_ not in _ADDRESSES:
            break
        current = above
    return current


def _is_population(people: Token) -> bool:
    """Tell "residents of Umlazi fled" and "were evacuated" from "two residents of Umlazi"."""
    if not is_class(people, "inhabitant"):
        return False
    is_many = people.dep_ == "pobj" and is_class(people.head.head, "crowd_number")
    whole = people.head.head if is_many else people
    is_counted = any(child.dep_ == "nummod" for child in people.children)
    is_passive = whole.dep_ in {"nsubjpass", "dobj"} and people.tag_ != "NN" and not is_counted
    return whole.dep_ == "nsubj" or is_passive


def qualifies_person(place: Token) -> bool:
    """
    Tell whether a place stands before the word for a person.

    Parameters
    ----------
    place
        Head token of its name.

    Returns
    -------
    qualifies_person
        True in "an Ohio man" and "a Salem High School student".
    """
    noun = place
    while noun.dep_ in _OF_A_NOUN and noun.head.i > noun.i:
        noun = noun.head
    return noun.i != place.i and (is_class(noun, "person") or noun.ent_type_ == "PERSON")


def is_end_of_route(place: Token) -> bool:
    """
    Tell whether a place is only where a journey told begins or ends.

    Parameters
    ----------
    place
        Head token of its name.

    Returns
    -------
    is_end_of_route
        True in "a bus travelling from Oran to Arzew", also where it crashed.
    """
    return place.dep_ == "pobj" and ends_route(place.head.lower_, place.head.head)


def ends_route(word: str, head: Token) -> bool:
    """Tell by a preposition and what it hangs on whether a journey begins or ends there."""
    is_end = word in {"from", "for"} or word in TO_PREPOSITIONS
    return is_end and is_class(head, "travel")


def is_launched(word: str, head: Token) -> bool:
    """Tell "rockets fired from Arzew", which hit elsewhere."""
    return word == "from" and is_class(head, "launch_verb")


def is_cried(name: Span, trigger: Token) -> bool:
    """Tell a place in a slogan that others than the event's teller shout: "Free Laos"."""
    opening = [t.i for t in trigger.sent if t.is_quote and t.i < name.start]
    closing = [t.i for t in trigger.sent if t.is_quote and t.i >= name.end]
    if not len(opening) % 2 or not closing or opening[-1] <= trigger.i <= closing[0]:
        return False
    return closing[0] - opening[-1] <= _SLOGAN_WORDS


def is_close(preposition: Token) -> bool:
    """Tell "close to Chala" and "not far from Chala", which are near, from a way to or from it."""
    return (preposition.head.lower_, preposition.lower_) in _CLOSE


def is_means(noun: Token) -> bool:
    """Tell "taken by air from Oran"."""
    is_by = noun.dep_ == "pobj" and noun.head.lower_ == "by" and noun.tag_ == "NN"
    return is_by and (noun.lower_ in _WAYS or is_class(noun, "vehicle"))


def is_anybody(noun: Token) -> bool:
    """Tell a person, a number of them and "Adkins, 40," from things."""
    return noun.pos_ == "NUM" or is_somebody(noun) or is_aged(noun)


def is_somebody(noun: Token) -> bool:
    """Tell a person or office from things."""
    return is_class(noun, "officialdom") or is_class(noun, "person") or noun.ent_type_ == "PERSON"


def speaks(token: Token) -> bool:
    """Tell whether somebody says something, or is told it."""
    return token.dep_ in {"nsubj", "pobj", "agent"} and (
        is_class(token.head, "report_verb") or token.head.lower_ in {"by", "to"}
    )
