"""The map page for everybody: audited by axe-core, driven by keyboard, sized for fingers."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from conftest import require
from PIL import Image
from webmap_frames import make_frames, some_changes
from webmap_reader import Opener, page_opener, started_browser, until  # noqa: F401 - fixtures

from geo.webmap import render_map

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
RUN = """async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const found = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
    return found.violations.map(one => `${one.id}: ${one.nodes.map(n => n.html.slice(0, 150))}`);
}"""


@pytest.fixture(scope="module")
def document() -> str:
    return render_map(
        **make_frames(), title="A week", changes=some_changes(), since="the day before"
    )


def popup(page: Any) -> None:
    page.locator('.dl-item[data-event="ev004"]').click()
    page.wait_for_selector(".leaflet-popup")


def card(page: Any) -> None:
    page.locator("#dl-grip").click()
    page.locator('.dl-item[data-event="ev004"]').click()
    page.wait_for_selector("#dl-sheet-card .dl-card")


def everything_open(page: Any) -> None:
    page.locator('[data-group="change"] summary').click()
    page.locator('[data-layer="over_changes"]').check()
    page.locator('[data-layer="over_divisions"]').check()
    page.evaluate("document.querySelectorAll('.dl-group').forEach(box => { box.open = true; })")


def nothing_found(page: Any) -> None:
    page.locator("#dl-search").fill("no such word")
    page.wait_for_selector(".dl-empty")


def share(page: Any) -> None:
    page.locator("#dl-share-button").click()


def panel(page: Any) -> None:
    page.locator("#dl-panel > summary").click()


def as_it_is(page: Any) -> None:
    page.wait_for_selector("#dl-head")


STATES: dict[str, tuple[Callable[[Any], None], dict[str, Any], str]] = {
    "light": (as_it_is, {}, ""),
    "dark": (as_it_is, {"color_scheme": "dark"}, ""),
    "popup": (popup, {}, ""),
    "popup, dark": (popup, {"color_scheme": "dark"}, ""),
    "all open": (everything_open, {}, ""),
    "all open, dark": (everything_open, {"color_scheme": "dark"}, ""),
    "nothing found": (nothing_found, {}, ""),
    "dialog": (share, {}, ""),
    "dialog, dark": (share, {"color_scheme": "dark"}, ""),
    "phone": (as_it_is, PHONE, ""),
    "phone, list": (lambda page: page.locator("#dl-grip").click(), PHONE, ""),
    "phone, card": (card, PHONE, ""),
    "phone, card, dark": (card, {**PHONE, "color_scheme": "dark"}, ""),
    "phone, panel": (panel, PHONE, ""),
    "embed": (as_it_is, {"viewport": {"width": 640, "height": 480}}, "#embed=1"),
    "embed, dark": (
        as_it_is,
        {"viewport": {"width": 640, "height": 480}, "color_scheme": "dark"},
        "#embed=1",
    ),
    "embed, panel": (panel, {"viewport": {"width": 640, "height": 480}}, "#embed=1"),
    "embed, card": (
        lambda page: page.wait_for_selector("#dl-sheet-card .dl-card"),
        {"viewport": {"width": 640, "height": 480}},
        "#embed=1&incident=ev004",
    ),
    "sideways": (popup, {"viewport": {"width": 844, "height": 390}}, ""),
    "all divisions, 4K": (everything_open, {"viewport": {"width": 3840, "height": 2160}}, ""),
}


@pytest.mark.browser
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(open_page: Opener, document: str, state: str) -> None:
    act, options, fragment = STATES[state]
    page = open_page(document, fragment, **options)
    act(page)
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []


FOCUS = """() => {
    const node = document.activeElement, box = node.getBoundingClientRect();
    if (node === document.body) return { name: "" };
    const inside = box.bottom > 0 && box.right > 0 &&
        box.top < innerHeight && box.left < innerWidth;
    let seen = 0;
    for (const [x, y] of [[0.5, 0.5], [0.15, 0.2], [0.85, 0.8], [0.15, 0.8], [0.85, 0.2]]) {
        const hit = document.elementFromPoint(box.left + x * box.width, box.top + y * box.height);
        if (hit && (node.contains(hit) || hit.contains(node))) seen += 1;
    }
    const style = getComputedStyle(node), before = getComputedStyle(node, "::before");
    const name = node.getAttribute("aria-label") || node.textContent.trim().slice(0, 40) || node.id;
    const ring = [style.outlineStyle, before.outlineStyle].some(one => one !== "none");
    return { name: `${node.tagName} ${name}`, inside, seen, ring };
}"""


@pytest.mark.browser
@pytest.mark.parametrize(
    "options",
    [
        {},
        PHONE,
        {"viewport": {"width": 768, "height": 1024}},
        {"viewport": {"width": 740, "height": 360}},
    ],
    ids=["wide", "360", "768", "sideways"],
)
def test_what_has_the_focus_is_seen_with_its_ring(
    open_page: Opener, document: str, options: dict[str, Any]
) -> None:
    page = open_page(document, **options)
    names = []
    for _ in range(60):
        page.keyboard.press("Tab")
        page.wait_for_timeout(30)
        found = page.evaluate(FOCUS)
        if not found["name"]:
            break
        names.append(found["name"])
        assert found["inside"], found
        assert found["seen"] >= 1, found
        assert found["ring"], found
    told = " ".join(names)
    for name in ("Skip the map", "DIV Map.", "Zoom in", "Share", "From", "To", "Search", "Legend"):
        assert name in told
    assert len(names) > 30


@pytest.mark.browser
def test_by_keyboard_alone_from_search_to_source_and_back(open_page: Opener, document: str) -> None:
    page = open_page(document)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "dl-list"
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.dataset.event")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "dl-where"
    assert page.locator(".leaflet-popup").get_attribute("role") == "dialog"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.href").startswith("https://example.org/")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.event") == first
    page.locator('[data-layer="type_battle"]').focus()
    page.keyboard.press("Space")
    until(page, "document.querySelectorAll('.dl-item').length === 17")
    page.locator("#dl-share-button").focus()
    page.keyboard.press("Enter")
    assert page.locator("#dl-share").is_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "dl-share-button"


@pytest.mark.browser
def test_the_days_need_no_dragging_and_can_be_dragged(open_page: Opener, document: str) -> None:
    page = open_page(document)
    words = "document.querySelector('#dl-range-text').textContent"
    box = page.locator(".dl-bars").bounding_box()
    day = box["width"] / 15
    page.mouse.click(box["x"] + 3.5 * day, box["y"] + 10)
    until(page, f"{words} === '20 – 31 Oct 2016'")
    page.mouse.click(box["x"] + 10.5 * day, box["y"] + 10)
    until(page, f"{words} === '20 – 27 Oct 2016'")
    thumb = page.locator('.dl-thumb[aria-label="To"]').bounding_box()
    assert min(thumb["width"], thumb["height"]) >= 24
    x, y = thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 2 * day, y, steps=6)
    until(page, f"{words} === '20 – 25 Oct 2016'")
    # It stops at the other one.
    page.mouse.move(x - 12 * day, y, steps=6)
    page.mouse.up()
    until(page, f"{words} === '20 Oct 2016'")
    page.keyboard.press("End")
    until(page, f"{words} === '20 – 31 Oct 2016'")
    page.keyboard.press("PageDown")
    until(page, f"{words} === '20 – 29 Oct 2016'")


@pytest.mark.browser
@pytest.mark.parametrize("size", [(640, 360), (844, 390)])
def test_a_phone_on_its_side_shows_list_and_map(
    open_page: Opener, document: str, size: tuple[int, int]
) -> None:
    width, height = size
    page = open_page(document, viewport={"width": width, "height": height}, has_touch=True)
    stage = page.locator(".folium-map").bounding_box()
    assert stage["height"] > 0.7 * height
    item = page.locator(".dl-item").first
    item.scroll_into_view_if_needed()
    assert item.bounding_box()["x"] + item.bounding_box()["width"] <= stage["x"]
    item.click()
    assert page.locator(".dl-card").bounding_box()["height"] > 100


@pytest.mark.browser
def test_on_a_wall_of_pixels_all_words_grow(open_page: Opener, document: str) -> None:
    heights = []
    for width, height in ((1280, 800), (3840, 2160)):
        page = open_page(document, viewport={"width": width, "height": height})
        popup(page)
        words = (".leaflet-popup .dl-where", ".leaflet-popup .dl-why h3", ".dl-item-place")
        heights.append([page.locator(word).first.bounding_box()["height"] for word in words])
    assert all(large >= 1.3 * small for small, large in zip(*heights, strict=True))


@pytest.mark.browser
def test_on_paper_it_is_light_whole_and_without_controls(open_page: Opener, document: str) -> None:
    page = open_page(document, color_scheme="dark")
    zoom = page.evaluate("map_dateline.getZoom()")
    seen = page.evaluate("map_dateline.getBounds().toBBoxString()")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate("map_dateline.getSize().x") == pytest.approx(180 / 25.4 * 96, abs=3)
    west, south, east, north = map(float, seen.split(","))
    inside = f"map_dateline.getBounds().contains([[{south}, {west}], [{north}, {east}]])"
    assert page.evaluate(inside)
    assert page.locator(".dl-item").count() == 21
    assert page.locator("#dl-search").is_hidden()
    assert page.locator(".dl-row input:visible").count() == 0
    assert page.locator(".dl-row", has_text="Battle").is_visible()
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("map_dateline.getZoom()") == zoom
    assert page.evaluate(ground) != "rgb(255, 255, 255)"


@pytest.mark.browser
def test_what_comes_out_of_the_printer_shows_map_and_symbols(
    open_page: Opener, document: str, tmp_path: Path
) -> None:
    require(shutil.which("gdal_translate") is not None, "GDAL is missing: apt-get install gdal-bin")
    page = open_page(document)
    sheet, picture = tmp_path / "sheet.pdf", tmp_path / "sheet.png"
    page.pdf(path=sheet, format="A4", print_background=True)
    page_one = ["gdal_translate", "-q", "-of", "PNG", f"PDF:1:{sheet}", str(picture)]
    subprocess.run(page_one, check=True)
    with Image.open(picture) as image:
        paper = image.width * image.height
        drawn = image.convert("RGB").getcolors(paper) or []
    colours = Counter({colour: count for count, colour in drawn})
    land, symbols, water = (246, 244, 239), (192, 39, 45), (211, 223, 230)
    assert colours[land] > 0.15 * paper
    assert colours[water] > 0.001 * paper
    assert colours[symbols] > 0.0002 * paper


@pytest.mark.browser
def test_names_are_written_in_their_own_direction(open_page: Opener) -> None:
    frames = make_frames()
    frames["events"]["place_name"] = "طوبزاوة"
    frames["events"]["admin1_name"] = "نينوى"
    frames["events"]["quote"] = "پێشمەرگە گەیشتنە گوندەکە."
    page = open_page(render_map(**frames, title="معركة الموصل", lang="ar"))
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").get_attribute("lang") == "ar"
    direction = "node => getComputedStyle(node).direction"
    for selector in ("h1", ".dl-item-place bdi", ".dl-item-quote"):
        assert page.locator(selector).first.evaluate(direction) == "rtl"
    page.locator(".dl-item").first.click()
    assert page.locator(".leaflet-popup blockquote").evaluate(direction) == "rtl"
    assert page.locator(".leaflet-popup .dl-facts").evaluate(direction) == "ltr"
    # Each name turns alone, not the line that it stands in.
    turned = page.locator(".leaflet-popup .dl-where + .dl-dim bdi")
    assert turned.all_inner_texts() == ["نينوى", "Iraq"]
    page.keyboard.press("Escape")


@pytest.mark.browser
def test_high_contrast_keeps_symbols_and_handles(open_page: Opener, document: str) -> None:
    page = open_page(document, forced_colors="active")
    ink = "node => getComputedStyle(node, '::before').backgroundColor"
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert page.locator(".dl-thumb").first.evaluate(ink) != paper
    fill = "node => getComputedStyle(node).fill"
    assert page.locator(".dl-row .dl-icon > *").first.evaluate(fill) != paper
