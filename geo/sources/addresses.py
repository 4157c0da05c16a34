"""Which addresses may be fetched from: public ones, and those that the operator allows."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence

from geo.errors import InputError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Host and port -> addresses as text; OSError when the name is unknown.
Resolve = Callable[[str, int], Sequence[str]]

# RFC 6052: an IPv4 address in the last 32 bits, reached through a translator.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def resolve_host(host: str, port: int) -> list[str]:
    """
    Ask the system for the addresses of a host.

    Parameters
    ----------
    host, port
        Of a URL.

    Returns
    -------
    addresses
        Without repetition, in the order in which they should be tried.

    Raises
    ------
    OSError
        When the name is not known, or nobody answered.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def check_addresses(host: str, addresses: Sequence[str], allowed: Sequence[str]) -> None:
    """
    Refuse a host that lies inside, wholly or in part.

    Parameters
    ----------
    host
        For the message.
    addresses
        All that its name leads to: one bad one spoils it, since whoever owns
        the name chooses which is tried.
    allowed
        Blocks of addresses that may be fetched although they are not public.

    Raises
    ------
    InputError
        When one of the addresses is neither public nor allowed.

    Examples
    --------
    >>> check_addresses("news.example", ["93.184.216.34"], [])
    >>> check_addresses("intranet", ["10.1.2.3"], ["10.0.0.0/8"])
    >>> check_addresses("news.example", ["93.184.216.34", "::ffff:127.0.0.1"], [])
    Traceback (most recent call last):
    ...
    geo.errors.InputError: 'news.example' is at ::ffff:127.0.0.1, which is no public address: add \
it to `private_networks` if it may be fetched.
    """
    networks = [ipaddress.ip_network(block) for block in allowed]
    for text in addresses:
        address = ipaddress.ip_address(text)
        known = [address, *_inside(address)]
        is_allowed = any(one in network for one in known for network in networks)
        if not is_allowed and not all(map(_is_public, known)):
            msg = (
                f"{host!r} is at {text}, which is no public address: add it to"
                " `private_networks` if it may be fetched."
            )
            raise InputError(msg)


def _is_public(address: Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _inside(address: Address) -> list[Address]:
    """Return the IPv4 addresses that an IPv6 address leads to."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in found if one is not None]
