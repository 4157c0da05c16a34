"""The map of the code shows every package and module of `geo` in its own words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAP = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


def told(path: Path) -> str:
    """Return what a module says of itself, in one line."""
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]


MODULES = {f"geo/{path.name}": told(path) for path in (ROOT / "geo").glob("[!_]*.py")}
PACKAGES = {f"geo/{path.parent.name}/": told(path) for path in (ROOT / "geo").glob("*/__init__.py")}


def test_packages_and_modules_are_on_the_map() -> None:
    rows = dict(re.findall(r"(?m)^\| `(geo/[^`]+)` \| (.+) \|$", MAP))
    assert rows == MODULES | PACKAGES


@pytest.mark.parametrize("name", re.findall(r"`((?:geo|flows|tests)/\w+(?:/\w+)*\.py)`", MAP))
def test_files_named_exist(name: str) -> None:
    assert (ROOT / name).is_file()


def test_packages_named_in_the_picture_exist() -> None:
    names = set(re.findall(r"\bgeo\.(\w+)", MAP))
    assert names <= {path.stem for path in (ROOT / "geo").iterdir()}
