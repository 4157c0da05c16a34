"""The rules version: nothing that decides is left out, and it costs nothing to ask."""

from __future__ import annotations

import ast
import sys
import time
from pathlib import Path

import pytest

from geo import versions
from geo.resources import data_path
from geo.versions import DISTRIBUTIONS, deciding_modules, deciding_tables, rules_version


def parsed_imports(path: Path) -> set[str]:
    """Return what a module imports, wherever in it, by reading it as Python does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_all_that_an_analysis_imports_counts() -> None:
    modules = deciding_modules()
    deciding = {"geo.analyse", "geo.events.finding", "geo.geoparsing.resolve", "geo.model"}
    assert deciding <= set(modules)
    assert set(versions._KEEPING) <= set(modules)
    for name, path in modules.items():
        if name in versions._KEEPING:
            continue
        for imported in parsed_imports(path) - {"geo"}:
            if imported.partition(".")[0] == "geo" and (found := versions._path_of(imported)):
                assert found in modules.values(), f"{name} imports {imported}"


def test_what_only_publishes_does_not_count() -> None:
    publishing = ("geo.builds", "geo.incidents", "geo.layers.export", "geo.store", "geo.webmap")
    assert [name for name in deciding_modules() if name.startswith(publishing)] == []


def test_every_library_that_decides_counts() -> None:
    names = {name.replace("-", "_").removeprefix("python_") for name in DISTRIBUTIONS}
    outside = {
        imported.partition(".")[0]
        for name, path in deciding_modules().items()
        for imported in parsed_imports(path)
        if not name.startswith("geo.gazetteer")  # has a version of its own
    }
    known = names | {"geo", "__future__"} | set(sys.stdlib_module_names)
    # Names where the user's files lie.
    assert outside - known <= {"platformdirs"}


def test_tables_that_are_read_count_and_pictures_do_not() -> None:
    tables = {path.name for path in deciding_tables()}
    assert {"demonyms.csv", "boundaries.zip", "resolve_weights.json", "triggers.csv"} <= tables
    assert not {"basemap.json", "licences.json", "README.md", "make_admin2.py"} & tables


def test_a_table_that_nobody_names_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("licences.json", "triggers.csv"):
        (tmp_path / name).write_bytes(data_path(name).read_bytes())
    # Put together, as in a module that would read it so.
    odd = tmp_path / ("un" + "named.csv")
    odd.touch()
    monkeypatch.setattr(versions, "data_path", lambda name: tmp_path / name)
    assert deciding_tables() == [tmp_path / "triggers.csv", odd]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from geo.names import fold", {"geo.names"}),
        (
            "from geo.layers import codebook, rows as rows_of",
            {"geo.layers.codebook", "geo.layers.rows"},
        ),
        ("from geo import (\n    layers,\n    model,\n)", {"geo.layers", "geo.model"}),
        ("    from geo.articles.reading import x", {"geo.articles.reading"}),
        ("import geo.store.schema as tables", {"geo.store.schema"}),
    ],
    ids=["from", "package", "brackets", "inside", "plain"],
)
def test_imports_are_read_however_they_are_written(text: str, expected: set[str]) -> None:
    assert expected <= set(versions._imports(text))


@pytest.mark.parametrize("parts", [("m 2", "g 1"), ("m 1", "g 2"), ("m 1g", " 1")])
def test_another_model_or_gazetteer_is_another_version(parts: tuple[str, str]) -> None:
    assert rules_version(*parts) != rules_version("m 1", "g 1")


def test_a_changed_module_is_another_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = versions._code_version.__wrapped__()
    modules = deciding_modules()
    copy = tmp_path / "dates.py"
    copy.write_bytes(modules["geo.dates.dating"].read_bytes() + b"\n# \n")
    monkeypatch.setattr(versions, "deciding_modules", lambda: {**modules, "geo.dates.dating": copy})
    assert versions._code_version.__wrapped__() != before


def test_it_costs_nothing_to_speak_of() -> None:
    versions._code_version.__wrapped__()
    begun = time.process_time()
    versions._code_version.__wrapped__()
    assert time.process_time() - begun < 0.5
