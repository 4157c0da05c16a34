"""The map page with very many incidents: how heavy, how fast, and still right."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from webmap_frames import make_frames, many_frames
from webmap_reader import Opener, page_opener, started_browser, until  # noqa: F401 - fixtures

from geo.webmap import render_map
from geo.webmap.pack import SMALL, Sites, pack, pack_parts, pack_texts, sites_of
from geo.webmap.payload import fitting_limit

# Other work on the machine slows a test; the figures themselves are printed.
NOISE = 2.5


def read(column: Any, site: list[int]) -> list[Any]:
    """Read what `pack` wrote, as the page does."""
    if isinstance(column, list):
        return column
    for mark, reader in READERS.items():
        if mark in column:
            return reader(column, site)
    raise AssertionError(column)


def _pick(values: list[Any], numbers: list[int]) -> list[Any]:
    return [values[number] for number in numbers]


def _read_parts(column: Any, site: list[int]) -> list[str]:
    rows = zip(*(read(part, site) for part in column["parts"]), strict=True)
    return [column["s"].join(filter(None, row)) for row in rows]


READERS: dict[str, Callable[[Any, list[int]], list[Any]]] = {
    "v": lambda column, _: [column["v"]] * column["n"],
    "i": lambda column, site: _pick(read(column["d"], site), column["i"]),
    "site": lambda column, site: _pick(read(column["site"], site), site),
    "+": lambda column, _: np.cumsum(column["+"]).tolist(),
    "parts": _read_parts,
    "t": lambda column, _: column["t"].split(column["s"]),
}


class TestPack:
    @given(st.lists(st.one_of(st.none(), st.integers(-9, 9), st.floats(-9, 9, width=16))))
    def test_numbers_are_read_as_they_were(self, values: list[float | None]) -> None:
        packed = pack(np.array([np.nan if v is None else v for v in values], dtype=float))
        assert read(json.loads(json.dumps(packed)), []) == values

    @given(st.lists(st.text(max_size=3)), st.booleans())
    def test_texts_are_read_as_they_were(self, values: list[str], many: bool) -> None:
        texts = values * (2 * SMALL // max(len(values), 1)) if many else values
        assert read(pack(np.array(texts, dtype=object)), []) == texts

    @pytest.mark.parametrize("mark", ["", "\n", "\n|", "\n|¦", "\n|¦\ue000"])
    def test_long_columns_are_joined_by_what_no_text_holds(self, mark: str) -> None:
        texts = [f"{number}{mark}" for number in range(SMALL)]
        packed = pack(np.array(texts, dtype=object))
        assert isinstance(packed, list) is (mark == "\n|¦\ue000")
        assert read(packed, []) == texts

    @given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=4, max_size=40))
    def test_what_all_at_a_site_share_is_written_once(self, spots: list[tuple[int, int]]) -> None:
        sites = sites_of(np.array(spots * 10, dtype=float))
        names = np.array([f"{x} {y}" for x, y in spots * 10], dtype=object)
        packed = pack(names, sites)
        assert read(packed, sites.codes.tolist()) == names.tolist()
        assert "i" not in packed

    def test_rising_numbers_are_written_as_steps(self) -> None:
        values = np.arange(2.0 * SMALL) * 3
        assert pack(values)["+"][:3] == [0, 3, 3]
        assert read(pack(values), []) == values.tolist()

    @given(st.lists(st.text("ab; ", max_size=9), min_size=1, max_size=30))
    def test_phrases_are_joined_again(self, rules: list[str]) -> None:
        texts = rules * (SMALL // len(rules) + 1)
        assert read(pack_parts(np.array(texts, dtype=object), "; ", 3), []) == texts

    @pytest.mark.parametrize("dtype", ["str", object])
    def test_missing_texts_are_empty(self, dtype: Any) -> None:
        values = ["b", None, "b", "a", None, "b", "a", "b", "b"]
        frame = pd.DataFrame({"x": pd.Series(values, dtype=dtype)})
        assert read(pack_texts(frame, "x"), []) == [value or "" for value in values]
        assert read(pack_texts(frame, "y"), []) == [""] * 9
        kept = pack_texts(frame, "x", Sites(np.arange(9), np.arange(9)))["d"]
        assert sorted(kept) == ["", "a", "b"]

    @given(st.lists(st.integers(0, 300), max_size=30), st.integers(100, 3000))
    def test_quotes_are_as_long_as_fits(self, lengths: list[int], budget: int) -> None:
        texts = np.array(["a" * length for length in lengths], dtype=object)
        limit = fitting_limit([texts], 200, budget)
        assert 40 <= limit <= 200
        total = sum(min(length, limit) for length in lengths)
        assert total <= budget or limit == 40
        if limit < 200:
            assert limit == 40 or total + len(lengths) + 1 >= budget - len(lengths)


@pytest.fixture(scope="module")
def ten_thousand() -> dict[str, Any]:
    return many_frames(10_000)


COUNTED = "document.querySelector('#dl-count strong').textContent.split(' ')[0].replace(',', '')"


def slide(page: Any, metrics: Any, steps: int) -> tuple[list[float], list[float]]:
    """Move the first day on and return wall and main-thread seconds of each step."""
    walls, tasks = [], []
    for step in range(steps):
        before = metrics()["TaskDuration"]
        walls.append(
            page.evaluate(
                """async key => {
                    const began = performance.now();
                    document.querySelector(".dl-thumb").dispatchEvent(
                        new KeyboardEvent("keydown", { key }));
                    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
                    return (performance.now() - began) / 1000;
                }""",
                "PageUp" if step % 2 else "ArrowRight",
            )
        )
        tasks.append(metrics()["TaskDuration"] - before)
    return walls, tasks


@pytest.mark.browser
@pytest.mark.parametrize(
    ("count", "megabytes", "python_s", "ready_s", "slide_s"),
    [(10_000, 3.0, 1.0, 1.0, 0.1), (100_000, 15.0, 2.0, 3.0, 0.5)],
    ids=["10,000", "100,000"],
)
def test_weight_and_speed(
    browser: Any,
    tmp_path: Path,
    ten_thousand: dict[str, Any],
    count: int,
    megabytes: float,
    python_s: float,
    ready_s: float,
    slide_s: float,
) -> None:
    frames = ten_thousand if count == 10_000 else many_frames(count)
    render_map(**make_frames(), title="First, to load what is loaded once")
    began = time.process_time()
    document = render_map(**frames, title="Many")
    rendering = time.process_time() - began
    path = tmp_path / "map.html"
    path.write_text(document, encoding="utf-8")
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    session = page.context.new_cdp_session(page)
    # The processor time of the page's thread: what else runs here does not count.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def metrics() -> dict[str, float]:
        found = session.send("Performance.getMetrics")["metrics"]
        return {one["name"]: one["value"] for one in found}

    began = time.monotonic()
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready=true]", state="attached", timeout=60_000)
    wall, ready = time.monotonic() - began, metrics()["ThreadTime"]
    page.wait_for_timeout(500)
    walls, tasks = slide(page, metrics, 8)
    weight = path.stat().st_size / 1e6
    print(  # noqa: T201 - the figures are worth more than the verdict
        f"{count:,} incidents: {weight:.2f} MB, Python {rendering:.2f} s, ready {ready:.2f} s"
        f" (with all else on this machine {wall:.2f} s), one step of the days"
        f" {1000 * statistics.median(tasks):.0f} ms ({1000 * statistics.median(walls):.0f} ms)"
    )
    page.close()
    assert weight < megabytes
    assert rendering < NOISE * python_s
    assert ready < NOISE * ready_s
    assert statistics.median(tasks) < slide_s


@pytest.mark.browser
def test_ten_thousand_are_told_right(open_page: Opener, ten_thousand: dict[str, Any]) -> None:
    document = render_map(**ten_thousand, title="Many")
    assert 'id="dl-data">{' not in document
    page = open_page(document, "#days=2016-02-01..2016-02-29", accept_downloads=True)
    events = ten_thousand["events"]
    hidden = events["status"].isin(["denied", "planned", "hypothetical"])
    wanted = events[events["date_start"].dt.month.eq(2) & ~hidden]
    assert f"{len(wanted)} of 10,000 incidents" in page.locator("#dl-count").inner_text()
    page.locator("#dl-share-button").click()
    with page.expect_download() as download:
        page.locator(".dl-button", has_text="GeoJSON").click()
    features = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))["features"]
    assert [feature["id"] for feature in features] == wanted["event_id"].tolist()
    told = pd.DataFrame([feature["properties"] for feature in features])
    for name in ("place_name", "quote", "event_type", "alternatives"):
        assert told[name].tolist() == wanted[name].tolist()
    assert np.allclose(told["geo_confidence"], wanted["geo_confidence"])
    killed = [feature["properties"]["killed_best"] for feature in features]
    assert killed == [None if pd.isna(number) else number for number in wanted["killed_best"]]
    spots = [feature["geometry"]["coordinates"] for feature in features]
    assert np.allclose(spots, np.c_[wanted.geometry.x, wanted.geometry.y], atol=1e-5)
    page.keyboard.press("Escape")
    word = events["quote"].iloc[wanted.index[0] - events.index[0]].split()[0]
    page.locator("#dl-search").fill(word)
    found = wanted["quote"].str.lower().str.contains(word, regex=False).sum()
    until(page, f"n => Number({COUNTED}) === n", int(found))
