"""The examples of docs/events.md give what stands below them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from geo.events.finding import find_reports
from geo.footprints.boundaries import load_boundaries
from geo.geoparsing.recognize import recognize
from geo.geoparsing.resolve import resolve
from geo.language import load_model, parse
from geo.model import Article

pytestmark = pytest.mark.model

DOC = Path(__file__).resolve().parents[1] / "docs" / "events.md"
EXAMPLES = re.findall(
    r"^> ([^\n]+)\n```\n(.*?)\n```", DOC.read_text("utf-8"), re.MULTILINE | re.DOTALL
)


def shown(report):
    """Write a report as the page does."""
    count = report.casualties.killed
    bounds = [count.low, count.best, count.high]
    toll = "/".join("-" if bound is None else str(bound) for bound in bounds)
    told = f", killed {toll}" if any(bound is not None for bound in bounds) else ""
    return (
        f"{report.event_type}/{report.sub_event_type}, {report.status}, {report.relation.kind}"
        f" {report.resolution.place.name}, {report.when.start}..{report.when.end}{told}"
    )


def test_the_page_has_examples():
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize(("text", "expected"), EXAMPLES, ids=[text[:30] for text, _ in EXAMPLES])
def test_example(gazetteer, text, expected):
    article = Article("a", text, published=date(2016, 10, 24))
    doc = next(parse(load_model(), [text]))
    resolutions = resolve(doc, recognize(doc, gazetteer), gazetteer)
    reports = find_reports(doc, article, resolutions, load_boundaries())
    found = "\n".join(map(shown, reports)) or "(nothing)"
    assert found == expected
