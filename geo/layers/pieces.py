"""Text files in pieces: what says the same as in the build before is copied from there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from geo.stamped import read_stamped, write_stamped


class Piece(NamedTuple):
    """
    A part of a text file.

    Attributes
    ----------
    digest
        Of everything that it is made of; empty where that is unknown.
    make
        Writes it.
    """

    digest: str
    make: Callable[[], bytes]


class Pieces:
    """
    The pieces of a build's text files.

    Parameters
    ----------
    before
        Those of the build before, by their digests.
    """

    def __init__(self, before: Mapping[str, bytes | memoryview] | None = None) -> None:
        self._before = before or {}
        # By file: its SHA-256, the digests of its pieces and their lengths in bytes.
        self._written: dict[str, tuple[str, list[str], list[int]]] = {}

    def has(self, digest: str) -> bool:
        """Tell whether the build before has a piece."""
        return digest in self._before

    def write(self, path: Path, head: bytes, pieces: Iterable[Piece]) -> Path:
        """
        Write a file.

        Parameters
        ----------
        path
            The file; its name is that of the same file in other builds.
        head
            What stands before all pieces.
        pieces
            In order.

        Returns
        -------
        path
            As given.
        """
        sha256, digests, lengths = hashlib.sha256(head), [""], [len(head)]
        with path.open("wb") as file:
            file.write(head)
            for digest, make in pieces:
                text = self._before.get(digest) or make()
                file.write(text)
                sha256.update(text)
                digests.append(digest)
                lengths.append(len(text))
        self._written[path.name] = (sha256.hexdigest(), digests, lengths)
        return path

    def keep(self, path: Path, version: str) -> None:
        """
        Tell the next build where which piece is.

        Parameters
        ----------
        path
            For `recall_pieces`.
        version
            Of everything that writes.
        """
        write_stamped(path, version, orjson.dumps(self._written))


def recall_pieces(path: Path, version: str, build: Path | None) -> Pieces:
    """
    Find the pieces of a build.

    Parameters
    ----------
    path
        What `Pieces.keep` wrote.
    version
        Of everything that writes.
    build
        The folder of the build before; None before the first.

    Returns
    -------
    pieces
        None of those of a file that is not what was written.
    """
    before: dict[str, memoryview] = {}
    body = read_stamped(path, version) if build else None
    for name, told in orjson.loads(body or b"{}").items():
        sha256, digests, lengths = told
        try:
            data = ((build or Path()) / name).read_bytes()
        except OSError:
            continue
        if hashlib.sha256(data).hexdigest() == sha256:
            edges = pairwise(accumulate(lengths, initial=0))
            text = memoryview(data)
            before |= {
                digest: text[start:end]
                for digest, (start, end) in zip(digests, edges, strict=True)
                if digest
            }
    return Pieces(before)


def digest_of(*parts: Any) -> str:
    """
    Fingerprint what a piece is made of.

    Parameters
    ----------
    *parts
        Texts, numbers and days; empty ones count.

    Returns
    -------
    digest
        SHA-256 in hexadecimal.
    """
    return hashlib.sha256(repr(parts).encode()).hexdigest()
