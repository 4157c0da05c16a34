"""The phrases of English that relate something to a place, as patterns beside its name."""

from __future__ import annotations

import re
from typing import NamedTuple

from geo.footprints.relation_words import DIRECTION, LENGTH
from geo.model import Relation

__all__ = [
    "AFTER",
    "BEFORE",
    "BETWEEN",
    "FROM_HERE",
    "RIVER_LEAD",
    "RIVER_NAME",
    "RIVER_TAIL",
    "ROAD_LEAD",
    "ROAD_TAIL",
    "STATE_BORDER",
    "Rule",
]

_ROAD = r"(?:roads?|highways?|motorways?|expressways?|railway|railroad|pipeline|corridor)"
_OUTER = r"(?:outskirts?|edges?|fringes?|periphery|entrances?|gates?|approaches|perimeter)"
_PART = (
    r"(?:sides?|parts?|half|areas?|sectors?|sections?|portions?|districts?|neighbou?rhoods?|"
    r"quarters?|banks?|reaches|flank|end|corner|tip|regions?|provinces?|suburb)"
)
_SURROUNDS = r"(?:area|vicinity|environs|countryside|surroundings|hinterland)"
_ASIDE = (
    r"(?:\s*(?:\([^()]{1,40}\)|/\s*[\d.,]+\s*[a-z]+)|,?\s+or\s+(?:about\s+)?[\d.,]+\s*[a-z]+,?)?"
)
_MORE = r"(?:\s+(?:away|or\s+so|further|farther|outside|inland))?"
_ADJECTIVES = r"(?:(?-i:[a-z][\w-]*)\s+){0,2}"
_MID = r"(?:far\s+|very\s+|extreme\s+|central\s+|mainly\s+|mostly\s+)?"
_COAST = r"(?:coast|coastline|shores?|shoreline|seaboard)"


class Rule(NamedTuple):
    """A phrase and what it means; groups `length` and `direction` fill the figures in."""

    pattern: re.Pattern[str]
    relation: Relation


def _before(kind: str, pattern: str, line: str = "") -> Rule:
    return Rule(re.compile(rf"\b{pattern}\s+$", re.IGNORECASE), Relation(kind, line=line))


def _after(kind: str, pattern: str, line: str = "") -> Rule:
    return Rule(re.compile(rf"^{pattern}\b", re.IGNORECASE), Relation(kind, line=line))


_DIR = rf"(?P<direction>{DIRECTION})"
# The first that fits decides, so the longer phrase stands before the one it contains.
BEFORE = (
    _before("near", rf"within\s+(?:about\s+|some\s+)?{LENGTH}{_ASIDE}\s+(?:of|from|around)"),
    _before("near", rf"{LENGTH}[\s-]+radius\s+(?:of|around|from)"),
    _before(
        "offset",
        rf"{LENGTH}{_ASIDE}{_MORE},?\s+(?:(?:to\s+the|due|directly|straight|further|just)\s+)*"
        rf"{_DIR}\s+(?:of|from)",
    ),
    _before(
        "offset",
        rf"{LENGTH}{_ASIDE}{_MORE}\s+(?:from|outside(?:\s+of)?|off|beyond|short\s+of|out\s+of)",
    ),
    _before("along", rf"(?:along|off|on)\s+(?:\w+\s+)?(?:{_DIR}\s+)?{_COAST}\s+of", line="coast"),
    _before("along", rf"{_COAST}\s+of", line="coast"),
    _before("outside", rf"{_DIR}\s+{_ADJECTIVES}{_OUTER}\s+(?:of|to)"),
    _before("outside", rf"(?:{_OUTER}\s+(?:of|to)|outside(?:\s+of)?)"),
    # But "the Cincinnati suburb of West Chester" is West Chester.
    _before(
        "outside", rf"(?:an?\s+{_ADJECTIVES}suburb|(?:the|in|some)\s+{_ADJECTIVES}suburbs)\s+of"
    ),
    _before("in_part", rf"(?:{_DIR}|central)\s+{_ADJECTIVES}{_PART}\s+of"),
    _before("in_part", rf"(?:in|across|throughout|into)\s+the\s+{_MID}{_DIR}\s+of"),
    _before("direction", rf"(?:(?:to|on)\s+the\s+|just\s+|due\s+|further\s+)?{_DIR}\s+of"),
    _before(
        "near",
        r"(?:near(?:\s+to|by)?|close(?:r)?\s+to|next\s+to|(?:in\s+and\s+)?around|surrounding|"
        rf"not\s+far\s+from|adjacent\s+to|towards?|approach(?:es|ed|ing)?(?:\s+to)?|"
        rf"(?:in|from|to|of)\s+the\s+{_SURROUNDS}s?\s+(?:of|around)|in\s+the\s+direction\s+of|"
        rf"vicinity\s+of|{_SURROUNDS}s?\s+around|within\s+reach\s+of|on\s+the\s+(?:way|road)\s+to)",
    ),
    _before("in_part", rf"(?:{_MID}{_DIR}(?:[-\s]central)?|central|downtown)"),
)
AFTER = (
    _after("outside", rf"['\u2019]s?\s+(?:{_DIR}\s+)?{_ADJECTIVES}(?:{_OUTER}|suburbs?)"),
    _after("along", rf"(?:['\u2019]s?)?\s+(?:{_DIR}\s+)?{_COAST}\b(?!\s+guard)", line="coast"),
    _after("in_part", rf"['\u2019]s?\s+{_MID}(?:{_DIR}|central)\s+{_ADJECTIVES}{_PART}"),
    _after("in_part", rf"['\u2019]s?\s+{_MID}{_DIR}"),
    _after("outside", r"\s+(?:outskirts|suburbs?)"),
    # In capitals it is a name of its own: Oxford Road, the Florida Highway Patrol.
    _after("along", r"\s+(?-i:road|highway|motorway|expressway|railway|pipeline)", line="road"),
    _after("near", rf"\s+{_SURROUNDS}"),
)
# "20 km to the west", of the place told last.
FROM_HERE = re.compile(
    rf"^{LENGTH}{_ASIDE}(?:\s+(?:away|or\s+so|inland))?,?"
    rf"\s+(?:(?:to\s+the|due|further|farther)\s+)+{_DIR}"
    r"(?!\s+(?:of|from))",
    re.IGNORECASE,
)
STATE_BORDER = re.compile(r"^\s+(?:state\s+)?(?:border|line)\b", re.IGNORECASE)
RIVER_LEAD = re.compile(
    r"\b(?:along|up|down|astride|on\s+(?:both|the)\s+(?:\w+\s+)?banks?\s+of|banks?\s+of|"
    r"valley\s+of)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
RIVER_TAIL = re.compile(
    r"^\s+(?:river(?:\s+(?:valley|basin))?|valley|basin|canal)\b", re.IGNORECASE
)
RIVER_NAME = re.compile(r"\b(?:river|canal|creek)\b", re.IGNORECASE)
ROAD_LEAD = re.compile(
    rf"\b{_ROAD}\s+(?:(?:that\s+|which\s+)?(?:runs?|running|leads?|leading|links?|linking|"
    r"connects?|connecting|joins?|joining)\s+)?(?:from\s+|between\s+|both\s+)*$",
    re.IGNORECASE,
)
ROAD_TAIL = re.compile(rf"^\s+(?:\w+\s+)?{_ROAD}\b", re.IGNORECASE)
BETWEEN = re.compile(
    r"\b(?:somewhere\s+|halfway\s+|midway\s+)?between\s+(?:both\s+)?$", re.IGNORECASE
)
