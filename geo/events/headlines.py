"""The headline above a text, which only sums up what the text then tells."""

from __future__ import annotations

import re
from collections import Counter

from geo.events.happenings import LEAD, Happening, dates_agree, is_ahead
from geo.events.scenes import Scenery
from geo.events.sites import Attachment, finer_place, place_of
from geo.events.telling import is_another
from geo.grammar.clauses import word_class
from geo.language import Doc, Span

__all__ = ["headline_end", "headline_place", "is_titled", "running_headline", "sums_up"]

_MOST_WORDS = 16
# Headlines do without these.
_LEFT_OUT = frozenset({"a", "an", "the", "i", "he", "she", "we", "they", "it", "there"})
_PRESENT = frozenset({"VBZ", "VBP"})


def headline_end(text: str, title: str = "") -> int:
    r"""
    Return the character where a headline above the text ends.

    Parameters
    ----------
    text
        Of the article.
    title
        Its headline: many texts begin with it.

    Returns
    -------
    headline_end
        0 without a headline.

    Examples
    --------
    >>> headline_end("Bomb kills five\n\nA bomb killed five people on Sunday.")
    15
    >>> headline_end("A bomb killed five people on Sunday.")
    0
    """
    return max(_first_line(text), len(title) if title and text.startswith(title) else 0)


def running_headline(doc: Doc) -> str:
    """
    Return the headline that a text without a title begins with, in one line with it.

    Parameters
    ----------
    doc
        The parsed article.

    Returns
    -------
    headline
        The first sentence when it is short, leaves out its articles and tells
        in the present or by a participle: "Man, 34, struck by car." Empty
        otherwise.
    """
    first = next(doc.sents, doc[:0])
    words = [token for token in first if not token.is_punct]
    is_short = 1 < len(words) <= _MOST_WORDS and first.end < len(doc)
    is_sentence = first.text.endswith((".", "?", "!")) and "\n" not in first.text
    if not is_short or not is_sentence or any(token.lower_ in _LEFT_OUT for token in words):
        return ""
    return first.text if _tells_briefly(first) else ""


def sums_up(doc: Doc, headline: Happening, lead: Happening) -> bool:
    """
    Tell whether a headline is of the news that the text begins with.

    Parameters
    ----------
    doc
        The parsed article.
    headline, lead
        What each tells.

    Returns
    -------
    sums_up
        Also where the two name their place differently, after a quarter and
        after the town; False when the headline names several.
    """
    is_news = lead.mentions[0].number <= LEAD and lead.code == headline.code
    is_agreed = dates_agree(lead, headline) and is_ahead(lead) == is_ahead(headline)
    return is_news and is_agreed and len(headline.sites) <= 1 and not is_another(doc, lead)


def headline_place(headline: Happening, lead: Happening, scenery: Scenery) -> Attachment | None:
    """Return the paper's own town, which the text goes on naming, before a quarter of it."""
    named = Counter(
        site.resolution.place.place_id for site in scenery.sites if site.resolution.place
    )
    if any(named[place_of(site).place_id] > 1 for site in headline.sites):
        return headline.place
    return finer_place(lead.place, headline.place)


def _tells_briefly(sentence: Span) -> bool:
    """Tell "Rebels take town" and "Two held in slaying" from "Rebels took Aden on Sunday"."""
    root = sentence.root
    if root.pos_ not in {"VERB", "AUX"}:
        return True
    if any(child.dep_ in {"aux", "auxpass"} for child in root.children):
        return False
    if root.tag_ in _PRESENT:
        return True
    has_object = any(child.dep_ == "dobj" for child in root.children)
    return not has_object and not any(t.ent_type_ in {"DATE", "TIME"} for t in sentence)


def _first_line(text: str) -> int:
    """Return where a first line that is no sentence ends; 0 without one."""
    heading, _, rest = text.partition("\n")
    is_long = len(heading.split()) > _MOST_WORDS
    is_sentence = heading.rstrip().endswith((".", "!", "?", ":", ",", ";", '"', "”"))
    is_wrapped = rest[:1].isspace() and not rest.startswith("\n")
    return 0 if is_long or is_sentence or is_wrapped or not rest.strip() else len(heading)


def is_titled(title: str, name: str) -> bool:
    """
    Tell a place in the headline from where somebody is from.

    Parameters
    ----------
    title
        The headline.
    name
        Of the place.

    Returns
    -------
    is_titled
        True for Paris of "Blast in Paris", but not of "Paris man arrested".
    """
    found = re.search(rf"\b{re.escape(name)}\b(?P<after>.*)", title, re.IGNORECASE)
    if found is None:
        return False
    following = found["after"].split()[:1]
    return not any(word.strip(".,:").lower() in word_class("person") for word in following)
