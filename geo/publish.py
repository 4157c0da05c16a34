"""Builds on disk: staged beside the others, then shown as `latest` in one step."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from geo.errors import BuildError

STAGING_PREFIX = ".staging-"


@contextmanager
def build_lock(out: Path) -> Iterator[None]:
    """
    Hold the right to write below `out`; the kernel frees it when the process dies.

    Parameters
    ----------
    out
        The outputs' folder; created when missing.

    Raises
    ------
    BuildError
        When another build holds it, or the folder cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = (out / ".lock").open("a+")
    except OSError as error:
        msg = f"Cannot write to {out}: {error.strerror}. Choose another folder with --out."
        raise BuildError(msg) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            msg = f"Another build (process {holder}) is writing to {out}. Wait for it to end."
            raise BuildError(msg) from error
        lock.seek(0)
        lock.truncate()
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def new_build_id(out: Path, now: datetime) -> str:
    """
    Name a build by the second it began, in UTC, unlike any that is there.

    Parameters
    ----------
    out
        The outputs' folder, locked by the caller.
    now
        An aware time.

    Returns
    -------
    build_id
        Such as `20161024T021500Z`; later builds sort after earlier ones.
    """
    stem = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    build_id, attempt = stem, 1
    while (out / "builds" / build_id).exists():
        attempt += 1
        build_id = f"{stem}-{attempt}"
    return build_id


def stage(out: Path, build_id: str) -> Path:
    """
    Make an empty folder to write a build into, and clear what a killed build left.

    Parameters
    ----------
    out
        The outputs' folder, locked by the caller.
    build_id
        From `new_build_id`.

    Returns
    -------
    folder
        On the same file system as the published builds.
    """
    builds = out / "builds"
    builds.mkdir(parents=True, exist_ok=True)
    for left in builds.glob(f"{STAGING_PREFIX}*"):
        shutil.rmtree(left)
    folder = builds / f"{STAGING_PREFIX}{build_id}"
    folder.mkdir()
    return folder


def publish(out: Path, staged: Path) -> Path:
    """
    Give a staged build its name and let `latest` show it.

    Readers see the build before or this one, never a mixture: `latest` is a
    relative symbolic link, replaced in one step.

    Parameters
    ----------
    out
        The outputs' folder, locked by the caller.
    staged
        From `stage`, complete.

    Returns
    -------
    folder
        The build at its final path.

    Raises
    ------
    BuildError
        When `latest` is in the way as something other than a link.
    """
    latest = out / "latest"
    if latest.exists() and not latest.is_symlink():
        msg = f"{latest} is not a link made by a build. Move it away, then run again."
        raise BuildError(msg)
    for path in sorted(staged.rglob("*")):
        _sync(path)
    _sync(staged)
    folder = staged.with_name(staged.name.removeprefix(STAGING_PREFIX))
    staged.rename(folder)
    _sync(folder.parent)
    swap = out / ".latest-new"
    swap.unlink(missing_ok=True)
    swap.symlink_to(Path("builds") / folder.name)
    swap.replace(latest)
    _sync(out)
    return folder


def _sync(path: Path) -> None:
    # Bytes must be on disk before the link that shows them, or a power cut
    # leaves `latest` pointing at empty files.
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
