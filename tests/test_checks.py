"""The static checks, each a test, so that one command runs everything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "run.py", *(ROOT / "geo").rglob("*.py"), *(ROOT / "flows").rglob("*.py"))
)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "--no-fix", "."], id="ruff-check"),
        pytest.param(["ruff", "format", "--check", "."], id="ruff-format"),
        pytest.param(["mypy"], id="mypy"),
        pytest.param(["numpydoc.hooks.validate_docstrings", *SOURCES], id="numpydoc"),
    ],
)
def test_static_check_is_clean(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"python -m {' '.join(command[:2])}\n{done.stdout}"
