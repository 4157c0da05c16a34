"""What wire articles tell, from the text to the reports with the real gazetteer."""

from __future__ import annotations

from datetime import date

import pytest
from told import passages, told

from geo.analyse import Tools, analyse_articles
from geo.footprints.boundaries import load_boundaries
from geo.geoparsing.recognize import recognize
from geo.language import parse
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


@pytest.mark.parametrize(("text", "expected"), passages("wire"))
def test_sentences_of_the_wire(read, text, expected):
    assert told(read(text)) == expected


@pytest.mark.parametrize(("text", "expected"), passages("narrowed"))
def test_where_the_words_put_it(read, text, expected):
    assert told(read(text)) == expected


def test_what_words_call_a_province_or_the_capital_is_recognized(nlp, gazetteer):
    names = {"KIEV", "Wenchuan", "Gansu", "Naypyitaw", "Gori"}
    text = (
        "KIEV (AFP) - The quake hit Wenchuan county and Gansu province, and shops in central Gori."
    )
    (doc,) = parse(nlp, [f"{text} In the capital, Naypyitaw, all was calm."])
    assert names <= {toponym.name for toponym in recognize(doc, gazetteer)}


def test_a_name_is_of_the_city_rather_than_of_its_division(read):
    (report,) = read("KIEV (AFP) - Police shot dead nine protesters in central Kiev on Sunday.")
    assert report.resolution.place.feature_code == "PPLC"


def test_what_is_undone_or_only_blamed_is_no_news(read):
    text = "President Zuma was criticised for visiting Paris. In Durban, two men who had been"
    assert not read(f"{text} detained were released.")


@pytest.mark.parametrize(
    "text",
    [
        "Anti-aircraft fire erupted over Tripoli.",
        "An aid worker was flown to Atlanta.",
        "The minister arrived in Lesbos for talks on migrants.",
        "A centre in Oslo measured it as a quake. It was revenge for the campaign in Somalia.",
        "In Sochi, the skier withdrew from the Games in protest.",
        "Macri carried Cordoba by a landslide.",
        "Analysts warned of a storm ahead for lenders in Asia.",
        "The virus of doubt killed the deal, bankers in Zurich said.",
        "Since the pandemic, police in Vienna have reported a first case of forgery.",
        "A relief pitcher arrived in Houston. Flour arrived in Cairo.",
    ],
)
def test_words_alike_tell_nothing_of_the_kind(read, text):
    assert not {code for code, _, _ in told(read(text))} & {
        "hazard/fire",
        "aid/delivery",
        "displacement/flight",
        "hazard/earthquake",
        "hazard/epidemic",
        "hazard/storm",
        "hazard/other",
        "protest/peaceful",
        "battle/advance",
    }


def test_the_dead_of_an_anniversary_are_not_those_of_the_day(read):
    text = "A gunman killed three people in Waco on Sunday. It was the anniversary of a massacre"
    (report,) = read(f"{text} in Parkland that left 17 dead.")
    assert report.casualties.killed.best == 3


def test_an_act_of_war_years_ago_did_not_happen_where_the_trial_is(read):
    reports = read(
        "CINCINNATI - A man was arrested in Cincinnati on Monday for plotting an attack on a "
        "church. Prosecutors said that he was in contact with a hacker. The hacker was killed in "
        "a drone strike in August 2008."
    )
    assert [report.sub_event_type for report in reports] == ["arrest"]


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("The killing came after days of protests by Turks against its envoy.", None),
        ("French police arrested two men on Monday.", None),
        ("In Turkey, police were busy after a failed coup attempt in July.", "Turkey"),
        ("Turkey said nothing. Turkish police were busy after a coup attempt in July.", None),
        ("Thousands fled to Turkey. Turkish police foiled a coup attempt in July.", "Turkey"),
        ("Syrian police arrested two men on Monday.", "Aleppo"),
        ("Turkish soldiers clashed with militiamen on Monday.", "Aleppo"),
    ],
)
def test_what_a_nation_does_at_home_is_not_put_at_a_scene_abroad(read, sentence, place):
    reports = read(f"ALEPPO, Syria - Shells fell on Aleppo on Monday. {sentence}")
    others = [r for r in reports if r.sub_event_type not in {"shelling", "attack"}]
    assert [r.resolution.place.name for r in others] == ([place] if place else [])


@pytest.mark.parametrize(
    ("text", "code", "prec"),
    [
        ("MANILA - A typhoon came ashore in Isabela province of the Philippines.", "ADM2", 3),
        ("At least seven people have died in Oklahoma and Arkansas in storms.", "ADM1", 4),
        ("A man was shot dead in New York on Monday.", "PPL", 1),
        ("KIRKUK, Iraq - Gunmen fought with police in the centre of Kirkuk.", "PPLA", 1),
    ],
)
def test_a_division_is_told_from_the_town_of_its_name(read, text, code, prec):
    report = read(text)[0]
    assert report.resolution.place.feature_code == code
    assert report.footprint.where_prec == prec


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            "Five bodies were found in Jalisco, Mexico. They lay on a road in Villa Corona.",
            "Villa Corona",
        ),
        (
            "A boat sank in Kerala on Saturday, killing 29 people. It sank near Alappuzha.",
            "Alappuzha",
        ),
        ("A bomb killed six people in Helmand. They were treated in Lashkar Gah.", "Helmand"),
        (
            "A bus fell into a gorge in Peru's Ayacucho region. It was on its way to Huanta.",
            "Ayacucho",
        ),
    ],
)
def test_the_next_sentence_says_where_in_the_region(read, text, place):
    (report,) = read(text)
    assert report.resolution.place.name == place


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Clashes have multiplied this spring, to the dismay of the Kremlin.", set()),
        ("Rebels shot dead three officers on Sunday in a blow to the Kremlin.", set()),
        ("A raid on Friday killed nine soldiers, a setback for the White House.", set()),
        ("Thousands marched to the White House on Sunday.", {"White House"}),
        ("Police arrested nine protesters outside the White House.", {"White House"}),
    ],
    ids=["of", "to", "for", "marched to", "outside"],
)
def test_a_seat_of_power_is_a_scene_only_where_something_happens_at_it(read, text, places):
    assert {place for _, place, _ in told(read(text))} == places


@pytest.mark.parametrize(
    ("text", "sub_event_type"),
    [
        ("In Basra a youth was shot dead on Monday after a quarrel.", "attack"),
        ("At a rally in Basra three youths were shot dead on Monday.", "riot"),
        ("Police shot dead a protester in Basra on Monday.", "riot"),
    ],
)
def test_a_youth_is_no_rioter_for_being_young(read, text, sub_event_type):
    (report,) = read(text)
    assert report.sub_event_type == sub_event_type


IN_NIGER = (
    "MINNA, Nigeria - Gunmen killed 23 people in Tunga, Niger state, on Monday. "
    "Police in Kontagora and Bida looked for them."
)
IN_MALI = (
    "GENEVA - Ministers met in Geneva on Monday to speak of Mali, to which France sent "
    "500 soldiers last week."
)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        # Tiushka in Russia, the only Tunga of the gazetteer in the Philippines.
        (
            "Two people died in Tushka, Oklahoma, in a tornado. A storm hit Atoka.",
            {"Oklahoma", "Atoka"},
        ),
        (IN_NIGER, {"Niger State"}),
        (IN_MALI, {"Geneva", "Mali"}),
    ],
)
def test_what_cannot_be_meant_places_nothing(read, text, places):
    assert {report.resolution.place.name for report in read(text)} == places


@pytest.mark.parametrize(
    "text",
    [
        "COLOMBO - Jets hit a rebel base in the north of the island on Monday.",
        "ABECHE, Chad - Families fled on Monday after rebels burned their village.",
        "MOGADISHU - Fighters took a camp 50 km from Mogadishu on Friday and looted the town.",
        "MARSABIT, Kenya - Troops left a camp outside Marsabit. Rebels took the town beside it.",
        "BOGOTA - Rebels took Chia. It was the fifth town in a week to come under attack.",
    ],
)
def test_no_city_is_called_an_island_or_a_village_nor_is_what_lies_beside_it(read, text):
    assert not [report for report in read(text) if "speaks of" in report.rule]
