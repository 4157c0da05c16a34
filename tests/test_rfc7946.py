"""Every GeoJSON file keeps RFC 7946, checked by the letter of its sections."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from gis_layers import make
from shapely.geometry import LinearRing

from geo.layers.export import write_layers

_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "Polygon": 2, "MultiPolygon": 3}
_SIX_DECIMALS = re.compile(r"-?\d+(\.\d{1,6})?(e-\d+)?$")


def faults(text: str) -> list[str]:
    """Name what breaks the standard, or the codebook's promise on top of it."""
    table = json.loads(text)
    found = []
    if table["type"] != "FeatureCollection":
        found.append("3.3: not a feature collection")
    if "crs" in table:
        found.append("4: has a crs member")
    if {"coordinates", "geometries", "geometry", "properties"} & set(table):
        found.append("7.1: members of other types")
    ids = [feature["id"] for feature in table["features"]]
    if len(set(ids)) != len(ids):
        found.append("3.2: an id stands twice")
    for feature in table["features"]:
        found += _feature_faults(feature)
    return found


def _feature_faults(feature) -> list[str]:
    found = []
    if feature["type"] != "Feature" or set(feature) != {"type", "id", "geometry", "properties"}:
        found.append("3.2: members of a feature")
    if not isinstance(feature["id"], str | int):
        found.append("3.2: id is no text or number")
    if any(isinstance(value, dict | list) for value in feature["properties"].values()):
        found.append("codebook: nested properties")
    for name in ("date_start", "date_end", "published"):
        if value := feature["properties"].get(name):
            date.fromisoformat(value)
    geometry = feature["geometry"]
    if set(geometry) != {"type", "coordinates"} or geometry["type"] not in _DEPTH:
        return [*found, "3.1: members of a geometry"]
    return found + _position_faults(geometry["coordinates"], _DEPTH[geometry["type"]])


def _position_faults(value, depth: int) -> list[str]:
    if depth == 0:
        lon, lat = value
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            return [f"3.1.1: {value} is no position on WGS 84"]
        if not all(_SIX_DECIMALS.match(repr(number)) for number in value):
            return [f"11.2: {value} has more than six decimals"]
        return []
    found = [fault for part in value for fault in _position_faults(part, depth - 1)]
    if depth == 2:
        for number, ring in enumerate(value):
            if len(ring) < 4 or ring[0] != ring[-1]:
                found.append("3.1.6: a ring is open")
            elif LinearRing(ring).is_ccw != (number == 0):
                found.append("3.1.6: a ring breaks the right-hand rule")
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("rfc")
    write_layers(path, make())
    return path


@pytest.mark.parametrize("name", ["events", "areas", "places"])
def test_no_faults(folder, name) -> None:
    assert faults((folder / f"{name}.geojson").read_text(encoding="utf-8")) == []


def test_validator_sees_faults() -> None:
    ring = [[0, 0], [0, 1], [1, 1], [0, 0]]
    bad = {
        "type": "FeatureCollection",
        "crs": {},
        "features": [
            {
                "type": "Feature",
                "id": 1,
                "geometry": {"type": "Polygon", "coordinates": [ring]},
                "properties": {"a": []},
            },
            {
                "type": "Feature",
                "id": 1,
                "geometry": {"type": "Point", "coordinates": [181, 0.1234567]},
                "properties": {},
            },
        ],
    }
    assert {fault.partition(":")[0] for fault in faults(json.dumps(bad))} == {
        *("4", "3.2", "codebook", "3.1.6", "3.1.1"),
    }
