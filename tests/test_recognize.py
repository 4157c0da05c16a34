"""Recognition on sentences of our own, with the real model and gazetteer."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import platformdirs
import pytest

from geo.gazetteer.lookup import Gazetteer, open_gazetteer
from geo.geoparsing.context import Reader
from geo.geoparsing.event_places import is_event_place
from geo.geoparsing.mentions import mentions_in
from geo.geoparsing.recognize import describe, recognize
from geo.geoparsing.told_places import is_headed
from geo.language import Language, parse
from geo.model import Toponym

pytestmark = pytest.mark.model


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return open_gazetteer(Path(platformdirs.user_cache_dir("dateline")))


def find(nlp: Language, gazetteer: Gazetteer, text: str) -> tuple[Toponym, ...]:
    (doc,) = parse(nlp, [text])
    found = recognize(doc, gazetteer)
    assert all(text[t.start : t.end] == t.name for t in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    return found


FOUND = {
    "dateline": ("MOSUL, Iraq (AP) — Troops entered the city on Monday.", ["MOSUL", "Iraq"]),
    "town and state": ("The storm hit Paris, Texas, before dawn.", ["Paris", "Texas"]),
    "short state": (
        "He moved from Macon, Ga., to Buffalo, N.Y., last year.",
        ["Macon", "Ga.", "Buffalo", "N.Y."],
    ),
    "list": ("Floods closed roads in Lyon, Dijon and Nancy.", ["Lyon", "Dijon", "Nancy"]),
    "possessive": ("Kenya's coast was calm.", ["Kenya"]),
    "county": ("A fire burned in Walker County on Friday.", ["Walker County"]),
    "compound": ("A US-led force arrived in Erbil.", ["US", "Erbil"]),
    "two words and initials": ("The UAE and the U.K. signed a treaty.", ["UAE", "U.K."]),
    "ending from birth": ("A ferry left St. John's at noon.", ["St. John's"]),
    "joined article": ("Shells fell on al-Bab and Deir ez-Zor.", ["al-Bab", "Deir ez-Zor"]),
    "unknown village": ("Gunmen raided the village of Qwxzytown.", ["Qwxzytown"]),
    "list behind towns of": (
        "People fled the towns of Qwxzy Abyad and Ras al-Qwxzy on Friday.",
        ["Qwxzy Abyad", "Ras al-Qwxzy"],
    ),
    "village at the start": ("In Qwxzytown village, nobody slept.", ["Qwxzytown"]),
    "forest that no gazetteer has": ("Rangers hid in the Qwxzy forest.", ["Qwxzy"]),
    "capital that is a body's name too": ("A diplomat in Brussels said no.", ["Brussels"]),
    "two names run together": (
        "A ferry sank on Lake Victoria off Mwanza, Tanzania.",
        ["Lake Victoria", "Mwanza", "Tanzania"],
    ),
    "town called like a people": ("Police in Berber fear Berber gunmen.", ["Berber"]),
    "division called like its people": (
        "Fighters from Tigray clashed with soldiers in Amhara.",
        ["Tigray", "Amhara"],
    ),
    "article that is no part": ("The Bank of England raised rates.", ["England"]),
    "article that is a part": ("They met in The Hague.", ["The Hague"]),
    "no full stop": ("She flew to New York. He stayed.", ["New York"]),
    "village": ("They fled the village of Tob Zawa at night.", ["Tob Zawa"]),
}


@pytest.mark.parametrize(("text", "names"), FOUND.values(), ids=FOUND)
def test_names_are_found_without_article_or_ending(nlp, gazetteer, text, names):
    assert [t.name for t in find(nlp, gazetteer, text)] == names


KEPT_OUT = {
    "full name then last name": (
        "Defence Secretary Ashton Carter arrived on Saturday. Carter praised the troops.",
        {"Carter", "Ashton"},
    ),
    "general": ("General Stephen Townsend spoke to reporters.", {"Townsend"}),
    "arabic last name": ("Abu Bakr al-Baghdadi was killed in Syria.", {"Baghdadi", "al-Baghdadi"}),
    "first the last name": ("Jordan scored twice. Michael Jordan was pleased.", {"Jordan"}),
    "armed group of a village's name": ("Al-Shabab attacked a base.", {"Al-Shabab"}),
    "armed group": ("Islamic State fighters withdrew.", {"Islamic State"}),
    "month": ("A building fell in Abuja in March, killing four people.", {"March"}),
    "peoples": (
        "Arab states and Berber leaders condemned Jewish settlers.",
        {"Arab", "Berber", "Jewish"},
    ),
    "football club": (
        "Manchester United beat Chelsea on Sunday.",
        {"Manchester", "Manchester United"},
    ),
    "words that are towns": ("Reading is nice. Nice people read.", {"Reading", "Nice"}),
    "verb": ("Mobile phones were handed out.", {"Mobile"}),
    "department": ("The Department of Public Safety called for calm.", {"Public Safety"}),
}


@pytest.mark.parametrize(("text", "names"), KEPT_OUT.values(), ids=KEPT_OUT)
def test_people_groups_and_words_are_kept_out(nlp, gazetteer, text, names):
    assert not names & {t.name for t in find(nlp, gazetteer, text)}


ROLES = {
    "people": ("Iraqi forces moved north.", "Iraqi", "demonym"),
    "university": ("Students at the University of Baghdad protested.", "Baghdad", "part"),
    "capital speaks": (
        "Moscow denied that its planes had crossed the border.",
        "Moscow",
        "metonym",
    ),
    "two words": ("A South African miner was rescued.", "South African", "demonym"),
    "capital accused": ("Kyiv accused Moscow of shelling towns.", "Moscow", "metonym"),
    "officials": ("US officials spoke on Monday.", "US", "metonym"),
    "towns of one entity": ("Missiles struck Kharkiv, Odesa and Dnipro.", "Kharkiv", "place"),
    "talks between": ("Talks between Washington and Moscow failed.", "Moscow", "metonym"),
    "plain": ("Thousands marched in Moscow.", "Moscow", "place"),
    "saint": ("Vigils were held at St. Rose of Lima church on Friday.", "Lima", "part"),
}


@pytest.mark.parametrize(("text", "name", "role"), ROLES.values(), ids=ROLES)
def test_roles_tell_people_parts_and_governments_from_places(nlp, gazetteer, text, name, role):
    assert {t.name: t.role for t in find(nlp, gazetteer, text)}[name] == role


HINTS = {
    "region in small letters": ("Three died in the Donetsk region.", "Donetsk", "RGN"),
    "village of": ("They reached the village of Karamlesh.", "Karamlesh", "P"),
    "province": ("Fighting spread in Sichuan province.", "Sichuan", "ADM1"),
    "counties": ("Fires burned in Eastland and Callahan counties.", "Eastland", "ADM2"),
    "river": ("They crossed the Nile at dawn.", "Nile", "H"),
    "county": ("Walker County was hit.", "Walker County", "ADM2"),
}


@pytest.mark.parametrize(("text", "name", "hint"), HINTS.values(), ids=HINTS)
def test_head_nouns_give_hints(nlp, gazetteer, text, name, hint):
    (doc,) = parse(nlp, [text])
    start = text.index(name)
    (toponym,) = describe(doc, [(start, start + len(name))], gazetteer)
    assert toponym.hint == hint


def test_an_empty_text_has_no_toponyms(nlp, gazetteer):
    assert find(nlp, gazetteer, "") == ()
    assert find(nlp, gazetteer, "\n \n") == ()


@pytest.mark.corpus
def test_the_wire_report_names_its_places_and_no_person(nlp, gazetteer, shared):
    text = (shared / "seeds" / "mosul-2016-10-24.txt").read_text(encoding="utf-8")
    found = find(nlp, gazetteer, text)
    places = {t.name for t in found if t.role != "demonym"}
    assert places >= {
        "Mosul",
        "Tob Zawa",
        "Bashiqa",
        "Qaraqosh",
        "Rutba",
        "Kirkuk",
        "Iraq",
        "Syria",
    }
    people = {"Carter", "Townsend", "Ashton", "Brett McGurk", "McGurk", "Dorrian", "al-Baghdadi"}
    groups = {"IS", "Islamic State", "Daesh", "AFP", "AP", "ISIL"}
    assert not places & (people | groups)
    assert {t.name for t in found if t.role == "demonym"} >= {"Iraqi", "Turkish", "American"}


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("On Sunday its men attacked Rutba, a remote desert town near the border.", ["Rutba"]),
        ("They fled to Makhmur, a dusty market town south of the river.", ["Makhmur"]),
        ("Rockets struck Qwxzyma, an Israeli border town whose people left.", ["Qwxzyma"]),
        ("The bomb went off in Qwxzy Sefi, a district of Helmand.", ["Qwxzy Sefi", "Helmand"]),
        ("The raid on Qwxzyti, a village in North Kivu, was short.", ["Qwxzyti", "North Kivu"]),
        ("Police questioned Chelsea Hall, a town councillor, on Monday.", []),
        ("Hall, a town clerk, denied it.", []),
        ("Troops captured Shura on Saturday, the last large town on the road.", ["Shura"]),
    ],
)
def test_a_description_behind_a_name_says_what_it_is(nlp, gazetteer, text, names):
    found = recognize(next(parse(nlp, [text])), gazetteer)
    assert [toponym.name for toponym in found if toponym.role != "demonym"] == names


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Eight soldiers were ambushed and killed at Qwxzytown, police said.", ["Qwxzytown"]),
        ("Troops shot dead three fighters near Qwxzytown, the army said.", ["Qwxzytown"]),
        (
            "They fired on a convoy of reservists at Qwxzytown, near Tetovo.",
            ["Qwxzytown", "Tetovo"],
        ),
        ("The collision occurred near Qwxzytown at dawn.", ["Qwxzytown"]),
        ("Bodies were found on Sunday in Qwxzytown, officers said.", ["Qwxzytown"]),
        ("A mine killed four herders in the Qwxzy area on Monday.", ["Qwxzy"]),
        (
            "Shells fell in Kramatorsk, Qwxzytown and Bakhmut.",
            ["Kramatorsk", "Qwxzytown", "Bakhmut"],
        ),
        ("A lorry blew up close to Qwxzytown on Monday.", ["Qwxzytown"]),
        ("Gunmen killed six farmers south of Qwxzytown on Monday.", ["Qwxzytown"]),
        ("A mob marched into Qwxzytown on Friday and burned homes.", ["Qwxzytown"]),
        ("Clashes were reported on Monday in Qwxzytown.", ["Qwxzytown"]),
        ("Police arrested a smuggler at the Qwxzy checkpoint on Monday.", ["Qwxzy"]),
        ("Bids close to Qwxzytown's were reported on Monday.", []),
        ("Complaints were heard on Monday in Qwxzycorp.", []),
        ("Two people were stabbed in a Qwxzymart on Sunday.", []),
        ("Two people were stabbed in the Qwxzymart store on Sunday.", []),
        ("Three pupils were killed at Qwxzy Middle School on Monday.", []),
        ("The crash occurred at Exit 4 of the turnpike.", []),
        ("Ten people were killed in an attack in Ramadan.", []),
        ("Police seized the drugs in SUVs and at CR 12.", []),
        ("Two men were shot dead at Smith's house; Bob Smith was away.", []),
        ("Trade with Qwxzytown grew, and prices in Qwxzytown doubled.", []),
    ],
)
def test_where_an_event_was_is_a_place_though_no_gazetteer_has_it(nlp, gazetteer, text, names):
    assert [toponym.name for toponym in find(nlp, gazetteer, text)] == names


@pytest.mark.parametrize(
    ("text", "is_place"),
    [
        pytest.param("A family died in Nakai village.", True, id="village"),
        pytest.param("A family died in Nakai province.", True, id="province"),
        pytest.param("A family met the Nakai villagers.", False, id="villagers"),
    ],
)
def test_a_known_name_before_a_kind_of_place_is_one(nlp, gazetteer, text, is_place):
    (doc,) = parse(nlp, [text])
    reader = Reader(doc, gazetteer)
    (mention,) = [each for each in mentions_in(reader) if each.name == "Nakai"]
    assert is_headed(reader, mention) == is_place


@pytest.mark.parametrize(
    ("text", "name", "is_place"),
    [
        pytest.param("The army captured Jamba on Friday.", "Jamba", True, id="captured"),
        pytest.param("Ganda and Jamba were shelled again.", "Jamba", True, id="with another"),
        pytest.param("Jamba, near the border, fell at noon.", "Jamba", True, id="fell"),
        pytest.param("The army praised Jamba on Friday.", "Jamba", False, id="praised"),
        pytest.param("Jamba fired and left.", "Jamba", False, id="who fired"),
    ],
)
def test_what_is_captured_or_shelled_is_a_place(nlp, gazetteer, text, name, is_place):
    (doc,) = parse(nlp, [text])
    reader = Reader(doc, gazetteer)
    (mention, *_) = [each for each in mentions_in(reader) if each.name == name]
    assert is_event_place(reader, mention, chance=0.25) == is_place
    assert not is_event_place(reader, mention, chance=0.05)
