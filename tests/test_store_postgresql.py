"""The store on a PostgreSQL server that is restarted, cut off, slow, or in a schema of its own."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import ROOT
from nights import ANALYST, QUIET, article, work_through
from postgresql_server import Server
from test_store_faults import BATCH, N_ARTICLES, RULES, SAVE, found, see_all, start

from flows import steps
from flows.workspace import open_workspace
from geo.builds.publish import build_lock, shown_build
from geo.errors import StoreError
from geo.review.corrections import Correction
from geo.store import Store

pytestmark = pytest.mark.postgres

DATABASE = "faults"


@pytest.fixture
def url(postgresql: Server) -> Iterator[str]:
    yield postgresql.new_database(DATABASE)
    postgresql.sql(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def cut_all(server: Server) -> None:
    server.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{DATABASE}' AND pid <> pg_backend_pid()"
    )


def restart(server: Server) -> None:
    server.stop("fast")
    server.start()


def crash(server: Server) -> None:
    server.stop("immediate")
    server.start()


TROUBLES = pytest.mark.parametrize("trouble", [cut_all, restart, crash])


def test_kill_9_at_random_moments_loses_no_batch_and_halves_none(url: str) -> None:
    see_all(url)
    chance, told, kills = random.Random(5), 0, 0
    while told < N_ARTICLES and kills < 3:
        child = start(SAVE, url)
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        time.sleep(chance.uniform(0.0, 0.3))
        child.send_signal(signal.SIGKILL)
        kills += 1
        told += sum(map(int, child.stdout.read().split()))
        child.stdout.close()
        child.wait(timeout=30)
        with Store(url) as store:
            kept = N_ARTICLES - len(store.articles.pending("b1", RULES))
        assert kept % BATCH == 0
        # The server may keep one more batch after its client was killed.
        assert kept in (told, told + BATCH)
        told = kept
    start(SAVE, url).communicate(timeout=120)
    with Store(url) as store:
        assert list(store.articles.analyses("b1", RULES)) == [found(n) for n in range(N_ARTICLES)]


@TROUBLES
def test_a_server_restarted_between_two_batches_costs_nothing(
    postgresql: Server, url: str, trouble: Callable[[Server], None]
) -> None:
    see_all(url)
    with Store(url) as store:
        store.articles.save([found(0)], RULES)
        trouble(postgresql)
        store.articles.save([found(1)], RULES)
        assert len(store.articles.pending("b1", RULES)) == N_ARTICLES - 2


@TROUBLES
def test_trouble_within_a_batch_keeps_nothing_of_it_and_is_said(
    postgresql: Server, url: str, trouble: Callable[[Server], None]
) -> None:
    see_all(url)
    with Store(url) as store:

        def change() -> None:
            with store._database.writing() as db:
                db.exec_driver_sql("DELETE FROM article")
                trouble(postgresql)
                db.exec_driver_sql("DELETE FROM build")

        with pytest.raises(StoreError, match=r"it cannot be used: .*Check the server"):
            change()
        assert len(store.articles.pending("b1", RULES)) == N_ARTICLES


def test_a_server_that_comes_back_late_is_waited_for(postgresql: Server, url: str) -> None:
    see_all(url)
    with Store(url) as store:
        store.articles.save([found(0)], RULES)
        postgresql.stop("fast")
        late = threading.Timer(1.5, postgresql.start)
        late.start()
        try:
            store.articles.save([found(1)], RULES)
        finally:
            late.join()
        assert len(store.articles.pending("b1", RULES)) == N_ARTICLES - 2


def test_two_sites_that_add_the_same_corrections_at_once_keep_each_once(url: str) -> None:
    at = datetime(2016, 10, 24, tzinfo=UTC)
    made = [
        Correction("status", f"event:dl-{n}", {}, {"status": "denied"}, at, "ana")
        for n in range(1000)
    ]
    ready = threading.Barrier(2)

    def add(corrections: Sequence[Correction]) -> None:
        with Store(url) as store:
            ready.wait()
            store.corrections.add(corrections)

    with ThreadPoolExecutor() as sites:
        adding = [sites.submit(add, each) for each in (made, made[::-1])]
    for each in adding:
        each.result()
    with Store(url) as store:
        assert len(store.corrections.all()) == len(made)


@TROUBLES
def test_a_lost_connection_frees_the_store_for_the_next_build(
    postgresql: Server, url: str, trouble: Callable[[Server], None]
) -> None:
    with Store(url) as store, Store(url) as other:
        with store.exclusive():
            with pytest.raises(StoreError, match="Another build is using"), other.exclusive():
                pass
            trouble(postgresql)
            with other.exclusive():
                pass
        with store.exclusive():
            pass


@TROUBLES
def test_a_build_survives_trouble_between_its_steps(
    postgresql: Server, url: str, tmp_path: Path, trouble: Callable[[Server], None]
) -> None:
    articles = [article(f"a{n}", {"at": "Mosul", "killed": n}) for n in range(4)]
    out = tmp_path / "maps"
    with build_lock(out), open_workspace(url, ANALYST, out, QUIET) as work:
        steps.see_articles(work, articles)
        pending = steps.find_pending(work)
        steps.analyse_batch(work, pending[:2])
        trouble(postgresql)
        steps.analyse_batch(work, pending[2:])
        steps.merge_incidents(work)
        trouble(postgresql)
        published = steps.publish_build(work)
    assert published.n_incidents > 0
    with Store(url) as store:
        current = store.builds.current()
        assert current is not None
        assert current.build_id == published.folder.name


def test_a_build_whose_server_dies_for_good_changes_nothing(
    postgresql: Server, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.store.database._PATIENCE_S", 0.5)
    out = tmp_path / "maps"
    articles = [article(f"a{n}", {"at": "Mosul"}) for n in range(4)]

    def build() -> None:
        with build_lock(out), open_workspace(url, ANALYST, out, QUIET) as work:
            steps.see_articles(work, articles)
            steps.analyse_batch(work, steps.find_pending(work)[:2])
            postgresql.stop("immediate")
            work_through(work, articles)

    try:
        with pytest.raises(StoreError, match="Check the server and the address"):
            build()
    finally:
        postgresql.start()
    assert shown_build(out) is None
    with build_lock(out), open_workspace(url, ANALYST, out, QUIET) as work:
        steps.see_articles(work, articles)
        # What the dead build kept is not done again.
        assert len(steps.find_pending(work)) == 2


def test_the_documented_schema_and_role_do(postgresql: Server, url: str) -> None:
    text = (ROOT / "docs/postgis.md").read_text("utf-8")
    options = re.search(r"dateline_writer@db/maps(\?options=\S+)\"", text)[1]
    statements = re.search(r"```sql\n(CREATE EXTENSION.*?)```", text, re.DOTALL)[1]
    postgresql.sql("\n".join(s for s in statements.splitlines() if "EXTENSION" not in s), DATABASE)
    try:
        own = postgresql.url(DATABASE, "dateline_writer") + options.replace("?", "&")
        see_all(own)
        with Store(own) as store:
            store.articles.save([found(0)], RULES)
        where = "SELECT DISTINCT schemaname FROM pg_tables WHERE tableowner = 'dateline_writer'"
        assert postgresql.sql(where, DATABASE) == [("store",)]
    finally:
        postgresql.sql(
            "DROP OWNED BY dateline_reader, dateline_writer;"
            "DROP ROLE dateline_reader; DROP ROLE dateline_writer",
            DATABASE,
        )


def test_a_child_that_is_killed_frees_the_store(url: str) -> None:
    from test_store_faults import HOLD

    child = start(HOLD, url, stdin=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    with Store(url) as store:
        with pytest.raises(StoreError, match="Another build"), store.exclusive():
            pass
        child.send_signal(signal.SIGKILL)
        child.communicate(timeout=30)
        end = time.monotonic() + 60
        while True:
            try:
                with store.exclusive():
                    return
            except StoreError:
                assert time.monotonic() < end
                time.sleep(0.05)
