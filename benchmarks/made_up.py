"""
Make short texts of our own words about places of the whole world, with the place each name means.

The annotated corpora are mostly American; these texts hold the resolver's weights to what is
true anywhere: a country named in the sentence decides, a great city is meant where nothing
speaks for its namesake, a town is meant before the division around it. The sentences are ours
and the places come from the gazetteer, so that no annotated text is in them.
"""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import sentences
from corpora import Gold, Text
from geoparse import distance_km

from geo.gazetteer.lookup import Gazetteer
from geo.geoparsing.lexicon import person_names
from geo.model import LonLat, Place

SEED = 4
_NEAR_KM = 120.0
_FAMOUS_PEOPLE = 700_000
# How often news in English has a paper of its own there.
_LOCAL_PAPERS = {"US": 6, "GB": 3, "AU": 2, "CA": 2, "IE": 1, "NZ": 1, "IN": 2, "ZA": 1, "PH": 1}


@dataclass(frozen=True)
class World:
    """Places to write about."""

    towns: dict[str, list[Place]]  # by country
    countries: dict[str, Place]
    divisions: dict[tuple[str, str], Place]
    famous: list[Place]
    namesakes: dict[str, list[Place]]  # smaller towns, by the name of a famous one
    largest: dict[str, int]  # people of the largest town, by name


def read_world(gazetteer: Gazetteer) -> World:
    """Read the towns and divisions of the gazetteer whose names are in Latin letters."""
    with closing(sqlite3.connect(f"{gazetteer.path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        ids = [
            f"gn:{number}"
            for (number,) in db.execute(
                "SELECT id FROM place WHERE id > 0 AND feature_class = 'P' "
                "AND feature_code != 'PPLX' AND population > 3000 ORDER BY id"
            )
        ]
        codes = [row[0] for row in db.execute("SELECT DISTINCT country_code FROM place ORDER BY 1")]
    towns: dict[str, list[Place]] = defaultdict(list)
    by_name: dict[str, list[Place]] = defaultdict(list)
    for place in filter(None, map(gazetteer.place, ids)):
        if place.name.isascii():
            towns[place.country_code].append(place)
            by_name[place.name].append(place)
    countries = {c: p for c in codes if c and (p := gazetteer.country(c)) is not None}
    divisions = {
        (t.country_code, t.admin1_code): d
        for some in towns.values()
        for t in some
        if (d := gazetteer.admin1(t.country_code, t.admin1_code)) is not None
    }
    famous, namesakes = [], {}
    for name, some in by_name.items():
        first, *others = sorted(some, key=lambda p: -p.population)
        if first.population >= _FAMOUS_PEOPLE or first.feature_code == "PPLC":
            famous.append(first)
            small = [p for p in others if p.population * 15 < first.population]
            if small and first.country_code not in {p.country_code for p in small}:
                namesakes[name] = small
    return World(
        {c: t for c, t in towns.items() if len(t) >= 4 and c in countries},
        countries, divisions, famous, namesakes,
        {name: max(p.population for p in some) for name, some in by_name.items()},
    )  # fmt: skip


class Writer:
    """Fills sentences with places, and marks where they stand."""

    def __init__(self, world: World, seed: int = SEED) -> None:
        self.world, self.random = world, random.Random(seed)

    def texts(self) -> Iterator[Text]:
        """Yield the texts, as many of each kind as `_KINDS` says."""
        for kind, count in _KINDS:
            for i in range(count):
                text, golds = "", []
                for template, places in kind(self):
                    text, more = _fill(text, template, places)
                    golds += more
                if text:
                    yield Text(f"{kind.__name__}-{i}", text, tuple(golds))

    def country(self) -> str:
        """Draw a country; large ones more often, but not as often as they are larger."""
        codes = list(self.world.towns)
        weights = [sum(t.population for t in self.world.towns[c]) ** 0.5 for c in codes]
        return self.random.choices(codes, weights)[0]

    def draw(self, towns: Sequence[Place], count: int) -> list[Place]:
        """Draw towns of different names, larger ones more often."""
        found: dict[str, Place] = {}
        weights = [max(t.population, 1000) ** 0.6 for t in towns]
        for town in self.random.choices(towns, weights, k=6 * count):
            found.setdefault(town.name, town)
        return list(found.values())[:count]

    def around(self, town: Place) -> list[Place]:
        """Draw two towns near one."""
        at = LonLat(town.lon, town.lat)
        near = [
            t
            for t in self.world.towns.get(town.country_code, ())
            if abs(t.lat - town.lat) < 1.2
            and t.admin1_code == town.admin1_code
            and 0 < distance_km(at, LonLat(t.lon, t.lat)) < _NEAR_KM
            and t.name != town.name
        ]
        return self.draw(near, 2) if len(near) > 1 else []

    def region(self, town: Place) -> dict[str, Place]:
        """Return the division and country of a town, as far as the sentences may name them."""
        found = {"country": self.world.countries[town.country_code]}
        division = self.world.divisions.get((town.country_code, town.admin1_code))
        return found | ({"division": division} if division else {})


Sentences = list[tuple[str, dict[str, Place]]]


def within(writer: Writer) -> Sentences:
    """Write about one country, which is named or is not."""
    code = writer.country()
    towns = writer.draw(writer.world.towns[code], 3)
    if len(towns) < 3:
        return []
    places = dict(zip("abc", towns, strict=True)) | {"country": writer.world.countries[code]}
    opening = writer.random.choice(sentences.OPENINGS)
    if writer.random.random() < 0.4:
        opening = opening.replace("{a}", "{a}, {country},", 1).replace(",.", ".")
    return [(opening, places), (writer.random.choice(sentences.FOLLOWING), places)]


def alone(writer: Writer) -> Sentences:
    """Name a great city and nothing else."""
    return [
        (writer.random.choice(sentences.ALONE), {"f": writer.random.choice(writer.world.famous)})
    ]


def abroad(writer: Writer) -> Sentences:
    """Write about a small place, then about a great city abroad whose namesake may be near."""
    name = writer.random.choice(sorted(writer.world.namesakes))
    famous = next(p for p in writer.world.famous if p.name == name)
    if writer.random.random() < 0.6:
        here = writer.random.choice(writer.world.namesakes[name])
        towns = writer.around(here)
        towns = [*towns, *[t for t in writer.around(here) if t not in towns]]
    else:
        codes = [c for c in _LOCAL_PAPERS if c in writer.world.towns]
        code = writer.random.choices(codes, [_LOCAL_PAPERS[c] for c in codes])[0]
        here = writer.random.choice(writer.world.towns[code])
        towns = [here, *writer.around(here)]
    if len(towns) < 3 or famous.country_code == here.country_code:
        return []
    places = dict(zip("abc", towns, strict=False)) | writer.region(here)
    local = writer.random.choice(sentences.LOCAL)
    if "{division}" in local and "division" not in places:
        return []
    return [
        (local, places),
        (writer.random.choice(sentences.ABROAD), {"f": famous} | writer.region(famous)),
    ]


def at_home(writer: Writer) -> Sentences:
    """Write about a small namesake of a great city, among its neighbours."""
    name = writer.random.choice(sorted(writer.world.namesakes))
    here = writer.random.choice(writer.world.namesakes[name])
    towns = writer.around(here)
    places = {"a": here} | dict(zip("bc", towns, strict=False)) | writer.region(here)
    if len(towns) < 2 or "division" not in places:
        return []
    local = writer.random.choice([t for t in sentences.LOCAL if "{division}" in t])
    return [(local, places)]


def defined(writer: Writer) -> Sentences:
    """Say of a town where it lies."""
    town = writer.random.choice(writer.world.towns[writer.country()])
    places = {"a": town} | writer.region(town)
    template = writer.random.choice(sentences.DEFINED)
    return [] if "{division}" in template and "division" not in places else [(template, places)]


def seats(writer: Writer) -> Sentences:
    """Name the seats of divisions that bear their names."""
    code = writer.country()
    named = [
        t
        for t in writer.world.towns[code]
        if (d := writer.world.divisions.get((code, t.admin1_code))) and d.name == t.name
    ]
    others = writer.draw(writer.world.towns[code], 4)
    if not named or code == "US":
        return []
    here = writer.random.choice(named)
    towns = [here, *[t for t in others if t.name != here.name]][:3]
    places = dict(zip("abc", towns, strict=False)) | {"country": writer.world.countries[code]}
    if len(towns) < 3:
        return []
    opening = writer.random.choice(sentences.SEATS)
    return [(opening, places), ("{country} called it a crime.", places)]


def cities(writer: Writer) -> Sentences:
    """List great cities of several countries."""
    found = {p.name: p for p in writer.random.sample(writer.world.famous, 4)}
    if len(found) < 4:
        return []
    places = dict(zip("abcd", found.values(), strict=True))
    return [("Offices in {a}, {b}, {c} and {d} were searched.", places)]


def travels(writer: Writer) -> Sentences:
    """Name towns of one to three countries, none of which is named."""
    codes = [writer.country() for _ in range(writer.random.choice((1, 2, 3)))]
    if writer.random.random() < 0.6:
        # Where many a town lent its name to a smaller one overseas.
        codes = [writer.random.choice(("GB", "FR", "ES", "IT", "DE", "GR", "IE")), *codes[1:]]
    towns = {
        t.name: t for code in codes for t in writer.draw(writer.world.towns[code], 4) if _is_first(
            writer.world, t
        )
    }  # fmt: skip
    if len(towns) < 4:
        return []
    some = writer.random.sample(list(towns.values()), 4)
    return [(writer.random.choice(sentences.TRAVELS), dict(zip("abcd", some, strict=True)))]


def _is_first(world: World, town: Place) -> bool:
    """Tell whether no town of the same name is larger."""
    return world.largest[town.name] <= town.population


def countries(writer: Writer) -> Sentences:
    """List countries."""
    some = writer.random.sample(sorted(writer.world.countries), 4)
    places = dict(zip("abcd", (writer.world.countries[c] for c in some), strict=True))
    return [("Ministers of {a}, {b}, {c} and {d} met on Friday.", places)]


def voices(writer: Writer) -> Sentences:
    """Let capitals speak for their states."""
    capitals = [p for p in writer.world.famous if p.feature_code == "PPLC"]
    places = dict(zip("fg", writer.random.sample(capitals, 2), strict=True))
    return [(writer.random.choice(sentences.VOICES), places)]


def towards(writer: Writer) -> Sentences:
    """Name towns of one country in sentences that a model of names knows little of."""
    towns = writer.draw(writer.world.towns[writer.country()], 3)
    if len(towns) < 3:
        return []
    return [(writer.random.choice(sentences.TOWARDS), dict(zip("abc", towns, strict=True)))]


def capitals(writer: Writer) -> Sentences:
    """List capitals, most of which have namesakes elsewhere."""
    some = [p for p in writer.world.famous if p.feature_code == "PPLC"]
    shared = [p for p in some if p.name in writer.world.namesakes]
    chosen = {p.name: p for p in [*writer.random.sample(shared, 3), writer.random.choice(some)]}
    if len(chosen) < 4:
        return []
    places = dict(zip("abcd", chosen.values(), strict=True))
    return [(writer.random.choice(sentences.CAPITALS), places)]


def people(writer: Writer) -> Sentences:
    """Name people whose last name a town bears too; nothing in these texts is a place."""
    name = writer.random.choice(sorted(_surnames(writer.world)))
    text = writer.random.choice(sentences.PEOPLE)
    return [
        (text.replace("{who}", writer.random.choice(sentences.GIVEN)).replace("{name}", name), {})
    ]


def _surnames(world: World) -> set[str]:
    known = {name for name, row in person_names().items() if row.surname > 0}
    return {t.name for towns in world.towns.values() for t in towns if t.name.lower() in known}


_KINDS: Sequence[tuple[Callable[[Writer], Sentences], int]] = (
    (within, 600),
    (alone, 120),
    (abroad, 500),
    (at_home, 250),
    (defined, 300),
    (seats, 200),
    (cities, 150),
    (travels, 500),
    (countries, 60),
    (voices, 200),
    (towards, 500),
    (people, 300),
    (capitals, 120),
)


def _fill(text: str, template: str, places: dict[str, Place]) -> tuple[str, list[Gold]]:
    """Append a sentence, and return where its names stand."""
    golds: list[Gold] = []
    text += " " if text else ""
    for part in template.replace("}", "{").split("{"):
        if part in places and "{" + part + "}" in template:
            place = places[part]
            start = len(text)
            text += place.name
            at = LonLat(place.lon, place.lat)
            golds.append(Gold(start, len(text), place.name, at, place.geonameid))
        else:
            text += part
    return text, golds
