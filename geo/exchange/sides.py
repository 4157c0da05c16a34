"""What ACLED calls a side: state forces, protesters, civilians, forces from abroad."""

from __future__ import annotations

from functools import cache

import pandas as pd

from geo.actors import actor_type, canonical_actor
from geo.resources import read_rows

STATE, RIOTERS, PROTESTERS = "State forces", "Rioters", "Protesters"
CIVILIANS, EXTERNAL = "Civilians", "External/Other forces"
# In the order of ACLED's numbers, by which it joins two of them.
_ORDER = (STATE, RIOTERS, PROTESTERS, CIVILIANS, EXTERNAL)
_OF_A_STATE = (" forces", " police", " government")


def side_kinds(events: pd.DataFrame) -> pd.DataFrame:
    """
    Tell the kinds of both sides of incidents, where they are beyond doubt.

    Parameters
    ----------
    events
        Rows of the layer `events`.

    Returns
    -------
    kinds
        `inter1`, `inter2` and `interaction`, with the same index. Missing for armed groups
        and militias, which ACLED tells apart by their aims, and for sides nobody names.
    """
    rows = zip(
        *(events[name].fillna("") for name in ("event_type", "sub_event_type", "country_code")),
        *(events[name].fillna("") for name in ("actor1", "actor1_role", "actor2", "actor2_role")),
        strict=True,
    )
    kinds = [
        (_kind(kind, sub, country, one, one_role), _kind(kind, sub, country, other, other_role))
        for kind, sub, country, one, one_role, other, other_role in rows
    ]
    table = pd.DataFrame(kinds, columns=["inter1", "inter2"], index=events.index, dtype="object")
    table["interaction"] = [
        "-".join(sorted((one, other), key=_ORDER.index)) if one and other else None
        for one, other in kinds
    ]
    return table


def _kind(event_type: str, sub_event_type: str, country: str, name: str, role: str) -> str | None:
    if not name:
        return None
    if event_type == "civilian_violence" and role == "target":
        return CIVILIANS
    parts = name.split("; ")
    found = {_state_or_foreign(part, country) for part in parts}
    if len(found) == 1 and None not in found:
        return found.pop()
    if (
        event_type == "protest"
        and role == "initiator"
        and not any(map(actor_type, name.split("; ")))
    ):
        return RIOTERS if sub_event_type == "riot" else PROTESTERS
    return None


def _state_or_foreign(name: str, country: str) -> str | None:
    kind = actor_type(name)
    if kind == "coalition":
        return EXTERNAL
    if kind not in {"force", "government"}:
        return None
    own = _country_of(canonical_actor(name))
    if not own or not country:
        return None
    return STATE if own == country else EXTERNAL


def _country_of(canonical: str) -> str:
    named = _countries().get(canonical, "")
    if named:
        return named
    ending = next((end for end in _OF_A_STATE if canonical.endswith(end)), "")
    return _adjectives().get(canonical.removesuffix(ending), "") if ending else ""


@cache
def _countries() -> dict[str, str]:
    return {row["name"]: row["country_code"] for row in read_rows("actors.csv")}


@cache
def _adjectives() -> dict[str, str]:
    """Return the country of each adjective that has but one."""
    rows = read_rows("demonyms.csv")
    return {row["word"]: row["country_codes"] for row in rows if ";" not in row["country_codes"]}
