"""A web server on this machine that plays feeds and pages, well-behaved and hostile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from geo.sources.fetch import Wire

Answer = Callable[[BaseHTTPRequestHandler], None]
PUBLIC = "93.184.216.34"


class Site(ThreadingHTTPServer):
    """Answers by path; notes every request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, Answer] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        # Ends the slow answers when the test is over.
        self.closing = threading.Event()

    def url(self, path: str, host: str = "news.example") -> str:
        return f"http://{host}:{self.server_port}{path}"

    def page(self, path: str, body: str | bytes = b"", status: int = 200, **headers: str) -> None:
        self.answers[path] = lambda handler: send(handler, body, status, headers)

    def asked(self, path: str) -> list[dict[str, str]]:
        return [headers for asked, headers in self.requests if asked == path]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that hang up are what is tested."""


def send(
    handler: BaseHTTPRequestHandler, body: str | bytes, status: int, headers: dict[str, str]
) -> None:
    data = body.encode() if isinstance(body, str) else body
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    if "Content_Length" not in headers and status != 304:
        handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.requests.append((self.path, dict(self.headers)))
        answer = self.server.answers.get(self.path)
        if answer:
            answer(self)
        else:
            send(self, "not here", 404, {})

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def serve() -> Iterator[Site]:
    with Site() as site:
        thread = threading.Thread(target=site.serve_forever, args=(0.01,))
        thread.start()
        yield site
        site.closing.set()
        site.shutdown()
        thread.join()


class Reroute(httpx.BaseTransport):
    """Sends what goes to the public address to this machine, and notes the addresses."""

    def __init__(self) -> None:
        self._inner = httpx.HTTPTransport(
            trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
        )
        self.addresses: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.addresses.append(request.url.host)
        assert request.url.host in (PUBLIC, "127.0.0.1"), "an unchecked address"
        request.url = request.url.copy_with(host="127.0.0.1")
        return self._inner.handle_request(request)


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []
        self.start = datetime(2016, 10, 24, 2, 15, tzinfo=UTC)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)


def make_wire(clock: Clock, hosts: dict[str, list[str]] | None = None) -> Wire:
    known = {"news.example": [PUBLIC], **(hosts or {})}

    def resolve(host: str, port: int) -> list[str]:
        if host not in known:
            msg = "unknown"
            raise OSError(msg)
        return known[host]

    return Wire(Reroute(), resolve, lambda: clock.seconds, clock.sleep, clock.now)
