"""Sides of an event: the noun phrase as named, and one name for each known side."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from geo.casualties.words import is_person_noun
from geo.grammar.clauses import complements, is_class
from geo.language import Token
from geo.resources import read_rows

__all__ = ["actor_type", "can_act", "canonical_actor", "counted", "find_actor", "noun_phrase"]

_ARTICLES = re.compile(
    r"^(?:(?:the|a|an|some|several|many|these|those|all|other|another|more|his|her|its|their)\s+)+",
    re.IGNORECASE,
)
_QUOTES = re.compile(r"[\"\u201c\u201d\u2018]|(?<!\w)'|'(?!\w)")
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_TRAILING_SHORT = re.compile(r"\s*\([^)]*\)\s*$")
_COUNTRY_GOVERNMENT = re.compile(
    r"^(?:government|authorities|military|army|forces|troops|police|armed forces) (?:of|in) (.+)$",
    re.IGNORECASE,
)
# Such words turn the name after them into something else.
_OTHERWISE = ("former", "ex", "anti", "non", "pro", "rival", "fake")
# An abbreviation means itself only when written in capitals: IS, not "is".
_LONGEST_ABBREVIATION = 7


def _fold(name: str) -> str:
    """Make spellings of a name alike: no accents, apostrophes, hyphens or capitals."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"['\u2019\u2018\u02bc`]", "", plain)
    return re.sub(r"[-\u2010\u2011\s]+", " ", plain).strip().casefold()


def _is_abbreviation(name: str) -> bool:
    bare = name.replace(".", "")
    return len(bare) <= _LONGEST_ABBREVIATION and bare.isupper() and " " not in bare


@cache
def _aliases() -> tuple[dict[str, str], dict[str, str]]:
    """Return canonical names by folded alias, and by abbreviation as written."""
    by_fold: dict[str, str] = {}
    by_abbreviation: dict[str, str] = {}
    for row in read_rows("actors.csv"):
        for alias in (row["name"], *filter(None, row["aliases"].split(";"))):
            if _is_abbreviation(alias):
                by_abbreviation.setdefault(alias.replace(".", ""), row["name"])
            else:
                by_fold.setdefault(_fold(alias), row["name"])
    return by_fold, by_abbreviation


@cache
def _types() -> dict[str, str]:
    return {row["name"]: row["type"] for row in read_rows("actors.csv")}


@cache
def _heads() -> dict[str, str]:
    """Return what a noun at the end of a side's name makes of the name."""
    rows = read_rows("actor_heads.csv")
    return {row["word"]: row["becomes"] for row in rows if row["becomes"] not in _WORD_USES}


@cache
def _words(use: str) -> frozenset[str]:
    return frozenset(r["word"] for r in read_rows("actor_heads.csv") if r["becomes"] == use)


@cache
def _nations() -> frozenset[str]:
    """Return the adjectives of countries: "Iraqi", "South Korean"."""
    return frozenset(
        row["name"].removesuffix(" government")
        for row in read_rows("actors.csv")
        if row["type"] == "government" and row["name"].endswith(" government")
    )


# Merging asks for the same few thousand names again and again.
@lru_cache(maxsize=1 << 14)
def canonical_actor(name: str) -> str:
    """
    Give a side the one name it goes by here.

    Parameters
    ----------
    name
        As a text names it; several joined by "; " are each named.

    Returns
    -------
    canonical
        From `data/actors.csv` where it is listed there; a country's army,
        police or government by its adjective ("Turkish forces"); any other
        name tidied: no article, quotation marks or possessive.

    Examples
    --------
    >>> canonical_actor("Daesh"), canonical_actor("the IS militants"), canonical_actor("Baghdad")
    ('Islamic State', 'Islamic State', 'Iraqi government')
    >>> canonical_actor("Turkey's army"), canonical_actor("the angry villagers")
    ('Turkish forces', 'angry villagers')
    """
    if ";" in name:
        parts = dict.fromkeys(canonical_actor(part) for part in name.split(";"))
        return "; ".join(part for part in parts if part)
    tidied = _tidy(name)
    return (
        _look_up(name.strip())
        or _known(tidied)
        or _known(_TRAILING_SHORT.sub("", tidied))
        or tidied
    )


@lru_cache(maxsize=1 << 14)
def actor_type(name: str) -> str:
    """
    Tell what kind of side a name stands for.

    Parameters
    ----------
    name
        As a text names it.

    Returns
    -------
    kind
        `government`, `force`, `armed_group`, `militia`, `coalition`, `agency`,
        `organisation` or `party`; empty when unknown.

    Examples
    --------
    >>> actor_type("ISIL"), actor_type("Iraqi troops"), actor_type("two brothers")
    ('armed_group', 'force', '')
    """
    canonical = canonical_actor(name)
    if canonical in _types():
        return _types()[canonical]
    return "force" if canonical.endswith((" forces", " police")) else ""


def _tidy(name: str) -> str:
    spaced = re.sub(r"\s+", " ", _QUOTES.sub("", name)).strip(" ,.;:")
    return _ARTICLES.sub("", _POSSESSIVE.sub("", spaced)).strip()


def _known(name: str) -> str:
    """Look a tidied name up, then without words that only say what its members are."""
    for candidate in _without_adjectives(name):
        found = _look_up(candidate) or _by_head(candidate)
        if found:
            return found
    return ""


def _without_adjectives(name: str) -> Iterator[str]:
    """Yield the name, then shorter ones without the small words before it."""
    words = name.split(" ")
    yield name
    while len(words) > 1 and words[0].islower() and not words[0].startswith(_OTHERWISE):
        words = words[1:]
        yield " ".join(words)


def _look_up(name: str) -> str:
    by_fold, by_abbreviation = _aliases()
    if _is_abbreviation(name):
        return by_abbreviation.get(name.replace(".", ""), by_fold.get(_fold(name), ""))
    # An abbreviation written small is a word: "is", "aid".
    return by_fold.get(_fold(name), "")


def _by_head(name: str) -> str:
    """Read "Turkish troops", "Turkey's army", "Taliban fighters", "government of Chad"."""
    of_country = _COUNTRY_GOVERNMENT.match(name)
    if of_country:
        head = name.split(" ", maxsplit=1)[0].lower()
        return _national(of_country[1], _heads().get(head, "government"))
    words = name.split(" ")
    for cut in range(1, len(words)):
        becomes = _heads().get(" ".join(words[cut:]).lower())
        if not becomes:
            continue
        stem = _POSSESSIVE.sub("", " ".join(words[:cut]))
        if becomes == "members":
            return _look_up(stem) or _by_head(stem)
        return _national(stem, becomes)
    return ""


def _national(country: str, becomes: str) -> str:
    """Name a country's forces, police or government."""
    if country not in _nations():
        government = _look_up(_tidy(country))
        if _types().get(government) != "government" or not government.endswith(" government"):
            return ""
        country = government.removesuffix(" government")
    name = f"{country} {becomes}"
    return _look_up(name) or name


_WORD_USES = frozenset({"part", "unnaming"})
_BEFORE_HEAD = frozenset({"amod", "compound", "nmod", "poss", "case", "quantmod", "npadvmod"})


def counted(token: Token) -> Token:
    """
    Return those of whom a number is told.

    Parameters
    ----------
    token
        The head of a noun phrase.

    Returns
    -------
    people
        The farmers of "hundreds of farmers"; the word itself without a number.

    Examples
    --------
    >>> from geo.language import load_model
    >>> doc = load_model()("Hundreds of farmers protested.")
    >>> counted(doc[0])
    farmers
    """
    if not (token.like_num or is_class(token, "crowd_number")):
        return token
    inner = (word for prep, word in complements(token) if prep.lower_ == "of")
    return next(inner, token)


def find_actor(token: Token, *, with_conjuncts: bool = True) -> str:
    """
    Read off the side that a noun phrase names.

    Parameters
    ----------
    token
        The head of the phrase, such as a verb's subject.
    with_conjuncts
        Name those joined to it by "and" or "or" too.

    Returns
    -------
    name
        As named, without articles, numbers and relative clauses, sides joined
        by "; "; empty for a pronoun, which names nobody.
    """
    heads = [token, *(token.conjuncts if with_conjuncts else ())]
    names = (noun_phrase(head) for head in heads if head.i >= token.i)
    return "; ".join(dict.fromkeys(name for name in names if name))


def noun_phrase(head: Token, first: int | None = None) -> str:
    """
    Return the words of a noun phrase that name somebody.

    Parameters
    ----------
    head
        Its noun.
    first
        Index of the token that the phrase is known to begin with; None to
        take what the parse hangs on the noun.

    Returns
    -------
    words
        Empty for pronouns and bare numbers.
    """
    if not _is_name(head):
        return ""
    doc, tail = head.doc, _of_phrase(head)
    if first is None:
        tokens = [*_modifiers(head), head]
        first = min(token.i for token in tokens)
        first = max((t.i + 1 for t in doc[first : head.i] if "\n" in t.text), default=first)
    else:
        tokens = [t for t in doc[first : head.i + 1] if t.lower_ not in _words("unnaming")]
    words = "".join(
        doc[i].text_with_ws
        for i in range(first, head.i + 1)
        if doc[i] in tokens or _is_joint(doc[i])
    )
    return _tidy(f"{words.strip()} {tail}" if tail else words)


def _is_joint(token: Token) -> bool:
    return token.text in {"-", "\u2011", "\u2013", "'s", "\u2019s", "/", "&"}


def _is_name(head: Token) -> bool:
    """Tell a noun that names from a pronoun, a number, a day."""
    if head.pos_ in {"PRON", "DET", "NUM"} or head.ent_type_ in {"DATE", "TIME", "CARDINAL"}:
        return False
    return head.pos_ in {"NOUN", "PROPN"} or head.text.isupper()


def can_act(head: Token) -> bool:
    """
    Tell whether a noun phrase can be the doer of an event.

    Parameters
    ----------
    head
        Its noun.

    Returns
    -------
    can_act
        True for people, organisations, countries and known sides; False for
        things, happenings and days.
    """
    if not _is_name(head):
        return False
    if head.ent_type_ in {"PERSON", "ORG", "NORP", "GPE"} or is_person_noun(head.lemma_.lower()):
        return True
    return bool(_known(noun_phrase(head)))


def _modifiers(head: Token) -> list[Token]:
    """Collect the words before a noun that belong to its name."""
    found: list[Token] = []
    for child in head.lefts:
        if (
            child.dep_ not in _BEFORE_HEAD
            or child.lower_ in _words("unnaming")
            or child.pos_ == "NUM"
        ):
            continue
        if child.dep_ in {"npadvmod", "quantmod"}:
            continue
        found.extend(word for word in child.subtree if word.pos_ != "DET" and not _counts(word))
    return [word for word in found if word.i < head.i]


def _counts(word: Token) -> bool:
    """Tell the four of "four officers" from that of "four-year-old"."""
    return word.pos_ == "NUM" and not word.doc[word.i + 1 : word.i + 2].text.startswith("-")


def _of_phrase(head: Token) -> str:
    """Return the "of ..." that belongs to a name, else nothing."""
    if head.lemma_.lower() not in _words("part"):
        return ""
    for child in head.rights:
        if child.lower_ == "of" and child.dep_ == "prep":
            inner = next((c for c in child.children if c.dep_ == "pobj"), None)
            name = noun_phrase(inner) if inner is not None else ""
            article = "the " if inner is not None and _has_the(inner) else ""
            return f"of {article}{name}" if name else ""
    return ""


def _has_the(noun: Token) -> bool:
    return any(child.lower_ == "the" for child in noun.children)
