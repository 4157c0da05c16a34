"""What "the city", "the area" and "the country" can speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from geo.events.elsewhere import is_of_speaker
from geo.events.sites import Site, place_of
from geo.geoparsing.lexicon import head_nouns
from geo.grammar.clauses import governing_verb, head_of, is_class, word_class
from geo.language import Token
from geo.model import Place, Resolution

__all__ = [
    "anaphor_level",
    "best_fitting",
    "is_left_behind",
    "is_level",
    "nation_of",
    "sites_of_there",
]

_ANY_PLACE = frozenset({"same", "whole", "entire", "surrounding", "immediate", "affected", "wider"})
# Inhabitants from which news calls a place a city and no village.
_BIG = 60_000
# From here on it calls none a town.
_METROPOLIS = 500_000
_AT = frozenset({"in", "at", "near", "around", "outside", "inside", "into"})
_ARRIVALS = frozenset({"land", "arrive", "come", "bring", "send", "ship", "truck", "airlift"})
_BESIDE = frozenset({"beside", "near", "next", "outside", "opposite", "around", "by"})
_NEIGHBOURING = frozenset({"nearby", "neighbouring", "neighboring", "adjacent", "next", "other"})
_FIRST = frozenset({"first", "last", "latest"})
_LEVELS = ("anaphor_town", "anaphor_division", "anaphor_area", "anaphor_country")


def anaphor_level(token: Token) -> str:
    """Return what kind of place "the city" speaks of; empty for other words."""
    if token.tag_ != "NN" or any(
        c.ent_type_ == "NORP" and c.dep_ == "compound" for c in token.children
    ):
        return ""
    owner = next((c for c in token.children if c.dep_ == "poss"), None)
    if owner is None and not any(
        c.dep_ == "det" and c.lower_ in {"the", "this", "that"} for c in token.children
    ):
        return ""
    if head_of(token) in word_class("anaphor_area") and _is_narrowed(token):
        return ""  # "the second-floor area"
    if _is_another(token) or (token.dep_ == "attr" and _is_ranked(token)):
        return ""
    others = {t.i for t in owner.subtree} if owner is not None else set()
    if any(t.pos_ == "PROPN" and t.i not in others for t in token.subtree):
        return ""  # "the village of X" names another
    return next((level for level in _LEVELS if head_of(token) in word_class(level)), "")


def best_fitting(noun: Token, sites: Sequence[Site]) -> Site | None:
    """Return the first site that may be called a city, a village, an island or the capital."""
    if noun.lower_ == "island":
        # Neither the Indian Ocean, though an island lies in it, nor a palace.
        sites = [site for site in sites if place_of(site).feature_class in {"A", "T", "L"}]
    capitals = [site for site in sites if place_of(site).feature_code == "PPLC"]
    if _is_ranked(noun) or _is_in_part(noun):
        sites = [site for site in sites if site not in capitals]
    if _is_national_capital(noun):
        sites = _of_country(noun, capitals, sites)
    sized = [site for site in sites if _has_size(noun, place_of(site))]
    unsized = [site for site in sites if not place_of(site).population]
    # A small city may be called one, but no city is a village, and no metropolis a town.
    rest = () if is_class(noun, "small_town") or noun.lower_ == "town" else sites
    return next(iter(sized or unsized or rest), None)


def _of_country(noun: Token, capitals: Sequence[Site], sites: Sequence[Site]) -> list[Site]:
    """Return the capital of the country that a text is about, rather than where one spoke."""
    first = noun.sent.start
    near = [site for site in capitals if site.first >= first]
    counts = Counter(place_of(site).country_code for site in sites)
    country, number = next(iter(counts.most_common(1)), ("", 0))
    if near or number * 2 <= len(sites):
        return list(capitals)
    return [site for site in capitals if place_of(site).country_code == country] or list(capitals)


def nation_of(noun: Token, resolutions: Sequence[Resolution]) -> frozenset[str]:
    """Return the codes of the country of "the Kenyan capital"; none for other words."""
    return frozenset(
        candidate.place.country_code
        for resolution in resolutions
        if resolution.toponym.role == "demonym"
        and noun.left_edge.idx <= resolution.toponym.start < noun.idx
        for candidate in resolution.candidates
    )


def _is_another(noun: Token) -> bool:
    """Tell "the town beside it" and "the neighbouring village" from the one told of."""
    following = noun.doc[noun.i + 1 : noun.i + 2].text.lower()
    return following in _BESIDE or any(child.lower_ in _NEIGHBOURING for child in noun.lefts)


def _is_ranked(noun: Token) -> bool:
    """Tell "Egypt's second city" and "the fifth town to fall"; the first may be the capital."""
    return any(is_class(word, "ordinal") and word.lower_ not in _FIRST for word in _before(noun))


def _is_in_part(noun: Token) -> bool:
    """Tell "Yemen's southern port city"."""
    return any(word.lower_ in head_nouns("dir") for word in _before(noun))


def _before(noun: Token) -> list[Token]:
    """Return the words that describe a noun from before it, but for whose it is."""
    words = [word for word in noun.lefts if word.dep_ != "poss"]
    return [word for above in words for word in above.subtree]


def _has_size(noun: Token, place: Place) -> bool:
    """Tell a city from a village by its people, as far as they are known."""
    if is_class(noun, "big_town"):
        return place.population >= _BIG
    if noun.lower_ == "town":
        return place.population < _METROPOLIS
    return not is_class(noun, "small_town") or 0 < place.population < _BIG


def _is_national_capital(noun: Token) -> bool:
    """Tell "the capital" of a country from "the provincial capital" and "Borno's capital"."""
    is_plain = not any(child.dep_ in {"amod", "compound", "poss"} for child in noun.children)
    return noun.lower_ == "capital" and is_plain


def is_left_behind(place: Token) -> bool:
    """Tell where "a plane landed from", which no word speaks of later."""
    above = governing_verb(place.head.head)
    is_from = place.dep_ == "pobj" and place.head.lower_ == "from"
    return is_from and (is_class(above, "travel") or above.lemma_ in _ARRIVALS)


def _is_stayed_in(place: Token) -> bool:
    """Tell where something went on, which "there" means, from "the road to Baghdad"."""
    is_inside = place.dep_ in {"compound", "nmod"}  # "the Dadaab camp was shut"
    place = place.head if is_inside else place
    if is_inside and place.dep_ in {"nsubj", "nsubjpass"}:
        return not is_class(place, "officialdom")
    is_at = place.dep_ == "pobj" and place.head.lower_ in _AT and not is_of_speaker(place)
    above = place.head.head  # "the town of Beslan has known worse days"
    is_named = place.dep_ == "pobj" and place.head.lower_ == "of" and above.dep_ == "nsubj"
    is_at = is_at or (is_named and is_class(above, "anaphor_town"))
    return is_at or place.dep_ in {"dobj", "nsubjpass"}


def _is_narrowed(noun: Token) -> bool:
    return any(
        child.dep_ in {"compound", "amod"} and child.lower_ not in _ANY_PLACE
        for child in noun.children
    )


def is_level(place: Place, level: str, hint: str) -> bool:
    """Tell whether a place can be meant by a word of a level: a town by "the city"."""
    is_country = place.feature_code.startswith("PCL")
    if level == "anaphor_country":
        return is_country
    if level == "anaphor_division":
        return place.feature_class == "A" and not is_country
    if level == "anaphor_town":
        # A city and its division often share name and entry.
        is_division = place.feature_code in {"ADM1", "ADM2"} and not hint
        return place.feature_class == "P" or is_division
    return not is_country


def sites_of_there(there: Token, sites: Sequence[Site]) -> list[Site]:
    """Return what "there" can mean: Cali in "the mayor of Cali said three had died there"."""
    verb = next((above for above in there.ancestors if is_class(above, "report_verb")), None)
    subjects = [child for child in verb.children if child.dep_ == "nsubj"] if verb else []
    heads = {word.i for subject in subjects for word in subject.subtree}
    office = next((site for site in reversed(sites) if site.head in heads), None)
    if office is not None and office is sites[-1]:
        return [office]
    return [site for site in sites if _is_stayed_in(there.doc[site.head])]
