"""Whatever comes and goes over the nights, the last one gives what one build would."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

import pytest
from builders import write_data_files
from hypothesis import given, settings
from hypothesis import strategies as st
from nights import article, record_night

from flows.workspace import Workspace
from geo.incidents.identity import Trace, trace_reports
from geo.model import Article, Incident
from geo.store import Store

PLACES = ("Baghdad", "Mosul", "Kirkuk")


KINDS = ("explosion/bombing", "explosion/air_strike", "battle/armed_clash")


DAYS = ("2016-10-21", "2016-10-23", "2016-10-30")


MOST_ARTICLES = 6


@st.composite
def versions(draw: st.DrawFn, number: int) -> Article:
    """Draw one of the states that an article is in over the nights."""
    lines = draw(st.lists(st.tuples(*map(st.sampled_from, (PLACES, KINDS, DAYS))), max_size=2))
    told = [
        # The quote tells the line: no two are told alike, so that no id needs a number.
        {"at": at, "kind": kind, "on": on, "quote": f"{kind} in {at}, line {n} of {number}."}
        for n, (at, kind, on) in enumerate(lines)
    ]
    return article(f"a{number}", *told, published=f"2016-11-{number + 1:02}")


@st.composite
def nights(draw: st.DrawFn) -> list[list[Article]]:
    """Draw nights on which articles are added, edited, removed and shuffled."""
    editions = [draw(st.lists(versions(n), min_size=1, max_size=2)) for n in range(MOST_ARTICLES)]
    night = st.lists(st.sampled_from(range(MOST_ARTICLES)), unique=True, min_size=1)
    chosen = draw(st.lists(night, min_size=2, max_size=4))
    return [[draw(st.sampled_from(editions[n])) for n in numbers] for numbers in chosen]


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an empty store once: it is copied, which is faster than making one each time."""
    path = tmp_path_factory.mktemp("empty") / "store.sqlite"
    Store(f"sqlite:///{path}").close()
    return path


class Pipeline:
    """A folder with a store, night after night."""

    def __init__(self, empty: Path) -> None:
        # In memory where there is such a folder: a commit waits for the disk.
        self.folder = tempfile.TemporaryDirectory(
            dir="/dev/shm" if Path("/dev/shm").is_dir() else None
        )
        self.out = Path(self.folder.name)
        shutil.copy(empty, self.out / "store.sqlite")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.folder.cleanup()

    def run(self, articles: Sequence[Article]) -> Workspace:
        return record_night(self.out, articles)


def content(incidents: Sequence[Incident]) -> set[Incident]:
    return {replace(incident, event_id="") for incident in incidents}


def layers(work: Workspace) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        files = write_data_files(Path(folder), work.incidents, work.analyses, work.rejected)
        return {path.name: path.read_bytes() for path in files}


@settings(max_examples=20)
@given(planned=nights())
def test_nights_give_what_one_build_gives_but_for_ids(
    empty_store: Path, planned: list[list[Article]]
) -> None:
    with Pipeline(empty_store) as daily, Pipeline(empty_store) as once:
        works = [daily.run(articles) for articles in planned]
        fresh = once.run(planned[-1])
    assert works[-1].analyses == fresh.analyses
    assert len(works[-1].incidents) == len(fresh.incidents)
    assert content(works[-1].incidents) == content(fresh.incidents)


@settings(max_examples=12)
@given(planned=nights(), chance=st.randoms(use_true_random=False))
def test_the_order_within_a_night_never_shows(
    empty_store: Path, planned: list[list[Article]], chance: random.Random
) -> None:
    with Pipeline(empty_store) as one, Pipeline(empty_store) as other:
        for articles in planned:
            shuffled = chance.sample(articles, len(articles))
            first, second = one.run(articles), other.run(shuffled)
    assert layers(first) == layers(second)


@settings(max_examples=20)
@given(
    articles=st.tuples(*(versions(n) for n in range(MOST_ARTICLES))),
    cuts=st.sets(st.integers(1, MOST_ARTICLES - 1), max_size=3),
)
def test_articles_added_as_they_are_published_give_the_same_bytes(
    empty_store: Path, articles: tuple[Article, ...], cuts: set[int]
) -> None:
    """Ids too: nothing here was edited, removed, or came late."""
    with Pipeline(empty_store) as daily, Pipeline(empty_store) as once:
        for end in sorted({*cuts, MOST_ARTICLES}):
            last = daily.run(articles[:end])
        fresh = once.run(articles)
    assert layers(last) == layers(fresh)


@settings(max_examples=20)
@given(planned=nights())
def test_ids_stay_with_their_incidents(empty_store: Path, planned: list[list[Article]]) -> None:
    holders: dict[str, list[set[Trace]]] = {}
    shown: dict[str, set[Trace]] = {}
    with Pipeline(empty_store) as daily:
        for articles in planned:
            incidents = daily.run(articles).incidents
            now = {incident.event_id: set(trace_reports(incident)) for incident in incidents}
            assert len(now) == len(incidents)
            for event_id, traces in shown.items():
                if traces in now.values():
                    assert now.get(event_id) == traces, "the same reports, another id"
            for event_id, traces in now.items():
                assert_known(traces, holders.get(event_id, []))
                holders.setdefault(event_id, []).append(traces)
            shown = now


def assert_known(traces: set[Trace], before: list[set[Trace]]) -> None:
    """Check that an id used earlier has something to do with what had it then."""
    told = {(trace.article_id, trace.place, trace.sub_event_type) for trace in traces}
    known = {(t.article_id, t.place, t.sub_event_type) for holder in before for t in holder}
    reports = {trace.report_id for trace in traces}
    assert not before or told & known or reports & {t.report_id for h in before for t in h}
