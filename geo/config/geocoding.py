"""`[geocoding]` of a `dateline.toml` -> which services may be asked, and how much."""

from __future__ import annotations

import re

from geo.config.checks import check_url
from geo.config.tables import Table
from geo.geocoding.setup import KINDS, Geocoding, Service, Terms

_DEFAULT = Geocoding()
# It becomes a header; the services block whoever does not say who they are.
_AGENT = re.compile(r"[ -~]{8,200}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def read_geocoding(table: Table) -> Geocoding:
    """
    Check the table.

    Parameters
    ----------
    table
        Empty when nobody is to be asked.

    Returns
    -------
    geocoding
        As written; what is wrong is noted with the table's mistakes.
    """
    services = tuple(_read_service(each) for each in table.tables("service"))
    geocoding = Geocoding(
        services=services,
        user_agent=table.text("user_agent", check=_check_agent),
        requests=table.count("requests", _DEFAULT.requests, 1, 100_000),
        seconds=table.number("seconds", _DEFAULT.seconds, 1.0, 86_400.0),
        countries=table.count("countries", _DEFAULT.countries, 1, 10),
        recheck_days=table.count("recheck_days", _DEFAULT.recheck_days, 1, 3650),
    )
    if services and not table.has("user_agent"):
        table.mistakes.add(
            ("geocoding", "service", 0, "kind"),
            'The services want to know who asks: add user_agent = "your site (your address)" to'
            " [geocoding].",
        )
    names = [service.name for service in services]
    for number, name in enumerate(names):
        if name in names[:number]:
            told = f"Two services are called {name!r}: give one another `name`."
            table.mistakes.add(("geocoding", "service", number, "kind"), told)
    table.close()
    return geocoding


def _read_service(table: Table) -> Service:
    name = table.choice("kind", tuple(KINDS)) or "nominatim"
    kind = KINDS[name]
    url = table.text("url", kind.url, check=check_url).rstrip("/")
    # On a server of one's own, one sets the pace oneself.
    slowest = kind.delay_s if url == kind.url else 0.0
    key_env = table.text("key_env", check=_check_variable)
    if kind.needs_key and not key_env:
        table.complain("key_env", f"{name} wants a key: name the variable that holds it.")
    service = Service(
        name=table.text("name", name),
        kind=name,
        url=url,
        delay_s=table.number("delay_s", kind.delay_s, slowest, 3600.0),
        timeout_s=table.number("timeout_s", 10.0, 0.1, 600.0),
        key_env=key_env,
        terms=Terms(
            table.text("licence", kind.terms.licence),
            table.text("licence_url", kind.terms.licence_url, check=check_url),
            table.text("attribution", kind.terms.attribution),
        ),
    )
    table.close()
    return service


def _check_agent(value: str) -> str:
    if _AGENT.fullmatch(value):
        return ""
    return "write who asks and how to reach them, in 8 to 200 plain letters"


def _check_variable(value: str) -> str:
    return "" if _VARIABLE.fullmatch(value) else "write the name of an environment variable"
