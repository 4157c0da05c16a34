"""Files that only spare work: one that is damaged, or of another version, is as good as none."""

from __future__ import annotations

import hashlib
from pathlib import Path


def read_stamped(path: Path, version: str) -> bytes | None:
    """
    Read what `write_stamped` wrote.

    Parameters
    ----------
    path
        The file.
    version
        Of everything that decided about what it holds.

    Returns
    -------
    body
        None when there is no file, it is damaged, or another version wrote it.
    """
    try:
        stamp, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return body if stamp == _stamp(version, body) else None


def write_stamped(path: Path, version: str, body: bytes) -> None:
    """
    Write a file that `read_stamped` reads.

    Parameters
    ----------
    path
        The file; readers find the one before or this one, never half of it.
    version
        Of everything that decided.
    body
        What it holds.
    """
    fresh = path.with_name(f"{path.name}-new")
    fresh.write_bytes(_stamp(version, body) + b"\n" + body)
    fresh.replace(path)


def _stamp(version: str, body: bytes) -> bytes:
    return hashlib.sha256(version.encode() + b"\n" + body).hexdigest().encode()
