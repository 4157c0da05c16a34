"""Verbs that tell of telling: what they govern was said, not seen."""

from __future__ import annotations

from functools import cache

from geo.resources import read_rows

__all__ = ["reporting_verbs"]


@cache
def reporting_verbs() -> frozenset[str]:
    """Return their lemmas: `say`, `announce`, `deny`."""
    return frozenset(row["lemma"] for row in read_rows("reporting_verbs.csv"))
