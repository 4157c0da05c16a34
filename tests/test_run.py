"""run.py in a checkout of its own, with a uv that notes its calls and needs no network."""

from __future__ import annotations

import ast
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Makes a real environment; stands in only for the download of packages.
UV = f"""#!/bin/sh
echo "$@" >> "$UV_LOG"
case "$1 $2" in
"--version "*) echo "uv 9.9.9";;
"venv "*) for path; do :; done; exec {sys.executable} -m venv --without-pip "$path";;
"pip sync")
  while [ -e "$UV_GATE" ]; do sleep 0.02; done
  echo "$UV_SAYS"; exit "${{UV_EXIT:-0}}";;
"pip install")
  printf '#!/bin/sh\\necho "dateline $@"\\nexit 7\\n' > .venv/bin/dateline
  chmod +x .venv/bin/dateline;;
esac
"""


class Checkout:
    """A folder with run.py and what it reads."""

    def __init__(self, home: Path) -> None:
        self.root = home / "a checkout"
        self.root.mkdir()
        for name in ("run.py", "pyproject.toml", "requirements.lock"):
            shutil.copy(ROOT / name, self.root)
        tools = home / "tools"
        tools.mkdir()
        (tools / "uv").write_text(UV, "utf-8")
        (tools / "uv").chmod(0o755)
        self.log = home / "uv.log"
        self.gate = home / "gate"  # uv waits while it exists
        self.environ = {
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "UV_LOG": str(self.log),
            "UV_GATE": str(self.gate),
        }

    def start(self, *arguments: str, **environ: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(self.root / "run.py"), *arguments],
            env={**self.environ, **environ},
            cwd=self.root.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **environ: str) -> tuple[int, str, str]:
        with self.start(*arguments, **environ) as process:
            stdout, stderr = process.communicate(timeout=60)
        return process.returncode, stdout, stderr

    def calls(self) -> list[str]:
        """Return and forget what uv was asked for, without its version."""
        lines = self.log.read_text("utf-8").splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        words = [line.split() for line in lines]
        return [" ".join(w[:2]) if w[0] == "pip" else w[0] for w in words if w[0] != "--version"]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.fixture
def run_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_under_test", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ALL_STEPS = ["venv", "pip sync", "pip install"]
UPDATE = ["pip sync", "pip install"]


def test_first_run_sets_up_and_passes_everything_through(checkout: Checkout) -> None:
    status, stdout, stderr = checkout.run("frobnicate", "--a b", "c")
    assert checkout.calls() == ALL_STEPS
    assert (status, stdout) == (7, "dateline frobnicate --a b c\n")
    assert "ready after" in stderr


def test_second_run_sets_nothing_up_and_says_nothing(checkout: Checkout) -> None:
    checkout.run("map")
    checkout.calls()
    assert checkout.run("map") == (7, "dateline map\n", "")
    assert checkout.calls() == []


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock"])
def test_changed_requirements_update_the_environment(checkout: Checkout, name: str) -> None:
    checkout.run("map")
    checkout.calls()
    with (checkout.root / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    checkout.run("map")
    assert checkout.calls() == UPDATE


def test_moved_checkout_is_set_up_again(checkout: Checkout) -> None:
    checkout.run("map")
    checkout.calls()
    checkout.root = checkout.root.rename(checkout.root.with_name("moved"))
    checkout.run("map")
    assert checkout.calls() == ALL_STEPS


def test_environment_made_by_hand_is_kept(checkout: Checkout) -> None:
    command = [sys.executable, "-m", "venv", "--without-pip", str(checkout.root / ".venv")]
    subprocess.run(command, check=True)
    checkout.run("map")
    assert checkout.calls() == UPDATE


def test_vanished_python_rebuilds_the_environment(checkout: Checkout) -> None:
    checkout.run("map")
    checkout.calls()
    python = checkout.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert checkout.run("map")[0] == 7
    assert checkout.calls() == ALL_STEPS


def test_failed_setup_is_redone_from_the_start(checkout: Checkout) -> None:
    assert checkout.run("map", UV_EXIT="1")[0] == 1
    checkout.calls()
    assert checkout.run("map")[0] == 7
    assert checkout.calls() == ALL_STEPS


def wait_for(process: subprocess.Popen[str], words: str) -> None:
    """Read the process's messages up to the one with these words."""
    assert process.stderr is not None
    for line in process.stderr:
        if words in line:
            return
    pytest.fail(f"ended without saying {words!r}")


def test_two_at_once_set_up_once(checkout: Checkout) -> None:
    checkout.gate.touch()
    with checkout.start("map") as first:
        wait_for(first, "installing")
        with checkout.start("map") as second:
            wait_for(second, "waiting for another")
            checkout.gate.unlink()
            outputs = [process.communicate(timeout=60)[0] for process in (first, second)]
    assert outputs == ["dateline map\n"] * 2
    assert checkout.calls() == ALL_STEPS


def test_killed_run_keeps_others_out_while_its_uv_still_works(checkout: Checkout) -> None:
    checkout.gate.touch()
    with checkout.start("map") as first:
        wait_for(first, "installing")
        while "pip sync" not in checkout.log.read_text("utf-8"):
            time.sleep(0.01)
        first.send_signal(signal.SIGKILL)
    checkout.calls()
    with checkout.start("map") as second:
        wait_for(second, "waiting for another")
        assert checkout.calls() == []
        checkout.gate.unlink()
        assert second.communicate(timeout=60)[0] == "dateline map\n"
    assert checkout.calls() == ALL_STEPS


@pytest.mark.parametrize(
    ("says", "remedy"),
    [
        pytest.param("error: dns error: failed to lookup", "connect this machine", id="no-dns"),
        pytest.param("error sending request for url (x)", "connect this machine", id="no-route"),
        pytest.param("error: Hash mismatch for x", "not the one that was locked", id="hash"),
        pytest.param("No space left on device (os error 28)", "disk is full", id="disk-full"),
        pytest.param("failed: Read-only file system", "copy of the checkout", id="read-only"),
        pytest.param("error: strange things", "failed: error: strange things", id="unknown"),
    ],
)
def test_failure_is_one_line_with_its_remedy(checkout: Checkout, says: str, remedy: str) -> None:
    status, stdout, stderr = checkout.run("map", UV_EXIT="2", UV_SAYS=f"noise\n{says}\n")
    assert (status, stdout) == (1, "")
    last = stderr.splitlines()[-1]
    assert last.startswith("run.py: ")
    assert remedy in last
    assert says in last
    assert "noise" not in last


def test_tests_run_by_pytest_in_the_checkout(checkout: Checkout) -> None:
    checkout.run("map")
    package = next((checkout.root / ".venv" / "lib").glob("python*")) / "site-packages"
    (package / "pytest.py").write_text("import os, sys; print(os.getcwd(), sys.argv[1:])\n")
    assert checkout.run("test", "-k", "x y") == (0, f"{checkout.root} ['-k', 'x y']\n", "")
    assert "'--numprocesses=auto'" in checkout.run("test")[1]


@pytest.mark.parametrize(("arguments", "expected"), [([], 2), (["--help"], 0), (["-h"], 0)])
def test_usage_needs_no_setup(checkout: Checkout, arguments: list[str], expected: int) -> None:
    status, stdout, stderr = checkout.run(*arguments)
    assert (status, stderr) == (expected, "")
    assert "python3 run.py map" in stdout
    assert checkout.calls() == []


def test_unsupported_python_names_the_remedy(
    run_module: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run_module, "SUPPORTED", ((9, 9),))
    monkeypatch.setattr(run_module, "STATE", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run_module.find_python() == ""
    with pytest.raises(run_module.SetupError, match=r"3\.11, 3\.12 or 3\.13 is needed"):
        run_module.install_pinned_uv("")


def test_supported_python_on_path_is_found(
    run_module: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run_module, "SUPPORTED", ((9, 8), (9, 9)))
    monkeypatch.setenv("PATH", str(tmp_path))
    for name, body in {"python9.9": "exit 127", "python9.8": "echo 9.8"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    # As with pyenv's shims, a name on PATH need not run.
    assert run_module.find_python() == str(tmp_path / "python9.8")


def test_python_3_8_can_read_run_py() -> None:
    source = (ROOT / "run.py").read_text("utf-8")
    tree = ast.parse(source, feature_version=(3, 8))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [a.name for a in node.names]
        )
    }
    assert imported <= set(sys.stdlib_module_names)
