"""A store that is damaged or cut: what is said, and what the next night makes of it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from nights import article, publish_night

from geo.builds.publish import shown_build
from geo.errors import StoreError
from geo.model import Article
from geo.store import Store

pytestmark = pytest.mark.faults

ARTICLES = [
    article("a", {"at": "Baghdad", "killed": 5, "quote": "Five died in Baghdad."}),
    article("b", {"at": "Suva", "kind": "hazard/flood", "quote": "Suva is under water."}),
    article("c", {"at": "Mosul", "killed": 2, "quote": "Two died in Mosul."}),
]
NEW = article("d", {"at": "Kunduz", "kind": "battle/armed_clash", "quote": "They fought."})


def incidents(out: Path) -> dict[str, str]:
    layer = json.loads((out / "latest" / "events.geojson").read_text())
    return {each["properties"]["place_name"]: each["id"] for each in layer["features"]}


def changes(out: Path) -> set[str]:
    return set(json.loads((out / "build.json").read_text())["changes"])


def check_next_night(out: Path, before: dict[str, str], articles: list[Article]) -> None:
    """Check that a night goes on as if nothing had happened."""
    publish_night(out, [*articles, NEW])
    after = incidents(out)
    assert before.items() <= after.items()
    assert len(after) == len(articles) + 1
    assert changes(out) == {"kept", "new"}
    with closing(sqlite3.connect(out / "store.sqlite")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with Store(f"sqlite:///{out}/store.sqlite") as store:
        current, shown = store.builds.current(), shown_build(out)
    assert current is not None
    assert shown is not None
    assert current.build_id == shown.name


def cut_third(data: bytes) -> bytes:
    return data[: len(data) // 3]


def zero_pages(data: bytes) -> bytes:
    return data[:4096] + bytes(len(data) - 4096)


def garbage(data: bytes) -> bytes:
    return b"no database" * (len(data) // 11)


@pytest.mark.parametrize("damage", [cut_third, zero_pages, garbage])
def test_moved_away_as_told_it_is_made_anew_and_ids_stay(tmp_path: Path, damage) -> None:
    out = tmp_path / "out"
    out.mkdir()
    publish_night(out, ARTICLES)
    # An id that is retired: of no other incident ever after.
    publish_night(out, ARTICLES[:2])
    before, store = incidents(out), out / "store.sqlite"
    shown = shown_build(out)
    store.write_bytes(damage(store.read_bytes()))
    with pytest.raises(StoreError, match=r"it is damaged\. Move it away \(store\.sqlite, with"):
        publish_night(out, ARTICLES[:2])
    assert shown_build(out) == shown
    assert incidents(out) == before
    # As the message says.
    for name in ("store.sqlite", "store.sqlite-wal", "store.sqlite-shm"):
        if (out / name).exists():
            shutil.move(out / name, tmp_path / name)
    check_next_night(out, before, ARTICLES[:2])
    with Store(f"sqlite:///{out}/store.sqlite") as told:
        kept = len(told.builds.ids())
    assert kept == 3


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Leave a store as a killed build does, its newest commits in the log beside it."""
    folder = tmp_path_factory.mktemp("killed")
    out = folder / "out"
    out.mkdir()
    publish_night(out, ARTICLES[:2])
    # Whoever closes last would move the log into the store.
    with Store(f"sqlite:///{out}/store.sqlite") as open_store:
        open_store.builds.ids()
        publish_night(out, ARTICLES)
        shutil.copytree(out, folder / "left", symlinks=True)
    assert (folder / "left" / "store.sqlite-wal").stat().st_size > 10_000
    return folder / "left"


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_log_that_is_cut_off_costs_at_most_what_was_not_committed(
    tmp_path: Path, killed: Path, share: float
) -> None:
    out = tmp_path / "out"
    shutil.copytree(killed, out, symlinks=True)
    log = out / "store.sqlite-wal"
    data = log.read_bytes()
    log.write_bytes(data[: int(share * len(data))])
    check_next_night(out, incidents(out), ARTICLES)


@pytest.mark.parametrize("name", ["store.sqlite-wal", "store.sqlite-shm"])
def test_a_log_full_of_rubbish_or_lost_is_left_out(tmp_path: Path, killed: Path, name: str) -> None:
    for number, rubbish in enumerate((None, b"rubbish" * 9000)):
        out = tmp_path / str(number)
        shutil.copytree(killed, out, symlinks=True)
        (out / name).unlink()
        if rubbish:
            (out / name).write_bytes(rubbish)
        check_next_night(out, incidents(out), ARTICLES)
