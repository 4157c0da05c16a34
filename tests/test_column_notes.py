"""Every published column is described, and nothing else is."""

from __future__ import annotations

import pytest

from geo.errors import DataError
from geo.layers import codebook
from geo.layers.column_notes import describe_column
from geo.resources import read_rows

LAYERS = {
    "events": codebook.EVENT_COLUMNS,
    "areas": codebook.AREA_COLUMNS,
    "places": codebook.PLACE_COLUMNS,
    "toponyms": codebook.TOPONYM_COLUMNS,
    "reports": codebook.REPORT_COLUMNS,
    "articles": codebook.ARTICLE_COLUMNS,
}


@pytest.mark.parametrize("layer", LAYERS)
def test_every_column_is_described(layer: str) -> None:
    for column in LAYERS[layer]:
        note = describe_column(column.name, layer)
        assert len(note.split()) > 1
        assert not note.endswith(".")


def test_no_note_is_left_of_a_column_that_is_gone() -> None:
    published = {(layer, c.name) for layer, columns in LAYERS.items() for c in columns}
    names = {name for _, name in published}
    for row in read_rows("column_notes.csv"):
        assert (row["layer"], row["column"]) in published or (
            not row["layer"] and row["column"] in names
        ), row


def test_an_unknown_column_is_said() -> None:
    with pytest.raises(DataError, match="what nonsense of layer 'events' means"):
        describe_column("nonsense", "events")
