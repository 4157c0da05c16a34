"""Ask services for what the gazetteer lacks: after analysing, and never at a build's expense."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from flows import steps
from flows.workspace import Workspace
from geo.analyse import Tools, analyse_articles, home_of_article
from geo.errors import ConfigError
from geo.geocoding.asking import Asker, Known, Round
from geo.geocoding.resolving import Answers, context_countries, is_missing
from geo.geocoding.setup import Geocoding, Question
from geo.model import Analysis, Place
from geo.names import fold

STAGE = "Asking geocoders"
_AT_ONCE = 200


def geocode_missing(
    work: Workspace, tools: Tools, geocoding: Geocoding, environ: Mapping[str, str]
) -> int:
    """
    Ask for the names that tonight's articles have and the gazetteer lacks.

    Articles whose names were found are analysed anew with the answers, which the
    store keeps. When nobody may be asked any more, earlier answers count no more.

    Parameters
    ----------
    work
        Of the build, with no article pending.
    tools
        As for its analyst.
    geocoding
        As configured.
    environ
        Where keys are.

    Returns
    -------
    count
        Of articles analysed anew.
    """
    if not geocoding.services:
        return _analyse_again(work, tools, work.store.geocoded.outdated(work.build_id, ()), {}, 1)
    from geo.geocoding.services import open_services

    try:
        askers = open_services(geocoding, environ, tools.boundaries)
    except ConfigError as error:
        work.stages.note("warning", f"No geocoder was asked: {error}")
        askers = ()
    return ask_and_use(work, tools, geocoding, askers)


def ask_and_use(
    work: Workspace, tools: Tools, geocoding: Geocoding, askers: Sequence[Asker]
) -> int:
    """
    Ask a chain of services, and analyse again what they help.

    Parameters
    ----------
    work, tools, geocoding
        As for `geocode_missing`.
    askers
        The chain, ready to be asked.

    Returns
    -------
    count
        Of articles analysed anew.
    """
    with work.timed("geocode"):
        known = _known(work, geocoding)
        outdated = _outdated(work, known)
    # Their names are missing again, and may be asked for.
    n_again = _analyse_again(work, tools, outdated, {}, 1)
    with work.stages.stage(STAGE), work.timed("geocode"):
        wanted = _collect(work, geocoding)
        night = Round(
            askers,
            requests=geocoding.requests,
            seconds=geocoding.seconds,
            clock=time.monotonic,
            sleep=time.sleep,
            now=lambda: datetime.now(UTC),
        )
        for answer in night.ask_all(_questions(wanted), known):
            work.store.geocoded.save(answer)
            known[answer.service, answer.name, answer.country_code] = answer.places
    _tell(work, night)
    answers = _chosen(geocoding, known)
    helped = [
        article_id
        for article_id, questions in wanted.items()
        if any(answers.get((fold(name), code)) for name, code in questions)
    ]
    return n_again + _analyse_again(work, tools, helped, answers, geocoding.countries)


def _outdated(work: Workspace, known: Known) -> list[str]:
    """Name the articles that answers help which nobody stands for any more."""
    holding = {place.place_id for places in known.values() for place in places}
    return work.store.geocoded.outdated(work.build_id, holding)


def _collect(work: Workspace, geocoding: Geocoding) -> dict[str, tuple[Question, ...]]:
    """Find what to ask for each article."""
    found = {}
    ids = work.store.articles.unresolved(work.build_id)
    for start in range(0, len(ids), _AT_ONCE):
        for analysis in work.store.articles.recall(ids[start : start + _AT_ONCE]):
            questions = _questions_of(analysis, geocoding.countries)
            if questions:
                found[analysis.article.article_id] = questions
    return found


def _questions_of(analysis: Analysis, countries: int) -> tuple[Question, ...]:
    missing = {fold(r.toponym.name): r.toponym.name for r in analysis.resolutions if is_missing(r)}
    if not missing:
        return ()
    codes = context_countries(
        analysis.resolutions, home_of_article(analysis.article), limit=countries
    )
    return tuple(Question(name, code) for code in codes for name in missing.values())


def _questions(wanted: Mapping[str, Sequence[Question]]) -> list[Question]:
    """Order the questions: those that most articles ask come first."""
    counts: Counter[tuple[str, str]] = Counter()
    shown: dict[tuple[str, str], Question] = {}
    for questions in wanted.values():
        for question in questions:
            key = fold(question.name), question.country_code
            counts[key] += 1
            shown[key] = min(question, shown.get(key, question))
    return [shown[key] for key in sorted(counts, key=lambda key: (-counts[key], key))]


def _known(work: Workspace, geocoding: Geocoding) -> dict[tuple[str, str, str], tuple[Place, ...]]:
    since = work.started - timedelta(days=geocoding.recheck_days)
    names = [service.name for service in geocoding.services]
    return {
        (answer.service, answer.name, answer.country_code): answer.places
        for answer in work.store.geocoded.load(names, unknown_since=since)
    }


def _chosen(geocoding: Geocoding, known: Known) -> Answers:
    """Take for each name the answer of the first service that has one."""
    order = {service.name: number for number, service in enumerate(geocoding.services)}
    chosen: dict[tuple[str, str], tuple[Place, ...]] = {}
    for (_, name, code), places in sorted(known.items(), key=lambda item: order[item[0][0]]):
        if places:
            chosen.setdefault((name, code), places)
    return chosen


def _analyse_again(
    work: Workspace, tools: Tools, article_ids: Sequence[str], answers: Answers, countries: int
) -> int:
    if not article_ids:
        return 0
    before = work.analyst
    work.analyst = replace(
        before,
        analyse=partial(analyse_articles, tools=tools, answers=answers, countries=countries),
        # Another process would make one that knows no answers.
        remake=None,
    )
    n_analysed = work.n_analysed
    try:
        return steps.analyse_batch(work, article_ids)
    finally:
        work.analyst = before
        # They are no new articles.
        work.n_analysed = n_analysed


def _tell(work: Workspace, night: Round) -> None:
    told = f"Geocoders: {night.n_asked} requests, {night.n_left} names left for another night."
    work.stages.note("info", told)
    for trouble in night.troubles:
        work.stages.note("warning", f"Geocoder {trouble}")
