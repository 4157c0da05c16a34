"""What is known so far: articles, what they gave, incidents and builds, in one database."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from geo.store.articles import Articles, Failure
from geo.store.builds import Build, Builds, Known
from geo.store.corrections import Corrections
from geo.store.database import Database
from geo.store.geocoded import Geocoded

__all__ = ["Articles", "Build", "Builds", "Corrections", "Failure", "Known", "Store"]


class Store:
    """
    The memory of a pipeline.

    Pickled, it goes to another process as its URL and opens connections of its own.

    Parameters
    ----------
    url
        `sqlite:///<path>`, made when missing, or `postgresql://<server>/<name>`. Its
        tables are brought to this program's version.

    Attributes
    ----------
    articles
        The articles there are, and what they gave.
    builds
        The builds there were, and the incidents they published.
    corrections
        What analysts corrected.
    geocoded
        What geocoding services answered.

    Raises
    ------
    StoreError
        When it cannot be opened or is damaged, or was written by a newer program;
        by any method, when the database fails.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._database = Database(url)
        self.articles = Articles(self._database)
        self.builds = Builds(self._database)
        self.corrections = Corrections(self._database)
        self.geocoded = Geocoded(self._database)

    def __reduce__(self) -> tuple[type[Store], tuple[str]]:
        return Store, (self._url,)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give all connections back; the store opens them again when it is used."""
        self._database.close()

    def check(self) -> None:
        """
        Read through all tables: a second for some hundred megabytes.

        Raises
        ------
        StoreError
            When the store is damaged.
        """
        self._database.check()

    def exclusive(self) -> AbstractContextManager[None]:
        """
        Hold the right to build with this store; it ends with the process, however that ends.

        Returns
        -------
        holding
            To be entered.

        Raises
        ------
        StoreError
            On entering, when another build holds it.
        """
        return self._database.exclusive()
