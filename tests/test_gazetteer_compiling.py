"""The compiled file: what rows come to, and what kills, damage and other processes do to it."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from small_gazetteers import compiled, row

from geo.errors import DataError
from geo.gazetteer.compiling import add_rows, compile_gazetteer, finish
from geo.gazetteer.lookup import FILE_NAME, Gazetteer, open_gazetteer

ROOT = Path(__file__).resolve().parents[1]


def test_rows_with_one_id_are_merged(tmp_path):
    town = row(country_code="IQ", population=9, names=(("Moslawi", "alternate"),), source="a")
    later = row(name="Mosul City", feature_code="PPLA", names=(("Nineveh", "short"),), source="b")
    small = compiled(tmp_path / FILE_NAME, town, later)
    (match,) = small.lookup("Mosul")
    place = match.place
    assert (place.name, place.country_code, place.feature_code) == ("Mosul City", "IQ", "PPLA")
    assert (place.population, place.source, match.name) == (9, "b", "Mosul")
    assert small.lookup("Moslawi")[0].name_kind == "alternate"
    assert small.lookup("Nineveh")[0].name_kind == "short"


def test_a_copy_of_a_compiled_file_takes_more_rows(tmp_path):
    path = tmp_path / FILE_NAME
    compiled(path, row(1, "Mosul"))
    with sqlite3.connect(path) as db:
        add_rows(db, [row(2, "Tel Skuf"), row(1, "Mosul", population=5)])
        finish(db, "second")
    db.close()
    small = Gazetteer(path)
    assert small.version == "second"
    assert small.lookup("Tel Skuf")[0].place.geonameid == 2
    assert small.has_name("Tel Skuf")
    assert small.lookup_near("Tell Skoff")[0].place.name == "Tel Skuf"
    assert small.lookup("Mosul")[0].place.population == 5


def test_divisions_count_the_people_of_their_towns(tmp_path):
    small = compiled(
        tmp_path / FILE_NAME,
        row(1, "Erie County", feature_class="A", feature_code="ADM2", admin2_code="029"),
        row(2, "Buffalo", population=250_000, admin2_code="029"),
        row(3, "Black Rock", population=20_000, admin2_code="029", feature_code="PPLX"),
        row(4, "Elsewhere", population=7),
    )
    assert small.lookup("Erie County")[0].place.population == 250_000
    assert small.lookup("Buffalo")[0].place.admin2_name == "Erie County"
    assert small.lookup("Elsewhere")[0].place.admin2_name == ""


def test_order_of_rows_changes_no_answer(tmp_path):
    rows = [row(n, "San Juan", population=100 * (n % 3), country_code="PR") for n in range(1, 9)]
    first = compiled(tmp_path / "a", *rows).lookup("San Juan")
    assert first == compiled(tmp_path / "b", *reversed(rows)).lookup("San Juan")
    populations = [match.place.population for match in first]
    assert populations == sorted(populations, reverse=True)


def test_killed_compile_leaves_the_old_file(tmp_path):
    path = tmp_path / FILE_NAME
    compiled(path, row(1, "Mosul"))
    before = path.read_bytes()
    script = f"""
import os, signal
from pathlib import Path
from geo.gazetteer.compiling import compile_gazetteer
from geo.gazetteer.sources import Row
def rows():
    for n in range(1, 20_000):
        yield Row(f"gn:{{n}}", "Kirkuk", 44.0, 35.0, "P", "PPL")
    os.kill(os.getpid(), signal.SIGKILL)
compile_gazetteer(Path({str(path)!r}), [rows])
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == before
    assert Gazetteer(path).has_name("Mosul")
    assert len(list(tmp_path.iterdir())) == 2, "the kill leaves its temporary file"


def test_failed_compile_leaves_nothing_behind(tmp_path):
    def rows():
        yield row()
        msg = "source broke"
        raise ValueError(msg)

    with pytest.raises(ValueError, match="source broke"):
        compile_gazetteer(tmp_path / FILE_NAME, [rows])
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def small_sources(monkeypatch):
    """Let `open_gazetteer` compile one row, and count how often it does."""
    compiles = []

    def compile_one(path):
        compiles.append(path)
        compile_gazetteer(path, [lambda: [row()]])

    monkeypatch.setattr("geo.gazetteer.lookup.compile_gazetteer", compile_one)
    return compiles


def _cut_off(path):
    with path.open("rb+") as file:
        file.truncate(path.stat().st_size // 2)


def _scribble(path):
    with path.open("rb+") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))


def _make_stale(path):
    with sqlite3.connect(path) as db:
        db.execute("UPDATE meta SET value = 'old' WHERE key = 'version'")
    db.close()


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(_cut_off, id="cut-off"),
        pytest.param(_scribble, id="scribbled"),
        pytest.param(_make_stale, id="stale"),
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.write_bytes(b"not a database" * 999), id="other-file"),
        pytest.param(Path.unlink, id="missing"),
    ],
)
def test_damaged_file_is_compiled_anew(tmp_path, small_sources, damage):
    open_gazetteer(tmp_path)
    open_gazetteer(tmp_path)
    assert len(small_sources) == 1
    damage(tmp_path / FILE_NAME)
    assert open_gazetteer(tmp_path).has_name("Mosul")
    assert len(small_sources) == 2


def test_opening_removes_what_a_killed_compile_left(tmp_path, small_sources):
    leftover = tmp_path / f".{FILE_NAME}.abc.tmp"
    leftover.write_bytes(b"half")
    open_gazetteer(tmp_path)
    assert not leftover.exists()


def test_damage_found_while_reading_names_the_file(tmp_path):
    path = tmp_path / FILE_NAME
    compiled(path, *(row(n, f"Place {n}") for n in range(1, 5000)))
    small = Gazetteer(path)
    _scribble(path)
    with pytest.raises(DataError, match=FILE_NAME):
        _ = [small.lookup(f"Place {number}") for number in range(1, 5000)]


def test_a_reader_keeps_the_file_it_opened(tmp_path):
    path = tmp_path / FILE_NAME
    old = compiled(path, row(1, "Mosul"))
    new = compiled(path, row(2, "Kirkuk"))
    assert old.lookup("Mosul")
    assert not old.lookup("Kirkuk")
    assert new.lookup("Kirkuk")


def test_two_processes_compile_once(tmp_path):
    script = f"""
import time
from pathlib import Path
from geo.gazetteer import lookup as gazetteer
from geo.gazetteer.sources import Row
compile_gazetteer = gazetteer.compile_gazetteer
def slowly(path):
    print("compile", flush=True)
    time.sleep(0.5)
    compile_gazetteer(path, [lambda: [Row("gn:1", "Mosul", 43.0, 36.0, "P", "PPL")]])
gazetteer.compile_gazetteer = slowly
print(gazetteer.open_gazetteer(Path({str(tmp_path)!r})).lookup("Mosul")[0].place.name)
"""
    command = [sys.executable, "-c", script]
    runs = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    output = [run.communicate(timeout=60)[0].split() for run in runs]
    assert sorted(output, key=len) == [["Mosul"], ["compile", "Mosul"]]
