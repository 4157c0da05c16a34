"""What is worth an analyst's time, worst first: read from a published build alone."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, groupby
from operator import itemgetter
from pathlib import Path
from random import Random
from typing import Any, cast

import orjson

from geo.builds.changes import read_features
from geo.errors import InputError
from geo.incidents.claims import counts_agree, gap, is_told
from geo.layers.export import read_cell
from geo.model import Count, LonLat
from geo.names import fold
from geo.review.sheet import EVENT, REPORT, TOPONYM, as_text, editable_cells
from geo.review.twins import likely_twins

# Below it a place is worth a look.
LEAST_CONFIDENCE = 0.6
_LONGEST_CELL = 10_000_000
_CONTEXT_EVENT = (
    *("place_name", "country_code", "admin1_name", "place_text", "geo_confidence"),
    *("alternatives", "quote", "title", "source", "url", "published", "n_reports"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """
    One row of the queue.

    Attributes
    ----------
    row_id
        As in `geo.review.corrections.Correction.target`.
    severity
        The chance that it is wrong, times what hangs on it.
    why
        What speaks for looking at it.
    cells
        What the sheet shows, by column.
    point
        Where it is shown; None for a name without a place.
    area
        GeoJSON geometry of its footprint.
    below
        Rows to stand below it: the reports of an incident.
    """

    row_id: str
    severity: float
    why: str
    cells: Mapping[str, str]
    point: LonLat | None = None
    area: Mapping[str, Any] | None = None
    below: tuple[Item, ...] = field(default=())


def find_queue(
    folder: Path, *, limit: int, everything: bool = False, settled: Collection[str] = ()
) -> list[Item]:
    """
    List what should be looked at.

    Parameters
    ----------
    folder
        A published build.
    limit
        At most so many, not counting the reports of an incident.
    everything
        Also what nothing speaks against, and what was reviewed before.
    settled
        Folded names about which an analyst has decided.

    Returns
    -------
    items
        Worst first: numbers of one incident that contradict each other, places
        of low confidence, incidents that may be one, names without a place.

    Raises
    ------
    InputError
        When there is no build.
    """
    events = _events(folder)
    twins = likely_twins(events)
    found: list[_Doubtful | Item] = list(_names(folder / "toponyms.csv", settled))
    for event_id, reports in _grouped(folder / "reports.jsonl"):
        row = events[event_id]["properties"]
        doubts = sorted(_doubts(row, reports, twins.get(event_id, [])), reverse=True)
        if everything or (doubts and not _is_reviewed(row, reports)):
            found.append(_Doubtful(event_id, _severity(row, doubts), _why(doubts)))
    found.sort(key=lambda each: (-each.severity, each.row_id))
    worst = found[:limit]
    # Only these are shown whole: a site has a hundred thousand others.
    whole = _incidents(folder, events, [each for each in worst if isinstance(each, _Doubtful)])
    return [whole.get(each.row_id) or cast("Item", each) for each in worst]


def draw_sample(folder: Path, *, size: int) -> list[Item]:
    """
    Draw incidents at random of those that nobody has looked at.

    Parameters
    ----------
    folder
        A published build; of one build the same ones are drawn every time.
    size
        How many, if there are so many.

    Returns
    -------
    items
        In random order, without their reports below: each stands for itself. Their
        cells say of how many one is.

    Raises
    ------
    InputError
        When there is no build.
    """
    events = _events(folder)
    untouched = sorted(name for name, each in events.items() if not each["properties"]["reviewed"])
    drawn = Random(folder.name).sample(untouched, min(size, len(untouched)))  # noqa: S311
    why = "drawn at random: confirm it, or correct it"
    whole = _incidents(folder, events, [_Doubtful(name, 0.0, why) for name in drawn])
    mark = {"drawn": f"{folder.name}/{len(drawn)}"}
    return [replace(each, cells={**each.cells, **mark}, below=()) for each in whole.values()]


def _events(folder: Path) -> dict[str, Any]:
    for name in ("events.geojson", "areas.geojson", "reports.jsonl", "toponyms.csv"):
        if not (folder / name).is_file():
            msg = f"No build at {folder}: {name} is missing. Run `dateline map` first."
            raise InputError(msg)
    return read_features(folder / "events.geojson")


@dataclass(frozen=True, slots=True)
class _Doubtful:
    """An incident that may go into the queue."""

    event_id: str
    severity: float
    why: str

    @property
    def row_id(self) -> str:
        return f"{EVENT}:{self.event_id}"


def _incidents(
    folder: Path, events: Mapping[str, Any], chosen: Sequence[_Doubtful]
) -> dict[str, Item]:
    """Show incidents whole, in their order, by their rows."""
    wanted = {each.event_id for each in chosen}
    areas = read_features(folder / "areas.geojson") if wanted else {}
    told = {
        event_id: reports
        for event_id, reports in _grouped(folder / "reports.jsonl")
        if event_id in wanted
    }
    return {
        each.row_id: _incident(
            events[each.event_id], areas.get(each.event_id), told[each.event_id], each
        )
        for each in chosen
    }


def _grouped(path: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the reports of each incident, which stand together in the file."""
    with path.open("rb") as lines:
        for event_id, rows in groupby(map(orjson.loads, lines), key=itemgetter("event_id")):
            yield event_id, list(rows)


def _is_reviewed(row: Mapping[str, Any], reports: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether nothing was reported since an analyst looked at it."""
    latest = max((as_text(report["published"]) for report in reports), default="")
    return bool(row.get("reviewed")) and latest <= str(row["reviewed"])


# How likely something is wrong, and the words for it.
_Doubt = tuple[float, str]


def _doubts(
    row: Mapping[str, Any], reports: Sequence[Mapping[str, Any]], twins: Sequence[tuple[float, str]]
) -> Iterator[_Doubt]:
    yield from _contradictions(reports)
    confidence = row["geo_confidence"]
    if confidence is not None and confidence < LEAST_CONFIDENCE:
        yield 1.0 - confidence, f"low confidence ({confidence:.2f}) that it is {row['place_name']}"
    for alike, other in twins[:3]:
        yield alike / 2, f"may be the same as {other}"


def _severity(row: Mapping[str, Any], doubts: Sequence[_Doubt]) -> float:
    hurt = max((row[f"killed_{bound}"] or 0 for bound in ("low", "best", "high")), default=0)
    weight = 1 + math.log10(1 + hurt) + 0.3 * math.log2(row["n_reports"])
    return round(weight * (1 - math.prod(1 - min(0.99, doubt) for doubt, _ in doubts)), 4)


def _why(doubts: Sequence[_Doubt]) -> str:
    return "; ".join(words for _, words in doubts)


def _contradictions(reports: Sequence[Mapping[str, Any]]) -> Iterator[_Doubt]:
    if len(reports) < 2:
        return
    for measure in ("killed", "injured", "affected"):
        told = [(_count(row, measure), row) for row in reports]
        told = [pair for pair in told if is_told(pair[0])]
        worst = 0.0
        for (one, first), (two, second) in combinations(told, 2):
            if first["article_id"] != second["article_id"] and not counts_agree(one, two):
                worst = max(worst, gap(one, two))
        if worst:
            counts = sorted({_shown(count) for count, _ in told})
            yield min(1.0, 0.3 + worst / 3), f"{measure}: reports say {', '.join(counts)}"


def _count(row: Mapping[str, Any], measure: str) -> Count:
    return Count(*(row[f"{measure}_{bound}"] for bound in ("low", "best", "high")))


def _shown(count: Count) -> str:
    low, high = count.low if count.low is not None else count.best, count.high
    if high is None:
        return f"{low}+"
    return str(high) if low == high else f"{low or 0}-{high}"


def _incident(
    feature: Mapping[str, Any],
    area: Mapping[str, Any] | None,
    reports: Sequence[Mapping[str, Any]],
    doubtful: _Doubtful,
) -> Item:
    row = feature["properties"]
    point = LonLat(*feature["geometry"]["coordinates"])
    listed = [f"{n}: {_cut(each['quote'])}" for n, each in enumerate(reports, 1)]
    cells = {
        **editable_cells(row, *point),
        **{name: as_text(row[name]) for name in _CONTEXT_EVENT},
        "toponym": as_text(reports[0]["toponym"]) if reports else "",
        "reports": "\n".join(listed),
        "event_id": str(feature["id"]),
    }
    below = tuple(_report(each) for each in reports) if len(reports) > 1 else ()
    return Item(
        doubtful.row_id,
        doubtful.severity,
        doubtful.why,
        cells,
        point,
        area["geometry"] if area else None,
        below,
    )


def _report(row: Mapping[str, Any]) -> Item:
    context = [name for name in _CONTEXT_EVENT if name != "n_reports"]
    cells = {
        **editable_cells(row, row["lon"], row["lat"]),
        **{name: as_text(row[name]) for name in context},
        "toponym": as_text(row["toponym"]),
        "event_id": row["event_id"],
        "report_id": row["report_id"],
        "article_id": row["article_id"],
    }
    return Item(
        f"{REPORT}:{row['report_id']}",
        0.0,
        "a report of the above",
        cells,
        LonLat(row["lon"], row["lat"]),
    )


def _names(path: Path, settled: Collection[str]) -> list[Item]:
    """Return names without a place, each once, by how often they stand there."""
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if not row["place_id"] and row["role"] != "demonym":
                    groups[fold(row["name"])].append(row)
    finally:
        csv.field_size_limit(before)
    return [_name(rows) for folded, rows in groups.items() if folded not in settled]


def _name(rows: Sequence[Mapping[str, str]]) -> Item:
    # The longest sentence says most about what is meant.
    first = max(rows, key=lambda row: (row["role"] == "place", len(row["quote"])))
    cells = {name: read_cell(text or "") for name, text in first.items()}
    n_articles = len({row["article_id"] for row in rows})
    times = f"{len(rows)} times in {n_articles} articles" if len(rows) > 1 else "once"
    reason = f" ({cells['reason']})" if cells["reason"] else ""
    copied = ("country_code", "admin1_name", "alternatives", "quote", "title", "source", "url")
    return Item(
        f"{TOPONYM}:{cells['article_id']}:{cells['char_start']}",
        round(0.4 * (1 + math.log2(len(rows))), 4),
        f"no place is known for {cells['name']}, named {times}{reason}",
        {
            **{name: cells[name] for name in (*copied, "published", "article_id")},
            "toponym": cells["name"],
            # What an unknown name means here, it means wherever its country is spoken of.
            "scope": "context",
        },
    )


def _cut(quote: str | None) -> str:
    text = quote or "(its words may not be shown)"
    return text if len(text) <= 160 else f"{text[:157]}…"
