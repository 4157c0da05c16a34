from __future__ import annotations

import pytest

from geo.model import LonLat


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
