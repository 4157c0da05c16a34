"""Changed cells of one row -> the value of one correction, checked against each other."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from geo.errors import InputError
from geo.footprints.boundaries import load_boundaries
from geo.gazetteer.sources import slug
from geo.gazetteer.user_places import parse_place_id
from geo.layers.codebook import SUB_EVENT_TYPES
from geo.model import LonLat, Place
from geo.review.cells import CellError, refuse
from geo.review.known import Known
from geo.review.sheet import EVENT, TOPONYM

# As exact as a point is set by hand on a map of a district.
DEFAULT_RADIUS_KM = 1.0
NO_PLACE = "none"
LOCKABLE = frozenset({"place", "geometry", "type", "status", "date", "numbers", "actors"})
_BOUNDS = ("low", "best", "high")
_MEASURES = ("killed", "injured", "affected")
_NUMBERS = tuple(f"{measure}_{bound}" for measure in _MEASURES for bound in _BOUNDS)


@dataclass(frozen=True, slots=True)
class Changed:
    """
    A row whose cells can be asked for.

    Attributes
    ----------
    kind, key
        What the row is about.
    value
        Gives what a column says now.
    columns
        Those that were changed.
    known
        To look things up in.
    """

    kind: str
    key: str
    value: Callable[[str], str]
    columns: frozenset[str]
    known: Known


def read_name(row: Changed) -> dict[str, dict[str, Any]]:
    """
    Return what is said of a name: its entry, a point for one without, or that all is right.

    Parameters
    ----------
    row
        Of a toponym.

    Returns
    -------
    changes
        By field.

    Raises
    ------
    CellError
        When the row says more than can be said of a name.
    """
    columns = set(row.columns) - {"comment"}
    where = {"place_id", "lon", "lat"}
    others = sorted(columns - where - {"confirm"})
    if others:
        refuse(others[0], "a row of a name takes place_id, or a point, alone")
    changes: dict[str, dict[str, Any]] = {}
    if columns & where:
        changes["place"] = _place(row)
    if "confirm" in columns:
        changes["confirm"] = _confirm(row)
    return changes


def lock_value(row: Changed, facts: Mapping[str, Any], changed: Collection[str]) -> dict[str, Any]:
    """
    Return what a lock keeps: everything as it is shown, with what the row changes.

    Parameters
    ----------
    row
        Of an incident.
    facts
        All its columns in the build that is shown.
    changed
        The other fields that the row changes.

    Returns
    -------
    value
        JSON-able; of an opened lock nothing.
    """
    if not row.value("lock"):
        return {"is_locked": False}
    where = None if {"place", "geometry"} & set(changed) else row.known.where(row.key)
    date = _date(row)
    is_redated = "date" in changed
    fields = {
        "type": _type(row),
        "status": _status(row),
        "numbers": _numbers(row),
        "date": {
            **date,
            "text": facts.get("date_text") or "",
            **({} if is_redated else {"prec": facts.get("date_prec")}),
        },
        "actors": {
            **_actors(row),
            "actor1_role": facts.get("actor1_role") or "initiator",
            "actor2_role": facts.get("actor2_role") or "target",
        },
    }
    return {
        "is_locked": True,
        "fields": fields,
        "shown": row.known.shown_report(row.key),
        **({"where": where} if where else {}),
    }


def _place(row: Changed) -> dict[str, Any]:
    told = row.value("place_id").strip()
    if row.kind == TOPONYM and not told and {"lon", "lat"} & row.columns:
        return {"place": dataclasses.asdict(_own_place(row)), "is_name": True}
    if told.casefold() in ("", NO_PLACE):
        if row.kind != TOPONYM:
            refuse("place_id", "an incident needs a place: strike it out, or name another entry")
        return {"place": None, "is_name": True}
    try:
        place_id = parse_place_id(told)
    except InputError as error:
        refuse("place_id", str(error))
    place = row.known.place(place_id)
    if place is None:
        refuse(
            "place_id",
            f"no entry {place_id} is in the gazetteer: `dateline gazetteer lookup NAME` prints"
            " ids, `dateline gazetteer add` takes in a country",
        )
    return {"place": dataclasses.asdict(place), "is_name": _is_name(row, place)}


def _is_name(row: Changed, place: Place) -> bool:
    """Tell whether the words of the text mean the place, or it happened elsewhere."""
    if row.kind == TOPONYM or row.value("scope") not in ("", "this"):
        return True
    look_up = row.known.event_reports if row.kind == EVENT else row.known.report
    anchors = look_up(row.key)
    if isinstance(anchors, str):
        refuse("row_id", anchors)
    return all(row.known.goes_by(each.toponym, place.place_id) for each in anchors)


def _own_place(row: Changed) -> Place:
    """Make an entry of a name whose point an analyst set."""
    at = _point(row)
    anchor = row.known.toponym(row.key)
    if isinstance(anchor, str):
        refuse("row_id", anchor)
    division = load_boundaries().division_at(at)
    degrees = "-".join(f"{round(value * 100)}".replace("-", "m") for value in at)
    return Place(
        place_id=f"dl:own-{slug(anchor.name)}-{degrees}",
        geonameid=None,
        name=anchor.name,
        lon=at.lon,
        lat=at.lat,
        feature_class="P",
        feature_code="PPL",
        country_code=division.country_code if division else "",
        admin1_code=division.admin1_code if division else "",
        admin1_name=division.admin1_name if division else "",
        source="an analyst's point",
    )


def _point(row: Changed) -> LonLat:
    lon, lat = row.value("lon"), row.value("lat")
    if not lon or not lat:
        refuse("lon" if not lat else "lat", "a point needs both lon and lat")
    return LonLat(float(lon), float(lat))


def _geometry(row: Changed) -> dict[str, Any]:
    is_moved = bool({"lon", "lat"} & row.columns)
    if "footprint_wkt" in row.columns and row.value("footprint_wkt"):
        return {
            "wkt": row.value("footprint_wkt"),
            **({"point": list(_point(row))} if is_moved else {}),
        }
    is_sized = "radius_km" in row.columns and row.value("radius_km")
    radius = float(row.value("radius_km")) if is_sized else DEFAULT_RADIUS_KM
    return {"point": list(_point(row)), "radius_km": radius}


def _type(row: Changed) -> dict[str, Any]:
    event_type, sub = row.value("event_type"), row.value("sub_event_type")
    if not event_type or not sub:
        refuse("event_type" if sub else "sub_event_type", "an incident needs both types")
    allowed = SUB_EVENT_TYPES.get(event_type, ())
    if sub not in allowed:
        refuse("sub_event_type", f"{event_type} has {', '.join(allowed)}, but not {sub}")
    return {"event_type": event_type, "sub_event_type": sub}


def _status(row: Changed) -> dict[str, Any]:
    status = row.value("status")
    if not status:
        refuse("status", "an incident needs a status, such as occurred")
    return {"status": status}


def _date(row: Changed) -> dict[str, Any]:
    start, end = row.value("date_start"), row.value("date_end")
    if end and not start:
        refuse("date_start", "there is a last day and no first one: give both, or neither")
    if start and "date_start" in row.columns and "date_end" not in row.columns and end < start:
        # A single day that was moved.
        end = start
    if end and end < start:
        refuse("date_end", f"the last day, {end}, is before the first, {start}")
    return {"start": start, "end": end or start}


def _numbers(row: Changed) -> dict[str, Any]:
    told: dict[str, Any] = {measure: _bounds(row, measure) for measure in _MEASURES}
    kind = row.value("affected_kind")
    if any(number is not None for number in told["affected"]) and not kind:
        refuse("affected_kind", "people affected need a kind, such as displaced")
    return {**told, "affected_kind": kind}


def _bounds(row: Changed, measure: str) -> list[int | None]:
    columns = [f"{measure}_{bound}" for bound in _BOUNDS]
    numbers = [int(text) if (text := row.value(column)) else None for column in columns]
    # Whoever corrects the best number alone means just that many.
    if columns[1] in row.columns and not {columns[0], columns[2]} & row.columns:
        numbers = [numbers[1]] * 3
    known = [number for number in numbers if number is not None]
    if known != sorted(known):
        shown = ", ".join("-" if number is None else str(number) for number in numbers)
        refuse(columns[1], f"expected low, best and high in order, found {shown}")
    return numbers


def _actors(row: Changed) -> dict[str, Any]:
    return {"actor1": row.value("actor1"), "actor2": row.value("actor2")}


def _strike(row: Changed) -> dict[str, Any]:
    return {"is_struck": bool(row.value("strike"))}


def _merge(row: Changed) -> dict[str, Any]:
    _need_event(row, "merge_with")
    events = [part.strip() for part in row.value("merge_with").split(";") if part.strip()]
    events = sorted({each.removeprefix(f"{EVENT}:") for each in events})
    if row.key in events:
        refuse("merge_with", "an incident cannot be merged with itself: name the other one")
    if not events:
        refuse("merge_with", "a merge is taken back by `dateline review undo`, not by emptying it")
    return {"events": events}


def _split(row: Changed) -> dict[str, Any]:
    _need_event(row, "split")
    anchors = row.known.event_reports(row.key)
    if isinstance(anchors, str):
        refuse("row_id", anchors)
    known = [anchor.report_id for anchor in anchors]
    told = row.value("split").strip()
    if not told:
        refuse("split", "a split is taken back by `dateline review undo`, not by emptying it")
    if told.casefold() == "all":
        return {"groups": [[report_id] for report_id in known[1:]]}
    groups = [
        [_report_id(part.strip(), known) for part in group.split(";") if part.strip()]
        for group in told.split("|")
    ]
    groups = [group for group in groups if group]
    named = [report_id for group in groups for report_id in group]
    if len(named) != len(set(named)):
        refuse("split", "a report stands there twice")
    if set(named) == set(known) and len(groups) == 1:
        refuse("split", "all reports stand there: name those that are of another incident")
    return {"groups": groups}


def _report_id(told: str, known: list[str]) -> str:
    if told in known:
        return told
    if told.isdecimal() and 1 <= int(told) <= len(known):
        return known[int(told) - 1]
    problem = f"no report {told!r}: expected a number from the column reports, 1 to {len(known)}"
    raise CellError(column="split", problem=problem)


def _need_event(row: Changed, column: str) -> None:
    if row.kind != EVENT:
        refuse(column, "only whole incidents are merged and split: use the incident's row")


def _lock(row: Changed) -> dict[str, Any]:
    return {"is_locked": bool(row.value("lock"))}


def _confirm(row: Changed) -> dict[str, Any]:
    return {"is_right": bool(row.value("confirm"))}


# For each field the columns that tell it, and how they are read.
READERS: dict[str, tuple[tuple[str, ...], Callable[[Changed], dict[str, Any]]]] = {
    "place": (("place_id",), _place),
    "geometry": (("lon", "lat", "radius_km", "footprint_wkt"), _geometry),
    "type": (("event_type", "sub_event_type"), _type),
    "status": (("status",), _status),
    "date": (("date_start", "date_end"), _date),
    "numbers": ((*_NUMBERS, "affected_kind"), _numbers),
    "actors": (("actor1", "actor2"), _actors),
    "strike": (("strike",), _strike),
    "merge": (("merge_with",), _merge),
    "split": (("split",), _split),
    "lock": (("lock",), _lock),
    "confirm": (("confirm",), _confirm),
}
