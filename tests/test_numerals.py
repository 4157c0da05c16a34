import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.grammar.numerals import find_numbers, find_quantities, parse_number
from geo.model import Count


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("7", 7),
        ("1,776", 1776),
        ("4,000", 4000),
        ("12,345,678", 12345678),
        ("1,50,000", 150000),
        ("10\u00a0000", 10000),
        ("0", 0),
        ("zero", 0),
        ("five", 5),
        ("Seventeen", 17),
        ("twenty-three", 23),
        ("twenty three", 23),
        ("ninety-nine", 99),
        ("a hundred", 100),
        ("one hundred", 100),
        ("two hundred and fifty", 250),
        ("two hundred fifty-one", 251),
        ("nineteen hundred", 1900),
        ("a thousand", 1000),
        ("three thousand four hundred and six", 3406),
        ("twenty-five thousand", 25000),
        ("1.5 million", 1500000),
        ("2 million", 2000000),
        ("one million two hundred thousand", 1200000),
        ("two lakh", 200000),
        ("1.2 crore", 12000000),
        ("a dozen", 12),
        ("two dozen", 24),
        ("half a dozen", 6),
        ("half-dozen", 6),
        ("half a million", 500000),
        ("two and a half million", None),
        ("two and a half", 2.5),
        ("2.5", 2.5),
        ("third", None),
        ("3rd", None),
        ("dozens", None),
        ("five six", None),
        ("hundred", None),
        ("", None),
        ("twenty twelve", None),
        ("10:30", None),
        ("F16", None),
    ],
)
def test_parse_number(words, value):
    assert parse_number(words) == value


@given(st.integers(min_value=0, max_value=10**9))
def test_digits_read_back(value):
    assert parse_number(str(value)) == value
    assert parse_number(f"{value:,}") == value


SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS, TENS = SMALL.split(), ROUND.split()


def spell(value: int) -> str:
    """Spell 1 to 999,999 in British English."""
    if value >= 1000:
        rest = value % 1000
        joint = " and " if 0 < rest < 100 else " "
        return f"{spell(value // 1000)} thousand{joint + spell(rest) if rest else ''}"
    if value >= 100:
        rest = value % 100
        return f"{UNITS[value // 100 - 1]} hundred{' and ' + spell(rest) if rest else ''}"
    if value >= 20:
        return TENS[value // 10 - 2] + (f"-{UNITS[value % 10 - 1]}" if value % 10 else "")
    return UNITS[value - 1]


@given(st.integers(min_value=1, max_value=999_999))
def test_words_read_back(value):
    assert parse_number(spell(value)) == value
    assert parse_number(spell(value).replace(" and ", " ")) == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("on 24 October 2016 at 10:30", [24, 2016]),
        ("killed two, five and nine", [2, 5, 9]),
        ("two and five", [2, 5]),
        ("$1.5 million", [1500000]),
        ("the 3rd and second floor", []),
        ("version 1.2.3", []),
        ("one hundred and one dead", [101]),
        ("hundreds of people", []),
        ("five hundred dead and six hurt", [500, 6]),
        ("3 dead,12 hurt", [3, 12]),
        ("34.", [34]),
    ],
)
def test_find_numbers(text, values):
    assert [number.value for number in find_numbers(text)] == values


@given(st.text(alphabet="0123456789 ,.-andtwohundredfivesixmilion", max_size=60))
def test_numbers_lie_in_the_text_in_order(text):
    end = 0
    for number in find_numbers(text):
        assert end <= number.start < number.end <= len(text)
        assert number.value >= 0
        end = number.end
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.start <= quantity.number_start < quantity.end <= len(text)
        end = quantity.end


@pytest.mark.parametrize(
    ("text", "low", "best", "high"),
    [
        ("at least five", 5, 5, None),
        ("no fewer than 12", 12, 12, None),
        ("upwards of 200", 200, 200, None),
        ("more than 74", 75, 75, None),
        ("over a dozen", 13, 13, None),
        ("in excess of 1,000", 1001, 1001, None),
        ("up to 30", 0, None, 30),
        ("as many as two hundred", 0, None, 200),
        ("no more than three", 0, None, 3),
        ("fewer than 10", 0, None, 9),
        ("about 50", 50, 50, 50),
        ("some 300", 300, 300, 300),
        ("an estimated 40", 40, 40, 40),
        ("nearly 200", None, 200, 200),
        ("exactly 7", 7, 7, 7),
        ("all 12", 12, 12, 12),
        ("43", 43, 43, 43),
        ("between 20 and 30", 20, None, 30),
        ("4,000 to 7,000", 4000, None, 7000),
        ("from 20 to 30", 20, None, 30),
        ("20-30", 20, None, 30),
        ("five or six", 5, None, 6),
        ("at least 20 to 30", 20, None, 30),
        ("10 or more", 10, 10, None),
        ("74+", 74, 74, None),
        ("30-plus", 30, 30, None),
        ("at least 20 and possibly as many as 30", 20, 20, 30),
        ("tens", 20, None, 99),
        ("dozens", 24, None, 99),
        ("several dozen", 24, None, 99),
        ("scores", 40, None, 99),
        ("hundreds", 200, None, 999),
        ("several hundred", 200, None, 999),
        ("thousands", 2000, None, 9999),
        ("tens of thousands", 20000, None, 99999),
        ("Hundreds of thousands", 200000, None, 999999),
        ("at least several hundred", 200, None, None),
        ("several", 3, None, None),
    ],
)
def test_quantity_bounds(text, low, best, high):
    (quantity,) = find_quantities(f"Reports spoke of {text} people")
    assert quantity.count == Count(low, best, high)
    assert f"Reports spoke of {text} people"[quantity.start : quantity.end] == text


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("more than 74 fighters and at least 46 others", ["74+", "46+"]),
        ("five killed and six hurt", ["5", "6"]),
        ("between 1,000 and 1,200", ["1,000-1,200"]),
        ("up to 30", ["up to 30"]),
        ("about 1,500, nearly 20, under 9", ["about 1,500", "nearly 20", "under 9"]),
        ("dozens", ["dozens"]),
        ("killed six, 30 hurt", ["6", "30"]),
        ("2.5 litres", []),
    ],
)
def test_quantity_labels(text, labels):
    assert [quantity.label for quantity in find_quantities(text)] == labels


def test_digits_beyond_all_measure_are_no_number():
    assert find_numbers("9" * 400) == ()
    assert [q.count for q in find_quantities("1" * 30 + " people")] == []
