"""Articles made of items: each is read by itself, at the place that heads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from geo.analyse import Tools, analyse_articles
from geo.articles.headings import find_headings
from geo.footprints.boundaries import load_boundaries
from geo.gazetteer.lookup import Gazetteer
from geo.language import Language
from geo.model import Article, Report

pytestmark = pytest.mark.model


def _names(text: str) -> list[str]:
    return [text[heading.start : heading.name_end] for heading in find_headings(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("* ADEN - A bomb.\n* NEAR TAIZ - A shell.", ["ADEN", "NEAR TAIZ"]),
        ("ADEN: A bomb.\nTAIZ: A shell.", ["ADEN", "TAIZ"]),
        ("1) Aden province: A bomb.\n2) Taiz, Yemen — A shell.", ["Aden", "Taiz"]),
        ("News.\nADEN, May 3 (Desk) -- A bomb.\nAL-BAYDA (Desk) -- A shell.", ["ADEN", "AL-BAYDA"]),
        ("ADEN, Yemen - A bomb went off.\nNobody was hurt.", []),
        ("REED: Why?\nHOLT: Because.\nREED: Really?\nHOLT: Yes.", []),
        (
            "ADEN\nA bomb hit a market.\n\nTaiz\nA shell hit a house.",
            ["ADEN", "Taiz"],
        ),
        ("He asked: who?\nShe answered - at last: nobody.", []),
    ],
    ids=["bullets", "colons", "numbers", "agency", "one dateline", "talk", "lines", "sentences"],
)
def test_headings_stand_at_the_heads_of_lines(text: str, names: list[str]) -> None:
    assert _names(text) == names


@pytest.fixture(scope="module")
def read(nlp: Language, gazetteer: Gazetteer) -> Callable[[str], Sequence[Report]]:
    """Return what reads a text published on Tuesday, 10 August 2010."""
    tools = Tools(nlp, gazetteer, load_boundaries())

    def reports(text: str) -> Sequence[Report]:
        article = Article("a", text, published=date(2010, 8, 10), published_basis="metadata")
        (analysis,) = analyse_articles([article], tools)
        return analysis.reports

    return reports


def _rows(reports: Sequence[Report]) -> set[tuple[str, str, str, int | None, int | None]]:
    """Write each report as its code, place, day, and how many were killed and hurt."""
    return {
        (
            r.sub_event_type,
            r.resolution.place.name if r.resolution.place else "",
            str(r.when.start),
            r.casualties.killed.best,
            r.casualties.injured.best,
        )
        for r in reports
    }


def test_nothing_passes_from_one_item_to_the_next(read) -> None:
    text = """FACTBOX-Security incidents in Afghanistan
Following are incidents reported up to 1200 GMT on Tuesday.
* denotes a new item.
* KANDAHAR - A suicide bomber killed four civilians near a bus stop on Sunday, the governor said.
* GHAZNI - Gunmen abducted two engineers, police said.
HERAT - Six Taliban fighters were killed in a clash with police on Saturday, the ministry said.
KUNDUZ - A German soldier was wounded when a rocket landed in a camp, NATO said.
"""
    reports = read(text)
    assert _rows(reports) == {
        ("suicide_bombing", "Kandahar", "2010-08-08", 4, None),
        ("abduction", "Ghazni", "2010-08-10", None, None),
        ("armed_clash", "Herat", "2010-08-07", 6, None),
        ("shelling", "Kunduz", "2010-08-10", None, 1),
    }
    for report in reports:
        span = report.trigger_span
        assert text[span.start : span.end] == report.trigger
        assert text[report.quote_span.start : report.quote_span.end] == report.quote


def test_headings_in_capitals_are_places_before_a_colon_too(read) -> None:
    rows = _rows(
        read(
            "Violence in Iraq\n"
            "BASRA: Two car bombs killed 14 people at a bus station on Sunday, police said.\n"
            "KIRKUK: Gunmen opened fire on a checkpoint, killing three soldiers.\n"
            "BAQUBA: A roadside bomb wounded five pilgrims."
        )
    )
    assert rows == {
        ("bombing", "Basra", "2010-08-08", 14, None),
        ("armed_clash", "Kirkuk", "2010-08-10", 3, None),
        ("bombing", "Baqubah", "2010-08-10", None, 5),
    }


def test_what_follows_items_of_one_line_is_none_of_the_last(read) -> None:
    rows = _rows(
        read(
            "LAGOS: A building collapsed on Sunday, killing nine people.\n"
            "KANO: A bus crashed on Monday, killing 12 people.\n"
            "The president was in Paris, where he met investors."
        )
    )
    assert rows == {
        ("collapse", "Lagos", "2010-08-08", 9, None),
        ("crash", "Kano", "2010-08-09", 12, None),
    }


def test_items_are_of_the_day_of_their_preface(read) -> None:
    text = """Storm damage on Sunday:

Texas - A tornado flattened a motel in Dallas, killing two guests.

Kansas - Hail injured nine people in Wichita on Monday.
"""
    assert _rows(read(text)) == {
        ("storm", "Dallas", "2010-08-08", 2, None),
        ("storm", "Wichita", "2010-08-09", None, 9),
    }


def test_a_place_on_a_line_heads_an_item(read) -> None:
    text = """World in brief

PAKISTAN
A bus fell into a ravine near Quetta yesterday and 12 people died.

Bogota
Police fired tear gas at students on Sunday.
"""
    assert _rows(read(text)) == {
        ("crash", "Quetta", "2010-08-09", 12, None),
        ("riot", "Bogotá", "2010-08-08", None, None),
    }


def test_a_list_is_of_the_time_that_introduces_it(read) -> None:
    text = """The army said on Tuesday that in the past 24 hours:
- a mine killed two guards near Basra;
- rebels shelled a checkpoint near Mosul.
"""
    assert _rows(read(text)) == {
        ("bombing", "Basra", "2010-08-09", 2, None),
        ("shelling", "Mosul", "2010-08-09", None, None),
    }


def test_titles_of_items_tell_nothing_of_their_own(read) -> None:
    text = """Bus plunges into river near Lima

LIMA, Peru -- A bus fell into a river near Cusco, killing 44 people, police said Monday.

Shells fall on Homs

BEIRUT -- Syrian guns shelled the city of Hama on Monday, killing six people, residents said.

Quake strikes Chile
"""
    assert _rows(read(text + "SANTIAGO -- A quake shook Iquique on Sunday.")) == {
        ("crash", "Cusco", "2010-08-09", 44, None),
        ("shelling", "Hama", "2010-08-09", 6, None),
        ("earthquake", "Iquique", "2010-08-08", None, None),
    }


def test_days_on_lines_of_their_own_date_the_items_below(read) -> None:
    text = """Saturday, Aug. 7
Lagos: A building collapsed, killing four people.
Sunday, Aug. 8
Jos: A church roof fell in on worshippers. At least 60 people died.
Maiduguri: Two suicide bombers struck a market.
"""
    assert _rows(read(text)) == {
        ("collapse", "Lagos", "2010-08-07", 4, None),
        ("collapse", "Jos", "2010-08-08", 60, None),
        ("suicide_bombing", "Maiduguri", "2010-08-08", None, None),
    }
