"""Reads values out of TOML tables and collects what is wrong with them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from geo.config.lines import Key, nearest_line
from geo.errors import ConfigError

# Returns what is wrong with a value and what to write instead; empty when it is right.
Check = Callable[[str], str]

# A path of Windows has some: "C:\\news" holds a line break.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LOGIN = re.compile("//[^/]*@")


class Mistakes:
    """
    What is wrong with a file, each with its line.

    Parameters
    ----------
    path
        Of the file.
    lines
        From `geo.config.lines.find_lines`.
    """

    def __init__(self, path: Path, lines: dict[Key, int]) -> None:
        self._path, self._lines = path, lines
        self._found: list[tuple[int, str]] = []

    def add(self, key: Key, message: str) -> None:
        """Note a mistake at a key, or at the table where the key is missing."""
        self._found.append((nearest_line(self._lines, key), message))

    def stop_on_any(self) -> None:
        """
        Raise all mistakes at once, in the order of their lines.

        Raises
        ------
        ConfigError
            When there is one.
        """
        if self._found:
            msg = "\n".join(f"{self._path}:{line}: {told}" for line, told in sorted(self._found))
            raise ConfigError(msg)


class Table:
    """
    A table of which each value is asked for once, with its type and bounds.

    Parameters
    ----------
    values
        As tomllib gives them.
    key
        The path to it.
    mistakes
        Where to note what is wrong; a wrong value is replaced by its default.
    """

    def __init__(self, values: Mapping[str, Any], key: Key, mistakes: Mistakes) -> None:
        self._values, self._key, self.mistakes = values, key, mistakes
        self._asked: list[str] = []

    def has(self, name: str) -> bool:
        """Tell whether a key is there."""
        return name in self._values

    def complain(self, name: str, message: str) -> None:
        """Note a mistake about a key."""
        self.mistakes.add((*self._key, name), message)

    def text(self, name: str, default: str = "", check: Check | None = None) -> str:
        """Return a text; an empty one is a mistake, since leaving it out says the same."""
        value = self._get(name, default)
        if not isinstance(value, str) or (name in self._values and not value.strip()):
            self.complain(name, f"`{name}` is {value!r}: write text in quotation marks.")
            return default
        problem = check(value) if check and name in self._values else ""
        if _CONTROL.search(value):
            problem = "leave out line breaks and the like, and write each backslash twice"
        if problem:
            shown = _LOGIN.sub("//***@", value)
            self.complain(name, f"`{name}` is {shown!r}: {problem}.")
            return default
        return value.strip()

    def texts(self, name: str, check: Check) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self._get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            self.complain(name, f'`{name}` is {values!r}: write a list of texts, ["...", "..."].')
            return ()
        problems = [(value, check(value)) for value in values if check(value)]
        for value, problem in problems:
            self.complain(name, f"`{name}` holds {value!r}: {problem}.")
        return () if problems else tuple(values)

    def choice(self, name: str, allowed: Sequence[str], default: str = "") -> str:
        """Return one of a few words; empty, and a mistake, when there is no default either."""
        value = self._get(name, default)
        if value not in allowed:
            is_there = name in self._values
            told = f"`{name}` is {value!r}" if is_there else f"The table has no `{name}`"
            words = sorted(allowed)
            self.complain(name, f"{told}: write {', '.join(words[:-1])} or {words[-1]}.")
            return default
        return str(value)

    def flag(self, name: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._get(name, default)
        if not isinstance(value, bool):
            self.complain(name, f"`{name}` is {value!r}: write true or false.")
            return default
        return value

    def number(self, name: str, default: float, low: float, high: float) -> float:
        """Return a number within bounds."""
        value = self._get(name, default)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        # False for nan, too.
        if not is_number or not low <= value <= high:
            self.complain(name, f"`{name}` is {value!r}: write a number from {low:g} to {high:g}.")
            return default
        return float(value)

    def count(self, name: str, default: int, low: int, high: int) -> int:
        """Return a whole number within bounds."""
        value = self._get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            told = f"write a whole number from {low:,} to {high:,}, without commas"
            self.complain(name, f"`{name}` is {value!r}: {told}.")
            return default
        return value

    def table(self, name: str) -> Table:
        """Return a table below this one; an empty one when it is missing."""
        value = self._get(name, {})
        if not isinstance(value, dict):
            self.complain(name, f"`{name}` is {value!r}: write a table, [{name}].")
            value = {}
        return Table(value, (*self._key, name), self.mistakes)

    def tables(self, name: str) -> list[Table]:
        """Return an array of tables."""
        values = self._get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            self.complain(name, f"Each `{name}` is a table of its own: write [[{name}]].")
            return []
        return [
            Table(value, (*self._key, name, number), self.mistakes)
            for number, value in enumerate(values)
        ]

    def close(self) -> None:
        """Complain about every key that nobody asked for."""
        for name in self._values:
            if name not in self._asked:
                near = difflib.get_close_matches(name, self._asked, n=1)
                remedy = f"did you mean `{near[0]}`?" if near else "remove it."
                self.complain(name, f"`{name}` is not known here: {remedy}")

    def _get(self, name: str, default: object) -> Any:
        self._asked.append(name)
        return self._values.get(name, default)
