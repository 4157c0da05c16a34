"""A feed and the pages behind it, night after night."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from geo.articles.metadata import content_hash, make_article
from geo.config.records import Source
from geo.errors import InputError
from geo.model import Article, Rejected
from geo.sources.entries import Entry, read_entries
from geo.sources.fetch import LONGEST_WAIT_S, Fetcher, Reply
from geo.sources.html import read_page
from geo.sources.memory import FeedState, FetchMemory, KnownItem

Item = Article | Rejected

_PAGE_TYPES = frozenset(("", "text/html", "application/xhtml+xml", "text/plain"))
_GONE = frozenset((404, 410))
_BUSY = frozenset((429, 503))
# A server that says it is busy and not how long.
_REST_S = 3600.0


class BusyError(InputError):
    """A server asks to be left alone: nothing more is fetched from it this night."""


def read_feed(source: Source, memory: FetchMemory, fetcher: Fetcher) -> Iterator[Item]:
    """
    Fetch what is new in a feed, and give all articles that are known from it.

    Parameters
    ----------
    source
        Of kind `feed`.
    memory
        What is known of it; changed at once with everything that is fetched.
    fetcher
        For the feed and its pages.

    Yields
    ------
    item
        First what could not be fetched and why; then every known article, also
        when the feed is down or lists it no longer, until `keep_days` have
        passed. An article whose page is gone while the feed lists it is
        withdrawn. Its id stays the same when it is edited.
    """
    night = _Night(source, memory, fetcher)
    visited = memory.feed(source.name).checked
    try:
        yield from night.fetch()
    except InputError as error:
        yield Rejected(source.url, f"{error} Articles known from it stay.")
    yield from _known_articles(source, memory, night.today, visited)


class _Night:
    """One visit to a feed."""

    def __init__(self, source: Source, memory: FetchMemory, fetcher: Fetcher) -> None:
        self._source, self._memory, self._fetcher = source, memory, fetcher
        self._now = fetcher.wire.now().astimezone(UTC)
        self.today = self._now.date()
        self._until = fetcher.wire.clock() + source.limits.night_s

    def fetch(self) -> Iterator[Rejected]:
        state = self._memory.feed(self._source.name)
        if self._is_to_wait(state):
            msg = f"Its server asked to be left alone until {state.not_before}."
            raise InputError(msg)
        reply = self._get(self._source.url, state.etag, state.last_modified)
        if reply.status not in (200, 304):
            msg = f"Its server answered with status {reply.status}: is the address right?"
            raise InputError(msg)
        if reply.status == 200:
            entries, trouble = read_entries(
                reply.body, reply.url, content_type=reply.content_type, charset=reply.charset
            )
            if trouble:
                yield Rejected(self._source.url, f"The feed is partly broken: {trouble}.")
        else:
            entries = [_as_listed(item) for item in self._listed_before(state)]
        entries = entries[: self._source.limits.max_items]
        failed = []
        for bad in self._fetch_entries(entries):
            failed.append(bad)
            yield bad
        # What failed is tried again: the feed must not be "not modified" then.
        tags = reply if not failed else Reply(reply.status, reply.url)
        if reply.status == 304 and not failed:
            tags = replace(reply, etag=state.etag, last_modified=state.last_modified)
        self._note_visit(tags, {entry.key: self.today.isoformat() for entry in entries})

    def _is_to_wait(self, state: FeedState) -> bool:
        if not state.not_before:
            return False
        until = datetime.fromisoformat(state.not_before)
        # Nobody is waited for longer: the clock was ahead when that was noted.
        return self._now < until <= self._now + timedelta(seconds=LONGEST_WAIT_S)

    def _note_visit(self, tags: Reply, listed: Mapping[str, str]) -> None:
        # Read again: a busy server may have been noted meanwhile.
        state = self._memory.feed(self._source.name)
        # A day to come was noted by a clock that was ahead.
        before = (self.today - timedelta(days=1)).isoformat()
        told = {
            key: day if day <= self.today.isoformat() else before
            for key, day in state.listed.items()
        }
        fresh = replace(
            state,
            etag=tags.etag,
            last_modified=tags.last_modified,
            checked=self._now.isoformat(timespec="seconds"),
            listed={**told, **listed},
        )
        self._memory.set_feed(self._source.name, fresh)

    def _listed_before(self, state: FeedState) -> Iterator[KnownItem]:
        last = max(state.listed.values(), default="")
        for key, day in state.listed.items():
            item = self._memory.item(self._source.name, key) if day == last else None
            if item:
                yield item

    def _fetch_entries(self, entries: list[Entry]) -> Iterator[Rejected]:
        for number, entry in enumerate(entries):
            if self._fetcher.wire.clock() > self._until:
                left = len(entries) - number
                reason = f"Articles left for the next run: {left}, since `night_s` is over."
                yield Rejected(self._source.url, reason)
                return
            known = self._memory.item(self._source.name, entry.key)
            if known and not self._is_due(known, entry):
                continue
            try:
                self._fetch_entry(entry, known)
            except BusyError as error:
                yield Rejected(entry.url, str(error))
                return
            except InputError as error:
                yield Rejected(entry.url or entry.key, str(error))

    def _is_due(self, known: KnownItem, entry: Entry) -> bool:
        if known.entry != entry.digest:
            return True
        age = self.today - date.fromisoformat(known.first_seen)
        return self._source.pages and age <= timedelta(days=self._source.limits.recheck_days)

    def _fetch_entry(self, entry: Entry, known: KnownItem | None) -> None:
        fresh = self._page_item(entry, known) if self._source.pages and entry.url else None
        if fresh is None and not (self._source.pages and entry.url):
            fresh = self._own_words(entry, known)
        if fresh is not None and fresh != known:
            self._memory.put(self._source.name, fresh)

    def _own_words(self, entry: Entry, known: KnownItem | None) -> KnownItem:
        if not entry.text:
            msg = "The feed gives no text of it: let `pages` be true."
            raise InputError(msg)
        return self._item(entry, known, {}, entry.text)

    def _page_item(self, entry: Entry, known: KnownItem | None) -> KnownItem | None:
        """Return the item as its page has it; None where nothing changed."""
        reply = self._get(
            entry.url, known.etag if known else "", known.last_modified if known else ""
        )
        if reply.status == 304 and known:
            return replace(known, entry=entry.digest)
        if reply.status in _GONE:
            self._memory.drop(self._source.name, entry.key)
            msg = f"Its page is gone (status {reply.status}): the article was withdrawn."
            raise InputError(msg)
        if reply.status != 200:
            msg = f"Its page could not be fetched: status {reply.status}."
            raise InputError(msg)
        if reply.content_type not in _PAGE_TYPES:
            msg = f"Its page is {reply.content_type}, no web page."
            raise InputError(msg)
        fields, text = read_page(reply.body, url=reply.url, charset=reply.charset)
        return self._item(entry, known, fields, text, reply)

    def _item(
        self,
        entry: Entry,
        known: KnownItem | None,
        fields: Mapping[str, str],
        text: str,
        reply: Reply | None = None,
    ) -> KnownItem:
        item = KnownItem(
            key=entry.key,
            url=fields.get("url") or entry.url,
            # The feed's own: titles of pages carry the name of the paper and more.
            title=entry.title or fields.get("title", ""),
            published=entry.published or fields.get("published", ""),
            text=text,
            first_seen=known.first_seen if known else self.today.isoformat(),
            entry=entry.digest,
            etag=reply.etag if reply else "",
            last_modified=reply.last_modified if reply else "",
        )
        _article(self._source.name, item)  # raises where it can be none
        return item

    def _get(self, url: str, etag: str, last_modified: str) -> Reply:
        source = self._source
        reply = self._fetcher.get(
            url, source.limits, source.private_networks, etag=etag, last_modified=last_modified
        )
        if reply.status in _BUSY:
            until = self._now + timedelta(seconds=reply.retry_after_s or _REST_S)
            told = until.isoformat(timespec="seconds")
            state = self._memory.feed(source.name)
            self._memory.set_feed(source.name, replace(state, not_before=told))
            msg = f"Its server is busy (status {reply.status}): nothing is asked before {told}."
            raise BusyError(msg)
        return reply


def _known_articles(
    source: Source, memory: FetchMemory, today: date, visited: str
) -> Iterator[Item]:
    """Give what is known; forget what was too old already when the feed was visited before."""
    state = memory.feed(source.name)
    keep, forgotten = timedelta(days=source.limits.keep_days), set()
    # A clock that is ahead for one night hides articles, and they come back.
    before = datetime.fromisoformat(visited).date() if visited else date.min
    for item in memory.items(source.name):
        left = date.fromisoformat(state.listed.get(item.key, item.first_seen))
        if keep and today - left > keep:
            if min(before, today) - left > keep:
                forgotten.add(item.key)
            continue
        try:
            yield _article(source.name, item)
        except InputError as error:
            yield Rejected(item.url, str(error))
    for key in sorted(forgotten):
        memory.drop(source.name, key)
    if forgotten:
        left_over = {key: day for key, day in state.listed.items() if key not in forgotten}
        memory.set_feed(source.name, replace(state, listed=left_over))


def _article(source: str, item: KnownItem) -> Article:
    fields = {
        # Not of the text: an edited article is the same one.
        "id": content_hash(source, item.key),
        "title": item.title,
        "source": source,
        "url": item.url,
        "published": item.published,
    }
    return make_article(fields, item.text, path=item.url)


def _as_listed(item: KnownItem) -> Entry:
    """Return an item as the feed still lists it."""
    return Entry(item.key, item.url, item.title, item.published, "", item.entry)
