"""Settings from the environment, checked once and passed on as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from geo.errors import ConfigError

_STORES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
_SCHEDULERS = ("tcp://", "tls://")
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Settings:
    """
    What a run may be told from outside.

    Attributes
    ----------
    cache_dir
        Where compiled files live that can be rebuilt at any time.
    model
        An installed official spaCy English pipeline; empty for the default.
    batch_size
        Articles per task, at least 1.
    store
        URL of the database that remembers; empty for a file in the outputs' folder.
    webhook
        URL that is told when a build fails; empty for none.
    data_dir
        Where lies what the user added and nothing can rebuild; None for nowhere.
    workers
        Where batches are analysed: a number of processes of this machine, or the
        address of a Dask scheduler; empty for in the build's own process.
    postgis
        URL of the database that holds the layers too; empty for none, or for the
        one that the set-up of the site names.
    """

    cache_dir: Path
    model: str = ""
    batch_size: int = 1000
    store: str = ""
    webhook: str = ""
    data_dir: Path | None = None
    postgis: str = ""
    workers: str = ""

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """
        Read the settings of `environ`.

        Parameters
        ----------
        environ
            `DATELINE_CACHE` and `DATELINE_DATA` (folders), `DATELINE_MODEL` (a pipeline's name),
            `DATELINE_BATCH` (articles per task), `DATELINE_STORE` and
            `DATELINE_POSTGIS` (URLs of databases), `DATELINE_WEBHOOK` (a URL) and
            `DATELINE_WORKERS` (a number, or a Dask scheduler's address); each has a
            default.

        Returns
        -------
        settings
            Checked, but for the model, which is checked when it is loaded, and the
            database, when it is opened.

        Raises
        ------
        ConfigError
            Naming the variable and the value that cannot be used.

        Examples
        --------
        >>> Settings.from_env({"DATELINE_BATCH": "50"}).batch_size
        50
        """
        cache = environ.get("DATELINE_CACHE") or platformdirs.user_cache_dir("dateline")
        data = environ.get("DATELINE_DATA") or platformdirs.user_data_dir("dateline")
        batch = environ.get("DATELINE_BATCH", "1000")
        if not batch.isdecimal() or int(batch) < 1:
            msg = f"DATELINE_BATCH must be a whole number of at least 1, got {batch!r}."
            raise ConfigError(msg)
        store = environ.get("DATELINE_STORE", "")
        if store and not store.startswith(_STORES):
            # The value may hold a password.
            msg = f"DATELINE_STORE must begin with {' or '.join(_STORES)}: it is a database's URL."
            raise ConfigError(msg)
        postgis = environ.get("DATELINE_POSTGIS", "")
        if postgis and not postgis.startswith(_STORES[1:]):
            msg = f"DATELINE_POSTGIS must begin with {_STORES[1]}: it is a database's URL."
            raise ConfigError(msg)
        webhook = environ.get("DATELINE_WEBHOOK", "")
        if webhook and not webhook.startswith(_WEB):
            msg = f"DATELINE_WEBHOOK must begin with {' or '.join(_WEB)}."
            raise ConfigError(msg)
        return cls(
            cache_dir=Path(cache).expanduser(),
            model=environ.get("DATELINE_MODEL", ""),
            batch_size=int(batch),
            store=store,
            webhook=webhook,
            data_dir=Path(data).expanduser(),
            postgis=postgis,
            workers=_workers(environ.get("DATELINE_WORKERS", ""), store),
        )

    def store_url(self, out: Path) -> str:
        """
        Tell where the store is.

        Parameters
        ----------
        out
            The outputs' folder.

        Returns
        -------
        url
            As set, else of `store.sqlite` in `out`.

        Examples
        --------
        >>> Settings(Path("cache")).store_url(Path("outputs"))
        'sqlite:///outputs/store.sqlite'
        """
        return self.store or f"sqlite:///{out / 'store.sqlite'}"


def _workers(text: str, store: str) -> str:
    if text.startswith(_SCHEDULERS):
        if not store.startswith(_STORES[1:]):
            msg = (
                "DATELINE_WORKERS names a Dask scheduler: its workers need a store that they all"
                f" reach, so set DATELINE_STORE to one that begins with {_STORES[1]}."
            )
            raise ConfigError(msg)
        return text
    if text and not text.isdecimal():
        msg = (
            f"DATELINE_WORKERS must be a number of processes or begin with"
            f" {' or '.join(_SCHEDULERS)}, got {text!r}."
        )
        raise ConfigError(msg)
    # One process more than none would only cost its start.
    return text if text and int(text) > 1 else ""
