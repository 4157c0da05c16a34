"""The log of the builds: one JSON object per line, for people and for programs that watch."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FILE_NAME = "log.jsonl"
# About ten years of nights that go well.
MAX_BYTES = 5_000_000
KEPT = 3


class Journal:
    """
    The log of one outputs' folder.

    Parameters
    ----------
    out
        The outputs' folder.
    max_bytes
        A longer file is put aside before the next line is written.
    kept
        So many files put aside stay: `log.jsonl.1` is the newest of them.
    """

    def __init__(self, out: Path, *, max_bytes: int = MAX_BYTES, kept: int = KEPT) -> None:
        self.path = out / FILE_NAME
        self._max_bytes, self._kept = max_bytes, kept

    def write(
        self, level: str, message: str, *, build: str = "", stage: str = "", **facts: Any
    ) -> None:
        """
        Add a line; a log that cannot be written never costs the build.

        Parameters
        ----------
        level
            `info`, `warning` or `error`.
        message
            A sentence for the operator.
        build, stage
            What it is about; empty when not yet known.
        facts
            More, JSON-able.
        """
        time = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        row = {"time": time, "level": level, "build": build, "stage": stage, "message": message}
        line = json.dumps({**row, **facts}, ensure_ascii=False, default=str) + "\n"
        with suppress(OSError):
            self._rotate()
            # In one piece, so that lines of two processes do not mix.
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            try:
                os.write(handle, line.encode("utf-8", "replace"))
            finally:
                os.close(handle)

    def read_last(self, *, level: str = "", limit: int = 200_000) -> dict[str, Any] | None:
        """
        Find the newest line.

        Parameters
        ----------
        level
            Of that level only; empty for any.
        limit
            Look no further back than so many bytes.

        Returns
        -------
        row
            None when there is none. Half a line, of a machine that lost its power,
            is passed over.
        """
        try:
            with self.path.open("rb") as log:
                log.seek(max(0, self.path.stat().st_size - limit))
                lines = log.read().decode("utf-8", "replace").splitlines()
        except OSError:
            return None
        for line in reversed(lines):
            with suppress(ValueError):
                row = json.loads(line)
                if isinstance(row, dict) and level in ("", row.get("level")):
                    return row
        return None

    def _rotate(self) -> None:
        if not self.path.exists() or self.path.stat().st_size < self._max_bytes:
            return
        for number in range(self._kept, 0, -1):
            older = self.path.with_name(f"{FILE_NAME}.{number}")
            newer = self.path.with_name(f"{FILE_NAME}.{number - 1}") if number > 1 else self.path
            if newer.exists():
                newer.replace(older)
