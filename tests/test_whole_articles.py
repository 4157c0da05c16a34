"""What wire articles tell, from the text to the reports with the real gazetteer."""

from __future__ import annotations

from datetime import date

import pytest

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
        pytest.param(
            "In Multan, people fled on ox-carts and in trucks on Sunday.",
            {("displacement/flight", "Multan", "2010-08-08")},
            id="vehicles that people flee in",
        ),
        pytest.param(
            "Hundreds of families sought shelter in a church in Eldoret on Sunday.",
            {("displacement/flight", "Eldoret", "2010-08-08")},
            id="shelter sought",
        ),
        pytest.param(
            "More than 900 migrants came ashore in Lampedusa on Sunday.",
            {("displacement/flight", "Lampedusa", "2010-08-08")},
            id="migrants who arrive",
        ),
        pytest.param(
            "Floods have cut off the north. Helicopters dropped food in Gilgit on Sunday.",
            {("aid/delivery", "Gilgit", "2010-08-08"), ("hazard/flood", "Gilgit", "2010-08-10")},
            id="food dropped where there are floods",
        ),
        pytest.param(
            "Authorities in Sindh province evacuated 90,000 people on Sunday.",
            {("displacement/evacuation", "Sindh", "2010-08-08")},
            id="the authorities of a province evacuate it",
        ),
        pytest.param(
            "Scuffles broke out in Budapest on Sunday. Students chanted slogans in Vienna.",
            {
                ("protest/riot", "Budapest", "2010-08-08"),
                ("protest/peaceful", "Vienna", "2010-08-08"),
            },
            id="scuffles and slogans",
        ),
        pytest.param(
            "Mortar shells fired on Sunday hit a school in Uri.",
            {("explosion/shelling", "Uri", "2010-08-08")},
            id="shells that are fired",
        ),
        pytest.param(
            "A fertilizer plant exploded in Waco on Sunday. The blast was heard in Dallas."
            " It came a week after the bombing in Boston.",
            {
                ("accident/blast", "Waco", "2010-08-08"),
                ("explosion/bombing", "Boston", "2010-08-01"),
            },
            id="a plant explodes in a text that names a bomb; where it was heard",
        ),
        pytest.param(
            "A levee broke in Paducah on Sunday. A schooner took on water off Norfolk.",
            {
                ("hazard/flood", "Paducah", "2010-08-08"),
                ("accident/crash", "Norfolk", "2010-08-08"),
            },
            id="levees and ships",
        ),
        pytest.param(
            "A bomb killed nine people in Samba, 30 km from Jammu on the road to Pathankot.",
            {("explosion/bombing", "Sāmba", "2010-08-10")},
            id="where a road leads",
        ),
        pytest.param(
            "Armoured vehicles blocked roads in Yangon on Sunday.",
            {("strategic/other", "Yangon", "2010-08-08")},
            id="armoured vehicles are a force",
        ),
        pytest.param(
            "The cholera outbreak has spread. Nine people died of cholera in Gonaives on Sunday.",
            {("hazard/epidemic", "Gonaïves", "2010-08-08")},
            id="died of a disease",
        ),
        pytest.param(
            "Rescuers searched for survivors after a long section of a bridge collapsed in Genoa"
            " on Sunday, killing 39 people.",
            {("accident/collapse", "Genoa", "2010-08-08")},
            id="a clause behind after",
        ),
        pytest.param(
            "Dozens of Malian nationals protested in front of a college in Tokyo on Sunday, and"
            " around 200 people demonstrated in Bangkok.",
            {
                ("protest/peaceful", "Tokyo", "2010-08-08"),
                ("protest/peaceful", "Bangkok", "2010-08-08"),
            },
            id="a main clause hung on a noun",
        ),
        pytest.param(
            "The strike began two days after the capture in Lyon of Jacques Petit.",
            {("strategic/arrest", "Lyon", "2010-08-08")},
            id="a capture somewhere of somebody",
        ),
        pytest.param(
            "In West Virginia, where the storm brought snow, a woman died in a car crash in Tucker"
            " County on Sunday.",
            {
                ("hazard/storm", "West Virginia", "2010-08-10"),
                ("accident/crash", "Tucker County", "2010-08-08"),
            },
            id="the dead of what the sentence tells, not of its aside",
        ),
        pytest.param(
            "A bomb went off on Sunday in Boston, a day before the anniversary of a fire in Waco.",
            {("explosion/bombing", "Boston", "2010-08-08")},
            id="an anniversary of what was elsewhere",
        ),
        pytest.param(
            "Rebels marched on Yangon. In the capital, Naypyitaw, armoured vehicles blocked roads.",
            {
                ("battle/advance", "Yangon", "2010-08-10"),
                ("strategic/other", "Nay Pyi Taw", "2010-08-10"),
            },
            id="the capital is named behind",
        ),
        pytest.param(
            "The blast in Beirut on Sunday was felt in Larnaca. Up to 300 homes were evacuated.",
            {
                ("accident/blast", "Beirut", "2010-08-08"),
                ("displacement/evacuation", "Beirut", "2010-08-10"),
            },
            id="nothing goes on where a blast was felt",
        ),
        pytest.param(
            "A suicide bomber killed two in Mogadishu on Sunday; police in Eldoret arrested one.",
            {
                ("explosion/suicide_bombing", "Mogadishu", "2010-08-08"),
                ("strategic/arrest", "Eldoret", "2010-08-08"),
            },
            id="where police are, nearer than where the other clause is",
        ),
        pytest.param(
            "Migrants waited. In Matamoros, some 500 people waded across the river on Sunday.",
            {("displacement/flight", "Matamoros", "2010-08-08")},
            id="people who wade",
        ),
        pytest.param(
            "A man opened fire at a base in Fort Hood on Sunday, killing nine people. The gunman"
            " was shot four times by an officer.",
            {("civilian_violence/attack", "Fort Hood", "2010-08-08")},
            id="the gunman shot at last",
        ),
        pytest.param(
            "Israel, which struck militant posts near Damascus on Sunday, was silent.",
            {("explosion/air_strike", "Damascus", "2010-08-08")},
            id="a state that strikes posts",
        ),
        pytest.param(
            "The death toll from a coronavirus rose to 40 in Hubei. Wenzhou was locked down on"
            " Sunday. Perth reported its first case. The virus killed two in Manila.",
            {
                ("hazard/epidemic", "Hubei", "2010-08-10"),
                ("strategic/curfew", "Wenzhou", "2010-08-08"),
                ("hazard/epidemic", "Perth", "2010-08-10"),
                ("hazard/epidemic", "Manila", "2010-08-10"),
            },
            id="an epidemic",
        ),
        pytest.param(
            "Protesters threw petrol bombs at a station in Athens on Sunday and captured nine"
            " policemen. Barricades went up in Patras. In Volos, looters carried off radios.",
            {
                ("protest/riot", "Athens", "2010-08-08"),
                ("civilian_violence/abduction", "Athens", "2010-08-08"),
                ("protest/riot", "Patras", "2010-08-08"),
                ("protest/riot", "Volos", "2010-08-08"),
            },
            id="what rioters do",
        ),
        pytest.param(
            "Scuffles broke out in Bogota on Sunday. The mayor of Cali said three had died there"
            " in clashes of police and protesters. The Magdalena broke its banks in Neiva.",
            {
                ("protest/riot", "Bogotá", "2010-08-08"),
                ("protest/riot", "Cali", "2010-08-08"),
                ("hazard/flood", "Neiva", "2010-08-10"),
            },
            id="there, where an office is; rivers that break their banks",
        ),
        pytest.param(
            "Relief planes landed in Padang after the quake. A ship brought tents to Bengkulu.",
            {
                ("hazard/earthquake", "Padang", "2010-08-10"),
                ("aid/delivery", "Padang", "2010-08-10"),
                ("aid/delivery", "Bengkulu", "2010-08-10"),
            },
            id="relief that lands",
        ),
        pytest.param(
            "A boat capsized off Phuket in a storm on Saturday, killing 42. In Japan, heavy rain"
            " killed nine. In March 2008, a quake and a landslide killed 200 in Palu, on the island"
            " of Sulawesi. An eruption in 1883 killed thousands.",
            {
                ("accident/crash", "Phuket", "2010-08-07"),
                ("hazard/storm", "Japan", "2010-08-10"),
                ("hazard/earthquake", "Palu", "2008-03-01"),
            },
            id="a storm that is only how, rain abroad, a town on an island, a disaster of old",
        ),
        pytest.param(
            "A strong aftershock shook Padang on Sunday. The quake struck on Friday near Bengkulu.",
            {
                ("hazard/earthquake", "Padang", "2010-08-08"),
                ("hazard/earthquake", "Bengkulu", "2010-08-06"),
            },
            id="an aftershock is another quake",
        ),
        pytest.param(
            "Artillery pounded Mosul on Sunday. East of the Tigris, a car bomb wounded nine. In"
            " Basra, police and protesters clashed, and a boy was run over by a truck in Zubayr.",
            {
                ("explosion/shelling", "Mosul", "2010-08-08"),
                ("explosion/bombing", "Mosul", "2010-08-08"),
                ("protest/riot", "Basra", "2010-08-10"),
                ("accident/crash", "Az Zubayr", "2010-08-10"),
            },
            id="a bank of a river; a second clause elsewhere",
        ),
        pytest.param(
            "At least 11 people have died in three days of unrest in Bolivia. Shells hit Basra;"
            " some 3,000 people have managed to leave Fallujah since the siege was laid.",
            {
                ("protest/riot", "Bolivia", "2010-08-08"),
                ("explosion/shelling", "Basra", "2010-08-10"),
                ("displacement/flight", "Fallujah", "2010-08-10"),
            },
            id="unrest; people who get out of a town besieged",
        ),
        pytest.param(
            "Rescuers were at work on Sunday, two days after Cyclone Abele slammed into Toamasina,"
            " killing nine. A cargo plane with tents landed in Toamasina from Nairobi. Two men"
            " were shot by police in the city.",
            {
                ("hazard/storm", "Toamasina", "2010-08-06"),
                ("aid/delivery", "Toamasina", "2010-08-10"),
                ("civilian_violence/attack", "Toamasina", "2010-08-10"),
            },
            id="a cyclone by its name; a town that a plane came from",
        ),
        pytest.param(
            "Militants blew up a track and seized a train in northern Mali on Sunday. In Kidal,"
            " gunmen abducted nine on Saturday.",
            {
                ("explosion/bombing", "Mali", "2010-08-08"),
                ("civilian_violence/abduction", "Kidal", "2010-08-07"),
            },
            id="two acts of a sentence whose country stands by the second",
        ),
        pytest.param(
            "Fires raged in Padang on Sunday, two days after an earthquake killed 900 there. Nine"
            " people died in Bengkulu.",
            {
                ("hazard/fire", "Padang", "2010-08-08"),
                ("hazard/earthquake", "Padang", "2010-08-06"),
                ("hazard/earthquake", "Bengkulu", "2010-08-06"),
            },
            id="a quake of days ago is the news",
        ),
        pytest.param(
            "EAST LANSING, Mich. (AP) — A gunman killed three students at Michigan State University"
            " on Sunday. It was the anniversary of a massacre in Parkland that left 17 dead.",
            {("civilian_violence/attack", "East Lansing", "2010-08-08")},
            id="a school that bears the name of its state, and an anniversary",
        ),
        pytest.param(
            "Shells hit Basra on Sunday. Gunmen shot nine people in Fallujah on Sunday. Troops"
            " pounded Tikrit on Sunday. Rebels and ministers signed a truce on Sunday.",
            {
                ("explosion/shelling", "Basra", "2010-08-08"),
                ("civilian_violence/attack", "Fallujah", "2010-08-08"),
                ("explosion/shelling", "Tikrit", "2010-08-08"),
            },
            id="a truce is not signed where others were shot",
        ),
    ],
)
def test_sentences_of_the_wire(read, text, expected):
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
