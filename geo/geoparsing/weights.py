"""Linear models kept as readable JSON: a weight for every named clue."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from geo.errors import DataError
from geo.resources import data_path

__all__ = ["Linear", "load_linear", "sigmoid"]


@dataclass(frozen=True, slots=True)
class Linear:
    """
    A logistic model over clues that hold or do not.

    Attributes
    ----------
    bias
        Log-odds without any clue.
    weights
        Log-odds that a clue adds; unknown clues add nothing.
    threshold
        Least probability at which to say yes.
    """

    bias: float
    weights: dict[str, float]
    threshold: float

    def probability(self, clues: Iterable[str]) -> float:
        """Return the probability that clues which all hold give together."""
        weights = self.weights
        return sigmoid(self.bias + sum(weights.get(clue, 0.0) for clue in clues))


def sigmoid(log_odds: float) -> float:
    """
    Turn log-odds into a probability, without overflow.

    >>> sigmoid(0.0), sigmoid(-1000.0)
    (0.5, 0.0)
    """
    if log_odds < 0:
        odds = math.exp(max(log_odds, -700.0))
        return round(odds / (1 + odds), 12)
    return 1 / (1 + math.exp(-log_odds))


@cache
def load_linear(name: str, part: str) -> Linear:
    """
    Load a model of `data/`.

    Parameters
    ----------
    name
        A JSON file of models by name.
    part
        The model: an object with `bias`, `threshold` and `weights`.

    Returns
    -------
    model
        Read once for a process.

    Raises
    ------
    DataError
        When the file is missing or lacks a part.
    """
    path = data_path(name)
    try:
        parts = json.loads(path.read_text(encoding="utf-8"))[part]
        return Linear(parts["bias"], parts["weights"], parts["threshold"])
    except (json.JSONDecodeError, KeyError) as error:
        wanted = f"bias, threshold and weights under {part!r}"
        msg = f"Expected {wanted} in {path}: {error}. Reinstall dateline."
        raise DataError(msg) from error
