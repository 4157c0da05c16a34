"""Names to places on passages of our own: many countries, subjects and kinds of names."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from passages import PASSAGES, Expected, Verdict, judge_all, read_passages  # noqa: E402

from geo.model import Place  # noqa: E402

pytestmark = pytest.mark.model

READ = read_passages(PASSAGES)
MORE = PASSAGES.with_name("passages_more.txt")
# Known to fail, each for a reason that docs/geoparsing.md tells.
FAILING = (PASSAGES.parent / "passages_failing.txt").read_text(encoding="utf-8").split()


@pytest.fixture(scope="module")
def verdicts(nlp, gazetteer) -> dict[str, Verdict]:
    judged = judge_all(READ, nlp, gazetteer)
    return {passage.passage_id: verdict for passage, verdict in judged}


def test_the_passages_are_many_and_their_marks_are_read():
    assert len(READ) >= 150
    assert len({p.passage_id for p in READ}) == len(READ)
    for passage in READ:
        assert "[" not in passage.text
        assert all(passage.text[w.start : w.end] == w.name for w in passage.expected)


@pytest.mark.parametrize("passage_id", [p.passage_id for p in READ if p.passage_id not in FAILING])
def test_every_name_of_a_passage_means_what_it_should(verdicts, passage_id):
    assert verdicts[passage_id].errors == ()


def test_most_names_are_found_and_meant_as_they_should(verdicts):
    placed = sum(v.placed for v in verdicts.values())
    wanted = sum(v.given for v in verdicts.values())
    spurious = sum(v.spurious for v in verdicts.values())
    assert placed > 0.92 * wanted
    assert spurious < 0.05 * wanted


def test_names_of_further_countries_are_found_and_meant_as_they_should(nlp, gazetteer):
    found = [v for _, v in judge_all(read_passages(MORE), nlp, gazetteer)]
    placed, wanted = sum(v.placed for v in found), sum(v.given for v in found)
    assert len(found) == 40
    assert placed > 0.9 * wanted


def test_no_passage_is_excused_that_holds(verdicts):
    assert set(FAILING) <= set(verdicts)
    assert [i for i in FAILING if not verdicts[i].errors] == []


SPECS = {
    "country": ("FR", True),
    "other country": ("US", False),
    "class": ("FR P", True),
    "other class": ("FR A", False),
    "division": ("FR/Île-de-France P", True),
    "other division": ("FR/Texas", False),
    "any country": ("- P", True),
}


@pytest.mark.parametrize(("spec", "holds"), SPECS.values(), ids=SPECS)
def test_a_mark_says_which_places_it_accepts(spec, holds):
    paris = Place("gn:2988507", 2988507, "Paris", 2.35, 48.85, "P", "PPLC", "FR", "11",
                  "Île-de-France", "", 2138551, "test")  # fmt: skip
    assert Expected(0, 5, "Paris", spec).holds(paris) is holds
    assert not Expected(0, 5, "Paris", spec).holds(None)
