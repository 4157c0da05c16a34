"""What a `dateline.toml` says."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from geo.geocoding.setup import Geocoding


@dataclass(frozen=True, slots=True)
class Rights:
    """
    What may be shown of a source's articles.

    Attributes
    ----------
    quotes
        Whether sentences may be shown at all.
    quote_chars
        The longest quote; 0 for any length.
    days
        How long after publication quotes may be shown; 0 for ever.
    """

    quotes: bool = True
    quote_chars: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """
    How far a source is trusted with the time and memory of this machine.

    Attributes
    ----------
    wait_s
        Longest silence of a server, in seconds.
    total_s
        Longest time for one page, in seconds, however steadily it drips.
    night_s
        Longest time for all of a source in one run; what is left waits for the
        next one.
    max_bytes
        Of one page, unpacked.
    max_redirects
        In a row.
    delay_s
        Between two requests to one server, in seconds; a longer one that its
        robots.txt asks for counts.
    max_items
        Of a feed, newest first as it lists them.
    recheck_days
        How long a page that the feed still lists is looked at again for edits
        and withdrawal.
    keep_days
        How long an article stays after its feed listed it last; 0 for ever.
    """

    wait_s: float = 20.0
    total_s: float = 60.0
    night_s: float = 1800.0
    max_bytes: int = 10_000_000
    max_redirects: int = 5
    delay_s: float = 1.0
    max_items: int = 200
    recheck_days: int = 2
    keep_days: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """
    Where articles come from.

    Attributes
    ----------
    name
        As shown; unique in the file.
    kind
        `folder`, `feed`, `newswire` or `warc`.
    path
        A file or folder, for all kinds but `feed`; None for that.
    url
        Of the feed; empty for the other kinds.
    language
        `en`, or `any` where only some of the articles are English.
    home
        ISO 3166-1 or 3166-2 code, such as `IQ` or `US-TX`: where a name without
        a country is to be looked for first; empty for nowhere.
    trust
        In [0, 1]: of equally many sources that contradict each other, the more trusted
        counts.
    rights
        What may be shown.
    limits
        For fetching.
    pages
        Whether the pages behind a feed are fetched, or its own words are enough.
    private_networks
        Where it may lie although these are no public addresses, as CIDR blocks.
    """

    name: str
    kind: str
    path: Path | None = None
    url: str = ""
    language: str = "en"
    home: str = ""
    trust: float = 1.0
    rights: Rights = Rights()
    limits: FetchLimits = FetchLimits()
    pages: bool = True
    private_networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Publishing:
    """
    What may be published, and how long builds are kept.

    Attributes
    ----------
    keep_builds
        At least this many of the newest builds stay; at least 1.
    keep_days
        Older builds than this go, in days, but for the newest `keep_builds`.
    greatest_fall, least_read, least_resolved
        Shares in [0, 1], as in `geo.builds.faults.Limits`.
    postgis
        URL of the database that holds the layers too; empty for none.
    """

    keep_builds: int = 14
    keep_days: int = 60
    greatest_fall: float = 0.3
    least_read: float = 0.2
    least_resolved: float = 0.3
    postgis: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """
    When builds run.

    Attributes
    ----------
    cron
        Five fields, as in crontab(5); empty for never.
    timezone
        IANA name, in which the fields count.
    limit_minutes
        A build that takes longer is ended.
    """

    cron: str = ""
    timezone: str = "UTC"
    limit_minutes: int = 360


@dataclass(frozen=True, slots=True)
class Config:
    """
    All of `dateline.toml`.

    Attributes
    ----------
    sources
        In the order of the file; never empty.
    title
        Of the published site.
    contact
        A URL or e-mail address that fetched servers are told; empty for none.
    publishing, schedule
        As set, else the defaults.
    webhook
        Told when a build fails; empty for none.
    geocoding
        Who may be asked for names that the gazetteer lacks; nobody, unless set.
    inbox
        A file or folder where analysts leave what they corrected; None for
        `review/inbox` beside the builds.
    publish_comments
        Whether readers see what analysts wrote into the column `comment`.
    """

    sources: tuple[Source, ...]
    title: str = "Dateline"
    contact: str = ""
    publishing: Publishing = Publishing()
    schedule: Schedule = Schedule()
    webhook: str = ""
    geocoding: Geocoding = field(default_factory=Geocoding)
    inbox: Path | None = None
    publish_comments: bool = False
