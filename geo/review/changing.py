"""What a correction makes of a report or a resolution."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import shapely

from geo.edits import Review
from geo.footprints.boundaries import load_boundaries
from geo.footprints.locate import locate
from geo.footprints.shapes import finish, generalise, reach_km, sector
from geo.incidents.accounts import as_told
from geo.model import (
    Actor,
    Candidate,
    Casualties,
    Count,
    Footprint,
    LonLat,
    Place,
    Relation,
    Report,
    Resolution,
    When,
)
from geo.review.choosing import Bound
from geo.review.corrections import Correction

# Up to here a drawn footprint says where it was; above, only near where.
_EXACT_KM, _NEAR_KM = 5.0, 100.0
_MONTH, _YEAR = 28, 365


def place_from(value: Mapping[str, Any]) -> Place | None:
    """Return the entry that a correction names, None when it says that there is none."""
    told = value["place"]
    return Place(**told) if told else None


def resolve_anew(resolution: Resolution, correction: Correction) -> Resolution:
    """
    Decide for one toponym as an analyst did.

    Parameters
    ----------
    resolution
        The program's; its candidates stay as runners-up.
    correction
        Of a place.

    Returns
    -------
    resolution
        Its note says what the program had.
    """
    place = place_from(correction.value)
    before = resolution.place.name if resolution.place else "none"
    note = f"an analyst's correction of {correction.made_at:%Y-%m-%d}; the program had {before}"
    if resolution.note:
        note += f" ({resolution.note})"
    if place is None:
        return resolution.left_open(note)
    others = (each for each in resolution.candidates if each.place.place_id != place.place_id)
    candidates = (Candidate(place, 1.0, "an analyst's correction"), *others)
    return Resolution(resolution.toponym, place, 1.0, candidates, note)


def put_at(report: Report, resolution: Resolution, other: Place | None) -> Report:
    """
    Locate a report by another resolution of the same words.

    Parameters
    ----------
    report
        Any.
    resolution
        With a place.
    other
        Of its relation's second toponym.

    Returns
    -------
    report
        With a footprint of its own.
    """
    place = resolution.place
    assert place is not None  # noqa: S101 - the caller leaves out reports without one
    footprint = locate(place, report.relation, load_boundaries(), other=other)
    return dataclasses.replace(report, resolution=resolution, footprint=footprint)


def change(report: Report, bound: Bound) -> Report:
    """
    Let a report say what an analyst says.

    Parameters
    ----------
    report
        Any.
    bound
        A correction of one of its fields.

    Returns
    -------
    report
        Marked as reviewed.
    """
    changed = _CHANGES[bound.correction.field](report, bound.correction)
    return mark(report, changed, bound)


def mark(before: Report, after: Report, bound: Bound) -> Report:
    """
    Note in a report that it was corrected.

    Parameters
    ----------
    before, after
        The report without and with the correction.
    bound
        Which one.
    """
    edits = {*before.review.edits, bound.edit}
    day = bound.correction.made_at.date()
    review = Review(
        edits=tuple(sorted(edits, key=lambda edit: (edit.field, edit.correction_id))),
        on=max(day, before.review.on or day),
        told=as_told(before),
    )
    return dataclasses.replace(after, review=review)


def when_from(value: Mapping[str, Any], text: str) -> When:
    """Return corrected dates; the words stay those of the article."""
    start = date.fromisoformat(value["start"]) if value.get("start") else None
    end = date.fromisoformat(value["end"]) if value.get("end") else start
    if start is None or end is None:
        return When(None, None, text)
    days = (end - start).days + 1
    if value.get("prec"):
        return When(start, end, text, value["prec"])
    prec = 1 if days == 1 else 2 if days < _MONTH else 3 if days < _YEAR else 4
    return When(start, end, text, prec)


def casualties_from(value: Mapping[str, Any], text: str) -> Casualties:
    """Return corrected numbers; the words stay those of the article."""
    return Casualties(
        killed=Count(*value["killed"]),
        injured=Count(*value["injured"]),
        affected=Count(*value["affected"]),
        affected_kind=value.get("affected_kind", ""),
        text=text,
    )


def footprint_from(value: Mapping[str, Any]) -> Footprint:
    """
    Return the footprint that an analyst drew.

    Parameters
    ----------
    value
        `wkt` of a polygon, with `point` if one was set too; else `point` and
        `radius_km` of a circle. `exact` leaves the outline as it is.

    Returns
    -------
    footprint
        `where_prec` by its radius: 1 up to 5 km, 2 up to 100 km, then 5; or as told.
    """
    point = LonLat(*value["point"]) if value.get("point") else None
    if value.get("wkt"):
        shape = shapely.from_wkt(value["wkt"])
    else:
        assert point is not None  # noqa: S101 - checked when it was handed in
        shape = sector(point, 0.0, value["radius_km"])
    geometry = shape if value.get("exact") else finish(generalise(shape))
    if point is None or not geometry.intersects(shapely.Point(point)):
        inside = geometry.representative_point()
        point = LonLat(round(inside.x, 6), round(inside.y, 6))
    radius = value["radius_km"] if value.get("exact") else round(reach_km(point, geometry), 2)
    prec = 1 if radius <= _EXACT_KM else 2 if radius <= _NEAR_KM else 5
    return Footprint(geometry, point, radius, value.get("where_prec") or prec)


def _moved(report: Report, correction: Correction) -> Report:
    """Put a report at another place than its words name."""
    resolution = resolve_anew(report.resolution, correction)
    there = dataclasses.replace(
        report, relation=Relation("at", report.relation.text, report.relation.span)
    )
    return put_at(there, resolution, None)


def _drawn(report: Report, correction: Correction) -> Report:
    return dataclasses.replace(report, footprint=footprint_from(correction.value))


def _retyped(report: Report, correction: Correction) -> Report:
    value = correction.value
    return dataclasses.replace(
        report, event_type=value["event_type"], sub_event_type=value["sub_event_type"]
    )


def _restated(report: Report, correction: Correction) -> Report:
    return dataclasses.replace(report, status=correction.value["status"])


def _redated(report: Report, correction: Correction) -> Report:
    return dataclasses.replace(report, when=when_from(correction.value, report.when.text))


def _recounted(report: Report, correction: Correction) -> Report:
    told = casualties_from(correction.value, report.casualties.text)
    return dataclasses.replace(report, casualties=told)


def _renamed(report: Report, correction: Correction) -> Report:
    value = correction.value
    return dataclasses.replace(
        report,
        actor1=_actor(value["actor1"], report.actor1, "initiator"),
        actor2=_actor(value["actor2"], report.actor2, "target"),
    )


def _actor(name: str, before: Actor, role: str) -> Actor:
    return Actor(name, before.role or role) if name else Actor()


def _locked(report: Report, correction: Correction) -> Report:
    """Keep a locked incident where it is shown, by the report that shows it."""
    where = correction.value.get("where")
    if not where:
        return report
    place = place_from(where)
    resolution = report.resolution
    if place is not None and place != resolution.place:
        resolution = dataclasses.replace(
            resolution, place=place, confidence=where["geo_confidence"]
        )
    footprint = footprint_from(where["footprint"])
    return dataclasses.replace(report, resolution=resolution, footprint=footprint)


def _same(report: Report, _: Correction) -> Report:
    return report


_CHANGES: dict[str, Callable[[Report, Correction], Report]] = {
    "place": _moved,
    "geometry": _drawn,
    "type": _retyped,
    "status": _restated,
    "date": _redated,
    "numbers": _recounted,
    "actors": _renamed,
    "lock": _locked,
    "confirm": _same,
    "comment": _same,
}
