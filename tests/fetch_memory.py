"""What was fetched, remembered without a file."""

from __future__ import annotations

from collections.abc import Iterator

from geo.sources.memory import FeedState, KnownItem


class InMemory:
    """A memory that ends with the process."""

    def __init__(self) -> None:
        self._feeds: dict[str, FeedState] = {}
        self._items: dict[str, dict[str, KnownItem]] = {}

    def feed(self, source: str) -> FeedState:
        return self._feeds.get(source, FeedState())

    def set_feed(self, source: str, state: FeedState) -> None:
        self._feeds[source] = state

    def items(self, source: str) -> Iterator[KnownItem]:
        known = self._items.get(source, {})
        yield from (known[key] for key in sorted(known))

    def item(self, source: str, key: str) -> KnownItem | None:
        return self._items.get(source, {}).get(key)

    def put(self, source: str, item: KnownItem) -> None:
        self._items.setdefault(source, {})[item.key] = item

    def drop(self, source: str, key: str) -> None:
        self._items.get(source, {}).pop(key, None)
