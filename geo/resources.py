"""Where the tables in `data/` are, in a checkout and in an installed package."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from geo.errors import DataError

_HERE = Path(__file__).resolve().parent
# An installed package carries the tables inside, a checkout beside it.
_FOLDERS = (_HERE / "_data", _HERE.parent / "data")
_SEED_FOLDERS = (_HERE / "_seeds", _HERE.parent / "seeds")


@cache
def data_path(name: str) -> Path:
    """
    Find a table or geometry file that ships with the project.

    Parameters
    ----------
    name
        Path below `data/`, such as `demonyms.csv`.

    Returns
    -------
    path
        An existing file.

    Raises
    ------
    DataError
        When there is no such file; the installation is then incomplete.
    """
    for folder in _FOLDERS:
        path = folder / name
        if path.is_file():
            return path
    msg = f"Data file {name!r} is not in {' or '.join(map(str, _FOLDERS))}. Reinstall dateline."
    raise DataError(msg)


def seeds_path() -> Path:
    """
    Find the folder of articles that are read when none are given.

    Returns
    -------
    path
        An existing folder: in an installed package, or `seeds/` of a checkout.

    Raises
    ------
    DataError
        When there is no such folder; the installation is then incomplete.

    Examples
    --------
    >>> (seeds_path() / "README.md").is_file()
    True
    """
    for folder in _SEED_FOLDERS:
        if folder.is_dir():
            return folder
    msg = f"No folder of seeds is at {' or '.join(map(str, _SEED_FOLDERS))}. Reinstall dateline."
    raise DataError(msg)


@cache
def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """
    Read a CSV table of `data/`; lines that start with `#` are its provenance.

    Parameters
    ----------
    name
        As for `data_path`.

    Returns
    -------
    rows
        In file order; empty cells are empty strings.
    """
    with data_path(name).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(line for line in lines if not line.startswith("#")))
