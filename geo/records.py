"""Analyses to JSON-able values and back, without loss."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import DataError
from geo.model import Analysis, Place

__all__ = [
    "analysis_from_json",
    "record_to_json",
]

Json = dict[str, Any]
_PLAIN = (str, int, float, bool)


# Most reports of one town have the same footprint. GEOS reads bytes in a seventh of the time that
# it takes for hexadecimal text.
@lru_cache(maxsize=1 << 14)
def _geometry(text: str) -> BaseGeometry:
    geometry: BaseGeometry = shapely.from_wkb(bytes.fromhex(text))
    return geometry


_WRITERS: dict[Any, Callable[[Any, Any], Any]] = {
    date: lambda value, _: value.isoformat(),
    BaseGeometry: lambda value, _: shapely.to_wkb(value, hex=True),
}
_READERS: dict[Any, Callable[[Any, Any], Any]] = {
    date: lambda value, _: date.fromisoformat(value),
    BaseGeometry: lambda value, _: _geometry(value),
}


def record_to_json(record: Analysis) -> Json:
    """
    Turn an analysis into JSON-able values.

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
    places = _Places()
    return {
        "record": _encoder(typing.cast(Any, Analysis))(record, places),
        "places": places.written,
    }


def analysis_from_json(value: Json) -> Analysis:
    """
    Read an analysis as `record_to_json` wrote it.

    Parameters
    ----------
    value
        Used up. Keys that no field has are an error, missing ones take the default.

    Returns
    -------
    analysis
        Equal to the one written.

    Raises
    ------
    DataError
        When the value has another shape.
    """
    try:
        places = {key: _place(*fields.items()) for key, fields in value["places"].items()}
        found = _decoder(typing.cast(Any, Analysis))(value["record"], places)
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as error:
        msg = f"Not a stored analysis: {type(error).__name__}: {error}"
        raise DataError(msg) from error
    return typing.cast(Analysis, found)


# Articles name the same places again and again: one object for all saves time and memory.
@lru_cache(maxsize=1 << 16)
def _place(*fields: tuple[str, Any]) -> Place:
    return Place(**dict(fields))


class _Places:
    """The entries that a record refers to, each written once."""

    def __init__(self) -> None:
        self.written: Json = {}
        self._keys: dict[Place, str] = {}

    def key(self, place: Place) -> str:
        """Return what to write in a record in place of an entry."""
        if place not in self._keys:
            key, attempt = place.place_id, 1
            # The same id with other fields: an article analysed by another gazetteer.
            while key in self.written:
                attempt += 1
                key = f"{place.place_id}#{attempt}"
            self.written[key] = _fields_encoder(Place)(place, self)
            self._keys[place] = key
        return self._keys[place]


_Encoder = Callable[[Any, _Places], Any]
_Decoder = Callable[[Any, Mapping[str, Place]], Any]


@cache
def _encoder(hint: Any) -> _Encoder:
    """Make the function that writes values of a type."""
    if hint is Place:
        return lambda value, places: places.key(value)
    if dataclasses.is_dataclass(hint):
        return _fields_encoder(typing.cast(type, hint))
    if typing.get_origin(hint) in (tuple, Sequence):
        item = _encoder(hint.__args__[0])
        return lambda value, places: [item(each, places) for each in value]
    if issubclass(hint, tuple):
        return lambda value, _: list(value)
    return _WRITERS.get(hint, lambda value, _: value)


@cache
def _fields_encoder(cls: type) -> _Encoder:
    fields = [
        (name, default, None if hint in _PLAIN else _encoder(hint))
        for name, (hint, default) in _fields(cls).items()
    ]

    def encode(value: Any, places: _Places) -> Json:
        encoded = {}
        for name, default, write in fields:
            item = getattr(value, name)
            if item != default:
                encoded[name] = item if write is None or item is None else write(item, places)
        return encoded

    return encode


@cache
def _decoder(hint: Any) -> _Decoder:
    """Make the function that reads values of a type."""
    if hint is Place:
        return lambda value, places: places[value]
    if dataclasses.is_dataclass(hint):
        return _fields_decoder(typing.cast(type, hint))
    if typing.get_origin(hint) in (tuple, Sequence):
        item = _decoder(hint.__args__[0])
        return lambda value, places: tuple([item(each, places) for each in value])
    if issubclass(hint, tuple):
        return lambda value, _: hint(*value)
    return _READERS.get(hint, lambda value, _: value)


@cache
def _fields_decoder(cls: type) -> _Decoder:
    fields = [
        (name, _decoder(hint)) for name, (hint, _) in _fields(cls).items() if hint not in _PLAIN
    ]

    def decode(value: Json, places: Mapping[str, Place]) -> Any:
        for name, read in fields:
            item = value.get(name)
            if item is not None:
                value[name] = read(item, places)
        return cls(**value)

    return decode


@cache
def _fields(cls: Any) -> dict[str, tuple[Any, Any]]:
    """Return the type (but for None) and the default of each field of a record."""
    hints = typing.get_type_hints(cls)
    return {
        field.name: (
            _without_none(hints[field.name]),
            field.default_factory()
            if field.default_factory is not dataclasses.MISSING
            else field.default,
        )
        for field in dataclasses.fields(cls)
    }


def _without_none(hint: Any) -> Any:
    if isinstance(hint, types.UnionType):
        (hint,) = (arm for arm in hint.__args__ if arm is not types.NoneType)
    return hint
