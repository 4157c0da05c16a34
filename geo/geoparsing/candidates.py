"""What a name of an article may denote, before anything is weighed."""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.model import Match

__all__ = ["Group", "Home", "agrees"]


@dataclass
class Group:
    """
    The mentions of one name that share a sense, and its candidates.

    Attributes
    ----------
    name
        Folded.
    matches
        Candidates, likeliest by size first; never empty.
    hint
        GeoNames class or code that the wording demands, or empty.
    count
        How often the name stands in the text.
    positions
        Indices of its toponyms among the article's, in text order.
    inside, outside, holds, holds_not
        One flag a candidate, of the containment features.
    is_misplaced
        Whether a region is named after it that holds none of its candidates.
    voice
        How much it says about other names, 0 to 1: less when it may be no
        toponym, or stands in the name of a body (Bank of America).
    """

    name: str
    matches: tuple[Match, ...]
    hint: str
    count: int
    positions: tuple[int, ...]
    inside: list[bool] = field(default_factory=list)
    outside: list[bool] = field(default_factory=list)
    holds: list[bool] = field(default_factory=list)
    holds_not: list[bool] = field(default_factory=list)
    is_misplaced: bool = False
    voice: float = 1.0


@dataclass(frozen=True)
class Home:
    """Where a source is at home: a country, perhaps a division of it, perhaps a position."""

    country_code: str = ""
    admin1_code: str = ""
    lon: float | None = None
    lat: float | None = None


def agrees(hint: str, match: Match) -> bool:
    """Tell whether a candidate is of the class or code that a hint demands."""
    place = match.place
    if not hint:
        return True
    if len(hint) == 1:
        return place.feature_class == hint
    if hint == "RGN":
        return place.feature_code in ("RGN", "ADM1", "AREA", "ZN")
    if hint.startswith("ADM"):
        # "District" and "township" are levels that differ from country to country.
        return place.feature_code.startswith("ADM1" if hint == "ADM1" else ("ADM2", "ADM3", "ADM4"))
    return place.feature_code.startswith(hint if hint[:3] == "PPL" else hint[:3])
