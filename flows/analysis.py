"""Articles of the store through the analysis, a part at a time; one bad article costs itself."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache, partial
from pathlib import Path
from typing import Any, Protocol

from flows.apart import NOT_THE_ARTICLE, analyse_alone, analyse_apart
from flows.workspace import Analyst
from geo.analyse import Tools, analyse_articles, load_tools, reread_article
from geo.errors import BuildError
from geo.model import Analysis, Article
from geo.store import Failure, Store
from geo.versions import rules_version

# Articles between two commits: what a killed build does again, at most.
SAVE_EVERY = 100


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
    tools = load_tools(cache_dir, model, data_dir)
    # Model and tables stay until the process ends: the collector need not walk them each time.
    gc.freeze()
    return tools


class Timed(Protocol):
    """Takes the time of a block, by the name of its stage."""

    def __call__(self, stage: str, /) -> AbstractContextManager[None]:
        """Begin a block of the stage."""


def make_analyst(tools: Tools, remake: Callable[[], Analyst] | None = None) -> Analyst:
    """
    Let the loaded tools decide about articles.

    Parameters
    ----------
    tools
        Model, gazetteer and boundaries.
    remake
        As of the analyst.

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
        remake=remake,
        reread=partial(reread_article, tools=tools),
    )


def load_analyst(cache_dir: Path, model: str, data_dir: Path | None) -> Analyst:
    """
    Load the tools, and let them decide about articles.

    Parameters
    ----------
    cache_dir, model, data_dir
        As for `load_tools_once`.

    Returns
    -------
    analyst
        One that can be made again in another process.
    """
    tools = load_tools_once(cache_dir, model, data_dir)
    return make_analyst(tools, partial(load_analyst, cache_dir, model, data_dir))


def analyse_order(order: Mapping[str, Any]) -> int:
    """
    Analyse articles in a process that shares nothing with the build but the store.

    Parameters
    ----------
    order
        `article_ids`; `store_url`, the store's database; `rules`, the version of all that
        decides, as the build knows it; `cache_dir`, `model` and `data_dir` as texts, as in
        `geo.settings.Settings`.

    Returns
    -------
    count
        Of articles.

    Raises
    ------
    BuildError
        When this process would decide otherwise than the build.
    StoreError
        When the store cannot be used.
    """
    data_dir = Path(order["data_dir"]) if order["data_dir"] else None
    analyst = load_analyst(Path(order["cache_dir"]), order["model"], data_dir)
    own = rules_version(analyst.model_version, analyst.gazetteer_version)
    if own != order["rules"]:
        msg = (
            f"The worker goes by rules {own}, the build by {order['rules']}: give both the same"
            " Dateline, Python, model and gazetteer."
        )
        raise BuildError(msg)
    with Store(order["store_url"]) as store:
        analyse_stored(store, analyst, own, order["article_ids"], _untimed, lambda _: None)
    return len(order["article_ids"])


def _untimed(_: str) -> AbstractContextManager[None]:
    return nullcontext()


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
        Holds the articles; what one gives is committed with 99 others at most. Those
        during which a process died twice are analysed in one of their own.
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
        batch = article_ids[start : start + SAVE_EVERY]
        with timed("store"):
            suspect = store.articles.begin(batch) if analyst.remake else []
        if suspect:
            with timed("analyse"):
                analyse_apart(store, analyst, rules, suspect)
            advance(len(suspect))
            done = frozenset(suspect)
            batch = [each for each in batch if each not in done]
        with timed("store"):
            articles = store.articles.fetch(batch)
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
        except NOT_THE_ARTICLE:
            raise
        except Exception:  # noqa: BLE001 - one bad article must not cost the night's map
            yield from (analyse_alone(article, analyst) for article in batch[n_done:])
            return
