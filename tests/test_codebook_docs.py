"""The manuals for analysts name every column, code and file there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geo.exchange import FORMATS
from geo.exchange.acled import COLUMNS as ACLED_COLUMNS
from geo.exchange.ucdp import COLUMNS as UCDP_COLUMNS
from geo.gis import GIS_FILES
from geo.layers import codebook
from geo.picture import PICTURE_FILES

DOCS = Path(__file__).resolve().parents[1] / "docs"
CODEBOOK = (DOCS / "codebook.md").read_text(encoding="utf-8")
QGIS = (DOCS / "qgis.md").read_text(encoding="utf-8")
TOLD = set(re.findall(r"`(\w+)`", CODEBOOK))
COLUMNS = {
    column.name
    for name, columns in vars(codebook).items()
    if name.endswith("_COLUMNS") and isinstance(columns, tuple)
    for column in columns
}


def test_every_column() -> None:
    assert set() == COLUMNS - TOLD


@pytest.mark.parametrize(
    "codes",
    [
        pytest.param(set(codebook.SUB_EVENT_TYPES), id="types"),
        pytest.param({s for subs in codebook.SUB_EVENT_TYPES.values() for s in subs}, id="kinds"),
        pytest.param(set(codebook.STATUSES), id="statuses"),
        pytest.param(set(codebook.ROLES), id="roles"),
        pytest.param(set(codebook.RELATIONS), id="relations"),
        pytest.param(set(codebook.AFFECTED_KINDS), id="kinds of people hit"),
    ],
)
def test_every_code(codes) -> None:
    assert codes - TOLD == set()


def test_nothing_that_is_not_there() -> None:
    told = {name for name in TOLD if re.fullmatch(r"(date|where|geo|killed|n|char)_\w+", name)}
    assert told <= COLUMNS


def test_files_and_formats() -> None:
    for name in (*GIS_FILES, *PICTURE_FILES):
        stem = f"`{name}`"
        assert stem in QGIS or name.endswith(".qml") or stem in CODEBOOK, name
    for name in FORMATS:
        assert f"--format {name}" in QGIS, name
    assert f"ACLED ({len(ACLED_COLUMNS)} columns)" in QGIS
    assert f"({len(UCDP_COLUMNS)} columns)" in QGIS


def test_columns_in_filters_exist() -> None:
    [sql] = re.findall(r"```sql\n(.*?)```", QGIS, re.DOTALL)
    assert set(re.findall(r'"(\w+)"', sql)) <= COLUMNS


def test_links_and_pictures_lead_somewhere() -> None:
    for text in (CODEBOOK, QGIS):
        for target in re.findall(r"\]\(([\w.]+)\)", text):
            assert (DOCS / target).is_file(), target
