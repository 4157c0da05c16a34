"""Near-copies of one wire text."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.incidents import copies
from geo.incidents.copies import Compared, find_copies
from geo.model import Article

_TABLE = """
river bridge convoy mayor market soldier harbour morning valley school doctor farmer road
village border governor hospital tower desert shelter engine teacher window station garden
"""
WORDS = _TABLE.split()


def prose(seed: int, n_words: int) -> str:
    chosen = random.Random(seed).choices(WORDS, k=n_words)
    return ". ".join(" ".join(chosen[at : at + 12]) for at in range(0, n_words, 12)) + "."


def groups(*texts: str) -> list[str]:
    found = find_copies(Article(str(n), text) for n, text in enumerate(texts))
    return [found[str(n)] for n in range(len(texts))]


STORY, OTHER = prose(1, 400), prose(2, 400)


@pytest.mark.parametrize(
    ("copy", "is_copy"),
    [
        (STORY, True),
        (STORY.upper().replace(". ", ".\n\n"), True),
        (f"CITY (Wire) - {STORY}", True),
        (STORY[: len(STORY) // 2], True),
        (STORY[: len(STORY) // 3], True),
        (STORY.replace("mayor", "town's mayor", 3), True),
        (OTHER, False),
        (OTHER + STORY[: len(STORY) // 4], False),
        (" ".join(reversed(STORY.split())), False),
        ("", False),
    ],
    ids=["same", "set otherwise", "with a dateline", "half", "third", "edited", "other story",
         "other story that quotes it", "same words in another order", "empty"],
)  # fmt: skip
def test_copies(copy: str, is_copy: bool) -> None:
    assert groups(STORY, copy) == (["0", "0"] if is_copy else ["0", "1"])


def test_short_texts_are_copies_only_when_identical() -> None:
    assert groups("Police are there.", "police are there", "Police are here.") == ["0", "0", "2"]


def test_copies_of_copies_are_one_group() -> None:
    long, middle = prose(3, 800), prose(3, 800)[: len(prose(3, 800)) // 2]
    short = middle[: len(middle) // 2]
    assert groups(short, long, middle, OTHER) == ["0", "0", "0", "3"]


def test_order_does_not_matter() -> None:
    articles = [Article(str(n), prose(n % 5, 200 + 20 * n)) for n in range(15)]
    expected = find_copies(articles)
    assert len(set(expected.values())) == 5
    for seed in range(5):
        shuffled = random.Random(seed).sample(articles, len(articles))
        assert find_copies(shuffled) == expected


def cuts(seed: int) -> list[str]:
    """Return a story and what desks make of it; its third and itself are alike only by its half."""
    whole = prose(seed, 800)
    half = whole[: len(whole) // 2]
    return [whole, half, half.upper(), half[: len(half) // 3], f"{prose(seed + 100, 90)} {half}"]


POOL = [*cuts(5), *cuts(6), STORY, "Police are there.", "police are there", "", "..."]
NIGHTS = st.lists(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(POOL)), max_size=5)


@settings(max_examples=100)
@given(NIGHTS)
def test_nights_find_the_copies_that_one_night_finds(nights: list[dict[str, str]]) -> None:
    compared = Compared()
    for night in nights:
        articles = [Article(name, text) for name, text in night.items()]
        assert find_copies(articles, compared) == find_copies(articles)
        compared = Compared.from_bytes(compared.to_bytes())


def test_only_new_texts_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared, seen = Compared(), []
    whole, half, *_ = (Article(str(n), text) for n, text in enumerate(cuts(7)))
    find_copies([half, Article("x", STORY)], compared)
    containment = copies.containment

    def note(one: copies.Shingles, two: copies.Shingles) -> float:
        seen.append(share := containment(one, two))
        return share

    monkeypatch.setattr(copies, "containment", note)
    for _ in range(2):
        found = find_copies([whole, half, Article("x", STORY)], compared)
        assert found == {"0": "0", "1": "0", "x": "x"}
    assert max(seen) == 1.0
    assert len(seen) <= 2
