"""Whose people or police act, when the text names them and not their country."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geo.events.happenings import Happening
from geo.events.mentions import EventMention
from geo.events.sites import Attachment, Site, is_country, place_of
from geo.language import Doc
from geo.model import Resolution

__all__ = ["Nations"]

# What people and their police do at home; soldiers fight abroad.
_COUP = "other"
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
        for resolution in resolutions:
            if resolution.toponym.role == "demonym":
                codes = frozenset(c.place.country_code for c in resolution.candidates)
                start, end = resolution.toponym.start, resolution.toponym.end
                span = doc.char_span(start, end, alignment_mode="expand")
                self._codes |= {token.i: codes for token in span or ()}

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
