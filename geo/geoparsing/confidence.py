"""Say how sure a decision is: clues about the winner, weighed by decisions that were checked."""

from __future__ import annotations

from collections.abc import Mapping

from geo.geoparsing.candidates import Group, agrees
from geo.model import Toponym

__all__ = ["confidence_clues"]

# Lower ends of the steps into which probabilities and shares are put.
_BELIEFS = (0.999, 0.99, 0.97, 0.93, 0.85, 0.7, 0.55, 0.4, 0.25)
_SHARES = (0.5, 0.2, 0.05)
_NEARNESS = (0.5, 0.35, 0.2)
_SIZES = (1_000_000, 50_000, 2_000, 1)


def confidence_clues(
    toponym: Toponym, group: Group, row: int, belief: float, features: Mapping[str, float]
) -> list[str]:
    """
    Return the clues for and against the winner being the right entry.

    Parameters
    ----------
    toponym
        One of the group's.
    group
        With the candidates.
    row
        The winner's index among them.
    belief
        Its probability among the candidates; it may be that none is right.
    features
        The winner's, by name, as `geo.geoparsing.ranker` computes them.

    Returns
    -------
    clues
        Names of weights; each holds or is absent.
    """
    match = group.matches[row]
    step = _step(belief, _BELIEFS)
    clues = [
        f"belief {step}",
        f"role {toponym.role}",
        f"size {_step(match.place.population, _SIZES)}",
    ]
    clues.append(f"class {match.place.feature_class} {match.place.feature_code[:3]}")
    country = _step(features["country of the others"], _SHARES)
    clues.append(f"country of the others {country}")
    clues.append(f"division of the others {_step(features['division of the others'], _SHARES)}")
    if features["home country"]:
        clues.append(f"home nearness {_step(features['home nearness'], _NEARNESS)}")
    if match.place.feature_class == "P":
        clues.append(f"nearest town {_step(features['nearest town'], _NEARNESS)}")
    if len(group.matches) == 1:
        clues += ["only entry", f"only entry, country of the others {country}"]
    if match.name_kind == "near":
        clues += ["near spelling", f"near spelling {_step(match.similarity, (0.95, 0.9))}"]
    elif match.name_kind == "alternate":
        clues.append("alternate name")
    return clues + _wording(group, row)


def _wording(group: Group, row: int) -> list[str]:
    """Return what the words beside the name say about the winner."""
    clues = []
    if group.inside[row]:
        clues.append("inside the region named after it")
    if group.outside[row]:
        clues.append("outside the region named after it")
    if group.is_misplaced:
        clues.append("no entry in the region named after it")
    if group.hint:
        clues.append("hint agrees" if agrees(group.hint, group.matches[row]) else "hint disagrees")
    return clues


def _step(value: float, steps: tuple[float, ...]) -> str:
    return next((f"{step:g}" for step in steps if value >= step), "0")
