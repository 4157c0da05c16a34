from __future__ import annotations

import re
import subprocess
import sys

import geopandas as gpd
import pytest
from conftest import ROOT

import geo
from geo.errors import InputError
from geo.model import Article

pytestmark = pytest.mark.model
REPORTED = "A car bomb killed nine people near Kirkuk on Sunday, police said."


def test_names_to_places_of_a_text() -> None:
    found = geo.geoparse("The mayor of Paris, Texas, resigned.")
    assert [r.place.geonameid for r in found.resolutions if r.place] == [4717560, 4736286]
    assert not found.reports


def test_an_article_carries_what_is_known_of_it() -> None:
    article = Article("a", "Police in Birmingham made two arrests.", home="US-AL")
    at_home = geo.geoparse(article).resolutions[0].place
    elsewhere = geo.geoparse(article.text, url="https://news.example.co.uk/1").resolutions[0].place
    assert at_home is not None
    assert elsewhere is not None
    assert (at_home.country_code, elsewhere.country_code) == ("US", "GB")


def test_layers_are_frames_of_merged_incidents() -> None:
    told = [
        geo.find_events(REPORTED, published="2016-10-24"),
        geo.find_events(f"{REPORTED} No group claimed it.", published="2016-10-24"),
    ]
    layers = geo.to_layers(told)
    assert isinstance(layers.events, gpd.GeoDataFrame)
    assert layers.events.crs == "EPSG:4326"
    assert layers.events["killed_best"].tolist() == [9]
    assert layers.events["n_reports"].tolist() == [2]
    assert layers.events["date_start"].dt.strftime("%Y-%m-%d").tolist() == ["2016-10-23"]
    assert layers.areas.index.equals(layers.events.index)


def test_one_analysis_needs_no_list() -> None:
    told = geo.find_events(REPORTED, published="2016-10-24")
    assert len(geo.to_layers(told).events) == 1


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        geo.geoparse(text)


def test_calls_do_not_depend_on_those_before() -> None:
    first = geo.geoparse("It rained in Springfield.").resolutions
    geo.geoparse("Illinois: Springfield, Peoria and Chicago.", source="The Illinois Paper")
    assert geo.geoparse("It rained in Springfield.").resolutions == first


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import geo, sys; assert not {'spacy', 'pandas', 'folium'} & set(sys.modules); dir(geo)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_unknown_names_are_told_as_usual() -> None:
    with pytest.raises(AttributeError, match="no attribute 'geocode'"):
        _ = geo.geocode


def test_the_guide_runs_as_printed(tmp_path, monkeypatch) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "one.txt").write_text("BASRA, Iraq - Floods hit the city.")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs/notebook.md").read_text(), re.DOTALL)
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)
    assert len(blocks) == 3
    assert "Kirkuk" in (tmp_path / "map.html").read_text()
    assert len(names["analyses"]) == 1


@pytest.mark.browser
def test_a_notebook_shows_the_map(chromium, tmp_path) -> None:
    from playwright.sync_api import sync_playwright

    page = geo.to_map(geo.find_events(REPORTED, published="2016-10-24"), title="Kirkuk & around")
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<!doctype html><body>{page._repr_html_()}</body>", "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": 1000, "height": 700})
        troubles: list[str] = []
        shown.on("pageerror", lambda error: troubles.append(str(error)))
        shown.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        shown.goto(notebook.as_uri())
        frame = shown.frame_locator("iframe")
        frame.get_by_role("heading", name="Kirkuk & around").wait_for()
        frame.get_by_text("car bomb").first.wait_for()
        shown.screenshot(path=str(tmp_path / "notebook.png"))
        browser.close()
    assert troubles == []
