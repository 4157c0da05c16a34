"""Where a happening went on whose own clause names no place: the scene of its story."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from math import inf

from geo.events.article_scene import article_scene
from geo.events.elsewhere import is_of_speaker
from geo.events.happenings import LEAD, Happening, are_one, has_toll, overlap
from geo.events.mentions import EventMention, is_of_day
from geo.events.narrowing import narrow_down
from geo.events.nations import Nations
from geo.events.scenes import Scenery
from geo.events.sites import Attachment, Site, is_country, place_of
from geo.events.telling import is_carried_out, is_running_total
from geo.grammar.clauses import is_class
from geo.language import Doc, Token
from geo.model import Relation, Span

__all__ = ["settle_places"]

# Sentences for which a scene goes on.
_SCENE = 3
# Rebels fight in one town, and sign in another, where leaders meet.
_TALKS = frozenset({"visit", "agreement"})
# Such things so long before the news are recalled from anywhere.
_YEAR = timedelta(days=365)
_FAR_AFIELD = frozenset({"hazard", "battle", "air_strike", "drone_strike", "shelling"})
# Of these, "the blaze on Tuesday night" is told although it is spoken of as known.
_NEWS = frozenset({"hazard", "accident", "explosion", "civilian_violence"})
_LOCAL = frozenset({"in", "at", "near", "around", "outside", "inside", "on", "into"})


def settle_places(
    doc: Doc, scenery: Scenery, title: str, happenings: Sequence[Happening]
) -> list[Happening]:
    """
    Give each happening without a place the scene that it goes on in.

    Parameters
    ----------
    doc
        The parsed article.
    scenery
        Its places.
    title
        Its headline: a place named there is likely the scene.
    happenings
        In text order; changed in place.

    Returns
    -------
    happenings
        Those that turn out to be one put together.
    """
    scenes = _Scenes(doc, scenery, title, happenings)
    scenes.settle()
    for happening in happenings:
        narrow_down(doc, scenery, happening, happenings)
    return _joined(happenings)


def _joined(happenings: Sequence[Happening]) -> list[Happening]:
    kept: list[Happening] = []
    for happening in happenings:
        earlier = next((h for h in reversed(kept) if are_one(h, happening)), None)
        if earlier is None:
            kept.append(happening)
            continue
        earlier.mentions += happening.mentions
        earlier.manner += happening.manner
    return kept


class _Scenes:
    """The scenes of one article."""

    def __init__(
        self, doc: Doc, scenery: Scenery, title: str, happenings: Sequence[Happening]
    ) -> None:
        self.doc = doc
        self.scenery = scenery
        self.title = title
        self.happenings = happenings
        self.nations = Nations(doc, scenery.resolutions)

    def settle(self) -> None:
        """Give each happening without a place the scene that it goes on in."""
        whole = article_scene(self.doc, self.scenery, self.title, self.happenings)
        for happening in self.happenings:
            scene = None if self._is_later(whole, happening) else whole
            if happening.place is not None and happening.sites:
                happening.place_rule = happening.place.rule
                continue
            if is_running_total(self.doc, happening) or self._is_of_other_years(happening):
                continue
            if happening.is_past and happening.place is None:
                continue  # what is recalled may have been anywhere
            before = self._scene_before(happening.mentions[0]) or self._beside(happening)
            if before is None and happening.place is None:
                before = self._in_sentence(happening)
            if happening.place is not None and not happening.place.is_vague:
                self._settle_around(happening, before or scene)
            elif self.nations.are_elsewhere(happening, before or scene):
                self._settle_at_home(happening)
            elif before is not None and self._is_of_now(happening):
                happening.place = replace(before, sites=before.sites[:1])
                happening.place_rule = f"the scene of the text so far: {_name(before)}"
            elif scene is not None and self._may_take_scene(happening):
                happening.place = replace(scene, sites=scene.sites[:1])
                happening.place_rule = f"the scene of the article: {_name(scene)}"

    def _is_later(self, scene: Attachment | None, happening: Happening) -> bool:
        """Tell a town that the text only comes to later: "In Mali, troops entered Diabaly"."""
        if scene is None:
            return False
        place_id = place_of(scene.sites[0]).place_id
        towns = [s for s in self.scenery.sites if s.resolution.place is not None]
        first = next(s for s in towns if place_of(s).place_id == place_id)
        opening = self.doc[first.first].sent[0]
        is_shift = opening.lower_ in _LOCAL and opening.i > happening.last.trigger.index
        return is_shift and opening.i + 1 in self.scenery.tokens

    def _is_of_other_years(self, happening: Happening) -> bool:
        """Tell a disaster or act of war recalled: "the eruption of 1883 killed thousands"."""
        if happening.best.year:
            return True
        news = self.happenings[0].best.when.start
        ends = [m.when.end or m.when.start for m in happening.dated]
        latest = max((end for end in ends if end is not None), default=None)
        if news is None or latest is None or _FAR_AFIELD.isdisjoint(happening.code):
            return False
        return happening.place is None and news - latest > _YEAR

    def _settle_around(self, happening: Happening, scene: Attachment | None) -> None:
        """Put an event in a village that the gazetteer lacks around the scene or in its country."""
        if (own := happening.place) is None or own.unknown is None:
            return
        nation = self.nations.of_name(own.unknown)
        if scene is None or not self._may_lie_around(happening, scene.sites[0], nation):
            home = None if happening.is_past else self.nations.country(nation, self.scenery.sites)
            if home is not None:
                happening.place = replace(own, sites=(home,))
                happening.place_rule = f"{own.rule}; somewhere in {_name(happening.place)}"
            return
        site, name = scene.sites[0], own.unknown.name
        if place_of(site).feature_class == "P":
            around, span = f"{name} [{_name(scene)}]", Span(own.unknown.start, own.unknown.end)
            site = replace(site, relation=Relation("within", around, span))
        happening.place = replace(own, sites=(site,))
        happening.place_rule = f"{own.rule}; around {_name(scene)}"

    def _may_lie_around(self, happening: Happening, site: Site, nation: Collection[str]) -> bool:
        """Tell a village of the scene from one abroad, or of an attack of last year, recalled."""
        if nation and place_of(site).country_code not in nation:
            return False
        if self._is_written_afar(happening, site):
            return False
        return not happening.dated or self._is_then(happening, site)

    def _is_written_afar(self, happening: Happening, site: Site) -> bool:
        """Tell the capital where news of a village was written: no village is a quarter of it."""
        own = happening.place
        if own is None or own.unknown is None or place_of(site).feature_code != "PPLC":
            return False
        noun = self.nations.noun_of(own.unknown)
        is_village = noun is not None and is_class(noun, "anaphor_town")
        return is_village and self.scenery.is_dateline(site)

    def _settle_at_home(self, happening: Happening) -> None:
        """Put "protests by Turks" in Turkey, if the text names it."""
        home = self.nations.home(happening, self.scenery.sites)
        if home is not None:
            happening.place = Attachment((home,), inf, "the country of those who act")
            happening.place_rule = happening.place.rule

    def _is_then(self, happening: Happening, site: Site) -> bool:
        """Tell whether something else is told of a place on the day of an event."""
        return any(
            overlap(mine.when, theirs.when)
            for other in self.happenings
            if any(place_of(s).place_id == place_of(site).place_id for s in other.sites)
            for theirs in other.dated
            for mine in happening.dated
        )

    def _scene_before(self, mention: EventMention) -> Attachment | None:
        """Return the place last told or named before a mention, if it is near."""
        if mention.code[1] in _TALKS:
            return None
        told = [
            (other, other.place, happening)
            for happening in self.happenings
            for other in happening.all_mentions
            if other.place is not None
            and other.place.sites
            and 0 <= mention.number - other.number <= _SCENE
            and other.trigger.index < mention.trigger.index
        ]
        named = self._named_before(mention)
        if any(named in place.sites for other, place, _ in told if other.code[1] in _TALKS):
            named = None
        told = [item for item in told if item[0].code[1] not in _TALKS]
        for other, place, happening in sorted(told, key=lambda item: -item[0].trigger.index):
            is_list = len(place.sites) > 1 and other.number != mention.number
            is_rough = place.is_vague and happening.code[0] != mention.code[0]
            if is_country(place.sites[0]) or is_list or is_rough or place.is_goal:
                continue
            is_vague = place.is_vague or named in place.sites
            if named is not None and named.first > other.trigger.index and not is_vague:
                break
            same_time = any(overlap(mention.when, m.when) for m in happening.dated)
            return place if same_time or not happening.is_past else None
        return Attachment((named,), inf, "named before it") if named is not None else None

    def _beside(self, happening: Happening) -> Attachment | None:
        """Return where the cause is: "fires in the southeast drove people from their homes"."""
        if happening.code[0] != "displacement":
            return None
        sentences = {m.sentence for m in happening.mentions}
        return next(
            (
                m.place
                for other in self.happenings
                for m in other.mentions
                if other is not happening
                and other.code[0] == "hazard"
                and m.sentence in sentences
                and m.place is not None
                and m.place.sites
            ),
            None,
        )

    def _in_sentence(self, happening: Happening) -> Attachment | None:
        """Return the country of "rebels blew up a track and seized a train in northern Mali"."""
        first = happening.mentions[0]
        return next(
            (
                mention.place
                for other in self.happenings
                for mention in other.mentions
                if mention.sentence == first.sentence
                and mention.place is not None
                and mention.place.sites
                and not mention.place.is_goal
                and set(first.agents) & set(mention.agents)
            ),
            None,
        )

    def _named_before(self, mention: EventMention) -> Site | None:
        """Return the town last named as a location in this sentence or the one before."""
        token = self.doc[mention.trigger.index]
        first = token.sent.start
        previous = self.doc[first - 1].sent.start if first else 0
        for site in reversed(self.scenery.sites):
            head = self.doc[site.head]
            is_near = previous <= site.first < token.i and self._is_of_story(site)
            if not is_near or not self._is_location(site, head):
                continue
            if mention.code[1] == "arrest" and is_class(head.head.head, "crime"):
                continue  # "a suspect in a theft near X was arrested", elsewhere
            return site
        return None

    def _is_of_story(self, site: Site) -> bool:
        """Tell a place in a country where something is told from where ministers met."""
        told = {
            place_of(happening.sites[0]).country_code
            for happening in self.happenings
            if happening.sites
        }
        place = site.resolution.place
        return place is not None and (not told or place.country_code in told)

    def _is_location(self, site: Site, head: Token) -> bool:
        is_plain = site.relation is None and site.resolution.toponym.role == "place"
        is_town = is_plain and place_of(site).feature_class == "P"
        is_aside = any(head.conjuncts) or any(word.dep_ == "relcl" for word in head.ancestors)
        if not is_town or head.dep_ != "pobj" or is_of_speaker(head) or is_aside:
            return False
        preposition = head.head
        if preposition.lower_ == "of":
            return is_class(preposition.head, "anaphor_town")
        # "20 km west of X", "north in X", "was heard in X"
        is_elsewhere = any(
            is_class(preposition.head, name) for name in ("compass", "perceive_verb")
        )
        return preposition.lower_ in _LOCAL and not is_elsewhere

    def _is_of_now(self, happening: Happening) -> bool:
        """Tell an event of the scene from the sum of a campaign: "displaced since May"."""
        if is_of_day(self.doc[happening.best.trigger.index]):
            return True
        words = {word for m in happening.mentions for word in m.when.text.lower().split()}
        return "since" not in words and not any(m.is_sum for m in happening.mentions)

    def _may_take_scene(self, happening: Happening) -> bool:
        """Tell news without a place from what is said of the world at large."""
        first, best = happening.mentions[0], happening.best
        is_done = is_carried_out(self.doc, best)
        is_dated = any(m.trigger.role != "join" for m in happening.dated)
        is_news = is_dated or has_toll(happening) or is_done
        is_late = best.trigger.is_definite and first.number >= LEAD and not is_done
        if (is_late and not (is_news and best.code[0] in _NEWS)) or not self._is_of_now(happening):
            return False
        return first.number < LEAD or is_news


def _name(attachment: Attachment) -> str:
    return attachment.sites[0].resolution.toponym.name
