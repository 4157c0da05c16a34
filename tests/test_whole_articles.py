"""What wire articles tell, from the text to the reports with the real gazetteer."""

from __future__ import annotations

from datetime import date

import pytest

from geo.analyse import Tools, analyse_articles
from geo.boundaries import load_boundaries
from geo.model import Article

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def read(nlp, gazetteer):
    """Return what reads a text published on Tuesday, 10 August 2010."""
    tools = Tools(nlp, gazetteer, load_boundaries())

    def reports(text):
        article = Article("a", text, published=date(2010, 8, 10), published_basis="metadata")
        (analysis,) = analyse_articles([article], tools)
        return analysis.reports

    return reports


def told(reports):
    """Write each report as its code, place and day."""
    return {
        (f"{r.event_type}/{r.sub_event_type}", r.resolution.place.name, str(r.when.start))
        for r in reports
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "ISLAMABAD, Aug 10 - Floods that have killed more than 1,400 people surged south"
            " through Pakistan on Monday.",
            {("hazard/flood", "Pakistan", "2010-08-09")},
            id="a relative clause behind the first noun",
        ),
    ],
)
def test_sentences_of_the_wire(read, text, expected):
    assert told(read(text)) == expected
