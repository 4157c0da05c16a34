"""Code and data inside one file: read from installed packages, sealed by a security policy."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from geo.errors import DataError
from geo.layers.json_bytes import json_bytes

# Folium asks for these by name; each comes from an installed package or is not
# needed, since nothing here uses Folium's own popups and icons.
LOCAL_SOURCES: Mapping[str, tuple[str, str] | None] = {
    "leaflet": ("xstatic.pkg.leaflet", "data/leaflet.js"),
    "leaflet_css": ("xstatic.pkg.leaflet", "data/leaflet.css"),
    "jquery": None,
    "bootstrap": None,
    "bootstrap_css": None,
    "awesome_markers": None,
    "awesome_markers_css": None,
    "awesome_markers_font_css": None,
    "awesome_rotate_css": None,
    "glyphicons_css": None,
}
# Bytes. Below it a page stays legible, and compression would save little.
COMPRESSED_FROM = 1_000_000
_UNSAFE = re.compile("[<>&\u2028\u2029]")
_SLOT = re.compile(r"%%DATELINE:(\w+)%%")
_INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)
_PUBLIC_URL = re.compile(r"url\((?!data:)[^)]*\)|//# sourceMappingURL=\S*")


def island(value: Any) -> str:
    r"""
    Write JSON that can stand inside a script element, whatever texts it holds.

    Parameters
    ----------
    value
        JSON-able.

    Returns
    -------
    text
        Without any character that HTML, or an encoder, gives a meaning to. What is
        long is compressed (deflate, in base64): it never starts with a brace.

    Examples
    --------
    >>> island({"a": "</script><b>&"})
    '{"a":"\\u003c/script\\u003e\\u003cb\\u003e\\u0026"}'
    """
    text = json_bytes(value)
    if len(text) >= COMPRESSED_FROM:
        return base64.b64encode(zlib.compress(text, level=4, wbits=-15)).decode()
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text.decode())


def slot(name: str) -> str:
    """Return the mark that `fill` replaces; Jinja lets it through."""
    return f"%%DATELINE:{name}%%"


def fill(text: str, parts: Mapping[str, str]) -> str:
    """
    Put texts into a page's slots, all in one pass.

    Parameters
    ----------
    text
        With marks made by `slot`.
    parts
        By name. A mark inside a part stays as it is: a text can not call for
        another one.

    Returns
    -------
    text
        Marks without a part stay.

    Examples
    --------
    >>> fill(f"<b>{slot('A')}</b>", {"A": slot("B"), "B": "!"})
    '<b>%%DATELINE:B%%</b>'
    """
    return _SLOT.sub(lambda found: parts.get(found[1], found[0]), text)


@cache
def asset(name: str) -> str:
    """
    Read a file of this package's `assets`.

    Parameters
    ----------
    name
        File name.

    Returns
    -------
    text
        Its content.

    Raises
    ------
    DataError
        When it is missing.
    """
    try:
        return (files(__package__ or "geo.webmap") / "assets" / name).read_text(encoding="utf-8")
    except OSError as error:
        msg = f"Page asset {name!r} is missing ({error}). Reinstall dateline."
        raise DataError(msg) from error


@cache
def library(name: str) -> str:
    """
    Read a library that Folium would load from the network.

    Parameters
    ----------
    name
        As Folium calls it, such as `leaflet`.

    Returns
    -------
    text
        Its content without references to further files; empty when the page
        does without it.

    Raises
    ------
    DataError
        When the library has no local source, or its file is missing.
    """
    if name not in LOCAL_SOURCES:
        msg = f"Folium wants {name!r}, which has no local source. Add one to LOCAL_SOURCES."
        raise DataError(msg)
    source = LOCAL_SOURCES[name]
    if source is None:
        return ""
    package, path = source
    try:
        text = Path(str(files(package) / path)).read_text(encoding="utf-8")
    except (ModuleNotFoundError, OSError) as error:
        msg = f"{path} of package {package} is missing ({error}). Reinstall dateline."
        raise DataError(msg) from error
    return _PUBLIC_URL.sub("none" if name.endswith("css") else "", text)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def security_policy(document: str, picture_hosts: Iterable[str]) -> str:
    """
    Write the Content-Security-Policy that lets exactly this document's code run.

    Parameters
    ----------
    document
        With every script and style in place.
    picture_hosts
        Sources that optional tiles come from.

    Returns
    -------
    policy
        Scripts and styles by their SHA-256; pictures from inside the file and
        from the hosts of the optional tiles; nothing else from anywhere.
    """
    hashes: dict[str, list[str]] = {"script": [], "style": []}
    for kind, text in _INLINE.findall(document):
        hashes[kind].append(f"'sha256-{_digest(text)}'")
    hosts = " ".join(dict.fromkeys(picture_hosts))
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(hashes['script'])}",
            f"style-src {' '.join(hashes['style'])}",
            f"img-src data: blob: {hosts}",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def safe_text(value: object) -> str:
    """Escape for HTML text and attributes."""
    return html.escape(str(value), quote=True)
