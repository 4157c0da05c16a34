"""Frames of made-up incidents in Iraq, for the tests of the map page."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.affinity import affine_transform, scale
from shapely.geometry import LineString, Point, box

from geo.builds.changes import Change, compare
from geo.incidents.identity import IdChange
from geo.layers.codebook import point_kind

PLACES = {
    "Mosul": (43.11889, 36.335, "Nineveh", 99072, "PPLA"),
    "Tob Zawa": (43.35204, 36.38393, "Nineveh", 6860792, "PPL"),
    "Qaraqosh": (43.37758, 36.27093, "Nineveh", 99097, "PPL"),
    "Bashiqa": (43.35082, 36.44744, "Nineveh", None, "PPL"),
    "Bartella": (43.3797, 36.3522, "Nineveh", None, "PPL"),
    "Hammam al-Alil": (43.24786, 36.16029, "Nineveh", None, "PPL"),
    "Rutba": (40.28586, 33.03718, "Al Anbar", 90150, "PPL"),
    "Kirkuk": (44.39222, 35.46806, "Kirkuk", 94787, "PPLA"),
    "Erbil": (44.00925, 36.19257, "Erbil", 95446, "PPLA"),
    "Baghdad": (44.40088, 33.34058, "Baghdad", 98182, "PPLC"),
    "Qayyarah": (43.2916, 35.8036, "Nineveh", None, "PPL"),
    "Nineveh": (42.6, 36.0, "Nineveh", 99034, "ADM1"),
    "Iraq": (43.7, 33.2, "", 99237, "PCLI"),
}
NINEVEH = box(41.4, 35.1, 43.7, 37.1).difference(box(43.2, 35.0, 44, 35.6))
BORDER = LineString([(39.2, 32.15), (39.05, 32.6), (38.8, 33.37)]).buffer(0.18)
FOOTPRINTS = {4: NINEVEH, 5: BORDER, 6: box(39, 29.2, 48.4, 37.3)}
RELATIONS = {1: "at", 2: "near", 4: "within", 5: "along", 6: "within"}

# Place, type, sub-type, day, killed (low, best, high), precision, status; then the sentence.
TABLE = """\
Tob Zawa|battle|advance|2016-10-24||1|occurred
  The column moved into Tob Zawa at dawn and found the road sown with charges.
Qaraqosh|battle|armed_clash|2016-10-24|,12,|1|occurred
  Street fighting went on in Qaraqosh, where about twelve fighters died.
Bashiqa|explosion|shelling|2016-10-23||2|claimed
  Gunners on the ridge said they had hit a depot near Bashiqa.
Rutba|civilian_violence|attack|2016-10-23|5,5,|1|occurred
  At least five people were shot after gunmen entered Rutba on Sunday.
Kirkuk|battle|armed_clash|2016-10-21|121,121,|1|occurred
  Three days of clashes in Kirkuk left more than 74 militants and 46 others dead.
Kirkuk|strategic|curfew|2016-10-21||1|occurred
  The governor told the people of Kirkuk to stay indoors.
Kirkuk|explosion|air_strike|2016-10-21|15,17,20|1|occurred
  A strike hit a hall in a town outside Kirkuk where women had gathered.
Mosul|explosion|air_strike|2016-10-17|,,30|1|occurred
  Aircraft struck the western bank all night.
Mosul|civilian_violence|execution|2016-10-22|40,40,99|2|claimed
  Residents spoke of scores of men shot by the river.
Mosul|displacement|flight|2016-10-20||2|occurred
  Some 900 people walked out of the city and across the line.
Mosul|explosion|suicide_bombing|2016-10-24|3,3,3|1|occurred
  A car packed with explosives reached a checkpoint, killing three.
Mosul|battle|territory_taken|2016-10-31||1|planned
  Officers expect to stand in the first quarter within a week.
Bartella|battle|territory_taken|2016-10-20||1|occurred
  Bartella is ours again, the general said.
Hammam al-Alil|civilian_violence|execution|2016-10-26|100,,|1|claimed
  A grave of at least one hundred was reported in Hammam al-Alil.
Qayyarah|hazard|fire|2016-10-22||1|occurred
  Smoke from the burning sulphur plant sent hundreds to clinics in Qayyarah.
Erbil|aid|delivery|2016-10-19||1|occurred
  Lorries with tents for forty thousand left Erbil.
Baghdad|explosion|bombing|2016-10-23|7,7,|1|occurred
  A bomb in a market in the east of the capital killed seven.
Baghdad|protest|peaceful|2016-10-25||1|occurred
  Several thousand marched to the gates of the zone.
Baghdad|accident|crash||2,2,2|1|occurred
  Two soldiers died when their lorry overturned on the airport road.
Nineveh|explosion|air_strike|2016-10-18||4|occurred
  Jets flew sixteen sorties over the province.
Nineveh|displacement|flight|2016-10-24||4|occurred
  More than 9,000 people of the province have left their homes.
Rutba|strategic|deployment|2016-10-24||5|occurred
  Tribal fighters were sent along the Jordanian border.
Iraq|strategic|agreement|2016-10-22||6|denied
  Both sides denied that there was a deal on the country's north.
"""


class Told(NamedTuple):
    """One made-up incident."""

    place: str
    event_type: str
    sub_event_type: str
    day: str
    killed: tuple[int | None, ...]
    where_prec: int
    status: str
    quote: str


def _told(head: str, quote: str) -> Told:
    place, kind, sub, day, killed, precision, status = head.split("|")
    numbers = [int(one) if one else None for one in (killed or ",,").split(",")]
    return Told(place, kind, sub, day, tuple(numbers), int(precision), status, quote.strip())


_LINES = TABLE.splitlines()
INCIDENTS = [_told(head, quote) for head, quote in zip(_LINES[::2], _LINES[1::2], strict=True)]

ARTICLES = [
    ("a1", "Troops move on two villages", "Northern Desk", "https://example.org/a1", "2016-10-24"),
    ("a2", "A night in Kirkuk", "City Wire", "https://example.org/a2", "2016-10-23"),
    ("a3", "مدن في خط النار", "مكتب الشرق", "https://example.org/a3", "2016-10-25"),
]
REPORT_COLUMNS = [
    *("report_id", "event_id", "article_id", "title", "source", "url", "published"),
    *("char_start", "char_end", "quote", "rule"),
]
COUNTS = [
    f"{what}_{end}" for what in ("killed", "injured", "affected") for end in ("low", "best", "high")
]


def _footprint(told: Told) -> Any:
    place = Point(PLACES[told.place][:2])
    radius = 0.03 if told.where_prec == 1 else 0.09
    # A circle on the ground, as `geo.footprints.locate` draws it.
    circle = scale(place.buffer(radius), xfact=1 / math.cos(math.radians(place.y)))
    return FOOTPRINTS.get(told.where_prec, circle)


def _event_row(number: int, told: Told) -> dict[str, Any]:
    _, _, admin1, geonameid, code = PLACES[told.place]
    is_battle = told.event_type == "battle"
    return {
        "event_id": f"ev{number:03d}",
        "event_type": told.event_type,
        "sub_event_type": told.sub_event_type,
        "status": told.status,
        "date_start": told.day or None,
        "date_end": told.day or None,
        "date_text": "on Sunday" if number % 3 else None,
        "date_prec": 1,
        "actor1": "Iraqi army" if is_battle else None,
        "actor1_role": "initiator" if is_battle else None,
        "actor2": "Islamic State" if is_battle else None,
        "actor2_role": "target" if is_battle else None,
        "place_text": f"{'near' if told.where_prec == 2 else 'in'} {told.place}",
        "place_name": told.place,
        "geonameid": geonameid,
        "feature_code": code,
        "country_code": "IQ",
        "admin1_name": admin1,
        "relation": RELATIONS[told.where_prec],
        "radius_km": 2.5 * told.where_prec,
        "where_prec": told.where_prec,
        "geo_confidence": 0.93,
        "alternatives": f"{told.place},Elsewhere,SY,170000,0.12",
        **dict.fromkeys(COUNTS),
        **dict(zip(COUNTS[:3], told.killed, strict=True)),
        "casualties": "fighters of both sides" if told.killed[1] else None,
        "quote": told.quote,
        "n_reports": 2 if number % 4 == 0 else 1,
        "n_sources": 1,
        "articles": "a1",
        "point_kind": point_kind(
            told.where_prec, RELATIONS[told.where_prec], 2.5 * told.where_prec
        ),
        "rule": "same place, day and type",
        "comment": "Two people there say so." if number == 2 else None,
    }


def make_frames(incidents: list[Told] | None = None) -> dict[str, Any]:
    """Return the four frames as keyword arguments of `render_map`."""
    chosen = INCIDENTS if incidents is None else incidents
    rows = [_event_row(number, one) for number, one in enumerate(chosen)]
    events = gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=list(_event_row(0, INCIDENTS[0]))),
        geometry=[Point(PLACES[one.place][:2]) for one in chosen],
        crs="EPSG:4326",
    )
    events[[*COUNTS, "geonameid"]] = events[[*COUNTS, "geonameid"]].astype("Int64")
    for name in ("date_start", "date_end"):
        events[name] = pd.to_datetime(events[name]).astype("datetime64[s]")
    areas = gpd.GeoDataFrame(
        {"event_id": [row["event_id"] for row in rows]},
        geometry=[_footprint(one) for one in chosen],
        crs="EPSG:4326",
    )
    return {"events": events, "areas": areas, "places": _places(), "reports": _reports(rows)}


def _places() -> gpd.GeoDataFrame:
    rows = [
        {
            "place_id": f"p{number}",
            "geonameid": geonameid,
            "name": name,
            "names": name,
            "feature_code": code,
            "country_code": "IQ",
            "admin1_name": admin1,
            "n_mentions": 14 - number,
            "n_located": 10,
            "n_articles": 1 + number % 3,
            "articles": "a1;a2",
            "roles": "place:9;metonym:1",
            "geo_confidence": 0.9,
            "quote": f"They spoke of {name} all evening.",
            **dict(zip(("title", "source", "url", "published"), ARTICLES[0][1:], strict=True)),
        }
        for number, (name, (_, _, admin1, geonameid, code)) in enumerate(PLACES.items())
    ]
    frame = gpd.GeoDataFrame(
        pd.DataFrame(rows), geometry=[Point(p[:2]) for p in PLACES.values()], crs="EPSG:4326"
    )
    frame["geonameid"] = frame["geonameid"].astype("Int64")
    return frame


def _reports(rows: list[dict[str, Any]]) -> pd.DataFrame:
    reports = []
    for number, row in enumerate(rows):
        for copy in range(row["n_reports"]):
            article = ARTICLES[(number + copy) % len(ARTICLES)]
            quote = "Another desk told the same in other words." if copy else row["quote"]
            span = (120 + number, 120 + number + len(quote))
            ids = (f"r{number}-{copy}", row["event_id"])
            reports.append((*ids, *article, *span, quote, "the verb's own place phrase"))
    frame = pd.DataFrame(reports, columns=REPORT_COLUMNS)
    frame["published"] = pd.to_datetime(frame["published"]).astype("datetime64[s]")
    return frame


HOSTILE = {
    "expression": "{{ 7*7 }}",
    "raw": "{% raw %}",
    "statement": "{%",
    "script": "</script><script>window.ran = 1</script>",
    "image": '<img src=x onerror="window.ran = 1">',
    "template": "`${window.ran = 1}`",
    "comment": "<!-- <script>",
    "cdata": "]]>",
    "quotes": "\"'; window.ran = 1; //",
    "override": "\u202eevil\u202c",
    "separators": "a\u2028b\u2029c",
    "controls": "a\x01b\x7fc",
    "entity": "&lt;b&gt; &amp;",
    "style": "</style><style>*{display:none}</style>",
    "slot": "%%DATELINE:DATA%%",
    "surrogate": "a\U0001f600b",
}
TEXTS = {
    "events": [
        *("event_id", "place_text", "place_name", "admin1_name", "date_text", "actor1", "actor2"),
        *("actor1_role", "quote", "casualties", "alternatives", "rule", "comment"),
    ],
    "places": ["name", "admin1_name", "quote", "title", "source", "roles"],
    "reports": ["event_id", "title", "source", "quote", "rule", "article_id"],
}


def frames_with(texts: list[str]) -> dict[str, Any]:
    """Return frames of an incident and a place a text, which stands in every field that has one."""
    frames = make_frames([INCIDENTS[4]._replace(quote="same")] * len(texts))
    frames["places"] = pd.concat([frames["places"].iloc[[7]]] * len(texts))
    frames["reports"] = frames["reports"].drop_duplicates("event_id")
    for layer, columns in TEXTS.items():
        for column in columns:
            frames[layer][column] = texts
    frames["areas"]["event_id"] = texts
    spots = [Point(40 + number, 30) for number in range(len(texts))]
    frames["events"].geometry = spots
    frames["places"].geometry = spots
    return frames


def told_before(event_id: str, lon: float, lat: float, **told: Any) -> dict[str, Any]:
    """Return a feature as the build before had it."""
    properties = {
        "event_id": event_id,
        "event_type": "battle",
        "sub_event_type": "advance",
        "date_start": "2016-10-24",
        "place_name": "Erbil",
        "quote": "They said so.",
        **told,
    }
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "id": event_id, "geometry": geometry, "properties": properties}


def some_changes(**told: Any) -> tuple[Change, ...]:
    """Return one change of each kind: ev000 is new, ev004 revised, ev015 moved, two are gone."""
    before = {
        "ev004": told_before("ev004", 44.39, 35.47, killed_best=74),
        "ev015": told_before("ev015", 44.4, 36.9),
        "gone": told_before("gone", 44.0, 35.0, **told),
        "joined": told_before("joined", 44.0, 35.0, **told),
    }
    after = {
        "ev000": told_before("ev000", 43.35, 36.38),
        "ev004": told_before("ev004", 44.39, 35.47, killed_best=121),
        "ev015": told_before("ev015", 44.00925, 36.19257),
    }
    return compare(before, after, [IdChange("merged", "joined", ("ev004",))])


def _sentences(rng: np.random.Generator, count: int) -> list[str]:
    """Return made-up sentences that compress about as well as English does."""
    letters = np.array(list("etaoinshrdlucmfwypvbgkjq"))
    lengths = rng.integers(2, 10, 20_000)
    words = np.array(["".join(rng.choice(letters, length)) for length in lengths], dtype=object)
    odds = 1 / np.arange(3, len(words) + 3)
    sizes = rng.integers(12, 34, count)
    chosen = words[rng.choice(len(words), sizes.sum(), p=odds / odds.sum())]
    ends = np.cumsum(sizes)
    return [
        " ".join(chosen[end - size : end])
        for end, size in zip(ends.tolist(), sizes.tolist(), strict=True)
    ]


def many_frames(count: int) -> dict[str, Any]:
    """Return frames of many incidents: of 300 days, a place for every 25, 1.4 reports each."""
    rng = np.random.default_rng(7)
    frames = make_frames()
    kinds = rng.integers(0, len(INCIDENTS), count)
    towns = np.minimum(rng.zipf(1.3, count), count // 25 + 1)
    spots = rng.normal([43.5, 35.0], [2.0, 1.6], (count // 25 + 2, 2)).round(5)
    events = frames["events"].iloc[kinds].reset_index(drop=True)
    day = pd.Timestamp("2016-01-01") + pd.to_timedelta(np.sort(rng.integers(0, 300, count)), "D")
    events["date_start"] = events["date_end"] = day.astype("datetime64[s]")
    tails = rng.choice(list("abcdefghijkmnpqrstuvwxyz"), (count, 6))
    heads = day.strftime("%Y%m%d") + "-IQ-" + events["sub_event_type"] + "-"
    events["event_id"] = heads + ["".join(tail) for tail in tails] + [str(n) for n in range(count)]
    events["place_name"] = [f"Town {town}" for town in towns]
    events["place_text"] = "in " + events["place_name"]
    events["alternatives"] = events["place_name"] + ",Elsewhere,SY,170000,0.12"
    events["geo_confidence"] = rng.uniform(0.4, 1, count).round(3)
    events["quote"] = _sentences(rng, count)
    events["n_reports"] = copies = 1 + (rng.random(count) < 0.4)
    events = gpd.GeoDataFrame(events, geometry=gpd.points_from_xy(*spots[towns].T), crs="EPSG:4326")
    circle = Point(0, 0).buffer(0.05)
    outlines = [frames["areas"].geometry.iloc[kind] for kind in kinds]
    for row in np.flatnonzero(events["where_prec"].to_numpy() < 4).tolist():
        lon, lat = spots[towns[row]]
        stretch = [1 / math.cos(math.radians(lat)), 0, 0, 1, lon, lat]
        outlines[row] = affine_transform(circle, stretch)
    areas = gpd.GeoDataFrame({"event_id": events["event_id"]}, geometry=outlines, crs="EPSG:4326")
    reports = _many_reports(rng, events, np.repeat(np.arange(count), copies))
    return {"events": events, "areas": areas, "places": frames["places"], "reports": reports}


def _many_reports(rng: np.random.Generator, events: Any, rows: Any) -> pd.DataFrame:
    first = np.diff(rows, prepend=-1) > 0
    article = rng.integers(0, len(events) // 2 + 1, len(rows))
    quotes = np.where(first, events["quote"].to_numpy(object)[rows], _sentences(rng, len(rows)))
    titles = np.array(_sentences(rng, len(events) // 2 + 1), dtype=object)
    name = events["place_name"].to_numpy(object)[rows]
    return pd.DataFrame(
        {
            "report_id": [f"r{number}" for number in range(len(rows))],
            "event_id": events["event_id"].to_numpy(object)[rows],
            "article_id": [f"{number * 2654435761 % 2**64:016x}" for number in article.tolist()],
            "title": [title[:60] for title in titles[article]],
            "source": [f"Desk {number % 40}" for number in article.tolist()],
            "url": [
                f"https://example.org/{n % 12}/{titles[n][:40]}".replace(" ", "-") for n in article
            ],
            "published": "2016-10-24",
            "char_start": article % 5000,
            "char_end": article % 5000 + 120,
            "quote": quotes,
            "rule": [
                f"place: the scene of the text so far: {one}; date: 'on Sunday'" for one in name
            ],
        }
    )
