"""Still pictures: the right size, the same bytes, nothing on top of anything."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from builders import analysis, report
from gis_layers import make
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.image import imread
from shapely import Point

from geo.layers.making import Layers, make_layers
from geo.layers.symbols import HALO, INK, TYPE_COLOURS
from geo.model import Incident
from geo.picture import PICTURE_FILES, write_pictures
from geo.picture.canvas import Canvas, Room, Shape, circle, vertices
from geo.picture.compose import CARD_HEIGHT, CARD_WIDTH_IN, draw_picture, make_ground
from geo.picture.elsewhere import draw_elsewhere
from geo.picture.marks import Mark, arrange
from geo.picture.panel import PANEL
from geo.picture.view import choose_view

FRAME = (344.0, 0.0, 856.0, 630.0)
# A title in two scripts, with what matplotlib would take for a formula.
TITLE = "Zagros watch: $5m and $6m – بعشيقة"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("pictures")
    write_pictures(path, make(), title=TITLE, subtitle="39 articles")
    return path


def share_of(picture, colour: str) -> float:
    wanted = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return float((np.abs(picture[:, :, :3] - wanted).max(axis=2) < 0.02).mean())


def test_sizes(folder) -> None:
    # Without a channel of its own for what shines through.
    assert imread(folder / "map.png").shape == (630, 1200, 3)
    high, wide, _ = imread(folder / "map-print.png").shape
    assert (wide, high) == (2338, 1653)
    root = ET.parse(folder / "map.svg").getroot()
    assert float(root.get("width").removesuffix("pt")) == pytest.approx(297 / 25.4 * 72, abs=0.1)


def test_same_inputs_same_bytes(folder, tmp_path) -> None:
    write_pictures(tmp_path, make(), title=TITLE, subtitle="39 articles")
    for name in PICTURE_FILES:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_picture_shows_land_water_and_every_type(folder) -> None:
    picture = imread(folder / "map.png")
    assert share_of(picture, "#f6f4ef") > 0.2
    assert share_of(picture, "#d3dfe6") > 0.0002
    for kind, colour in TYPE_COLOURS.items():
        if kind != "other":
            assert share_of(picture, colour) > 0.00005, kind


def test_svg_holds_text_as_shapes_and_no_date(folder) -> None:
    text = (folder / "map.svg").read_text(encoding="utf-8")
    assert "<text" not in text
    assert "dc:date" not in text


def test_what_is_clipped_is_seen_in_svg(folder) -> None:
    clips = ET.parse(folder / "map.svg").getroot().findall(".//{*}clipPath/{*}rect")
    assert len(clips) >= 2
    # Of less than no height, browsers show nothing at all.
    assert all(float(clip.get(side)) > 0 for clip in clips for side in ("width", "height"))


def test_a_build_without_incidents(tmp_path) -> None:
    write_pictures(tmp_path, make_layers([], []), title="Nothing yet", subtitle="0 articles")
    assert share_of(imread(tmp_path / "map.png"), "#d3dfe6") > 0.2


def test_a_script_that_no_font_has(tmp_path) -> None:
    write_pictures(tmp_path, make_layers([], []), title="摩苏尔 \ud800", subtitle="")


@pytest.mark.parametrize(
    ("relation", "radius_km", "is_area"),
    [
        pytest.param("near", 6.0, False, id="near a village"),
        pytest.param("direction", 47.0, True, id="north of a city"),
        pytest.param("at", 47.0, False, id="in a vast city"),
    ],
)
def test_what_lies_somewhere_beside_a_place_is_no_filled_symbol(
    tmp_path, relation, radius_km, is_area
) -> None:
    told = report("a-1", at="Mosul", relation=relation, prec=2, radius_km=radius_km)
    fields = ("event_type", "sub_event_type", "status", "when", "casualties", "actor1", "actor2")
    one = Incident("e1", (told,), *(getattr(told, name) for name in fields), 1)
    write_pictures(tmp_path, make_layers([one], [analysis(told)]), title="One", subtitle="")
    picture = imread(tmp_path / "map.png")
    # The map's middle, where its only symbol stands.
    middle = picture[313:317, 770:774]
    assert share_of(middle, HALO if is_area else TYPE_COLOURS["explosion"]) == 1
    # Soft and hatched over much of the map, or not at all.
    tinted = float((picture[:, 344:, 0] - picture[:, 344:, 2] > 0.08).mean())
    assert (tinted > 0.02) == is_area


@pytest.mark.parametrize(
    ("positions", "is_world"),
    [
        pytest.param([(43.1, 36.3)], False, id="one place"),
        pytest.param([(179.5, -17.0), (-179.5, -18.0)], False, id="antimeridian"),
        pytest.param([(0.0, 89.0), (120.0, 88.0)], False, id="pole"),
        pytest.param([(-100.0, 40.0), (140.0, -35.0), (10.0, 50.0)], True, id="world"),
        pytest.param([], True, id="nothing"),
    ],
)
def test_view_holds_everything(positions, is_world) -> None:
    degrees = np.array(positions, dtype=float).reshape(-1, 2)
    view = choose_view(degrees, FRAME)
    assert view.is_world == is_world
    for x, y in view.project(degrees):
        assert FRAME[0] < x < FRAME[0] + FRAME[2]
        assert FRAME[1] < y < FRAME[1] + FRAME[3]


def test_view_is_to_scale() -> None:
    """A degree of latitude is 111 km wherever it lies."""
    view = choose_view(np.array([[43.0, 36.0], [43.0, 37.0]]), FRAME)
    (_, south), (_, north) = view.project(np.array([[43.0, 36.0], [43.0, 37.0]]))
    assert (south - north) * view.km_per_unit == pytest.approx(111.2, abs=0.2)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([100.0, 104.0, 180.0, 300.0]), st.sampled_from([50.0, 58.0, 200.0])
        ),
        max_size=40,
    )
)
def test_symbols_keep_apart_and_none_is_lost(spots) -> None:
    radii = [7.0 + 3 * (number % 4) for number in range(len(spots))]
    marks, crowds = arrange(spots, radii, [number % 3 == 0 for number in range(len(spots))])
    assert all((number % 3 == 0) == crowd.is_rough for crowd in crowds for number in crowd.numbers)
    held = [mark.number for mark in marks] + [n for crowd in crowds for n in crowd.numbers]
    assert sorted(held) == list(range(len(spots)))
    for number, one in enumerate(marks):
        for other in marks[number + 1 :]:
            assert math.hypot(one.x - other.x, one.y - other.y) > 0.85 * (one.radius + other.radius)


def test_ten_thousand_incidents_become_counted_circles() -> None:
    spots = [(100.0 + 37 * (n % 20), 80.0 + 41 * (n % 11)) for n in range(10_000)]
    marks, crowds = arrange(spots, [7.0] * len(spots), [False] * len(spots))
    assert len(marks) + len(crowds) < 300
    assert sum(len(crowd.numbers) for crowd in crowds) + len(marks) == 10_000
    for number, one in enumerate(crowds):
        for other in crowds[number + 1 :]:
            assert math.dist((one.x, one.y), (other.x, other.y)) > one.radius + other.radius


def many(times: int, step: float) -> Layers:
    """Lay out the small build again and again, each time so many degrees farther off."""
    layers = make()

    def copies(frame: Any, key: str) -> Any:
        moved = []
        for number in range(times):
            copy = frame.copy()
            copy.geometry = frame.translate(step * (number % 20), step * (number // 20))
            copy[key] = [f"{name}-{number}" for name in frame[key]]
            moved.append(copy)
        return pd.concat(moved)

    return replace(
        layers,
        events=copies(layers.events, "event_id"),
        areas=copies(layers.areas, "event_id"),
        places=copies(layers.places, "name"),
    )


def test_a_crowded_picture_is_not_a_heavy_one(tmp_path) -> None:
    layers = many(100, 0.25)
    assert len(layers.events) > 3_000
    write_pictures(tmp_path, layers, title="Very many", subtitle="")
    drawn = (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert drawn.count("<path") + drawn.count("<use") < 4_000
    # A clip path would be made anew for each shape.
    assert drawn.count("<clipPath") < 20


def drawn_card(layers: Layers) -> Canvas:
    canvas = Canvas(CARD_HEIGHT, CARD_WIDTH_IN)
    draw_picture(canvas, layers, make_ground(layers), title="T", subtitle="")
    return canvas


def words_on(layers: Layers) -> set[str]:
    """Return what is written on the card of a build."""
    return {shape.words for shape in drawn_card(layers).shapes}


def ends_of(shape: Shape) -> Any:
    """Return the least and the greatest x and y of a shape."""
    points = vertices(shape.outline)
    return points.min(axis=0), points.max(axis=0)


@pytest.mark.parametrize(
    ("others", "farthest", "is_named"),
    [
        pytest.param(0, 30, True, id="all of it there"),
        pytest.param(10, 30, False, id="a third of it there"),
        pytest.param(10, 0, True, id="a third of it there, seen from nearby"),
    ],
)
def test_a_counted_circle_goes_by_a_name(others, farthest, is_named) -> None:
    layers = make()
    mosul = layers.events[layers.events["place_name"] == "Mosul"]

    def aside(times: int, degrees: float) -> Any:
        moved = [mosul.set_geometry(mosul.translate(degrees)) for _ in range(times)]
        return pd.concat([mosul.iloc[:0], *moved])

    # So near that one circle counts them too.
    beside = aside(others, 0.6 if farthest else 0.1)
    events = pd.concat([aside(5, 0.0), beside, aside(5 if farthest else 0, farthest)])
    assert ("Mosul" in words_on(replace(layers, events=events))) == is_named


@pytest.mark.parametrize(
    ("code", "has_dot"),
    [("PPL", True), ("OCN", False), ("RGN", False), ("STM", False)],
    ids=["town", "ocean", "region", "river"],
)
def test_only_what_is_a_spot_has_a_dot(code, has_dot) -> None:
    layers = make()
    drawn = replace(
        layers, places=layers.places.assign(feature_code=code), events=layers.events[:0]
    )
    canvas = drawn_card(drawn)
    # The dots of the map below have another colour.
    rings = [to_hex(shape.edge) for shape in canvas.shapes if shape.z == 12 and shape.edge]
    assert (INK in rings) == has_dot


@pytest.mark.parametrize("lon", [-169.9, -168.0, 10.0, 188.0])
def test_an_ocean_is_named_on_the_globe(lon) -> None:
    layers = make()
    far = [((lon + turn + 180) % 360 - 180, 0.0) for turn in (0, 120, 240)]
    seas = layers.places.iloc[:3].assign(
        name=["Pacific Ocean", "One", "Two"], feature_code=["OCN", "PPL", "PPL"]
    )
    seas = seas.set_geometry([Point(spot) for spot in far], crs=4326)
    canvas = drawn_card(replace(layers, places=seas, events=layers.events[:0]))
    (name,) = (one for one in canvas.shapes if "P\u200aa" in one.words)
    (left, _), (right, baseline) = ends_of(name)
    begin, end = choose_view(np.empty((0, 2)), FRAME).ends(baseline)
    assert begin < left
    assert right < end


@pytest.mark.parametrize("killed", [5, 40, 130, 25_000])
def test_the_sizes_of_symbols_fit_beside_the_map(killed) -> None:
    layers = make()
    events = layers.events.iloc[:1].assign(killed_best=killed)
    canvas = drawn_card(replace(layers, events=events))
    words = {shape.words: ends_of(shape) for shape in canvas.shapes}
    assert words["killed"][1][0] < PANEL - 10
    assert ("180+" in words) == (killed > 180)


@pytest.mark.parametrize(("lat", "is_shown"), [(-70.0, True), (-30.0, False)])
def test_antarctica_is_shown_where_it_is_told_of(lat, is_shown) -> None:
    degrees = np.array([(-100.0, 40.0), (140.0, lat), (10.0, 50.0)])
    assert (choose_view(degrees, FRAME).globe()[:, 1].max() > 500) == is_shown


def test_room_is_taken_once() -> None:
    room = Room((0, 0, 100, 100))
    assert room.is_free((10, 10, 40, 20))
    room.take((10, 10, 40, 20))
    assert not room.is_free((30, 15, 60, 30))
    assert room.is_free((40, 10, 60, 20))
    assert not room.is_free((90, 90, 101, 95))


def test_lines_fit() -> None:
    canvas = Canvas(630, 12)
    lines = canvas.wrap("What the news reports, and where it does so " * 3, 20, 300)
    assert len(lines) > 3
    assert all(canvas.width(line, 20) <= 300 for line in lines)


@pytest.mark.parametrize(("align", "middle"), [(0.0, 130.0), (0.5, 100.0), (1.0, 70.0)])
def test_text_stands_where_it_is_put(align, middle) -> None:
    canvas = Canvas(630, 12)
    assert canvas.width("Mosul", 20) == pytest.approx(60, abs=2)
    canvas.text(100, 50, "Mosul", 20, colour=INK, align=align)
    (shape,) = canvas.shapes
    (left, top), (right, bottom) = ends_of(shape)
    assert (left + right) / 2 == pytest.approx(middle, abs=2)
    # Capitals are seven tenths as high as letters are called large.
    assert (bottom, top) == pytest.approx((50, 35), abs=1)


def test_a_halo_lies_below_its_letters() -> None:
    canvas = Canvas(630, 12)
    canvas.text(100, 50, "Mosul", 20, colour=INK, halo=HALO)
    halo, letters = canvas.shapes
    assert (halo.words, letters.words) == ("", "Mosul")
    assert (halo.fill, letters.edge) == (None, None)
    assert np.array_equal(vertices(halo.outline), vertices(letters.outline))


def test_what_lies_higher_is_drawn_over_the_rest(tmp_path) -> None:
    canvas = Canvas(630, 12)
    for z, colour in ((2, "#ff0000"), (1, "#00ff00"), (2, "#0000ff"), (0, "#ffff00")):
        canvas.draw(circle(600, 315, 100), z=z, fill=colour)
    canvas.text(600, 100, " ", 20, colour=INK)
    canvas.text(600, 100, "", 20, colour=INK)
    picture = imread(canvas.save(tmp_path / "one.png", dpi=100))
    # Of two at one height the later.
    assert picture[315, 600, :3].tolist() == [0, 0, 1]
    assert share_of(picture, "#0000ff") == pytest.approx(np.pi * 100**2 / (1200 * 630), abs=0.001)


def test_matplotlib_is_loaded_by_drawing_alone() -> None:
    code = "import sys, geo.builds.build; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


PARIS, LONDON, ROME = Point(2.35, 48.85), Point(-0.12, 51.5), Point(12.5, 41.9)


def with_far(*spots: Point) -> Layers:
    """Return a build whose first incidents lie elsewhere, each at a place of its own."""
    layers = make()
    points = [*spots, *layers.events.geometry[len(spots) :]]
    names = [*(f"Far {n}" for n in range(len(spots))), *layers.events["place_name"][len(spots) :]]
    events = layers.events.set_geometry(points, crs=4326).assign(place_name=names)
    return replace(layers, events=events)


def test_what_lies_far_away_is_pointed_to_from_the_edge() -> None:
    near, far = drawn_card(with_far()), drawn_card(with_far(PARIS))
    words = {shape.words: ends_of(shape) for shape in far.shapes}
    (left, top), (right, bottom) = words["Far 0"]
    # Towards the northwest, inside of the map.
    assert PANEL < left < right < PANEL + 200
    assert 0 < top < bottom < CARD_HEIGHT / 2
    assert any(text.endswith("00 km") and text > "3" for text in words)
    bars = [
        {text for text in (shape.words for shape in card.shapes) if text.endswith(" km")}
        for card in (near, far)
    ]
    # The scale is that of the map without it.
    assert bars[0] <= bars[1]
    assert "Far 0" not in {shape.words for shape in near.shapes}


def test_no_symbol_stands_beside_the_map() -> None:
    layers = with_far(PARIS, LONDON)
    marks = [shape for shape in drawn_card(layers).shapes if 20 <= shape.z < 26]
    assert marks
    # The legend's own stand at its left.
    assert all(left > PANEL or 20 < left < 60 for left in (ends_of(mark)[0][0] for mark in marks))


def test_many_places_far_away_are_counted() -> None:
    words = words_on(with_far(PARIS, LONDON, ROME, Point(30.5, 50.4), Point(-3.7, 40.4)))
    assert {"Far 0", "Far 1", "Far 2", "2 more elsewhere"} <= words
    assert "Far 3" not in words


def test_no_arrow_stands_over_a_symbol() -> None:
    layers = with_far(PARIS)
    view = choose_view(layers.view.held, FRAME)

    def box(*marks: Mark) -> tuple[float, ...]:
        canvas = Canvas(CARD_HEIGHT, CARD_WIDTH_IN)
        (found,) = draw_elsewhere(canvas, view, layers.view.elsewhere, layers.events, marks)
        return found

    left, top, right, bottom = box()
    x, y = (left + right) / 2, (top + bottom) / 2
    aside = box(Mark(0, x, y, x, y, 9.0))
    assert aside[0] == left
    assert aside[1] > y + 9 or aside[3] < y - 9
