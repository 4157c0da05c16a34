"""Pages from the web within limits of time, size, politeness and address; the one user of httpx."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from geo.config.records import FetchLimits
from geo.errors import InputError
from geo.sources.addresses import Resolve, check_addresses, resolve_host
from geo.sources.deadline import watch
from geo.sources.robots import AGENT, MAX_BYTES, Robots, parse_robots

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PORTS = {"http": 80, "https": 443}
# A server that asks for more is asked again then.
LONGEST_WAIT_S = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Reply:
    """
    What a server answered.

    Attributes
    ----------
    status
        As in HTTP: 200, 304 (not changed), 404, 410 (gone) and so on.
    url
        After redirects.
    body
        Unpacked; empty unless the status is 200.
    content_type, charset
        In lower case; empty when not told.
    etag, last_modified
        For the next time; empty when not told.
    retry_after_s
        How long the server asks to be left alone; 0 for no wish.
    """

    status: int
    url: str
    body: bytes = b""
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    retry_after_s: float = 0.0


@dataclass(frozen=True)
class Wire:
    """
    The outside world, which tests replace.

    Attributes
    ----------
    transport
        Sends requests to the addresses in their URLs; no redirects, no proxy.
    resolve
        Host and port to addresses.
    clock
        Seconds that never go back.
    sleep
        Waits for so many seconds.
    now
        The time of day, aware.
    """

    transport: httpx.BaseTransport = field(
        # A connection serves one page: the address of the next is checked anew.
        default_factory=lambda: httpx.HTTPTransport(
            # Knows the authority of a house by SSL_CERT_FILE, else those of all browsers.
            verify=httpx.create_ssl_context(trust_env=True),
            trust_env=False,
            limits=httpx.Limits(max_keepalive_connections=0),
        )
    )
    resolve: Resolve = resolve_host
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


class Fetcher:
    """
    Fetches pages, and remembers robots.txt and when a server was asked last.

    Parameters
    ----------
    wire
        The outside world.
    contact
        Where the operator can be reached; servers are told.
    """

    def __init__(self, wire: Wire, contact: str = "") -> None:
        self.wire = wire
        self._agent = f"{AGENT}/0.1 ({contact})" if contact else f"{AGENT}/0.1"
        self._robots: dict[tuple[str, str, int], Robots] = {}
        self._trouble: dict[tuple[str, str, int], str] = {}
        self._asked: dict[str, float] = {}

    def get(
        self,
        url: str,
        limits: FetchLimits,
        networks: tuple[str, ...] = (),
        *,
        etag: str = "",
        last_modified: str = "",
    ) -> Reply:
        """
        Fetch a page as its server's robots.txt allows.

        Parameters
        ----------
        url
            Of the page.
        limits
            How long and how large it may be.
        networks
            Addresses that may be fetched although they are not public.
        etag, last_modified
            From the reply before; empty for an unconditional request.

        Returns
        -------
        reply
            Also when the server refused or the page is gone.

        Raises
        ------
        InputError
            When there is no answer within the limits, or it must not be asked.
        """
        asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in asked.items() if value}
        for hop in self._hops(url, limits.max_redirects):
            self._check_robots(hop.url, limits, networks)
            self._wait(hop.url, limits)
            hop.reply, hop.location = self._ask(hop.url, headers, limits, networks)
        return hop.reply

    def _hops(self, url: str, most: int) -> Iterator[_Hop]:
        """Yield one request after the other while the replies lead on."""
        hop = _Hop(_parse(url))
        seen = {str(hop.url)}
        for _ in range(most + 1):
            yield hop
            if not hop.location:
                return
            try:
                target = _parse(str(hop.url.join(hop.location)))
            except httpx.InvalidURL as error:
                msg = f"It redirects to an address that is none: {error}."
                raise InputError(msg) from error
            if str(target) in seen:
                msg = f"It redirects in a circle, by way of {target}."
                raise InputError(msg)
            seen.add(str(target))
            hop.url = target
        msg = f"It redirects more than {most} times."
        raise InputError(msg)

    def _check_robots(self, url: httpx.URL, limits: FetchLimits, networks: tuple[str, ...]) -> None:
        key = (url.scheme, url.host, _port(url))
        if key in self._trouble:
            raise InputError(self._trouble[key])
        if key not in self._robots:
            try:
                self._robots[key] = self._fetch_robots(url, limits, networks)
            except InputError as error:
                # Else every page of a dead server would be waited for.
                self._trouble[key] = str(error)
                raise
        if not self._robots[key].allows(url.raw_path.decode("ascii")):
            msg = f"The robots.txt of {url.host} does not allow to fetch {url}: ask its owner."
            raise InputError(msg)

    def _fetch_robots(
        self, url: httpx.URL, limits: FetchLimits, networks: tuple[str, ...]
    ) -> Robots:
        """Fetch the rules; there are none where the server has no such file."""
        for hop in self._hops(str(url.copy_with(raw_path=b"/robots.txt")), limits.max_redirects):
            self._wait(hop.url, limits)
            hop.reply, hop.location = self._ask(hop.url, {}, limits, networks)
        status = hop.reply.status
        if status == 200:
            return parse_robots(hop.reply.body[:MAX_BYTES].decode("utf-8", errors="replace"))
        # RFC 9309, 2.3.1: a refusal means that there are no rules; trouble, that nothing may be
        # fetched. Being asked to slow down is trouble.
        if 400 <= status < 500 and status != 429:
            return Robots()
        msg = f"The robots.txt of {url.host} is not to be had now (status {status})."
        raise InputError(msg)

    def _wait(self, url: httpx.URL, limits: FetchLimits) -> None:
        robots = self._robots.get((url.scheme, url.host, _port(url)), Robots())
        delay_s = max(limits.delay_s, robots.delay_s)
        last = self._asked.get(url.host)
        if last is not None:
            left = last + delay_s - self.wire.clock()
            if left > 0:
                self.wire.sleep(left)
        self._asked[url.host] = self.wire.clock()

    def _ask(
        self,
        url: httpx.URL,
        headers: Mapping[str, str],
        limits: FetchLimits,
        networks: tuple[str, ...],
    ) -> tuple[Reply, str]:
        """Send one request; return the reply and where it leads, if on."""
        try:
            addresses = list(self.wire.resolve(url.raw_host.decode("ascii"), _port(url)))
        except (OSError, UnicodeError) as error:
            msg = f"The host {url.host!r} is not known, or no name server answers: {error}."
            raise InputError(msg) from error
        check_addresses(url.host, addresses, networks)
        trouble: Exception = OSError("no address")
        for address in addresses:
            try:
                return self._ask_at(address, url, headers, limits)
            except httpx.ConnectError as error:
                trouble = error
        msg = f"No connection to {url.host} could be made: {trouble}."
        raise InputError(msg) from trouble

    def _ask_at(
        self, address: str, url: httpx.URL, headers: Mapping[str, str], limits: FetchLimits
    ) -> tuple[Reply, str]:
        # The checked address stands in the URL: the name cannot lead elsewhere by now.
        deadline = self.wire.clock() + limits.total_s
        with watch(limits.total_s) as (extensions, is_late):
            try:
                request = httpx.Request(
                    "GET",
                    url.copy_with(host=address),
                    headers=self._headers(url, headers),
                    extensions={
                        "timeout": dict.fromkeys(
                            ("connect", "read", "write", "pool"), limits.wait_s
                        ),
                        "sni_hostname": url.raw_host.decode("ascii"),
                        **extensions,
                    },
                )
                response = self.wire.transport.handle_request(request)
                try:
                    found = self._read(url, response, limits, deadline)
                finally:
                    response.close()
                # A body without a stated length ends where its connection was cut.
                if is_late():
                    raise InputError(_late(limits))
            except (httpx.TimeoutException, httpx.TransportError) as error:
                if is_late():
                    raise InputError(_late(limits)) from error
                if isinstance(error, httpx.ConnectError):
                    raise
                if isinstance(error, httpx.TimeoutException):
                    msg = f"{url.host} was silent for {limits.wait_s:g} s."
                else:
                    msg = f"{url.host} answered with no proper HTTP: {error}."
                raise InputError(msg) from error
        return found

    def _headers(self, url: httpx.URL, asked: Mapping[str, str]) -> dict[str, str]:
        return {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": self._agent,
            "Accept": "application/rss+xml, application/atom+xml, text/html, */*;q=0.1",
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **asked,
        }

    def _read(
        self, url: httpx.URL, response: httpx.Response, limits: FetchLimits, deadline: float
    ) -> tuple[Reply, str]:
        told = response.headers
        location = told.get("location", "") if response.status_code in _REDIRECTS else ""
        content_type, _, rest = told.get("content-type", "").lower().partition(";")
        body = b""
        if response.status_code == 200:
            body = b"".join(self._unpacked(response, limits, deadline))
        reply = Reply(
            status=response.status_code,
            url=str(url),
            body=body,
            content_type=content_type.strip(),
            charset=rest.partition("charset=")[2].partition(";")[0].strip(" \"'"),
            etag=_sendable(told.get("etag", "")),
            last_modified=_sendable(told.get("last-modified", "")),
            retry_after_s=self._retry_after(told.get("retry-after", "")),
        )
        return reply, location

    def _unpacked(
        self, response: httpx.Response, limits: FetchLimits, deadline: float
    ) -> Iterator[bytes]:
        """Yield the body unpacked, never more than one byte over the limit."""
        packing = response.headers.get("content-encoding", "identity").strip().lower()
        if packing not in ("gzip", "x-gzip", "identity", ""):
            msg = f"It is packed as {packing!r}, which was not asked for."
            raise InputError(msg)
        unpack = zlib.decompressobj(wbits=31) if "gzip" in packing else None
        left = limits.max_bytes
        for piece in response.iter_raw():
            if self.wire.clock() > deadline:
                raise InputError(_late(limits))
            try:
                data = unpack.decompress(piece, left + 1) if unpack else piece
            except zlib.error as error:
                msg = f"Its compression is broken: {error}."
                raise InputError(msg) from error
            left -= len(data)
            if left < 0:
                msg = f"It is larger than {limits.max_bytes:,} bytes: raise `max_bytes` if it may."
                raise InputError(msg)
            yield data
        if unpack and not unpack.eof:
            msg = "Its compressed body is cut off."
            raise InputError(msg)

    def _retry_after(self, told: str) -> float:
        """Read seconds or a date (RFC 9110, 10.2.3)."""
        if told.isascii() and told.isdecimal():
            return min(float(told[:12]), LONGEST_WAIT_S)
        try:
            left = parsedate_to_datetime(told) - self.wire.now()
        except (ValueError, TypeError, IndexError):
            return 0.0
        return min(max(left.total_seconds(), 0.0), LONGEST_WAIT_S)


class _Hop:
    """One request of a chain of redirects."""

    def __init__(self, url: httpx.URL) -> None:
        self.url = url
        self.reply = Reply(0, "")
        self.location = ""


def _parse(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url).copy_with(fragment=None)
    except httpx.InvalidURL as error:
        msg = f"{url[:200]!r} is no address: {error}."
        raise InputError(msg) from error
    if parsed.scheme not in _PORTS or not parsed.host or parsed.userinfo:
        msg = f"{url[:200]!r} is no address to fetch: only http and https, without a password."
        raise InputError(msg)
    return parsed


def _sendable(told: str) -> str:
    """Return what may stand in a request; else nothing, which asks for all of the page."""
    return told if told.isascii() and told.isprintable() else ""


def _port(url: httpx.URL) -> int:
    return url.port or _PORTS[url.scheme]


def _late(limits: FetchLimits) -> str:
    return f"It took longer than {limits.total_s:g} s: raise `total_s` if it may."
