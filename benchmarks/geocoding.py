"""
Measure how often a geocoder's answer is believed rightly: names that the gazetteer has, hidden.

Usage: python benchmarks/geocoding.py PATH... [--cache FOLDER]

Each town that an annotated article names is hidden from the gazetteer in turn, and "answered"
with the entries of that name in the article's countries, as a service that lacks nothing would.
A real service also errs, so that these shares are the most that can be hoped for.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import platformdirs
from corpora import Text, load_docs, read_corpus
from geoparse import distance_km, gold_toponyms, learn_homes
from spacy.tokens import Doc

from geo.gazetteer.lookup import Gazetteer, open_gazetteer
from geo.geocoding.resolving import TRUST, context_countries, is_missing, resolve_missing
from geo.geocoding.setup import PREFIX
from geo.geoparsing.resolve import resolve
from geo.language import load_model
from geo.model import LonLat, Match, Place
from geo.names import fold

RIGHT_KM = 161.0
# As many as a service is asked for.
MOST_ANSWERS = 3
BINS = (0.0, 0.8, 0.95, 1.01)


@dataclass
class Lacking:
    """A gazetteer without one name."""

    gazetteer: Gazetteer
    hidden: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.gazetteer, name)

    def lookup(self, name: str) -> tuple[Match, ...]:
        """Look a name up, unless it is the hidden one."""
        return () if fold(name) == self.hidden else self.gazetteer.lookup(name)


def answers_to(name: str, codes: tuple[str, ...], gazetteer: Gazetteer) -> dict[Any, Any]:
    """Answer as a service would: the greatest places of that name in each country."""
    found: dict[tuple[str, str], tuple[Place, ...]] = {}
    places = [match.place for match in gazetteer.lookup(name)]
    for code in codes:
        here = sorted((p for p in places if p.country_code == code), key=lambda p: -p.population)
        if here:
            found[fold(name), code] = tuple(
                replace(place, place_id=f"{PREFIX}{place.place_id}")
                for place in here[:MOST_ANSWERS]
            )
    return found


def trials(text: Text, doc: Doc, gazetteer: Gazetteer, home: str) -> Iterator[tuple[float, bool]]:
    """Yield for each hidden name that got a place its confidence without `TRUST`, and if right."""
    toponyms = gold_toponyms(text, doc, gazetteer)
    gold = {item.start: item.at for item in text.gold if item.at is not None}
    known = resolve(doc, toponyms, gazetteer, home=home)
    towns = {
        fold(r.toponym.name): r.toponym.name
        for r in known
        if r.toponym.role == "place" and r.place is not None and r.place.feature_class == "P"
    }
    for folded, name in sorted(towns.items()):
        lacking = cast("Gazetteer", Lacking(gazetteer, folded))
        alone = resolve(doc, toponyms, lacking, home=home)
        answers = answers_to(name, context_countries(alone, home), gazetteer)
        helped = resolve_missing(doc, alone, lacking, answers, home=home)
        for old, new in zip(alone, helped, strict=True):
            at = gold.get(old.toponym.start)
            is_asked = is_missing(old) and fold(old.toponym.name) == folded
            if is_asked and new.place is not None and at is not None:
                away = distance_km(LonLat(new.place.lon, new.place.lat), at)
                yield new.confidence / TRUST, away <= RIGHT_KM
                break


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="corpus, JSON lines")
    parser.add_argument("--cache", type=Path, help="keep parses here")
    args = parser.parse_args()
    nlp = load_model("")
    gazetteer = open_gazetteer(Path(platformdirs.user_cache_dir("dateline")))
    rows: list[tuple[float, bool]] = []
    for path in args.paths:
        texts = read_corpus(path)
        homes = learn_homes(texts, load_docs(nlp, path, texts, args.cache), gazetteer)
        for text, doc in zip(texts, load_docs(nlp, path, texts, args.cache), strict=True):
            rows += trials(text, doc, gazetteer, homes.get(text.source, ""))
    print(f"{sum(right for _, right in rows)} of {len(rows)} right")
    for low, high in pairwise(BINS):
        within = [right for confidence, right in rows if low <= confidence < high]
        print(f"{low} to {min(high, 1.0)}: {sum(within)} of {len(within)} right")


if __name__ == "__main__":
    main()
