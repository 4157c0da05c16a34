"""The version of everything that decides what an article gives."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from geo.resources import data_path

_HERE = Path(__file__).resolve().parent
_ROOT = "geo.analyse"
# Offers what other modules do, and is passed through on the way to each of them.
_FACADE = "geo"
# Decide how the store keeps what an analysis gives; what they import decides only as far as
# an analysis runs through it.
_KEEPING = ("geo.records", "geo.layers.named", "geo.layers.codebook", "geo.articles.quotes")
# Outside libraries whose work shows in what is decided.
DISTRIBUTIONS = (
    *("anyascii", "numpy", "pyproj", "python-dateutil", "rapidfuzz", "shapely", "spacy", "thinc"),
)
_DIGEST_CHARS = 16
_NO_TABLE = {".py", ".md"}
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<source>geo(?:\.\w+)*)[ \t]+import[ \t]*"
    r"(?P<names>\([^)]*\)|[^\n]*)|import[ \t]+(?P<module>geo\.[\w.]+))",
    re.MULTILINE,
)
_NAME = re.compile(r"\w+")


def rules_version(model_version: str, gazetteer_version: str) -> str:
    """
    Name everything that decides what an article gives, so that nothing stale is used again.

    Parameters
    ----------
    model_version, gazetteer_version
        Of the language model and the compiled gazetteer.

    Returns
    -------
    version
        Another one when a module that an analysis runs through was changed (its
        comments too), a table that one of these reads, a library, or Python.

    Examples
    --------
    >>> rules_version("core_web_sm 3.8.0", "a") == rules_version("core_web_sm 3.8.0", "b")
    False
    """
    parts = (_code_version(), model_version, gazetteer_version)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:_DIGEST_CHARS]


def deciding_modules() -> dict[str, Path]:
    """
    Find the modules that an analysis runs through.

    Returns
    -------
    modules
        Name and file of `geo.analyse`, of all that it imports, by any way, and of those
        that the store keeps analyses with, ordered by name.
    """
    found: dict[str, Path] = {}
    pending = {_ROOT}
    while pending:
        name = pending.pop()
        path = _path_of(name)
        if path is not None and name not in found and name != _FACADE:
            found[name] = path
            pending.update(_imports(path.read_text(encoding="utf-8")))
    found |= {name: path for name in _KEEPING if (path := _path_of(name))}
    return dict(sorted(found.items()))


def deciding_tables() -> list[Path]:
    """
    Find the tables that an analysis reads.

    Returns
    -------
    tables
        The files in `data/`, ordered by name, but for those that only other modules
        name (a basemap, licences).
    """
    modules = deciding_modules().values()
    deciding = "\n".join(path.read_text(encoding="utf-8") for path in modules)
    rest = sorted({*_HERE.rglob("*.py")}.difference(modules))
    others = "\n".join(path.read_text(encoding="utf-8") for path in rest)
    tables = sorted(data_path("licences.json").parent.iterdir())
    return [
        path
        for path in tables
        if path.is_file()
        and path.suffix not in _NO_TABLE
        # One that nobody names may be read under a name put together.
        and (path.name in deciding or path.name not in others)
    ]


@cache
def _code_version() -> str:
    digest = hashlib.sha256()
    digest.update(f"python {sys.version_info.major}.{sys.version_info.minor}\n".encode())
    for name in DISTRIBUTIONS:
        digest.update(f"{name} {version(name)}\n".encode())
    for path in (*deciding_modules().values(), *deciding_tables()):
        digest.update(f"{path.name} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _path_of(module: str) -> Path | None:
    path = _HERE.joinpath(*module.split(".")[1:])
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((found for found in candidates if found.is_file()), None)


def _imports(text: str) -> Iterator[str]:
    for match in _IMPORT.finditer(text):
        source = match["source"] or match["module"]
        yield source
        # A name may be a module itself.
        yield from (f"{source}.{name}" for name in _NAME.findall(match["names"] or ""))
