"""The map page: packed, sealed, and used in a real browser as a reader would."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from branca.element import JavascriptLink
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point
from webmap_frames import INCIDENTS, Told, make_frames

from geo.errors import DataError
from geo.webmap import inline, render_map
from geo.webmap.basemap import BUDGET_BYTES, cut_basemap, divisions_holding, load_world
from geo.webmap.inline import fill, island, library, safe_text, security_policy, slot
from geo.webmap.lines import decode_lines, encode_line
from geo.webmap.page import assemble, build_map, event_layers
from geo.webmap.payload import bounds_of, cut_quote, safe_link

TITLE = "The first week of the offensive"
MOSUL = np.array([[43.12, 36.34], [44.39, 35.47]])


def render(**frames: Any) -> str:
    return render_map(**(frames or make_frames()), title=TITLE, subtitle="Three desks")


def island_of(document: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', document)
    assert found is not None
    return json.loads(found[1])


class TestLines:
    @given(
        st.lists(
            st.lists(st.tuples(st.integers(-(2**30), 2**30), st.integers(-(2**30), 2**30))),
            max_size=5,
        )
    )
    def test_read_back_what_was_written(self, lines: list[list[tuple[int, int]]]) -> None:
        cells = [np.array(line, dtype=np.int64).reshape(-1, 2) for line in lines]
        texts = [encode_line(line) for line in cells]
        for line, read in zip(cells, decode_lines(texts), strict=True):
            assert read.tolist() == line.tolist()


class TestBasemap:
    def test_every_coast_closes(self) -> None:
        world = load_world()
        for ring in world.table["land"]:
            arcs = [world.arcs[n] if n >= 0 else world.arcs[~n][::-1] for n in ring]
            for before, after in zip(arcs, [*arcs[1:], arcs[0]], strict=True):
                assert before[-1].tolist() == after[0].tolist()

    def test_all_detail_near_the_data_little_far_away(self) -> None:
        world = load_world()
        cut, _ = cut_basemap(MOSUL)
        kept = set(cut["arcs"])
        inside = [
            world.table["arcs"][number]
            for number, cells in enumerate(world.arcs)
            if (np.abs(cells / world.grid - MOSUL[0]).max() < 1.5)
        ]
        assert inside
        assert all(arc in kept for arc in inside)
        assert sum(map(len, cut["arcs"])) < sum(map(len, world.table["arcs"])) / 6

    def test_thinned_arcs_still_meet(self) -> None:
        cut, _ = cut_basemap(MOSUL)
        arcs = decode_lines(cut["arcs"])
        for ring in cut["land"]:
            lines = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in ring]
            assert lines[-1][-1].tolist() == lines[0][0].tolist()

    @pytest.mark.parametrize(
        "positions",
        [np.empty((0, 2)), np.random.default_rng(4).uniform([-180, -60], [180, 75], (500, 2))],
        ids=["nowhere", "everywhere"],
    )
    def test_stays_within_its_budget(self, positions: Any) -> None:
        cut, _ = cut_basemap(positions)
        assert len(json.dumps(cut, ensure_ascii=False).encode()) < BUDGET_BYTES * 1.2
        assert cut["land"]

    def test_finds_the_division_of_a_position(self) -> None:
        world = load_world()
        cut, numbers = cut_basemap(MOSUL)
        found = divisions_holding(np.array([*MOSUL, [35.0, 35.0]]), numbers)
        names = [cut["divisions"][index][1] if index >= 0 else None for index in found]
        assert names == ["Nineveh", "Kirkuk", None]
        assert world.table["divisions"][numbers[found[0]]][1] == "Nineveh"

    def test_crimea_follows_geonames_and_its_border_is_dashed(self) -> None:
        table = load_world().table
        code_of = {row[1]: table["countries"][row[0]][0] for row in table["divisions"]}
        assert code_of["Autonomous Republic of Crimea"] == "UA"
        crimea = next(row for row in table["divisions"] if row[1].endswith("of Crimea"))
        kinds = {table["kinds"][max(n, ~n)] for part in crimea[4] for ring in part for n in ring}
        assert "x" in kinds


class TestPayload:
    @pytest.mark.parametrize(
        ("url", "kept"),
        [
            ("https://example.org/a", True),
            ("HTTP://example.org", True),
            ("javascript:alert(1)", False),
            ("JaVaScRiPt:alert(1)", False),
            (" https://example.org", False),
            ("java\tscript:alert(1)", False),
            ("data:text/html,<script>alert(1)</script>", False),
            ("file:///etc/passwd", False),
            ("//example.org/a", False),
            ("https:", False),
            ("https://[bad", False),
            ("", False),
            (None, False),
            (float("nan"), False),
        ],
    )
    def test_links_lead_to_the_web_only(self, url: Any, kept: bool) -> None:
        assert safe_link(url) == (url if kept else "")

    @given(st.text(max_size=40), st.integers(0, 40))
    def test_a_cut_quote_is_a_beginning(self, text: str, limit: int) -> None:
        cut = cut_quote(text, limit)
        assert cut == text or (cut.endswith("…") and text.startswith(cut[:-2].rstrip()))
        assert len(cut) <= max(limit + 1, 2) or cut == text

    @pytest.mark.parametrize(
        ("positions", "bounds"),
        [
            ([(10, 50)], [10, 50, 10, 50]),
            ([(-10, 1), (20, 2)], [-10, 1, 20, 2]),
            ([(179, -17), (-178, -16)], [179, -17, 182, -16]),
            ([(-179, -17), (-120, 30), (170, 0)], [170, -17, 240, 30]),
        ],
        ids=["one", "across Greenwich", "Fiji", "Pacific"],
    )
    def test_the_smallest_box_wins(self, positions: Any, bounds: list[float]) -> None:
        assert bounds_of(positions) == bounds

    def test_circles_are_told_by_their_radius(self) -> None:
        payload = island_of(render(), "dl-data")
        number = payload["events"]["shape"]
        rows = number["i"] if isinstance(number, dict) else number
        values = [number["d"][row] for row in rows] if isinstance(number, dict) else rows
        circle = payload["shapes"][values[0]]
        assert 3200 < circle < 3400
        assert isinstance(payload["shapes"][values[19]], list)

    def test_quotes_are_cut_to_the_length_the_operator_sets(self) -> None:
        document = render_map(**make_frames(), title=TITLE, quote_chars=20)
        assert "The column moved" in document
        assert "found the road sown" not in document

    def test_missing_columns_count_as_empty(self) -> None:
        frames = make_frames()
        names = ["admin2_name", "casualties", "injured_best", "rule", "actor1"]
        frames["events"] = frames["events"].drop(columns=names, errors="ignore")
        frames["reports"] = frames["reports"].drop(columns=["rule", "char_start"])
        assert island_of(render(**frames), "dl-data")["count"] == len(INCIDENTS)


class TestSealing:
    @given(st.text())
    def test_an_island_holds_any_text(self, text: str) -> None:
        written = island({"text": text})
        assert not set(written) & set("<>&\u2028\u2029")
        assert written.encode()
        assert json.loads(written)["text"] == text

    def test_a_lone_surrogate_does_not_break_the_file(self) -> None:
        assert json.loads(island("\ud83d").encode()) == "\ud83d"

    def test_slots_are_filled_once(self) -> None:
        page = f"{slot('A')} {slot('B')}"
        assert fill(page, {"A": slot("B"), "B": "b"}) == f"{slot('B')} b"

    def test_the_same_inputs_give_the_same_bytes(self) -> None:
        assert render() == render()

    def test_the_page_is_lean(self) -> None:
        assert len(render().encode()) < 700_000

    def test_nothing_of_folium_that_loads_or_forbids_is_left(self) -> None:
        document = render()
        for word in ("jquery", "bootstrap", "glyphicon", "user-scalable", "cdn.jsdelivr", "unpkg"):
            assert word not in document.lower()
        markup = re.sub(r"<script.*?</script>", "", document, flags=re.DOTALL)
        assert not re.search(r"(src|href)=[^#]{2}", markup.replace('href="#', ""))
        assert not re.search(r"<script[^>]+src", document)
        assert "sourceMappingURL" not in document
        assert "L.map(" in document
        assert 'Dateline.layer("type", "battle")' in document

    def test_the_policy_names_the_very_scripts(self) -> None:
        document = render()
        policy = re.search(r'Content-Security-Policy" content="([^"]+)"', document)
        assert policy is not None
        rules = policy[1].replace("&#x27;", "'")
        assert "unsafe" not in rules
        assert rules.startswith("default-src 'none'; script-src 'sha256-")
        bare = re.sub(r'<script type="application/json".*?</script>', "", document)
        hosts = ["https://tile.openstreetmap.org", "https://*.basemaps.cartocdn.com"]
        assert security_policy(bare, hosts) == rules

    def test_a_library_without_a_local_source_fails_the_build(self) -> None:
        with pytest.raises(DataError, match="no local source"):
            library("chart.js")

    def test_a_plugin_that_loads_a_file_fails_the_build(self) -> None:
        folium_map = build_map((0, 0), event_layers([]))
        page = folium_map.get_root()
        page.header.add_child(JavascriptLink("https://cdn.example.org/x.js"), name="heatmap")
        with pytest.raises(DataError, match="heatmap"):
            assemble(folium_map, {})

    def test_a_missing_file_fails_the_build(self, monkeypatch: pytest.MonkeyPatch) -> None:
        gone = {**inline.LOCAL_SOURCES, "leaflet": ("xstatic.pkg.leaflet", "data/gone.js")}
        monkeypatch.setattr(inline, "LOCAL_SOURCES", gone)
        inline.library.cache_clear()
        try:
            with pytest.raises(DataError, match=r"gone\.js"):
                render()
        finally:
            monkeypatch.undo()
            inline.library.cache_clear()
        with pytest.raises(DataError, match="Reinstall"):
            inline.asset("gone.js")

    def test_the_layers_are_foliums(self) -> None:
        folium_map = build_map((0, 0), event_layers(["battle"]))
        layers = [c for c in folium_map._children.values() if isinstance(c, folium.map.Layer)]
        shown = {layer.get_name(): layer.show for layer in layers}
        assert shown["layer_type_battle"]
        assert not any(show for name, show in shown.items() if name.startswith("tile_layer"))
        assert folium_map.options["max_zoom"] >= 10

    def test_article_text_never_runs_in_python(self, tmp_path: Path) -> None:
        mark = tmp_path / "ran"
        text = f"{{{{ cycler.__init__.__globals__.os.mkdir('{mark}') }}}}"
        document = render_map(**frames_with([text]), title=text, subtitle=text, source=text)
        assert not mark.exists()
        assert island_of(document, "dl-data")["meta"]["title"] == text
        assert f"<title>{safe_text(text)}</title>" in document


HOSTILE = {
    "expression": "{{ 7*7 }}",
    "raw": "{% raw %}",
    "statement": "{%",
    "script": "</script><script>window.ran = 1</script>",
    "image": '<img src=x onerror="window.ran = 1">',
    "template": "`${window.ran = 1}`",
    "comment": "<!-- <script>",
    "cdata": "]]>",
    "quotes": "\"'; window.ran = 1; //",
    "override": "\u202eevil\u202c",
    "separators": "a\u2028b\u2029c",
    "controls": "a\x01b\x7fc",
    "entity": "&lt;b&gt; &amp;",
    "style": "</style><style>*{display:none}</style>",
    "slot": "%%DATELINE:DATA%%",
    "surrogate": "a\U0001f600b",
}
TEXTS = {
    "events": [
        *("event_id", "place_text", "place_name", "admin1_name", "date_text", "actor1", "actor2"),
        *("actor1_role", "quote", "casualties", "alternatives", "rule"),
    ],
    "places": ["name", "admin1_name", "quote", "title", "source", "roles"],
    "reports": ["event_id", "title", "source", "quote", "rule", "article_id"],
}


def frames_with(texts: list[str]) -> dict[str, Any]:
    """Return frames of an incident and a place a text, which stands in every field that has one."""
    frames = make_frames([INCIDENTS[4]._replace(quote="same")] * len(texts))
    frames["places"] = pd.concat([frames["places"].iloc[[7]]] * len(texts))
    frames["reports"] = frames["reports"].drop_duplicates("event_id")
    for layer, columns in TEXTS.items():
        for column in columns:
            frames[layer][column] = texts
    frames["areas"]["event_id"] = texts
    spots = [Point(40 + number, 30) for number in range(len(texts))]
    frames["events"].geometry = spots
    frames["places"].geometry = spots
    return frames


class Reader:
    """A browser page with what it asked for and complained about."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(dialog.message))

    def open(self, url: str) -> Any:
        self.page.goto(url)
        self.page.wait_for_selector("html[data-ready=true]", state="attached")
        return self.page

    def outside(self) -> list[str]:
        return [url for url in self.requests if not url.startswith(("file:", "blob:"))]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        started = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield started
        started.close()


Opener = Callable[..., Any]


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Opener]:
    """Open a page offline; afterwards it must have asked for nothing and complained of nothing."""
    readers = []
    contexts = []

    def opened(document: str, fragment: str = "", **options: Any) -> Any:
        options = {"viewport": {"width": 1280, "height": 800}, **options}
        context = browser.new_context(reduced_motion="reduce", **options)
        context.set_offline(True)
        contexts.append(context)
        path = tmp_path / "map.html"
        path.write_text(document, encoding="utf-8")
        reader = Reader(context.new_page())
        readers.append(reader)
        return reader.open(path.as_uri() + fragment)

    yield opened
    for reader in readers:
        assert reader.outside() == []
        assert reader.complaints == []
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def document() -> str:
    return render()


def click_at(page: Any, name: str) -> None:
    lon, lat = {"Erbil": (44.00925, 36.19257), "Kirkuk": (44.39222, 35.46806)}[name]
    at = page.evaluate(f"map_dateline.latLngToContainerPoint([{lat}, {lon}])")
    box = page.locator(".folium-map").bounding_box()
    page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])


def until(page: Any, expression: str, argument: Any = None) -> None:
    """Wait for an expression to hold; Playwright's own waiting needs eval, which the page bars."""
    for _ in range(200):
        if page.evaluate(expression, argument):
            return
        page.wait_for_timeout(25)
    pytest.fail(f"never came true: {expression}")


EVENTS_LISTED = "[...document.querySelectorAll('.dl-item')].map(item => item.dataset.event)"


def listed(page: Any) -> list[str]:
    return page.evaluate(EVENTS_LISTED)


# A copy of a canvas to read from: reading the page's own would slow it, and Chromium says so.
COPY = """
    const canvas = document.querySelector(`.leaflet-${pane}-pane canvas`);
    const copy = document.createElement("canvas");
    copy.width = canvas.width;
    copy.height = canvas.height;
    const context = copy.getContext("2d", { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
"""


def ink(page: Any, pane: str) -> int:
    """Count the pixels that are drawn on a pane's canvas."""
    return page.evaluate(
        f"""pane => {{
            {COPY}
            const {{ data }} = context.getImageData(0, 0, copy.width, copy.height);
            let count = 0;
            for (let i = 3; i < data.length; i += 4) if (data[i]) count += 1;
            return count;
        }}""",
        pane,
    )


def colour_at(page: Any, lon: float, lat: float) -> list[int]:
    """Return red, green, blue and alpha of the symbols' canvas at a position."""
    return page.evaluate(
        f"""([lon, lat]) => {{
            const pane = "dl-marks";
            {COPY}
            const at = map_dateline.latLngToLayerPoint([lat, lon]);
            const {{ x, y }} = at.subtract(L.DomUtil.getPosition(canvas));
            return [...context.getImageData(x, y, 1, 1).data];
        }}""",
        [lon, lat],
    )


@pytest.mark.browser
class TestReading:
    def test_says_what_it_shows(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        assert page.title() == TITLE
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("h1").inner_text() == TITLE
        assert "17 – 26 October 2016 · 23 incidents" in page.locator(".dl-head").inner_text()
        # Denied and planned ones wait until they are asked for.
        assert len(listed(page)) == 21
        assert "21 of 23 incidents" in page.locator("#dl-count").inner_text()
        for pane in ("dl-base", "dl-areas", "dl-labels", "dl-marks"):
            assert ink(page, pane) > 500

    def test_opens_a_popup_with_the_mouse(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        click_at(page, "Erbil")
        popup = page.locator(".leaflet-popup")
        text = popup.inner_text()
        assert "Lorries with tents for forty thousand left Erbil." in text
        assert "19 October 2016" in text
        assert "Why here?" in text
        assert "town or village" in text
        link = popup.locator("a.dl-link").first
        assert link.get_attribute("href").startswith("https://example.org/")
        assert "noopener" in link.get_attribute("rel")
        current = page.locator(".dl-item[aria-current]")
        assert current.get_attribute("data-event") == "ev015"
        page.keyboard.press("Escape")
        assert popup.count() == 0
        assert current.count() == 0

    def test_opens_a_popup_with_the_keyboard(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        item = page.locator('.dl-item[data-event="ev004"]')
        item.focus()
        page.keyboard.press("Enter")
        assert "at least 121" in page.locator(".leaflet-popup").inner_text()
        assert page.evaluate("document.activeElement.textContent") == "Kirkuk"
        page.keyboard.press("Escape")
        assert page.locator(".leaflet-popup").count() == 0
        assert page.evaluate("document.activeElement.dataset.event") == "ev004"

    def test_steps_through_incidents_on_the_map(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        page.locator(".folium-map").focus()
        page.keyboard.press("n")
        page.keyboard.press("n")
        assert page.locator(".dl-item[aria-current]").get_attribute("data-event") == listed(page)[1]
        page.keyboard.press("p")
        assert page.locator(".dl-item[aria-current]").get_attribute("data-event") == listed(page)[0]

    def test_all_incidents_at_one_place_can_be_reached(
        self, open_page: Opener, document: str
    ) -> None:
        page = open_page(document)
        click_at(page, "Kirkuk")
        seen = set()
        for _ in range(3):
            seen.add(page.locator(".dl-card").get_attribute("data-event"))
            page.locator(".dl-pager button").last.click()
        assert seen == {"ev004", "ev005", "ev006"}

    def test_a_crowd_opens_as_a_list(self, open_page: Opener) -> None:
        page = open_page(render(**make_frames([INCIDENTS[15]] * 40)))
        click_at(page, "Erbil")
        assert page.locator(".leaflet-popup .dl-mini-item").count() == 40
        page.locator(".leaflet-popup .dl-mini-item").nth(3).click()
        assert "Lorries with tents" in page.locator(".leaflet-popup").inner_text()

    def test_every_report_is_told_with_its_source(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        page.locator('.dl-item[data-event="ev004"]').click()
        page.locator(".dl-more summary").first.click()
        text = page.locator(".leaflet-popup").inner_text()
        assert "A night in Kirkuk · City Wire · 23 October 2016" in text
        assert "مدن في خط النار" in text
        assert "Another desk told the same in other words." in text
        assert page.locator(".dl-cite bdi[dir=auto]").count() >= 2

    def test_tolls_keep_their_bounds(self, open_page: Opener) -> None:
        tolls = {
            (5, 5, None): "at least 5",
            (3, 3, 3): "3",
            (0, None, 30): "up to 30",
            (200, None, 999): "200 to 999",
            (20, 24, 30): "about 24 (20 to 30)",
            (0, 0, 0): "nobody",
            (None, 20, None): "about 20",
        }
        told = [INCIDENTS[15]._replace(killed=killed) for killed in tolls]
        page = open_page(render(**make_frames(told)))
        for number, words in enumerate(tolls.values()):
            page.locator(f'.dl-item[data-event="ev{number:03d}"]').click()
            assert page.locator(".dl-fact", has_text="Killed").inner_text().split("\n")[-1] == words

    def test_imprecise_incidents_are_areas_and_open_symbols(self, open_page: Opener) -> None:
        told = INCIDENTS[19]
        page = open_page(render(**make_frames([told])))
        assert colour_at(page, 42.6, 36) == [255, 255, 255, 255]
        assert ink(page, "dl-areas") > 20_000
        precise = open_page(render(**make_frames([told._replace(where_prec=1)])))
        assert colour_at(precise, 42.6, 36) == [224, 123, 0, 255]
        assert ink(precise, "dl-areas") == 0

    def test_places_named_open_too(self, open_page: Opener) -> None:
        frames = make_frames([])
        page = open_page(render(**frames))
        assert "report no incident" in page.locator(".dl-list").inner_text()
        click_at(page, "Erbil")
        text = page.locator(".leaflet-popup").inner_text()
        assert "Place named" in text
        assert "They spoke of Erbil all evening." in text

    def test_nothing_at_all_gives_a_clear_page(self, open_page: Opener) -> None:
        frames = make_frames([])
        frames["places"] = frames["places"].iloc[:0]
        page = open_page(render(**frames))
        assert "report no incident" in page.locator(".dl-list").inner_text()
        assert page.locator("#dl-time").is_hidden()
        assert ink(page, "dl-base") > 10_000

    def test_both_sides_of_the_antimeridian(self, open_page: Opener) -> None:
        frames = make_frames([INCIDENTS[15]] * 2)
        frames["events"].geometry = [Point(178.4, -18.1), Point(-179.2, -17.0)]
        frames["areas"].geometry = [spot.buffer(0.01) for spot in frames["events"].geometry]
        page = open_page(render(**frames))
        assert page.evaluate("map_dateline.getZoom()") > 5
        page.locator(".dl-item").first.click()
        page.keyboard.press("Escape")
        page.locator(".dl-item").last.click()
        assert page.locator(".leaflet-popup").count() == 1
        assert page.evaluate("map_dateline.getBounds().contains([-17.0, 180.8])")


@pytest.mark.browser
class TestFilters:
    def test_a_layer_switches_off_map_and_list(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        before = ink(page, "dl-marks")
        page.locator('[data-layer="type_explosion"]').uncheck()
        until(page, "document.querySelectorAll('.dl-item').length === 15")
        assert not page.evaluate("map_dateline.hasLayer(layer_type_explosion)")
        assert ink(page, "dl-marks") < before
        page.locator('[data-layer="type_explosion"]').check()
        until(page, "document.querySelectorAll('.dl-item').length === 21")

    def test_overlays_switch(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        for layer, pane in {
            "over_places": "dl-labels",
            "over_footprints": "dl-areas",
            "over_divisions": "dl-base",
            "over_borders": "dl-base",
        }.items():
            shot = f"document.querySelector('.leaflet-{pane}-pane canvas').toDataURL()"
            before = page.evaluate(shot)
            page.locator(f'[data-layer="{layer}"]').click()
            until(page, f"before => {shot} !== before", before)
            page.locator(f'[data-layer="{layer}"]').click()
            until(page, f"before => {shot} === before", before)

    def test_divisions_tell_their_counts(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        page.locator('[data-layer="over_divisions"]').check()
        page.wait_for_selector("#dl-scale:not([hidden])")
        assert page.locator("#dl-scale span").count() == 4

    def test_what_is_denied_shows_when_asked_for(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        page.locator('[data-facet="status"][data-value="denied"]').check()
        assert "ev022" in listed(page)
        page.locator("#dl-count button").click()
        assert len(listed(page)) == 23

    @pytest.mark.parametrize(
        ("facet", "value", "left"),
        [
            ("precision", "4", 19),
            ("precision", "1", 6),
            ("confidence", "90", 1),
            ("source", "0", 15),
        ],
    )
    def test_a_filter_narrows_map_and_list(
        self, open_page: Opener, facet: str, value: str, left: int
    ) -> None:
        frames = make_frames()
        frames["events"].loc[0, "geo_confidence"] = 0.55
        page = open_page(render(**frames))
        group = page.locator(f'[data-group="{facet}"]')
        assert group.locator(".dl-filtered").is_hidden()
        group.locator("summary").click()
        chosen = f'[data-{facet}="{value}"]'
        if facet != "source":
            chosen = f'[data-facet="{facet}"][data-value="{value}"]'
        box = page.locator(chosen)
        row = page.locator(".dl-row", has=box)
        count = row.locator(".dl-row-count").inner_text()
        box.uncheck()
        until(page, "count => document.querySelectorAll('.dl-item').length < count", 21)
        # A switched-off value still says how many it would bring back.
        assert row.locator(".dl-row-count").inner_text() == count
        assert group.locator(".dl-filtered").is_visible()
        assert len(listed(page)) == left
        names = {"precision": "precision", "confidence": "certain", "source": "notfrom"}
        until(page, f"location.hash.includes('{names[facet]}=')")
        again = open_page(render(**frames), page.evaluate("location.hash"))
        assert listed(again) == listed(page)
        assert not again.locator(chosen).is_checked()
        page.locator("#dl-count button").click()
        assert len(listed(page)) == 23

    def test_a_source_alone(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        page.locator('[data-group="source"] summary').click()
        page.locator('[data-group="source"] button', has_text="None").click()
        until(page, "document.querySelectorAll('.dl-item').length === 0")
        page.locator(".dl-row", has_text="City Wire").locator("input").check()
        until(page, "location.hash.includes('from=')")
        for item in page.locator(".dl-item").all():
            item.click()
            text = page.locator(".leaflet-popup").text_content()
            assert "City Wire" in text
        page.keyboard.press("Escape")

    def test_the_days_narrow_everything(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        page.locator('.dl-thumb[aria-label="From"]').focus()
        for _ in range(7):
            page.keyboard.press("ArrowRight")
        until(page, "document.querySelectorAll('.dl-item').length === 7")
        assert "24 – 31 Oct 2016" in page.locator("#dl-range-text").inner_text()
        assert "1 without a date hidden" in page.locator("#dl-undated").inner_text()
        assert page.locator('.dl-thumb[aria-label="From"]').get_attribute("aria-valuetext") == (
            "24 October 2016"
        )
        until(page, "location.hash.includes('days=2016-10-24..2016-10-31')")

    def test_one_recalled_year_does_not_squeeze_the_days(self, open_page: Opener) -> None:
        recalled = INCIDENTS[15]._replace(day="2003-03-20")
        page = open_page(render(**make_frames([*INCIDENTS, recalled])))
        assert "17 – 26 October 2016" in page.locator(".dl-head").inner_text()
        assert page.locator(".dl-ticks span").first.inner_text() == "earlier"
        assert page.locator(".dl-bars > span").count() == 16
        page.locator('.dl-thumb[aria-label="To"]').focus()
        page.keyboard.press("Home")
        until(page, f"{EVENTS_LISTED}.join() === 'ev023'")

    def test_playing_runs_through_the_days(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        page.locator(".dl-play").click()
        until(page, "document.querySelectorAll('.dl-bars .dl-out').length > 5")
        page.locator(".dl-play").click()
        assert page.locator(".dl-play").get_attribute("aria-label") == "Play through the days"

    def test_search(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        for words, found in {
            "market": ["ev016"],
            "Kirkuk CLASHES": ["ev004"],
            "al anbar": ["ev003", "ev021"],
            "no such word": [],
        }.items():
            page.locator("#dl-search").fill(words)
            until(page, f"{EVENTS_LISTED}.sort().join() === {json.dumps(','.join(found))}")

    def test_the_list_can_follow_the_map(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        page.locator("#dl-inview").check()
        page.evaluate("map_dateline.setView([33.04, 40.29], 9, {animate: false})")
        until(page, "document.querySelectorAll('.dl-item').length === 2")
        assert sorted(listed(page)) == ["ev003", "ev021"]

    def test_sorting(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        page.locator("#dl-sort").select_option("killed")
        assert listed(page)[:2] == ["ev004", "ev013"]
        page.locator("#dl-sort").select_option("oldest")
        assert listed(page)[0] == "ev007"

    def test_long_lists_come_in_parts(self, open_page: Opener) -> None:
        page = open_page(render(**make_frames(INCIDENTS * 20)))
        assert len(listed(page)) == 60
        page.locator(".dl-page").click()
        assert len(listed(page)) == 120
        assert page.evaluate("document.activeElement.matches('.dl-item')")


@pytest.mark.browser
class TestSharing:
    def test_an_address_reopens_its_view(self, open_page: Opener, document: str) -> None:
        fragment = "#map=35.5000,44.4000,8&days=2016-10-21..2016-10-22&off=aid&incident=ev004"
        page = open_page(document, fragment)
        assert page.evaluate("map_dateline.getZoom()") == 8
        assert "Kirkuk" in page.locator(".leaflet-popup").inner_text()
        assert page.locator('[data-layer="type_aid"]').is_checked() is False
        assert "21 – 22 Oct 2016" in page.locator("#dl-range-text").inner_text()

    @pytest.mark.parametrize(
        "fragment", ["#map=x,y,z&days=..&%", "#map=999,9999,99&days=2030-01-01..1990-01-01"]
    )
    def test_a_wrong_address_does_no_harm(
        self, open_page: Opener, document: str, fragment: str
    ) -> None:
        assert len(listed(open_page(document, fragment))) == 21

    def test_embedded_it_is_slim(self, open_page: Opener, document: str) -> None:
        page = open_page(document, "#embed=1")
        assert page.locator("#dl-side").is_hidden()
        click_at(page, "Erbil")
        assert page.locator(".leaflet-popup").is_visible()

    def test_downloads_hold_what_is_shown(self, open_page: Opener) -> None:
        told = INCIDENTS[0]._replace(quote='=HYPERLINK("x")')
        page = open_page(render(**make_frames([told, *INCIDENTS[1:]])), accept_downloads=True)
        page.locator("#dl-share-button").click()
        assert "<iframe src=" in page.locator("#dl-code").input_value()
        texts = {}
        for kind in ("GeoJSON", "CSV"):
            with page.expect_download() as download:
                page.locator(".dl-button", has_text=kind).click()
            texts[kind] = Path(download.value.path()).read_text(encoding="utf-8-sig")
        features = json.loads(texts["GeoJSON"])["features"]
        assert len(features) == 21
        assert features[0]["properties"]["date_start"] == "2016-10-24"
        # Spreadsheets take a leading = for a formula.
        assert '"\'=HYPERLINK(""x"")"' in texts["CSV"]


@pytest.mark.browser
class TestSafety:
    def test_hostile_text_does_nothing_and_is_shown(self, open_page: Opener) -> None:
        everything = " ".join(HOSTILE.values())
        frames = frames_with(list(HOSTILE.values()))
        document = render_map(
            **frames, title=everything, subtitle=everything, source=everything, lang='"><script>'
        )
        page = open_page(document)
        assert page.locator("h1").text_content() == everything
        for number, text in enumerate(HOSTILE.values()):
            item = page.locator(f'.dl-item[data-i="{number}"]')
            assert item.locator(".dl-item-place bdi").first.text_content() == text
            assert item.locator(".dl-item-quote").text_content() == text
            item.click()
            popup = page.locator(".leaflet-popup")
            assert popup.locator(".dl-where").text_content() == text
            assert popup.locator("blockquote").first.text_content() == text
            assert popup.locator(".dl-cite bdi").first.text_content() == text
            assert text in popup.locator(".dl-why").text_content()
        page.keyboard.press("Escape")
        page.locator('[data-layer="type_battle"]').uncheck()
        page.wait_for_selector(".dl-empty")
        for number, text in enumerate(HOSTILE.values()):
            page.evaluate(f"map_dateline.setView([30, {40 + number}], 9, {{animate: false}})")
            box = page.locator(".folium-map").bounding_box()
            page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            assert page.locator(".leaflet-popup .dl-where").text_content() == text
        assert page.evaluate("window.ran") is None
        assert page.locator("img, iframe, .dl-app script").count() == 0

    def test_an_address_that_is_code_becomes_no_link(self, open_page: Opener) -> None:
        frames = make_frames([INCIDENTS[4]])
        frames["reports"]["url"] = "javascript:window.ran=1"
        frames["places"]["url"] = "data:text/html,x"
        page = open_page(render(**frames))
        page.locator(".dl-item").click()
        assert page.locator(".leaflet-popup a[target]").count() == 0

    def test_injected_code_is_refused(self, browser: Any, tmp_path: Path, document: str) -> None:
        (tmp_path / "map.html").write_text(document, encoding="utf-8")
        context = browser.new_context()
        reader = Reader(context.new_page())
        page = reader.open((tmp_path / "map.html").as_uri())
        page.evaluate(
            """() => {
                const script = document.createElement("script");
                script.textContent = "window.ran = 1";
                document.body.append(script);
                const image = "<img src=x onerror='window.ran = 2'>";
                document.body.insertAdjacentHTML("beforeend", image);
                return fetch("https://example.org/").catch(() => {});
            }"""
        )
        assert page.evaluate("window.ran") is None
        assert any("Content Security Policy" in text for text in reader.complaints)
        context.close()

    def test_online_tiles_load_when_chosen_and_only_then(
        self, browser: Any, tmp_path: Path, document: str
    ) -> None:
        (tmp_path / "map.html").write_text(document, encoding="utf-8")
        context = browser.new_context()
        pixel = bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
            "0000000d49444154789c6360f8cf50000003840180e1b0d2500000000049454e44ae426082"
        )
        context.route(
            re.compile("^https://"),
            lambda route: route.fulfill(body=pixel, content_type="image/png"),
        )
        reader = Reader(context.new_page())
        page = reader.open((tmp_path / "map.html").as_uri())
        assert reader.outside() == []
        page.locator('[data-group="base"] summary').click()
        for key, host in [
            ("tiles_osm", "https://tile.openstreetmap.org/"),
            ("tiles_carto", r"https://[a-d].basemaps.cartocdn.com/light_all/"),
        ]:
            reader.requests.clear()
            row = page.locator(".dl-row", has=page.locator(f'[data-layer="{key}"]'))
            assert "leaves this page" in row.inner_text()
            page.locator(f'[data-layer="{key}"]').check()
            page.wait_for_selector("img.leaflet-tile-loaded", state="attached")
            assert reader.outside()
            assert all(re.match(host, url) for url in reader.outside())
        page.locator('[data-layer="base_offline"]').check()
        page.wait_for_selector("img.leaflet-tile", state="detached")
        assert not [text for text in reader.complaints if "Content Security" in text]
        context.close()


@pytest.mark.browser
class TestEverybody:
    def test_on_a_phone_the_list_is_a_sheet(self, open_page: Opener, document: str) -> None:
        page = open_page(document, viewport={"width": 360, "height": 740}, has_touch=True)
        wide = "document.documentElement.scrollWidth <= 360"
        assert page.evaluate(wide)
        grip = page.locator("#dl-grip")
        assert grip.get_attribute("aria-expanded") == "false"
        grip.click()
        page.locator('.dl-item[data-event="ev004"]').click()
        card = page.locator("#dl-sheet-card")
        assert "at least 121" in card.inner_text()
        assert page.locator(".leaflet-popup").count() == 0
        assert page.evaluate(wide)
        page.locator(".dl-back").click()
        assert card.is_hidden()
        page.locator("#dl-panel > summary").click()
        assert page.evaluate(wide)

    def test_a_tap_on_a_phone_opens_the_card(self, open_page: Opener, document: str) -> None:
        page = open_page(document, viewport={"width": 360, "height": 740}, has_touch=True)
        click_at(page, "Erbil")
        assert "Lorries with tents" in page.locator("#dl-sheet-card").inner_text()

    def test_dark_when_the_reader_wants_it(self, open_page: Opener, document: str) -> None:
        def brightness(scheme: str) -> list[int]:
            page = open_page(document, color_scheme=scheme)
            background = page.evaluate("getComputedStyle(document.body).backgroundColor")
            return [int(part) for part in re.findall(r"\d+", background)[:3]]

        assert sum(brightness("dark")) < 120 < 600 < sum(brightness("light"))

    def test_every_control_has_a_name(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("button, input, select, textarea, a, summary")]
                .filter(node => !(node.getAttribute("aria-label") || node.textContent.trim()
                    || node.labels?.length || node.title)).map(node => node.outerHTML)"""
        )
        assert nameless == []
        for landmark in ("header", "main[aria-label]", "section[aria-label=Incidents]"):
            assert page.locator(landmark).count() == 1
        assert page.locator(".folium-map").get_attribute("aria-label").startswith("Map.")

    def test_focus_can_be_seen(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent").startswith("Skip the map")
        for _ in range(3):
            page.keyboard.press("Tab")
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        assert page.evaluate(outline) not in ("none", "")


def test_frames_need_no_incident_to_have_a_footprint() -> None:
    frames = make_frames(INCIDENTS[:2])
    frames["areas"] = gpd.GeoDataFrame({"event_id": []}, geometry=[], crs="EPSG:4326")
    events = island_of(render(**frames), "dl-data")["events"]
    assert events["shape"] in ([-1, -1], {"n": 2, "v": -1})


def test_told_is_complete() -> None:
    assert all(isinstance(one, Told) and one.quote for one in INCIDENTS)
