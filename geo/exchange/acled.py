"""Incidents in the columns of ACLED, without what it does not code."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo.exchange.coding import (
    TOLD_AS_FACT,
    country_names,
    country_numbers,
    days_text,
    listed,
    span_days,
)

COLUMNS = listed(
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1"
    " assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region"
    " country admin1 admin2 admin3 location latitude longitude geo_precision source source_scale"
    " notes fatalities tags timestamp"
)
_BATTLES, _REMOTE = "Battles", "Explosions/Remote violence"
_CIVILIANS, _STRATEGIC = "Violence against civilians", "Strategic developments"
# ACLED tells territory by whether a government took it, which we do not know:
# the sub-type is then empty.
TYPES: dict[tuple[str, str], tuple[str, str]] = {
    ("battle", "armed_clash"): (_BATTLES, "Armed clash"),
    ("battle", "advance"): (_BATTLES, ""),
    ("battle", "territory_taken"): (_BATTLES, ""),
    ("battle", "territory_lost"): (_BATTLES, ""),
    ("battle", "withdrawal"): (_STRATEGIC, ""),
    ("explosion", "air_strike"): (_REMOTE, "Air/drone strike"),
    ("explosion", "drone_strike"): (_REMOTE, "Air/drone strike"),
    ("explosion", "shelling"): (_REMOTE, "Shelling/artillery/missile attack"),
    ("explosion", "suicide_bombing"): (_REMOTE, "Suicide bomb"),
    ("explosion", "bombing"): (_REMOTE, "Remote explosive/landmine/IED"),
    ("civilian_violence", "attack"): (_CIVILIANS, "Attack"),
    ("civilian_violence", "execution"): (_CIVILIANS, "Attack"),
    ("civilian_violence", "abduction"): (_CIVILIANS, "Abduction/forced disappearance"),
    ("civilian_violence", "sexual_violence"): (_CIVILIANS, "Sexual violence"),
    ("strategic", "deployment"): (_STRATEGIC, "Change to group/activity"),
    ("strategic", "agreement"): (_STRATEGIC, "Agreement"),
    ("strategic", "arrest"): (_STRATEGIC, "Arrests"),
    ("strategic", "curfew"): (_STRATEGIC, "Other"),
    ("strategic", "seizure"): (_STRATEGIC, "Looting/property destruction"),
    ("strategic", "visit"): (_STRATEGIC, "Other"),
    ("strategic", "other"): (_STRATEGIC, "Other"),
    ("protest", "peaceful"): ("Protests", "Peaceful protest"),
    ("protest", "riot"): ("Riots", "Violent demonstration"),
}
_DISORDER = {
    _BATTLES: "Political violence",
    _REMOTE: "Political violence",
    _CIVILIANS: "Political violence",
    _STRATEGIC: "Strategic developments",
    "Protests": "Demonstrations",
    "Riots": "Demonstrations",
}


def acled_table(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Lay incidents out as ACLED does.

    Parameters
    ----------
    frame
        The layer `events`.

    Returns
    -------
    table
        Columns `COLUMNS`; text, or a number. Without displacement, aid,
        hazards, accidents, and without what is denied, planned or hypothetical.
    """
    # The tables of actors come with what reads texts, which takes a second to load.
    from geo.exchange.sides import side_kinds

    codes = list(zip(frame["event_type"], frame["sub_event_type"].fillna(""), strict=True))
    fits = pd.Series([code in TYPES for code in codes], index=frame.index, dtype=bool)
    kept = frame[fits & frame["status"].isin(TOLD_AS_FACT)]
    kinds = [
        TYPES[code]
        for code in zip(kept["event_type"], kept["sub_event_type"].fillna(""), strict=True)
    ]
    types = pd.Series([kind for kind, _ in kinds], index=kept.index, dtype="str")
    days = days_text(kept["date_start"].fillna(kept["date_end"]))
    sides = side_kinds(kept)
    table = pd.DataFrame(
        {
            "event_id_cnty": kept["event_id"],
            "event_date": days,
            "year": days.str[:4],
            "time_precision": _time_precision(kept),
            "disorder_type": types.map(_DISORDER),
            "event_type": types,
            "sub_event_type": pd.Series([sub for _, sub in kinds], index=kept.index, dtype="str"),
            "actor1": kept["actor1"],
            "inter1": sides["inter1"],
            "actor2": kept["actor2"],
            "inter2": sides["inter2"],
            "interaction": sides["interaction"],
            "civilian_targeting": types.map({_CIVILIANS: "Civilian targeting"}),
            "iso": kept["country_code"].map(country_numbers()).astype("Int64"),
            "country": kept["country_code"].map(country_names()),
            "admin1": kept["admin1_name"],
            "admin2": kept["admin2_name"],
            "location": kept["place_name"],
            "latitude": kept.geometry.y,
            "longitude": kept.geometry.x,
            "geo_precision": kept["where_prec"].map(lambda prec: min(int(prec), 3)),
            "source": kept["source"],
            "notes": kept["quote"],
            "fatalities": kept["killed_best"].fillna(kept["killed_low"]).astype("Int64"),
            "tags": kept["status"].map({"claimed": "claimed by one side"}),
        }
    )
    return table.reindex(columns=COLUMNS)


def _time_precision(frame: gpd.GeoDataFrame) -> pd.Series[int]:
    """Return 1 for a known day, 2 within a week, 3 for anything longer."""
    days = span_days(frame)
    precision = pd.Series(3, index=frame.index, dtype="Int64")
    precision[(days <= 7) | (frame["date_prec"] == 5)] = 2
    precision[frame["date_prec"] == 1] = 1
    return precision.where(frame["date_start"].notna() | frame["date_end"].notna())
