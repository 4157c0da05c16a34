"""Every sentence is made up; Monday 24 October 2016 is the day of publication unless said."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.dates.dating import find_dates

MONDAY = date(2016, 10, 24)


def days(nlp, text, published=MONDAY):
    """Say what the dates of a text are: `2016-10-17..2016-10-23/2`."""
    return [shown(mention.when) for mention in find_dates(nlp(text), published)]


def shown(when):
    """Write days and precision short: `2016-10-23/1`, `-/1`."""
    start, end = (str(day) if day else "-" for day in (when.start, when.end))
    return f"{start if start == end else f'{start}..{end}'}/{when.prec}"


ABSOLUTE = [
    ("They met on October 17, 2016.", "2016-10-17/1"),
    ("They met on Oct. 17, 2016.", "2016-10-17/1"),
    ("They met on 17 October 2016.", "2016-10-17/1"),
    ("They met on the 17th of October 2016.", "2016-10-17/1"),
    ("They met on October 17th.", "2016-10-17/1"),
    ("They met on October the 17th.", "2016-10-17/1"),
    ("They met on Monday, October 17.", "2016-10-17/1"),
    ("They met on Monday 17 October.", "2016-10-17/1"),
    ("They met on Monday, Oct. 17, 2016, in Oslo.", "2016-10-17/1"),
    ("They met on 2016-10-17.", "2016-10-17/1"),
    ("They met on 17/10/2016.", "2016-10-17/1"),
    ("They met on 10/17/2016.", "2016-10-17/1"),
    ("They met on 05/10/2016.", "2016-10-05/1"),
    ("They met on 29 February 2016.", "2016-02-29/1"),
    ("The town fell on 10 June 2014.", "2014-06-10/1"),
    # Without a year: the past nearest to publication.
    ("It began on October 17.", "2016-10-17/1"),
    ("It began on 17 October.", "2016-10-17/1"),
    ("It began on Nov. 26.", "2015-11-26/1"),
    ("It began on December 31.", "2015-12-31/1"),
    ("The vote will be held on November 8.", "2016-11-08/1"),
    ("Talks are due to resume on 3 January.", "2017-01-03/1"),
    ("Plant sale: 4 November in the town hall.", "2016-11-04/1"),
    ("He will speak on Saturday, October 22.", "2016-10-22/1"),
    ("It closed at $0.07 on October 17.", "2016-10-17/1"),
    ("It was rare until the 1990s.", "-..1999-12-31/4"),
    ("It rained through Nov. 30.", "2015-11-30/1"),
    ("Riots hit the town in November 2015.", "2015-11-01..2015-11-30/3"),
    ("Riots hit the town in July.", "2016-07-01..2016-07-31/3"),
    ("Riots hit the town in November.", "2015-11-01..2015-11-30/3"),
    ("Riots hit the town in October.", "2016-10-01..2016-10-24/3"),
    ("Riots hit the town last March.", "2016-03-01..2016-03-31/3"),
    ("Riots hit the town in early July.", "2016-07-01..2016-07-10/3"),
    ("Riots hit the town in mid-July.", "2016-07-11..2016-07-20/3"),
    ("Riots hit the town in late February 2016.", "2016-02-21..2016-02-29/3"),
    ("Riots hit the town at the end of July.", "2016-07-21..2016-07-31/3"),
    ("Riots hit the town in May of last year.", "2015-05-01..2015-05-31/3"),
    ("Riots hit the town in 2014.", "2014-01-01..2014-12-31/4"),
    ("Riots hit the town in late 2014.", "2014-01-01..2014-12-31/4"),
    ("Riots hit the town in 2016.", "2016-01-01..2016-10-24/4"),
    ("The 2003 invasion toppled him.", "2003-01-01..2003-12-31/4"),
    ("He fled in the 1990s.", "1990-01-01..1999-12-31/4"),
    ("He fled in the summer of 2014.", "2014-06-01..2014-08-31/3"),
    ("He fled last summer.", "2016-06-01..2016-08-31/3"),
    ("Ten people died over the summer.", "2016-06-01..2016-08-31/3"),
    ("They met on 17.10.2016.", "2016-10-17/1"),
    ("They met on Feb. 28th last year.", "2015-02-28/1"),
    ("Riots hit the town in the first week of July.", "2016-07-01..2016-07-07/3"),
    ("Riots hit the town in the last week of February.", "2016-02-23..2016-02-29/3"),
    ("Riots hit the town in the first two weeks of July.", "2016-07-01..2016-07-14/3"),
    ("Riots hit the town in the first quarter of 2015.", "2015-01-01..2015-03-31/4"),
    ("Riots hit the town in the last quarter of 2015.", "2015-10-01..2015-12-31/4"),
    ("Riots hit the town between late June and mid-July.", "2016-06-21..2016-07-20/3"),
    ("On Christmas Day a gunman struck.", "2015-12-25/1"),
    ("On the eve of Christmas Day a gunman struck.", "2015-12-24/1"),
    ("A gunman struck on Memorial Day.", "2016-05-30/1"),
    ("A bomb exploded during Ramadan.", "2016-06-05..2016-07-06/3"),
    ("A bomb exploded on Eid al-Fitr in 2017.", "2017-06-24..2017-06-26/2"),
    ("A bomb exploded on the eve of Eid al-Adha.", "2016-09-10..2016-09-12/2"),
    ("They marched on Orthodox Easter.", "2016-05-01/1"),
    ("The towers fell on 9/11.", "2001-09-11/1"),
    ("It happened on Easter Sunday 2016.", "2016-03-27/1"),
]

RANGES = [
    ("Clashes raged from October 21 to 23.", "2016-10-21..2016-10-23/2"),
    ("Clashes raged on October 20, 21 and 22.", "2016-10-20..2016-10-22/2"),
    ("Clashes raged overnight Saturday.", "2016-10-22..2016-10-23/2"),
    ("Clashes raged overnight into Sunday.", "2016-10-22..2016-10-23/2"),
    ("Clashes raged overnight from Saturday to Sunday.", "2016-10-22..2016-10-23/2"),
    ("Clashes raged late on Saturday and into Sunday morning.", "2016-10-22..2016-10-23/2"),
    ("Clashes raged between 21 and 23 October.", "2016-10-21..2016-10-23/2"),
    ("Clashes raged from 21 September to 3 October 2016.", "2016-09-21..2016-10-03/2"),
    ("Clashes raged on October 21-23.", "2016-10-21..2016-10-23/2"),
    ("Clashes raged on October 21 and 22.", "2016-10-21..2016-10-22/2"),
    ("Clashes raged from December 30 to January 2.", "2015-12-30..2016-01-02/2"),
    ("There were 32 strikes for the week of October 17-October 23.", "2016-10-17..2016-10-23/2"),
    ("It rained in the week of October 10.", "2016-10-10..2016-10-16/3"),
    ("It rained in the week ending October 16.", "2016-10-10..2016-10-16/3"),
    ("Clashes raged from Friday to Sunday.", "2016-10-21..2016-10-23/2"),
    ("Clashes raged on Saturday and Sunday.", "2016-10-22..2016-10-23/2"),
    ("Clashes raged between Friday night and Sunday morning.", "2016-10-21..2016-10-23/2"),
    ("It rained from March to May.", "2016-03-01..2016-05-31/3"),
    ("It rained in November and December 2015.", "2015-11-01..2015-12-31/3"),
    ("The war lasted from 2003 to 2011.", "2003-01-01..2011-12-31/4"),
    ("The 2014-15 drought was harsh.", "2014-01-01..2015-12-31/4"),
]

WEEKDAYS = [
    ("A bomb exploded on Sunday.", "2016-10-23/1"),
    ("A bomb exploded Sunday.", "2016-10-23/1"),
    ("A bomb exploded Monday.", "2016-10-24/1"),
    ("A bomb exploded on Tuesday.", "2016-10-18/1"),
    ("A bomb exploded early on Sunday morning.", "2016-10-23/1"),
    ("A bomb exploded at dawn Saturday.", "2016-10-22/1"),
    ("A bomb exploded around 9 p.m. Sunday.", "2016-10-23/1"),
    ("A bomb exploded in the early hours of Sunday.", "2016-10-23/1"),
    ("Sunday's blast shook the town.", "2016-10-23/1"),
    ("Sunday\u2019s blast shook the town.", "2016-10-23/1"),
    ("The vote will be held on Wednesday.", "2016-10-26/1"),
    ("The leaders are to meet on Wednesday.", "2016-10-26/1"),
    ("The leaders plan to meet on Wednesday.", "2016-10-26/1"),
    ("The funeral is scheduled for Wednesday.", "2016-10-26/1"),
    ("They managed to escape on Wednesday.", "2016-10-19/1"),
    ("He could have fled on Wednesday.", "2016-10-19/1"),
    ("He left next Monday open.", "2016-10-31/1"),
    ("The blast happened last Thursday.", "2016-10-20/1"),
    ("The blast happened this past Friday.", "2016-10-21/1"),
    ("It opens this coming Friday.", "2016-10-28/1"),
    ("He fled on Monday last week.", "2016-10-17/1"),
    ("He fled on Tuesday of last week.", "2016-10-18/1"),
    ("He fled a week ago Friday.", "2016-10-14/1"),
]

DEICTIC = [
    ("A bomb exploded today.", "2016-10-24/1"),
    ("A bomb exploded yesterday.", "2016-10-23/1"),
    ("A bomb exploded last night.", "2016-10-23/1"),
    ("A bomb exploded this morning.", "2016-10-24/1"),
    ("A bomb exploded early yesterday morning.", "2016-10-23/1"),
    ("A bomb exploded the day before yesterday.", "2016-10-22/1"),
    ("The court rules tomorrow.", "2016-10-25/1"),
    ("Jets struck the port overnight.", "2016-10-23..2016-10-24/2"),
    ("Jets struck the port during the night.", "2016-10-23..2016-10-24/2"),
    ("Jets struck the port in the past 48 hours.", "2016-10-22..2016-10-24/2"),
    ("Jets struck the port the week before last.", "2016-10-10..2016-10-16/3"),
    ("Jets struck the port the weekend before last.", "2016-10-15..2016-10-16/2"),
    ("Jets have struck the port since the start of the year.", "2016-01-01..2016-10-24/4"),
    ("Jets struck the port in the week to Sunday.", "2016-10-17..2016-10-23/3"),
    ("Jets struck the port this week.", "2016-10-24/3"),
    ("Jets struck the port last week.", "2016-10-17..2016-10-23/3"),
    ("Jets struck the port last month.", "2016-09-01..2016-09-30/3"),
    ("Jets struck the port earlier this month.", "2016-10-01..2016-10-24/3"),
    ("Jets struck the port last year.", "2015-01-01..2015-12-31/4"),
    ("Jets struck the port earlier this year.", "2016-01-01..2016-10-24/4"),
    ("He will travel next week.", "2016-10-31..2016-11-06/3"),
    ("He will travel later this week.", "2016-10-24..2016-10-30/3"),
    ("Jets struck the port at the weekend.", "2016-10-22..2016-10-23/2"),
    ("Jets struck the port last weekend.", "2016-10-22..2016-10-23/2"),
    ("Jets struck the port over the weekend.", "2016-10-22..2016-10-23/2"),
    ("A week ago jets struck the port.", "2016-10-17/1"),
    ("Three days ago jets struck the port.", "2016-10-21/1"),
    ("A few days ago jets struck the port.", "2016-10-17..2016-10-23/3"),
    ("Two years ago jets struck the port.", "2014-01-01..2014-12-31/4"),
    ("Six months ago jets struck the port.", "2016-04-01..2016-04-30/3"),
    ("Hours ago jets struck the port.", "2016-10-24/1"),
    ("Ten were killed in the past week.", "2016-10-17..2016-10-24/3"),
    ("Ten were killed in the last three days.", "2016-10-21..2016-10-24/2"),
    ("The law will take effect in three weeks.", "2016-11-14/1"),
    ("Heavy rain is forecast over the next few days.", "2016-10-25..2016-10-28/3"),
]

# Counted from the day told last.
TOLD = [
    (
        "A bomb exploded on Sunday. Two days earlier a mine killed a nurse.",
        ["2016-10-23/1", "2016-10-21/1"],
    ),
    (
        "A bomb exploded on Thursday. The next day the army struck.",
        ["2016-10-20/1", "2016-10-21/1"],
    ),
    (
        "A bomb exploded on Thursday. The previous day had been calm.",
        ["2016-10-20/1", "2016-10-19/1"],
    ),
    (
        "The town fell on June 10, 2014. Three weeks later he named himself caliph.",
        ["2014-06-10/1", "2014-07-01/1"],
    ),
    (
        "He left in 2014. The following year his brother died.",
        ["2014-01-01..2014-12-31/4", "2015-01-01..2015-12-31/4"],
    ),
    (
        "Police said on Monday that the mosque was hit on Friday. A day earlier a church was hit.",
        ["2016-10-24/1", "2016-10-21/1", "2016-10-20/1"],
    ),
    (
        "Gunmen hit Rutba on Sunday and still held it on Monday. Two days earlier they hit Kirkuk.",
        ["2016-10-23/1", "2016-10-24/1", "2016-10-21/1"],
    ),
    (
        "Sunday's blast came two days after bombs killed six officers.",
        ["2016-10-23/1", "2016-10-21/1"],
    ),
    ("It comes a week after 44 people were killed in the capital.", ["2016-10-17/1"]),
    ("It comes just a few days after a blast at a mill.", ["2016-10-17..2016-10-23/3"]),
    ("It came a day before a summit to be held in Oslo.", ["2016-10-25/1"]),
    ("The landslide hit the hamlet at around 6 am (2200 GMT Friday).", ["2016-10-22/1"]),
    ("The quake struck at 9 p.m. (0200 GMT Saturday).", ["2016-10-21/1"]),
]

SPANS = [
    ("Troops entered the town for the third day running.", ["2016-10-22..2016-10-24/2"]),
    ("Protesters marched for a fifth straight night.", ["2016-10-20..2016-10-24/2"]),
    ("Protesters marched for a third day on Sunday.", ["2016-10-21..2016-10-23/2"]),
    ("Protesters marched on Sunday for a second straight day.", ["2016-10-22..2016-10-23/2"]),
    ("He fled on Friday. Jets struck in the night.", ["2016-10-21/1", "2016-10-21..2016-10-22/2"]),
    ("He fled on Friday. It began some 48 hours earlier.", ["2016-10-21/1", "2016-10-19/1"]),
    (
        "On Friday gunmen attacked, and the clashes lasted three days.",
        ["2016-10-21/1", "2016-10-21..2016-10-23/2"],
    ),
    (
        "The attack began on Friday. At least 46 people died in the three-day unrest.",
        ["2016-10-21/1", "2016-10-21..2016-10-23/2"],
    ),
    ("They have fought for three days.", ["2016-10-22..2016-10-24/2"]),
    ("Jets have struck the port since October 17.", ["2016-10-17..2016-10-24/2"]),
    ("Jets have struck the port since Friday.", ["2016-10-21..2016-10-24/2"]),
    ("Jets have struck the port since 2014.", ["2014-01-01..2016-10-24/4"]),
    ("Jets have struck the port since early October.", ["2016-10-01..2016-10-24/3"]),
    ("The siege lasted until Friday.", ["-..2016-10-21/2"]),
]

NO_DATES = [
    "He may leave, and they march on.",
    "May was re-elected, and June Carter sang.",
    "Bloody Sunday is a song, Black Friday a sale.",
    "The 24-year-old paid $2,016 for 17 sheep.",
    "They shop at the Christmas market.",
    "It happened at 10:30.",
    "Prices fall in a second.",
]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [(text, day) for group in (ABSOLUTE, RANGES, WEEKDAYS, DEICTIC) for text, day in group],
    ids=lambda value: value[:60],
)
def test_one_date(nlp, text, expected):
    assert days(nlp, text) == [expected]


@pytest.mark.model
@pytest.mark.parametrize(("text", "expected"), [*TOLD, *SPANS], ids=lambda value: str(value)[:60])
def test_dates_that_depend_on_others(nlp, text, expected):
    assert days(nlp, text) == expected


@pytest.mark.model
@pytest.mark.parametrize("text", NO_DATES)
def test_words_that_are_no_dates(nlp, text):
    assert days(nlp, text) == []


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A bomb exploded on Sunday.", ["-/1"]),
        ("A bomb exploded yesterday.", ["-/1"]),
        ("A bomb exploded on October 17.", ["-/1"]),
        ("A bomb exploded last week.", ["-/3"]),
        (
            "A bomb exploded on October 17, 2016. Two days later it rained.",
            ["2016-10-17/1", "2016-10-19/1"],
        ),
        ("A bomb exploded in 2014.", ["2014-01-01..2014-12-31/4"]),
    ],
    ids=lambda value: str(value)[:60],
)
def test_an_undated_article_keeps_the_words(nlp, text, expected):
    assert days(nlp, text, None) == expected
    assert all(mention.when.text for mention in find_dates(nlp(text), None))


@pytest.mark.model
@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (date(2016, 12, 16), "2016-12-08..2016-12-15/3"),  # a Friday: yesterday, or a week before
        (date(2016, 12, 15), "2016-12-08/1"),
        (date(2016, 12, 12), "2016-12-08/1"),
    ],
)
def test_last_thursday_may_be_two_days(nlp, published, expected):
    assert days(nlp, "Police arrested two men last Thursday.", published) == [expected]


@pytest.mark.model
@given(published=st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_what_occurred_is_never_after_publication(nlp, published):
    text = (
        "A bomb exploded on Sunday. Another went off on Oct. 3, a third in May, one last weekend, "
        "one yesterday, one overnight, two days later a sixth, and clashes have raged since Friday."
    )
    for mention in find_dates(_parsed(nlp, text), published):
        when = mention.when
        if when.start and when.end:
            assert when.start <= when.end <= published


_CACHE = {}


def _parsed(nlp, text):
    if text not in _CACHE:
        _CACHE[text] = nlp(text)
    return _CACHE[text]


@pytest.mark.model
def test_text_keeps_the_words_as_printed_on_one_line(nlp):
    text = "A bomb exploded early\n   on Sunday morning."
    (mention,) = find_dates(nlp(text), MONDAY)
    assert mention.when.text == "early on Sunday morning"
    assert text[mention.start : mention.end].split() == ["early", "on", "Sunday", "morning"]


@pytest.mark.model
def test_the_week_before_publication_has_each_weekday_once(nlp):
    names = [(MONDAY - timedelta(days=n)).strftime("%A") for n in range(7)]
    found = {shown(find_dates(nlp(f"It rained on {name}."), MONDAY)[0].when) for name in names}
    assert found == {f"{MONDAY - timedelta(days=n)}/1" for n in range(7)}


@pytest.mark.model
@pytest.mark.parametrize(
    ("name", "year", "seen"),
    [
        # As Saudi Arabia kept them; tables may be a day off.
        ("Eid al-Fitr", 2017, date(2017, 6, 25)),
        ("Eid al-Fitr", 2024, date(2024, 4, 10)),
        ("Eid al-Adha", 2016, date(2016, 9, 12)),
        ("Ashura", 2015, date(2015, 10, 24)),
    ],
)
def test_feasts_that_the_moon_decides(nlp, name, year, seen):
    (mention,) = find_dates(nlp(f"A bomb exploded on {name} {year}."), date(2025, 1, 1))
    assert mention.when.start <= seen <= mention.when.end
    assert mention.when.end - mention.when.start == timedelta(days=2)
