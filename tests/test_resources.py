import pytest

from geo.errors import DataError
from geo.resources import data_path, read_rows, seeds_path


def test_missing_table_is_named():
    with pytest.raises(DataError, match=r"nowhere\.csv"):
        data_path("nowhere.csv")


def test_provenance_lines_are_no_rows(tmp_path, monkeypatch):
    table = tmp_path / "t.csv"
    table.write_text("# source: us\nname,type\n# written 2026\nIraq,state\n", encoding="utf-8")
    monkeypatch.setattr("geo.resources._FOLDERS", (tmp_path,))
    read_rows.cache_clear()
    data_path.cache_clear()
    assert read_rows("t.csv") == ({"name": "Iraq", "type": "state"},)
    read_rows.cache_clear()
    data_path.cache_clear()


def test_missing_seeds_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr("geo.resources._SEED_FOLDERS", (tmp_path / "seeds",))
    with pytest.raises(DataError, match="seeds"):
        seeds_path()
