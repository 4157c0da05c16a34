"""A store moved from one database to another, and back: all of it or nothing."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from builders import analysis, report
from click.testing import CliRunner
from conftest import ROOT

from flows.cli import cli
from geo.errors import StoreError
from geo.incidents.identity import trace_reports
from geo.incidents.merging import merge_reports
from geo.model import Analysis, Article, Rejected
from geo.store import Failure, Store
from geo.store.copying import copy_store
from geo.store.schema import metadata

NIGHT = datetime(2016, 10, 24, 2, 15, 3, 250_000, tzinfo=UTC)
RULES = "rules 1"
# Ids that languages sort differently, and text that is hard to carry.
IDS = ["a", "B", "_c", "é", "Ä", "نشر", "🗺", "z'\"\\"]
COPY = f"""
import sys
sys.path[:0] = [{str(ROOT)!r}]
from geo.store.copying import copy_store
def told(table, count):
    print(table, flush=True)
    if table == "article":
        sys.stdin.read()
copy_store(sys.argv[1], sys.argv[2], told)
"""


def found(article_id: str) -> Analysis:
    return analysis(report(f"{article_id}-1", article_id=article_id, at="Mosul", killed=5))


def fill(url: str, ids: list[str]) -> None:
    with Store(url) as store:
        store.builds.begin("b1", NIGHT)
        broken = Article("broken", "…", title="tab\t, line\n, 1e-320", path="C:\\x")
        items = [found(article_id) for article_id in ids]
        store.articles.see("b1", [*(item.article for item in items), broken])
        store.articles.save(items, RULES, [Failure(broken, "no “text”")])
        traces = {i.event_id: trace_reports(i) for i in merge_reports(items)}
        store.builds.record("b1", traces, ended=NIGHT, summary={"z": [1, 2.5], "a": "é"})


def rows(url: str) -> dict[str, list[tuple]]:
    with Store(url) as store, store._database.reading() as db:
        return {
            table.name: sorted(map(repr, db.execute(sa.select(table))))
            for table in metadata.sorted_tables
        }


@pytest.fixture
def urls(postgresql, tmp_path: Path) -> tuple[str, str, str]:
    server = postgresql.new_database("copied")
    return f"sqlite:///{tmp_path}/a.sqlite", server, f"sqlite:///{tmp_path}/b.sqlite"


def test_there_and_back_is_the_same(urls: tuple[str, str, str]) -> None:
    first, server, last = urls
    fill(first, IDS)
    there = copy_store(first, server)
    assert there["article"] == len(IDS) + 1
    assert (there["incident"], there["incident_report"]) == (1, len(IDS))
    assert copy_store(server, last) == there
    assert rows(first) == rows(server) == rows(last)
    with Store(server) as store:
        assert store.articles.pending("b1", RULES) == []
        assert store.articles.pending("b1", "other rules") == sorted([*IDS, "broken"])
        assert sorted(
            item.article.article_id
            for item in store.articles.analyses("b1", RULES)
            if not isinstance(item, Rejected)
        ) == sorted(IDS)
        # The next build goes on there.
        store.builds.begin("b2", NIGHT)
        store.articles.see("b2", [found("new").article])


def test_many_portions_arrive(urls: tuple[str, str, str]) -> None:
    ids = [f"a{n:04}" for n in range(1201)]
    fill(urls[0], ids)
    assert copy_store(*urls[:2])["article"] == len(ids) + 1


def test_a_target_that_holds_rows_is_refused_and_stays(urls: tuple[str, str, str]) -> None:
    fill(urls[0], IDS)
    fill(urls[1], ["other"])
    before = rows(urls[1])
    with pytest.raises(StoreError, match=r"holds rows already \(\w+\): choose an empty database"):
        copy_store(urls[0], urls[1])
    assert rows(urls[1]) == before


@pytest.mark.parametrize("is_source", [True, False], ids=["source", "target"])
def test_another_version_is_refused(urls: tuple[str, str, str], is_source: bool) -> None:
    fill(urls[0], IDS)
    Store(urls[2]).close()
    with Store(urls[0] if is_source else urls[2]) as store, store._database.writing() as db:
        db.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(StoreError, match="has version 0000"):
        copy_store(urls[0], urls[2])


def test_a_source_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "none.sqlite"
    with pytest.raises(StoreError, match="holds no store"):
        copy_store(f"sqlite:///{missing}", f"sqlite:///{tmp_path}/new.sqlite")
    assert not missing.exists()


def test_a_store_is_not_copied_onto_itself(urls: tuple[str, str, str]) -> None:
    fill(urls[0], IDS)
    with pytest.raises(StoreError, match="are the same store"):
        copy_store(urls[0], urls[0])


@pytest.mark.parametrize("held", [0, 1], ids=["source", "target"])
def test_no_copy_while_a_build_runs(urls: tuple[str, str, str], held: int) -> None:
    fill(urls[0], IDS)
    with (
        Store(urls[held]) as store,
        store.exclusive(),
        pytest.raises(StoreError, match="Another build is using the store"),
    ):
        copy_store(urls[0], urls[1])


@pytest.mark.parametrize("target", [1, 2], ids=["postgresql", "sqlite"])
def test_killed_midway_it_leaves_nothing_and_is_done_again(
    urls: tuple[str, str, str], target: int
) -> None:
    fill(urls[0], IDS)
    command = [sys.executable, "-c", COPY, urls[0], urls[target]]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as child:
        assert child.stdout is not None
        while child.stdout.readline() != "article\n":
            assert child.poll() is None
        child.send_signal(signal.SIGKILL)
    end = time.monotonic() + 60
    while True:
        try:
            assert copy_store(urls[0], urls[target])["article"] == len(IDS) + 1
        except StoreError as error:
            # The server needs a moment to see that its client is gone.
            assert "Another build" in str(error)  # noqa: PT017
            assert time.monotonic() < end
            time.sleep(0.05)
        else:
            break
    assert rows(urls[0]) == rows(urls[target])


def test_what_does_not_arrive_whole_is_not_kept(urls: tuple[str, str, str], postgresql) -> None:
    fill(urls[0], IDS)
    Store(urls[1]).close()
    postgresql.sql(
        "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN NEW.title := 'other'; RETURN NEW; END$$;\n"
        "CREATE TRIGGER spoil BEFORE INSERT ON article FOR EACH ROW EXECUTE FUNCTION spoil()",
        "copied",
    )
    with pytest.raises(StoreError, match="Table article did not arrive whole"):
        copy_store(urls[0], urls[1])
    assert postgresql.sql("SELECT count(*) FROM build", "copied") == [(0,)]


def test_the_command_takes_files_and_says_what_it_did(tmp_path: Path) -> None:
    source, target = tmp_path / "a.sqlite", tmp_path / "b.sqlite"
    fill(f"sqlite:///{source}", IDS)
    done = CliRunner().invoke(cli, ["store", "copy", str(source), str(target)])
    assert done.exit_code == 0
    assert re.search(r"\d+ rows in \d+ tables, read back and compared", done.stdout)
    assert "article: 9 rows" in done.stderr
