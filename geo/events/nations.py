"""Whose people or police act, when the text names them and not their country."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from geo.events.called_places import noun_of
from geo.events.happenings import Happening
from geo.events.mentions import EventMention
from geo.events.sites import Attachment, Site, is_country, place_of
from geo.language import Doc, Token
from geo.model import Resolution, Toponym

__all__ = ["Nations"]

# What people and their police do at home; soldiers fight abroad.
_COUP = "other"
# Words from whose village it is to that word: "a Nigerian border town".
_CALLED_WORDS = 4
_AT_HOME = frozenset({"arrest", "curfew", _COUP})


class Nations:
    """
    The demonyms of one article.

    Parameters
    ----------
    doc
        The parsed article.
    resolutions
        Of all its toponyms.
    """

    def __init__(self, doc: Doc, resolutions: Sequence[Resolution]) -> None:
        self.doc = doc
        self._codes: dict[int, frozenset[str]] = {}
        self._people: list[Resolution] = []
        for resolution in resolutions:
            if resolution.toponym.role == "demonym":
                codes = frozenset(c.place.country_code for c in resolution.candidates)
                start, end = resolution.toponym.start, resolution.toponym.end
                span = doc.char_span(start, end, alignment_mode="expand")
                self._codes |= {token.i: codes for token in span or ()}
                self._people.append(resolution)
        self._told = frozenset(
            r.place.country_code
            for r in resolutions
            if r.place is not None and r.place.country_code
        )

    def are_elsewhere(self, happening: Happening, scene: Attachment | None) -> bool:
        """
        Tell whether a scene lies in another country than that of those who act.

        Parameters
        ----------
        happening
            What the text puts nowhere.
        scene
            What it would take over.

        Returns
        -------
        are_elsewhere
            True for "protests by Turks" and "French police arrested two men" in an
            article on Aleppo, but not for what people of Aleppo's country suffer
            or for what soldiers do, who fight abroad.
        """
        codes = self._codes_of(happening)
        if scene is None or not codes:
            return False
        return place_of(scene.sites[0]).country_code not in codes

    def home(self, happening: Happening, sites: Iterable[Site]) -> Site | None:
        """Return the country of those who act if the article names it."""
        codes = self._codes_of(happening)
        return next(
            (
                site
                for site in sites
                if site.resolution.place is not None
                and is_country(site)
                and place_of(site).country_code in codes
            ),
            None,
        )

    def noun_of(self, name: Toponym) -> Token | None:
        """Return what kind of place a name is said to be: "village"."""
        span = self.doc.char_span(name.start, name.end, alignment_mode="expand")
        return noun_of(span.root) if span is not None else None

    def of_name(self, name: Toponym) -> frozenset[str]:
        """
        Return whose village a name is said to be.

        Parameters
        ----------
        name
            "X" of "the Nigerian village of X" and of "X, a Nigerian town".

        Returns
        -------
        codes
            Of countries; empty where nothing says it.
        """
        noun = self.noun_of(name)
        if noun is None:
            return frozenset()
        told = (self._codes.get(i) for i in range(noun.i - _CALLED_WORDS, noun.i))
        return next((codes for codes in told if codes), frozenset())

    def country(self, codes: frozenset[str], sites: Iterable[Site]) -> Site | None:
        """
        Return the country that a name must lie in: said of it, or the only one of the article.

        Parameters
        ----------
        codes
            As `of_name` has them.
        sites
            Places of the article.

        Returns
        -------
        country
            None where the text does not tell it.
        """
        wanted = codes or (self._told if len(self._told) == 1 else frozenset())
        named = (
            site
            for site in sites
            if site.resolution.place is not None
            and is_country(site)
            and place_of(site).country_code in wanted
        )
        return next(named, None) or next(self._homes(wanted), None)

    def _homes(self, codes: frozenset[str]) -> Iterator[Site]:
        for people in self._people:
            places = [c.place for c in people.candidates if c.place.country_code in codes]
            span = self.doc.char_span(people.toponym.start, people.toponym.end)
            if places and span is not None:
                yield Site(replace(people, place=places[0]), span.start, span.root.i, span.end - 1)

    def _codes_of(self, happening: Happening) -> frozenset[str]:
        event_type, sub = happening.code
        if event_type != "protest" and sub not in _AT_HOME:
            return frozenset()
        told = {i for mention in happening.mentions for i in self._words(mention, sub)}
        return frozenset(code for i in told for code in self._codes.get(i, ()))

    def _words(self, mention: EventMention, sub: str) -> Iterable[int]:
        """Return the words that may say whose deed it is: of a coup, all of its sentence."""
        trigger = self.doc[mention.trigger.index]
        if sub == _COUP:
            return (word.i for word in trigger.sent)
        heads = (trigger, *(self.doc[i] for i in mention.agents))
        return (word.i for head in heads for word in (head, *head.children))
