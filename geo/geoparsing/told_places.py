"""Names that the words beside them tell to be places', whatever the recognition weighs."""

from __future__ import annotations

from geo.articles.datelines import dateline_end
from geo.geoparsing.context import Mention, Reader
from geo.geoparsing.lexicon import ARTICLES, LOCATIVE, HeadNoun, head_nouns
from geo.geoparsing.wording import Word

__all__ = ["HEADED", "SAID_TO_BE", "is_explained", "is_headed", "is_in_dateline"]

# The rule of a name in "the village of X".
SAID_TO_BE = "said to be"
# The rule of a name in "X village".
HEADED = "before a head noun"
# "a remote, dusty desert town"
_MOST_EPITHETS = 4
# What may follow the noun that a description ends with, but not a longer compound.
_BEHIND_A_NOUN = LOCATIVE | frozenset(
    [
        *(
            "about",
            "above",
            "along",
            "and",
            "below",
            "beside",
            "between",
            "beyond",
            "but",
            "close",
            "east",
            "held",
            "home",
            "known",
        ),
        *(
            "less",
            "north",
            "not",
            "of",
            "on",
            "once",
            "over",
            "some",
            "south",
            "that",
            "to",
            "under",
        ),
        *(
            "west",
            "where",
            "which",
            "whose",
            "with",
            "northeast",
            "northwest",
            "southeast",
            "southwest",
        ),
    ]
)


def is_headed(reader: Reader, mention: Mention) -> bool:
    """
    Tell whether a name is surely a place's by the noun behind it.

    Parameters
    ----------
    reader
        Of the document.
    mention
        The name.

    Returns
    -------
    is_headed
        True for "in Kuriga village" and "near the Kuriga forest", though no
        gazetteer has them, for "Wenchuan county", "Nakai village" and "in central
        Kiev" if one has the name.
    """
    if mention.rule == "gazetteer":
        return _is_before_kind(reader, mention) or _is_side_of(reader, mention)
    if mention.rule != HEADED:
        return False
    before = reader.word(mention.first - 1)
    if before is not None and before.lower in ARTICLES:
        before = reader.word(mention.first - 2)
    return before is not None and before.lower in LOCATIVE | {"to", "towards", "toward"}


def _is_before_kind(reader: Reader, mention: Mention) -> bool:
    """Tell a known name before "province", "village" and the like in small letters."""
    following = reader.word(mention.last + 1)
    if following is None or following.is_capital or reader.gap(mention.last + 1) != " ":
        return False
    noun = head_nouns("after").get(following.lower)
    return noun is not None and noun.joins and noun.hint.startswith(("ADM", "P"))


def _is_side_of(reader: Reader, mention: Mention) -> bool:
    """Tell a known name in "in central Kiev"."""
    side, before = reader.word(mention.first - 1), reader.word(mention.first - 2)
    is_side = side is not None and side.lower in head_nouns("dir") and not side.is_capital
    return is_side and before is not None and before.lower in LOCATIVE


def is_explained(reader: Reader, mention: Mention) -> bool:
    """
    Tell whether the words behind a name say that it is a settlement's.

    Parameters
    ----------
    reader
        Of the document.
    mention
        The name.

    Returns
    -------
    is_explained
        True for "Rutba, a remote desert town near the border", "Sarraj, a district of
        Helmand" and "the capital, Baku,"; False for "Hall, a town councillor".
    """
    if _is_behind_noun(reader, mention):
        return True
    position = mention.last + 1
    article = reader.word(position)
    if article is None or article.lower not in ARTICLES or reader.gap(position) != ", ":
        return False
    for place in range(position + 1, position + 2 + _MOST_EPITHETS):
        word, following = reader.word(place), reader.word(place + 1)
        if word is None or reader.gap(place) not in (" ", "-", ", "):
            return False
        if word.is_capital and not reader.gazetteer.demonym(word.text):
            return False
        noun = head_nouns("of").get(word.lower)
        if noun is not None and noun.hint[:1] in ("A", "P"):
            return _ends_there(noun, reader.gap(place + 1), following)
    return False


def _ends_there(noun: HeadNoun, gap: str, following: Word | None) -> bool:
    """Tell "a town near the border" and "a district of Helmand" from "a town councillor"."""
    if noun.hint != "P":
        return following is not None and following.lower in {"in", "of"}
    return following is None or gap != " " or following.lower in _BEHIND_A_NOUN


def _is_behind_noun(reader: Reader, mention: Mention) -> bool:
    """Tell "the capital, Baku,"."""
    noun, article = reader.word(mention.first - 1), reader.word(mention.first - 2)
    if noun is None or article is None or article.lower != "the":
        return False
    is_aside = reader.gap(mention.first) == ", " and reader.gap(mention.last + 1)[:1] in (",", ".")
    told = head_nouns("of").get(noun.lower)
    return is_aside and (noun.lower == "capital" or (told is not None and told.hint == "P"))


def is_in_dateline(reader: Reader, mention: Mention) -> bool:
    """
    Tell whether a known name is where the text was written.

    Parameters
    ----------
    reader
        Of the document.
    mention
        The name.

    Returns
    -------
    is_in_dateline
        True for the first name of "KIEV (AFP) -" in capitals, and for those
        that head the items of a round-up, if all are known places': "Kiev: ".
    """
    if mention.rule != "gazetteer":
        return False
    if any(h.start <= mention.start and mention.end <= h.name_end for h in reader.headings):
        return mention.name.isupper() or _are_places(reader)
    if not mention.name.isupper():
        return False
    text = reader.words.text
    is_first = not text[: mention.start].rpartition("\n")[2].strip()
    return is_first and mention.end < dateline_end(text)


def _are_places(reader: Reader) -> bool:
    """Tell "Lagos:", "Jos:" and "Uyo:" from "Police:" and "Owner:"."""
    names = [reader.words.text[each.start : each.name_end] for each in reader.headings]
    return all(reader.kind(name) not in {"no", "other"} for name in names)
