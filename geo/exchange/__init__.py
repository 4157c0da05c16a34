"""
A published build in the formats of others: ACLED, UCDP GED, KML, FlatGeobuf, Shapefile.

`export_build` is all that other modules need. `acled` and `ucdp` lay tables out,
`spatial` lets GDAL write.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import pyogrio

from geo.errors import InputError
from geo.exchange.acled import acled_table
from geo.exchange.spatial import SPATIAL, write_spatial
from geo.exchange.ucdp import ucdp_table
from geo.gis.styles import LAYER_COLUMNS
from geo.layers.export import write_csv

__all__ = ["FORMATS", "LAYERS", "Exported", "export_build"]

_TABLES = {"acled": acled_table, "ucdp": ucdp_table}
FORMATS = (*_TABLES, *SPATIAL)
LAYERS = ("events", "areas", "places")


class Exported(NamedTuple):
    """The file written, its rows, and how many the format has no place for."""

    path: Path
    rows: int
    left_out: int


def export_build(
    folder: Path, kind: str, *, layer: str = "events", path: Path | None = None
) -> Exported:
    """
    Write a layer of a published build as another format.

    Parameters
    ----------
    folder
        The build, such as `outputs/latest`.
    kind
        One of `FORMATS`.
    layer
        One of `LAYERS`; the tables `acled` and `ucdp` are of `events` alone.
    path
        The file; None for one named after the format in the current folder.
        What is there is replaced when all is written.

    Returns
    -------
    exported
        What was written. The same build gives the same bytes, but for KML and
        zipped Shapefiles, which GDAL dates.

    Raises
    ------
    InputError
        When the folder holds no build, the format or layer is unknown, or the
        file cannot be written.
    """
    if kind not in FORMATS:
        msg = f"Unknown format {kind!r}. Choose one of: {', '.join(FORMATS)}."
        raise InputError(msg)
    if layer not in LAYERS or (kind in _TABLES and layer != "events"):
        held = "events" if kind in _TABLES else ", ".join(LAYERS)
        msg = f"Format {kind} cannot hold layer {layer!r}; it can: {held}."
        raise InputError(msg)
    frame = _read(folder, layer)
    suffix = ".csv" if kind in _TABLES else SPATIAL[kind].suffix
    target = path or Path(f"{layer}-{kind}{suffix}" if kind in _TABLES else f"{layer}{suffix}")
    if not target.name.endswith(suffix):
        msg = f"{target}: a file of format {kind} must end in {suffix}."
        raise InputError(msg)
    draft = target.with_name(f".{target.name.removesuffix(suffix)}-draft{suffix}")
    try:
        if kind in _TABLES:
            table = _TABLES[kind](frame)
            write_csv(table, draft)
        else:
            table = frame
            write_spatial(frame, draft, kind, layer)
        draft.replace(target)
    except OSError as error:
        msg = f"Cannot write {target}: {error.strerror or error}."
        raise InputError(msg) from error
    finally:
        draft.unlink(missing_ok=True)
    return Exported(target, len(table), len(frame) - len(table))


def _read(folder: Path, layer: str) -> gpd.GeoDataFrame:
    path = folder / "dateline.gpkg"
    if not path.is_file():
        msg = f"{path} is missing. Name a published build, such as outputs/latest, by --from."
        raise InputError(msg)
    try:
        frame = gpd.read_file(path, layer=layer)
    except pyogrio.errors.DataSourceError as error:
        msg = f"{path} is damaged ({error}). Build anew, or show an older build by rollback."
        raise InputError(msg) from error
    # A whole number that is missing somewhere is read as a fraction.
    for column in LAYER_COLUMNS[layer]:
        if column.kind == "int":
            frame[column.name] = frame[column.name].astype("Int64")
    return frame
