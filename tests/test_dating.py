"""Which day a word is dated by, and when an article says that it was published."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_dates import MONDAY, shown

from geo.dates.dating import date_of, find_dates, find_publication_date


def dated(nlp, text, word, published=MONDAY, *, is_ahead=False):
    doc = nlp(text)
    trigger = next(token for token in doc if token.text == word)
    return date_of(trigger, find_dates(doc, published), published, is_ahead=is_ahead)


DATED = [
    ("A bomb exploded on Sunday.", "exploded", "2016-10-23/1"),
    ("On Sunday, militants attacked a town and executed five people.", "executed", "2016-10-23/1"),
    ("They seized the office on Friday and left on Sunday.", "seized", "2016-10-21/1"),
    ("They seized the office on Friday and left on Sunday.", "left", "2016-10-23/1"),
    ("Friday's attack followed clashes on Wednesday.", "attack", "2016-10-21/1"),
    ("Friday's attack followed clashes on Wednesday.", "clashes", "2016-10-19/1"),
    ("The attack on the base on Friday killed two guards.", "attack", "2016-10-21/1"),
    ("Police said on Monday that a bomb had exploded on Friday.", "exploded", "2016-10-21/1"),
    ("A bomb exploded in the market on Friday, police said Saturday.", "exploded", "2016-10-21/1"),
    ("A bomb exploded in the market, police said Monday.", "exploded", "2016-10-24/5"),
    ("A bomb exploded on Friday. The blast killed six.", "blast", "2016-10-21/1"),
    ("The group claimed the Oct. 10 bombings in the capital.", "bombings", "2016-10-10/1"),
    ("The blast came two days after gunmen killed six officers.", "killed", "2016-10-22/1"),
    ("Crowds marched on Saturday, a day after gunmen shot a judge.", "shot", "2016-10-21/1"),
    ("Crowds marched on Saturday, a day after gunmen shot a judge.", "marched", "2016-10-22/1"),
    ("A day after a bomb hit a bus, crowds marched on Saturday.", "hit", "2016-10-21/1"),
    ("A day after a bomb hit a bus, crowds marched on Saturday.", "marched", "2016-10-22/1"),
    (
        "A bomb killed six on Sunday in the worst attack since war broke out 14 months ago.",
        "killed",
        "2016-10-23/1",
    ),
    ("The toll of the quake passed 2,400 on Sunday.", "quake", "2016-10-23/5"),
    ("Aid came on Sunday as the toll of the quake passed 2,400.", "quake", "2016-10-24/5"),
    ("In 2003 a quake killed thousands in the city.", "killed", "2003-01-01..2003-12-31/4"),
    ("On Monday police probed the blast that hit a mill on Friday.", "blast", "2016-10-21/1"),
    ("On Monday mourners remembered the attack.", "attack", "2016-10-24/5"),
    ("The minister condemned the raid on Monday.", "raid", "2016-10-24/5"),
    ("They declared a three-day curfew.", "declared", "2016-10-24/5"),
    ("Six died in the three-day siege.", "died", "2016-10-22..2016-10-24/2"),
    (
        "Floods hit 300 people this month, aides said, adding that 90 fled.",
        "fled",
        "2016-10-01..2016-10-24/3",
    ),
    (
        "On Sunday rebels stormed the town and still held it on Monday.",
        "stormed",
        "2016-10-23/1",
    ),
    ("They seized a hall, shot five men and still held it on Monday.", "shot", "2016-10-24/5"),
    (
        "There were 32 raids with bombs dropped in the week of Oct. 10.",
        "raids",
        "2016-10-10..2016-10-16/3",
    ),
    (
        "On Friday cells rose to launch a raid that saw gunmen storm three offices.",
        "storm",
        "2016-10-21/1",
    ),
    ("Police shot a man convicted in 2014.", "shot", "2016-10-24/5"),
    (
        "Troops burned a village in July 1982, and shot 30 men in December of the same year.",
        "shot",
        "1982-12-01..1982-12-31/3",
    ),
    ("Six men were shot, said Sunday Okoro, a chief.", "shot", "2016-10-24/5"),
    ("Rebels shelled Aden in reply to Friday's raid on a port.", "shelled", "2016-10-24/5"),
    ("Rebels shelled Aden in reply to Friday's raid on a port.", "raid", "2016-10-21/1"),
    ("Hours before Friday's raid, a bomb went off.", "bomb", "2016-10-21/1"),
    (
        "The group was blamed for a raid on a base on May 2, in which six died.",
        "raid",
        "2016-05-02/1",
    ),
    (
        "They mourned those who died on May 2, 1998, when troops shot six men.",
        "shot",
        "1998-05-02/1",
    ),
    (
        "Two guards were killed and six of their men hurt on Friday when rebels blew up a truck.",
        "blew",
        "2016-10-21/1",
    ),
    (
        "Three days of rain flooded the valley, aides said Sunday.",
        "flooded",
        "2016-10-21..2016-10-23/2",
    ),
    (
        "Floods have killed six since Friday, aides said Sunday.",
        "Floods",
        "2016-10-21..2016-10-23/2",
    ),
    ("A bomb killed two.", "killed", "2016-10-24/5"),
    ("Clashes raged in the town, which fell in 2014.", "Clashes", "2016-10-24/5"),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "word", "expected"), DATED, ids=lambda value: value[:60])
def test_date_of(nlp, text, word, expected):
    when, rule = dated(nlp, text, word)
    assert shown(when) == expected
    assert rule


@pytest.mark.model
def test_plans_may_lie_ahead_and_deeds_may_not(nlp):
    text = "Leaders will meet on Wednesday to end the war."
    assert shown(dated(nlp, text, "meet", is_ahead=True)[0]) == "2016-10-26/1"
    assert shown(dated(nlp, text, "meet")[0]) == "2016-10-24/5"


@pytest.mark.model
def test_an_undated_article_gives_words_only(nlp):
    when, _ = dated(nlp, "A bomb exploded on Sunday.", "exploded", None)
    assert when.start is when.end is None
    assert when.text == "on Sunday"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("October 24, 2016 7:32 PM\nA bomb exploded.", date(2016, 10, 24)),
        ("Published: 24 October 2016\nA bomb exploded.", date(2016, 10, 24)),
        ("A bomb exploded\nBy Ann Lee\nMonday, Oct. 24, 2016\nIt was loud.", date(2016, 10, 24)),
        (
            "A convoy in Tob, Monday, Oct. 24, 2016. It moved on. (AP Photo/A. Lee)\nText.",
            date(2016, 10, 24),
        ),
        ("MOSUL, Oct 24, 2016 (Reuters) - A bomb exploded.", date(2016, 10, 24)),
        ("LAGOS, 24 October 2016 - A bomb exploded.", date(2016, 10, 24)),
        ("2016-10-24\nA bomb exploded.", date(2016, 10, 24)),
        ("A bomb exploded on October 24, 2016.", None),
        ("MOSUL, Oct 24 (Reuters) - A bomb exploded.", None),
        ("FILE - In this Oct. 24, 2014 photo, men pray. (AP Photo)\nA bomb exploded.", None),
        ("Tuesday, Oct. 24, 2016\nA bomb exploded.", None),
        ("Feb. 30, 2016\nA bomb exploded.", None),
        ("The war of November 13, 2015, and after\nText.", None),
        ("", None),
    ],
)
def test_publication_date(text, expected):
    assert find_publication_date(text) == expected


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_a_date_line_reads_back(day):
    for style in ("%B %d, %Y", "%d %B %Y", "%A, %b. %d, %Y"):
        assert find_publication_date(f"{day.strftime(style)}\nText.") == day


# Lengths of time, days counted from others, and days joined or inside another clause.
COUNTED = [
    (
        "In August last year, officers killed a suspect after a shootout that lasted five minutes.",
        "shootout",
        "2015-08-01..2015-08-31/3",
    ),
    (
        "In March 2014 soldiers stormed the hall after a siege which lasted ten hours.",
        "siege",
        "2014-03-01..2014-03-31/3",
    ),
    ("On Friday rebels shelled the camp for four hours.", "shelled", "2016-10-21/1"),
    ("The clash, which lasted two hours, broke out on Friday.", "clash", "2016-10-21/1"),
    ("Rebels raided a base on Friday. They fired mortars for four hours.", "fired", "2016-10-21/1"),
    ("Police fought crowds for three hours in the port on Thursday.", "fought", "2016-10-20/1"),
    ("After two hours of clashes on Friday, police cleared the square.", "clashes", "2016-10-21/1"),
    ("After two hours of clashes on Friday, police cleared the square.", "cleared", "2016-10-21/1"),
    (
        "Gunmen attacked the hotel on Friday, and the fighting lasted 18 hours.",
        "fighting",
        "2016-10-21/1",
    ),
    (
        "The government put the city under a three-day curfew from Tuesday.",
        "curfew",
        "2016-10-18..2016-10-20/2",
    ),
    (
        "The army imposed a three-day curfew on the town from Friday.",
        "imposed",
        "2016-10-21..2016-10-23/2",
    ),
    ("The pope began a two-day visit to Kenya on Saturday.", "visit", "2016-10-22..2016-10-23/2"),
    (
        "The minister arrived in Kenya on Saturday for a two-day visit.",
        "visit",
        "2016-10-22..2016-10-23/2",
    ),
    (
        "On Wednesday the queen started a four-day tour of Ghana.",
        "tour",
        "2016-10-19..2016-10-22/2",
    ),
    ("Nurses went on a three-day strike on Wednesday.", "strike", "2016-10-19..2016-10-21/2"),
    ("Nurses launched a five-day strike on Saturday.", "strike", "2016-10-22..2016-10-26/2"),
    (
        "The president ended a three-day visit to Mali on Sunday.",
        "visit",
        "2016-10-21..2016-10-23/2",
    ),
    ("A three-day siege of the hotel ended on Sunday.", "siege", "2016-10-21..2016-10-23/2"),
    ("A week-long siege of the hotel ended on Saturday.", "siege", "2016-10-16..2016-10-22/3"),
    (
        "A three-day ceasefire that began on Thursday ended with shelling.",
        "ceasefire",
        "2016-10-20..2016-10-22/2",
    ),
    ("Authorities declared a three-day curfew on Friday.", "curfew", "2016-10-21..2016-10-23/2"),
    (
        "A two-day curfew starting on Saturday was imposed on the town.",
        "curfew",
        "2016-10-22..2016-10-23/2",
    ),
    (
        "Troops killed 12 rebels in a three-day battle that ended on Saturday.",
        "killed",
        "2016-10-20..2016-10-22/2",
    ),
    ("Gunmen from Friday's march shot two men on Saturday.", "shot", "2016-10-22/1"),
    (
        (
            "Police looking into a stabbing early yesterday think that another man had been "
            "knifed only minutes before."
        ),
        "knifed",
        "2016-10-23/1",
    ),
    (
        "It came only 12 hours after two men died when their car blew up on Friday.",
        "died",
        "2016-10-21/1",
    ),
    ("It came hours after rebels shelled the town on Friday.", "shelled", "2016-10-21/1"),
    (
        "The group took two tourists in February last year and a reporter four months later.",
        "reporter",
        "2015-06-01..2015-06-30/3",
    ),
    ("He fled in March. He was caught four days later.", "caught", "2016-03-01..2016-03-31/3"),
    (
        "The war began in May 2014. Two months later rebels took the town.",
        "took",
        "2014-07-01..2014-07-31/3",
    ),
    (
        "He won the vote in July. In the days that followed, clashes killed nine people.",
        "clashes",
        "2016-07-01..2016-07-31/3",
    ),
    (
        "He won the vote on Oct. 3. In the days that followed, clashes killed nine people.",
        "clashes",
        "2016-10-04..2016-10-10/3",
    ),
    (
        "He was shot on Oct. 3. Over the following days riots spread.",
        "riots",
        "2016-10-04..2016-10-10/3",
    ),
    (
        "He was shot on Oct. 3. In the weeks after that, riots spread.",
        "riots",
        "2016-10-04..2016-10-24/3",
    ),
    (
        "The vote was held on Oct. 3. In the three days that followed, nine people died.",
        "died",
        "2016-10-04..2016-10-06/2",
    ),
    (
        (
            "A quake shook the island early on Friday. A small shock had struck the "
            "district on Thursday. The disaster came six days after a jet plunged into the "
            "sea."
        ),
        "plunged",
        "2016-10-15/1",
    ),
    (
        (
            "A bomb hit a bus on Saturday. Rebels had raided a camp on Wednesday. The blast "
            "came two days after gunmen shot a judge."
        ),
        "shot",
        "2016-10-20/1",
    ),
    ("Earlier in the month rebels hit three towns.", "hit", "2016-10-01..2016-10-24/3"),
    (
        "Police shot four men in the slum on Sunday night and early yesterday.",
        "shot",
        "2016-10-23/1",
    ),
    (
        "Police shot four men in the slum on Saturday night and early yesterday.",
        "shot",
        "2016-10-22..2016-10-23/2",
    ),
    (
        "Russian strikes on Saturday and through the night killed five.",
        "killed",
        "2016-10-22..2016-10-23/2",
    ),
    (
        "Blamed for an assault on the base on Jan. 2, the group denied it.",
        "assault",
        "2016-01-02/1",
    ),
    (
        (
            "Police suspect the outfit, which was also blamed for an assault on the air "
            "base on Jan. 2, in which seven men died."
        ),
        "assault",
        "2016-01-02/1",
    ),
    (
        "Crowds kept the road closed on Sunday, a day after six people were shot dead.",
        "kept",
        "2016-10-23/1",
    ),
    ("Last week, on the night of Thursday, armed men burned a village.", "burned", "2016-10-20/1"),
    (
        "The group has killed 1,000 civilians since the beginning of 2015.",
        "killed",
        "2015-01-01..2016-10-24/4",
    ),
    (
        "Three have died and 81 have fallen ill in little over a week.",
        "died",
        "2016-10-18..2016-10-24/3",
    ),
    ("Militants killed nine people in just under a week.", "killed", "2016-10-18..2016-10-24/3"),
    ("Militants killed nine people within two weeks.", "killed", "2016-10-11..2016-10-24/3"),
    ("The army has lost 20 men in less than three days.", "lost", "2016-10-22..2016-10-24/2"),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "word", "expected"), COUNTED, ids=lambda value: value[:60])
def test_counted_days(nlp, text, word, expected):
    assert shown(dated(nlp, text, word)[0]) == expected


AHEAD = [
    ("Teachers will begin a three-day strike on Thursday.", "strike", "2016-10-27..2016-10-29/2"),
    (
        "Measures would follow once leaders had given their blessing at a summit on Thursday.",
        "summit",
        "2016-10-27/1",
    ),
    ("He will speak when the leaders meet on Friday.", "meet", "2016-10-28/1"),
    ("She said talks would resume after the vote on Thursday.", "vote", "2016-10-27/1"),
    (
        "She said she would step down if parliament rejected the bill on Wednesday.",
        "rejected",
        "2016-10-26/1",
    ),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "word", "expected"), AHEAD, ids=lambda value: value[:60])
def test_days_to_come(nlp, text, word, expected):
    assert shown(dated(nlp, text, word, is_ahead=True)[0]) == expected
