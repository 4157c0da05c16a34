"""Collect the ranges of words that may name a place, and those that name inhabitants."""

from __future__ import annotations

from collections.abc import Collection

from geo.gazetteer.sources import common_words
from geo.geoparsing.context import Mention, Reader
from geo.geoparsing.event_places import EVENT_PLACE, may_be_event_place
from geo.geoparsing.lexicon import ARTICLES, LOCATIVE, head_nouns
from geo.geoparsing.other_names import names_no_place
from geo.geoparsing.roles import list_hint
from geo.geoparsing.told_places import HEADED, SAID_TO_BE, is_explained
from geo.geoparsing.wording import Word, name_ranges, trim_span
from geo.names import fold

__all__ = ["demonyms_in", "inner_hint", "mentions_in"]

PLACE_LABELS = ("GPE", "LOC", "FAC")
# GeoNames classes of what "in the X forest" may be said of.
_HEADED_CLASSES = frozenset("APSTV")
_TIMES = frozenset({"DATE", "TIME"})
# Longest abbreviation whose point is looked up with it: Calif., Minn.
_LONGEST_POINTED = 6


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
    return [mention for mention in kept if not names_no_place(reader, mention)]


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
            if not reader.gazetteer.demonym(name) or reader.kind(name) == "country":
                continue
            if not _is_used_as_place(reader, first, last):
                found.append(Mention(first, last, word.start, items[last].end, name, "demonym"))
                after = last + 1
                break
    return found


def _is_used_as_place(reader: Reader, first: int, last: int) -> bool:
    """Tell "in Berber", a town, and "in Amhara" from "in Berber villages"."""
    items = reader.words.items
    name = reader.words.text[items[first].start : items[last].end]
    before = items[first - 1].lower if first and reader.gap(first) == " " else ""
    is_object = reader.doc[items[last].token].dep_ == "pobj"
    return is_object and before in LOCATIVE and bool(reader.matches(name))


def _is_other_name(reader: Reader, index: int) -> bool:
    """Tell whether a word is a language or the later part of a person's name: Baghdadi, English."""
    word = reader.words.items[index]
    token = reader.doc[word.token]
    if token.ent_type_ == "LANGUAGE":
        return True
    if token.ent_type_ != "PERSON":
        return False
    return token.ent_iob_ == "I" or word.start > token.idx or reader.is_surname(fold(word.text))


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
    is_time = reader.doc[reader.words.items[last].token].ent_type_ in _TIMES
    if goes_on or is_time or not _is_all_capital(reader, first, last):
        return None
    if _is_behind_kind(reader, first, last) or _is_in_told_list(reader, first, last):
        return _mention(reader, first, last, SAID_TO_BE)
    if _begins_name(reader, first):
        if following is not None and _is_before_kind(reader, following, last + 1):
            return _mention(reader, first, last, HEADED)
        if is_explained(reader, _mention(reader, first, last, SAID_TO_BE)):
            return _mention(reader, first, last, SAID_TO_BE)
    if may_be_event_place(reader, first, last):
        return _mention(reader, first, last, EVENT_PLACE)
    return None


def _is_behind_kind(reader: Reader, first: int, last: int) -> bool:
    """Tell the name of "the village of Kuriga" from the Department of Public Safety's."""
    if all(word.lower in common_words() for word in reader.words.items[first : last + 1]):
        return False
    before, farther = reader.word(first - 1), reader.word(first - 2)
    if before is None or farther is None or reader.gap(first) != " " or before.lower != "of":
        return False
    noun = head_nouns("of").get(farther.lower)
    return noun is not None and noun.hint[:1] in ("A", "P")


def _is_before_kind(reader: Reader, following: Word, index: int) -> bool:
    """Tell the name of "Kuriga village"."""
    noun = head_nouns("after").get(following.lower)
    is_told = noun is not None and noun.joins and noun.hint[:1] in _HEADED_CLASSES
    return is_told and not following.is_capital and reader.gap(index) == " "


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
    if reader.words.items[first].lower in LOCATIVE | ARTICLES:
        return False
    before = reader.word(first - 1)
    if before is None or not before.is_capital or reader.gap(first) != " ":
        return True
    return before.lower in LOCATIVE | ARTICLES


def _is_all_capital(reader: Reader, first: int, last: int) -> bool:
    """Tell whether all words are capitalised, but for an Arabic article inside: Ras al-Ain."""
    items = reader.words.items
    return all(
        items[i].is_capital or (i < last and reader.gap(i + 1) in ("-", "‑"))
        for i in range(first, last + 1)
    )
