"""Settings from the environment, checked once and passed on as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from geo.errors import ConfigError


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
    """

    cache_dir: Path
    model: str = ""
    batch_size: int = 1000

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """
        Read the settings of `environ`.

        Parameters
        ----------
        environ
            `DATELINE_CACHE` (a folder), `DATELINE_MODEL` (a pipeline's name) and
            `DATELINE_BATCH` (articles per task); each has a default.

        Returns
        -------
        settings
            Checked, but for the model, which is checked when it is loaded.

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
        batch = environ.get("DATELINE_BATCH", "1000")
        if not batch.isdecimal() or int(batch) < 1:
            msg = f"DATELINE_BATCH must be a whole number of at least 1, got {batch!r}."
            raise ConfigError(msg)
        return cls(Path(cache).expanduser(), environ.get("DATELINE_MODEL", ""), int(batch))
