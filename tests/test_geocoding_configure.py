"""`[geocoding]`: off unless set, and every mistake named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.config.reading import parse_config
from geo.errors import ConfigError
from geo.geocoding.setup import Geocoding, Service, Terms

SOURCE = '[[source]]\nname = "Desk"\nkind = "folder"\npath = "news"\n'
AGENT = '[geocoding]\nuser_agent = "maps.example (desk@maps.example)"\n'


def parse(text: str) -> Geocoding:
    return parse_config(SOURCE + text, Path("dateline.toml")).geocoding


def test_nobody_is_asked_unless_the_file_says_so() -> None:
    assert parse("") == Geocoding()
    assert not Geocoding().services


def test_a_chain_is_read_in_its_order() -> None:
    found = parse(
        AGENT
        + "requests = 50\nseconds = 60\ncountries = 1\nrecheck_days = 30\n"
        + '[[geocoding.service]]\nkind = "nominatim"\nurl = "http://127.0.0.1:8088/"\n'
        + 'name = "ours"\ndelay_s = 0\ntimeout_s = 2\nlicence = "CC0"\nattribution = "Us"\n'
        + '[[geocoding.service]]\nkind = "geonames"\nkey_env = "GEONAMES_USER"\n'
        + '[[geocoding.service]]\nkind = "photon"\n'
    )
    assert (found.requests, found.seconds, found.countries, found.recheck_days) == (50, 60, 1, 30)
    osm = "https://opendatacommons.org/licenses/odbl/1-0/"
    assert found.services[0] == Service(
        "ours", "nominatim", "http://127.0.0.1:8088", 0.0, 2.0, "", Terms("CC0", osm, "Us")
    )
    assert [service.name for service in found.services] == ["ours", "geonames", "photon"]
    assert found.services[1].terms.licence == "CC BY 4.0"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[geocoding.service]]\nkind = "photon"\n', r":6: The services want to know who asks"),
        (AGENT.replace("maps.example (desk@maps.example)", "me"), ":6: `user_agent` is 'me'"),
        (AGENT.replace("maps", "mäps"), ":6: `user_agent`"),
        (AGENT + '[[geocoding.service]]\nkind = "google"\n', ":8: `kind` is 'google'"),
        (AGENT + '[[geocoding.service]]\nkind = "geonames"\n', ":7: geonames wants a key"),
        (
            AGENT + '[[geocoding.service]]\nkind = "nominatim"\ndelay_s = 0.1\n',
            ":9: `delay_s` is 0.1: write a number from 1 to 3600",
        ),
        (
            AGENT + '[[geocoding.service]]\nkind = "photon"\n' * 2,
            "Two services are called 'photon'",
        ),
        (
            AGENT + '[[geocoding.service]]\nkind = "photon"\nkey_env = "a b"\n',
            "write the name of an environment variable",
        ),
        (AGENT + "request = 3\n", "did you mean `requests`"),
        (AGENT + "seconds = 0\n", ":7: `seconds` is 0"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        parse(text)
