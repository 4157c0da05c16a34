"""Each word that tells an event, with what its clause says of it: how sure, where, when, who."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geo.casualties.words import hit_words
from geo.dates.dating import date_of, entry_of, find_dates
from geo.dates.days import DateMention
from geo.events.scenes import Scenery
from geo.events.sites import Attachment
from geo.events.status import Verdict, judge
from geo.events.triggers import Trigger, find_triggers
from geo.events.unlisted import is_street
from geo.grammar.clauses import agents, governor, is_class, patients
from geo.grammar.misparses import is_only_sent
from geo.language import Doc, Token, text_of
from geo.model import Resolution, When

__all__ = ["EventMention", "find_mentions", "is_of_day", "is_remembered"]

_TIME_MARKS = frozenset({"after", "before", "since", "until"})
_YEAR_WHEN = re.compile(r"(?<!\d )(?<!\d, )\b(?P<year>1[5-9]\d\d|20\d\d),?\s+when\b")
_MONTHS = frozenset(month_name)
# What can be so for years.
_STATES = frozenset({"deployment", "territory_taken", "seizure"})
# Verbs in whose present tense a bare plural tells a habit: "explosions are common".
_PRESENT = frozenset({"VBZ", "VBP"})
_EACH = frozenset({"every", "each"})
_OFTEN = frozenset({"frequent", "common", "commonplace", "routine", "rare", "rife"})


@dataclass(frozen=True, slots=True)
class EventMention:
    """
    One word that tells an event, read in its clause.

    Attributes
    ----------
    trigger
        The word and its code.
    verdict
        Whether it happened, by the words around it.
    place
        Where its clause puts it; None when it does not say.
    when, when_rule
        Its date, and how it was found.
    has_own_date
        The date stands in its sentence and is not that of somebody's words.
    sentence, number
        Index of the sentence's first token, and which sentence it is.
    agents, patients
        Indices of the heads of who did it, and to whom.
    is_sum
        It adds up what happened "since" some day.
    year
        Of "the worst since 2004, when"; 0 for what is told otherwise.
    """

    trigger: Trigger
    verdict: Verdict
    place: Attachment | None
    when: When
    when_rule: str
    has_own_date: bool
    sentence: int
    number: int
    agents: tuple[int, ...] = ()
    patients: tuple[int, ...] = ()
    is_sum: bool = False
    year: int = 0

    @property
    def is_open(self) -> bool:
        """It is told as lasting "since" some day."""
        return self.when.text.lower().startswith("since")

    @property
    def code(self) -> tuple[str, str]:
        """Type and sub-type."""
        return self.trigger.event_type, self.trigger.sub_event_type


def find_mentions(
    doc: Doc,
    resolutions: Sequence[Resolution],
    published: date | None,
    heading_end: int = 0,
) -> tuple[tuple[EventMention, ...], Scenery, tuple[DateMention, ...]]:
    """
    Find what an article tells of events, word by word.

    Parameters
    ----------
    doc
        The parsed article.
    resolutions
        Of its toponyms.
    published
        Its day.
    heading_end
        Of an item of a round-up, where its text begins.

    Returns
    -------
    mentions
        In text order; habits and what the text says did not happen left out.
    scenery
        The article's places.
    dates
        Its dates; none where nothing is told.
    """
    scenery = Scenery(doc, resolutions, heading_end)
    triggers = find_triggers(doc, scenery.tokens)
    scenery.set_triggers(trigger.index for trigger in triggers)
    dates = find_dates(doc, published) if triggers else ()
    numbers = {sentence.start: n for n, sentence in enumerate(doc.sents)}
    mentions = []
    for trigger in triggers:
        token = doc[trigger.index]
        number = numbers[token.sent.start]
        is_lasting = number > 0 and trigger.is_noun and _is_plague(token)
        is_told = not (_is_habit(token, trigger) or is_lasting or _is_chanted(token))
        is_sent = is_class(token, "launch_verb") and is_only_sent(token)
        if not is_told or is_sent or _is_time_mark(token) or is_remembered(token):
            continue
        verdict = judge(token, trigger.event_type, trigger.sub_event_type)
        if verdict.status:
            mentions.append(_mention(trigger, token, verdict, scenery, dates, published, number))
    return tuple(mentions), scenery, dates


def _mention(
    trigger: Trigger,
    token: Token,
    verdict: Verdict,
    scenery: Scenery,
    dates: Sequence[DateMention],
    published: date | None,
    number: int,
) -> EventMention:
    if trigger.sub_event_type == "arrest":
        dates = [date_ for date_ in dates if not _is_of_crime(token.doc[date_.token])]
    is_ahead = verdict.status in {"planned", "hypothetical"}
    when, rule = date_of(token, dates, published, is_ahead=is_ahead)
    year = _year_then(token)
    if year:
        when, rule = When(date(year, 1, 1), date(year, 12, 31), str(year), 4), "in the year before"
    sentence = token.sent
    own = any(
        date_.when.text == when.text
        and not date_.is_said
        and sentence.start_char <= date_.start < sentence.end_char
        and (date_.scope == token.i or _clause_of(token) in _clauses_of(token.doc[date_.token]))
        for date_ in dates
    )
    entry = entry_of(token, dates)
    own = own or (entry is not None and entry.when.text == when.text)
    doers, sufferers = agents(token), patients(token)
    harm = hit_words("subject").get(token.lower_)
    is_done_to = any(child.dep_ == "dobj" for child in token.children)
    if harm and harm.kind == "killed" and not is_done_to:
        doers, sufferers = (), doers  # who dies does nothing
    place = scenery.own(token, trigger.event_type, trigger.sub_event_type)
    if place is not None and (_is_only_feared_there(token, trigger, place) or is_street(place)):
        place = None  # "on Grey Avenue": in the town that the text is about
    return EventMention(
        trigger=trigger,
        verdict=verdict,
        place=place,
        when=when,
        when_rule=rule,
        has_own_date=bool(year)
        or (own and bool(when.text) and not (_is_ending(token) or _is_after(token))),
        sentence=sentence.start,
        number=number,
        agents=tuple(word.i for word in doers),
        patients=tuple(word.i for word in sufferers),
        year=year,
        is_sum=any(
            child.lower_ == "since" for word in token.children for child in (word, *word.children)
        ),
    )


def _is_habit(token: Token, trigger: Trigger) -> bool:
    """Tell "gas explosions are common" and "attacks often follow" from events."""
    is_no_telling = trigger.is_noun and (_is_ranking(token) or _is_manner(token) or _is_such(token))
    is_no_telling = is_no_telling or (trigger.sub_event_type in _STATES and _is_state(token))
    if is_no_telling or (token.tag_ in _PRESENT and _is_every_time(token)):
        return True
    if not trigger.is_noun or trigger.is_definite:
        return False
    if _is_of_a_series(token):
        return True
    verb = governor(token)
    if verb is None or is_class(verb, "report_verb"):
        return False
    has_tense = any(child.dep_ in {"aux", "auxpass"} for child in verb.children)
    is_bare = token.tag_ in {"NNS", "NN"} and not any(
        child.dep_ in {"det", "nummod", "poss"} for child in token.children
    )
    if is_bare and any(child.lower_ in _OFTEN for child in verb.children):
        return True  # "raids have grown more frequent"
    is_present = verb.tag_ in _PRESENT and not has_tense
    return is_bare and is_present and not _is_headline(token, verb)


def _is_every_time(verb: Token) -> bool:
    """Tell "fires kill hundreds every year"."""
    return any(
        child.ent_type_ == "DATE" and any(word.lower_ in _EACH for word in child.children)
        for child in verb.children
    )


def _is_headline(noun: Token, verb: Token) -> bool:
    """Tell "Basement fire kills man, 84": only a headline leaves out the article."""
    is_single = noun.tag_ == "NN" and not noun.lower_.endswith("ing")
    return is_single and any(child.dep_ == "dobj" for child in verb.children)


def _clause_of(token: Token) -> int:
    """Return the head of the clause whose time is its own: "after ...", "who ..."."""
    for above in (token, *token.ancestors):
        if above.dep_ == "relcl" and above.head.ent_type_ != "DATE" and not _is_there(above):
            return above.i
        if above.dep_ == "advcl" and any(
            child.dep_ == "mark" and child.lower_ in _TIME_MARKS for child in above.children
        ):
            return above.i
    return -1


def _clauses_of(word: Token) -> tuple[int, ...]:
    """Return the clause of a day, and that of "the blast" in "the blast, which came on May 2"."""
    clause = _clause_of(word)
    if clause < 0 or word.doc[clause].dep_ != "relcl":
        return (clause,)
    return (clause, _clause_of(word.doc[clause].head))


def _is_there(clause: Token) -> bool:
    """Tell "in 1990 in Aramoana, where a man shot 13" and "hurt on Monday when a bus fell"."""
    words = {child.lower_ for child in clause.children}
    place = clause.head
    is_located = place.dep_ == "pobj" and place.head.head.lemma_ == "be"
    return "when" in words or ("where" in words and is_located)


def _is_of_crime(word: Token) -> bool:
    """Tell "a suspect in a February theft was arrested", later."""
    above = word
    while above.pos_ not in {"VERB", "AUX"} and above.head.i != above.i:
        if above.pos_ == "NOUN" and is_class(above, "crime"):
            return True
        above = above.head
    return False


def _is_only_feared_there(token: Token, trigger: Trigger, place: Attachment) -> bool:
    """Tell "the outbreak could spread to Rwanda", and what only dates: neither is known there."""
    if _is_only_when(token, trigger, place):
        return True
    verb = governor(token)
    if verb is None or not trigger.is_definite or not place.sites:
        return False
    inside = {word.i for word in token.subtree}
    is_unreal = judge(verb, trigger.event_type, trigger.sub_event_type).status != "occurred"
    return is_unreal and place.sites[0].head not in inside


def _is_only_when(token: Token, trigger: Trigger, place: Attachment) -> bool:
    """Tell "hours before Saturday's attack, nine were found dead in Oran", of the attack."""
    is_time = token.dep_ == "pobj" and token.head.lower_ in _TIME_MARKS
    if not is_time or not trigger.is_definite or not place.sites:
        return False
    return place.sites[0].head not in {word.i for word in token.subtree}


def _is_time_mark(token: Token) -> bool:
    """Tell an event that only dates others: "since the offensive began"."""
    if is_of_day(token) or _year_then(token):
        return False
    for above in (token, *token.ancestors):
        if above.dep_ == "pobj" and above.head.lower_ == "since":
            return True
        marks = {child.lower_ for child in above.children if child.dep_ == "mark"}
        if above.dep_ in {"advcl", "pcomp"} and "since" in marks:
            return True
    return False


def is_of_day(noun: Token) -> bool:
    """Tell "Sunday's flood", which is the news though people are missing "since" it."""
    return any(child.dep_ == "poss" and child.ent_type_ == "DATE" for child in noun.children)


def _year_then(token: Token) -> int:
    """Return the year of "the worst since 2004, when gunmen seized a school"; 0 without one."""
    text, start = text_of(token.doc), token.sent.start_char
    found = _YEAR_WHEN.search(text, start, token.idx)
    if found is None or text[start : found.start()].rsplit(None, 1)[-1].title() in _MONTHS:
        return 0  # "in December 2010, when" dates by its month
    return int(found["year"])


def _is_ending(token: Token) -> bool:
    """Tell whether the day beside an event noun is only that of its end."""
    return token.dep_ in {"nsubj", "nsubjpass"} and is_class(token.head, "end_verb")


def _is_after(token: Token) -> bool:
    """Tell "searched on Tuesday for survivors of the quake", which was before."""
    is_of = token.dep_ == "pobj" and token.head.lower_ == "of"
    if any(child.dep_ == "relcl" for child in token.children):
        return False  # "for survivors of a quake that struck on Monday"
    return is_of and not is_of_day(token) and is_class(token.head.head, "aftermath")


def is_remembered(token: Token) -> bool:
    """Tell "the anniversary of a fire that killed nine"."""
    return any(above.lower_ in {"anniversary", "commemoration"} for above in token.ancestors)


def _is_chanted(token: Token) -> bool:
    """Tell a slogan: "chanting 'stop the killing'"."""
    return any(is_class(above, "chant_verb") and above.pos_ == "VERB" for above in token.ancestors)


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


def _is_plague(noun: Token) -> bool:
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
