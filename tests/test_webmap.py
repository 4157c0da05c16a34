"""The map page: packed, sealed, and used in a real browser as a reader would."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pytest
import shapely
from branca.element import JavascriptLink
from hypothesis import given
from hypothesis import strategies as st
from shapely import box
from webmap_frames import INCIDENTS, Told, frames_with, make_frames

from geo.errors import DataError
from geo.webmap import basemap, divisions, inline, render_map
from geo.webmap.basemap import BUDGET_BYTES, cut_basemap
from geo.webmap.divisions import divisions_holding, divisions_of
from geo.webmap.inline import fill, island, library, safe_text, security_policy, slot
from geo.webmap.lines import decode_lines, encode_line
from geo.webmap.page import assemble, build_map, event_layers
from geo.webmap.payload import Layers, cut_quote, safe_link, site_positions
from geo.webmap.world import load_world

TITLE = "The first week of the offensive"
MOSUL = np.array([[43.12, 36.34], [44.39, 35.47]])


def render(**frames: Any) -> str:
    return render_map(**(frames or make_frames()), title=TITLE, subtitle="Three desks")


def island_of(document: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', document)
    assert found is not None
    return json.loads(found[1])


def weight_of(cut: Any) -> int:
    """Return a basemap's size on the page."""
    return len(json.dumps(cut, ensure_ascii=False, separators=(",", ":")).encode())


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
        assert weight_of(cut) < BUDGET_BYTES * 1.2
        assert cut["land"]

    @pytest.mark.parametrize("across", [7, 16], ids=["a country", "a continent"])
    def test_takes_the_finest_cut_below_the_budget(
        self, monkeypatch: pytest.MonkeyPatch, across: int
    ) -> None:
        steps = np.arange(0.5, across)
        positions = np.array([(30 + x, 32 + 1.5 * y) for x in steps for y in steps])
        chosen, _ = cut_basemap(positions)
        sizes = []
        for number, detail in enumerate(basemap.DETAILS):
            with monkeypatch.context() as alone:
                alone.setattr(basemap, "DETAILS", (detail,))
                # Asked with a budget of its own, each is made anew.
                sizes.append(weight_of(cut_basemap(positions, budget_bytes=-number)[0]))
        assert weight_of(chosen) == next(size for size in sizes if size <= BUDGET_BYTES)

    def test_thins_no_lines_of_a_cut_that_is_too_large_without_them(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        everywhere = np.meshgrid(np.linspace(-120.0, 140.0, 26), np.linspace(-30.0, 55.0, 16))
        positions = np.column_stack([axis.ravel() for axis in everywhere])
        thinned: list[Any] = []
        lines = basemap._Cut.lines
        monkeypatch.setattr(
            basemap._Cut, "lines", lambda self, *arcs: thinned.append(arcs) or lines(self, *arcs)
        )
        cut, _ = cut_basemap(positions)
        assert weight_of(cut) > BUDGET_BYTES / 2
        assert len(thinned) == 1

    def test_finds_the_division_of_a_position(self) -> None:
        world = load_world()
        cut, numbers = cut_basemap(MOSUL)
        found = divisions_holding(np.array([*MOSUL, [35.0, 35.0]]), numbers)
        names = [cut["divisions"][index][1] if index >= 0 else None for index in found]
        assert names == ["Nineveh", "Kirkuk", None]
        assert world.table["divisions"][numbers[found[0]]][1] == "Nineveh"

    def test_finds_what_lies_in_a_division_that_crosses_itself(self) -> None:
        world = load_world()
        shapes = divisions._shapes(world, range(len(world.divisions.counts)))
        broken = np.flatnonzero(~shapely.is_valid(shapes)).tolist()
        assert broken
        for number in broken:
            west, south, east, north = world.boxes[number]
            across, along = np.meshgrid(np.linspace(west, east, 40), np.linspace(south, north, 40))
            positions = np.column_stack([across.ravel(), along.ravel()])
            mended = shapely.make_valid(shapes[number])
            wanted = shapely.intersects(mended, shapely.points(positions))
            found = np.array(divisions_holding(positions, [number])) == 0
            assert found.any()
            assert (found == wanted).all()

    @pytest.mark.parametrize(
        ("west", "east", "name"),
        [
            pytest.param(41.6, 42.6, "Nineveh", id="most of it in one"),
            pytest.param(42.2, 45.6, None, id="across several"),
            pytest.param(36.0, 38.0, None, id="abroad"),
        ],
    )
    def test_what_is_roughly_placed_counts_where_most_of_its_footprint_lies(
        self, west: float, east: float, name: str | None
    ) -> None:
        frames = make_frames()
        # Its label lies in Nineveh whatever its footprint is.
        label = frames["events"].index[frames["events"]["place_name"] == "Nineveh"][0]
        event_id = frames["events"]["event_id"][label]
        areas = frames["areas"]
        areas.loc[areas["event_id"] == event_id, "geometry"] = box(west, 35.4, east, 36.0)
        layers = Layers(**frames)
        cut, numbers = cut_basemap(site_positions(layers))
        found = dict(zip(frames["events"]["event_id"], divisions_of(layers, numbers), strict=True))
        index = found[event_id]
        assert (cut["divisions"][index][1] if index >= 0 else None) == name
        # A whole country lies in no one division, a town in its own.
        by_place = dict(zip(frames["events"]["place_name"], found.values(), strict=True))
        assert by_place["Iraq"] == -1
        assert cut["divisions"][by_place["Kirkuk"]][1] == "Kirkuk"

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
        assert json.loads(island("\ud83d").encode()) == "?"

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


def test_frames_need_no_incident_to_have_a_footprint() -> None:
    frames = make_frames(INCIDENTS[:2])
    frames["areas"] = gpd.GeoDataFrame({"event_id": []}, geometry=[], crs="EPSG:4326")
    events = island_of(render(**frames), "dl-data")["events"]
    assert events["shape"] in ([-1, -1], {"n": 2, "v": -1})


def test_told_is_complete() -> None:
    assert all(isinstance(one, Told) and one.quote for one in INCIDENTS)
