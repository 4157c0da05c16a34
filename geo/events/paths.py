"""How far a place name stands from an event's word in the parse, and whether it may locate it."""

from __future__ import annotations

from math import inf

from geo.events.elsewhere import (
    LEAVING,
    TO_PREPOSITIONS,
    ends_route,
    is_anybody,
    is_close,
    is_launched,
    is_means,
    is_somebody,
    speaks,
)
from geo.grammar.clauses import is_class
from geo.language import Token

__all__ = ["Path"]

_AT_PREPOSITIONS = frozenset(
    {"in", "at", "near", "outside", "inside", "on", "across", "around", "along", "off", "within",
     "throughout", "through", "over", "above", "beneath", "under", "beside", "between", "among",
     "beyond", "behind", "upon", "past", "amid", "opposite", "alongside", "via", "including",
     "about"},
)  # fmt: skip
_TO_WHICH = frozenset({"in", "at", "on", "near", "to", "around"})
_NO_PREPOSITIONS = frozenset({"with", "like", "than", "as", "for"})
_INNER = frozenset({"compound", "nmod", "amod", "poss", "nummod", "det", "quantmod"})
_LOOSE = frozenset({"npadvmod", "attr", "oprd", "pcomp", "prep", "dep", "advmod", "agent"})
_VERBAL = frozenset({"VERB", "AUX"})
_SAID_LINKS = frozenset({"ccomp", "parataxis", "advcl", "xcomp", "conj"})
_NAMED_KINDS = ("anaphor_town", "anaphor_division", "anaphor_area", "anaphor_country")
_GOAL_COST = 2.5
# Types whose possessor does it: "Russia's bombardment" is not in Russia.
_DOER_TYPES = frozenset({"explosion", "battle", "strategic", "aid"})

# Costs were weighed by hand on made-up sentences: 0 for the event's own phrase, about 1 for
# each phrase between, 2 and more for each clause.
_ARGUMENT_COST = 0.3
_CLAUSE_COST = {
    "ccomp": 1.0, "xcomp": 0.5, "advcl": 2.0, "relcl": 2.5, "acl": 1.0, "conj": 1.0, "pcomp": 0.5,
    "parataxis": 1.0, "own_conj": 1.6, "argument": _ARGUMENT_COST,
}  # fmt: skip
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
# "Aden changed hands", "has come under their control".
_PASSING = frozenset({"come", "fall", "pass", "change"})
_OTHER_EVENT_COST = 3.0
# Of "while five drowned in Patna", which happens beside it.
_MEANWHILE_COST = 4.0
# "The eastern side of Mosul" says less than "in Qaraqosh" beside it.
_PART_OF_COST = 0.35
# Who speaks from where it happens.
_WITNESS_COST = 3.0
_MOST_STEPS = 12
# Who acts where he is said to be, in what, and how far that place stands from the act.
_DOERS = ("force", "protester", "police", "perpetrator", "state")
_DOER_KINDS = frozenset(
    {"battle", "protest", "civilian_violence", "agreement", "arrest", "evacuation"}
)
_DOER_COST = 0.9


class Path:
    """
    The way from a trigger up its sentence, to be met by the places of the sentence.

    Parameters
    ----------
    trigger
        The word that tells the event.
    kind
        Its type and sub-type: what they license differs.
    triggers
        Indices of all words of the article that tell events.
    """

    def __init__(self, trigger: Token, kind: set[str], triggers: frozenset[int]) -> None:
        self.trigger = trigger
        self.kind = kind
        self.triggers = triggers
        self.above = [trigger, *trigger.ancestors]
        self._position = {token.i: n for n, token in enumerate(self.above)}

    def cost(self, place: Token, *, is_country: bool = False) -> float:
        """Return how far a place stands from the event; infinite when it cannot be its place."""
        if place.i in self._position:
            return self._relative(place)
        current, cost, is_located = place, 0.0, False
        below = place
        for _ in range(_MOST_STEPS):
            if current.i in self._position:
                return cost + self._down(current)
            if current.dep_ == "pobj" and is_located and current.head.lower_ != "of":
                # It stands by somebody or something that has a part in the event.
                step = current.head
                if _is_part(step.head) or _is_gap(step) or is_launched(step.lower_, step.head):
                    return inf
                current, extra = current.head.head, 0.5
            else:
                is_located = is_located or _is_locative(current)
                is_doer = self._leaves(current) or (is_located and self._acts_there(current))
                if below.dep_ == "pobj" and is_doer:
                    below, current, extra = current, current.head, _DOER_COST
                else:
                    below = current
                    current, extra = self._step(current, is_country=is_country)
            cost += extra
            is_elsewhere = self._is_of_crime(current) or _is_afterwards(current)
            if cost == inf or is_elsewhere:
                return inf
            is_other = current.i in self.triggers and current.i not in self._position
            if is_other and not self._is_there(current):
                # "The fourth attack in three days in the Bastar zone", an aside.
                cost += _OTHER_EVENT_COST * (2 if current.dep_ == "appos" else 1)
        return inf

    def _is_there(self, event: Token) -> bool:
        """Tell "killed in a crash near Voi", "ambushed and killed at Voi": there."""
        is_how = event.dep_ == "pobj" and event.head.lower_ in {"in", "by"}
        if event.dep_ == "conj" and event.pos_ == "VERB":
            is_same = not any(child.dep_ in _SUBJECTS for child in event.children)
            return is_same and event.head.i == self.trigger.i
        return _is_when(event) or (is_how and event.head.head.i == self.trigger.i)

    def _leaves(self, people: Token) -> bool:
        """Tell "residents of Oran fled": from there."""
        is_subject = people.dep_ == "nsubj" and people.head.i == self.trigger.i
        return is_subject and bool(self.kind & LEAVING) and is_class(people, "inhabitant")

    def _acts_there(self, doer: Token) -> bool:
        """Tell "rebels in Kivu agreed", who do it where they are."""
        is_doer = doer.dep_ == "nsubj" and doer.head.i == self.trigger.i
        if not is_doer or doer.head.pos_ not in _VERBAL or _DOER_KINDS.isdisjoint(self.kind):
            return False
        return any(is_class(doer, name) for name in _DOERS)

    def _is_of_crime(self, noun: Token) -> bool:
        """Tell "a suspect in a theft near Hinton was arrested", elsewhere."""
        return "arrest" in self.kind and noun.pos_ == "NOUN" and is_class(noun, "crime")

    def _relative(self, place: Token) -> float:
        """Cost of a place that the event's own relative clause describes: "Sylhet, where"."""
        position = self._position[place.i]
        clause = self.above[position - 1] if position else place
        if _opens(place, clause):
            return self._down(clause)
        words = {child.lower_: child.dep_ for child in clause.children}
        # "Latakia, in which", "Mali, to which"
        is_which = any(
            word.lower_ == "which" and word.dep_ == "pobj" and word.head.lower_ in _TO_WHICH
            for child in clause.children
            for word in child.children
        )
        is_where = is_which or "where" in words or words.get("which") in {"dobj", "nsubjpass"}
        if clause.dep_ != "relcl" or not is_where:
            return inf
        return self._down(clause) + _ARGUMENT_COST

    def _down(self, common: Token) -> float:
        """Cost of the way from the meeting word down to the trigger."""
        way = self.above[: self._position[common.i]]
        return sum(_CLAUSE_COST[_link(token)] for token in way)

    def _step(self, token: Token, *, is_country: bool) -> tuple[Token, float]:
        """Return the word above one, and what it costs to go there."""
        head, dep = token.head, token.dep_
        if head.i == token.i:
            return head, inf
        if dep == "pobj":
            return self._from_preposition(head)
        if dep in _INNER:
            cost = self._from_inner(token, head, is_country=is_country)
        elif dep in {"dobj", "nsubjpass"}:
            cost = self._from_object(head)
        elif dep in {"nsubj", "csubj"}:
            cost = self._from_subject(token, head)
        else:
            cost = self._from_other(token, head)
        return head, cost

    def _from_inner(self, token: Token, head: Token, *, is_country: bool) -> float:
        if head.i == self.trigger.i:
            # The Kayseri blast, but not Russia's bombardment or a U.S. air strike.
            is_doer = (token.dep_ == "poss" or is_country) and bool(self.kind & _DOER_TYPES)
            return inf if is_doer or token.ent_type_ == "NORP" else 0.0
        if is_class(head, "locative") or is_class(head, "venue"):
            # Of "Paris' Champs-Elysees boulevard" the possessor is the wider one.
            return _PART_OF_COST if token.dep_ == "poss" else _ARGUMENT_COST
        is_person = head.ent_type_ in {"PERSON", "NORP"} or is_somebody(head)
        is_name = head.ent_type_ == "ORG" and token.ent_type_ == "ORG"
        return inf if is_person or is_name or token.dep_ == "poss" else 2.0

    def _from_other(self, token: Token, head: Token) -> float:
        if token.dep_ in {"appos", "conj"} and token.pos_ not in _VERBAL:
            return _ARGUMENT_COST
        is_aside = token.dep_ == "acl" and token.tag_ == "VBN" and "agreement" in self.kind
        if is_aside or (token.dep_ == "npadvmod" and head.dep_ == "amod"):
            return inf  # "exchanged sailors seized off Kerch", "the US-led coalition"
        if "auxpass" in {token.dep_, head.dep_}:
            return 0.0  # "also hit were Saraqib and Ariha"
        if "latest" in {token.lower_, head.lower_}:
            return _ARGUMENT_COST  # "attacks, the latest coming on Sunday near the border"
        if token.dep_ in _LOOSE:
            return 1.0
        # "Fighting flared", taken for fighting that somebody flared.
        is_its_verb = token.dep_ == "acl" and head.i == self.trigger.i
        return 0.2 if is_its_verb and is_class(token, "happen") else _clause_cost(token)

    def _from_preposition(self, prep: Token) -> tuple[Token, float]:
        word, head = prep.lower_, prep.head
        if prep.dep_ == "agent" or head.lower_ == "according":
            return head, inf
        if is_close(prep):
            word, head = "near", head.head
        while (head.pos_ == "ADP" or is_means(head)) and head.head.i != head.i:
            head = head.head
        if word == "of":
            return head, self._from_of(head)
        cost = self._by_preposition(word, head)
        is_own = head.i == self.trigger.i
        if (not is_own and ends_route(word, head)) or is_launched(word, head):
            return head, inf
        if word in TO_PREPOSITIONS and is_class(prep.nbor(-1), "way"):
            cost += _GOAL_COST  # "on the road to Jammu"
        if head.pos_ in _VERBAL:
            cost += self._to_verb(prep, head)
        elif head.i != self.trigger.i and not self._acts_there(head):
            cost += self._to_noun(word, head)
        return head, cost

    def _from_of(self, head: Token) -> float:
        kinds = [child.pos_ for child in head.lefts]
        # "In Phu Sing district of Sisaket", but not "in the Brussels district of Molenbeek".
        is_named = kinds[-1:] == ["PROPN"] and (kinds[0] == "PROPN" or head.lower_ == "area")
        is_kind = any(is_class(head, kind) for kind in _NAMED_KINDS)
        if head.i == self.trigger.i or (is_kind and not is_named):
            return 0.0
        if is_class(head, "locative"):
            return _PART_OF_COST
        if self._leaves(head):
            return _ARGUMENT_COST
        is_elsewhere = is_anybody(head) or head.lemma_ == "flag"
        return inf if is_elsewhere or head.ent_type_ == "ORG" else 0.7

    def _by_preposition(self, word: str, head: Token) -> float:
        is_own = head.i == self.trigger.i
        if word in _AT_PREPOSITIONS:
            return 0.0
        if word in TO_PREPOSITIONS:
            goal = 0.0 if is_own or head.pos_ == "VERB" else 0.5
            return _GOAL_COST if self.kind & LEAVING else goal
        if word == "from":
            return self._by_from(head)
        if word == "for" and is_own and "battle" in self.kind:
            return 0.0  # "the battle for Aleppo"
        return inf if word in _NO_PREPOSITIONS else 3.0

    def _by_from(self, head: Token) -> float:
        """Cost of "fled from Oran", and of "the kidnapping of schoolgirls from Chibok"."""
        # "Clashes were also reported from Kumba".
        is_told = is_class(head, "report_verb") and head.tag_ == "VBN"
        if self.kind & {"displacement", "abduction"} or is_told:
            return 0.2
        # "Who was from Rutba", but not "it was a few miles from Rutba".
        is_home = head.lemma_ == "be" and all(c.lower_ != "it" for c in head.children)
        if is_home or is_somebody(head) or is_class(head, "force") or "deployment" in self.kind:
            return inf
        return 0.2 if "withdrawal" in self.kind else 2.5

    def _to_verb(self, prep: Token, verb: Token) -> float:
        if verb.i == self.trigger.i:
            return 0.0
        if is_class(verb, "perceive_verb") and _is_known(self.trigger):
            return inf  # "the blast was heard in Waxahachie"
        if not (is_class(verb, "report_verb") and self._is_said_by(verb)):
            return 0.0
        if self.above[self._position[verb.i] - 1].dep_ == "xcomp":
            return inf  # "In Vilnius, she urged them to march"
        # "In Kabul, police said" opens the scene; "told reporters in Kabul" does not.
        return 1.0 if prep.i == prep.sent.start else inf

    def _is_said_by(self, verb: Token) -> bool:
        """Tell whether the trigger stands in what a verb reports."""
        place = self._position.get(verb.i, 0)
        return place > 0 and self.above[place - 1].dep_ in _SAID_LINKS

    def _to_noun(self, word: str, noun: Token) -> float:
        is_to = word in TO_PREPOSITIONS
        if is_class(noun, "locative"):
            return _ARGUMENT_COST
        if is_class(noun, "officialdom") and speaks(noun):
            return _WITNESS_COST if is_class(noun, "observer") and not is_to else inf
        is_side = is_class(noun, "person") or is_class(noun, "force")
        is_office = is_class(noun, "officialdom") and not is_side
        if word == "between" or is_office or (is_to and is_side):
            return inf
        if noun.i in self.triggers:
            return 0.0
        if noun.pos_ == "NUM":
            # "Wounded four in Samarra", but not "1,000 of them in Samarra".
            return inf if _is_part(noun) else 0.5
        is_object = noun.dep_ == "dobj" and noun.head.i == self.trigger.i
        return 1.0 if is_side or is_object or is_class(noun, "vehicle") else 2.0

    def _from_object(self, verb: Token) -> float:
        if verb.i == self.trigger.i:
            return 0.0
        if is_class(verb, "hit_verb") or is_class(verb, "happen"):
            return 0.2
        return inf if is_class(verb, "report_verb") else 1.5

    def _from_subject(self, token: Token, verb: Token) -> float:
        is_scene = token.pos_ == "NOUN" and is_class(token, "locative")
        is_witness = is_class(token, "observer") and is_class(verb, "report_verb")
        if is_witness or (is_scene and verb.i in self._position):
            return 0.5
        if verb.i == self.trigger.i:
            # Farther than what "in" adds: "the river Takahashi broke its banks in Kurashiki".
            is_passing = "territory_taken" in self.kind and verb.lemma_ in _PASSING
            is_hit = verb.lemma_ == "come" and any(c.lower_ == "under" for c in verb.children)
            is_there = is_passing or is_hit or bool(self.kind & {"hazard", "territory_lost"})
            return 0.1 if is_there else inf
        is_its_own = "epidemic" in self.kind and self.trigger.head.i == verb.i
        return 0.5 if is_its_own or is_class(verb, "sufferer_verb") else inf


def _link(token: Token) -> str:
    """Tell "clashed, and a man was run over", which may be elsewhere."""
    is_own = token.dep_ == "conj" and any(c.dep_ in _SUBJECTS for c in token.children)
    dep = "own_conj" if is_own else token.dep_
    return dep if dep in _CLAUSE_COST else "argument"


def _opens(place: Token, noun: Token) -> bool:
    """Tell "In Accra, a blast ...", where the parser hangs the noun below the place."""
    preposition = place.head
    is_first = place.dep_ == "pobj" and preposition.i == place.sent.start
    is_apart = noun.left_edge.i > 0 and noun.doc[noun.left_edge.i - 1].text == ","
    return is_first and is_apart and noun.dep_ == "appos" and noun.pos_ == "NOUN"


def _is_part(number: Token) -> bool:
    """Tell "20, ten of them in Oran and six in Arzew", where only some of the dead fell."""
    first = number.head if number.dep_ == "conj" else number
    return any(
        child.lower_ == "of"
        and any(word.lower_ in {"them", "whom", "those"} for word in child.children)
        for child in first.children
    )


def _is_afterwards(noun: Token) -> bool:
    """Tell "died in a Dallas hospital", where the victim was only taken to."""
    if noun.dep_ != "pobj" or not is_class(noun, "care_place"):
        return False
    verb = noun.head.head
    while verb.pos_ == "ADP" and verb.head.i != verb.i:
        verb = verb.head
    # "Recovers from a crash at a hospital", where the parser hangs it on the crash.
    is_away = verb.pos_ == "NOUN" and any(is_class(above, "mend_verb") for above in verb.ancestors)
    return is_away or is_class(verb, "care_verb")


def _is_known(noun: Token) -> bool:
    """Tell "the blast" from "explosions"."""
    return any(child.dep_ == "det" and child.lower_ in {"the", "that"} for child in noun.children)


def _is_gap(preposition: Token) -> bool:
    """Tell "four days after the capture in Lyon"."""
    is_then = preposition.lower_ in {"after", "before"}
    return is_then and any(child.dep_ == "npadvmod" for child in preposition.children)


def _is_when(verb: Token) -> bool:
    """Tell a clause of the same time and place: "detained when his car left the road"."""
    return verb.dep_ == "advcl" and any(child.lower_ == "when" for child in verb.children)


def _clause_cost(verb: Token) -> float:
    """Cost of the way from a clause to what it hangs on."""
    if _is_when(verb):
        return 0.5
    if _is_meanwhile(verb):
        return _MEANWHILE_COST
    return 3.0 if verb.dep_ == "ccomp" else 2.0


def _is_meanwhile(verb: Token) -> bool:
    """Tell "while five drowned in Patna", elsewhere."""
    words = {child.lower_ for child in verb.children if child.dep_ == "mark"}
    has_own = any(child.dep_ in _SUBJECTS for child in verb.children)
    return verb.dep_ == "advcl" and has_own and bool(words & {"while", "whereas"})


def _is_locative(token: Token) -> bool:
    return token.dep_ == "pobj" and token.head.lower_ in _AT_PREPOSITIONS
