"""What a build that fails leaves: a line in the log, a word to a webhook, one clear error."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from flows.journal import Journal
from flows.progress import Stages, Step
from geo.errors import BuildError, DatelineError

WEBHOOK_TIMEOUT_S = 10.0
# Set by `dateline serve` to its process id.
SERVED_BY = "DATELINE_SERVED_BY"


class Watch(Stages):
    """
    The stages of a build, shown as before and noted in the log.

    Parameters
    ----------
    stages
        Where they are shown.
    journal
        Where they are noted.
    """

    def __init__(self, stages: Stages, journal: Journal) -> None:
        super().__init__(None)
        self._shown, self.journal = stages, journal
        self.build_id = ""
        self.label = ""

    @contextmanager
    def stage(self, label: str, total: int | None = None) -> Iterator[Step]:
        """
        Show a stage while the block runs, and note how long it took.

        Parameters
        ----------
        label, total
            As for `Stages.stage`.

        Yields
        ------
        step
            To report units done.
        """
        self.label, begun = label, time.perf_counter()
        with self._shown.stage(label, total) as step:
            yield step
        seconds = round(time.perf_counter() - begun, 3)
        self.note("info", f"{label}: done.", seconds=seconds)
        self.label = ""

    def note(self, level: str, message: str, **facts: Any) -> None:
        """Add a line about the build to the log."""
        self.journal.write(level, message, build=self.build_id, stage=self.label, **facts)


@contextmanager
def watch(out: Path, stages: Stages, *, webhook: str = "", limit_s: float = 0) -> Iterator[Watch]:
    """
    Note how a build goes, and tell when it fails.

    Parameters
    ----------
    out
        The outputs' folder; the log lies in it.
    stages
        Where progress is shown.
    webhook
        URL that is told of a failure; empty for none.
    limit_s
        The build fails when it takes longer, in seconds; 0 for no limit. Kept in
        a process's main thread only.

    Yields
    ------
    watching
        To be used in place of `stages`.

    Raises
    ------
    BuildError
        In place of any trouble with files and memory, and when the time is over.
    """
    journal = Journal(out)
    watching = Watch(stages, journal)
    try:
        with _time_limit(limit_s), _explained(out):
            yield watching
    except Exception as error:
        message = str(error) if isinstance(error, DatelineError) else _bug(error)
        tell_failure(
            journal, message, build=watching.build_id, stage=watching.label, webhook=webhook
        )
        raise


def tell_failure(
    journal: Journal,
    message: str,
    *,
    build: str,
    stage: str,
    webhook: str,
    event: str = "build_failed",
) -> None:
    """
    Note a failure in the log, and tell the webhook.

    Parameters
    ----------
    journal
        Of the outputs' folder.
    message
        What happened, and the remedy.
    build, stage
        Where; empty when not known.
    webhook
        URL, or empty.
    event
        What the webhook is told that happened.
    """
    journal.write("error", message, build=build, stage=stage)
    if not webhook:
        return
    body = {
        "event": event,
        "host": socket.gethostname(),
        "out": str(journal.path.parent),
        "build": build,
        "stage": stage,
        "message": message,
    }
    trouble = post(webhook, body)
    if trouble:
        # The address may hold a secret.
        journal.write("warning", f"The webhook was not told: {trouble}.", build=build)


def post(url: str, body: dict[str, Any], timeout_s: float = WEBHOOK_TIMEOUT_S) -> str:
    """
    Send JSON to a URL, and wait no longer than the time given, whatever the server does.

    Parameters
    ----------
    url
        Of `http` or `https`.
    body
        JSON-able.
    timeout_s
        In all, in seconds.

    Returns
    -------
    trouble
        Why it did not arrive; empty when the server took it.
    """
    found = [f"no answer within {timeout_s:g} s"]

    def send() -> None:
        data = json.dumps(body, ensure_ascii=False).encode()
        try:
            request = urllib.request.Request(  # noqa: S310 - the operator's own address, checked
                url, data, {"Content-Type": "application/json"}
            )
            with urllib.request.urlopen(request, timeout=timeout_s) as answer:  # noqa: S310
                answer.read(1)
            found[0] = ""
        except (OSError, ValueError) as error:
            found[0] = str(error)

    # The timeout of a socket begins anew with every byte.
    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    thread.join(timeout_s)
    return found[0]


def end_with_parent(environ: Mapping[str, str]) -> None:
    """
    End this process when the one that serves it is gone or says so, at once.

    Prefect gives builds a session of their own: one whose server was killed would go on,
    keep the folder locked, and wait minutes for a server that does not come back. At
    SIGTERM it would unwind all that runs, and print how, for what the store withstands.

    Parameters
    ----------
    environ
        Whether there is one.
    """
    if not environ.get(SERVED_BY, "").isdecimal():
        return
    parent = int(environ[SERVED_BY])
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # Ctrl-C is for whoever serves.
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


@contextmanager
def _explained(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or out
        msg = (
            f"Nothing was published, {out / 'latest'} is as before. Cannot use {where}:"
            f" {error.strerror or error}. Make room or correct the permissions, then run again."
        )
        raise BuildError(msg) from error
    except MemoryError as error:
        msg = (
            f"Nothing was published, {out / 'latest'} is as before. The memory is used up:"
            " set DATELINE_BATCH lower, or run it on a larger machine."
        )
        raise BuildError(msg) from error


@contextmanager
def _time_limit(limit_s: float) -> Iterator[None]:
    if limit_s <= 0 or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        msg = (
            f"The build took longer than its limit of {limit_s / 60:g} minutes and was ended."
            " What it finished is kept: the next one goes on from there."
        )
        raise BuildError(msg)

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        with suppress(TypeError):
            signal.signal(signal.SIGALRM, before)


def _bug(error: Exception) -> str:
    return f"{type(error).__name__}: {error}. Please report this."
