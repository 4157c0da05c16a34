"""Decide which gazetteer entry each toponym of an article denotes, all of them together."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from geo.gazetteer.lookup import Gazetteer
from geo.geoparsing.candidate_features import FIXED
from geo.geoparsing.candidate_table import Table, build_table
from geo.geoparsing.candidates import Group, Home, agrees
from geo.geoparsing.confidence import confidence_clues
from geo.geoparsing.grouping import group_toponyms
from geo.geoparsing.instead import is_of_the_story, meant_instead
from geo.geoparsing.ranker import CONTEXT, load_ranker
from geo.geoparsing.weights import load_linear
from geo.language import Doc
from geo.model import Candidate, Resolution, Toponym

__all__ = ["home_of", "lay_out", "resolve"]

WEIGHTS = "resolve_weights.json"
SHOWN_CANDIDATES = 5
# Of a text that nobody parsed.
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]{0,2}\s+(?=[A-Z])|\n+")


def resolve(
    doc: Doc | str, toponyms: Sequence[Toponym], gazetteer: Gazetteer, *, home: str = ""
) -> tuple[Resolution, ...]:
    """
    Decide for one gazetteer entry, or none, for every toponym of an article.

    Parameters
    ----------
    doc
        The article's text, parsed or not: what stands between two toponyms
        tells whether the second holds the first.
    toponyms
        Of this text, in text order.
    gazetteer
        Where candidates come from.
    home
        Where the source is at home: a country code (`GB`), a division
        (`US.TX`) or a place id (`gn:4717560`); empty when unknown.

    Returns
    -------
    resolutions
        One per toponym, in the same order. Demonyms have no place; their
        candidates are the countries that they point to. Those of one name
        share one sense, unless the words beside them tell otherwise.

    Examples
    --------
    >>> resolve("", (), gazetteer=None)
    ()
    """
    if not toponyms:
        return ()
    table = lay_out(doc, toponyms, gazetteer, home_of(home, gazetteer))
    found = _decisions(table, toponyms, gazetteer) if table else {}
    return tuple(
        found[i] if i in found else _undecided(toponym, gazetteer)
        for i, toponym in enumerate(toponyms)
    )


def lay_out(
    doc: Doc | str, toponyms: Sequence[Toponym], gazetteer: Gazetteer, home: Home
) -> Table | None:
    """
    Lay out the candidates of an article's toponyms, as `resolve` weighs them.

    Parameters
    ----------
    doc, toponyms, gazetteer
        As for `resolve`.
    home
        Of the article's source.

    Returns
    -------
    table
        None when no toponym has a candidate.
    """
    text = doc if isinstance(doc, str) else doc.text
    groups = group_toponyms(text, toponyms, gazetteer)
    if not groups:
        return None
    starts = [m.end() for m in _SENTENCE_END.finditer(text)]
    if not isinstance(doc, str):
        starts = [sentence.start_char for sentence in doc.sents]
    sentences = [bisect_right(starts, toponym.start) for toponym in toponyms]
    demonyms = [
        (code, sentence)
        for toponym, sentence in zip(toponyms, sentences, strict=True)
        if toponym.role == "demonym"
        for code in gazetteer.demonym(toponym.name)[:1]
    ]
    return build_table(groups, demonyms, home, sentences)


def home_of(home: str, gazetteer: Gazetteer) -> Home:
    """
    Read the home of a source.

    Parameters
    ----------
    home
        As for `resolve`.
    gazetteer
        Where a place id is looked up.

    Returns
    -------
    home
        Nowhere when `home` is empty or its place is unknown.
    """
    if ":" in home:
        place = gazetteer.place(home)
        if place is None:
            return Home()
        return Home(place.country_code, place.admin1_code, place.lon, place.lat)
    country_code, _, admin1_code = home.partition(".")
    return Home(country_code.upper(), admin1_code)


def _decisions(
    table: Table, toponyms: Sequence[Toponym], gazetteer: Gazetteer
) -> dict[int, Resolution]:
    belief, features = load_ranker().weigh(table)
    found = {}
    ends = [*table.first_row[1:], len(belief)]
    for group, begin, end in zip(table.groups, table.first_row, ends, strict=True):
        scores = belief[begin:end]
        order = sorted(range(len(scores)), key=lambda k: (-scores[k], k))
        mate = meant_instead(group, order[0], scores, features[begin:end], gazetteer)
        if mate is not None:
            # One spot at two levels: what speaks for the one speaks for the other.
            scores[mate] += scores[order[0]]
            scores[order[0]] = 0.0
            order = [mate, *(k for k in order if k != mate)]
        order = order[:SHOWN_CANDIDATES]
        ranked = tuple(
            Candidate(group.matches[k].place, round(float(scores[k]), 4), _reason(group, k))
            for k in order
        )
        row = features[begin + order[0]]
        best = dict(zip((*FIXED, *CONTEXT), row.tolist(), strict=True))
        is_stranger = group.matches[order[0]].name_kind == "near" and not is_of_the_story(row)
        for i in group.positions:
            clues = confidence_clues(toponyms[i], group, order[0], ranked[0].score, best)
            confidence = load_linear(WEIGHTS, "confidence").probability(clues)
            decision = _decision(toponyms[i], group, ranked, confidence)
            found[i] = _left_open(decision) if is_stranger else decision
    return found


def _decision(
    toponym: Toponym, group: Group, ranked: tuple[Candidate, ...], confidence: float
) -> Resolution:
    best = ranked[0]
    note = best.reason if len(group.matches) > 1 else f"only entry; {best.reason}"
    if confidence >= load_linear(WEIGHTS, "confidence").threshold:
        return Resolution(toponym, best.place, round(confidence * toponym.chance, 4), ranked, note)
    why = "no entry in the region named after it" if group.is_misplaced else "no likely entry"
    return Resolution(toponym, None, 0.0, ranked, f"{why}; best: {note}")


def _left_open(resolution: Resolution) -> Resolution:
    """Leave a misspelt name open where only a country that the text never names has its like."""
    note = f"not in the gazetteer, and not of a country of the text: {resolution.note}"
    return resolution.left_open(note)


def _reason(group: Group, k: int) -> str:
    """Say in words what speaks for a candidate."""
    match = group.matches[k]
    parts = [f"{match.name_kind} name {match.name}"]
    if match.name_kind == "near":
        parts = [f"spelt nearly like {match.name} ({match.similarity:.2f})"]
    if group.inside[k]:
        parts.append("inside the region named after it")
    if group.holds[k]:
        parts.append("holds the place named before it")
    if group.hint and agrees(group.hint, match):
        parts.append("of the kind that the wording says")
    if match.place.population:
        parts.append(f"population {match.place.population:,}")
    return "; ".join(parts)


def _undecided(toponym: Toponym, gazetteer: Gazetteer) -> Resolution:
    if toponym.role != "demonym":
        return Resolution(toponym, None, 0.0, (), "not in the gazetteer")
    codes = gazetteer.demonym(toponym.name)
    countries = [place for place in map(gazetteer.country, codes) if place is not None]
    # Codes come likeliest first; the first is meant far more often than the rest.
    scores = [0.95, *([0.05 / max(1, len(countries) - 1)] * (len(countries) - 1))]
    ranked = tuple(
        Candidate(place, score, "inhabitants or adjective")
        for place, score in zip(countries[:SHOWN_CANDIDATES], scores, strict=False)
    )
    return Resolution(toponym, None, 0.0, ranked, "inhabitants, not a place")
