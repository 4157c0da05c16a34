"""Services on this machine that answer well, refuse, hang, drip, limit and lie."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from postgresql_server import free_port

from geo.errors import ConfigError
from geo.footprints.boundaries import load_boundaries
from geo.geocoding.asking import ServiceTroubleError
from geo.geocoding.services import MOST_BYTES, MOST_PLACES, GeopyService, open_services
from geo.geocoding.setup import KINDS, Geocoding, Question, Service

AGENT = "maps.example (desk@maps.example)"
ASKED = Question("Tall Zarqa", "IQ")
NOMINATIM = {
    "lat": "36.25",
    "lon": "43.35",
    "class": "place",
    "type": "village",
    "osm_type": "node",
    "osm_id": 17,
    "display_name": "Tall Zarqa, Nineveh, Iraq",
    "name": "تل زرقاء",
    "namedetails": {"name": "تل زرقاء", "name:en": "Tal Zarqa", "alt_name": "Tall Zarqa"},
    "address": {"country_code": "iq"},
}
PHOTON = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [43.35, 36.25]},
    "properties": {
        "osm_key": "place",
        "osm_value": "village",
        "osm_type": "N",
        "osm_id": 17,
        "name": "Tall Zarqa",
        "countrycode": "IQ",
        "country": "Iraq",
    },
}
GEONAMES = {
    "lat": "36.25",
    "lng": "43.35",
    "fcl": "P",
    "fcode": "PPL",
    "geonameId": 17,
    "name": "Tall Zarqa",
    "toponymName": "Tall Zarqā’",
    "countryCode": "IQ",
    "population": 900,
    "adminName1": "Nineveh",
    "countryName": "Iraq",
}
BODIES = {
    "nominatim": lambda *found: list(found),
    "photon": lambda *found: {"type": "FeatureCollection", "features": list(found)},
    "geonames": lambda *found: {"totalResultsCount": len(found), "geonames": list(found)},
}
GOOD = {"nominatim": NOMINATIM, "photon": PHOTON, "geonames": GEONAMES}
Play = Callable[[BaseHTTPRequestHandler], None]


class Played(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, play: Play) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.play, self.requests, self.over = play, [], threading.Event()

    def handle_error(self, *_: object) -> None:
        """Say nothing: clients that hang up are what is tested."""


class _Handler(BaseHTTPRequestHandler):
    server: Played

    def do_GET(self) -> None:
        self.server.requests.append((self.path, dict(self.headers)))
        self.server.play(self)

    def log_message(self, *_: object) -> None:
        pass


def send(body: Any, status: int = 200, **headers: str) -> Play:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()

    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return play


def hang(handler: BaseHTTPRequestHandler) -> None:
    handler.server.over.wait(30)


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.over.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.close()


def flood(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(MOST_BYTES // 65536 + 50):
        handler.wfile.write(b"[" * 65536)


@contextmanager
def served(play: Play, kind: str = "nominatim") -> Iterator[tuple[GeopyService, Played]]:
    with Played(play) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}"
            service = Service(kind, kind, url, timeout_s=5, terms=KINDS[kind].terms)
            yield GeopyService(service, AGENT, "the key", load_boundaries()), server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_answer_is_an_entry_like_any_other(kind: str) -> None:
    with served(send(BODIES[kind](GOOD[kind])), kind) as (asker, server):
        [place] = asker.ask(ASKED, 5)
    assert place.place_id.startswith("gc:")
    assert (place.lon, place.lat, place.feature_code) == (43.35, 36.25, "PPL")
    assert (place.country_code, place.admin1_name) == ("IQ", "Nineveh")
    assert place.source == "; ".join(["geocoder", kind, *KINDS[kind].terms])
    path, headers = server.requests[0]
    assert headers["User-Agent"] == AGENT
    told = parse_qs(urlsplit(path).query)
    assert told["q"] == ["Tall Zarqa"]
    if kind == "nominatim":
        assert told["countrycodes"] == ["iq"]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_found_is_an_answer(kind: str) -> None:
    with served(send(BODIES[kind]()), kind) as (asker, _):
        assert asker.ask(ASKED, 5) == ()


@pytest.mark.parametrize(
    "lie",
    [
        {"lat": "-23.5", "lon": "-46.6"},
        {"lat": "0", "lon": "0"},
        {"address": {"country_code": "sy"}},
        {"address": {}},
        {"address": None},
        {"class": "shop", "type": "bakery"},
        {"class": "highway", "type": "residential"},
        {"name": "Mosul", "namedetails": {"name": "Mosul"}},
        {"name": "Tall Zarqa Street of the Martyrs", "namedetails": {}},
    ],
    ids=str,
)
def test_an_answer_that_does_not_hold_up_is_dropped(lie: dict[str, Any]) -> None:
    with served(send([NOMINATIM | lie])) as (asker, _):
        assert asker.ask(ASKED, 5) == ()


def test_a_true_answer_among_lies_is_kept() -> None:
    lies = [NOMINATIM | {"lat": "-23.5", "osm_id": n} for n in range(5)]
    with served(send([*lies, NOMINATIM])) as (asker, _):
        assert [place.place_id for place in asker.ask(ASKED, 5)] == ["gc:osm-n17"]


@pytest.mark.parametrize(
    ("details", "shown"),
    [
        ({"name": "تل زرقاء", "name:en": "Tal Zarqa"}, "Tal Zarqa"),
        ({"name": "تل زرقاء", "alt_name": "Tall Zarqa"}, "Tall Zarqa"),
        ({"name": "تل زرقاء", "name:ku": "Girê Şîn", "alt_name": "Tell Zarqa"}, "Tell Zarqa"),
    ],
)
def test_the_name_shown_is_the_english_one_or_the_one_most_alike(
    details: dict[str, str], shown: str
) -> None:
    with served(send([NOMINATIM | {"namedetails": details}])) as (asker, _):
        assert [place.name for place in asker.ask(ASKED, 5)] == [shown]


def test_no_more_than_a_few_and_each_once() -> None:
    many = [NOMINATIM | {"osm_id": n // 2} for n in range(40)]
    with served(send(many)) as (asker, _):
        assert len(asker.ask(ASKED, 5)) == MOST_PLACES


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Sign in to the wireless network</html>",
        b"",
        b"\xff\xfe\x00",
        b"[" * 20_000,
        {"error": "maintenance"},
        [1, None, "x"],
        [{"lat": "36"}],
        [NOMINATIM | {"lat": None}],
        [NOMINATIM | {"lat": "91", "lng": "43"}],
        [NOMINATIM | {"lat": "nan", "lon": "nan"}],
        [NOMINATIM | {"lon": "1e309"}],
        [NOMINATIM | {"osm_id": "x; DROP TABLE"}],
        [NOMINATIM | {"namedetails": [1]}],
        "a string",
        7,
    ],
    ids=lambda body: str(body)[:24],
)
@pytest.mark.parametrize("kind", KINDS)
def test_nonsense_is_trouble_or_nothing_but_never_an_error_of_ours(kind: str, body: Any) -> None:
    with served(send(body), kind) as (asker, _):
        try:
            found = asker.ask(ASKED, 5)
        except ServiceTroubleError:
            found = ()
        assert found == ()


@pytest.mark.parametrize("play", [hang, drip])
def test_no_answer_is_not_waited_for_longer_than_told(play: Play) -> None:
    with served(play) as (asker, _):
        begun = time.monotonic()
        with pytest.raises(ServiceTroubleError, match="no answer"):
            asker.ask(ASKED, 0.6)
        assert time.monotonic() - begun < 3


@pytest.mark.parametrize("play", [hang_up, flood, send({}, 500), send({}, 503)])
def test_a_broken_server_is_trouble_for_now(play: Play) -> None:
    with served(play) as (asker, _), pytest.raises(ServiceTroubleError) as caught:
        asker.ask(ASKED, 5)
    assert (caught.value.is_final, caught.value.retry_after_s) == (False, None)


def test_a_refused_connection_is_trouble_for_now() -> None:
    service = Service("gone", "nominatim", f"http://127.0.0.1:{free_port()}")
    asker = GeopyService(service, AGENT, "", load_boundaries())
    with pytest.raises(ServiceTroubleError, match=r"not available|failed") as caught:
        asker.ask(ASKED, 5)
    assert not caught.value.is_final


def test_a_limit_tells_how_long_to_wait() -> None:
    with (
        served(send({}, 429, Retry_After="17")) as (asker, _),
        pytest.raises(ServiceTroubleError) as caught,
    ):
        asker.ask(ASKED, 5)
    assert (caught.value.retry_after_s, caught.value.is_final) == (17, False)


@pytest.mark.parametrize("status", [401, 403])
def test_who_is_turned_away_does_not_knock_again(status: int) -> None:
    with (
        served(send({}, status)) as (asker, _),
        pytest.raises(ServiceTroubleError) as caught,
    ):
        asker.ask(ASKED, 5)
    assert caught.value.is_final


def test_nobody_else_answers_in_its_place() -> None:
    with served(send([NOMINATIM])) as (_, other):
        moved = send(b"", 302, Location=f"http://127.0.0.1:{other.server_port}/")
        with served(moved) as (asker, _), pytest.raises(ServiceTroubleError):
            asker.ask(ASKED, 5)
        assert other.requests == []


def test_a_key_is_never_in_the_words_about_trouble() -> None:
    with served(send({}, 500), "geonames") as (asker, server):
        with pytest.raises(ServiceTroubleError) as caught:
            asker.ask(ASKED, 5)
        assert "the+key" in server.requests[0][0]
    assert "key" not in str(caught.value)


def test_a_missing_key_is_named() -> None:
    service = Service("names", "geonames", "http://127.0.0.1", key_env="GEONAMES_USER")
    setup = Geocoding((service,), AGENT)
    with pytest.raises(ConfigError, match="set the variable GEONAMES_USER"):
        open_services(setup, {}, load_boundaries())
    [asker] = open_services(setup, {"GEONAMES_USER": "me"}, load_boundaries())
    assert asker.service == service
    with pytest.raises(ConfigError, match="must be told who asks"):
        open_services(replace(setup, user_agent=""), {"GEONAMES_USER": "me"}, load_boundaries())
