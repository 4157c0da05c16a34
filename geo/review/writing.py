"""The queue as a sheet: a GeoPackage for QGIS, or CSV for a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.geometry import MultiPolygon, Point, Polygon, shape
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.gis.geopackage import add_styles, last_change
from geo.layers.export import write_csv
from geo.layers.frames import CRS
from geo.review.form import sheet_styles
from geo.review.queue import Item
from geo.review.sheet import AREAS_LAYER, COLUMNS, EDITABLE, LAYER, outline_digest

# The points are the geometry; an outline is drawn in the other layer.
_NOT_IN_LAYER = frozenset({"lon", "lat", "footprint_wkt"})
_BOM = b"\xef\xbb\xbf"
_NUMBERS = frozenset(
    f"{measure}_{bound}"
    for measure in ("killed", "injured", "affected")
    for bound in ("low", "best", "high")
)


def write_sheet(items: Sequence[Item], build_id: str, path: Path) -> Path:
    """
    Write a queue.

    Parameters
    ----------
    items
        Worst first.
    build_id
        The build that it was found in.
    path
        `.gpkg`: layers `review` (points, to be moved) and `review_areas`
        (footprints, to be drawn anew); `.csv`: UTF-8 with a byte order mark, by
        which spreadsheets know it.

    Returns
    -------
    path
        As given; a file of that name is replaced in one step.

    Raises
    ------
    InputError
        When it cannot be written.
    """
    rows = list(_rows(items, build_id))
    fresh = path.with_name(f".{path.stem}.new{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        if path.suffix.lower() == ".gpkg":
            _write_geopackage(rows, fresh)
        elif path.suffix.lower() == ".csv":
            lines = [[cells.get(name, "") for name in COLUMNS] for cells, *_ in rows]
            write_csv(pd.DataFrame(lines, columns=list(COLUMNS), dtype="object"), fresh)
            fresh.write_bytes(_BOM + fresh.read_bytes())
        else:
            msg = f"{path.name} must end in .gpkg or .csv."
            raise InputError(msg)
        fresh.replace(path)
    except (OSError, DataSourceError, DataLayerError) as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        msg = f"Cannot write {path}: {error}. Make room, or choose another place."
        raise InputError(msg) from error
    return path


_SheetRow = tuple[dict[str, str], Point | None, BaseGeometry | None]


def _rows(items: Sequence[Item], build_id: str) -> Iterator[_SheetRow]:
    for rank, item in enumerate(items, 1):
        yield _row(item, str(rank), build_id)
        for below in item.below:
            yield _row(below, str(rank), build_id)


def _row(item: Item, rank: str, build_id: str) -> _SheetRow:
    cells = dict(item.cells)
    shown = {name: cells[name] for name in EDITABLE if cells.get(name)}
    point = Point(item.point) if item.point else None
    drawn = shape(dict(item.area)) if item.area else None
    outline = MultiPolygon([drawn]) if isinstance(drawn, Polygon) else drawn
    return (
        {
            **cells,
            "row_id": item.row_id,
            "rank": rank,
            "why": item.why,
            "build_id": build_id,
            "shown": json.dumps(shown, ensure_ascii=False, sort_keys=True),
        },
        point,
        outline,
    )


def _write_geopackage(rows: Sequence[_SheetRow], path: Path) -> None:
    names = [name for name in COLUMNS if name not in _NOT_IN_LAYER]
    columns = {name: _column(name, [cells.get(name, "") for cells, *_ in rows]) for name in names}
    points: list[Any] = [point for _, point, _ in rows]
    layer = gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(points, crs=CRS), crs=CRS)
    pyogrio.write_dataframe(
        layer,
        path,
        layer=LAYER,
        driver="GPKG",
        geometry_type="Point",
        # Debian's QGIS warns of newer ones.
        dataset_options={"VERSION": "1.3"},
    )
    areas: list[tuple[dict[str, str], Any]] = [
        (cells, outline) for cells, _, outline in rows if outline is not None
    ]
    outlines = gpd.GeoDataFrame(
        {
            **{
                name: _column(name, [cells.get(name, "") for cells, _ in areas])
                for name in ("row_id", "rank", "why", "quote")
            },
            "shown": _column("shown", [outline_digest(outline) for _, outline in areas]),
        },
        geometry=gpd.GeoSeries([outline for _, outline in areas], crs=CRS),
        crs=CRS,
    )
    pyogrio.write_dataframe(
        outlines, path, layer=AREAS_LAYER, driver="GPKG", geometry_type="MultiPolygon", append=True
    )
    add_styles(path, sheet_styles(), last_change([]))


def _column(name: str, texts: Sequence[str]) -> pd.Series[Any]:
    if name in _NUMBERS or name == "rank":
        return pd.Series([int(text) if text else None for text in texts], dtype="Int64")
    return pd.Series([text or None for text in texts], dtype="object")
