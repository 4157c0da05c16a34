"""Lay out the candidates of all names of an article as one table of readable features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.geoparsing.candidate_features import Array, Ints, add_home, class_of, fixed_features
from geo.geoparsing.candidates import Group, Home

__all__ = ["Table", "build_table"]

_LEVELS = ("is country", "is first-order division")
_EXTENDED = (*_LEVELS, "is region or continent")


@dataclass(frozen=True)
class Table:
    """
    All candidates of an article as columns; rows of a group follow each other.

    Attributes
    ----------
    group
        Index of the row's group.
    first_row
        Where each group begins.
    lon, lat
        Radians.
    country, division
        Small integers, equal for the same country or division; -1 for none.
    is_point
        Whether the row is a town or other point, so that distances mean something.
    level
        0 country, 1 first-order division, 2 anything else.
    fixed
        The `FIXED` features, one column each.
    demonyms
        How often each country's people are named, by country integer.
    """

    groups: tuple[Group, ...]
    group: Ints
    first_row: Ints
    lon: Array
    lat: Array
    country: Ints
    division: Ints
    is_point: NDArray[np.bool_]
    level: Ints
    fixed: Array
    demonyms: Array
    countries: int
    divisions: int
    near: Array
    weight: Array
    same: Array
    beside: Array
    voice: Array


def build_table(
    groups: Sequence[Group],
    demonyms: Sequence[tuple[str, int]],
    home: Home,
    sentences: Sequence[int] = (),
) -> Table:
    """
    Lay out the candidates of an article.

    Parameters
    ----------
    groups
        At least one.
    demonyms
        Of inhabitants named: a country code and the sentence's number, one for each mention.
    home
        Of the article's source.
    sentences
        The number of each toponym's sentence; without them, every sentence holds one name.

    Returns
    -------
    table
        With every fixed feature computed.
    """
    rows = [(g, match) for g, group in enumerate(groups) for match in group.matches]
    group = np.array([g for g, _ in rows], dtype=np.int64)
    first_row = np.searchsorted(group, np.arange(len(groups)))
    country_of: dict[str, int] = {}
    division_of: dict[tuple[str, str], int] = {}
    country = np.full(len(rows), -1, dtype=np.int64)
    division = np.full(len(rows), -1, dtype=np.int64)
    for i, (_, match) in enumerate(rows):
        code, admin1 = match.place.country_code, match.place.admin1_code
        if code:
            country[i] = country_of.setdefault(code, len(country_of))
        if code and admin1 and admin1 != "00":
            division[i] = division_of.setdefault((code, admin1), len(division_of))
    named = np.zeros(len(country_of) + 1)
    for code, _ in demonyms:
        if code in country_of:
            named[country_of[code]] += 1
    places_in = [
        frozenset(sentences[i] for i in g.positions) if sentences else frozenset[int]()
        for g in groups
    ]
    beside = np.zeros((len(groups), len(country_of)))
    for code, sentence in demonyms:
        if code in country_of:
            beside[[sentence in found for found in places_in], country_of[code]] = 1
    lon = np.radians(np.array([match.place.lon for _, match in rows]))
    lat = np.radians(np.array([match.place.lat for _, match in rows]))
    kinds = [class_of(match) for _, match in rows]
    level = np.array([_LEVELS.index(k) if k in _LEVELS else 2 for k in kinds], dtype=np.int64)
    is_point = np.array([k not in _EXTENDED for k in kinds])
    fixed = fixed_features(groups, rows, kinds, group, first_row)
    add_home(fixed, rows, lon, lat, is_point, home)
    voice = np.array([g.voice for g in groups])
    weight = np.sqrt(np.array([g.count for g in groups], dtype=float)) * voice
    return Table(
        tuple(groups), group, first_row, lon, lat, country, division, is_point, level, fixed,
        named, len(country_of), len(division_of), _nearness(groups) * voice, weight,
        _same_sentence(groups, places_in) * voice, beside, voice,
    )  # fmt: skip


def _same_sentence(groups: Sequence[Group], places_in: Sequence[frozenset[int]]) -> Array:
    """Return in what share of a group's sentences each other group is named."""
    same = np.zeros((len(groups), len(groups)))
    for a, mine in enumerate(places_in):
        for b, theirs in enumerate(places_in):
            if a != b and mine & theirs:
                same[a, b] = len(mine & theirs) / len(mine)
    return same


def _nearness(groups: Sequence[Group]) -> Array:
    """Return how near in the text every two groups stand; rows sum to 1 at most."""
    order = sorted((position, g) for g, group in enumerate(groups) for position in group.positions)
    near = np.zeros((len(groups), len(groups)))
    sequence = [g for _, g in order]
    for step, pull in ((1, 1.0), (2, 0.5), (3, 0.25)):
        for left, right in zip(sequence, sequence[step:], strict=False):
            if left != right:
                near[left, right] += pull
                near[right, left] += pull
    total = near.sum(axis=1, keepdims=True)
    shares: Array = near / np.maximum(total, 1.0)
    return shares
