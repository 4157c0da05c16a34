"""Tell what a toponym does in its sentence, and what kind of place the words demand."""

from __future__ import annotations

from geo.geoparsing.context import Mention, Reader
from geo.geoparsing.lexicon import head_nouns, word_kinds
from geo.geoparsing.wording import Word
from geo.language import Token

__all__ = ["is_speaker", "list_hint", "outer_hint", "role_of"]

# Words of a list of names at most, before or after its head noun.
_LONGEST_LIST = 40
# The Donetsk region, the Sambisa forest; but Boston harbour is in the city.
_TOLD_SMALL = frozenset(["RGN", "V"])
_SAINTS = frozenset(["st", "saint", "saints", "san", "santa"])
_PART_KINDS = ("org", "media", "team")
_PART_LABELS = ("ORG", "FAC", "PRODUCT", "EVENT", "WORK_OF_ART")


def role_of(reader: Reader, mention: Mention) -> str:
    """
    Tell the role of a name of a place.

    Parameters
    ----------
    reader
        Of the document.
    mention
        Not a demonym.

    Returns
    -------
    role
        `part` inside the name of an organisation or building, `metonym` for a
        country or capital that speaks, decides, is addressed, qualifies its
        people (US officials) or does something by hyphen (US-led), else `place`.
    """
    if _is_part(reader, mention):
        return "part"
    words = reader.words.items[mention.first : mention.last + 1]
    tokens = [reader.doc[word.token] for word in words]
    root = next((t for t in tokens if t.head not in tokens), tokens[-1])
    is_country = reader.kind(mention.name) == "country"
    is_capital_city = reader.is_capital_city(mention.name)
    if not is_country and not is_capital_city:
        return "place"
    following = reader.word(mention.last + 1)
    if following is not None and reader.gap(mention.last + 1) in ("-", "‑"):
        # A US-led coalition is not in the US; a London-based one is in London.
        return "metonym" if following.lower in word_kinds("agency") else "place"
    if is_speaker(root) or (is_capital_city and _stands_for_state(root)):
        return "metonym"
    return "metonym" if is_country and _qualifies_people(root) else "place"


def outer_hint(reader: Reader, mention: Mention) -> str:
    """
    Return the hint of the words beside a name.

    Parameters
    ----------
    reader
        Of the document.
    mention
        The name.

    Returns
    -------
    hint
        GeoNames class or code: `P` for "village of", `ADM1` for "province",
        `ADM2` in "X, Y and Z counties", `H` after "the" where a water bears
        the name; empty without one.
    """
    following = reader.word(mention.last + 1)
    if following is not None and reader.gap(mention.last + 1) == " ":
        noun = head_nouns("after").get(following.lower)
        is_told = noun is not None and (noun.hint[:1] in "AP" or noun.hint in _TOLD_SMALL)
        if noun is not None and (following.is_capital or is_told):
            return noun.hint
    before, farther = reader.word(mention.first - 1), reader.word(mention.first - 2)
    if before is None or reader.gap(mention.first) != " ":
        return list_hint(reader, mention)
    if before.lower in head_nouns("dir"):
        return head_nouns("dir")[before.lower].hint
    if before.lower == "of" and farther is not None and farther.lower in head_nouns("of"):
        return head_nouns("of")[farther.lower].hint
    if before.lower == "the":
        return _article_hint(reader, mention, following)
    return list_hint(reader, mention)


def _article_hint(reader: Reader, mention: Mention, following: Word | None) -> str:
    """Return the class of waters and ranges, which alone take an article: the Nile."""
    if following is not None and reader.doc[following.token].tag_.startswith("NN"):
        return ""
    codes = {match.place.feature_class for match in reader.matches(mention.name)}
    return next((code for code in "HT" if code in codes), "")


def list_hint(reader: Reader, mention: Mention, *, behind: bool = True) -> str:
    """
    Return the hint of a plural noun beside a list that the name stands in.

    Parameters
    ----------
    reader
        Of the document.
    mention
        The name.
    behind
        Whether the noun may stand behind the list, not only before it.

    Returns
    -------
    hint
        `P` for "the towns of X and Y", `ADM2` for "X, Y and Z counties"; empty without one.
    """
    nouns = head_nouns("list")
    for index in range(mention.last + 1, mention.last + _LONGEST_LIST * behind):
        word = reader.word(index)
        if word is None or reader.gap(index).strip() not in ("", ","):
            break
        if word.lower in nouns:
            return nouns[word.lower].hint
        if not word.is_capital and word.lower not in ("and", "or"):
            break
    for index in range(mention.first - 1, mention.first - _LONGEST_LIST, -1):
        word = reader.word(index)
        if word is None or reader.gap(index + 1).strip() not in ("", ","):
            break
        following = reader.word(index + 1)
        if word.lower in nouns and following is not None and following.lower == "of":
            return nouns[word.lower].hint
        if not word.is_capital and word.lower not in ("and", "or", "of"):
            break
    return ""


def _is_part(reader: Reader, mention: Mention) -> bool:
    """Tell whether the name stands inside that of an organisation or building."""
    items = reader.words.items
    last = reader.doc[items[mention.last].token]
    following = reader.word(mention.last + 1)
    if following is not None and following.is_capital and reader.gap(mention.last + 1) == " ":
        if any(following.lower in word_kinds(kind) for kind in _PART_KINDS):
            return True
        if last.ent_type_ in _PART_LABELS and _continues(reader, items[mention.last], following):
            return True
    before = reader.word(mention.first - 1)
    if _is_of_saint(reader, mention):
        return True
    if before is None or reader.gap(mention.first) != " " or last.ent_type_ not in _PART_LABELS:
        return False
    # University of Baghdad, Radio Kabul; a list of towns taken for an organisation is none.
    return _continues(reader, before, items[mention.first]) and (
        before.is_capital or before.lower in ("of", "de")
    )


def _is_of_saint(reader: Reader, mention: Mention) -> bool:
    """Tell both names in St. Rose of Lima, and Our Lady of Lourdes: churches."""
    after, name_after = reader.word(mention.last + 1), reader.word(mention.last + 2)
    if reader.words.items[mention.first].lower in _SAINTS:
        is_of = after is not None and after.lower == "of"
        return is_of and name_after is not None and name_after.is_capital
    of, name, title = (reader.word(mention.first - back) for back in (1, 2, 3))
    if of is None or name is None or title is None or of.lower != "of" or not name.is_capital:
        return False
    return title.lower in _SAINTS or (title.lower, name.lower) == ("our", "lady")


def _continues(reader: Reader, left: Word, right: Word) -> bool:
    """Tell whether the model has two words in one entity."""
    before, after = reader.doc[left.token], reader.doc[right.token]
    return after.ent_iob_ == "I" and before.ent_type_ == after.ent_type_


def _head(token: Token) -> Token:
    """Return the token that a coordinated one goes with."""
    while token.dep_ == "conj":
        token = token.head
    return token


def is_speaker(token: Token) -> bool:
    """Tell whether a name is the subject of a verb of saying or deciding, or is addressed."""
    token = _head(token)
    verb = token.head.lemma_.lower()
    if token.dep_ == "dobj":
        return verb in word_kinds("address")
    return token.dep_ == "nsubj" and verb in word_kinds("voice")


def _stands_for_state(token: Token) -> bool:
    """Tell whether a capital stands for its state: Moscow's refusal, talks with Tehran."""
    token = _head(token)
    if token.dep_ == "poss":
        return token.head.lemma_.lower() in word_kinds("state_act")
    if token.dep_ != "pobj" or token.head.lower_ not in ("between", "with"):
        return False
    return token.head.head.lemma_.lower() in word_kinds("state_relation")


def _qualifies_people(token: Token) -> bool:
    """Tell whether a country's name qualifies its people or bodies: US officials."""
    if token.dep_ not in ("compound", "amod", "nmod"):
        return False
    return token.head.lemma_.lower() in word_kinds("people")
