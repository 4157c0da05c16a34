"""Offer the local gazetteer as a geopy geocoder, wherever a program expects one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geo.gazetteer.lookup import Gazetteer
from geo.model import LonLat, Match, Place

# Towns within a few kilometres first: most of the inhabited world has one.
_REACHES_KM = (5.0, 25.0, 100.0, 400.0)


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]
    """
    Geocode against the compiled gazetteer: offline, without a key or a limit.

    What follows a comma narrows the search: "Buffalo, New York" and "Mosul,
    Iraq" name the divisions and the country that hold the place.

    Parameters
    ----------
    gazetteer
        To look up in.
    near
        Whether a name that nothing goes by may match near-spellings.
    **options
        As geopy's geocoders take them; those about the network change nothing.
    """

    def __init__(self, gazetteer: Gazetteer, *, near: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self.gazetteer = gazetteer
        self.near = near

    def geocode(
        self,
        query: str,
        exactly_one: bool = True,  # noqa: FBT001, FBT002 - geopy's own signature
        *,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ARG002
        limit: int | None = None,
        country_codes: str | Iterable[str] | None = None,
    ) -> Location | list[Location] | None:
        """
        Find the places that a query names.

        Parameters
        ----------
        query
            A name, or a name and what holds it, joined by commas.
        exactly_one
            Return the likeliest alone instead of a list.
        timeout
            For geopy's callers; nothing is waited for.
        limit
            At most so many in a list.
        country_codes
            Only within these countries, ISO 3166-1 alpha-2.

        Returns
        -------
        found
            None when there is none; `raw` has the entry's fields, the name
            that matched and how.

        Raises
        ------
        GeocoderQueryError
            When the query is empty.
        """
        if not query.strip():
            msg = "Expected the name of a place, got an empty query."
            raise GeocoderQueryError(msg)
        wanted = {country_codes} if isinstance(country_codes, str) else set(country_codes or ())
        wanted = {code.upper() for code in wanted}
        matches = [
            match
            for match in self._search(query)
            if not wanted or match.place.country_code in wanted
        ]
        locations = [self._location(match.place, match) for match in matches[:limit]]
        return _answer(locations, exactly_one=exactly_one)

    def reverse(
        self,
        query: Any,
        exactly_one: bool = True,  # noqa: FBT001, FBT002 - geopy's own signature
        *,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ARG002
        limit: int | None = None,
    ) -> Location | list[Location] | None:
        """
        Find the populated places around a position, the nearest first.

        Parameters
        ----------
        query
            A geopy `Point`, a (lat, lon) pair or a text such as "36.3, 43.1".
        exactly_one
            Return the nearest alone instead of a list.
        timeout
            For geopy's callers; nothing is waited for.
        limit
            At most so many in a list.

        Returns
        -------
        found
            None when there is none within 400 km.
        """
        point = Point(query)
        at = LonLat(point.longitude, point.latitude)
        for reach_km in _REACHES_KM:
            towns = self.gazetteer.towns_near(at, reach_km)
            if towns:
                found = [self._location(town) for town in towns[:limit]]
                return _answer(found, exactly_one=exactly_one)
        return None

    def _search(self, query: str) -> list[Match]:
        whole = self.gazetteer.lookup(query)
        if whole:
            return list(whole)
        name, *containers = [part.strip() for part in query.split(",") if part.strip()]
        matches = self.gazetteer.lookup(name)
        if not matches and self.near:
            matches = self.gazetteer.lookup_near(name)
        for container in containers:
            holders = [match.place for match in self.gazetteer.lookup(container)]
            matches = tuple(m for m in matches if any(_holds(h, m.place) for h in holders))
        return list(matches)

    def _location(self, place: Place, match: Match | None = None) -> Location:
        raw: dict[str, Any] = dataclasses.asdict(place)
        if match:
            raw |= {"matched_name": match.name, "name_kind": match.name_kind}
            raw["similarity"] = match.similarity
        country = self.gazetteer.country(place.country_code)
        parts = [place.name, place.admin1_name, country.name if country else ""]
        address = ", ".join(dict.fromkeys(part for part in parts if part))
        return Location(address, Point(place.lat, place.lon), raw)


def _holds(holder: Place, place: Place) -> bool:
    """Tell whether a place lies in a country or division, going by its codes."""
    if holder.place_id == place.place_id or holder.country_code != place.country_code:
        return False
    if holder.feature_code == "ADM1":
        return holder.admin1_code == place.admin1_code
    if holder.feature_code == "ADM2":
        return holder.admin1_code == place.admin1_code and holder.admin2_name == place.admin2_name
    return holder.feature_class == "A" and not holder.feature_code.endswith("H")


def _answer(found: list[Location], *, exactly_one: bool) -> Location | list[Location] | None:
    if not found:
        return None
    return found[0] if exactly_one else found
