"""Who and what a later sentence speaks of again: "the bus", "the nine men", "the gunman"."""

from __future__ import annotations

from collections.abc import Sequence

from geo.events.happenings import Happening
from geo.events.sites import contains, is_narrow, place_of
from geo.grammar.clauses import complements, is_class
from geo.language import Doc, Token

__all__ = ["Cast", "goes_on_with", "is_within", "share_names"]

_DEFINITE = frozenset({"the", "that", "this", "these", "those", "both", "all"})
# Words of one kind can name one thing: a bus and "the vehicle", jets and "the planes".
_KINDS = (
    "military_site",
    "warplane",
    "ship",
    "vehicle",
    "militant",
    "police",
    "army",
    "explosive",
    "structure",
)
_FOLK = frozenset({"man", "woman", "victim", "body", "corpse", "group", "dead"})
_PEOPLE = ("person", "force", "militant", "police", "army", "dead_body")
_PRONOUNS = frozenset({"it", "they", "he", "she", "them", "him", "her", "both", "all"})
# Words for what the same people did or suffered besides.
_BESIDES = frozenset({"also", "then", "later", "another", "other", "earlier", "previously", "too"})
_VIOLENT = frozenset({"battle", "explosion", "civilian_violence"})
# "Brunson", and "a minister, Brunson,".
_NAMING = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "conj", "appos"})
# What is left or hit of anything, and what people die of.
_REMAINS = frozenset(
    {"rubble", "wreck", "wreckage", "debris", "scene", "site", "disease", "target"}
)


class Cast:
    """
    Who and what has a part in an event.

    Parameters
    ----------
    doc
        The parsed article.
    happening
        Told in it.
    is_first
        Nothing else is told before it in its sentence, so that "the scene" and
        "the gunman" speak of it.
    """

    def __init__(self, doc: Doc, happening: Happening, *, is_first: bool = True) -> None:
        self.is_first = is_first
        self.is_violent = happening.code[0] in _VIOLENT
        words = [
            word
            for mention in happening.all_mentions
            for word in (
                *(doc[i] for i in (*mention.agents, *mention.patients)),
                *(noun for _, noun in complements(doc[mention.trigger.index])),
            )
        ]
        # "Jets" at the head of a sentence is taken for a name.
        self.words = tuple(
            word
            for word in words
            if word.pos_ in {"NOUN", "NUM"} or any(is_class(word, kind) for kind in _KINDS)
        )

    def has(self, word: Token) -> bool:
        """
        Tell whether a word of a later sentence speaks of them again.

        Parameters
        ----------
        word
            Any; only a noun can speak of them.

        Returns
        -------
        has
            True of "the tree" after "a tree", "the vehicle" after "a bus", "the
            men" after "five soldiers" and "the gunman" after any shooting.
        """
        if word.pos_ not in {"NOUN", "NUM"} or not _is_known(word):
            return False
        is_doer = self.is_violent and is_class(word, "perpetrator")
        if self.is_first and (word.lower_ in _REMAINS or is_doer):
            return True
        return any(_is_same(word, other) for other in self.words if other.i < word.i)


def goes_on_with(doc: Doc, group: Happening, happening: Happening) -> bool:
    """
    Tell whether a clause retells an event, by those to whom or by whom it was done.

    Parameters
    ----------
    doc
        The parsed article.
    group
        What one clause tells.
    happening
        Told before it.

    Returns
    -------
    goes_on_with
        True of "they beat the nine men to death", and of "the jets hit a camp"
        in the next sentence, but not of "the jets also hit a camp". A crash is
        one; of other disasters any word of the sentence may do: "the 22 were
        asleep when the water came".
    """
    if group.code == happening.code and _is_single(doc, happening):
        return True
    cast = Cast(doc, happening)
    first = group.mentions[0]
    sentence = doc[first.trigger.index].sent
    if any(word.lower_ in _BESIDES for word in sentence):
        return False
    if not cast.is_violent:
        return any(cast.has(word) for word in sentence)
    suffer, act = (_of(doc, group, role) for role in ("patients", "agents"))
    victims = _of(doc, happening, "patients")
    if _counts(suffer) and _counts(victims) and _counts(suffer).isdisjoint(_counts(victims)):
        return False
    is_told = any(cast.has(word) for word in sentence)
    if any(cast.has(word) or (is_told and word.lower_ in _PRONOUNS) for word in suffer):
        return True
    is_next = 0 < first.number - happening.last.number <= 1
    nouns = [word for word in suffer if word.pos_ == "NOUN"]
    is_alike = all(any(_is_same(word, other) for other in victims) for word in nouns)
    return is_next and is_alike and any(cast.has(word) for word in act)


def is_within(group: Happening, happening: Happening) -> bool:
    """Tell whether a clause names a place in the region that an event was told of."""
    if not group.sites:
        return False
    if happening.place is None:
        return True  # "in the north of the island"
    if not happening.sites:
        return False
    region = place_of(happening.sites[0])
    place = place_of(group.sites[0])
    # "Near the capital", and then 40 km from it.
    is_around = region.place_id == place.place_id
    return is_around or not is_narrow(region) or contains(region, place)


def _is_single(doc: Doc, happening: Happening) -> bool:
    """Tell an accident, quake or landslide, which is at one place, from landslides."""
    if happening.code[0] == "accident" or happening.code[1] == "earthquake":
        return True
    words = [doc[mention.trigger.index] for mention in happening.mentions]
    return happening.code == ("hazard", "other") and all(word.tag_ != "NNS" for word in words)


def _of(doc: Doc, happening: Happening, role: str) -> list[Token]:
    """Return who has a role in any of the tellings."""
    return [doc[i] for mention in happening.all_mentions for i in getattr(mention, role)]


def _counts(words: Sequence[Token]) -> set[str]:
    """Return "five" of "five soldiers" and "25" of "25 of the rebels"."""
    counted = {word.lower_ for word in words if word.pos_ == "NUM"}
    return counted | {c.lower_ for word in words for c in word.children if c.dep_ == "nummod"}


def _is_known(noun: Token) -> bool:
    """Tell "the bus" and "all six" from what is told for the first time."""
    return any(child.lower_ in _DEFINITE for child in noun.lefts)


def _is_same(word: Token, other: Token) -> bool:
    lemma = word.lemma_.lower()
    if lemma == other.lemma_.lower():
        return True
    if word.pos_ == "NUM":
        return any(child.lower_ == word.lower_ for child in other.children)
    if lemma in _FOLK:
        return other.pos_ == "NUM" or any(is_class(other, kind) for kind in _PEOPLE)
    return any(is_class(word, kind) and is_class(other, kind) for kind in _KINDS)


def share_names(doc: Doc, group: Happening, happening: Happening) -> bool:
    """Tell whether somebody named has a part in both."""
    one, other = (
        {
            word.lower_: word.ent_type_ == "PERSON"
            for mention in side.all_mentions
            for i in (*mention.agents, *mention.patients)
            for word in (doc[i], *doc[i].children)
            if word.pos_ == "PROPN" and word.dep_ in _NAMING
        }
        for side in (group, happening)
    )
    return any(one[name] or other[name] for name in one.keys() & other.keys())
