from __future__ import annotations

import geopandas
import pytest
from geopy.exc import GeocoderQueryError
from geopy.extra.rate_limiter import RateLimiter

from geo.gazetteer.geocoder import GazetteerGeocoder


@pytest.fixture
def coder(gazetteer):
    return GazetteerGeocoder(gazetteer)


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("Mosul, Iraq", "Mosul, Nineveh, Iraq"),
        ("Buffalo, New York", "Buffalo, New York, United States"),
        ("Buffalo, Erie County, N.Y.", "Buffalo, New York, United States"),
        ("Buffalo, Wyo.", "Buffalo, Wyoming, United States"),
        ("Washington, D.C.", "Washington, District of Columbia, United States"),
        ("London, Ontario, Canada", "London, Ontario, Canada"),
        ("Paris, Texas", "Paris, Texas, United States"),
        ("Tob Zawa", "Tob Zawa, Nineveh, Iraq"),
        ("Singapore", "Singapore"),
    ],
)
def test_geocode_by_name_and_containers(coder, query, address):
    assert coder.geocode(query).address == address


def test_location_is_in_geopys_order_with_the_entry_as_raw(coder):
    found = coder.geocode("Mosul")
    assert (found.latitude, found.longitude) == pytest.approx((36.335, 43.119), abs=0.01)
    assert found.raw["geonameid"] == 99072
    assert found.raw["name_kind"] == "preferred"


def test_near_spelling_only_when_asked(gazetteer):
    assert GazetteerGeocoder(gazetteer).geocode("Mossoull, Iraq").raw["name_kind"] == "near"
    assert GazetteerGeocoder(gazetteer, near=False).geocode("Mossoull, Iraq") is None


def test_lists_limits_and_countries(coder):
    everywhere = coder.geocode("Springfield", exactly_one=False)
    assert len(everywhere) > 20
    assert len(coder.geocode("Springfield", exactly_one=False, limit=3)) == 3
    canadian = coder.geocode("London", exactly_one=False, country_codes="ca")
    assert {place.raw["country_code"] for place in canadian} == {"CA"}
    assert coder.geocode("Mosul", country_codes=["FR"]) is None


def test_nothing_found_is_none_and_an_empty_query_an_error(coder):
    assert coder.geocode("Mosul, Peru") is None
    assert coder.geocode("Xqzvtrw") is None
    with pytest.raises(GeocoderQueryError, match="empty"):
        coder.geocode("  ")


def test_reverse_finds_the_nearest_town(coder):
    assert coder.reverse((36.34, 43.12)).raw["geonameid"] == 99072
    assert coder.reverse("36.34, 43.12", exactly_one=False, limit=2)[0].raw["name"] == "Mosul"
    assert coder.reverse((-50.0, -120.0)) is None


def test_works_where_geopy_users_expect_a_geocoder(coder, gazetteer):
    assert (
        RateLimiter(coder.geocode, min_delay_seconds=0)("Kirkuk, Iraq").raw["country_code"] == "IQ"
    )
    frame = geopandas.tools.geocode(["Tikrit, Iraq"], GazetteerGeocoder, gazetteer=gazetteer)
    assert frame.address[0] == "Tikrit, Salah ad Din, Iraq"
    assert frame.geometry[0].x == pytest.approx(43.68, abs=0.05)
