"""Which correction counts, where several are about the same report or name."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from geo.edits import Edit
from geo.review.corrections import Correction

# Of what is chosen between: how exactly it is meant, when it was said.
Rank = tuple[int, datetime]


@dataclass(slots=True)
class Bound:
    """
    A correction with what it is about tonight.

    Attributes
    ----------
    correction
        Which.
    reports
        Tonight's reports by the id that was remembered: itself, then reprints.
    comment
        What the analyst said to it, where the site publishes that.
    missing
        Why something of it was not found.
    n_applied
        Reports and toponyms that it changed.
    replaced_by, contradicted_by
        Ids of corrections that count in its stead, or neither.
    """

    correction: Correction
    comment: str = ""
    reports: dict[str, list[str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    n_applied: int = 0
    replaced_by: str = ""
    contradicted_by: str = ""

    @property
    def edit(self) -> Edit:
        """What a record notes of it."""
        return Edit(self.correction.field, self.correction.correction_id, self.comment)

    @property
    def report_ids(self) -> list[str]:
        """Tonight's reports, each once."""
        return list(dict.fromkeys(name for found in self.reports.values() for name in found))


def choose(found: Iterable[tuple[Rank, Bound]]) -> Bound | None:
    """
    Choose the correction that counts.

    Parameters
    ----------
    found
        At least one, each with its rank.

    Returns
    -------
    won
        None when two of one rank contradict each other. The others know why they
        do not count.
    """
    ordered = sorted(found, key=lambda pair: (*_order(pair), pair[1].correction.correction_id))
    (rank, won), rest = ordered[-1], ordered[:-1]
    equal = [each for other, each in rest if other == rank]
    others = [each for each in equal if each.correction.value != won.correction.value]
    if others:
        won.contradicted_by = others[0].correction.correction_id
        for each in others:
            each.contradicted_by = won.correction.correction_id
        return None
    for _, each in rest:
        if each is not won:
            each.replaced_by = won.correction.correction_id
    return won


def _order(pair: tuple[Rank, Bound]) -> tuple[Hashable, ...]:
    """Of names the more exactly meant counts first, of other fields the later one."""
    (exactness, made_at), bound = pair
    is_name = bound.correction.field == "place" and bound.correction.value["is_name"]
    return (exactness, made_at) if is_name else (made_at, exactness)
