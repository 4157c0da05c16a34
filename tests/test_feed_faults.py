"""Feeds over TLS, true and false, and what is known of them when the process is killed."""

from __future__ import annotations

import random
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from conftest import ROOT
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fetch_memory import InMemory
from test_sources_feeds import LIMITS, page, rss
from webserver import Site

from geo.config.records import Config, Source
from geo.model import Article, Rejected
from geo.sources import read_all
from geo.sources.fetch import Wire
from geo.sources.memory import FeedState, FileMemory, KnownItem

HERE = "127.0.0.1"
DAY = timedelta(days=1)


class Authority:
    """Signs certificates, as that of a house does."""

    def __init__(self, folder: Path, name: str = "House") -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        made = self._sign(self._name, self._key.public_key(), timedelta(days=9))
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        identifier = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        made = made.add_extension(identifier, critical=False)
        self.path = folder / f"{name}.pem"
        signed = made.sign(self._key, hashes.SHA256())
        self.path.write_bytes(signed.public_bytes(serialization.Encoding.PEM))

    def context(self, host: str, lasts: timedelta = DAY) -> ssl.SSLContext:
        """Return what a server needs to go by the name of a host."""
        key = ec.generate_private_key(ec.SECP256R1())
        is_address = host[0].isdecimal()
        told = x509.IPAddress(ip_address(host)) if is_address else x509.DNSName(host)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        made = self._sign(subject, key.public_key(), lasts)
        made = made.add_extension(x509.SubjectAlternativeName([told]), critical=False)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        signed = made.add_extension(issuer, critical=False).sign(self._key, hashes.SHA256())
        path = self._folder / f"{host}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + signed.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _sign(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, lasts: timedelta
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=30))
            .not_valid_after(now + lasts)
        )


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running
        running.closing.set()
        running.shutdown()


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    return authority


def read(site: Site, context: ssl.SSLContext) -> tuple[list[Article], list[str]]:
    """Serve over TLS what the site has, and read it as a source."""
    # The handshake is the handler's: one client that hangs must not keep others out.
    site.socket = context.wrap_socket(site.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=site.serve_forever, args=(0.01,), daemon=True).start()
    return read_at(site.server_port)


def read_at(port: int) -> tuple[list[Article], list[str]]:
    """Read a feed by the real way out."""
    url, limits = f"https://news.example:{port}/feed", replace(LIMITS, wait_s=1.0)
    source = Source("Desk", "feed", url=url, limits=limits, private_networks=(f"{HERE}/32",))
    wire = Wire(resolve=lambda *_: [HERE])
    items = list(read_all(Config((source,)), InMemory(), wire))
    return (
        [item for item in items if isinstance(item, Article)],
        [item.reason for item in items if isinstance(item, Rejected)],
    )


def test_a_feed_over_tls_is_read_by_the_name_of_its_host(site: Site, house: Authority) -> None:
    site.page("/feed", rss(1), Content_Type="application/rss+xml")
    site.page("/1", page("Three people were killed on Monday when shells hit Arva."))
    (article,), reasons = read(site, house.context("news.example"))
    assert reasons == []
    assert article.text.startswith("Three people were killed")
    assert article.url == f"https://news.example:{site.server_port}/1"
    assert {headers["Host"] for _, headers in site.requests} == {f"news.example:{site.server_port}"}


@pytest.mark.parametrize(
    ("host", "lasts", "reason"),
    [
        pytest.param("other.example", DAY, "not valid for 'news.example'", id="other name"),
        # The address is asked, and proves nothing of the name.
        pytest.param(HERE, DAY, "not valid for 'news.example'", id="address"),
        pytest.param("news.example", -DAY, "certificate has expired", id="expired"),
    ],
)
def test_a_false_certificate_is_refused(
    site: Site, house: Authority, host: str, lasts: timedelta, reason: str
) -> None:
    site.page("/feed", rss(1))
    articles, (told,) = read(site, house.context(host, lasts))
    assert (articles, site.requests) == ([], [])
    assert reason in told


def test_an_authority_that_nobody_knows_is_refused(
    site: Site, house: Authority, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = Authority(tmp_path / "other", "Stranger")
    articles, (told,) = read(site, other.context("news.example"))
    assert (articles, site.requests) == ([], [])
    assert "unable to get local issuer certificate" in told


def test_a_server_that_never_answers_the_handshake_costs_its_time(house: Authority) -> None:
    begun = time.monotonic()
    with socket.create_server((HERE, 0)) as mute:
        articles, (told,) = read_at(mute.getsockname()[1])
    assert articles == []
    assert "silent for 1 s" in told
    assert time.monotonic() - begun < 20


PUT = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from geo.sources.memory import FeedState, FileMemory, KnownItem

memory, first = FileMemory(Path(sys.argv[1])), int(sys.argv[2])
print("open", flush=True)
for n in range(first, 100_000):
    text = f"{{n}} " * (1 + n * 37 % 900)
    memory.put("Desk", KnownItem(f"k{{n % 50}}", "u", "t", "d", text, "f", str(n)))
    memory.set_feed("Desk", FeedState(etag=str(n)))
    if n % 7 == 0:
        memory.drop("Desk", "k49")
    print(n, flush=True)
"""


def newest(memory: FileMemory) -> int:
    return max((int(item.entry) for item in memory.items("Desk")), default=-1)


def check_items(memory: FileMemory) -> None:
    for item in memory.items("Desk"):
        number = int(item.entry)
        assert item.key == f"k{number % 50}"
        assert item.text == f"{number} " * (1 + number * 37 % 900)


def test_what_is_known_of_feeds_outlives_kill_9(tmp_path: Path) -> None:
    chance, first = random.Random(5), 0
    for _ in range(8):
        command = [sys.executable, "-c", PUT, str(tmp_path), str(first)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "open\n"
            time.sleep(chance.uniform(0.01, 0.2))
            child.send_signal(signal.SIGKILL)
            told = [int(line) for line in child.stdout.read().split("\n")[:-1]]
        memory = FileMemory(tmp_path)
        check_items(memory)
        last = newest(memory)
        assert last >= max([*told, first - 1])
        # Every other one of the fifty is there, each once.
        assert len(list(memory.items("Desk"))) >= min(49, last + 1) - 1
        first = max(last, first) + 1
    (file,) = tmp_path.glob("*.jsonl")
    assert not list(tmp_path.glob("*.new"))
    assert file.stat().st_size > 0


def cut(data: bytes) -> bytes:
    return data[:-30]


def zeroed(data: bytes) -> bytes:
    # What a file system may leave of the last write behind a power cut.
    return data[:-30] + bytes(30)


def without_end(data: bytes) -> bytes:
    return data[:-1]


@pytest.mark.parametrize("spoil", [cut, zeroed, without_end])
def test_a_spoilt_end_costs_its_own_line(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    memory = FileMemory(tmp_path)
    items = [KnownItem(f"k{n}", "u", "t", "d", "text", "f", "e") for n in range(3)]
    for item in items:
        memory.put("Desk", item)
    (file,) = tmp_path.iterdir()
    file.write_bytes(spoil(file.read_bytes()))
    kept = items if spoil is without_end else items[:2]
    memory = FileMemory(tmp_path)
    assert list(memory.items("Desk")) == kept
    memory.put("Desk", items[2])
    memory.set_feed("Desk", FeedState(etag="x"))
    again = FileMemory(tmp_path)
    assert list(again.items("Desk")) == items
    assert again.feed("Desk").etag == "x"
