"""Publication dates, ids and field types as sources write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.articles.metadata import content_hash, make_article, parse_published
from geo.errors import InputError
from geo.language import MAX_TEXT_CHARS

DAY = date(2016, 10, 24)


@pytest.mark.parametrize(
    "value",
    [
        "2016-10-24",
        " 2016-10-24 ",
        "20161024",
        "2016-10-24 07:00",
        "2016-10-24T23:59:59Z",
        "2016-10-24T23:59:59.123-05:00",
        "Mon, 24 Oct 2016 23:30:00 -0500",
        "24 Oct 2016 10:00:00 GMT",
        "Monday, Oct. 24, 2016",
        "October 24, 2016",
        "24 October 2016",
        "24/10/2016",
        "10/24/2016",
        "Oct 24, 2016 at 9:12 pm",
    ],
)
def test_date_is_read(value: str) -> None:
    assert parse_published(value) == DAY


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "yesterday",
        "Monday",
        "2016",
        "2016-10",
        "October 2016",
        "2016-02-30",
        "2016-13-01",
        "10/11/2016",
        "0001-01-01",
        "0000-00-00",
        "9999-12-31",
        "24 October to 2 November 2016",
        "1477267200",
        1477267200,
        2016.5,
        True,
        ["2016-10-24"],
        None,
    ],
)
def test_no_date_is_guessed(value: object) -> None:
    assert parse_published(value) is None


@given(st.text())
def test_any_text_is_a_date_or_none(value: str) -> None:
    found = parse_published(value)
    assert found is None or 1500 <= found.year < 3000


@given(st.dates(min_value=date(1500, 1, 1), max_value=date(2999, 12, 31)))
def test_iso_dates_round_trip(day: date) -> None:
    assert parse_published(day.isoformat()) == day


TEXT = "RUTBA, Iraq, Oct. 23, 2016 - Five people died."
PLAIN = "Five people died in Rutba."
CAPTION = "Soldiers rest in Bartella, Saturday, Oct. 22, 2016. (AP Photo)\nThe army said it won."


@pytest.mark.parametrize(
    ("fields", "text", "expected"),
    [
        pytest.param({"published": "2016-10-24"}, CAPTION, (DAY, "metadata", ""), id="metadata"),
        pytest.param({"date": "2016-10-24"}, PLAIN, (DAY, "metadata", ""), id="alias"),
        pytest.param(
            {"published": None, "date": "2016-10-24"}, PLAIN, (DAY, "metadata", ""), id="null"
        ),
        pytest.param(
            {"published": "soon", "date": "2016-10-24"}, PLAIN, (DAY, "metadata", ""), id="second"
        ),
        pytest.param({}, CAPTION, (date(2016, 10, 22), "text", ""), id="caption"),
        pytest.param({"published": ""}, PLAIN, (None, "unknown", ""), id="unknown"),
    ],
)
def test_publication_date_and_its_basis(
    fields: dict[str, object], text: str, expected: tuple[date | None, str, str]
) -> None:
    article = make_article(fields, text, path="x")
    assert (article.published, article.published_basis, article.note) == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://desk.example/2016/10/24/rutba",
        "https://desk.example/world/2016/oct/24/rutba",
        "https://desk.example/news/2016-10-24/rutba/7654321",
        "https://desk.example/a?p=/20161024/WIRE/903310363",
        "https://desk.example/rutba-20161024",
        "https://desk.example/2016/10/24",
    ],
)
def test_date_in_url_comes_before_the_texts_own(url: str) -> None:
    article = make_article({"url": url, "date": "7:58 AM"}, CAPTION, path="x")
    assert (article.published, article.published_basis) == (DAY, "metadata")
    assert article.note == (
        "The publication date '7:58 AM' is not understood: write YYYY-MM-DD. "
        "The publication date is the one in its URL."
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://desk.example/story-1.3902339",
        "https://desk.example/2016/02/31/rutba",
        "https://desk.example/2016/10/rutba",
        "https://desk.example/201610245/rutba",
        "https://desk.example/5620161024",
        "",
    ],
)
def test_other_numbers_in_url_are_no_date(url: str) -> None:
    assert make_article({"url": url}, PLAIN, path="x").published is None


def test_date_that_is_not_understood_leaves_a_note() -> None:
    article = make_article({"published": 1477267200}, CAPTION, path="x")
    assert (article.published, article.published_basis) == (date(2016, 10, 22), "text")
    assert "1477267200 is not understood" in article.note


def test_guessed_encoding_leaves_a_note() -> None:
    assert "Windows-1252" in make_article({}, PLAIN, path="x", encoding="cp1252").note


@pytest.mark.parametrize(
    ("given_id", "expected"),
    [("a-1", "a-1"), (" a  b ", "a b"), (17, "17"), (0, "0"), ("مقال", "مقال")],
)
def test_given_id_is_kept(given_id: object, expected: str) -> None:
    assert make_article({"id": given_id}, PLAIN, path="x").article_id == expected


def test_made_id_depends_on_content_alone() -> None:
    ids = {
        make_article(fields, PLAIN, path=path).article_id
        for fields in ({}, {"id": ""}, {"id": None}, {"title": "A", "published": "2016-10-24"})
        for path in ("a.txt", "b.txt")
    }
    assert len(ids) == 1
    other = make_article({"source": "Other Desk"}, PLAIN, path="a.txt").article_id
    assert other not in ids


def test_source_may_be_called_domain_and_words_become_one_line() -> None:
    article = make_article({"domain": "desk.example", "title": " Two\n lines "}, PLAIN, path="x")
    assert (article.source, article.title) == ("desk.example", "Two lines")


@pytest.mark.parametrize(
    ("fields", "text", "reason"),
    [
        pytest.param({}, "", "no text", id="empty"),
        pytest.param({}, " \r\n\t\u2003", "no text", id="blank"),
        pytest.param({}, "a" * (MAX_TEXT_CHARS + 1), "1,000,001 characters", id="too-long"),
        pytest.param({}, "a\ud800", "surrogate) character at 1", id="surrogate"),
        pytest.param({}, "a\0", "zero character at 1", id="zero"),
        pytest.param({"title": "\udfff"}, PLAIN, "`title`", id="surrogate-in-title"),
        pytest.param({"title": ["a"]}, PLAIN, "`title` must be text, got list", id="list"),
        pytest.param({"id": True}, PLAIN, "`id` must be text, got bool", id="bool"),
        pytest.param({"id": 1.5}, PLAIN, "`id` must be text, got float", id="float"),
        pytest.param({"url": {}}, PLAIN, "`url` must be text, got dict", id="object"),
        pytest.param({"id": "a;b"}, PLAIN, "semicolon", id="id-with-semicolon"),
        pytest.param({"id": "a\x07b"}, PLAIN, "control character", id="id-with-control"),
    ],
)
def test_unusable_article_is_refused_with_reason(
    fields: dict[str, object], text: str, reason: str
) -> None:
    with pytest.raises(InputError) as caught:
        make_article(fields, text, path="x")
    assert reason in str(caught.value)


def test_longest_text_is_accepted() -> None:
    assert make_article({}, "a" * MAX_TEXT_CHARS, path="x").text


@given(st.lists(st.text(), min_size=1, max_size=3), st.lists(st.text(), min_size=1, max_size=3))
def test_hash_tells_parts_apart(one: list[str], other: list[str]) -> None:
    def without_empty_end(parts: list[str]) -> list[str]:
        return without_empty_end(parts[:-1]) if parts and not parts[-1] else parts

    is_same = without_empty_end(one) == without_empty_end(other)
    assert (content_hash(*one) == content_hash(*other)) == is_same
