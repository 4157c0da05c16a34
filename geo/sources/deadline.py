"""Ends a request after so many seconds, whatever its server does meanwhile."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any


@contextmanager
def watch(total_s: float) -> Iterator[tuple[dict[str, Any], Callable[[], bool]]]:
    """
    Cut a connection when time is up: a server that drips single bytes is never silent.

    Parameters
    ----------
    total_s
        From now, in seconds.

    Yields
    ------
    extensions, is_late
        For a request of httpx, and whether the connection was cut.
    """
    cut = threading.Event()
    watched: list[socket.socket] = []

    def note(event: str, info: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            # A second handle: the first one is taken over when TLS begins.
            watched.append(info["return_value"].get_extra_info("socket").dup())

    def end() -> None:
        cut.set()
        for connection in watched:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(total_s, end)
    timer.daemon = True
    timer.start()
    try:
        yield {"trace": note}, cut.is_set
    finally:
        timer.cancel()
        timer.join()
        for connection in watched:
            connection.close()
