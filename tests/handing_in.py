"""Sheets handed in by processes of their own: to be killed, two at once, or without room."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from crowded import leave_room
from desks import NOON, Desk, FewPlaces

from geo.builds.publish import shown_build
from geo.errors import DatelineError
from geo.review.desk import Receipt, restore_copy, take_files
from geo.review.queue import find_queue
from geo.review.writing import write_sheet
from geo.store import Store

PAGE = 4096


def hand_in(out: Path, files: Sequence[Path], url: str = "") -> Receipt:
    """Take sheets in as `dateline review import` does."""
    with Store(url or Desk(out).url) as store:
        restore_copy(store, out, NOON)
        return take_files(store, out, FewPlaces(), files, NOON, "")


def export(out: Path, path: Path) -> None:
    """Write the queue as `dateline review export` does."""
    build = shown_build(out)
    assert build is not None
    write_sheet(find_queue(build, limit=500, everything=True), build.name, path)


def without_room(out: Path, sheet: Path, url: str) -> None:
    """Hand in and export on a small disk that is ever less full; print what was told as JSON."""
    disk = out.parent
    queue = disk / "queue.gpkg"
    export(out, queue)
    before, told = queue.read_bytes(), []
    for pages in range(0, 60, 3):
        leave_room(disk, pages * PAGE)
        for deed in (lambda: export(out, queue), lambda: hand_in(out, [sheet], url)):
            try:
                deed()
            except DatelineError as error:
                told.append(str(error))
        hidden = [path.name for path in disk.rglob(".*.new*")]
        told += [f"left {name}" for name in hidden]
        if queue.read_bytes() != before and len(queue.read_bytes()) < len(before):
            told.append("the queue is damaged")
    (disk / "filler").unlink()
    receipt = hand_in(out, [sheet], url)
    n_copied = len((out / "review" / "corrections.csv").read_text("utf-8").splitlines()) - 1
    print(json.dumps({"told": told, "known": receipt.n_known, "copied": n_copied}))  # noqa: T201


def main() -> None:
    """Hand a sheet in once a line comes in; or do both without room, on a disk mounted here."""
    deed, out, sheet, *url = sys.argv[1:]
    if deed == "crowded":
        disk = Path(out).parent / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", disk], check=True)
        subprocess.run(["cp", "-r", out, disk / "out"], check=True)
        without_room(disk / "out", Path(sheet), *url)
        return
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    hand_in(Path(out), [Path(sheet)])


if __name__ == "__main__":
    main()
