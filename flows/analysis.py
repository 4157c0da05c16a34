"""Articles of the store through the analysis, a part at a time; one bad article costs itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cache, partial
from pathlib import Path
from typing import Protocol

from flows.workspace import Analyst
from geo.analyse import Tools, analyse_articles, load_tools
from geo.errors import DatelineError
from geo.model import Analysis, Article
from geo.store import Failure, Store

# Articles between two commits: what a killed build does again, at most.
SAVE_EVERY = 100
# The night's trouble and not the article's: it would be the same for the next one.
_NOT_THE_ARTICLE = (DatelineError, OSError, MemoryError)


@cache
def load_tools_once(cache_dir: Path, model: str, data_dir: Path | None) -> Tools:
    """
    Load what the stages look things up in, once for a process.

    Parameters
    ----------
    cache_dir, model, data_dir
        As for `geo.analyse.load_tools`.

    Returns
    -------
    tools
        The same ones for the same arguments.
    """
    # A function of its own: by its name, tasks that use it reach other processes.
    return load_tools(cache_dir, model, data_dir)


class Timed(Protocol):
    """Takes the time of a block, by the name of its stage."""

    def __call__(self, stage: str, /) -> AbstractContextManager[None]:
        """Begin a block of the stage."""


def make_analyst(tools: Tools) -> Analyst:
    """
    Let the loaded tools decide about articles.

    Parameters
    ----------
    tools
        Model, gazetteer and boundaries.

    Returns
    -------
    analyst
        For a workspace.
    """
    return Analyst(
        analyse=partial(analyse_articles, tools=tools),
        model_version=tools.model_version,
        gazetteer_version=tools.gazetteer.version,
        gazetteer=tools.gazetteer,
    )


def analyse_stored(
    store: Store,
    analyst: Analyst,
    rules: str,
    article_ids: Sequence[str],
    timed: Timed,
    advance: Callable[[int], None],
) -> None:
    """
    Find toponyms and reports in stored articles, and keep them there.

    Parameters
    ----------
    store
        Holds the articles; what one gives is committed with 99 others at most.
    analyst
        Decides about them. An article it fails on is kept with the reason.
    rules
        Version of all that decides.
    article_ids
        Which of them.
    timed
        Takes the times of `store` and `analyse`.
    advance
        Told how many more are done.

    Raises
    ------
    StoreError
        When the database fails.
    """
    for start in range(0, len(article_ids), SAVE_EVERY):
        with timed("store"):
            articles = store.articles.fetch(article_ids[start : start + SAVE_EVERY])
        with timed("analyse"):
            found = list(_analyse_each(articles, analyst))
        with timed("store"):
            store.articles.save(
                [item for item in found if isinstance(item, Analysis)],
                rules,
                [item for item in found if isinstance(item, Failure)],
            )
        advance(len(articles))


def _analyse_each(batch: Sequence[Article], analyst: Analyst) -> Iterator[Analysis | Failure]:
    analyses = iter(analyst.analyse(batch))
    for n_done in range(len(batch)):
        try:
            yield next(analyses)
        except _NOT_THE_ARTICLE:
            raise
        except Exception:  # noqa: BLE001 - one bad article must not cost the night's map
            yield from (_analyse_alone(article, analyst) for article in batch[n_done:])
            return


def _analyse_alone(article: Article, analyst: Analyst) -> Analysis | Failure:
    try:
        return next(iter(analyst.analyse([article])))
    except _NOT_THE_ARTICLE:
        raise
    except Exception as error:  # noqa: BLE001 - as above; the row names the cause
        reason = f"could not be analysed: {type(error).__name__}: {error}. Please report this."
        return Failure(article, reason)
