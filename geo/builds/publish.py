"""Builds on disk: staged beside the others, then shown as `latest` in one step."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

from geo.errors import BuildError

STAGING_PREFIX = ".staging-"
_ID_TIME, _ID_CHARS = "%Y%m%dT%H%M%SZ", 16


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

    def busy(lock: TextIO) -> str:
        holder = lock.read().strip() or "unknown"
        return f"Another build (process {holder}) is writing to {out}. Wait for it to end."

    with folder_lock(out, ".lock", busy) as lock:
        lock.seek(0)
        lock.truncate()
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


@contextmanager
def folder_lock(out: Path, name: str, busy: Callable[[TextIO], str]) -> Iterator[TextIO]:
    """
    Hold a file of `out` alone; the kernel frees it when the process dies.

    Parameters
    ----------
    out
        The outputs' folder; created when missing.
    name
        Of the file.
    busy
        Says what to tell when another process holds it, from the file at its beginning.

    Yields
    ------
    lock
        The file, for a word about who holds it.

    Raises
    ------
    BuildError
        When another process holds it, or the folder cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = (out / name).open("a+")
    except OSError as error:
        msg = f"Cannot write to {out}: {error.strerror}. Choose another folder with --out."
        raise BuildError(msg) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise BuildError(busy(lock)) from error
        yield lock


def new_build_id(out: Path, now: datetime, taken: Collection[str] = ()) -> str:
    """
    Name a build by the second it began, in UTC, so that it sorts behind all that are there.

    Parameters
    ----------
    out
        The outputs' folder, locked by the caller.
    now
        An aware time.
    taken
        Ids of builds whose folders are gone or never were.

    Returns
    -------
    build_id
        Such as `20161024T021500Z`. Where the clock stands before the newest build
        (it was set back, or that one began in the same second): a second after it.

    Examples
    --------
    >>> new_build_id(Path("nowhere"), datetime(2016, 10, 24, tzinfo=UTC), ["20161025T021500Z"])
    '20161025T021501Z'
    """
    there = {*taken, *(folder.name for folder in published_builds(out))}
    newest = max(filter(None, map(time_of, there)), default=None)
    begun = now.astimezone(UTC).replace(microsecond=0)
    if newest and begun <= newest:
        begun = newest + timedelta(seconds=1)
    return begun.strftime(_ID_TIME)


def time_of(build_id: str) -> datetime | None:
    """
    Read from a build's name when it began.

    Parameters
    ----------
    build_id
        From `new_build_id`; a number behind it, as older versions wrote, is left out.

    Returns
    -------
    began
        Aware; None for another name.

    Examples
    --------
    >>> time_of("20161024T021500Z-2")
    datetime.datetime(2016, 10, 24, 2, 15, tzinfo=datetime.timezone.utc)
    >>> time_of("copy")
    """
    try:
        parsed = datetime.strptime(build_id[:_ID_CHARS], _ID_TIME)  # noqa: DTZ007 - Z is UTC
    except ValueError:
        return None
    return parsed.replace(tzinfo=UTC)


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
    _show(out, folder)
    return folder


def rollback(out: Path, build_id: str = "") -> Path:
    """
    Let `latest` show an older build again.

    Parameters
    ----------
    out
        The outputs' folder, locked by the caller.
    build_id
        The build to show; empty for the one before the one shown now.

    Returns
    -------
    folder
        The build now shown. No build is removed.

    Raises
    ------
    BuildError
        When there is no such build.
    """
    builds = published_builds(out)
    shown = shown_build(out)
    if build_id:
        wanted = [folder for folder in builds if folder.name == build_id]
    else:
        wanted = [folder for folder in builds if shown is None or folder.name < shown.name][-1:]
    if not wanted:
        names = ", ".join(folder.name for folder in builds) or "none at all"
        msg = f"{out} has no build {build_id or 'before the one shown'}. It has {names}."
        raise BuildError(msg)
    _show(out, wanted[0])
    return wanted[0]


def prune(out: Path, *, keep: int, newer_than: datetime, now: datetime | None = None) -> list[str]:
    """
    Remove old builds, but never the one shown.

    Parameters
    ----------
    out
        The outputs' folder, locked by the caller.
    keep
        So many newest builds stay whatever their age.
    newer_than
        An aware time; builds begun since stay whatever their number.
    now
        An aware time; builds that seem to have begun later were named by a clock that
        was wrong, and are not kept for their age. None to believe them.

    Returns
    -------
    build_ids
        Of the builds removed.
    """
    shown = shown_build(out)
    removed = []
    for folder in published_builds(out)[: -keep or None]:
        began = time_of(folder.name)
        is_young = began is None or (newer_than <= began and (now is None or began <= now))
        if is_young or folder == shown:
            continue
        # Renamed first: half a build never goes by the name of one.
        grave = folder.with_name(f"{STAGING_PREFIX}{folder.name}")
        folder.rename(grave)
        shutil.rmtree(grave)
        removed.append(folder.name)
    return removed


def published_builds(out: Path) -> list[Path]:
    """
    List the complete builds, oldest first.

    Parameters
    ----------
    out
        The outputs' folder.

    Returns
    -------
    folders
        Without builds that are being staged.
    """
    folders = (path for path in (out / "builds").glob("*") if path.is_dir())
    return sorted(path for path in folders if not path.name.startswith(STAGING_PREFIX))


def shown_build(out: Path) -> Path | None:
    """
    Tell which build `latest` shows.

    Parameters
    ----------
    out
        The outputs' folder.

    Returns
    -------
    folder
        Below `builds`, or None before the first build.
    """
    latest = out / "latest"
    if not latest.is_symlink() or not latest.is_dir():
        return None
    return out / "builds" / latest.readlink().name


def _show(out: Path, folder: Path) -> None:
    swap = out / ".latest-new"
    swap.unlink(missing_ok=True)
    swap.symlink_to(Path("builds") / folder.name)
    swap.replace(out / "latest")
    _sync(out)


def _sync(path: Path) -> None:
    # Bytes must be on disk before the link that shows them, or a power cut
    # leaves `latest` pointing at empty files.
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
