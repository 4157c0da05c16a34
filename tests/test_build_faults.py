"""Whole builds when things go wrong: crowded out, without room, among rubbish."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, require
from served import (
    DEEDS,
    PATIENCE_S,
    TOWNS,
    dateline,
    published,
    read_log,
    run_map,
    started,
    wait_for,
)

pytestmark = [pytest.mark.faults, pytest.mark.prefect, pytest.mark.model]


def write_articles(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        deed = DEEDS[number % 3].format(town=TOWNS[number % 9], n=3 + number)
        day = f"2016-{1 + number % 12:02}-{1 + number % 28:02}"
        text = (
            f"---\ntitle: Story {number}\ndate: {day}\n---\n{deed} people on Monday, police said.\n"
        )
        (folder / f"{number:04}.md").write_text(text)
    return folder


def check_one_line(done: subprocess.CompletedProcess[str]) -> str:
    """Check that a build failed as it should; return its one line."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("dateline:")]
    return line


def check_whole(folder: Path) -> None:
    """Check every file of a build against its manifest."""
    listed = json.loads((folder / "manifest.json").read_text())["files"]
    written = {path.name: path for path in folder.iterdir() if path.name != "manifest.json"}
    assert set(listed) == set(written)
    for name, told in listed.items():
        assert hashlib.sha256(written[name].read_bytes()).hexdigest() == told["sha256"], name


def test_the_second_of_two_builds_is_turned_away_and_the_first_goes_on(
    tmp_path: Path, env: dict[str, str]
) -> None:
    news, out, log = write_articles(tmp_path / "news", 20), tmp_path / "out", tmp_path / "one.log"
    with started(dateline("map", news, "--out", out), log, env) as first:
        lock = out / ".lock"
        wait_for(lambda: lock.exists() and lock.read_text().strip(), log)
        first.send_signal(signal.SIGSTOP)
        try:
            line = check_one_line(run_map(news, out, env))
        finally:
            first.send_signal(signal.SIGCONT)
        assert f"Another build (process {first.pid}) is writing to" in line
        assert first.wait(PATIENCE_S) == 0
    check_whole(out / "latest")
    assert len(published(out)) == 1


FULL = """
set -e
mount -t tmpfs -o size=96m none "$OUT"
build() { set +e; "$PYTHON" -m flows.cli map "$1" --out "$OUT" >"$LOGS/$2.log" 2>&1
  echo $? >"$LOGS/$2.rc"; set -e; }
build "$SOME" first
cp -rL "$OUT/latest" "$LOGS/before"
dd if=/dev/zero of="$OUT/filler" bs=64k 2>/dev/null || true
truncate -s -"$ROOM" "$OUT/filler"
build "$MORE" tight
cp -rL "$OUT/latest" "$LOGS/tight"
dd if=/dev/zero of="$OUT/filler2" bs=4k 2>/dev/null || true
build "$MORE" full
cp -rL "$OUT/latest" "$LOGS/full"
mount -o remount,ro "$OUT"
build "$MORE" readonly
cp -rL "$OUT/latest" "$LOGS/readonly"
mount -o remount,rw "$OUT"
rm "$OUT/filler" "$OUT/filler2"
build "$MORE" after
cp -rL "$OUT/latest" "$LOGS/after"
"""


def test_a_full_or_locked_disk_costs_one_night_and_nothing_published(
    tmp_path: Path, env: dict[str, str]
) -> None:
    require(shutil.which("unshare") is not None, "unshare is missing: apt-get install util-linux")
    logs, out = tmp_path / "logs", tmp_path / "out"
    logs.mkdir()
    out.mkdir()
    paths = {
        "OUT": str(out),
        "LOGS": str(logs),
        "PYTHON": dateline()[0],
        "SOME": str(write_articles(tmp_path / "some", 20)),
        "MORE": str(write_articles(tmp_path / "more", 60)),
        # Enough for the store, too little for the build.
        "ROOM": "800K",
    }
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", FULL],
        capture_output=True, text=True, check=False, cwd=ROOT, env={**env, **paths},
        timeout=5 * PATIENCE_S,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    codes = {path.stem: int(path.read_text()) for path in logs.glob("*.rc")}
    shown = {name: (logs / f"{name}.log").read_text() for name in codes}
    assert codes == {"first": 0, "tight": 1, "full": 1, "readonly": 1, "after": 0}, shown
    before = {path.name: path.read_bytes() for path in (logs / "before").iterdir()}
    for name in ("tight", "full", "readonly"):
        assert "Traceback" not in shown[name], shown[name]
        lines = [line for line in shown[name].splitlines() if line.startswith("dateline:")]
        assert len(lines) == 1, shown[name]
        now = {path.name: path.read_bytes() for path in (logs / name).iterdir()}
        assert now == before, name
    assert "No space left" in shown["tight"] or "disk is full" in shown["tight"]
    assert "No space left" in shown["full"] or "disk is full" in shown["full"]
    assert "Read-only" in shown["readonly"]
    check_whole(logs / "after")


def write_rubbish(folder: Path, count: int) -> None:
    for number in range(count):
        name, data = (
            ("empty.txt", b""),
            ("blank.md", b" \n\n \t\n"),
            ("binary.txt", bytes(range(256)) * 20),
            ("broken.jsonl", b'{"id": "x", "text": '),
            ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(2000)),
        )[number % 5]
        (folder / f"bad-{number:04}-{name}").write_bytes(data)


def build_measured(
    out: Path, env: dict[str, str], log: Path, *args: object
) -> tuple[int, float, str]:
    """Run a build; return its exit status, its most memory in MiB, and what it said."""
    with started(dateline("map", *args, "--out", out), log, env) as running:
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    return running.returncode, used.ru_maxrss / 1024, log.read_text()


def test_ten_thousand_bad_files_are_set_aside_each_with_its_reason(
    tmp_path: Path, env: dict[str, str]
) -> None:
    news, out, log = write_articles(tmp_path / "news", 100), tmp_path / "out", tmp_path / "log"
    few = tmp_path / "few"
    status, least_mib, said = build_measured(few, env, tmp_path / "few.log", news)
    assert status == 0, said
    write_rubbish(news, 10_000)
    # By default so many stop the build, with the reasons: a disk may be at fault.
    line = check_one_line(run_map(news, out, env))
    assert "Only 100 of 10100 inputs could be read" in line
    assert "'It holds no text' (4000)" in line
    assert len(line) < 1000
    config = tmp_path / "dateline.toml"
    config.write_text(
        f'[publish]\nleast_read = 0\n[[source]]\nname = "N"\nkind = "folder"\npath = "{news}"\n'
    )
    status, most_mib, said = build_measured(out, env, log, "--config", config)
    assert status == 0, said
    with (out / "latest" / "articles.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    bad = {row["path"]: row["reason"] for row in rows if row["state"] != "read"}
    assert len(rows) == 10_100
    assert len(bad) == 10_000
    assert all(bad.values())
    note = json.loads((out / "build.json").read_text())
    assert note["articles"]["set_aside"] == 10_000
    assert (out / "log.jsonl").stat().st_size < 5_000
    assert len(said) < 5_000
    page, lean = ((one / "latest" / "map.html").stat().st_size for one in (out, few))
    assert page < lean + 20_000
    assert most_mib < least_mib + 100
    assert read_log(out)[-1]["message"].startswith("Published")
    check_whole(out / "latest")
