"""Which services may be asked, how often, and whose licence their answers carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from geo.model import Place

# Begins the id of every entry that a service gave.
PREFIX = "gc:"


class Terms(NamedTuple):
    """Under which licence a service's answers are published, and the words it asks for."""

    licence: str
    licence_url: str
    attribution: str


class Kind(NamedTuple):
    """A kind of service: its public server, the pace that its policy asks for, its terms."""

    url: str
    delay_s: float
    terms: Terms
    needs_key: bool = False


_OSM = Terms(
    "ODbL 1.0",
    "https://opendatacommons.org/licenses/odbl/1-0/",
    "Geocoding © OpenStreetMap contributors, ODbL 1.0",
)
_GEONAMES = Terms(
    "CC BY 4.0",
    "https://creativecommons.org/licenses/by/4.0/",
    "Geocoding © GeoNames, CC BY 4.0",
)
# Nominatim's policy allows one request a second; the others ask for moderation.
KINDS = {
    "nominatim": Kind("https://nominatim.openstreetmap.org", 1.0, _OSM),
    "photon": Kind("https://photon.komoot.io", 1.0, _OSM),
    "geonames": Kind("https://secure.geonames.org", 1.0, _GEONAMES, needs_key=True),
}


@dataclass(frozen=True, slots=True)
class Service:
    """
    One service of the chain.

    Attributes
    ----------
    name
        As shown; unique in the chain.
    kind
        A key of `KINDS`.
    url
        Of the server, without a path.
    delay_s
        Between two requests, in seconds.
    timeout_s
        Longest time for an answer, in seconds, however steadily it drips.
    key_env
        Environment variable that holds the key or user name; empty for none.
    terms
        Of its answers.
    """

    name: str
    kind: str
    url: str
    delay_s: float = 1.0
    timeout_s: float = 10.0
    key_env: str = ""
    terms: Terms = _OSM


@dataclass(frozen=True, slots=True)
class Geocoding:
    """
    What a night may ask.

    Attributes
    ----------
    services
        The first one that knows a name answers for it; empty for none at all.
    user_agent
        Who asks, as the services demand to be told.
    requests
        Most requests of a night, all services together.
    seconds
        Longest time of a night for all of them, waiting included.
    countries
        A name is looked for in so many countries of its article, the most named first.
    recheck_days
        What a service did not know is asked again after so many days.
    """

    services: tuple[Service, ...] = ()
    user_agent: str = ""
    requests: int = 200
    seconds: float = 300.0
    countries: int = 2
    recheck_days: int = 90


class Question(NamedTuple):
    """A name, as written, to be looked for in one country (ISO 3166-1 alpha-2)."""

    name: str
    country_code: str


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What a service said.

    Attributes
    ----------
    service
        Its name.
    name
        Asked for, folded.
    country_code
        Asked for.
    places
        What holds up, the service's first one first; empty when it knows none.
    asked_at
        Aware.
    terms
        Of the service when it was asked.
    """

    service: str
    name: str
    country_code: str
    places: tuple[Place, ...]
    asked_at: datetime
    terms: Terms
