"""How often analysts changed what: a measure of the program on the site's own news."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from geo.gazetteer.sphere import distance_km
from geo.model import LonLat
from geo.review.corrections import Correction

SCORED = (
    *("place", "geometry", "type", "status", "date", "numbers", "actors"),
    *("strike", "merge", "split"),
)
_NOT_SEEN = frozenset({"comment", "undo"})
# Two-sided 95 %.
_Z = 1.959964
BINS = ((0.0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.01))


@dataclass(frozen=True, slots=True)
class Score:
    """
    How often one field was changed.

    Attributes
    ----------
    field
        Of corrections; for names `name`.
    n_seen
        Rows that an analyst looked at: changed something in, or confirmed.
    n_changed
        Those of them in which this field was changed.
    low, high
        Of the share, the 95 % interval (Wilson 1927, Journal of the American
        Statistical Association 22).
    moved_km
        Median way of the points that were moved; None without any.
    """

    field: str
    n_seen: int
    n_changed: int
    low: float
    high: float
    moved_km: float | None = None

    @property
    def share(self) -> float:
        """Of the rows seen; 0 when none was."""
        return self.n_changed / self.n_seen if self.n_seen else 0.0


def score_corrections(corrections: Iterable[Correction]) -> list[Score]:
    """
    Count what analysts changed.

    Parameters
    ----------
    corrections
        All ever made; those undone do not count.

    Returns
    -------
    scores
        One for each kind of change to incidents, then `name` for names. What
        nobody looked at counts nowhere: rows of the queue are worse than others,
        so that this is no error rate of all that is published.
    """
    standing = _standing(corrections)
    seen = {each.target for each in standing if not each.target.startswith("toponym:")}
    scores = [_score(name, len(seen), standing) for name in SCORED]
    names = [each for each in standing if each.target.startswith("toponym:")]
    changed = {each.target for each in names if each.field == "place"}
    n_names = len({each.target for each in names})
    return [*scores, Score("name", n_names, len(changed), *wilson(len(changed), n_names))]


@dataclass(frozen=True, slots=True)
class SampleScore:
    """
    How often incidents that were drawn at random are wrong.

    Attributes
    ----------
    n_drawn, n_seen
        Drawn in all samples of which an analyst handed rows in, and looked at.
    n_wrong
        Those of them in which anything was changed.
    low, high
        Of the share, the 95 % interval; as of `Score`.
    """

    n_drawn: int
    n_seen: int
    n_wrong: int
    low: float
    high: float


def score_sample(corrections: Iterable[Correction]) -> SampleScore | None:
    """
    Tell how many of all incidents are wrong, by those that were drawn at random.

    Parameters
    ----------
    corrections
        All ever made; those undone do not count.

    Returns
    -------
    score
        None when no row of a sample was handed in. An error rate only when all
        that were drawn were seen: analysts see what is wrong first.
    """
    made = [each for each in _standing(corrections) if each.was.get("drawn")]
    if not made:
        return None
    samples = {each.was["drawn"] for each in made}
    seen = {each.target for each in made}
    wrong = {each.target for each in made if each.field in SCORED}
    n_drawn = sum(int(sample.rpartition("/")[2]) for sample in samples)
    return SampleScore(n_drawn, len(seen), len(wrong), *wilson(len(wrong), len(seen)))


def score_confidence(corrections: Iterable[Correction]) -> list[tuple[str, int, int]]:
    """
    Compare the confidence of places with what analysts said of them.

    Parameters
    ----------
    corrections
        All ever made.

    Returns
    -------
    bins
        A range of `geo_confidence`, the rows seen in it, and those whose place
        stood.
    """
    right: dict[str, bool] = {}
    told: dict[str, float] = {}
    for each in _standing(corrections):
        confidence = each.was.get("geo_confidence")
        if confidence is not None:
            told.setdefault(each.target, float(confidence))
            is_right = each.field != "place"
            right[each.target] = right.get(each.target, True) and is_right
    return [
        (
            f"{low:.2f} to {min(high, 1.0):.2f}",
            len(within := [right[name] for name, value in told.items() if low <= value < high]),
            sum(within),
        )
        for low, high in BINS
    ]


def wilson(n_hits: int, n_all: int) -> tuple[float, float]:
    """
    Return the 95 % interval of a share.

    Parameters
    ----------
    n_hits, n_all
        Counts.

    Returns
    -------
    low, high
        All there is, 0 to 1, when nothing was counted.

    Examples
    --------
    >>> [round(bound, 3) for bound in wilson(1, 10)]
    [0.018, 0.404]
    """
    if not n_all:
        return 0.0, 1.0
    share, z2 = n_hits / n_all, _Z * _Z
    middle = (share + z2 / (2 * n_all)) / (1 + z2 / n_all)
    half = _Z * math.sqrt(share * (1 - share) / n_all + z2 / (4 * n_all * n_all)) / (1 + z2 / n_all)
    return max(0.0, middle - half), min(1.0, middle + half)


def _standing(corrections: Iterable[Correction]) -> list[Correction]:
    made = sorted(corrections, key=lambda each: each.order)
    undone = {each.value["correction_id"] for each in made if each.field == "undo"}
    return [
        each for each in made if each.correction_id not in undone and each.field not in _NOT_SEEN
    ]


def _score(name: str, n_seen: int, standing: Sequence[Correction]) -> Score:
    meant = [
        each for each in standing if each.field == name and not each.target.startswith("toponym:")
    ]
    moves: dict[str, list[float]] = defaultdict(list)
    for each in meant:
        moved = _moved_km(each.was, each.value)
        if moved is not None:
            moves[each.target].append(moved)
    ways = sorted(max(each) for each in moves.values())
    n_changed = len({each.target for each in meant})
    middle = ways[len(ways) // 2] if ways else None
    return Score(name, n_seen, n_changed, *wilson(n_changed, n_seen), middle)


def _moved_km(was: Any, value: Any) -> float | None:
    point = value.get("point")
    if not point or not was.get("lon") or not was.get("lat"):
        return None
    return distance_km(LonLat(float(was["lon"]), float(was["lat"])), LonLat(*point))
