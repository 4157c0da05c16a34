"""Articles that may kill the process that analyses them, analysed in one that may die."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any

from flows.spawned import Spawned
from flows.workspace import Analyst
from geo.errors import DatelineError
from geo.model import Analysis, Article
from geo.store import Failure, Store

# The night's trouble and not the article's: it would be the same for the next one.
NOT_THE_ARTICLE = (DatelineError, OSError, MemoryError)
# A long article takes a second; loading what it is looked up in, some more.
LIMIT_S = 120.0
_LOAD_S = 600.0


def analyse_alone(article: Article, analyst: Analyst) -> Analysis | Failure:
    """
    Analyse one article in this process.

    Parameters
    ----------
    article
        Any.
    analyst
        Decides.

    Returns
    -------
    found
        What it gave, or why it could not be analysed.
    """
    try:
        return next(iter(analyst.analyse([article])))
    except NOT_THE_ARTICLE:
        raise
    except Exception as error:  # noqa: BLE001 - one bad article must not cost the night's map
        reason = f"could not be analysed: {type(error).__name__}: {error}. Please report this."
        return Failure(article, reason)


def analyse_apart(
    store: Store,
    analyst: Analyst,
    rules: str,
    article_ids: Sequence[str],
    *,
    limit_s: float = LIMIT_S,
) -> None:
    """
    Analyse articles one by one in another process, and set aside the one that kills it.

    Parameters
    ----------
    store
        Holds the articles; each is kept there as soon as it is analysed.
    analyst
        With `remake`.
    rules
        Version of all that decides.
    article_ids
        Which of them.
    limit_s
        For one article, in seconds.

    Raises
    ------
    DatelineError
        When the other process had trouble that is not the article's.
    """
    left = list(article_ids)
    while left:
        culprit, reason = _work_through(store, analyst, rules, left, limit_s)
        if not culprit:
            return
        (article,) = store.articles.fetch([culprit])
        store.articles.save([], rules, [Failure(article, reason)])
        left = left[left.index(culprit) + 1 :]


def _work_through(
    store: Store, analyst: Analyst, rules: str, article_ids: Sequence[str], limit_s: float
) -> tuple[str, str]:
    """Return the article during which the process died, and how; empty when it did not."""
    child = Spawned(_analyse_and_tell, store, analyst.remake, rules, tuple(article_ids))
    current, wait_s = "", _LOAD_S
    try:
        while child.pipe.poll(wait_s):
            message = child.pipe.recv()
            if message is None:
                return "", ""
            if isinstance(message, Exception):
                raise message
            current, wait_s = message, limit_s
        how = f"it took longer than {wait_s:g} s"
    except EOFError:
        how = f"it ended the process ({_ending(child.wait())})"
    finally:
        child.close()
    if not current:
        msg = f"The process that looks at suspect articles did not begin: {how}."
        raise DatelineError(msg)
    return current, f"could not be analysed: {how}. Please report this."


def _analyse_and_tell(
    tell: Connection,
    store: Store,
    remake: Callable[[], Analyst],
    rules: str,
    article_ids: Sequence[str],
) -> None:
    """Send each article's id before it is analysed, nothing else when all are done."""
    message: Any = None
    try:
        analyst = remake()
        for article_id in article_ids:
            tell.send(article_id)
            (article,) = store.articles.fetch([article_id])
            found: Analysis | Failure
            try:
                found = analyse_alone(article, analyst)
            except MemoryError:
                found = Failure(article, "could not be analysed: it needs too much memory.")
            if isinstance(found, Analysis):
                store.articles.save([found], rules)
            else:
                store.articles.save([], rules, [found])
    except (DatelineError, OSError) as error:
        message = error
    finally:
        store.close()
    tell.send(message)


def _ending(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit status {code}"
