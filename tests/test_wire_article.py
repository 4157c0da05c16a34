"""A wire agency's whole article gives what a careful reader lists, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from geo.events.finding import find_reports
from geo.footprints.boundaries import load_boundaries
from geo.geoparsing.recognize import recognize
from geo.geoparsing.resolve import resolve
from geo.language import parse
from geo.model import Article

pytestmark = [pytest.mark.corpus, pytest.mark.model]


# Place, codes that a reader may give it, first day, least number killed.
WIRE = [
    ("Tob Zawa", {"battle/advance", "battle/armed_clash"}, "2016-10-24", None),
    ("Mosul", {"explosion/air_strike"}, "2016-10-17", None),
    ("Qaraqosh", {"battle/advance", "battle/armed_clash"}, "2016-10-24", None),
    ("Bashiqa", {"battle/advance"}, "2016-10-24", None),
    ("Bashiqa", {"explosion/shelling"}, None, None),
    ("Rutba", {"civilian_violence/execution", "battle/armed_clash"}, "2016-10-23", 5),
    ("Kirkuk", {"battle/armed_clash"}, "2016-10-21", 121),
    ("Tigris Valley", {"battle/advance", "battle/territory_taken"}, None, None),
]


# What a careful reader lists beside these and would not strike out.
ALSO = {("Mosul", "battle/advance"), ("Kirkuk", "strategic/curfew"), ("Iraq", "strategic/visit")}


@pytest.fixture(scope="module")
def wire(nlp, shared, gazetteer):
    text = (shared / "seeds" / "mosul-2016-10-24.txt").read_text(encoding="utf-8")
    article = Article("wire", text, published=date(2016, 10, 24))
    doc = next(parse(nlp, [text]))
    resolutions = resolve(doc, recognize(doc, gazetteer), gazetteer)
    return article, find_reports(doc, article, resolutions, load_boundaries())


def code(report):
    return f"{report.event_type}/{report.sub_event_type}"


@pytest.mark.parametrize(
    ("place", "codes", "start", "killed"), WIRE, ids=[f"{p}-{min(c)}" for p, c, _, _ in WIRE]
)
def test_wire_article_has_what_a_reader_lists(wire, place, codes, start, killed):
    _, reports = wire
    found = [r for r in reports if r.resolution.place.name == place and code(r) in codes]
    assert len(found) == 1
    assert start is None or found[0].when.start == date.fromisoformat(start)
    assert found[0].casualties.killed.low == killed
    assert found[0].status == "occurred"


def test_wire_article_has_nothing_else(wire):
    _, reports = wire
    listed = {(place, one) for place, codes, _, _ in WIRE for one in codes} | ALSO
    assert [(r.resolution.place.name, code(r)) for r in reports if
            (r.resolution.place.name, code(r)) not in listed] == []  # fmt: skip
    assert len(reports) <= len(WIRE) + len(ALSO)


def test_wire_quotes_are_as_printed(wire):
    article, reports = wire
    for report in reports:
        start, end = report.quote_span
        assert article.text[start:end] == report.quote
        assert report.quote_span.start <= report.trigger_span.start
        assert report.trigger_span.end <= report.quote_span.end
        assert "\n" not in report.quote
