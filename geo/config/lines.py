"""Where each key of a TOML text stands, for messages that name the line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_HEADER = re.compile(r"\s*(?P<open>\[\[?)\s*(?P<name>[^\[\]]+?)\s*\]")
_KEY = re.compile(r"\s*(?P<name>(?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*[\w-]+)*)\s*=")
_INLINE = re.compile(r"(?<=[{,])\s*(?P<name>[\w-]+)\s*=")
# What may hold lines that look like keys and are none.
_LONG_TEXT = re.compile(r'"""[\s\S]*?(?:"""|\Z)|\'\'\'[\s\S]*?(?:\'\'\'|\Z)')

Key = tuple[str | int, ...]


def find_lines(text: str) -> dict[Key, int]:
    r"""
    Find the lines on which tables and keys begin.

    Parameters
    ----------
    text
        Valid TOML, or nearly so.

    Returns
    -------
    lines
        From 1, by the path to the key: names, and numbers for the tables of an
        array. Keys of inline tables are there when they stand on the line of
        their table.

    Examples
    --------
    >>> lines = find_lines('a = 1\n[[source]]\nname = "x"\n[source.limits]\ndelay_s = 2\n')
    >>> lines[("source", 0, "name")], lines[("source", 0, "limits", "delay_s")]
    (3, 5)
    """
    blanked = _LONG_TEXT.sub(lambda found: "\n" * found[0].count("\n"), text)
    lines: dict[Key, int] = {}
    counts: Counter[Key] = Counter()
    table: Key = ()
    for number, line in enumerate(blanked.split("\n"), start=1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header and not key:
            table = _table(_split(header["name"]), counts, is_array=header["open"] == "[[")
            lines.setdefault(table, number)
        elif key:
            path = (*table, *_split(key["name"]))
            lines.setdefault(path, number)
            for inner in _INLINE.finditer(line, key.end()):
                lines.setdefault((*path, inner["name"]), number)
    return lines


def nearest_line(lines: dict[Key, int], path: Sequence[str | int]) -> int:
    """
    Find the line of a key, or of the closest table around it.

    Parameters
    ----------
    lines
        From `find_lines`.
    path
        To the key, which may be missing.

    Returns
    -------
    line
        1 when not even the outermost table is there.
    """
    for end in range(len(path), 0, -1):
        if tuple(path[:end]) in lines:
            return lines[tuple(path[:end])]
    return 1


def _split(name: str) -> Key:
    return tuple(part.strip().strip("\"'") for part in name.split("."))


def _table(names: Key, counts: Counter[Key], *, is_array: bool) -> Key:
    """Put the number of the current element behind each array's name."""
    path: Key = ()
    for position, name in enumerate(names):
        path = (*path, name)
        if is_array and position == len(names) - 1:
            counts[path] += 1
        if counts[path]:
            path = (*path, counts[path] - 1)
    return path
