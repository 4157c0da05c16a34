"""A PostgreSQL server of our own: started, ended, killed and restarted by tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from conftest import require

OWNER = "dateline"


class Server:
    """
    A new cluster, reached by a socket in its folder and at a port of this machine.

    The superuser is `dateline`; any role may log in without a password.
    """

    def __init__(self) -> None:
        pytest.importorskip("psycopg", reason="psycopg is missing: pip install 'psycopg[binary]'")
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
        require(bool(found), "PostgreSQL is missing: apt-get install postgresql")
        self.tools = found[-1].parent
        self.folder = Path(tempfile.mkdtemp(prefix="dateline-pg-"))
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.port = free_port()
        self._run("initdb", "-D", self.data, "-A", "trust", "-U", OWNER)

    @property
    def data(self) -> str:
        return f"{self.folder}/data"

    def url(self, database: str = "postgres", user: str = OWNER) -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}&port={self.port}"

    def start(self, *, wait: bool = True) -> None:
        options = f"-k {self.folder} -p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off"
        waiting = "-w" if wait else "-W"
        log = f"{self.folder}/log"
        self._run("pg_ctl", "-D", self.data, "-o", options, waiting, "-l", log, "start")

    def stop(self, mode: str = "immediate") -> None:
        """End the server; `immediate` is what a power cut leaves."""
        self._run("pg_ctl", "-D", self.data, "-m", mode, "stop")

    def close(self) -> None:
        try:
            self.stop()
        except subprocess.CalledProcessError:
            pass  # ended already
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def new_database(self, name: str, owner: str = OWNER) -> str:
        """Make an empty database, in place of the one of that name; return its URL."""
        self.sql(
            f"DROP DATABASE IF EXISTS {name} WITH (FORCE); CREATE DATABASE {name} OWNER {owner}"
        )
        return self.url(name)

    def sql(self, text: str, database: str = "postgres", user: str = OWNER) -> list[tuple]:
        """Run statements, each by itself; return the rows of the last one."""
        import psycopg

        rows: list[tuple] = []
        with psycopg.connect(self.url(database, user), autocommit=True) as db:
            for statement in filter(str.strip, text.split(";\n" if "$$" in text else ";")):
                done = db.execute(statement)
                rows = done.fetchall() if done.description else []
        return rows

    def wait_for(self, query: str, database: str = "postgres", seconds: float = 90) -> None:
        """Wait until a query gives true."""
        end = time.monotonic() + seconds
        while not self.sql(query, database)[0][0]:
            assert time.monotonic() < end, f"not in {seconds} s: {query}"
            time.sleep(0.02)

    def _run(self, tool: str, *args: str) -> None:
        runuser = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        command = [*runuser, f"{self.tools}/{tool}", *args]
        # pg_ctl hands its output on to the server, which would keep a pipe open.
        subprocess.run(
            command,
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
