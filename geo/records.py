"""Records to JSON-able values and back, without loss."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.answers import event_rows, toponym_rows
from geo.errors import DataError
from geo.model import Analysis, Incident, Place

__all__ = [
    "analysis_from_json",
    "event_rows",
    "incident_from_json",
    "record_to_json",
    "toponym_rows",
]

Json = dict[str, Any]
_Record = Analysis | Incident
_PLAIN = (str, int, float, bool)
_FROM_TEXT: dict[Any, Callable[[str], Any]] = {
    date: date.fromisoformat,
    BaseGeometry: shapely.from_wkb,
}


def record_to_json(record: _Record) -> Json:
    """
    Turn an analysis or an incident into JSON-able values.

    Parameters
    ----------
    record
        With everything below it.

    Returns
    -------
    value
        `record` holds the fields that differ from their defaults; `places` the
        gazetteer entries, once each, to which the record refers by key.
        Geometries are hexadecimal WKB (exact, and read by PostGIS as it is),
        days `YYYY-MM-DD`.
    """
    places: dict[str, Any] = {}
    return {"record": _encode(record, places), "places": places}


def analysis_from_json(value: Json) -> Analysis:
    """
    Read an analysis as `record_to_json` wrote it.

    Parameters
    ----------
    value
        Keys that no field has are an error, missing ones take the default.

    Returns
    -------
    analysis
        Equal to the one written.

    Raises
    ------
    DataError
        When the value has another shape.
    """
    return typing.cast(Analysis, _read(Analysis, value))


def incident_from_json(value: Json) -> Incident:
    """
    Read an incident as `record_to_json` wrote it.

    Parameters
    ----------
    value
        As for `analysis_from_json`.

    Returns
    -------
    incident
        Equal to the one written.

    Raises
    ------
    DataError
        When the value has another shape.
    """
    return typing.cast(Incident, _read(Incident, value))


def _read(cls: type[_Record], value: Json) -> Any:
    try:
        places = {key: _decode(Place, fields, {}) for key, fields in value["places"].items()}
        return _decode(cls, value["record"], places)
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as error:
        msg = f"Not a stored {cls.__name__.lower()}: {type(error).__name__}: {error}"
        raise DataError(msg) from error


def _encode(value: Any, places: dict[str, Any]) -> Any:
    if isinstance(value, Place):
        return _place_key(value, places)
    if dataclasses.is_dataclass(value):
        return _encode_fields(value, places)
    if isinstance(value, tuple):
        return [_encode(item, places) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, BaseGeometry):
        return shapely.to_wkb(value, hex=True)
    return value


def _encode_fields(value: Any, places: dict[str, Any]) -> Json:
    encoded = {}
    for name, (_, default) in _fields(type(value)).items():  # type: ignore[arg-type]
        item = getattr(value, name)
        if default is dataclasses.MISSING or item != default:
            encoded[name] = _encode(item, places)
    return encoded


def _place_key(place: Place, places: dict[str, Any]) -> str:
    fields = _encode_fields(place, places)
    key, attempt = place.place_id, 1
    # The same id with other fields: an article analysed by another gazetteer.
    while places.setdefault(key, fields) != fields:
        attempt += 1
        key = f"{place.place_id}#{attempt}"
    return key


def _decode(hint: Any, value: Any, places: Mapping[str, Place]) -> Any:
    if isinstance(hint, types.UnionType):
        (hint,) = (arm for arm in hint.__args__ if arm is not types.NoneType)
    if value is None or hint in _PLAIN:
        return value
    if hint is Place and isinstance(value, str):
        return places[value]
    if dataclasses.is_dataclass(hint):
        return _decode_fields(typing.cast(type, hint), value, places)
    if typing.get_origin(hint) is tuple:
        return tuple(_decode(hint.__args__[0], item, places) for item in value)
    return _FROM_TEXT[hint](value) if hint in _FROM_TEXT else hint(*value)


def _decode_fields(cls: type, value: Json, places: Mapping[str, Place]) -> Any:
    hints = _fields(cls)
    return cls(**{name: _decode(hints[name][0], item, places) for name, item in value.items()})


@cache
def _fields(cls: Any) -> dict[str, tuple[Any, Any]]:
    """Return the type and the default of each field of a record."""
    hints = typing.get_type_hints(cls)
    return {
        field.name: (
            hints[field.name],
            field.default_factory()
            if field.default_factory is not dataclasses.MISSING
            else field.default,
        )
        for field in dataclasses.fields(cls)
    }
