"""Programs run by the system's Python, which alone has QGIS's modules."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

from conftest import require

_PYTHON = "/usr/bin/python3"


def run_qgis(*args: str | Path, home: Path) -> str:
    """Run a program (`-c` and its text, or its path, then arguments); return what it prints."""
    require(_is_there(), "QGIS is missing: apt-get install qgis python3-qgis")
    done = subprocess.run(
        [_PYTHON, *map(str, args)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@cache
def _is_there() -> bool:
    probe = [_PYTHON, "-c", "import qgis.core"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0
