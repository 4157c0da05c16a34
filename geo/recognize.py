"""Find the toponyms of a text: the model proposes, the gazetteer and the wording decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geo.agreement import agreement_clues
from geo.context import Mention, Reader
from geo.gazetteer import Gazetteer
from geo.language import Doc, Token
from geo.lexicon import head_nouns, word_kinds
from geo.model import Toponym
from geo.names import fold
from geo.weights import load_linear
from geo.wording import name_ranges, trim_span

__all__ = ["describe", "mentions", "recognize"]

WEIGHTS = "recognize_weights.json"
# Annotators take about one in five for a part of a name or no toponym at all: American Airlines.
DEMONYM_CHANCE = 0.8
# Words of a list of names at most, before or after its head noun.
_LONGEST_LIST = 40
PLACE_LABELS = ("GPE", "LOC", "FAC")
# Nouns of relations that states have: "talks between Washington and Moscow".
_STATE_RELATIONS = frozenset(
    [
        "talk",
        "negotiation",
        "relation",
        "relationship",
        "tie",
        "tension",
        "agreement",
        "deal",
        "war",
        "pact",
        "treaty",
        "summit",
        "dispute",
        "rivalry",
        "cooperation",
        "alliance",
        "ceasefire",
        "truce",
        "dialogue",
        "meeting",
    ]
)
# What a government has: "Moscow's refusal".
_STATE_ACTS = frozenset(
    [
        "decision",
        "policy",
        "stance",
        "position",
        "request",
        "refusal",
        "claim",
        "demand",
        "offer",
        "denial",
        "ally",
        "support",
        "response",
        "statement",
        "government",
        "reaction",
        "accusation",
        "intervention",
        "ambition",
    ]
)


def recognize(doc: Doc, gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    """
    Find the toponyms of a parsed text.

    Parameters
    ----------
    doc
        Parsed with entities, tags and dependencies.
    gazetteer
        Says which capitalised words are names of places and of whose people.

    Returns
    -------
    toponyms
        In text order, without overlaps. Inhabitants (Iraqi) are among them
        with the role `demonym`, names inside those of organisations and
        buildings with `part`, capitals and countries that speak or decide
        with `metonym`.
    """
    reader = Reader(doc, gazetteer)
    asked = [mention for mention in mentions(reader) if not _is_side(reader, mention)]
    clues = [reader.clues(mention) for mention in asked]
    alone, together = load_linear(WEIGHTS, "alone"), load_linear(WEIGHTS, "together")
    first = [alone.probability(row) for row in clues]
    scored = []
    for mention, row, more in zip(asked, clues, agreement_clues(reader, asked, first), strict=True):
        probability = together.probability(row + more)
        if probability >= together.threshold:
            scored.append((probability, mention))
    chosen = _without_overlaps(scored, _demonyms(reader))
    return tuple(_toponym(reader, mention, chance) for chance, mention in chosen)


def describe(
    doc: Doc, spans: Iterable[tuple[int, int]], gazetteer: Gazetteer
) -> tuple[Toponym, ...]:
    """
    Turn given spans into toponyms with the role and hint that their context gives.

    Parameters
    ----------
    doc
        Parsed.
    spans
        Characters of the text, each a name of a place or of inhabitants.
    gazetteer
        As for `recognize`.

    Returns
    -------
    toponyms
        One per span, in the given order.
    """
    reader = Reader(doc, gazetteer)
    found = []
    for start, end in spans:
        word_range = trim_span(reader.words, start, end) or (
            max(0, reader.words.at(start)),
            max(0, reader.words.at(end - 1)),
        )
        name = reader.words.text[start:end]
        first, last = word_range
        rule = "demonym" if _is_demonym(reader, name, last) else "given"
        mention = Mention(first, last, start, end, name, rule, _inner_hint(reader, first, last))
        found.append(_toponym(reader, mention))
    return tuple(found)


def _is_demonym(reader: Reader, name: str, last: int) -> bool:
    """Tell whether a name is of inhabitants, though a town may be called so: Canadian, Texas."""
    if not reader.gazetteer.demonym(name):
        return False
    return not (reader.matches(name) and reader.gap(last + 1).startswith(","))


def mentions(reader: Reader) -> list[Mention]:
    """
    Return every range of words worth asking about, in text order; they may overlap.

    Parameters
    ----------
    reader
        Of the document.

    Returns
    -------
    mentions
        Names that the gazetteer knows, names made with a head noun, and
        entities of the model.
    """
    found: dict[tuple[int, int], Mention] = {}
    for first, last in name_ranges(reader.words):
        mention = _known(reader, first, last) or _headed(reader, first, last)
        if mention is not None:
            found[mention.start, mention.end] = mention
    for entity in reader.doc.ents:
        if entity.label_ not in PLACE_LABELS:
            continue
        trimmed = trim_span(reader.words, entity.start_char, entity.end_char)
        if trimmed is not None:
            mention = _mention(reader, *trimmed, "model")
            found.setdefault((mention.start, mention.end), mention)
    return [found[key] for key in sorted(found)]


def _mention(reader: Reader, first: int, last: int, rule: str, *, point: int = 0) -> Mention:
    items = reader.words.items
    start, end = items[first].start, items[last].end + point
    name = reader.words.text[start:end]
    return Mention(first, last, start, end, name, rule, _inner_hint(reader, first, last))


def _known(reader: Reader, first: int, last: int) -> Mention | None:
    """Return the range as a mention when the gazetteer knows it, with its point if that helps."""
    items = reader.words.items
    start, end = items[first].start, items[last].end
    text = reader.words.text
    if text[end : end + 1] == "." and end - items[last].start <= 6:
        pointed = text[start : end + 1]
        if any(m.name_kind == "short" for m in reader.matches(pointed)):
            return _mention(reader, first, last, "gazetteer", point=1)
    name = text[start:end]
    # Single capitals are initials, lines of verse and lists.
    if len(name) < 2 or name.isdigit() or not reader.matches(name):
        return None
    return _mention(reader, first, last, "gazetteer")


def _headed(reader: Reader, first: int, last: int) -> Mention | None:
    """Return the range as a mention when it is a name and its head noun: Walker County."""
    if first == last:
        return None
    items = reader.words.items
    if any(not item.is_capital for item in items[first : last + 1]):
        return None
    after = head_nouns("after").get(items[last].lower)
    before = head_nouns("before").get(items[first].lower)
    if (after is not None and after.joins) or (before is not None and before.joins):
        return _mention(reader, first, last, "head noun")
    return None


def _inner_hint(reader: Reader, first: int, last: int) -> str:
    """Return the hint of a head noun that is part of the name, unless a town is called so."""
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


def _is_side(reader: Reader, mention: Mention) -> bool:
    """Tell whether the name is a football club's: Manchester United."""
    following = reader.word(mention.last + 1)
    if following is None or not following.is_capital or reader.gap(mention.last + 1) != " ":
        return False
    return following.lower in word_kinds("club")


def _demonyms(reader: Reader) -> list[Mention]:
    """Return the names of inhabitants; two words before one, people and languages left out."""
    found: list[Mention] = []
    taken: set[int] = set()
    items = reader.words.items
    for first, word in enumerate(items):
        if not word.is_capital or first in taken or _is_other_name(reader, first):
            continue
        for last in (first + 1, first):
            if last >= len(items) or (last > first and reader.gap(last) not in (" ", "-")):
                continue
            name = reader.words.text[word.start : items[last].end]
            if reader.gazetteer.demonym(name):
                taken.update(range(first, last + 1))
                found.append(Mention(first, last, word.start, items[last].end, name, "demonym"))
                break
    return found


def _is_other_name(reader: Reader, index: int) -> bool:
    """Tell whether a word is a language or the later part of a person's name: Baghdadi, English."""
    word = reader.words.items[index]
    token = reader.doc[word.token]
    if token.ent_type_ == "LANGUAGE":
        return True
    if token.ent_type_ != "PERSON":
        return False
    return token.ent_iob_ == "I" or word.start > token.idx or reader.is_surname(fold(word.text))


def _without_overlaps(
    scored: Sequence[tuple[float, Mention]], demonyms: Sequence[Mention]
) -> list[tuple[float, Mention]]:
    """Keep the likeliest of overlapping mentions; a demonym gives way only to a longer name."""
    ranked = sorted(scored, key=lambda row: (-row[0], row[1].start - row[1].end, row[1].start))
    kept: list[tuple[float, Mention]] = []
    taken: set[int] = set()
    for chance, mention in ranked:
        inside = set(range(mention.first, mention.last + 1))
        blocked = any(d.first <= mention.first and mention.last <= d.last for d in demonyms)
        if not blocked and not inside & taken:
            taken |= inside
            kept.append((chance, mention))
    kept += [(DEMONYM_CHANCE, d) for d in demonyms if not taken & set(range(d.first, d.last + 1))]
    return sorted(kept, key=lambda row: row[1].start)


def _toponym(reader: Reader, mention: Mention, chance: float = 1.0) -> Toponym:
    role = "demonym" if mention.rule == "demonym" else _role(reader, mention)
    hint = mention.hint or _outer_hint(reader, mention) or _list_hint(reader, mention)
    token = reader.doc[reader.words.items[mention.first].token]
    rule = f"model {token.ent_type_}" if mention.rule == "model" else mention.rule
    return Toponym(mention.start, mention.end, mention.name, role, hint, rule, round(chance, 4))


def _outer_hint(reader: Reader, mention: Mention) -> str:
    """Return the hint of a head noun beside the name: village of X, X province."""
    following = reader.word(mention.last + 1)
    if following is not None and reader.gap(mention.last + 1) == " ":
        noun = head_nouns("after").get(following.lower)
        if noun is not None and (following.is_capital or noun.hint[:1] in "AP"):
            return noun.hint
    before, farther = reader.word(mention.first - 1), reader.word(mention.first - 2)
    if before is None or reader.gap(mention.first) != " ":
        return ""
    if before.lower in head_nouns("dir"):
        return head_nouns("dir")[before.lower].hint
    if before.lower == "of" and farther is not None and farther.lower in head_nouns("of"):
        return head_nouns("of")[farther.lower].hint
    return ""


def _list_hint(reader: Reader, mention: Mention) -> str:
    """Return the hint of a plural noun after or before a list that the name stands in."""
    nouns = head_nouns("list")
    for index in range(mention.last + 1, mention.last + _LONGEST_LIST):
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


def _role(reader: Reader, mention: Mention) -> str:
    if _is_part(reader, mention):
        return "part"
    tokens = [
        reader.doc[word.token] for word in reader.words.items[mention.first : mention.last + 1]
    ]
    root = next((t for t in tokens if t.head not in tokens), tokens[-1])
    kind = reader.kind(mention.name)
    is_capital_city = any(m.place.feature_code == "PPLC" for m in reader.matches(mention.name))
    if kind != "country" and not is_capital_city:
        return "place"
    if _speaks(root) or (is_capital_city and _stands_for_state(root)):
        return "metonym"
    return "place"


def _is_part(reader: Reader, mention: Mention) -> bool:
    """Tell whether the name stands inside that of an organisation or building."""
    token = reader.doc[reader.words.items[mention.first].token]
    last = reader.doc[reader.words.items[mention.last].token]
    if token.ent_type_ == last.ent_type_ and token.ent_type_ in ("ORG", "FAC", "PRODUCT"):
        entity = next((e for e in reader.doc.ents if e.start <= token.i < e.end), None)
        if entity is not None:
            inside = trim_span(reader.words, entity.start_char, entity.end_char)
            if inside is not None and inside != (mention.first, mention.last):
                return True
    following = reader.word(mention.last + 1)
    if following is None or not following.is_capital or reader.gap(mention.last + 1) != " ":
        return False
    return any(following.lower in word_kinds(kind) for kind in ("org", "media", "team"))


def _speaks(token: Token) -> bool:
    """Tell whether a name is the subject of a verb of saying or deciding."""
    while token.dep_ == "conj":
        token = token.head
    return token.dep_ == "nsubj" and token.head.lemma_.lower() in word_kinds("voice")


def _stands_for_state(token: Token) -> bool:
    while token.dep_ == "conj":
        token = token.head
    if token.dep_ == "poss":
        return token.head.lemma_.lower() in _STATE_ACTS
    if token.dep_ != "pobj" or token.head.lower_ not in ("between", "with"):
        return False
    return token.head.head.lemma_.lower() in _STATE_RELATIONS
