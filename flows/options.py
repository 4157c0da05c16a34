"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def out_option(text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """
    Let a command take the outputs' folder as `--out`.

    Parameters
    ----------
    text
        What the command does with it.

    Returns
    -------
    decorator
        Its command is given `out`, a Path.
    """
    return click.option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path("outputs"),
        show_default=True,
        help=text,
    )
