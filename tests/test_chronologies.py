"""Chronologies: each entry is told under the date at its head."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from told import told

from geo.analyse import Tools, analyse_articles
from geo.articles.entries import find_entries
from geo.footprints.boundaries import load_boundaries
from geo.gazetteer.lookup import Gazetteer
from geo.language import Language
from geo.model import Article, Report

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("* Jan 5, 1998 - A.\n* May 2: B.", ["Jan 5, 1998", "May 2"]),
        ("1994: A.\n\n1996-97: B.", ["1994", "1996-97"]),
        ("2004\nA.\n2010\nB.", ["2004", "2010"]),
        ("Friday: A.\nLate on Sunday: B.", ["Friday", "Late on Sunday"]),
        ("-- March 3, A.\n-- 4 March, B.", ["March 3", "4 March"]),
        ("On Monday, A.\nOn Tuesday, B.", []),
        ("May 3 - A.\nMay 5 was calm.", []),
        ("May 3, 2014\nMay 4, 2014\nA.", []),
    ],
    ids=["bullets", "years", "years alone", "weekdays", "commas", "prose", "one", "printed twice"],
)
def test_entries_are_headed_by_dates(text: str, heads: list[str]) -> None:
    found = [text[entry.start : entry.text_start] for entry in find_entries(text)]
    assert [head.strip(" \n:,-") for head in found] == heads


@pytest.fixture(scope="module")
def read(nlp: Language, gazetteer: Gazetteer) -> Callable[[str], Sequence[Report]]:
    """Return what reads a text published on Tuesday, 20 August 2013."""
    tools = Tools(nlp, gazetteer, load_boundaries())

    def reports(text: str) -> Sequence[Report]:
        article = Article("a", text, published=date(2013, 8, 20), published_basis="metadata")
        (analysis,) = analyse_articles([article], tools)
        return analysis.reports

    return reports


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            """Key dates in Iraq's turmoil:

Nov 22, 2011 - Police shoot dead four students in Basra.

Dec 30 - Seventy people are killed by a car bomb in Kirkuk.

Jan. 4 - Protests break out in Mosul. A mortar round kills a woman in Tikrit.

August 9, 2013 - Gunmen attack a barracks in Mosul, killing six soldiers.
""",
            {
                ("civilian_violence/attack", "Basra", "2011-11-22", "4"),
                ("explosion/bombing", "Kirkuk", "2011-12-30", "70"),
                ("protest/peaceful", "Mosul", "2012-01-04", "None"),
                ("explosion/shelling", "Tikrit", "2012-01-04", "1"),
                ("battle/armed_clash", "Mosul", "2013-08-09", "6"),
            },
        ),
        (
            """Recent bombings in Iraq:

2012
Feb. 23: A car bomb in Kirkuk kills nine.

2013
- March 14: Suicide bombers kill 18 people in Baghdad.
- June 16: Bombs explode in Basra. At least 10 people are killed.
""",
            {
                ("explosion/bombing", "Kirkuk", "2012-02-23", "9"),
                ("explosion/suicide_bombing", "Baghdad", "2013-03-14", "18"),
                ("explosion/bombing", "Basra", "2013-06-16", "10"),
            },
        ),
        (
            """Friday: Police arrested 12 villagers in Mosul.
Saturday: Thousands marched through Basra against the arrests.
Sunday: Gunmen shot dead two teachers in Kirkuk.
""",
            {
                ("strategic/arrest", "Mosul", "2013-08-16", "None"),
                ("protest/peaceful", "Basra", "2013-08-17", "None"),
                ("civilian_violence/attack", "Kirkuk", "2013-08-18", "2"),
            },
        ),
        (
            """1998: A bomb in Mosul kills two policemen.

2003-04: Gunmen shoot dead a governor in Basra.

2006: Seventy people are killed in Samarra.
""",
            {
                ("explosion/bombing", "Mosul", "1998-01-01", "2"),
                ("civilian_violence/attack", "Basra", "2003-01-01", "1"),
                ("civilian_violence/attack", "Samarra", "2006-01-01", "70"),
            },
        ),
    ],
    ids=["the year of the entry before", "years as headings", "days of the week", "years"],
)
def test_entries_date_what_they_tell(read, text, expected) -> None:
    assert told(read(text), killed=True) == expected
