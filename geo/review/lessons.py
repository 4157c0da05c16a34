"""What the gazetteer learns from corrections of wider scope, and forgets when they fall."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from geo.names import fold
from geo.review.corrections import Correction
from geo.review.known import Known
from geo.review.naming import is_of_name

# A name, and the id of the place that is to go by it.
Lesson = tuple[str, str]

# In `Correction.was`: names that the gazetteer did not know until then, so that none is
# forgotten that a user added.
_NEW = "new_names"


def with_new_names(correction: Correction, known: Known) -> Correction:
    """
    Note in a correction which names the gazetteer lacks.

    Parameters
    ----------
    correction
        Just handed in.
    known
        Has the gazetteer.

    Returns
    -------
    correction
        The same one when it teaches nothing.
    """
    names = [
        name
        for name, place_id in _told(correction)
        if known.place(place_id) and not known.goes_by(name, place_id)
    ]
    return replace(correction, was={**correction.was, _NEW: names}) if names else correction


def lessons_of(correction: Correction) -> list[Lesson]:
    """Return the names that the gazetteer learns from a correction."""
    new = set(correction.was.get(_NEW, ()))
    return [lesson for lesson in _told(correction) if lesson[0] in new]


def fallen_lessons(corrections: Iterable[Correction]) -> tuple[Lesson, ...]:
    """
    Return what the gazetteer once learned and no correction says any more.

    Parameters
    ----------
    corrections
        All ever made.

    Returns
    -------
    lessons
        Of corrections that were undone, or by a later one of the same name and
        reach replaced; in order.
    """
    made = sorted(corrections, key=lambda each: each.order)
    undone = {each.value["correction_id"] for each in made if each.field == "undo"}
    learned = {lesson for each in made for lesson in lessons_of(each)}
    said: dict[tuple[str, str], tuple[Lesson, ...]] = {}
    for each in made:
        if each.correction_id in undone or not _is_wide(each):
            continue
        place = each.value["place"] or {}
        country = place.get("country_code", "") if each.scope == "context" else ""
        for name in _names(each):
            said[fold(name), country] = ((name, place["place_id"]),) if place else ()
    return tuple(sorted(learned.difference(*said.values())))


def _told(correction: Correction) -> Iterator[Lesson]:
    if _is_wide(correction) and correction.value["place"]:
        for name in _names(correction):
            yield name, correction.value["place"]["place_id"]


def _is_wide(correction: Correction) -> bool:
    return is_of_name(correction) and correction.scope in ("context", "name")


def _names(correction: Correction) -> list[str]:
    names = {anchor.toponym for anchor in correction.reports}
    names |= {correction.toponym.name} if correction.toponym else set()
    return sorted(names)
