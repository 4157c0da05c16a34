"""Articles made up for the purpose give the reports that a careful reader would list."""

from __future__ import annotations

import re
from datetime import date

import pytest
from builders import PLACES, resolution

from geo.events.finding import find_reports
from geo.footprints.boundaries import load_boundaries
from geo.model import Article

pytestmark = pytest.mark.model


def read(nlp, text, *, published="2016-10-24", title="", **roles):
    """Find the reports of a text, its places taken from the table of the builders."""
    found = sorted(
        (match.start(), name) for name in PLACES for match in re.finditer(rf"\b{name}\b", text)
    )
    resolutions = tuple(
        resolution(name, start, role=roles.get(name, "place")) for start, name in found
    )
    day = date.fromisoformat(published) if published else None
    article = Article("a", text, title=title, published=day)
    return find_reports(nlp(text), article, resolutions, load_boundaries())


def line(report):
    """Write what matters of a report: code, status, place, days, killed, injured."""
    killed, injured = report.casualties.killed, report.casualties.injured
    return (
        f"{report.event_type}/{report.sub_event_type}",
        report.status,
        report.resolution.place.name,
        str(report.when.start),
        killed.low,
        injured.low,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "A suicide bomber killed nine people at a market in Baghdad on Sunday.",
            ("explosion/suicide_bombing", "occurred", "Baghdad", "2016-10-23", 9, None),
        ),
        (
            "Police said on Monday that a roadside bomb had wounded four soldiers in Kirkuk.",
            ("explosion/bombing", "occurred", "Kirkuk", "2016-10-24", None, 4),
        ),
        (
            "Army units advanced towards Bazwaya on Monday, meeting mines and sniper fire.",
            ("battle/advance", "occurred", "Bazwaya", "2016-10-24", None, None),
        ),
        (
            "Gunmen opened fire on a police patrol in Kunduz on Saturday, killing two officers.",
            ("battle/armed_clash", "occurred", "Kunduz", "2016-10-22", 2, None),
        ),
        (
            "Jets bombed a depot outside Aden on Friday.",
            ("explosion/air_strike", "occurred", "Aden", "2016-10-21", None, None),
        ),
        (
            "Floods drove thousands of people from their homes in Maiduguri last week.",
            ("hazard/flood", "occurred", "Maiduguri", "2016-10-17", None, None),
        ),
        (
            "At least 12 passengers died when a bus overturned near Kaduna on Sunday.",
            ("accident/crash", "occurred", "Kaduna", "2016-10-23", 12, None),
        ),
        (
            "Soldiers will withdraw from Rutba on Friday, the ministry said.",
            ("battle/withdrawal", "planned", "Rutba", "2016-10-28", None, None),
        ),
    ],
)
def test_one_sentence(nlp, text, expected):
    assert expected in [line(report) for report in read(nlp, text)]


def test_quote_and_spans_are_the_text(nlp):
    text = "It was a quiet week. A bomb killed two men in Kirkuk on Sunday. Shops reopened."
    (report,) = read(nlp, text)
    assert report.quote == "A bomb killed two men in Kirkuk on Sunday."
    assert text[report.quote_span.start : report.quote_span.end] == report.quote
    assert text[report.trigger_span.start : report.trigger_span.end] == report.trigger == "bomb"


def test_quote_runs_over_wrapped_lines_and_stops_at_a_heading(nlp):
    text = (
        "Calm returns\nThe market was full of people again on Monday, two days after a car bomb\n"
        "    exploded in Kirkuk and killed three traders."
    )
    (report,) = read(nlp, text)
    assert report.quote == text.removeprefix("Calm returns\n")


def test_mentions_of_one_thing_are_one_report(nlp):
    text = (
        "A car bomb exploded in Kirkuk on Sunday. The blast destroyed a row of shops. "
        "At least six people were killed and 20 wounded in the attack, a doctor said."
    )
    (report,) = read(nlp, text)
    assert line(report) == ("explosion/bombing", "occurred", "Kirkuk", "2016-10-23", 6, 20)


def test_what_falls_in_a_quake_falls_on_its_day(nlp):
    text = "A quake struck Mosul on Saturday. An old bridge in Kirkuk collapsed."
    reports = read(nlp, text)
    assert [str(report.when.start) for report in reports] == ["2016-10-22", "2016-10-22"]


def test_another_attack_is_another_report(nlp):
    text = (
        "Gunmen shot dead three teachers in Mosul on Sunday. "
        "In another attack, militants shot dead a judge in Kirkuk."
    )
    places = [(r.resolution.place.name, r.casualties.killed.best) for r in read(nlp, text)]
    assert places == [("Mosul", 3), ("Kirkuk", 1)]


def test_named_places_are_reports_of_their_own(nlp):
    text = "Rebels shelled the villages of Gogjali and Bazwaya on Sunday."
    assert [r.resolution.place.name for r in read(nlp, text)] == ["Gogjali", "Bazwaya"]


def test_ids_are_unique_and_repeatable(nlp):
    text = "Rebels shelled Gogjali and Bazwaya on Sunday. A bomb killed a man in Kirkuk."
    ids = [report.report_id for report in read(nlp, text)]
    assert len(set(ids)) == len(ids) == 3
    assert ids == [report.report_id for report in read(nlp, text)]
    assert all(name.startswith("a#") for name in ids)


@pytest.mark.parametrize(
    "text",
    [
        "If the rebels lose Mosul, the war will be over.",
        "Analysts fear an attack on Mosul.",
        "The team from Mosul attacked well and the striker scored two goals.",
        "Bomb attacks are common in Iraq.",
        "He died of a heart attack in Baghdad.",
        "Commanders hope to capture Mosul.",
    ],
)
def test_what_no_reader_would_list(nlp, text):
    assert read(nlp, text) == ()


def test_a_toll_belongs_to_what_was_told_last(nlp):
    text = (
        "Gunmen attacked a court in Mosul on Friday, killing 30 people. In Kirkuk an air strike "
        "hit a hall where women had gathered. At least 12 women died."
    )
    killed = {r.resolution.place.name: r.casualties.killed.low for r in read(nlp, text)}
    assert killed == {"Mosul": 30, "Kirkuk": 12}


@pytest.mark.parametrize(
    ("text", "code", "killed"),
    [
        (
            "Floods swept through villages near Kunduz on Sunday, drowning at least six people.",
            "flood",
            6,
        ),
        (
            "A drone attacked an oil depot in Mosul on Sunday, starting a fire.",
            "drone_strike",
            None,
        ),
    ],
    ids=["people drowned", "a fire started"],
)
def test_what_an_event_led_to_is_no_second_event(nlp, text, code, killed):
    (report,) = read(nlp, text)
    assert (report.sub_event_type, report.casualties.killed.low) == (code, killed)


def test_a_missile_shot_down_hurts_nobody(nlp):
    text = "Missiles hit a school in Mosul on Sunday. It had shot down 30 of 38 missiles."
    assert all(r.casualties.injured.low is None for r in read(nlp, text))


def test_running_totals_of_a_campaign_lie_nowhere(nlp):
    text = (
        "A bomb killed four men in Kirkuk on Sunday. About 9,000 people have fled their homes "
        "since the offensive began three weeks ago, an agency said."
    )
    assert [r.sub_event_type for r in read(nlp, text)] == ["bombing"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Crowds mourned those whom Friday's blast at a market in Kirkuk killed.", "2016-10-21"),
        ("Ten were hurt in the blast, which hit a market in Kirkuk late on Friday.", "2016-10-21"),
        ("Shelling that began on Friday in Kirkuk has killed six people.", "2016-10-21"),
        ("A rite recalled May 2, 1998, when soldiers massacred men in Kirkuk.", "1998-05-02"),
    ],
)
def test_days_told_in_a_clause_of_the_event(nlp, text, day):
    assert {str(report.when.start) for report in read(nlp, text)} == {day}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The gunmen came at about 8 p.m. on Saturday, a witness said.", "2016-10-22"),
        ("A guard said that the attackers struck in the early hours of Saturday.", "2016-10-22"),
        ("Guards came to the market on Saturday.", "2016-10-23"),
        ("The suspects were seen in a car on Saturday.", "2016-10-23"),
    ],
    ids=["gunmen", "attackers", "others", "suspects"],
)
def test_a_later_sentence_tells_the_day(nlp, text, day):
    text = f"Gunmen stormed a market in Kirkuk and killed nine men, police said Sunday. {text}"
    assert {str(report.when.start) for report in read(nlp, text)} == {day}


@pytest.mark.parametrize(
    ("lead", "days"),
    [
        ("In September, clashes were widespread in Iraq.", {("2016-09-01", "2016-09-30")}),
        (
            "Clashes shook Baghdad on Friday night and early Saturday.",
            {("2016-10-21", "2016-10-22")},
        ),
    ],
    ids=["a month", "a night"],
)
def test_what_is_told_without_a_day_shares_the_span_of_the_story(nlp, lead, days):
    reports = read(nlp, f"{lead} In Kirkuk, seven men died in clashes. Clashes were seen in Mosul.")
    assert len(reports) == 3
    assert {(str(r.when.start), str(r.when.end)) for r in reports} == days


def test_a_sum_is_not_counted_again_where_its_parts_are_told(nlp):
    text = (
        "Eleven people were killed on Sunday by a suicide bomber and a mine in Iraq. The bomber"
        " blew himself up at a market in Kirkuk, killing eight people and wounding six, a doctor"
        " said. Some hours later a mine destroyed a car in Mosul, killing three men."
    )
    assert {line(report)[2:] for report in read(nlp, text)} == {
        ("Kirkuk", "2016-10-23", 8, 6),
        ("Mosul", "2016-10-23", 3, None),
    }


def test_past_event_keeps_its_own_date(nlp):
    text = (
        "A bomb killed four people in Kirkuk on Sunday. The attack came two weeks after gunmen "
        "killed 30 worshippers in Baghdad."
    )
    reports = {r.resolution.place.name: r for r in read(nlp, text)}
    assert reports["Kirkuk"].casualties.killed.best == 4
    assert reports["Baghdad"].casualties.killed.best == 30
    assert reports["Baghdad"].when.start != reports["Kirkuk"].when.start


def test_nothing_told_is_dated_after_publication(nlp):
    text = "Clashes went on in Mosul this week. A bomb killed two men in Kirkuk in October."
    reports = read(nlp, text)
    assert len(reports) == 2
    assert all(r.when.end is None or r.when.end <= date(2016, 10, 24) for r in reports)


def test_undated_article_keeps_the_words(nlp):
    (report,) = read(nlp, "A bomb killed two men in Kirkuk on Sunday.", published="")
    assert report.when.start is None
    assert "Sunday" in report.when.text


def test_side_and_target(nlp):
    (report,) = read(nlp, "The Taliban attacked an army base in Kunduz on Sunday.")
    assert (report.actor1.name, report.actor1.role) == ("Taliban", "party")
    assert "army base" in report.actor2.name


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Hundreds of farmers protested in Kaduna on Sunday.", "farmers", ""),
        ("Police fired tear gas at students in Kaduna on Sunday.", "Police", ""),
        ("Gunmen shot two of the soldiers in Kaduna on Sunday.", "Gunmen", "soldiers"),
        ("Kunduz fell to the rebels on Sunday.", "", ""),
        ("The governor declared a state of emergency in Kaduna.", "governor", ""),
    ],
)
def test_sides_are_people_and_not_things(nlp, text, first, second):
    (report,) = read(nlp, text)
    assert (report.actor1.name, report.actor2.name) == (first, second)


def test_empty_text(nlp):
    assert read(nlp, "") == ()


def test_sum_of_a_campaign_is_put_nowhere(nlp):
    text = (
        "A bomb killed two men in Kirkuk on Sunday. "
        "More than 16,000 people have been displaced since May, according to aid workers."
    )
    assert [line(r)[0] for r in read(nlp, text)] == ["explosion/bombing"]


def test_day_of_the_main_clause_does_not_date_what_an_after_clause_recalls(nlp):
    text = "Shops opened again in Mosul on Monday after a bomb had killed five people in Kirkuk."
    (report,) = read(nlp, text)
    assert report.resolution.place.name == "Kirkuk"
    assert report.when.prec == 5


def test_toll_goes_to_the_event_told_last(nlp):
    text = (
        "Gunmen stormed a police station in Kirkuk on Friday. Nine officers were killed.\n"
        "In Baghdad, an air strike hit a depot on Saturday. At least 15 people died."
    )
    killed = {r.resolution.place.name: r.casualties.killed.low for r in read(nlp, text)}
    assert killed == {"Kirkuk": 9, "Baghdad": 15}


def test_beginning_told_apart_is_the_first_day(nlp):
    text = (
        "Special forces fought gunmen in Kirkuk on Saturday. The assault began on Friday. "
        "At least 46 people were killed."
    )
    (report,) = read(nlp, text)
    assert (str(report.when.start), str(report.when.end)) == ("2016-10-21", "2016-10-22")
    assert report.casualties.killed.low == 46


def test_fact_told_anywhere_outweighs_a_denial(nlp):
    text = (
        "Jets bombed a hospital in Aden on Sunday, doctors said. "
        "A spokesman denied that its aircraft had bombed the city."
    )
    (report,) = read(nlp, text)
    assert report.status == "occurred"


def test_claim_of_a_side_stays_a_claim(nlp):
    (report,) = read(nlp, "A rebel spokesman said on Sunday that his fighters had captured Rutba.")
    assert report.status == "claimed"
    assert "spokesman" in report.rule
