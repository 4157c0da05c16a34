"""Villages that the gazetteer lacks: known by what the text tells of them, put where it says."""

from __future__ import annotations

from datetime import date

import pytest
from builders import resolution
from test_events import read
from told import placed

from geo.events.finding import find_reports
from geo.footprints.boundaries import load_boundaries
from geo.model import Article, Candidate, Place, Resolution, Toponym

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Baghdad - Three people died on Sunday in an air strike on Tell Hareb, a village in"
            " Anbar province, the agency said.",
            {("Anbar", "within", 4)},
            id="struck, and described",
        ),
        pytest.param(
            "Baghdad - Snow brought down the roof of a market on Sunday in Maoshan Xin, a township"
            " in Anbar province, and killed four people.",
            {("Anbar", "within", 4)},
            id="a township",
        ),
        pytest.param(
            "In Gareb East, Anbar, a raid on Sunday left 22 herders dead.",
            {("Anbar", "within", 4)},
            id="the region behind a comma",
        ),
        pytest.param(
            "Gunmen attacked a police post on Sunday at Gat Peuchar Bala in Anbar province and"
            " killed three officers.",
            {("Anbar", "within", 4)},
            id="the region without a comma",
        ),
        pytest.param(
            "A bomb exploded on Sunday in Matani Adezai, on the edge of Kirkuk, killing four.",
            {("Kirkuk", "outside", 2)},
            id="on the edge of a city",
        ),
        pytest.param(
            "Gunmen killed 40 farmers on Sunday in Garin Koshe. The village lies 25 km north of"
            " Kirkuk.",
            {("Kirkuk", "offset", 2)},
            id="told of the village in the next sentence",
        ),
        pytest.param(
            "Gunmen killed 35 people on Sunday in Arbin Koulga. It was the third raid in a week."
            " The village belongs to Anbar province.",
            {("Anbar", "within", 4)},
            id="told of the village two sentences later",
        ),
        pytest.param(
            "Fighters attacked a base at Bar Sanguni Yare, about 50 km north of the oil city of"
            " Kirkuk, on Sunday, killing 12 soldiers.",
            {("Kirkuk", "offset", 2)},
            id="one attack where two words measure",
        ),
        pytest.param(
            "Gunmen attacked a checkpoint at Bugh Janubi between Mosul and Kirkuk on Sunday,"
            " killing 12 soldiers.",
            {("Mosul", "between", 5)},
            id="between two towns",
        ),
        pytest.param(
            "Baghdad - A tanker exploded on Sunday in Wellin Kola, east of the capital, and 98"
            " people were killed.",
            {("Baghdad", "direction", 2)},
            id="from the capital",
        ),
        pytest.param(
            "A bomb wounded two people in Kirkuk on Sunday. Gunmen shot dead a mayor near Sidi"
            " Raisan the same day.",
            {("Kirkuk", "at", 1), ("Kirkuk", "within", 3)},
            id="near a name of which nothing is told",
        ),
        pytest.param(
            "Gunmen killed 15 people on Sunday in the village of Kwaja Sabo, residents of Iraq"
            " said.",
            {("Iraq", "within", 6)},
            id="only the country is told",
        ),
    ],
)
def test_where(nlp, text, expected):
    assert placed(read(nlp, text)) == expected


def test_whose_village_it_is_outweighs_the_scene(nlp):
    text = (
        "A bomb killed two people in Kirkuk on Sunday. Jets bombed Gamba Fota, a Nigerian border"
        " town, on Sunday."
    )
    nigeria = Place("gn:2328926", 2328926, "Nigeria", 8.0, 10.0, "A", "PCLI", "NG")
    people = Toponym(start := text.index("Nigerian"), start + 8, "Nigerian", role="demonym")
    told = (
        resolution("Kirkuk", text.index("Kirkuk")),
        Resolution(people, None, 0.0, (Candidate(nigeria, 1.0, "name"),), "a demonym"),
    )
    day = date(2016, 10, 24)
    reports = find_reports(nlp(text), Article("a", text, published=day), told, load_boundaries())
    assert placed(reports) == {("Kirkuk", "at", 1), ("Nigeria", "within", 6)}


def test_who_bears_a_title_is_no_village(nlp):
    text = "A bomb killed two people in Kirkuk on Sunday. Police met Hula Bakri, a village elder."
    assert placed(read(nlp, text)) == {("Kirkuk", "at", 1)}


def test_a_village_is_no_quarter_of_the_capital_where_its_news_was_written(nlp):
    text = (
        "Baghdad - Three people died in an air strike on Tell Hareb, a village near the border,"
        " the news agency of Iraq said on Sunday."
    )
    (report,) = read(nlp, text)
    assert (report.resolution.place.name, report.footprint.where_prec) == ("Iraq", 6)
