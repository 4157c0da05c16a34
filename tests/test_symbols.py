"""All maps of a build show the same symbols, in the same colours and words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from geo.layers import symbols
from geo.layers.codebook import SUB_EVENT_TYPES

ASSETS = Path(__file__).resolve().parents[1] / "geo/webmap/assets"
STYLE = (ASSETS / "style.css").read_text(encoding="utf-8")
SCRIPT = (ASSETS / "symbols.js").read_text(encoding="utf-8")
WORDS = (ASSETS / "words.js").read_text(encoding="utf-8")


def word_table(text: str, name: str) -> dict[str, str]:
    body = re.search(rf"const {name} = \{{(.*?)\}};", text, re.DOTALL)[1]
    return dict(re.findall(r'(\w+): "([^"]*)"', body))


def test_colours_are_the_page_s() -> None:
    light = STYLE[: STYLE.index("prefers-color-scheme: dark")]
    assert dict(re.findall(r"--c-(\w+): (#\w+)", light)) == symbols.TYPE_COLOURS


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("TYPE_WORDS", symbols.TYPE_WORDS),
        ("STATUS_WORDS", symbols.STATUS_WORDS),
    ],
)
def test_words_are_the_page_s(name, table) -> None:
    assert word_table(WORDS, name) == table


def test_badges_and_sizes_are_the_page_s() -> None:
    assert word_table(SCRIPT, "STATUS_BADGES") == symbols.STATUS_BADGES
    numbers = dict(re.findall(r"const (\w+_RADIUS|PER_PERSON) = (\d+)", SCRIPT))
    assert {name: float(value) for name, value in numbers.items()} == {
        "BASE_RADIUS": symbols.BASE_RADIUS,
        "MAX_RADIUS": symbols.MAX_RADIUS,
        "PER_PERSON": symbols.PER_PERSON,
    }


@pytest.mark.browser
def test_shapes_are_the_page_s(chromium) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content("<!doctype html>")
        shapes = json.loads(page.evaluate(f"() => {{ {SCRIPT}; return JSON.stringify(SHAPES) }}"))
        browser.close()
    for kind, corners in shapes.items():
        own = symbols.shape(kind)
        assert (own is None) == (corners is None)
        if corners:
            assert [pytest.approx(corner, abs=1e-5) for corner in corners] == [*map(list, own)]


def test_every_type_has_a_look_of_its_own() -> None:
    kinds = set(SUB_EVENT_TYPES)
    assert kinds == set(symbols.TYPE_WORDS)
    assert kinds < set(symbols.TYPE_COLOURS)
    assert len({symbols.shape(kind) for kind in kinds}) == len(kinds)
    assert len({symbols.TYPE_COLOURS[kind] for kind in kinds}) == len(kinds)
