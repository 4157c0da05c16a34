"""Pictures and GIS files of the build before, taken over where they would come out the same."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

import shapely

from geo.builds.manifest import DRAWN_FROM, NAME, file_sha256
from geo.layers.making import Layers
from geo.resources import data_path

_CODE = Path(__file__).resolve().parents[1]
# What draws and writes these files.
_DISTRIBUTIONS = (
    *("geopandas", "matplotlib", "numpy", "pandas", "pillow", "pyarrow", "pyogrio", "pyproj"),
    "shapely",
)
# Text files of the build that hold the rows drawn, and their geometries to six decimals.
_ROWS = ("events.geojson", "areas.geojson", "places.geojson", "reports.csv")


def drawn_from(folder: Path, layers: Layers, words: Sequence[str]) -> str:
    """
    Fingerprint all that pictures and GIS files show.

    Parameters
    ----------
    folder
        Holds the text files of the layers already.
    layers
        The build's rows.
    words
        Titles and the like.

    Returns
    -------
    digest
        SHA-256 in hexadecimal; another one too for another version of this program, its
        tables, or a library that draws.
    """
    digest = hashlib.sha256(program_version().encode())
    digest.update(json.dumps(words).encode())
    for name in _ROWS:
        digest.update(file_sha256(folder / name).encode())
    for layer in (layers.events, layers.areas, layers.places):
        for shape in shapely.to_wkb(layer.geometry.to_numpy()):
            digest.update(shape)
    # Of the articles, only the last day of publication is written.
    digest.update(str(layers.articles["published"].max()).encode())
    return digest.hexdigest()


def take_over(previous: Path | None, digest: str, names: Iterable[str], folder: Path) -> list[Path]:
    """
    Copy files of the build before, if they were drawn from the same.

    Parameters
    ----------
    previous
        That build; None before the first.
    digest
        From `drawn_from`, of the build to be written.
    names
        Of the files.
    folder
        Of the build to be written.

    Returns
    -------
    files
        In order; empty where they must be drawn: one is missing, or was changed since, as a
        GeoPackage is by whoever edits it.
    """
    if previous is None:
        return []
    try:
        told = json.loads((previous / NAME).read_text(encoding="utf-8"))
        wanted = {name: told["files"][name]["sha256"] for name in names}
        if told[DRAWN_FROM] != digest:
            return []
        if any(file_sha256(previous / name) != sha for name, sha in wanted.items()):
            return []
    # A manifest that is gone or tells otherwise: the files are drawn as if there were none.
    except (OSError, ValueError, KeyError, TypeError):
        return []
    # Copies, not links: what somebody changes in one build must not change another.
    return [Path(shutil.copyfile(previous / name, folder / name)) for name in wanted]


@cache
def program_version() -> str:
    """
    Fingerprint this program, its tables, and the libraries that draw.

    Returns
    -------
    digest
        SHA-256 in hexadecimal.
    """
    digest = hashlib.sha256()
    for name in _DISTRIBUTIONS:
        digest.update(f"{name} {version(name)}\n".encode())
    tables = data_path("licences.json").parent.iterdir()
    for path in sorted([*_CODE.rglob("*.py"), *(path for path in tables if path.is_file())]):
        digest.update(f"{path.name} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
