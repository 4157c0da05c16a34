"""Every sentence is made up."""

import pytest

from geo.casualties.finding import CasualtyMention, combine, find_casualties
from geo.model import Count

pytestmark = pytest.mark.model


def told(nlp, text: str) -> str:
    """Say what the sentences of one incident add up to: `killed 2 2 2; injured 9 9 -`."""
    result = combine(find_casualties(nlp(text)))
    parts = {"killed": result.killed, "injured": result.injured}
    if result.affected_kind:
        parts[result.affected_kind] = result.affected
    return "; ".join(
        f"{kind} {' '.join('-' if v is None else str(v) for v in (c.low, c.best, c.high))}"
        for kind, c in parts.items()
        if c != Count()
    )


# The codebook's rules for each way to put a number.
NUMBERS = [
    ("At least five villagers were killed.", "killed 5 5 -"),
    ("More than 74 fighters were killed.", "killed 75 75 -"),
    ("Up to 30 sailors were killed.", "killed 0 - 30"),
    ("Tens of farmers were killed.", "killed 20 - 99"),
    ("Dozens of farmers were injured in the stampede.", "injured 24 - 99"),
    ("Scores of passengers were injured.", "injured 40 - 99"),
    ("Hundreds of people died when the dam burst.", "killed 200 - 999"),
    ("Thousands were killed by the wave.", "killed 2000 - 9999"),
    ("Between 20 and 30 rebels were killed, the army said.", "killed 20 - 30"),
    ("The raid killed 20 to 30 rebels.", "killed 20 - 30"),
    ("Over a dozen pupils were hurt.", "injured 13 13 -"),
    ("More than a dozen people needed hospital treatment.", "injured 13 13 -"),
    ("Twelve people required medical attention.", "injured 12 12 12"),
    ("Seven villages need water treatment.", ""),
    ("Two players received special attention.", ""),
    ("No fewer than 12 miners died.", "killed 12 12 -"),
    ("As many as 200 people were injured.", "injured 0 - 200"),
    ("Nearly 200 people were injured.", "injured - 200 200"),
    ("About 50 people were injured.", "injured 50 50 50"),
    ("The quake killed 1,301 people.", "killed 1301 1301 1301"),
    ("Twenty-three nuns were killed.", "killed 23 23 23"),
    ("Some two hundred and fifty soldiers were wounded.", "injured 250 250 250"),
    ("Tens of thousands of people were displaced.", "displaced 20000 - 99999"),
    ("Half a million people have been displaced.", "displaced 500000 500000 500000"),
    ("Several guests were injured.", "injured 3 - -"),
]

# Who was hit, found through the many ways to say it.
CLAUSES = [
    (
        "Floods killed 14 people in Kerala, six in Karnataka and one person in Goa.",
        "killed 21 21 21",
    ),
    ("The disease killed 40 people a day, the charity said.", ""),
    (
        "The toll from the blast rose to 238, the worst disaster the town has known in decades.",
        "killed 238 238 238",
    ),
    ("A boat carrying 40 nuns sank, drowning at least nine.", "killed 9 9 -"),
    ("Nearly 400 Rohingya fled.", "displaced - 400 400"),
    ("Two people were killed and six injured.", "killed 2 2 2; injured 6 6 6"),
    (
        "Two people were killed and at least nine others injured in Quito.",
        "killed 2 2 2; injured 9 9 -",
    ),
    ("The blast killed five and wounded another 12.", "killed 5 5 5; injured 12 12 12"),
    ("A bomb killed four soldiers, wounding nine more.", "killed 4 4 4; injured 9 9 9"),
    ("A soldier was killed.", "killed 1 1 1"),
    ("A policeman and two passers-by were shot dead in Recife.", "killed 3 3 3"),
    ("Gunmen shot dead three judges in Kabul.", "killed 3 3 3"),
    ("Gunmen shot three judges dead.", "killed 3 3 3"),
    ("Gunmen shot and killed three judges.", "killed 3 3 3"),
    ("Three judges were fatally shot outside the court.", "killed 3 3 3"),
    ("A man stabbed two women to death in Leeds.", "killed 2 2 2"),
    ("Four prisoners were beaten to death by guards.", "killed 4 4 4"),
    ("Eleven hikers froze to death in the storm.", "killed 11 11 11"),
    ("Police gunned down two robbers.", "killed 2 2 2"),
    ("The militants captured and executed at least five people.", "killed 5 5 -"),
    ("They beheaded three aid workers.", "killed 3 3 3"),
    ("Six miners died and 14 were rescued.", "killed 6 6 6"),
    ("Nine fishermen drowned off Lagos.", "killed 9 9 9"),
    ("The avalanche left two skiers dead.", "killed 2 2 2"),
    ("The avalanche left at least 46 other people dead.", "killed 46 46 -"),
    ("The storm left 14 dead and 30 missing.", "killed 14 14 14; missing 30 30 30"),
    (
        "The explosion left one person dead and over a dozen injured.",
        "killed 1 1 1; injured 13 13 -",
    ),
    ("12 dead, 30 injured in train crash", "killed 12 12 12; injured 30 30 30"),
    ("Twelve dead and scores hurt as ferry sinks", "killed 12 12 12; injured 40 - 99"),
    ("At least 25 people are dead and dozens injured.", "killed 25 25 -; injured 24 - 99"),
    ("Forty people lay dead in the square.", "killed 40 40 40"),
    ("Police found 12 people dead in a lorry.", "killed 12 12 12"),
    ("The bodies of 14 migrants were found in the desert.", "killed 14 14 14"),
    ("Rescuers pulled six bodies from the rubble.", "killed 6 6 6"),
    ("The death toll rose to 43.", "killed 43 43 43"),
    (
        "The death toll from the landslide has climbed from 30 to 43, officials said.",
        "killed 43 43 43",
    ),
    ("The toll stood at 91 on Friday.", "killed 91 91 91"),
    ("The death toll now stands at more than 90.", "killed 91 91 -"),
    ("Officials put the death toll at 27.", "killed 27 27 27"),
    ("The fire claimed 12 lives.", "killed 12 12 12"),
    ("The fire claimed the lives of 12 workers.", "killed 12 12 12"),
    ("Eight climbers lost their lives on the peak.", "killed 8 8 8"),
    ("The flood took at least 20 lives in Assam.", "killed 20 20 -"),
    ("There were 17 deaths and 40 injuries.", "killed 17 17 17; injured 40 40 40"),
    ("The ministry reported 17 fatalities.", "killed 17 17 17"),
    ("Six people sustained injuries.", "injured 6 6 6"),
    ("Three firemen suffered burns and smoke inhalation.", "injured 3 3 3"),
    ("Fifteen people were treated for minor injuries.", "injured 15 15 15"),
    ("Five people were critically injured.", "injured 5 5 5"),
    ("The crash injured 13 children, two of them seriously.", "injured 13 13 13"),
    ("An attack that killed 44 people shook Istanbul.", "killed 44 44 44"),
    ("Twelve people killed in the strike were buried on Monday.", "killed 12 12 12"),
    ("Thirty-one people, who had come to vote, were killed.", "killed 31 31 31"),
    (
        "Four members of the security forces and a woman visiting from Canada were killed.",
        "killed 5 5 5",
    ),
    ("Shelling killed three children and their mother in Donetsk.", "killed 4 4 4"),
    ("Ten of the hostages were killed.", "killed 10 10 10"),
    (
        (
            "More than 74 IS militants were killed during the unrest, which left at least 46 "
            "other people dead, most of them policemen."
        ),
        "killed 121 121 -",
    ),
]

AFFECTED = [
    ("The flood displaced 4,000 families.", "displaced 4000 4000 4000"),
    ("More than 16,000 people were forced to flee their homes.", "displaced 16001 16001 -"),
    ("At least 600 residents fled the fighting.", "displaced 600 600 -"),
    ("The fire left 300 families homeless.", "displaced 300 300 300"),
    ("Nine thousand people have been evacuated.", "evacuated 9000 9000 9000"),
    ("Authorities evacuated 1,200 tourists from the island.", "evacuated 1200 1200 1200"),
    ("The virus has infected 340 people.", "infected 340 340 340"),
    ("The ministry confirmed 56 cases of cholera.", "infected 56 56 56"),
    ("Police arrested 40 demonstrators in Minsk.", "detained 40 40 40"),
    ("Seven people have been arrested.", "detained 7 7 7"),
    ("Three suspects were taken into custody.", "detained 3 3 3"),
    ("Gunmen abducted 110 schoolgirls.", "abducted 110 110 110"),
    ("Pirates took 18 sailors hostage.", "abducted 18 18 18"),
    ("Twenty sailors are missing.", "missing 20 20 20"),
    ("At least 141 people are missing after a landslide.", "missing 141 141 -"),
    ("Eight people remained unaccounted for.", "missing 8 8 8"),
]

ZERO = [
    ("No one was hurt.", "injured 0 0 0"),
    ("Nobody was killed in the blast.", "killed 0 0 0"),
    ("The shots caused no injuries.", "injured 0 0 0"),
    ("There were no casualties.", "killed 0 0 0; injured 0 0 0"),
    ("No casualties were reported.", "killed 0 0 0; injured 0 0 0"),
    ("There were no immediate reports of casualties.", ""),
    ("No deaths were reported.", "killed 0 0 0"),
    ("The fire was put out without injuries.", "injured 0 0 0"),
    ("None of the passengers was injured.", "injured 0 0 0"),
]

# Numbers that count something else, or nobody yet.
NOT_COUNTED = [
    ("The strikes destroyed 136 fighting positions, 18 tunnels and 26 car bombs.", ""),
    ("The number of fighters defending the city is put at 4,000 to 7,000.", ""),
    ("A 24-year-old man was killed.", "killed 1 1 1"),
    ("Ali Hassan, 24, was killed.", "killed 1 1 1"),
    ("The repair cost $12 million.", ""),
    ("On 24 October 2016 the dam burst.", ""),
    ("The disease killed 200 cows.", ""),
    ("Troops captured 12 villages.", ""),
    ("A leak could kill thousands of people.", ""),
    ("If the dam bursts, 5,000 people would be displaced.", ""),
    ("He threatened to kill ten hostages.", ""),
    ("They plotted to kill dozens of people.", ""),
    ("The bus was carrying 40 passengers.", ""),
    ("The militants have 300 fighters in the town.", ""),
    ("Two bombs killed six officers.", "killed 6 6 6"),
    ("Twelve buildings were damaged and three people were hurt.", "injured 3 3 3"),
    ("A boy of 19 was shot dead.", "killed 1 1 1"),
    ("Two girls of six and eight were killed.", "killed 2 2 2"),
    ("A woman of 64 was killed when a car hit her.", "killed 1 1 1"),
    ("A family of six was killed.", "killed 6 6 6"),
    ("Six villages were destroyed.", ""),
    ("The 12-kilogram bomb killed two guards.", "killed 2 2 2"),
    ("Soldiers killed in the war were honoured.", ""),
    ("He was sentenced to 30 years for killing two women.", "killed 2 2 2"),
    ("The flood killed 40% of the herd.", ""),
]

# A figure of others who are counted already is no addition; a new side is.
TOGETHER = [
    ("Twelve people were killed, including three children.", "killed 12 12 12"),
    ("Twelve people, among them three children, were killed.", "killed 12 12 12"),
    ("Twelve people were killed, five of them children.", "killed 12 12 12"),
    ("Forty people were hurt, of whom six died.", "killed 6 6 6; injured 40 40 40"),
    ("Nine people were killed. Four of the dead were pupils.", "killed 9 9 9"),
    (
        "Twelve people were killed on Monday. The attack killed 12 people, the mayor said.",
        "killed 12 12 12",
    ),
    ("Ten soldiers died. Six rebels were killed too.", "killed 16 16 16"),
    ("At least nine people died. Hours later the death toll rose to 14.", "killed 14 14 14"),
    ("Seven people were killed. Five civilians and two policemen were killed.", "killed 7 7 7"),
    ("A man was killed in Lyon. The man was killed by a train.", "killed 1 1 1"),
    ("Three miners were killed. The dead were found on Sunday.", "killed 3 3 3"),
]

# Ways that went wrong before.
HARDER = [
    ("Three 16-year-old girls and a 30-year-old man died in the crush.", "killed 4 4 4"),
    (
        "The army said 14 insurgents were killed, but a hospital spokesman said 12 died.",
        "killed 12 14 14",
    ),
    ("Four of the 14 passengers who died in the crash were from Perth.", "killed 14 14 14"),
    ("Four of the 14 passengers were killed.", "killed 4 4 4"),
    ("Ahmed Saleh of 208 Palm Street was arrested.", "detained 1 1 1"),
    ("He did not mean to kill the guard.", ""),
    ("Two gunmen fled on a motorcycle.", ""),
    ("She was nearly dead when they found her.", ""),
    ("He denied the attempted murder of a clerk.", ""),
    ("The crash sent three men to hospital with serious injuries.", "injured 3 3 3"),
    ("The avalanche killed over 160, officials said.", "killed 161 161 -"),
    ("A crush killed eight people and left 30 hospitalised.", "killed 8 8 8; injured 30 30 30"),
    ("Two boys died and a third was badly hurt.", "killed 2 2 2; injured 1 1 1"),
    ("A third of the men were hurt.", ""),
    ("The bodies of all eight climbers missing since Monday were found.", "killed 8 8 8"),
    ("Two drivers and three motorists were killed.", "killed 5 5 5"),
    ("450 people or more were hurt, 50 of them badly.", "injured 450 450 -"),
    ("Nine people were killed and 40 hurt.", "killed 9 9 9; injured 40 40 40"),
    ("Eight people were injured, a toddler and a nurse among them.", "injured 8 8 8"),
    ("Nine people were hurt, at least five houses burned down.", "injured 9 9 9"),
    ("A toll of eight was reported after the death of a man.", "killed 8 8 8"),
    ("A road toll of eight was reported by the state.", ""),
    ("More than 100 others were being treated in hospitals.", "injured 101 101 -"),
    ("In 2004 two climbers died on the peak.", "killed 2 2 2"),
    (
        "Two bystanders were wounded before police shot and killed the attacker.",
        "killed 1 1 1; injured 2 2 2",
    ),
    ("A cease-fire to evacuate 300 fighters collapsed.", ""),
    ("Officials reported no deaths or injuries.", "killed 0 0 0; injured 0 0 0"),
    ("The driver was not hurt.", ""),
    ("Ferry sinks off Cebu; 12 dead, 40 missing", "killed 12 12 12; missing 40 40 40"),
    ("Bus plunge kills 22 in Peru", "killed 22 22 22"),
    ("Fire kills three, injures four", "killed 3 3 3; injured 4 4 4"),
    ("One dead, two hurt in Turin", "killed 1 1 1; injured 2 2 2"),
    ("The raid left one guard dead before police killed the attacker.", "killed 2 2 2"),
    ("Two guards died. The attacker was killed hours later.", "killed 2 2 2"),
    (
        "The bomb wounded 56 soldiers. Civilians may also have been wounded.",
        "injured 56 56 -",
    ),
    ("Not all the rebels would fight to the death.", ""),
    ("Two lakh people have been evacuated from coastal Odisha.", "evacuated 200000 200000 200000"),
    ("A couple and their three children were found dead in the flat.", "killed 5 5 5"),
    ("The killing of four students sparked protests.", "killed 4 4 4"),
    ("At least 30 Taliban and six policemen were killed in Helmand.", "killed 36 36 -"),
    ("Doctors have recorded 45 more cases of measles.", "infected 45 45 45"),
    ("Some 76,000 Jews were arrested.", "detained 76000 76000 76000"),
]

# Of one incident: who came to be counted with others, or is counted already.
ONE_BY_ONE = [
    ("The flood killed a teacher, a nurse and her son.", "killed 3 3 3"),
    ("A bomb exploded, killing a teacher, a nurse and her son, police said.", "killed 3 3 3"),
    ("Gunmen killed a judge of the high court, Omar Hassan, and his driver.", "killed 2 2 2"),
    ("A missile killed a captain of the guards, Ali Debs, and his deputy.", "killed 2 2 2"),
    ("The attack killed Omar Hassan, a judge and father of two.", "killed 1 1 1"),
    ("Nine bodies with gunshot wounds were picked up by the river.", "killed 9 9 9"),
    ("Forty bodies were delivered to the mortuary.", "killed 40 40 40"),
    ("The number of miners known dead after a blast at noon rose to 60.", "killed 60 60 60"),
    ("Doctors gave the number of dead as 176.", "killed 176 176 176"),
    ("The number of people known to have died in the floods rose to 10.", "killed 10 10 10"),
    (
        (
            "A gunbattle left three rebels and a soldier dead. Three militants and an army trooper"
            " were killed before noon, police said."
        ),
        "killed 4 4 4",
    ),
    ("Two militants were killed. Later three insurgents were shot dead.", "killed 5 5 5"),
    ("At least three people died. Two women and a child were pulled out dead.", "killed 3 3 -"),
    ("A soldier was mortally wounded at the gate.", "killed 1 1 1"),
    ("Gunmen killed a judge, along with two of his guards.", "killed 3 3 3"),
    ("Gunmen killed a mayor and three of her aides.", "killed 4 4 4"),
    ("The blast killed a priest alongside his driver.", "killed 2 2 2"),
    ("The avalanche cost four climbers their lives.", "killed 4 4 4"),
    (
        "Ten miners died in the pit. Five were taken to hospital, and one of them died later.",
        "killed 11 11 11; injured 5 5 5",
    ),
    (
        "Six people were shot dead and nine wounded. Two of the wounded died overnight.",
        "killed 8 8 8; injured 9 9 9",
    ),
    ("The crane killed one man, and four were hospitalised.", "killed 1 1 1; injured 4 4 4"),
    ("Three women were rushed to a hospital after the crash.", "injured 3 3 3"),
    ("The crash hurt nine people. Four were taken to hospital.", "injured 9 9 9"),
    ("Measles has spread in the camps. Thirty children were hospitalised.", "infected 30 30 30"),
    ("Twelve bodies were taken to the hospital.", ""),
    ("Nine bodies with gunshot wounds were found.", "killed 9 9 9"),
    ("A clerk was shot in his shop. He died later.", "killed 1 1 1"),
    (
        "At least 20 civilians died in the raid. Two boys were killed as they slept.",
        "killed 20 20 -",
    ),
    (
        "At least 20 Syrians died in the raid. A doctor said 15 civilians had been killed.",
        "killed 20 20 -",
    ),
    ("Nine soldiers died in the raid. A woman was killed by a shell.", "killed 10 10 10"),
    (
        "Two guards were killed on Monday, while 90 people have died in such raids this year.",
        "killed 2 2 2",
    ),
]

CUMULATIVE = [
    "More than 10,000 people have died since rebels entered the capital in 2014.",
    "The ministry says 200 soldiers lost their lives in the conflict last month.",
    "Some 350 policemen were killed from January through August.",
    "The war has killed 300,000 people since 2011.",
    "More than 900 people have been killed so far this year.",
    "In the past decade 35,000 people were killed in the drug war.",
    "Thousands have died in five years of war.",
    "The conflict has left 10,000 people dead since April 2014.",
    "Every year 1,200 people die on these roads.",
    "At least three soldiers have been killed on the road since the invasion.",
    "Since the fighting began, 900 people have been killed.",
    "Some 40 people were killed in accidents in 2015.",
    "Attacks in 2015 killed 70 people across the country.",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [*NUMBERS, *CLAUSES, *AFFECTED, *ZERO, *NOT_COUNTED, *TOGETHER, *HARDER],
    ids=lambda value: value[:60],
)
def test_told(nlp, text, expected):
    assert told(nlp, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), ONE_BY_ONE, ids=[text[:50] for text, _ in ONE_BY_ONE]
)
def test_nobody_is_counted_twice_or_left_out(nlp, text, expected):
    assert told(nlp, text) == expected


@pytest.mark.parametrize("text", CUMULATIVE, ids=lambda value: value[:60])
def test_cumulative_tolls_are_flagged(nlp, text):
    mentions = find_casualties(nlp(text))
    assert mentions
    assert all(mention.is_cumulative for mention in mentions)
    assert combine(mentions).killed == Count()


@pytest.mark.parametrize(
    "text",
    [
        "Thirty people were killed when two trams collided, in the worst crash in three decades.",
        "It was dark. Thirty men died, in the country's worst crash in over three decades.",
        "Thirty people died on Monday in the deadliest storm since 1987.",
        "More than 30 gunmen have died in the town since Friday.",
    ],
    ids=["in three decades", "in a later sentence", "since a year", "since a weekday"],
)
def test_a_ranking_or_a_weekday_makes_no_campaign_of_one_happening(nlp, text):
    (mention,) = find_casualties(nlp(text))
    assert not mention.is_cumulative


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "More than 74 IS militants were killed, and at least 46 members of the army died.",
            "74+ IS militants killed; 46+ members of the army killed",
        ),
        ("Dozens of people were hurt.", "dozens of people injured"),
        ("The blast killed five and wounded another 12.", "5 killed; 12 others injured"),
        ("A nurse was killed.", "1 nurse killed"),
        ("The siege left at least 46 other people dead.", "46+ other people killed"),
        ("No one was hurt.", "0 injured"),
    ],
)
def test_text_names_the_victims(nlp, text, expected):
    assert combine(find_casualties(nlp(text))).text == expected


def test_mentions_lie_in_the_text(nlp):
    text = "Two nuns died. At least six of the 40 monks were hurt, and dozens of others fled."
    for mention in find_casualties(nlp(text)):
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end].strip() == text[mention.start : mention.end]


def mention(kind, low, who="", **flags):
    return CasualtyMention(0, 1, kind, Count(low, low, low), who, str(low), **flags)


def test_order_of_additions_does_not_matter():
    one = mention("killed", 2, "soldiers", sentence=0)
    other = mention("killed", 3, "rebels", sentence=9)
    assert combine([one, other]).killed == combine([other, one]).killed == Count(5, 5, 5)


def test_nothing_told_is_nothing_known():
    assert combine([]).killed == Count()
    assert combine([]).text == ""
