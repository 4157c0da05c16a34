"""What each published column means, in a sentence: for databases, files and services."""

from __future__ import annotations

from functools import cache

from geo.errors import DataError
from geo.resources import read_rows


def describe_column(column: str, layer: str = "") -> str:
    """
    Say what a published column holds.

    Parameters
    ----------
    column
        Its name in the codebook.
    layer
        Where it stands; some columns mean something else there.

    Returns
    -------
    note
        Without a full stop.

    Raises
    ------
    DataError
        When nothing is written about it.

    Examples
    --------
    >>> describe_column("killed_best")
    'People killed; missing when no number is stated'
    >>> describe_column("name", "toponyms")
    'As written in the text'
    """
    notes = _notes()
    found = notes.get((layer, column)) or notes.get(("", column))
    if found is None:
        msg = f"Nothing in data/column_notes.csv tells what {column} of layer {layer!r} means."
        raise DataError(msg)
    return found


@cache
def _notes() -> dict[tuple[str, str], str]:
    return {(row["layer"], row["column"]): row["note"] for row in read_rows("column_notes.csv")}
