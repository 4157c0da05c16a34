"""Whose answers a build uses, and on which terms: kept with each entry, told by every build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from geo.geocoding.setup import PREFIX, Service

_MARK = "geocoder"


def source_of(service: Service) -> str:
    """
    Write down where an entry comes from, with its licence.

    Parameters
    ----------
    service
        Who answered.

    Returns
    -------
    source
        For `Place.source`: readable, and read again by `licences_of`.

    Examples
    --------
    >>> from geo.geocoding.setup import KINDS
    >>> source_of(Service("ours", "photon", "http://127.0.0.1", terms=KINDS["photon"].terms))[:27]
    'geocoder; ours; ODbL 1.0; h'
    """
    terms = service.terms
    parts = (_MARK, service.name, terms.licence, terms.licence_url, terms.attribution)
    return "; ".join(part.replace(";", ",") for part in parts)


def licences_of(entries: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """
    List the services whose answers are among entries.

    Parameters
    ----------
    entries
        Id and source of each.

    Returns
    -------
    licences
        One for each service and its terms, ordered, as in `data/licences.json`.
    """
    counts = Counter(source for place_id, source in entries if place_id.startswith(PREFIX))
    found = []
    for source, count in sorted(counts.items()):
        parts = source.split("; ")
        if len(parts) == 5 and parts[0] == _MARK:
            _, name, licence, url, attribution = parts
            found.append(
                {
                    "name": name,
                    "covers": f"positions and names of {count} places that the gazetteer lacks",
                    "licence": licence,
                    "licence_url": url,
                    "attribution": attribution,
                    "url": url,
                }
            )
    return found
