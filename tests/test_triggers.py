"""Words that tell events are found with their code, and look-alikes are not."""

from __future__ import annotations

import csv

import pytest

from geo.errors import DataError
from geo.events.conditions import parse_conditions
from geo.events.triggers import find_triggers, load_entries
from geo.language import parse
from geo.layers.codebook import EVENT_COLUMNS
from geo.resources import data_path, read_rows

pytestmark = pytest.mark.model

CODES = {
    "battle": {"armed_clash", "advance", "territory_taken", "territory_lost", "withdrawal"},
    "explosion": {"air_strike", "shelling", "suicide_bombing", "bombing", "drone_strike"},
    "civilian_violence": {"attack", "execution", "abduction", "sexual_violence"},
    "strategic": {"deployment", "agreement", "arrest", "curfew", "seizure", "visit", "other"},
    "protest": {"peaceful", "riot"},
    "displacement": {"flight", "evacuation", "return"},
    "aid": {"delivery", "blocked"},
    "hazard": {"earthquake", "flood", "storm", "fire", "epidemic", "drought", "other"},
    "accident": {"crash", "blast", "collapse", "other"},
}


def codes(nlp, text):
    doc = next(parse(nlp, [text]))
    places = {token.i for token in doc if token.ent_type_ in {"GPE", "LOC"}}
    return [f"{t.event_type}/{t.sub_event_type}" for t in find_triggers(doc, places)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Troops clashed with rebels near the river.", "battle/armed_clash"),
        ("Police exchanged fire with the gunmen for an hour.", "battle/armed_clash"),
        ("The army advanced on the village at dawn.", "battle/advance"),
        ("Rebels captured the town on Friday.", "battle/territory_taken"),
        ("Security forces clashed with anti-government protesters.", "protest/riot"),
        ("The town came under heavy shelling.", "explosion/shelling"),
        ("A trailer came loose and tore into their bus.", "accident/crash"),
        ("A lorry rammed three minibuses.", "accident/crash"),
        ("A flood of mud swept through the town.", "hazard/flood"),
        ("The army lost the airfield to the insurgents.", "battle/territory_lost"),
        ("Soldiers withdrew from the valley.", "battle/withdrawal"),
        ("Warplanes bombed a market in Idlib.", "explosion/air_strike"),
        ("An airstrike hit the hospital.", "explosion/air_strike"),
        ("An air-strike hit the depot.", "explosion/air_strike"),
        ("Artillery shelled the port all night.", "explosion/shelling"),
        ("Three rockets landed in the town.", "explosion/shelling"),
        ("A suicide bomber struck a checkpoint.", "explosion/suicide_bombing"),
        ("He blew himself up in a mosque.", "explosion/suicide_bombing"),
        ("A roadside bomb killed two officers.", "explosion/bombing"),
        ("A drone strike killed a commander.", "explosion/drone_strike"),
        ("A man stabbed a woman outside the station.", "civilian_violence/attack"),
        ("Gunmen shot dead three teachers.", "civilian_violence/attack"),
        ("Militants executed five prisoners.", "civilian_violence/execution"),
        ("Gunmen kidnapped two engineers.", "civilian_violence/abduction"),
        ("Soldiers raped dozens of women.", "civilian_violence/sexual_violence"),
        ("The government deployed troops to the border.", "strategic/deployment"),
        ("Both sides signed a peace deal in Doha.", "strategic/agreement"),
        ("Police arrested two suspects in Lyon.", "strategic/arrest"),
        ("Authorities imposed a curfew in the city.", "strategic/curfew"),
        ("Customs officers seized two tonnes of cocaine.", "strategic/seizure"),
        ("The president visited Ghana on Monday.", "strategic/visit"),
        ("Thousands of people protested against the law.", "protest/peaceful"),
        ("Youths rioted in the suburbs.", "protest/riot"),
        ("Protesters clashed with police.", "protest/riot"),
        ("Thousands of residents fled the fighting.", "displacement/flight"),
        ("Officials evacuated 300 villagers.", "displacement/evacuation"),
        ("Hundreds of refugees returned to their homes.", "displacement/return"),
        ("Aid agencies delivered food aid to the camp.", "aid/delivery"),
        ("The militia blocked humanitarian aid.", "aid/blocked"),
        ("A strong earthquake struck the coast.", "hazard/earthquake"),
        ("Floods swept away two bridges.", "hazard/flood"),
        ("The river burst its banks.", "hazard/flood"),
        ("Hurricane winds and a tornado hit the county.", "hazard/storm"),
        ("A wildfire destroyed forty houses.", "hazard/fire"),
        ("A fire broke out in a warehouse.", "hazard/fire"),
        ("An outbreak of cholera killed nine people.", "hazard/epidemic"),
        ("A landslide buried a village.", "hazard/other"),
        ("A bus collided with a lorry.", "accident/crash"),
        ("A pedestrian was struck by a car.", "accident/crash"),
        ("The ferry capsized off the island.", "accident/crash"),
        ("A gas explosion wrecked a restaurant.", "accident/blast"),
        ("A bridge collapsed after the rain.", "accident/collapse"),
        ("Two swimmers drowned in the lake.", "accident/other"),
    ],
)
def test_code(nlp, text, code):
    assert code in codes(nlp, text)


@pytest.mark.parametrize(
    "text",
    [
        "The home side dominated in attack and the striker scored twice.",
        "Their quarterback was under fire after the defeat.",
        "The two firms battle for market share and profit.",
        "A price explosion surprised consumers.",
        "He died of a heart attack.",
        "The opposition launched a scathing verbal attack on the budget.",
        "Shares crashed as investors sold.",
        "Riot police stood by.",
        "The firm was founded in March.",
        "Her election campaign gained ground.",
        "The storm of criticism has not abated.",
        "The app will be launched in May.",
        "They executed the search warrant.",
        "He shot a film about his childhood.",
        "The company signed a marketing deal.",
        "The flood of complaints annoyed the shop.",
        "The drug can kill bacteria.",
        "She visited her grandmother.",
        "The talks collapsed.",
        "The bank raised its rates.",
    ],
)
def test_look_alike(nlp, text):
    assert codes(nlp, text) == []


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("A suicide car bomb killed nine.", "suicide car bomb"),
        ("Gunmen opened fire on the crowd.", "opened fire"),
        ("A head-on collision closed the road.", "head-on collision"),
    ],
)
def test_longest_phrase_wins(nlp, text, phrase):
    found = [t for t in find_triggers(nlp(text)) if phrase in t.text]
    assert [t.text for t in found] == [phrase]
    assert text[found[0].span.start : found[0].span.end] == phrase


def test_definite_and_fresh(nlp):
    one, two = find_triggers(nlp("The attack shocked the town. Another attack followed."))
    assert (one.is_definite, one.is_fresh) == (True, False)
    assert (two.is_definite, two.is_fresh) == (False, True)


def test_place_is_no_trigger(nlp):
    doc = nlp("A man was born in Battle.")
    assert find_triggers(doc, {doc[5].i}) == ()


def test_lexicon_speaks_the_codebook():
    assert {"event_type", "sub_event_type"} <= {column.name for column in EVENT_COLUMNS}
    found: dict[str, set[str]] = {}
    for entries in load_entries().values():
        for entry in entries:
            found.setdefault(entry.event_type, set()).add(entry.sub_event_type)
            assert entry.role in {"found", "join", "toll", "call"}
            assert entry.rank in {1, 2, 3}
    assert found == CODES


def test_lexicon_is_tidy():
    seen: dict[tuple[str, str, str, str], str] = {}
    for row in read_rows("triggers.csv"):
        for phrase in row["phrases"].split(";"):
            assert phrase == phrase.strip().lower()
            key = (phrase, row["pos"], row["needs"], row["unless"])
            assert key not in seen, f"{phrase!r} stands twice with the same conditions"
            seen[key] = row["event_type"]
    with data_path("triggers.csv").open(encoding="utf-8", newline="") as lines:
        assert all(len(row) == 8 for row in csv.reader(x for x in lines if x[0] != "#"))


@pytest.mark.parametrize("cell", ["verb:kill", "subj", "subj:"])
def test_bad_condition(cell):
    with pytest.raises(DataError, match="slot:class"):
        parse_conditions(cell)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Federal police captured Oslo on Sunday.", "battle/territory_taken"),
        ("The same units had taken Paris, the last town on the road.", "battle/territory_taken"),
        ("Two missiles hit a port. Strikes were also reported in London.", "explosion/shelling"),
        ("A boy shot and wounded a classmate in Boston.", "civilian_violence/attack"),
        ("A hotel collapsed into the river.", "accident/collapse"),
        ("Doctors have reported more than 90 suspected cholera cases.", "hazard/epidemic"),
        ("The boys were taken, and their abduction was filmed.", "civilian_violence/abd"),
        ("Air defences intercepted a missile over London.", "explosion/shelling"),
        ("A missile fired from the desert at London did no harm.", "explosion/shelling"),
        ("Protesters blocked a road in Paris.", "protest/peaceful"),
        ("Demonstrators blocked the motorway near Paris.", "protest/peaceful"),
        ("Soldiers blocked the bridge at dawn.", "strategic/other"),
        ("Gunmen stormed a hotel in Paris.", "civilian_violence/attack"),
        ("Rebels were driven out of the port of Oslo.", "battle/territory_lost"),
        ("Troops drove the rebels out of the town.", "battle/territory_taken"),
        ("The army seized power on Monday.", "strategic/other"),
        ("Soldiers overthrew the president in a coup.", "strategic/other"),
        ("The army declared a state of emergency.", "strategic/curfew"),
        ("The province was placed under a state of emergency.", "strategic/curfew"),
        ("Shells killed three people in London.", "explosion/shelling"),
        ("Missiles knocked out power in London.", "explosion/shelling"),
        ("Twin blasts tore through a station in London.", "explosion/bombing"),
        ("Soldiers took up positions around the station.", "strategic/deployment"),
        ("A rally was staged by students in Paris.", "protest/peaceful"),
        ("Thousands marched in Paris.", "protest/peaceful"),
        ("Protesters set fire to banks in Paris.", "protest/riot"),
        ("A minibus ran over a mine in London.", "explosion/bombing"),
        ("They stepped on a landmine near London.", "explosion/bombing"),
        ("Two bombers hit churches in London.", "explosion/suicide_bombing"),
        ("Helicopter gunships fired on a convoy.", "explosion/air_strike"),
        ("The air force dropped bombs on London.", "explosion/air_strike"),
        ("A van ploughed into a crowd in London, an attack like others.", "civilian_violence/att"),
        ("Militants attacked the village at dawn.", "civilian_violence/attack"),
        ("Soldiers returned fire near London.", "battle/armed_clash"),
        ("Five suspects died in a police operation in London.", "battle/armed_clash"),
        ("Rebels broke through the army's lines.", "battle/advance"),
        ("Turkish troops crossed the border.", "battle/advance"),
        ("French troops left Paris on Friday.", "battle/withdrawal"),
        ("The army lifted the siege of London.", "strategic/other"),
        ("Forty prisoners escaped from a jail in London.", "strategic/other"),
        ("Soldiers rescued 40 hostages.", "strategic/other"),
        ("Soldiers mutinied in London.", "strategic/other"),
        ("Tanks rolled through the streets of London.", "strategic/deployment"),
        ("Marines captured a suspected leader of the cartel.", "strategic/arrest"),
        ("A former minister surrendered to police.", "strategic/arrest"),
        ("Rebels took 40 soldiers prisoner.", "civilian_violence/abduction"),
        ("Three men were hanged in London.", "civilian_violence/execution"),
        ("The body of a lawyer was found with gunshot wounds.", "civilian_violence/attack"),
        ("Two men were robbed at gunpoint in London.", "civilian_violence/attack"),
        ("Police used batons against the crowd.", "protest/riot"),
        ("A mob stormed the palace.", "protest/riot"),
        ("The army said it had killed 12 militants near London.", "battle/armed_clash"),
        ("Turkey's air force struck camps near London.", "explosion/air_strike"),
        ("A car packed with explosives blew up in London.", "explosion/bombing"),
        ("Unknown gunmen snatched an engineer from his home.", "civilian_violence/abduction"),
        ("A businessman was held for ransom.", "civilian_violence/abduction"),
        ("Gunmen raided a village in Kenya.", "civilian_violence/attack"),
        ("A former spy was poisoned in London.", "civilian_violence/attack"),
        ("Fighters took control of London on Sunday.", "battle/territory_taken"),
        ("Government troops drove rebels from London.", "battle/territory_taken"),
        ("Three men were held on suspicion of murder.", "strategic/arrest"),
        ("A drug lord was captured in London.", "strategic/arrest"),
        ("The navy began exercises off London.", "strategic/other"),
        ("Mobs torched shops in London.", "protest/riot"),
        ("Gunshots were heard in London.", "battle/armed_clash"),
        ("Twenty died in clashes between police and protesters.", "protest/riot"),
        ("Police battled protesters near the square.", "protest/riot"),
        ("The army battled for control of the palace.", "battle/armed_clash"),
        ("Rebels seized the airport.", "strategic/seizure"),
        ("A curfew imposed in 26 towns was lifted.", "strategic/curfew"),
        ("Katyushas landed in London.", "explosion/shelling"),
        ("Hindu mobs burned people alive in London.", "civilian_violence/attack"),
        ("A train was set on fire in London.", "civilian_violence/attack"),
        ("Thirty died in Benghazi after Storm Daniel burst two dams.", "hazard/storm"),
    ],
)
def test_events_of_many_kinds_are_found(nlp, text, code):
    assert any(found.startswith(code) for found in codes(nlp, text))


@pytest.mark.parametrize(
    "text",
    [
        "Traders bet on a flood of beans from West Africa.",
        "Ministers faced a storm of complaints.",
        "The truce has been in force although few keep it.",
        "Concrete walls blocked the road to London.",
        "Women had gathered for a mourning ceremony in Paris.",
        "Soldiers went from house to house to clear bombs.",
        "The party took power after the election.",
        "The defender blocked the road to goal in the second half of the match.",
        "Snow closed the border crossing.",
        "The champion was overthrown in the final.",
        "A man was held with an explosive device in his bag and a pipe bomb.",
        "The injury robbed him of his chance.",
        "Archaeologists found the remains of a murdered king.",
        "A body was found in the park.",
        "Hundreds of residents rallied around the family.",
        "Firefighters used water cannon in the drill.",
        "The company fired 200 workers on Friday.",
        "The U.S. closed its consulate in London.",
        "The council closed the road for repairs.",
        "Britain deployed its best lawyers.",
        "House prices exploded in London.",
        "Thousands marched in the Thanksgiving parade in London.",
        "In the final match of the season the team fired the winner; the captain was bombarded.",
    ],
)
def test_what_only_looks_like_an_event_is_passed_over(nlp, text):
    assert not codes(nlp, text)
