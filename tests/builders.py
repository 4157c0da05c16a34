"""Records with sensible defaults, so that a test states only what it is about."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from shapely.affinity import scale
from shapely.geometry import Point

from geo.builds.decisions import write_decisions
from geo.layers.export import write_layers
from geo.layers.making import make_layers
from geo.model import (
    Actor,
    Analysis,
    Article,
    Candidate,
    Casualties,
    Count,
    Footprint,
    Incident,
    LonLat,
    Place,
    Rejected,
    Relation,
    Report,
    Resolution,
    Span,
    Toponym,
    When,
)

KM_PER_DEGREE = 111.195

# place_id, name, lon, lat, feature code, country, admin1; the ids are for tests only.
_TABLE = """
gn:6860792, Tob Zawa,   43.35204,  36.38393, PPL,  IQ, Nineveh
gn:99071,   Mosul,      43.11889,  36.33500, PPLA, IQ, Nineveh
gn:94787,   Kirkuk,     44.39222,  35.46806, PPLA, IQ, Kirkuk
gn:91597,   Rutba,      40.28586,  33.03718, PPL,  IQ, Anbar
dl:gogjali, Gogjali,    43.24700,  36.35800, PPL,  IQ, Nineveh
dl:bazwaya, Bazwaya,    43.29526,  36.37000, PPL,  IQ, Nineveh
gn:98182,   Baghdad,    44.40088,  33.34058, PPLC, IQ, Baghdad
dl:karrada, Karrada,    44.42530,  33.30080, PPLX, IQ, Baghdad
dl:sadr,    Sadr City,  44.45830,  33.38890, PPLX, IQ, Baghdad
gn:99608,   Anbar,      41.50000,  33.00000, ADM1, IQ, Anbar
gn:99237,   Iraq,       44.00000,  33.00000, PCLI, IQ,
gn:108410,  Aden,       45.03667,  12.77944, PPLA, YE, Aden
gn:2335727, Kaduna,      7.43879,  10.52641, PPLA, NG, Kaduna
gn:2332459, Maiduguri,  13.15712,  11.84692, PPLA, NG, Borno
gn:1131882, Kunduz,     68.85700,  36.72900, PPLA, AF, Kunduz
gn:2198148, Suva,      178.44149, -18.14161, PPLC, FJ, Central
"""


def _entry(line: str) -> Place:
    place_id, name, lon, lat, code, country, admin1 = (cell.strip() for cell in line.split(","))
    number = int(place_id[3:]) if place_id.startswith("gn:") else None
    return Place(
        place_id,
        number,
        name,
        float(lon),
        float(lat),
        "P" if code.startswith("PPL") else "A",
        code,
        country,
        admin1_name=admin1,
        source="test gazetteer",
    )


PLACES = {entry.name: entry for entry in map(_entry, _TABLE.strip().splitlines())}


def place(name: str) -> Place:
    """Return a known entry, or a town made up at a position that its name fixes."""
    if name in PLACES:
        return PLACES[name]
    digest = hashlib.sha256(name.encode()).digest()
    lon, lat = digest[0] / 256 * 60 - 30, digest[1] / 256 * 60
    return Place(f"dl:{name.casefold()}", None, name, lon, lat, "P", "PPL", "XX")


def circle(lon: float, lat: float, radius_km: float) -> Any:
    """Return a circle on the ground, roughly, as a polygon of 32 sides."""
    unit = Point(lon, lat).buffer(radius_km / KM_PER_DEGREE, quad_segs=8)
    stretch = 1 / max(0.1, math.cos(math.radians(lat)))
    return scale(unit, xfact=stretch, yfact=1.0, origin=(lon, lat))


def count(value: str | int | None) -> Count:
    """Read `5`, `5+` (at least), `-30` (up to), `20-99` (dozens) or nothing."""
    if value is None or value == "":
        return Count()
    text = str(value)
    if text.endswith("+"):
        return Count(int(text[:-1]), int(text[:-1]), None)
    low, dash, high = text.partition("-")
    if dash:
        return Count(int(low or 0), None, int(high))
    return Count(int(text), int(text), int(text))


def when(text: str | None) -> When:
    """Read `2016-10-23`, `2016-10-21/2016-10-23`, `2016-10` or nothing."""
    if not text:
        return When()
    start, _, end = text.partition("/")
    if len(start) == 7:
        year, month = map(int, start.split("-"))
        last = date(year + month // 12, month % 12 + 1, 1).toordinal() - 1
        return When(date(year, month, 1), date.fromordinal(last), f"in {text}", 3)
    first, last_day = date.fromisoformat(start), date.fromisoformat(end or start)
    return When(first, last_day, f"on {text}", 1 if first == last_day else 2)


def resolution(name: str, start: int = 0, confidence: float = 0.9, **fields: Any) -> Resolution:
    """Resolve a toponym to the known entry of its name."""
    entry = place(name)
    toponym = Toponym(start, start + len(name), name, rule="test", **fields)
    chosen = Candidate(entry, confidence, "name")
    return Resolution(toponym, entry, confidence, (chosen,), "only one")


def report(
    report_id: str = "a-1",
    *,
    kind: str = "explosion/bombing",
    at: str = "Baghdad",
    on: str | When | None = "2016-10-23",
    killed: str | int | None = None,
    injured: str | int | None = None,
    who: str = "",
    by: str = "",
    to: str = "",
    quote: str = "",
    status: str = "occurred",
    prec: int = 1,
    radius_km: float = 8.0,
    relation: str = "at",
    offset_km: tuple[float, float] = (0.0, 0.0),
    **fields: Any,
) -> Report:
    """Build a report of article `a` from `a-1`; `offset_km` moves its footprint east, north."""
    article_id = fields.pop("article_id", report_id.rpartition("-")[0] or report_id)
    event_type, _, sub_event_type = kind.partition("/")
    entry = place(at)
    lon = entry.lon + offset_km[0] / KM_PER_DEGREE
    lat = entry.lat + offset_km[1] / KM_PER_DEGREE
    quote = quote or f"Something happened in {at}."
    start = quote.find(at)
    return Report(
        report_id=report_id,
        article_id=article_id,
        event_type=event_type,
        sub_event_type=sub_event_type,
        status=status,
        when=when(on) if not isinstance(on, When) else on,
        resolution=resolution(at, max(0, start)),
        relation=Relation(relation, f"in {at}"),
        footprint=Footprint(circle(lon, lat, radius_km), LonLat(lon, lat), radius_km, prec),
        casualties=fields.pop("casualties", Casualties(count(killed), count(injured), text=who)),
        actor1=Actor(by, "initiator" if by else ""),
        actor2=Actor(to, "target" if to else ""),
        quote=quote,
        quote_span=Span(0, len(quote)),
        trigger=fields.pop("trigger", "attack"),
        rule=fields.pop("rule", "test rule"),
        **fields,
    )


def undated(published: str) -> When:
    """Return the date of a report whose text tells none."""
    day = date.fromisoformat(published)
    return When(day, day, "", 5)


def analysis(*reports: Report, published: str | None = "2016-10-24", **fields: Any) -> Analysis:
    """Build the analysis of one article whose text is its reports' quotes."""
    article_id = reports[0].article_id if reports else fields.pop("article_id", "a")
    text = fields.pop("text", " ".join(item.quote for item in reports))
    day = date.fromisoformat(published) if published else None
    fields.setdefault("title", f"Title of {article_id}")
    fields.setdefault("published_basis", "metadata" if day else "unknown")
    article = Article(article_id, text, published=day, **fields)
    return Analysis(article, tuple(item.resolution for item in reports), reports)


def write_data_files(
    folder: Path,
    incidents: Sequence[Incident],
    analyses: Sequence[Analysis],
    rejected: Sequence[Rejected] = (),
) -> list[Path]:
    files = write_layers(folder, make_layers(incidents, analyses, rejected))
    return [*files, write_decisions(folder / "reports.jsonl", incidents, analyses)]
