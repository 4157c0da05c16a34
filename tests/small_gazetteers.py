"""Gazetteers of a few rows."""

from __future__ import annotations

from geo.gazetteer.compiling import compile_gazetteer
from geo.gazetteer.lookup import Gazetteer
from geo.gazetteer.sources import Row


def row(number=1, name="Mosul", **fields):
    """Build a row of a small gazetteer."""
    given = {"lon": 43.0, "lat": 36.0, "feature_class": "P", "feature_code": "PPL", **fields}
    return Row(place_id=f"gn:{number}", name=name, **given)


def compiled(path, *rows):
    compile_gazetteer(path, [lambda: iter(rows)])
    return Gazetteer(path)
