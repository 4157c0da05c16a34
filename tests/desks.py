"""A site whose analysts hand in sheets, and a gazetteer of few places; mostly without a model."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from builders import PLACES, write_data_files
from nights import ANALYST, QUIET, work_through

from flows.site import Site
from flows.steps import record_build
from flows.workspace import Analyst, open_workspace
from geo.builds.publish import build_lock, publish, stage
from geo.gazetteer.lookup import Gazetteer
from geo.model import Article, Match, Place
from geo.review.applying import Outcome
from geo.review.copies import read_copy
from geo.review.corrections import Correction
from geo.review.desk import Receipt, take_files, undo
from geo.store import Store

NOON = datetime(2016, 11, 1, 12, tzinfo=UTC)


class FewPlaces(Gazetteer):
    """The entries of `builders`, looked up by their names alone."""

    def __init__(self) -> None:
        self.path = Path("none")
        self.version = "few"

    def place(self, place_id: str) -> Place | None:
        return next((each for each in PLACES.values() if each.place_id == place_id), None)

    def lookup(self, name: str) -> tuple[Match, ...]:
        return tuple(
            Match(each, name, "preferred") for each in PLACES.values() if each.name == name
        )


class Desk:
    """One site's outputs, its store, and a clock that only moves on."""

    def __init__(self, out: Path, analyst: Analyst = ANALYST) -> None:
        self.out = out
        self.analyst = analyst
        self.site = Site()
        self.now = NOON

    @property
    def url(self) -> str:
        return f"sqlite:///{self.out}/store.sqlite"

    def night(self, *articles: Article) -> dict[str, dict[str, Any]]:
        """Publish a night; return its incidents by id."""
        analyst = replace(self.analyst, gazetteer=FewPlaces())
        with (
            build_lock(self.out),
            open_workspace(self.url, analyst, self.out, QUIET, self.site) as work,
        ):
            work_through(work, articles)
            # All that is read back; the map and pictures would take seconds.
            staged = stage(self.out, work.build_id)
            write_data_files(staged, work.incidents, work.analyses, work.rejected)
            (staged / "manifest.json").write_text(json.dumps({"build_id": work.build_id}))
            publish(self.out, staged)
            record_build(work)
        return self.shown()

    def shown(self) -> dict[str, dict[str, Any]]:
        features = json.loads((self.out / "latest" / "events.geojson").read_text("utf-8"))
        return {
            each["id"]: {
                **each["properties"],
                "lon": each["geometry"]["coordinates"][0],
                "lat": each["geometry"]["coordinates"][1],
            }
            for each in features["features"]
        }

    def hand_in(self, *rows: dict[str, str], by: str = "ana", path: Path | None = None) -> Receipt:
        """Hand rows in as a CSV file made by hand, one minute after what was before."""
        file = path or self.write(*rows)
        self.now += timedelta(minutes=1)
        with Store(self.url) as store:
            return take_files(store, self.out, FewPlaces(), [file], self.now, by)

    def write(self, *rows: dict[str, str]) -> Path:
        path = self.out / "sheet.csv"
        columns = list(dict.fromkeys(name for row in rows for name in row))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
        return path

    def undo(self, *ids: str) -> list[Correction]:
        self.now += timedelta(minutes=1)
        with Store(self.url) as store:
            return undo(store, self.out, ids, self.now, "ana")

    def corrections(self) -> list[Correction]:
        with Store(self.url) as store:
            return store.corrections.all()

    def outcomes(self) -> list[dict[str, str]]:
        with (self.out / "review" / "outcomes.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def copy(self) -> Sequence[Correction]:
        return read_copy(self.out / "review")[0]


def states(outcomes: Sequence[Outcome]) -> list[str]:
    return [each.state for each in outcomes]
