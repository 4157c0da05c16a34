"""The places an article names, as far as they can locate an event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from geo.events.called_places import names_called_places
from geo.events.strangers import without_strangers
from geo.footprints.relations import find_border_relations
from geo.footprints.shapes import gap_km
from geo.geoparsing.lexicon import head_nouns
from geo.grammar.clauses import is_aged, is_class, word_class
from geo.language import Doc, Token
from geo.language import Span as DocSpan
from geo.model import Place, Relation, Resolution, Toponym
from geo.names import fold

__all__ = [
    "Attachment",
    "Site",
    "contains",
    "find_sites",
    "finer_place",
    "is_country",
    "is_isle_of",
    "is_narrow",
    "is_same_place",
    "place_of",
    "places_agree",
]

_CALLED = "not recognized; the words around it call it a place"
# Calibrated: of entries below this less than a third are right.
_LEAST_CONFIDENCE = 0.3
# A city so called that is less likely meant is not its state: Oklahoma City, but not New York.
_LEAST_CITY = 0.2
# Inhabitants from which a town outweighs the division named after it.
_BIG_TOWN = 10_000
_ROUGH = frozenset({"near", "outside"})
_NARROW_DIVISIONS = frozenset({"ADM2", "ADM3", "ADM4", "ADM5"})
# Feature classes of streets, buildings, parks and the like.
_SPOTS = frozenset({"R", "S", "L", "V", "T", "H"})
# From here on, a smaller town within reach is one of its quarters.
_METROPOLIS = 1_000_000
# How far a town of so many people reaches, in km.
_REACHES = ((3_000_000, 30.0), (1_000_000, 20.0), (100_000, 10.0), (0, 5.0))
# How far a town can lie from the middle of the division around it.
_AMID_KM = 100.0
# How far after a border a place can still tell on which side the scene lies.
_SCENE_WORDS = 60


@dataclass(frozen=True, slots=True)
class Site:
    """
    A place name of the text that can locate an event.

    Attributes
    ----------
    resolution
        What it denotes; without a place it hides the wider ones around it.
    first, head, last
        Indices of its tokens.
    relation
        Where the words say more than a name does: a border, a front.
    """

    resolution: Resolution
    first: int
    head: int
    last: int
    relation: Relation | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """
    The place of an event.

    Attributes
    ----------
    sites
        One for each place named alike: "the villages of A and B". Empty when
        the only name is not in the gazetteer.
    cost
        How far it stands from the event's word in the parse; 0 is nearest.
    rule
        How it was found, in words.
    unknown
        Its place where the gazetteer lacks it; `sites` then hold what lies
        around it.
    is_vague
        Only a front or flank of the place that the text is about.
    is_goal
        Only where people fled to, or were taken.
    """

    sites: tuple[Site, ...]
    cost: float
    rule: str
    unknown: Toponym | None = None
    is_vague: bool = False
    is_goal: bool = False


def contains(region: Place, place: Place) -> bool:
    """
    Tell whether one entry lies inside another by its codes.

    Parameters
    ----------
    region
        A country or division.
    place
        Anything.

    Returns
    -------
    contains
        False for the same entry and whenever the codes do not tell.
    """
    if region.place_id == place.place_id:
        return False
    if region.feature_class != "A":
        return _is_spot_in_town(region, place)
    if region.country_code != place.country_code:
        return False
    if region.feature_code.startswith(("PCL", "TERR")):
        return True
    if region.feature_code == "ADM1":
        same = region.admin1_code == place.admin1_code and bool(region.admin1_code)
        return same and place.feature_code != "ADM1"
    names = {region.name, region.admin2_name}
    return place.admin2_name in names and place.feature_class != "A"


def is_isle_of(isle: Place, town: Place) -> bool:
    """Tell whether "A, on the island of B" may be so; no code of an entry says it."""
    is_town = town.feature_class == "P" and town.country_code == isle.country_code
    return is_town and isle.feature_code == "ISL"


def place_of(site: Site) -> Place:
    """Return the entry of a site that has one."""
    place = site.resolution.place
    if place is None:
        msg = f"Expected a resolved site, got {site.resolution.toponym.name!r}."
        raise ValueError(msg)
    return place


def is_country(site: Site) -> bool:
    """Tell whether a resolved site is a whole country, and not only its border."""
    is_border = site.relation is not None and site.relation.line == "border"
    return not is_border and place_of(site).feature_code.startswith("PCL")


def _is_spot_in_town(town: Place, spot: Place) -> bool:
    """Tell a street, building or quarter in a town by its distance."""
    if town.feature_class != "P" or town.country_code != spot.country_code:
        return False
    is_quarter = spot.feature_class == "P" and spot.population * 2 < town.population
    if spot.feature_class not in _SPOTS and not (is_quarter and town.population >= _METROPOLIS):
        return False
    reach = next(km for people, km in _REACHES if town.population >= people)
    return gap_km(town, spot) <= reach


def places_agree(one: Attachment | None, other: Attachment | None) -> bool:
    """Tell whether two events can be in one place: equal, nested, or one of them untold."""
    if one is None or other is None or not one.sites or not other.sites:
        return True
    if one.is_vague or other.is_vague or one.is_goal or other.is_goal:
        return True
    if _are_there(one, other):
        return True
    return any(
        contains(place_of(a), place_of(b)) or contains(place_of(b), place_of(a))
        for a in one.sites
        for b in other.sites
    )


def _are_there(one: Attachment, other: Attachment) -> bool:
    pairs = ((one, other), (other, one))
    return bool(_ids(one) & _ids(other)) or any(_is_measured_later(*pair) for pair in pairs)


def _is_measured_later(rough: Attachment, fine: Attachment) -> bool:
    """Tell "near the capital", which is then "40 km southeast" of it."""
    if len(rough.sites) != 1 or len(fine.sites) != 1:
        return False
    one, other = rough.sites[0], fine.sites[0]
    if place_of(one).place_id != place_of(other).place_id:
        return False
    is_rough = one.relation is not None and one.relation.kind in _ROUGH
    return is_rough and other.relation is not None and other.relation.distance_km is not None


def is_narrow(place: Place) -> bool:
    """Tell a town or county from a first-order division, a country and a region."""
    return place.feature_class == "P" or place.feature_code in _NARROW_DIVISIONS


def is_same_place(one: Attachment | None, other: Attachment | None) -> bool:
    """Tell whether two events are told of one place by name."""
    if one is None or other is None:
        return False
    if _unknown_name(one) != _unknown_name(other):
        # "On Dean Road in Adair County" may speak of what was told of the county, but what
        # lies somewhere in a province is not all of it.
        sites = (*one.sites, *other.sites)
        if (one.unknown and other.unknown) or not all(is_narrow(place_of(s)) for s in sites):
            return False
    if one.is_vague or other.is_vague:
        return one.rule == other.rule
    return _are_there(one, other)


def _unknown_name(attachment: Attachment) -> str:
    return attachment.unknown.name if attachment.unknown else ""


def _ids(attachment: Attachment) -> set[tuple[str, float | None, float | None]]:
    """Return what tells its sites apart: a village 20 km west of a town is not in the town."""
    return {
        (
            place_of(site).place_id,
            site.relation.distance_km if site.relation else None,
            site.relation.bearing_deg if site.relation else None,
        )
        for site in attachment.sites
    }


def finer_place(one: Attachment | None, other: Attachment | None) -> Attachment | None:
    """Return the narrower of two places of one happening, the first when neither is."""
    if one is None or not one.sites:
        return other or one
    if other is None or not other.sites:
        return one
    if one.is_goal != other.is_goal:
        return other if one.is_goal else one
    if one.is_vague != other.is_vague:
        return other if one.is_vague else one
    if _ids(one) < _ids(other) or _is_measured_later(one, other):
        return other
    inner, outer = place_of(other.sites[0]), place_of(one.sites[0])
    return other if contains(outer, inner) else one


def find_sites(doc: Doc, resolutions: Sequence[Resolution]) -> tuple[Site, ...]:
    """
    Find the places named in an article.

    Parameters
    ----------
    doc
        The parsed article.
    resolutions
        Of its toponyms.

    Returns
    -------
    sites
        In text order: toponyms that are no demonym and no government, and
        names that the words around them call a place although recognition
        passed them over ("the village of X"); these have no entry, and hide
        the wider places beside them.
    """
    known = tuple(_known(doc, without_strangers(resolutions)))
    places = frozenset(i for site in known for i in range(site.first, site.last + 1))
    taken = set(places)
    for resolution in resolutions:
        start, end = resolution.toponym.start, resolution.toponym.end
        span = doc.char_span(start, end, alignment_mode="expand")
        taken |= {token.i for token in span} if span is not None else set()
    borders = tuple(_borders(doc, known))
    taken |= {i for site in borders for i in range(site.first, site.last + 1)}
    inside = {site.first for site in known if any(_covers(b, site) for b in borders)}
    names = [site for site in known if site.first not in inside]
    unknown = (
        Site(Resolution(toponym, None, 0.0, (), _CALLED), first, last, last)
        for first, last, toponym in names_called_places(doc, taken, places)
    )
    return tuple(sorted((*names, *borders, *unknown), key=lambda site: site.first))


def _covers(border: Site, site: Site) -> bool:
    return border.first <= site.first and site.last <= border.last


def _known(doc: Doc, resolutions: Sequence[Resolution]) -> Iterable[Site]:
    for resolution in resolutions:
        toponym = resolution.toponym
        if toponym.role not in {"place", "part"} or toponym.name.lower() in word_class("disease"):
            continue
        span = doc.char_span(toponym.start, toponym.end, alignment_mode="expand")
        # "Melton Paris, 51, was found dead": no town has an age.
        if span is None or not len(span) or is_aged(span.root) or _is_other_name(span):
            continue
        if not _is_who_sits_there(resolution.place, span.root):
            yield Site(
                _unless_doubtful(_as_town(resolution)), span.start, span.root.i, span.end - 1
            )


def _is_other_name(name: DocSpan) -> bool:
    """Tell "Weber and Victoria streets", "U.S. 27" and the Dade of "Miami-Dade police"."""
    following, before = name.doc[name.end : name.end + 1], name.doc[: name.start][-1:].text
    if (word := following.text.lower()) in {"streets", "roads", "avenues"}:
        return before.lower() in {"and", "&"}
    is_number = word[:1].isdecimal() or word in {"highway", "route"}
    is_way = is_number and name.text.endswith((".", "US"))
    return is_way or (before == "-" and any(is_class(token, "beat") for token in following))


def _is_who_sits_there(place: Place | None, head: Token) -> bool:
    """Tell the Kremlin that is embarrassed from what happened at or outside it."""
    if place is None or place.feature_code != "BLDG":
        return False
    if head.dep_ != "pobj":
        return head.dep_ in {"nsubj", "nsubjpass"}
    above = head.head.head
    is_there = above.pos_ == "VERB" or is_class(above, "locative")
    # "Marched to the White House", "at the gates of the Kremlin".
    return head.head.lower_ in {"by", "for", "of", "to", "with"} and not is_there


def _unless_doubtful(resolution: Resolution) -> Resolution:
    """Leave out an entry that is more likely a namesake: the area around it is known better."""
    if resolution.place is None or resolution.confidence >= _LEAST_CONFIDENCE:
        return resolution
    note = f"{resolution.place.name} is too unsure for an event; {resolution.note}"
    return resolution.left_open(note)


def _as_town(resolution: Resolution) -> Resolution:
    """Prefer a big town to the division of its name: events take place in towns."""
    place, toponym = resolution.place, resolution.toponym
    if place is None or place.feature_code != "ADM1" or toponym.hint.startswith(("A", "RGN")):
        return resolution
    for candidate in resolution.candidates:
        town = candidate.place
        is_big = town.feature_class == "P" and town.population >= _BIG_TOWN
        names = {fold(place.name), _bare_name(place)}
        if candidate.score >= _LEAST_CITY:
            names.add(f"{fold(place.name)} city")
        # Kyiv lies amid its oblast, and is none of it.
        is_there = contains(place, town) or gap_km(place, town) <= _AMID_KM
        if is_big and is_there and fold(town.name) in names:
            note = f"{resolution.note}; the town of that name rather than its division"
            return replace(resolution, place=town, note=note)
    return resolution


def _bare_name(division: Place) -> str:
    """Return "kyiv" of the Kyiv Oblast."""
    *words, last = fold(division.name).split()
    return " ".join(words) if last in head_nouns("after") else ""


def _borders(doc: Doc, known: Sequence[Site]) -> Iterable[Site]:
    """Make a place of each border: that of the country of the scene, unless two are named."""
    for relation in find_border_relations(doc):
        span = doc.char_span(relation.span.start, relation.span.end, alignment_mode="expand")
        country = _near_side(relation, span, known) if span is not None and len(span) else None
        if span is None or country is None:
            continue
        toponym = Toponym(*relation.span, relation.text, rule="border")
        note = f"the side of {country.name}, where the article's places lie"
        resolution = Resolution(toponym, country, 1.0, (), note)
        yield Site(resolution, span.start, span.root.i, span.end - 1, relation)


def _near_side(relation: Relation, span: DocSpan, known: Sequence[Site]) -> Place | None:
    codes = relation.country_code.split(";")
    countries = {
        place.country_code: place
        for site in known
        if (place := site.resolution.place) and place.feature_code.startswith("PCL")
    }
    if len(codes) > 1:
        return next((countries[code] for code in codes if code in countries), None)
    near = Counter(
        place.country_code
        for site in known
        if (place := site.resolution.place)
        and place.feature_class in "PA"
        and place.country_code not in codes
        and site.first < span.end + _SCENE_WORDS
    )
    # Of a country that the text never names nothing is known; the next best is another one.
    return next((countries.get(code) for code, _ in near.most_common(1)), None)
