"""Nights on a small disk of our own, filled up so that each file in turn finds no room."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from nights import ANALYST, QUIET, article, work_through

from flows import steps
from flows.watch import watch
from flows.workspace import open_workspace
from geo.builds.publish import build_lock, shown_build
from geo.errors import DatelineError
from geo.model import Article

PAGE = 4096
PLACES = ("Baghdad", "Mosul", "Kirkuk", "Suva", "Aden", "Kunduz", "Kaduna", "Maiduguri")
ARTICLES = [article(f"a{n:03}", {"at": PLACES[n % 8], "killed": n}) for n in range(60)]


def spend_night(out: Path, articles: list[Article]) -> str:
    """Build as the flow does, but with the store elsewhere; return what a user is told."""
    url = f"sqlite:///{out.parents[1]}/store.sqlite"
    try:
        with (
            watch(out, QUIET) as stages,
            build_lock(out),
            open_workspace(url, ANALYST, out, stages) as work,
        ):
            work_through(work, articles)
            steps.publish_build(work)
    except DatelineError as error:
        return str(error)
    return ""


def leave_room(disk: Path, room: int) -> None:
    """Fill the disk but for so many bytes."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    free = os.statvfs(filler.parent).f_bavail * PAGE
    with filler.open("wb") as file:
        for _ in range((free - room) // PAGE):
            file.write(bytes(PAGE))


def clear(out: Path) -> list[str]:
    """Return the files that a failed build left, oldest first, and take them away."""
    left: list[Path] = []
    for folder in (out / "builds").glob(".staging-*"):
        left = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        for path in left:
            path.unlink()
    return [path.name for path in left]


def main() -> None:
    """Mount the disk below the folder named, and print what each night gave as JSON."""
    disk = Path(sys.argv[1]) / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none", disk], check=True)
    out = disk / "out"
    told = spend_night(out, ARTICLES[:-1])
    assert not told, told
    first = shown_build(out)
    assert first is not None
    written = sorted(first.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    before = 0
    nights = []
    for path in written:
        pages = -(-path.stat().st_size // PAGE)
        leave_room(disk, before + pages // 2 * PAGE)
        told = spend_night(out, ARTICLES)
        nights.append({"told": told, "left": clear(out), "kept": shown_build(out) == first})
        before += pages * PAGE
    (disk / "filler").unlink(missing_ok=True)
    told = spend_night(out, ARTICLES)
    second = shown_build(out)
    assert second is not None
    listed = json.loads((second / "manifest.json").read_text())["files"]
    rows = len(json.loads((second / "events.geojson").read_text())["features"])
    print(json.dumps({"nights": nights, "told": told, "files": sorted(listed), "rows": rows}))  # noqa: T201


if __name__ == "__main__":
    main()
