"""What one site is made from and held to: a `dateline.toml`, or files named by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from geo.articles.parting import part_all
from geo.articles.reading import read_unparted
from geo.builds.faults import Limits
from geo.config.reading import load_config
from geo.config.records import Config, Publishing, Source
from geo.geocoding.setup import Geocoding
from geo.model import Article, Rejected
from geo.sources import read_all
from geo.sources.memory import FileMemory

FEEDS_NAME = "feeds"


@dataclass(frozen=True, slots=True)
class Site:
    """
    The inputs of a build, and how it is published.

    Attributes
    ----------
    paths
        Files and folders named by hand; empty with a `config`.
    config
        Of the site's sources, or None.
    publishing
        Shares that a build must hold to, and how long builds are kept.
    """

    paths: tuple[Path, ...] = ()
    config: Config | None = None
    publishing: Publishing = field(default_factory=Publishing)

    @property
    def title(self) -> str:
        """Headline of the map; empty for the usual one."""
        return self.config.title if self.config else ""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The configured sources."""
        return self.config.sources if self.config else ()

    @property
    def geocoding(self) -> Geocoding:
        """Who may be asked for names that the gazetteer lacks."""
        return self.config.geocoding if self.config else Geocoding()

    @property
    def inbox(self) -> Path | None:
        """Where analysts leave what they corrected; None for the usual place."""
        return self.config.inbox if self.config else None

    @property
    def publish_comments(self) -> bool:
        """Whether readers see what analysts say."""
        return bool(self.config and self.config.publish_comments)

    @property
    def named(self) -> tuple[str, ...]:
        """What the inputs are read from, in words: builds with the same are compared."""
        if self.config is None:
            return tuple(str(path) for path in self.paths)
        return tuple(f"{s.name}\t{s.kind}\t{s.path or s.url}" for s in self.config.sources)

    @property
    def limits(self) -> Limits:
        """What a build must hold to before it is shown."""
        told = self.publishing
        return Limits(told.least_read, told.least_resolved, told.greatest_fall)

    def read(self, out: Path) -> Iterator[Article | Rejected]:
        """
        Read all inputs.

        Parameters
        ----------
        out
            The outputs' folder, locked by the caller; what is known of feeds
            is kept in it.

        Yields
        ------
        item
            An article, or what could not be read and why.
        """
        if self.config is None:
            yield from part_all(read_unparted(self.paths))
        else:
            yield from read_all(self.config, FileMemory(out / FEEDS_NAME))


def open_site(
    articles: Sequence[str], config: str = "", *, accept_fall: bool = False, postgis: str = ""
) -> Site:
    """
    Read what a build is to be made from.

    Parameters
    ----------
    articles
        Files and folders; not read when there is a `config`.
    config
        Path of a `dateline.toml`; empty for none.
    accept_fall
        Publish also when most incidents are gone since the build before.
    postgis
        URL of the database that holds the layers too, in place of the one that the
        file names; empty for that one.

    Returns
    -------
    site
        Nothing of its inputs is read yet.

    Raises
    ------
    ConfigError
        Naming each mistake in the file.
    """
    found = load_config(Path(config)) if config else None
    publishing = found.publishing if found else Publishing()
    if accept_fall:
        publishing = replace(publishing, greatest_fall=1.0)
    publishing = replace(publishing, postgis=postgis or publishing.postgis)
    return Site(tuple(Path(path) for path in articles), found, publishing)
