"""Collect the ranges of words that may name a place, and those that name inhabitants."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from geo.context import Mention, Reader
from geo.datelines import dateline_end
from geo.lexicon import head_nouns, person_names, word_kinds
from geo.names import fold
from geo.resources import read_rows
from geo.roles import list_hint
from geo.wording import Word, name_ranges, trim_span

__all__ = [
    "HEADED",
    "SAID_TO_BE",
    "demonyms_in",
    "inner_hint",
    "is_explained",
    "is_headed",
    "is_in_dateline",
    "mentions_in",
]

PLACE_LABELS = ("GPE", "LOC", "FAC")
# The rule of a name in "the village of X".
SAID_TO_BE = "said to be"
# The rule of a name in "X village".
HEADED = "before a head noun"
# GeoNames classes of what "in the X forest" may be said of.
_HEADED_CLASSES = frozenset("APSTV")
# Groups that bear names which some village bears too.
_GROUP_TYPES = frozenset(["armed_group", "militia", "coalition", "organisation", "party"])
# Longest abbreviation whose point is looked up with it: Calif., Minn.
_LONGEST_POINTED = 6
_LOCATIVE = frozenset(
    ["in", "near", "outside", "at", "around", "across", "from", "inside", "within", "into"]
)
_ARTICLES = frozenset(["a", "an", "the"])
# "a remote, dusty desert town"
_MOST_EPITHETS = 4
# What may follow the noun that a description ends with, but not a longer compound.
_BEHIND_A_NOUN = _LOCATIVE | frozenset(
    [
        *(
            "about",
            "along",
            "and",
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
        *("west", "where", "which", "with", "northeast", "northwest", "southeast", "southwest"),
    ]
)


def mentions_in(reader: Reader) -> list[Mention]:
    """
    Return every range of words worth asking about, in text order; they may overlap.

    Parameters
    ----------
    reader
        Of the document.

    Returns
    -------
    mentions
        Names that the gazetteer knows, names made with a head noun or said
        to be of a village or the like, and entities of the model; without
        those of armed groups, football clubs and people named in full.
    """
    found: dict[tuple[int, int], Mention] = {}
    ranges = list(name_ranges(reader.words))
    for first, last in ranges:
        mention = (
            _known(reader, first, last)
            or _headed(reader, first, last)
            or _told(reader, first, last)
        )
        if mention is not None:
            found[mention.start, mention.end] = mention
    for entity in reader.doc.ents:
        if entity.label_ not in PLACE_LABELS:
            continue
        trimmed = trim_span(reader.words, entity.start_char, entity.end_char)
        if trimmed is not None and not _is_run_on(reader, trimmed, ranges, found):
            mention = _mention(reader, *trimmed, "model")
            found.setdefault((mention.start, mention.end), mention)
    kept = (found[key] for key in sorted(found))
    return [mention for mention in kept if not _is_kept_out(reader, mention)]


def _is_run_on(
    reader: Reader,
    trimmed: tuple[int, int],
    ranges: Collection[tuple[int, int]],
    found: Collection[tuple[int, int]],
) -> bool:
    """Tell whether the model runs two names into one: Lake Victoria off Mwanza."""
    first, last = trimmed
    items = reader.words.items
    if trimmed in ranges or reader.matches(reader.words.text[items[first].start : items[last].end]):
        return False
    begins = any(start == items[first].start and end < items[last].end for start, end in found)
    return begins and any(
        end == items[last].end and start > items[first].start for start, end in found
    )


def demonyms_in(reader: Reader) -> list[Mention]:
    """
    Return the names of inhabitants, two words before one.

    Parameters
    ----------
    reader
        Of the document.

    Returns
    -------
    mentions
        In text order; languages and people called so are left out.
    """
    found: list[Mention] = []
    items = reader.words.items
    after = 0
    for first, word in enumerate(items):
        if first < after or not word.is_capital or _is_other_name(reader, first):
            continue
        for last in (first + 1, first):
            if last >= len(items) or (last > first and reader.gap(last) not in (" ", "-")):
                continue
            name = reader.words.text[word.start : items[last].end]
            # The Philippines are no inhabitants, whatever the Philippine navy is.
            if reader.gazetteer.demonym(name) and reader.kind(name) != "country":
                found.append(Mention(first, last, word.start, items[last].end, name, "demonym"))
                after = last + 1
                break
    return found


def inner_hint(reader: Reader, first: int, last: int) -> str:
    """
    Return the hint of a head noun that is part of a name.

    Parameters
    ----------
    reader
        Of the document.
    first, last
        Words of the name, both inclusive.

    Returns
    -------
    hint
        Empty without one, and where a town is called so: Lake Charles.
    """
    if first == last:
        return ""
    items = reader.words.items
    after = head_nouns("after").get(items[last].lower)
    before = head_nouns("before").get(items[first].lower)
    noun = after if after is not None and after.joins else before
    if noun is None or not noun.joins:
        return ""
    name = reader.words.text[items[first].start : items[last].end]
    if noun.hint[:1] != "A" and reader.kind(name).startswith("town"):
        return ""
    return noun.hint


def _mention(reader: Reader, first: int, last: int, rule: str, end: int = 0) -> Mention:
    items = reader.words.items
    start, end = items[first].start, end or items[last].end
    name = reader.words.text[start:end]
    return Mention(first, last, start, end, name, rule, inner_hint(reader, first, last))


def _known(reader: Reader, first: int, last: int) -> Mention | None:
    """Return the range as a mention when the gazetteer knows it, with what belongs to it."""
    items = reader.words.items
    start, end = items[first].start, items[last].end
    text = reader.words.text
    if text[end : end + 1] == "." and end - items[last].start <= _LONGEST_POINTED:
        pointed = text[start : end + 1]
        if any(m.name_kind == "short" and m.name.endswith(".") for m in reader.matches(pointed)):
            return _mention(reader, first, last, "gazetteer", end + 1)
    full_end = items[last].full_end
    if full_end > end:
        # St. John's has its ending from birth.
        ending = text[end:full_end].replace("’", "'")
        names = [m.name.replace("’", "'") for m in reader.matches(text[start:full_end])]
        if any(name.endswith(ending) for name in names):
            return _mention(reader, first, last, "gazetteer", full_end)
    name = text[start:end]
    # Single capitals are initials, lines of verse and lists.
    if len(name) < 2 or name.isdigit() or not reader.matches(name):
        return None
    if items[first].lower == "the" and not _bears_the(reader, name):
        return None
    return _mention(reader, first, last, "gazetteer")


def _bears_the(reader: Reader, name: str) -> bool:
    """Tell whether the article belongs to a name: The Hague, and not The Bank."""
    return any(
        match.name.lower().startswith("the ") and match.name_kind != "alternate"
        for match in reader.matches(name)
    )


def _headed(reader: Reader, first: int, last: int) -> Mention | None:
    """Return the range as a mention when it is a name and its head noun: Walker County."""
    if first == last or not _is_all_capital(reader, first, last):
        return None
    items = reader.words.items
    after = head_nouns("after").get(items[last].lower)
    before = head_nouns("before").get(items[first].lower)
    if (after is not None and after.joins) or (before is not None and before.joins):
        return _mention(reader, first, last, "head noun")
    return None


def _told(reader: Reader, first: int, last: int) -> Mention | None:
    """Return the range as a mention when the text says what it is: the village of Kuriga."""
    following = reader.word(last + 1)
    goes_on = following is not None and following.is_capital and reader.gap(last + 1) == " "
    if goes_on or not _is_all_capital(reader, first, last):
        return None
    before, farther = reader.word(first - 1), reader.word(first - 2)
    if before is not None and farther is not None and reader.gap(first) == " ":
        noun = head_nouns("of").get(farther.lower)
        if before.lower == "of" and noun is not None and noun.hint[:1] in ("A", "P"):
            return _mention(reader, first, last, SAID_TO_BE)
    if _is_in_told_list(reader, first, last):
        return _mention(reader, first, last, SAID_TO_BE)
    if following is not None and not following.is_capital and reader.gap(last + 1) == " ":
        noun = head_nouns("after").get(following.lower)
        is_told = noun is not None and noun.joins and noun.hint[:1] in _HEADED_CLASSES
        if is_told and _begins_name(reader, first):
            return _mention(reader, first, last, HEADED)
    return None


def _is_in_told_list(reader: Reader, first: int, last: int) -> bool:
    """Tell whether a whole name stands in a list behind "the towns of"."""
    before, following = reader.word(first - 1), reader.word(last + 1)
    if before is None or (before.is_capital and reader.gap(first) == " "):
        return False
    if following is not None and reader.gap(last + 1) in ("-", "‑"):
        return False
    mention = _mention(reader, first, last, SAID_TO_BE)
    return list_hint(reader, mention, behind=False)[:1] in ("A", "P")


def _begins_name(reader: Reader, first: int) -> bool:
    """Tell whether a name begins here, and not with "In" at the start of a sentence."""
    if reader.words.items[first].lower in _LOCATIVE | _ARTICLES:
        return False
    before = reader.word(first - 1)
    if before is None or not before.is_capital or reader.gap(first) != " ":
        return True
    return before.lower in _LOCATIVE | _ARTICLES


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
        gazetteer has them, for "Wenchuan county" and "in central Kiev" if one
        has the name.
    """
    if mention.rule == "gazetteer":
        return _is_division(reader, mention) or _is_side_of(reader, mention)
    if mention.rule != HEADED:
        return False
    before = reader.word(mention.first - 1)
    if before is not None and before.lower in _ARTICLES:
        before = reader.word(mention.first - 2)
    return before is not None and before.lower in _LOCATIVE | {"to", "towards", "toward"}


def _is_division(reader: Reader, mention: Mention) -> bool:
    """Tell a known name before "province", "county" and the like in small letters."""
    following = reader.word(mention.last + 1)
    if following is None or following.is_capital or reader.gap(mention.last + 1) != " ":
        return False
    noun = head_nouns("after").get(following.lower)
    return noun is not None and noun.joins and noun.hint.startswith("ADM")


def _is_side_of(reader: Reader, mention: Mention) -> bool:
    """Tell a known name in "in central Kiev"."""
    side, before = reader.word(mention.first - 1), reader.word(mention.first - 2)
    is_side = side is not None and side.lower in head_nouns("dir") and not side.is_capital
    return is_side and before is not None and before.lower in _LOCATIVE


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
        True for "Rutba, a remote desert town near the border" and "the
        capital, Baku,"; False for "Hall, a town councillor".
    """
    if _is_behind_noun(reader, mention):
        return True
    position = mention.last + 1
    article = reader.word(position)
    if article is None or article.lower not in _ARTICLES or reader.gap(position) != ", ":
        return False
    for place in range(position + 1, position + 2 + _MOST_EPITHETS):
        word, following = reader.word(place), reader.word(place + 1)
        if word is None or word.is_capital or reader.gap(place) not in (" ", "-", ", "):
            return False
        noun = head_nouns("of").get(word.lower)
        if noun is not None and noun.hint == "P":
            gap = reader.gap(place + 1)
            return following is None or gap != " " or following.lower in _BEHIND_A_NOUN
    return False


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
        True for the first name of "KIEV (AFP) -" in capitals.
    """
    text = reader.words.text
    is_first = not text[: mention.start].rpartition("\n")[2].strip()
    is_known = mention.rule == "gazetteer" and mention.name.isupper()
    return is_known and is_first and mention.end < dateline_end(text)


def _is_behind_noun(reader: Reader, mention: Mention) -> bool:
    """Tell "the capital, Baku,"."""
    noun, article = reader.word(mention.first - 1), reader.word(mention.first - 2)
    if noun is None or article is None or article.lower != "the":
        return False
    is_aside = reader.gap(mention.first) == ", " and reader.gap(mention.last + 1)[:1] in (",", ".")
    told = head_nouns("of").get(noun.lower)
    return is_aside and (noun.lower == "capital" or (told is not None and told.hint == "P"))


def _is_all_capital(reader: Reader, first: int, last: int) -> bool:
    """Tell whether all words are capitalised, but for an Arabic article inside: Ras al-Ain."""
    items = reader.words.items
    return all(
        items[i].is_capital or (i < last and reader.gap(i + 1) in ("-", "‑"))
        for i in range(first, last + 1)
    )


def _is_kept_out(reader: Reader, mention: Mention) -> bool:
    return (
        _is_club(reader, mention)
        or _is_group(reader, mention)
        or _is_person(reader, mention)
        or _is_in_person(reader, mention)
        or _is_no_place(reader, mention)
        or _is_opening_word(reader, mention)
    )


def _is_club(reader: Reader, mention: Mention) -> bool:
    """Tell whether the name is a football club's: Manchester United."""
    following = reader.word(mention.last + 1)
    if following is None or not following.is_capital or reader.gap(mention.last + 1) != " ":
        return False
    return following.lower in word_kinds("club")


def _is_group(reader: Reader, mention: Mention) -> bool:
    """Tell whether an armed group or body is meant, and no capital that stands for one."""
    return fold(mention.name) in _group_names() and not reader.is_capital_city(mention.name)


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
    if before is not None and (before.lower in _LOCATIVE or before.lower in head_nouns("dir")):
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
    known = person_names().get(given.lower)
    return labels == {"PERSON"} and known is not None and known.given > 0


def _is_no_place(reader: Reader, mention: Mention) -> bool:
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
    return before is None or before.lower not in _LOCATIVE - {"from"}


def _is_opening_word(reader: Reader, mention: Mention) -> bool:
    """Tell whether a word is capital only as the first of its sentence: Reading is nice."""
    word = reader.words.items[mention.first]
    token = reader.doc[word.token]
    if mention.first != mention.last or not token.is_sent_start or word.text.isupper():
        return False
    if token.ent_type_ or token.pos_ == "PROPN":
        return False
    return not reader.gap(mention.last + 1).startswith(",")


def _is_other_name(reader: Reader, index: int) -> bool:
    """Tell whether a word is a language or the later part of a person's name: Baghdadi, English."""
    word = reader.words.items[index]
    token = reader.doc[word.token]
    if token.ent_type_ == "LANGUAGE":
        return True
    if token.ent_type_ != "PERSON":
        return False
    return token.ent_iob_ == "I" or word.start > token.idx or reader.is_surname(fold(word.text))
