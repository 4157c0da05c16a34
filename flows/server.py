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
from types import FrameType

import platformdirs

from geo.errors import DatelineError

START_TIMEOUT_S = 120.0
_SCHEDULES = "--schedules"


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
    # A failure reaches the user as one line of ours; Prefect would add its traceback.
    environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    environ.setdefault("PREFECT_CLI_PROMPT", "false")


class ServerStart:
    """
    The start of a server, to be waited for while other work is done.

    Parameters
    ----------
    url
        Of its API.
    child
        Its process, or None for a server that somebody else runs.
    log
        What it writes goes there.
    """

    def __init__(self, url: str, child: subprocess.Popen[bytes] | None, log: Path | None) -> None:
        self._url, self._child, self._log = url, child, log

    def wait(self) -> None:
        """
        Return as soon as the server answers.

        Raises
        ------
        DatelineError
            When it ends before, or does not answer within two minutes.
        """
        if self._child is None:
            return
        deadline = time.monotonic() + START_TIMEOUT_S
        while not _answers(self._url):
            if self._child.poll() is not None or time.monotonic() > deadline:
                msg = (
                    f"Prefect's temporary server did not start: {_last_line(self._log)} "
                    f"See {self._log}, or set PREFECT_API_URL to a running server."
                )
                raise DatelineError(msg)
            time.sleep(0.05)


@contextmanager
def prefect_server(
    environ: MutableMapping[str, str], *, has_schedules: bool = False
) -> Iterator[ServerStart]:
    """
    Run a private server unless the environment names one by `PREFECT_API_URL`.

    Parameters
    ----------
    environ
        `PREFECT_API_URL` is set in it for the time of the block.
    has_schedules
        Whether it also starts runs when they are due, and has Prefect's own page.

    Yields
    ------
    start
        To wait for before the first flow.

    Raises
    ------
    DatelineError
        When Prefect's home cannot be written.
    """
    set_prefect_defaults(environ)
    if environ.get("PREFECT_API_URL"):
        yield ServerStart(environ["PREFECT_API_URL"], None, None)
        return
    home = Path(environ["PREFECT_HOME"])
    try:
        home.mkdir(parents=True, exist_ok=True)
        log = (home / "dateline-server.log").open("wb")
    except OSError as error:
        msg = f"Cannot write to Prefect's home {home}: {error.strerror}. Set PREFECT_HOME."
        raise DatelineError(msg) from error
    port = _free_port()
    command = [sys.executable, "-m", "flows.server", str(port)]
    command += [_SCHEDULES] if has_schedules else []
    # The child ends when its standard input closes, so even kill -9 leaves no server behind.
    with (
        log,
        subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=log, stderr=log, env=dict(environ)
        ) as child,
    ):
        environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
        try:
            yield ServerStart(environ["PREFECT_API_URL"], child, Path(log.name))
        finally:
            del environ["PREFECT_API_URL"]
            child.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _last_line(log: Path | None) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n") if log else []
    told = [line.strip() for line in lines if "Error" in line]
    return f"{told[-1]}." if told else "it gave no reason."


def _serve(port: int, *, has_schedules: bool) -> None:
    if not has_schedules:
        # What Prefect sets for its own temporary servers: no page, no schedulers.
        os.environ["PREFECT_UI_ENABLED"] = "0"
        os.environ["PREFECT__SERVER_EPHEMERAL"] = "1"
    os.environ["PREFECT__SERVER_FINAL"] = "1"
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    import uvicorn

    class Server(uvicorn.Server):
        # systemd and Ctrl-C signal all processes at once; the others still tell it how they end.
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            pass

    app = "prefect.server.api.server:create_app"
    config = uvicorn.Config(
        app, factory=True, host="127.0.0.1", port=port, log_level="error", lifespan="on"
    )
    Server(config).run()


def _exit_with_parent() -> None:
    while os.read(0, 1):
        pass
    os._exit(0)


if __name__ == "__main__":
    _serve(int(sys.argv[1]), has_schedules=_SCHEDULES in sys.argv)
