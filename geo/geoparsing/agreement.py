"""What the names of an article say about each other: a name is likelier where its namesakes are."""

from __future__ import annotations

from collections.abc import Sequence

from geo.geoparsing.context import Mention, Reader
from geo.names import fold

__all__ = ["agreement_clues"]

# From here on a mention speaks for others.
_SURE = 0.5
# Lower ends of the steps into which shares and probabilities are put.
_SHARES = (0.5, 0.25, 0.1, 0.02)
_CHANCES = (0.9, 0.7, 0.4, 0.2)
_LONGEST_GAP = 6
_LINKS = frozenset([",", "and", ", and", "or", "and the", "to", "in", "/", "-"])
# Fewer other names say nothing about where an article plays.
_LEAST_OTHERS = 3
# Below this many words an article names most things once.
_SHORT_TEXT = 80


def agreement_clues(
    reader: Reader, mentions: Sequence[Mention], probabilities: Sequence[float]
) -> list[list[str]]:
    """
    Return further clues for each mention, from what the others were taken for.

    Parameters
    ----------
    reader
        Of the document.
    mentions
        In text order.
    probabilities
        That each is a toponym, by its own clues alone.

    Returns
    -------
    clues
        One list a mention: whether the same name was taken for a place
        elsewhere, whether its neighbours in a list were, and whether it has
        candidates in the countries and divisions of the other names.
    """
    names = [fold(mention.name) for mention in mentions]
    best = _best_elsewhere(names, mentions, probabilities)
    regions = _regions(reader, names, mentions, probabilities)
    is_short = len(reader.words.items) < _SHORT_TEXT
    nowhere = f"same name nowhere{' in a short text' if is_short else ''}"
    found = []
    for i, mention in enumerate(mentions):
        clues = [f"same name {_step(best[i], _CHANCES)}" if best[i] >= 0 else nowhere]
        clues += _neighbours(reader, mentions, probabilities, i)
        clues += _coherence(reader, mention, names[i], regions)
        found.append(clues)
    return found


def _step(value: float, steps: Sequence[float]) -> str:
    return next((str(step) for step in steps if value >= step), "0")


def _best_elsewhere(
    names: Sequence[str], mentions: Sequence[Mention], probabilities: Sequence[float]
) -> list[float]:
    """Return the greatest probability of the same name at another spot; -1 without another."""
    spots: dict[str, list[tuple[float, int]]] = {}
    for i, name in enumerate(names):
        spots.setdefault(name, []).append((probabilities[i], mentions[i].start))
    ranked = {name: sorted(rows, reverse=True)[:2] for name, rows in spots.items()}
    found = []
    for i, name in enumerate(names):
        others = [p for p, start in ranked[name] if start != mentions[i].start]
        found.append(max(others, default=-1.0))
    return found


def _neighbours(
    reader: Reader, mentions: Sequence[Mention], probabilities: Sequence[float], i: int
) -> list[str]:
    """Tell how surely the mentions just before and after, in a list or a chain, are places."""
    found = []
    for step, side in ((-1, "before"), (1, "after")):
        chance, link = -1.0, ""
        for j in range(i + step, i + step * 4, step):
            if not 0 <= j < len(mentions):
                break
            left, right = (mentions[j], mentions[i]) if step < 0 else (mentions[i], mentions[j])
            between = reader.words.text[left.end : right.start]
            if right.start < left.end or len(between) > _LONGEST_GAP:
                continue
            words = between.strip()
            if words in _LINKS and probabilities[j] > chance:
                chance, link = probabilities[j], words
        if chance >= 0:
            found.append(f"{side} {link}: {_step(chance, _CHANCES)}")
    return found


def _regions(
    reader: Reader,
    names: Sequence[str],
    mentions: Sequence[Mention],
    probabilities: Sequence[float],
) -> dict[str, dict[str, float]]:
    """Return by name the countries and divisions that its candidates vote for, one vote in all."""
    votes: dict[str, dict[str, float]] = {}
    for name, mention, chance in zip(names, mentions, probabilities, strict=True):
        if chance < _SURE or name in votes:
            continue
        votes[name] = _votes(reader, mention.name)
    return votes


def _votes(reader: Reader, name: str) -> dict[str, float]:
    places = [match.place for match in reader.matches(name)]
    countries = {place.country_code for place in places if place.country_code}
    divisions = {f"{p.country_code}.{p.admin1_code}" for p in places if p.admin1_code}
    votes = {country: 1 / len(countries) for country in countries}
    votes |= {division: 1 / len(divisions) for division in divisions}
    return votes


def _coherence(
    reader: Reader, mention: Mention, name: str, regions: dict[str, dict[str, float]]
) -> list[str]:
    others = [votes for other, votes in regions.items() if other != name]
    mine = _votes(reader, mention.name)
    if len(others) < _LEAST_OTHERS or not mine:
        return []
    found = []
    for noun, is_division in (("country", False), ("division", True)):
        keys = [key for key in mine if ("." in key) == is_division]
        shares = [
            sum(votes.get(key, 0.0) for votes in others) / len(others) for key in sorted(keys)
        ]
        found.append(f"{noun} shared {_step(max(shares, default=0.0), _SHARES)}")
    return found
