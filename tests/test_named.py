"""Toponyms as they are published: the same rows, whether their decisions are read or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from builders import resolution

from geo.errors import StoreError
from geo.layers.frames import articles_frame, places_frame, toponym_rows
from geo.layers.named import KeptResolutions, count_named, named_in
from geo.model import Analysis, Article
from geo.store import Store
from geo.store.schema import analysis as analysis_table

TEXT = "Troops left Mosul on Sunday. Kirkuk, and Mosul again, were quiet."
FOUND = Analysis(
    Article("a", TEXT, quote_chars=None),
    (
        resolution("Mosul", TEXT.index("Mosul")),
        resolution("Kirkuk", TEXT.index("Kirkuk")),
        resolution("Mosul", TEXT.rindex("Mosul")),
    ),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path}/store.sqlite") as opened:
        opened.builds.begin("b1", datetime(2016, 10, 24, tzinfo=UTC))
        opened.articles.see("b1", [FOUND.article])
        opened.articles.save([FOUND], "rules 1")
        yield opened


def kept(store: Store) -> Analysis:
    (found,) = store.articles.analyses("b1", "rules 1")
    assert isinstance(found, Analysis)
    return found


def test_layers_are_the_same_and_read_no_decision(store: Store) -> None:
    stored = kept(store)
    assert toponym_rows([stored]) == toponym_rows([FOUND])
    assert places_frame([stored]).equals(places_frame([FOUND]))
    assert articles_frame([stored], []).equals(articles_frame([FOUND], []))
    assert count_named(stored) == (3, 3)
    assert isinstance(stored.resolutions, KeptResolutions)
    assert stored.resolutions._found is None
    assert stored == FOUND
    assert stored.resolutions._found is not None


def test_quotes_are_cut_when_they_are_shown_and_not_when_kept(store: Store) -> None:
    stored = kept(store)
    shown = replace(stored, article=replace(stored.article, quote_chars=0))
    assert {named.quote for named in named_in(shown)} == {""}
    assert named_in(stored)[0].quote == "Troops left Mosul on Sunday."


@pytest.mark.parametrize("column", ["named", "resolutions"])
def test_damage_is_said(store: Store, column: str) -> None:
    with store._database.writing() as db:
        db.execute(sa.update(analysis_table).values({column: b"rubbish"}))
    with pytest.raises(StoreError, match="damaged"):
        list(kept(store).resolutions)
