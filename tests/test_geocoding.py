"""Builds that ask: what the gazetteer lacks is found, nothing else changes, nothing is risked."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from nights import QUIET
from nominatim_server import running_nominatim
from postgresql_server import Server, free_port
from test_geocoding_services import NOMINATIM, drip, hang, send, served

from flows import steps
from flows.geocode_step import geocode_missing
from flows.workspace import Analyst, open_workspace
from geo.analyse import Tools, analyse_articles
from geo.builds.publish import build_lock
from geo.footprints.boundaries import load_boundaries
from geo.geocoding.resolving import TRUST
from geo.geocoding.setup import KINDS, Geocoding, Service
from geo.model import Analysis, Article, Resolution

pytestmark = pytest.mark.model

AGENT = "maps.example (desk@maps.example)"
ARTICLES = [
    Article(
        "a",
        "Iraqi forces entered the village of Bulqizan, south of Mosul, on Sunday. An air strike"
        " killed five people in Bulqizan, officials said. Residents of the town of Wushmirek fled"
        " toward Kirkuk.",
    ),
    Article("b", "Floods hit Suva on Friday, the government of Fiji said."),
]
LATER = Article("c", "A bomb killed two in the village of Bulqizan on Tuesday, Iraqi police said.")


@pytest.fixture(scope="module")
def tools(nlp, gazetteer) -> Tools:
    return Tools(nlp, gazetteer, load_boundaries())


@pytest.fixture(scope="module")
def nominatim(postgresql: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_nominatim(postgresql, tmp_path_factory.mktemp("nominatim")) as url:
        yield url


def setup(url: str, **fields: Any) -> Geocoding:
    settings = {"delay_s": 0.0, "timeout_s": 10.0}
    settings |= {name: fields.pop(name) for name in tuple(fields) if name in settings}
    service = Service("osm", "nominatim", url, terms=KINDS["nominatim"].terms, **settings)
    return Geocoding((service,), AGENT, **fields)


def night(
    out: Path,
    tools: Tools,
    geocoding: Geocoding,
    articles: list[Article] = ARTICLES,
    *,
    is_published: bool = False,
) -> tuple[dict[str, Analysis], Path | None, int]:
    """Run a night; return its analyses by article, its folder, and what was analysed anew."""
    analyst = Analyst(partial(analyse_articles, tools=tools), "model", "gazetteer")
    url = f"sqlite:///{out}/store.sqlite"
    with build_lock(out), open_workspace(url, analyst, out, QUIET) as work:
        steps.see_articles(work, articles)
        steps.analyse_batch(work, steps.find_pending(work))
        again = geocode_missing(work, tools, geocoding, {})
        steps.merge_incidents(work)
        assert work.incidents
        analyses = {each.article.article_id: each for each in work.analyses}
        return analyses, steps.publish_build(work).folder if is_published else None, again


@pytest.fixture(scope="module")
def before(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Analysis]:
    """Return what the articles give when nobody is asked."""
    found, _, again = night(tmp_path_factory.mktemp("off"), tools, Geocoding())
    assert again == 0
    return found


def named(analysis: Analysis, name: str) -> Resolution:
    return next(r for r in analysis.resolutions if r.toponym.name == name)


def test_a_real_nominatim_finds_what_the_gazetteer_lacks(
    tmp_path: Path, tools: Tools, before: dict[str, Analysis], nominatim: str
) -> None:
    assert named(before["a"], "Bulqizan").place is None
    after, folder, again = night(tmp_path, tools, setup(nominatim), is_published=True)
    assert again == 1
    assert folder is not None
    found = named(after["a"], "Bulqizan")
    assert found.place is not None
    # The village, not the bakery.
    assert (found.place.lon, found.place.lat) == (43.3, 35.9)
    assert (found.place.feature_code, found.place.admin1_name) == ("PPL", "Nineveh")
    assert 0 < found.confidence <= TRUST
    assert found.note.startswith("not in the gazetteer; geocoder; osm; ODbL 1.0")
    # The hamlet in Iraq, not the city in Turkey.
    hamlet = named(after["a"], "Wushmirek")
    assert hamlet.place is not None
    assert hamlet.place.country_code == "IQ"
    for old, new in zip(before["a"].resolutions, after["a"].resolutions, strict=True):
        assert old.place is None or old == new
    assert list(before["b"].resolutions) == list(after["b"].resolutions)
    assert any(r.resolution.place == found.place for r in after["a"].reports)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["licences"][-1]["licence"] == "ODbL 1.0"
    assert "OpenStreetMap contributors" in (folder / "map.html").read_text("utf-8")


def test_answers_last_without_the_service_and_go_when_it_is_turned_off(
    tmp_path: Path, tools: Tools
) -> None:
    answers = [
        NOMINATIM | {"namedetails": {"name:en": name}, "osm_id": n}
        for n, name in enumerate(("Bulqizan", "Wushmirek"))
    ]
    with served(send(answers)) as (asker, server):
        first, _, again = night(tmp_path, tools, setup(asker.service.url))
        assert again == 1
        n_asked = len(server.requests)
    gone = setup(asker.service.url)
    second, _, again = night(tmp_path, tools, gone)
    assert again == 0
    assert list(second["a"].resolutions) == list(first["a"].resolutions)
    third, _, again = night(tmp_path, tools, gone, [*ARTICLES, LATER])
    assert again == 1
    assert named(third["c"], "Bulqizan").place == named(first["a"], "Bulqizan").place
    assert n_asked == 2
    off, _, again = night(tmp_path, tools, Geocoding(), [*ARTICLES, LATER])
    assert again == 2
    assert named(off["a"], "Bulqizan").place is None


def test_places_of_one_service_go_with_it_and_another_is_asked(
    tmp_path: Path, tools: Tools
) -> None:
    one = [NOMINATIM | {"namedetails": {"name:en": "Bulqizan"}}]
    with served(send(one)) as (asker, _):
        first = setup(asker.service.url)
        found, _, _ = night(tmp_path, tools, first)
        place = named(found["a"], "Bulqizan").place
        assert place is not None
    two = [NOMINATIM | {"namedetails": {"name:en": "Bulqizan"}, "lat": "36.1", "osm_id": 77}]
    with served(send(two)) as (asker, server):
        other = replace(setup(asker.service.url).services[0], name="other")
        found, _, _ = night(tmp_path, tools, replace(first, services=(other,)))
        assert server.requests
    moved = named(found["a"], "Bulqizan").place
    assert moved is not None
    assert (moved.lat, moved.source) == (36.1, place.source.replace("osm", "other"))


@pytest.mark.parametrize(
    "play",
    [
        hang,
        drip,
        send({}, 503),
        send({}, 429, Retry_After="3600"),
        send(b"<html>"),
        send([NOMINATIM | {"lat": "-23.5", "lon": "-46.6"}]),
        None,
    ],
    ids=["hangs", "drips", "fails", "limits", "is no service", "lies", "refuses"],
)
def test_no_service_costs_a_build_more_than_its_budget(
    tmp_path: Path, tools: Tools, before: dict[str, Analysis], play: Any
) -> None:
    with ExitStack() as stack:
        url = f"http://127.0.0.1:{free_port()}"
        if play is not None:
            url = stack.enter_context(served(play))[0].service.url
        begun = time.monotonic()
        after, _, again = night(tmp_path, tools, setup(url, seconds=2.0))
    assert again == 0
    assert time.monotonic() - begun < 20
    assert list(after["a"].resolutions) == list(before["a"].resolutions)


def test_a_service_that_lies_within_the_country_changes_no_other_name(
    tmp_path: Path, tools: Tools, before: dict[str, Analysis]
) -> None:
    lie = NOMINATIM | {"lat": "30.5", "lon": "47.8", "namedetails": {"x": "Bulqizan"}}
    with served(send([lie])) as (asker, _):
        after, _, _ = night(tmp_path, tools, setup(asker.service.url))
    for old, new in zip(before["a"].resolutions, after["a"].resolutions, strict=True):
        if new.toponym.name != "Bulqizan":
            assert old == new
        else:
            assert new.confidence <= TRUST


def test_a_missing_key_costs_only_the_answers(tmp_path: Path, tools: Tools) -> None:
    service = Service("names", "geonames", "http://127.0.0.1:9", key_env="NO_SUCH_KEY")
    _, _, again = night(tmp_path, tools, Geocoding((service,), AGENT))
    assert again == 0


def test_the_night_s_requests_are_counted(tmp_path: Path, tools: Tools) -> None:
    with served(send([])) as (asker, server):
        geocoding = setup(asker.service.url, requests=1)
        night(tmp_path, tools, geocoding)
        assert len(server.requests) == 1
        # The next night asks what is left, and not again what nobody knew.
        night(tmp_path, tools, replace(geocoding, requests=50))
        assert len(server.requests) == 2
