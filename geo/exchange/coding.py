"""What ACLED's and UCDP's tables have in common: names of countries, spans of days."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from geo.resources import read_rows

# What did not happen, or perhaps, is not in tables of what happened.
TOLD_AS_FACT = ("occurred", "claimed")


def listed(names: str) -> list[str]:
    """
    Split names of columns.

    Parameters
    ----------
    names
        Separated by white space.

    Returns
    -------
    names
        In that order.

    Examples
    --------
    >>> listed("best high low")
    ['best', 'high', 'low']
    """
    return names.split()


@cache
def country_names() -> dict[str, str]:
    """
    Read the names of countries.

    Returns
    -------
    names
        By ISO 3166-1 alpha-2 code.
    """
    return {row["country_code"]: row["name"] for row in read_rows("countries.csv")}


@cache
def country_numbers() -> dict[str, int]:
    """
    Read the numbers of countries.

    Returns
    -------
    numbers
        ISO 3166-1 numeric by alpha-2 code; Kosovo has none.
    """
    rows = read_rows("country_numbers.csv")
    return {row["country_code"]: int(row["iso_numeric"]) for row in rows}


def span_days(frame: pd.DataFrame) -> pd.Series[Any]:
    """
    Count the days of each incident.

    Parameters
    ----------
    frame
        With `date_start` and `date_end`.

    Returns
    -------
    days
        1 for a single day; missing where a day is.
    """
    first, last = pd.to_datetime(frame["date_start"]), pd.to_datetime(frame["date_end"])
    return (last - first).dt.days + 1


def days_text(series: pd.Series[Any]) -> pd.Series[Any]:
    """
    Write days as `YYYY-MM-DD`.

    Parameters
    ----------
    series
        Of days.

    Returns
    -------
    texts
        Missing where the day is.
    """
    return pd.to_datetime(series).dt.strftime("%Y-%m-%d")
