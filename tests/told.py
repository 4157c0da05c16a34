"""Passages with the events that they tell, and what the program makes of them in the same terms."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from geo.model import Report

DATA = Path(__file__).with_name("data")


def passages(name: str) -> list[object]:
    """Read `data/NAME.txt`: each text with the rows of its events, called by what it shows."""
    _, *parts = (DATA / f"{name}.txt").read_text("utf-8").split("\n== ")
    return [_passage(*part.splitlines()) for part in parts]


def _passage(shows: str, *lines: str) -> object:
    text = " ".join(line for line in lines if line and not line.startswith(">"))
    rows = {tuple(line[2:].split(", ")) for line in lines if line.startswith("> ")}
    return pytest.param(text, rows, id=shows)


def told(reports: Iterable[Report], *, killed: bool = False) -> set[tuple[str, ...]]:
    """Write each report as its code, place and day, and how many were killed at least."""
    return {
        (f"{r.event_type}/{r.sub_event_type}", r.resolution.place.name, str(r.when.start))
        + ((str(r.casualties.killed.low),) if killed else ())
        for r in reports
    }


def timed(reports: Iterable[Report]) -> set[tuple[str, ...]]:
    """Write each report as its code, place, first and last day and status."""
    return {
        (
            f"{r.event_type}/{r.sub_event_type}",
            r.resolution.place.name,
            str(r.when.start),
            str(r.when.end),
            r.status,
        )
        for r in reports
    }


def placed(reports: Iterable[Report]) -> set[tuple[str, str, int]]:
    """Write each report as the place, the relation and how well it is known."""
    return {(r.resolution.place.name, r.relation.kind, r.footprint.where_prec) for r in reports}
