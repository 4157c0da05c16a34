"""One event per happening: mentions of the same thing within an article put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import inf

from geo.clauses import agents, governor, head_of, is_class
from geo.event_mentions import EventMention
from geo.language import Doc, Token
from geo.links import (
    are_alike,
    are_distinct,
    are_kin,
    causes,
    family,
    is_toll_of,
    link,
    may_be_one,
    may_be_part,
)
from geo.model import When
from geo.paths import is_of_speaker
from geo.scenes import Scenery
from geo.sites import (
    Attachment,
    Site,
    finer_place,
    is_country,
    is_same_place,
    place_of,
    places_agree,
)

__all__ = ["Happening", "find_happenings"]

# Sentences after which "the attack" and a scene still go on.
_NEAR = 4
_SCENE = 3
_TELLING_VERBS = ("happen", "hit_verb", "light_verb", "fire_verb", "witness_verb")
# Sentences at the head of an article that tell its news.
_LEAD = 3
_LOCAL = frozenset({"in", "at", "near", "around", "outside", "inside", "on", "into"})
# "The attack" told with a day that is one off is still that attack.
_SLACK = timedelta(days=1)
_FAR_OFF = timedelta(days=31)
# A place in the headline counts like so many in the text.
_TITLE_WEIGHT = 3
# Beyond this, the place beside "the attack" may be that of somebody who speaks of it.
_FIRM = 2.5
# A place this near stands in the event's own phrase.
_CLOSE = 1.0
# What a sentence that adds up several happenings begins with.
_TOTALS = ("in all", "in total", "altogether", "overall", "all told", "at least")
_PRONOUNS = frozenset({"they", "he", "she"})
# Days that make an event told in passing one of the past, and words that do.
_PAST_DAYS = 7
_LOOKS_BACK = frozenset({"after", "since", "before", "following"})


@dataclass(slots=True)
class Happening:
    """
    One thing that happened, with all that the article says of it.

    Attributes
    ----------
    mentions
        In text order.
    manner
        Mentions that only tell how it went; they do not decide its code.
    place
        Where; None until known.
    place_rule
        How it was found.
    is_past
        Recalled in passing, from days before the news.
    """

    mentions: list[EventMention]
    manner: list[EventMention] = field(default_factory=list)
    place: Attachment | None = None
    place_rule: str = ""
    is_past: bool = False

    @property
    def all_mentions(self) -> list[EventMention]:
        """Those that decide the code, and the others."""
        return sorted([*self.mentions, *self.manner], key=lambda m: m.trigger.index)

    @property
    def best(self) -> EventMention:
        """The mention whose code stands: the most telling word, then the first."""
        return max(self.mentions, key=lambda m: (_weight(m), -m.trigger.index))

    @property
    def code(self) -> tuple[str, str]:
        """Type and sub-type."""
        return self.best.code

    @property
    def sites(self) -> tuple[Site, ...]:
        """Its places."""
        return self.place.sites if self.place else ()

    @property
    def dated(self) -> list[EventMention]:
        """The mentions whose sentence dates them."""
        return [m for m in self.mentions if m.has_own_date]

    @property
    def last(self) -> EventMention:
        """The mention that stands last."""
        return self.all_mentions[-1]


def _weight(mention: EventMention) -> tuple[int, int, int]:
    role = {"found": 2, "toll": 1, "join": 0}[mention.trigger.role]
    # Of an office seized and its people shot, the shooting gives the code.
    return (role, mention.trigger.rank, int(mention.code[0] not in {"strategic", "aid"}))


def find_happenings(
    doc: Doc, mentions: Sequence[EventMention], scenery: Scenery, title: str = ""
) -> tuple[Happening, ...]:
    """
    Put the mentions of an article together.

    Parameters
    ----------
    doc
        The parsed article.
    mentions
        In text order.
    scenery
        Its places.
    title
        Its headline: a place named there is likely the scene.

    Returns
    -------
    happenings
        In order of their first mention; `place` is None where the text puts
        one nowhere.
    """
    story = _Story(doc, scenery, title)
    for group in _clauses(doc, mentions):
        story.add(group)
    story.settle_places()
    story.join_again()
    return tuple(story.happenings)


def _clauses(doc: Doc, mentions: Sequence[EventMention]) -> list[Happening]:
    """Put together what the parse of one sentence ties."""
    groups: list[Happening] = []
    for mention in mentions:
        for group in reversed(groups):
            tie = _tie(doc, mention, group)
            if tie == "effect":
                group.manner += group.mentions
                group.mentions = []
            if tie:
                _join(group, mention, is_manner=tie == "how")
                break
        else:
            groups.append(Happening([mention], place=mention.place))
    return groups


def _tie(doc: Doc, mention: EventMention, group: Happening) -> str:
    for other in group.all_mentions:
        if other.sentence != mention.sentence:
            return ""
        if causes(doc[other.trigger.index], doc[mention.trigger.index]):
            return "effect"
        tie = link(doc[mention.trigger.index], doc[other.trigger.index])
        if not tie or not places_agree(mention.place, group.place):
            continue
        if may_be_one(mention, other) and not (tie == "same" and _is_distinct(mention, group)):
            is_toll = "toll" in {mention.trigger.role, other.trigger.role}
            return "same" if is_toll else tie
        if may_be_part(mention, other):
            return "how"
    return "same" if any(is_toll_of(doc, mention, other) for other in group.mentions) else ""


def _is_distinct(mention: EventMention, group: Happening) -> bool:
    return any(are_distinct(mention, other) for other in group.mentions)


def _join(happening: Happening, mention: EventMention, *, is_manner: bool = False) -> None:
    (happening.manner if is_manner else happening.mentions).append(mention)
    if not mention.trigger.is_definite or mention.place is None or mention.place.cost <= _FIRM:
        happening.place = finer_place(happening.place, mention.place)


class _Story:
    """Builds happenings clause by clause."""

    def __init__(self, doc: Doc, scenery: Scenery, title: str) -> None:
        self.title = title
        self.doc = doc
        self.scenery = scenery
        self.happenings: list[Happening] = []

    def add(self, group: Happening) -> None:
        """Join a clause to the happening it speaks of, or begin a new one."""
        target = self._same(group)
        if target is not None:
            for mention in group.mentions:
                _join(target, mention)
            for mention in group.manner:
                _join(target, mention, is_manner=True)
        elif self._founds(group):
            self.happenings.append(group)
            group.is_past = self._is_past(group)

    def _founds(self, group: Happening) -> bool:
        """Tell whether a clause tells an event that was not told before."""
        best = group.best
        if best.trigger.role == "join" or _is_equipment(self.doc, best):
            return False
        if best.trigger.role == "toll":
            is_done = bool(best.agents) and head_of(self.doc[best.trigger.index]) != "die"
            return is_done or self._is_reported_toll(group)
        if _is_aside(self.doc, best) or _is_recalled(group) or _is_long_ago(self.doc, best):
            return False
        return not best.trigger.is_noun or group.place is not None or _is_told(self.doc, group)

    def _is_reported_toll(self, group: Happening) -> bool:
        """Tell "was killed on Sunday in Aden" from a death in the family."""
        verbs = {head_of(self.doc[m.trigger.index]) for m in group.mentions}
        return "kill" in verbs and group.place is not None and bool(group.dated)

    def _same(self, group: Happening) -> Happening | None:
        """Find the happening that a clause speaks of."""
        if any(mention.trigger.is_fresh for mention in group.mentions):
            return None
        fitting = [h for h in self.happenings if self._fits(group, h)]
        if not fitting:
            return self._continued(group)
        if self._is_total(group):
            return fitting[0]
        return max(fitting, key=lambda h: self._closeness(group, h))

    def _is_total(self, group: Happening) -> bool:
        first = self.doc[group.mentions[0].sentence].sent.text.lower().lstrip()
        return first.startswith(_TOTALS[:-1])

    def _fits(self, group: Happening, happening: Happening) -> bool:
        if not any(may_be_one(a, b) for a in group.mentions for b in happening.mentions):
            return False
        trigger = group.best.trigger
        place = _firm_place(group)
        slack = _SLACK if trigger.is_definite else timedelta()
        is_there = trigger.is_definite and is_same_place(place, happening.place)
        if not is_there and not _dates_agree(group, happening, slack):
            return False
        if not places_agree(place, happening.place):
            return False
        if trigger.role != "found":
            is_near = self._is_near(group, happening) and not _is_ahead(happening)
            is_bare = group.place is None or (trigger.role == "toll" and bool(happening.sites))
            return trigger.is_definite or (is_near and is_bare)
        if not _same_kind(group, happening, is_definite=trigger.is_definite):
            return False
        return trigger.is_definite or self._is_told_again(group, happening)

    def _is_told_again(self, group: Happening, happening: Happening) -> bool:
        """Tell a second telling of an event from another event of its kind."""
        if _is_ahead(group) != _is_ahead(happening):
            return False
        if group.place is None:
            return self._is_near(group, happening) or self._share_names(group, happening)
        return is_same_place(group.place, happening.place) or _is_restated(group, happening)

    def _share_names(self, group: Happening, happening: Happening) -> bool:
        """Tell whether somebody named has a part in both."""
        one, other = (
            {
                self.doc[i].lower_
                for mention in side.all_mentions
                for i in (*mention.agents, *mention.patients)
                if self.doc[i].ent_type_ == "PERSON"
            }
            for side in (group, happening)
        )
        return bool(one & other)

    def _is_near(self, group: Happening, happening: Happening) -> bool:
        return group.mentions[0].number - happening.last.number <= _NEAR

    def _closeness(self, group: Happening, happening: Happening) -> tuple[int, int, int, int]:
        return (
            int(is_same_place(group.place, happening.place)),
            int(not happening.is_past),
            int(any(are_alike(group.best, mention) for mention in happening.mentions)),
            happening.last.trigger.index,
        )

    def _is_past(self, happening: Happening) -> bool:
        """Tell an event recalled in passing from the news."""
        told = [m.when for m in happening.dated if m.when.start is not None]
        if not told or happening is self.happenings[0]:
            return False
        news = [m.when.start for m in self.happenings[0].dated if m.when.start]
        first = min(news) if news else self.happenings[0].best.when.start
        latest = max(when.end or when.start or date.min for when in told)
        if first is None:
            return False
        # "The blast came two days after gunmen killed six" looks back.
        looks_back = any(_LOOKS_BACK & set(when.text.lower().split()) for when in told)
        return (first - latest).days >= (1 if looks_back else _PAST_DAYS)

    def _continued(self, group: Happening) -> Happening | None:
        """Return the happening of the sentence before when "they" go on with it."""
        first = group.mentions[0]
        if group.place is not None or first.code[0] not in {"civilian_violence", "strategic"}:
            return None
        if not first.agents:
            return None
        agent = self.doc[first.agents[0]]
        if agent.lower_ not in _PRONOUNS and not is_class(agent, "perpetrator"):
            return None
        for happening in reversed(self.happenings):
            is_violence = any(family(mention) == "violence" for mention in happening.mentions)
            if is_violence and first.number - happening.last.number <= 1:
                return happening
        return None

    # Places -----------------------------------------------------------------

    def settle_places(self) -> None:
        """Give each happening without a place the scene that it goes on in."""
        scene = self._article_scene()
        for happening in self.happenings:
            if happening.place is not None and happening.sites:
                happening.place_rule = happening.place.rule
                continue
            if happening.place is not None and not happening.place.is_vague:
                continue  # its own place has a name, but not one that is known
            before = self._scene_before(happening.mentions[0])
            if before is not None and self._is_of_now(happening):
                happening.place = replace(before, sites=before.sites[:1])
                happening.place_rule = f"the scene of the text so far: {_name(before)}"
            elif scene is not None and self._may_take_scene(happening):
                happening.place = replace(scene, sites=scene.sites[:1])
                happening.place_rule = f"the scene of the article: {_name(scene)}"

    def join_again(self) -> None:
        """Put together what turned out to be one once the places were known."""
        kept: list[Happening] = []
        for happening in self.happenings:
            earlier = next((h for h in reversed(kept) if _are_one(h, happening)), None)
            if earlier is None:
                kept.append(happening)
                continue
            earlier.mentions += happening.mentions
            earlier.manner += happening.manner
        self.happenings = kept

    def _scene_before(self, mention: EventMention) -> Attachment | None:
        """Return the place last told or named before a mention, if it is near."""
        told = [
            (other.trigger.index, other.place, happening)
            for happening in self.happenings
            for other in happening.all_mentions
            if other.place is not None
            and other.place.sites
            and 0 <= mention.number - other.number <= _SCENE
            and other.trigger.index < mention.trigger.index
        ]
        named = self._named_before(mention)
        for index, place, happening in sorted(told, key=lambda item: -item[0]):
            if is_country(place.sites[0]):
                continue
            if named is not None and named.first > index and not place.is_vague:
                break
            same_time = any(_overlap(mention.when, m.when, timedelta()) for m in happening.dated)
            return place if same_time or not happening.is_past else None
        return Attachment((named,), inf, "named before it") if named is not None else None

    def _named_before(self, mention: EventMention) -> Site | None:
        """Return the town last named as a location in this sentence or the one before."""
        token = self.doc[mention.trigger.index]
        first = token.sent.start
        previous = self.doc[first - 1].sent.start if first else 0
        for site in reversed(self.scenery.sites):
            head = self.doc[site.head]
            is_near = previous <= site.first < token.i and site.resolution.place is not None
            if is_near and self._is_location(site, head):
                return site
        return None

    def _is_location(self, site: Site, head: Token) -> bool:
        is_plain = site.relation is None and site.resolution.toponym.role == "place"
        is_town = is_plain and place_of(site).feature_class == "P"
        if not is_town or head.dep_ != "pobj" or is_of_speaker(head):
            return False
        preposition = head.head
        if preposition.lower_ == "of":
            return is_class(preposition.head, "anaphor_town")
        is_reference = is_class(preposition.head, "compass")  # "20 km west of X", "north in X"
        return preposition.lower_ in _LOCAL and not is_reference

    @staticmethod
    def _is_of_now(happening: Happening) -> bool:
        """Tell an event of the scene from the sum of a campaign: "displaced since May"."""
        words = {word for m in happening.mentions for word in m.when.text.lower().split()}
        return "since" not in words and not any(m.is_sum for m in happening.mentions)

    def _may_take_scene(self, happening: Happening) -> bool:
        """Tell news without a place from what is said of the world at large."""
        first = happening.mentions[0]
        is_known = happening.best.trigger.is_definite and first.number >= _LEAD
        if is_known or not self._is_of_now(happening):
            return False
        return first.number < _LEAD or bool(happening.dated) or _has_toll(happening)

    def _article_scene(self) -> Attachment | None:
        """Return the town or division that the article is about, if there is one."""
        placed = [
            mention.place.sites[0]
            for happening in self.happenings
            if not happening.is_past
            for mention in happening.all_mentions
            if mention.place and mention.place.sites
        ]
        sites = placed or [
            site
            for site in self.scenery.sites
            if site.resolution.place is not None
            and site.relation is None
            and not is_of_speaker(self.doc[site.head])
        ]
        counts: Counter[str] = Counter()
        for site in sites:
            in_title = site.resolution.toponym.name in self.title
            counts[place_of(site).place_id] += _TITLE_WEIGHT if in_title else 1
        for place_id, number in counts.most_common(1):
            site = next(s for s in sites if place_of(s).place_id == place_id)
            if number * 2 >= sum(counts.values()) and not is_country(site):
                return Attachment((site,), inf, "the scene of the article")
        return None


def _has_toll(happening: Happening) -> bool:
    return any(mention.trigger.role == "toll" for mention in happening.mentions)


def _are_one(one: Happening, other: Happening) -> bool:
    if _is_one_fight(one, other):
        return True
    if any(mention.trigger.is_fresh for mention in other.mentions):
        return False
    has_scene = "scene" in one.place_rule or "scene" in other.place_rule
    same = one.code == other.code and is_same_place(one.place, other.place)
    return has_scene and same and _dates_agree(one, other) and _is_ahead(one) == _is_ahead(other)


def _is_one_fight(one: Happening, other: Happening) -> bool:
    codes = {one.code[1], other.code[1]}
    if "advance" not in codes or not codes & {"armed_clash", "attack"}:
        return False
    near = other.mentions[0].number - one.last.number <= 1
    same = is_same_place(one.place, other.place) and _dates_agree(one, other)
    return near and same and _is_ahead(one) == _is_ahead(other)


def _is_equipment(doc: Doc, mention: EventMention) -> bool:
    """Tell "came with car bombs and pick-up trucks"."""
    token = doc[mention.trigger.index]
    is_with = token.dep_ == "pobj" and token.head.lower_ in {"with", "of", "like"}
    return is_with and mention.code[0] == "explosion" and mention.place is None


def _is_long_ago(doc: Doc, mention: EventMention) -> bool:
    """Tell "more than two years after the city fell"."""
    token = doc[mention.trigger.index]
    return not mention.has_own_date and any(
        child.dep_ == "npadvmod" and is_class(child, "long_time") for child in token.children
    )


def _is_recalled(group: Happening) -> bool:
    """Tell "the invasion sowed turmoil", well into a text that has not told of one."""
    best = group.best
    is_late = best.trigger.is_definite and best.number >= _LEAD
    return is_late and not group.dated and not _has_toll(group) and len(group.mentions) == 1


def _is_aside(doc: Doc, mention: EventMention) -> bool:
    """Tell "fighters taken hostage by rebels": a past that only describes somebody."""
    token = doc[mention.trigger.index]
    if token.dep_ != "acl" or token.tag_ != "VBN" or mention.has_own_date:
        return False
    if mention.code[0] == "strategic":
        return True  # "troops stationed in the valley"
    return mention.place is None or mention.place.cost > _CLOSE


def _is_told(doc: Doc, group: Happening) -> bool:
    """Tell whether a noun without a place of its own is told and not only spoken of."""
    if any(
        mention.trigger.role == "toll" or not mention.trigger.is_noun for mention in group.mentions
    ):
        return True
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


def _firm_place(group: Happening) -> Attachment | None:
    """Return the place of a clause; of "the attack" only one that stands right beside it."""
    place = group.place
    is_loose = place is not None and group.best.trigger.is_definite and place.cost > _FIRM
    return None if is_loose else place


def _same_kind(group: Happening, happening: Happening, *, is_definite: bool) -> bool:
    pairs = [(a, b) for a in group.mentions for b in happening.mentions]
    if any(a.code == b.code or (is_definite and are_kin(a, b)) for a, b in pairs):
        return True
    ranks = {happening.best.trigger.rank} | ({group.best.trigger.rank} if is_definite else set())
    return 1 in ranks


def _is_restated(group: Happening, happening: Happening) -> bool:
    """Tell "attacks on Sunday near the border" from those told later by the town's name."""
    days = {m.when.start for m in group.dated} & {m.when.start for m in happening.dated}
    return bool(days - {None})


def _is_ahead(happening: Happening) -> bool:
    return happening.best.verdict.status in {"planned", "hypothetical"}


def _name(attachment: Attachment) -> str:
    return attachment.sites[0].resolution.toponym.name


def _dates_agree(group: Happening, happening: Happening, slack: timedelta = timedelta()) -> bool:
    if not group.dated:
        return True
    if not happening.dated:
        # It goes on in the time of the story: what is dated far off is something else.
        return any(_overlap(a.when, happening.best.when, _FAR_OFF) for a in group.dated)
    return any(_overlap(a.when, b.when, slack) for a in group.dated for b in happening.dated)


def _overlap(one: When, other: When, slack: timedelta) -> bool:
    if one.start is None or other.start is None:
        return True
    one_end, other_end = one.end or one.start, other.end or other.start
    return one.start <= other_end + slack and other.start <= one_end + slack
