"""Columns written short: one value, a dictionary, one value a site, differences, joined texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Texts = NDArray[np.object_]
Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]

# Below it a column is so small that readable beats short.
SMALL = 1000
# Tried in this order; the last one stands in no text that a person wrote.
_SEPARATORS = ("\n", "|", "¦", "\ue000")


def texts_of(frame: pd.DataFrame, name: str) -> Texts:
    """
    Read a column of texts.

    Parameters
    ----------
    frame
        Any.
    name
        Of its column; without one all values count as missing.

    Returns
    -------
    texts
        Empty where missing.
    """
    if name not in frame.columns:
        return np.full(len(frame), "", dtype=object)
    series = frame[name]
    if pd.api.types.is_datetime64_any_dtype(series):
        series = series.dt.strftime("%Y-%m-%d")
    values = np.array(series.array, dtype=object)
    values[series.isna().to_numpy()] = ""
    if not pd.api.types.is_string_dtype(series):
        values[:] = [str(value) for value in values]
    return values


def numbers_of(frame: pd.DataFrame, name: str) -> Numbers:
    """
    Read a column of numbers.

    Parameters
    ----------
    frame
        Any.
    name
        Of its column; without one all values count as missing.

    Returns
    -------
    numbers
        Rounded to three decimals; NaN where missing or not finite.
    """
    if name not in frame.columns:
        return np.full(len(frame), np.nan)
    series = pd.to_numeric(frame[name], errors="coerce")
    values = np.round(series.to_numpy(dtype=np.float64, na_value=np.nan), 3)
    values[~np.isfinite(values)] = np.nan
    return values


def days_of(frame: pd.DataFrame, name: str) -> Numbers:
    """
    Read a column of days.

    Parameters
    ----------
    frame
        Any.
    name
        Of its column; without one all values count as missing.

    Returns
    -------
    days
        Since 1970; NaN where missing or no day.
    """
    if name not in frame.columns:
        return np.full(len(frame), np.nan)
    series = frame[name]
    if not pd.api.types.is_datetime64_any_dtype(series):
        series = pd.to_datetime(series.astype(object), errors="coerce")
    days = series.to_numpy().astype("datetime64[s]").astype("datetime64[D]")
    numbers = days.astype(np.int64).astype(np.float64)
    numbers[np.isnat(days)] = np.nan
    return numbers


@dataclass(frozen=True, slots=True)
class Sites:
    """
    Which rows share a position, so that what they share is written once.

    Attributes
    ----------
    codes
        Of each row, the number of its site.
    first
        Of each site, its first row.
    """

    codes: Codes
    first: Codes


def sites_of(positions: Numbers) -> Sites:
    """
    Give each position a number.

    Parameters
    ----------
    positions
        Shape (n, 2).

    Returns
    -------
    sites
        In the order in which they come up.

    Examples
    --------
    >>> sites_of(np.array([[1.0, 2.0], [3.0, 2.0], [1.0, 2.0]])).codes.tolist()
    [0, 1, 0]
    """
    return grouped([positions[:, 0], positions[:, 1]], len(positions))


def grouped(columns: Sequence[NDArray[Any]], count: int) -> Sites:
    """
    Give each combination of values a number.

    Parameters
    ----------
    columns
        Equally long.
    count
        Of rows.

    Returns
    -------
    sites
        In the order in which they come up.
    """
    codes = np.zeros(count, np.int64)
    for column in columns:
        own, distinct = pd.factorize(column, use_na_sentinel=False)
        codes, _ = pd.factorize(codes * max(len(distinct), 1) + own)
    return Sites(codes, _first_rows(codes))


def _first_rows(codes: Codes) -> Codes:
    return np.unique(codes, return_index=True)[1].astype(np.int64)


def _scalars(values: NDArray[Any]) -> list[Any]:
    """Return values for JSON: None for NaN, whole numbers as int."""
    if values.dtype == object:
        texts: list[Any] = values.tolist()
        return texts
    gone = np.isnan(values)
    whole = np.where(gone, 0.0, values)
    numbers: list[Any] = (
        whole.astype(np.int64).tolist()
        if (whole == np.rint(whole)).all()
        else [int(value) if value.is_integer() else value for value in whole.tolist()]
    )
    for row in np.flatnonzero(gone).tolist():
        numbers[row] = None
    return numbers


def pack(values: NDArray[Any], sites: Sites | None = None) -> Any:
    """
    Write a column in its shortest form.

    Parameters
    ----------
    values
        Texts, or numbers with NaN where missing.
    sites
        Of the same rows, when the page holds their numbers as column `site`.

    Returns
    -------
    column
        JSON-able: a list; `{"n", "v"}` when all are alike; `{"d", "i"}` of values
        and their numbers; `{"site": …}` of a column with a row for each site;
        `{"+"}` of differences to the value before; `{"s", "t"}` of texts joined by `s`.

    Examples
    --------
    >>> pack(np.array([2.0, 2.0, 2.0]))
    {'n': 3, 'v': 2}
    >>> pack(np.array([2.5, np.nan]))
    [2.5, None]
    """
    if len(values) < 2:
        return _scalars(values)
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    return _packed(codes, distinct, sites)


def pack_texts(frame: pd.DataFrame, name: str, sites: Sites | None = None) -> Any:
    """
    Write a column of a frame, without making each of its texts where few differ.

    Parameters
    ----------
    frame, name
        As for `texts_of`.
    sites
        As for `pack`.

    Returns
    -------
    column
        As from `pack`.
    """
    if name not in frame.columns or not pd.api.types.is_string_dtype(frame[name]):
        return pack(texts_of(frame, name), sites)
    codes, kept = pd.factorize(frame[name].array)
    distinct = np.array([*kept, ""], dtype=object)
    # A missing text has the code -1, and so the last of them.
    return _packed(codes, distinct if (codes < 0).any() else distinct[:-1], sites)


def _packed(codes: Codes, distinct: NDArray[Any], sites: Sites | None) -> Any:
    if len(distinct) == 1 and len(codes) > 1:
        return {"n": len(codes), "v": _scalars(distinct)[0]}
    if sites is not None and 2 * len(sites.first) <= len(codes):
        at_sites = codes[sites.first]
        if (at_sites[sites.codes] == codes).all():
            return {"site": pack(distinct[at_sites])}
    if 2 * len(distinct) <= len(codes) and len(codes) >= 8:
        return {"d": listed(distinct), "i": (codes % len(distinct)).tolist()}
    return listed(distinct[codes])


def listed(values: NDArray[Any]) -> Any:
    """
    Write a column whose values seldom come twice.

    Parameters
    ----------
    values
        As for `pack`.

    Returns
    -------
    column
        As from `pack`: a list, or something shorter when there is much of it.
    """
    if len(values) < SMALL:
        return _scalars(values)
    if values.dtype == object:
        texts: list[str] = values.tolist()
        return _joined(texts)
    if not np.isnan(values).any() and (values == np.rint(values)).all():
        steps = np.diff(values, prepend=0)
        if (steps >= 0).all():
            return {"+": steps.astype(np.int64).tolist()}
    return _scalars(values)


def _joined(texts: list[str]) -> Any:
    for separator in _SEPARATORS:
        joined = separator.join(texts)
        if joined.count(separator) == len(texts) - 1:
            return {"s": separator, "t": joined}
    return texts


def pack_parts(values: Texts, separator: str, most: int) -> Any:
    """
    Write a column of texts that are put together from few phrases.

    Parameters
    ----------
    values
        Texts.
    separator
        Between the phrases.
    most
        Phrases to tell apart; the last holds what follows.

    Returns
    -------
    column
        As from `pack`, or `{"s", "parts"}`: columns to be joined by `s`, without
        those that are empty.
    """
    if len(values) < SMALL:
        return pack(values)
    codes, distinct = pd.factorize(values)
    parts = [text.split(separator, most - 1) for text in distinct]
    if any("" in part for part in parts if len(part) > 1):
        return pack(values)
    columns = []
    for number in range(max(map(len, parts))):
        column = [part[number] if number < len(part) else "" for part in parts]
        columns.append(pack(np.array(column, dtype=object)[codes]))
    return {"s": separator, "parts": columns}
