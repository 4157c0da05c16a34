"""A review sheet that comes back: CSV from any spreadsheet, or a GeoPackage from QGIS."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from geo.errors import InputError
from geo.layers.export import read_cell as without_apostrophe
from geo.layers.frames import CRS
from geo.review.sheet import AREAS_LAYER, COLUMNS, LAYER, outline_digest

MAX_BYTES = 200_000_000
SUFFIXES = (".csv", ".gpkg")
_DELIMITERS = ",;\t|"
_KEYS = ("row_id", "event_id", "report_id")
# Added by spreadsheets and QGIS.
_HARMLESS = frozenset({"fid", "ogc_fid", "id", "rank", "severity", ""})


@dataclass(frozen=True, slots=True)
class SheetRow:
    """
    One row as it came back.

    Attributes
    ----------
    number
        Line of a CSV file, feature id in a GeoPackage.
    cells
        Text of each column that the file has.
    mistake
        Why the row cannot be read at all; empty when it can.
    """

    number: int
    cells: dict[str, str]
    mistake: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    A file that came back.

    Attributes
    ----------
    name
        Of the file.
    rows
        In file order.
    notes
        What was doubtful about the file as a whole.
    """

    name: str
    rows: tuple[SheetRow, ...]
    notes: tuple[str, ...] = field(default=())


def read_sheet(path: Path) -> Sheet:
    """
    Read a review sheet.

    Parameters
    ----------
    path
        `.csv` or `.gpkg`.

    Returns
    -------
    sheet
        Positions are in the columns `lon` and `lat`, an outline that was drawn
        anew in `footprint_wkt`, all in WGS 84.

    Raises
    ------
    InputError
        When it is no such file; with the remedy.
    """
    before = _state(path)
    if before[0] > MAX_BYTES:
        msg = f"{path} has more than {MAX_BYTES:,} bytes. Cut it in parts."
        raise InputError(msg)
    read = {".gpkg": _read_geopackage, ".csv": _read_csv}.get(path.suffix.lower())
    if read is None:
        msg = f"{path.name} must end in .csv or .gpkg: save it as CSV (UTF-8), or as GeoPackage."
        raise InputError(msg)
    sheet = read(path)
    if _state(path) != before:
        msg = f"{path.name} was written to while it was read. Hand it in again once it is saved."
        raise InputError(msg)
    return sheet


def _state(path: Path) -> tuple[int, int]:
    """Return a file's size and the moment of its last change."""
    try:
        status = path.stat()
    except OSError as error:
        msg = f"Cannot read {path}: {error.strerror or error}."
        raise InputError(msg) from error
    return status.st_size, status.st_mtime_ns


def _read_csv(path: Path) -> Sheet:
    try:
        data = path.read_bytes()
    except OSError as error:
        msg = f"Cannot read {path}: {error.strerror or error}."
        raise InputError(msg) from error
    text, notes = _decoded(data)
    text = text.replace("\0", "")
    skipped = 0
    # Excel's own hint about the delimiter.
    hint = re.match(r"sep=(.)\r?\n", text)
    if hint:
        text, skipped = text[hint.end() :], 1
    delimiter = _delimiter(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [cell.strip().casefold() for cell in next(lines, [])]
        notes += _check_header(path, header)
        rows = tuple(_csv_rows(lines, header, skipped))
        if rows and len(rows[-1].cells) < len(header) and not text.endswith(("\n", "\r")):
            mistake = "the file ends in the middle of this row: copy it again"
            rows = (*rows[:-1], replace(rows[-1], mistake=mistake))
    except csv.Error as error:
        msg = f"{path.name}, line {lines.line_num + skipped}: {error}. Save it as CSV anew."
        raise InputError(msg) from error
    return Sheet(path.name, rows, tuple(notes))


def _csv_rows(lines: Any, header: Sequence[str], skipped: int) -> Iterator[SheetRow]:
    start = lines.line_num
    for cells in lines:
        number, start = start + 1 + skipped, lines.line_num
        if not any(cell.strip() for cell in cells):
            continue
        extra = [cell for cell in cells[len(header) :] if cell.strip()]
        if extra or len(cells) < 2:
            problem = f"expected {len(header)} cells, found {len(cells)}"
            mistake = f"{problem}: put text that holds the separator in quotes"
            yield SheetRow(number, dict(zip(header, cells, strict=False)), mistake)
            continue
        told = (without_apostrophe(cell) for cell in cells)
        yield SheetRow(number, dict(zip(header, told, strict=False)))


def _decoded(data: bytes) -> tuple[str, list[str]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), []
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        note = "It is not UTF-8 and was read as Windows-1252: look at the accents, or save as UTF-8"
        return data.decode("cp1252", "replace"), [note]


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0].casefold()
    found = {
        mark: len({cell.strip('" \r') for cell in head.split(mark)} & set(COLUMNS))
        for mark in _DELIMITERS
    }
    return max(_DELIMITERS, key=lambda mark: found[mark])


def _check_header(path: Path, header: Sequence[str]) -> list[str]:
    if not set(_KEYS) & set(header):
        found = ",".join(header)[:80]
        msg = (
            f"{path.name}: expected a column row_id, event_id or report_id in its first line,"
            f" found {found!r}. `dateline review export --format csv` writes such a file."
        )
        raise InputError(msg)
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        msg = f"{path.name}: the column {twice[0]} stands there twice. Remove one."
        raise InputError(msg)
    notes = []
    for name in header:
        if name not in COLUMNS and name not in _HARMLESS:
            close = get_close_matches(name, COLUMNS, 1)
            hint = f": is it {close[0]}?" if close else ""
            notes.append(f"The column {name!r} is none of the sheet's and was not read{hint}")
    return notes


def _is_cut_off(path: Path) -> bool:
    """Tell whether an SQLite file is shorter than its header says."""
    with path.open("rb") as file:
        head = file.read(32)
    page_bytes, n_pages = int.from_bytes(head[16:18]), int.from_bytes(head[28:32])
    # Its greatest size does not fit into the two bytes.
    return path.stat().st_size < (65_536 if page_bytes == 1 else page_bytes) * n_pages


def _read_geopackage(path: Path) -> Sheet:
    try:
        if _is_cut_off(path):
            msg = f"{path.name} cannot be read as a GeoPackage: it is cut off. Copy it again."
            raise InputError(msg)
        layers = {str(name) for name, _ in pyogrio.list_layers(path)}
        if LAYER not in layers:
            found = ", ".join(sorted(layers)) or "none"
            msg = f"{path.name} has no layer `{LAYER}` (it has {found}). Export the queue anew."
            raise InputError(msg)
        frame = pyogrio.read_dataframe(path, layer=LAYER, fid_as_index=True)
        areas = (
            pyogrio.read_dataframe(path, layer=AREAS_LAYER, fid_as_index=True)
            if AREAS_LAYER in layers
            else None
        )
    except (OSError, DataSourceError, DataLayerError) as error:
        msg = f"{path.name} cannot be read as a GeoPackage: {error}. Save it again in QGIS."
        raise InputError(msg) from error
    notes = _check_header(path, [str(name) for name in frame.columns if name != "geometry"])
    drawn = _drawn(path, areas) if areas is not None else {}
    rows = tuple(_features(_in_degrees(path, LAYER, frame), drawn))
    return Sheet(path.name, rows, tuple(notes))


def _in_degrees(path: Path, layer: str, frame: Any) -> Any:
    if not isinstance(frame, gpd.GeoDataFrame) or frame.geometry.isna().all():
        return frame
    if frame.crs is None:
        msg = f"{path.name}: layer `{layer}` has no coordinate system. Set it to EPSG:4326 in QGIS."
        raise InputError(msg)
    return frame if frame.crs == CRS else frame.to_crs(CRS)


def _features(frame: Any, drawn: dict[str, str]) -> Iterator[SheetRow]:
    names = [name for name in frame.columns if name != "geometry"]
    geometries = frame.geometry if isinstance(frame, gpd.GeoDataFrame) else [None] * len(frame)
    for number, values, geometry in zip(
        frame.index, zip(*(frame[name] for name in names), strict=True), geometries, strict=True
    ):
        cells = {str(name): _text(value) for name, value in zip(names, values, strict=True)}
        mistake = ""
        if geometry is not None and not geometry.is_empty:
            at = _single_point(geometry)
            if at is None:
                mistake = "its geometry is no single finite point: move the point, or undo the edit"
            else:
                cells |= {"lon": f"{at[0]:.6f}", "lat": f"{at[1]:.6f}"}
        outline = drawn.get(cells.get("row_id", ""))
        if outline is not None:
            cells["footprint_wkt"] = outline
        yield SheetRow(int(number), cells, mistake)


def _single_point(geometry: Any) -> tuple[float, float] | None:
    parts = shapely.get_parts(geometry)
    if len(parts) != 1 or not isinstance(parts[0], shapely.Point):
        return None
    lon, lat = parts[0].x, parts[0].y
    return (lon, lat) if math.isfinite(lon) and math.isfinite(lat) else None


def _drawn(path: Path, areas: Any) -> dict[str, str]:
    """Return the outlines that differ from what was exported, as WKT, by row."""
    if not isinstance(areas, gpd.GeoDataFrame) or "row_id" not in areas.columns:
        return {}
    found = {}
    shown = areas["shown"] if "shown" in areas.columns else pd.Series("", index=areas.index)
    areas = _in_degrees(path, AREAS_LAYER, areas)
    for row_id, digest, geometry in zip(areas["row_id"], shown, areas.geometry, strict=True):
        if geometry is None or geometry.is_empty or outline_digest(geometry) == _text(digest):
            continue
        found[_text(row_id)] = shapely.to_wkt(shapely.force_2d(geometry), rounding_precision=7)
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if pd.isna(value):
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
