"""Each word that tells an event, with what its clause says of it: how sure, where, when, who."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from geo.casualties.words import hit_words
from geo.dates.dating import date_of, entry_of, find_dates
from geo.dates.days import DateMention
from geo.events.gapped import placed_by_day
from geo.events.habits import is_habit, is_plague, is_retold
from geo.events.scenes import Scenery
from geo.events.sites import Attachment, Site
from geo.events.status import Verdict, judge
from geo.events.triggers import Trigger, find_triggers
from geo.events.unlisted import is_street
from geo.grammar.clauses import agents, governing_verb, governor, is_class, patients
from geo.grammar.misparses import is_only_sent
from geo.language import Doc, Token, text_of
from geo.model import Resolution, When

__all__ = ["EventMention", "find_mentions", "is_of_day"]

_TIME_MARKS = frozenset({"after", "before", "since", "until"})
_YEAR_WHEN = re.compile(r"(?<!\d )(?<!\d, )\b(?P<year>1[5-9]\d\d|20\d\d),?\s+when\b")
_MONTHS = frozenset(month_name)


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
    days
        Of places that a clause gives a day each, by the first token of their names.
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
    days: tuple[tuple[int, When], ...] = ()

    def at(self, site: Site) -> EventMention:
        """Return it as told of one of its places, on the day there."""
        when = dict(self.days).get(site.first)
        if when is None:
            return self
        rule = f"dated by {when.text!r} beside {site.resolution.toponym.name!r}"
        return replace(self, when=when, when_rule=rule, has_own_date=True)

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
        entry = entry_of(token, dates)
        is_lasting = number > 0 and trigger.is_noun and is_plague(token)
        is_sent = is_class(token, "launch_verb") and is_only_sent(token)
        if is_lasting or is_sent or is_habit(token, trigger, is_listed=entry is not None):
            continue
        if _is_time_mark(token) or is_retold(token):
            continue
        verdict = judge(token, trigger.event_type, trigger.sub_event_type)
        ahead = entry if entry is not None and entry.is_ahead else _day_ahead(token, dates)
        if ahead is not None and verdict.status == "occurred":
            verdict = Verdict("planned", f"dated by {ahead.when.text!r}, which is to come")
        if verdict.status:
            mentions.append(_mention(trigger, token, verdict, scenery, dates, published, number))
    return tuple(mentions), scenery, dates


def _day_ahead(token: Token, dates: Sequence[DateMention]) -> DateMention | None:
    """Return the day of "flies to Oslo on Friday" and "a summit opens on Friday"."""
    verb = token if token.pos_ == "VERB" else token.head
    if verb.tag_ not in {"VBZ", "VBP"} or is_class(verb, "report_verb"):
        return None
    return next(
        (
            d
            for d in dates
            if d.is_ahead and d.kind != "until" and governing_verb(token.doc[d.token]).i == verb.i
        ),
        None,
    )


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
        and not (date_.is_said or rule.startswith("reported"))
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
    if trigger.role == "toll" and not is_class(token.head, "report_verb"):
        doers = tuple(word for word in doers if word.lower_ != "it")  # the quake told before
    place = scenery.own(token, trigger.event_type, trigger.sub_event_type)
    if place is not None and (_is_only_feared_there(token, trigger, place) or is_street(place)):
        place = None  # "on Grey Avenue": in the town that the text is about
    place, days = placed_by_day(token, place, scenery.in_sentence(token), dates)
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
        days=days,
        is_sum=any(
            child.lower_ == "since" for word in token.children for child in (word, *word.children)
        ),
    )


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
    """Tell "began on Friday in Sousse, where a man shot 13", "hurt on Monday when a bus fell"."""
    words = {child.lower_ for child in clause.children}
    place = clause.head
    verb = place.head.head
    is_located = place.dep_ == "pobj" and (verb.lemma_ == "be" or is_class(verb, "begin_verb"))
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
    is_of = token.dep_ == "pobj" and token.head.lower_ == "of"
    if is_of and token.head.head.lower_ in {"year", "day", "eve", "decade"}:
        return True  # "born in the year of the great fire"
    for above in (token, *token.ancestors):
        if above.dep_ == "pobj" and (above.head.lower_ == "since" or _is_into(above.head)):
            return True
        marks = {child.lower_ for child in above.children if child.dep_ == "mark"}
        if above.dep_ in {"advcl", "pcomp"} and "since" in marks:
            return True
    return False


def _is_into(preposition: Token) -> bool:
    """Tell "took the town four weeks into an offensive"."""
    is_span = preposition.i > 0 and preposition.nbor(-1).ent_type_ == "DATE"
    return preposition.lower_ == "into" and is_span


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
