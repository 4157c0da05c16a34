"""Verbs that tell of telling: what they govern was said, not seen."""

from __future__ import annotations

from functools import cache

from geo.resources import read_rows

__all__ = ["reaction_verbs", "reporting_verbs"]


@cache
def _verbs(use: str) -> frozenset[str]:
    return frozenset(row["lemma"] for row in read_rows("reporting_verbs.csv") if row["use"] == use)


def reporting_verbs() -> frozenset[str]:
    """Return their lemmas: `say`, `announce`, `deny`."""
    return _verbs("report")


def reaction_verbs() -> frozenset[str]:
    """Return lemmas of verbs whose object happened before: `probe`, `condemn`, `mourn`."""
    return _verbs("react")
