"""The store when things go wrong: kills, crowds, full and broken disks, damage."""

from __future__ import annotations

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from builders import analysis, report
from conftest import ROOT, require

from geo.errors import StoreError
from geo.model import Article
from geo.store import Store

RULES = "rules 1"
N_ARTICLES, BATCH = 300, 6
HEAD = f"""
import sys
sys.path[:0] = [{str(ROOT / "tests")!r}, {str(ROOT)!r}]
from datetime import UTC, datetime
from builders import analysis, report
from geo.errors import StoreError
from geo.model import Article
from geo.store import Store

def found(n):
    return analysis(report(f"a{{n:03}}-1", at="Mosul"), report(f"a{{n:03}}-2", at="Kirkuk"))
"""
SAVE = """
with Store(sys.argv[1]) as store:
    print("open", flush=True)
    pending = store.articles.pending("b1", "rules 1")
    for start in range(0, len(pending), 6):
        batch = [found(int(key[1:])) for key in pending[start : start + 6]]
        store.articles.save(batch, "rules 1")
        print(len(batch), flush=True)
"""
SEE_AND_SAVE = """
first = int(sys.argv[2])
with Store(sys.argv[1]) as store:
    for n in range(first, first + 60):
        store.articles.see(f"b{first}", [found(n).article])
        store.articles.save([found(n)], "rules 1")
"""
HOLD = """
with Store(sys.argv[1]) as store, store.exclusive():
    print("held", flush=True)
    sys.stdin.read()
"""
FILL = """
with Store(sys.argv[1]) as store:
    store.builds.begin("b1", datetime.now(UTC))
    n = 0
    try:
        while True:
            store.articles.see("b1", [Article(f"{n}", str(hash(n)) * 5000)])
            n += 1
    except StoreError as error:
        print(n, error)
with Store(sys.argv[1]) as store:
    print(len(store.articles.pending("b1", "rules 1")))
"""
WRITE = """
try:
    with Store(sys.argv[1]) as store:
        store.builds.begin("b1", datetime.now(UTC))
    print("written")
except StoreError as error:
    print(error)
"""


def found(n: int):
    return analysis(report(f"a{n:03}-1", at="Mosul"), report(f"a{n:03}-2", at="Kirkuk"))


def start(script: str, *args: str, **options: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HEAD + script, *args]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite:///{path}"


def see_all(url: str) -> None:
    with Store(url) as store:
        store.articles.see("b1", (found(n).article for n in range(N_ARTICLES)))


def problems(path: Path) -> list[object]:
    db = sqlite3.connect(path)
    try:
        checked = db.execute("PRAGMA integrity_check").fetchall()
        return [row for row in checked if row != ("ok",)] + db.execute(
            "PRAGMA foreign_key_check"
        ).fetchall()
    finally:
        db.close()


def test_kill_9_at_random_moments_loses_no_batch_and_halves_none(path: Path, url: str) -> None:
    see_all(url)
    chance, told, kills = random.Random(3), 0, 0
    while told < N_ARTICLES and kills < 5:
        child = start(SAVE, url)
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        time.sleep(chance.uniform(0.0, 0.15))
        child.send_signal(signal.SIGKILL)
        kills += 1
        told += sum(map(int, child.stdout.read().split()))
        child.stdout.close()
        child.wait(timeout=30)
        assert problems(path) == []
        with Store(url) as store:
            kept = N_ARTICLES - len(store.articles.pending("b1", RULES))
        assert kept % BATCH == 0
        # The last batch may have been kept and not told of.
        assert kept in (told, told + BATCH)
        told = kept
    last = start(SAVE, url)
    last.communicate(timeout=60)
    with Store(url) as store:
        assert store.articles.pending("b1", RULES) == []
        assert list(store.articles.analyses("b1", RULES)) == [found(n) for n in range(N_ARTICLES)]


def test_many_processes_open_and_write_at_once(path: Path, url: str) -> None:
    children = [start(SEE_AND_SAVE, url, str(first)) for first in range(0, 300, 100)]
    for child in children:
        child.communicate(timeout=120)
        assert child.returncode == 0
    assert problems(path) == []
    with Store(url) as store:
        for first in range(0, 300, 100):
            kept = list(store.articles.analyses(f"b{first}", RULES))
            assert kept == [found(n) for n in range(first, first + 60)]


def test_only_one_build_at_a_time_and_a_dead_one_holds_nothing(url: str) -> None:
    child = start(HOLD, url, stdin=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    with Store(url) as store:
        with pytest.raises(StoreError, match="Another build is using the store"), store.exclusive():
            pass
        child.send_signal(signal.SIGKILL)
        child.communicate(timeout=30)
        with store.exclusive(), Store(url) as other:
            other.builds.current()


def test_a_lock_that_cannot_be_made_is_said(path: Path, url: str) -> None:
    Path(f"{path}.lock").mkdir()
    with (
        Store(url) as store,
        pytest.raises(StoreError, match=r"Cannot write .*store\.sqlite\.lock: Is a directory"),
        store.exclusive(),
    ):
        pass


def damage_header(data: bytearray) -> None:
    data[:100] = b"x" * 100


def damage_middle(data: bytearray) -> None:
    # Every page but the first: some row that is read lies there.
    data[4096:] = bytes(len(data) - 4096)


def cut_off(data: bytearray) -> None:
    del data[len(data) // 3 :]


@pytest.mark.parametrize("damage", [damage_header, damage_middle, cut_off])
def test_a_damaged_file_is_named_with_the_way_out(path: Path, url: str, damage) -> None:
    see_all(url)
    data = bytearray(path.read_bytes())
    damage(data)
    path.write_bytes(data)
    with (
        pytest.raises(StoreError, match=r"it is damaged. Move it away \(store.sqlite, with"),
        Store(url) as store,
    ):
        store.articles.fetch([f"a{n:03}" for n in range(N_ARTICLES)])
    shutil.move(path, path.with_suffix(".damaged"))
    with Store(url) as store:
        assert store.builds.ids() == set()


@pytest.mark.parametrize(
    "payload",
    [b"", b"no zlib", zlib.compress(b"no JSON"), zlib.compress(json.dumps({"x": 1}).encode())],
)
def test_a_damaged_row_is_no_traceback(path: Path, url: str, payload: bytes) -> None:
    with Store(url) as store:
        store.articles.see("b1", [Article("a", "Rain.")])
        db = sqlite3.connect(path)
        db.execute("UPDATE article SET payload = ?", (payload,))
        db.commit()
        db.close()
        with pytest.raises(StoreError, match="it is damaged"):
            store.articles.fetch(["a"])


def mounted(options: str, folder: Path, script: str, *args: str) -> str:
    """Run a script with a small file system of its own at a folder."""
    require(shutil.which("unshare") is not None, "unshare is missing: apt-get install util-linux")
    child = folder.with_name("child.py")
    child.write_text(HEAD + script)
    steps = f"mount -t tmpfs {options} tmpfs '{folder}' && exec '{sys.executable}' '{child}' "
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", steps + " ".join(args)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    require("unshare failed" not in done.stderr, "user namespaces are not allowed here")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_full_disk_is_said_and_what_was_committed_stays(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    said = mounted("-o size=1m", folder, FILL, f"sqlite:///{folder}/store.sqlite")
    first, kept = said.splitlines()
    number, _, words = first.partition(" ")
    assert int(number) > 3
    assert int(kept) == int(number)
    assert "make room" in words


def test_a_read_only_disk_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "shut"
    folder.mkdir()
    said = mounted("-o ro", folder, WRITE, f"sqlite:///{folder}/store.sqlite")
    assert "its folder must exist and be writable" in said
