"""A process of this machine at the other end of a pipe, which ends with the one that began it."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from typing import Any


class Spawned:
    """
    A function running in a process of its own, with one end of a pipe as its first argument.

    Parameters
    ----------
    work
        Of a module's level, so that the process finds it by its name.
    args
        Its further arguments; they are pickled.

    Attributes
    ----------
    pipe
        The other end. It ends when the process does, however that came.
    """

    def __init__(self, work: Callable[..., None], *args: Any) -> None:
        # A new process and not a copy of this one, whose threads a copy would lack.
        spawning = multiprocessing.get_context("spawn")
        self.pipe, there = spawning.Pipe()
        self._process = spawning.Process(
            target=_run, args=(work, there, os.getpid(), *args), daemon=True
        )
        self._process.start()
        # Its end alone is left open, so that its death ends the pipe.
        there.close()

    def wait(self) -> int:
        """Wait for its end, and return its exit status; below 0 the signal that killed it."""
        self._process.join()
        return self._process.exitcode or 0

    def close(self) -> None:
        """End it."""
        self.pipe.close()
        self._process.kill()
        self._process.join()


def _run(work: Callable[..., None], pipe: Any, parent: int, *args: Any) -> None:
    def look() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()
    work(pipe, *args)
