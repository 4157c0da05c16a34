"""Storms and fires that have a name, which the tagger takes for that of something else."""

from __future__ import annotations

from geo.geoparsing.lexicon import is_given_name
from geo.language import Token

__all__ = ["is_named_fire", "is_title_of_storm", "named_storm"]

_CYCLONES = frozenset({"cyclone", "hurricane", "typhoon"})
# Offices and firms for storms: "the Hurricane Center".
_OFFICES = frozenset(
    {"center", "centre", "warning", "season", "committee", "service", "fund", "club"}
)


def named_storm(token: Token) -> Token | None:
    """Return the name of a storm, which stands for it in the parse: "Typhoon Haiyan"."""
    head = token.head
    is_before = token.dep_ in {"compound", "nmod"} and head.i == token.i + 1
    is_named = is_before and head.pos_ == "PROPN"
    is_other = head.ent_type_ in {"ORG", "FAC"} and not is_title_of_storm(token)
    return head if is_named and not is_other else None


def is_named_fire(token: Token) -> bool:
    """Tell "the Creek Fire", which the tagger takes for a building, from a fire brigade."""
    words = [child for child in token.children if child.i < token.i]
    is_titled = any(child.dep_ == "compound" and child.pos_ == "PROPN" for child in words)
    is_known = any(child.lower_ == "the" for child in words)
    return token.text == "Fire" and is_titled and is_known and token.dep_ != "compound"


def is_title_of_storm(token: Token) -> bool:
    """Tell "Typhoon Nari" and "Storm Babet", taken for a product or person, from other names."""
    if not token.is_title or token.dep_ != "compound" or token.head.lower_ in _OFFICES:
        return False
    if token.lower_ in _CYCLONES:
        return token.head.i == token.i + 1 and token.head.dep_ != "compound"
    # Storms have given names, clubs and missiles ("Storm Shadow") seldom.
    is_named = token.ent_type_ == "PERSON" or is_given_name(token.head.lower_)
    return token.lower_ == "storm" and is_named
