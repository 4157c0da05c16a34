"""geopy's geocoders behind one question, their answers looked at before they are believed."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import (
    ConfigurationError,
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderQuotaExceeded,
    GeocoderTimedOut,
    GeocoderUnavailable,
    GeopyError,
)
from geopy.geocoders import GeoNames, Nominatim, Photon

from geo.errors import ConfigError
from geo.footprints.boundaries import Boundaries
from geo.geocoding.asking import ServiceTroubleError
from geo.geocoding.licences import source_of
from geo.geocoding.setup import KINDS, PREFIX, Geocoding, Question, Service
from geo.model import LonLat, Place
from geo.names import is_latin, similarity
from geo.resources import read_rows

MOST_BYTES = 2_000_000
MOST_PLACES = 5
# A service answers with the nearest thing it has; below this it is another name.
LEAST_SIMILARITY = 0.88
_FINAL = (
    ConfigurationError,
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
)


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Go nowhere: what answers in a service's place is not that service."""


class _Adapter(BaseSyncAdapter):  # type: ignore[misc]
    """Fetches for geopy: no more than so many bytes, and nowhere else."""

    def __init__(self, *, proxies: Any, ssl_context: Any) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._open = build_opener(
            HTTPSHandler(context=ssl_context), ProxyHandler(proxies), _NoRedirects()
        ).open

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        text = self.get_text(url, timeout=timeout, headers=headers)
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            msg = "what it sent is no JSON"
            raise GeocoderParseError(msg) from error

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        try:
            with self._open(Request(url, headers=dict(headers)), timeout=timeout) as page:  # noqa: S310
                body: bytes = page.read(MOST_BYTES + 1)
        except HTTPError as error:
            told = {name.lower(): value for name, value in error.headers.items()}
            msg = f"HTTP {error.code}"
            raise AdapterHTTPError(msg, status_code=error.code, headers=told, text="") from error
        except TimeoutError as error:
            msg = "no answer in time"
            raise GeocoderTimedOut(msg) from error
        except (OSError, ValueError, HTTPException) as error:
            msg = "it cannot be reached"
            raise GeocoderUnavailable(msg) from error
        if len(body) > MOST_BYTES:
            msg = f"it sent more than {MOST_BYTES:,} bytes"
            raise GeocoderParseError(msg)
        return body.decode("utf-8", "replace")


class GeopyService:
    """
    One service, asked by geopy.

    Parameters
    ----------
    service
        Its settings.
    user_agent
        Who asks.
    key
        Its key or user name; empty for none.
    boundaries
        Where an answer is looked up: a service may be wrong about countries.
    """

    def __init__(self, service: Service, user_agent: str, key: str, boundaries: Boundaries) -> None:
        self.service = service
        self._boundaries = boundaries
        self._geocode = _GEOCODES[service.kind](service, user_agent, key)

    def ask(self, question: Question, timeout_s: float) -> tuple[Place, ...]:
        """
        Ask for one name.

        Parameters
        ----------
        question
            The name and the country.
        timeout_s
            In all, in seconds, whatever the server does.

        Returns
        -------
        places
            Those that go by the name, lie in the country by our own borders, and
            are of a kind that news names; at most `MOST_PLACES`.

        Raises
        ------
        ServiceTroubleError
            When there is no answer.
        """
        raws = _within(timeout_s, lambda: self._geocode(question, timeout_s))
        read = _READERS[self.service.kind]
        found = []
        try:
            for raw in raws[:50]:
                for entry, names in read(raw):
                    place = self._check(entry, names, question)
                    if place is not None:
                        found.append(place)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            msg = "its answer makes no sense"
            raise ServiceTroubleError(msg) from error
        once = {place.place_id: place for place in reversed(found)}
        return tuple(once.values())[::-1][:MOST_PLACES]

    def _check(self, place: Place, names: Iterable[str], question: Question) -> Place | None:
        is_on_earth = math.isfinite(place.lon) and abs(place.lon) <= 180 and abs(place.lat) <= 90
        if not is_on_earth or place.country_code != question.country_code:
            return None
        alike = [(similarity(name, question.name), name) for name in names if name]
        if max(alike, default=(0.0, ""))[0] < LEAST_SIMILARITY:
            return None
        # Readers of English read the article's spelling where the place has no English name.
        latin = [(score, name) for score, name in alike if is_latin(name)]
        shown = place.name if is_latin(place.name) or not latin else max(latin)[1]
        division = self._boundaries.division_at(LonLat(place.lon, place.lat))
        if division is None:
            return place if place.feature_class == "H" else None
        if division.country_code != question.country_code:
            return None
        return Place(
            place_id=place.place_id,
            geonameid=None,
            name=shown,
            lon=place.lon,
            lat=place.lat,
            feature_class=place.feature_class,
            feature_code=place.feature_code,
            country_code=place.country_code,
            admin1_code=division.admin1_code,
            admin1_name=division.admin1_name,
            population=place.population,
            source=source_of(self.service),
        )


def open_services(
    geocoding: Geocoding, environ: Mapping[str, str], boundaries: Boundaries
) -> tuple[GeopyService, ...]:
    """
    Make the chain ready; nothing is asked yet.

    Parameters
    ----------
    geocoding
        As configured.
    environ
        Where keys are.
    boundaries
        To look answers up in.

    Returns
    -------
    services
        In the order of the chain.

    Raises
    ------
    ConfigError
        When a variable that should hold a key is empty, or who asks is not told.
    """
    if geocoding.services and not geocoding.user_agent:
        msg = 'Geocoding services must be told who asks: user_agent = "..." under [geocoding].'
        raise ConfigError(msg)
    found = []
    for service in geocoding.services:
        key = environ.get(service.key_env, "") if service.key_env else ""
        if (service.key_env or KINDS[service.kind].needs_key) and not key:
            name = service.key_env or "that `key_env` names"
            msg = f"The key of {service.name} is missing: set the variable {name}."
            raise ConfigError(msg)
        found.append(GeopyService(service, geocoding.user_agent, key, boundaries))
    return tuple(found)


def _within(timeout_s: float, ask: Callable[[], Any]) -> Sequence[Any]:
    """Wait no longer than told: a socket's timeout begins anew with every byte."""
    found: list[Any] = []
    trouble: list[ServiceTroubleError] = []

    def run() -> None:
        try:
            found.extend(ask() or ())
        except GeopyError as error:
            trouble.append(_trouble(error))
        except (AttributeError, LookupError, TypeError, ValueError, RecursionError, Warning):
            # geopy takes answers for well-formed.
            trouble.append(ServiceTroubleError("its answer makes no sense"))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(timeout_s)
    if thread.is_alive():
        msg = f"no answer within {timeout_s:g} s"
        raise ServiceTroubleError(msg)
    if trouble:
        raise trouble[0]
    return found


def _trouble(error: GeopyError) -> ServiceTroubleError:
    retry_after_s = getattr(error, "retry_after", None)
    is_quota = isinstance(error, GeocoderQuotaExceeded)
    reason = {
        GeocoderTimedOut: "no answer in time",
        GeocoderUnavailable: "it is not available",
        GeocoderParseError: "its answer makes no sense",
    }.get(type(error), "it refuses" if is_quota or isinstance(error, _FINAL) else "it failed")
    # Its own words may hold the address with the key.
    is_final = isinstance(error, _FINAL) or (is_quota and retry_after_s is None)
    return ServiceTroubleError(
        f"{reason} ({type(error).__name__})", retry_after_s=retry_after_s, is_final=is_final
    )


def _address(service: Service) -> dict[str, str]:
    parts = urlsplit(service.url)
    return {"scheme": parts.scheme, "domain": f"{parts.netloc}{parts.path}".rstrip("/")}


def _nominatim(service: Service, user_agent: str, key: str) -> Any:  # noqa: ARG001
    coder = Nominatim(user_agent=user_agent, adapter_factory=_Adapter, **_address(service))

    def geocode(question: Question, timeout_s: float) -> Any:
        return coder.geocode(
            question.name,
            exactly_one=False,
            limit=10,
            timeout=timeout_s,
            country_codes=question.country_code.lower(),
            language="en",
            addressdetails=True,
            namedetails=True,
        )

    return geocode


def _photon(service: Service, user_agent: str, key: str) -> Any:  # noqa: ARG001
    coder = Photon(user_agent=user_agent, adapter_factory=_Adapter, **_address(service))

    def geocode(question: Question, timeout_s: float) -> Any:
        # It takes no country; what lies elsewhere is dropped.
        return coder.geocode(
            question.name, exactly_one=False, limit=50, timeout=timeout_s, language="en"
        )

    return geocode


def _geonames(service: Service, user_agent: str, key: str) -> Any:
    coder = GeoNames(key, user_agent=user_agent, adapter_factory=_Adapter, **_address(service))

    def geocode(question: Question, timeout_s: float) -> Any:
        return coder.geocode(
            question.name, exactly_one=False, timeout=timeout_s, country=question.country_code
        )

    return geocode


_GEOCODES = {"nominatim": _nominatim, "photon": _photon, "geonames": _geonames}
Entry = tuple[Place, tuple[str, ...]]


def _read_nominatim(location: Any) -> Iterator[Entry]:
    raw = location.raw
    kind = _osm_class(str(raw.get("class") or raw.get("category")), str(raw.get("type")))
    if kind is None:
        return
    details = raw.get("namedetails") or {}
    name = str(raw.get("name") or raw["display_name"].partition(",")[0])
    place = _entry(
        f"osm-{str(raw['osm_type'])[0]}{int(raw['osm_id'])}",
        str(details.get("name:en") or name),
        (float(raw["lon"]), float(raw["lat"])),
        kind,
        str((raw.get("address") or {}).get("country_code") or ""),
    )
    yield place, (name, *(str(value) for value in details.values()))


def _read_photon(location: Any) -> Iterator[Entry]:
    told = location.raw["properties"]
    kind = _osm_class(str(told.get("osm_key")), str(told.get("osm_value")))
    if kind is None or not told.get("name"):
        return
    lon, lat = location.raw["geometry"]["coordinates"]
    place = _entry(
        f"osm-{str(told['osm_type'])[0].lower()}{int(told['osm_id'])}",
        str(told["name"]),
        (float(lon), float(lat)),
        kind,
        str(told.get("countrycode") or ""),
    )
    yield place, (str(told["name"]),)


def _read_geonames(location: Any) -> Iterator[Entry]:
    raw = location.raw
    kind = (str(raw["fcl"]), str(raw["fcode"]))
    names = (str(raw.get("name") or ""), str(raw.get("toponymName") or ""))
    place = _entry(
        f"gn-{int(raw['geonameId'])}",
        names[0] or names[1],
        (float(raw["lng"]), float(raw["lat"])),
        kind,
        str(raw.get("countryCode") or ""),
        int(raw.get("population") or 0),
    )
    yield place, names


_READERS = {"nominatim": _read_nominatim, "photon": _read_photon, "geonames": _read_geonames}


def _entry(
    number: str,
    name: str,
    at: tuple[float, float],
    kind: tuple[str, str],
    country_code: str,
    population: int = 0,
) -> Place:
    return Place(
        place_id=f"{PREFIX}{number}",
        geonameid=None,
        name=" ".join(name.split())[:200],
        lon=round(at[0], 6),
        lat=round(at[1], 6),
        feature_class=kind[0],
        feature_code=kind[1],
        country_code=country_code.upper(),
        population=max(0, population),
    )


def _osm_class(key: str, value: str) -> tuple[str, str] | None:
    classes = _osm_classes()
    return classes.get((key, value)) or classes.get((key, "*"))


@cache
def _osm_classes() -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (row["key"], row["value"]): (row["feature_class"], row["feature_code"])
        for row in read_rows("osm_classes.csv")
    }
