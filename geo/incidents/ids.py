"""Ids of incidents: readable, made of what the first report says, never reused."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Sequence
from datetime import date

from geo.incidents.accounts import as_told
from geo.model import Report

_HASH_CHARS = 6


def make_id(founding: Report, published: date | None) -> str:
    """
    Name an incident by the report that founded it.

    Parameters
    ----------
    founding
        The report published first: reports that come later leave the id as it
        is, and so do analysts' corrections.
    published
        Its article's day; used when the text tells no day.

    Returns
    -------
    event_id
        Day, country, sub-type and six characters of a hash over what the
        report says: `20161023-IQ-execution-k3q7xa`. `00000000` without a day,
        `XX` without a country. Ids sort by day.
    """
    told = as_told(founding)
    day = told.day or published
    digest = hashlib.sha256("\x1f".join(told.key).encode("utf-8", "replace")).digest()
    code = base64.b32encode(digest).decode("ascii").lower()[:_HASH_CHARS]
    digits = day.isoformat().replace("-", "") if day else "00000000"
    return f"{digits}-{told.country_code or 'XX'}-{told.sub_event_type}-{code}"


def unique_ids(wanted: Sequence[str], taken: Collection[str] = ()) -> list[str]:
    """
    Add a number to ids that are wanted twice, or that were used before.

    Parameters
    ----------
    wanted
        In an order that does not depend on the input's.
    taken
        Ids that must not be given again.

    Returns
    -------
    ids
        `x`, then `x-2`, `x-3`.

    Examples
    --------
    >>> unique_ids(["x", "y", "x"], taken=["y"])
    ['x', 'y-2', 'x-2']
    """
    used, ids = set(taken), []
    for stem in wanted:
        candidate, attempt = stem, 1
        while candidate in used:
            attempt += 1
            candidate = f"{stem}-{attempt}"
        used.add(candidate)
        ids.append(candidate)
    return ids
