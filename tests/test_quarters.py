"""Quarters and suburbs: which name is the city, and which namesakes lie in it."""

from __future__ import annotations

import re

import pytest

from geo.geoparsing.quarters import leave_out_far_namesakes
from geo.model import Match, Place, Toponym


def town(name, lon, lat, people, code="PPL"):
    kind = "A" if code.startswith("ADM") else "P"
    return Place(f"gn:{name}{lon}", None, name, lon, lat, kind, code, population=people)


BRUSSELS = town("Brussels", 4.35, 50.85, 1_019_000)
NEAR = town("Molenbeek", 4.32, 50.85, 97_000)
FAR = town("Molenbeek", 4.96, 50.9, 1_200)
KINGSTON_CITY = town("Kingston", -76.79, 18.0, 660_000)
KINGSTON = town("Kingston", 149.14, -35.32, 4_300)
CANBERRA = town("Canberra", 149.13, -35.28, 367_000)
ANBAR = town("Anbar", 41.5, 33.0, 1_900_000, "ADM1")
HIT = town("Hit", 42.83, 33.64, 31_000)
ENTRIES = {
    "Brussels": [BRUSSELS],
    "Molenbeek": [NEAR, FAR],
    "Kingston": [KINGSTON_CITY, KINGSTON],
    "Canberra": [CANBERRA],
    "Anbar": [ANBAR],
    "Hit": [HIT],
}


def kept(text, entries):
    """Return the places left for each name of a text, in text order."""
    found = sorted(
        (match.start(), name) for name in entries for match in re.finditer(rf"\b{name}\b", text)
    )
    toponyms = [Toponym(start, start + len(name), name) for start, name in found]
    matches = {
        i: tuple(Match(place, place.name, "preferred") for place in entries[name])
        for i, (_, name) in enumerate(found)
    }
    left = leave_out_far_namesakes(text, toponyms, matches)
    return [(name, [match.place for match in left[i]]) for i, (_, name) in enumerate(found)]


@pytest.mark.parametrize(
    ("text", "name", "places"),
    [
        ("They searched the Brussels district of Molenbeek.", "Molenbeek", [NEAR]),
        ("They searched the Molenbeek district of Brussels.", "Molenbeek", [NEAR]),
        ("They searched Brussels' streets and Molenbeek.", "Molenbeek", [NEAR, FAR]),
        ("They searched Brussels's poor Molenbeek district.", "Molenbeek", [NEAR]),
        ("They searched Molenbeek, a Brussels district.", "Molenbeek", [NEAR]),
        ("They searched Molenbeek, a western suburb of Brussels.", "Molenbeek", [NEAR]),
        ("Kingston is a suburb of Canberra.", "Kingston", [KINGSTON]),
        ("Kingston is a suburb of Canberra.", "Canberra", [CANBERRA]),
        ("They hold the Anbar district of Hit.", "Hit", [HIT]),
    ],
)
def test_namesakes_left(text, name, places):
    assert (name, places) in kept(text, ENTRIES)


def test_a_quarter_without_an_entry_has_no_candidate():
    text = "They searched Brussels's Molenbeek district. Molenbeek was calm."
    left = kept(text, {"Brussels": [BRUSSELS], "Molenbeek": [FAR]})
    assert left == [("Brussels", [BRUSSELS]), ("Molenbeek", []), ("Molenbeek", [])]
