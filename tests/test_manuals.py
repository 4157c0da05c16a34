"""Commands, options and files that the manuals name exist."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from test_help import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
MANUALS = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *(ROOT / folder / "README.md" for folder in ("benchmarks", "data")),
]
# Of code: in a line of its own, or between backticks; a backslash joins two lines.
COMMAND = re.compile(
    r"(?:run\.py|`dateline|^dateline|\$ dateline) ((?:[^`\n|#&\\]|\\\n)+)", re.MULTILINE
)
NAMED = [
    pytest.param(found[1].replace("\\\n", " ").split(), id=f"{path.name}: {found[1].strip()}")
    for path in MANUALS
    for found in COMMAND.finditer(path.read_text("utf-8"))
    if not found[1].startswith("test")
]


@pytest.mark.parametrize("words", NAMED)
def test_commands_exist_with_their_options(words: list[str]) -> None:
    name = words[0]
    if isinstance(COMMANDS[name], click.Group) and len(words) > 1 and not words[1].startswith("-"):
        name = f"{name} {words[1]}"
    known = {option for one in COMMANDS[name].params for option in (*one.opts, *one.secondary_opts)}
    options = {word.partition("=")[0] for word in words if re.match(r"--\w", word)}
    assert options <= known | {"--help"}


@pytest.mark.parametrize("path", MANUALS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
