"""Find the toponyms of a text: the model proposes, the gazetteer and the wording decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geo.gazetteer.lookup import Gazetteer
from geo.geoparsing.agreement import agreement_clues
from geo.geoparsing.clues import clues_of
from geo.geoparsing.context import Mention, Reader
from geo.geoparsing.event_places import is_event_place
from geo.geoparsing.mentions import demonyms_in, inner_hint, mentions_in
from geo.geoparsing.roles import outer_hint, role_of
from geo.geoparsing.told_places import SAID_TO_BE, is_explained, is_headed, is_in_dateline
from geo.geoparsing.weights import load_linear
from geo.geoparsing.wording import trim_span
from geo.language import Doc
from geo.model import Toponym

__all__ = ["describe", "recognize"]

WEIGHTS = "recognize_weights.json"
# Annotators take about one in five for a part of a name or no toponym at all: American Airlines.
DEMONYM_CHANCE = 0.8
# Annotated news has few villages that no gazetteer knows; "the village of" leaves little doubt.
SAID_CHANCE = 0.7


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
    asked = mentions_in(reader)
    clues = [clues_of(reader, mention) for mention in asked]
    alone, together = load_linear(WEIGHTS, "alone"), load_linear(WEIGHTS, "together")
    first = [alone.probability(row) for row in clues]
    scored = []
    for mention, row, more in zip(asked, clues, agreement_clues(reader, asked, first), strict=True):
        probability = together.probability(row + more)
        is_told = mention.rule == SAID_TO_BE or is_headed(reader, mention)
        is_told = is_told or is_explained(reader, mention) or is_in_dateline(reader, mention)
        if is_told or is_event_place(reader, mention, probability):
            probability = max(probability, SAID_CHANCE)
        if probability >= together.threshold:
            scored.append((probability, mention))
    chosen = _without_overlaps(_with_whole_names(reader, scored, asked), demonyms_in(reader))
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
        mention = Mention(first, last, start, end, name, rule, inner_hint(reader, first, last))
        found.append(_toponym(reader, mention))
    return tuple(found)


def _is_demonym(reader: Reader, name: str, last: int) -> bool:
    """Tell whether a name is of inhabitants, though a town may be called so: Canadian, Texas."""
    if not reader.gazetteer.demonym(name) or reader.kind(name) == "country":
        return False
    return not (reader.matches(name) and reader.gap(last + 1).startswith(","))


def _with_whole_names(
    reader: Reader, scored: Sequence[tuple[float, Mention]], asked: Sequence[Mention]
) -> list[tuple[float, Mention]]:
    """Let a longer name of the gazetteer be as likely as what it is made of: Guinea-Bissau."""
    found = {mention: chance for chance, mention in scored}
    for mention in asked:
        begins = reader.words.items[mention.first].lower
        if mention.first == mention.last or mention.rule != "gazetteer" or begins == "the":
            continue
        if not any(match.name_kind == "preferred" for match in reader.matches(mention.name)):
            continue
        inner = [
            chance
            for chance, other in scored
            if mention.first <= other.first
            and other.last <= mention.last
            and other.last - other.first < mention.last - mention.first
        ]
        if inner:
            # A little more, so that the longer one is the first of equals.
            found[mention] = max(found.get(mention, 0.0), min(1.0, max(inner) + 1e-6))
    return [(chance, mention) for mention, chance in found.items()]


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
    role = "demonym" if mention.rule == "demonym" else role_of(reader, mention)
    hint = mention.hint or outer_hint(reader, mention)
    token = reader.doc[reader.words.items[mention.first].token]
    rule = f"model {token.ent_type_}" if mention.rule == "model" else mention.rule
    return Toponym(mention.start, mention.end, mention.name, role, hint, rule, round(chance, 4))
