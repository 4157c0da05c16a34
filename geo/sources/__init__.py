"""Where articles come from: the sources of `dateline.toml`, read one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from geo.articles.english import why_not_english
from geo.articles.parting import part_all
from geo.config.records import Config, Source
from geo.model import Article, Rejected
from geo.sources.feeds import read_feed
from geo.sources.fetch import Fetcher, Wire
from geo.sources.folders import read_folder
from geo.sources.memory import FetchMemory
from geo.sources.newswire import read_newswire
from geo.sources.same import join_same
from geo.sources.warc import read_warc

Item = Article | Rejected


def read_all(config: Config, memory: FetchMemory, wire: Wire | None = None) -> Iterator[Item]:
    """
    Read all sources of a site.

    Parameters
    ----------
    config
        Of the site.
    memory
        What is known of its feeds; changed while they are read. Articles in it
        are given again every night, so that it may be kept before they are.
    wire
        The outside world; the real one when not given.

    Yields
    ------
    item
        An article, with the names of its sources in `origins` and an id of its
        own; or what could not be read and why. The order is the same for the
        same sources.
    """
    fetcher = Fetcher(wire or Wire(), config.contact)
    found = (item for source in config.sources for item in read_source(source, memory, fetcher))
    yield from part_all(join_same(found))


def read_source(source: Source, memory: FetchMemory, fetcher: Fetcher) -> Iterator[Item]:
    """
    Read one source.

    Parameters
    ----------
    source
        Of any kind.
    memory
        As for `read_all`.
    fetcher
        Shared by all sources: two feeds of one server are asked in turn.

    Yields
    ------
    item
        As from `read_all`, but for articles that come more than once. Those
        not in English are rejected.
    """
    for item in _read_kind(source, memory, fetcher):
        if isinstance(item, Rejected):
            yield item
            continue
        reason = why_not_english(item.text, is_expected=source.language == "en")
        if reason:
            yield Rejected(item.path or item.url, reason)
        else:
            yield replace(
                item,
                source=item.source or source.name,
                origins=(source.name,),
                home=source.home,
                trust=source.trust,
            )


def _read_kind(source: Source, memory: FetchMemory, fetcher: Fetcher) -> Iterator[Item]:
    if source.kind == "feed":
        yield from read_feed(source, memory, fetcher)
    elif source.path is None:
        yield Rejected(source.name, "The source has no path: set one.")
    elif source.kind == "newswire":
        yield from read_newswire(source.path, fetcher.wire.now())
    else:
        yield from (read_warc if source.kind == "warc" else read_folder)(source.path)
