"""The five lines of the README, followed as they stand; what docs/operations.md names exists."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from served import environment, started, wait_for

pytestmark = [pytest.mark.prefect, pytest.mark.model]

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def five_lines() -> list[str]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"## Every night\n.*?```sh\n(.*?)```", readme, re.DOTALL)
    assert found is not None
    return found[1].splitlines()


def test_five_lines_make_a_nightly_map(tmp_path: Path) -> None:
    lines = five_lines()
    assert len(lines) == 5
    # run.py hands every command to dateline; in its place stands what it would have set up.
    (tmp_path / "run.py").write_text(
        f"import os, sys\nos.execv({sys.executable!r}, "
        f"[{sys.executable!r}, '-m', 'flows.cli', *sys.argv[1:]])\n"
    )
    (tmp_path / "news").mkdir()
    shutil.copy(ROOT / "seeds" / "2016-10-20-bartella.md", tmp_path / "news")
    # Nobody is quicker than a server that starts.
    waiting = f"until {lines[4]} | grep -q 'Next build  *[0-9]'; do sleep 1; done"
    script = "\n".join(["set -e", *lines[:4], waiting, lines[4], "kill $!"])
    log = tmp_path / "lines.log"
    env = environment(PREFECT_HOME=str(tmp_path / "prefect"), PYTHONPATH=str(ROOT))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    with started(["sh", "-c", f"cd '{tmp_path}'\n{script}"], log, {**env, "PATH": path}) as shell:
        wait_for(lambda: shell.poll() is not None, log)
        shown = log.read_text()
        assert shell.returncode == 0, shown
    assert (tmp_path / "maps" / "latest" / "map.html").is_file()
    assert re.search(r"Next build +\d{4}-\d\d-\d\d \d\d:15 UTC.*Europe/Berlin", shown), shown


@pytest.mark.parametrize("option", re.findall(r"`(--[a-z-]+)", PAGE))
def test_each_option_named_exists(option: str) -> None:
    from flows.cli import cli

    known = {
        name for command in cli.commands.values() for one in command.params for name in one.opts
    }
    assert option in known
