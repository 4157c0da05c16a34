"""A user's own places and further names: every mistake is named, and nothing is lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_gazetteer_dumps import dump, folders, line, run  # noqa: F401 - a fixture

from geo.errors import InputError
from geo.gazetteer.editing import add_alias, add_aliases, add_files, remove_aliases
from geo.gazetteer.lookup import open_gazetteer
from geo.gazetteer.user_places import aliases_text, read_aliases, read_places


def write(tmp_path, text, name="mine.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def feature(lon=43.3, lat=36.4, kind="Point", **properties):
    geometry = {"type": kind, "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_csv_and_geojson_say_the_same(tmp_path):
    text = (
        "name,lon,lat,country_code,feature_code,alternates\nCamp Zulu,43.3,36.4,iq,CMP,Zulu;زولو\n"
    )
    (a,) = read_places(write(tmp_path, "\ufeff" + text.replace("\n", "\r\n")))
    told = {"name": "Camp Zulu", "country_code": "IQ", "feature_code": "CMP", "x": 1}
    for alternates in ("Zulu;زولو", ["Zulu", "زولو"]):
        text = collection(feature(**told, alternates=alternates))
        (b,) = read_places(write(tmp_path, text, "mine.geojson"))
        assert (a.place_id, a.lon, a.lat, a.names) == (b.place_id, b.lon, b.lat, b.names)
    assert (a.place_id, a.feature_class, a.country_code) == (
        "dl:own-camp-zulu-4330-3640",
        "S",
        "IQ",
    )


HEADER = "name,lon,lat,country_code,feature_code\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("name;lon;lat\na;1;2\n", "line 1: expected .* name,lon", id="semicolons"),
        pytest.param("name,lon,lat,colour\na,1,2,red\n", "line 1: .*colour", id="column"),
        pytest.param("", "line 1: expected the columns", id="empty"),
        pytest.param(HEADER, "holds no place", id="header-alone"),
        pytest.param(HEADER + "Ur,46,30\n", "line 2: expected 5 cells, found 3", id="cells"),
        pytest.param(HEADER + "Ur,30.9,146,IQ,\n", "line 2: lat: .*'146' .are lon", id="swapped"),
        pytest.param(HEADER + "Ur,46;1,30,IQ,\n", "line 2: lon: expected degrees", id="comma"),
        pytest.param(HEADER + "Ur,nan,30,IQ,\n", "line 2: lon", id="nan"),
        pytest.param(HEADER + "?!,46,30,IQ,\n", "line 2: name", id="name"),
        pytest.param(HEADER + "Ur,46,30,Iraq,\n", "line 2: country_code: .*'IRAQ'", id="country"),
        pytest.param(HEADER + "Ur,46,30,IQ,TOWN\n", "line 2: feature_code", id="feature"),
        pytest.param(HEADER + "Ur,46,30,,\n\nUr,46,30,,\n", "line 4: .*twice", id="twice"),
        pytest.param(HEADER + "Ur,46,30,,\n,1,2,,\n?,x,2,,\n", "line 3: .*; line 4", id="several"),
        pytest.param(HEADER + '"Ur,46\n', "line", id="open-quote"),
        pytest.param((HEADER + "Örük,1,2,,\n").encode("latin-1"), "line 2: not", id="latin-1"),
    ],
)
def test_mistakes_of_a_csv_file_are_named(tmp_path, text, reason):
    with pytest.raises(InputError, match=reason) as error:
        read_places(write(tmp_path, text))
    assert "\n" not in str(error.value)
    assert str(error.value).startswith("mine.csv")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("{\n,", "line 2: not JSON", id="json"),
        pytest.param("[" * 100_000, "not", id="deep"),
        pytest.param("[]", "FeatureCollection", id="list"),
        pytest.param(collection(), "holds no place", id="none"),
        pytest.param(collection(feature(name="A"), 3), "feature 2: expected a Point", id="number"),
        pytest.param(collection(feature(kind="Polygon", name="A")), "1: .*Point", id="area"),
        pytest.param(collection(feature()), "feature 1: name", id="nameless"),
        pytest.param(collection(feature(lon=True, name="A")), "feature 1: lon", id="true"),
        pytest.param(collection(feature(lon=None, name="A")), "feature 1: lon", id="null"),
        pytest.param(collection(feature(lat=400, name="A")), "feature 1: lat", id="degrees"),
    ],
)
def test_mistakes_of_a_geojson_file_are_named(tmp_path, text, reason):
    with pytest.raises(InputError, match=reason) as error:
        read_places(write(tmp_path, text, "mine.geojson"))
    assert "\n" not in str(error.value)


def test_other_files_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"must end in \.csv"):
        read_places(write(tmp_path, "", "mine.xlsx"))
    with pytest.raises(InputError, match="Cannot read"):
        read_places(tmp_path / "none.csv")


def test_own_places_are_found_and_stay(folders, tmp_path):  # noqa: F811
    path = write(tmp_path, HEADER + "Camp Zulu,43.3,36.4,IQ,CMP\nNorth Post,-0.5,-36.4,,\n")
    assert "Added 2 places: mine.csv" in run("places", str(path))
    place = open_gazetteer(*folders).lookup("Camp Zulu")[0].place
    assert (place.geonameid, place.source) == (None, "your places (mine.csv)")
    assert open_gazetteer(*folders).place(place.place_id) == place
    assert "dl:own-north-post-m50-m3640" in run("lookup", "North Post")
    write(tmp_path, HEADER + "Camp Yankee,43.3,36.4,IQ,CMP\n")
    run("places", str(path))
    assert open_gazetteer(*folders).has_name("Camp Yankee")
    assert not open_gazetteer(*folders).has_name("Camp Zulu")


def test_a_mistake_in_a_places_file_changes_nothing(folders, tmp_path):  # noqa: F811
    run("places", str(write(tmp_path, HEADER + "Camp Zulu,43.3,36.4,IQ,CMP\n")))
    with pytest.raises(InputError, match="line 2"):
        run("places", str(write(tmp_path, HEADER + "Camp Zulu,43.3,136.4,IQ,CMP\n")))
    assert open_gazetteer(*folders).has_name("Camp Zulu")


def test_a_place_goes_by_one_more_name(folders):  # noqa: F811
    assert "now also Tob Zawa" in run("alias", "Tobzava", "3")
    add_alias(*folders, "Reading", "gn:3")
    opened = open_gazetteer(*folders)
    for name in ("Tobzava", "Reading", "Topzawa", "Tob Zawa"):
        (match,) = opened.lookup(name)
        assert (match.place.geonameid, match.place.name) == (3, "Tob Zawa")
        assert match.place.source == "shipped"
    assert "Tob Zawa" in run("lookup", "Tobzavva"), "near-spellings too"


def test_what_was_added_is_taken_away_again(folders, tmp_path):  # noqa: F811
    add_files(*folders, {"dumps/IQ.zip": dump(tmp_path / "IQ.zip", line(9))})
    run("places", str(write(tmp_path, HEADER + "Camp Zulu,43.3,36.4,IQ,CMP\n")))
    run("alias", "Tobzava", "3")
    assert run("remove", "iq") == "Removed dumps/IQ.zip\n"
    opened = open_gazetteer(*folders)
    assert opened.place("gn:9") is None
    assert opened.has_name("Camp Zulu")
    assert opened.has_name("Tobzava")
    assert "Removed Tobzava (gn:3)" in run("remove", "tobzava")
    assert not open_gazetteer(*folders).has_name("Tobzava")
    assert "Removed places/mine.csv" in run("remove", "mine.csv")
    assert not open_gazetteer(*folders).has_name("Camp Zulu")
    assert open_gazetteer(*folders).has_name("Tob Zawa"), "what was shipped stays"
    assert "mine.csv" not in run("list")


def test_one_place_loses_a_further_name_and_others_keep_it(folders):  # noqa: F811
    assert remove_aliases(*folders, [("Tobzava", "gn:3")]) == 0
    add_aliases(*folders, [("Tobzava", "3"), ("Tobzava", "1"), ("Nick", "3")])
    assert remove_aliases(*folders, [("Tobzava", "gn:3"), ("Nobody", "gn:3")]) == 1
    opened = open_gazetteer(*folders)
    assert [match.place.place_id for match in opened.lookup("Tobzava")] == ["gn:1"]
    assert opened.has_name("Nick")


def test_removing_what_is_not_there_or_still_needed_changes_nothing(folders, tmp_path):  # noqa: F811
    with pytest.raises(InputError, match="Nothing called 'IQ' was added"):
        run("remove", "IQ")
    add_files(*folders, {"dumps/IQ.zip": dump(tmp_path / "IQ.zip", line(9))})
    run("alias", "Nick", "9")
    with pytest.raises(InputError, match="No place gn:9 to call 'Nick'"):
        run("remove", "IQ")
    assert open_gazetteer(*folders).has_name("Nick")


def test_a_further_name_outlives_a_newer_dump(folders, tmp_path):  # noqa: F811
    add_files(*folders, {"dumps/IQ.zip": dump(tmp_path / "IQ.zip", line(9))})
    add_alias(*folders, "Nick", "9")
    add_files(*folders, {"dumps/IQ.zip": dump(tmp_path / "IQ.zip", line(9), line(10, "More"))})
    assert open_gazetteer(*folders).lookup("Nick")[0].place.geonameid == 9


@pytest.mark.parametrize(
    ("name", "place_id", "reason"),
    [
        ("Nick", "999", "No place gn:999 to call 'Nick'"),
        ("Nick", "dl:nowhere", "No place dl:nowhere"),
        ("Nick", "Mosul", "Expected a GeoNames id"),
        ("!", "3", "with a letter"),
    ],
)
def test_an_alias_of_nothing_changes_nothing(folders, name, place_id, reason):  # noqa: F811
    with pytest.raises(InputError, match=reason):
        run("alias", name, place_id)
    assert not open_gazetteer(*folders).has_name(name)
    assert "aliases" not in run("list")


def test_a_name_of_nothing_is_an_error(folders):  # noqa: F811
    with pytest.raises(InputError, match="No place goes by 'Xqzw'"):
        run("lookup", "Xqzw")


@given(
    st.lists(st.tuples(st.text(min_size=1).map(lambda t: f"A {t}".strip()), st.integers(1, 10**10)))
)
def test_aliases_are_read_as_written(tmp_path_factory, told):
    pairs = tuple((" ".join(name.split()), f"gn:{number}") for name, number in told)
    path = tmp_path_factory.mktemp("aliases") / "aliases.csv"
    try:
        path.write_text(aliases_text(pairs), "utf-8")
    except UnicodeEncodeError:
        return
    assert read_aliases(path) == tuple(dict.fromkeys(pairs))
