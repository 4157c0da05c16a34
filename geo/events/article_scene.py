"""The town or division that an article as a whole is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import inf

from geo.events.elsewhere import is_end_of_route, is_of_speaker, is_origin, qualifies_person
from geo.events.happenings import Happening
from geo.events.headlines import is_titled
from geo.events.jurisdictions import town_of_officers
from geo.events.scenes import Scenery
from geo.events.sites import Attachment, Site, contains, is_country, is_narrow, place_of
from geo.language import Doc

__all__ = ["article_scene"]

# A place in the headline counts like so many in the text.
_TITLE_WEIGHT = 3
# A town named so often can be where local news is from.
_OFTEN = 2


def article_scene(
    doc: Doc, scenery: Scenery, title: str, happenings: Sequence[Happening]
) -> Attachment | None:
    """
    Find the town or division that an article is about.

    Parameters
    ----------
    doc
        The parsed article.
    scenery
        Its places.
    title
        Its headline.
    happenings
        All of it, placed as far as their own clauses do.

    Returns
    -------
    scene
        The town of the headline, of most events or of the dateline; None when there is no such.
    """
    site = _Search(doc, scenery, title, happenings).site()
    return Attachment((site,), inf, "the scene of the article") if site is not None else None


class _Search:
    """Looks for the scene of one article."""

    def __init__(
        self, doc: Doc, scenery: Scenery, title: str, happenings: Sequence[Happening]
    ) -> None:
        self.doc = doc
        self.scenery = scenery
        self.title = title
        self.happenings = happenings

    def site(self) -> Site | None:
        """Return the town or division that the article is about, if there is one."""
        heading = self._heading()
        headline = self._headline() if heading is None else heading
        if headline is not None:
            return headline
        placed = [
            mention.place.sites[0]
            for happening in self.happenings
            if not happening.is_past
            for mention in happening.all_mentions
            if mention.place and mention.place.sites and not mention.place.is_goal
        ]
        goals = {
            site.head
            for happening in self.happenings
            for mention in happening.all_mentions
            if mention.place and mention.place.is_goal
            for site in mention.place.sites
        }
        held = [place_of(site) for site in placed if not is_country(site)]
        # A country says nothing beside a town in it.
        placed = [
            site
            for site in placed
            if not (is_country(site) and any(contains(place_of(site), place) for place in held))
        ]
        # What was seized, police elsewhere may tell of.
        is_told = placed or all(happening.code[1] == "seizure" for happening in self.happenings)
        officers = None if is_told else town_of_officers(self.doc, self.scenery.sites)
        if officers is not None:
            return officers
        sites = placed or [
            site
            for site in self.scenery.sites
            if site.resolution.place is not None
            and site.head not in goals
            and site.relation is None
            and not is_of_speaker(self.doc[site.head])
            and not is_origin(self.doc[site.head])
            # The town of "a Paris man" may be the scene, his state says nothing.
            and (self._is_narrow(site) or not qualifies_person(self.doc[site.head]))
            and not is_end_of_route(self.doc[site.head])
        ]
        counts: Counter[str] = Counter()
        for site in sites:
            in_title = site.resolution.toponym.name in self.title
            counts[place_of(site).place_id] += _TITLE_WEIGHT if in_title else 1
        for place_id, number in counts.most_common(1):
            site = next(s for s in sites if place_of(s).place_id == place_id)
            if number * 2 >= sum(counts.values()) and not is_country(site):
                return site
        return self._dateline() or (None if placed else self._home_of_people())

    def _home_of_people(self) -> Site | None:
        """Return the town that those hurt are from when a text names hardly any other."""
        towns = [
            site
            for site in self.scenery.sites
            if site.relation is None
            and site.resolution.place is not None
            and place_of(site).feature_class == "P"
            and not is_of_speaker(self.doc[site.head])
        ]
        counts = Counter(place_of(site).place_id for site in towns)
        home, number = next(iter(counts.most_common(1)), ("", 0))
        if number < _OFTEN or number * 2 < len(towns):
            return None
        return next(site for site in towns if place_of(site).place_id == home)

    def _headline(self) -> Site | None:
        """Return the only town or county that the headline names."""
        sites = [site for site in self.scenery.sites if self._is_narrow(site)]
        named = [s for s in sites if is_titled(self.title, s.resolution.toponym.name)]
        return named[0] if len({place_of(site).place_id for site in named}) == 1 else None

    def _heading(self) -> Site | None:
        """Return the place that heads an item of a round-up."""
        if not self.scenery.is_item:
            return None
        written = [s for s in self.scenery.sites if self.scenery.is_dateline(s)]
        return next((site for site in written if site.resolution.place is not None), None)

    def _dateline(self) -> Site | None:
        """Return the town of a dateline when the article stays in its region: local news."""
        written = [s for s in self.scenery.sites if self.scenery.is_dateline(s)]
        towns = [site for site in written if self._is_narrow(site)]
        if not towns:
            return None
        home = place_of(towns[0])
        rest = [s for s in self.scenery.sites if s not in written and s.resolution.place]
        told = [s for s in rest if not is_of_speaker(self.doc[s.head])]
        if any(place_of(site).place_id == home.place_id for site in told):
            return towns[0]
        others = [(place_of(site).country_code, place_of(site).admin1_code) for site in rest]
        near = [codes for codes in others if codes == (home.country_code, home.admin1_code)]
        return towns[0] if len(near) * 2 >= len(others) else None

    @staticmethod
    def _is_narrow(site: Site) -> bool:
        if site.resolution.place is None or site.relation is not None:
            return False
        return is_narrow(place_of(site))
