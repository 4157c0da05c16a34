"""Read what the words around a name say about it: the clues that recognition weighs."""

from __future__ import annotations

from geo.geoparsing.context import Mention, Reader
from geo.geoparsing.lexicon import head_nouns, is_given_name, person_names, word_kinds
from geo.geoparsing.roles import is_speaker
from geo.geoparsing.wording import Word
from geo.names import fold

__all__ = ["clues_of"]

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_LABEL_GROUPS = {
    "GPE": "GPE",
    "LOC": "LOC",
    "FAC": "FAC",
    "ORG": "ORG",
    "PERSON": "PERSON",
    "NORP": "NORP",
}
_IN_WORDS = frozenset(
    ["in", "near", "outside", "at", "around", "across", "throughout", "inside", "within", "nearby"]
)
_MOVE_WORDS = frozenset(
    ["from", "to", "into", "toward", "towards", "through", "via", "leaving", "between"]
)
_OTHER_LEFT = frozenset(
    ["of", "the", "and", "or", "for", "by", "with", "on", "against", "over", "is", "was", "a", "an"]
)
_FUNCTION_WORDS = _IN_WORDS | _MOVE_WORDS | _OTHER_LEFT
_PEOPLE_NOUNS = frozenset(
    [
        "man",
        "woman",
        "men",
        "women",
        "resident",
        "residents",
        "native",
        "couple",
        "teen",
        "teenager",
        "boy",
        "girl",
        "mother",
        "father",
        "police",
        "officials",
        "authorities",
        "area",
        "based",
        "mayor",
        "city",
        "county",
        "resident's",
        "firefighters",
        "voters",
        "school",
        "schools",
        "councilman",
        "doctor",
        "farmer",
        "business",
        "businessman",
        "lawmakers",
        "airport",
    ]
)


def clues_of(reader: Reader, mention: Mention) -> list[str]:
    """
    Return the clues for and against a mention being a toponym.

    Parameters
    ----------
    reader
        Of the document.
    mention
        Of this document.

    Returns
    -------
    clues
        Names of weights; each holds or is absent.
    """
    kind = reader.kind(mention.name)
    label = _label(reader, mention)
    left = _left(reader, mention)
    right = _right(reader, mention)
    group = kind.split(" ")[0]
    found = [
        f"kind {kind}",
        f"label {label}",
        f"label {label}, kind {group}",
        f"left {left}",
        f"right {right}",
        f"left {left}, kind {group}",
        f"right {right}, kind {group}",
        f"left {left}, label {label.split(' ')[0]}",
        f"words {min(3, mention.last - mention.first + 1)}",
        f"rule {mention.rule}",
    ]
    if mention.hint:
        found.append(f"head {mention.hint}")
    found += _form(reader, mention)
    found += _voice(reader, mention, group)
    found += _person(reader, mention)
    found += _memory(reader, mention, group)
    return found


def _label(reader: Reader, mention: Mention) -> str:
    first = reader.doc[reader.words.items[mention.first].token]
    last = reader.doc[reader.words.items[mention.last].token]
    label = _LABEL_GROUPS.get(first.ent_type_, "other" if first.ent_type_ else "none")
    if first.ent_iob_ == "O":
        inner = _LABEL_GROUPS.get(last.ent_type_, "none")
        return "none" if inner == "none" else f"{inner} overlapping"
    begins = first.ent_iob_ == "B" or (first.i > 0 and reader.doc[first.i - 1].lower_ == "the")
    if last.ent_type_ != first.ent_type_:
        return f"{label} overlapping"
    following = reader.doc[last.i + 1] if last.i + 1 < len(reader.doc) else None
    ends = following is None or following.ent_iob_ != "I" or following.lower_ in ("'s", "’s")
    if begins and ends:
        return f"{label} same"
    if begins:
        return f"{label} first"
    return f"{label} last" if ends else f"{label} inside"


def _left(reader: Reader, mention: Mention) -> str:
    word, gap = reader.word(mention.first - 1), reader.gap(mention.first)
    if word is None or "\n" in gap:
        return "line start"
    if gap.strip():
        return "hyphen" if gap in ("-", "‑") else _left_sign(gap.strip(), word, reader)
    return _left_beside(reader, mention, word)


def _left_beside(reader: Reader, mention: Mention, word: Word) -> str:
    """Tell what a word is that stands before a name with nothing but a space between."""
    if word.full_end > word.end:
        owner = reader.kind(reader.words.text[word.start : word.end]).split(" ")[0]
        return "place's" if word.is_capital and owner != "no" else "possessive"
    if word.lower in word_kinds("title") and word.is_capital:
        return "title"
    if word.lower in head_nouns("dir"):
        return "direction"
    is_function = word.lower in _FUNCTION_WORDS or reader.doc[word.token].tag_ in ("IN", "DT", "CC")
    if is_function or not word.is_capital:
        return _left_word(word, reader.word(mention.first - 2))
    return _among_capitals(word, mention)


def _right(reader: Reader, mention: Mention) -> str:
    word, gap = reader.word(mention.last + 1), reader.gap(mention.last + 1)
    own = reader.words.items[mention.last]
    if own.full_end > own.end and mention.end == own.end:
        return "possessive"
    if word is None or "\n" in gap:
        return "line end"
    stripped = gap.strip().removeprefix("." if mention.end > own.end else "").strip()
    if stripped:
        return "hyphen" if gap in ("-", "‑") else _right_sign(reader, stripped, mention)
    if word.lower in head_nouns("after"):
        return f"head {'capital' if word.is_capital else 'small'}"
    if not word.is_capital or (word.text.isupper() and word.lower in _FUNCTION_WORDS):
        return _right_small(reader, word)
    kind = _right_capital(word)
    return _among_capitals(word, mention) if kind == "capital" else kind


def _right_small(reader: Reader, word: Word) -> str:
    if word.lower in word_kinds("person_verb"):
        return "person verb"
    if word.lower in _PEOPLE_NOUNS:
        return "people noun"
    if word.text.isdigit():
        return "number"
    tag = reader.doc[word.token].tag_
    return {"VBD": "past verb", "VBZ": "verb", "CC": "and", "IN": "preposition"}.get(
        tag, "noun" if tag.startswith("NN") else "word"
    )


def _right_sign(reader: Reader, sign: str, mention: Mention) -> str:
    if sign[0] == ",":
        return f", {_region_after(reader, mention.last + 1)}"
    if sign[0] in "-–—" or (sign[0] == "(" and sign != "()"):
        return "dash" if sign[0] != "(" else "bracket"
    return {".": "stop", ")": "bracket", ";": "stop", ":": "colon"}.get(sign[0], "sign")


def _region_after(reader: Reader, index: int) -> str:
    """Tell whether the words from an index on name a country or division."""
    for length in (3, 2, 1):
        last = reader.word(index + length - 1)
        first = reader.word(index)
        if first is None or last is None or not first.is_capital:
            continue
        name = reader.words.text[first.start : last.end]
        pointed = reader.words.text[first.start : last.end + 1]
        for form in (name, pointed) if pointed.endswith(".") else (name,):
            if reader.kind(form).split(" ")[0] in ("country", "admin1", "admin2"):
                return "region"
    word = reader.word(index)
    return "capital" if word is not None and word.is_capital else "word"


def _is_common_word(reader: Reader, lower: str) -> bool:
    """Tell whether a word is a kind of place or body, or stands in small letters elsewhere."""
    if lower in reader.small_words:
        return True
    return any(lower in head_nouns(s) for s in ("after", "list", "dir")) or any(
        lower in word_kinds(k) for k in ("org", "media", "team", "title")
    )


def _best_name_kind(reader: Reader, name: str) -> str:
    kinds = {match.name_kind for match in reader.matches(name)}
    return next((k for k in ("short", "preferred", "alternate") if k in kinds), "no name")


def _form(reader: Reader, mention: Mention) -> list[str]:
    found = []
    name = mention.name
    if name.isupper() and len(name) > 4 and "." not in name:
        found.append("all capitals")
    if name.isupper() and 1 < len(name) <= 5 and "." not in name:
        found.append(f"capital letters, {_best_name_kind(reader, name)}")
    if "." in name:
        found.append("pointed")
    if len(name) <= 3:
        found.append("short form" if name.isupper() else "short name")
    items = reader.words.items[mention.first : mention.last + 1]
    found.append(f"name {_best_name_kind(reader, name)}")
    if len(items) == 1 and _is_common_word(reader, items[0].lower):
        found.append("common word")
    tags = {reader.doc[word.token].pos_ for word in items}
    if "PROPN" not in tags:
        found.append("no proper noun")
        if reader.doc[items[0].token].is_sent_start:
            found.append("no proper noun, sentence start")
    return found


def _voice(reader: Reader, mention: Mention, group: str) -> list[str]:
    """Tell a capital city, and a name whose bearer says, decides or is told something."""
    token = reader.doc[reader.words.items[mention.last].token]
    is_capital = reader.is_capital_city(mention.name)
    found = ["capital city"] if is_capital else []
    if is_speaker(token):
        found.append(f"speaks, kind {'capital' if is_capital else group}")
    return found


def _person(reader: Reader, mention: Mention) -> list[str]:
    first = reader.words.items[mention.first]
    found = []
    if mention.first == mention.last:
        if is_given_name(first.lower):
            found.append("given name")
        known = person_names().get(first.lower)
        if known is not None and known.surname > 0:
            found.append("common surname" if known.surname > 0.03 else "surname")
        if reader.is_surname(fold(first.text)):
            found.append("surname in article")
    elif is_given_name(first.lower):
        found.append("begins with given name")
    before = reader.word(mention.first - 1)
    is_beside = reader.gap(mention.first) == " "
    if is_beside and before is not None and before.is_capital and is_given_name(before.lower):
        found.append("after given name")
    return found


def _memory(reader: Reader, mention: Mention, group: str) -> list[str]:
    """Tell how the model labelled the same word elsewhere in the article."""
    counts = reader.labels.get(reader.words.items[mention.first].lower)
    if not counts:
        return []
    total = counts.total()
    if total < 2:
        return ["named once"]
    place = sum(counts[label] for label in PLACE_LABELS) / total
    person = counts["PERSON"] / total
    found = [f"elsewhere place {min(3, int(4 * place))}"]
    if person >= 0.5:
        found.append("elsewhere person")
        found.append(f"elsewhere person, kind {group}")
    return found


def _left_sign(sign: str, word: Word, reader: Reader) -> str:
    if sign[-1] == ",":
        group = reader.kind(reader.words.text[word.start : word.end]).split(" ")[0]
        return f", {group if group in ('country', 'admin1', 'town') else 'other'}"
    if sign[-1] in "-–—":
        return "dash"
    if sign[-1] == "(":
        return "bracket"
    return "stop" if sign[-1] in ".!?:;" else "sign"


def _among_capitals(word: Word, mention: Mention) -> str:
    """Tell a headline in capitals, where they mean nothing, from a longer name."""
    in_headline = word.text.isupper() and mention.name.isupper() and len(word.text) > 1
    return "headline" if in_headline else "capital"


def _right_capital(word: Word) -> str:
    return next(
        (kind for kind in ("team", "media", "org") if word.lower in word_kinds(kind)), "capital"
    )


def _left_word(word: Word, before: Word | None) -> str:
    if word.lower in _IN_WORDS:
        return "in"
    if word.lower in _MOVE_WORDS:
        return "from"
    if word.lower == "of" and before is not None and before.lower in head_nouns("of"):
        return "head of"
    if word.lower in _OTHER_LEFT:
        return word.lower
    return "number" if word.text[0].isdigit() else "word"
