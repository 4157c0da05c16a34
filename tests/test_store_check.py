"""`dateline doctor` sees damage that opening a store does not show."""

from __future__ import annotations

from pathlib import Path

import pytest
from nights import article, record_night

from flows.doctor import examine
from geo.errors import StoreError
from geo.settings import Settings
from geo.store import Store

MANY = [article(f"a{n:03}", {"at": "Baghdad", "quote": f"{n} died there."}) for n in range(200)]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    record_night(tmp_path, MANY)
    return tmp_path


def store_remedy(out: Path) -> tuple[str, str]:
    found = examine(out, Settings.from_env({}), {})
    return next((one.text, one.remedy) for one in found if one.name == "Store")


def test_a_whole_store(out: Path) -> None:
    text, remedy = store_remedy(out)
    assert text.startswith("whole, version ")
    assert not remedy


def test_a_page_in_the_middle_is_damaged(out: Path) -> None:
    path = out / "store.sqlite"
    data = bytearray(path.read_bytes())
    # Of 4,096 bytes; it opens, and its list of builds can be read.
    for page in range(40, len(data) // 4096, 5):
        data[page * 4096 : page * 4096 + 64] = b"\xee" * 64
    path.write_bytes(data)
    with Store(f"sqlite:///{path}") as store:
        assert len(store.builds.ids()) == 1
        with pytest.raises(StoreError, match="it is damaged"):
            store.check()
    text, remedy = store_remedy(out)
    assert text == "cannot be used"
    assert "Move it away (store.sqlite" in remedy


@pytest.mark.postgres
def test_postgresql_is_read_through(postgresql) -> None:
    with Store(postgresql.new_database("checked")) as store:
        store.articles.see("night", MANY[:3])
        store.check()
