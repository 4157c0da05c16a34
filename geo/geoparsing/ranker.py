"""Weigh the candidates of all names of an article together; plain numpy, readable weights."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

import numpy as np

from geo.errors import DataError
from geo.geoparsing.candidate_features import FIXED, Array, Ints, haversine_km
from geo.geoparsing.candidate_table import Table
from geo.resources import data_path

__all__ = ["CONTEXT", "Ranker", "context_features", "load_ranker", "softmax"]

# Features that depend on what the other names are believed to mean.
CONTEXT = (
    "country of the others",
    "country of the neighbours",
    "country or its people named",
    "division of the others",
    "division of the neighbours",
    "division named",
    "town within 30 km",
    "town within 150 km",
    "town within 600 km",
    "nearest town",
    "country of the first name",
    "division of the first name",
    "country of the sentence",
    "country named in the sentence",
    "division named in the sentence",
    "famous, and its country named in the sentence",
    "capital named beside other capitals",
)
# Distances in km over which the pull of another town fades.
_REACHES = (30.0, 150.0, 600.0)
_ROUNDS = 3


def context_features(table: Table, belief: Array) -> Array:
    """
    Compute the features that depend on the other names.

    Parameters
    ----------
    table
        Of the article.
    belief
        Probability of every row within its group.

    Returns
    -------
    features
        The `CONTEXT` columns; a group never supports itself.
    """
    found = np.zeros((len(belief), len(CONTEXT)))
    column = {name: i for i, name in enumerate(CONTEXT)}
    count = len(table.groups)
    others = np.ones((count, count)) - np.eye(count)
    others *= table.weight[None, :]
    others /= np.maximum(others.sum(axis=1, keepdims=True), 2.0)
    first = np.zeros((count, count))
    earliest = min(range(count), key=lambda g: table.groups[g].positions[0])
    first[:, earliest] = 1.0
    first[earliest, earliest] = 0.0
    for noun, of, size in (
        ("country", table.country, table.countries),
        ("division", table.division, table.divisions),
    ):
        if not size:
            continue
        rows = np.flatnonzero(of >= 0)
        at = (table.group[rows], of[rows])
        mass = _mass(at, belief[rows], count, size)
        for name, pull in (("others", others), ("neighbours", table.near), ("first name", first)):
            found[rows, column[f"{noun} of the {name}"]] = (pull @ mass)[at]
        level = 0 if noun == "country" else 1
        loud = belief[rows] * table.voice[table.group[rows]]
        named = _mass(at, loud * (table.level[rows] == level), count, size)
        total = (named.sum(axis=0)[None, :] - named)[at]
        if noun == "country":
            total = total + np.minimum(table.demonyms[of[rows]], 3) / 2
        key = "country or its people named" if noun == "country" else "division named"
        found[rows, column[key]] = np.minimum(total, 2) / 2
    _add_sentences(table, belief, found, column)
    _add_distances(table, belief, found, column)
    _add_capitals(table, found, column)
    return found


def _add_capitals(table: Table, found: Array, column: dict[str, int]) -> None:
    """Mark capitals named in one sentence with others, whatever small towns share their names."""
    is_capital = table.fixed[:, FIXED.index("is capital")] > 0
    is_capital &= table.fixed[:, FIXED.index("alternate name")] == 0
    bears = np.zeros(len(table.groups))
    bears[table.group[is_capital]] = 1
    beside = (table.same > 0) @ bears
    found[is_capital, column["capital named beside other capitals"]] = np.minimum(
        beside[table.group[is_capital]] / 2, 1
    )


def _add_sentences(table: Table, belief: Array, found: Array, column: dict[str, int]) -> None:
    """Compute what the other names of a name's own sentences say about it."""
    count = len(table.groups)
    together = table.same / np.maximum(table.same.sum(axis=1, keepdims=True), 1.0)
    for noun, level, of, size in (
        ("country", 0, table.country, table.countries),
        ("division", 1, table.division, table.divisions),
    ):
        rows = np.flatnonzero(of >= 0)
        at = (table.group[rows], of[rows])
        if not size or not len(rows):
            continue
        named = table.same @ _mass(at, belief[rows] * (table.level[rows] == level), count, size)
        if noun == "country":
            mass = together @ _mass(at, belief[rows], count, size)
            found[rows, column["country of the sentence"]] = mass[at]
            named = named + table.beside
        found[rows, column[f"{noun} named in the sentence"]] = np.minimum(named, 1.0)[at]
    famous = table.fixed[:, FIXED.index("famous by far")]
    with_country = found[:, column["country named in the sentence"]]
    found[:, column["famous, and its country named in the sentence"]] = famous * with_country


def _mass(at: tuple[Ints, Ints], weights: Array, count: int, size: int) -> Array:
    flat = np.bincount(at[0] * size + at[1], weights=weights, minlength=count * size)
    return np.asarray(flat.reshape(count, size), dtype=np.float64)


def _add_distances(table: Table, belief: Array, found: Array, column: dict[str, int]) -> None:
    points = np.flatnonzero(table.is_point & (belief > 0.15))
    rows = np.flatnonzero(table.is_point)
    if not len(points) or not len(rows):
        return
    km = haversine_km(
        table.lon[rows][:, None],
        table.lat[rows][:, None],
        table.lon[points][None],
        table.lat[points][None],
    )
    other = table.group[rows][:, None] != table.group[points][None]
    pull = (belief * table.voice[table.group])[points][None] * other
    for reach in _REACHES:
        total = (pull * np.exp(-km / reach)).sum(axis=1)
        found[rows, column[f"town within {reach:.0f} km"]] = np.log1p(total)
    closest = np.where(other, km / np.maximum(belief[points][None], 0.15), 20000.0).min(axis=1)
    found[rows, column["nearest town"]] = 1 - np.log1p(np.minimum(closest, 20000.0)) / np.log(
        20001.0
    )


@dataclass(frozen=True)
class Ranker:
    """
    A conditional logit model: one weight a feature, first without context, then with it.

    Attributes
    ----------
    alone
        Weights of the `FIXED` features for a first belief.
    together
        Weights of the `FIXED`, then the `CONTEXT` features.
    temperature
        Divides the final scores, so that probabilities are calibrated.
    """

    alone: Array
    together: Array
    temperature: float = 1.0

    def weigh(self, table: Table) -> tuple[Array, Array]:
        """Return the probability of every row within its group, and all features."""
        features = np.hstack([table.fixed, np.zeros((len(table.fixed), len(CONTEXT)))])
        belief = softmax(table, table.fixed @ self.alone)
        scores = table.fixed @ self.alone
        for _ in range(_ROUNDS):
            features = np.hstack([table.fixed, context_features(table, belief)])
            scores = features @ self.together
            belief = softmax(table, scores)
        return softmax(table, scores / self.temperature), features


def softmax(table: Table, scores: Array) -> Array:
    """Return probabilities that sum to 1 within every group."""
    top = np.maximum.reduceat(scores, table.first_row)
    odds = np.exp(scores - top[table.group])
    total = np.add.reduceat(odds, table.first_row)
    return np.asarray(odds / total[table.group], dtype=np.float64)


@cache
def load_ranker(name: str = "resolve_weights.json") -> Ranker:
    """
    Load the weights.

    Parameters
    ----------
    name
        A JSON file of `data/` with `alone`, `together` and `temperature`.

    Returns
    -------
    ranker
        Features that the file does not name weigh nothing.

    Raises
    ------
    DataError
        When the file is damaged.
    """
    path = data_path(name)
    try:
        parts = json.loads(path.read_text(encoding="utf-8"))
        alone = np.array([float(parts["alone"].get(key, 0.0)) for key in FIXED])
        together = np.array([float(parts["together"].get(key, 0.0)) for key in (*FIXED, *CONTEXT)])
        return Ranker(alone, together, float(parts["temperature"]))
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        msg = f"Expected alone, together and temperature in {path}: {error}. Reinstall dateline."
        raise DataError(msg) from error
