"""Get country dumps of GeoNames: from the web, a folder or a file."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NoReturn

import httpx

from geo.errors import InputError
from geo.gazetteer.dumps import MAX_ZIP_BYTES

_SILENCE_S = 30.0
# 70 MB, the largest, at a slow line's 150 kB/s.
_TOTAL_S = 480.0
_MAX_REDIRECTS = 5


def find_dump(country_code: str, origin: str, folder: Path) -> Path:
    """
    Find or fetch the dump of a country.

    Parameters
    ----------
    country_code
        In capitals.
    origin
        A base URL, the URL of a zip file, a folder, or a file.
    folder
        To put a fetched file in.

    Returns
    -------
    path
        Of a file whose bytes are not checked yet.

    Raises
    ------
    InputError
        In one line: what is not there, or what went wrong on the way.
    """
    name = f"{country_code}.zip"
    if origin.startswith(("http://", "https://")):
        url = origin if origin.lower().endswith(".zip") else f"{origin.rstrip('/')}/{name}"
        target = folder / name
        _fetch(url, target)
        return target
    path = Path(origin).expanduser()
    path = path / name if path.is_dir() else path
    if not path.is_file():
        msg = f"There is no file {path}. Expected {name}, a folder that holds it, or a URL."
        raise InputError(msg)
    if path.stat().st_size > MAX_ZIP_BYTES:
        msg = f"{path} has more than {MAX_ZIP_BYTES:,} bytes: no country has so many."
        raise InputError(msg)
    return path


def _fetch(url: str, target: Path) -> None:
    """Fetch a file, whole or not at all, within limits of time and size."""
    deadline = time.monotonic() + _TOTAL_S
    size = 0
    try:
        with (
            httpx.Client(
                timeout=_SILENCE_S, follow_redirects=True, max_redirects=_MAX_REDIRECTS
            ) as client,
            client.stream("GET", url) as answer,
            target.open("wb") as file,
        ):
            if answer.status_code != httpx.codes.OK:
                _refuse(url, f"the server answers {answer.status_code}: is the code right?")
            for piece in answer.iter_bytes():
                size += len(piece)
                if size > MAX_ZIP_BYTES:
                    _refuse(url, f"it has more than {MAX_ZIP_BYTES:,} bytes")
                if time.monotonic() > deadline:
                    _refuse(url, f"it takes more than {_TOTAL_S:.0f} seconds")
                file.write(piece)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        _refuse(url, f"{reason}. Fetch it by other means and give the file with --from")


def _refuse(url: str, reason: str) -> NoReturn:
    msg = f"Cannot fetch {url}: {reason}."
    raise InputError(msg)
