"""A small build of every kind of incident, for the tests of GIS files and pictures."""

from __future__ import annotations

from dataclasses import replace

from builders import analysis, report

from geo.layers.codebook import STATUSES, SUB_EVENT_TYPES
from geo.layers.making import Layers, make_layers
from geo.model import Incident

HOSTILE = '<img src=x onerror="alert(1)"> & [% 1+1 %] "quoted" it\'s \u202e \u0000 \ud800 بعشيقة'
# Place, relation, precision and radius in turn: a city, near a village, only in a direction from a
# town, a district, a province, a larger city, a country.
_WHERE = (
    *(("Mosul", "at", 1, 9.0), ("Tob Zawa", "near", 2, 6.0), ("Rutba", "direction", 2, 47.0)),
    *(("Kirkuk", "within", 3, 30.0), ("Anbar", "within", 4, 180.0), ("Baghdad", "at", 1, 12.0)),
    ("Iraq", "within", 6, 400.0),
)
# The turns in which the point is only a label.
LABELS = {2, 3, 4, 6}


def make() -> Layers:
    """Lay out one incident of each sub-type, in all statuses and precisions."""
    kinds = [f"{kind}/{sub}" for kind, subs in SUB_EVENT_TYPES.items() for sub in subs]
    reports = []
    for number, kind in enumerate(kinds):
        place, relation, prec, radius = _WHERE[number % len(_WHERE)]
        reports.append(
            report(
                f"a{number}-1",
                kind=kind,
                at=place,
                on=None if number == 5 else f"2016-10-{10 + number % 15}",
                killed=(None, 0, 5, "20-99", 121)[number % 5],
                status=STATUSES[number % 3 and number % len(STATUSES)],
                relation=relation,
                prec=prec,
                radius_km=radius,
                quote=HOSTILE if number == 3 else f"Something happened in {place} on day {number}.",
            )
        )
    incidents = [
        Incident(
            f"ev-{number:04}",
            (one,),
            one.event_type,
            one.sub_event_type,
            one.status,
            one.when,
            one.casualties,
            one.actor1,
            one.actor2,
            1,
        )
        for number, one in enumerate(reports)
    ]
    analyses = [analysis(one) for one in reports]
    analyses[0] = replace(
        analyses[0], article=replace(analyses[0].article, title="=1+1 <b>", url="https://x.example")
    )
    return make_layers(incidents, analyses)
