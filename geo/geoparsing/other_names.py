"""Names that are no place's here: of clubs, armed groups, people, peoples, diseases and accords."""

from __future__ import annotations

from calendar import month_name
from functools import cache

from geo.geoparsing.context import Mention, Reader
from geo.geoparsing.lexicon import LOCATIVE, head_nouns, is_given_name, word_kinds
from geo.geoparsing.wording import Word
from geo.names import fold
from geo.resources import read_rows

__all__ = ["names_no_place"]

# Groups that bear names which some village bears too.
_GROUP_TYPES = frozenset(["armed_group", "militia", "coalition", "organisation", "party"])

_MONTHS = frozenset(month_name)
_BEFORE_MONTH = frozenset(
    ["in", "since", "last", "this", "next", "until", "by", "early", "late", "during"]
)


def names_no_place(reader: Reader, mention: Mention) -> bool:
    """
    Tell whether a name is surely something else's here, though a place may bear it.

    Parameters
    ----------
    reader
        Of the document.
    mention
        The name.

    Returns
    -------
    names_no_place
        True for Manchester United, Denzel Washington, Berber leaders, the Oslo Accords.
    """
    return (
        _is_club(reader, mention)
        or _is_group(reader, mention)
        or _is_folk(reader, mention)
        or _is_person(reader, mention)
        or _is_in_person(reader, mention)
        or _is_of_other_kind(reader, mention)
        or _is_opening_word(reader, mention)
        or _is_month(reader, mention)
    )


def _is_month(reader: Reader, mention: Mention) -> bool:
    """Tell whether the month is meant: "in March", "since last March"."""
    before = reader.word(mention.first - 1)
    is_then = before is not None and before.lower in _BEFORE_MONTH
    return is_then and mention.name in _MONTHS and reader.gap(mention.first) == " "


def _is_club(reader: Reader, mention: Mention) -> bool:
    """Tell whether the name is a football club's: Manchester United."""
    following = reader.word(mention.last + 1)
    if following is None or not following.is_capital or reader.gap(mention.last + 1) != " ":
        return False
    return following.lower in word_kinds("club")


def _is_group(reader: Reader, mention: Mention) -> bool:
    """Tell whether an armed group or body is meant, and no capital that stands for one."""
    return fold(mention.name) in _group_names() and not reader.is_capital_city(mention.name)


def _is_folk(reader: Reader, mention: Mention) -> bool:
    """Tell whether a people is meant, and no town by the words beside: Berber leaders."""
    if mention.name.lower() not in word_kinds("folk"):
        return False
    before, following = reader.word(mention.first - 1), reader.word(mention.last + 1)
    if following is not None and following.lower in head_nouns("after"):
        return False
    is_object = reader.doc[reader.words.items[mention.last].token].dep_ == "pobj"
    is_located = is_object and before is not None and before.lower in LOCATIVE
    return not is_located and not reader.gap(mention.last + 1).startswith(",")


@cache
def _group_names() -> frozenset[str]:
    """Return the folded names of armed groups and organisations."""
    return frozenset(
        fold(name)
        for row in read_rows("actors.csv")
        if row["type"] in _GROUP_TYPES
        for name in (row["name"], *row["aliases"].split(";"))
    )


def _is_person(reader: Reader, mention: Mention) -> bool:
    """Tell whether somebody named in full elsewhere is meant, and no place by the words beside."""
    if mention.first != mention.last:
        return False
    if not reader.is_full_name_end(fold(reader.words.items[mention.first].text)):
        return False
    before = reader.word(mention.first - 1)
    if before is not None and (before.lower in LOCATIVE or before.lower in head_nouns("dir")):
        return False
    return not reader.gap(mention.last + 1).startswith((",", "-"))


def _is_in_person(reader: Reader, mention: Mention) -> bool:
    """Tell whether a name is half of a person's: Paris Hilton, Denzel Washington."""
    if mention.first != mention.last:
        return False
    word = reader.words.items[mention.first]
    following, before = reader.word(mention.last + 1), reader.word(mention.first - 1)
    if following is not None and reader.gap(mention.last + 1) == " " and following.is_capital:
        return _bears(reader, word, following) and not reader.matches(
            f"{word.text} {following.text}"
        )
    if before is not None and reader.gap(mention.first) == " " and before.is_capital:
        return _bears(reader, before, word) and not reader.matches(f"{before.text} {word.text}")
    return False


def _bears(reader: Reader, given: Word, surname: Word) -> bool:
    """Tell whether the model and the lists of names have two words for one person's name."""
    labels = {reader.doc[word.token].ent_type_ for word in (given, surname)}
    return labels == {"PERSON"} and is_given_name(given.lower)


def _is_of_other_kind(reader: Reader, mention: Mention) -> bool:
    """Tell whether a name is a disease's, or in that of an accord: Ebola, Oslo Accords."""
    before, following = reader.word(mention.first - 1), reader.word(mention.last + 1)
    if following is not None and reader.gap(mention.last + 1) == " ":
        if following.lower in word_kinds("illness") or (
            following.is_capital and following.lower in word_kinds("accord")
        ):
            return True
        if following.lower in head_nouns("after"):
            return False
    if mention.name.lower() not in word_kinds("disease"):
        return False
    return before is None or before.lower not in LOCATIVE - {"from"}


def _is_opening_word(reader: Reader, mention: Mention) -> bool:
    """Tell whether a word is capital only as the first of its sentence: Reading is nice."""
    word = reader.words.items[mention.first]
    token = reader.doc[word.token]
    if mention.first != mention.last or not token.is_sent_start or word.text.isupper():
        return False
    is_heading = any(heading.start == mention.start for heading in reader.headings)
    if token.ent_type_ or token.pos_ == "PROPN" or is_heading:
        return False
    return not reader.gap(mention.last + 1).startswith(",")
