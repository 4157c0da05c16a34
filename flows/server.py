"""
A private Prefect server for one run, started before Prefect itself is imported.

Prefect would start one by itself at the first call of a flow and make the run wait for it.
Started first, as a process of its own, it comes up while the model and the gazetteer load.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from geo.errors import DatelineError

START_TIMEOUT_S = 120.0


def set_prefect_defaults(environ: MutableMapping[str, str]) -> None:
    """
    Fill in the Prefect settings that a run here needs; what the user set stays.

    Parameters
    ----------
    environ
        Changed in place. Prefect reads it when it is imported.
    """
    home = Path(platformdirs.user_data_dir("dateline")) / "prefect"
    # Apart from the user's own Prefect, whose database may be of another version.
    environ.setdefault("PREFECT_HOME", str(home))
    # DO_NOT_TRACK does not stop the server's call home; this does.
    environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    environ.setdefault("PREFECT_CLI_PROMPT", "false")


@contextmanager
def prefect_server(environ: MutableMapping[str, str]) -> Iterator[threading.Event]:
    """
    Run a private server unless the environment names one by `PREFECT_API_URL`.

    Parameters
    ----------
    environ
        `PREFECT_API_URL` is set in it for the time of the block.

    Yields
    ------
    is_ready
        Set when the server answers; `wait_ready` waits for it.

    Raises
    ------
    DatelineError
        By `wait_ready`, when the server does not come up.
    """
    set_prefect_defaults(environ)
    is_ready = threading.Event()
    if environ.get("PREFECT_API_URL"):
        is_ready.set()
        yield is_ready
        return
    port = _free_port()
    url = f"http://127.0.0.1:{port}/api"
    command = [sys.executable, "-m", "flows.server", str(port)]
    # The child ends when this pipe closes, so even kill -9 leaves no server behind.
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=dict(environ)) as child:  # noqa: S603 - our own module
        environ["PREFECT_API_URL"] = url
        threading.Thread(target=_watch, args=(url, child, is_ready), daemon=True).start()
        try:
            yield is_ready
        finally:
            del environ["PREFECT_API_URL"]
            child.kill()


def wait_ready(is_ready: threading.Event) -> None:
    """
    Wait until the server of `prefect_server` answers.

    Parameters
    ----------
    is_ready
        As yielded by `prefect_server`.

    Raises
    ------
    DatelineError
        When it does not within two minutes.
    """
    if not is_ready.wait(START_TIMEOUT_S):
        msg = (
            f"Prefect's server did not start within {START_TIMEOUT_S:.0f} s. "
            "Run again with PREFECT_LOGGING_LEVEL=DEBUG, or set PREFECT_API_URL to a running one."
        )
        raise DatelineError(msg)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _watch(url: str, child: subprocess.Popen[bytes], is_ready: threading.Event) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while child.poll() is None:
        try:
            with opener.open(f"{url}/health", timeout=5) as answer:
                if answer.status == 200:
                    is_ready.set()
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)


def _serve(port: int) -> None:
    # What Prefect sets for its own temporary servers: no page, no schedulers.
    os.environ["PREFECT_UI_ENABLED"] = "0"
    os.environ["PREFECT__SERVER_EPHEMERAL"] = "1"
    os.environ["PREFECT__SERVER_FINAL"] = "1"
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    import uvicorn

    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host="127.0.0.1",
        port=port,
        log_level="error",
        lifespan="on",
    )


def _exit_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
