"""What may be shown of an article's words is cut before anything is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from builders import analysis, report, write_data_files

from geo.articles.quotes import cut_quote
from geo.config.records import Rights, Source
from geo.incidents.merging import merge_reports
from geo.layers.rights import limit_quotes, quote_limit
from geo.model import Article

TODAY = date(2016, 10, 31)
SOURCES = (
    Source("Open", "folder"),
    Source("Short", "folder", rights=Rights(quote_chars=20)),
    Source("Week", "folder", rights=Rights(days=7)),
    Source("Closed", "folder", rights=Rights(quotes=False)),
)


def article(*origins: str, published: date | None = date(2016, 10, 24)) -> Article:
    return Article("a", "Text.", published=published, origins=origins)


@pytest.mark.parametrize(
    ("origins", "published", "chars"),
    [
        pytest.param((), date(2016, 10, 24), None, id="named-on-the-command-line"),
        pytest.param(("Open",), date(2016, 10, 24), None, id="no-limit"),
        pytest.param(("Gone",), date(2016, 10, 24), None, id="source-taken-out-of-the-file"),
        pytest.param(("Short",), date(2016, 10, 24), 20, id="length"),
        pytest.param(("Week",), date(2016, 10, 24), None, id="seventh-day"),
        pytest.param(("Week",), date(2016, 10, 23), 0, id="eighth-day"),
        pytest.param(("Week",), None, None, id="undated"),
        pytest.param(("Open", "Short"), date(2016, 10, 24), 20, id="strictest-counts"),
        pytest.param(("Short", "Closed"), date(2016, 10, 24), 0, id="none-at-all"),
    ],
)
def test_limit(origins: tuple[str, ...], published: date | None, chars: int | None) -> None:
    assert quote_limit(SOURCES, TODAY)(article(*origins, published=published)) == chars


@pytest.mark.parametrize("chars", range(12))
def test_a_cut_quote_is_never_longer_than_allowed(chars: int) -> None:
    assert len(cut_quote("Troops took the town.", chars)) <= chars


def test_no_word_of_a_closed_source_is_in_any_file(tmp_path: Path) -> None:
    secret = "Rebels shelled Kirkuk with undisclosed weaponry."
    closed = analysis(report("a-1", at="Kirkuk", quote=secret), text=secret, origins=("Closed",))
    analyses, incidents = limit_quotes(
        [closed], merge_reports([closed]), quote_limit(SOURCES, TODAY)
    )
    files = write_data_files(tmp_path, incidents, analyses)
    assert len(files) > 5
    assert not [path.name for path in files if "undisclosed" in path.read_text("utf-8")]
