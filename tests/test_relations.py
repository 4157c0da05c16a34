"""Phrases of relation: a table of sentences, each name in brackets, and what each must give."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.footprints.borders import borders_in
from geo.footprints.relation_words import bearing_of, parse_length
from geo.footprints.relations import find_border_relations, find_relation
from geo.model import Place, Relation, Toponym

NAME = re.compile(r"\[([^\]|]+)(?:\|([^\]]+))?\]")


def marked(text: str) -> tuple[str, list[Toponym]]:
    """Return the text without brackets, and the bracketed `[name|hint]`s as toponyms."""
    toponyms, plain, last = [], "", 0
    for match in NAME.finditer(text):
        plain += text[last : match.start()]
        start = len(plain)
        plain += match[1]
        toponyms.append(Toponym(start, len(plain), match[1], hint=match[2] or ""))
        last = match.end()
    return plain + text[last:], toponyms


def relate(nlp, text: str, which: int = 0, place: Place | None = None) -> Relation:
    plain, toponyms = marked(text)
    relation = find_relation(nlp(plain), toponyms[which], toponyms, place=place)
    start, end = relation.span
    assert plain[start:end] == relation.text
    return relation


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Five people died in [Mosul] on Friday.", "at", "Mosul"),
        ("Rockets were fired from [Gaza].", "at", "Gaza"),
        ("A bomb went off at the port of [Beirut].", "at", "Beirut"),
        ("Troops entered the northern city of [Mosul].", "at", "Mosul"),
        ("A strike hit the strategic border town of [Kobani].", "at", "Kobani"),
        ("Floods hit the western province of [Anbar|ADM1].", "within", "Anbar"),
        ("It happened in [Iraq|PCLI].", "within", "Iraq"),
        ("Clashes broke out near [Tikrit].", "near", "near Tikrit"),
        ("They camped close to the town of [Rutba].", "near", "close to the town of Rutba"),
        ("Villages around [Mosul] were emptied.", "near", "around Mosul"),
        ("Heavy fighting in and around [Aleppo].", "near", "in and around Aleppo"),
        ("A raid in the [Mosul] area killed two.", "near", "the Mosul area"),
        ("A raid in the vicinity of [Mosul].", "near", "in the vicinity of Mosul"),
        ("Soldiers advanced towards [Raqqa].", "near", "towards Raqqa"),
        ("A convoy was hit near rebel-held [Idlib].", "near", "near rebel-held Idlib"),
        ("A mass grave was found outside [Mosul].", "outside", "outside Mosul"),
        ("Shells fell just outside of [Donetsk].", "outside", "outside of Donetsk"),
        ("On the outskirts of [Damascus] tanks rolled.", "outside", "outskirts of Damascus"),
        ("A checkpoint on [Baghdad]'s outskirts.", "outside", "Baghdad's outskirts"),
        ("Fire raged in the suburbs of [Athens].", "outside", "in the suburbs of Athens"),
        ("It opened in the Cincinnati suburb of [West Chester].", "at", "West Chester"),
        ("She lives in a leafy suburb of [Cairo].", "outside", "a leafy suburb of Cairo"),
        ("A landslide in a hilly area of [Sichuan].", "at", "Sichuan"),
        ("They walked along the [Kenyan] coastline road.", "along", "the Kenyan coastline"),
        ("Flowers lay outside [Oakland] police headquarters.", "at", "Oakland"),
        ("A trooper of the [Florida] Highway Patrol died.", "at", "Florida"),
        ("They rode 109 miles from [Palencia] to the coast.", "at", "Palencia"),
        ("It snowed near the [New York|ADM1] border.", "along", "the New York border"),
        ("Trenches on the edge of the city of [Kirkuk].", "outside", "edge of the city of Kirkuk"),
        ("A base north of [Baghdad] was shelled.", "direction", "north of Baghdad"),
        ("A camp to the south-east of [Erbil] burned.", "direction", "to the south-east of Erbil"),
        ("They fought on the eastern side of [Mosul].", "in_part", "eastern side of Mosul"),
        ("Bombs fell in eastern [Mosul].", "in_part", "eastern Mosul"),
        ("A blast shook central [Kabul].", "in_part", "central Kabul"),
        ("It rained in the north of [Nigeria].", "in_part", "in the north of Nigeria"),
        ("He lives in [Mosul]'s eastern districts.", "in_part", "Mosul's eastern districts"),
        ("Gunmen were seen in southern [Yemen|PCLI].", "in_part", "southern Yemen"),
        ("Migrants sank off the coast of [Libya|PCLI].", "along", "off the coast of Libya"),
        ("Villages along the [Tigris] were flooded.", "along", "along the Tigris"),
        ("Crops failed in the [Euphrates] valley.", "along", "the Euphrates valley"),
        ("A patrol was hit on the [Baghdad] highway.", "along", "the Baghdad highway"),
    ],
)
def test_kind_and_words(nlp, text: str, kind: str, words: str) -> None:
    relation = relate(nlp, text)
    assert relation.kind == kind
    assert relation.text == words


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "kind", "km", "bearing"),
    [
        ("A village 20 km (12 miles) south of [Mosul] fell.", "offset", 20.0, 180.0),
        ("A village 20km south-east of [Mosul] fell.", "offset", 20.0, 135.0),
        ("Some 30 kilometres to the west of [Kirkuk], a mine blew up.", "offset", 30.0, 270.0),
        ("It lies twelve miles north west of the city of [York].", "offset", 19.312, 315.0),
        ("A boat sank 40 nautical miles north of [Tripoli].", "offset", 74.08, 0.0),
        ("The post, a few miles east of [Bashiqa], was hit.", "offset", 4.828, 90.0),
        ("The quake struck 10 to 15 km northeast of [Kermanshah].", "offset", 12.5, 45.0),
        ("Half a mile from [Deraa] they stopped.", "offset", 0.805, None),
        ("The front is 5 kilometers from [Mosul].", "offset", 5.0, None),
        ("The army is within 8 km of [Tal Afar].", "near", 8.0, None),
        ("People in a 20-kilometre radius of [Fukushima] had to leave.", "near", 20.0, None),
        ("The village is a day's drive south of [Agadez].", "direction", None, 180.0),
        ("It stood many miles south of [Agadez].", "direction", None, 180.0),
        ("It crashed 1/2 mile west of [Richland].", "offset", 0.805, 270.0),
        ("The bridge is 300 metres (1,000 feet) west of [Deir Hafer].", "offset", 0.3, 270.0),
        ("On the eastern outskirts of [Mosul] they dug in.", "outside", None, 90.0),
        ("They hold the north-western part of [Aleppo].", "in_part", None, 315.0),
        ("In southern [Yemen|PCLI] a plane crashed.", "in_part", None, 180.0),
        ("Blasts were heard in downtown [Kabul].", "in_part", None, None),
        ("Roads closed in south-central [Kansas|ADM1].", "in_part", None, 180.0),
    ],
)
def test_distance_and_bearing(
    nlp, text: str, kind: str, km: float | None, bearing: float | None
) -> None:
    relation = relate(nlp, text)
    assert (relation.kind, relation.distance_km, relation.bearing_deg) == (kind, km, bearing)


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "kind", "line", "words"),
    [
        ("A bus burned between [Mosul] and [Erbil].", "between", "", "between Mosul and Erbil"),
        (
            "Trucks wait on the road from [Mosul] to [Tal Afar].",
            "along",
            "road",
            "road from Mosul to Tal Afar",
        ),
        (
            "The highway linking [Homs] with the city of [Hama] was cut.",
            "along",
            "road",
            "highway linking Homs with the city of Hama",
        ),
        ("The [Baghdad]-[Amman] highway is shut.", "along", "road", "The Baghdad-Amman highway"),
        (
            "Shots were fired on the road between [Nablus] and [Jenin].",
            "along",
            "road",
            "road between Nablus and Jenin",
        ),
    ],
)
def test_two_places(nlp, text: str, kind: str, line: str, words: str) -> None:
    _, toponyms = marked(text)
    for which in (0, 1):
        relation = relate(nlp, text, which)
        assert (relation.kind, relation.line, relation.text) == (kind, line, words)
        assert relation.other == toponyms[1 - which]


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "Talks between [Ankara] and [Moscow] broke down.",
        "The war between [Armenia] and [Azerbaijan] went on.",
        "Flights between [Moscow] and [Kyiv] were stopped.",
        "She split her time between [Ann Arbor] and [Oscoda].",
        "He flew from [Mosul] to [Erbil].",
        "The trains run to [Mosul] and [Erbil].",
    ],
)
def test_no_stretch_of_land(nlp, text: str) -> None:
    assert relate(nlp, text).kind == "at"


@pytest.mark.model
@pytest.mark.parametrize("role", ["demonym", "metonym", "part"])
def test_only_places_are_related(nlp, role: str) -> None:
    text = "The paper is read near London."
    toponym = Toponym(23, 29, "London", role=role)
    assert find_relation(nlp(text), toponym, [toponym]).kind == "at"


@pytest.mark.model
def test_a_list_shares_its_preposition(nlp) -> None:
    text = "Strikes were reported near [Mosul] and [Tal Afar], and in [Hit]."
    assert [relate(nlp, text, i).kind for i in range(3)] == ["near", "near", "at"]


@pytest.mark.model
def test_the_denoted_place_decides_about_rivers_and_divisions(nlp) -> None:
    river = Place("gn:1", 1, "Tigris", 47.4, 31.0, "H", "STM")
    town = Place("gn:2", 2, "Tigris", -91.0, 41.0, "P", "PPL")
    division = Place("gn:3", 3, "Anbar", 41.0, 33.0, "A", "ADM1", "IQ", "01")
    assert relate(nlp, "They walked along [Tigris].", place=river).line == "river"
    assert relate(nlp, "They walked along the [Tigris].", place=town).line == ""
    assert relate(nlp, "Snow fell in [Anbar].", place=division).kind == "within"
    seat = Place("gn:4", 4, "Cianjur", 107.1, -6.8, "P", "PPLA2", "ID", "30")
    assert relate(nlp, "Snow fell in [Cianjur|ADM2] district.", place=seat).kind == "within"
    assert relate(nlp, "Snow fell in [Cianjur].", place=seat).kind == "at"


@pytest.mark.parametrize(
    ("text", "words", "codes"),
    [
        ("It lies near the Jordanian border.", "near the Jordanian border", "JO"),
        ("Guns fell silent along the border with Turkey.", "along the border with Turkey", "TR"),
        ("They met on the Turkish-Syrian border.", "on the Turkish-Syrian border", "SY;TR"),
        ("Iraq's border with Syria was closed.", "Iraq's border with Syria", "IQ;SY"),
        ("A camp at the border between Iran and Iraq.", "at the border between Iran and Iraq",
         "IQ;IR"),
        ("The US-Mexico border is long.", "The US-Mexico border", "MX;US"),
        ("On the frontier with neighbouring Mali.", "On the frontier with neighbouring Mali", "ML"),
        ("A camp 5 km from the Syrian border.", "5 km from the Syrian border", "SY"),
    ],
)  # fmt: skip
def test_borders(text: str, words: str, codes: str) -> None:
    (relation,) = borders_in(text)
    assert (relation.kind, relation.line) == ("along", "border")
    assert relation.text == words == text[relation.span.start : relation.span.end]
    assert relation.country_code == codes


def test_distance_from_a_border() -> None:
    (relation,) = borders_in("The tents stand some 12 miles (20 km) from the Turkish border.")
    assert relation.distance_km == 19.312


@pytest.mark.parametrize(
    "text",
    [
        "Turkish border guards opened fire.",
        "In the Syrian border town of Kobani.",
        "The border was closed.",
        "A borderline case from Syria.",
    ],
)
def test_no_border(text: str) -> None:
    assert borders_in(text) == ()


@pytest.mark.model
def test_a_country_inside_a_border_phrase(nlp) -> None:
    relation = relate(nlp, "Shells fell near the border with [Turkey|PCLI] at noon.")
    assert (relation.kind, relation.line, relation.country_code) == ("along", "border", "TR")
    assert len(find_border_relations(nlp("Near the Syrian border and the Iranian border."))) == 2


@pytest.mark.parametrize(
    ("words", "km"),
    [
        ("20 km", 20.0),
        ("1,200 yards", 1.097),
        ("two and a half miles", 4.023),
        ("a couple of kilometres", 2.0),
        ("several hundred metres", 0.5),
        ("dozens of kilometres", 24.0),
        ("twenty-mile", 32.187),
        ("500m", 0.5),
    ],
)
def test_lengths(words: str, km: float) -> None:
    found = parse_length(words)
    assert found is not None
    assert found.km == km


@given(st.sampled_from(["north", "south"]), st.sampled_from(["east", "west"]),
       st.sampled_from(["", "-", " "]), st.sampled_from(["", "ern", "erly", "ward"]))  # fmt: skip
def test_compass_points_mirror(ns: str, ew: str, joint: str, suffix: str) -> None:
    bearing = bearing_of(f"{ns}{joint}{ew}{suffix}")
    assert (bearing < 180) == (ew == "east")
    assert (90 < bearing < 270) == (ns == "south")


@settings(max_examples=200)
@given(st.text(max_size=120))
def test_border_spans_are_words_of_the_text(text: str) -> None:
    for relation in borders_in(text + " the Syrian border " + text):
        start, end = relation.span
        assert (text + " the Syrian border " + text)[start:end] == relation.text
