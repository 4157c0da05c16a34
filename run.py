#!/usr/bin/env python3
"""
Set Dateline up on first use, then run it.

Needs nothing but Python's standard library, and runs on 3.8 so that it can say which Python is
missing. It makes `.venv` beside this file from `requirements.lock`, every file checked by its
hash, with the user's own uv or with a pinned one that it installs into `.dateline/uv`. Package
indexes and proxies are whatever uv and pip are configured to use.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

USAGE = """\
usage: python3 run.py COMMAND [ARGUMENTS]

  python3 run.py map            make the map of the articles in seeds/
  python3 run.py map FILES      make the map of your own articles
  python3 run.py test           run all tests and checks, on all cores
  python3 run.py test FILE      run the tests of a file (arguments go to pytest)
  python3 run.py --help         show this; `run.py COMMAND --help` explains a command

Every other COMMAND goes to `dateline` as it is. The first use sets everything up (a minute,
needs the network once); later ones start at once."""

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STATE = ROOT / ".dateline"
STAMP = VENV / "dateline-setup.txt"
UNFINISHED = "unfinished"
SUPPORTED = ((3, 11), (3, 12), (3, 13))

# All files of that release, by `uv pip compile --generate-hashes`.
PINNED_UV = "0.13.9"
PINNED_UV_SHA256 = (
    "16963d19594e18d746a70c7fce82237bde4f2cac4cfcf0ca2b84796fe9d0c6e9",
    "2c45530751517d6c3bbc69a19473f6effe47cce047bede01ffd8af7ea7b36b25",
    "3eeeb51a267a2144640fcd8f38d4a2f63439b39bc47445fd84727c3fc462c843",
    "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe",
    "56ec37616c00220032fc7b8c9d0ef51367fd0d70d9cd6ddd841660f949f84fed",
    "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63",
    "6a44b2ed8111d2f60d2b92627c5dccda3f7ed7570b18ce115e569cd68c28246b",
    "6b0c7b9f47a5d011939d61e324d3fe18a8bc155d8dd53add738709a92f290a7c",
    "6d5114bba238adddacb32fb11904f2b3ff4e988f8e9ff0d8d3b5e9822cf836b8",
    "7ec1e1dd9b6cb335c301afdf877989df384227313981850755a59561f75e4ab8",
    "a2ee66fe8b6608e1482ab1bde5799da04705c1cb40324c7f66054ecf46ae6e40",
    "a6e845f387e4ed55bb59342957a9179e24a631fcc7668bda3426ae1cef8ed4b9",
    "c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5",
    "c5dbdb7c8737cd183a9dce95b39cfd1f3d54ec2a27a1bb58f160293f9ba2c805",
    "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    "db5c8df7145c21ffea9c0f74e38823bac3af60cbadf0e26b8633f08627b17bab",
    "dd6f4f93ddf8a668c73f0945f3638444b2140a4e15a3912067493fc6335543e4",
    "ecb6028d79dc96fbeafffe5c8af62a7099487ebc05a701e76714eebcffd06375",
    "eeb92051c2123b9730c46b04cc843cfa4bc7d7b0aec56df431a2215ef4cb0273",
)

# One worker for each core; each holds 1 GB. A file stays with one, for it shares what is dear;
# tests/conftest.py says which come first.
ALL_TESTS = (
    *("--numprocesses=auto", "--maxprocesses=4"),
    *("--dist=loadfile", "--no-loadscope-reorder"),
)

# What uv, pip and the system say, in lower case, and what the user can do about it.
REMEDIES = (
    (
        ("no space left", "disk quota"),
        "the disk is full: free about 1.5 GB and run this again",
    ),
    (
        ("read-only file system", "permission denied", "operation not permitted"),
        f"no right to write in {ROOT}: use a copy of the checkout that you own",
    ),
    (
        ("hash mismatch", "do not match the hashes"),
        (
            "a downloaded file is not the one that was locked, so nothing was installed: check "
            "the package index that uv and pip are configured to use"
        ),
    ),
    (
        (
            "network",
            "dns error",
            "name resolution",
            "connection refused",
            "connection reset",
            "newconnectionerror",
            "error sending request",
            "failed to fetch",
            "timed out",
            "timeout",
            "could not connect",
        ),
        (
            "the package index cannot be reached: connect this machine to the network for the "
            "first run, or name a mirror or proxy in UV_DEFAULT_INDEX and PIP_INDEX_URL or "
            "HTTPS_PROXY"
        ),
    ),
)


class SetupError(Exception):
    """Something that set-up needs is missing; the message says what, and what to do."""


def say(text: str) -> None:
    """Print a line of progress where it does not mix with a command's output."""
    print(f"run.py: {text}", file=sys.stderr, flush=True)


def venv_program(name: str) -> str:
    """Return the path of a program of the environment."""
    return str(VENV / "bin" / name)


def expected_digest() -> str:
    """Hash what decides about the environment's content."""
    digest = hashlib.sha256()
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def own_version() -> str:
    """Return the running Python's version when Dateline supports it, else an empty text."""
    version = sys.version_info[:2]
    return f"{version[0]}.{version[1]}" if version in SUPPORTED else ""


def is_ready() -> bool:
    """Tell whether the environment is complete, current and made with this Python."""
    try:
        home, version, digest = STAMP.read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return False
    return (
        home == str(ROOT)
        and version == (own_version() or version)
        and digest == expected_digest()
        # Follows the link: false when the Python behind the environment was removed.
        and os.access(venv_program("python"), os.X_OK)
    )


def python_version(python: str) -> str:
    """Return `3.11` and the like, or an empty text when the program does not run."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(
            [python, "-I", "-c", code], capture_output=True, text=True, check=False, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def is_supported(version: str) -> bool:
    """Tell whether Dateline runs on that Python version."""
    return version in [f"{major}.{minor}" for major, minor in SUPPORTED]


def find_python() -> str:
    """Return a supported Python: this one, else the newest on PATH, else an empty text."""
    if own_version() and sys.executable:
        # Not a virtual environment's own link, which may be the one to be replaced.
        return os.path.realpath(sys.executable)
    for major, minor in reversed(SUPPORTED):
        found = shutil.which(f"python{major}.{minor}")
        if found and python_version(found) == f"{major}.{minor}":
            return found
    return ""


def explain(output: str) -> str:
    """Turn the output of a failed program into one line: what to do, then what it said."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    detail = (errors or lines or ["no output"])[-1]
    for signs, remedy in REMEDIES:
        if any(sign in output.lower() for sign in signs):
            return f"{remedy} ({detail})"
    return f"set-up failed: {detail}"


def call(*command: str) -> None:
    """Run a program of the set-up silently; its output is shown only when it fails."""
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            close_fds=False,  # it keeps the lock of `only_one` should this process be killed
        )
    except OSError as error:
        msg = f"cannot run {command[0]}: {error.strerror}"
        raise SetupError(msg) from error
    if done.returncode != 0:
        raise SetupError(explain(done.stdout))


def runs(program: str, expected: str = "") -> bool:
    """Tell whether `program --version` works and prints the expected words."""
    try:
        done = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=False, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and expected in done.stdout


def install_pinned_uv(python: str) -> str:
    """Install the pinned uv into an environment of its own; return its path."""
    home = STATE / "uv"
    program = str(home / "bin" / "uv")
    if runs(program, f"uv {PINNED_UV}"):
        return program
    if not python:
        msg = (
            f"Python 3.11, 3.12 or 3.13 is needed and neither this one "
            f"({sys.version_info[0]}.{sys.version_info[1]}) nor any on PATH is: install one, "
            "or install uv, which brings its own"
        )
        raise SetupError(msg)
    # Debian ships them apart from Python itself.
    check = subprocess.run(
        [python, "-c", "import venv; from ensurepip import bootstrap"],
        capture_output=True,
        check=False,
    )
    if check.returncode != 0:
        msg = (
            f"{python} has no working venv module: install it (on Debian and Ubuntu: "
            "apt-get install python3-venv), or install uv"
        )
        raise SetupError(msg)
    say(f"fetching uv {PINNED_UV} for the set-up")
    if home.exists():
        shutil.rmtree(home)
    call(python, "-m", "venv", str(home))
    hashes = " ".join(f"--hash=sha256:{sha256}" for sha256 in PINNED_UV_SHA256)
    with tempfile.TemporaryDirectory() as scratch:
        wanted = Path(scratch) / "uv.txt"
        wanted.write_text(f"uv=={PINNED_UV} {hashes}\n", "utf-8")
        call(
            *(str(home / "bin" / "python"), "-m", "pip", "install", "--require-hashes"),
            *("--only-binary=:all:", "--no-deps", "--disable-pip-version-check", "--retries=2"),
            *("-r", str(wanted)),
        )
    return program


def is_usable_venv() -> bool:
    """Tell whether the environment that is there can be brought up to date as it is."""
    if not (VENV / "pyvenv.cfg").exists():
        return False
    # Its programs name its path, so a moved one is of no use. One without a stamp was made by hand.
    if STAMP.exists() and STAMP.read_text("utf-8").partition("\n")[0] != str(ROOT):
        return False
    version = python_version(venv_program("python"))
    return is_supported(version) and version == (own_version() or version)


def set_up() -> None:
    """Make the environment, or bring it up to date; leave the stamp only at the very end."""
    started = time.monotonic()
    python = find_python()
    uv = shutil.which("uv") or ""
    if not (uv and runs(uv)):
        uv = install_pinned_uv(python)
    if not is_usable_venv():
        say("making the environment in .venv")
        if VENV.exists():
            shutil.rmtree(VENV)
        # Without a Python here uv looks for one in its own places, and may fetch it.
        call(uv, "venv", "--quiet", "--python", python or ">=3.11,<3.14", str(VENV))
    STAMP.write_text(UNFINISHED, "utf-8")
    say("installing what requirements.lock names (about a minute the first time)")
    target = ("--quiet", "--python", venv_program("python"))
    call(uv, "pip", "sync", *target, "--require-hashes", "requirements.lock")
    call(uv, "pip", "install", *target, "--no-deps", "--editable", ".")
    finished = STAMP.with_suffix(".new")
    version = python_version(venv_program("python"))
    finished.write_text(f"{ROOT}\n{version}\n{expected_digest()}\n", "utf-8")
    finished.replace(STAMP)
    say(f"ready after {time.monotonic() - started:.0f} s")


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Let one process at a time set up; the system frees the lock of those that died."""
    import fcntl

    STATE.mkdir(exist_ok=True)
    with (STATE / "setup.lock").open("a", encoding="utf-8") as lock:
        os.set_inheritable(lock.fileno(), True)  # noqa: FBT003
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another run.py to finish the set-up")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ensure_environment() -> None:
    """
    Set up unless that is done already.

    Raises
    ------
    SetupError
        When something is missing that only the user can provide.
    """
    if importlib.util.find_spec("fcntl") is None:
        msg = "Dateline runs on Linux and macOS; on Windows, use the Linux subsystem (WSL)"
        raise SetupError(msg)
    try:
        if is_ready():
            return
        with only_one():
            if not is_ready():
                set_up()
    except OSError as error:
        raise SetupError(explain(f"{error.strerror}: {error.filename}")) from error


def command_line(arguments: Sequence[str]) -> list[str]:
    """Return the program to become, with its arguments."""
    if arguments[0] == "test":
        return [venv_program("python"), "-m", "pytest", *(arguments[1:] or ALL_TESTS)]
    return [venv_program("dateline"), *arguments]


def main(arguments: Sequence[str]) -> int:
    """Set up if need be, then become the program asked for; returns only without one."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE)
        return 0 if arguments else 2
    try:
        ensure_environment()
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("set-up interrupted; the next run starts it again")
        return 130
    command = command_line(arguments)
    if arguments[0] == "test":
        os.chdir(ROOT)
    sys.stdout.flush()
    return os.execv(command[0], command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
