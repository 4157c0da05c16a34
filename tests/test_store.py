"""The store: what goes in comes out, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from builders import analysis, report

from geo.errors import StoreError
from geo.incidents.identity import Traces, trace_reports
from geo.incidents.merging import merge_reports
from geo.model import Analysis, Article, Incident, Rejected
from geo.store import Failure, Store
from geo.store import builds as builds_module
from geo.store import database as database_module
from geo.store.article_rows import input_hash
from geo.store.portions import PORTION
from geo.store.schema import VERSION, metadata

NIGHT = datetime(2016, 10, 24, 2, 15, tzinfo=UTC)
RULES = "rules 1"

BAGHDAD = analysis(report("a-1", killed=5, injured="9+"), report("a-2", at="Kirkuk"))
SUVA = analysis(report("b-1", at="Suva", kind="hazard/flood", on=None), published=None)
QUIET = Analysis(Article("c", "Nothing happened.", title="نشر", source="Ex;ample", note="odd"))
ALL = [BAGHDAD, SUVA, QUIET]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of an empty store."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/store.sqlite"
        return
    yield request.getfixturevalue("postgresql").new_database("store")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store(url) as opened:
        yield opened


def see(store: Store, build_id: str, analyses: Sequence[Analysis]) -> list[str]:
    """Show articles to a new build, and return which ones are pending."""
    store.builds.begin(build_id, NIGHT)
    store.articles.see(build_id, (found.article for found in analyses))
    return store.articles.pending(build_id, RULES)


def traces(incidents: Sequence[Incident]) -> Traces:
    return {incident.event_id: trace_reports(incident) for incident in incidents}


def count(store: Store, table: str) -> int:
    with store._database.reading() as db:
        return db.scalar(sa.select(sa.func.count()).select_from(metadata.tables[table]))


class TestArticles:
    def test_what_goes_in_comes_out(self, store: Store) -> None:
        assert see(store, "b1", ALL) == ["a", "b", "c"]
        assert store.articles.fetch(["c", "a"]) == [BAGHDAD.article, QUIET.article]
        store.articles.save(ALL, RULES)
        assert list(store.articles.analyses("b1", RULES)) == ALL
        assert store.articles.pending("b1", RULES) == []

    def test_another_process_sees_it(self, store: Store) -> None:
        see(store, "b1", ALL)
        store.articles.save(ALL, RULES)
        with pickle.loads(pickle.dumps(store)) as other:
            assert list(other.articles.analyses("b1", RULES)) == ALL

    def test_a_killed_build_is_taken_up(self, store: Store) -> None:
        see(store, "b1", ALL)
        store.articles.save([BAGHDAD], RULES)
        assert see(store, "b2", ALL) == ["b", "c"]

    def test_an_edited_article_is_pending_and_its_old_rows_stay_till_then(
        self, store: Store
    ) -> None:
        see(store, "b1", ALL)
        store.articles.save(ALL, RULES)
        edited = replace(BAGHDAD, article=replace(BAGHDAD.article, title="Corrected"))
        assert see(store, "b2", [edited, SUVA, QUIET]) == ["a"]
        assert count(store, "report") == 3
        store.articles.save([replace(edited, reports=())], RULES)
        assert count(store, "report") == 1
        assert next(iter(store.articles.analyses("b2", RULES))) == replace(edited, reports=())

    def test_a_moved_file_is_not_edited_but_shown_at_its_new_path(self, store: Store) -> None:
        see(store, "b1", ALL)
        store.articles.save(ALL, RULES)
        moved = replace(BAGHDAD.article, path="new/a.txt", note="moved", origins=("x", "y"))
        assert see(store, "b2", [replace(BAGHDAD, article=moved)]) == []
        assert [found.article for found in store.articles.analyses("b2", RULES)] == [moved]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("text", "Other."),
            ("title", "Other"),
            ("source", "Other"),
            ("url", "http://other.example"),
            ("published", None),
            ("published_basis", "text"),
        ],
    )
    def test_everything_that_decides_counts(self, field: str, value: object) -> None:
        article = BAGHDAD.article
        assert input_hash(replace(article, **{field: value})) != input_hash(article)

    def test_what_is_gone_is_not_in_the_build_and_comes_back_for_nothing(
        self, store: Store
    ) -> None:
        see(store, "b1", ALL)
        store.articles.save(ALL, RULES)
        assert see(store, "b2", [SUVA]) == []
        assert list(store.articles.analyses("b2", RULES)) == [SUVA]
        assert see(store, "b3", ALL) == []
        assert list(store.articles.analyses("b3", RULES)) == ALL

    def test_other_rules_make_everything_stale(self, store: Store) -> None:
        see(store, "b1", ALL)
        store.articles.save(ALL, RULES)
        assert store.articles.pending("b1", "rules 2") == ["a", "b", "c"]
        store.articles.save([SUVA], "rules 2")
        assert store.articles.pending("b1", "rules 2") == ["a", "c"]
        with pytest.raises(StoreError, match="Article a is not analysed"):
            list(store.articles.analyses("b1", "rules 2"))

    def test_a_failure_is_a_row_until_rules_or_words_change(self, store: Store) -> None:
        named = replace(SUVA.article, path="b.txt")
        see(store, "b1", [BAGHDAD, Analysis(named), QUIET])
        failures = [Failure(named, "broken"), Failure(QUIET.article, "too odd")]
        store.articles.save([BAGHDAD], RULES, failures)
        assert list(store.articles.analyses("b1", RULES)) == [
            BAGHDAD,
            Rejected("b.txt", "broken"),
            Rejected("c", "too odd"),
        ]
        assert store.articles.pending("b1", RULES) == []
        assert store.articles.pending("b1", "rules 2") == ["a", "b", "c"]
        store.articles.see("b1", [replace(named, text="Other words.")])
        assert store.articles.pending("b1", RULES) == ["b"]

    def test_more_articles_than_one_statement_takes(self, store: Store) -> None:
        many = [Analysis(Article(f"{n:05}", f"Text {n}.")) for n in range(2 * PORTION + 7)]
        assert len(see(store, "b1", many)) == len(many)
        store.articles.save(many, RULES)
        assert list(store.articles.analyses("b1", RULES)) == many
        assert len(store.articles.fetch([found.article.article_id for found in many])) == len(many)

    def test_ids_sort_by_code_point_on_every_database(self, store: Store) -> None:
        odd = [Analysis(Article(key, f"Text of {key}.")) for key in ("a", "B", "_", "é", "Z", "-1")]
        pending = see(store, "b1", odd)
        assert pending == sorted(pending)
        store.articles.save(odd, RULES)
        assert [
            found.article.article_id for found in store.articles.analyses("b1", RULES)
        ] == pending

    def test_tables_answer_an_analyst(self, store: Store) -> None:
        see(store, "b1", ALL)
        store.articles.save(ALL, RULES)
        query = sa.text(
            "SELECT a.title, r.sub_event_type, r.killed_best, t.name FROM report r"
            " JOIN article a ON a.article_id = r.article_id"
            " JOIN toponym t ON t.article_id = r.article_id AND t.place_id = r.place_id"
            " WHERE r.date_start >= '2016-10-01' ORDER BY r.report_id"
        )
        with store._database.reading() as db:
            rows = [tuple(row) for row in db.execute(query)]
        assert rows == [
            ("Title of a", "bombing", 5, "Baghdad"),
            ("Title of a", "bombing", None, "Kirkuk"),
        ]


class TestBuilds:
    def test_one_is_shown_and_a_killed_one_has_failed(self, store: Store) -> None:
        assert store.builds.current() is None
        store.builds.begin("b1", NIGHT)
        store.builds.begin("b2", NIGHT + timedelta(days=1))
        store.builds.record("b2", {}, ended=NIGHT + timedelta(days=1), summary={"incidents": 0})
        store.builds.begin("b3", NIGHT + timedelta(days=2))
        store.builds.fail("b3", NIGHT + timedelta(days=2), "BuildError: no")
        assert [(build.build_id, build.state) for build in store.builds.history()] == [
            ("b3", "failed"),
            ("b2", "published"),
            ("b1", "failed"),
        ]
        assert store.builds.ids() == {"b1", "b2", "b3"}
        current = store.builds.current()
        assert current is not None
        assert current.summary == {"incidents": 0}

    def test_times_are_moments_whatever_zone_they_came_in(self, store: Store) -> None:
        local = NIGHT.astimezone(timezone(timedelta(hours=3)))
        store.builds.begin("b1", local)
        (build,) = store.builds.history()
        assert build.started == NIGHT
        assert build.started.utcoffset() == timedelta(0)
        assert build.ended is None

    def test_a_failure_after_publishing_does_not_unpublish(self, store: Store) -> None:
        store.builds.begin("b1", NIGHT)
        store.builds.record("b1", {}, ended=NIGHT, summary={})
        store.builds.fail("b1", NIGHT, "too late")
        assert [build.state for build in store.builds.history()] == ["published"]

    def test_incidents_are_known_again(self, store: Store) -> None:
        incidents = merge_reports(ALL)
        first = store.builds.record("b1", traces(incidents), ended=NIGHT, summary={})
        assert {change.kind for change in first} == {"new"}
        known = store.builds.known([], [])
        assert known.previous == traces(incidents)
        assert known.retired == {}
        assert set(known.used) == known.previous.keys()

    def test_withdrawn_ones_are_remembered_for_their_reports_or_their_id(
        self, store: Store
    ) -> None:
        incidents = merge_reports(ALL)
        gone, *rest = incidents
        store.builds.record("b1", traces(incidents), ended=NIGHT, summary={})
        changes = store.builds.record("b2", traces(rest), ended=NIGHT, summary={})
        assert [c.event_id for c in changes if c.kind == "withdrawn"] == [gone.event_id]
        by_report = store.builds.known([gone.reports[0].report_id], [])
        by_id = store.builds.known([], [gone.event_id])
        assert by_report.retired == by_id.retired == traces([gone])
        assert store.builds.known(["other"], []).retired == {}
        assert by_id.previous == traces(rest)
        assert gone.event_id in by_id.used
        back = store.builds.record("b3", traces(incidents), ended=NIGHT, summary={})
        assert {c.event_id: c.kind for c in back}[gone.event_id] == "returned"
        assert store.builds.known([], []).previous == traces(incidents)

    def test_changes_are_kept_but_for_what_stayed(self, store: Store) -> None:
        one, two, three = merge_reports(ALL)
        store.builds.record("b1", traces([one, two]), ended=NIGHT, summary={})
        joined = replace(one, reports=(*one.reports, *two.reports))
        changes = store.builds.record("b2", traces([joined, three]), ended=NIGHT, summary={})
        assert store.builds.changes("b2") == [c for c in changes if c.kind != "kept"]
        assert {(c.kind, c.others) for c in store.builds.changes("b2")} == {
            ("merged", (one.event_id,)),
            ("new", ()),
        }

    def test_recording_is_all_or_nothing(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        incidents = merge_reports(ALL)
        store.builds.record("b1", traces(incidents[:1]), ended=NIGHT, summary={})

        def fail(*_: object) -> None:
            raise OSError

        monkeypatch.setattr(builds_module, "_record_changes", fail)
        with pytest.raises(OSError):  # noqa: PT011 - ours
            store.builds.record("b2", traces(incidents), ended=NIGHT, summary={})
        monkeypatch.undo()
        current = store.builds.current()
        assert current is not None
        assert current.build_id == "b1"
        assert store.builds.known([], []).previous == traces(incidents[:1])
        store.builds.record("b2", traces(incidents), ended=NIGHT, summary={})
        assert store.builds.known([], []).previous == traces(incidents)


class TestVersions:
    def test_the_steps_lead_to_the_tables_that_the_program_uses(self, store: Store) -> None:
        with store._database.reading() as db:
            assert compare_metadata(MigrationContext.configure(db), metadata) == []
        scripts = ScriptDirectory(str(database_module._MIGRATIONS))
        assert scripts.get_current_head() == VERSION

    def test_a_newer_store_says_so_and_is_left_alone(self, url: str) -> None:
        with Store(url) as store:
            see(store, "b1", ALL)
            set_version(store, "9999")
        with pytest.raises(StoreError, match=r"newer dateline .*9999.*: update dateline"):
            Store(url)

    def test_an_older_store_is_brought_up_and_keeps_its_rows(
        self, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Store(url) as store:
            see(store, "b1", ALL)
            store.articles.save(ALL, RULES)
        add_step(tmp_path, monkeypatch, "op.add_column('article', sa.Column('extra', sa.Text()))")
        with Store(url) as store:
            assert list(store.articles.analyses("b1", RULES)) == ALL
            with store._database.reading() as db:
                assert "extra" in {c["name"] for c in sa.inspect(db).get_columns("article")}

    def test_a_step_that_fails_changes_nothing(
        self, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Store(url) as store:
            see(store, "b1", ALL)
        body = "op.add_column('article', sa.Column('extra', sa.Text())); raise ZeroDivisionError"
        add_step(tmp_path, monkeypatch, body)
        with pytest.raises(ZeroDivisionError):
            Store(url)
        monkeypatch.undo()
        with Store(url) as store:
            assert store.articles.pending("b1", RULES) == ["a", "b", "c"]
            with store._database.reading() as db:
                assert "extra" not in {c["name"] for c in sa.inspect(db).get_columns("article")}


def set_version(store: Store, version: str) -> None:
    with store._database.writing() as db:
        db.execute(sa.text("UPDATE alembic_version SET version_num = :v"), {"v": version})


def add_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Let the program know one more step."""
    folder = tmp_path / "100% steps"
    shutil.copytree(database_module._MIGRATIONS, folder)
    (folder / "versions" / "v9000_more.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision = '9000', {VERSION!r}\ndef upgrade():\n    {body}\n"
    )
    monkeypatch.setattr(database_module, "_MIGRATIONS", folder)
    monkeypatch.setattr(database_module, "VERSION", "9000")


@pytest.mark.parametrize(
    "url", ["", "store.sqlite", "sqlite://", "sqlite:///:memory:", "mysql://u:secret@h/db"]
)
def test_what_is_no_store_is_said_without_its_password(url: str) -> None:
    with pytest.raises(StoreError, match="write sqlite:///<path> or postgresql://") as caught:
        Store(url)
    assert "secret" not in str(caught.value)


def test_a_server_that_is_not_there_is_said_without_the_password() -> None:
    pytest.importorskip("psycopg", reason="psycopg is missing: pip install 'psycopg[binary]'")
    with pytest.raises(StoreError, match="Check the server and the address") as caught:
        Store("postgresql://me:secret@127.0.0.1:9/none")
    assert "secret" not in str(caught.value)


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "what? 100% #new"
    folder.mkdir()
    with Store(f"sqlite:///{folder}/store.sqlite") as store:
        see(store, "b1", ALL)
    assert (folder / "store.sqlite").stat().st_size > 0
