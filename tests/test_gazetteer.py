from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Paris", ("FR", "PPLC")),
        ("Georgia", ("GE", "PCLI")),
        ("Kiev", ("UA", "PPLC")),
        ("Kyiv", ("UA", "PPLC")),
        ("الموصل", ("IQ", "PPLA")),
        ("U.S.", ("US", "PCLI")),
        ("Nice", ("FR", "PPLA2")),
        ("Reading", ("GB", "PPLA2")),
        ("Of", ("TR", "PPLA2")),
    ],
)
def test_likeliest_place_of_a_name(gazetteer, name, first):
    place = gazetteer.lookup(name)[0].place
    assert (place.country_code, place.feature_code) == first
