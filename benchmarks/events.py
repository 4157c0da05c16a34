"""
Compare the events found with events read by hand.

    python benchmarks/events.py GOLD... --texts CORPUS [--errors] [--cache DIR] [--json]

GOLD: JSONL, one article a line: `id`, `published` (a day or null), `events` (the columns of the
codebook, with `core`, `alt_types`, `lat`, `lon` and `tolerance_km`) and `not_places` (`start`,
`end`, `text`, `why`). CORPUS: JSONL with `id` and `text` of the same articles.

A predicted event can stand for a gold one when its point lies within the gold's tolerance and its
type is the gold's, or type and sub-type one of its `alt_types`. Pairs are chosen best overall;
optional gold events (`core` false) neither help nor hurt.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from pyproj import Geod
from scipy.optimize import linear_sum_assignment
from shapely.geometry import Point

from geo.model import Article, Count, Report

GEOD = Geod(ellps="WGS84")
Gold = dict[str, Any]
# What a pair is worth: core ones first, then any, then the better likeness.
CORE, ANY, SUB, DAY, TOLL = 1000.0, 100.0, 10.0, 5.0, 2.0


@dataclass
class Scores:
    """Counts over all articles."""

    hits: int = 0
    wrong: int = 0
    missed: int = 0
    optional: int = 0
    not_places: int = 0
    radii: list[float] = field(default_factory=list)
    shares: dict[str, list[bool]] = field(default_factory=dict)
    core_shares: dict[str, list[bool]] = field(default_factory=dict)

    def note(self, name: str, *, right: bool, is_core: bool) -> None:
        """Count one judged property of a pair."""
        self.shares.setdefault(name, []).append(right)
        if is_core:
            self.core_shares.setdefault(name, []).append(right)


def read_lines(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Read JSONL files one after the other."""
    # A line separator inside a text ends no record: `splitlines` would cut there.
    return [
        json.loads(line)
        for path in paths
        for line in path.read_text(encoding="utf-8").split("\n")
        if line.strip()
    ]


def distance_km(report: Report, gold: Gold) -> float:
    """Return how far the published point lies from the gold's position."""
    point = report.footprint.point
    return float(GEOD.inv(point.lon, point.lat, gold["lon"], gold["lat"])[2]) / 1000


def may_pair(report: Report, gold: Gold) -> bool:
    """Tell whether a report can stand for a gold event."""
    code = f"{report.event_type}/{report.sub_event_type}"
    same_type = report.event_type == gold["event_type"] or code in gold["alt_types"]
    return same_type and distance_km(report, gold) <= gold["tolerance_km"]


def judge(report: Report, gold: Gold) -> dict[str, bool]:
    """Compare a paired report with its gold event, property by property."""
    code = f"{report.event_type}/{report.sub_event_type}"
    own = f"{gold['event_type']}/{gold['sub_event_type']}"
    at = Point(gold["lon"], gold["lat"])
    return {
        "sub-type": code == own,
        "sub-type or alternative": code in {own, *gold["alt_types"]},
        "start date": iso(report.when.start) == gold["date_start"],
        "end date": iso(report.when.end) == gold["date_end"],
        "status": report.status == gold["status"],
        "killed": same_count(report.casualties.killed, gold, "killed"),
        "injured": same_count(report.casualties.injured, gold, "injured"),
        "where_prec within 1": abs(report.footprint.where_prec - gold["where_prec"]) <= 1,
        "footprint holds it": bool(report.footprint.geometry.covers(at)),
    }


def iso(day: date | None) -> str | None:
    """Write a day as the gold does."""
    return day.isoformat() if day else None


def same_count(count: Count, gold: Gold, kind: str) -> bool:
    """Compare all three bounds."""
    return (count.low, count.best, count.high) == tuple(
        gold[f"{kind}_{bound}"] for bound in ("low", "best", "high")
    )


def pair(reports: Sequence[Report], golds: Sequence[Gold]) -> list[tuple[int, int]]:
    """Pair reports with gold events, best overall."""
    if not reports or not golds:
        return []
    worth = np.zeros((len(reports), len(golds)))
    for i, report in enumerate(reports):
        for j, gold in enumerate(golds):
            if may_pair(report, gold):
                right = judge(report, gold)
                worth[i, j] = (
                    ANY
                    + CORE * gold["core"]
                    + SUB * right["sub-type or alternative"]
                    + DAY * right["start date"]
                    + TOLL * right["killed"]
                )
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if worth[i, j] > 0]


def score(reports: Sequence[Report], gold: Gold, scores: Scores, errors: list[str] | None) -> None:
    """Add one article to the scores."""
    golds = gold["events"]
    pairs = pair(reports, golds)
    paired_reports, paired_golds = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, j in pairs:
        is_core = golds[j]["core"]
        scores.hits += is_core
        scores.optional += not is_core
        scores.radii.append(reports[i].footprint.radius_km)
        for name, right in judge(reports[i], golds[j]).items():
            scores.note(name, right=right, is_core=is_core)
            if errors is not None and not right and name != "sub-type":
                errors.append(f"  {name}: {shown(reports[i])}\n      gold {told(golds[j])}")
    for i, report in enumerate(reports):
        if i not in paired_reports:
            scores.wrong += 1
            note(errors, f"  WRONG {shown(report)}")
        toponym = report.resolution.toponym
        for other in gold["not_places"]:
            if toponym.start < other["end"] and other["start"] < toponym.end:
                scores.not_places += 1
                note(errors, f"  NOT A PLACE {other['text']!r} ({other['why']}): {shown(report)}")
    for j, event in enumerate(golds):
        if j not in paired_golds and event["core"]:
            scores.missed += 1
            note(errors, f"  MISSED {told(event)}")


def note(errors: list[str] | None, text: str) -> None:
    """Keep an error when they are asked for."""
    if errors is not None:
        errors.append(text)


def shown(report: Report) -> str:
    """Write a report in one line."""
    place = report.resolution.place
    killed, injured = report.casualties.killed, report.casualties.injured
    return (
        f"{report.event_type}/{report.sub_event_type} {report.status} [{report.trigger}] at "
        f"{place.name if place else '?'} ({report.relation.kind},"
        f" prec {report.footprint.where_prec}, {report.footprint.radius_km:.0f} km)"
        f" {iso(report.when.start)}..{iso(report.when.end)}"
        f" K{counted(killed)} I{counted(injured)} {report.actor1.name!r} > {report.actor2.name!r}"
        f" | {report.rule} | {' '.join(report.quote.split())[:120]}"
    )


def counted(count: Count) -> str:
    """Write the three bounds."""
    return ",".join(
        "-" if bound is None else str(bound) for bound in (count.low, count.best, count.high)
    )


def told(gold: Gold) -> str:
    """Write a gold event in one line."""
    bounds = ("low", "best", "high")
    kinds = [
        counted(Count(*(gold[f"{kind}_{bound}"] for bound in bounds)))
        for kind in ("killed", "injured")
    ]
    return (
        f"{gold['event_type']}/{gold['sub_event_type']} {gold['status']} at {gold['place_name']}"
        f" ({gold['relation']}, prec {gold['where_prec']}, tol {gold['tolerance_km']})"
        f" {gold['date_start']}..{gold['date_end']} K{kinds[0]} I{kinds[1]} | {gold['quote'][:110]}"
    )


def ratio(part: float, whole: float) -> float:
    """Divide, with 0 for nothing."""
    return part / whole if whole else 0.0


def summary(scores: Scores) -> dict[str, Any]:
    """Turn the counts into the published figures."""
    precision = ratio(scores.hits, scores.hits + scores.wrong)
    recall = ratio(scores.hits, scores.hits + scores.missed)
    figures: dict[str, Any] = {
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(ratio(2 * precision * recall, precision + recall), 3),
        "core found": scores.hits,
        "core missed": scores.missed,
        "wrong": scores.wrong,
        "optional found": scores.optional,
        "not_places mapped": scores.not_places,
        "median radius km": round(statistics.median(scores.radii), 1) if scores.radii else None,
    }
    for name, rights in scores.shares.items():
        core = scores.core_shares.get(name, [])
        figures[name] = {
            "all": round(ratio(sum(rights), len(rights)), 3),
            "core": round(ratio(sum(core), len(core)), 3),
        }
    return figures


def predict(
    gold: Sequence[Gold], texts: dict[str, dict[str, Any]], cache: Path
) -> list[tuple[Report, ...]]:
    """Run the pipeline on the gold's articles."""
    from geo.analyse import analyse_articles, load_tools

    articles = [
        Article(
            article_id=str(line["id"]),
            text=texts[line["id"]]["text"],
            title=texts[line["id"]].get("title") or "",
            url=texts[line["id"]].get("url") or "",
            published=date.fromisoformat(line["published"]) if line["published"] else None,
            published_basis="metadata",
        )
        for line in gold
    ]
    tools = load_tools(cache)
    return [analysis.reports for analysis in analyse_articles(articles, tools)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--texts", required=True, type=Path, nargs="+")
    parser.add_argument("--errors", action="store_true", help="list every difference")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "dateline")
    options = parser.parse_args(arguments)
    gold = read_lines(options.gold)
    texts = {line["id"]: line for line in read_lines(options.texts)}
    started = time.perf_counter()
    predicted = predict(gold, texts, options.cache)
    seconds = time.perf_counter() - started
    scores = Scores()
    for line, reports in zip(gold, predicted, strict=True):
        errors: list[str] | None = [] if options.errors else None
        score(reports, line, scores, errors)
        if errors:
            print(f"{line['id']} ({line['published']})", *errors, sep="\n")
    figures = summary(scores)
    figures["articles"], figures["seconds"] = len(gold), round(seconds, 1)
    if options.json:
        json.dump(figures, sys.stdout, indent=1)
        return 0
    for name, value in figures.items():
        text = (
            f"{value['all']:.3f}  (core {value['core']:.3f})" if isinstance(value, dict) else value
        )
        print(f"{name:26} {text}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
