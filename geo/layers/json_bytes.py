"""Values to JSON as the published files hold it: compact, UTF-8, the same bytes for the same."""

from __future__ import annotations

import json
from typing import Any

import orjson


def json_bytes(value: Any) -> bytes:
    r"""
    Write a value as compact JSON.

    Parameters
    ----------
    value
        Of dicts, lists, texts and numbers.

    Returns
    -------
    text
        Without a line break, in UTF-8; a lone surrogate becomes a question mark.

    Raises
    ------
    TypeError
        When the value holds something else.

    Examples
    --------
    >>> json_bytes({"name": "Rutba", "lon": 40.28, "note": "lone \ud800"})
    b'{"name":"Rutba","lon":40.28,"note":"lone ?"}'
    """
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        # It takes no lone surrogates, which broken articles hold.
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")
