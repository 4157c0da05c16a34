"""Country dumps are taken in whole or not at all, and stay."""

from __future__ import annotations

import shutil
import threading
import time
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import cli
from geo.errors import DataError, DatelineError, InputError
from geo.gazetteer.dumps import read_dump
from geo.gazetteer.editing import add_files, count_sources
from geo.gazetteer.lookup import FILE_NAME, Gazetteer, compile_gazetteer, open_gazetteer
from geo.gazetteer.sources import Row

SHIPPED = (
    Row("gn:1", "Mosul", 43.0, 36.0, "P", "PPLA", "IQ", "15", "", 900, "shipped"),
    Row("gn:2", "Nineveh", 42.0, 36.0, "A", "ADM1", "IQ", "15", source="shipped"),
    Row(
        *("gn:3", "Tob Zawa", 43.1, 36.1, "P", "PPL", "IQ", "15", "", 0, "shipped"),
        names=(("Topzawa", "alternate"),),
    ),
)


def line(geonameid=9, name="Tell Test", alternates="", **told):
    """Build a line of a dump, 19 cells."""
    at = {"lat": 36.5, "lon": 43.5, "kind": "P", "code": "PPL", "country": "IQ", **told}
    cells = [geonameid, name, name, alternates, at["lat"], at["lon"], at["kind"], at["code"]]
    cells += [at["country"], "", at.get("admin1", "15"), "", "", "", at.get("people", 0)]
    return "\t".join(map(str, [*cells, "", "", "Asia/Baghdad", "2024-03-01"]))


def dump(path: Path, *lines: str, member: str = "IQ.txt", encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(member, "\n".join(lines).encode(encoding))
    return path


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Return a cache with a gazetteer of three places, and a data folder."""

    def compile_few(path):
        compile_gazetteer(path, [lambda: iter(SHIPPED)])

    monkeypatch.setattr("geo.gazetteer.lookup.compile_gazetteer", compile_few)
    monkeypatch.setattr("geo.gazetteer.editing.compile_gazetteer", compile_few)
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("DATELINE_DATA", str(tmp_path / "data"))
    return tmp_path / "cache", tmp_path / "data"


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["gazetteer", *arguments])
    if result.exception:
        raise result.exception
    return result.stdout


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path == "/cut/IQ.zip":
            self.send_response(200)
            self.send_header("Content-Length", "5000")
            self.end_headers()
            self.wfile.write(b"PK\x03\x04")
        else:
            super().do_GET()


@pytest.fixture
def web(tmp_path) -> Iterator[str]:
    """Serve the folder `web` on this machine; its URL."""
    (tmp_path / "web").mkdir()
    handler = partial(_Quiet, directory=str(tmp_path / "web"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_dump_is_fetched_and_its_villages_found(folders, web, tmp_path):
    dump(tmp_path / "web" / "IQ.zip", line(9, "Tell Test", "تل تست"))
    assert "Added 1 places: GeoNames IQ.zip of " in run("add", "iq", "--from", web)
    opened = open_gazetteer(*folders)
    (match,) = opened.lookup("تل تست")
    assert (match.place.name, match.place.admin1_name) == ("Tell Test", "Nineveh")
    assert opened.has_name("Tell Test")
    assert opened.lookup_near("Tel Tesst")[0].place.geonameid == 9
    assert "Tell Test  9 " in run("lookup", "Tell Test")
    assert "IQ.zip" in run("list")
    assert not Gazetteer(folders[0] / FILE_NAME).has_name("Tell Test"), "shipped stays shipped"


@pytest.mark.parametrize("form", ["file", "folder", "url-of-file"])
def test_where_a_dump_may_come_from(folders, web, tmp_path, form):
    path = dump(tmp_path / "web" / "IQ.zip", line())
    origins = {"file": str(path), "folder": str(path.parent), "url-of-file": f"{web}/IQ.zip"}
    run("add", "IQ", "--from", origins[form])
    assert open_gazetteer(*folders).has_name("Tell Test")


def test_what_a_dump_says_of_known_places(folders, tmp_path):
    path = dump(
        tmp_path / "IQ.zip",
        line(1, "Al Mawşil", "Moslawi", lat=36.3, lon=43.1, people=1000),
        line(3, "Qaryat Ţawbzāwah", "Tawbzawah", lat=36.4, lon=43.35, code="PPLX"),
    )
    opened = add_files(*folders, {"dumps/IQ.zip": path})
    (mosul,) = opened.lookup("Moslawi")
    assert (mosul.place.name, mosul.place.feature_code) == ("Mosul", "PPLA")
    assert (mosul.place.lon, mosul.place.lat, mosul.place.population) == (43.1, 36.3, 1000)
    assert opened.lookup("Al Mawşil")[0].name_kind == "preferred"
    for name in ("Topzawa", "Tob Zawa", "Tawbzawah", "Qaryat Tawbzawah"):
        (village,) = opened.lookup(name)
        assert (village.place.geonameid, village.place.feature_code) == (3, "PPLX"), name


def test_an_id_given_twice_to_one_place_is_merged(folders, tmp_path):
    path = dump(tmp_path / "IQ.zip", line(9, "Erbil", "Hewler"), line(9, "Erbil", "Arbela"))
    opened = add_files(*folders, {"dumps/IQ.zip": path})
    assert opened.lookup("Hewler")[0].place == opened.lookup("Arbela")[0].place


@pytest.mark.parametrize(
    ("kind", "code", "is_taken"),
    [
        ("P", "PPLX", True),
        ("A", "ADM3", True),
        ("H", "STM", True),
        ("T", "MT", True),
        ("L", "MILB", True),
        ("S", "AIRB", True),
        ("S", "CMPRF", True),
        ("S", "HSP", True),
        ("S", "CH", False),
        ("S", "SCH", False),
        ("R", "RD", False),
        ("V", "FRST", False),
        ("U", "SMU", False),
        ("", "", False),
    ],
)
def test_which_features_are_taken(tmp_path, kind, code, is_taken):
    path = dump(tmp_path / "IQ.zip", line(kind=kind, code=code))
    assert bool(list(read_dump(path, "IQ"))) is is_taken


def test_a_creek_comes_after_a_hamlet_of_its_name(folders, tmp_path):
    creek, hamlet = line(8, "Zab", kind="H", code="STM"), line(9, "Zab", people=90)
    opened = add_files(*folders, {"dumps/IQ.zip": dump(tmp_path / "IQ.zip", creek, hamlet)})
    assert [m.place.feature_code for m in opened.lookup("Zab")] == ["PPL", "STM"]


def _cut(path: Path) -> None:
    dump(path, *(line(n, f"Place {n}") for n in range(10, 900)))
    path.write_bytes(path.read_bytes()[:-400])


def _flip(path: Path) -> None:
    dump(path, *(line(n, f"Place {n}") for n in range(10, 900)))
    content = bytearray(path.read_bytes())
    content[2000] ^= 0xFF
    path.write_bytes(content)


BROKEN = [
    pytest.param(lambda p: p.write_bytes(b"<html>busy</html>"), "no whole zip", id="no-zip"),
    pytest.param(lambda p: p.write_bytes(b""), "no whole zip", id="empty"),
    pytest.param(_cut, "no whole zip", id="truncated"),
    pytest.param(_flip, "no whole zip|line|UTF-8", id="flipped-byte"),
    pytest.param(dump, "holds no place", id="no-rows"),
    pytest.param(
        lambda p: dump(p, line(), line(10) + "\tmore"),
        "line 2: expected 19 columns, found 20",
        id="columns",
    ),
    pytest.param(lambda p: dump(p, line().replace("\t", ",")), "found 1", id="commas"),
    pytest.param(
        lambda p: dump(p, line(9, "Kirkuk"), line(9, "Erbil")), "line 2: id 9 is", id="one-id-two"
    ),
    pytest.param(lambda p: dump(p, line("x9")), "number as id", id="id"),
    pytest.param(lambda p: dump(p, line(lat=43, lon=236)), "degrees", id="degrees"),
    pytest.param(lambda p: dump(p, line(lat="nan")), "degrees", id="nan"),
    pytest.param(lambda p: dump(p, line(lat="north")), "line 1", id="words-as-degrees"),
    pytest.param(lambda p: dump(p, line(country="SY")), "a place of IQ", id="other-country"),
    pytest.param(lambda p: dump(p, line(), member="SY.txt"), "Expected IQ.txt", id="other-member"),
    pytest.param(
        lambda p: dump(p, line(name="Fällūjah"), encoding="utf-16"), "UTF-8|columns", id="utf-16"
    ),
    pytest.param(
        lambda p: dump(p, line(name="Fälle"), encoding="latin-1"), "not in UTF-8", id="latin-1"
    ),
]


@pytest.mark.parametrize(("make", "reason"), BROKEN)
def test_a_broken_dump_leaves_all_as_it_was(folders, web, tmp_path, make, reason):
    good = dump(tmp_path / "IQ.zip", line(7, "Good Village"))
    add_files(*folders, {"dumps/IQ.zip": good})
    before = {p: p.read_bytes() for p in tmp_path.glob("[cd]a*/**/*") if p.is_file()}
    make(tmp_path / "web" / "IQ.zip")
    with pytest.raises(DatelineError, match=reason) as error:
        run("add", "IQ", "--from", web)
    assert "\n" not in str(error.value)
    assert ".new" not in str(error.value)
    assert {p: p.read_bytes() for p in tmp_path.glob("[cd]a*/**/*") if p.is_file()} == before
    assert open_gazetteer(*folders).has_name("Good Village")


@pytest.mark.parametrize(
    ("path", "reason"),
    [("", "answers 404"), ("/cut", "Cannot fetch .*IQ.zip"), (":x", "Cannot fetch|no file")],
)
def test_a_download_that_fails_is_one_line(folders, web, path, reason):
    with pytest.raises(InputError, match=reason) as error:
        run("add", "IQ", "--from", web + path)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("code", ["IRQ", "1Q", "../IQ", ""])
def test_a_wrong_code_is_refused(folders, code):
    with pytest.raises(InputError, match="two-letter code"):
        run("add", code)


def test_additions_outlive_the_cache(folders, tmp_path):
    cache, data = folders
    add_files(cache, data, {"dumps/IQ.zip": dump(tmp_path / "IQ.zip", line())})
    version = open_gazetteer(cache, data).version
    shutil.rmtree(cache)
    assert open_gazetteer(cache, data).version == version
    assert open_gazetteer(cache, data).has_name("Tell Test")
    assert not open_gazetteer(cache).has_name("Tell Test")
    assert "Compiled 4 places" in run("rebuild")
    assert open_gazetteer(cache, data).has_name("Tell Test")


def test_a_newer_dump_replaces_the_older(folders, tmp_path):
    add_files(*folders, {"dumps/IQ.zip": dump(tmp_path / "a.zip", line(9, "Old Village"))})
    new = add_files(*folders, {"dumps/IQ.zip": dump(tmp_path / "b.zip", line(9, "New Village"))})
    assert new.has_name("New Village")
    assert not new.has_name("Old Village")


def test_a_dump_damaged_in_place_is_named(folders, tmp_path):
    cache, data = folders
    add_files(cache, data, {"dumps/IQ.zip": dump(tmp_path / "IQ.zip", line())})
    (data / "gazetteer/dumps/IQ.zip").write_bytes(b"half")
    with pytest.raises(InputError, match=r"IQ\.zip is no whole zip file.*gazetteer add.*data\."):
        open_gazetteer(cache, data)


def test_a_full_disk_changes_nothing(folders, tmp_path, monkeypatch):
    path = dump(tmp_path / "IQ.zip", line())
    before = open_gazetteer(*folders).version

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("geo.gazetteer.added.shutil.copyfile", full)
        with pytest.raises(DataError, match="No space left"):
            add_files(*folders, {"dumps/IQ.zip": path})
    assert open_gazetteer(*folders).version == before


def test_readers_keep_what_they_opened_and_never_see_half(folders, tmp_path):
    path = dump(tmp_path / "IQ.zip", *(line(n, f"Place {n}") for n in range(10, 3000)))
    old = open_gazetteer(*folders)
    done = threading.Event()
    seen = []

    def read() -> None:
        while not done.is_set():
            seen.append(sum(s.n_places for s in count_sources(open_gazetteer(*folders))))

    reader = threading.Thread(target=read)
    reader.start()
    add_files(*folders, {"dumps/IQ.zip": path})
    done.set()
    reader.join()
    assert set(seen) <= {3, 2993}
    assert not old.has_name("Place 10")
    assert open_gazetteer(*folders).has_name("Place 10")


@pytest.mark.corpus
def test_real_dumps_of_iraq_and_syria(shared, gazetteer, tmp_path):
    cache, data = tmp_path / "cache", tmp_path / "data"
    cache.mkdir()
    shutil.copy(gazetteer.path, cache / FILE_NAME)
    start = time.process_time()
    iraq = add_files(cache, data, {"dumps/IQ.zip": shared / "gazetteer/IQ.zip"})
    # Three here; wide, for machines that are slower or busy.
    assert time.process_time() - start < 60
    counts = {source.name: source.n_places for source in count_sources(iraq)}
    assert counts["GeoNames IQ.zip of 2024-03-01"] > 21_000
    for village in ("Majid Salar", "Barchoqa", "Qaryat Tarbzawah"):
        assert not gazetteer.has_name(village)
        assert iraq.lookup(village)[0].place.country_code == "IQ"
    mosul = iraq.lookup("Mosul")[0].place
    assert (mosul.name, mosul.feature_code, mosul.admin2_name) == ("Mosul", "PPLA", "Mosul")
    # Names of the supplement stay, beside a village by Kirkuk that has the same one.
    assert {"gn:6860792", "gn:447436"} <= {m.place.place_id for m in iraq.lookup("Topzawa")}
    assert iraq.lookup("Paris") == gazetteer.lookup("Paris")
    both = add_files(cache, data, {"dumps/SY.zip": shared / "gazetteer/SY.zip"})
    assert both.has_name("Majid Salar")
    assert both.lookup("Gharbil")[0].place.country_code == "SY"
