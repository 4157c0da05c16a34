"""The last look at a staged build before anybody sees it."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from geo.builds.manifest import NAME as MANIFEST
from geo.builds.manifest import file_sha256

REQUIRED = ("map.html", "events.geojson", "areas.geojson", "places.geojson", "toponyms.csv")
# Fewer say nothing about a share.
FEWEST_FOR_SHARE = 20
_MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """
    What a build must hold to.

    Attributes
    ----------
    least_read
        Share of the inputs that must have been readable, in [0, 1].
    least_resolved
        Share of the toponyms that must have a place, in [0, 1].
    greatest_fall
        Share of the incidents that may be gone since the build before, as long
        as both were made from the same sources, in [0, 1].
    """

    least_read: float = 0.2
    least_resolved: float = 0.3
    greatest_fall: float = 0.3


def find_faults(folder: Path, previous: Path | None, limits: Limits) -> list[str]:
    """
    Name everything that speaks against publishing a staged build.

    Parameters
    ----------
    folder
        The staged build, with its manifest.
    previous
        The published build that it would replace, or None.
    limits
        What it must hold to.

    Returns
    -------
    faults
        Sentences for the operator; empty for a build that may be published.
    """
    manifest = _manifest(folder)
    if manifest is None:
        return [f"{MANIFEST} is missing or no JSON."]
    return [
        *_file_faults(folder, manifest),
        *_share_faults(manifest, limits, lambda: _reasons(folder / "articles.csv")),
        *_fall_faults(manifest, _manifest(previous) if previous else None, limits),
    ]


def _manifest(folder: Path) -> dict[str, Any] | None:
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _file_faults(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    listed = manifest["files"]
    for name in REQUIRED:
        if name not in listed:
            yield f"{name} was not written."
    for name, told in listed.items():
        path = folder / name
        if not path.is_file() or file_sha256(path) != told["sha256"]:
            yield f"{name} is not what was written."
        elif path.suffix == ".geojson":
            yield from _layer_faults(path, manifest["layers"].get(name))
    page = folder / "map.html"
    if page.is_file() and not page.read_text(encoding="utf-8").rstrip().endswith("</html>"):
        yield "map.html is cut off."


def _layer_faults(path: Path, rows: int | None) -> Iterator[str]:
    try:
        features = orjson.loads(path.read_bytes())["features"]
    except (ValueError, KeyError, TypeError):
        yield f"{path.name} is no GeoJSON."
        return
    if len(features) != rows:
        yield f"{path.name} holds {len(features)} features, its manifest says {rows}."
    if len({feature["id"] for feature in features}) != len(features):
        yield f"{path.name} has an id twice."


def _reasons(path: Path) -> str:
    """Say why most inputs were set aside."""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = [row for row in csv.DictReader(lines) if row["state"] != "read"]
    except (OSError, KeyError, csv.Error):
        return f"{path.name} is damaged"
    told = Counter(row["reason"] for row in rows).most_common(_MOST_REASONS)
    first = next((row["path"] for row in rows), "")
    listed = "; ".join(f"{reason.rstrip('.')!r} ({count})" for reason, count in told)
    return f"{listed}; the first is {first}"


def _share_faults(
    manifest: Mapping[str, Any], limits: Limits, reasons: Callable[[], str]
) -> Iterator[str]:
    inputs, counts = manifest["inputs"], manifest["counts"]
    n_inputs = inputs["articles"] + inputs["rejected"]
    if n_inputs >= FEWEST_FOR_SHARE and inputs["articles"] < limits.least_read * n_inputs:
        yield (
            f"Only {inputs['articles']} of {n_inputs} inputs could be read: {reasons()}. Correct"
            " that, or lower `least_read` in dateline.toml if it is to be expected."
        )
    n_toponyms, n_resolved = counts["toponyms"], counts["resolved"]
    if n_toponyms >= FEWEST_FOR_SHARE and n_resolved < limits.least_resolved * n_toponyms:
        yield (
            f"Only {n_resolved} of {n_toponyms} toponyms have a place: is the gazetteer whole?"
            " `dateline gazetteer rebuild` compiles it anew."
        )


def _fall_faults(
    manifest: Mapping[str, Any], previous: Mapping[str, Any] | None, limits: Limits
) -> Iterator[str]:
    if previous is None or previous["inputs"].get("from") != manifest["inputs"].get("from"):
        return
    before = previous["layers"]["events.geojson"]
    now = manifest["layers"]["events.geojson"]
    if before >= FEWEST_FOR_SHARE and now < (1.0 - limits.greatest_fall) * before:
        yield (
            f"Incidents fell from {before} to {now} while the sources are the same: run again"
            " with --accept-fall if that is right."
        )
