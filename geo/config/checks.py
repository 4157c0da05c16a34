"""What is wrong with a text of a `dateline.toml`, and what to write instead."""

from __future__ import annotations

import ipaddress
import re
import zoneinfo
from urllib.parse import urlsplit

from geo.resources import read_rows

# It becomes part of a request's header.
_CONTACT = re.compile(r"[!-~]+@[!-~]+|https?://[!-~]+")
_HOME = re.compile(r"(?P<country>[A-Z]{2})(?:-[A-Z0-9]{1,3})?")
# Bounds of the fields of crontab(5), and the names that two of them know.
_CRON_FIELDS = (
    ("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 7),
)  # fmt: skip
_CRON_NAMES = {
    "month": ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    "weekday": ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
}
_CRON_PART = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d+))?")


def check_url(value: str) -> str:
    """
    Look at a web address.

    Parameters
    ----------
    value
        As written.

    Returns
    -------
    problem
        Empty when it is right.

    Examples
    --------
    >>> check_url("https://news.example/feed.xml"), check_url("news.example")
    ('', 'write a whole address, https://...')
    """
    try:
        parts = urlsplit(value)
        is_whole = bool(parts.scheme in ("http", "https") and parts.hostname)
        _ = parts.port
    except ValueError:
        is_whole = False
    if not is_whole or any(character.isspace() for character in value):
        return "write a whole address, https://..."
    # It would stand in logs and in the published manifest.
    return "take user name and password out of it" if parts.username else ""


def check_contact(value: str) -> str:
    """
    Look at what fetched servers are told about who fetches.

    Parameters
    ----------
    value
        As written.

    Returns
    -------
    problem
        Empty when it is right.

    Examples
    --------
    >>> check_contact("desk@news.example"), check_contact("me")
    ('', 'write an e-mail or web address')
    """
    return "" if _CONTACT.fullmatch(value) else "write an e-mail or web address"


def check_database(value: str) -> str:
    """
    Look at the address of a PostgreSQL database.

    Parameters
    ----------
    value
        As written.

    Returns
    -------
    problem
        Empty when it is right.

    Examples
    --------
    >>> check_database("postgresql://maps@db.example/news"), check_database("news")
    ('', 'write the URL of a database, postgresql://...')
    """
    if value.startswith(("postgresql://", "postgresql+psycopg://")):
        return ""
    return "write the URL of a database, postgresql://..."


def check_home(value: str) -> str:
    """
    Look at the code of a region.

    Parameters
    ----------
    value
        As written.

    Returns
    -------
    problem
        Empty when it is right.

    Examples
    --------
    >>> check_home("US-TX"), check_home("IQ"), check_home("Texas")
    ('', '', 'write an ISO 3166 code, such as "IQ" or "US-TX"')
    """
    match = _HOME.fullmatch(value)
    countries = {row["country_code"] for row in read_rows("countries.csv")}
    if match and match["country"] in countries:
        return ""
    return 'write an ISO 3166 code, such as "IQ" or "US-TX"'


def check_networks(value: str) -> str:
    """
    Look at a block of addresses.

    Parameters
    ----------
    value
        As written.

    Returns
    -------
    problem
        Empty when it is right.

    Examples
    --------
    >>> check_networks("10.1.0.0/16"), check_networks("intranet")
    ('', 'write a block of addresses, such as "10.1.0.0/16"')
    """
    try:
        ipaddress.ip_network(value)
    except ValueError:
        return 'write a block of addresses, such as "10.1.0.0/16"'
    return ""


def check_zone(value: str) -> str:
    """
    Look at the name of a time zone.

    Parameters
    ----------
    value
        As written.

    Returns
    -------
    problem
        Empty when it is right.

    Examples
    --------
    >>> check_zone("Asia/Baghdad"), check_zone("Mars")
    ('', 'write an IANA time zone, such as "Asia/Baghdad"')
    """
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return 'write an IANA time zone, such as "Asia/Baghdad"'
    return ""


def check_cron(value: str) -> str:
    """
    Look at the five fields that say when to run.

    Parameters
    ----------
    value
        As written.

    Returns
    -------
    problem
        Empty when it is right.

    Examples
    --------
    >>> check_cron("15 2 * * mon-fri"), check_cron("99 2 * * *")
    ('', 'its minute is not from 0 to 59')
    """
    fields = value.split()
    if len(fields) != len(_CRON_FIELDS):
        return 'write five fields, such as "15 2 * * *" for a quarter past two every night'
    for field, (name, low, high) in zip(fields, _CRON_FIELDS, strict=True):
        if not all(_is_cron_part(part, name, low, high) for part in field.lower().split(",")):
            return f"its {name} is not from {low} to {high}"
    return ""


def _is_cron_part(part: str, name: str, low: int, high: int) -> bool:
    match = _CRON_PART.fullmatch(part)
    if match is None or match["step"] == "0":
        return False
    if match["first"] == "*":
        return match["last"] is None
    names = {word: number for number, word in enumerate(_CRON_NAMES.get(name, []), start=low)}
    ends = [
        names.get(end, int(end) if end.isdecimal() else -1)
        for end in (match["first"], match["last"] or match["first"])
    ]
    return low <= ends[0] <= ends[1] <= high
