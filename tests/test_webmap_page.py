"""The map page used in a real browser as a reader would."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point
from webmap_frames import HOSTILE, INCIDENTS, PLACES, frames_with, make_frames, some_changes
from webmap_reader import (  # noqa: F401 - fixtures among them
    COPY,
    EVENTS_LISTED,
    Opener,
    Reader,
    click_at,
    colour_at,
    ink,
    listed,
    page_opener,
    started_browser,
    until,
)

from geo.webmap import render_map

TITLE = "The first week of the offensive"


def render(**frames: Any) -> str:
    return render_map(**(frames or make_frames()), title=TITLE, subtitle="Three desks")


@pytest.fixture(scope="module")
def document() -> str:
    return render()


@pytest.mark.browser
class TestReading:
    def test_says_what_it_shows(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        assert page.title() == TITLE
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("h1").inner_text() == TITLE
        facts = page.locator(".dl-told > span").all_inner_texts()
        assert facts == ["17 – 26 October 2016", "23 incidents", "13 places named"]
        # Denied and planned ones wait until they are asked for.
        assert len(listed(page)) == 21
        assert "21 of 23 incidents" in page.locator("#dl-count").inner_text()
        foot = page.locator("#dl-foot").inner_text()
        assert "Source: articles of Northern Desk, City Wire, مكتب الشرق" in foot
        assert "Natural Earth" in foot
        for pane in ("dl-base", "dl-areas", "dl-labels", "dl-marks"):
            assert ink(page, pane) > 500

    def test_opens_near_the_bulk_and_leads_to_the_rest(self, open_page: Opener) -> None:
        frames = make_frames()
        spots = list(frames["events"].geometry)
        # Of the delivery that ev015 tells of.
        spots[15] = Point(2.3488, 48.8534)
        frames["events"] = frames["events"].set_geometry(spots, crs=4326)
        frames["events"].loc[15, ["place_name", "country_code"]] = ["Paris", "FR"]
        page = open_page(render(**frames))
        box = "map_dateline.getBounds()"
        assert 36 < page.evaluate(f"{box}.getWest()") < 40.2
        assert 44.4 < page.evaluate(f"{box}.getEast()") < 52
        hint = page.get_by_role("group", name="Incidents far from the others")
        assert hint.inner_text().split("\n")[0].startswith("1 more:")
        # It stands over no symbol, though one lies in its corner.
        stage, words = page.locator(".folium-map").bounding_box(), hint.bounding_box()
        rutba = page.evaluate("map_dateline.latLngToContainerPoint([33.03718, 40.28586])")
        assert rutba["x"] < words["x"] + words["width"] - stage["x"]
        assert rutba["y"] < words["y"] - stage["y"] - 10
        hint.get_by_role("button", name=re.compile("^Paris, 1 incident, .* km away")).focus()
        page.keyboard.press("Enter")
        popup = page.locator(".leaflet-popup")
        popup.wait_for()
        assert "Lorries with tents" in popup.inner_text()
        assert page.evaluate("document.activeElement.textContent") == "Paris"
        assert hint.is_hidden()
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Show all incidents").click()
        until(page, f"{box}.getWest() < 2.3 && {box}.getEast() > 44.4")
        assert hint.is_hidden()
        page.get_by_role("button", name="Back to the first view").click()
        hint.wait_for()

    def test_the_list_names_who_tells_it(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        told = page.locator('.dl-item[data-event="ev004"] .dl-item-sources')
        assert told.inner_text() == "City Wire, مكتب الشرق · 2 reports"

    def test_says_what_an_analyst_did(self, open_page: Opener) -> None:
        frames = make_frames()
        ids = frames["events"]["event_id"]
        frames["events"]["edited"] = ids.map({"ev004": "numbers;place"})
        frames["events"]["reviewed"] = ids.map({"ev004": "2016-11-20", "ev005": "2016-11-20"})
        page = open_page(render_map(**frames, title=TITLE))
        item = page.locator('.dl-item[data-event="ev004"]')
        assert "corrected by an analyst" in item.inner_text()
        checked = page.locator('.dl-item[data-event="ev005"]').inner_text()
        assert "checked by an analyst" in checked
        assert page.get_by_text("an analyst").count() == 2
        item.click()
        said = "Corrected by an analyst on 20 November 2016: killed and injured, place."
        assert said in page.locator(".leaflet-popup").inner_text()

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

    def test_a_circle_counts_known_places_or_areas_but_never_both(self, open_page: Opener) -> None:
        roughly = INCIDENTS[15]._replace(where_prec=4)
        document = render(**make_frames([INCIDENTS[15]] * 20 + [roughly] * 25))
        counted = []
        for aside in (-24, 24):
            page = open_page(document)
            click_at(page, "Erbil", aside)
            counted.append(page.locator(".leaflet-popup .dl-mini-item").count())
        assert sorted(counted) == [20, 25]

    def test_dots_upon_dots_wait_until_the_reader_is_nearer(self, open_page: Opener) -> None:
        frames = make_frames([INCIDENTS[15]])
        town = frames["places"][frames["places"]["name"] == "Kirkuk"]
        near = pd.concat([town] * 200).assign(n_mentions=1)
        around = np.linspace(0, 2 * np.pi, len(near))
        near.geometry = [
            Point(
                PLACES["Kirkuk"][0] + 0.04 * np.cos(turn), PLACES["Kirkuk"][1] + 0.03 * np.sin(turn)
            )
            for turn in around
        ]
        drawn = {}
        for told, places in (("one", town), ("many", pd.concat([town, near]))):
            page = open_page(render(**{**frames, "places": places}))
            for zoom in (8, 11):
                page.evaluate(
                    "zoom => map_dateline.setView([35.468, 44.392], zoom, { animate: false })", zoom
                )
                page.wait_for_timeout(200)
                drawn[told, zoom] = ink(page, "dl-labels")
        assert drawn["many", 8] < 1.1 * drawn["one", 8]
        assert drawn["many", 11] > 1.3 * drawn["one", 11]

    def test_every_report_is_told_with_its_source(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        page.locator('.dl-item[data-event="ev004"]').click()
        page.locator(".dl-more summary").first.click()
        text = page.locator(".leaflet-popup").inner_text()
        assert "A night in Kirkuk · City Wire · 23 October 2016" in text
        assert "مدن في خط النار" in text
        assert "Another desk told the same in other words." in text
        assert page.locator(".dl-cite bdi[dir=auto]").count() >= 2

    def test_why_here_tells_words_relation_candidates_and_chance(
        self, open_page: Opener, document: str
    ) -> None:
        page = open_page(document)
        page.locator('.dl-item[data-event="ev002"]').click()
        why = page.locator(".dl-why")
        told = why.locator("p").first.inner_text()
        assert told.startswith("The text says near Bashiqa: near Bashiqa (town or village,")
        assert "Nineveh, Iraq" in told
        assert "near or part of the place, within 5 km" in told
        assert told.endswith("Chance that this is the right place: 93\u00a0%.")
        assert why.locator("p").nth(1).inner_text() == "An analyst says: Two people there say so."
        why.locator("summary", has_text="How this was decided").click()
        more = why.locator(".dl-more").inner_text()
        assert "Also considered: Bashiqa, Elsewhere, SY (12\u00a0%)" in more
        assert "same place, day and type" in more
        assert "the verb's own place phrase" in more
        assert "[object" not in page.locator("body").inner_text()

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

    def test_what_lies_somewhere_beside_a_place_is_no_pin(self, open_page: Opener) -> None:
        near = INCIDENTS[2]
        frames = make_frames([near, near._replace(place="Rutba")])
        told = ["relation", "bearing_deg", "radius_km", "point_kind"]
        frames["events"].loc[0, told] = ["direction", 0.0, 47.0, "label"]
        frames["areas"].loc[0, "geometry"] = Point(43.35082, 36.7).buffer(0.4)
        page = open_page(render(**frames))
        assert colour_at(page, 43.35082, 36.44744) == [255, 255, 255, 255]
        assert colour_at(page, 40.28586, 33.03718) == [224, 123, 0, 255]
        assert ink(page, "dl-areas") > 2_000
        vague, exact = (page.locator(f'.dl-item[data-event="ev00{n}"]') for n in (0, 1))
        words = "north of Bashiqa, Nineveh · somewhere in its surroundings"
        assert vague.locator(".dl-item-place").inner_text() == words
        assert vague.locator(".dl-open").count() == 1
        assert exact.locator(".dl-item-place").inner_text() == "near Rutba, Al Anbar"
        assert exact.locator(".dl-open").count() == 0
        vague.click()
        assert page.locator(".dl-card .dl-kind .dl-open").count() == 1
        known = "Known to be somewhere in its surroundings, within 47 km."
        assert known in page.locator(".dl-why").inner_text()
        assert page.locator(".dl-keys .dl-swatch-hatch").count() == 1

    def test_what_is_near_and_what_is_only_thereabouts_are_told_apart(
        self, open_page: Opener
    ) -> None:
        frames = make_frames([INCIDENTS[0], INCIDENTS[2], INCIDENTS[8]])
        frames["events"].loc[2, "point_kind"] = "label"
        page = open_page(render(**frames))
        page.locator('[data-group="precision"] summary').click()
        rows = page.locator('[data-group="precision"] .dl-row')
        assert rows.locator(".dl-row-text").all_inner_texts() == [
            "The place itself",
            "Near or part of the place",
            "Somewhere in its surroundings",
        ]
        hatched = rows.locator(".dl-swatch-hatch")
        assert hatched.count() == 1
        page.locator('[data-facet="precision"][data-value="beside"]').uncheck()
        until(page, "document.querySelectorAll('.dl-item').length === 2")
        assert sorted(listed(page)) == ["ev000", "ev001"]
        until(page, "location.hash.includes('precision=beside')")
        again = open_page(render(**frames), page.evaluate("location.hash"))
        assert listed(again) == listed(page)

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

    @pytest.mark.parametrize("fragment", ["", "#map=36.3,43.5,8.75", "#map=30,20,2"])
    def test_no_name_is_cut_by_the_edge_of_the_map(
        self, open_page: Opener, document: str, fragment: str
    ) -> None:
        page = open_page(document, fragment, viewport={"width": 700, "height": 700})
        inked = page.evaluate(
            f"""pane => {{
                {COPY}
                const {{ x, y }} = map_dateline.containerPointToLayerPoint([0, 0])
                    .subtract(L.DomUtil.getPosition(canvas));
                const {{ x: wide, y: high }} = map_dateline.getSize();
                const edges = [
                    [x, y, 1, high], [x + wide - 1, y, 1, high],
                    [x, y, wide, 1], [x, y + high - 1, wide, 1],
                ];
                return edges.flatMap(edge => [...context.getImageData(...edge).data])
                    .filter((value, k) => k % 4 === 3 && value).length;
            }}""",
            "dl-labels",
        )
        # A dot may lie there; the halo of a letter would be longer.
        assert inked < 20

    def test_divisions_tell_their_counts(self, open_page: Opener, document: str) -> None:
        page = open_page(document)
        page.locator('[data-layer="over_divisions"]').check()
        page.wait_for_selector("#dl-scale:not([hidden])")
        # The steps, and how many are not coloured: the one along the border of Jordan.
        steps = page.locator("#dl-scale span").all_inner_texts()
        assert steps[:-1] == ["1–2", "3–5", "6–8", "9–12"]
        assert steps[-1] == "1 in no one division"

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


@pytest.fixture(scope="module")
def changed() -> str:
    frames = make_frames()
    return render_map(
        **frames, title=TITLE, changes=some_changes(), since="22 November 2026, 02:00 UTC"
    )


@pytest.mark.browser
class TestChanges:
    def test_without_a_build_before_there_is_no_such_layer(
        self, open_page: Opener, document: str
    ) -> None:
        page = open_page(document)
        assert page.locator('[data-layer="over_changes"]').count() == 0
        assert page.locator('[data-group="change"]').count() == 0

    def test_the_layer_marks_each_kind_with_its_count(
        self, open_page: Opener, changed: str
    ) -> None:
        page = open_page(changed)
        group = page.locator('[data-group="change"]')
        group.locator("summary").click()
        assert "22 November 2026, 02:00 UTC" in group.inner_text()
        words = group.locator(".dl-row").all_inner_texts()
        assert [" ".join(text.split()) for text in words] == [
            "+ Mark them on the map 5",
            *("+ New 1", "↗ Moved 1", "Δ Revised 1", "Unchanged 18"),
            *("× Withdrawn 1", "∪ Merged into another 1"),
        ]
        before = ink(page, "dl-marks")
        assert page.locator(".dl-item-gone").count() == 0
        page.locator('[data-layer="over_changes"]').check()
        until(page, "document.querySelectorAll('.dl-item-gone').length === 2")
        assert ink(page, "dl-marks") > before
        chips = page.locator('.dl-item[data-event="ev015"] .dl-chip')
        assert chips.inner_text() == "Moved"
        page.locator('[data-facet="change"][data-value="same"]').uncheck()
        until(page, f"{EVENTS_LISTED}.filter(Boolean).sort().join() === 'ev000,ev004,ev015'")
        until(page, "location.hash.includes('switch=changes') && location.hash.includes('change=')")
        again = open_page(changed, page.evaluate("location.hash"))
        assert again.locator(".dl-item-gone").count() == 2
        assert again.locator(".dl-item").count() == 5

    def test_a_card_says_what_was_otherwise(self, open_page: Opener, changed: str) -> None:
        page = open_page(changed)
        page.locator('.dl-item[data-event="ev004"]').click()
        more = page.locator(".dl-more", has_text="Revised since the last build")
        more.locator("summary").click()
        assert "Killed: 74 → 121" in more.inner_text()
        page.keyboard.press("Escape")
        page.locator('.dl-item[data-event="ev015"]').click()
        page.locator(".dl-more summary", has_text="Moved since the last build").click()
        assert "Moved by 86 km" in page.locator(".leaflet-popup").inner_text()

    def test_what_is_gone_can_be_read(self, open_page: Opener, changed: str) -> None:
        page = open_page(changed, "#switch=changes")
        page.locator(".dl-item-gone", has_text="Merged").click()
        popup = page.locator(".leaflet-popup")
        assert "counts it as part of another" in popup.inner_text()
        popup.locator(".dl-mini-item").click()
        assert "at least 121" in page.locator(".leaflet-popup").inner_text()
        page.keyboard.press("Escape")
        page.evaluate("map_dateline.setView([35.0, 44.0], 9, {animate: false})")
        box = page.locator(".folium-map").bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 + 22)
        assert "no report supports it any more" in page.locator(".leaflet-popup").inner_text()


@pytest.mark.browser
class TestSharing:
    def test_an_address_reopens_its_view(self, open_page: Opener, document: str) -> None:
        fragment = "#map=35.5000,44.4000,8&days=2016-10-21..2016-10-22&off=aid&incident=ev004"
        page = open_page(document, fragment)
        assert page.evaluate("map_dateline.getZoom()") == 8
        assert "Kirkuk" in page.locator(".leaflet-popup").inner_text()
        assert page.locator('[data-layer="type_aid"]').is_checked() is False
        assert "21 – 22 Oct 2016" in page.locator("#dl-range-text").inner_text()

    @pytest.mark.parametrize("width", [1280, 1283])
    def test_a_link_does_not_creep(self, open_page: Opener, document: str, width: int) -> None:
        # Of an odd number of pixels the middle is half a pixel.
        page = open_page(
            document, "#map=35.33331,44.11117,8.25", viewport={"width": width, "height": 777}
        )
        page.wait_for_timeout(400)
        assert page.evaluate("location.hash") == "#map=35.33331,44.11117,8.25"

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
        assert page.get_by_text("Read from news by a program").is_visible()
        click_at(page, "Erbil")
        assert page.locator(".leaflet-popup").is_visible()

    def test_in_a_narrow_frame_what_is_chosen_has_the_whole_width(
        self, open_page: Opener, document: str
    ) -> None:
        page = open_page(document, "#embed=1", viewport={"width": 640, "height": 480})
        click_at(page, "Erbil")
        card = page.locator("#dl-sheet-card .dl-card")
        assert card.bounding_box()["width"] == 640
        assert page.locator("#dl-grip").is_hidden()
        page.get_by_text("‹ Back to the map").click()
        assert page.locator("#dl-side").is_hidden()

    def test_the_frame_to_embed_comes_in_sizes_and_opens_this_view(
        self, open_page: Opener, document: str
    ) -> None:
        page = open_page(document, "#map=35.5000,44.4000,8&off=aid")
        page.locator("#dl-share-button").click()
        sizes = {}
        for option in page.locator("#dl-size option").all_inner_texts():
            page.locator("#dl-size").select_option(option)
            code = page.locator("#dl-code").input_value()
            sizes[option.split()[0]] = re.findall(r'(?:width|height)="([^"]+)"', code)
            assert "#map=35.5,44.4,8&amp;off=aid&amp;embed=1" in code
        assert sizes["Column"] == ["640", "480"]
        assert sizes["As"] == ["100%", "600"]
        frame = open_page(document, "#map=35.5000%2C44.4000%2C8&off=aid&embed=1")
        assert frame.evaluate("map_dateline.getZoom()") == 8
        assert frame.locator("#dl-side").is_hidden()
        assert not frame.locator('[data-layer="type_aid"]').is_checked()

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
        assert features[0]["properties"]["point_kind"] == "position"
        # Spreadsheets take a leading = for a formula.
        assert '"\'=HYPERLINK(""x"")"' in texts["CSV"]


@pytest.mark.browser
class TestSafety:
    def test_hostile_text_does_nothing_and_is_shown(self, open_page: Opener) -> None:
        everything = " ".join(HOSTILE.values())
        frames = frames_with(list(HOSTILE.values()))
        gone = {"place_name": everything, "quote": everything, "event_type": everything}
        document = render_map(
            **frames,
            **dict.fromkeys(("title", "subtitle", "source", "since"), everything),
            lang='"><script>',
            changes=some_changes(**gone, sub_event_type=everything),
        )
        page = open_page(document, "#switch=changes")
        ghosts = page.locator(".dl-item-gone .dl-item-quote").all_text_contents()
        assert ghosts.count(everything) == 2
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
        # A request that the policy refuses is announced, but never gets here.
        served: list[str] = []
        context.route(
            re.compile("^https://"),
            lambda route: (
                served.append(route.request.url),
                route.fulfill(body=pixel, content_type="image/png"),
            ),
        )
        reader = Reader(context.new_page())
        page = reader.open((tmp_path / "map.html").as_uri())
        assert served == []
        page.locator('[data-group="base"] summary').click()
        picture = "https://tile.openstreetmap.org/0/0/0.png"
        load = "src => { const image = new Image(); image.src = src; document.body.append(image); }"
        page.evaluate(load, picture)
        page.wait_for_timeout(200)
        assert served == []
        assert any("Content Security Policy" in text for text in reader.complaints)
        page.locator('[data-layer="type_aid"]').uncheck()
        until(page, f"!{EVENTS_LISTED}.includes('ev015')")
        for key, host in [
            ("tiles_osm", "https://tile.openstreetmap.org/"),
            ("tiles_carto", r"https://[a-d].basemaps.cartocdn.com/light_all/"),
        ]:
            served.clear()
            reader.complaints.clear()
            row = page.locator(".dl-row", has=page.locator(f'[data-layer="{key}"]'))
            assert "leaves this page" in row.inner_text()
            page.locator(f'[data-layer="{key}"]').click()
            page.wait_for_selector("img.leaflet-tile-loaded", state="attached")
            page.wait_for_selector("html[data-ready=true]", state="attached")
            assert page.locator(f'[data-layer="{key}"]').is_checked()
            assert served
            assert all(re.match(host, url) for url in served)
            # The view outlives the choice, and no link brings the choice along.
            assert "ev015" not in listed(page)
            assert "tiles" not in page.url.split("#")[1]
            assert not [text for text in reader.complaints if "Content Security" in text]
        page.locator('[data-layer="base_offline"]').click()
        page.wait_for_selector("img.leaflet-tile", state="detached")
        page.wait_for_selector("html[data-ready=true]", state="attached")
        served.clear()
        page.evaluate(load, picture)
        page.wait_for_timeout(200)
        assert served == []
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
