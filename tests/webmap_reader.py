"""The map page in a real browser: opened offline, looked at, pointed at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from webmap_frames import PLACES


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


@pytest.fixture(name="browser", scope="module")
def started_browser(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        started = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield started
        started.close()


Opener = Callable[..., Any]


@pytest.fixture(name="open_page")
def page_opener(browser: Any, tmp_path: Path) -> Iterator[Opener]:
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


def click_at(page: Any, name: str, dx: int = 0) -> None:
    """Click on a place, or so many pixels to the right of it."""
    lon, lat = PLACES[name][:2]
    at = page.evaluate(f"map_dateline.latLngToContainerPoint([{lat}, {lon}])")
    box = page.locator(".folium-map").bounding_box()
    page.mouse.click(box["x"] + at["x"] + dx, box["y"] + at["y"])


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
