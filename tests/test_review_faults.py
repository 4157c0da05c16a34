"""Sheets and trouble: killed, cut off, edited, at once, no room. What was taken in is whole."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from conftest import ROOT, require
from desks import Desk
from handing_in import export, hand_in
from nights import article

from geo.errors import InputError
from geo.model import Article
from geo.review import reading
from geo.review.corrections import Correction

pytestmark = pytest.mark.faults

TOWNS = ("Baghdad", "Mosul", "Kirkuk", "Suva", "Aden", "Kunduz", "Kaduna", "Maiduguri")
N_ROWS = 40


def bombing(number: int) -> Article:
    town = TOWNS[number % len(TOWNS)]
    quote = f"A bomb killed {number + 3} people in {town} on the {number + 1}th day, police said."
    day = f"2016-{1 + number // 28:02}-{1 + number % 28:02}"
    fields = {"at": town, "killed": number + 3, "on": day, "quote": quote}
    return article(f"a{number:02}", {"kind": "explosion/bombing", **fields})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Publish a night, which the tests copy."""
    desk = Desk(tmp_path_factory.mktemp("site") / "out")
    assert len(desk.night(*map(bombing, range(N_ROWS)))) == N_ROWS
    return desk


@pytest.fixture
def desk(site: Desk, tmp_path: Path) -> Desk:
    shutil.copytree(site.out, tmp_path / "out", symlinks=True)
    return Desk(tmp_path / "out")


def edited(desk: Desk, path: Path, killed: str) -> Path:
    """Write a sheet with another toll in each row."""
    export(desk.out, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "killed_best": killed} for row in rows)
    return path


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}


def begin(desk: Desk, sheet: Path) -> subprocess.Popen[str]:
    """Start a process that hands a sheet in when told to."""
    script = ROOT / "tests" / "handing_in.py"
    process = subprocess.Popen(
        [sys.executable, script, "import", desk.out, sheet],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(),
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def end(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=60)
    assert process.returncode == 0


def tolls(made: list[Correction]) -> list[tuple[str, Any]]:
    return sorted((each.target, each.value["killed"]) for each in made)


def test_killed_at_any_moment_all_or_nothing_is_kept(desk: Desk, tmp_path: Path) -> None:
    sheets = [edited(desk, tmp_path / f"{n}.csv", str(100 + n)) for n in range(4)]
    first = begin(desk, sheets[0])
    begun = time.perf_counter()
    go(first)
    end(first)
    took = time.perf_counter() - begun
    for number, sheet in enumerate(sheets[1:], 1):
        before = len(desk.corrections())
        process = begin(desk, sheet)
        go(process)
        time.sleep(took * number / len(sheets))
        process.kill()
        process.communicate()
        assert len(desk.corrections()) - before in (0, N_ROWS)
        assert len(desk.copy()) % N_ROWS == 0
    hand_in(desk.out, sheets)
    assert len(desk.corrections()) == len(sheets) * N_ROWS
    assert list(desk.copy()) == desk.corrections()


def test_two_at_once_lose_nothing(desk: Desk, tmp_path: Path) -> None:
    names = ("one", "two", "three")
    sheets = [edited(desk, tmp_path / f"{name}.csv", str(n)) for n, name in enumerate(names, 70)]
    # The third hands in what the first does.
    shutil.copy(sheets[0], sheets[2])
    processes = [begin(desk, sheet) for sheet in sheets]
    for process in processes:
        go(process)
    for process in processes:
        end(process)
    assert len(desk.corrections()) == 2 * N_ROWS
    assert list(desk.copy()) == desk.corrections()


@pytest.mark.parametrize("suffix", [".csv", ".gpkg"])
def test_a_sheet_cut_off_anywhere_says_nothing_else(
    site: Desk, desk: Desk, tmp_path: Path, suffix: str
) -> None:
    whole = tmp_path / f"queue{suffix}"
    if suffix == ".csv":
        edited(desk, whole, "125")
    else:
        export(desk.out, whole)
        layer = gpd.read_file(whole, layer="review").assign(killed_best=125)
        layer.to_file(whole, layer="review", driver="GPKG")
    data = whole.read_bytes()
    hand_in(desk.out, [whole])
    expected = set(map(str, tolls(desk.corrections())))
    assert len(expected) == N_ROWS
    n_taken = set()
    for number in range(25):
        other = Desk(tmp_path / str(number))
        shutil.copytree(site.out, other.out, symlinks=True)
        cut = other.out / whole.name
        cut.write_bytes(data[: len(data) * (2 * number + 1) // 50 - number])
        receipt = hand_in(other.out, [cut])
        assert set(map(str, tolls(other.corrections()))) <= expected
        assert receipt.problems or not receipt.added
        n_taken.add(len(receipt.added))
    assert max(n_taken) < N_ROWS


def test_written_to_while_it_is_read(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = edited(desk, tmp_path / "sheet.csv", "9")
    decode = reading._decoded

    def meanwhile(data: bytes) -> tuple[str, list[str]]:
        sheet.write_bytes(data + b"more\n")
        return decode(data)

    monkeypatch.setattr(reading, "_decoded", meanwhile)
    with pytest.raises(InputError, match="written to while it was read"):
        reading.read_sheet(sheet)
    (problem,) = hand_in(desk.out, [sheet]).problems
    assert problem.is_rejected
    assert desk.corrections() == []


def test_without_room_the_store_and_the_old_queue_stay(desk: Desk, tmp_path: Path) -> None:
    require(shutil.which("unshare") is not None, "unshare is missing: apt-get install util-linux")
    sheet = edited(desk, tmp_path / "sheet.csv", "77")
    url = f"sqlite:///{tmp_path}/elsewhere.sqlite"
    shutil.copy(desk.out / "store.sqlite", tmp_path / "elsewhere.sqlite")
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", sys.executable,
         ROOT / "tests" / "handing_in.py", "crowded", desk.out, sheet, url],
        capture_output=True, text=True, check=False, timeout=300, env=environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert len(found["told"]) > 3
    for told in found["told"]:
        assert "\n" not in told
        assert told.startswith("Cannot write"), told
    assert (found["known"], found["copied"]) == (N_ROWS, N_ROWS)
