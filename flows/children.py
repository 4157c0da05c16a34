"""
Processes of this machine that analyse batches, one batch each at a time.

Not a `ProcessPoolExecutor`, nor Prefect's runner over one: where a worker is killed before it
has read its work, the pool of Python 3.11.2 (Debian 12) waits for ever when it is closed.
"""

from __future__ import annotations

import queue
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any, Self

from flows.analysis import analyse_order
from flows.spawned import Spawned
from geo.errors import BuildError

_GONE = (EOFError, OSError)


class Children:
    """
    A fixed number of child processes, each started when it is first needed.

    Parameters
    ----------
    n_children
        At least 1.
    """

    def __init__(self, n_children: int) -> None:
        self._free: queue.SimpleQueue[Spawned | None] = queue.SimpleQueue()
        self._n = n_children
        for _ in range(n_children):
            self._free.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for _child in range(self._n):
            if child := self._free.get():
                child.close()

    def analyse(self, order: Mapping[str, Any]) -> int:
        """
        Let a free child analyse a batch; waits for one.

        Parameters
        ----------
        order
            As `flows.analysis.analyse_order` takes it.

        Returns
        -------
        count
            Of articles.

        Raises
        ------
        BuildError
            When the child fails or dies; another takes its place.
        """
        child = self._free.get() or Spawned(_serve)
        try:
            child.pipe.send(dict(order))
            answer: int | str = child.pipe.recv()
        except _GONE as error:
            child.close()
            self._free.put(None)
            msg = "A worker process died."
            raise BuildError(msg) from error
        self._free.put(child)
        if isinstance(answer, str):
            raise BuildError(answer)
        return answer


def _serve(pipe: Connection) -> None:
    while True:
        try:
            order = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(analyse_order(order))
        except Exception as error:  # noqa: BLE001 - it is told where the build's log is
            pipe.send(f"{type(error).__name__}: {error}")
