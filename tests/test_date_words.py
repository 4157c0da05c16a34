"""The words of dates: any of them in any order are read or left, each row of the grammar alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.dates.days import Reading, Setting, month_number
from geo.dates.words import find_expressions, grammar_rules

VOCABULARY = """
last this next past coming the a few several two 3 12 31 99 999 day days weeks months years decades
ago earlier later before after since until for in on over from to and between Monday Friday Sunday
March May Oct. 29 February 2016 1999 2000 1900 9999 summer winter today overnight weekend night
previous following same running third of week ending 2016-10-24 24/10/2016 9999-12-31 01/02/03
Christmas 9/11 three-day week-long the days that followed within less than hours earlier in
(2200 GMT Friday) - ,
"""


@given(
    words=st.lists(st.sampled_from(VOCABULARY.split()), max_size=12),
    published=st.none() | st.dates(date(1600, 1, 1), date(2090, 1, 1)),
    told=st.none() | st.dates(date(1500, 1, 1), date(2099, 12, 31)),
    is_ahead=st.booleans(),
    is_past=st.booleans(),
    is_inverse=st.booleans(),
    wide=st.none() | st.just(Reading(date(2014, 5, 1), date(2014, 5, 31), 3)),
)
def test_any_words_are_read_or_left(words, published, told, is_ahead, is_past, is_inverse, wide):
    setting = Setting(published, told, None, is_ahead, is_past, is_inverse, wide)
    for expression in find_expressions(" ".join(words)):
        reading = expression.read(expression.match, setting)
        if reading is not None and reading.start and reading.end:
            assert reading.start <= reading.end
            assert 1 <= reading.prec <= 5


@pytest.mark.parametrize("rule", grammar_rules(), ids=lambda rule: rule.example)
def test_rows_of_the_grammar(rule):
    assert rule.pattern.fullmatch(rule.example)
    (found,) = find_expressions(f"It rained {rule.example} here.")
    assert found.match[0].strip() == rule.example
    assert found.kind == rule.kind


@pytest.mark.parametrize("number", range(1, 13))
def test_month_number(number):
    name = date(2016, number, 1).strftime("%B")
    assert (
        month_number(name) == month_number(name[:3] + ".") == month_number(name.upper()) == number
    )


def test_no_month():
    with pytest.raises(ValueError, match="Mosul"):
        month_number("Mosul")
