"""Places by their names, ids and codes; and what the tables of names promise."""

from __future__ import annotations

import os
import pickle
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point
from small_gazetteers import compiled, row

from geo.footprints.boundaries import load_boundaries
from geo.gazetteer.lookup import FILE_NAME
from geo.gazetteer.sources import demonyms, short_names, supplement
from geo.gazetteer.sphere import distance_km
from geo.model import LonLat
from geo.names import fold, is_latin
from geo.resources import read_rows


@pytest.mark.parametrize(
    ("name", "first"),
    [
        pytest.param("Paris", "Paris FR PPLC", id="capital-before-namesakes"),
        pytest.param("Georgia", "Georgia GE PCLI", id="country-before-state"),
        pytest.param("Kiev", "Kyiv UA PPLC", id="older-name"),
        pytest.param("Kyiv", "Kyiv UA PPLC", id="today's-name"),
        pytest.param("الموصل", "Mosul IQ PPLA", id="arabic"),
        pytest.param("Москва", "Moscow RU PPLC", id="cyrillic"),
        pytest.param("東京", "Tokyo JP PPLC", id="han"),
        pytest.param("L.A.", "Los Angeles US PPLA2", id="initials-are-not-the-code"),
        pytest.param("Washington", "Washington US PPLC", id="capital-before-state"),
        pytest.param("Kirkuk", "Kirkuk IQ PPLA", id="town-before-its-division"),
        pytest.param("Kanawha River", "Kanawha River US STM", id="natural-earth-river"),
        pytest.param("Mosul Airport", "Mosul International Airport IQ AIRP", id="airport"),
        pytest.param("U.S.", "United States US PCLI", id="initials"),
        pytest.param("US", "United States US PCLI", id="capitals"),
        pytest.param("Ind.", "Indiana US ADM1", id="newspaper-abbreviation"),
        pytest.param("Britain", "United Kingdom GB PCLI", id="common-country-name"),
        pytest.param("Burma", "Myanmar MM PCLI", id="former-country-name"),
        pytest.param("DRC", "Democratic Republic of the Congo CD PCLI", id="country-code-word"),
        pytest.param("Kosovo", "Kosovo XK PCLI", id="disputed"),
        pytest.param("Fiji", "Fiji FJ PCLI", id="antimeridian"),
        pytest.param("Nice", "Nice FR PPLA2", id="word-nice"),
        pytest.param("Reading", "Reading GB PPLA2", id="word-reading"),
        pytest.param("Of", "Of TR PPLA2", id="word-of"),
        pytest.param("the Gambia", "Gambia GM PCLI", id="leading-the"),
        pytest.param("Al-Raqqa", "Raqqa SY PPLA", id="article-by-hyphen"),
        pytest.param("Qaraqosh", "Qaraqosh IQ PPL", id="english-name"),
        pytest.param("Bakhdida", "Qaraqosh IQ PPL", id="other-language"),
        pytest.param("Topzawa", "Tob Zawa IQ PPL", id="supplement"),
        pytest.param("Orange County", "Orange County US ADM2", id="county"),
        pytest.param("Mideast", "Middle East  RGN", id="region"),
        pytest.param("Tigris", "Tigris  STM", id="river"),
    ],
)
def test_likeliest_place_of_a_name(gazetteer, name, first):
    place = gazetteer.lookup(name)[0].place
    assert f"{place.name} {place.country_code} {place.feature_code}" == first


def test_country_by_code(gazetteer):
    assert gazetteer.country("iq").name == "Iraq"
    assert gazetteer.country("AU").name == "Australia"
    assert gazetteer.country("AQ").name == "Antarctica"
    assert gazetteer.country("ZZ") is None


def test_towns_near(gazetteer):
    names = [place.name for place in gazetteer.towns_near(LonLat(43.119, 36.335), 25)]
    assert names[0] == "Mosul"
    assert {"Bashiqa", "Bartella", "Tob Zawa"} <= set(names)
    assert "Erbil" not in names


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Raqa", "Raqqa"),
        ("Bashika", "Bashiqa"),
        ("Tobb Zawah", "Tob Zawa"),
        ("Qayyarra", "Qayyarah"),
        ("Mossul City", "Mosul"),
        ("Fallouja", "Fallujah"),
        ("Hamam al Aleel", "Hammam al-Alil"),
    ],
)
def test_near_spellings(gazetteer, spelling, name):
    if " City" in spelling:
        assert gazetteer.lookup_near(spelling) == ()
        return
    found = gazetteer.lookup_near(spelling)
    assert name in [match.place.name for match in found[:3]]
    assert all(match.name_kind == "near" and 0 < match.similarity < 1 for match in found)


def test_near_spellings_leave_out_the_exact_and_keep_the_limit(gazetteer):
    assert all(fold(match.name) != "mosul" for match in gazetteer.lookup_near("Mosul"))
    assert len(gazetteer.lookup_near("Santa Marja", limit=2)) <= 2
    assert gazetteer.lookup_near("Q") == gazetteer.lookup_near("") == ()


def test_near_spellings_prefer_towns_to_their_districts_and_latin_letters(gazetteer):
    assert gazetteer.lookup_near("Tikreet")[0].place.feature_code == "PPLA"
    assert all(is_latin(match.name) for match in gazetteer.lookup_near("Xinjang"))


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("Iraqi", ("IQ",)),
        ("Iraqis", ("IQ",)),
        ("French", ("FR",)),
        ("Burkinabé", ("BF",)),
        ("South Korean", ("KR",)),
        ("Kurdish", ("IQ", "TR", "SY", "IR")),
        ("Texans", ("US",)),
        ("Mosul", ()),
        ("", ()),
    ],
)
def test_demonyms(gazetteer, word, codes):
    assert gazetteer.demonym(word) == codes


@pytest.mark.parametrize("name", ["US", "U.S.", "Mosul", "the Gambia", "Al-Raqqa", "الموصل"])
def test_has_name(gazetteer, name):
    assert gazetteer.has_name(name)


@pytest.mark.parametrize("name", ["", "?", "Xqzvtrw", "The", "12", "Ind", "of the"])
def test_has_not_every_name(gazetteer, name):
    assert not gazetteer.has_name(name)
    assert gazetteer.lookup(name) == ()


def test_common_words_are_first_names_at_most(gazetteer):
    for r in read_rows("common_words.csv"):
        for match in gazetteer.lookup(r["word"].title()):
            is_town = match.place.feature_class in "AP"
            assert match.name_kind != "alternate" or not is_town, match


def test_codes_and_abbreviations_are_not_words(gazetteer):
    assert "United States" not in [match.place.name for match in gazetteer.lookup("us")]
    assert "Indiana" not in [match.place.name for match in gazetteer.lookup("Ind")]
    assert gazetteer.lookup("Mass.")[0].place.name == "Massachusetts"
    assert gazetteer.lookup("LA")[0].name_kind == "short"


def test_both_of_a_name(gazetteer):
    assert {m.place.country_code for m in gazetteer.lookup("Paris")} >= {"FR", "US"}
    assert [m.place.feature_code for m in gazetteer.lookup("Georgia")] == ["PCLI", "ADM1"]
    assert len(gazetteer.lookup("Springfield")) > 30


def test_places_carry_their_divisions(gazetteer):
    buffalo = next(m.place for m in gazetteer.lookup("Buffalo") if m.place.admin1_code == "NY")
    assert (buffalo.admin1_name, buffalo.admin2_name) == ("New York", "Erie County")
    assert gazetteer.admin1("us", "NY").name == "New York"
    assert gazetteer.admin1("US", "XX") is None


def test_place_by_id(gazetteer):
    mosul = gazetteer.place("gn:99072")
    assert (mosul.name, mosul.geonameid) == ("Mosul", 99072)
    assert gazetteer.place("dl:tigris").geonameid is None
    assert gazetteer.place("gn:999999999") is None
    assert gazetteer.place("gn:x") is gazetteer.place("nonsense") is None


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        ("Mosul", 43.11889, 36.335),
        ("Qaraqosh", 43.37758, 36.27093),
        ("Bashiqa", 43.35082, 36.44744),
        ("Rutba", 40.28586, 33.03718),
        ("Kirkuk", 44.39222, 35.46806),
        ("Tob Zawa", 43.35204, 36.38393),
        ("Hammam al-Alil", 43.24786, 36.16029),
        ("Karamlesh", 43.41369, 36.30275),
        ("Bazwaya", 43.29526, 36.37),
        ("Gogjali", 43.247, 36.358),
    ],
)
def test_places_of_the_mosul_offensive(gazetteer, name, lon, lat):
    places = [m.place for m in gazetteer.lookup(name) if m.place.feature_class == "P"]
    assert distance_km(LonLat(lon, lat), LonLat(places[0].lon, places[0].lat)) < 3


def test_towns_near_ignores_the_antimeridian_and_the_poles(tmp_path):
    small = compiled(
        tmp_path / FILE_NAME,
        row(1, "East", lon=179.9, lat=-17),
        row(2, "West", lon=-179.9, lat=-17),
        row(3, "Far", lon=178.0, lat=-17),
        row(4, "Polar", lon=120.0, lat=89.9),
        row(5, "Sea", lon=179.95, lat=-17, feature_class="H", feature_code="SEA"),
    )
    fiji = LonLat(179.95, -17)
    assert [town.name for town in small.towns_near(fiji, 50)] == ["East", "West"]
    assert [town.name for town in small.towns_near(LonLat(-179.95, -17), 50)] == ["West", "East"]
    assert [town.name for town in small.towns_near(LonLat(-60, 89.9), 50)] == ["Polar"]


@pytest.fixture(scope="module")
def scattered(tmp_path_factory):
    """Return towns over the whole globe, with some in the places that trouble boxes."""
    spots = [(lon, lat) for lon in range(-180, 181, 12) for lat in range(-90, 91, 9)]
    rows = [row(n, f"Town {n}", lon=lon, lat=lat) for n, (lon, lat) in enumerate(spots)]
    return compiled(tmp_path_factory.mktemp("scattered") / FILE_NAME, *rows)


@given(lon=st.floats(-180, 180), lat=st.floats(-90, 90), radius_km=st.floats(1, 12_000))
def test_towns_near_is_the_circle(scattered, lon, lat, radius_km):
    at = LonLat(lon, lat)
    everywhere = scattered.towns_near(LonLat(0, 0), 30_000)
    distances = {town: distance_km(at, LonLat(town.lon, town.lat)) for town in everywhere}
    within = {town for town, distance in distances.items() if distance <= radius_km}
    assert set(scattered.towns_near(at, radius_km)) == within


def test_threads_forks_and_pickles_share_one(gazetteer):
    names = ["Mosul", "Kirkuk", "Paris", "Springfield"] * 20
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda name: gazetteer.lookup(name)[0].place.name, names))
    assert found == [gazetteer.lookup(name)[0].place.name for name in names]
    copy = pickle.loads(pickle.dumps(gazetteer))
    assert copy.lookup("Rutba") == gazetteer.lookup("Rutba")


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_can_look_up(gazetteer):
    child = os.fork()
    if child == 0:
        os._exit(0 if gazetteer.lookup("Ar Rutbah") else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_lookups_are_fast(gazetteer):
    names = [name for _, name in short_names()] + [r["word"] for r in read_rows("demonyms.csv")]
    started = time.perf_counter()
    for name in names:
        gazetteer.has_name(name)
    # A hundred times what it takes: to fail for a slow algorithm, not for a busy machine.
    assert (time.perf_counter() - started) / len(names) < 0.0005
    started = time.perf_counter()
    for name in ("Sana", "Santa", "Malan", "Kara", "Barana"):
        gazetteer.lookup_near(f"{name}h")
    assert (time.perf_counter() - started) / 5 < 0.2


class TestTables:
    """The tables of data/ that are compiled in."""

    def test_short_names_and_english_names_tell_existing_places(self, gazetteer):
        rows = [*read_rows("short_names.csv"), *read_rows("english_names.csv")]
        missing = [r for r in rows if gazetteer.place(f"gn:{r['geonameid']}") is None]
        assert missing == []

    def test_every_short_name_is_found(self, gazetteer):
        for place_id, name in short_names():
            assert place_id in {m.place.place_id for m in gazetteer.lookup(name)}, name

    def test_demonyms_tell_existing_countries(self, gazetteer):
        for word, codes in demonyms():
            assert all(gazetteer.country(code) for code in codes), word

    def test_countries_lie_inside_themselves(self, gazetteer):
        outside = []
        for r in read_rows("countries.csv"):
            # No towns there: parties to no news, but for the researchers.
            if r["feature_code"] == "PCLH" or r["country_code"] in {"AQ", "BV", "HM", "TF", "UM"}:
                continue
            place = gazetteer.country(r["country_code"])
            assert place, r["country_code"]
            at = LonLat(place.lon, place.lat)
            around = (gazetteer.towns_near(at, reach_km)[:40] for reach_km in (50, 300, 1300))
            if not any(place.country_code == t.country_code for towns in around for t in towns):
                outside.append(r["country_code"])
        assert outside == []

    def test_supplement_is_sound(self):
        rows = list(supplement())
        assert len({r.place_id for r in rows}) == len(rows) > 1000
        assert all(-180 <= r.lon <= 180 and -90 <= r.lat <= 90 for r in rows)
        assert all(len(r.feature_class) == 1 and r.feature_code.isupper() for r in rows)

    def test_towns_of_the_supplement_lie_in_their_country(self, gazetteer):
        boundaries = load_boundaries()
        for r in supplement():
            if r.feature_class != "P" or not r.country_code:
                continue
            land = boundaries.country(r.country_code)
            if land is not None and land.contains(Point(r.lon, r.lat)):
                continue
            # Lonely or just across a border, as In Amenas and Nangade are.
            near = gazetteer.towns_near(LonLat(r.lon, r.lat), 150)
            others = [town for town in near if town.place_id != r.place_id]
            assert r.country_code in {t.country_code for t in others[:9]}, r.name

    @pytest.mark.parametrize(
        ("name", "country_code"),
        [
            ("Baga", "NG"),
            ("Torkham", "AF"),
            ("Tuz Khormato", "IQ"),
            ("Mai Kadra", "ET"),
            ("Bardhere", "SO"),
            ("Nagorny Karabakh", "AZ"),
            ("Kolofata", "CM"),
            ("El Alto", "BO"),
            ("Marja", "AF"),
            ("Barire", "SO"),
            ("Baidit", "SS"),
            ("Thokoza", "ZA"),
            ("Maroun al-Ras", "LB"),
            ("Khan Bani Saad", "IQ"),
            ("Foya", "LR"),
        ],
    )
    def test_places_of_the_news_are_known_by_their_english_names(
        self, gazetteer, name, country_code
    ):
        assert country_code in {match.place.country_code for match in gazetteer.lookup(name)}
