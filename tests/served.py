"""Commands and servers in processes of their own, for the tests of nights."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from conftest import ROOT

# Their own children, and a coverage or test setting, must not change what they do.
_LEFT_OUT = ("PREFECT_API_URL", "DATELINE_STORE", "DATELINE_WEBHOOK", "DATELINE_BATCH")

# So long the slowest may take where many programs share the machine: only hanging is a fault.
PATIENCE_S = 300

# What tests fill articles with.
TOWNS = ("Kirkuk", "Mosul", "Baghdad", "Basra", "Damascus", "Aleppo", "Homs", "Ankara", "Cairo")
DEEDS = (
    "A bomb in {town} killed {n}",
    "Floods near {town} injured {n}",
    "Gunmen in {town} shot {n}",
)


def environment(**more: str) -> dict[str, str]:
    """Return the environment without what a user's own set-up puts there."""
    env = {key: value for key, value in os.environ.items() if key not in _LEFT_OUT}
    return {**env, **more}


def dateline(*args: object) -> list[str]:
    return [sys.executable, "-m", "flows.cli", *map(str, args)]


def run_map(news: Path, out: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Make a map of a folder or file, however that ends."""
    return subprocess.run(
        dateline("map", news, "--out", out),
        capture_output=True, text=True, check=False, cwd=ROOT, env=env, timeout=PATIENCE_S,
    )  # fmt: skip


def build_map(news: Path, out: Path, env: dict[str, str]) -> None:
    """Make a map of a folder or file."""
    done = run_map(news, out, env)
    assert done.returncode == 0, done.stderr


@contextmanager
def started(
    command: list[str], log: Path, env: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command in a process group of its own; none of it is left behind."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        end(process, signal.SIGKILL)


def end(process: subprocess.Popen[bytes], how: int) -> None:
    """Send a signal to all of a process group, and wait for its first."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)
    process.wait(PATIENCE_S)


def wait_for(what: Callable[[], Any], log: Path) -> Any:
    """Wait until something is true and return it; fail with the log when it never is."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.2)
    msg = f"not within {PATIENCE_S} s; its log ends:\n{log.read_text()[-3000:]}"
    raise AssertionError(msg)


def find_children(parent: int) -> list[int]:
    """Return the ids of the processes that a process started."""
    return [child for child, of, _ in _processes() if of == parent]


def find_builds(parent: int) -> list[int]:
    """Return the ids of the processes that Prefect's runner started to build."""
    return [
        child
        for child, of, words in _processes()
        if of == parent
        and any(word.startswith(b"prefect.") and b"engine" in word for word in words)
    ]


def is_alive(process: int) -> bool:
    """Tell whether a process still runs; one that ended and was not waited for does not."""
    with suppress(OSError):
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        return state != "Z"
    return False


def _processes() -> Iterator[tuple[int, int, list[bytes]]]:
    """Yield the id, the parent and the words of each process."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            words = (folder / "cmdline").read_bytes().split(b"\0")
            # Field 4, behind a name that may hold anything.
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            yield int(folder.name), int(parent), words


def read_log(out: Path) -> list[dict[str, Any]]:
    path = out / "log.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def published(out: Path) -> list[str]:
    """Name the builds that are complete, oldest first."""
    found = (path.name for path in (out / "builds").glob("*") if not path.name.startswith("."))
    return sorted(found)
