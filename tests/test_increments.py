"""Nights one after the other: what is done again, what stays, and what a kill leaves."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from builders import analysis
from conftest import ROOT
from nights import ANALYST, QUIET, article, publish_night, record_night, work_through

from flows import steps
from flows.workspace import Workspace, open_workspace
from geo.builds.publish import published_builds, rollback, shown_build
from geo.errors import BuildError, DataError, StoreError
from geo.model import Incident
from geo.store import Store
from geo.store.restore import read_traces

BAGHDAD = article("a", {"at": "Baghdad", "killed": 5, "quote": "Five died in Baghdad."})
SUVA = article("b", {"at": "Suva", "kind": "hazard/flood", "quote": "Suva is under water."})
KUNDUZ = article("c", {"at": "Kunduz", "kind": "battle/armed_clash", "quote": "They fought."})
ALL = [BAGHDAD, SUVA, KUNDUZ]


def store_url(out: Path) -> str:
    return f"sqlite:///{out}/store.sqlite"


def store_of(out: Path) -> Store:
    return Store(store_url(out))


def ids(incidents: Sequence[Incident]) -> list[str]:
    return [incident.event_id for incident in incidents]


class TestWhatIsDoneAgain:
    def test_nothing_when_nothing_changed(self, tmp_path: Path) -> None:
        assert record_night(tmp_path, ALL).n_analysed == 3
        again = record_night(tmp_path, ALL[::-1])
        assert again.n_analysed == 0
        assert again.changes == tuple(replace(change, kind="kept") for change in again.changes)

    def test_new_and_edited_articles_only(self, tmp_path: Path) -> None:
        record_night(tmp_path, [BAGHDAD, SUVA])
        edited = replace(SUVA, title="Corrected")
        work = record_night(tmp_path, [BAGHDAD, edited, KUNDUZ])
        assert work.n_analysed == 2
        assert [found.article for found in work.analyses] == [BAGHDAD, edited, KUNDUZ]

    def test_nothing_for_what_comes_back_and_its_id_comes_back_too(self, tmp_path: Path) -> None:
        before = record_night(tmp_path, ALL)
        without = record_night(tmp_path, ALL[1:])
        assert {change.kind for change in without.changes} == {"kept", "withdrawn"}
        back = record_night(tmp_path, ALL)
        assert back.n_analysed == 0
        assert back.incidents == before.incidents
        assert sorted(change.kind for change in back.changes) == ["kept", "kept", "returned"]
        assert {change.kind for change in record_night(tmp_path, ALL).changes} == {"kept"}

    @pytest.mark.parametrize("field", ["model_version", "gazetteer_version"])
    def test_everything_when_what_decides_changed_and_ids_stay(
        self, tmp_path: Path, field: str
    ) -> None:
        before = record_night(tmp_path, ALL)
        work = record_night(tmp_path, ALL, replace(ANALYST, **{field: "other"}))
        assert work.n_analysed == 3
        assert ids(work.incidents) == ids(before.incidents)

    def test_a_bad_article_costs_only_itself_and_is_tried_once(self, tmp_path: Path) -> None:
        bad = article("bad", {"bad": "luck"})
        work = record_night(tmp_path, [BAGHDAD, bad, SUVA])
        assert [found.article for found in work.analyses] == [BAGHDAD, SUVA]
        (rejected,) = work.rejected
        assert rejected.path == "bad"
        assert "ZeroDivisionError: luck" in rejected.reason
        again = record_night(tmp_path, [BAGHDAD, bad, SUVA])
        assert (again.n_analysed, again.rejected) == (0, [rejected])
        assert json.loads((tmp_path / "build.json").read_text())["articles"]["failed"] == 1
        # Either may have been mended.
        other = record_night(tmp_path, [bad], replace(ANALYST, model_version="model 2"))
        assert (other.n_analysed, len(other.rejected)) == (1, 1)
        edited = record_night(tmp_path, [article("bad", {"at": "Mosul"})])
        assert (edited.n_analysed, len(edited.rejected)) == (1, 0)

    @pytest.mark.parametrize("error", [DataError("damaged"), OSError(28, "full"), MemoryError()])
    def test_trouble_of_the_night_is_not_laid_to_an_article(
        self, tmp_path: Path, error: Exception
    ) -> None:
        def fail(_: object) -> None:
            raise error

        with pytest.raises(type(error)):
            record_night(tmp_path, ALL, replace(ANALYST, analyse=fail))
        with store_of(tmp_path) as store:
            (build,) = store.builds.history()
        assert build.state == "failed"
        assert type(error).__name__ in build.summary["reason"]
        assert record_night(tmp_path, ALL).n_analysed == 3

    def test_batches_do_not_decide(self, tmp_path: Path) -> None:
        whole = record_night(tmp_path, ALL)
        (tmp_path / "parts").mkdir()
        url = f"sqlite:///{tmp_path}/parts/store.sqlite"
        with open_workspace(url, ANALYST, tmp_path / "parts", QUIET) as work:
            work_through(work, ALL, batch=1)
        assert work.incidents == whole.incidents


class TestPublishing:
    def test_the_store_knows_what_is_shown(self, tmp_path: Path) -> None:
        published = publish_night(tmp_path, ALL)
        with store_of(tmp_path) as store:
            current = store.builds.current()
            known = store.builds.known([], [])
        assert current is not None
        assert current.build_id == published.folder.name
        assert known.previous == read_traces(published.folder)
        note = json.loads((tmp_path / "build.json").read_text())
        assert note["build_id"] == published.folder.name
        assert note["articles"] == {"read": 3, "set_aside": 0, "analysed": 3, "failed": 0}
        assert set(note["seconds"]) == {"store", "analyse", "merge", "write"}
        assert published.changes == {"new": 3}

    def test_the_same_articles_give_the_same_files(self, tmp_path: Path) -> None:
        first = publish_night(tmp_path / "one", ALL)
        second = publish_night(tmp_path / "two", ALL[::-1])
        again = publish_night(tmp_path / "one", ALL[1:] + ALL[:1])
        for name in ("events.geojson", "areas.geojson", "places.geojson", "toponyms.csv"):
            expected = (first.folder / name).read_bytes()
            assert (second.folder / name).read_bytes() == expected, name
            assert (again.folder / name).read_bytes() == expected, name

    def test_dying_between_showing_and_recording_is_put_right(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish_night(tmp_path, [BAGHDAD, SUVA])

        def die(_: Workspace) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(steps, "record_build", die)
        with pytest.raises(KeyboardInterrupt):
            publish_night(tmp_path, [SUVA, KUNDUZ])
        monkeypatch.undo()
        shown = shown_build(tmp_path)
        assert shown is not None
        with store_of(tmp_path) as store:
            assert [build.state for build in store.builds.history()] == ["running", "published"]
        last = publish_night(tmp_path, [SUVA, KUNDUZ])
        assert last.changes == {"kept": 2}
        with store_of(tmp_path) as store:
            repaired = {c.kind for c in store.builds.changes(shown.name)}
            states = {build.build_id: build.state for build in store.builds.history()}
        assert repaired == {"new", "withdrawn"}
        assert states[shown.name] == "superseded"
        assert states[last.folder.name] == "published"

    def test_a_lost_store_finds_its_ids_in_the_builds(self, tmp_path: Path) -> None:
        edited = replace(BAGHDAD, title="Corrected")
        publish_night(tmp_path, [BAGHDAD, SUVA])
        # By now the id of the first incident cannot be made from its report.
        rain = {"at": "Suva", "kind": "hazard/flood", "quote": "Rain."}
        late = article("0", rain, published="2016-10-20")
        before = publish_night(tmp_path, [edited, SUVA, late])
        gone = publish_night(tmp_path, [SUVA, late])
        for left in tmp_path.glob("store.sqlite*"):
            left.unlink()
        after = publish_night(tmp_path, [edited, SUVA, late])
        assert after.n_analysed == 3
        assert after.changes == {"kept": 1, "returned": 1}
        expected = (before.folder / "events.geojson").read_bytes()
        assert (after.folder / "events.geojson").read_bytes() == expected
        with store_of(tmp_path) as store:
            assert len(store.builds.ids()) == 4
            assert [c.kind for c in store.builds.changes(gone.folder.name)] == ["withdrawn"]

    def test_after_a_rollback_changes_are_told_against_what_is_shown(self, tmp_path: Path) -> None:
        publish_night(tmp_path, [BAGHDAD, SUVA])
        publish_night(tmp_path, [KUNDUZ])
        rollback(tmp_path)
        assert publish_night(tmp_path, [BAGHDAD, SUVA]).changes == {"kept": 2}

    def test_a_build_with_faults_changes_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = publish_night(tmp_path, ALL)
        monkeypatch.setattr(steps, "find_faults", lambda *_: ["It is empty."])
        with pytest.raises(BuildError, match=r"Nothing was published, .* It is empty"):
            publish_night(tmp_path, ALL[:1])
        assert shown_build(tmp_path) == first.folder
        with store_of(tmp_path) as store:
            current = store.builds.current()
            assert current is not None
            assert current.build_id == first.folder.name

    def test_an_unreadable_shown_build_is_named(self, tmp_path: Path) -> None:
        published = publish_night(tmp_path, ALL)
        (tmp_path / "store.sqlite").unlink()
        (published.folder / "reports.jsonl").write_text("{}\n")
        with pytest.raises(StoreError, match=r"reports\.jsonl is damaged .* begin anew"):
            publish_night(tmp_path, ALL)
        (tmp_path / "latest").unlink()
        assert publish_night(tmp_path, ALL).changes == {"new": 3}

    def test_a_build_that_lost_the_store_to_another_publishes_nothing(self, tmp_path: Path) -> None:
        first = publish_night(tmp_path, ALL[:1])
        with open_workspace(store_url(tmp_path), ANALYST, tmp_path, QUIET) as work:
            work_through(work, ALL)
            # On another machine, into another folder, after the server forgot who was there.
            with store_of(tmp_path) as other:
                other.builds.begin("20991231T235959Z", work.started)
            with pytest.raises(StoreError, match="Another build began"):
                steps.publish_build(work)
        assert shown_build(tmp_path) == first.folder
        assert publish_night(tmp_path, ALL).changes == {"kept": 1, "new": 2}

    def test_two_builds_in_one_second_have_two_names(self, tmp_path: Path) -> None:
        nothing = replace(ANALYST, analyse=lambda _: (_ for _ in ()).throw(OSError(5, "broken")))
        for _ in range(3):
            with pytest.raises(OSError, match="broken"):
                record_night(tmp_path, ALL, nothing)
        with store_of(tmp_path) as store:
            assert len(store.builds.ids()) == 3


# Publishes nights of one article more each, and says which are done.
NIGHTS = """
import sys
from pathlib import Path
sys.path[:0] = [{tests!r}, {root!r}]
from nights import article, publish_night
places = ("Baghdad", "Mosul", "Kirkuk", "Suva", "Kunduz", "Erbil")
articles = [
    article(f"a{{n:02}}", {{"at": places[n % 6], "quote": f"It happened, article {{n}}."}})
    for n in range({count})
]
for n in range({first}, {count}):
    publish_night(Path({out!r}), articles[: n + 1])
    print(n, flush=True)
"""
N_NIGHTS, N_KILLS = 8, 4


def run_nights(out: Path, first: int) -> subprocess.Popen[str]:
    tests = str(ROOT / "tests")
    script = NIGHTS.format(tests=tests, root=str(ROOT), out=str(out), first=first, count=N_NIGHTS)
    return subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)


@pytest.fixture
def chance() -> random.Random:
    return random.Random(20161024)


def test_kills_at_random_moments_lose_and_double_nothing(
    tmp_path: Path, chance: random.Random
) -> None:
    done, kills = -1, 0
    while done < N_NIGHTS - 1:
        child = run_nights(tmp_path, done + 1)
        assert child.stdout is not None
        first = child.stdout.readline()  # it is at work
        if kills < N_KILLS:
            time.sleep(chance.uniform(0.0, 0.8))
            child.send_signal(signal.SIGKILL)
            kills += 1
        rest = child.stdout.read().split()
        child.stdout.close()
        child.wait(timeout=60)
        done = max([done, *map(int, [*first.split(), *rest])])
        latest = tmp_path / "latest" / "manifest.json"
        assert json.loads(latest.read_text())["inputs"]["articles"] >= done + 1
    assert kills == N_KILLS
    with store_of(tmp_path) as store:
        known = store.builds.known([], [])
        shown = shown_build(tmp_path)
        assert shown is not None
        assert known.previous == read_traces(shown)
        told = [trace.report_id for traces in known.previous.values() for trace in traces]
        assert sorted(told) == [f"a{n:02}#0" for n in range(N_NIGHTS)]
        # What every change says was added is there once.
        added = [
            change.event_id
            for build in published_builds(tmp_path)
            for change in store.builds.changes(build.name)
            if change.kind == "new"
        ]
        assert sorted(added) == sorted(known.used)


def test_the_analyst_of_these_tests_reads_what_the_builders_write() -> None:
    (found,) = ANALYST.analyse([BAGHDAD])
    assert found == replace(analysis(*found.reports), article=BAGHDAD)
