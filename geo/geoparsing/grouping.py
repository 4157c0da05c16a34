"""Find the candidates of an article's toponyms, and gather the toponyms that share a sense."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from geo.gazetteer.lookup import Gazetteer
from geo.geoparsing.candidates import Group, agrees
from geo.geoparsing.lexicon import head_nouns
from geo.geoparsing.quarters import leave_out_far_namesakes, rough_km
from geo.model import Match, Place, Toponym
from geo.names import fold

__all__ = ["candidates_of", "group_toponyms", "holds"]

MOST_CANDIDATES = 80
# Near-spellings below this are other names more often than not.
LEAST_SIMILARITY = 0.85
_REGION_CODES = ("PCL", "TERR", "ADM")
# What stands between a place and the region that holds it: "Paris, Texas", "Mosul (Iraq".
_CONTAINED = re.compile(r"^(?:,\s{0,3}|\s?\(|\s+in\s+(?:the\s+)?)$")
_POSSESSED = re.compile(r"^['’]s\s+$")
# "Lima is a city in", "Maiduguri, the capital of": what a name is said to be, and of what.
_DEFINED = re.compile(
    r"^(?:,| is| was) (?:a|an|the|one of)\b[^.;:!?]{0,60}?\b(?P<noun>[a-z]+)\b[^.;:!?]{0,40}"
    r"\b(?:in|of) (?:the )?(?:(?:[a-z]+ ){1,2}of (?:the )?|(?:[a-z]+(?:ern|ral) )?)$"
)
_SAME_COUNTY_KM = 60.0
# The Bank of America speaks little of where America is.
_PART_VOICE = 0.3
# "Lima, Allen County, Ohio, United States"
_LONGEST_CHAIN = 3


def group_toponyms(text: str, toponyms: Sequence[Toponym], gazetteer: Gazetteer) -> list[Group]:
    """Gather the toponyms of one name, hint and region named after it."""
    matches = {
        i: candidates_of(toponym, gazetteer)
        for i, toponym in enumerate(toponyms)
        if toponym.role != "demonym"
    }
    matches = leave_out_far_namesakes(text, toponyms, matches)
    holders, misplaced = _holders(text, toponyms, matches)
    held = {holder: i for i, holder in reversed(holders.items())}
    keys: dict[int, tuple[str, str, str]] = {}
    for i, toponym in enumerate(toponyms):
        if matches.get(i):
            region = fold(toponyms[holders[i]].name) if i in holders else ""
            keys[i] = (fold(toponym.name), _level(toponym.hint), region)
    _join_senses(keys)
    members: dict[tuple[str, str, str], list[int]] = {}
    for i, key in keys.items():
        members.setdefault(key, []).append(i)
    groups = []
    for indices in members.values():
        group = _group(indices, toponyms, matches, holders, held)
        group.is_misplaced = not misplaced.isdisjoint(indices)
        group.voice = max(
            toponyms[i].chance * (_PART_VOICE if toponyms[i].role == "part" else 1.0)
            for i in indices
        )
        groups.append(group)
    return groups


def candidates_of(toponym: Toponym, gazetteer: Gazetteer) -> tuple[Match, ...]:
    """
    Return the entries that a toponym may denote, likeliest by size first.

    Parameters
    ----------
    toponym
        Its hint brings the entries of that class to the front.
    gazetteer
        Asked for the name, then for the name without its head noun
        or direction, last for near-spellings.

    Returns
    -------
    matches
        At most `MOST_CANDIDATES`, without demonyms.
    """
    for name in _forms(toponym.name):
        matches = [m for m in gazetteer.lookup(name) if m.name_kind != "demonym"]
        if matches:
            if toponym.hint:
                matches.sort(key=lambda match: not agrees(toponym.hint, match))
            return _once(matches)[:MOST_CANDIDATES]
    if len(toponym.name) < 4 or toponym.hint == "R":
        return ()
    near = gazetteer.lookup_near(toponym.name, limit=10)
    # The Boni forest is not Bonn, misspelt.
    return tuple(
        match
        for match in near
        if match.similarity >= LEAST_SIMILARITY and agrees(toponym.hint, match)
    )


def _once(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Drop a place's further names."""
    best: dict[str, Match] = {}
    for match in matches:
        known = best.get(match.place.place_id)
        if known is None or (known.name_kind != "preferred" and match.name_kind == "preferred"):
            best[match.place.place_id] = match
    return tuple(best.values())


def _forms(name: str) -> list[str]:
    """Return a name and what is left of it without a head noun or a direction."""
    forms = [name]
    words = name.split()
    if len(words) > 1:
        last = head_nouns("after").get(words[-1].lower())
        if last is not None and last.hint[:1] in ("A", "P"):
            forms.append(" ".join(words[:-1]))
        is_kind = len(words) == 2 and last is not None  # West Street is none of the town of Street
        if words[0].lower() in head_nouns("dir") or words[0].lower() in ("greater", "metro"):
            forms += [] if is_kind else [" ".join(words[1:])]
    return forms


def _level(hint: str) -> str:
    """Keep apart senses of a name that a hint sets apart: Oklahoma City, the state."""
    return hint if hint.startswith(("ADM", "PCL")) else hint[:1]


def _join_senses(keys: dict[int, tuple[str, str, str]]) -> None:
    """Give mentions without a region or hint the sense of a namesake that has one."""
    told: dict[str, tuple[str, str, str]] = {}
    for key in keys.values():
        if key[2] and (key[0] not in told):
            told[key[0]] = key
    for i, key in keys.items():
        if not key[1] and not key[2] and key[0] in told:
            keys[i] = told[key[0]]


def _is_contained(text: str, toponyms: Sequence[Toponym], i: int) -> bool:
    """Tell whether the words between a toponym and the next say that the one lies in the other."""
    left, right = toponyms[i], toponyms[i + 1]
    between = text[left.end : right.start]
    if _CONTAINED.match(between):
        return True
    told = _DEFINED.match(between)
    nouns = head_nouns("of")
    return told is not None and any(word in nouns for word in between.lower().split())


def _holders(
    text: str, toponyms: Sequence[Toponym], matches: dict[int, tuple[Match, ...]]
) -> tuple[dict[int, int], set[int]]:
    """
    Return for each toponym the one beside it that names the region it lies in.

    Also the toponyms before a region that holds none of their candidates.
    """
    found: dict[int, int] = {}
    misplaced: set[int] = set()
    for i, (left, right) in enumerate(pairwise(toponyms)):
        between = text[left.end : right.start]
        if _is_contained(text, toponyms, i):
            inner, outer = i, i + 1
        elif _POSSESSED.match(between):
            inner, outer = i + 1, i
        else:
            continue
        inside, region = matches.get(inner, ()), matches.get(outer, ())
        if inner in found or not inside or not region or _are_listed(inside, region):
            continue
        if toponyms[outer].hint[:3] != "ADM" and _CONTAINED.match(between):
            region = _bare_regions(region, is_in_list=text.startswith(" and ", right.end))
        if _may_hold(region, inside):
            found[inner] = outer
        elif (
            _CONTAINED.match(between)
            and between[0] == ","
            and region
            and _is_region(region[0])
            and not any(map(_is_region, inside))
        ):
            misplaced.add(inner)
    return found, misplaced


def _are_listed(inside: Sequence[Match], region: Sequence[Match]) -> bool:
    """Tell whether two names beside each other are two countries: "Somalia, Ethiopia"."""
    return all(
        match.place.feature_code.startswith(("PCL", "TERR")) and match.name_kind != "alternate"
        for match in (inside[0], region[0])
    ) and not any(
        match.name_kind == "preferred"
        and match.name == inside[0].name
        and holds(region[0].place, match.place)
        for match in inside
    )


def _bare_regions(region: Sequence[Match], *, is_in_list: bool) -> tuple[Match, ...]:
    """Keep what a name alone may hold a town as: "Essex, Kent and Norfolk" are no towns there."""
    return tuple(
        match
        for match in region
        if not match.place.feature_code.startswith("ADM2")
        or (match.name_kind == "preferred" and not is_in_list)
    )


def _is_region(match: Match) -> bool:
    return match.place.feature_code.startswith(("PCL", "TERR", "ADM1"))


def _may_hold(outer: Sequence[Match], inner: Sequence[Match]) -> bool:
    return any(holds(region.place, match.place) for region in outer for match in inner)


def holds(region: Place, place: Place) -> bool:
    """
    Tell whether a country or division holds a place.

    Parameters
    ----------
    region
        Anything; only countries and divisions hold.
    place
        The place that may lie in it.

    Returns
    -------
    holds
        By codes; for second-order divisions, which places carry no code of,
        by distance within the same first-order division.
    """
    code = region.feature_code
    if not code.startswith(_REGION_CODES) or region.country_code != place.country_code:
        return False
    if code.startswith(("PCL", "TERR")):
        return not place.feature_code.startswith("PCL")
    if not region.admin1_code or region.admin1_code != place.admin1_code:
        return False
    if code.startswith("ADM1"):
        return not place.feature_code.startswith("ADM1")
    return place.feature_class == "P" and rough_km(region, place) < _SAME_COUNTY_KM


def _group(
    indices: Sequence[int],
    toponyms: Sequence[Toponym],
    matches: dict[int, tuple[Match, ...]],
    holders: dict[int, int],
    held: dict[int, int],
) -> Group:
    first = indices[0]
    mine = matches[first]
    hint = next((toponyms[i].hint for i in indices if toponyms[i].hint), "")
    if not hint and any(toponyms[i].role == "metonym" for i in indices):
        # Who speaks for a state is its capital: Washington is no state then.
        codes = {match.place.feature_code for match in mine}
        hint = "PPLC" if "PPLC" in codes and not codes & {"PCLI", "PCLS", "PCL"} else ""
    chains = [_chain(i, matches, holders) for i in indices if i in holders]
    mates = [matches[held[i]] for i in indices if i in held]
    inside = _inside(chains, mine)
    holding = [any(_may_hold([match], mate) for mate in mates) for match in mine]
    return Group(
        fold(toponyms[first].name),
        mine,
        hint,
        len(indices),
        tuple(indices),
        inside,
        [bool(chains) and not flag for flag in inside],
        holding,
        [bool(mates) and not flag for flag in holding],
    )


def _chain(
    i: int, matches: dict[int, tuple[Match, ...]], holders: dict[int, int]
) -> list[tuple[Match, ...]]:
    """Return the regions named after a toponym, the smallest first: Allen County, Ohio."""
    found: list[tuple[Match, ...]] = []
    while i in holders and len(found) < _LONGEST_CHAIN:
        i = holders[i]
        found.append(matches[i])
    return found


def _inside(chains: Sequence[list[tuple[Match, ...]]], mine: Sequence[Match]) -> list[bool]:
    """Tell of every candidate whether it lies in all regions of a chain, or else in the first."""
    for depth in range(_LONGEST_CHAIN, 0, -1):
        flags = [
            any(all(_may_hold(region, [match]) for region in c[:depth]) for c in chains)
            for match in mine
        ]
        if any(flags):
            return flags
    return [False] * len(mine)
