"""Deadly incidents in the columns of UCDP's Georeferenced Event Dataset (GED 24.1)."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.exchange.coding import TOLD_AS_FACT, country_names, days_text, listed, span_days

COLUMNS = listed(
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id"
    " conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a"
    " side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office"
    " source_date source_headline source_original where_prec where_coordinates"
    " where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id"
    " region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians"
    " deaths_unknown best high low gwnoa gwnob"
)
_TYPES = ("battle", "explosion", "civilian_violence")
_ONE_SIDED = 3
# Cells of half a degree, counted from the south-west (PRIO-GRID codebook 2.0).
_CELL_DEG, _CELLS_AROUND = 0.5, 720


def ucdp_table(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Lay incidents out as UCDP GED does.

    Parameters
    ----------
    frame
        The layer `events`.

    Returns
    -------
    table
        Columns `COLUMNS`. Only incidents of organised violence with at least
        one death, as in GED, told as a fact or claimed. Numbers of conflicts,
        dyads, actors and countries are UCDP's own and stay empty.
    """
    deadly = (frame["killed_best"].fillna(frame["killed_low"]).fillna(0) >= 1).astype(bool)
    fits = frame["event_type"].isin(_TYPES) & frame["status"].isin(TOLD_AS_FACT)
    kept = frame[deadly & fits]
    both = kept["actor1"].notna() & kept["actor2"].notna()
    points = kept.geometry
    days = days_text(kept["date_start"].fillna(kept["date_end"]))
    one_sided = kept["event_type"] == "civilian_violence"
    table = pd.DataFrame(
        {
            "id": kept["event_id"],
            "relid": kept["event_id"],
            "year": days.str[:4],
            "type_of_violence": one_sided.map({True: _ONE_SIDED}).astype("Int64"),
            "dyad_name": (kept["actor1"] + " - " + kept["actor2"]).where(both),
            "side_a": kept["actor1"],
            "side_b": kept["actor2"],
            "number_of_sources": kept["n_sources"],
            "source_article": _sources(kept),
            "source_office": kept["source"],
            "source_date": days_text(kept["published"]),
            "source_headline": kept["title"],
            "where_prec": kept["where_prec"],
            "where_coordinates": kept["place_name"],
            "where_description": kept["place_text"],
            "adm_1": kept["admin1_name"],
            "adm_2": kept["admin2_name"],
            "latitude": points.y,
            "longitude": points.x,
            "geom_wkt": points.to_wkt(),
            "priogrid_gid": priogrid(
                np.asarray(points.x, dtype=np.float64), np.asarray(points.y, dtype=np.float64)
            ),
            "country": kept["country_code"].map(country_names()),
            "date_prec": _date_precision(kept),
            "date_start": days_text(kept["date_start"]),
            "date_end": days_text(kept["date_end"]),
            "deaths_unknown": kept["killed_best"].astype("Int64"),
            "best": kept["killed_best"].astype("Int64"),
            "high": kept["killed_high"].astype("Int64"),
            "low": kept["killed_low"].astype("Int64"),
        }
    )
    return table.reindex(columns=COLUMNS)


def priogrid(
    lon: np.ndarray[tuple[int], np.dtype[np.float64]],
    lat: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """
    Find the cells of PRIO-GRID.

    Parameters
    ----------
    lon, lat
        Degrees, WGS 84.

    Returns
    -------
    numbers
        1 in the south-western corner of the world, 259,200 in the north-eastern.

    Examples
    --------
    >>> priogrid(np.array([-179.9, 43.119, 180.0]), np.array([-89.9, 36.335, 90.0])).tolist()
    [1, 181887, 259200]
    """
    column = np.clip(np.floor((lon + 180) / _CELL_DEG), 0, _CELLS_AROUND - 1)
    row = np.clip(np.floor((lat + 90) / _CELL_DEG), 0, _CELLS_AROUND // 2 - 1)
    numbers: np.ndarray[tuple[int], np.dtype[np.int64]] = (row * _CELLS_AROUND + column + 1).astype(
        np.int64
    )
    return numbers


def _sources(frame: gpd.GeoDataFrame) -> pd.Series[str]:
    parts = [frame["source"], days_text(frame["published"]), frame["title"]]
    rows = [
        ",".join(str(cell) for cell in row if pd.notna(cell)) for row in zip(*parts, strict=True)
    ]
    return pd.Series(rows, index=frame.index, dtype="str")


def _date_precision(frame: gpd.GeoDataFrame) -> pd.Series[int]:
    """Return UCDP's 1 a day, 2 up to six days, 3 a week, 4 a month, 5 more; missing if untold."""
    days = span_days(frame)
    told = days.notna() & (frame["date_prec"] != 5)
    steps = np.select([days <= 1, days <= 6, days <= 7, days <= 31], [1, 2, 3, 4], 5)
    precision = pd.Series(steps, index=frame.index, dtype="Int64")
    return precision.where(told)
